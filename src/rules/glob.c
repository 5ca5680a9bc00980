#include "config.h"

#include "rules/glob.h"

#include <string.h>

#include "base/text-fold.h"

/* Between two * (or an end of the pattern): literals with so many ? before each; behind the last one a NULL literal. */
typedef struct
{
  const char *literal; /* borrowed from literals */
  gsize length;
  guint n_any; /* characters that may be anything, before the literal */
} Piece;

struct _RailGlob
{
  GPtrArray *literals; /* char * */
  GArray *pieces;      /* Piece */
  GArray *stretches;   /* guint: how many pieces stand between two stars; one more entry than there are stars */
};

typedef struct
{
  RailGlob *glob;
  GString *literal;
  guint n_any;
  guint n_pieces;
} Reading;

/*
 * What stands between wildcards is folded on its own, so that folding never makes or hides a wildcard (the fullwidth "＊" is a literal).
 */
static void
end_piece (Reading *reading)
{
  Piece piece = { .n_any = reading->n_any };

  if (reading->literal->len > 0)
    {
      char *folded = rail_text_fold (reading->literal->str);

      g_ptr_array_add (reading->glob->literals, folded);
      piece.literal = folded;
      piece.length = strlen (folded);
    }
  else if (reading->n_any == 0)
    {
      return;
    }

  g_array_append_val (reading->glob->pieces, piece);
  g_string_truncate (reading->literal, 0);
  reading->n_any = 0;
  reading->n_pieces++;
}

static void
end_stretch (Reading *reading)
{
  end_piece (reading);
  g_array_append_val (reading->glob->stretches, reading->n_pieces);
  reading->n_pieces = 0;
}

RailGlob *
rail_glob_new (const char *source)
{
  RailGlob *self = g_new0 (RailGlob, 1);
  g_autoptr (GString) literal = g_string_new (NULL);
  Reading reading = { .glob = self, .literal = literal };

  self->literals = g_ptr_array_new_with_free_func (g_free);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  self->stretches = g_array_new (FALSE, FALSE, sizeof (guint));

  for (const char *at = source; *at != '\0'; at++)
    {
      if (*at == '\\' && at[1] != '\0' && strchr ("*?\\", at[1]) != NULL)
        {
          g_string_append_c (literal, *++at);
        }
      else if (*at == '*')
        {
          end_stretch (&reading);
        }
      else if (*at == '?')
        {
          if (literal->len > 0)
            end_piece (&reading);
          reading.n_any++;
        }
      else
        {
          g_string_append_c (literal, *at);
        }
    }
  end_stretch (&reading);

  return self;
}

void
rail_glob_free (RailGlob *self)
{
  g_ptr_array_unref (self->literals);
  g_array_unref (self->pieces);
  g_array_unref (self->stretches);
  g_free (self);
}

const char *
rail_glob_get_plain (const RailGlob *self)
{
  const Piece *piece = &g_array_index (self->pieces, Piece, 0);

  if (self->stretches->len > 1 || self->pieces->len > 1)
    return NULL;
  if (self->pieces->len == 0)
    return "";

  return piece->n_any == 0 ? piece->literal : NULL;
}

GPtrArray *
rail_glob_get_literals (const RailGlob *self)
{
  return self->literals;
}

/* Where @n_pieces that begin exactly at @at end; NULL when they do not stand there. */
static const char *
fit (const Piece *pieces,
     guint n_pieces,
     const char *at,
     const char *end)
{
  for (guint i = 0; i < n_pieces; i++)
    {
      for (guint any = 0; any < pieces[i].n_any; any++)
        {
          if (at == end)
            return NULL;
          at = g_utf8_next_char (at);
        }
      if ((gsize) (end - at) < pieces[i].length || (pieces[i].length > 0 && memcmp (at, pieces[i].literal, pieces[i].length) != 0))
        return NULL;
      at += pieces[i].length;
    }

  return at;
}

/* Where the first place ends at which the pieces stand. Without a ? before it the first literal is looked for directly. */
static const char *
find (const Piece *pieces,
      guint n_pieces,
      const char *at,
      const char *end)
{
  while (at <= end)
    {
      const char *found;

      if (n_pieces > 0 && pieces[0].n_any == 0)
        {
          at = memmem (at, (gsize) (end - at), pieces[0].literal, pieces[0].length);
          if (at == NULL)
            return NULL;
        }
      found = fit (pieces, n_pieces, at, end);
      if (found != NULL)
        return found;
      if (at == end)
        return NULL;
      at = g_utf8_next_char (at);
    }

  return NULL;
}

/* The pieces behind the last star stand at the very end. */
static gboolean
ends_with (const Piece *pieces,
           guint n_pieces,
           const char *at,
           const char *end)
{
  for (guint i = n_pieces; i > 0; i--)
    {
      const Piece *piece = &pieces[i - 1];

      if ((gsize) (end - at) < piece->length || (piece->length > 0 && memcmp (end - piece->length, piece->literal, piece->length) != 0))
        return FALSE;
      end -= piece->length;
      for (guint any = 0; any < piece->n_any; any++)
        {
          if (end == at)
            return FALSE;
          end = g_utf8_prev_char (end);
        }
    }

  return TRUE;
}

/* The leftmost place for each stretch is as good as any, so nothing is ever taken back. */
gboolean
rail_glob_matches (const RailGlob *self,
                   const char *folded,
                   gsize length)
{
  const Piece *pieces = (const Piece *) (gpointer) self->pieces->data;
  const guint *stretches = (const guint *) (gpointer) self->stretches->data;
  const char *end = folded + length;
  const char *at = fit (pieces, stretches[0], folded, end);
  guint last = self->stretches->len - 1;

  if (last == 0 || at == NULL)
    return at == end;

  pieces += stretches[0];
  for (guint i = 1; i < last; i++)
    {
      at = find (pieces, stretches[i], at, end);
      if (at == NULL)
        return FALSE;
      pieces += stretches[i];
    }

  return ends_with (pieces, stretches[last], at, end);
}
