/*
 * Prints the labels of the agent's tray menu, one a line, as a tray host reads them: it owns a host's name while it asks.
 */

#include <locale.h>
#include <unistd.h>

#include <gio/gio.h>

#define AGENT_NAME "io.github.handrail.Handrail.Agent"
#define MENU_PATH "/StatusNotifierItem/Menu"
#define MENU_INTERFACE "com.canonical.dbusmenu"

static GVariant *
call (GDBusConnection *connection,
      const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (connection, name, path, interface, method, parameters, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, &error);

  if (reply == NULL)
    g_printerr ("%s: %s\n", method, error->message);
  return reply;
}

static void
print_labels (GVariant *layout)
{
  g_autoptr (GVariant) item = g_variant_get_child_value (layout, 1);
  g_autoptr (GVariant) children = g_variant_get_child_value (item, 2);

  for (gsize i = 0; i < g_variant_n_children (children); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);
      g_autoptr (GVariant) properties = g_variant_get_child_value (child, 1);
      const char *label;

      if (g_variant_lookup (properties, "label", "&s", &label))
        g_print ("%s\n", label);
    }
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autofree char *name = g_strdup_printf ("org.kde.StatusNotifierHost-%d", (int) getpid ());
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GVariant) layout = NULL;

  setlocale (LC_ALL, "");
  if (connection == NULL)
    {
      g_printerr ("there is no session bus\n");
      return 1;
    }

  owned = call (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", name, 4));
  if (owned != NULL)
    layout = call (connection, AGENT_NAME, MENU_PATH, MENU_INTERFACE, "GetLayout", g_variant_new ("(ii@as)", 0, -1, g_variant_new_strv (NULL, 0)));
  if (layout == NULL)
    return 1;

  print_labels (layout);
  return 0;
}
