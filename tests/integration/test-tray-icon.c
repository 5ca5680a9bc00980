#include <string.h>

#include "platform/tray-icon.h"

/*
 * The icon on a private bus, with a watcher that does as the test says. Icon, watcher and strangers have connections of their own in one main
 * loop; every wait ends by what it waits for or by the limit.
 */

#define LIMIT_SECONDS 20
#define ITEM "/StatusNotifierItem"
#define MENU "/StatusNotifierItem/Menu"
#define ITEM_INTERFACE "org.kde.StatusNotifierItem"
#define MENU_INTERFACE "com.canonical.dbusmenu"
#define WATCHER "org.kde.StatusNotifierWatcher"
#define SECRET "Review: Priya"

static const char watcher_xml[] =
    "<node><interface name='" WATCHER "'>"
    "<method name='RegisterStatusNotifierItem'><arg type='s' direction='in'/></method>"
    "</interface></node>";

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *own;
  GDBusConnection *host;
  GDBusConnection *stranger;
  RailTrayIcon *icon;
  GPtrArray *registered; /* what the watcher was told */
  gboolean refusing;     /* the watcher takes nothing */
  GString *heard;        /* every signal the stranger heard, as text */
  GString *clicked;      /* keys, each with a blank behind it */
  guint activated;
  guint filled;
  const char *title; /* of the item that is the user's own business */
} Tray;

/* ---- waiting ---- */

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("waited %d s for something that did not come", LIMIT_SECONDS);
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                              \
  G_STMT_START                                                             \
  {                                                                        \
    guint limit = g_timeout_add_seconds (LIMIT_SECONDS, give_up_cb, NULL); \
    while (!(condition))                                                   \
      g_main_context_iteration (NULL, TRUE);                               \
    g_source_remove (limit);                                               \
  }                                                                        \
  G_STMT_END

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GVariant *
try_call (GDBusConnection *caller,
          const char *name,
          const char *path,
          const char *interface,
          const char *method,
          GVariant *parameters,
          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_call (caller, name, path, interface, method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, answered_cb, &result);
  wait_until (result != NULL);

  return g_dbus_connection_call_finish (caller, result, error);
}

static GVariant *
try_menu (Tray *tray,
          GDBusConnection *caller,
          const char *method,
          GVariant *parameters,
          GError **error)
{
  return try_call (caller, g_dbus_connection_get_unique_name (tray->own), MENU, MENU_INTERFACE, method, parameters, error);
}

static GVariant *
call_menu (Tray *tray,
           GDBusConnection *caller,
           const char *method,
           GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = try_menu (tray, caller, method, parameters, &error);

  g_assert_no_error (error);
  return reply;
}

static void
call_item (Tray *tray,
           const char *method,
           GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = try_call (tray->host, g_dbus_connection_get_unique_name (tray->own), ITEM, ITEM_INTERFACE, method, parameters, &error);

  g_assert_no_error (error);
}

static GVariant *
ask_bus (GDBusConnection *caller,
         const char *method,
         GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = try_call (caller, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method, parameters, &error);

  g_assert_no_error (error);
  return reply;
}

static void
own_name (GDBusConnection *connection,
          const char *name)
{
  g_autoptr (GVariant) reply = ask_bus (connection, "RequestName", g_variant_new ("(su)", name, 0));
}

static void
disown_name (GDBusConnection *connection,
             const char *name)
{
  g_autoptr (GVariant) reply = ask_bus (connection, "ReleaseName", g_variant_new ("(s)", name));
}

/* Everything the icon has sent up to now has been heard: signals and replies of one sender keep their order. */
static void
hear_all (Tray *tray)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = try_call (tray->stranger,
                                         g_dbus_connection_get_unique_name (tray->own),
                                         ITEM,
                                         "org.freedesktop.DBus.Peer",
                                         "Ping",
                                         NULL,
                                         &error);

  g_assert_no_error (error);
}

/* ---- the fakes ---- */

