/*
 * The user's next steps as the windows see them: read from the journal and written there, and the agent told, which reminds of them. Titles of meetings that
 * a reminder comes after are known for as long as the windows run, and kept nowhere.
 */

#pragma once

#include "journal/next-steps.h"
#include "ui/agent-client.h"

#define RAIL_TYPE_NEXT_STEP_LIST (rail_next_step_list_get_type ())
G_DECLARE_FINAL_TYPE (RailNextStepList, rail_next_step_list, RAIL, NEXT_STEP_LIST, GObject)

/* Signals (no arguments): "changed": the steps, or the moment that is offered, are others; "kept": the user has taken one into the list. */
RailNextStepList *rail_next_step_list_new (RailAgentClient *client);

/* NULL where it could not be opened, and before it is closed: then nothing can be kept. Referenced. */
void rail_next_step_list_set_journal (RailNextStepList *self,
                                      RailJournal *journal);

/* Those that are open and those done on the local day of @now: RailNextStep in the order they were kept; borrowed. Transfer container. */
GPtrArray *rail_next_step_list_find (RailNextStepList *self,
                                     gint64 now);

/* Borrowed until "changed"; NULL where it is not in the list. */
const RailNextStep *rail_next_step_list_find_open (RailNextStepList *self,
                                                   const char *text,
                                                   const char *pack,
                                                   const char *aid);

/* Asks the agent which moment suits a reminder now; "changed" when it is known, and again whenever the day's meetings are others. */
void rail_next_step_list_propose (RailNextStepList *self);

/* What to press for a reminder: “Remind Me After the Meeting”; NULL while nobody would remind. Borrowed. */
const char *rail_next_step_list_get_offer (RailNextStepList *self);

/* “A reminder would come at 15:00, after “Review”.”; NULL as above. Transfer full. */
char *rail_next_step_list_dup_offered_moment (RailNextStepList *self,
                                              gint64 now);

/* “Reminds you at 15:00, after “Review””; NULL for a step without a reminder. Transfer full. */
char *rail_next_step_list_dup_reminder (RailNextStepList *self,
                                        const RailNextStep *step,
                                        gint64 now);

/*
 * Writes. @callback gets the result of rail_next_step_list_finish(), whose error is a sentence for people; "changed" comes before it.
 * @remind: at the moment that is offered; where that has passed by now nothing is written and another is asked for.
 */
void rail_next_step_list_keep_async (RailNextStepList *self,
                                     const char *text,
                                     const char *pack,
                                     const char *aid,
                                     gboolean remind,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void rail_next_step_list_set_done_async (RailNextStepList *self,
                                         gint64 id,
                                         gboolean done,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void rail_next_step_list_forget_reminder_async (RailNextStepList *self,
                                                gint64 id,
                                                GAsyncReadyCallback callback,
                                                gpointer user_data);
void rail_next_step_list_remove_async (RailNextStepList *self,
                                       gint64 id,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
void rail_next_step_list_remove_all_async (RailNextStepList *self,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean rail_next_step_list_finish (RailNextStepList *self,
                                     GAsyncResult *result,
                                     GError **error);
