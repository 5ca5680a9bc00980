/*
 * A model's words on their way into a message: whole sentences that the guard let pass, with marks that were checked. Where care is due only what the
 * reviewed passages say gets in: decided here, whatever the model was told. Used by the conversation.
 */

#pragma once

#include "coach/message.h"
#include "coach/model-call.h"

typedef struct _RailModelAnswer RailModelAnswer;

/* @passages: RailPassage, what the model may have been given. @redactor is borrowed and must outlive it; the rest is referenced. */
RailModelAnswer *rail_model_answer_new (RailMessage *message,
                                        RailGuard *guard,
                                        RailRedactor *redactor,
                                        GPtrArray *passages,
                                        gboolean cautious);

/* From here on nothing gets into the message, also where a sentence is just being told of: whoever hears it may end the answer. */
void rail_model_answer_close (RailModelAnswer *self);
void rail_model_answer_unref (RailModelAnswer *self);

/* As a RailModelTextFunc: FALSE once nothing more is wanted. */
gboolean rail_model_answer_feed (RailModelAnswer *self,
                                 const char *text,
                                 guint n_passages);

/* No more will come. Why the answer is not whole, for people; NULL if it is. Transfer full. */
char *rail_model_answer_finish (RailModelAnswer *self,
                                const RailModelCallEnd *end,
                                const GError *error);

/* What the guard said of the worst sentence; NULL while all were fine. Borrowed. */
const RailGuardResult *rail_model_answer_get_verdict (RailModelAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailModelAnswer, rail_model_answer_unref)
