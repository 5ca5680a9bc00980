#include "config.h"

#define G_LOG_DOMAIN "handrail-show-here-window"

#include "ui/show-here-window.h"

#include <glib/gi18n.h>

#include "ui/trigger-choice-row.h"
#include "ui/trigger-words.h"

/* Long enough not to ask for every letter, short enough to answer while the hand is still on the keys. */
#define PREVIEW_DELAY_MS 150

#define MINUTES_BEFORE 5
#define MINUTES_AFTER 10

struct _RailShowHereWindow
{
  AdwWindow parent_instance;

  RailAgentClient *client;
  RailLibrary *library;
  char *pack;
  char *aid;
  GCancellable *cancellable; /* of the window */
  GCancellable *previewing;  /* of the question under way, NULL for none */
  GVariant *known;           /* the triggers there were when it opened, aa{sv}; NULL until told */
  GPtrArray *rows;           /* RailTriggerChoiceRow, borrowed from the list; empty until proposed */
  RailTriggerChoiceRow *chosen;
  AdwToast *toast; /* about what was kept last, NULL for none */
  gboolean proposing;
  gboolean refused; /* by the agent's last word on what stands there now */
  gboolean keeping;
  gboolean kept; /* what stands there now */
  guint preview_id;

  GtkWidget *toasts;
  GtkWidget *cancel;
  GtkWidget *keep;
  GtkWidget *heading;
  GtkWidget *nothing_near;
  GtkWidget *choices_group;
  GtkWidget *choices;
  GtkWidget *details;
  GtkWidget *words;
  GtkWidget *minutes_row;
  GtkWidget *minutes;
  GtkWidget *hint;
  GtkWidget *preview;
};

G_DEFINE_FINAL_TYPE (RailShowHereWindow, rail_show_here_window, ADW_TYPE_WINDOW)

/* The window may be asked for before the library has been read. */
static void
show_heading (RailShowHereWindow *self)
{
  const RailAid *aid = rail_library_get_aid (self->library, self->pack, self->aid);

  gtk_label_set_label (GTK_LABEL (self->heading), aid != NULL ? aid->title : self->aid);
}

/* ---- the preview ---- */

static void
show_preview (RailShowHereWindow *self,
              const char *text,
              gboolean refused)
{
  self->refused = refused;
  gtk_label_set_label (GTK_LABEL (self->preview), text);
  gtk_widget_set_visible (self->preview, *text != '\0');
  if (refused)
    gtk_widget_add_css_class (self->preview, "error");
  else
    gtk_widget_remove_css_class (self->preview, "error");
}

static void
show_error (RailShowHereWindow *self,
            GError *error)
{
  /* Only what the agent itself says is meant for people. */
  if (g_dbus_error_is_remote_error (error) && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_DBUS_ERROR))
    {
      g_dbus_error_strip_remote_error (error);
      show_preview (self, error->message, TRUE);
      return;
    }

  g_message ("The agent did not answer: %s", error->message);
  show_preview (self, _ ("Handrail’s agent cannot be reached."), TRUE);
}

/* A meeting of any title would be asked for by an empty one, which is never what somebody means who has not typed yet. */
static gboolean
lacks_words (const RailTriggerDraft *draft)
{
  return draft->kind != RAIL_DRAFT_WINDOW && draft->title[0] == '\0';
}

static void
update_actions (RailShowHereWindow *self)
{
  gboolean possible = self->chosen != NULL && !self->refused && !self->keeping && !self->kept &&
                      !lacks_words (rail_trigger_choice_row_get_draft (self->chosen));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "show-here.keep", possible);
  gtk_button_set_label (GTK_BUTTON (self->cancel), self->kept ? _ ("_Close") : _ ("_Cancel"));
}

static void
previewed_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  g_autoptr (RailShowHereWindow) self = user_data;
  g_autoptr (GVariant) meetings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *text = NULL;
  gboolean holds;

  if (!rail_dbus_triggers1_call_preview_finish (RAIL_DBUS_TRIGGERS1 (source), &wanted, &holds, &meetings, result, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      show_error (self, error);
    }
  else
    {
      text = rail_trigger_words_dup_preview (rail_trigger_choice_row_get_draft (self->chosen)->kind, holds, meetings);
      show_preview (self, text, FALSE);
    }
  update_actions (self);
}

