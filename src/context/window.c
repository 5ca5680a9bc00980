#include "config.h"

#include "context/window.h"

#include "base/text-fold.h"

static char **
copy_app_ids (const char *const *app_ids)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; app_ids != NULL && app_ids[i] != NULL; i++)
    {
      gboolean seen = FALSE;

      for (gsize j = 0; j < i && !seen; j++)
        seen = g_str_equal (app_ids[i], app_ids[j]);
      if (!seen && app_ids[i][0] != '\0')
        {
          g_autofree char *repaired = rail_text_repair (app_ids[i]);

          g_strv_builder_add (builder, repaired);
        }
    }

  return g_strv_builder_end (builder);
}

RailWindow *
rail_window_new (guint64 serial,
                 const char *const *app_ids,
                 const char *title,
                 const char *url,
                 gboolean fullscreen)
{
  RailWindow *self = g_new0 (RailWindow, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->serial = serial;
  self->app_ids = copy_app_ids (app_ids);
  self->title = title != NULL ? rail_text_repair (title) : NULL;
  self->url = url != NULL ? rail_text_repair (url) : NULL;
  self->fullscreen = fullscreen;

  return self;
}

RailWindow *
rail_window_ref (RailWindow *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_window_unref (RailWindow *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_strfreev (self->app_ids);
  g_free (self->title);
  g_free (self->url);
  g_free (self);
}

gboolean
rail_window_equal (const RailWindow *a,
                   const RailWindow *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;

  return a->serial == b->serial &&
         a->fullscreen == b->fullscreen &&
         a->excluded == b->excluded &&
         a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height &&
         g_strcmp0 (a->title, b->title) == 0 &&
         g_strcmp0 (a->url, b->url) == 0 &&
         g_strv_equal ((const char *const *) a->app_ids, (const char *const *) b->app_ids);
}
