/*
 * One series of events: the instances its rules and dates name, without those it excludes, and with those that another VEVENT replaces in
 * their new place. Sources: RFC 5545 sections 3.8.4.4 (RECURRENCE-ID), 3.8.5.1 (EXDATE), 3.8.5.2 (RDATE), 3.8.5.3 (RRULE).
 */

#pragma once

#include "context/expansion.h"

/* @replacements: the RailCalendarEvents with a RECURRENCE-ID of this series, by recurrence_moment. They are not added themselves. */
void rail_series_expand (RailExpansion *expansion,
                         const RailCalendarEvent *master,
                         GPtrArray *replacements);

/* The instance that @event replaces, where @event says it is now. */
void rail_series_add_replacement (RailExpansion *expansion,
                                  const RailCalendarEvent *event);