static void
forget_question (RailShowHereWindow *self)
{
  g_clear_handle_id (&self->preview_id, g_source_remove);
  g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
}

static gboolean
preview_cb (gpointer user_data)
{
  RailShowHereWindow *self = user_data;

  self->preview_id = 0;
  self->previewing = g_cancellable_new ();
  rail_dbus_triggers1_call_preview (rail_agent_client_get_triggers (self->client),
                                    rail_trigger_words_write (rail_trigger_choice_row_get_draft (self->chosen)),
                                    self->previewing,
                                    previewed_cb,
                                    g_object_ref (self));

  return G_SOURCE_REMOVE;
}

/* What stands there is another draft now. The last answer stays until the next, so that nothing flickers. */
static void
draft_changed (RailShowHereWindow *self)
{
  forget_question (self);
  self->kept = FALSE;
  if (lacks_words (rail_trigger_choice_row_get_draft (self->chosen)))
    show_preview (self, _ ("Type some words of the meeting’s title."), FALSE);
  else
    self->preview_id = g_timeout_add (PREVIEW_DELAY_MS, preview_cb, self);
  update_actions (self);
}

/* ---- choosing ---- */

static void
words_changed_cb (RailShowHereWindow *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->words));

  if (self->chosen == NULL || g_str_equal (words, rail_trigger_choice_row_get_draft (self->chosen)->title))
    return;

  rail_trigger_choice_row_set_title (self->chosen, words);
  draft_changed (self);
}

static void
minutes_changed_cb (RailShowHereWindow *self)
{
  guint minutes = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->minutes));
  const RailTriggerDraft *draft = self->chosen != NULL ? rail_trigger_choice_row_get_draft (self->chosen) : NULL;

  if (draft == NULL || (draft->kind != RAIL_DRAFT_BEFORE && draft->kind != RAIL_DRAFT_AFTER) || draft->minutes == minutes)
    return;

  rail_trigger_choice_row_set_minutes (self->chosen, minutes);
  draft_changed (self);
}

static void
choose (RailShowHereWindow *self,
        RailTriggerChoiceRow *row)
{
  const RailTriggerDraft *draft = rail_trigger_choice_row_get_draft (row);
  gboolean has_minutes = draft->kind == RAIL_DRAFT_BEFORE || draft->kind == RAIL_DRAFT_AFTER;

  /* While the fields are filled, nobody types: what they say meanwhile belongs to no row. */
  self->chosen = NULL;
  gtk_editable_set_text (GTK_EDITABLE (self->words), draft->title);
  if (has_minutes)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->minutes), draft->minutes);

  self->chosen = row;
  for (guint i = 0; i < self->rows->len; i++)
    rail_trigger_choice_row_set_chosen (g_ptr_array_index (self->rows, i), g_ptr_array_index (self->rows, i) == row);
  gtk_widget_set_visible (self->minutes_row, has_minutes);
  draft_changed (self);
}

static void
row_activated_cb (RailShowHereWindow *self,
                  GtkListBoxRow *row)
{
  if (RAIL_TRIGGER_CHOICE_ROW (row) != self->chosen)
    choose (self, RAIL_TRIGGER_CHOICE_ROW (row));
}

/* ---- what the agent proposes ---- */

static void
add_row (RailShowHereWindow *self,
         RailTriggerDraft *draft)
{
  GtkWidget *row = rail_trigger_choice_row_new (draft, self->rows->len > 0 ? g_ptr_array_index (self->rows, 0) : NULL);

  gtk_list_box_append (GTK_LIST_BOX (self->choices), row);
  g_ptr_array_add (self->rows, row);
}

static gboolean
has_meeting (RailShowHereWindow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (rail_trigger_choice_row_get_draft (g_ptr_array_index (self->rows, i))->kind != RAIL_DRAFT_WINDOW)
      return TRUE;

  return FALSE;
}

