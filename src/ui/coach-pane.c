#include "config.h"

#define G_LOG_DOMAIN "handrail-coach-pane"

#include "ui/coach-pane.h"

#include <glib/gi18n.h>

#include "ui/card-placement.h"
#include "ui/card-surface-x11.h"
#include "ui/coach-consent.h"
#include "ui/coach-message-row.h"
#include "ui/contact-row.h"
#include "ui/row-layout.h"

#define WIDTH 420

struct _RailCoachPane
{
  AdwWindow parent_instance;

  RailCoachKit *kit;
  RailLibrary *library;
  RailPolicy *policy;
  GSimpleActionGroup *actions;
  RailConversation *conversation; /* NULL before the first answer of the user to what was explained */
  char *pack;                     /* of the aid it begins with; "" for none */
  char *aid;
  char *words;        /* to be said as soon as somebody listens; NULL for none */
  RailConsent answer; /* given here, which may not be kept */
  gboolean unlocked;  /* the keyring was asked */
  gboolean sent;      /* something was said in this conversation */
  gboolean follow;    /* what comes is scrolled to */
  guint told;         /* sentences of the last message that the screen reader was given */
  gulong painted_id;
  GdkRectangle work_area;

  GtkWidget *mode;
  GtkWidget *offline;
  GtkWidget *go_online;
  GtkWidget *pages;
  GtkWidget *consent;
  GtkWidget *trouble;
  GtkWidget *scroller;
  GtkWidget *list;
  GtkWidget *pinned;
  GtkWidget *preview;
  GtkWidget *leaving;
  GtkWidget *entry;
  GtkWidget *send;
  GtkWidget *stop;
  GtkWidget *status;
};

G_DEFINE_FINAL_TYPE (RailCoachPane, rail_coach_pane, ADW_TYPE_WINDOW)

/* ---- who answers ---- */

static gboolean
has_model (RailCoachPane *self)
{
  g_autofree char *place = rail_coach_kit_dup_place (self->kit);

  return place != NULL;
}

static gboolean
uses_model (RailCoachPane *self)
{
  return self->conversation != NULL && has_model (self) && !rail_conversation_is_guided (self->conversation);
}

static GAction *
get_action (RailCoachPane *self,
            const char *name)
{
  return g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);
}

static void
show_mode (RailCoachPane *self)
{
  g_autofree char *place = rail_coach_kit_dup_place (self->kit);
  g_autofree char *model = rail_coach_kit_dup_model (self->kit);
  g_autofree char *words = NULL;
  gboolean uses = uses_model (self);
  gboolean network = rail_policy_get_network (self->policy);

  if (uses)
    /* Translators: a model's name, and where it runs. */
    words = g_strdup_printf (_ ("AI: %s at %s. It can be wrong. Nothing is kept here after you close this."), model, place);
  else if (self->conversation == NULL && place != NULL)
    words = g_strdup (_ ("Nothing is sent before you say so."));
  else
    words = g_strdup (_ ("Guided, without AI, on this computer. Nothing is kept after you close this."));
  gtk_label_set_label (GTK_LABEL (self->mode), words);

  gtk_widget_set_visible (self->offline, uses && !network);
  gtk_widget_set_visible (self->preview, uses);
  gtk_widget_set_visible (self->go_online, !rail_policy_is_locked (self->policy, "network"));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (get_action (self, "use-ai")), self->conversation != NULL && place != NULL);
  g_simple_action_set_state (G_SIMPLE_ACTION (get_action (self, "use-ai")), g_variant_new_boolean (uses));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (get_action (self, "network")), !rail_policy_is_locked (self->policy, "network"));
  g_simple_action_set_state (G_SIMPLE_ACTION (get_action (self, "network")), g_variant_new_boolean (network));
}

