#include "config.h"

#include "ctl/web-calendar.h"

#include "base/error.h"
#include "context/calendar-fetch.h"
#include "ctl/way-out.h"

static void
fetched_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static RailCalendarFetch *
fetch (RailWayOut *way_out,
       const RailWebAddress *address,
       GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  RailCalendarFetch *fetched;

  rail_calendar_fetch_async (rail_way_out_get_client (way_out), address, NULL, NULL, NULL, fetched_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  fetched = rail_calendar_fetch_finish (result, NULL, error);
  if (fetched != NULL && !fetched->modified)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” sends no calendar, only that it has not changed", fetched->host);
      g_clear_pointer (&fetched, rail_calendar_fetch_free);
    }
  return fetched;
}

gboolean
rail_web_calendar_is_address (const char *calendar)
{
  static const char *const schemes[] = { "http", "https", "webcal", "webcals", NULL };
  g_autofree char *scheme = g_uri_parse_scheme (calendar);

  return scheme != NULL && g_strv_contains (schemes, scheme);
}

GPtrArray *
rail_web_calendar_read (const char *text,
                        const RailCalendarReading *reading,
                        gint64 from,
                        gint64 to,
                        GPtrArray *problems,
                        GError **error)
{
  g_autoptr (RailWebAddress) address = rail_web_address_parse (text, error);
  g_autoptr (RailWayOut) way_out = address != NULL ? rail_way_out_open (error) : NULL;
  g_autoptr (RailCalendarFetch) fetched = NULL;
  RailCalendarReading of_web = *reading;

  if (way_out == NULL)
    return NULL;
  fetched = fetch (way_out, address, error);
  if (fetched == NULL)
    return NULL;

  of_web.file = rail_web_address_get_host (address);
  of_web.calendar = fetched->name != NULL ? fetched->name : of_web.file;
  return rail_calendar_fetch_expand (fetched, &of_web, from, to, problems, error);
}
