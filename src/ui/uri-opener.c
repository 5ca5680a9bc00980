#include "config.h"

#define G_LOG_DOMAIN "handrail-uri-opener"

#include "ui/uri-opener.h"

#include <stdlib.h>

#include "ui/renderer.h"

static void
launched_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The address itself stays out of the log: it may name a person. */
  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    g_message ("No application opened the link: %s", error->message);
}

/* Not gtk_show_uri_full(): it hands our own choice of a renderer on to the browser. */
static void
launch (GtkWidget *from,
        const char *uri)
{
  g_autoptr (GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (from));

  rail_renderer_forget (G_APP_LAUNCH_CONTEXT (context));
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, launched_cb, NULL);
}

gboolean
rail_uri_opener_accepts (const char *uri)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);

  return scheme != NULL &&
         (g_ascii_strcasecmp (scheme, "https") == 0 || g_ascii_strcasecmp (scheme, "http") == 0 || g_ascii_strcasecmp (scheme, "mailto") == 0);
}

void
rail_uri_opener_open (GtkWidget *from,
                      const char *uri)
{
  if (rail_uri_opener_accepts (uri))
    launch (from, uri);
}

void
rail_uri_opener_write_to (GtkWidget *from,
                          const char *address)
{
  g_autofree char *escaped = g_uri_escape_string (address, "@", FALSE);
  g_autofree char *uri = g_strconcat ("mailto:", escaped, NULL);

  launch (from, uri);
}

char *
rail_uri_opener_dup_pack_file (const char *folder,
                               const char *target)
{
  g_autofree char *joined = g_build_filename (folder, target, NULL);
  char *real_folder = realpath (folder, NULL);
  char *real_file = realpath (joined, NULL);
  char *path = NULL;

  /* Real paths, so that neither ".." nor a symbolic link leads out of the pack. */
  if (real_folder != NULL && real_file != NULL && g_str_has_prefix (real_file, real_folder) && real_file[strlen (real_folder)] == G_DIR_SEPARATOR)
    path = g_strdup (real_file);

  free (real_folder);
  free (real_file);

  return path;
}

void
rail_uri_opener_open_file (GtkWidget *from,
                           const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  if (uri != NULL)
    launch (from, uri);
}