static void
show_preview (RailCoachPane *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *origin = NULL;
  g_autofree char *leaving = NULL;
  g_autofree char *words = NULL;

  if (!uses_model (self) || !gtk_expander_get_expanded (GTK_EXPANDER (self->preview)))
    return;

  if (*typed != '\0')
    leaving = rail_conversation_dup_preview (self->conversation, typed, &origin);
  if (leaving != NULL)
    /* Translators: where words go, and the words. */
    words = g_strdup_printf (_ ("To %s: “%s”"), origin, leaving);
  else
    words = g_strdup (*typed != '\0' ? _ ("Nothing would leave this computer.") : _ ("Your words stand here as they would leave, with passages of reviewed aids."));
  gtk_label_set_label (GTK_LABEL (self->leaving), words);
}

static void
policy_changed_cb (RailCoachPane *self)
{
  show_mode (self);
  show_preview (self);
}

/* ---- messages ---- */

static RailCoachMessageRow *
get_row (RailCoachPane *self,
         guint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) index);

  return row != NULL ? RAIL_COACH_MESSAGE_ROW (row) : NULL;
}

static guint
count_messages (RailCoachPane *self)
{
  return self->conversation != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->conversation)) : 0;
}

static RailCoachMessageRow *
get_last_row (RailCoachPane *self)
{
  guint count = count_messages (self);

  return count > 0 ? get_row (self, count - 1) : NULL;
}

/* The person to turn to stays in sight, whatever is said afterwards. */
static void
pin_contact (RailCoachPane *self,
             RailMessage *message)
{
  GtkWidget *old = gtk_widget_get_first_child (self->pinned);
  gboolean stops = message->kind == RAIL_MESSAGE_PERSON;
  const RailContact contact = {
    .name = message->contact_name,
    .email = message->contact_email != NULL ? message->contact_email : (char *) "",
    .note = message->contact_note != NULL ? message->contact_note : (char *) "",
  };

  if (message->contact_name == NULL)
    return;

  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->pinned), old);
  gtk_box_append (GTK_BOX (self->pinned), rail_contact_row_new (&contact, "", stops));
  gtk_widget_set_hexpand (gtk_widget_get_first_child (self->pinned), TRUE);
  gtk_widget_set_visible (self->pinned, TRUE);
}

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
dup_news (RailCoachPane *self,
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

/*
 * GTK 4.8 has no live regions. The keyboard stays in the entry, and what screen readers say of that place is its description: it is what
 * the coach said last.
 */
static void
tell (RailCoachPane *self,
      RailMessage *message)
{
  g_autofree char *news = dup_news (self, message);

  if (message->kind != RAIL_MESSAGE_USER && *news != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, news, -1);
}

static gboolean
is_last (RailCoachPane *self,
         RailMessage *message)
{
  RailCoachMessageRow *row = get_last_row (self);

  return row != NULL && rail_coach_message_row_get_message (row) == message;
}

static void
message_changed_cb (RailCoachPane *self,
                    RailMessage *message)
{
  if (self->conversation == NULL)
    return;

  pin_contact (self, message);
  if (is_last (self, message))
    tell (self, message);
}

static void
show_state (RailCoachPane *self)
{
  gboolean idle = self->conversation == NULL || rail_conversation_is_idle (self->conversation);
  guint count = count_messages (self);

  for (guint i = 0; i < count; i++)
    rail_coach_message_row_set_current (get_row (self, i), idle && i + 1 == count);
  gtk_widget_set_visible (self->send, idle);
  gtk_widget_set_visible (self->stop, !idle);
  gtk_label_set_label (GTK_LABEL (self->status), idle ? "" : _ ("The answer is coming…"));
  gtk_widget_set_visible (self->status, !idle);
}

static void
items_changed_cb (RailCoachPane *self,
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
  show_state (self);
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  return rail_coach_message_row_new (item);
}

/* ---- scrolling ---- */

static void
scroll_changed_cb (RailCoachPane *self,
                   GtkAdjustment *adjustment)
{
  if (self->follow)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
}

/* Who scrolls up to read is not pulled away by the next sentence. */
static void
scrolled_cb (RailCoachPane *self,
             GtkAdjustment *adjustment)
{
  self->follow = gtk_adjustment_get_value (adjustment) >= gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - 1;
}

/* ---- talking ---- */

static void
say (RailCoachPane *self,
     const char *words)
{
  if (self->conversation == NULL || !rail_conversation_is_idle (self->conversation))
    return;

  /* Before the first words it stood open; from here on it is there for who asks. */
  if (!self->sent)
    gtk_expander_set_expanded (GTK_EXPANDER (self->preview), FALSE);
  self->sent = TRUE;
  rail_conversation_say (self->conversation, words);
}

static void
send_cb (RailCoachPane *self)
{
  g_autofree char *words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  g_strstrip (words);
  if (*words == '\0' || self->conversation == NULL || !rail_conversation_is_idle (self->conversation))
    return;

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  say (self, words);
}

static void
words_changed_cb (RailCoachPane *self)
{
  show_preview (self);
}

/* An answer that is on its way ends here, and its messages say so to nobody. */
static void
drop_conversation (RailCoachPane *self)
{
  g_autoptr (RailConversation) conversation = g_steal_pointer (&self->conversation);
  GtkWidget *pinned;

  if (conversation == NULL)
    return;

  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), NULL, NULL, NULL, NULL);
  g_signal_handlers_disconnect_by_data (conversation, self);
  rail_conversation_stop (conversation);
  pinned = gtk_widget_get_first_child (self->pinned);
  if (pinned != NULL)
    gtk_box_remove (GTK_BOX (self->pinned), pinned);
  gtk_widget_set_visible (self->pinned, FALSE);
  self->sent = FALSE;
}

