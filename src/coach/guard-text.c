#include "config.h"

#include "coach/guard-text.h"

#include <string.h>

#include "coach/abbreviation.h"

/* A word longer than this is no word of a language; the rest of it begins another. */
#define MAX_WORD_CHARACTERS 64
/* "k i l l": so many single letters in a row are one word. Fewer happen by themselves ("c'è a me", "e o a"). */
#define MIN_SPACED_LETTERS 4

typedef struct
{
  gunichar character; /* folded; 0 for what separates words */
  gsize start;
  gsize end;
  gboolean ends_sentence; /* a mark of punctuation that may */
  gboolean is_full_stop;
  gboolean joins; /* an apostrophe: letters beside it are no spaced letters */
} Character;

typedef struct
{
  RailGuardText *text;
  GArray *characters; /* Character */
} Reader;

static gunichar
look_alike (gunichar character)
{
  static const struct
  {
    gunichar from;
    char to;
  } pairs[] = {
    { 0x430, 'a' }, /* Cyrillic */
    { 0x435, 'e' },
    { 0x43e, 'o' },
    { 0x440, 'p' },
    { 0x441, 'c' },
    { 0x443, 'y' },
    { 0x445, 'x' },
    { 0x456, 'i' },
    { 0x458, 'j' },
    { 0x455, 's' },
    { 0x501, 'd' },
    { 0x4bb, 'h' },
    { 0x4cf, 'l' },
    { 0x432, 'b' },
    { 0x43c, 'm' },
    { 0x43d, 'h' },
    { 0x442, 't' },
    { 0x43a, 'k' },
    { 0x3b1, 'a' }, /* Greek */
    { 0x3b5, 'e' },
    { 0x3bf, 'o' },
    { 0x3c1, 'p' },
    { 0x3c4, 't' },
    { 0x3c5, 'u' },
    { 0x3bd, 'v' },
    { 0x3b9, 'i' },
    { 0x3ba, 'k' },
    { 0x3c7, 'x' },
    { 0x3b3, 'y' },
    { 0xf8, 'o' }, /* Latin letters that do not decompose */
    { 0x142, 'l' },
    { 0x111, 'd' },
    { 0xf0, 'd' },
    { 0x131, 'i' },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (pairs[i].from == character)
        return pairs[i].to;
    }

  return character;
}

static gboolean
is_mark (gunichar character)
{
  GUnicodeType type = g_unichar_type (character);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

/* Nobody sees it: it must not part a word. */
static gboolean
is_invisible (gunichar character)
{
  GUnicodeType type = g_unichar_type (character);

  return type == G_UNICODE_FORMAT || is_mark (character) ||
         (type == G_UNICODE_CONTROL && !g_unichar_isspace (character)) ||
         character == 0x3164 || character == 0x115f || character == 0x1160 || character == 0x2800;
}

/* Signs that stand for letters; what they mean is decided for the word as a whole. */
static gboolean
is_sign (gunichar character)
{
  return character == '@' || character == '$' || character == '!';
}

static void
add_character (GArray *characters,
               gunichar character,
               gsize start,
               gsize end)
{
  Character added = { .character = 0, .start = start, .end = end };

  if (g_unichar_isalnum (character) || is_sign (character))
    added.character = character;
  else if (character == '\'' || character == 0x2019 || character == 0x2bc)
    added.joins = TRUE;
  else
    added.ends_sentence = character == '\n' || strchr (".?;:", (int) MIN (character, 0x7f)) != NULL || character == 0x2026;
  added.is_full_stop = character == '.';

  g_array_append_val (characters, added);
}

static void
add_folded (GArray *characters,
            gunichar character,
            gsize start,
            gsize end)
{
  gunichar small = g_unichar_tolower (character);

  if (small == 0xdf)
    {
      add_character (characters, 's', start, end);
      add_character (characters, 's', start, end);
    }
  else if (small == 0xe6 || small == 0x153)
    {
      add_character (characters, small == 0xe6 ? 'a' : 'o', start, end);
      add_character (characters, 'e', start, end);
    }
  else
    {
      add_character (characters, look_alike (small), start, end);
    }
}

static void
fold_character (GArray *characters,
                gunichar character,
                gsize start,
                gsize end)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n_parts = g_unichar_fully_decompose (character, TRUE, parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < MIN (n_parts, G_N_ELEMENTS (parts)); i++)
    {
      if (!is_invisible (parts[i]))
        add_folded (characters, parts[i], start, end);
    }
}

static void
fold_text (GArray *characters,
           const char *text,
           gsize length)
{
  const char *end = text + length;
  const char *p = text;

  while (p < end)
    {
      gunichar character = g_utf8_get_char_validated (p, end - p);
      gsize start = p - text;

      if (character == (gunichar) -1 || character == (gunichar) -2 || character == 0)
        {
          add_character (characters, ' ', start, start + 1);
          p++;
          continue;
        }
      p = g_utf8_next_char (p);
      fold_character (characters, character, start, p - text);
    }
}

/* "k1ll" and "su!c1de": a digit or sign among letters is the letter it looks like. "q3" and "2026" stay. */
static gunichar
read_leet (gunichar character)
{
  switch (character)
    {
    case '0':
      return 'o';
    case '1':
    case '!':
      return 'i';
    case '3':
      return 'e';
    case '4':
    case '@':
      return 'a';
    case '5':
    case '$':
      return 's';
    case '7':
      return 't';
    default:
      return character;
    }
}

