/* Subscriptions to calendars that a real nginx serves. */

#include "config.h"

#include <string.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/iso-time.h"
#include "base/problem.h"
#include "context/occurrence-cache.h"
#include "fakes/fake-network.h"
#include "fakes/fault-server.h"
#include "platform/calendar-subscription.h"
#include "testlib/http-watch.h"
#include "testlib/scratch-folder.h"
#include "testlib/web-server.h"

/* Long enough for a busy two-core machine; nothing waits this long when all is well. */
#define LIMIT_SECONDS 30

#define SECRET "private-5e1f"
#define RAW_CANARY "X-ONLY-IN-THE-TEXT"

typedef struct
{
  WebServer *server;
  ScratchFolder *folder;
  char *cache_path;
  char *address;
  FakeNetwork *network;
  RailHttpClient *client;
  RailCalendarSource *calendar;
  HttpWatch watch;
  gboolean has_spoken;
  guint spoke_after; /* so many requests had ended: if these are all, no thread is at work */
  gboolean late;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->has_spoken = TRUE;
  fixture->spoke_after = fixture->watch.records->len;
}

static gint64
moment (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 result;

  g_assert_true (rail_iso_time_parse (text, utc, &result, NULL));
  return result;
}

static void
serve (Fixture *fixture,
       const char *title)
{
  g_autofree char *text = g_strdup_printf ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Team\\, all of it\r\n" RAW_CANARY ":1\r\n"
                                           "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261005T090000\r\nSUMMARY:%s\r\nEND:VEVENT\r\n"
                                           "BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20261020T090000Z\r\nSUMMARY:Later\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
                                           title);

  web_server_write (fixture->server, SECRET "/calendar.ics", text, -1);
}

static void
set_window (Fixture *fixture,
            const char *from,
            const char *to,
            const char *zone_name)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);

  rail_calendar_source_set_window (fixture->calendar, moment (from), moment (to), zone);
}

static void
subscribe_to (Fixture *fixture,
              const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailWebAddress) address = rail_web_address_parse (text, &error);

  g_assert_no_error (error);
  fixture->calendar = rail_calendar_subscription_new (address, NULL, fixture->client, G_NETWORK_MONITOR (fixture->network), fixture->cache_path);
  fixture->has_spoken = FALSE;
  g_signal_connect_swapped (fixture->calendar, "changed", G_CALLBACK (changed_cb), fixture);
  set_window (fixture, "2026-10-01", "2026-10-18", "UTC");
}

static void
subscribe (Fixture *fixture)
{
  subscribe_to (fixture, fixture->address);
}

/* As at the next start of the agent. */
static void
end_session (Fixture *fixture)
{
  g_clear_object (&fixture->calendar);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Makes what is remembered as old as a day. */
static void
age (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailOccurrenceCache) cache = rail_occurrence_cache_open (fixture->cache_path, &error);

  g_assert_no_error (error);
  g_assert_true (rail_occurrence_cache_confirm (cache, fixture->address, g_get_real_time () - RAIL_DAY, &error));
}

static void
late_cb (gpointer data)
{
  ((Fixture *) data)->late = TRUE;
}

static char *
dup_titles (Fixture *fixture)
{
  GPtrArray *occurrences = rail_calendar_source_get_occurrences (fixture->calendar);
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  for (guint i = 0; i < occurrences->len; i++)
    g_ptr_array_add (titles, ((RailOccurrence *) g_ptr_array_index (occurrences, i))->title);
  g_ptr_array_add (titles, NULL);
  return g_strjoinv (",", (char **) titles->pdata);
}

/* Until so many requests have ended and the calendar stands so. */
static void
wait_for (Fixture *fixture,
          guint requests,
          const char *expected,
          RailProviderState state)
{
  guint limit = g_timeout_add_once (LIMIT_SECONDS * 1000, late_cb, fixture);
  g_autofree char *titles = NULL;
  RailCalendarStatus status;

  fixture->late = FALSE;
  for (;;)
    {
      g_free (titles);
      titles = dup_titles (fixture);
      rail_calendar_source_get_status (fixture->calendar, &status);
      if (fixture->late || (fixture->has_spoken && fixture->spoke_after == requests && fixture->watch.records->len == requests && g_str_equal (titles, expected) && status.state == state))
        break;
      g_main_context_iteration (NULL, TRUE);
    }

  if (fixture->late)
    g_test_message ("%s", status.detail);
  g_assert_cmpstr (titles, ==, expected);
  g_assert_cmpuint (fixture->watch.records->len, ==, requests);
  g_assert_cmpint (status.state, ==, state);
  g_assert_null (strstr (status.detail, SECRET));
  g_source_remove (limit);
}

