#include "config.h"

#include "library/source-lines.h"

struct _RailSourceLines
{
  const char *data;
  gsize length;
  guint first_line;
  GArray *starts; /* gsize */
};

RailSourceLines *
rail_source_lines_new (const char *data,
                       gsize length,
                       guint first_line)
{
  RailSourceLines *self = g_new0 (RailSourceLines, 1);
  gsize start = 0;

  self->data = data;
  self->length = length;
  self->first_line = first_line;
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));

  g_array_append_val (self->starts, start);
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] != '\n')
        continue;
      start = i + 1;
      g_array_append_val (self->starts, start);
    }

  return self;
}

void
rail_source_lines_free (RailSourceLines *self)
{
  g_array_unref (self->starts);
  g_free (self);
}

guint
rail_source_lines_get_line (const RailSourceLines *self,
                            gsize offset)
{
  guint low = 0;
  guint high = self->starts->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->starts, gsize, middle) <= offset)
        low = middle;
      else
        high = middle;
    }

  return self->first_line + low;
}

gboolean
rail_source_lines_find (const RailSourceLines *self,
                        const char *text,
                        gsize *offset)
{
  /* As numbers: pointers into different objects have no order. */
  guintptr start = (guintptr) self->data;
  guintptr place = (guintptr) text;

  if (place < start || place >= start + self->length)
    return FALSE;

  *offset = (gsize) (place - start);
  return TRUE;
}

guint
rail_source_lines_guess_next (const RailSourceLines *self,
                              gsize offset)
{
  while (offset > 0 && offset < self->length && self->data[offset - 1] != '\n')
    offset++;
  while (offset < self->length && g_ascii_isspace (self->data[offset]))
    offset++;

  return rail_source_lines_get_line (self, offset);
}
