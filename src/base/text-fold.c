#include "config.h"

#include "base/text-fold.h"

#include <string.h>

#include "base/fold-table.h"

/* One byte in each of the eight of a word. */
#define EACH(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))

static gboolean
is_ascii_white (char byte)
{
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/*
 * Folds eight ASCII bytes at once; FALSE when they need a closer look: a control character, or white space after white space.
 * Titles hardly ever have either, and byte by byte this costs as much as all the matching that follows.
 */
static gboolean
fold_eight (char *to,
            const char *from,
            gboolean *after_white)
{
  guint64 bytes, controls, spaces, capitals;

  memcpy (&bytes, from, sizeof bytes);
  bytes = GUINT64_FROM_LE (bytes);

  controls = (bytes - EACH (0x20)) & ~bytes & EACH (0x80);
  spaces = ~((bytes ^ EACH (' ')) + EACH (0x7f)) & EACH (0x80);
  if (controls != 0 || (spaces & (spaces << 8 | (*after_white ? 0x80 : 0))) != 0)
    return FALSE;

  capitals = (bytes + EACH (0x80 - 'A')) & ~(bytes + EACH (0x80 - 'Z' - 1)) & EACH (0x80);
  bytes = GUINT64_TO_LE (bytes | capitals >> 2);
  memcpy (to, &bytes, sizeof bytes);
  *after_white = spaces >> 63;

  return TRUE;
}

static void
append_ascii (GString *folded,
              const char *from,
              gsize length)
{
  gsize start = folded->len;
  gboolean after_white = start > 0 && folded->str[start - 1] == ' ';
  char *to;

  g_string_set_size (folded, start + length);
  to = folded->str + start;
  for (gsize i = 0; i < length;)
    {
      gboolean white;

      if (length - i >= 8 && fold_eight (to, from + i, &after_white))
        {
          to += 8;
          i += 8;
          continue;
        }

      white = is_ascii_white (from[i]);
      *to = white ? ' ' : g_ascii_tolower (from[i]);
      to += !(white && after_white);
      after_white = white;
      i++;
    }
  g_string_truncate (folded, (gsize) (to - folded->str));
}

/* Appends folded characters, every run of white space as one space. */
static void
append_squeezed (GString *folded,
                 const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (!rail_fold_table_is_white (character))
        g_string_append_unichar (folded, character);
      else if (folded->len == 0 || folded->str[folded->len - 1] != ' ')
        g_string_append_c (folded, ' ');
    }
}

static void
append_single (GString *folded,
               gunichar character,
               guint32 fold)
{
  if (fold & RAIL_FOLD_EXPANDS)
    append_squeezed (folded, rail_fold_table_get_expansion (character));
  else if ((fold & RAIL_FOLD_CHARACTER) != ' ')
    g_string_append_unichar (folded, fold & RAIL_FOLD_CHARACTER);
  else if (folded->len == 0 || folded->str[folded->len - 1] != ' ')
    g_string_append_c (folded, ' ');
}

/* Where the run of ASCII that starts at @at ends. */
static const char *
skip_ascii (const char *at,
            const char *end)
{
  for (guint64 bytes; end - at >= 8; at += 8)
    {
      memcpy (&bytes, at, sizeof bytes);
      if ((bytes & EACH (0x80)) != 0)
        break;
    }
  while (at < end && (*at & 0x80) == 0)
    at++;

  return at;
}

static gboolean
joins_at (const char *at,
          const char *end)
{
  return at < end && (*at & 0x80) != 0 && (rail_fold_table_look_up (g_utf8_get_char (at)) & RAIL_FOLD_JOINS) != 0;
}

/*
 * A character that does not join begins afresh: nothing before it changes how it folds, nor the other way round. So only the stretches
 * of one character and those that join with it need folding as a whole.
 */
RailTextTraits
rail_text_fold_append (GString *folded,
                       const char *valid,
                       gsize length)
{
  const char *end = valid + length;
  RailTextTraits traits = 0;

  for (const char *at = valid, *next; at < end; at = next)
    {
      next = skip_ascii (at, end);
      if (next > at)
        {
          /* The last one may belong to the marks behind it. */
          if (joins_at (next, end))
            next--;
          append_ascii (folded, at, (gsize) (next - at));
          at = next;
          if (at == end)
            break;
        }

      next = g_utf8_next_char (at);
      if (!joins_at (at, end) && !joins_at (next, end))
        {
          gunichar character = g_utf8_get_char (at);
          guint32 fold = rail_fold_table_look_up (character);

          append_single (folded, character, fold);
          traits |= (fold & RAIL_FOLD_DENORMAL) != 0 ? RAIL_TEXT_DENORMAL : 0;
        }
      else
        {
          g_autofree char *joined = NULL;

          while (joins_at (next, end))
            next = g_utf8_next_char (next);
          joined = rail_fold_table_fold_joined (at, (gsize) (next - at));
          append_squeezed (folded, joined);
          traits |= RAIL_TEXT_JOINS | RAIL_TEXT_DENORMAL;
        }
    }

  return traits;
}

void
rail_text_fold_append_singly (GString *folded,
                              const char *valid,
                              gsize length)
{
  const char *end = valid + length;

  for (const char *at = valid, *next; at < end; at = next)
    {
      gunichar character;

      next = skip_ascii (at, end);
      if (next > at)
        {
          append_ascii (folded, at, (gsize) (next - at));
          continue;
        }

      next = g_utf8_next_char (at);
      character = g_utf8_get_char (at);
      append_single (folded, character, rail_fold_table_look_up (character));
    }
}

char *
rail_text_repair (const char *raw)
{
  gsize length = strnlen (raw, RAIL_TEXT_MAX_BYTES + 1);
  const char *beyond_ascii;
  g_autofree char *valid = NULL;

  /* Cut first, so that a title of megabytes costs no more than one of the cap; back up over a character cut in two. */
  if (length > RAIL_TEXT_MAX_BYTES)
    {
      length = RAIL_TEXT_MAX_BYTES;
      for (gsize back = 0; back < 3 && length > 0 && (raw[length] & 0xc0) == 0x80; back++)
        length--;
    }
  /* Nearly all of most titles is ASCII, which is valid. */
  beyond_ascii = skip_ascii (raw, raw + length);
  if (g_utf8_validate_len (beyond_ascii, (gsize) (raw + length - beyond_ascii), NULL))
    return g_strndup (raw, length);

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
  gsize length = strlen (valid);
  g_autoptr (GString) folded = g_string_sized_new (length + 1);
  RailTextTraits traits;

  traits = rail_text_fold_append (folded, valid, length);
  /* Squeezed, so there is at most one space to trim at either end. */
  self->folded = g_strdup (g_strstrip (folded->str));
  self->folded_length = strlen (self->folded);

  if (traits & RAIL_TEXT_DENORMAL)
    self->normal = g_utf8_normalize (valid, (gssize) length, G_NORMALIZE_NFC);
  else
    self->normal = g_steal_pointer (&valid);
  self->normal_length = strlen (self->normal);

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
  g_autoptr (GString) folded = g_string_new (NULL);

  rail_text_fold_append (folded, valid, strlen (valid));

  return g_strdup (folded->str);
}
