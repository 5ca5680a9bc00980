#include "config.h"

#define G_LOG_DOMAIN "handrail-coach-pane"

#include "ui/coach-pane.h"

#include <glib/gi18n.h>

#include "ui/coach-composer.h"
#include "ui/coach-consent.h"
#include "ui/coach-message-row.h"
#include "ui/coach-messages.h"
#include "ui/fold.h"
#include "ui/row-layout.h"
#include "ui/screen-side.h"

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
  gboolean kept;      /* a next step of it was taken into the user's list */
  RailScreenSide *side;

  GtkWidget *mode;
  GtkWidget *offline;
  GtkWidget *go_online;
  GtkWidget *pages;
  GtkWidget *consent;
  GtkWidget *trouble;
  GtkWidget *waiting;
  GtkWidget *guardrails;
  GtkWidget *guardrail_words;
  GtkWidget *messages;
  GtkWidget *composer;
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
  else if (self->kept)
    words = g_strdup (_ ("Guided, without AI, on this computer. Only what is in your list is kept after you close this."));
  else
    words = g_strdup (_ ("Guided, without AI, on this computer. Nothing is kept after you close this."));
  gtk_label_set_label (GTK_LABEL (self->mode), words);

  gtk_widget_set_visible (self->offline, uses && !network);
  rail_coach_composer_set_leaves (RAIL_COACH_COMPOSER (self->composer), uses);
  gtk_widget_set_visible (self->go_online, !rail_policy_is_locked (self->policy, "network"));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (get_action (self, "use-ai")), self->conversation != NULL && place != NULL);
  g_simple_action_set_state (G_SIMPLE_ACTION (get_action (self, "use-ai")), g_variant_new_boolean (uses));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (get_action (self, "network")), !rail_policy_is_locked (self->policy, "network"));
  g_simple_action_set_state (G_SIMPLE_ACTION (get_action (self, "network")), g_variant_new_boolean (network));
}

/* A coach aid's, from the start of the talk: folded up, for who wants to know. An open question may find such an aid later. */
static void
show_guardrails (RailCoachPane *self)
{
  RailGuided *guided = self->conversation != NULL ? rail_conversation_get_guided (self->conversation) : NULL;
  GPtrArray *guardrails = guided != NULL ? rail_guided_get_guardrails (guided) : NULL;
  GString *words = g_string_new (NULL);

  for (guint i = 0; guardrails != NULL && i < guardrails->len; i++)
    g_string_append_printf (words, "%s• %s", i > 0 ? "\n" : "", (const char *) g_ptr_array_index (guardrails, i));
  gtk_label_set_label (GTK_LABEL (self->guardrail_words), words->str);
  gtk_widget_set_visible (self->guardrails, words->len > 0);
  g_string_free (words, TRUE);
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
    rail_coach_composer_fold (RAIL_COACH_COMPOSER (self->composer));
  self->sent = TRUE;
  rail_conversation_say (self->conversation, words);
}

static void
news_cb (RailCoachPane *self,
         const char *news)
{
  rail_coach_composer_tell (RAIL_COACH_COMPOSER (self->composer), news);
}

static void
kept_cb (RailCoachPane *self)
{
  self->kept = self->conversation != NULL;
  show_mode (self);
}

/* An answer that is on its way ends here, and its messages say so to nobody. */
static void
drop_conversation (RailCoachPane *self)
{
  g_autoptr (RailConversation) conversation = g_steal_pointer (&self->conversation);

  if (conversation == NULL)
    return;

  rail_coach_messages_set_conversation (RAIL_COACH_MESSAGES (self->messages), NULL);
  rail_coach_composer_set_conversation (RAIL_COACH_COMPOSER (self->composer), NULL);
  g_signal_handlers_disconnect_by_data (conversation, self);
  rail_conversation_stop (conversation);
  rail_fold_set_expanded (RAIL_FOLD (self->guardrails), FALSE);
  self->sent = FALSE;
  self->kept = FALSE;
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
  rail_coach_messages_set_conversation (RAIL_COACH_MESSAGES (self->messages), self->conversation);
  rail_coach_composer_set_conversation (RAIL_COACH_COMPOSER (self->composer), self->conversation);
  g_signal_connect_object (self->conversation, "idle-changed", G_CALLBACK (show_guardrails), self, G_CONNECT_SWAPPED);
  show_guardrails (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "talk");
  show_mode (self);
  gtk_widget_grab_focus (self->composer);
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

  rail_coach_kit_load_guard (self->kit);
  if (!rail_coach_kit_is_ready (self->kit))
    {
      gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "waiting");
      show_mode (self);
      /* On nothing that a key typed too early could press, such as the button that ends it. */
      gtk_widget_grab_focus (self->waiting);
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
  show_mode (self);
  gtk_widget_grab_focus (self->composer);
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
  gtk_widget_grab_focus (self->composer);
}

