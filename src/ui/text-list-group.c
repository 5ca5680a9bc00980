#include "config.h"

#include "ui/text-list-group.h"

#include <glib/gi18n.h>

struct _RailTextListGroup
{
  AdwPreferencesGroup parent_instance;

  RailPolicy *policy;
  const RailTextListSource *source;
  char *description;
  char **shown; /* NULL before the first time */
  gboolean shown_locked;
  GPtrArray *rows;     /* borrowed from the group */
  GPtrArray *removers; /* their buttons, in the same order */
  int removed;         /* where a row goes that had the focus; -1 if none */

  GtkWidget *reset;
  GtkWidget *entry;
  GtkWidget *folder; /* NULL where the rows stand in the open */
};

G_DEFINE_FINAL_TYPE (RailTextListGroup, rail_text_list_group, ADW_TYPE_PREFERENCES_GROUP)

/* ---- rows ---- */

static GtkWidget *
make_remove_button (const char *text)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *label = g_strdup_printf (_ ("Remove “%s”"), text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "texts.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (button, "flat");

  return button;
}

static void
append_row (RailTextListGroup *self,
            const char *text,
            gboolean locked)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = make_remove_button (text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  gtk_widget_set_visible (button, !locked);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  if (self->folder != NULL)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (self->folder), row);
  else
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->removers, button);
}

static void
clear_rows (RailTextListGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      if (self->folder != NULL)
        adw_expander_row_remove (ADW_EXPANDER_ROW (self->folder), g_ptr_array_index (self->rows, i));
      else
        adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
    }
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->removers, 0);
}

static void
show_count (RailTextListGroup *self)
{
  g_autofree char *words = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u in the list", "%u in the list", self->rows->len), self->rows->len);

  if (self->folder != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->folder), words);
}

/* Whoever works through the list with the keyboard goes on where the row was. */
static void
restore_focus (RailTextListGroup *self)
{
  int index = MIN (self->removed, (int) self->removers->len - 1);

  if (self->removed >= 0)
    gtk_widget_grab_focus (index >= 0 ? g_ptr_array_index (self->removers, index) : self->entry);
  self->removed = -1;
}

static void
refresh (RailTextListGroup *self)
{
  g_auto (GStrv) texts = self->source->dup (self->policy);
  gboolean locked = rail_policy_is_locked (self->policy, self->source->key);

  gtk_widget_set_visible (self->reset, self->source->resettable && !locked && rail_policy_is_set (self->policy, self->source->key));

  /* Rows made anew take the focus and a half-made click with them. */
  if (self->shown != NULL && g_strv_equal ((const char *const *) texts, (const char *const *) self->shown) && locked == self->shown_locked)
    return;

  clear_rows (self);
  for (guint i = 0; texts[i] != NULL; i++)
    append_row (self, texts[i], locked);
  show_count (self);
  restore_focus (self);
  gtk_widget_set_visible (self->entry, !locked);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), locked ? _ ("Set by your organisation") : self->description);

  g_strfreev (self->shown);
  self->shown = g_steal_pointer (&texts);
  self->shown_locked = locked;
}

/* ---- what the user does ---- */

static gboolean
contains (char **texts,
          const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autofree char *other = g_utf8_casefold (texts[i], -1);

      if (g_str_equal (folded, other))
        return TRUE;
    }

  return FALSE;
}

static void
applied_cb (RailTextListGroup *self)
{
  g_auto (GStrv) texts = self->source->dup (self->policy);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) extended = NULL;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  if (*text != '\0' && self->source->accepts != NULL && !self->source->accepts (text))
    {
      gtk_widget_add_css_class (self->entry, "error");
      return;
    }

  if (*text != '\0' && !contains (texts, text))
    {
      g_strv_builder_addv (builder, (const char **) texts);
      g_strv_builder_add (builder, text);
      extended = g_strv_builder_end (builder);
      self->source->set (self->policy, (const char *const *) extended);
      if (self->folder != NULL)
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->folder), TRUE);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
typed_cb (RailTextListGroup *self)
{
  gtk_widget_remove_css_class (self->entry, "error");
}

static void
reset_cb (RailTextListGroup *self)
{
  rail_policy_reset (self->policy, self->source->key);
  gtk_widget_grab_focus (self->entry);
}

static void
remove_activated_cb (GtkWidget *widget,
                     const char *name,
                     GVariant *text)
{
  RailTextListGroup *self = RAIL_TEXT_LIST_GROUP (widget);
  g_auto (GStrv) texts = self->source->dup (self->policy);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) left = NULL;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (g_str_equal (texts[i], g_variant_get_string (text, NULL)))
        self->removed = (int) i;
      else
        g_strv_builder_add (builder, texts[i]);
    }

  left = g_strv_builder_end (builder);
  if (!self->source->set (self->policy, (const char *const *) left))
    self->removed = -1;
}

/* ---- the group ---- */

static void
rail_text_list_group_dispose (GObject *object)
{
  RailTextListGroup *self = RAIL_TEXT_LIST_GROUP (object);

  g_clear_object (&self->policy);

  G_OBJECT_CLASS (rail_text_list_group_parent_class)->dispose (object);
}

static void
rail_text_list_group_finalize (GObject *object)
{
  RailTextListGroup *self = RAIL_TEXT_LIST_GROUP (object);

  g_free (self->description);
  g_strfreev (self->shown);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->removers);

  G_OBJECT_CLASS (rail_text_list_group_parent_class)->finalize (object);
}

static void
rail_text_list_group_class_init (RailTextListGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_text_list_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_text_list_group_finalize;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "texts.remove", "s", remove_activated_cb);
}

static void
rail_text_list_group_init (RailTextListGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->removers = g_ptr_array_new ();
  self->removed = -1;

  self->reset = gtk_button_new_with_mnemonic (_ ("_Reset"));
  gtk_widget_set_tooltip_text (self->reset, _ ("Back to the list Handrail came with"));
  gtk_widget_set_valign (self->reset, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->reset, "flat");
  g_signal_connect_object (self->reset, "clicked", G_CALLBACK (reset_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->reset);

  self->entry = adw_entry_row_new ();
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->entry), TRUE);
  g_signal_connect_object (self->entry, "apply", G_CALLBACK (applied_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->entry);
}

GtkWidget *
rail_text_list_group_new (RailPolicy *policy,
                          const RailTextListSource *source,
                          const char *title,
                          const char *description,
                          const char *add_title)
{
  RailTextListGroup *self = g_object_new (RAIL_TYPE_TEXT_LIST_GROUP, "title", title, NULL);

  self->policy = g_object_ref (policy);
  self->source = source;
  self->description = g_strdup (description);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), add_title);
  if (source->folded)
    {
      self->folder = adw_expander_row_new ();
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->folder);
    }

  g_signal_connect_object (policy, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}
