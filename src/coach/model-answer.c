#include "config.h"

#include "coach/model-answer.h"

#include <glib/gi18n-lib.h>

#include "coach/answer-stream.h"

struct _RailModelAnswer
{
  grefcount ref_count;
  RailMessage *message;
  RailGuard *guard;
  RailAnswerStream *stream;
  GPtrArray *passages;
  gboolean cautious;
  gboolean closed;
};

static void
sentence_cb (const char *text,
             gpointer user_data)
{
  RailModelAnswer *self = user_data;
  RailCitedSentence *sentence = NULL;

  if (self->closed)
    return;

  sentence = rail_citations_check (text, self->message->passages);
  if (self->cautious && !sentence->supported)
    {
      rail_cited_sentence_free (sentence);
      return;
    }

  g_ptr_array_add (self->message->sentences, sentence);
  g_signal_emit_by_name (self->message, "changed");
}

RailModelAnswer *
rail_model_answer_new (RailMessage *message,
                       RailGuard *guard,
                       RailRedactor *redactor,
                       GPtrArray *passages,
                       gboolean cautious)
{
  RailModelAnswer *self = g_new0 (RailModelAnswer, 1);

  g_ref_count_init (&self->ref_count);
  self->message = g_object_ref (message);
  self->guard = rail_guard_ref (guard);
  self->stream = rail_answer_stream_new (guard, redactor, NULL, sentence_cb, self);
  self->passages = g_ptr_array_ref (passages);
  self->cautious = cautious;

  return self;
}

void
rail_model_answer_close (RailModelAnswer *self)
{
  self->closed = TRUE;
}

void
rail_model_answer_unref (RailModelAnswer *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  rail_answer_stream_free (self->stream);
  g_ptr_array_unref (self->passages);
  rail_guard_unref (self->guard);
  g_object_unref (self->message);
  g_free (self);
}

/* The marks of the answer count against what went with the question, and nothing else. */
static void
take_sources (RailModelAnswer *self,
              guint n_passages)
{
  if (self->message->passages->len == n_passages)
    return;

  g_ptr_array_set_size (self->message->passages, 0);
  for (guint i = 0; i < n_passages; i++)
    g_ptr_array_add (self->message->passages, rail_passage_ref (g_ptr_array_index (self->passages, i)));
}

gboolean
rail_model_answer_feed (RailModelAnswer *self,
                        const char *text,
                        guint n_passages)
{
  gboolean fine = FALSE;

  g_ref_count_inc (&self->ref_count);
  take_sources (self, n_passages);
  fine = rail_answer_stream_feed (self->stream, text) && !self->closed;
  rail_model_answer_unref (self);

  return fine;
}

static char *
describe_end (RailModelAnswer *self,
              const RailModelCallEnd *end,
              const GError *error)
{
  const RailGuardResult *verdict = rail_answer_stream_get_verdict (self->stream);

  if (verdict != NULL && verdict->verdict == RAIL_GUARD_STOP)
    return g_strdup_printf (_ ("The rest of the model’s answer was kept back. %s."), verdict->reason);
  if (rail_answer_stream_is_too_long (self->stream))
    return g_strdup (_ ("The answer became too long and was ended here."));
  if (error != NULL)
    return g_strdup (error->message);
  if (end->filtered)
    return g_strdup (_ ("The model’s own filter ended the answer here."));
  if (end->truncated)
    return g_strdup (_ ("The model reached its limit: the answer is not complete."));

  return NULL;
}

char *
rail_model_answer_finish (RailModelAnswer *self,
                          const RailModelCallEnd *end,
                          const GError *error)
{
  char *why = NULL;

  g_ref_count_inc (&self->ref_count);
  /* What a broken connection leaves half said is not shown: "Do not" may be missing its end. */
  if (error == NULL)
    rail_answer_stream_finish (self->stream);
  why = describe_end (self, end, error);
  rail_model_answer_unref (self);

  return why;
}

const RailGuardResult *
rail_model_answer_get_verdict (RailModelAnswer *self)
{
  return rail_answer_stream_get_verdict (self->stream);
}
