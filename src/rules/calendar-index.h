/*
 * Which calendar leaves may select an occurrence, by its title: a few hundred leaves times some thousand occurrences are too many to ask one by one
 * each time a calendar changes. Leaves that ask for no title, or for one by a regular expression, may always.
 */

#pragma once

#include "rules/rule.h"

typedef struct _RailCalendarIndex RailCalendarIndex;

RailCalendarIndex *rail_calendar_index_new (void);
void rail_calendar_index_free (RailCalendarIndex *self);

/* @leaf: what the caller calls it. */
void rail_calendar_index_add (RailCalendarIndex *self,
                              guint leaf,
                              const RailCalendarCondition *condition);

/* After the last one is added. */
void rail_calendar_index_seal (RailCalendarIndex *self);

/* The leaves that an occurrence of this title may concern, each once: guint, borrowed until the next call. */
const GArray *rail_calendar_index_find (RailCalendarIndex *self,
                                        const char *title);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCalendarIndex, rail_calendar_index_free)
