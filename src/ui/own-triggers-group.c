#include "config.h"

#define G_LOG_DOMAIN "handrail-own-triggers-group"

#include "ui/own-triggers-group.h"

#include <glib/gi18n.h>

#include "ui/aid-icon.h"
#include "ui/dictionary.h"
#include "ui/trigger-words.h"

struct _RailOwnTriggersGroup
{
  AdwPreferencesGroup parent_instance;

  RailAgentClient *client;
  RailLibrary *library;
  GCancellable *cancellable;
  GVariant *shown;   /* the agent's answer, aa{sv}; NULL before the first */
  GPtrArray *rows;   /* borrowed from the group */
  GVariant *removed; /* the entry that was removed last, a{sv}; NULL for none, or when it came back */
  AdwToast *toast;   /* about that */
};

G_DEFINE_FINAL_TYPE (RailOwnTriggersGroup, rail_own_triggers_group, ADW_TYPE_PREFERENCES_GROUP)

static const char *
get_title (RailOwnTriggersGroup *self,
           GVariant *entry)
{
  RailAid *aid = rail_library_get_aid (self->library, rail_dictionary_get_text (entry, "pack"), rail_dictionary_get_text (entry, "aid"));

  return aid != NULL ? aid->title : rail_dictionary_get_text (entry, "aid");
}

static GtkWidget *
make_row (RailOwnTriggersGroup *self,
          GVariant *entry)
{
  RailAid *aid = rail_library_get_aid (self->library, rail_dictionary_get_text (entry, "pack"), rail_dictionary_get_text (entry, "aid"));
  g_autoptr (RailTriggerDraft) draft = rail_trigger_words_read (entry);
  g_autofree char *words = draft != NULL ? rail_trigger_words_dup (draft) : g_strdup (rail_dictionary_get_text (entry, "wanted"));
  g_autofree char *label = g_strdup_printf (_ ("Remove “%s”: %s"), get_title (self, entry), words);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  /* Titles come from outside: never markup, in the subtitle neither. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), get_title (self, entry));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), rail_aid_icon_get_name (aid != NULL ? aid->kind : RAIL_AID_NOTE));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "own-triggers.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(sss)", rail_dictionary_get_text (entry, "pack"), rail_dictionary_get_text (entry, "aid"), rail_dictionary_get_text (entry, "trigger"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

/* The row that has the focus, or holds who has it; -1 for none. */
static int
find_focus (RailOwnTriggersGroup *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (guint i = 0; focus != NULL && i < self->rows->len; i++)
    if (focus == g_ptr_array_index (self->rows, i) || gtk_widget_is_ancestor (focus, g_ptr_array_index (self->rows, i)))
      return (int) i;

  return -1;
}

static void
show (RailOwnTriggersGroup *self)
{
  gsize count = self->shown != NULL ? g_variant_n_children (self->shown) : 0;
  int focus = find_focus (self);

  /* Keys go nowhere while the focus is on what went away. */
  if (focus >= 0)
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (gsize i = 0; i < count; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (self->shown, i);
      GtkWidget *row = make_row (self, entry);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }

  /* Who removed one by keyboard stands at the next. */
  if (focus >= 0 && self->rows->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, MIN ((guint) focus, self->rows->len - 1)));

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         count > 0 ? _ ("These come up because you asked for them.")
                                                   : _ ("There are none. “Show This Here…” in the menu of a card or of an aid in Today makes one."));
}

static void
listed_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailOwnTriggersGroup) self = user_data;
  g_autoptr (GVariant) triggers = NULL;

  if (!rail_dbus_triggers1_call_list_finish (RAIL_DBUS_TRIGGERS1 (source), &triggers, result, NULL))
    return;

  /* A list that is made anew takes the focus and a half-made click with it. */
  if (self->shown != NULL && g_variant_equal (self->shown, triggers))
    return;

  g_clear_pointer (&self->shown, g_variant_unref);
  self->shown = g_steal_pointer (&triggers);
  show (self);
}

static void
ask (RailOwnTriggersGroup *self)
{
  RailDBusTriggers1 *triggers = rail_agent_client_get_triggers (self->client);

  if (triggers != NULL)
    rail_dbus_triggers1_call_list (triggers, self->cancellable, listed_cb, g_object_ref (self));
}

/* ---- removing, and back ---- */