static RailAid *
load_aid (RailCoachPane *self,
          GError **error)
{
  RailPack *pack = rail_library_get_pack (self->library, self->pack);

  if (pack == NULL || rail_pack_get_aid (pack, self->aid) == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("This aid is no longer in your library"));
      return NULL;
    }

  return rail_pack_load_aid (pack, self->aid, error);
}

static void
show_trouble (RailCoachPane *self,
              const char *what)
{
  gtk_label_set_label (GTK_LABEL (self->trouble), what);
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "trouble");
  show_mode (self);
}

static void
watch_conversation (RailCoachPane *self)
{
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), G_LIST_MODEL (self->conversation), create_row_cb, NULL, NULL);
  g_signal_connect_object (self->conversation, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->conversation, "idle-changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, count_messages (self));
}

static void
start (RailCoachPane *self,
       gboolean guided)
{
  g_autofree char *words = g_steal_pointer (&self->words);
  const RailCoachParts *parts;
  g_autoptr (GError) error = NULL;
  g_autoptr (RailAid) aid = NULL;

  parts = rail_coach_kit_prepare (self->kit, &error);
  if (parts != NULL && *self->aid != '\0')
    aid = load_aid (self, &error);
  if (error != NULL)
    {
      show_trouble (self, error->message);
      return;
    }

  self->conversation = rail_conversation_new (parts, aid);
  /* A coach aid begins guided by itself. */
  if (guided)
    rail_conversation_set_guided (self->conversation, TRUE);
  watch_conversation (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "talk");
  gtk_expander_set_expanded (GTK_EXPANDER (self->preview), TRUE);
  show_mode (self);
  show_preview (self);
  gtk_widget_grab_focus (self->entry);
  if (words != NULL)
    say (self, words);
}

static void
ask_consent (RailCoachPane *self)
{
  g_autofree char *place = rail_coach_kit_dup_place (self->kit);

  rail_coach_consent_set_place (RAIL_COACH_CONSENT (self->consent), place);
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "consent");
  show_mode (self);
  gtk_widget_grab_focus (self->consent);
}

