#include "config.h"

#include <locale.h>
#include <malloc.h>

#include <glib/gi18n-lib.h>

#include "agent/agent-application.h"
#include "agent/search-answerer.h"
#include "agent/supervisor.h"

/* Takes @word out of the words: it is for main() and not for GApplication. */
static gboolean
take (const char *word,
      int *argc,
      char **argv)
{
  gboolean found = FALSE;
  int kept = 1;

  for (int i = 1; i < *argc; i++)
    {
      if (g_str_equal (argv[i], word))
        found = TRUE;
      else
        argv[kept++] = argv[i];
    }
  argv[kept] = NULL;
  *argc = kept;

  return found;
}

int
main (int argc,
      char **argv)
{
  g_autoptr (RailAgentApplication) application = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  int exit_status = 0;

  /* Before anything else, so that the waiting parent stays small. */
  if (take ("--supervised", &argc, argv) && !rail_supervisor_run (&exit_status))
    return exit_status;

  /* What threads have read stays: in heaps of their own it took 4 MiB more for 1,000 aids, most of it holes. */
  mallopt (M_ARENA_MAX, 1);
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

  if (take ("--answer-searches", &argc, argv))
    return rail_search_answerer_run (bus);

  application = rail_agent_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
