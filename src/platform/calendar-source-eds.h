/*
 * One calendar of evolution-data-server, over the bus: opens it, holds a view of the events that can matter for the window, and follows
 * the view's signals; another program's change is an occurrence here about a tenth of a second after the service told of it. Made by
 * eds-registry. A service that is gone, slow, strange or hostile costs this calendar's state and nothing else; what was known last stays.
 * Nothing wakes up while nothing happens.
 */

#pragma once

#include <gio/gio.h>

#include "platform/calendar-source.h"

#define RAIL_TYPE_CALENDAR_SOURCE_EDS (rail_calendar_source_eds_get_type ())
G_DECLARE_FINAL_TYPE (RailCalendarSourceEds, rail_calendar_source_eds, RAIL, CALENDAR_SOURCE_EDS, GObject)

/*
 * @service: the bus name of the calendar service. @uid: the service's own id.
 * @addresses: the user's own, lower case, NULL-terminated or NULL; the address that the calendar's account knows is added.
 * @cache_path: an occurrence cache, in which its id is @uid, or NULL to remember nothing from run to run.
 */
RailCalendarSource *rail_calendar_source_eds_new (GDBusConnection *connection,
                                                  const char *service,
                                                  const char *uid,
                                                  const char *name,
                                                  const char *const *addresses,
                                                  const char *cache_path);

/* A calendar that is listed and not read: @reason is a sentence, such as that it is hidden in the calendar program. */
RailCalendarSource *rail_calendar_source_eds_new_off (const char *uid,
                                                      const char *name,
                                                      const char *reason);

/* It is no longer to be read: nothing of it stays on disk. */
void rail_calendar_source_eds_forget (RailCalendarSourceEds *self);

/* What the account says about its connection (a sentence), NULL when all is well. */
void rail_calendar_source_eds_set_account_trouble (RailCalendarSourceEds *self,
                                                   const char *trouble);
