#include "config.h"

#include "ctl/web-calendar.h"

#include "base/error.h"
#include "context/calendar-fetch.h"
#include "journal/egress-ledger.h"
#include "policy/policy.h"

typedef struct
{
  RailPolicy *policy;
  RailJournal *journal; /* NULL where there is none */
  GAsyncResult *result; /* NULL until it has come */
} Door;

static gboolean
may_send_cb (gpointer owner,
             const char *origin,
             const char *purpose,
             GError **error)
{
  Door *door = owner;

  if (rail_policy_get_network (door->policy))
    return TRUE;

  g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_REFUSED, "Network access is switched off in Handrail's preferences (or by your organisation): nothing was sent");
  return FALSE;
}

static void
finished_cb (gpointer owner,
             const RailHttpRecord *record)
{
  Door *door = owner;

  if (door->journal != NULL)
    rail_egress_ledger_record (door->journal, record);
}

static void
fetched_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  Door *door = user_data;

  door->result = g_object_ref (result);
}

static RailCalendarFetch *
fetch (Door *door,
       const RailWebAddress *address,
       GError **error)
{
  static const RailHttpObserver observer = { may_send_cb, finished_cb };
  g_autoptr (RailHttpClient) client = rail_http_client_new (&observer, door);
  RailCalendarFetch *fetched;

  rail_calendar_fetch_async (client, address, NULL, NULL, NULL, fetched_cb, door);
  while (door->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  fetched = rail_calendar_fetch_finish (door->result, NULL, error);
  g_clear_object (&door->result);
  if (fetched != NULL && !fetched->modified)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” sends no calendar, only that it has not changed", fetched->host);
      g_clear_pointer (&fetched, rail_calendar_fetch_free);
    }
  return fetched;
}

/* What cannot be recorded must not be sent. FALSE with @error. */
static gboolean
open_journal (Door *door,
              GError **error)
{
  g_autofree char *path = rail_journal_dup_default_path ();

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  door->journal = rail_journal_open (path, NULL, error);
  if (door->journal == NULL)
    g_prefix_error (error, "Nothing was sent, for it could not be recorded: ");
  return door->journal != NULL;
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
  g_autoptr (RailPolicy) policy = NULL;
  g_autoptr (RailJournal) journal = NULL;
  g_autoptr (RailCalendarFetch) fetched = NULL;
  RailCalendarReading of_web = *reading;
  Door door = { NULL, NULL, NULL };

  if (address == NULL || !open_journal (&door, error))
    return NULL;

  journal = door.journal;
  policy = door.policy = rail_policy_new ();
  fetched = fetch (&door, address, error);
  if (journal != NULL)
    rail_journal_close (journal);
  if (fetched == NULL)
    return NULL;

  of_web.file = rail_web_address_get_host (address);
  of_web.calendar = fetched->name != NULL ? fetched->name : of_web.file;
  return rail_calendar_fetch_expand (fetched, &of_web, from, to, problems, error);
}
