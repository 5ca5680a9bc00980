#include "config.h"

#include "policy/policy.h"

#include <glib/gstdio.h>

#include "fakes/fake-settings.h"
#include "testlib/scratch-folder.h"

static void
count_cb (gpointer data)
{
  guint *count = data;

  (*count)++;
}

static void
assert_defaults (RailPolicy *policy)
{
  g_auto (GStrv) files = rail_policy_dup_calendar_files (policy);
  g_auto (GStrv) addresses = rail_policy_dup_my_addresses (policy);
  g_auto (GStrv) apps = rail_policy_dup_excluded_apps (policy);
  g_auto (GStrv) titles = rail_policy_dup_private_titles (policy);

  g_assert_cmpuint (g_strv_length (files), ==, 0);
  g_assert_cmpuint (g_strv_length (addresses), ==, 0);
  g_assert_true (g_strv_contains ((const char *const *) apps, "*keepass*"));
  g_assert_true (g_strv_contains ((const char *const *) apps, "io.github.handrail.Handrail"));
  g_assert_true (g_strv_contains ((const char *const *) titles, "Private Browsing"));
  g_assert_true (g_strv_contains ((const char *const *) titles, "Navigation privée"));
  g_assert_cmpuint (rail_policy_get_interruptions_per_hour (policy), ==, 4);
  g_assert_cmpuint (rail_policy_get_interruptions_per_day (policy), ==, 12);
  g_assert_cmpint (rail_policy_get_paused_until (policy), ==, 0);
  g_assert_true (rail_policy_get_keep_warm (policy));
  g_assert_true (rail_policy_get_desktop_calendars (policy));
  g_assert_true (rail_policy_get_desktop_search (policy));
  g_assert_true (rail_policy_get_autostart (policy));
  g_assert_false (rail_policy_get_quiet_hours (policy));
  g_assert_cmpuint (rail_policy_get_quiet_from (policy), ==, 18 * 60);
  g_assert_cmpuint (rail_policy_get_quiet_to (policy), ==, 8 * 60);
}

static void
test_defaults (void)
{
  g_autoptr (RailPolicy) policy = rail_policy_new ();

  g_assert_true (rail_policy_is_installed (policy));
  assert_defaults (policy);
}

/* A text that stands twice or is empty is a slip; an empty one would hide every window. */
static void
test_lists (void)
{
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_auto (GStrv) titles = rail_policy_dup_private_titles (policy);
  g_auto (GStrv) apps = rail_policy_dup_excluded_apps (policy);
  char **lists[] = { titles, apps };

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      for (guint i = 0; lists[l][i] != NULL; i++)
        {
          g_assert_cmpstr (lists[l][i], !=, "");
          g_assert_true (g_hash_table_add (seen, g_utf8_casefold (lists[l][i], -1)));
        }
    }
}

static void
test_setters (void)
{
  static const char *const files[] = { "/calendars/Büro.ics", "/calendars/home.ics", NULL };
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_autoptr (RailPolicy) other = rail_policy_new ();
  g_auto (GStrv) read_back = NULL;
  guint count = 0;

  g_signal_connect_swapped (other, "changed", G_CALLBACK (count_cb), &count);

  g_assert_true (rail_policy_set_calendar_files (policy, files));
  g_assert_true (rail_policy_set_paused_until (policy, G_MAXINT64));
  while (count < 2)
    g_main_context_iteration (NULL, TRUE);

  read_back = rail_policy_dup_calendar_files (other);
  g_assert_cmpuint (g_strv_length (read_back), ==, 2);
  g_assert_cmpstr (read_back[0], ==, files[0]);
  g_assert_cmpint (rail_policy_get_paused_until (other), ==, G_MAXINT64);

  /* Nobody pauses until before the epoch. */
  g_assert_true (rail_policy_set_paused_until (policy, -5));
  g_assert_cmpint (rail_policy_get_paused_until (policy), ==, 0);
}

