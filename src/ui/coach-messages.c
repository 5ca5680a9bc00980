#include "config.h"

#include "ui/coach-messages.h"

#include "ui/coach-message-row.h"
#include "ui/contact-row.h"

struct _RailCoachMessages
{
  GtkBox parent_instance;

  RailNextStepList *next_steps;
  RailConversation *conversation;
  gboolean follow; /* what comes is scrolled to */
  guint follow_id;
  guint told; /* sentences of the last message that the screen reader was given */

  GtkWidget *scroller;
  GtkWidget *list;
  GtkWidget *pinned;
};

G_DEFINE_FINAL_TYPE (RailCoachMessages, rail_coach_messages, GTK_TYPE_BOX)

enum
{
  SIGNAL_NEWS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static RailCoachMessageRow *
get_row (RailCoachMessages *self,
         guint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) index);

  return row != NULL ? RAIL_COACH_MESSAGE_ROW (row) : NULL;
}

static guint
count_messages (RailCoachMessages *self)
{
  return self->conversation != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->conversation)) : 0;
}

static RailCoachMessageRow *
get_last_row (RailCoachMessages *self)
{
  guint count = count_messages (self);

  return count > 0 ? get_row (self, count - 1) : NULL;
}

/* ---- the person to turn to ---- */

static void
unpin_contact (RailCoachMessages *self)
{
  GtkWidget *old = gtk_widget_get_first_child (self->pinned);

  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->pinned), old);
  gtk_widget_set_visible (self->pinned, FALSE);
}

/* The person to turn to stays in sight, whatever is said afterwards. */
static void
pin_contact (RailCoachMessages *self,
             RailMessage *message)
{
  gboolean stops = message->kind == RAIL_MESSAGE_PERSON;
  const RailContact contact = {
    .name = message->contact_name,
    .email = message->contact_email != NULL ? message->contact_email : (char *) "",
    .note = message->contact_note != NULL ? message->contact_note : (char *) "",
  };

  if (message->contact_name == NULL)
    return;

  unpin_contact (self);
  gtk_box_append (GTK_BOX (self->pinned), rail_contact_row_new (&contact, "", stops));
  gtk_widget_set_hexpand (gtk_widget_get_first_child (self->pinned), TRUE);
  gtk_widget_set_visible (self->pinned, TRUE);
}

/* ---- what is told ---- */

static char *
dup_turn (const RailGuidedTurn *turn)
{
  GString *words = g_string_new (turn->say);

  g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", turn->question);
  for (guint i = 0; i < turn->choices->len; i++)
    {
      const RailGuidedChoice *choice = g_ptr_array_index (turn->choices, i);

      g_string_append_printf (words, "%s%u: %s", words->len > 0 ? " " : "", i + 1, choice->label);
    }

  return g_string_free (words, FALSE);
}

/* What has come since the last time: a model's answer sentence by sentence, everything else at once. */
static char *
dup_news (RailCoachMessages *self,
          RailMessage *message)
{
  g_autofree char *turn = NULL;
  GString *words = g_string_new (NULL);

  for (; self->told < message->sentences->len; self->told++)
    {
      const RailCitedSentence *sentence = g_ptr_array_index (message->sentences, self->told);

      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", sentence->text);
    }
  if (message->turn != NULL)
    turn = dup_turn (message->turn);
  if (turn != NULL && strstr (words->str, turn) == NULL)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", turn);
  if (message->notice != NULL)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", message->notice);

  return g_string_free (words, FALSE);
}

static void
tell (RailCoachMessages *self,
      RailMessage *message)
{
  g_autofree char *news = dup_news (self, message);

  if (message->kind != RAIL_MESSAGE_USER && *news != '\0')
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, news);
}

static gboolean
is_last (RailCoachMessages *self,
         RailMessage *message)
{
  RailCoachMessageRow *row = get_last_row (self);

  return row != NULL && rail_coach_message_row_get_message (row) == message;
}

/* ---- what comes ---- */

static void
message_changed_cb (RailCoachMessages *self,
                    RailMessage *message)
{
  if (self->conversation == NULL)
    return;

  pin_contact (self, message);
  if (is_last (self, message))
    tell (self, message);
}

