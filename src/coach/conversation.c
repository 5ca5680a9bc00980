#include "config.h"

#include "coach/conversation.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "coach/exchange-list.h"
#include "coach/hand-off.h"
#include "coach/model-answer.h"
#include "coach/model-call.h"
#include "coach/way-on.h"

/* Beside a question of the guided coach there is room for two; a model gets some more to choose from. */
#define GUIDED_PASSAGES 2
#define MODEL_PASSAGES 5
#define PASSAGES_MAX_BYTES 6000

/* What a question waits for. */
typedef enum
{
  WANTS_PASSAGES, /* to be shown */
  WANTS_SOURCES,  /* to be given to a model */
  WANTS_WAY_ON,   /* to find the aid that knows where to go instead */
} Wants;

struct _RailConversation
{
  GObject parent_instance;

  const RailCoachParts *parts;
  RailGuard *guard;
  RailAid *aid;
  RailRedactor *redactor;
  RailExchangeList *exchanges;
  GPtrArray *messages;
  GPtrArray *sent;

  gboolean guided_only;
  RailGuided *guided;    /* of a coach aid; else NULL */
  RailHandOff *hand_off; /* to a person, while it may still be prepared; else NULL */

  char *words;         /* the last question */
  gboolean repeatable; /* it was answered from aids or by a model */
  gboolean remembered; /* its answer is the last of @exchanges */

  /* While an answer is coming. */
  GCancellable *cancellable; /* NULL: idle */
  RailMessage *coming;       /* one of @messages */
  Wants wants;
  RailWayOnNeed need;
  RailModelAnswer *answer;
  GPtrArray *passages;      /* found for it */
  RailRedaction *redaction; /* of the question */
  gboolean cautious;
};

static GType
get_item_type (GListModel *model)
{
  return RAIL_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return RAIL_CONVERSATION (model)->messages->len;
}