static void
proposed_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (RailShowHereWindow) self = user_data;
  g_autoptr (GVariant) drafts = NULL;
  g_autoptr (GError) error = NULL;

  self->proposing = FALSE;
  if (!rail_dbus_triggers1_call_propose_finish (RAIL_DBUS_TRIGGERS1 (source), &drafts, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_error (self, error);
      return;
    }

  for (gsize i = 0; i < g_variant_n_children (drafts); i++)
    {
      g_autoptr (GVariant) dictionary = g_variant_get_child_value (drafts, i);
      RailTriggerDraft *draft = rail_trigger_words_read (dictionary);

      if (draft != NULL)
        add_row (self, draft);
    }

  gtk_widget_set_visible (self->nothing_near, self->rows->len == 0);
  /* Without a meeting at hand, its words are typed. */
  if (!has_meeting (self))
    {
      add_row (self, rail_trigger_draft_new (RAIL_DRAFT_BEFORE, "", "", MINUTES_BEFORE));
      add_row (self, rail_trigger_draft_new (RAIL_DRAFT_DURING, "", "", 0));
      add_row (self, rail_trigger_draft_new (RAIL_DRAFT_AFTER, "", "", MINUTES_AFTER));
    }

  gtk_widget_set_visible (self->choices_group, TRUE);
  gtk_widget_set_visible (self->details, TRUE);
  choose (self, g_ptr_array_index (self->rows, 0));
  gtk_widget_grab_focus (self->words);
}

static void
listed_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailShowHereWindow) self = user_data;

  rail_dbus_triggers1_call_list_finish (RAIL_DBUS_TRIGGERS1 (source), &self->known, result, NULL);
}

/* As soon as the agent can be asked, and once: what is in front is what was in front when the window was asked for. */
static void
propose (RailShowHereWindow *self)
{
  RailDBusTriggers1 *triggers = rail_agent_client_get_triggers (self->client);

  if (triggers == NULL || self->proposing || self->rows->len > 0)
    return;

  self->proposing = TRUE;
  rail_dbus_triggers1_call_list (triggers, self->cancellable, listed_cb, g_object_ref (self));
  rail_dbus_triggers1_call_propose (triggers, self->cancellable, proposed_cb, g_object_ref (self));
}

/* ---- keeping ---- */

static gboolean
is_known (RailShowHereWindow *self,
          const char *id)
{
  for (gsize i = 0; self->known != NULL && i < g_variant_n_children (self->known); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (self->known, i);
      const char *pack = "", *aid = "", *trigger = "";

      g_variant_lookup (entry, "pack", "&s", &pack);
      g_variant_lookup (entry, "aid", "&s", &aid);
      g_variant_lookup (entry, "trigger", "&s", &trigger);
      if (g_str_equal (pack, self->pack) && g_str_equal (aid, self->aid) && g_str_equal (trigger, id))
        return TRUE;
    }

  return FALSE;
}

static void
clear_toast (RailShowHereWindow *self)
{
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);
}

/* The promise stands where it wraps; a toast would cut it off. One that was there before is not undone: it was wanted then. */
static void
show_kept (RailShowHereWindow *self,
           const char *id)
{
  g_autofree char *promise = rail_trigger_words_dup_promise (rail_trigger_choice_row_get_draft (self->chosen));

  forget_question (self);
  show_preview (self, promise, FALSE);

  clear_toast (self);
  self->toast = adw_toast_new (_ ("It will show there"));
  adw_toast_set_timeout (self->toast, 0);
  if (!is_known (self, id))
    {
      adw_toast_set_button_label (self->toast, _ ("_Undo"));
      adw_toast_set_action_name (self->toast, "show-here.undo");
      adw_toast_set_action_target (self->toast, "s", id);
    }
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), g_object_ref (self->toast));
}

