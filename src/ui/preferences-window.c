#include "config.h"

#include "ui/preferences-window.h"

#include <glib/gi18n.h>

#include "ui/mutes-group.h"
#include "ui/own-triggers-group.h"
#include "ui/preferences-calendars.h"
#include "ui/preferences-coach.h"
#include "ui/preferences-general.h"
#include "ui/preferences-interruptions.h"
#include "ui/preferences-privacy.h"

struct _RailPreferencesWindow
{
  AdwPreferencesWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (RailPreferencesWindow, rail_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
rail_preferences_window_class_init (RailPreferencesWindowClass *klass)
{
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
rail_preferences_window_init (RailPreferencesWindow *self)
{
}

static GtkWidget *
make_triggers (RailAgentClient *client,
               RailLibrary *library)
{
  GtkWidget *page = g_object_new (ADW_TYPE_PREFERENCES_PAGE, "name", "triggers", "title", _ ("Triggers"), "icon-name", "mark-location-symbolic", NULL);
  GtkWidget *mutes = g_object_new (RAIL_TYPE_MUTES_GROUP, NULL);

  rail_mutes_group_set_sources (RAIL_MUTES_GROUP (mutes), client, library);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (rail_own_triggers_group_new (client, library)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (mutes));

  return page;
}

GtkWindow *
rail_preferences_window_new (GtkApplication *application,
                             RailAgentClient *client,
                             RailLibrary *library,
                             RailPolicy *policy,
                             RailHttpClient *http)
{
  /* Not modal, although libadwaita would have it so: a card that comes meanwhile must stay usable. */
  AdwPreferencesWindow *self = g_object_new (RAIL_TYPE_PREFERENCES_WINDOW,
                                             "application",
                                             application,
                                             "title",
                                             _ ("Preferences"),
                                             "modal",
                                             FALSE,
                                             "default-width",
                                             740,
                                             "default-height",
                                             660,
                                             NULL);
  g_autoptr (RailProviderList) providers = rail_provider_list_new (client);

  adw_preferences_window_add (self, ADW_PREFERENCES_PAGE (rail_preferences_general_new (providers, policy)));
  adw_preferences_window_add (self, ADW_PREFERENCES_PAGE (rail_preferences_calendars_new (providers, policy)));
  adw_preferences_window_add (self, ADW_PREFERENCES_PAGE (rail_preferences_privacy_new (policy)));
  adw_preferences_window_add (self, ADW_PREFERENCES_PAGE (rail_preferences_coach_new (policy, library, http)));
  adw_preferences_window_add (self, ADW_PREFERENCES_PAGE (rail_preferences_interruptions_new (policy)));
  adw_preferences_window_add (self, ADW_PREFERENCES_PAGE (make_triggers (client, library)));

  return GTK_WINDOW (self);
}