static void
watcher_called_cb (GDBusConnection *connection,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *method,
                   GVariant *parameters,
                   GDBusMethodInvocation *invocation,
                   gpointer user_data)
{
  Tray *tray = user_data;
  const char *item;

  g_variant_get (parameters, "(&s)", &item);
  g_ptr_array_add (tray->registered, g_strdup_printf ("%s by %s", item, sender));
  if (tray->refusing)
    g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR, G_DBUS_ERROR_FAILED, "No room");
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
serve_watcher (Tray *tray,
               GDBusConnection *connection)
{
  static const GDBusInterfaceVTable vtable = { .method_call = watcher_called_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (watcher_xml, NULL);

  g_dbus_connection_register_object (connection, "/StatusNotifierWatcher", node->interfaces[0], &vtable, tray, NULL, NULL);
}

static void
heard_cb (GDBusConnection *connection,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer user_data)
{
  Tray *tray = user_data;
  g_autofree char *text = g_variant_print (parameters, FALSE);

  g_string_append_printf (tray->heard, "%s%s\n", signal, text);
}

static void
filling_cb (RailDbusMenu *menu,
            GPtrArray *items,
            Tray *tray)
{
  tray->filled++;
  g_ptr_array_add (items, rail_tray_item_new_private ("nudge", tray->title, "1 waits"));
  g_ptr_array_add (items, rail_tray_item_new_separator ("line"));
  g_ptr_array_add (items, rail_tray_item_new ("quit", "Quit"));
}

static void
clicked_cb (RailDbusMenu *menu,
            const char *key,
            Tray *tray)
{
  g_string_append_printf (tray->clicked, "%s ", key);
}

static void
activated_cb (RailTrayIcon *icon,
              Tray *tray)
{
  tray->activated++;
}

static GDBusConnection *
connect_to (Tray *tray)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (tray->bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL,
      NULL,
      &error);

  g_assert_no_error (error);
  return connection;
}

static void
set_up (Tray *tray,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tray->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (tray->bus);
  tray->own = connect_to (tray);
  tray->host = connect_to (tray);
  tray->stranger = connect_to (tray);
  tray->registered = g_ptr_array_new_with_free_func (g_free);
  tray->heard = g_string_new (NULL);
  tray->clicked = g_string_new (NULL);
  tray->title = SECRET;
  serve_watcher (tray, tray->host);

  g_dbus_connection_signal_subscribe (tray->stranger,
                                      g_dbus_connection_get_unique_name (tray->own),
                                      NULL,
                                      NULL,
                                      NULL,
                                      NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE,
                                      heard_cb,
                                      tray,
                                      NULL);
  tray->icon = rail_tray_icon_new (tray->own, &error);
  g_assert_no_error (error);
  g_signal_connect (tray->icon, "activated", G_CALLBACK (activated_cb), tray);
  g_signal_connect (rail_tray_icon_get_menu (tray->icon), "filling", G_CALLBACK (filling_cb), tray);
  g_signal_connect (rail_tray_icon_get_menu (tray->icon), "clicked", G_CALLBACK (clicked_cb), tray);
  hear_all (tray);
}

static void
set_up_with_host (Tray *tray,
                  gconstpointer data)
{
  set_up (tray, data);
  own_name (tray->host, WATCHER);
  wait_until (tray->registered->len == 1);
}

static void
tear_down (Tray *tray,
           gconstpointer data)
{
  g_clear_object (&tray->icon);
  g_clear_object (&tray->own);
  g_clear_object (&tray->host);
  g_clear_object (&tray->stranger);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_ptr_array_unref (tray->registered);
  g_string_free (tray->heard, TRUE);
  g_string_free (tray->clicked, TRUE);
  g_test_dbus_down (tray->bus);
  g_object_unref (tray->bus);
}

static char *
read_layout (Tray *tray,
             GDBusConnection *reader)
{
  g_autoptr (GVariant) layout = call_menu (tray, reader, "GetLayout", g_variant_new ("(iias)", 0, -1, NULL));

  return g_variant_print (layout, FALSE);
}

