#include "config.h"

#include "platform/presence-notifications.h"

#include <glib/gi18n-lib.h>

#include "platform/remote-value.h"

#define SERVER_NAME "org.freedesktop.Notifications"
#define SERVER_PATH "/org/freedesktop/Notifications"
#define PROPERTIES "org.freedesktop.DBus.Properties"
#define SOURCE "notifications"

/* A place where a server keeps it: on the bus, or in a setting. */
typedef struct
{
  const char *server; /* as GetServerInformation names it */
  const char *vendor; /* NULL: whoever made it */
  RailRemoteQuestion question;
  const char *schema;
  const char *key;
  gboolean inverted; /* TRUE says that it does show what comes */
} Place;

#define PROPERTY(PATH, INTERFACE, NAME)                                                                        \
  {                                                                                                            \
    .name = SERVER_NAME, .path = PATH, .interface = PROPERTIES, .method = "Get", .words = { INTERFACE, NAME }, \
    .signal_interface = PROPERTIES, .signal = "PropertiesChanged", .signal_word = INTERFACE                    \
  }

static const Place places[] = {
  { .server = "dunst", .question = PROPERTY (SERVER_PATH, "org.dunstproject.cmd0", "paused") },
  { .server = "Plasma", .question = PROPERTY (SERVER_PATH, SERVER_NAME, "Inhibited") },
  /* The property came with the signal; before it modes could be asked for but were never announced. */
  { .server = "mako", .question = PROPERTY ("/fr/emersion/Mako", "fr.emersion.Mako", "Modes") },
  {
      .server = "Xfce Notify Daemon",
      .question = {
          .name = "org.xfce.Xfconf",
          .path = "/org/xfce/Xfconf",
          .interface = "org.xfce.Xfconf",
          .method = "GetProperty",
          .words = { "xfce4-notifyd", "/do-not-disturb" },
          .signal_interface = "org.xfce.Xfconf",
          .signal_word = "xfce4-notifyd",
          .unset_error = "org.xfce.Xfconf.Error.PropertyNotFound",
      },
  },
  { .server = "gnome-shell", .schema = "org.gnome.desktop.notifications", .key = "show-banners", .inverted = TRUE },
  { .server = "cinnamon", .schema = "org.cinnamon.desktop.notifications", .key = "display-notifications", .inverted = TRUE },
  { .server = "Notification Daemon", .vendor = "MATE", .schema = "org.mate.NotificationDaemon", .key = "do-not-disturb" },
};

#undef PROPERTY

/* mako(5) has modes of any name; these are the ones its manual and its users call so. */
static const char *const quiet_modes[] = { "do-not-disturb", "dnd", NULL };

struct _RailPresenceNotifications
{
  RailPresenceBoard *board;
  GDBusConnection *connection;
  gboolean sandboxed;

  RailRemoteValue *server;
  char *server_name;
  const Place *place; /* of the present server; NULL if it has none */
  RailRemoteValue *remote;
  GSettings *settings;
  gboolean has_answered;
};

static void
tell (RailPresenceNotifications *self,
      RailPresenceState value,
      RailProviderState health,
      const char *detail)
{
  rail_presence_board_tell (self->board, SOURCE, RAIL_PRESENCE_DO_NOT_DISTURB, value, health, detail);
  if (self->has_answered)
    return;

  self->has_answered = TRUE;
  rail_presence_board_expected_came (self->board);
}

static void
tell_value (RailPresenceNotifications *self,
            gboolean value)
{
  /* Translators: %s is the name of a notification server, such as “dunst”. */
  g_autofree char *detail = g_strdup_printf (_ ("The notification server “%s” tells."), self->server_name);

  tell (self, value != self->place->inverted ? RAIL_PRESENCE_YES : RAIL_PRESENCE_NO, RAIL_PROVIDER_OK, detail);
}

static void
tell_unknown (RailPresenceNotifications *self)
{
  /* Translators: %s is the name of a notification server. */
  g_autofree char *detail = g_strdup_printf (_ ("The notification server “%s” does not let Handrail know; what comes is shown."), self->server_name);

  tell (self, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_LIMITED, detail);
}

static gboolean
has_quiet_mode (GVariant *modes)
{
  g_autofree const char **names = g_variant_get_strv (modes, NULL);

  for (guint i = 0; quiet_modes[i] != NULL; i++)
    {
      if (g_strv_contains (names, quiet_modes[i]))
        return TRUE;
    }

  return FALSE;
}