static const char *
get_detail (Fixture *fixture)
{
  RailCalendarStatus status;

  rail_calendar_source_get_status (fixture->calendar, &status);
  return status.detail;
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  fixture->server = web_server_start ("location /busy { add_header Retry-After 90 always; return 429; }\n", FALSE);
  fixture->folder = scratch_folder_new ();
  fixture->cache_path = g_build_filename (fixture->folder, "subscriptions.db", NULL);
  fixture->address = web_server_dup_address (fixture->server, "/" SECRET "/calendar.ics");
  fixture->network = fake_network_new ();
  fixture->client = http_watch_begin (&fixture->watch, "calendar");
  serve (fixture, "Review");
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  end_session (fixture);
  for (guint i = 0; i < fixture->watch.records->len; i++)
    g_assert_null (strstr (g_ptr_array_index (fixture->watch.records, i), SECRET));
  http_watch_end (&fixture->watch, fixture->client);
  g_assert_finalize_object (fixture->network);
  g_free (fixture->address);
  g_free (fixture->cache_path);
  scratch_folder_free (fixture->folder);
  web_server_free (fixture->server);
}

/* ---- reading ---- */

static void
assert_nowhere (const char *folder,
                const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_get_contents (path, &contents, &length, NULL))
        g_assert_null (g_strstr_len (contents, (gssize) length, text));
    }
}

static void
test_reads (Fixture *fixture,
            gconstpointer data)
{
  g_autofree char *own_folder = g_build_filename (g_get_user_cache_dir (), "handrail", NULL);
  RailCalendarStatus status;

  subscribe (fixture);
  rail_calendar_source_get_status (fixture->calendar, &status);
  g_assert_true (g_str_has_prefix (status.name, "localhost:"));
  g_assert_cmpint (status.read_at, ==, 0);

  wait_for (fixture, 1, "Review", RAIL_PROVIDER_OK);
  rail_calendar_source_get_status (fixture->calendar, &status);
  g_assert_cmpstr (status.name, ==, "Team, all of it");
  g_assert_cmpstr (status.detail, ==, "");
  g_assert_cmpint (ABS (g_get_real_time () - status.read_at), <, RAIL_HOUR);
  g_assert_cmpuint (strlen (status.id), ==, 32);

  /* The text itself is nowhere, nor is the address. */
  assert_nowhere (fixture->folder, RAW_CANARY);
  assert_nowhere (own_folder, RAW_CANARY);
  assert_nowhere (fixture->folder, SECRET);
}

static void
test_moves_its_window (Fixture *fixture,
                       gconstpointer data)
{
  g_auto (GStrv) log = NULL;

  subscribe (fixture);
  wait_for (fixture, 1, "Review", RAIL_PROVIDER_OK);

  /* Day by day without a request... */
  set_window (fixture, "2026-10-06", "2026-10-23", "UTC");
  wait_for (fixture, 1, "Later", RAIL_PROVIDER_OK);
  /* ... until what was read is at its end, or means other moments. */
  set_window (fixture, "2026-10-19", "2026-11-06", "UTC");
  wait_for (fixture, 2, "Later", RAIL_PROVIDER_OK);
  set_window (fixture, "2026-10-19", "2026-11-06", "Europe/Berlin");
  wait_for (fixture, 3, "Later", RAIL_PROVIDER_OK);

  log = web_server_stop (fixture->server);
  for (guint i = 0; i < 3; i++)
    g_assert_nonnull (strstr (log[i], " 200 "));
}

/* ---- remembering ---- */

