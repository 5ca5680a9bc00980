/*
 * One conversation with the coach, from the first question until its pane is closed: a list of messages (GListModel of RailMessage), the redactor's memory, and the
 * bodies of what was sent. In order, in code: guard, redact, retrieve, prompt, endpoint, citations, show (the design, section 6). Without an endpoint, or where it fails,
 * the guided coach answers. Nothing of it is written to the disk unless the user keeps it.
 */

#pragma once

#include <gio/gio.h>

#include "coach/coach-parts.h"
#include "coach/message.h"

#define RAIL_TYPE_CONVERSATION (rail_conversation_get_type ())
G_DECLARE_FINAL_TYPE (RailConversation, rail_conversation, RAIL, CONVERSATION, GObject)

/* Signals: "idle-changed". @parts is borrowed. @aid (with body) is the one it begins with, NULL = an open question; a coach aid begins guided with its opener. */
RailConversation *rail_conversation_new (const RailCoachParts *parts,
                                         RailAid *aid);

/* What would leave for these words: redacted question, and the host; NULL where nothing would leave. Transfer full. */
char *rail_conversation_dup_preview (RailConversation *self,
                                     const char *words,
                                     char **origin);

/*
 * Adds the user's message and whatever follows from it, a message that may still be coming. What is answered without a model needs no loop but for the search.
 * Ignored while an answer is coming (rail_conversation_is_idle()).
 */
void rail_conversation_say (RailConversation *self,
                            const char *words);
void rail_conversation_stop (RailConversation *self);

/* The last question once more, if it was one that aids or a model answer; its answer goes. */
void rail_conversation_retry (RailConversation *self);

gboolean rail_conversation_is_idle (RailConversation *self);

/* Guided only: no model is asked, whatever is configured. */
void rail_conversation_set_guided (RailConversation *self,
                                   gboolean guided);
gboolean rail_conversation_is_guided (RailConversation *self);

/* The coach aid that is talked through, also when that is over; NULL where there is none. Borrowed until the next thing said. */
RailGuided *rail_conversation_get_guided (RailConversation *self);

/* The bodies sent so far (GBytes), for the ledger's page: they go with the conversation. Borrowed. */
GPtrArray *rail_conversation_get_sent (RailConversation *self);
