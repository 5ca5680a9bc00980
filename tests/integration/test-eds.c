/*
 * The desktop's calendars with the real evolution-data-server, on a desktop of its own; another client changes them. What the service's own
 * queries, zones and signals do is not ours to invent.
 */

#include "config.h"

#include <signal.h>
#include <string.h>

#include "base/duration.h"
#include "platform/calendar-source.h"
#include "platform/eds-registry.h"

#define LIMIT_SECONDS 60

static const char *const services[] = { "org.gnome.evolution.dataserver.Sources5", "org.gnome.evolution.dataserver.Calendar8" };

typedef struct
{
  GDBusConnection *connection;
  RailEdsRegistry *registry;
  gint64 now;
  gboolean late;
} Desk;

static Desk desk;

static GVariant *
ask_bus (const char *method,
         GVariant *arguments)
{
  return g_dbus_connection_call_sync (desk.connection,
                                      "org.freedesktop.DBus",
                                      "/org/freedesktop/DBus",
                                      "org.freedesktop.DBus",
                                      method,
                                      arguments,
                                      NULL,
                                      G_DBUS_CALL_FLAGS_NONE,
                                      -1,
                                      NULL,
                                      NULL);
}

/* The service is not ours to be judged by its warnings, as all that inherits this environment would be. */
static void
install_service (const char *name)
{
  g_autofree char *installed = g_strdup_printf ("/usr/share/dbus-1/services/%s.service", name);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "dbus-1", "services", NULL);
  g_autofree char *path = g_strdup_printf ("%s/%s.service", folder, name);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *program = NULL;
  g_autofree char *command = NULL;

  g_key_file_load_from_file (keys, installed, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  program = g_key_file_get_string (keys, "D-BUS Service", "Exec", NULL);
  command = g_strconcat ("/usr/bin/env -u G_DEBUG -u MALLOC_CHECK_ ", program, NULL);
  g_key_file_set_string (keys, "D-BUS Service", "Exec", command);
  g_key_file_remove_key (keys, "D-BUS Service", "SystemdService", NULL);
  g_key_file_save_to_file (keys, path, &error);
  g_assert_no_error (error);
}

static guint
get_pid (const char *name)
{
  g_autoptr (GVariant) reply = ask_bus ("GetConnectionUnixProcessID", g_variant_new ("(s)", name));
  guint pid = 0;

  if (reply != NULL)
    g_variant_get (reply, "(u)", &pid);
  return pid;
}

/* @input goes to its standard input. */
static void
change (const char *input,
        const char *command,
        ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GSubprocess) client = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  va_list arguments;

  g_ptr_array_add (words, (char *) g_getenv ("CALENDAR_CLIENT"));
  va_start (arguments, command);
  for (const char *word = command; word != NULL; word = va_arg (arguments, const char *))
    g_ptr_array_add (words, (char *) word);
  va_end (arguments);
  g_ptr_array_add (words, NULL);

  client = g_subprocess_newv ((const char *const *) words->pdata, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (client, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (client));
}

static void
add_calendar (const char *uid,
              const char *name)
{
  g_autofree char *text = g_strdup_printf ("[Data Source]\nDisplayName=%s\nParent=local-stub\n[Calendar]\nBackendName=local\nSelected=true\n", name);

  change (text, "add-source", uid, "-", NULL);
}

static char *
format_time (gint64 moment,
             const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (moment / RAIL_SECOND);

  return g_date_time_format (time, format);
}

/* An event of an hour at @start, in UTC. */
static char *
event (const char *uid,
       gint64 start,
       const char *extra)
{
  g_autofree char *from = format_time (start, "%Y%m%dT%H%M%SZ");
  g_autofree char *to = format_time (start + RAIL_HOUR, "%Y%m%dT%H%M%SZ");

  return g_strdup_printf ("BEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20200101T000000Z\r\nSUMMARY:%s\r\nDTSTART:%s\r\nDTEND:%s\r\n%sEND:VEVENT\r\n", uid, uid, from, to, extra);
}

