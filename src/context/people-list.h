/*
 * The people of several meetings, each name once and bounded as a whole: what agent/nudge-report tells the windows, and `handrailctl coach ask`
 * collects for itself.
 */

#pragma once

#include <glib.h>

/* Whom somebody talks about: those they met this week or will meet in the next. */
#define RAIL_PEOPLE_LIST_REACH_DAYS 7

#define RAIL_PEOPLE_LIST_MAX_NAMES 2000
#define RAIL_PEOPLE_LIST_MAX_BYTES (64 * 1024)

typedef struct _RailPeopleList RailPeopleList;

RailPeopleList *rail_people_list_new (void);
void rail_people_list_free (RailPeopleList *self);

/* @people: names, one a line, as an occurrence has them. FALSE once the list is full: what comes first stays. */
gboolean rail_people_list_add (RailPeopleList *self,
                               const char *people);

/* RailOccurrence in any order: of too many people those of the meetings nearest to @now stay. */
void rail_people_list_add_occurrences (RailPeopleList *self,
                                       GPtrArray *occurrences,
                                       gint64 now);

/* In the order they came; transfer full. */
char **rail_people_list_dup_names (RailPeopleList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPeopleList, rail_people_list_free)
