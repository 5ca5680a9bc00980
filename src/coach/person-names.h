/*
 * The people of the day's meetings, found again in what somebody types: full names in any order, with initials and particles, and their parts
 * alone. A part that is also an everyday word ("Will", "May", "Frank", "Koch") is a name only where its capital and its place say so. Names
 * without spaces between words (Chinese, Japanese, Korean) are found within a sentence.
 */

#pragma once

#include "coach/personal-data.h"

typedef struct _RailPersonNames RailPersonNames;

RailPersonNames *rail_person_names_new (void);
void rail_person_names_free (RailPersonNames *self);

/* "Anna Schmidt", "Schmidt, Anna (Sales)", "Dr. A. M. Schmidt" or "anna.schmidt@…"; one that is known already is not added again. */
void rail_person_names_add (RailPersonNames *self,
                            const char *name);

/* Appends what is free; @keys gets for each finding added who it is, two names of the same person being the same key. */
void rail_person_names_find (RailPersonNames *self,
                             const char *text,
                             GArray *row,
                             guint8 *taken,
                             GArray *findings,
                             GPtrArray *keys);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPersonNames, rail_person_names_free)
