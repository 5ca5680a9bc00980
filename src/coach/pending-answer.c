#include "config.h"

#include "coach/pending-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "coach/hand-off.h"
#include "coach/model-answer.h"
#include "coach/model-call.h"

/* Beside a question of the guided coach there is room for two; a model gets some more to choose from. */
#define GUIDED_PASSAGES 2
#define MODEL_PASSAGES 5
#define PASSAGES_MAX_BYTES 6000

/* What passages are looked up for. */
typedef enum
{
  WANTS_PASSAGES, /* to be shown */
  WANTS_SOURCES,  /* to be given to a model */
  WANTS_WAY_ON,   /* to find the aid that knows where to go instead */
} Wants;

struct _RailPendingAnswer
{
  grefcount ref_count;

  GObject *owner; /* NULL: closed, or at its end */
  RailPendingAnswerEndedFunc ended;

  /* Borrowed from the owner. */
  const RailCoachParts *parts;
  RailRedactor *redactor;
  RailExchangeList *exchanges;
  GPtrArray *sent;

  RailGuard *guard;
  RailAid *aid;
  char *pack;
  char *words;
  gboolean without_model;
  gboolean may_guide;

  RailMessage *message;
  GCancellable *cancellable;
  Wants wants;
  RailWayOnNeed need;
  gboolean cautious;        /* the guard asks for care: only what the aids say */
  GPtrArray *passages;      /* found for it; NULL until then */
  RailRedaction *redaction; /* of the question; NULL where nothing of it leaves */
  RailModelAnswer *answer;  /* NULL until a model is asked */
  gboolean remembered;
  RailGuided *guided;
};

static void
pin_contact (RailPendingAnswer *self,
             const RailGuardResult *result)
{
  g_autoptr (RailHandOffContact) contact = rail_hand_off_contact_find (self->parts->library, result);

  rail_message_set_contact (self->message, contact->name, contact->email, contact->note);
}

static char *
dup_language (void)
{
  const char *locale = g_get_language_names ()[0];
  gsize length = strcspn (locale, "_.@");

  return length == 1 || g_str_has_prefix (locale, "POSIX") ? g_strdup ("en") : g_strndup (locale, length);
}

/* ---- its end ---- */

/* The model's answer borrows the redactor, so that it goes while the owner is there. */
static void
let_go (RailPendingAnswer *self)
{
  self->owner = NULL;
  if (self->answer != NULL)
    rail_model_answer_close (self->answer);
  g_clear_pointer (&self->answer, rail_model_answer_unref);
}

static void
end (RailPendingAnswer *self,
     RailMessageState state)
{
  GObject *owner = self->owner;

  let_go (self);
  self->message->state = state;
  self->ended (self, owner);
}

/* For as long as a callback runs, for whoever is told may let the owner go; NULL where nobody waits any more. Transfer full. */
static GObject *
hold_owner (RailPendingAnswer *self)
{
  return self->owner != NULL ? g_object_ref (self->owner) : NULL;
}

static RailPendingAnswer *
hold (RailPendingAnswer *self)
{
  g_ref_count_inc (&self->ref_count);

  return self;
}

/* ---- passages instead of a model ---- */

static void
show_passages (RailPendingAnswer *self,
               const char *notice)
{
  RailMessage *message = self->message;

  message->from_model = FALSE;
  g_ptr_array_set_size (message->sentences, 0);
  rail_message_set_passages (message, self->passages, MIN (self->passages->len, GUIDED_PASSAGES));
  if (message->turn == NULL)
    rail_message_add_text (message,
                           self->passages->len > 0 ? _ ("This is what the reviewed aids say.")
                                                   : _ ("No reviewed aid speaks about this: try other words, or ask somebody who knows."));
  rail_message_set_notice (message, notice);
  end (self, RAIL_MESSAGE_WHOLE);
}

/* @coach: the aid that can talk it through, or NULL. */
static void
show_guided (RailPendingAnswer *self,
             RailAid *coach)
{
  if (coach != NULL && self->may_guide)
    {
      self->guided = rail_guided_new (coach);
      self->message->turn = rail_guided_dup_turn (self->guided);
    }
  show_passages (self, self->without_model ? NULL : _ ("No model is set up, so reviewed aids answer."));
}

/* ---- the way on ---- */

static void
show_way_on (RailPendingAnswer *self)
{
  const RailPassage *first = self->passages->len > 0 ? g_ptr_array_index (self->passages, 0) : NULL;
  const char *pack = self->aid == NULL && first != NULL ? first->pack : self->pack;
  const char *aid = self->aid != NULL ? self->aid->id : first != NULL ? first->aid
                                                                      : NULL;
  g_autoptr (RailWayOn) way_on = rail_way_on_new (self->need, self->parts->library, pack, aid, self->aid == NULL);
  RailMessage *message = self->message;

  if (self->need != RAIL_WAY_ON_NONE)
    rail_message_add_text (message, way_on->reason);
  else if (way_on->deeper_url == NULL)
    rail_message_set_notice (message, _ ("Ask somebody who works with it every day, or ask about leading people."));
  if (message->contact_name == NULL)
    rail_message_set_contact (message, way_on->contact_name, way_on->contact_email, way_on->contact_note);
  rail_message_set_deeper (message, way_on->deeper_title, way_on->deeper_url);
  end (self, RAIL_MESSAGE_WHOLE);
}

