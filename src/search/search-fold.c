#include "config.h"

#include "search/search-fold.h"

#include <string.h>

#include "base/character-pages.h"
#include "base/fold-table.h"

#define IS_HANGUL_SYLLABLE(character) ((character) >= 0xac00 && (character) <= 0xd7a3)
#define IS_HANGUL_TAIL(character) ((character) >= 0x1160 && (character) <= 0x11ff)
#define IS_CHEROKEE_CAPITAL(character) ((character) >= 0x13a0 && (character) <= 0x13f5)
#define IS_KANA(character) ((character) >= 0x3041 && (character) <= 0x30ff)
#define IS_VOICING_MARK(character) ((character) == 0x3099 || (character) == 0x309a)

typedef struct
{
  gunichar letter;
  const char *plain;
} Plain;

/* What no decomposition takes apart, sorted; capitals come here as small letters. */
static const Plain plain_letters[] = {
  { 0x00b4, "'" },
  { 0x00df, "ss" },
  { 0x00e6, "ae" },
  { 0x00f0, "d" },
  { 0x00f8, "o" },
  { 0x00fe, "th" },
  { 0x0111, "d" },
  { 0x0127, "h" },
  { 0x0131, "i" },
  { 0x0138, "k" },
  { 0x0142, "l" },
  { 0x014b, "n" },
  { 0x0153, "oe" },
  { 0x0167, "t" },
  { 0x0180, "b" },
  { 0x0188, "c" },
  { 0x0192, "f" },
  { 0x0199, "k" },
  { 0x019a, "l" },
  { 0x01a5, "p" },
  { 0x01ad, "t" },
  { 0x01b4, "y" },
  { 0x01b6, "z" },
  { 0x01dd, "e" },
  { 0x01e5, "g" },
  { 0x0237, "j" },
  { 0x023c, "c" },
  { 0x0247, "e" },
  { 0x0249, "j" },
  { 0x024d, "r" },
  { 0x024f, "y" },
  { 0x0253, "b" },
  { 0x0254, "o" },
  { 0x0256, "d" },
  { 0x0257, "d" },
  { 0x0259, "e" },
  { 0x025b, "e" },
  { 0x0260, "g" },
  { 0x0263, "g" },
  { 0x0268, "i" },
  { 0x0269, "i" },
  { 0x026b, "l" },
  { 0x0272, "n" },
  { 0x0289, "u" },
  { 0x028b, "v" },
  /* What stands for an apostrophe, also as a letter. */
  { 0x02b9, "'" },
  { 0x02bb, "'" },
  { 0x02bc, "'" },
  { 0x02bd, "'" },
  { 0x02be, "'" },
  { 0x02bf, "'" },
  { 0x02c8, "'" },
  /* Hyphens, and dashes that word processors make of them: "1–1". */
  { 0x2010, "-" },
  { 0x2012, "-" },
  { 0x2013, "-" },
  { 0x2018, "'" },
  { 0x2019, "'" },
  { 0x201b, "'" },
  { 0x2032, "'" },
  /* Letters about a name, not of it: they would become "tm" and "sm". */
  { 0x2120, " " },
  { 0x2122, " " },
  { 0x2212, "-" },
  { 0x2c65, "a" },
  { 0x2c66, "t" },
};

static const char *
find_plain (gunichar letter)
{
  guint low = 0;
  guint high = G_N_ELEMENTS (plain_letters);

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (plain_letters[middle].letter == letter)
        return plain_letters[middle].plain;
      if (plain_letters[middle].letter < letter)
        low = middle + 1;
      else
        high = middle;
    }

  return NULL;
}

/* Marks that are ignored by default, and letters that draw nothing. */
static gboolean
is_ignorable (gunichar character)
{
  return character == 0x034f || (character >= 0x180b && character <= 0x180f) || (character >= 0xfe00 && character <= 0xfe0f) ||
         (character >= 0xe0100 && character <= 0xe01ef) || character == 0x17b4 || character == 0x17b5 || character == 0x0640 ||
         character == 0x115f || character == 0x1160 || character == 0x3164 || character == 0xffa0;
}

