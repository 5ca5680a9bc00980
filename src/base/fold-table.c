#include "config.h"

#include "base/fold-table.h"

#include <string.h>

#include "base/character-pages.h"

#define COMBINING_DOT_ABOVE 0x0307

gboolean
rail_fold_table_is_white (gunichar character)
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

char *
rail_fold_table_fold_joined (const char *valid,
                             gsize length)
{
  g_autofree char *compatible = g_utf8_normalize (valid, (gssize) length, G_NORMALIZE_NFKC);
  g_autofree char *caseless = g_utf8_casefold (compatible, -1);
  char *folded = g_utf8_normalize (caseless, -1, G_NORMALIZE_NFKC);

  /* Without its dot the i may compose with a mark that stood behind it. */
  if (drop_dots (folded))
    {
      g_autofree char *dotless = folded;

      folded = g_utf8_normalize (dotless, -1, G_NORMALIZE_NFKC);
    }

  return folded;
}

/*
 * The characters around the page starting at @first that compose with one before them although their combining class is 0: vowel signs of
 * Indic scripts. They stand in the block of the character they make.
 */
static void
find_composing_starters (gunichar first,
                         gboolean composing[RAIL_CHARACTER_PAGE_SIZE])
{
  gunichar from = first >= RAIL_CHARACTER_PAGE_SIZE ? first - RAIL_CHARACTER_PAGE_SIZE : 0;

  for (gunichar whole = from; whole < MIN (first + 2 * RAIL_CHARACTER_PAGE_SIZE, 0x110000); whole++)
    {
      gunichar before, after, again;

      if (g_unichar_decompose (whole, &before, &after) && after >= first && after < first + RAIL_CHARACTER_PAGE_SIZE && g_unichar_compose (before, after, &again))
        composing[after - first] = TRUE;
    }
}

/* Hangul vowels and final consonants compose by arithmetic, whatever page the syllable is on. */
static gboolean
is_hangul_tail (gunichar character)
{
  return character >= 0x1160 && character <= 0x11ff;
}

/* Whether what @text decomposes to may join with something before it. */
static gboolean
starts_joining (const char *text)
{
  g_autofree char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_NFKD);
  gunichar first = g_utf8_get_char (decomposed);

  return g_unichar_combining_class (first) != 0 || is_hangul_tail (first);
}

static gboolean
joins (gunichar character,
       const char *text,
       const char *folded)
{
  g_autofree char *caseless = NULL;

  if (g_unichar_combining_class (character) != 0 || is_hangul_tail (character) || starts_joining (text) || starts_joining (folded))
    return TRUE;

  caseless = g_utf8_casefold (text, -1);
  return starts_joining (caseless);
}

static guint32
fold_character (gunichar character,
                gboolean composing,
                GString *expansions)
{
  char text[7] = "";
  g_autofree char *normal = NULL;
  g_autofree char *folded = NULL;
  guint32 fold = 0;
  gsize length = (gsize) g_unichar_to_utf8 (character, text);

  if (rail_fold_table_is_white (character))
    return ' ';
  /* Half of a surrogate pair is never in valid text, and GLib would not take it. */
  if (character == 0 || !g_unichar_validate (character))
    return character;

  normal = g_utf8_normalize (text, (gssize) length, G_NORMALIZE_NFC);
  if (!g_str_equal (normal, text))
    fold |= RAIL_FOLD_DENORMAL;
  folded = rail_fold_table_fold_joined (text, length);
  if (composing || joins (character, text, folded))
    fold |= RAIL_FOLD_JOINS;

  if (*g_utf8_next_char (folded) == '\0')
    {
      gunichar single = g_utf8_get_char (folded);

      return fold | (rail_fold_table_is_white (single) ? ' ' : single);
    }

  fold |= RAIL_FOLD_EXPANDS | (guint32) expansions->len;
  g_string_append_len (expansions, folded, (gssize) strlen (folded) + 1);

  return fold;
}

static void
fill_page (gunichar first,
           guint32 *folds,
           GString *expansions)
{
  gboolean composing[RAIL_CHARACTER_PAGE_SIZE] = { FALSE };

  find_composing_starters (first, composing);
  for (guint i = 0; i < RAIL_CHARACTER_PAGE_SIZE; i++)
    folds[i] = fold_character (first + i, composing[i], expansions);
}

static RailCharacterPages pages;

guint32
rail_fold_table_look_up (gunichar character)
{
  return rail_character_pages_get (&pages, fill_page, character)->words[character % RAIL_CHARACTER_PAGE_SIZE];
}

const char *
rail_fold_table_get_expansion (gunichar character)
{
  const RailCharacterPage *page = rail_character_pages_get (&pages, fill_page, character);

  return page->texts + (page->words[character % RAIL_CHARACTER_PAGE_SIZE] & RAIL_FOLD_CHARACTER);
}