/* ---- a model's answer ---- */

static gboolean
text_cb (const char *text,
         guint n_passages,
         gpointer user_data)
{
  RailPendingAnswer *self = user_data;
  g_autoptr (GObject) owner = hold_owner (self);

  return owner != NULL && rail_model_answer_feed (self->answer, text, n_passages);
}

static void
remember_exchange (RailPendingAnswer *self)
{
  g_autofree char *text = rail_message_dup_text (self->message);
  g_autoptr (RailRedaction) redaction = rail_redactor_apply (self->redactor, text);

  rail_exchange_list_add (self->exchanges, self->redaction->text, redaction->text);
  self->remembered = TRUE;
}

static void
finish_answer (RailPendingAnswer *self,
               const RailModelCallEnd *call_end,
               const GError *error)
{
  RailMessage *message = self->message;
  g_autofree char *why = rail_model_answer_finish (self->answer, call_end, error);
  const RailGuardResult *verdict = NULL;

  /* Whoever heard the last sentence may have stopped it. */
  if (self->owner == NULL)
    return;

  verdict = rail_model_answer_get_verdict (self->answer);
  if (verdict != NULL && verdict->contact != NULL && message->contact_name == NULL)
    pin_contact (self, verdict);
  if (message->sentences->len == 0)
    {
      show_passages (self, why != NULL ? why : _ ("The model said nothing that a reviewed aid supports."));
      return;
    }

  remember_exchange (self);
  rail_message_set_notice (message, why);
  end (self, why != NULL ? RAIL_MESSAGE_CUT : RAIL_MESSAGE_WHOLE);
}

static void
called_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailPendingAnswer) self = user_data;
  g_autoptr (GObject) owner = hold_owner (self);
  g_autoptr (GError) error = NULL;
  RailModelCallEnd call_end;

  rail_model_call_finish (result, &call_end, &error);
  if (owner != NULL)
    finish_answer (self, &call_end, error);
}

/* What is in an aid may name the same people as the question. Transfer full. */
static GPtrArray *
redact_passages (RailPendingAnswer *self)
{
  GPtrArray *redacted = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_passage_unref);

  for (guint i = 0; i < self->passages->len; i++)
    {
      const RailPassage *passage = g_ptr_array_index (self->passages, i);
      g_autoptr (RailRedaction) title = rail_redactor_apply (self->redactor, passage->title);
      g_autoptr (RailRedaction) heading = rail_redactor_apply (self->redactor, passage->heading);
      g_autoptr (RailRedaction) text = rail_redactor_apply (self->redactor, passage->text);

      g_ptr_array_add (redacted, rail_passage_new (passage->number, passage->pack, passage->aid, title->text, heading->text, text->text, passage->line));
    }

  return redacted;
}

static void
call_model (RailPendingAnswer *self)
{
  g_autofree char *language = dup_language ();
  g_autoptr (GPtrArray) passages = redact_passages (self);
  const RailModelCall call = {
    .endpoints = self->parts->endpoints,
    .client = self->parts->client,
    .dup_key = self->parts->dup_key,
    .owner = self->parts->owner,
    .question = self->redaction->text,
    .passages = passages,
    .turns = rail_exchange_list_get_turns (self->exchanges),
    .n_turns = rail_exchange_list_get_n_turns (self->exchanges),
    .cautious = self->cautious,
    .language = language,
    .sent = self->sent,
  };

  self->answer = rail_model_answer_new (self->message, self->guard, self->redactor, self->passages, self->cautious);
  rail_model_call_async (&call, text_cb, self, self->cancellable, called_cb, hold (self));
}

/* ---- what the aids know ---- */

