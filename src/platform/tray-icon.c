#define G_LOG_DOMAIN "handrail-tray-icon"

#include "config.h"

#include "platform/tray-icon.h"

#include <glib/gi18n-lib.h>

#include "platform/tray-hosts.h"
#include "status-notifier-skeleton.h"

#define ITEM_PATH "/StatusNotifierItem"
#define MENU_PATH "/StatusNotifierItem/Menu"

struct _RailTrayIcon
{
  GObject parent_instance;

  GDBusConnection *connection;
  GCancellable *cancellable;
  RailDBusStatusNotifierItem *skeleton;
  RailTrayHosts *hosts;
  RailDbusMenu *menu;
  RailTrayState state;
  char *text;
  char *activation_token;
};

G_DEFINE_FINAL_TYPE (RailTrayIcon, rail_tray_icon, G_TYPE_OBJECT)

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_icon_name (RailTrayState state)
{
  switch (state)
    {
    case RAIL_TRAY_WAITING:
      return RAIL_APP_ID "-waiting-symbolic";
    case RAIL_TRAY_PAUSED:
      return RAIL_APP_ID "-paused-symbolic";
    case RAIL_TRAY_IDLE:
    default:
      return RAIL_APP_ID "-symbolic";
    }
}

/*
 * Hosts prefer a name over pixels, and show a torn page for a name they do not find: the name is only given where the icon is installed for
 * everybody.
 */
static const char *
find_icon (RailTrayState state)
{
  const char *const *folders = g_get_system_data_dirs ();
  const char *name = get_icon_name (state);

  for (gsize i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *file = g_strconcat (name, ".svg", NULL);
      g_autofree char *path = g_build_filename (folders[i], "icons/hicolor/symbolic/apps", file, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return name;
    }

  return "";
}

static GVariant *
build_no_pictures (void)
{
  return g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0);
}

static GVariant *
build_tool_tip (const char *text)
{
  return g_variant_new ("(s@a(iiay)ss)", "", build_no_pictures (), _ ("Handrail"), text);
}

static void
show_state (RailTrayIcon *self)
{
  gboolean waiting = self->state == RAIL_TRAY_WAITING;
  const char *name = find_icon (self->state);
  g_autoptr (GVariant) pictures = g_variant_ref_sink (rail_tray_picture_build (self->state));

  /* Some hosts know no picture for attention of its own: both are the same. */
  rail_dbus_status_notifier_item_set_status (self->skeleton, waiting ? "NeedsAttention" : "Active");
  rail_dbus_status_notifier_item_set_icon_name (self->skeleton, name);
  rail_dbus_status_notifier_item_set_icon_pixmap (self->skeleton, pictures);
  rail_dbus_status_notifier_item_set_attention_icon_name (self->skeleton, waiting ? name : "");
  rail_dbus_status_notifier_item_set_attention_icon_pixmap (self->skeleton, waiting ? pictures : build_no_pictures ());
}

static void
registered_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("The tray does not take the icon: %s", error->message);
}

/* By the connection's own name: a sandbox lets nobody own an org.kde name. */
static void
watcher_appeared_cb (RailTrayIcon *self,
                     const char *watcher)
{
  g_dbus_connection_call (self->connection,
                          watcher,
                          "/StatusNotifierWatcher",
                          "org.kde.StatusNotifierWatcher",
                          "RegisterStatusNotifierItem",
                          g_variant_new ("(s)", g_dbus_connection_get_unique_name (self->connection)),
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          self->cancellable,
                          registered_cb,
                          NULL);
}

static gboolean
activate_cb (RailDBusStatusNotifierItem *skeleton,
             GDBusMethodInvocation *invocation,
             int x,
             int y,
             gpointer user_data)
{
  rail_dbus_status_notifier_item_complete_activate (skeleton, invocation);
  g_signal_emit (user_data, signals[SIGNAL_ACTIVATED], 0);
  return TRUE;
}

static gboolean
secondary_activate_cb (RailDBusStatusNotifierItem *skeleton,
                       GDBusMethodInvocation *invocation,
                       int x,
                       int y,
                       gpointer user_data)
{
  rail_dbus_status_notifier_item_complete_secondary_activate (skeleton, invocation);
  g_signal_emit (user_data, signals[SIGNAL_ACTIVATED], 0);
  return TRUE;
}

/* A host that cannot draw the menu asks us to; we cannot either, but the window has all of it. */
static gboolean
context_menu_cb (RailDBusStatusNotifierItem *skeleton,
                 GDBusMethodInvocation *invocation,
                 int x,
                 int y,
                 gpointer user_data)
{
  rail_dbus_status_notifier_item_complete_context_menu (skeleton, invocation);
  g_signal_emit (user_data, signals[SIGNAL_ACTIVATED], 0);
  return TRUE;
}

