#include "config.h"

#include "ui/preferences-privacy.h"

#include <glib/gi18n.h>

#include "ui/policy-row.h"
#include "ui/text-list-group.h"

static const RailTextListSource apps = {
  .key = "excluded-apps",
  .dup = rail_policy_dup_excluded_apps,
  .set = rail_policy_set_excluded_apps,
  .folded = TRUE,
  .resettable = TRUE,
};

static const RailTextListSource titles = {
  .key = "private-titles",
  .dup = rail_policy_dup_private_titles,
  .set = rail_policy_set_private_titles,
  .folded = TRUE,
  .resettable = TRUE,
};

static GtkWidget *
make_ledger (void)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _ ("What Left This Computer"), "subtitle", _ ("Every request: when, where to, what for and how much."), "activatable", TRUE, "action-name", "app.show-ledger", NULL);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  return row;
}

static GtkWidget *
make_network (RailPolicy *policy)
{
  GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", _ ("Network"), NULL);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             rail_policy_row_new_switch (policy,
                                                         "network",
                                                         _ ("Allow Network Access"),
                                                         _ ("To calendars you subscribed to, and to models you set up for the coach. Without it calendars stay as they were last read."),
                                                         rail_policy_get_network,
                                                         rail_policy_set_network));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_ledger ());
  return group;
}

static GtkWidget *
make_search (RailPolicy *policy)
{
  GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", _ ("Search"), NULL);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             rail_policy_row_new_switch (policy,
                                                         "desktop-search",
                                                         _ ("Show Aids in the Desktop’s Search"),
                                                         _ ("Their titles and what they are for. Nothing about your windows, meetings or habits."),
                                                         rail_policy_get_desktop_search,
                                                         rail_policy_set_desktop_search));
  return group;
}

GtkWidget *
rail_preferences_privacy_new (RailPolicy *policy)
{
  GtkWidget *page = g_object_new (ADW_TYPE_PREFERENCES_PAGE, "name", "privacy", "title", _ ("Privacy"), "icon-name", "view-conceal-symbolic", NULL);

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (rail_text_list_group_new (policy,
                                                                             &apps,
                                                                             _ ("Applications Not Looked At"),
                                                                             _ ("Their windows stay unread. A name with “*” before and after it fits anywhere, such as “*signal*”."),
                                                                             _ ("Add an application"))));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (rail_text_list_group_new (policy,
                                                                             &titles,
                                                                             _ ("Private Windows"),
                                                                             _ ("A window with one of these texts in its title stays unread. Titles are compared in memory and never stored."),
                                                                             _ ("Add a text"))));

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (make_search (policy)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (make_network (policy)));

  return page;
}