/* Vowels and viramas have one of these combining classes, accents, points and tones never have. */
static gboolean
is_kept_mark (gunichar mark)
{
  switch (g_unichar_combining_class (mark))
    {
    case 0:
    case 9:   /* viramas */
    case 84:  /* Telugu */
    case 91:  /* Telugu */
    case 103: /* Thai */
    case 118: /* Lao */
    case 129: /* Tibetan */
    case 130: /* Tibetan */
    case 132: /* Tibetan */
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_dropped (gunichar character)
{
  GUnicodeType type;

  if (is_ignorable (character))
    return TRUE;

  type = g_unichar_type (character);
  if (type == G_UNICODE_FORMAT || type == G_UNICODE_ENCLOSING_MARK)
    return TRUE;

  return g_unichar_ismark (character) && !is_kept_mark (character) && !IS_VOICING_MARK (character);
}

/* No space stands between their words, so that pairs of characters must do for words. */
static gboolean
is_paired (gunichar character)
{
  static const GUnicodeScript scripts[] = {
    G_UNICODE_SCRIPT_HAN,
    G_UNICODE_SCRIPT_HIRAGANA,
    G_UNICODE_SCRIPT_KATAKANA,
    G_UNICODE_SCRIPT_HANGUL,
    G_UNICODE_SCRIPT_BOPOMOFO,
    G_UNICODE_SCRIPT_YI,
    G_UNICODE_SCRIPT_THAI,
    G_UNICODE_SCRIPT_LAO,
    G_UNICODE_SCRIPT_KHMER,
    G_UNICODE_SCRIPT_MYANMAR,
  };
  GUnicodeScript script = g_unichar_get_script (character);

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      if (script == scripts[i])
        return TRUE;
    }

  /* The sign that makes a vowel long is shared by both kana. */
  return character == 0x30fc;
}

static RailLetterClass
classify (gunichar character)
{
  if (character < 0x80 && character > ' ' && strchr (RAIL_SEARCH_CONNECTORS, (int) character) != NULL)
    return RAIL_LETTER_CONNECTOR;
  if (character == '#')
    return RAIL_LETTER_HASH;
  if (!g_unichar_isalnum (character) && !g_unichar_ismark (character))
    return RAIL_LETTER_NONE;

  return is_paired (character) ? RAIL_LETTER_PAIRED : RAIL_LETTER_WORD;
}

static void
append_plain (GString *folded,
              gunichar character)
{
  const char *plain = find_plain (character);

  if (plain != NULL)
    g_string_append (folded, plain);
  else if (rail_fold_table_is_white (character) || g_unichar_iscntrl (character))
    g_string_append_c (folded, ' ');
  else if (g_unichar_type (character) == G_UNICODE_DECIMAL_NUMBER)
    g_string_append_c (folded, (char) ('0' + g_unichar_digit_value (character)));
  else
    g_string_append_unichar (folded, character);
}

/* Marks go before case folding, which would make a letter of the iota below Greek vowels. */
static char *
drop_marks (const char *text)
{
  g_autofree char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_NFKD);
  GString *kept = g_string_new (NULL);

  for (const char *at = decomposed; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (!is_dropped (character))
        g_string_append_unichar (kept, character);
    }

  return g_string_free (kept, FALSE);
}

/* GString of what one character becomes. */
static GString *
fold_text (const char *text)
{
  g_autofree char *bare = drop_marks (text);
  g_autofree char *caseless = g_utf8_casefold (bare, -1);
  g_autofree char *again = drop_marks (caseless);
  GString *folded = g_string_new (NULL);

  for (const char *at = again; *at != '\0'; at = g_utf8_next_char (at))
    append_plain (folded, g_utf8_get_char (at));

  return folded;
}

static guint32
pack_single (gunichar character)
{
  return character | (guint32) classify (character) << RAIL_SEARCH_FOLD_CLASS_SHIFT;
}

static guint32
fold_character (gunichar character,
                GString *expansions)
{
  char text[7] = "";
  const char *plain;
  g_autoptr (GString) folded = NULL;
  guint32 offset = (guint32) expansions->len;

  if (character == 0 || !g_unichar_validate (character))
    return ' ';
  /* Before their decomposition, or search would go by strokes: these compare as people read them. */
  if (IS_HANGUL_SYLLABLE (character) || (IS_KANA (character) && !IS_VOICING_MARK (character) && g_unichar_isalnum (character)))
    return pack_single (character);
  /* The small letters fold to these, as Unicode has it; GLib 2.74 would also fold these to the small ones. */
  if (IS_CHEROKEE_CAPITAL (character))
    return pack_single (character);
  if (IS_VOICING_MARK (character))
    return character | RAIL_SEARCH_FOLD_DROPPED | RAIL_SEARCH_FOLD_COMPOSES;
  if (IS_HANGUL_TAIL (character) && !is_ignorable (character))
    return pack_single (character) | RAIL_SEARCH_FOLD_COMPOSES;
  /* Some of these would decompose otherwise, into a space and a mark or into letters. */
  plain = find_plain (character);
  if (plain != NULL && plain[1] == '\0')
    return pack_single ((gunichar) *plain);

  g_unichar_to_utf8 (character, text);
  folded = fold_text (text);
  if (folded->len == 0)
    return RAIL_SEARCH_FOLD_DROPPED;
  if (*g_utf8_next_char (folded->str) == '\0')
    {
      gunichar single = g_utf8_get_char (folded->str);

      if (IS_VOICING_MARK (single))
        return single | RAIL_SEARCH_FOLD_DROPPED | RAIL_SEARCH_FOLD_COMPOSES;

      return pack_single (single) | (IS_HANGUL_TAIL (single) ? RAIL_SEARCH_FOLD_COMPOSES : 0);
    }

  g_string_append_len (expansions, folded->str, (gssize) folded->len + 1);

  return RAIL_SEARCH_FOLD_EXPANDS | offset;
}

static void
fill_page (gunichar first,
           guint32 *folds,
           GString *expansions)
{
  for (guint i = 0; i < RAIL_CHARACTER_PAGE_SIZE; i++)
    folds[i] = fold_character (first + i, expansions);
}

static RailCharacterPages pages;

guint32
rail_search_fold_look_up (gunichar character)
{
  return rail_character_pages_get (&pages, fill_page, character)->words[character % RAIL_CHARACTER_PAGE_SIZE];
}

const char *
rail_search_fold_get_expansion (gunichar character)
{
  const RailCharacterPage *page = rail_character_pages_get (&pages, fill_page, character);

  return page->texts + (page->words[character % RAIL_CHARACTER_PAGE_SIZE] & RAIL_SEARCH_FOLD_CHARACTER);
}