/* The keyring may ask for its password, which nobody should have to give for nothing. */
static void
unlock (RailCoachPane *self)
{
  if (self->unlocked || !has_model (self))
    return;

  self->unlocked = TRUE;
  rail_coach_kit_load_keys (self->kit);
}

static void
begin (RailCoachPane *self)
{
  RailConsent consent = self->answer != RAIL_CONSENT_UNASKED ? self->answer : rail_coach_kit_get_consent (self->kit);

  if (consent == RAIL_CONSENT_GIVEN)
    unlock (self);

  if (!rail_coach_kit_is_ready (self->kit))
    {
      gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "waiting");
      show_mode (self);
    }
  else if (consent == RAIL_CONSENT_UNASKED)
    {
      ask_consent (self);
    }
  else
    {
      start (self, consent == RAIL_CONSENT_REFUSED);
    }
}

static void
ready_cb (RailCoachPane *self)
{
  if (self->conversation == NULL && self->aid != NULL)
    begin (self);
}

static void
answered_cb (RailCoachPane *self,
             gboolean ai)
{
  self->answer = ai || !has_model (self) ? RAIL_CONSENT_GIVEN : RAIL_CONSENT_REFUSED;
  rail_coach_kit_set_consent (self->kit, ai);
  if (self->conversation == NULL)
    {
      begin (self);
      return;
    }

  if (ai)
    unlock (self);

  rail_conversation_set_guided (self->conversation, !ai);
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "talk");
  policy_changed_cb (self);
  gtk_widget_grab_focus (self->entry);
}

/* ---- actions ---- */

static void
say_activated_cb (GSimpleAction *action,
                  GVariant *words,
                  gpointer user_data)
{
  RailCoachPane *self = user_data;

  say (self, g_variant_get_string (words, NULL));
  /* The button that was pressed is gone. */
  gtk_widget_grab_focus (self->entry);
}

static void
send_activated_cb (GSimpleAction *action,
                   GVariant *parameter,
                   gpointer user_data)
{
  send_cb (user_data);
}

static void
stop_activated_cb (GSimpleAction *action,
                   GVariant *parameter,
                   gpointer user_data)
{
  RailCoachPane *self = user_data;

  if (self->conversation != NULL)
    rail_conversation_stop (self->conversation);
  gtk_widget_grab_focus (self->entry);
}

static void
retry_activated_cb (GSimpleAction *action,
                    GVariant *parameter,
                    gpointer user_data)
{
  RailCoachPane *self = user_data;

  if (self->conversation != NULL && rail_conversation_is_idle (self->conversation))
    rail_conversation_retry (self->conversation);
  gtk_widget_grab_focus (self->entry);
}

static void
use_ai_changed_cb (GSimpleAction *action,
                   GVariant *value,
                   gpointer user_data)
{
  RailCoachPane *self = user_data;
  gboolean use = g_variant_get_boolean (value);

  if (self->conversation == NULL)
    return;
  if (use && rail_coach_kit_get_consent (self->kit) != RAIL_CONSENT_GIVEN)
    {
      ask_consent (self);
      return;
    }

  rail_conversation_set_guided (self->conversation, !use);
  policy_changed_cb (self);
}

static void
network_changed_cb (GSimpleAction *action,
                    GVariant *value,
                    gpointer user_data)
{
  rail_policy_set_network (RAIL_COACH_PANE (user_data)->policy, g_variant_get_boolean (value));
}

static void
copy_all_activated_cb (GSimpleAction *action,
                       GVariant *parameter,
                       gpointer user_data)
{
  RailCoachPane *self = user_data;
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < count_messages (self); i++)
    {
      g_autofree char *spoken = rail_coach_message_row_dup_spoken (get_row (self, i));

      g_string_append_printf (all, "%s%s", i > 0 ? "\n\n" : "", spoken);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), all->str);
  g_string_free (all, TRUE);
}

