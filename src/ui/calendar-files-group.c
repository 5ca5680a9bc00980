#include "config.h"

#include "ui/calendar-files-group.h"

#include <string.h>

#include <glib/gi18n.h>

struct _RailCalendarFilesGroup
{
  AdwPreferencesGroup parent_instance;

  RailPolicy *policy;
  GPtrArray *rows; /* borrowed from the group */
  GtkWidget *add;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (RailCalendarFilesGroup, rail_calendar_files_group, ADW_TYPE_PREFERENCES_GROUP)

static void
set_files (RailCalendarFilesGroup *self,
           GStrvBuilder *builder)
{
  g_auto (GStrv) files = g_strv_builder_end (builder);

  rail_policy_set_calendar_files (self->policy, (const char *const *) files);
}

static void
add_file (RailCalendarFilesGroup *self,
          const char *path)
{
  g_auto (GStrv) files = rail_policy_dup_calendar_files (self->policy);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (g_strv_contains ((const char *const *) files, path))
    return;

  g_strv_builder_addv (builder, (const char **) files);
  g_strv_builder_add (builder, path);
  set_files (self, builder);
}

static void
remove_activated_cb (GtkWidget *widget,
                     const char *name,
                     GVariant *path)
{
  RailCalendarFilesGroup *self = RAIL_CALENDAR_FILES_GROUP (widget);
  g_auto (GStrv) files = rail_policy_dup_calendar_files (self->policy);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; files[i] != NULL; i++)
    {
      if (!g_str_equal (files[i], g_variant_get_string (path, NULL)))
        g_strv_builder_add (builder, files[i]);
    }
  set_files (self, builder);
}

static void
chosen_cb (RailCalendarFilesGroup *self,
           int response)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL)
        add_file (self, path);
    }

  g_clear_object (&self->chooser);
}

static void
add_clicked_cb (RailCalendarFilesGroup *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Add a Calendar"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Add"), NULL);
  gtk_file_filter_set_name (filter, _ ("Calendars (.ics)"));
  gtk_file_filter_add_suffix (filter, "ics");
  gtk_file_filter_add_mime_type (filter, "text/calendar");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static GtkWidget *
make_remove_button (const char *path)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "calendars.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", path);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Stop reading this calendar"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Stop reading this calendar"), -1);
  gtk_widget_add_css_class (button, "flat");

  return button;
}

/* The folder as people write it, with their home as "~"; transfer full. */
static char *
describe_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);
  g_autofree char *short_folder = NULL;

  if (g_str_has_prefix (folder, home) && (folder[length] == '\0' || folder[length] == G_DIR_SEPARATOR))
    short_folder = g_strconcat ("~", folder + length, NULL);

  return g_filename_display_name (short_folder != NULL ? short_folder : folder);
}

static void
append_row (RailCalendarFilesGroup *self,
            const char *path,
            gboolean locked)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *remove = make_remove_button (path);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *folder = describe_folder (path);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), folder);
  gtk_widget_set_visible (remove, !locked);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
refresh (RailCalendarFilesGroup *self)
{
  g_auto (GStrv) files = rail_policy_dup_calendar_files (self->policy);
  gboolean locked = rail_policy_is_locked (self->policy, "calendar-files");

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; files[i] != NULL; i++)
    append_row (self, files[i], locked);

  gtk_widget_set_visible (self->add, !locked);
  if (locked)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), _ ("Set by your organisation"));
  else
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), files[0] == NULL ? _ ("Add a calendar file, and aids will come before your meetings.") : NULL);
}

static void
rail_calendar_files_group_dispose (GObject *object)
{
  RailCalendarFilesGroup *self = RAIL_CALENDAR_FILES_GROUP (object);

  g_clear_object (&self->policy);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (rail_calendar_files_group_parent_class)->dispose (object);
}

static void
rail_calendar_files_group_class_init (RailCalendarFilesGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_calendar_files_group_dispose;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "calendars.remove", "s", remove_activated_cb);
}

static void
rail_calendar_files_group_init (RailCalendarFilesGroup *self)
{
  self->add = gtk_button_new_with_mnemonic (_ ("_Add Calendar…"));
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Calendar Files"));
  gtk_widget_set_valign (self->add, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->add, "flat");
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->add);
}

void
rail_calendar_files_group_set_policy (RailCalendarFilesGroup *self,
                                      RailPolicy *policy)
{
  g_return_if_fail (self->policy == NULL);

  self->policy = g_object_ref (policy);
  g_signal_connect_object (policy, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}
