#include "config.h"

#include "ui/desktop-calendars-group.h"

#include <glib/gi18n.h>

#include "ui/dictionary.h"
#include "ui/policy-row.h"

struct _RailDesktopCalendarsGroup
{
  AdwPreferencesGroup parent_instance;

  RailProviderList *providers;
  RailPolicy *policy;
  GPtrArray *rows; /* borrowed from the group */
};

G_DEFINE_FINAL_TYPE (RailDesktopCalendarsGroup, rail_desktop_calendars_group, ADW_TYPE_PREFERENCES_GROUP)

/* In words and not by colour alone. What needs no attention says nothing. */
static GtkWidget *
make_state (const char *state)
{
  GtkWidget *label;

  if (g_str_equal (state, "ok"))
    return NULL;

  label = gtk_label_new (g_str_equal (state, "off") ? _ ("Not read") : g_str_equal (state, "limited") ? _ ("Limited")
                                                                                                      : _ ("Failed"));
  gtk_widget_add_css_class (label, "provider-state");
  gtk_widget_add_css_class (label, g_str_equal (state, "off") ? "dim-label" : "warning");

  return label;
}

static void
add_row (RailDesktopCalendarsGroup *self,
         const char *title,
         const char *subtitle,
         const char *state)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = make_state (state);

  /* Names come from outside: never markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (label != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_provider (RailDesktopCalendarsGroup *self,
              GVariant *provider)
{
  const char *kind = rail_dictionary_get_text (provider, "kind");

  if (g_str_equal (kind, "desktop-calendar"))
    add_row (self, rail_dictionary_get_text (provider, "name"), rail_dictionary_get_text (provider, "detail"), rail_dictionary_get_text (provider, "state"));
  /* The service as a whole has no name that people know: what is the matter is all there is to say. */
  else if (g_str_equal (kind, "desktop-calendars"))
    add_row (self, rail_dictionary_get_text (provider, "detail"), "", g_str_equal (rail_dictionary_get_text (provider, "state"), "off") ? "ok" : rail_dictionary_get_text (provider, "state"));
}

static void
show (RailDesktopCalendarsGroup *self)
{
  GVariant *providers = rail_provider_list_get (self->providers);
  gsize count = providers != NULL && rail_policy_get_desktop_calendars (self->policy) ? g_variant_n_children (providers) : 0;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (gsize i = 0; i < count; i++)
    {
      g_autoptr (GVariant) provider = g_variant_get_child_value (providers, i);

      add_provider (self, provider);
    }
}

static void
answered_cb (RailDesktopCalendarsGroup *self,
             gboolean differs)
{
  if (differs)
    show (self);
}

static void
rail_desktop_calendars_group_dispose (GObject *object)
{
  RailDesktopCalendarsGroup *self = RAIL_DESKTOP_CALENDARS_GROUP (object);

  g_clear_object (&self->providers);
  g_clear_object (&self->policy);

  G_OBJECT_CLASS (rail_desktop_calendars_group_parent_class)->dispose (object);
}

static void
rail_desktop_calendars_group_finalize (GObject *object)
{
  RailDesktopCalendarsGroup *self = RAIL_DESKTOP_CALENDARS_GROUP (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (rail_desktop_calendars_group_parent_class)->finalize (object);
}

static void
rail_desktop_calendars_group_class_init (RailDesktopCalendarsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_desktop_calendars_group_dispose;
  object_class->finalize = rail_desktop_calendars_group_finalize;
}

static void
rail_desktop_calendars_group_init (RailDesktopCalendarsGroup *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Calendars of This Desktop"));
}

GtkWidget *
rail_desktop_calendars_group_new (RailProviderList *providers,
                                  RailPolicy *policy)
{
  RailDesktopCalendarsGroup *self = g_object_new (RAIL_TYPE_DESKTOP_CALENDARS_GROUP, NULL);

  self->providers = g_object_ref (providers);
  self->policy = g_object_ref (policy);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self),
                             rail_policy_row_new_switch (policy,
                                                         "desktop-calendars",
                                                         _ ("Read These Calendars"),
                                                         _ ("Those of your calendar program and your online accounts"),
                                                         rail_policy_get_desktop_calendars,
                                                         rail_policy_set_desktop_calendars));
  g_signal_connect_object (policy, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (providers, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  show (self);

  return GTK_WIDGET (self);
}
