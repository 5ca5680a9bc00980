/*
 * The body of a chat API's answer, from the bytes as they come to text: a stream of events, or one piece of JSON where the server did not
 * stream though it was asked to. Which of them decides the first byte, for servers get their content types wrong. Bounded whatever comes.
 */

#pragma once

#include <glib.h>

/* What is longer ends there, truncated. */
#define RAIL_CHAT_ANSWER_MAX_TEXT (64 * 1024)

typedef struct _RailChatAnswer RailChatAnswer;

/* Never empty; any cut between characters, valid UTF-8. FALSE ends the answer. */
typedef gboolean (*RailChatTextFunc) (const char *text,
                                      gpointer user_data);

RailChatAnswer *rail_chat_answer_new (RailChatTextFunc func,
                                      gpointer user_data);
void rail_chat_answer_free (RailChatAnswer *self);

/* FALSE with @error: rail_chat_chunk_read()'s, where RAIL_ERROR_INVALID says what there is instead. What follows the end of the answer is read over. */
gboolean rail_chat_answer_feed (RailChatAnswer *self,
                                const char *bytes,
                                gsize length,
                                GError **error);

/* No more will come. FALSE with @error as above. */
gboolean rail_chat_answer_end (RailChatAnswer *self,
                               GError **error);

/* So far: pieces of an answer, with text or without. */
guint rail_chat_answer_get_n_chunks (const RailChatAnswer *self);

/* Nothing of what may still come matters: the model has said why it ends, we ended it, or whoever reads did. */
gboolean rail_chat_answer_is_over (const RailChatAnswer *self);

/* We ended it, or whoever reads did: the server goes on until it is told. */
gboolean rail_chat_answer_was_stopped (const RailChatAnswer *self);

/* Of an answer that is over or has ended well. */
gboolean rail_chat_answer_is_truncated (const RailChatAnswer *self);
gboolean rail_chat_answer_is_filtered (const RailChatAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailChatAnswer, rail_chat_answer_free)
