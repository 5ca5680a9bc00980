#include "config.h"

#include "base/fold-table.h"

#include <string.h>

#define PAGE_SIZE 256
#define N_PAGES (0x110000 / PAGE_SIZE)
#define COMBINING_DOT_ABOVE 0x0307

/* Immutable once it is published in @pages. */
typedef struct
{
  guint32 folds[PAGE_SIZE]; /* with RAIL_FOLD_EXPANDS: an offset into expansions */
  char *expansions;         /* NUL-terminated texts, one behind the other */
} Page;

static Page *pages[N_PAGES];

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
                         gboolean composing[PAGE_SIZE])
{
  gunichar from = first >= PAGE_SIZE ? first - PAGE_SIZE : 0;

  for (gunichar whole = from; whole < MIN (first + 2 * PAGE_SIZE, 0x110000); whole++)
    {
      gunichar before, after, again;

      if (g_unichar_decompose (whole, &before, &after) && after >= first && after < first + PAGE_SIZE && g_unichar_compose (before, after, &again))
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

static Page *
make_page (gunichar first)
{
  Page *page = g_new0 (Page, 1);
  gboolean composing[PAGE_SIZE] = { FALSE };
  g_autoptr (GString) expansions = g_string_new (NULL);

  find_composing_starters (first, composing);
  for (guint i = 0; i < PAGE_SIZE; i++)
    page->folds[i] = fold_character (first + i, composing[i], expansions);
  page->expansions = g_memdup2 (expansions->str, expansions->len + 1);

  return page;
}

/* Two threads may make the same page at once; the first one there wins. */
static const Page *
get_page (gunichar character)
{
  Page **place = &pages[character / PAGE_SIZE];
  Page *page = g_atomic_pointer_get (place);

  if (G_LIKELY (page != NULL))
    return page;

  page = make_page (character / PAGE_SIZE * PAGE_SIZE);
  if (!g_atomic_pointer_compare_and_exchange (place, NULL, page))
    {
      g_free (page->expansions);
      g_free (page);
      page = g_atomic_pointer_get (place);
    }

  return page;
}

guint32
rail_fold_table_look_up (gunichar character)
{
  return get_page (character)->folds[character % PAGE_SIZE];
}

const char *
rail_fold_table_get_expansion (gunichar character)
{
  const Page *page = get_page (character);

  return page->expansions + (page->folds[character % PAGE_SIZE] & RAIL_FOLD_CHARACTER);
}