/* Whoever is responsible for the best passage's pack can help with the question, where nobody else is named. */
static void
find_contact_by_passage (RailPendingAnswer *self)
{
  RailMessage *message = self->message;
  const RailPassage *first = self->passages->len > 0 ? g_ptr_array_index (self->passages, 0) : NULL;

  if (first == NULL || message->guard->contact == NULL || message->guard->contact_pack != NULL)
    return;

  rail_guard_result_free (message->guard);
  message->guard = rail_guard_check (self->guard, self->words, strlen (self->words), NULL, RAIL_GUARD_QUESTION, first->pack);
  if (message->guard->contact != NULL)
    pin_contact (self, message->guard);
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (RailPendingAnswer) self = user_data;
  g_autoptr (GObject) owner = hold_owner (self);
  g_autoptr (GPtrArray) passages = rail_retrieval_find_finish (NULL, result, NULL);

  if (owner == NULL)
    return;

  /* Another conversation's search may have ended this one. */
  self->passages = passages != NULL ? g_steal_pointer (&passages) : g_ptr_array_new_with_free_func ((GDestroyNotify) rail_passage_unref);
  find_contact_by_passage (self);
  if (self->wants == WANTS_WAY_ON)
    show_way_on (self);
  else if (self->wants == WANTS_PASSAGES)
    show_guided (self, rail_retrieval_get_coach (result));
  else if (self->cautious && self->passages->len == 0)
    show_passages (self, _ ("No model was asked, for no reviewed aid speaks about this."));
  else
    call_model (self);
}

static void
find (RailPendingAnswer *self,
      Wants wants,
      const char *topic)
{
  g_autoptr (GTimeZone) utc = self->parts->zone == NULL ? g_time_zone_new_utc () : NULL;
  const RailRetrievalRequest request = {
    .question = topic,
    .pack = self->aid != NULL ? self->aid->pack : NULL,
    .aid = self->aid != NULL ? self->aid->id : NULL,
    .max_passages = wants == WANTS_SOURCES ? MODEL_PASSAGES : GUIDED_PASSAGES,
    .max_bytes = PASSAGES_MAX_BYTES,
    .now = g_get_real_time (),
    .zone = self->parts->zone != NULL ? self->parts->zone : utc,
  };

  self->wants = wants;
  rail_retrieval_find_async (self->parts->retrieval, &request, self->cancellable, found_cb, hold (self));
}

/* ---- what the conversation asks for ---- */

RailPendingAnswer *
rail_pending_answer_new (const RailPendingAnswerRequest *request,
                         RailMessageKind kind,
                         RailGuardResult *verdict)
{
  RailPendingAnswer *self = g_new0 (RailPendingAnswer, 1);

  g_ref_count_init (&self->ref_count);
  self->owner = request->owner;
  self->ended = request->ended;
  self->parts = request->parts;
  self->redactor = request->redactor;
  self->exchanges = request->exchanges;
  self->sent = request->sent;
  self->guard = rail_guard_ref (request->guard);
  self->aid = request->aid != NULL ? rail_aid_ref (request->aid) : NULL;
  self->pack = g_strdup (request->pack);
  self->words = g_strdup (request->words);
  self->without_model = request->without_model;
  self->may_guide = request->may_guide;
  self->cancellable = g_cancellable_new ();
  self->message = rail_message_new (kind, NULL);
  self->message->state = RAIL_MESSAGE_COMING;
  self->message->guard = verdict;
  self->cautious = verdict->verdict == RAIL_GUARD_CAUTION;
  if (self->cautious)
    pin_contact (self, verdict);

  return self;
}

void
rail_pending_answer_unref (RailPendingAnswer *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->answer, rail_model_answer_unref);
  g_clear_pointer (&self->guided, rail_guided_free);
  g_clear_pointer (&self->passages, g_ptr_array_unref);
  g_clear_pointer (&self->redaction, rail_redaction_free);
  g_clear_pointer (&self->aid, rail_aid_unref);
  rail_guard_unref (self->guard);
  g_object_unref (self->cancellable);
  g_object_unref (self->message);
  g_free (self->pack);
  g_free (self->words);
  g_free (self);
}

RailMessage *
rail_pending_answer_get_message (RailPendingAnswer *self)
{
  return self->message;
}

void
rail_pending_answer_show_passages (RailPendingAnswer *self,
                                   const char *topic)
{
  find (self, WANTS_PASSAGES, topic);
}

void
rail_pending_answer_look_up (RailPendingAnswer *self,
                             gboolean from_model)
{
  g_autofree char *topic = NULL;

  self->redaction = rail_redactor_apply (self->redactor, self->words);
  topic = rail_redaction_dup_rest (self->redaction, self->words);
  self->message->from_model = from_model;
  find (self, from_model ? WANTS_SOURCES : WANTS_PASSAGES, topic);
}

void
rail_pending_answer_find_way_on (RailPendingAnswer *self,
                                 RailWayOnNeed need)
{
  g_autofree char *topic = rail_way_on_dup_topic (self->words);

  self->need = need;
  find (self, WANTS_WAY_ON, topic);
}

void
rail_pending_answer_close (RailPendingAnswer *self)
{
  g_cancellable_cancel (self->cancellable);
  let_go (self);
}

gboolean
rail_pending_answer_is_remembered (RailPendingAnswer *self)
{
  return self->remembered;
}

RailGuided *
rail_pending_answer_steal_guided (RailPendingAnswer *self)
{
  return g_steal_pointer (&self->guided);
}
