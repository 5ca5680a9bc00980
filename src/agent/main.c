#include "config.h"

#include <locale.h>

#include <glib/gi18n-lib.h>

#include "agent/agent.h"

int
main (int argc,
      char **argv)
{
  g_autoptr (RailAgent) agent = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, RAIL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("handrail-agent");

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (bus == NULL)
    {
      g_printerr ("handrail-agent: there is no session bus (%s). Start it from your desktop session, or with dbus-run-session.\n",
                  error->message);
      return 1;
    }

  agent = rail_agent_new ();
  return g_application_run (G_APPLICATION (agent), argc, argv);
}