static void
test_asks_for_changes_only (Fixture *fixture,
                            gconstpointer data)
{
  g_auto (GStrv) log = NULL;
  RailCalendarStatus status;

  subscribe (fixture);
  wait_for (fixture, 1, "Review", RAIL_PROVIDER_OK);
  end_session (fixture);

  /* A new session within the hour asks nothing. */
  subscribe (fixture);
  wait_for (fixture, 1, "Review", RAIL_PROVIDER_OK);
  end_session (fixture);

  age (fixture);
  subscribe (fixture);
  /* Its events are shown at once, and as old as they are until the server has answered. */
  do
    {
      wait_for (fixture, 2, "Review", RAIL_PROVIDER_OK);
      rail_calendar_source_get_status (fixture->calendar, &status);
    }
  while (status.read_at < g_get_real_time () - RAIL_HOUR && (g_main_context_iteration (NULL, TRUE), TRUE));
  g_assert_cmpint (status.read_at, >, g_get_real_time () - RAIL_HOUR);
  g_assert_cmpstr (status.name, ==, "Team, all of it");
  end_session (fixture);

  age (fixture);
  serve (fixture, "Review moved");
  subscribe (fixture);
  wait_for (fixture, 3, "Review moved", RAIL_PROVIDER_OK);

  log = web_server_stop (fixture->server);
  g_assert_nonnull (strstr (log[0], " 200 "));
  g_assert_nonnull (strstr (log[1], " 304 "));
  g_assert_nonnull (strstr (log[2], " 200 "));
}

