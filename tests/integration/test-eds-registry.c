/* The desktop's calendars on a private bus, where the service is whatever the test makes of it: absent, new, slow, broken, hostile. */

#include "config.h"

#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/duration.h"
#include "base/iso-time.h"
#include "fakes/fake-calendar-service.h"
#include "platform/calendar-objects.h"
#include "platform/calendar-source.h"
#include "platform/eds-registry.h"
#include "testlib/scratch-folder.h"

#define LIMIT_SECONDS 30

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScratchFolder, scratch_folder_free)

/* A bus of its own, with the services that @names says the bus could start. */
typedef struct
{
  ScratchFolder *folder;
  GSubprocess *bus;
  char *address;
  char *cache_folder; /* NULL: nothing is remembered */
  char *cache_path;
  GDBusConnection *connection;
  FakeCalendarService *service; /* NULL: nobody is there */
  RailEdsRegistry *registry;
  gboolean late;
} Desk;

typedef gboolean (*Probe) (Desk *desk,
                           gconstpointer wanted);

static void
late_cb (gpointer data)
{
  ((Desk *) data)->late = TRUE;
}

static void
wait_until (Desk *desk,
            Probe probe,
            gconstpointer wanted)
{
  guint limit = g_timeout_add_once (LIMIT_SECONDS * 1000, late_cb, desk);

  desk->late = FALSE;
  while (!probe (desk, wanted) && !desk->late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (desk->late);
  g_source_remove (limit);
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Threads tell nobody when they are done with the file. */
static void
wait_for_file (Desk *desk,
               Probe probe,
               gconstpointer wanted)
{
  guint tick = g_timeout_add (10, G_SOURCE_FUNC (tick_cb), NULL);

  wait_until (desk, probe, wanted);
  g_source_remove (tick);
}

/* Threads that still write make what is removed anew. */
static gboolean
is_removed (Desk *desk,
            gconstpointer folder)
{
  g_autofree char *folder_name = g_strdup (folder);
  char *words[] = { (char *) "rm", (char *) "-rf", folder_name, NULL };

  g_spawn_sync (NULL, words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, NULL, NULL);
  return !g_file_test (folder, G_FILE_TEST_EXISTS);
}

/* Not GTestDBus, which removes the settings of the bus that it has started: the bus could never see a service being installed. */
static void
start_bus (Desk *desk)
{
  g_autofree char *text = g_strdup_printf ("<busconfig><type>session</type><listen>unix:dir=%s</listen><servicedir>%s</servicedir>"
                                           "<policy context='default'><allow send_destination='*'/><allow receive_sender='*'/><allow own='*'/></policy></busconfig>",
                                           desk->folder,
                                           desk->folder);
  g_autofree char *config = scratch_folder_write_bytes (desk->folder, "bus.conf", text, -1);
  g_autofree char *option = g_strconcat ("--config-file=", config, NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;

  desk->bus = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "dbus-daemon", option, "--nofork", "--print-address", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (desk->bus));
  desk->address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (desk->address);
}

static void
stop_bus (Desk *desk)
{
  g_subprocess_send_signal (desk->bus, SIGTERM);
  g_subprocess_wait (desk->bus, NULL, NULL);
  g_object_unref (desk->bus);
  g_free (desk->address);
}

static Desk *
desk_new (const char *const *names,
          gboolean with_service)
{
  Desk *desk = g_new0 (Desk, 1);
  g_autoptr (GError) error = NULL;

  desk->folder = scratch_folder_new ();
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *file = g_strdup_printf ("%s.service", names[i]);
      g_autofree char *text = g_strdup_printf ("[D-BUS Service]\nName=%s\nExec=/bin/false\n", names[i]);

      scratch_folder_write (desk->folder, file, text);
    }
  start_bus (desk);
  desk->connection = g_dbus_connection_new_for_address_sync (desk->address,
                                                             G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                             NULL,
                                                             NULL,
                                                             &error);
  g_assert_no_error (error);
  if (with_service)
    desk->service = fake_calendar_service_new (desk->address);

  return desk;
}

static Desk *
desk_new_usual (void)
{
  const char *const names[] = { FAKE_SOURCES, FAKE_CALENDARS, NULL };

  return desk_new (names, TRUE);
}

static void
desk_free (Desk *self)
{
  if (self->registry != NULL)
    g_assert_finalize_object (self->registry);
  g_clear_pointer (&self->service, fake_calendar_service_free);
  if (self->cache_folder != NULL)
    wait_for_file (self, is_removed, self->cache_folder);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  stop_bus (self);
  scratch_folder_free (self->folder);
  g_free (self->cache_folder);
  g_free (self->cache_path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static gint64
moment (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 result;

  g_assert_true (rail_iso_time_parse (text, utc, &result, NULL));
  return result;
}

static void
listed_cb (GListModel *calendars,
           guint position,
           guint removed,
           guint added,
           gpointer user_data)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (RailCalendarSource) calendar = g_list_model_get_item (calendars, i);

      rail_calendar_source_set_window (calendar, moment ("2026-10-01"), moment ("2026-11-01"), utc);
    }
}

static void
start (Desk *desk)
{
  desk->registry = rail_eds_registry_new (desk->connection, NULL, desk->cache_path);
  g_signal_connect (rail_eds_registry_get_calendars (desk->registry), "items-changed", G_CALLBACK (listed_cb), NULL);
}

/* "Work ok: Review, Retro | Home off:" */
static char *
describe (Desk *desk)
{
  GListModel *calendars = rail_eds_registry_get_calendars (desk->registry);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (calendars); i++)
    {
      g_autoptr (RailCalendarSource) calendar = g_list_model_get_item (calendars, i);
      GPtrArray *occurrences = rail_calendar_source_get_occurrences (calendar);
      RailCalendarStatus status;

      rail_calendar_source_get_status (calendar, &status);
      g_string_append_printf (text, "%s%s %s:", i > 0 ? " | " : "", status.name, rail_provider_state_to_string (status.state));
      for (guint j = 0; j < MIN (occurrences->len, 5); j++)
        {
          const RailOccurrence *occurrence = g_ptr_array_index (occurrences, j);

          g_string_append_printf (text, " %s%s", occurrence->title, occurrence->response == RAIL_RESPONSE_DECLINED ? "(declined)" : "");
        }
      if (occurrences->len > 5)
        g_string_append_printf (text, " and %u more", occurrences->len - 5);
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_described (Desk *desk,
              gconstpointer wanted)
{
  g_autofree char *text = describe (desk);

  return g_pattern_match_simple (wanted, text);
}

static void
expect (Desk *desk,
        const char *wanted)
{
  wait_until (desk, is_described, wanted);
}

static gboolean
is_state (Desk *desk,
          gconstpointer wanted)
{
  const char *detail = NULL;

  return g_str_equal (rail_provider_state_to_string (rail_eds_registry_get_state (desk->registry, &detail)), wanted);
}

/* The sentence of the first calendar, or of the list where there is none. */
static const char *
get_detail (Desk *desk)
{
  g_autoptr (RailCalendarSource) calendar = g_list_model_get_item (rail_eds_registry_get_calendars (desk->registry), 0);
  RailCalendarStatus status = { 0 };

  if (calendar != NULL)
    rail_calendar_source_get_status (calendar, &status);
  else
    rail_eds_registry_get_state (desk->registry, &status.detail);
  return status.detail;
}

static char *
event (const char *uid,
       const char *title,
       const char *extra)
{
  return g_strdup_printf ("BEGIN:VEVENT\r\nUID:%s\r\nSUMMARY:%s\r\n%s\r\nEND:VEVENT\r\n", uid, title, extra);
}

static void
emit_event (Desk *desk,
            const char *signal,
            const char *uid,
            const char *title,
            const char *extra)
{
  g_autofree char *text = event (uid, title, extra);
  const char *const texts[] = { text, NULL };

  fake_calendar_service_emit (desk->service, signal, g_variant_new ("(^as)", texts));
}

#define OCTOBER_5 "DTSTART:20261005T090000Z\r\nDTEND:20261005T100000Z"

/* ---- absent and strange services ---- */

static void
test_absent (void)
{
  const char *const names[] = { NULL };
  g_autoptr (Desk) desk = desk_new (names, FALSE);

  start (desk);
  wait_until (desk, is_state, "off");
  g_assert_cmpstr (get_detail (desk), ==, "This desktop has no calendar service");
}

static void
test_installed_later (void)
{
  const char *const names[] = { NULL };
  g_autoptr (Desk) desk = desk_new (names, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  start (desk);
  wait_until (desk, is_state, "off");
  g_assert_cmpuint (fake_calendar_service_count_calls (desk->service, "GetManagedObjects"), ==, 0);

  scratch_folder_write (desk->folder, "a.service", "[D-BUS Service]\nName=" FAKE_SOURCES "\nExec=/bin/false\n");
  scratch_folder_write (desk->folder, "b.service", "[D-BUS Service]\nName=" FAKE_CALENDARS "\nExec=/bin/false\n");
  reply = g_dbus_connection_call_sync (desk->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ReloadConfig", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  expect (desk, "Work ok:");
}

static void
test_unknown_version (void)
{
  const char *const names[] = { "org.gnome.evolution.dataserver.Sources99", "org.gnome.evolution.dataserver.Calendar99", NULL };
  g_autoptr (Desk) desk = desk_new (names, FALSE);

  start (desk);
  wait_until (desk, is_state, "failed");
  g_assert_nonnull (strstr (get_detail (desk), "version that Handrail does not know"));
}

static void
test_newer_version (void)
{
  const char *const names[] = { "org.gnome.evolution.dataserver.Sources4", FAKE_SOURCES, "org.gnome.evolution.dataserver.Sources99", FAKE_CALENDARS, NULL };
  g_autoptr (Desk) desk = desk_new (names, TRUE);

  start (desk);
  expect (desk, "Work ok:");
}

static void
test_does_not_start (void)
{
  const char *const names[] = { FAKE_SOURCES, FAKE_CALENDARS, NULL };
  g_autoptr (Desk) desk = desk_new (names, FALSE);

  start (desk);
  wait_until (desk, is_state, "failed");
  g_assert_cmpstr (get_detail (desk), ==, "The desktop’s calendar service is not running");

  /* Somebody mends it: heard at once. */
  desk->service = fake_calendar_service_new (desk->address);
  expect (desk, "Work ok:");
  wait_until (desk, is_state, "ok");
}

static void
test_refused (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();

  fake_calendar_service_refuse (desk->service, "GetView", "org.freedesktop.DBus.Error.AccessDenied", "no");
  start (desk);
  expect (desk, "Work failed:");
  g_assert_cmpstr (get_detail (desk), ==, "The desktop does not let Handrail read its calendars");

  fake_calendar_service_answer (desk->service, "GetView", g_variant_new ("(o)", "/org/gnome/evolution/dataserver/CalendarView/1/2"));
  expect (desk, "Work ok:");
}

static void
test_long_error (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  g_autofree char *message = g_strnfill (1024 * 1024, 'x');

  fake_calendar_service_refuse (desk->service, "Open", "org.gnome.evolution.dataserver.Calendar.Error", message);
  start (desk);
  expect (desk, "Work failed:");
  g_assert_cmpuint (strlen (get_detail (desk)), <, 400);
}

/* A wrong type in each answer, one after another: each is a sentence, none a crash. */
static void
test_wrong_types (void)
{
  static const char *const methods[] = { "OpenCalendar", "Open", "GetAll", "GetView" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr (Desk) desk = desk_new_usual ();

      fake_calendar_service_answer (desk->service, methods[i], g_variant_new ("(u)", 7));
      start (desk);
      expect (desk, "Work failed:");
      g_assert_nonnull (strstr (get_detail (desk), "answers in a way that Handrail does not know"));
    }
}

static void
test_wrong_list (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();

  fake_calendar_service_answer (desk->service, "GetManagedObjects", g_variant_new ("(s)", "no"));
  start (desk);
  wait_until (desk, is_state, "failed");
  g_assert_nonnull (strstr (get_detail (desk), "answers in a way that Handrail does not know"));
}

static void
test_wrong_names (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();

  fake_calendar_service_answer (desk->service, "OpenCalendar", g_variant_new ("(ss)", "not a path", "not a name"));
  start (desk);
  expect (desk, "Work failed:");
}

/* ---- the list ---- */

static void
test_sources (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();

  fake_calendar_service_set_sources (desk->service,
                                     "a",
                                     "[Data Source]\nDisplayName=Alpha\n[Calendar]\nBackendName=local\n",
                                     "b",
                                     "[Data Source]\nDisplayName=Beta\n[Calendar]\nBackendName=local\nSelected=false\n",
                                     "c",
                                     "[Data Source]\nDisplayName=Gamma\nParent=account\n[Calendar]\nBackendName=caldav\n",
                                     "account",
                                     "[Data Source]\nDisplayName=Account\nEnabled=false\n[Collection]\nIdentity=me@example.org\n",
                                     "tasks",
                                     "[Data Source]\nDisplayName=Tasks\n[Task List]\nBackendName=local\n",
                                     "birthdays",
                                     "[Data Source]\nDisplayName=Birthdays\n[Calendar]\nBackendName=contacts\n",
                                     "broken",
                                     "this is no key file",
                                     "nameless",
                                     "[Calendar]\nBackendName=local\n",
                                     NULL);
  start (desk);
  expect (desk, "Alpha ok: | Beta off: | Calendar without a name ok: | Gamma off:");
}

static void
test_source_changes (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();

  start (desk);
  expect (desk, "Work ok:");

  fake_calendar_service_set_sources (desk->service,
                                     "work",
                                     "[Data Source]\nDisplayName=Day job\n[Calendar]\nBackendName=local\n",
                                     "home",
                                     "[Data Source]\nDisplayName=Home\n[Calendar]\nBackendName=local\n",
                                     NULL);
  fake_calendar_service_emit_sources_changed (desk->service);
  expect (desk, "Day job ok: | Home ok:");

  fake_calendar_service_set_sources (desk->service, "home", "[Data Source]\nDisplayName=Home\n[Calendar]\nBackendName=local\n", NULL);
  fake_calendar_service_emit_sources_changed (desk->service);
  expect (desk, "Home ok:");
}

/* The calendars that stay must not be read anew because another one comes. */
static void
test_sources_do_not_blink (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();

  start (desk);
  expect (desk, "Work ok:");
  fake_calendar_service_set_sources (desk->service,
                                     "work",
                                     "[Data Source]\nDisplayName=Work\n[Calendar]\nBackendName=local\n",
                                     "zoo",
                                     "[Data Source]\nDisplayName=Zoo\n[Calendar]\nBackendName=local\n",
                                     NULL);
  fake_calendar_service_emit_sources_changed (desk->service);
  expect (desk, "Work ok: | Zoo ok:");
  g_assert_cmpuint (fake_calendar_service_count_calls (desk->service, "OpenCalendar"), ==, 2);
}

static gboolean
has_some_calendar (Desk *desk,
                   gconstpointer wanted)
{
  return g_list_model_get_n_items (rail_eds_registry_get_calendars (desk->registry)) > 0;
}

/* The service's list: @books address books, behind them so many calendars. */
static void
offer_sources (Desk *desk,
               guint books,
               guint calendars)
{
  GVariantBuilder objects;

  g_variant_builder_init (&objects, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  for (guint i = 0; i < books + calendars; i++)
    {
      g_autofree char *path = g_strdup_printf ("/s/%u", i);
      g_autofree char *text = g_strdup_printf ("{'org.gnome.evolution.dataserver.Source': {'UID': <'u%u'>, 'Data': <'[Data Source]\\nDisplayName=C%04u\\n[%s]\\nBackendName=local\\nSelected=false\\n'>}}",
                                               i,
                                               i,
                                               i < books ? "Address Book" : "Calendar");
      g_autoptr (GVariant) interfaces = g_variant_parse (G_VARIANT_TYPE ("a{sa{sv}}"), text, NULL, NULL, NULL);

      g_variant_builder_add (&objects, "{o@a{sa{sv}}}", path, interfaces);
    }
  fake_calendar_service_answer (desk->service, "GetManagedObjects", g_variant_new ("(a{oa{sa{sv}}})", &objects));
}

static void
test_too_many_calendars (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();

  offer_sources (desk, 0, 5000);
  start (desk);
  wait_until (desk, has_some_calendar, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (rail_eds_registry_get_calendars (desk->registry)), ==, 100);
  g_assert_true (is_state (desk, "limited"));
}

/* What stands behind the first 2000 is not looked at. */
static void
test_too_many_sources (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();

  offer_sources (desk, 1990, 20);
  start (desk);
  wait_until (desk, has_some_calendar, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (rail_eds_registry_get_calendars (desk->registry)), ==, 10);
}

/* ---- events ---- */

static void
test_follows (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  const char *const gone[] = { "a", NULL };

  start (desk);
  expect (desk, "Work ok:");
  emit_event (desk, "ObjectsAdded", "a", "Review", OCTOBER_5);
  expect (desk, "Work ok: Review");
  emit_event (desk, "ObjectsModified", "a", "Big review", OCTOBER_5);
  expect (desk, "Work ok: Big review");
  emit_event (desk, "ObjectsModified", "a", "Big review", OCTOBER_5 "\r\nATTENDEE;PARTSTAT=DECLINED:mailto:Me@Example.org");
  expect (desk, "Work ok: Big review(declined)");
  fake_calendar_service_emit (desk->service, "ObjectsRemoved", g_variant_new ("(^as)", gone));
  expect (desk, "Work ok:");
  g_assert_cmpuint (fake_calendar_service_count_calls (desk->service, "GetView"), ==, 1);
}

/* The service has counted a change and never tells of it: it comes all the same. */
static void
test_silent_view (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  g_autofree char *text = event ("a", "Review", OCTOBER_5);
  const char *const texts[] = { text, NULL };

  start (desk);
  expect (desk, "Work ok:");
  fake_calendar_service_set_events (desk->service, texts);
  fake_calendar_service_revise (desk->service, "2026-10-01T00:00:00Z(1)");
  expect (desk, "Work ok: Review");
  g_assert_cmpuint (fake_calendar_service_count_calls (desk->service, "GetView"), ==, 2);
  g_assert_cmpuint (fake_calendar_service_count_calls (desk->service, "OpenCalendar"), ==, 1);
}

/* The instance of a series that was moved away must not leave its ghost behind. */
static void
test_series (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  const char *const gone[] = { "s\n20261012T090000Z", NULL };

  start (desk);
  expect (desk, "Work ok:");
  emit_event (desk, "ObjectsAdded", "s", "Weekly", OCTOBER_5 "\r\nRRULE:FREQ=WEEKLY;COUNT=2");
  expect (desk, "Work ok: Weekly Weekly");
  emit_event (desk, "ObjectsAdded", "s", "Moved", "RECURRENCE-ID:20261012T090000Z\r\nDTSTART:20281005T090000Z\r\nDTEND:20281005T100000Z");
  expect (desk, "Work ok: Weekly");
  fake_calendar_service_emit (desk->service, "ObjectsRemoved", g_variant_new ("(^as)", gone));
  expect (desk, "Work ok: Weekly Weekly");
}

static void
test_zone (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  g_autoptr (RailCalendarSource) calendar = NULL;
  RailOccurrence *occurrence = NULL;

  fake_calendar_service_answer (desk->service,
                                "GetTimezone",
                                g_variant_new ("(s)",
                                               "BEGIN:VTIMEZONE\r\nTZID:Our own time\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
                                               "TZOFFSETFROM:+0330\r\nTZOFFSETTO:+0330\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"));
  start (desk);
  expect (desk, "Work ok:");
  emit_event (desk, "ObjectsAdded", "z", "Zoned", "DTSTART;TZID=Our own time:20261005T090000\r\nDTEND;TZID=Our own time:20261005T100000");
  expect (desk, "Work ok: Zoned");
  calendar = g_list_model_get_item (rail_eds_registry_get_calendars (desk->registry), 0);
  occurrence = g_ptr_array_index (rail_calendar_source_get_occurrences (calendar), 0);
  g_assert_cmpint (occurrence->start, ==, moment ("2026-10-05T05:30:00Z"));
  g_assert_cmpuint (fake_calendar_service_count_calls (desk->service, "GetTimezone"), ==, 1);

  /* Asked for once; and never for a zone the system has. */
  emit_event (desk, "ObjectsAdded", "y", "Zoned too", "DTSTART;TZID=Our own time:20261006T090000");
  emit_event (desk, "ObjectsAdded", "x", "Berlin", "DTSTART;TZID=Europe/Berlin:20261007T090000");
  expect (desk, "Work ok: Zoned Zoned too Berlin");
  g_assert_cmpuint (fake_calendar_service_count_calls (desk->service, "GetTimezone"), ==, 1);
}

static void
test_unknown_zone (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();

  fake_calendar_service_refuse (desk->service, "GetTimezone", "org.gnome.evolution.dataserver.Calendar.Error.ObjectNotFound", "no");
  start (desk);
  expect (desk, "Work ok:");
  emit_event (desk, "ObjectsAdded", "z", "Zoned", "DTSTART;TZID=Nowhere:20261005T090000");
  expect (desk, "Work limited: Zoned");
}

/* A message with wrong types, texts that are no events, an event inside an event: the others are there all the same. */
static void
test_garbage (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  g_autofree char *good = event ("good", "Good", OCTOBER_5);
  g_autofree char *huge_title = g_strnfill (10 * 1024 * 1024, 'T');
  g_autofree char *huge = event ("huge", huge_title, OCTOBER_5);
  const char *const texts[] = { "", "BEGIN:VEVENT", "nonsense\r\n", "END:VEVENT\r\nEND:VCALENDAR\r\n", "BEGIN:VEVENT\r\nUID:open\r\nDTSTART:20261005T090000Z\r\n", good, huge, NULL };

  start (desk);
  expect (desk, "Work ok:");
  fake_calendar_service_emit (desk->service, "ObjectsAdded", g_variant_new ("(s)", "not an array"));
  fake_calendar_service_emit (desk->service, "ObjectsAdded", g_variant_new ("(^as)", texts));
  expect (desk, "Work limited: Good");
}

/* What this thread has worked; how long others kept the processor from it is not ours. */
static gint64
get_thread_time (void)
{
  struct timespec time;

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time), ==, 0);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* More events than anybody has: bounded, told, and the main loop goes on meanwhile. */
static void
test_flood (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gint64 longest = 0;
  gint64 before = 0;

  for (guint i = 0; i < RAIL_CALENDAR_OBJECTS_MAX + 1000; i++)
    {
      g_autofree char *uid = g_strdup_printf ("u%u", i);

      g_ptr_array_add (texts, event (uid, "Flood", "DTSTART:20261005T090000Z\r\nDESCRIPTION:A text as long as those that people write into their meetings"));
    }
  g_ptr_array_add (texts, NULL);
  start (desk);
  expect (desk, "Work ok:");
  fake_calendar_service_emit (desk->service, "ObjectsAdded", g_variant_new ("(^as)", (const char *const *) texts->pdata));

  while (!is_described (desk, "Work limited: Flood Flood Flood Flood Flood and * more"))
    {
      before = get_thread_time ();
      g_main_context_iteration (NULL, FALSE);
      longest = MAX (longest, get_thread_time () - before);
      g_thread_yield ();
    }
  g_test_message ("longest turn of the main loop: %" G_GINT64_FORMAT " µs", longest);
  g_assert_cmpint (longest, <, 16000);
}

/* More at once than may wait to be read: the calendar is lost, said, and had again. */
static void
test_hoard (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  g_autofree char *huge = g_strnfill (1024 * 1024, 'x');
  const char *texts[21] = { NULL };
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts) - 1; i++)
    texts[i] = huge;
  start (desk);
  expect (desk, "Work ok:");
  for (guint i = 0; i < 4; i++)
    fake_calendar_service_emit (desk->service, "ObjectsAdded", g_variant_new ("(^as)", texts));
  /* Its answer comes after all of them, and nothing is read while it is awaited. */
  reply = g_dbus_connection_call_sync (desk->connection, FAKE_CALENDARS, "/", FAKE_CALENDARS, "Start", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  expect (desk, "Work failed:");
  g_assert_nonnull (strstr (get_detail (desk), "sends more than Handrail can take"));
  expect (desk, "Work ok:");
}

static void
test_offline (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  g_autofree char *text = event ("a", "Review", OCTOBER_5);
  const char *const texts[] = { text, NULL };

  fake_calendar_service_set_events (desk->service, texts);
  fake_calendar_service_answer (desk->service, "GetAll", g_variant_new_parsed ("({'Online': <false>},)"));
  start (desk);
  expect (desk, "Work limited: Review");
  g_assert_nonnull (strstr (get_detail (desk), "server cannot be reached"));
}

static void
test_ends_and_returns (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  g_autofree char *text = event ("a", "Review", OCTOBER_5);
  g_autofree char *other = event ("b", "Retro", OCTOBER_5);
  const char *const texts[] = { text, NULL };
  const char *const others[] = { other, NULL };

  fake_calendar_service_set_events (desk->service, texts);
  start (desk);
  expect (desk, "Work ok: Review");

  g_clear_pointer (&desk->service, fake_calendar_service_free);
  expect (desk, "Work failed: Review");
  g_assert_nonnull (strstr (get_detail (desk), "Its events are as of 20"));
  wait_until (desk, is_state, "failed");

  desk->service = fake_calendar_service_new (desk->address);
  fake_calendar_service_set_events (desk->service, others);
  expect (desk, "Work ok: Retro");
}

/* What the cache file holds, as another program reads it. */
static gboolean
cache_holds (Desk *desk,
             gconstpointer title)
{
  static const char *const endings[] = { "", "-wal" };
  gboolean holds = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (desk->cache_path, endings[i], NULL);
      g_autofree char *data = NULL;
      gsize length = 0;

      if (!g_file_get_contents (path, &data, &length, NULL))
        continue;
      for (gsize j = 0; j < length; j++)
        data[j] = data[j] == '\0' ? ' ' : data[j];
      holds |= strstr (data, title) != NULL;
    }
  return holds;
}

/* And is closed: nobody writes to it any more. */
static gboolean
cache_holds_not (Desk *desk,
                 gconstpointer title)
{
  g_autofree char *log = g_strconcat (desk->cache_path, "-wal", NULL);

  return !g_file_test (log, G_FILE_TEST_EXISTS) && !cache_holds (desk, title);
}

static gboolean
cache_holds_closed (Desk *desk,
                    gconstpointer title)
{
  g_autofree char *log = g_strconcat (desk->cache_path, "-wal", NULL);

  return !g_file_test (log, G_FILE_TEST_EXISTS) && cache_holds (desk, title);
}

static Desk *
desk_new_with_cache (void)
{
  Desk *desk = desk_new_usual ();

  desk->cache_folder = g_dir_make_tmp ("handrail-cache-XXXXXX", NULL);
  g_assert_nonnull (desk->cache_folder);
  desk->cache_path = g_build_filename (desk->cache_folder, "calendars.db", NULL);
  return desk;
}

/* A calendar whose service does not answer at the start has its events of yesterday, and their age. */
static void
test_remembers (void)
{
  g_autoptr (Desk) desk = desk_new_with_cache ();
  g_autofree char *text = event ("a", "Quarterly review", OCTOBER_5);
  const char *const texts[] = { text, NULL };

  fake_calendar_service_set_events (desk->service, texts);
  start (desk);
  expect (desk, "Work ok: Quarterly review");
  wait_for_file (desk, cache_holds_closed, "Quarterly review");
  g_assert_finalize_object (g_steal_pointer (&desk->registry));

  fake_calendar_service_refuse (desk->service, "Open", "org.freedesktop.DBus.Error.NoReply", "no");
  start (desk);
  expect (desk, "Work failed: Quarterly review");
  g_assert_nonnull (strstr (get_detail (desk), "does not answer. Its events are as of 20"));
}

static gboolean
list_is_kept (Desk *desk,
              gconstpointer wanted)
{
  g_autofree char *path = g_strconcat (desk->cache_path, ".list", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) == GPOINTER_TO_INT (wanted);
}

/* The same when the service does not even say which calendars there are; and when it does, they are as they are now. */
static void
test_remembers_the_list (void)
{
  g_autoptr (Desk) desk = desk_new_with_cache ();
  g_autofree char *text = event ("a", "Quarterly review", OCTOBER_5);
  const char *const texts[] = { text, NULL };

  fake_calendar_service_set_events (desk->service, texts);
  start (desk);
  expect (desk, "Work ok: Quarterly review");
  wait_for_file (desk, cache_holds_closed, "Quarterly review");
  wait_for_file (desk, list_is_kept, GINT_TO_POINTER (TRUE));
  g_assert_finalize_object (g_steal_pointer (&desk->registry));

  fake_calendar_service_refuse (desk->service, "GetManagedObjects", "org.freedesktop.DBus.Error.NoReply", "no");
  fake_calendar_service_refuse (desk->service, "OpenCalendar", "org.freedesktop.DBus.Error.NoReply", "no");
  start (desk);
  expect (desk, "Work failed: Quarterly review");
  g_assert_true (is_state (desk, "failed"));
  g_assert_nonnull (strstr (get_detail (desk), "does not answer. Its events are as of 20"));

  fake_calendar_service_set_sources (desk->service, "home", "[Data Source]\nDisplayName=Home\n[Calendar]\nBackendName=local\nSelected=false\n", NULL);
  expect (desk, "Home off:");
  wait_for_file (desk, cache_holds_not, "Quarterly review");
  wait_for_file (desk, list_is_kept, GINT_TO_POINTER (FALSE));
}

/* Whatever stands in the file of the list, the service's own list counts. */
static void
test_damaged_list (void)
{
  static const char *const damages[] = { "no key file", "[a]\nUid=\nName=Work\n[b]\nName=Work\n[c]\nUid=work\n" };

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (Desk) desk = desk_new_with_cache ();
      g_autofree char *list = g_strconcat (desk->cache_path, ".list", NULL);

      g_assert_true (g_file_set_contents (list, damages[i], -1, NULL));
      fake_calendar_service_refuse (desk->service, "GetManagedObjects", "org.freedesktop.DBus.Error.NoReply", "no");
      start (desk);
      wait_until (desk, is_state, "failed");
      fake_calendar_service_set_sources (desk->service, "work", "[Data Source]\nDisplayName=Work\n[Calendar]\nBackendName=local\n", NULL);
      expect (desk, "Work ok:");
    }
}

/* A calendar that is hidden or removed leaves nothing on disk; neither when that happened while nobody looked. */
static void
test_forgets (void)
{
  static const char hidden[] = "[Data Source]\nDisplayName=Work\n[Calendar]\nBackendName=local\nSelected=false\n";
  g_autoptr (Desk) desk = desk_new_with_cache ();
  g_autofree char *text = event ("a", "Quarterly review", OCTOBER_5);
  const char *const texts[] = { text, NULL };

  fake_calendar_service_set_events (desk->service, texts);
  start (desk);
  wait_for_file (desk, cache_holds, "Quarterly review");
  fake_calendar_service_set_sources (desk->service, "work", hidden, NULL);
  fake_calendar_service_emit_sources_changed (desk->service);
  expect (desk, "Work off:");
  wait_for_file (desk, cache_holds_not, "Quarterly review");

  fake_calendar_service_set_sources (desk->service, "work", "[Data Source]\nDisplayName=Work\n[Calendar]\nBackendName=local\n", NULL);
  fake_calendar_service_emit_sources_changed (desk->service);
  /* A registry that is gone may still be writing; what the next one forgets is what has been written. */
  wait_for_file (desk, cache_holds_closed, "Quarterly review");
  g_assert_finalize_object (g_steal_pointer (&desk->registry));
  fake_calendar_service_set_sources (desk->service, NULL, NULL);
  start (desk);
  wait_for_file (desk, cache_holds_not, "Quarterly review");
}

/* A new day moves the window: another view, and the old one is given back. */
static void
test_window_moves (void)
{
  g_autoptr (Desk) desk = desk_new_usual ();
  g_autoptr (RailCalendarSource) calendar = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *text = event ("n", "November", "DTSTART:20261105T090000Z");
  const char *const texts[] = { text, NULL };

  fake_calendar_service_set_events (desk->service, texts);
  start (desk);
  expect (desk, "Work ok:");
  calendar = g_list_model_get_item (rail_eds_registry_get_calendars (desk->registry), 0);
  rail_calendar_source_set_window (calendar, moment ("2026-11-01"), moment ("2026-12-01"), utc);
  expect (desk, "Work ok: November");
  g_assert_cmpuint (fake_calendar_service_count_calls (desk->service, "Dispose"), ==, 1);
  g_assert_cmpuint (fake_calendar_service_count_calls (desk->service, "OpenCalendar"), ==, 1);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/eds-registry/absent/is-off-and-quiet", test_absent);
  g_test_add_func ("/eds-registry/absent/is-found-when-it-is-installed", test_installed_later);
  g_test_add_func ("/eds-registry/version/unknown-is-said", test_unknown_version);
  g_test_add_func ("/eds-registry/version/known-one-among-others-is-taken", test_newer_version);
  g_test_add_func ("/eds-registry/service/that-does-not-start-is-said-and-waited-for", test_does_not_start);
  g_test_add_func ("/eds-registry/service/that-refuses-is-said", test_refused);
  g_test_add_func ("/eds-registry/service/errors-are-not-repeated-at-length", test_long_error);
  g_test_add_func ("/eds-registry/service/wrong-types-are-said", test_wrong_types);
  g_test_add_func ("/eds-registry/service/wrong-list-is-said", test_wrong_list);
  g_test_add_func ("/eds-registry/service/wrong-names-are-said", test_wrong_names);
  g_test_add_func ("/eds-registry/list/holds-calendars-of-meetings-alone", test_sources);
  g_test_add_func ("/eds-registry/list/follows", test_source_changes);
  g_test_add_func ("/eds-registry/list/does-not-blink", test_sources_do_not_blink);
  g_test_add_func ("/eds-registry/list/is-bounded", test_too_many_calendars);
  g_test_add_func ("/eds-registry/list/is-read-so-far", test_too_many_sources);
  g_test_add_func ("/eds-registry/events/follow", test_follows);
  g_test_add_func ("/eds-registry/events/come-when-the-view-falls-silent", test_silent_view);
  g_test_add_func ("/eds-registry/events/series-without-ghosts", test_series);
  g_test_add_func ("/eds-registry/events/zone-of-the-service", test_zone);
  g_test_add_func ("/eds-registry/events/zone-nobody-knows", test_unknown_zone);
  g_test_add_func ("/eds-registry/events/garbage-costs-itself", test_garbage);
  g_test_add_func ("/eds-registry/events/flood-is-bounded", test_flood);
  g_test_add_func ("/eds-registry/events/more-than-may-wait-is-refused", test_hoard);
  g_test_add_func ("/eds-registry/events/offline-is-said", test_offline);
  g_test_add_func ("/eds-registry/events/stay-when-the-service-ends", test_ends_and_returns);
  g_test_add_func ("/eds-registry/window/moves", test_window_moves);
  g_test_add_func ("/eds-registry/memory/shows-yesterday's-events-and-their-age", test_remembers);
  g_test_add_func ("/eds-registry/memory/shows-them-without-the-service's-list", test_remembers_the_list);
  g_test_add_func ("/eds-registry/memory/damaged-list-is-none", test_damaged_list);
  g_test_add_func ("/eds-registry/memory/forgets-what-is-hidden-or-removed", test_forgets);

  return g_test_run ();
}