static gpointer
get_item (GListModel *model,
          guint position)
{
  RailConversation *self = RAIL_CONVERSATION (model);

  return position < self->messages->len ? g_object_ref (g_ptr_array_index (self->messages, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RailConversation, rail_conversation, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  IDLE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- messages ---- */

/* Consumes @message, which stays valid as long as it is in the list. */
static RailMessage *
append (RailConversation *self,
        RailMessage *message)
{
  g_ptr_array_add (self->messages, message);
  g_list_model_items_changed (G_LIST_MODEL (self), self->messages->len - 1, 0, 1);

  return message;
}

static void
changed (RailMessage *message)
{
  g_signal_emit_by_name (message, "changed");
}

static void
pin_contact (RailConversation *self,
             RailMessage *message,
             const RailGuardResult *result)
{
  g_autoptr (RailHandOffContact) contact = rail_hand_off_contact_find (self->parts->library, result);

  rail_message_set_contact (message, contact->name, contact->email, contact->note);
}

/* ---- whose pack, which language ---- */

/* The aid's; where there is only one pack it is that one, so that its people can help. Borrowed. */
static const char *
get_pack (RailConversation *self)
{
  GPtrArray *packs = rail_library_get_packs (self->parts->library);

  if (self->aid != NULL)
    return self->aid->pack;

  return packs->len == 1 ? ((const RailPack *) g_ptr_array_index (packs, 0))->id : NULL;
}

static char *
dup_language (void)
{
  const char *locale = g_get_language_names ()[0];
  gsize length = strcspn (locale, "_.@");

  return length == 1 || g_str_has_prefix (locale, "POSIX") ? g_strdup ("en") : g_strndup (locale, length);
}

/* ---- from beginning to end of an answer ---- */

static gboolean
has_model (RailConversation *self)
{
  return !self->guided_only && self->parts->client != NULL && self->parts->endpoints != NULL && self->parts->endpoints->len > 0;
}

static void
begin (RailConversation *self,
       RailMessage *message)
{
  self->cancellable = g_cancellable_new ();
  self->coming = message;
}

/* Consumes the message that is coming. Whoever hears of it may already stop it. */
static void
show_coming (RailConversation *self)
{
  append (self, self->coming);
  g_signal_emit (self, signals[IDLE_CHANGED], 0);
}

static void
let_go (RailConversation *self)
{
  if (self->answer != NULL)
    rail_model_answer_close (self->answer);
  g_clear_pointer (&self->answer, rail_model_answer_unref);
  g_clear_pointer (&self->passages, g_ptr_array_unref);
  g_clear_pointer (&self->redaction, rail_redaction_free);
  g_clear_object (&self->cancellable);
  self->coming = NULL;
}

static void
end (RailConversation *self,
     RailMessageState state)
{
  RailMessage *message = self->coming;

  let_go (self);
  message->state = state;
  changed (message);
  g_signal_emit (self, signals[IDLE_CHANGED], 0);
}

/* What a callback gets instead of the conversation, which may have gone by then, or gone on to another question. */
typedef struct
{
  GWeakRef conversation;
  GCancellable *cancellable;
} Tether;

static Tether *
make_tether (RailConversation *self)
{
  Tether *tether = g_new0 (Tether, 1);

  g_weak_ref_init (&tether->conversation, self);
  tether->cancellable = g_object_ref (self->cancellable);

  return tether;
}

/* NULL where nobody waits for it any more. Transfer full. */
static RailConversation *
take_tether (Tether *tether)
{
  g_autoptr (RailConversation) self = g_weak_ref_get (&tether->conversation);
  gboolean waits = self != NULL && self->cancellable == tether->cancellable;

  g_weak_ref_clear (&tether->conversation);
  g_object_unref (tether->cancellable);
  g_free (tether);

  return waits ? g_steal_pointer (&self) : NULL;
}

/* ---- passages instead of a model ---- */

static void
show_passages (RailConversation *self,
               const char *notice)
{
  RailMessage *message = self->coming;

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

/* ---- the way on ---- */

static void
show_way_on (RailConversation *self)
{
  const RailPassage *first = self->passages->len > 0 ? g_ptr_array_index (self->passages, 0) : NULL;
  const char *pack = self->aid != NULL ? self->aid->pack : first != NULL ? first->pack
                                                                         : get_pack (self);
  const char *aid = self->aid != NULL ? self->aid->id : first != NULL ? first->aid
                                                                      : NULL;
  g_autoptr (RailWayOn) way_on = rail_way_on_new (self->need, self->parts->library, pack, aid, self->aid == NULL);
  RailMessage *message = self->coming;

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
  g_autoptr (RailConversation) self = g_object_ref (user_data);

  return rail_model_answer_feed (self->answer, text, n_passages);
}

static void
remember_exchange (RailConversation *self)
{
  g_autofree char *text = rail_message_dup_text (self->coming);
  g_autoptr (RailRedaction) redaction = rail_redactor_apply (self->redactor, text);

  rail_exchange_list_add (self->exchanges, self->redaction->text, redaction->text);
  self->remembered = TRUE;
}

static void
finish_answer (RailConversation *self,
               const RailModelCallEnd *call_end,
               const GError *error)
{
  RailMessage *message = self->coming;
  g_autofree char *why = rail_model_answer_finish (self->answer, call_end, error);
  const RailGuardResult *verdict = NULL;

  /* Whoever heard the last sentence may have stopped it. */
  if (self->coming != message)
    return;

  verdict = rail_model_answer_get_verdict (self->answer);
  if (verdict != NULL && verdict->contact != NULL && message->contact_name == NULL)
    pin_contact (self, message, verdict);
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
  g_autoptr (RailConversation) self = take_tether (user_data);
  g_autoptr (GError) error = NULL;
  RailModelCallEnd call_end;

  rail_model_call_finish (result, &call_end, &error);
  if (self != NULL)
    finish_answer (self, &call_end, error);
}

/* What is in an aid may name the same people as the question. Transfer full. */
static GPtrArray *
redact_passages (RailConversation *self)
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
call_model (RailConversation *self)
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

  self->answer = rail_model_answer_new (self->coming, self->guard, self->redactor, self->passages, self->cautious);
  rail_model_call_async (&call, text_cb, self, self->cancellable, called_cb, make_tether (self));
}

/* ---- what the aids know ---- */

/* Whoever is responsible for the best passage's pack can help with the question, where nobody else is named. */
static void
find_contact_by_passage (RailConversation *self)
{
  RailMessage *message = self->coming;
  const RailPassage *first = self->passages->len > 0 ? g_ptr_array_index (self->passages, 0) : NULL;

  if (first == NULL || message->guard == NULL || message->guard->contact == NULL || message->guard->contact_pack != NULL)
    return;

  rail_guard_result_free (message->guard);
  message->guard = rail_guard_check (self->guard, self->words, strlen (self->words), NULL, RAIL_GUARD_QUESTION, first->pack);
  if (message->guard->contact != NULL)
    pin_contact (self, message, message->guard);
}

/* @coach: the aid that can talk it through, or NULL. */
static void
show_guided (RailConversation *self,
             RailAid *coach)
{
  gboolean by_choice = self->guided_only || self->guided != NULL;

  if (coach != NULL && self->aid == NULL && self->guided == NULL)
    {
      self->guided = rail_guided_new (coach);
      self->coming->turn = rail_guided_dup_turn (self->guided);
      self->repeatable = FALSE;
    }
  show_passages (self, by_choice ? NULL : _ ("No model is set up, so reviewed aids answer."));
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (RailConversation) self = take_tether (user_data);
  g_autoptr (GPtrArray) passages = rail_retrieval_find_finish (NULL, result, NULL);
  RailAid *coach = rail_retrieval_get_coach (result);

  if (self == NULL)
    return;

  /* Another conversation's search may have ended this one. */
  self->passages = passages != NULL ? g_steal_pointer (&passages) : g_ptr_array_new_with_free_func ((GDestroyNotify) rail_passage_unref);
  find_contact_by_passage (self);
  if (self->wants == WANTS_WAY_ON)
    show_way_on (self);
  else if (self->wants == WANTS_PASSAGES)
    show_guided (self, coach);
  else if (self->cautious && self->passages->len == 0)
    show_passages (self, _ ("No model was asked, for no reviewed aid speaks about this."));
  else
    call_model (self);
}

static void
find (RailConversation *self,
      Wants wants,
      const char *about)
{
  g_autoptr (GTimeZone) utc = self->parts->zone == NULL ? g_time_zone_new_utc () : NULL;
  g_autofree char *topic = wants == WANTS_WAY_ON ? rail_way_on_dup_topic (about) : g_strdup (about);
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
  rail_retrieval_find_async (self->parts->retrieval, &request, self->cancellable, found_cb, make_tether (self));
}

/* ---- what a question leads to ---- */

static RailGuardResult *
check (RailConversation *self,
       const char *words)
{
  return rail_guard_check (self->guard, words, strlen (words), NULL, RAIL_GUARD_QUESTION, get_pack (self));
}

static void
offer_person (RailConversation *self,
              const char *text,
              RailMessage *message)
{
  rail_message_add_text (message, text);
  message->draft = rail_hand_off_dup_draft (self->hand_off);
  message->turn = rail_hand_off_dup_turn (self->hand_off);
  append (self, message);
}

/* @result is consumed. */
static void
stop_for_person (RailConversation *self,
                 RailGuardResult *result)
{
  RailMessage *message = rail_message_new (RAIL_MESSAGE_PERSON, NULL);
  g_autofree char *text = g_strdup_printf ("%s.", result->reason);

  self->repeatable = FALSE;
  g_clear_pointer (&self->hand_off, rail_hand_off_free);
  self->hand_off = rail_hand_off_new (result->category, self->words);
  message->guard = result;
  pin_contact (self, message, result);
  offer_person (self, text, message);
}

/* FALSE where the words have nothing to do with it; they are then a question like any other. */
static gboolean
prepare_for_person (RailConversation *self,
                    const RailGuardResult *result)
{
  const RailMessage *before = NULL;
  RailMessage *message = NULL;
  /*
   * Something worse than what it began with: another person may be needed. Only by a phrase: answers are short, about what stopped the
   * question anyway, and seen by nobody but a person.
   */
  gboolean worse = self->hand_off != NULL && result->verdict == RAIL_GUARD_STOP && result->score >= 1 &&
                   result->category < rail_hand_off_get_category (self->hand_off);

  if (self->hand_off == NULL || worse || !rail_hand_off_reply (self->hand_off, self->words))
    {
      g_clear_pointer (&self->hand_off, rail_hand_off_free);
      return FALSE;
    }

  self->repeatable = FALSE;
  before = g_ptr_array_index (self->messages, self->messages->len - 2);
  message = rail_message_new (RAIL_MESSAGE_PERSON, NULL);
  rail_message_set_contact (message, before->contact_name, before->contact_email, before->contact_note);
  offer_person (self, _ ("This is what you could send. It stays here until you copy or send it yourself."), message);

  return TRUE;
}

/* @result is consumed. */
static RailMessage *
begin_message (RailConversation *self,
               RailMessageKind kind,
               RailGuardResult *result)
{
  RailMessage *message = rail_message_new (kind, NULL);

  message->state = RAIL_MESSAGE_COMING;
  message->guard = result;
  if (result->verdict == RAIL_GUARD_CAUTION)
    pin_contact (self, message, result);
  self->cautious = result->verdict == RAIL_GUARD_CAUTION;

  return message;
}

static void
refuse (RailConversation *self,
        RailGuardResult *result,
        RailWayOnNeed need)
{
  RailMessage *message = begin_message (self, RAIL_MESSAGE_NOTICE, result);
  g_autofree char *text = g_strdup_printf ("%s.", result->reason);

  self->repeatable = FALSE;
  self->need = need;
  if (need == RAIL_WAY_ON_NONE)
    rail_message_add_text (message, text);
  begin (self, message);
  find (self, WANTS_WAY_ON, self->words);
  show_coming (self);
}

static void
go_on_guided (RailConversation *self,
              RailGuardResult *result)
{
  RailMessage *message = begin_message (self, RAIL_MESSAGE_COACH, result);
  g_autofree char *topic = NULL;

  self->repeatable = FALSE;
  rail_guided_reply (self->guided, self->words);
  topic = rail_guided_dup_topic (self->guided);
  message->turn = rail_guided_dup_turn (self->guided);
  begin (self, message);
  find (self, WANTS_PASSAGES, topic);
  show_coming (self);
}

static void
look_up (RailConversation *self,
         RailGuardResult *result)
{
  RailMessage *message = begin_message (self, RAIL_MESSAGE_COACH, result);
  g_autofree char *about = NULL;

  self->repeatable = TRUE;
  self->remembered = FALSE;
  self->redaction = rail_redactor_apply (self->redactor, self->words);
  about = rail_redaction_dup_rest (self->redaction, self->words);
  message->from_model = has_model (self);
  begin (self, message);
  find (self, has_model (self) ? WANTS_SOURCES : WANTS_PASSAGES, about);
  show_coming (self);
}

static void
respond (RailConversation *self)
{
  g_autoptr (RailGuardResult) result = check (self, self->words);
  gboolean in_guided = self->guided != NULL && !rail_guided_is_over (self->guided) && !has_model (self);
  RailWayOnNeed need;

  if (prepare_for_person (self, result))
    return;

  need = in_guided ? RAIL_WAY_ON_NONE : rail_way_on_recognise (self->words);
  if (result->verdict == RAIL_GUARD_STOP)
    stop_for_person (self, g_steal_pointer (&result));
  else if (in_guided)
    go_on_guided (self, g_steal_pointer (&result));
  else if (result->verdict == RAIL_GUARD_REFUSE || need != RAIL_WAY_ON_NONE)
    refuse (self, g_steal_pointer (&result), need);
  else
    look_up (self, g_steal_pointer (&result));
}

/* ---- the object ---- */

static void
rail_conversation_dispose (GObject *object)
{
  RailConversation *self = RAIL_CONVERSATION (object);

  g_cancellable_cancel (self->cancellable);
  let_go (self);

  G_OBJECT_CLASS (rail_conversation_parent_class)->dispose (object);
}

static void
rail_conversation_finalize (GObject *object)
{
  RailConversation *self = RAIL_CONVERSATION (object);

  g_clear_pointer (&self->guided, rail_guided_free);
  g_clear_pointer (&self->hand_off, rail_hand_off_free);
  g_clear_pointer (&self->aid, rail_aid_unref);
  rail_redactor_free (self->redactor);
  rail_exchange_list_free (self->exchanges);
  rail_guard_unref (self->guard);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->sent);
  g_free (self->words);

  G_OBJECT_CLASS (rail_conversation_parent_class)->finalize (object);
}

static void
rail_conversation_class_init (RailConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_conversation_dispose;
  object_class->finalize = rail_conversation_finalize;

  signals[IDLE_CHANGED] = g_signal_new ("idle-changed", RAIL_TYPE_CONVERSATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_conversation_init (RailConversation *self)
{
  self->exchanges = rail_exchange_list_new ();
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->sent = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

RailConversation *
rail_conversation_new (const RailCoachParts *parts,
                       RailAid *aid)
{
  RailConversation *self = g_object_new (RAIL_TYPE_CONVERSATION, NULL);

  self->parts = parts;
  self->guard = rail_guard_ref (parts->guard);
  self->redactor = rail_redactor_new (parts->names, parts->words);
  if (aid == NULL)
    return self;

  self->aid = rail_aid_ref (aid);
  if (aid->kind == RAIL_AID_COACH)
    {
      RailMessage *opener = rail_message_new (RAIL_MESSAGE_COACH, NULL);

      self->guided_only = TRUE;
      self->guided = rail_guided_new (aid);
      opener->turn = rail_guided_dup_turn (self->guided);
      append (self, opener);
    }

  return self;
}

char *
rail_conversation_dup_preview (RailConversation *self,
                               const char *words,
                               char **origin)
{
  g_autoptr (RailGuardResult) result = NULL;
  g_autoptr (RailRedaction) redaction = NULL;

  g_return_val_if_fail (RAIL_IS_CONVERSATION (self), NULL);

  *origin = NULL;
  if (!has_model (self) || (self->hand_off != NULL && rail_hand_off_takes (self->hand_off, words)))
    return NULL;
  result = check (self, words);
  if (result->verdict >= RAIL_GUARD_REFUSE || rail_way_on_recognise (words) != RAIL_WAY_ON_NONE)
    return NULL;

  *origin = rail_endpoint_dup_origin (g_ptr_array_index (self->parts->endpoints, 0), NULL);
  if (*origin == NULL)
    return NULL;
  if (self->parts->names != NULL)
    rail_redactor_add_names (self->redactor, self->parts->names);
  redaction = rail_redactor_apply (self->redactor, words);

  return g_strdup (redaction->text);
}

void
rail_conversation_say (RailConversation *self,
                       const char *words)
{
  g_autofree char *said = NULL;

  g_return_if_fail (RAIL_IS_CONVERSATION (self));

  said = g_utf8_make_valid (words, -1);
  g_strstrip (said);
  if (self->cancellable != NULL || *said == '\0')
    return;

  g_free (self->words);
  self->words = g_strdup (said);
  if (self->parts->names != NULL)
    rail_redactor_add_names (self->redactor, self->parts->names);
  append (self, rail_message_new (RAIL_MESSAGE_USER, said));
  respond (self);
}

void
rail_conversation_stop (RailConversation *self)
{
  g_return_if_fail (RAIL_IS_CONVERSATION (self));

  if (self->cancellable == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  end (self, RAIL_MESSAGE_STOPPED);
}

void
rail_conversation_retry (RailConversation *self)
{
  guint last;

  g_return_if_fail (RAIL_IS_CONVERSATION (self));

  if (self->cancellable != NULL || !self->repeatable)
    return;

  last = self->messages->len - 1;
  if (self->remembered)
    rail_exchange_list_drop_last (self->exchanges);
  g_ptr_array_set_size (self->messages, (int) last);
  g_list_model_items_changed (G_LIST_MODEL (self), last, 1, 0);
  respond (self);
}

gboolean
rail_conversation_is_idle (RailConversation *self)
{
  g_return_val_if_fail (RAIL_IS_CONVERSATION (self), TRUE);

  return self->cancellable == NULL;
}

void
rail_conversation_set_guided (RailConversation *self,
                              gboolean guided)
{
  g_return_if_fail (RAIL_IS_CONVERSATION (self));

  self->guided_only = guided;
}

gboolean
rail_conversation_is_guided (RailConversation *self)
{
  g_return_val_if_fail (RAIL_IS_CONVERSATION (self), TRUE);

  return !has_model (self);
}

RailGuided *
rail_conversation_get_guided (RailConversation *self)
{
  g_return_val_if_fail (RAIL_IS_CONVERSATION (self), NULL);

  return self->guided;
}

GPtrArray *
rail_conversation_get_sent (RailConversation *self)
{
  g_return_val_if_fail (RAIL_IS_CONVERSATION (self), NULL);

  return self->sent;
}