static int
find_id (Tray *tray,
         const char *label)
{
  g_autoptr (GVariant) reply = call_menu (tray, tray->host, "GetGroupProperties", g_variant_new ("(aias)", NULL, NULL));
  g_autoptr (GVariant) list = g_variant_get_child_value (reply, 0);

  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) properties = NULL;
      const char *text = "";
      int id;

      g_variant_get_child (list, i, "(i@a{sv})", &id, &properties);
      g_variant_lookup (properties, "label", "&s", &text);
      if (g_str_equal (text, label))
        return id;
    }

  g_error ("there is no item “%s”", label);
}

static guint
count_heard (Tray *tray,
             const char *word)
{
  g_auto (GStrv) parts = g_strsplit (tray->heard->str, word, -1);

  return g_strv_length (parts) - 1;
}

/* ---- tests ---- */

static void
registers_with_every_watcher_that_comes (Tray *tray,
                                         gconstpointer data)
{
  const char *own = g_dbus_connection_get_unique_name (tray->own);
  g_autofree char *expected = g_strdup_printf ("%s by %s", own, own);

  g_assert_cmpuint (tray->registered->len, ==, 0);
  own_name (tray->host, WATCHER);
  wait_until (tray->registered->len == 1);
  g_assert_cmpstr (g_ptr_array_index (tray->registered, 0), ==, expected);

  disown_name (tray->host, WATCHER);
  serve_watcher (tray, tray->stranger);
  own_name (tray->stranger, WATCHER);
  wait_until (tray->registered->len == 2);
  g_assert_cmpstr (g_ptr_array_index (tray->registered, 1), ==, expected);
}

static void
a_watcher_that_refuses_does_no_harm (Tray *tray,
                                     gconstpointer data)
{
  tray->refusing = TRUE;
  own_name (tray->host, WATCHER);
  wait_until (tray->registered->len == 1);
  call_item (tray, "Activate", g_variant_new ("(ii)", 1, 2));
  g_assert_cmpuint (tray->activated, ==, 1);
}

static void
a_watcher_that_vanishes_at_once_does_no_harm (Tray *tray,
                                              gconstpointer data)
{
  g_autoptr (GDBusConnection) hasty = connect_to (tray);
  g_autoptr (GError) error = NULL;

  own_name (hasty, WATCHER);
  g_dbus_connection_close_sync (hasty, NULL, &error);
  g_assert_no_error (error);

  own_name (tray->host, WATCHER);
  wait_until (tray->registered->len == 1);
}

static void
only_hosts_read_titles (Tray *tray,
                        gconstpointer data)
{
  g_autofree char *hosts = read_layout (tray, tray->host);
  g_autofree char *strangers = read_layout (tray, tray->stranger);
  g_autofree char *properties = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autofree char *label = NULL;

  g_assert_nonnull (strstr (hosts, SECRET));
  g_assert_nonnull (strstr (strangers, "1 waits"));
  g_assert_null (strstr (strangers, SECRET));

  reply = call_menu (tray, tray->stranger, "GetGroupProperties", g_variant_new ("(aias)", NULL, NULL));
  properties = g_variant_print (reply, FALSE);
  g_assert_null (strstr (properties, SECRET));

  value = call_menu (tray, tray->stranger, "GetProperty", g_variant_new ("(is)", find_id (tray, SECRET), "label"));
  label = g_variant_print (value, FALSE);
  g_assert_cmpstr (label, ==, "(<'1 waits'>,)");
}

static void
a_host_beside_the_watcher_reads_titles (Tray *tray,
                                        gconstpointer data)
{
  g_autofree char *before = read_layout (tray, tray->stranger);
  g_autofree char *decoyed = NULL;
  g_autofree char *after = NULL;

  g_assert_null (strstr (before, SECRET));
  /* Another one's host name is none of theirs. */
  own_name (tray->own, "org.kde.StatusNotifierHost-7");
  decoyed = read_layout (tray, tray->stranger);
  g_assert_null (strstr (decoyed, SECRET));

  own_name (tray->stranger, "org.kde.StatusNotifierHost-8");
  after = read_layout (tray, tray->stranger);
  g_assert_nonnull (strstr (after, SECRET));
}

