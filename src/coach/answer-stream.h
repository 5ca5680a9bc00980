/*
 * Between a model and eyes: text comes in pieces, sentences go out once they are whole (at most one sentence or 200 characters are held back),
 * the guard has passed them, placeholders have been restored and everything but bold and lists is plain. Links and images lose their
 * targets, HTML its tags, terminal escapes, bidi and invisible characters go. A sentence the guard stops ends the answer; the guard reads each one
 * together with the end of what was shown before, so that nothing passes by being cut in two. Bounded: an answer has at most 16 KiB.
 */

#pragma once

#include <glib.h>

#include "coach/guard.h"
#include "coach/redactor.h"

#define RAIL_ANSWER_MAX_BYTES (16 * 1024)
#define RAIL_ANSWER_MAX_HELD_CHARS 200

typedef struct _RailAnswerStream RailAnswerStream;

/*
 * One sentence with the white space behind it: all of them one after the other are the answer. Plain but for "**bold**" in pairs, "- " or
 * "1. " at the start of a line, and marks "[1]" as they came. Valid UTF-8.
 */
typedef void (*RailSentenceFunc) (const char *text,
                                  gpointer user_data);

/* All borrowed; @guard and @redactor must outlive it. */
RailAnswerStream *rail_answer_stream_new (RailGuard *guard,
                                          RailRedactor *redactor,
                                          const char *language,
                                          RailSentenceFunc func,
                                          gpointer user_data);
void rail_answer_stream_free (RailAnswerStream *self);

/* Any cut, also within a character. FALSE once nothing more will be shown: the guard stopped it (rail_answer_stream_get_verdict()) or it is too long. */
gboolean rail_answer_stream_feed (RailAnswerStream *self,
                                  const char *text);

/* No more will come: what was held back is passed on. */
gboolean rail_answer_stream_finish (RailAnswerStream *self);

/* What the guard said of the worst sentence; NULL while all were fine. Borrowed. */
const RailGuardResult *rail_answer_stream_get_verdict (RailAnswerStream *self);

gboolean rail_answer_stream_is_too_long (RailAnswerStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailAnswerStream, rail_answer_stream_free)
