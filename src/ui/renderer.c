#include "config.h"

#include "ui/renderer.h"

#include <gtk/gtk.h>

/* GDK has no call for any of these. The variable that keeps it from loading the GL driver changed its name with GTK 4.16. */
static const struct
{
  const char *name;
  const char *value;
  guint from_minor, before_minor;
} variables[] = {
  { "GSK_RENDERER", "cairo", 0, G_MAXUINT },
  { "GDK_DEBUG", "gl-disable", 0, 16 },
  { "GDK_DISABLE", "gl,vulkan", 16, G_MAXUINT },
};

void
rail_renderer_choose (void)
{
  guint minor = gtk_get_minor_version ();

  if (g_getenv ("GSK_RENDERER") != NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      if (minor >= variables[i].from_minor && minor < variables[i].before_minor)
        g_setenv (variables[i].name, variables[i].value, FALSE);
    }
}

void
rail_renderer_forget (GAppLaunchContext *context)
{
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      if (g_strcmp0 (g_getenv (variables[i].name), variables[i].value) == 0)
        g_app_launch_context_unsetenv (context, variables[i].name);
    }
}