static void
a_watcher_that_is_gone_is_a_stranger (Tray *tray,
                                      gconstpointer data)
{
  g_autofree char *layout = NULL;

  disown_name (tray->host, WATCHER);
  serve_watcher (tray, tray->stranger);
  own_name (tray->stranger, WATCHER);
  wait_until (tray->registered->len == 2);
  layout = read_layout (tray, tray->host);
  g_assert_null (strstr (layout, SECRET));
}

static void
clicks_of_hosts_arrive (Tray *tray,
                        gconstpointer data)
{
  g_autofree char *layout = read_layout (tray, tray->host);
  int nudge = find_id (tray, SECRET);
  int quit = find_id (tray, "Quit");
  g_autoptr (GVariant) single = NULL;
  g_autoptr (GVariant) group = NULL;
  g_autofree char *unknown = NULL;
  GVariantBuilder events;

  single = call_menu (tray, tray->host, "Event", g_variant_new ("(isvu)", nudge, "clicked", g_variant_new_int32 (0), 1));
  g_assert_cmpstr (tray->clicked->str, ==, "nudge ");

  g_variant_builder_init (&events, G_VARIANT_TYPE ("a(isvu)"));
  g_variant_builder_add (&events, "(isvu)", nudge, "hovered", g_variant_new_int32 (0), 1);
  g_variant_builder_add (&events, "(isvu)", 999, "clicked", g_variant_new_int32 (0), 1);
  g_variant_builder_add (&events, "(isvu)", 0, "clicked", g_variant_new_int32 (0), 1);
  g_variant_builder_add (&events, "(isvu)", quit, "clicked", g_variant_new_string (""), 1);
  group = call_menu (tray, tray->host, "EventGroup", g_variant_new ("(a(isvu))", &events));
  unknown = g_variant_print (group, FALSE);
  g_assert_cmpstr (tray->clicked->str, ==, "nudge quit ");
  g_assert_cmpstr (unknown, ==, "([999],)");
}