static GVariant *
find (RailOwnTriggersGroup *self,
      const char *pack,
      const char *aid,
      const char *trigger)
{
  for (gsize i = 0; self->shown != NULL && i < g_variant_n_children (self->shown); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (self->shown, i);

      if (g_str_equal (rail_dictionary_get_text (entry, "pack"), pack) && g_str_equal (rail_dictionary_get_text (entry, "aid"), aid) && g_str_equal (rail_dictionary_get_text (entry, "trigger"), trigger))
        return g_steal_pointer (&entry);
    }

  return NULL;
}

static void
added_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (RailOwnTriggersGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rail_dbus_triggers1_call_add_finish (RAIL_DBUS_TRIGGERS1 (source), NULL, result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("The agent did not take the trigger back: %s", error->message);
}

static void
undo_cb (RailOwnTriggersGroup *self)
{
  g_autoptr (GVariant) entry = g_steal_pointer (&self->removed);
  g_autoptr (RailTriggerDraft) draft = entry != NULL ? rail_trigger_words_read (entry) : NULL;

  if (draft != NULL)
    rail_dbus_triggers1_call_add (rail_agent_client_get_triggers (self->client),
                                  rail_dictionary_get_text (entry, "pack"),
                                  rail_dictionary_get_text (entry, "aid"),
                                  rail_trigger_words_write (draft),
                                  self->cancellable,
                                  added_cb,
                                  g_object_ref (self));
}

/* One at a time, about what was removed last. What no draft can say cannot be made anew. */
static void
show_toast (RailOwnTriggersGroup *self,
            GVariant *entry)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_WINDOW);
  g_autoptr (RailTriggerDraft) draft = rail_trigger_words_read (entry);
  g_autofree char *text = g_strdup_printf (_ ("“%s” no longer comes up there"), get_title (self, entry));
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (window == NULL)
    return;

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);
  g_clear_pointer (&self->removed, g_variant_unref);
  self->removed = g_variant_ref (entry);
  self->toast = adw_toast_new (escaped);
  if (draft != NULL)
    {
      adw_toast_set_button_label (self->toast, _ ("_Undo"));
      g_signal_connect_object (self->toast, "button-clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
    }
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), g_object_ref (self->toast));
}

static void
removed_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (RailOwnTriggersGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rail_dbus_triggers1_call_remove_finish (RAIL_DBUS_TRIGGERS1 (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("The agent did not remove the trigger: %s", error->message);
}

static void
remove_activated_cb (GtkWidget *widget,
                     const char *name,
                     GVariant *parameter)
{
  RailOwnTriggersGroup *self = RAIL_OWN_TRIGGERS_GROUP (widget);
  RailDBusTriggers1 *triggers = rail_agent_client_get_triggers (self->client);
  g_autoptr (GVariant) entry = NULL;
  const char *pack, *aid, *trigger;

  g_variant_get (parameter, "(&s&s&s)", &pack, &aid, &trigger);
  entry = find (self, pack, aid, trigger);
  if (entry == NULL || triggers == NULL)
    return;

  /* The signal that follows brings the list without it. */
  rail_dbus_triggers1_call_remove (triggers, pack, aid, trigger, self->cancellable, removed_cb, g_object_ref (self));
  show_toast (self, entry);
}

static void
rail_own_triggers_group_dispose (GObject *object)
{
  RailOwnTriggersGroup *self = RAIL_OWN_TRIGGERS_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->library);
  g_clear_object (&self->toast);
  g_clear_pointer (&self->shown, g_variant_unref);
  g_clear_pointer (&self->removed, g_variant_unref);

  G_OBJECT_CLASS (rail_own_triggers_group_parent_class)->dispose (object);
}

static void
rail_own_triggers_group_finalize (GObject *object)
{
  RailOwnTriggersGroup *self = RAIL_OWN_TRIGGERS_GROUP (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (rail_own_triggers_group_parent_class)->finalize (object);
}

static void
rail_own_triggers_group_class_init (RailOwnTriggersGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_own_triggers_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_own_triggers_group_finalize;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "own-triggers.remove", "(sss)", remove_activated_cb);
}

static void
rail_own_triggers_group_init (RailOwnTriggersGroup *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Your Own Triggers"));
}

GtkWidget *
rail_own_triggers_group_new (RailAgentClient *client,
                             RailLibrary *library)
{
  RailOwnTriggersGroup *self = g_object_new (RAIL_TYPE_OWN_TRIGGERS_GROUP, NULL);

  self->client = g_object_ref (client);
  self->library = g_object_ref (library);
  g_signal_connect_object (client, "triggers-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  ask (self);

  return GTK_WIDGET (self);
}
