/*
 * The time zones one calendar file speaks of, by TZID: the system's where the TZID is an IANA identifier, else the file's own
 * VTIMEZONE, else what the name is known to stand for, else the user's zone and one problem. Used by recurrence.c for one
 * reading; never shared. Source: RFC 5545 section 3.6.5.
 */

#pragma once

#include <glib.h>

#include "context/time-zone.h"

typedef struct _RailZoneTable RailZoneTable;

/* @horizon: no moment (in seconds) later than this is asked for. @file and @problems are borrowed. */
RailZoneTable *rail_zone_table_new (GTimeZone *user_zone,
                                    gint64 horizon,
                                    const char *file,
                                    GPtrArray *problems);

void rail_zone_table_free (RailZoneTable *self);

/* A VTIMEZONE from its BEGIN to its END line; of several with one TZID the first counts. @allowance as in recurrence-rule.h. */
void rail_zone_table_add (RailZoneTable *self,
                          const char *data,
                          gsize length,
                          guint first_line,
                          gint64 *allowance);

/* Borrowed; @tzid NULL gives the user's own zone. */
RailTimeZone *rail_zone_table_lookup (RailZoneTable *self,
                                      const char *tzid,
                                      guint line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailZoneTable, rail_zone_table_free)