static gboolean
scroll_cb (RailDBusStatusNotifierItem *skeleton,
           GDBusMethodInvocation *invocation,
           int delta,
           const char *orientation,
           gpointer user_data)
{
  rail_dbus_status_notifier_item_complete_scroll (skeleton, invocation);
  return TRUE;
}

static gboolean
provide_xdg_activation_token_cb (RailDBusStatusNotifierItem *skeleton,
                                 GDBusMethodInvocation *invocation,
                                 const char *token,
                                 gpointer user_data)
{
  RailTrayIcon *self = user_data;

  g_free (self->activation_token);
  self->activation_token = g_strdup (token);
  rail_dbus_status_notifier_item_complete_provide_xdg_activation_token (skeleton, invocation);
  return TRUE;
}

static void
rail_tray_icon_finalize (GObject *object)
{
  RailTrayIcon *self = RAIL_TRAY_ICON (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->menu != NULL)
    rail_dbus_menu_unexport (self->menu);
  g_clear_object (&self->menu);
  g_clear_object (&self->hosts);
  if (g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)) != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_clear_object (&self->skeleton);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->activation_token, g_free);

  G_OBJECT_CLASS (rail_tray_icon_parent_class)->finalize (object);
}

static void
rail_tray_icon_class_init (RailTrayIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_tray_icon_finalize;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", RAIL_TYPE_TRAY_ICON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_tray_icon_init (RailTrayIcon *self)
{
  const struct
  {
    const char *signal;
    GCallback callback;
  } handlers[] = {
    { "handle-activate", G_CALLBACK (activate_cb) },
    { "handle-secondary-activate", G_CALLBACK (secondary_activate_cb) },
    { "handle-context-menu", G_CALLBACK (context_menu_cb) },
    { "handle-scroll", G_CALLBACK (scroll_cb) },
    { "handle-provide-xdg-activation-token", G_CALLBACK (provide_xdg_activation_token_cb) },
  };

  self->cancellable = g_cancellable_new ();
  self->text = g_strdup ("");
  self->skeleton = rail_dbus_status_notifier_item_skeleton_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->skeleton, handlers[i].signal, handlers[i].callback, self, 0);

  rail_dbus_status_notifier_item_set_category (self->skeleton, "ApplicationStatus");
  rail_dbus_status_notifier_item_set_id (self->skeleton, RAIL_APP_ID);
  rail_dbus_status_notifier_item_set_title (self->skeleton, _ ("Handrail"));
  rail_dbus_status_notifier_item_set_icon_theme_path (self->skeleton, "");
  rail_dbus_status_notifier_item_set_item_is_menu (self->skeleton, FALSE);
  rail_dbus_status_notifier_item_set_menu (self->skeleton, MENU_PATH);
  rail_dbus_status_notifier_item_set_tool_tip (self->skeleton, build_tool_tip (self->text));
  show_state (self);
}

RailTrayIcon *
rail_tray_icon_new (GDBusConnection *connection,
                    GError **error)
{
  g_autoptr (RailTrayIcon) self = g_object_new (RAIL_TYPE_TRAY_ICON, NULL);

  self->connection = g_object_ref (connection);
  self->hosts = rail_tray_hosts_new (connection);
  self->menu = rail_dbus_menu_new (self->hosts);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection, ITEM_PATH, error) ||
      !rail_dbus_menu_export (self->menu, connection, MENU_PATH, error))
    return NULL;

  g_signal_connect_object (self->hosts, "watcher-appeared", G_CALLBACK (watcher_appeared_cb), self, G_CONNECT_SWAPPED);

  return g_steal_pointer (&self);
}

RailDbusMenu *
rail_tray_icon_get_menu (RailTrayIcon *self)
{
  return self->menu;
}

void
rail_tray_icon_set_state (RailTrayIcon *self,
                          RailTrayState state,
                          const char *text)
{
  if (!g_str_equal (self->text, text))
    {
      g_free (self->text);
      self->text = g_strdup (text);
      rail_dbus_status_notifier_item_set_tool_tip (self->skeleton, build_tool_tip (text));
      rail_dbus_status_notifier_item_emit_new_tool_tip (self->skeleton);
    }

  if (self->state == state)
    return;

  self->state = state;
  show_state (self);
  rail_dbus_status_notifier_item_emit_new_icon (self->skeleton);
  rail_dbus_status_notifier_item_emit_new_attention_icon (self->skeleton);
  rail_dbus_status_notifier_item_emit_new_status (self->skeleton,
                                                  rail_dbus_status_notifier_item_get_status (self->skeleton));
}

char *
rail_tray_icon_take_activation_token (RailTrayIcon *self)
{
  return g_steal_pointer (&self->activation_token);
}