static const GActionEntry actions[] = {
  { .name = "say", .activate = say_activated_cb, .parameter_type = "s" },
  { .name = "send", .activate = send_activated_cb },
  { .name = "stop", .activate = stop_activated_cb },
  { .name = "retry", .activate = retry_activated_cb },
  { .name = "use-ai", .state = "false", .change_state = use_ai_changed_cb },
  { .name = "network", .state = "true", .change_state = network_changed_cb },
  { .name = "copy-all", .activate = copy_all_activated_cb },
};

/* ---- keys ---- */

static guint
find_digit (guint keyval)
{
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9)
    return keyval - GDK_KEY_0;
  if (keyval >= GDK_KEY_KP_1 && keyval <= GDK_KEY_KP_9)
    return keyval - GDK_KEY_KP_0;

  return 0;
}

static gboolean
is_in_entry (RailCoachPane *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus != NULL && gtk_widget_is_ancestor (focus, self->entry);
}

static gboolean
choose (RailCoachPane *self,
        guint number)
{
  RailCoachMessageRow *row = get_last_row (self);
  const char *choice = row != NULL ? rail_coach_message_row_get_choice (row, number) : NULL;
  g_autofree char *words = g_strdup (choice);

  if (words == NULL)
    return FALSE;

  say (self, words);
  gtk_widget_grab_focus (self->entry);

  return TRUE;
}

/* A digit chooses only where it cannot be the beginning of a sentence that is being typed. */
static gboolean
key_cb (RailCoachPane *self,
        guint keyval,
        guint keycode,
        GdkModifierType state)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  RailCoachMessageRow *last = get_last_row (self);
  guint digit = find_digit (keyval);

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || *typed != '\0' || last == NULL)
    return GDK_EVENT_PROPAGATE;
  if (digit > 0 && choose (self, digit))
    return GDK_EVENT_STOP;
  if ((keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up) && is_in_entry (self))
    return gtk_widget_grab_focus (GTK_WIDGET (last));

  return GDK_EVENT_PROPAGATE;
}

static gboolean
copy_cb (GtkWidget *widget,
         GVariant *args,
         gpointer user_data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (widget));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, RAIL_TYPE_COACH_MESSAGE_ROW) : NULL;

  if (row == NULL)
    return FALSE;

  rail_coach_message_row_copy (RAIL_COACH_MESSAGE_ROW (row));

  return TRUE;
}

static void
add_keys (RailCoachPane *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_c, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (copy_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), shortcuts);
}

/* ---- place ---- */

static void
choose_size (RailCoachPane *self)
{
  GdkRectangle pointer = { 0, 0, 1, 1 };
  g_autoptr (GdkMonitor) monitor = NULL;
  double scale;
  int dpi = -1;

  gtk_widget_realize (GTK_WIDGET (self));
  rail_card_surface_get_pointer (GTK_WINDOW (self), &pointer);
  monitor = rail_card_placement_dup_monitor (gtk_widget_get_display (GTK_WIDGET (self)), &pointer);
  if (monitor == NULL)
    return;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  scale = dpi > 0 ? MAX (dpi / 1024.0 / 96.0, 1) : 1;
  rail_card_surface_get_work_area (monitor, &self->work_area);
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (WIDTH * scale, self->work_area.width), self->work_area.height);
}

/* Once, when the window manager has chosen a place of its own; from here on it is the user's to move. A shadow lies outside of the work area; where nothing is composited there is a border instead. */
static void
painted_cb (RailCoachPane *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  gboolean right_to_left = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  double left = 0, top = 0;

  g_signal_handler_disconnect (gtk_widget_get_frame_clock (GTK_WIDGET (self)), self->painted_id);
  self->painted_id = 0;
  if (self->work_area.width == 0)
    return;

  if (gdk_display_is_composited (gdk_surface_get_display (surface)))
    gtk_native_get_surface_transform (GTK_NATIVE (self), &left, &top);
  rail_card_surface_move (GTK_WINDOW (self),
                          right_to_left ? self->work_area.x - (int) left
                                        : self->work_area.x + self->work_area.width - gdk_surface_get_width (surface) + (int) left,
                          self->work_area.y - (int) top);
}

