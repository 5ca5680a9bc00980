#include "config.h"

#include "ui/preferences-general.h"

#include <glib/gi18n.h>

#include "ui/autostart-row.h"
#include "ui/policy-row.h"
#include "ui/shortcut-row.h"

GtkWidget *
rail_preferences_general_new (RailProviderList *providers,
                              RailPolicy *policy)
{
  GtkWidget *page = g_object_new (ADW_TYPE_PREFERENCES_PAGE, "name", "general", "title", _ ("General"), "icon-name", "preferences-system-symbolic", NULL);
  GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", _ ("Starting"), NULL);
  GtkWidget *search = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", _ ("Searching"), NULL);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             rail_policy_row_new_switch (policy,
                                                         "autostart",
                                                         _ ("Start at Login"),
                                                         _ ("Handrail watches from the beginning of your session"),
                                                         rail_policy_get_autostart,
                                                         rail_policy_set_autostart));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), rail_autostart_row_new (providers));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             rail_policy_row_new_switch (policy,
                                                         "keep-warm",
                                                         _ ("Keep Cards Ready"),
                                                         _ ("They appear at once, for about 24 MiB of memory"),
                                                         rail_policy_get_keep_warm,
                                                         rail_policy_set_keep_warm));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (search), rail_shortcut_row_new (providers, policy));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (search));

  return page;
}