static void
test_numbers (void)
{
  g_autofree char *shortcut = NULL;
  g_autoptr (RailPolicy) policy = rail_policy_new ();

  g_assert_true (rail_policy_set_interruptions_per_hour (policy, 0));
  g_assert_true (rail_policy_set_interruptions_per_day (policy, 7));
  g_assert_true (rail_policy_set_quiet_hours (policy, TRUE));
  g_assert_true (rail_policy_set_quiet_from (policy, 0));
  g_assert_true (rail_policy_set_quiet_to (policy, 90));
  g_assert_true (rail_policy_set_keep_warm (policy, FALSE));
  g_assert_true (rail_policy_set_desktop_search (policy, FALSE));
  g_assert_true (rail_policy_set_autostart (policy, FALSE));
  g_assert_true (rail_policy_set_search_shortcut (policy, "<Super>k"));
  g_assert_true (rail_policy_set_desktop_calendars (policy, FALSE));
  g_assert_cmpuint (rail_policy_get_interruptions_per_hour (policy), ==, 0);
  g_assert_cmpuint (rail_policy_get_interruptions_per_day (policy), ==, 7);
  g_assert_true (rail_policy_get_quiet_hours (policy));
  g_assert_cmpuint (rail_policy_get_quiet_from (policy), ==, 0);
  g_assert_cmpuint (rail_policy_get_quiet_to (policy), ==, 90);
  g_assert_false (rail_policy_get_keep_warm (policy));
  g_assert_false (rail_policy_get_desktop_search (policy));
  g_assert_false (rail_policy_get_autostart (policy));
  shortcut = rail_policy_dup_search_shortcut (policy);
  g_assert_cmpstr (shortcut, ==, "<Super>k");
  g_assert_false (rail_policy_get_desktop_calendars (policy));

  /* The nearest the schema allows; one more would be refused. */
  g_assert_true (rail_policy_set_interruptions_per_hour (policy, G_MAXUINT));
  g_assert_true (rail_policy_set_interruptions_per_day (policy, G_MAXUINT));
  g_assert_true (rail_policy_set_quiet_from (policy, G_MAXUINT));
  g_assert_true (rail_policy_set_quiet_to (policy, G_MAXUINT));
  g_assert_cmpuint (rail_policy_get_interruptions_per_hour (policy), ==, 60);
  g_assert_cmpuint (rail_policy_get_interruptions_per_day (policy), ==, 200);
  g_assert_cmpuint (rail_policy_get_quiet_from (policy), ==, 23 * 60 + 59);
  g_assert_cmpuint (rail_policy_get_quiet_to (policy), ==, 23 * 60 + 59);
}

/* Each pack by itself, and the organisation's file for nobody here to set. */
static void
test_coach_packs (void)
{
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_autofree char *none = rail_policy_dup_coach_guard_file (policy);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_cmpstr (none, ==, "");
  g_assert_null (rail_policy_dup_coach_pack (policy, "org.example.one"));
  g_assert_true (rail_policy_set_coach_pack (policy, "org.example.one", "abc"));
  g_assert_true (rail_policy_set_coach_pack (policy, "org.example.two", "*"));
  g_assert_true (rail_policy_set_coach_pack (policy, "org.example.one", "def"));
  first = rail_policy_dup_coach_pack (policy, "org.example.one");
  g_assert_cmpstr (first, ==, "def");

  g_assert_true (rail_policy_set_coach_pack (policy, "org.example.one", NULL));
  g_assert_null (rail_policy_dup_coach_pack (policy, "org.example.one"));
  second = rail_policy_dup_coach_pack (policy, "org.example.two");
  g_assert_cmpstr (second, ==, "*");
}

static void
test_coach (void)
{
  static const char *const words[] = { "Heron", NULL };
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_autoptr (GPtrArray) none = rail_policy_dup_coach_endpoints (policy);
  g_autoptr (GPtrArray) settings = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_model_setting_free);
  g_autoptr (GPtrArray) read_back = NULL;
  g_auto (GStrv) before = rail_policy_dup_redacted_words (policy);
  g_auto (GStrv) after = NULL;

  g_assert_cmpint (rail_policy_get_coach_mode (policy), ==, RAIL_COACH_MODE_GUIDED);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (g_strv_length (before), ==, 0);

  /* In their order. */
  g_ptr_array_add (settings, rail_model_setting_new ("Ours", "https://models.example.org/v1", "qwen"));
  g_ptr_array_add (settings, rail_model_setting_new ("Büro", "http://localhost:8080/v1", ""));
  g_assert_true (rail_policy_set_coach_endpoints (policy, settings));
  g_assert_true (rail_policy_set_coach_mode (policy, RAIL_COACH_MODE_MODEL));
  g_assert_true (rail_policy_set_redacted_words (policy, words));
  read_back = rail_policy_dup_coach_endpoints (policy);
  g_assert_cmpuint (read_back->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_true (rail_model_setting_equal (g_ptr_array_index (read_back, i), g_ptr_array_index (settings, i)));
  g_assert_false (rail_model_setting_equal (g_ptr_array_index (read_back, 0), g_ptr_array_index (settings, 1)));
  g_assert_cmpint (rail_policy_get_coach_mode (policy), ==, RAIL_COACH_MODE_MODEL);
  after = rail_policy_dup_redacted_words (policy);
  g_assert_cmpstr (after[0], ==, "Heron");
}

