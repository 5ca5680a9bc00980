#include "config.h"

#include "context/title-filter.h"

#include <string.h>

#include "base/text-fold.h"

struct _RailTitleFilter
{
  GPtrArray *apps; /* GPatternSpec over folded app ids */
  char **titles;   /* folded */
};

RailTitleFilter *
rail_title_filter_new (const char *const *apps,
                       const char *const *titles)
{
  RailTitleFilter *self = g_new0 (RailTitleFilter, 1);
  g_autoptr (GStrvBuilder) folded_titles = g_strv_builder_new ();

  self->apps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_pattern_spec_free);
  for (gsize i = 0; apps != NULL && apps[i] != NULL; i++)
    {
      g_autofree char *folded = g_strstrip (rail_text_fold (apps[i]));

      if (*folded != '\0')
        g_ptr_array_add (self->apps, g_pattern_spec_new (folded));
    }

  /* An empty text would stand in every title: a slip of the pen, not a wish to hide everything. */
  for (gsize i = 0; titles != NULL && titles[i] != NULL; i++)
    {
      g_autofree char *folded = g_strstrip (rail_text_fold (titles[i]));

      if (*folded != '\0')
        g_strv_builder_add (folded_titles, folded);
    }
  self->titles = g_strv_builder_end (folded_titles);

  return self;
}

void
rail_title_filter_free (RailTitleFilter *self)
{
  g_ptr_array_unref (self->apps);
  g_strfreev (self->titles);
  g_free (self);
}

static gboolean
hides_app (const RailTitleFilter *self,
           const char *app_id)
{
  g_autofree char *folded = rail_text_fold (app_id);
  g_autofree char *bare = NULL;

  /* Whether a desktop id ends in ".desktop" depends on who tells it. */
  if (g_str_has_suffix (folded, ".desktop"))
    bare = g_strndup (folded, strlen (folded) - strlen (".desktop"));

  for (guint i = 0; i < self->apps->len; i++)
    {
      GPatternSpec *pattern = g_ptr_array_index (self->apps, i);

      if (g_pattern_spec_match_string (pattern, folded) || (bare != NULL && g_pattern_spec_match_string (pattern, bare)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
hides_title (const RailTitleFilter *self,
             const char *title)
{
  g_autofree char *folded = NULL;

  if (*self->titles == NULL)
    return FALSE;
  /* Browsers write their mark at the end, and of a title this long the end was cut off. */
  if (strlen (title) > RAIL_TEXT_MAX_BYTES - 4)
    return TRUE;

  folded = rail_text_fold (title);
  for (gsize i = 0; self->titles[i] != NULL; i++)
    {
      if (strstr (folded, self->titles[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
hides (const RailTitleFilter *self,
       const RailWindow *window)
{
  gboolean has_title = window->title != NULL && *window->title != '\0';
  gboolean has_app = FALSE;

  for (gsize i = 0; window->app_ids != NULL && window->app_ids[i] != NULL; i++)
    {
      has_app = has_app || *window->app_ids[i] != '\0';
      if (hides_app (self, window->app_ids[i]))
        return TRUE;
    }

  return (!has_app && !has_title) || (has_title && hides_title (self, window->title));
}

RailWindow *
rail_title_filter_apply (RailTitleFilter *self,
                         RailWindow *window)
{
  RailWindow *hidden;

  if (window == NULL)
    return NULL;
  if (!window->excluded && !hides (self, window))
    return rail_window_ref (window);

  hidden = rail_window_new (window->serial, NULL, NULL, NULL, FALSE);
  hidden->excluded = TRUE;
  hidden->x = window->x;
  hidden->y = window->y;
  hidden->width = window->width;
  hidden->height = window->height;
  return hidden;
}