static void
test_another_zone (Fixture *fixture,
                   gconstpointer data)
{
  g_autoptr (GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  GPtrArray *occurrences;

  subscribe (fixture);
  wait_for (fixture, 1, "Review", RAIL_PROVIDER_OK);
  end_session (fixture);

  /* "Not modified" would leave nine o'clock where it was. */
  subscribe (fixture);
  set_window (fixture, "2026-10-01", "2026-10-18", "Europe/Berlin");
  wait_for (fixture, 2, "Review", RAIL_PROVIDER_OK);
  while (((RailOccurrence *) g_ptr_array_index (occurrences = rail_calendar_source_get_occurrences (fixture->calendar), 0))->start != moment ("2026-10-05T07:00:00Z"))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_offline_at_start (Fixture *fixture,
                       gconstpointer data)
{
  subscribe (fixture);
  wait_for (fixture, 1, "Review", RAIL_PROVIDER_OK);
  end_session (fixture);

  age (fixture);
  g_strfreev (web_server_stop (fixture->server));
  subscribe (fixture);
  wait_for (fixture, 2, "Review", RAIL_PROVIDER_FAILED);
  g_assert_nonnull (strstr (get_detail (fixture), "cannot be reached"));
  g_assert_nonnull (strstr (get_detail (fixture), "as of "));
  /* It mends itself: no problem for the user's list. */
  g_assert_cmpuint (rail_calendar_source_get_problems (fixture->calendar)->len, ==, 0);
}

/* ---- trouble ---- */

static void
assert_refuses (Fixture *fixture,
                const char *text,
                const char *words)
{
  web_server_write (fixture->server, SECRET "/calendar.ics", text, -1);
  age (fixture);
  subscribe (fixture);
  wait_for (fixture, fixture->watch.records->len + 1, "Review", RAIL_PROVIDER_FAILED);
  if (strstr (get_detail (fixture), words) == NULL)
    g_error ("“%s” does not say “%s”", get_detail (fixture), words);
  end_session (fixture);
}

static void
test_keeps_what_it_knew (Fixture *fixture,
                         gconstpointer data)
{
  subscribe (fixture);
  wait_for (fixture, 1, "Review", RAIL_PROVIDER_OK);
  end_session (fixture);

  assert_refuses (fixture, "<!DOCTYPE html><title>Sign in</title>", "a web page");
  assert_refuses (fixture, "\n\n  <html>", "a web page");
  assert_refuses (fixture, "{\"error\": 1}", "no calendar");
  assert_refuses (fixture, "", "no calendar");
  assert_refuses (fixture, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261005", "only a part");
}

static void
test_says_what_is_wrong (Fixture *fixture,
                         gconstpointer data)
{
  static const struct
  {
    const char *path;
    const char *words;
    guint problems;
  } cases[] = {
    { "/missing.ics", "404", 1 },
    { "/busy", "429", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = web_server_dup_address (fixture->server, cases[i].path);

      subscribe_to (fixture, address);
      wait_for (fixture, i + 1, "", RAIL_PROVIDER_FAILED);
      g_assert_nonnull (strstr (get_detail (fixture), cases[i].words));
      g_assert_cmpuint (rail_calendar_source_get_problems (fixture->calendar)->len, ==, cases[i].problems);
      end_session (fixture);
    }
}

static void
test_cut_short (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (FaultServer) faults = fault_server_start ();
  static const char *const paths[] = { "/cut", "/half", "/chunk", "/garbage" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *address = fault_server_dup_address (faults, paths[i]);

      subscribe_to (fixture, address);
      wait_for (fixture, i + 1, "", RAIL_PROVIDER_FAILED);
      end_session (fixture);
    }
}

/* ---- who decides ---- */

static void
test_switched_off (Fixture *fixture,
                   gconstpointer data)
{
  fixture->watch.refusal = "Network access is switched off";
  subscribe (fixture);
  while (!g_str_has_prefix (get_detail (fixture), "Network access is switched off"))
    g_main_context_iteration (NULL, TRUE);
  wait_for (fixture, 1, "", RAIL_PROVIDER_LIMITED);

  fixture->watch.refusal = NULL;
  rail_calendar_subscription_retry (RAIL_CALENDAR_SUBSCRIPTION (fixture->calendar));
  wait_for (fixture, 2, "Review", RAIL_PROVIDER_OK);
}

static void
test_waits_for_a_network (Fixture *fixture,
                          gconstpointer data)
{
  fake_network_set (fixture->network, FALSE, FALSE);
  subscribe_to (fixture, "https://calendar.invalid/a.ics");
  while (!g_str_equal (get_detail (fixture), "Waiting for a network"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->watch.records->len, ==, 0);

  fake_network_set (fixture->network, TRUE, FALSE);
  wait_for (fixture, 1, "", RAIL_PROVIDER_FAILED);
  g_assert_nonnull (strstr (get_detail (fixture), "cannot be found"));
}

static void
test_waits_on_a_paid_network (Fixture *fixture,
                              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailOccurrenceCache) cache = rail_occurrence_cache_open (fixture->cache_path, &error);
  RailCachedCalendar known = { .name = (char *) "Team", .read_at = g_get_real_time () - RAIL_DAY, .from = moment ("2026-10-01"), .to = moment ("2026-11-01") };

  g_assert_no_error (error);
  known.occurrences = g_ptr_array_new ();
  g_assert_true (rail_occurrence_cache_store (cache, "https://calendar.invalid/a.ics", &known, &error));
  g_ptr_array_unref (known.occurrences);

  fake_network_set (fixture->network, TRUE, TRUE);
  subscribe_to (fixture, "https://calendar.invalid/a.ics");
  while (!g_str_has_prefix (get_detail (fixture), "Waiting for a network that is not paid by volume. Its events are as of "))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->watch.records->len, ==, 0);

  fake_network_set (fixture->network, TRUE, FALSE);
  wait_for (fixture, 1, "", RAIL_PROVIDER_FAILED);
}

static void
test_ends_while_asking (Fixture *fixture,
                        gconstpointer data)
{
  g_autoptr (FaultServer) faults = fault_server_start ();
  g_autofree char *address = fault_server_dup_address (faults, "/hang");
  g_autofree char *seen = NULL;

  subscribe_to (fixture, address);
  while ((seen = fault_server_dup_request (faults)) == NULL)
    g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (g_steal_pointer (&fixture->calendar));
  while (fixture->watch.records->len == 0)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(path, function) g_test_add ("/calendar-subscription/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("reads/and-leaves-no-text-behind", test_reads);
  ADD ("reads/follows-its-window", test_moves_its_window);
  ADD ("remembers/asks-for-changes-only", test_asks_for_changes_only);
  ADD ("remembers/not-for-another-zone", test_another_zone);
  ADD ("remembers/without-a-server-at-the-start", test_offline_at_start);
  ADD ("trouble/keeps-what-it-knew", test_keeps_what_it_knew);
  ADD ("trouble/says-what-is-wrong", test_says_what_is_wrong);
  ADD ("trouble/half-a-calendar-is-none", test_cut_short);
  ADD ("network/switched-off", test_switched_off);
  ADD ("network/waits-for-one", test_waits_for_a_network);
  ADD ("network/waits-while-it-is-paid", test_waits_on_a_paid_network);
  ADD ("ends/while-asking", test_ends_while_asking);

  return g_test_run ();
}