static void
clicks_of_strangers_are_refused (Tray *tray,
                                 gconstpointer data)
{
  g_autofree char *layout = read_layout (tray, tray->host);
  int quit = find_id (tray, "Quit");
  g_autoptr (GError) single = NULL;
  g_autoptr (GError) group = NULL;
  GVariantBuilder events;

  g_assert_null (try_menu (tray, tray->stranger, "Event", g_variant_new ("(isvu)", quit, "clicked", g_variant_new_int32 (0), 1), &single));
  g_assert_error (single, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);

  g_variant_builder_init (&events, G_VARIANT_TYPE ("a(isvu)"));
  g_variant_builder_add (&events, "(isvu)", quit, "clicked", g_variant_new_int32 (0), 1);
  g_assert_null (try_menu (tray, tray->stranger, "EventGroup", g_variant_new ("(a(isvu))", &events), &group));
  g_assert_error (group, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
  g_assert_cmpstr (tray->clicked->str, ==, "");
}

static void
unknown_items_are_errors (Tray *tray,
                          gconstpointer data)
{
  const struct
  {
    const char *method;
    GVariant *parameters;
  } calls[] = {
    { "GetLayout", g_variant_new ("(iias)", 999, -1, NULL) },
    { "GetProperty", g_variant_new ("(is)", -1, "label") },
    { "GetProperty", g_variant_new ("(is)", 0, "no-such-thing") },
    { "Event", g_variant_new ("(isvu)", 999, "clicked", g_variant_new_int32 (0), 1) },
    { "AboutToShow", g_variant_new ("(i)", 999) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (try_menu (tray, tray->host, calls[i].method, calls[i].parameters, &error));
      g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
    }
}

static gboolean
is_about_to_show_different (Tray *tray)
{
  g_autoptr (GVariant) reply = call_menu (tray, tray->host, "AboutToShow", g_variant_new ("(i)", 0));
  gboolean differs;

  g_variant_get (reply, "(b)", &differs);
  return differs;
}

static void
about_to_show_says_whether_to_read_again (Tray *tray,
                                          gconstpointer data)
{
  g_autofree char *first = read_layout (tray, tray->host);
  g_autofree char *public = NULL;
  g_autofree char *second = NULL;
  g_autofree char *group = NULL;
  g_autoptr (GVariant) reply = NULL;
  GVariantBuilder ids;

  g_assert_false (is_about_to_show_different (tray));
  tray->title = "Review: Sam";
  g_assert_true (is_about_to_show_different (tray));
  /* Somebody else's reading does not count as the host's. */
  public = read_layout (tray, tray->stranger);
  g_assert_true (is_about_to_show_different (tray));

  g_variant_builder_init (&ids, G_VARIANT_TYPE ("ai"));
  g_variant_builder_add (&ids, "i", 0);
  g_variant_builder_add (&ids, "i", 999);
  reply = call_menu (tray, tray->host, "AboutToShowGroup", g_variant_new ("(ai)", &ids));
  group = g_variant_print (reply, FALSE);
  g_assert_cmpstr (group, ==, "([0], [999])");

  second = read_layout (tray, tray->host);
  g_assert_nonnull (strstr (second, "Review: Sam"));
  g_assert_false (is_about_to_show_different (tray));
}

static void
hosts_are_told_once_until_they_read (Tray *tray,
                                     gconstpointer data)
{
  RailDbusMenu *menu = rail_tray_icon_get_menu (tray->icon);
  g_autofree char *first = read_layout (tray, tray->host);
  g_autofree char *public = NULL;
  g_autofree char *second = NULL;
  guint filled = tray->filled;

  rail_dbus_menu_invalidate (menu);
  rail_dbus_menu_invalidate (menu);
  hear_all (tray);
  g_assert_cmpuint (count_heard (tray, "LayoutUpdated"), ==, 1);
  g_assert_cmpuint (tray->filled, ==, filled);

  public = read_layout (tray, tray->stranger);
  rail_dbus_menu_invalidate (menu);
  hear_all (tray);
  g_assert_cmpuint (count_heard (tray, "LayoutUpdated"), ==, 1);

  second = read_layout (tray, tray->host);
  rail_dbus_menu_invalidate (menu);
  hear_all (tray);
  g_assert_cmpuint (count_heard (tray, "LayoutUpdated"), ==, 2);
  g_assert_cmpuint (count_heard (tray, SECRET), ==, 0);
}

static void
states_are_told_when_they_change (Tray *tray,
                                  gconstpointer data)
{
  g_autoptr (GVariant) reply = NULL;
  g_autofree char *properties = NULL;
  g_autoptr (GError) error = NULL;

  rail_tray_icon_set_state (tray->icon, RAIL_TRAY_IDLE, "");
  hear_all (tray);
  g_assert_cmpstr (tray->heard->str, ==, "");

  rail_tray_icon_set_state (tray->icon, RAIL_TRAY_WAITING, "1 aid is waiting");
  rail_tray_icon_set_state (tray->icon, RAIL_TRAY_WAITING, "1 aid is waiting");
  hear_all (tray);
  g_assert_cmpstr (tray->heard->str, ==, "NewToolTip()\nNewIcon()\nNewAttentionIcon()\nNewStatus('NeedsAttention',)\n");

  reply = try_call (tray->stranger,
                    g_dbus_connection_get_unique_name (tray->own),
                    ITEM,
                    "org.freedesktop.DBus.Properties",
                    "GetAll",
                    g_variant_new ("(s)", ITEM_INTERFACE),
                    &error);
  g_assert_no_error (error);
  properties = g_variant_print (reply, FALSE);
  g_assert_nonnull (strstr (properties, "'Category': <'ApplicationStatus'>"));
  g_assert_nonnull (strstr (properties, "'Status': <'NeedsAttention'>"));
  g_assert_nonnull (strstr (properties, "'ItemIsMenu': <false>"));
  g_assert_nonnull (strstr (properties, "'Menu': <objectpath '" MENU "'>"));
  g_assert_nonnull (strstr (properties, "1 aid is waiting"));
}

static void
a_token_serves_one_click (Tray *tray,
                          gconstpointer data)
{
  g_autofree char *none = rail_tray_icon_take_activation_token (tray->icon);
  g_autofree char *token = NULL;
  g_autofree char *spent = NULL;

  g_assert_null (none);
  call_item (tray, "ProvideXdgActivationToken", g_variant_new ("(s)", "first"));
  call_item (tray, "ProvideXdgActivationToken", g_variant_new ("(s)", "second"));
  call_item (tray, "Activate", g_variant_new ("(ii)", 1, 2));
  g_assert_cmpuint (tray->activated, ==, 1);
  token = rail_tray_icon_take_activation_token (tray->icon);
  g_assert_cmpstr (token, ==, "second");
  spent = rail_tray_icon_take_activation_token (tray->icon);
  g_assert_null (spent);
}

static void
every_click_on_the_icon_opens_and_scrolling_does_not (Tray *tray,
                                                      gconstpointer data)
{
  call_item (tray, "Activate", g_variant_new ("(ii)", 1, 2));
  call_item (tray, "SecondaryActivate", g_variant_new ("(ii)", 1, 2));
  call_item (tray, "ContextMenu", g_variant_new ("(ii)", 1, 2));
  g_assert_cmpuint (tray->activated, ==, 3);
  call_item (tray, "Scroll", g_variant_new ("(is)", 120, "vertical"));
  g_assert_cmpuint (tray->activated, ==, 3);
}

static void
leaves_the_bus_clean_with_calls_under_way (Tray *tray,
                                           gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) gone = NULL;

  g_dbus_connection_call (tray->stranger,
                          g_dbus_connection_get_unique_name (tray->own),
                          MENU,
                          MENU_INTERFACE,
                          "AboutToShow",
                          g_variant_new ("(i)", 0),
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          answered_cb,
                          &result);
  wait_until (tray->filled > 0 || result != NULL);
  g_clear_object (&tray->icon);
  wait_until (result != NULL);
  reply = g_dbus_connection_call_finish (tray->stranger, result, NULL);

  g_assert_null (try_menu (tray, tray->host, "AboutToShow", g_variant_new ("(i)", 0), &gone));
  g_assert_nonnull (gone);
}

#define add(path, set_up, test) g_test_add ("/tray-icon/" path, Tray, NULL, set_up, test, tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("registers-with-every-watcher-that-comes", set_up, registers_with_every_watcher_that_comes);
  add ("a-watcher-that-refuses-does-no-harm", set_up, a_watcher_that_refuses_does_no_harm);
  add ("a-watcher-that-vanishes-at-once-does-no-harm", set_up, a_watcher_that_vanishes_at_once_does_no_harm);
  add ("only-hosts-read-titles", set_up_with_host, only_hosts_read_titles);
  add ("a-host-beside-the-watcher-reads-titles", set_up_with_host, a_host_beside_the_watcher_reads_titles);
  add ("a-watcher-that-is-gone-is-a-stranger", set_up_with_host, a_watcher_that_is_gone_is_a_stranger);
  add ("clicks-of-hosts-arrive", set_up_with_host, clicks_of_hosts_arrive);
  add ("clicks-of-strangers-are-refused", set_up_with_host, clicks_of_strangers_are_refused);
  add ("unknown-items-are-errors", set_up_with_host, unknown_items_are_errors);
  add ("about-to-show-says-whether-to-read-again", set_up_with_host, about_to_show_says_whether_to_read_again);
  add ("hosts-are-told-once-until-they-read", set_up_with_host, hosts_are_told_once_until_they_read);
  add ("states-are-told-when-they-change", set_up, states_are_told_when_they_change);
  add ("a-token-serves-one-click", set_up_with_host, a_token_serves_one_click);
  add ("every-click-on-the-icon-opens-and-scrolling-does-not", set_up_with_host, every_click_on_the_icon_opens_and_scrolling_does_not);
  add ("leaves-the-bus-clean-with-calls-under-way", set_up_with_host, leaves_the_bus_clean_with_calls_under_way);

  return g_test_run ();
}