static void
test_reset (void)
{
  static const char *const apps[] = { "*signal*", NULL };
  static const char *const titles[] = { "Payroll", NULL };
  static const char *const addresses[] = { "anna@example.org", NULL };
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_auto (GStrv) read_back = NULL;
  g_auto (GStrv) restored = NULL;

  g_assert_false (rail_policy_is_set (policy, "excluded-apps"));
  g_assert_true (rail_policy_set_excluded_apps (policy, apps));
  g_assert_true (rail_policy_set_private_titles (policy, titles));
  g_assert_true (rail_policy_set_my_addresses (policy, addresses));
  g_assert_true (rail_policy_is_set (policy, "excluded-apps"));
  read_back = rail_policy_dup_excluded_apps (policy);
  g_assert_cmpstr (read_back[0], ==, "*signal*");
  g_assert_null (read_back[1]);

  rail_policy_reset (policy, "excluded-apps");
  rail_policy_reset (policy, "private-titles");
  rail_policy_reset (policy, "my-addresses");
  g_assert_false (rail_policy_is_set (policy, "excluded-apps"));
  restored = rail_policy_dup_excluded_apps (policy);
  g_assert_true (g_strv_contains ((const char *const *) restored, "*keepass*"));
}

static void
test_addresses (void)
{
  static const char *const raw[] = { " Anna@Example.ORG ", "", "MAILTO:anna@home.example", "  ", NULL };
  g_autoptr (GSettings) settings = g_settings_new (RAIL_APP_ID);
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_auto (GStrv) addresses = NULL;

  g_assert_true (g_settings_set_strv (settings, "my-addresses", raw));
  addresses = rail_policy_dup_my_addresses (policy);
  g_assert_cmpuint (g_strv_length (addresses), ==, 2);
  g_assert_cmpstr (addresses[0], ==, "anna@example.org");
  g_assert_cmpstr (addresses[1], ==, "anna@home.example");
}

