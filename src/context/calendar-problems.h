/*
 * The problems of one reading of a calendar while they are found: the first thousand by line are kept, however many there are, and the others
 * are counted. Problems are added to the list itself, by whoever finds them; recurrence.c hands them over at the end.
 */

#pragma once

#include <glib.h>

#include "base/problem.h"

typedef struct
{
  GPtrArray *list; /* RailProblem */
  guint left_out;
} RailCalendarProblems;

void rail_calendar_problems_init (RailCalendarProblems *self);
void rail_calendar_problems_clear (RailCalendarProblems *self);

/* To be called now and then while problems are added. */
void rail_calendar_problems_trim (RailCalendarProblems *self);

/* Moves all of them to @problems in the order of the file, with one about those that were left out. */
void rail_calendar_problems_hand_over (RailCalendarProblems *self,
                                       const char *file,
                                       GPtrArray *problems);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RailCalendarProblems, rail_calendar_problems_clear)
