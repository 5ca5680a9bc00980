#include "config.h"

#include "ui/preferences-calendars.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ui/calendar-files-group.h"
#include "ui/calendar-subscriptions-group.h"
#include "ui/desktop-calendars-group.h"
#include "ui/text-list-group.h"

/* Enough to catch a name typed into the wrong field; what a calendar writes decides in the end. */
static gboolean
is_address (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at > text && at[1] != '\0' && strchr (at + 1, '@') == NULL && strpbrk (text, " \t,;<>") == NULL;
}

static const RailTextListSource addresses = {
  .key = "my-addresses",
  .dup = rail_policy_dup_my_addresses,
  .set = rail_policy_set_my_addresses,
  .accepts = is_address,
};

GtkWidget *
rail_preferences_calendars_new (RailProviderList *providers,
                                RailPolicy *policy)
{
  GtkWidget *page = g_object_new (ADW_TYPE_PREFERENCES_PAGE, "name", "calendars", "title", _ ("Calendars"), "icon-name", "x-office-calendar-symbolic", NULL);
  GtkWidget *files = g_object_new (RAIL_TYPE_CALENDAR_FILES_GROUP, NULL);

  rail_calendar_files_group_set_policy (RAIL_CALENDAR_FILES_GROUP (files), policy);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (rail_desktop_calendars_group_new (providers, policy)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (files));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (rail_calendar_subscriptions_group_new (providers, policy)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (rail_text_list_group_new (policy,
                                                                             &addresses,
                                                                             _ ("My Addresses"),
                                                                             _ ("By these Handrail knows which meetings you organise or have declined."),
                                                                             _ ("Add an e-mail address"))));

  return page;
}