static void
create (const char *calendar,
        const char *uid,
        gint64 start,
        const char *extra)
{
  g_autofree char *text = event (uid, start, extra);

  change (text, "create", calendar, "-", NULL);
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

      rail_calendar_source_set_window (calendar, desk.now - 8 * RAIL_DAY, desk.now + 9 * RAIL_DAY, utc);
    }
}

/* The calendar of that name, or NULL. */
static RailCalendarSource *
find (const char *name)
{
  GListModel *calendars = rail_eds_registry_get_calendars (desk.registry);

  for (guint i = 0; i < g_list_model_get_n_items (calendars); i++)
    {
      g_autoptr (RailCalendarSource) calendar = g_list_model_get_item (calendars, i);
      RailCalendarStatus status;

      rail_calendar_source_get_status (calendar, &status);
      if (g_str_equal (status.name, name))
        return g_steal_pointer (&calendar);
    }
  return NULL;
}

/* "ok weekly+0 single+2": state, and each title with the days from now; "gone" where there is no such calendar. */
static char *
describe (const char *name)
{
  g_autoptr (RailCalendarSource) calendar = find (name);
  GString *text = NULL;
  GPtrArray *occurrences = NULL;
  RailCalendarStatus status;

  if (calendar == NULL)
    return g_strdup ("gone");

  rail_calendar_source_get_status (calendar, &status);
  text = g_string_new (rail_provider_state_to_string (status.state));
  occurrences = rail_calendar_source_get_occurrences (calendar);
  for (guint i = 0; i < occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);

      g_string_append_printf (text, " %s%+d", occurrence->title, (int) ((occurrence->start - desk.now) / RAIL_DAY));
    }
  return g_string_free (text, FALSE);
}

static void
late_cb (gpointer data)
{
  desk.late = TRUE;
}

static void
expect (const char *name,
        const char *wanted)
{
  guint limit = g_timeout_add_once (LIMIT_SECONDS * 1000, late_cb, NULL);
  g_autofree char *text = describe (name);

  desk.late = FALSE;
  while (!g_str_equal (text, wanted) && !desk.late)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (text);
      text = describe (name);
    }
  g_assert_cmpstr (text, ==, wanted);
  g_source_remove (limit);
}

static void
start (void)
{
  desk.registry = rail_eds_registry_new (desk.connection, NULL, NULL);
  g_signal_connect (rail_eds_registry_get_calendars (desk.registry), "items-changed", G_CALLBACK (listed_cb), NULL);
}

static void
test_follows (void)
{
  g_autofree char *moved = event ("review", desk.now + 3 * RAIL_DAY, "");

  add_calendar ("follows", "Follows");
  start ();
  expect ("Follows", "ok");
  create ("follows", "review", desk.now + RAIL_DAY, "");
  expect ("Follows", "ok review+1");
  change (moved, "modify", "follows", "-", "all", NULL);
  expect ("Follows", "ok review+3");
  change (NULL, "remove", "follows", "review", NULL);
  expect ("Follows", "ok");
  g_assert_finalize_object (g_steal_pointer (&desk.registry));
}

/* Series that began years ago come, single events of other years do not; of an instance moved out of the window no ghost stays. */
static void
test_series (void)
{
  gint64 began = desk.now - 700 * 7 * RAIL_DAY;
  g_autofree char *id = format_time (desk.now, "RECURRENCE-ID:%Y%m%dT%H%M%SZ\r\n");
  g_autofree char *moved = event ("weekly", desk.now + 400 * RAIL_DAY, id);

  add_calendar ("series", "Series");
  create ("series", "old", desk.now - 900 * RAIL_DAY, "");
  create ("series", "weekly", began, "RRULE:FREQ=WEEKLY\r\n");
  create ("series", "ended", began, "RRULE:FREQ=WEEKLY;UNTIL=20150101T000000Z\r\n");
  start ();
  expect ("Series", "ok weekly-7 weekly+0 weekly+7");
  change (moved, "modify", "series", "-", "this", NULL);
  expect ("Series", "ok weekly-7 weekly+7");
  g_assert_finalize_object (g_steal_pointer (&desk.registry));

  /* Now it is there from the start, and not heard of by a signal. */
  start ();
  expect ("Series", "ok weekly-7 weekly+7");
  change (NULL, "remove", "series", "weekly", NULL);
  expect ("Series", "ok");
  g_assert_finalize_object (g_steal_pointer (&desk.registry));
}

