#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "testlib/private-bus.h"
#include "testlib/scratch-folder.h"

/*
 * handrail-agent --answer-searches on a private bus, asked as GNOME Shell and KRunner ask, and as nobody should. The windows' name belongs to the
 * test, which writes down what they are told to open.
 */

#define LIMIT_SECONDS 60
#include "testlib/wait-until.h"

#define APP_ID "io.github.handrail.Handrail"
#define NAME APP_ID ".Search"
#define PATH "/io/github/handrail/Handrail/Search"
#define SHELL "org.gnome.Shell.SearchProvider2"
#define KRUNNER "org.kde.krunner1"
#define MAX_HITS 20
#define N_AIDS 60

static const char windows_xml[] =
    "<node><interface name='org.freedesktop.Application'>"
    "<method name='ActivateAction'><arg type='s' direction='in'/><arg type='av' direction='in'/><arg type='a{sv}' direction='in'/></method>"
    "</interface></node>";

typedef struct
{
  PrivateBus *bus;
  ScratchFolder *home;
  GSubprocess *agent;
  GDBusConnection *windows;
  GDBusConnection *asker;
  GPtrArray *opened; /* GVariant (savas{v}) as the windows were told, in order */
  guint name_id;
  guint object_id;
} Desk;

/* ---- the windows ---- */

static void
windows_call_cb (GDBusConnection *connection,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *method,
                 GVariant *parameters,
                 GDBusMethodInvocation *invocation,
                 gpointer user_data)
{
  Desk *desk = user_data;

  g_ptr_array_add (desk->opened, g_variant_ref (parameters));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable windows_vtable = { .method_call = windows_call_cb };

static GDBusConnection *
connect_to (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      desk->bus->address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL,
      NULL,
      &error);

  g_assert_no_error (error);
  return connection;
}

static void
write_aid (Desk *desk,
           const char *name,
           const char *title,
           const char *task,
           const char *kind,
           const char *reviewed)
{
  g_autofree char *file = g_strdup_printf ("handrail/packs/zoo/aids/%s.md", name);
  g_autofree char *text = g_strdup_printf ("---\ntitle: %s\nkind: %s\ntask: %s\nowner: desk@example.org\nreviewed: %s\n---\n## Say\n\n> Come in.\n", title, kind, task, reviewed);

  scratch_folder_write (desk->home, file, text);
}

static void
write_pack (Desk *desk)
{
  scratch_folder_write (desk->home,
                        "handrail/packs/zoo/pack.yaml",
                        "format: 1\nid: org.example.zoo\ntitle: Zoo\nversion: 1\nlanguage: en\nlicence: CC0-1.0\nowner: desk@example.org\n");
  write_aid (desk, "feed", "Quagga feeding round", "Feed them in the right order", "note", "2026-10-01");
  write_aid (desk, "same", "Quagga shelter", "Quagga shelter", "phrases", "2020-01-01");
  for (int i = 0; i < N_AIDS; i++)
    {
      g_autofree char *name = g_strdup_printf ("gnu-%d", i);
      g_autofree char *title = g_strdup_printf ("Gnuherd number %d", i);

      write_aid (desk, name, title, "Count them", "note", "2026-10-01");
    }
}

static void
appeared_cb (GDBusConnection *connection,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
wait_for_name (Desk *desk,
               const char *name)
{
  gboolean there = FALSE;
  guint id = g_bus_watch_name_on_connection (desk->asker, name, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, NULL, &there, NULL);

  wait_until (there);
  g_bus_unwatch_name (id);
}

static void
start_agent (Desk *desk)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *cache = g_build_filename (desk->home, "cache", NULL);
  g_autofree char *config = g_build_filename (desk->home, "config", NULL);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", desk->bus->address, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", desk->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", cache, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", config, TRUE);
  g_subprocess_launcher_setenv (launcher, "GSETTINGS_BACKEND", "keyfile", TRUE);
  desk->agent = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("HANDRAIL_AGENT"), "--answer-searches", NULL);
  g_assert_no_error (error);
  wait_for_name (desk, NAME);
}

