/* The built handrailctl, as scripts call it. */

#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <json-glib/json-glib.h>

typedef struct
{
  int exit_code;
  char *output;
  char *complaints;
} Run;

static void
run_clear (Run *self)
{
  g_free (self->output);
  g_free (self->complaints);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* Runs "handrailctl agenda" with @arguments, NULL-terminated; "FIXTURE" stands for the calendar with everything. */
static Run
run_agenda (const char *const *arguments)
{
  g_autofree char *fixture = g_test_build_filename (G_TEST_DIST, "fixtures", "calendars", "everything.ics", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  Run run = { 0 };

  g_ptr_array_add (argv, (char *) g_getenv ("HANDRAILCTL"));
  g_ptr_array_add (argv, (char *) "agenda");
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, g_str_equal (arguments[i], "FIXTURE") ? fixture : (char *) arguments[i]);
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_setenv (launcher, "TZ", "Europe/Berlin", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &run.output, &run.complaints, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  run.exit_code = g_subprocess_get_exit_status (process);
  return run;
}

static void
test_json (void)
{
  static const char *const arguments[] = { "--calendar", "FIXTURE", "--from", "2026-10-01", "--to", "2026-10-04", "--json", NULL };
  g_auto (Run) run = run_agenda (arguments);
  g_autoptr (JsonNode) root = json_from_string (run.output, NULL);
  g_autoptr (JsonNode) expected = NULL;

  expected = json_from_string ("{\"results\": ["
                               "{\"uid\": \"month@example.org\", \"recurrence_id\": \"20260930T130000Z\", \"start\": \"2026-09-30T15:00:00+02:00\","
                               " \"end\": \"2026-10-01T17:00:00+02:00\", \"title\": \"Close of the month\", \"status\": \"cancelled\","
                               " \"all_day\": false, \"calendar\": \"Everything\"},"
                               "{\"uid\": \"review@example.org\", \"recurrence_id\": \"20261001T130000Z\", \"start\": \"2026-10-01T15:00:00+02:00\","
                               " \"end\": \"2026-10-01T15:30:00+02:00\", \"title\": \"Performance review, Jamie\", \"status\": \"tentative\","
                               " \"all_day\": false, \"calendar\": \"Everything\"},"
                               "{\"uid\": \"holiday@example.org\", \"recurrence_id\": \"20261003\", \"start\": \"2026-10-03T00:00:00+02:00\","
                               " \"end\": \"2026-10-04T00:00:00+02:00\", \"title\": \"Holiday\", \"status\": \"confirmed\","
                               " \"all_day\": true, \"calendar\": \"Everything\"}]}",
                               NULL);
  g_assert_cmpint (run.exit_code, ==, 0);
  g_assert_cmpstr (run.complaints, ==, "");
  g_assert_nonnull (root);
  g_assert_true (json_node_equal (root, expected));
}

static void
test_table (void)
{
  static const char *const arguments[] = { "--calendar", "FIXTURE", "--from", "2026-10-01T15:30:00+02:00", "--to", "2026-10-10", NULL };
  g_auto (Run) run = run_agenda (arguments);

  g_assert_cmpint (run.exit_code, ==, 0);
  g_assert_cmpstr (run.output,
                   ==,
                   "2026-09-30 15:00–2026-10-01 17:00  Close of the month  (Everything)  cancelled\n"
                   "    month@example.org  20260930T130000Z\n"
                   "2026-10-03 all day  Holiday  (Everything)\n"
                   "    holiday@example.org  20261003\n"
                   "2026-10-05 10:00  Ronde 🕐 every five hours  (Everything)\n"
                   "    hours@example.org  20261005T080000Z\n"
                   "2026-10-05 15:00  Ronde 🕐 every five hours  (Everything)\n"
                   "    hours@example.org  20261005T130000Z\n"
                   "2026-10-05 20:00  Ronde 🕐 every five hours  (Everything)\n"
                   "    hours@example.org  20261005T180000Z\n"
                   "2026-10-09 10:00–10:45  Performance review (moved)  (Everything)\n"
                   "    review@example.org  20261008T130000Z\n");
}

static void
test_exit_codes (void)
{
  static const struct
  {
    const char *arguments[10];
    int exit_code;
    const char *complaint;
  } cases[] = {
    { { "--calendar", "FIXTURE", "--from", "2000-01-01", "--to", "2000-01-02", NULL }, 1, "" },
    { { "--calendar", "FIXTURE", "--from", "2026-10-02", "--to", "2026-10-01", NULL }, 2, "--to must be later than --from" },
    { { "--calendar", "FIXTURE", "--from", "yesterday", "--to", "2026-10-01", NULL }, 2, "yesterday" },
    { { "--calendar", "FIXTURE", "--from", "2026-10-01", NULL }, 2, "--to are needed" },
    { { "--from", "2026-10-01", "--to", "2026-10-02", NULL }, 2, "--calendar" },
    { { "--calendar", "http://example.org/a.ics", "--from", "2026-10-01", "--to", "2026-10-02", NULL }, 2, "without encryption" },
    { { "--calendar", "https:///a.ics", "--from", "2026-10-01", "--to", "2026-10-02", NULL }, 2, "names no host" },
    { { "--calendar", "webcal://calendar.invalid/secret.ics", "--from", "2026-10-01", "--to", "2026-10-02", NULL }, 3, "“calendar.invalid” cannot be found" },
    { { "--calendar", "/nowhere/a.ics", "--from", "2026-10-01", "--to", "2026-10-02", NULL }, 3, "/nowhere/a.ics" },
    { { "--calendar", "/nowhere/a.ics", "--calendar", "FIXTURE", "--from", "2026-10-01", "--to", "2026-10-02", NULL }, 3, "/nowhere/a.ics" },
    { { "--calendar", "FIXTURE", "--from", "2026-10-01", "--to", "2026-10-02", "spare", NULL }, 2, "spare" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Run) run = run_agenda (cases[i].arguments);

      g_assert_cmpint (run.exit_code, ==, cases[i].exit_code);
      g_assert_nonnull (strstr (run.complaints, cases[i].complaint));
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/agenda/json-for-scripts", test_json);
  g_test_add_func ("/agenda/a-table-for-people", test_table);
  g_test_add_func ("/agenda/exit-codes-and-complaints", test_exit_codes);

  return g_test_run ();
}
