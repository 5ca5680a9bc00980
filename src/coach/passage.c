#include "config.h"

#include "coach/passage.h"

RailPassage *
rail_passage_new (guint number,
                  const char *pack,
                  const char *aid,
                  const char *title,
                  const char *heading,
                  const char *text,
                  guint line)
{
  RailPassage *self = g_new0 (RailPassage, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->number = number;
  self->pack = g_strdup (pack);
  self->aid = g_strdup (aid);
  self->title = g_strdup (title);
  self->heading = g_strdup (heading);
  self->text = g_strdup (text);
  self->line = line;

  return self;
}

RailPassage *
rail_passage_ref (RailPassage *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
rail_passage_unref (RailPassage *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->pack);
  g_free (self->aid);
  g_free (self->title);
  g_free (self->heading);
  g_free (self->text);
  g_free (self);
}
