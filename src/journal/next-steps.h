/*
 * What somebody means to do after a talk with the coach: a step a reviewed aid offered, taken into the own list, and the moment to be reminded of it. Of the
 * meeting it comes after the moment is kept, never the title. The windows write what is ticked there, the agent what came of a reminder;
 * each tells the other. Deleting the history takes them too.
 */

#pragma once

#include "journal/journal.h"

/* Open ones. Of those that are done the newest so many stay, for 30 days at most. */
#define RAIL_NEXT_STEPS_MAX 200

/* What is longer is cut: an aid's step is a line. */
#define RAIL_NEXT_STEP_MAX_CHARS 300

typedef struct
{
  gint64 id;
  char *text;
  char *pack; /* of the aid it came from */
  char *aid;
  gint64 created;   /* the beginning of the minute */
  gint64 remind_at; /* the very moment; 0 = no reminder, or it has come */
  gint64 done;      /* the beginning of the minute; 0 = open */
} RailNextStep;

RailNextStep *rail_next_step_copy (const RailNextStep *self);
void rail_next_step_free (RailNextStep *self);

/* All of them in the order they were added: RailNextStep, transfer full. NULL with @error. */
GPtrArray *rail_next_steps_load (RailJournal *journal,
                                 GError **error);

/*
 * Writes, each answered after its commit by rail_next_steps_finish(). What is no longer there is left alone.
 *
 * Adding one that is open already gives that one the reminder, if there is one (0 = none). RAIL_ERROR_TOO_LARGE where the list is full,
 * RAIL_ERROR_INVALID for a blank text.
 */
void rail_next_steps_add_async (RailJournal *journal,
                                const char *text,
                                const char *pack,
                                const char *aid,
                                gint64 remind_at,
                                gint64 now,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/* One that is done reminds of nothing any more, also when it is opened again. */
void rail_next_steps_set_done_async (RailJournal *journal,
                                     gint64 id,
                                     gboolean done,
                                     gint64 now,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* @remind_at: 0 = none. Only of one that is open. */
void rail_next_steps_set_reminder_async (RailJournal *journal,
                                         gint64 id,
                                         gint64 remind_at,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void rail_next_steps_remove_async (RailJournal *journal,
                                   gint64 id,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void rail_next_steps_remove_all_async (RailJournal *journal,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean rail_next_steps_finish (RailJournal *journal,
                                 GAsyncResult *result,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailNextStep, rail_next_step_free)