static void
kept_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  g_autoptr (RailShowHereWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  self->keeping = FALSE;
  if (!rail_dbus_triggers1_call_add_finish (RAIL_DBUS_TRIGGERS1 (source), &id, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_error (self, error);
      update_actions (self);
      return;
    }

  self->kept = TRUE;
  show_kept (self, id);
  update_actions (self);
  /* Whoever pressed Enter closes with Enter. */
  gtk_widget_grab_focus (self->cancel);
}

static void
keep_activated_cb (GtkWidget *widget,
                   const char *name,
                   GVariant *parameter)
{
  RailShowHereWindow *self = RAIL_SHOW_HERE_WINDOW (widget);

  /* A number that was typed counts without leaving its field. */
  gtk_spin_button_update (GTK_SPIN_BUTTON (self->minutes));
  forget_question (self);
  self->keeping = TRUE;
  update_actions (self);
  rail_dbus_triggers1_call_add (rail_agent_client_get_triggers (self->client),
                                self->pack,
                                self->aid,
                                rail_trigger_words_write (rail_trigger_choice_row_get_draft (self->chosen)),
                                self->cancellable,
                                kept_cb,
                                g_object_ref (self));
}

static void
undone_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailShowHereWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (rail_dbus_triggers1_call_remove_finish (RAIL_DBUS_TRIGGERS1 (source), result, &error))
    draft_changed (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error);
  update_actions (self);
}

static void
undo_activated_cb (GtkWidget *widget,
                   const char *name,
                   GVariant *id)
{
  RailShowHereWindow *self = RAIL_SHOW_HERE_WINDOW (widget);

  rail_dbus_triggers1_call_remove (rail_agent_client_get_triggers (self->client),
                                   self->pack,
                                   self->aid,
                                   g_variant_get_string (id, NULL),
                                   self->cancellable,
                                   undone_cb,
                                   g_object_ref (self));
}

/* ---- the window ---- */

static void
rail_show_here_window_dispose (GObject *object)
{
  RailShowHereWindow *self = RAIL_SHOW_HERE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  forget_question (self);
  self->chosen = NULL;
  g_clear_object (&self->client);
  g_clear_object (&self->library);
  g_clear_object (&self->toast);

  G_OBJECT_CLASS (rail_show_here_window_parent_class)->dispose (object);
}

static void
rail_show_here_window_finalize (GObject *object)
{
  RailShowHereWindow *self = RAIL_SHOW_HERE_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->known, g_variant_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->pack);
  g_free (self->aid);

  G_OBJECT_CLASS (rail_show_here_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/show-here-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, cancel);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, keep);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, nothing_near);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, choices_group);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, choices);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, details);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, words);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, minutes_row);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, minutes);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, hint);
  gtk_widget_class_bind_template_child (widget_class, RailShowHereWindow, preview);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, words_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, minutes_changed_cb);
}

static void
rail_show_here_window_class_init (RailShowHereWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_show_here_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_show_here_window_finalize;

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "show-here.keep", NULL, keep_activated_cb);
  gtk_widget_class_install_action (widget_class, "show-here.undo", "s", undo_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

/* Before the toast, which would take the key for itself. */
static void
add_escape (RailShowHereWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
rail_show_here_window_init (RailShowHereWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* A template takes only one of them. */
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->words), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->hint, self->preview, NULL, -1);
  /* Enter in the field of the minutes is meant for the window (a property of its own only since GTK 4.14). */
  g_object_set (gtk_editable_get_delegate (GTK_EDITABLE (self->minutes)), "activates-default", TRUE, NULL);
  add_escape (self);
  update_actions (self);
}

GtkWindow *
rail_show_here_window_new (GtkApplication *application,
                           RailAgentClient *client,
                           RailLibrary *library,
                           const char *pack,
                           const char *aid_id)
{
  RailShowHereWindow *self = g_object_new (RAIL_TYPE_SHOW_HERE_WINDOW, "application", application, NULL);

  self->client = g_object_ref (client);
  self->library = g_object_ref (library);
  self->pack = g_strdup (pack);
  self->aid = g_strdup (aid_id);
  show_heading (self);
  g_signal_connect_object (library, "changed", G_CALLBACK (show_heading), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "triggers-changed", G_CALLBACK (propose), self, G_CONNECT_SWAPPED);
  propose (self);

  return GTK_WINDOW (self);
}
