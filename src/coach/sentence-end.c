#include "config.h"

#include "coach/sentence-end.h"

#include <string.h>

#include "coach/abbreviation.h"

#define MAX_MARK 24

static gboolean
is_terminator (gunichar character)
{
  return character == '.' || character == '!' || character == '?' || character == 0x2026 || character == 0x203d || character == 0x061f ||
         character == 0x0964;
}

/* Of scripts that put no space behind it. */
static gboolean
is_wide_terminator (gunichar character)
{
  return character == 0x3002 || character == 0xff01 || character == 0xff1f || character == 0xff0e || character == 0xff61;
}

static gboolean
is_closer (gunichar character)
{
  switch (character)
    {
    case '"':
    case '\'':
    case ')':
    case '*':
    case '_':
    case ']':
    case '}':
    case 0x00bb:
    case 0x2019:
    case 0x201c:
    case 0x201d:
    case 0x300d:
    case 0x300f:
    case 0xff09:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_white (gunichar character)
{
  return character == ' ' || character == '\n' || character == 0x3000 || character == 0xa0 || g_unichar_isspace (character);
}

static gboolean
is_mark_opener (gunichar character)
{
  return character == '[' || character == 0x3010 || character == 0xff3b;
}

static gboolean
is_superscript (gunichar character)
{
  return character == 0xb9 || character == 0xb2 || character == 0xb3 || (character >= 0x2074 && character <= 0x2079);
}

/* What may stand in the brackets of a mark: a word such as "source", then numbers. */
static gboolean
may_stand_in_mark (gunichar character,
                   guint place,
                   gboolean has_digit)
{
  if (has_digit)
    return g_unichar_isalpha (character) || character == ',' || character == ';' || character == ' ' || character == '-' || character == 0x2013 ||
           character == 0x2020;
  if (place == 0)
    return character < 0x80 && strchr ("SsQqFfRr^ ", (int) character) != NULL;

  return g_unichar_isalpha (character) || character == ' ' || character == ':' || character == '.';
}

/* "[1]", "[1, 3]", "[source 2]", "【1】": bytes, 0 = none, -1 = it may become one. */
static gssize
measure_mark (const char *text)
{
  const char *at = g_utf8_next_char (text);
  gboolean has_digit = FALSE;

  for (guint place = 0; place < MAX_MARK; place++, at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character == 0)
        return -1;
      if (character == ']' || character == 0x3011 || character == 0xff3d)
        return has_digit ? g_utf8_next_char (at) - text : 0;
      if (!g_unichar_isdigit (character) && !may_stand_in_mark (character, place, has_digit))
        return 0;
      has_digit |= g_unichar_isdigit (character);
    }

  return 0;
}

/* Marks that follow a sentence's end, on the same line. NULL where they may go on. */
static const char *
skip_marks (const char *at,
            gboolean is_last)
{
  for (;;)
    {
      const char *mark = at;
      gssize length;

      while (*mark == ' ')
        mark++;
      if (is_superscript (g_utf8_get_char (mark)))
        {
          at = g_utf8_next_char (mark);
          continue;
        }
      if (!is_mark_opener (g_utf8_get_char (mark)))
        return at;
      length = measure_mark (mark);
      if (length < 0 && !is_last)
        return NULL;
      if (length <= 0)
        return at;
      at = mark + length;
      while (is_terminator (g_utf8_get_char (at)) || *at == '*')
        at = g_utf8_next_char (at);
    }
}

static const char *
skip_white (const char *at)
{
  while (*at != '\0' && is_white (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);

  return at;
}

/* The word in front of the full stop at @stop, with what full stops are inside it. */
static const char *
find_word (const char *text,
           const char *stop)
{
  const char *start = stop;

  while (start > text)
    {
      const char *before = g_utf8_prev_char (start);
      gunichar character = g_utf8_get_char (before);

      if (!g_unichar_isalnum (character) && character != '.')
        break;
      start = before;
    }

  return start;
}

static gboolean
is_number (const char *word,
           const char *end)
{
  for (; word < end; word++)
    {
      if (!g_ascii_isdigit (*word))
        return FALSE;
    }

  return TRUE;
}

/* "am 3. Mai": in German an ordinal is written so, and nouns have capitals. */
static gboolean
is_ordinal (const char *word,
            const char *stop,
            const char *language)
{
  return stop - word <= 2 && language != NULL && g_str_has_prefix (language, "de");
}

/* Whether the full stop at @stop belongs to its word, although white space follows. @next: the first letter behind that. */
static gboolean
is_abbreviation (const char *text,
                 const char *stop,
                 gunichar next,
                 gboolean begins_line,
                 const char *language)
{
  const char *word = find_word (text, stop);
  gsize length = (gsize) (stop - word);
  glong n_letters = g_utf8_strlen (word, (gssize) length);

  if (length == 0)
    return FALSE;
  if (is_number (word, stop))
    return (begins_line && skip_white (text) == word) || is_ordinal (word, stop, language);
  if (n_letters == 1)
    return g_unichar_isalpha (g_utf8_get_char (word));
  if (memchr (word, '.', length) != NULL && n_letters <= 5)
    return !g_unichar_isupper (next) || (word[length - 1] != 'm' && word[length - 1] != 'S');

  return rail_abbreviation_is_one (word, length);
}

typedef enum
{
  GOES_ON,
  UNDECIDED,
  ENDS,
} Decision;

/* Behind the run of terminators that ends at @at. */
static Decision
decide (const char *text,
        const char *first,
        const char *at,
        gboolean begins_line,
        gboolean is_last,
        const char *language,
        const char **end)
{
  gboolean single = *first == '.' && at == first + 1;
  gboolean wide = is_wide_terminator (g_utf8_get_char (first));
  const char *next;
  gunichar letter;

  while (is_closer (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  if (*at == '\0' && !is_last)
    return UNDECIDED;
  next = skip_marks (at, is_last);
  if (next == NULL)
    return UNDECIDED;
  if (next == at && *at != '\0' && !is_white (g_utf8_get_char (at)) && !wide)
    return GOES_ON;

  *end = skip_white (next);
  if (**end == '\0' && !is_last)
    return UNDECIDED;
  letter = g_utf8_get_char (*end);
  if (wide || **end == '\0' || memchr (next, '\n', (gsize) (*end - next)) != NULL)
    return ENDS;
  if (g_unichar_islower (letter) && next == at)
    return GOES_ON;
  if (*end == next)
    return g_unichar_isupper (letter) ? ENDS : GOES_ON;
  if (single && is_abbreviation (text, first, letter, begins_line, language))
    return GOES_ON;

  return ENDS;
}

gsize
rail_sentence_end_find (const char *text,
                        gboolean begins_line,
                        gboolean is_last,
                        const char *language)
{
  const char *at = text;
  const char *end;

  while (*at != '\0')
    {
      gunichar character = g_utf8_get_char (at);
      const char *first = at;

      at = g_utf8_next_char (at);
      if (character == '\n')
        {
          end = skip_white (at);
          return *end != '\0' || is_last ? (gsize) (end - text) : 0;
        }
      if (!is_terminator (character) && !is_wide_terminator (character))
        continue;

      while (is_terminator (g_utf8_get_char (at)) || is_wide_terminator (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
      switch (decide (text, first, at, begins_line, is_last, language, &end))
        {
        case ENDS:
          return (gsize) (end - text);
        case UNDECIDED:
          return 0;
        case GOES_ON:
        default:
          break;
        }
    }

  return is_last ? (gsize) (at - text) : 0;
}