static void
show_current (RailCoachMessages *self)
{
  gboolean idle = rail_conversation_is_idle (self->conversation);
  guint count = count_messages (self);

  for (guint i = 0; i < count; i++)
    rail_coach_message_row_set_current (get_row (self, i), idle && i + 1 == count);
}

static void
items_changed_cb (RailCoachMessages *self,
                  guint position,
                  guint removed,
                  guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (RailMessage) message = g_list_model_get_item (G_LIST_MODEL (self->conversation), i);

      g_signal_connect_object (message, "changed", G_CALLBACK (message_changed_cb), self, G_CONNECT_SWAPPED);
      self->told = 0;
      message_changed_cb (self, message);
    }
  self->follow = TRUE;
  show_current (self);
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  return rail_coach_message_row_new (item, RAIL_COACH_MESSAGES (user_data)->next_steps);
}

/* ---- scrolling ---- */

static gboolean
follow_cb (GtkWidget *widget,
           GdkFrameClock *clock,
           gpointer user_data)
{
  RailCoachMessages *self = RAIL_COACH_MESSAGES (widget);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));

  self->follow_id = 0;
  if (self->follow)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));

  return G_SOURCE_REMOVE;
}

/* With the next frame: this comes while the list is being laid out, and what is asked for then is forgotten until something else changes (GTK 4.8). */
static void
scroll_changed_cb (RailCoachMessages *self)
{
  if (self->follow && self->follow_id == 0)
    self->follow_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), follow_cb, NULL, NULL);
}

/* Who scrolls up to read is not pulled away by the next sentence. */
static void
scrolled_cb (RailCoachMessages *self,
             GtkAdjustment *adjustment)
{
  self->follow = gtk_adjustment_get_value (adjustment) >= gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - 1;
}

/* ---- the widget ---- */

static void
rail_coach_messages_dispose (GObject *object)
{
  RailCoachMessages *self = RAIL_COACH_MESSAGES (object);

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_clear_object (&self->conversation);
  g_clear_object (&self->next_steps);

  G_OBJECT_CLASS (rail_coach_messages_parent_class)->dispose (object);
}

static void
rail_coach_messages_class_init (RailCoachMessagesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_coach_messages_dispose;

  signals[SIGNAL_NEWS] = g_signal_new ("news", RAIL_TYPE_COACH_MESSAGES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/coach-messages.ui");
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessages, scroller);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessages, list);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessages, pinned);
}

static void
rail_coach_messages_init (RailCoachMessages *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (scroll_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
}

void
rail_coach_messages_set_next_steps (RailCoachMessages *self,
                                    RailNextStepList *next_steps)
{
  g_set_object (&self->next_steps, next_steps);
}

void
rail_coach_messages_set_conversation (RailCoachMessages *self,
                                      RailConversation *conversation)
{
  if (self->conversation != NULL)
    {
      gtk_list_box_bind_model (GTK_LIST_BOX (self->list), NULL, NULL, NULL, NULL);
      g_signal_handlers_disconnect_by_data (self->conversation, self);
      unpin_contact (self);
    }
  g_set_object (&self->conversation, conversation);
  if (conversation == NULL)
    return;

  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), G_LIST_MODEL (conversation), create_row_cb, self, NULL);
  g_signal_connect_object (conversation, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "idle-changed", G_CALLBACK (show_current), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, count_messages (self));
}

const char *
rail_coach_messages_get_choice (RailCoachMessages *self,
                                guint number)
{
  RailCoachMessageRow *row = get_last_row (self);

  return row != NULL ? rail_coach_message_row_get_choice (row, number) : NULL;
}

gboolean
rail_coach_messages_focus_last (RailCoachMessages *self)
{
  RailCoachMessageRow *row = get_last_row (self);

  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

char *
rail_coach_messages_dup_spoken (RailCoachMessages *self)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < count_messages (self); i++)
    {
      g_autofree char *spoken = rail_coach_message_row_dup_spoken (get_row (self, i));

      g_string_append_printf (all, "%s%s", i > 0 ? "\n\n" : "", spoken);
    }

  return g_string_free (all, FALSE);
}