/* In a fresh process, as the tests below: GLib looks for schemas and a backend once. */
static void
test_not_installed (void)
{
  if (g_test_subprocess ())
    {
      static const char *const files[] = { "/a.ics", NULL };
      g_autoptr (RailPolicy) policy = NULL;

      g_setenv ("GSETTINGS_SCHEMA_DIR", "/nonexistent", TRUE);
      g_setenv ("XDG_DATA_DIRS", "/nonexistent", TRUE);
      policy = rail_policy_new ();

      g_assert_false (rail_policy_is_installed (policy));
      assert_defaults (policy);
      g_assert_false (rail_policy_set_calendar_files (policy, files));
      g_assert_false (rail_policy_set_paused_until (policy, 5));
      g_assert_true (rail_policy_is_locked (policy, "quiet-hours"));
      g_assert_false (rail_policy_is_set (policy, "quiet-hours"));
      rail_policy_reset (policy, "quiet-hours");
      assert_defaults (policy);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* The null backend lets nobody write, as a lock does for one key. */
static void
test_locked (void)
{
  if (g_test_subprocess ())
    {
      static const char *const files[] = { "/a.ics", NULL };
      g_autoptr (RailPolicy) policy = NULL;

      g_setenv ("GSETTINGS_BACKEND", "null", TRUE);
      policy = rail_policy_new ();

      g_assert_true (rail_policy_is_installed (policy));
      g_assert_true (rail_policy_is_locked (policy, "interruptions-per-hour"));
      g_assert_false (rail_policy_set_interruptions_per_hour (policy, 9));
      g_assert_false (rail_policy_set_quiet_hours (policy, TRUE));
      rail_policy_reset (policy, "interruptions-per-hour");
      g_assert_false (rail_policy_set_calendar_files (policy, files));
      g_assert_false (rail_policy_set_paused_until (policy, 5));
      assert_defaults (policy);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* An administrator locks one key while the program runs, and lets go of it again. */
static void
test_lock (void)
{
  if (g_test_subprocess ())
    {
      static const char *const apps[] = { "*signal*", NULL };
      g_autoptr (RailPolicy) policy = NULL;
      guint count = 0;

      fake_settings_install ();
      policy = rail_policy_new ();
      g_signal_connect_swapped (policy, "changed", G_CALLBACK (count_cb), &count);
      g_assert_false (rail_policy_is_locked (policy, "excluded-apps"));

      fake_settings_set_locked ("/io/github/handrail/Handrail/excluded-apps", TRUE);
      while (count < 1)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (rail_policy_is_locked (policy, "excluded-apps"));
      g_assert_false (rail_policy_set_excluded_apps (policy, apps));
      assert_defaults (policy);

      /* The others stay the user's. */
      g_assert_false (rail_policy_is_locked (policy, "private-titles"));
      g_assert_true (rail_policy_set_private_titles (policy, apps));

      fake_settings_set_locked ("/io/github/handrail/Handrail/excluded-apps", FALSE);
      g_assert_true (rail_policy_set_excluded_apps (policy, apps));
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* Values that no schema would have let in. */
static void
test_absurd_values (void)
{
  ScratchFolder *folder;

  if (g_test_subprocess ())
    {
      g_autoptr (RailPolicy) policy = rail_policy_new ();

      g_assert_cmpuint (rail_policy_get_interruptions_per_hour (policy), ==, 4);
      g_assert_cmpuint (rail_policy_get_quiet_from (policy), ==, 18 * 60);
      g_assert_cmpuint (rail_policy_get_quiet_to (policy), ==, 8 * 60);
      g_assert_false (rail_policy_get_quiet_hours (policy));
      /* What is sound beside them counts. */
      g_assert_cmpuint (rail_policy_get_interruptions_per_day (policy), ==, 5);
      return;
    }

  folder = scratch_folder_new ();
  scratch_folder_write (folder,
                        "glib-2.0/settings/keyfile",
                        "[io/github/handrail/Handrail]\n"
                        "interruptions-per-hour=uint32 4000000000\n"
                        "interruptions-per-day=uint32 5\n"
                        "quiet-from=uint32 1440\n"
                        "quiet-to=-1\n"
                        "quiet-hours='yes'\n");
  {
    g_autofree char *config_home = g_strdup (g_getenv ("XDG_CONFIG_HOME"));

    g_setenv ("GSETTINGS_BACKEND", "keyfile", TRUE);
    g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed ();
    g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
    g_setenv ("XDG_CONFIG_HOME", config_home, TRUE);
  }
  scratch_folder_free (folder);
}

static const char older_schema[] =
    "<schemalist>"
    "  <schema id='" RAIL_APP_ID "' path='/io/github/handrail/Handrail/'>"
    "    <key name='interruptions-per-hour' type='u'><default>2</default></key>"
    "    <key name='keep-warm' type='s'><default>'yes'</default></key>"
    "  </schema>"
    "</schemalist>";

static void
test_older_schema (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *source = NULL;
  g_autofree char *compiled = NULL;

  if (g_test_subprocess ())
    {
      g_autoptr (RailPolicy) policy = NULL;

      g_setenv ("GSETTINGS_SCHEMA_DIR", g_getenv ("OLDER_SCHEMA_DIR"), TRUE);
      policy = rail_policy_new ();

      /* What it has counts; what it lacks or has in another form comes from the built-in one, instead of an abort. */
      g_assert_true (rail_policy_is_installed (policy));
      g_assert_cmpuint (rail_policy_get_interruptions_per_hour (policy), ==, 2);
      g_assert_cmpuint (rail_policy_get_interruptions_per_day (policy), ==, 12);
      g_assert_true (rail_policy_get_keep_warm (policy));
      g_assert_false (rail_policy_set_paused_until (policy, 5));
      return;
    }

  folder = g_dir_make_tmp ("handrail-policy-XXXXXX", &error);
  g_assert_no_error (error);
  source = g_build_filename (folder, RAIL_APP_ID ".gschema.xml", NULL);
  compiled = g_build_filename (folder, "gschemas.compiled", NULL);
  g_assert_true (g_file_set_contents (source, older_schema, -1, &error));
  g_assert_no_error (error);

  {
    const char *arguments[] = { "glib-compile-schemas", folder, NULL };
    g_autoptr (GSubprocess) compiler = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_NONE, &error);

    g_assert_no_error (error);
    g_assert_true (g_subprocess_wait_check (compiler, NULL, &error));
  }

  g_setenv ("OLDER_SCHEMA_DIR", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();

  g_assert_cmpint (g_remove (source), ==, 0);
  g_assert_cmpint (g_remove (compiled), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/policy/defaults/are-those-of-the-schema", test_defaults);
  g_test_add_func ("/policy/defaults/name-each-text-once", test_lists);
  g_test_add_func ("/policy/addresses/are-cleaned", test_addresses);
  g_test_add_func ("/policy/setters/reach-every-reader", test_setters);
  g_test_add_func ("/policy/numbers/stay-in-range", test_numbers);
  g_test_add_func ("/policy/coach/packs-are-confirmed-one-by-one", test_coach_packs);
  g_test_add_func ("/policy/coach/is-guided-until-somebody-sets-it-otherwise", test_coach);
  g_test_add_func ("/policy/reset/brings-the-default-back", test_reset);
  g_test_add_func ("/policy/not-installed/keeps-the-defaults-and-sets-nothing", test_not_installed);
  g_test_add_func ("/policy/locked/says-so", test_locked);
  g_test_add_func ("/policy/locked/holds-one-key-and-tells", test_lock);
  g_test_add_func ("/policy/absurd-values/become-defaults", test_absurd_values);
  g_test_add_func ("/policy/older-schema/does-not-abort", test_older_schema);

  return g_test_run ();
}