/* "kiiiill": three of a kind in a row are what one is in a vowel, and two in a consonant. */
static void
append_tidy (GString *word,
             const Character *characters,
             gsize n_characters)
{
  gsize letters = 0;
  gboolean leet = FALSE;

  for (gsize i = 0; i < n_characters; i++)
    letters += g_unichar_isalpha (characters[i].character) ? 1 : 0;
  leet = letters >= 2 && letters < n_characters;

  for (gsize i = 0; i < n_characters;)
    {
      gunichar character = leet ? read_leet (characters[i].character) : characters[i].character;
      gsize run = 1;
      gsize kept = 0;

      while (i + run < n_characters && (leet ? read_leet (characters[i + run].character) : characters[i + run].character) == character)
        run++;
      kept = run < 3 ? run : character < 0x80 && strchr ("aeiou", (int) character) != NULL ? 1
                                                                                           : 2;
      for (gsize j = 0; j < kept; j++)
        g_string_append_unichar (word, character);
      i += run;
    }
}

static const Character *
get_character (const Reader *self,
               gsize index)
{
  return &g_array_index (self->characters, Character, index);
}

/* Signs belong to a word only between its letters: "!" behind it is an exclamation. */
static gsize
find_word_end (const Reader *self,
               gsize start)
{
  gsize i = start;
  gsize end = start;

  while (i < self->characters->len && i - start < MAX_WORD_CHARACTERS && get_character (self, i)->character != 0)
    {
      if (!is_sign (get_character (self, i)->character))
        end = i + 1;
      i++;
    }

  return end;
}

static void
add_word (const Reader *self,
          const Character *characters,
          gsize n_characters,
          gboolean begins)
{
  g_autoptr (GString) tidy = g_string_new (NULL);
  RailGuardWord word = { .start = characters[0].start, .end = characters[n_characters - 1].end, .begins = begins };

  append_tidy (tidy, characters, n_characters);
  word.word = g_string_chunk_insert_len (self->text->chunk, tidy->str, (gssize) tidy->len);
  word.length = tidy->len;
  g_array_append_val (self->text->words, word);
}

/* The end of a run of letters that stand apart, each by the same number of other characters; @start when there is none. */
static gsize
find_spaced_end (const Reader *self,
                 gsize start,
                 GArray *letters)
{
  gsize gap = 0;
  gsize i = start;

  g_array_set_size (letters, 0);
  while (i < self->characters->len && get_character (self, i)->character != 0 && find_word_end (self, i) == i + 1)
    {
      gsize next = i + 1;

      g_array_append_vals (letters, get_character (self, i), 1);
      while (next < self->characters->len && get_character (self, next)->character == 0 && !get_character (self, next)->joins)
        next++;
      if (gap == 0)
        gap = next - i;
      /* "k i l l   h i m": a wider gap parts words. */
      i++;
      if (next - i + 1 != gap || next >= self->characters->len || get_character (self, next)->joins)
        break;
      i = next;
    }

  return letters->len >= MIN_SPACED_LETTERS ? i : start;
}

/* "Dr. Smith", "M. Dupont": the full stop belongs to the word before it. */
static gboolean
is_abbreviated (const Reader *self,
                const Character *mark)
{
  const GArray *words = self->text->words;
  const RailGuardWord *last = words->len > 0 ? &g_array_index (words, RailGuardWord, words->len - 1) : NULL;

  return mark->is_full_stop && last != NULL && last->end == mark->start &&
         ((last->length == 1 && g_ascii_isalpha (last->word[0])) || rail_abbreviation_is_one (last->word, last->length));
}

static void
find_words (const Reader *self)
{
  g_autoptr (GArray) letters = g_array_new (FALSE, FALSE, sizeof (Character));
  gboolean begins = TRUE;
  gsize i = 0;

  while (i < self->characters->len)
    {
      const Character *character = get_character (self, i);
      gsize end = 0;

      if (character->character == 0 || is_sign (character->character))
        {
          /* "example.org" and "3.5" are no ends of sentences. */
          gboolean closes = character->ends_sentence && !is_abbreviated (self, character) &&
                            (i + 1 == self->characters->len || get_character (self, i + 1)->character == 0);

          begins |= closes || character->character == '!';
          i++;
          continue;
        }

      end = find_spaced_end (self, i, letters);
      if (end > i)
        {
          add_word (self, &g_array_index (letters, Character, 0), letters->len, begins);
        }
      else
        {
          end = find_word_end (self, i);
          add_word (self, character, end - i, begins);
        }
      begins = FALSE;
      i = end;
    }
}

RailGuardText *
rail_guard_text_new (const char *text,
                     gsize length)
{
  RailGuardText *self = g_new0 (RailGuardText, 1);
  g_autoptr (GArray) characters = g_array_new (FALSE, FALSE, sizeof (Character));
  Reader reader = { .text = self, .characters = characters };

  self->words = g_array_new (FALSE, FALSE, sizeof (RailGuardWord));
  self->chunk = g_string_chunk_new (1024);
  self->cut = length > RAIL_GUARD_TEXT_MAX_BYTES;

  fold_text (characters, text, MIN (length, RAIL_GUARD_TEXT_MAX_BYTES));
  find_words (&reader);

  return self;
}

void
rail_guard_text_free (RailGuardText *self)
{
  g_array_unref (self->words);
  g_string_chunk_free (self->chunk);
  g_free (self);
}