/* The service keeps the zones of its events apart from them. */
static void
test_zone (void)
{
  static const char zone[] = "BEGIN:VTIMEZONE\r\nTZID:Our own time\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
                             "TZOFFSETFROM:+0330\r\nTZOFFSETTO:+0330\r\nTZNAME:OWN\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
  g_autofree char *local = format_time (desk.now + RAIL_DAY, "DTSTART;TZID=Our own time:%Y%m%dT%H%M%S\r\n");
  g_autofree char *text = g_strdup_printf ("BEGIN:VEVENT\r\nUID:zoned\r\nDTSTAMP:20200101T000000Z\r\nSUMMARY:zoned\r\n%sDURATION:PT1H\r\nEND:VEVENT\r\n", local);
  g_autoptr (RailCalendarSource) calendar = NULL;
  const RailOccurrence *occurrence = NULL;

  add_calendar ("zones", "Zones");
  change (zone, "add-zone", "zones", "-", NULL);
  change (text, "create", "zones", "-", NULL);
  start ();
  expect ("Zones", "ok zoned+0");
  calendar = find ("Zones");
  occurrence = g_ptr_array_index (rail_calendar_source_get_occurrences (calendar), 0);
  g_assert_cmpint (occurrence->start, ==, desk.now + RAIL_DAY - 3 * RAIL_HOUR - 30 * RAIL_MINUTE);
  g_clear_object (&calendar);
  g_assert_finalize_object (g_steal_pointer (&desk.registry));
}

static void
test_hidden_and_removed (void)
{
  add_calendar ("guest", "Guest");
  create ("guest", "visit", desk.now + RAIL_DAY, "");
  start ();
  expect ("Guest", "ok visit+1");
  change ("[Data Source]\nDisplayName=Guest\nParent=local-stub\n[Calendar]\nBackendName=local\nSelected=false\n", "write-source", "guest", "-", NULL);
  expect ("Guest", "off");
  change ("[Data Source]\nDisplayName=Guest\nParent=local-stub\n[Calendar]\nBackendName=local\nSelected=true\n", "write-source", "guest", "-", NULL);
  expect ("Guest", "ok visit+1");
  change (NULL, "remove-source", "guest", NULL);
  expect ("Guest", "gone");
  g_assert_finalize_object (g_steal_pointer (&desk.registry));
}

static void
test_killed (void)
{
  add_calendar ("hardy", "Hardy");
  create ("hardy", "review", desk.now + RAIL_DAY, "");
  start ();
  expect ("Hardy", "ok review+1");
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      guint pid = get_pid (services[i]);

      g_assert_cmpuint (pid, !=, 0);
      kill ((pid_t) pid, SIGKILL);
    }
  expect ("Hardy", "failed review+1");
  expect ("Hardy", "ok review+1");
  create ("hardy", "retro", desk.now + 2 * RAIL_DAY, "");
  expect ("Hardy", "ok review+1 retro+2");
  g_assert_finalize_object (g_steal_pointer (&desk.registry));
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reloaded = NULL;
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eds/events/follow-another-client", test_follows);
  g_test_add_func ("/eds/events/series-of-years-without-ghosts", test_series);
  g_test_add_func ("/eds/events/zone-that-only-the-service-knows", test_zone);
  g_test_add_func ("/eds/calendars/hidden-shown-and-removed", test_hidden_and_removed);
  g_test_add_func ("/eds/service/killed-and-started-again", test_killed);

  desk.connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  desk.now = g_get_real_time () / RAIL_HOUR * RAIL_HOUR + RAIL_HOUR;
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    install_service (services[i]);
  reloaded = ask_bus ("ReloadConfig", NULL);
  g_assert_nonnull (reloaded);

  status = g_test_run ();

  /* Its processes would outlive the bus. */
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      guint pid = get_pid (services[i]);

      if (pid != 0)
        kill ((pid_t) pid, SIGTERM);
    }
  g_object_unref (desk.connection);
  return status;
}
