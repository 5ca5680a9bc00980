#include "config.h"

#include "ui/about-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

GtkWindow *
rail_about_window_new (GtkWindow *parent)
{
  return g_object_new (ADW_TYPE_ABOUT_WINDOW,
                       "transient-for",
                       parent,
                       "application-name",
                       _ ("Handrail"),
                       "application-icon",
                       RAIL_APP_ID,
                       "version",
                       RAIL_VERSION,
                       "developer-name",
                       _ ("The Handrail founders"),
                       "comments",
                       _ ("The right job aid at the moment of need. Quiet otherwise."),
                       "website",
                       "https://github.com/handrail/Handrail",
                       "license-type",
                       GTK_LICENSE_GPL_3_0,
                       /* Translators: your names, one a line. */
                       "translator-credits",
                       _ ("translator-credits"),
                       NULL);
}