static void
stop_activated_cb (GSimpleAction *action,
                   GVariant *parameter,
                   gpointer user_data)
{
  RailCoachPane *self = user_data;

  if (self->conversation != NULL)
    rail_conversation_stop (self->conversation);
  gtk_widget_grab_focus (self->composer);
}

static void
retry_activated_cb (GSimpleAction *action,
                    GVariant *parameter,
                    gpointer user_data)
{
  RailCoachPane *self = user_data;

  if (self->conversation != NULL && rail_conversation_is_idle (self->conversation))
    rail_conversation_retry (self->conversation);
  gtk_widget_grab_focus (self->composer);
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
  show_mode (self);
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
  g_autofree char *all = rail_coach_messages_dup_spoken (RAIL_COACH_MESSAGES (self->messages));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), all);
}

static const GActionEntry actions[] = {
  { .name = "say", .activate = say_activated_cb, .parameter_type = "s" },
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
choose (RailCoachPane *self,
        guint number)
{
  g_autofree char *words = g_strdup (rail_coach_messages_get_choice (RAIL_COACH_MESSAGES (self->messages), number));

  if (words == NULL)
    return FALSE;

  say (self, words);
  gtk_widget_grab_focus (self->composer);

  return TRUE;
}

/* A digit chooses only where it cannot be the beginning of a sentence that is being typed. */
static gboolean
key_cb (RailCoachPane *self,
        guint keyval,
        guint keycode,
        GdkModifierType state)
{
  RailCoachComposer *composer = RAIL_COACH_COMPOSER (self->composer);
  guint digit = find_digit (keyval);

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || !rail_coach_composer_is_empty (composer))
    return GDK_EVENT_PROPAGATE;
  if (digit > 0 && choose (self, digit))
    return GDK_EVENT_STOP;
  if ((keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up) && rail_coach_composer_has_focus (composer))
    return rail_coach_messages_focus_last (RAIL_COACH_MESSAGES (self->messages));

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

/* ---- the window ---- */

static void
rail_coach_pane_dispose (GObject *object)
{
  RailCoachPane *self = RAIL_COACH_PANE (object);

  if (self->messages != NULL)
    drop_conversation (self);
  g_clear_pointer (&self->side, rail_screen_side_free);
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
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, waiting);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, guardrails);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, guardrail_words);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, messages);
  gtk_widget_class_bind_template_child (widget_class, RailCoachPane, composer);
  gtk_widget_class_bind_template_callback (widget_class, answered_cb);
  gtk_widget_class_bind_template_callback (widget_class, news_cb);
  gtk_widget_class_bind_template_callback (widget_class, say);
}

static void
rail_coach_pane_class_init (RailCoachPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_coach_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_coach_pane_finalize;

  g_type_ensure (RAIL_TYPE_COACH_COMPOSER);
  g_type_ensure (RAIL_TYPE_COACH_CONSENT);
  g_type_ensure (RAIL_TYPE_COACH_MESSAGES);
  g_type_ensure (RAIL_TYPE_FOLD);
  g_type_ensure (RAIL_TYPE_ROW_LAYOUT);
  bind_template (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
rail_coach_pane_init (RailCoachPane *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "coach", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_icon_name (GTK_WINDOW (self), RAIL_APP_ID);
  add_keys (self);
}

GtkWindow *
rail_coach_pane_new (GtkApplication *application,
                     RailCoachKit *kit,
                     RailLibrary *library,
                     RailPolicy *policy,
                     RailNextStepList *next_steps)
{
  RailCoachPane *self = g_object_new (RAIL_TYPE_COACH_PANE, "application", application, NULL);

  self->kit = g_object_ref (kit);
  self->library = g_object_ref (library);
  self->policy = g_object_ref (policy);
  g_signal_connect_object (policy, "changed", G_CALLBACK (show_mode), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  rail_coach_messages_set_next_steps (RAIL_COACH_MESSAGES (self->messages), next_steps);
  g_signal_connect_object (next_steps, "kept", G_CALLBACK (kept_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kit, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  self->side = rail_screen_side_new (GTK_WINDOW (self), WIDTH);

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
    rail_coach_composer_set_words (RAIL_COACH_COMPOSER (self->composer), words);
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
