#include "config.h"

#include "rules/window-condition.h"

RailWindowTexts *
rail_window_texts_new (const RailWindow *window)
{
  RailWindowTexts *self;

  if (window == NULL || window->excluded)
    return NULL;

  self = g_new0 (RailWindowTexts, 1);
  self->app_ids = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_text_free);
  for (gsize i = 0; window->app_ids[i] != NULL; i++)
    g_ptr_array_add (self->app_ids, rail_text_new (window->app_ids[i]));
  self->title = window->title != NULL ? rail_text_new (window->title) : NULL;
  self->url = window->url != NULL ? rail_text_new (window->url) : NULL;
  self->fullscreen = window->fullscreen;

  return self;
}

void
rail_window_texts_free (RailWindowTexts *self)
{
  g_ptr_array_unref (self->app_ids);
  g_clear_pointer (&self->title, rail_text_free);
  g_clear_pointer (&self->url, rail_text_free);
  g_free (self);
}

gboolean
rail_patterns_match (GPtrArray *patterns,
                     const RailText *text)
{
  if (patterns == NULL)
    return TRUE;
  if (text == NULL)
    return FALSE;

  for (guint i = 0; i < patterns->len; i++)
    {
      if (rail_pattern_matches (g_ptr_array_index (patterns, i), text))
        return TRUE;
    }

  return FALSE;
}

gboolean
rail_patterns_match_any (GPtrArray *patterns,
                         GPtrArray *texts)
{
  if (patterns == NULL)
    return TRUE;

  for (guint i = 0; i < texts->len; i++)
    {
      if (rail_patterns_match (patterns, g_ptr_array_index (texts, i)))
        return TRUE;
    }

  return FALSE;
}

gboolean
rail_window_condition_holds (const RailWindowCondition *self,
                             const RailWindowTexts *texts)
{
  if (texts == NULL)
    return FALSE;

  return (self->fullscreen == RAIL_TRISTATE_ANY || texts->fullscreen == (self->fullscreen == RAIL_TRISTATE_YES)) &&
         rail_patterns_match_any (self->app, texts->app_ids) &&
         rail_patterns_match (self->title, texts->title) &&
         rail_patterns_match (self->url, texts->url);
}