static void
rail_coach_pane_map (GtkWidget *widget)
{
  RailCoachPane *self = RAIL_COACH_PANE (widget);
  GdkFrameClock *clock;

  GTK_WIDGET_CLASS (rail_coach_pane_parent_class)->map (widget);
  clock = gtk_widget_get_frame_clock (widget);
  if (self->painted_id == 0)
    self->painted_id = g_signal_connect_object (clock, "after-paint", G_CALLBACK (painted_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/* ---- the window ---- */

static void
rail_coach_pane_dispose (GObject *object)
{
  RailCoachPane *self = RAIL_COACH_PANE (object);

  if (self->list != NULL)
    drop_conversation (self);
  g_clear_object (&self->kit);
  g_clear_object (&self->library);
  g_clear_object (&self->policy);

  G_OBJECT_CLASS (rail_coach_pane_parent_class)->dispose (object);
}

static void
rail_coach_pane_finalize (GObject *object)
{
  RailCoachPane *self = RAIL_COACH_PANE (object);

  g_object_unref (self->actions);
  g_free (self->pack);
  g_free (self->aid);
  g_free (self->words);

  G_OBJECT_CLASS (rail_coach_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/coach-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, mode);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, offline);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, go_online);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, pages);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, consent);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, trouble);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, list);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, pinned);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, preview);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, leaving);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, entry);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, send);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, stop);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, status);
  gtk_widget_class_bind_template_callback (widget_class, answered_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, words_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_preview);
}

static void
rail_coach_pane_class_init (RailCoachPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_coach_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_coach_pane_finalize;
  widget_class->map = rail_coach_pane_map;

  g_type_ensure (RAIL_TYPE_COACH_CONSENT);
  g_type_ensure (RAIL_TYPE_ROW_LAYOUT);
  bind_template (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
rail_coach_pane_init (RailCoachPane *self)
{
  GtkAdjustment *adjustment;

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "coach", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_icon_name (GTK_WINDOW (self), RAIL_APP_ID);
  add_keys (self);

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (scroll_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
}

GtkWindow *
rail_coach_pane_new (GtkApplication *application,
                     RailCoachKit *kit,
                     RailLibrary *library,
                     RailPolicy *policy)
{
  RailCoachPane *self = g_object_new (RAIL_TYPE_COACH_PANE, "application", application, NULL);

  self->kit = g_object_ref (kit);
  self->library = g_object_ref (library);
  self->policy = g_object_ref (policy);
  g_signal_connect_object (policy, "changed", G_CALLBACK (policy_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (kit, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  choose_size (self);

  return GTK_WINDOW (self);
}

static void
go_on (RailCoachPane *self,
       const char *words)
{
  if (*words == '\0')
    return;

  if (rail_conversation_is_idle (self->conversation))
    say (self, words);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->entry), words);
}

RailConversation *
rail_coach_pane_get_conversation (RailCoachPane *self)
{
  return self->conversation;
}

void
rail_coach_pane_talk (RailCoachPane *self,
                      const char *pack,
                      const char *aid,
                      const char *words)
{
  if (self->conversation != NULL && *aid == '\0')
    {
      go_on (self, words);
    }
  else
    {
      drop_conversation (self);
      g_free (self->pack);
      g_free (self->aid);
      g_free (self->words);
      self->pack = g_strdup (pack);
      self->aid = g_strdup (aid);
      self->words = *words != '\0' ? g_strdup (words) : NULL;
      self->answer = RAIL_CONSENT_UNASKED;
      self->unlocked = FALSE;
      begin (self);
    }
  gtk_window_present (GTK_WINDOW (self));
}