/* @settings: lines of the keyfile, or NULL. */
static Desk *
desk_new (const char *settings)
{
  Desk *desk = g_new0 (Desk, 1);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (windows_xml, NULL);
  g_autoptr (GError) error = NULL;

  desk->bus = private_bus_start ();
  desk->home = scratch_folder_new ();
  desk->opened = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  write_pack (desk);
  if (settings != NULL)
    {
      g_autofree char *text = g_strconcat ("[io/github/handrail/Handrail]\n", settings, NULL);

      scratch_folder_write (desk->home, "config/glib-2.0/settings/keyfile", text);
    }

  desk->asker = connect_to (desk);
  desk->windows = connect_to (desk);
  desk->object_id = g_dbus_connection_register_object (desk->windows, "/io/github/handrail/Handrail", node->interfaces[0], &windows_vtable, desk, NULL, &error);
  g_assert_no_error (error);
  desk->name_id = g_bus_own_name_on_connection (desk->windows, APP_ID, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
  wait_for_name (desk, APP_ID);
  start_agent (desk);

  return desk;
}

static void
desk_free (Desk *desk)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (desk->agent, SIGTERM);
  g_assert_true (g_subprocess_wait_check (desk->agent, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (desk->agent);

  g_assert_true (g_dbus_connection_unregister_object (desk->windows, desk->object_id));
  g_bus_unown_name (desk->name_id);
  g_dbus_connection_close_sync (desk->windows, NULL, NULL);
  g_dbus_connection_close_sync (desk->asker, NULL, NULL);
  g_object_unref (desk->windows);
  g_object_unref (desk->asker);
  g_ptr_array_unref (desk->opened);
  private_bus_stop (desk->bus);
  scratch_folder_free (desk->home);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* ---- asking ---- */

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GVariant *
try_ask (Desk *desk,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_call (desk->asker, NAME, PATH, interface, method, parameters, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, answered_cb, &result);
  wait_until (result != NULL);

  return g_dbus_connection_call_finish (desk->asker, result, error);
}

static GVariant *
ask (Desk *desk,
     const char *interface,
     const char *method,
     GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = try_ask (desk, interface, method, parameters, &error);

  g_assert_no_error (error);
  return reply;
}

/* What GNOME Shell is told for these words; transfer full. */
static char **
find (Desk *desk,
      const char *const *terms)
{
  g_autoptr (GVariant) reply = ask (desk, SHELL, "GetInitialResultSet", g_variant_new ("(^as)", terms));
  char **paths = NULL;

  g_variant_get (reply, "(^as)", &paths);
  return paths;
}

static char **
find_word (Desk *desk,
           const char *word)
{
  const char *terms[] = { word, NULL };

  return find (desk, terms);
}

static gboolean
holds (char **paths,
       const char *path)
{
  return g_strv_contains ((const char *const *) paths, path);
}

/* ---- GNOME Shell ---- */

static void
test_finds (void)
{
  static const char *const two[] = { "quagga", "feed", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (Desk) desk = desk_new (NULL);
  g_auto (GStrv) both = NULL;
  g_auto (GStrv) one = NULL;
  g_auto (GStrv) nothing = NULL;
  g_auto (GStrv) unknown = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_auto (GStrv) narrowed = NULL;

  both = find_word (desk, "quagga");
  g_assert_cmpuint (g_strv_length (both), ==, 2);
  g_assert_true (holds (both, "org.example.zoo/feed"));
  g_assert_true (holds (both, "org.example.zoo/same"));

  one = find (desk, two);
  g_assert_cmpuint (g_strv_length (one), ==, 1);
  g_assert_cmpstr (one[0], ==, "org.example.zoo/feed");

  /* Whatever somebody says was found before. */
  reply = ask (desk, SHELL, "GetSubsearchResultSet", g_variant_new ("(^as^as)", none, two));
  g_variant_get (reply, "(^as)", &narrowed);
  g_assert_cmpuint (g_strv_length (narrowed), ==, 1);

  nothing = find (desk, none);
  g_assert_cmpuint (g_strv_length (nothing), ==, 0);
  unknown = find_word (desk, "okapi");
  g_assert_cmpuint (g_strv_length (unknown), ==, 0);
}

static GVariant *
get_metas (Desk *desk,
           const char *const *paths)
{
  g_autoptr (GVariant) reply = ask (desk, SHELL, "GetResultMetas", g_variant_new ("(^as)", paths));

  return g_variant_get_child_value (reply, 0);
}

static void
check_meta (GVariant *metas,
            gsize position,
            const char *path,
            const char *name,
            const char *description,
            const char *icon_name)
{
  g_autoptr (GVariant) meta = g_variant_get_child_value (metas, position);
  g_autoptr (GVariant) serialized = g_variant_lookup_value (meta, "icon", NULL);
  g_autoptr (GIcon) icon = NULL;
  const char *text = NULL;

  g_assert_true (g_variant_lookup (meta, "id", "&s", &text));
  g_assert_cmpstr (text, ==, path);
  g_assert_true (g_variant_lookup (meta, "name", "&s", &text));
  g_assert_cmpstr (text, ==, name);
  g_assert_true (g_variant_lookup (meta, "description", "&s", &text));
  g_assert_cmpstr (text, ==, description);
  g_assert_nonnull (serialized);
  icon = g_icon_deserialize (serialized);
  g_assert_true (G_IS_THEMED_ICON (icon));
  g_assert_cmpstr (g_themed_icon_get_names (G_THEMED_ICON (icon))[0], ==, icon_name);
}

static void
test_metas (void)
{
  static const char *const paths[] = { "org.example.zoo/same", "org.example.zoo/gone", "nonsense", "org.example.zoo/feed", NULL };
  g_autoptr (Desk) desk = desk_new (NULL);
  g_autoptr (GVariant) metas = NULL;

  g_strfreev (find_word (desk, "quagga"));
  metas = get_metas (desk, paths);
  g_assert_cmpuint (g_variant_n_children (metas), ==, 2);
  /* A task that says the same again gives way to the pack. */
  check_meta (metas, 0, "org.example.zoo/same", "Quagga shelter", "Review overdue · Zoo", APP_ID "-phrases-symbolic");
  check_meta (metas, 1, "org.example.zoo/feed", "Quagga feeding round", "Feed them in the right order", APP_ID "-note-symbolic");
}

/* What the windows were told last: the action, its one parameter as text, and the token or "". */
static void
check_opened (Desk *desk,
              guint count,
              const char *action,
              const char *parameter,
              const char *token)
{
  g_autoptr (GVariantIter) parameters = NULL;
  g_autoptr (GVariant) platform = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autofree char *text = NULL;
  const char *told = "";
  const char *name;

  wait_until (desk->opened->len == count);
  g_variant_get (desk->opened->pdata[count - 1], "(&sav@a{sv})", &name, &parameters, &platform);
  g_assert_cmpstr (name, ==, action);
  g_assert_true (g_variant_iter_next (parameters, "v", &value));
  text = g_variant_print (value, FALSE);
  g_assert_cmpstr (text, ==, parameter);
  g_variant_lookup (platform, "activation-token", "&s", &told);
  g_assert_cmpstr (told, ==, token);
}

static void
test_activation (void)
{
  static const char *const terms[] = { "quagga", "feed", NULL };
  static const char *const wrong[] = { "", "x", "/x", "a/", "a/B", "a/..", "org.example.zoo/feed/", "org.example.zoo" };
  g_autoptr (Desk) desk = desk_new (NULL);

  /* Also at once after the start: the result was found by a process that has ended since. */
  g_variant_unref (ask (desk, SHELL, "ActivateResult", g_variant_new ("(s^asu)", "org.example.zoo/feed", terms, 42)));
  check_opened (desk, 1, "open-aid", "('org.example.zoo', 'feed')", APP_ID "_TIME42");
  g_variant_unref (ask (desk, SHELL, "ActivateResult", g_variant_new ("(s^asu)", "org.example.zoo/feed", terms, 0)));
  check_opened (desk, 2, "open-aid", "('org.example.zoo', 'feed')", "");
  g_variant_unref (ask (desk, SHELL, "LaunchSearch", g_variant_new ("(^asu)", terms, 43)));
  check_opened (desk, 3, "search", "'quagga feed'", APP_ID "_TIME43");

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (try_ask (desk, SHELL, "ActivateResult", g_variant_new ("(s^asu)", wrong[i], terms, 0), &error));
      g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
      g_clear_error (&error);
      g_assert_null (try_ask (desk, KRUNNER, "Run", g_variant_new ("(ss)", wrong[i], ""), &error));
      g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
    }
  g_assert_cmpuint (desk->opened->len, ==, 3);
}

/* ---- KRunner ---- */

static void
test_krunner (void)
{
  g_autoptr (Desk) desk = desk_new (NULL);
  g_autoptr (GVariant) few = NULL;
  g_autoptr (GVariant) exact = NULL;
  g_autoptr (GVariant) many = NULL;
  g_autoptr (GVariant) actions = NULL;
  g_autoptr (GVariantIter) matches = NULL;
  double last = 1.0;
  double relevance;
  const char *path;
  int type;
  guint count = 0;

  few = ask (desk, KRUNNER, "Match", g_variant_new ("(s)", " qu "));
  g_variant_get (few, "(a(sssida{sv}))", &matches);
  g_assert_cmpuint (g_variant_iter_n_children (matches), ==, 0);
  g_clear_pointer (&matches, g_variant_iter_free);

  exact = ask (desk, KRUNNER, "Match", g_variant_new ("(s)", "quagga SHELTER"));
  g_variant_get (exact, "(a(sssida{sv}))", &matches);
  g_assert_true (g_variant_iter_next (matches, "(&s&s&sida{sv})", &path, NULL, NULL, &type, NULL, NULL));
  g_assert_cmpstr (path, ==, "org.example.zoo/same");
  g_assert_cmpint (type, ==, 100);
  g_clear_pointer (&matches, g_variant_iter_free);

  many = ask (desk, KRUNNER, "Match", g_variant_new ("(s)", "gnuherd"));
  g_variant_get (many, "(a(sssida{sv}))", &matches);
  while (g_variant_iter_next (matches, "(&s&s&sida{sv})", &path, NULL, NULL, &type, &relevance, NULL))
    {
      g_assert_cmpint (type, ==, 30);
      g_assert_cmpfloat (relevance, <, last);
      g_assert_cmpfloat (relevance, >, 0);
      last = relevance;
      count++;
    }
  g_assert_cmpuint (count, ==, MAX_HITS);

  actions = ask (desk, KRUNNER, "Actions", NULL);
  g_assert_cmpuint (g_variant_n_children (actions), ==, 1);
  g_variant_unref (ask (desk, KRUNNER, "Run", g_variant_new ("(ss)", "org.example.zoo/feed", "")));
  check_opened (desk, 1, "open-aid", "('org.example.zoo', 'feed')", "");
  g_variant_unref (ask (desk, KRUNNER, "Teardown", NULL));
}

/* ---- who should not be there ---- */

static gsize
get_resident_bytes (Desk *desk)
{
  g_autofree char *file = g_strdup_printf ("/proc/%s/statm", g_subprocess_get_identifier (desk->agent));
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  unsigned long size, resident;

  g_file_get_contents (file, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sscanf (text, "%lu %lu", &size, &resident), ==, 2);

  return resident * 4096;
}

static void
test_caps (void)
{
  g_autoptr (Desk) desk = desk_new (NULL);
  g_autoptr (GPtrArray) everything = g_ptr_array_new ();
  g_autofree char *long_word = g_strnfill (1024 * 1024, 'q');
  g_autofree char *accents = g_malloc (64 * 1024 + 1);
  g_autoptr (GVariant) metas = NULL;
  g_autoptr (GVariant) parameters = NULL;
  g_autoptr (GVariant) typed = NULL;
  g_auto (GStrv) found = NULL;
  g_auto (GStrv) nothing = NULL;
  g_auto (GStrv) still = NULL;
  const char *words;

  found = find_word (desk, "gnuherd");
  g_assert_cmpuint (g_strv_length (found), ==, MAX_HITS);

  for (int i = 0; i < 1000; i++)
    g_ptr_array_add (everything, (gpointer) "org.example.zoo/feed");
  g_ptr_array_add (everything, NULL);
  metas = get_metas (desk, (const char *const *) everything->pdata);
  g_assert_cmpuint (g_variant_n_children (metas), ==, MAX_HITS);

  /* Cut inside of a character of two bytes. */
  accents[0] = 'x';
  for (gsize i = 1; i < 64 * 1024 - 1; i += 2)
    memcpy (accents + i, "\xc3\xa9", 2);
  accents[64 * 1024 - 1] = '\0';
  everything->pdata[0] = accents;
  g_variant_unref (ask (desk, SHELL, "LaunchSearch", g_variant_new ("(^asu)", everything->pdata, 0)));
  wait_until (desk->opened->len == 1);
  parameters = g_variant_get_child_value (desk->opened->pdata[0], 1);
  g_variant_get_child (parameters, 0, "v", &typed);
  words = g_variant_get_string (typed, NULL);
  g_assert_cmpuint (strlen (words), <, 1100);
  g_assert_true (g_str_has_prefix (words, "xé"));

  nothing = find_word (desk, long_word);
  g_assert_cmpuint (g_strv_length (nothing), ==, 0);
  g_variant_unref (ask (desk, KRUNNER, "Match", g_variant_new ("(s)", long_word)));
  still = find_word (desk, "quagga");
  g_assert_cmpuint (g_strv_length (still), ==, 2);
}

typedef struct
{
  guint answered;
  guint failed;
  guint with_hits;
} Flood;

static void
flood_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  Flood *flood = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) hits = NULL;

  flood->answered++;
  if (reply == NULL)
    {
      g_test_message ("not answered: %s", error->message);
      flood->failed++;
      return;
    }
  hits = g_variant_get_child_value (reply, 0);
  flood->with_hits += g_variant_n_children (hits) > 0;
}

static void
ask_again (GDBusConnection *asker,
           Flood *flood)
{
  static const char *const terms[] = { "quagga", NULL };

  g_dbus_connection_call (asker, NAME, PATH, SHELL, "GetInitialResultSet", g_variant_new ("(^as)", terms), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, NULL, flood_cb, flood);
}

#define N_CALLS 10000
#define N_IMPATIENT 50
#define N_CROWD 40

static void
test_flood (void)
{
  g_autoptr (Desk) desk = desk_new (NULL);
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) still = NULL;
  static const char *const terms[] = { "quagga", NULL };
  Flood flood = { 0 };
  Flood impatient = { 0 };
  Flood throng = { 0 };
  gsize before;

  /* The packs have been read. */
  g_strfreev (find_word (desk, "quagga"));
  before = get_resident_bytes (desk);

  /* One that wants no answers, so that the bus does not hold it back; somebody else is served behind it. */
  for (int i = 0; i < N_CALLS; i++)
    g_dbus_connection_call (desk->windows, NAME, PATH, SHELL, "GetInitialResultSet", g_variant_new ("(^as)", terms), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  ask_again (desk->asker, &flood);
  wait_until (flood.answered == 1);
  g_assert_cmpuint (flood.failed, ==, 0);
  g_assert_cmpuint (flood.with_hits, ==, 1);

  /* One that asks on without waiting: only its newest question counts. */
  for (int i = 0; i < N_IMPATIENT; i++)
    ask_again (desk->asker, &impatient);
  wait_until (impatient.answered == N_IMPATIENT);
  g_assert_cmpuint (impatient.failed, ==, 0);
  g_assert_cmpuint (impatient.with_hits, >, 0);

  /* Many at once. */
  for (int i = 0; i < N_CROWD; i++)
    {
      g_ptr_array_add (crowd, connect_to (desk));
      ask_again (crowd->pdata[i], &throng);
    }
  wait_until (throng.answered == N_CROWD);
  g_assert_cmpuint (throng.failed, ==, 0);
  for (int i = 0; i < N_CROWD; i++)
    g_dbus_connection_close_sync (crowd->pdata[i], NULL, NULL);

  still = find_word (desk, "quagga");
  g_assert_cmpuint (g_strv_length (still), ==, 2);
  /* The sanitizers keep what was freed. */
  if (g_getenv ("HANDRAIL_SANITIZED") == NULL)
    g_assert_cmpuint (get_resident_bytes (desk), <, before + 32 * 1024 * 1024);
}

static guint
count_found (Desk *desk)
{
  g_auto (GStrv) paths = find_word (desk, "quagga");

  return g_strv_length (paths);
}

/* While the program runs, as the switch in the preferences does it. */
static void
test_switched_off (void)
{
  static const char *const paths[] = { "org.example.zoo/feed", NULL };
  g_autoptr (Desk) desk = desk_new ("desktop-search=true\n");
  g_autoptr (GVariant) before = NULL;
  g_autoptr (GVariant) metas = NULL;
  g_autoptr (GVariant) matches = NULL;
  g_autofree char *text = NULL;
  gint64 end = g_get_monotonic_time () + LIMIT_SECONDS * G_USEC_PER_SEC;

  g_assert_cmpuint (count_found (desk), ==, 2);
  before = get_metas (desk, paths);
  g_assert_cmpuint (g_variant_n_children (before), ==, 1);

  scratch_folder_write (desk->home, "config/glib-2.0/settings/keyfile", "[io/github/handrail/Handrail]\ndesktop-search=false\n");
  /* Each question is a round trip of its own. */
  while (count_found (desk) > 0)
    g_assert_cmpint (g_get_monotonic_time (), <, end);
  metas = get_metas (desk, paths);
  g_assert_cmpuint (g_variant_n_children (metas), ==, 0);
  matches = ask (desk, KRUNNER, "Match", g_variant_new ("(s)", "quagga"));
  text = g_variant_print (matches, FALSE);
  g_assert_cmpstr (text, ==, "([],)");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/shell-search/results/are-found-best-first", test_finds);
  g_test_add_func ("/shell-search/metas/tell-title-task-kind-and-mark", test_metas);
  g_test_add_func ("/shell-search/activation/opens-the-aid-or-the-search", test_activation);
  g_test_add_func ("/shell-search/krunner/ranks-and-runs", test_krunner);
  g_test_add_func ("/shell-search/caps/bound-results-and-words", test_caps);
  g_test_add_func ("/shell-search/flood/is-answered-in-bounded-memory", test_flood);
  g_test_add_func ("/shell-search/switched-off/finds-nothing", test_switched_off);

  return g_test_run ();
}
