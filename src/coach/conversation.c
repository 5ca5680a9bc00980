#include "config.h"

#include "coach/conversation.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "coach/exchange-list.h"
#include "coach/hand-off.h"
#include "coach/pending-answer.h"

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

  RailPendingAnswer *pending; /* NULL: idle */
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
static void
append (RailConversation *self,
        RailMessage *message)
{
  g_ptr_array_add (self->messages, message);
  g_list_model_items_changed (G_LIST_MODEL (self), self->messages->len - 1, 0, 1);
}

/* ---- what an answer depends on ---- */

/* The aid's; where there is only one pack it is that one, so that its people can help. Borrowed. */
static const char *
get_pack (RailConversation *self)
{
  GPtrArray *packs = rail_library_get_packs (self->parts->library);

  if (self->aid != NULL)
    return self->aid->pack;

  return packs->len == 1 ? ((const RailPack *) g_ptr_array_index (packs, 0))->id : NULL;
}

static gboolean
has_model (RailConversation *self)
{
  return !self->guided_only && self->parts->client != NULL && self->parts->endpoints != NULL && self->parts->endpoints->len > 0;
}

/* ---- from beginning to end of an answer ---- */

/* It has gone before anybody hears that it has: they may ask for the next one. */
static void
tell_end (RailConversation *self)
{
  g_autoptr (RailPendingAnswer) pending = g_steal_pointer (&self->pending);

  g_signal_emit_by_name (rail_pending_answer_get_message (pending), "changed");
  g_signal_emit (self, signals[IDLE_CHANGED], 0);
}

static void
ended_cb (RailPendingAnswer *pending,
          gpointer owner)
{
  RailConversation *self = owner;
  RailGuided *guided = rail_pending_answer_steal_guided (pending);

  self->remembered = rail_pending_answer_is_remembered (pending);
  if (guided != NULL)
    {
      self->guided = guided;
      self->repeatable = FALSE;
    }
  tell_end (self);
}

/* @result is consumed. Borrowed: nothing of it is shown yet. */
static RailPendingAnswer *
begin (RailConversation *self,
       RailMessageKind kind,
       RailGuardResult *result)
{
  const RailPendingAnswerRequest request = {
    .parts = self->parts,
    .redactor = self->redactor,
    .exchanges = self->exchanges,
    .sent = self->sent,
    .guard = self->guard,
    .aid = self->aid,
    .pack = get_pack (self),
    .words = self->words,
    .without_model = self->guided_only || self->guided != NULL,
    .may_guide = self->aid == NULL && self->guided == NULL,
    .owner = G_OBJECT (self),
    .ended = ended_cb,
  };

  self->pending = rail_pending_answer_new (&request, kind, result);
  return self->pending;
}

/* Whoever hears of it may already stop it. */
static void
show_pending (RailConversation *self)
{
  append (self, g_object_ref (rail_pending_answer_get_message (self->pending)));
  g_signal_emit (self, signals[IDLE_CHANGED], 0);
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
  g_autoptr (RailHandOffContact) contact = rail_hand_off_contact_find (self->parts->library, result);
  g_autofree char *text = g_strdup_printf ("%s.", result->reason);

  self->repeatable = FALSE;
  g_clear_pointer (&self->hand_off, rail_hand_off_free);
  self->hand_off = rail_hand_off_new (result->category, self->words);
  message->guard = result;
  rail_message_set_contact (message, contact->name, contact->email, contact->note);
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

static void
refuse (RailConversation *self,
        RailGuardResult *result,
        RailWayOnNeed need)
{
  g_autofree char *text = g_strdup_printf ("%s.", result->reason);
  RailPendingAnswer *pending = begin (self, RAIL_MESSAGE_NOTICE, result);

  self->repeatable = FALSE;
  if (need == RAIL_WAY_ON_NONE)
    rail_message_add_text (rail_pending_answer_get_message (pending), text);
  rail_pending_answer_find_way_on (pending, need);
  show_pending (self);
}

static void
go_on_guided (RailConversation *self,
              RailGuardResult *result)
{
  RailPendingAnswer *pending = begin (self, RAIL_MESSAGE_COACH, result);
  g_autofree char *topic = NULL;

  self->repeatable = FALSE;
  rail_guided_reply (self->guided, self->words);
  topic = rail_guided_dup_topic (self->guided);
  rail_pending_answer_get_message (pending)->turn = rail_guided_dup_turn (self->guided);
  rail_pending_answer_show_passages (pending, topic);
  show_pending (self);
}

static void
look_up (RailConversation *self,
         RailGuardResult *result)
{
  RailPendingAnswer *pending = begin (self, RAIL_MESSAGE_COACH, result);

  self->repeatable = TRUE;
  self->remembered = FALSE;
  rail_pending_answer_look_up (pending, has_model (self));
  show_pending (self);
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

  if (self->pending != NULL)
    rail_pending_answer_close (self->pending);
  g_clear_pointer (&self->pending, rail_pending_answer_unref);

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
  if (self->pending != NULL || *said == '\0')
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

  if (self->pending == NULL)
    return;

  rail_pending_answer_close (self->pending);
  rail_pending_answer_get_message (self->pending)->state = RAIL_MESSAGE_STOPPED;
  tell_end (self);
}

void
rail_conversation_retry (RailConversation *self)
{
  guint last;

  g_return_if_fail (RAIL_IS_CONVERSATION (self));

  if (self->pending != NULL || !self->repeatable)
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

  return self->pending == NULL;
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