static void
remote_cb (RailRemoteState state,
           GVariant *value,
           gpointer user_data)
{
  RailPresenceNotifications *self = user_data;

  if (state == RAIL_REMOTE_TOLD && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    tell_value (self, g_variant_get_boolean (value));
  else if (state == RAIL_REMOTE_TOLD && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    tell_value (self, has_quiet_mode (value));
  else if (state == RAIL_REMOTE_UNSET)
    tell_value (self, FALSE);
  else
    tell_unknown (self);
}

static void
setting_changed_cb (RailPresenceNotifications *self)
{
  tell_value (self, g_settings_get_boolean (self->settings, self->place->key));
}

/* NULL where this desktop has no such setting: GSettings would end the program for asking. */
static GSettings *
open_setting (const Place *place)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, place->schema, TRUE) : NULL;
  g_autoptr (GSettingsSchemaKey) key = NULL;

  if (schema == NULL || !g_settings_schema_has_key (schema, place->key))
    return NULL;

  key = g_settings_schema_get_key (schema, place->key);
  if (!g_variant_type_equal (g_settings_schema_key_get_value_type (key), G_VARIANT_TYPE_BOOLEAN))
    return NULL;

  return g_settings_new_full (schema, NULL, NULL);
}

static void
follow_setting (RailPresenceNotifications *self)
{
  g_autofree char *signal = g_strconcat ("changed::", self->place->key, NULL);

  if (!self->sandboxed)
    self->settings = open_setting (self->place);

  if (self->settings != NULL)
    {
      g_signal_connect_swapped (self->settings, signal, G_CALLBACK (setting_changed_cb), self);
      setting_changed_cb (self);
    }
  else
    {
      const RailRemoteQuestion question = {
        .name = "org.freedesktop.portal.Desktop",
        .path = "/org/freedesktop/portal/desktop",
        .interface = "org.freedesktop.portal.Settings",
        .method = "Read",
        .words = { self->place->schema, self->place->key },
        .signal_interface = "org.freedesktop.portal.Settings",
        .signal = "SettingChanged",
        .signal_word = self->place->schema,
      };

      self->remote = rail_remote_value_new (self->connection, &question, remote_cb, self);
    }
}

static void
forget_server (RailPresenceNotifications *self)
{
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->remote, rail_remote_value_free);
  g_clear_pointer (&self->server_name, g_free);
  self->place = NULL;
}

static const Place *
find_place (const char *server,
            const char *vendor)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (g_str_equal (places[i].server, server) && (places[i].vendor == NULL || g_str_equal (places[i].vendor, vendor)))
        return &places[i];
    }

  return NULL;
}

/* ---- which server it is ---- */

static void
server_cb (RailRemoteState state,
           GVariant *value,
           gpointer user_data)
{
  RailPresenceNotifications *self = user_data;
  const char *vendor = "";

  forget_server (self);
  if (state == RAIL_REMOTE_ABSENT)
    {
      tell (self, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_LIMITED, _ ("No notification server runs that could tell."));
      return;
    }

  if (state == RAIL_REMOTE_TOLD && g_variant_is_of_type (value, G_VARIANT_TYPE ("(ssss)")))
    g_variant_get (value, "(s&s&s&s)", &self->server_name, &vendor, NULL, NULL);
  else
    self->server_name = g_strdup (SERVER_NAME);

  self->place = find_place (self->server_name, vendor);
  if (self->place == NULL)
    tell_unknown (self);
  else if (self->place->schema != NULL)
    follow_setting (self);
  else
    self->remote = rail_remote_value_new (self->connection, &self->place->question, remote_cb, self);
}

RailPresenceNotifications *
rail_presence_notifications_new (GDBusConnection *session,
                                 gboolean sandboxed,
                                 RailPresenceBoard *board)
{
  const RailRemoteQuestion question = {
    .name = SERVER_NAME,
    .path = SERVER_PATH,
    .interface = SERVER_NAME,
    .method = "GetServerInformation",
  };
  RailPresenceNotifications *self = g_new0 (RailPresenceNotifications, 1);

  self->board = g_object_ref (board);
  self->connection = g_object_ref (session);
  self->sandboxed = sandboxed;
  rail_presence_board_expect (board);
  self->server = rail_remote_value_new (session, &question, server_cb, self);

  return self;
}

void
rail_presence_notifications_free (RailPresenceNotifications *self)
{
  rail_remote_value_free (self->server);
  forget_server (self);
  g_object_unref (self->connection);
  g_object_unref (self->board);
  g_free (self);
}
