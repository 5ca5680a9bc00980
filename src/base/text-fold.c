#include "config.h"

#include "base/text-fold.h"

#include <string.h>

#define COMBINING_DOT_ABOVE 0x0307

/* Unicode's White_Space: GLib leaves out the vertical tab and the next-line control. */
static gboolean
is_white (gunichar character)
{
  return g_unichar_isspace (character) || character == '\v' || character == 0x85;
}

/* Drops every U+0307 that directly follows an i, in place; TRUE if there was one. */
static gboolean
drop_dots (char *text)
{
  char *to = text;
  gboolean after_i = FALSE;
  gboolean dropped = FALSE;

  for (const char *from = text, *next; *from != '\0'; from = next)
    {
      gunichar character = g_utf8_get_char (from);
      gsize size;

      next = g_utf8_next_char (from);
      size = (gsize) (next - from);
      if (after_i && character == COMBINING_DOT_ABOVE)
        {
          dropped = TRUE;
          continue;
        }

      after_i = character == 'i';
      memmove (to, from, size);
      to += size;
    }
  *to = '\0';

  return dropped;
}

static void
squeeze (char *text)
{
  char *to = text;
  gboolean after_white = FALSE;

  for (const char *from = text, *next; *from != '\0'; from = next)
    {
      gboolean white = is_white (g_utf8_get_char (from));
      gsize size;

      /* Found before anything is written: what is written may reach over the character it came from. */
      next = g_utf8_next_char (from);
      size = (gsize) (next - from);
      if (!white)
        {
          memmove (to, from, size);
          to += size;
        }
      else if (!after_white)
        {
          *to++ = ' ';
        }
      after_white = white;
    }
  *to = '\0';
}

/* Folds valid UTF-8. */
static char *
fold (const char *valid)
{
  g_autofree char *compatible = g_utf8_normalize (valid, -1, G_NORMALIZE_NFKC);
  g_autofree char *caseless = g_utf8_casefold (compatible, -1);
  char *folded = g_utf8_normalize (caseless, -1, G_NORMALIZE_NFKC);

  /* Without its dot the i may compose with a mark that stood behind it. */
  if (drop_dots (folded))
    {
      g_autofree char *dotless = folded;

      folded = g_utf8_normalize (dotless, -1, G_NORMALIZE_NFKC);
    }
  squeeze (folded);

  return folded;
}

char *
rail_text_repair (const char *raw)
{
  gsize length = strnlen (raw, RAIL_TEXT_MAX_BYTES + 1);
  g_autofree char *valid = NULL;

  /* Cut first, so that a title of megabytes costs no more than one of the cap; back up over a character cut in two. */
  if (length > RAIL_TEXT_MAX_BYTES)
    {
      length = RAIL_TEXT_MAX_BYTES;
      for (gsize back = 0; back < 3 && length > 0 && (raw[length] & 0xc0) == 0x80; back++)
        length--;
    }

  /* One stray byte becomes three, so what was repaired may need cutting again. */
  valid = g_utf8_make_valid (raw, (gssize) length);
  length = strlen (valid);
  if (length > RAIL_TEXT_MAX_BYTES)
    length = (gsize) (g_utf8_find_prev_char (valid, valid + RAIL_TEXT_MAX_BYTES + 1) - valid);

  return g_strndup (valid, length);
}

RailText *
rail_text_new (const char *raw)
{
  RailText *self = g_new0 (RailText, 1);
  g_autofree char *valid = rail_text_repair (raw != NULL ? raw : "");

  self->normal = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  self->normal_length = strlen (self->normal);

  /* Squeezed, so there is at most one space to trim at either end. */
  self->folded = g_strstrip (fold (valid));
  self->folded_length = strlen (self->folded);

  return self;
}

void
rail_text_free (RailText *self)
{
  g_free (self->normal);
  g_free (self->folded);
  g_free (self);
}

char *
rail_text_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return fold (valid);
}
