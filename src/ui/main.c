#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "ui/application.h"
#include "ui/renderer.h"

int
main (int argc,
      char *argv[])
{
  g_autoptr (GApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, RAIL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  rail_renderer_choose ();
  g_set_application_name (_ ("Handrail"));
  /* X11 window managers and our own watcher know the windows by this name (WM_CLASS). */
  g_set_prgname (RAIL_APP_ID);

  application = rail_application_new ();

  return g_application_run (application, argc, argv);
}
