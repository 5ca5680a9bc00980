#include "config.h"

#include "coach/citations.h"

#include <string.h>

#include "search/search-text.h"
#include "search/stop-words.h"

/*
 * Of the content words of a sentence so many must be one passage's. Sentences that models wrote from a passage share 0.6 and more with it, other sentences
 * on the same subject 0.2 to 0.4.
 */
#define MIN_SHARE 0.5

/* With fewer content words nothing is claimed. */
#define MIN_WORDS 3
#define MAX_HEADING_WORDS 8

/* "delegated" and "delegating" are the same subject: words that agree in so many letters are one, and so are singular and plural. */
#define STEM_CHARS 6

typedef struct
{
  GPtrArray *passages;
  GString *words; /* the sentence without its marks */
  GArray *numbers;
} Check;

void
rail_cited_sentence_free (RailCitedSentence *self)
{
  g_free (self->text);
  g_array_unref (self->numbers);
  g_free (self);
}

/* ---- marks ---- */

static gboolean
is_given (Check *self,
          guint64 number)
{
  return number >= 1 && number <= self->passages->len;
}

static void
add_number (Check *self,
            guint64 number)
{
  guint at = 0;
  guint value = (guint) number;

  while (at < self->numbers->len && g_array_index (self->numbers, guint, at) < value)
    at++;
  if (at == self->numbers->len || g_array_index (self->numbers, guint, at) != value)
    g_array_insert_val (self->numbers, at, value);
}

static gboolean
is_dash (gunichar character)
{
  return character == '-' || character == 0x2010 || character == 0x2013 || character == 0xff0d;
}

static gboolean
is_opener (gunichar character)
{
  return character == '[' || character == 0x3010 || character == 0xff3b;
}

static gboolean
is_closer (gunichar character)
{
  return character == ']' || character == 0x3011 || character == 0xff3d;
}

static const char *
skip_spaces (const char *at)
{
  while (*at == ' ')
    at++;

  return at;
}

/* Any script's digits. A number that is too large to be meant stays so. */
static const char *
read_number (const char *at,
             guint64 *number)
{
  *number = 0;
  while (g_unichar_isdigit (g_utf8_get_char (at)))
    {
      *number = MIN (*number * 10 + (guint64) g_unichar_digit_value (g_utf8_get_char (at)), G_MAXUINT);
      at = g_utf8_next_char (at);
    }

  return at;
}

/* "source", "quelle", "^" … in front of the number. */
static const char *
skip_source_word (const char *at)
{
  static const char *const words[] = { "sources", "source", "src", "quellen", "quelle", "fuentes", "fuente", "fontes", "fonte", "fonti", "passage", "ref", "^" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if (g_ascii_strncasecmp (at, words[i], length) == 0)
        {
          at += length;
          while (*at == ' ' || *at == ':' || *at == '.')
            at++;
          return at;
        }
    }

  return at;
}

/* What stands in the brackets: numbers, and stretches of them, those given appended to @read. NULL if it is anything else. */
static const char *
read_numbers (Check *self,
              const char *at,
              GArray *read)
{
  for (;;)
    {
      guint64 first, last;
      const char *next;

      at = skip_spaces (skip_source_word (skip_spaces (at)));
      next = read_number (at, &first);
      if (next == at)
        return NULL;
      at = skip_spaces (next);
      last = first;
      if (is_dash (g_utf8_get_char (at)))
        {
          at = skip_spaces (g_utf8_next_char (at));
          next = read_number (at, &last);
          if (next == at)
            return NULL;
          at = skip_spaces (next);
        }
      for (guint64 number = MAX (first, 1); number <= MIN (last, self->passages->len); number++)
        g_array_append_val (read, number);
      /* "【1†source】" */
      if (g_utf8_get_char (at) == 0x2020)
        {
          while (*at != '\0' && !is_closer (g_utf8_get_char (at)))
            at = g_utf8_next_char (at);
        }
      if (*at == '\0')
        return NULL;
      if (is_closer (g_utf8_get_char (at)))
        return g_utf8_next_char (at);
      if (*at != ',' && *at != ';' && *at != '&')
        return NULL;
      at++;
    }
}

static const char *
read_brackets (Check *self,
               const char *at)
{
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (guint64));
  const char *end = read_numbers (self, at, read);

  for (guint i = 0; end != NULL && i < read->len; i++)
    add_number (self, g_array_index (read, guint64, i));

  return end;
}

static guint
read_superscript (gunichar character)
{
  if (character == 0xb9)
    return 1;
  if (character == 0xb2 || character == 0xb3)
    return character - 0xb0;

  return character >= 0x2074 && character <= 0x2079 ? character - 0x2070 : 0;
}

/* "m²" is a measure: a mark stands behind a word, or behind what ends a sentence. */
static gboolean
is_behind_word (const char *start,
                const char *at)
{
  glong n_letters = 0;

  while (at > start && g_unichar_isalpha (g_utf8_get_char (g_utf8_prev_char (at))))
    {
      at = g_utf8_prev_char (at);
      n_letters++;
    }

  return n_letters > 3 || (n_letters == 0 && at > start && strchr (".!?\")]*", at[-1]) != NULL);
}

/* "(2)" is a mark where a sentence or a part of it ends: elsewhere it counts something. */
static const char *
read_round (Check *self,
            const char *start,
            const char *at)
{
  guint64 number;
  const char *digits = at + 1;
  const char *end = read_number (digits, &number);
  const char *next;

  if (end == digits || *end != ')' || !is_given (self, number) || at == start)
    return NULL;
  next = skip_spaces (end + 1);
  if (*next != '\0' && strchr (".,;!?\n", *next) == NULL)
    return NULL;
  add_number (self, number);

  return end + 1;
}

/* What follows the mark at @at; NULL if there is none. */
static const char *
read_mark (Check *self,
           const char *start,
           const char *at)
{
  gunichar character = g_utf8_get_char (at);
  guint superscript = read_superscript (character);

  if (is_opener (character))
    return read_brackets (self, g_utf8_next_char (at));
  if (character == '(')
    return read_round (self, start, at);
  if (superscript > 0 && is_given (self, superscript) && is_behind_word (start, at))
    {
      add_number (self, superscript);
      return g_utf8_next_char (at);
    }

  return NULL;
}

/* The space in front of a mark goes with it. */
static void
drop_space (GString *words)
{
  while (words->len > 0 && words->str[words->len - 1] == ' ')
    g_string_truncate (words, words->len - 1);
}

/* Parts the words from the marks. A mark at the very start leaves no space behind. */
static void
read_sentence (Check *self,
               const char *sentence,
               gsize length)
{
  const char *at = sentence;
  const char *end = sentence + length;

  while (at < end)
    {
      const char *next = read_mark (self, sentence, at);

      if (next == NULL)
        {
          g_string_append_unichar (self->words, g_utf8_get_char (at));
          at = g_utf8_next_char (at);
          continue;
        }

      if (self->words->len == 0 || next >= end || (next < end && *next != '\0' && strchr (" .,;:!?)", *next) != NULL))
        drop_space (self->words);
      at = self->words->len == 0 ? skip_spaces (next) : next;
    }
  drop_space (self->words);
}

/* ---- support ---- */

static char *
dup_stem (const char *token)
{
  glong n = g_utf8_strlen (token, -1);

  if (n > 3 && g_str_has_suffix (token, "s"))
    n--;

  return g_utf8_substring (token, 0, MIN (n, STEM_CHARS));
}

static gboolean
is_content (const char *token)
{
  return g_utf8_strlen (token, -1) >= 2 && !rail_stop_words_contain (token);
}

static GHashTable *
dup_content (const char *text)
{
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_auto (GStrv) words = NULL;
  GHashTable *content = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  rail_search_text_append_tokens (tokens, text);
  words = g_strsplit (tokens->str, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (is_content (words[i]))
        g_hash_table_add (content, dup_stem (words[i]));
    }

  return content;
}

static gboolean
is_of_passage (GHashTable *content,
               const RailPassage *passage)
{
  g_autofree char *text = g_strjoin ("\n", passage->title, passage->heading, passage->text, NULL);
  g_autoptr (GHashTable) words = dup_content (text);
  GHashTableIter iter;
  gpointer word;
  guint n_shared = 0;

  g_hash_table_iter_init (&iter, content);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    n_shared += g_hash_table_contains (words, word);

  return n_shared >= MIN_SHARE * g_hash_table_size (content);
}

static gboolean
is_heading (const char *words)
{
  g_autoptr (GHashTable) content = NULL;
  gsize length = strlen (words);

  if (*words == '#')
    return TRUE;
  if (length == 0)
    return FALSE;
  content = dup_content (words);
  if (g_hash_table_size (content) > MAX_HEADING_WORDS)
    return FALSE;
  if (words[length - 1] == ':' || g_str_has_suffix (words, ":**") || g_str_has_suffix (words, "："))
    return TRUE;

  return length > 4 && g_str_has_prefix (words, "**") && strstr (words + 2, "**") == words + length - 2 && strchr (".!?", words[length - 3]) == NULL;
}

static gboolean
is_supported (Check *self)
{
  g_autoptr (GHashTable) content = dup_content (self->words->str);

  if (self->numbers->len > 0)
    return TRUE;
  if (self->passages->len == 0)
    return FALSE;
  if (g_hash_table_size (content) < MIN_WORDS || g_str_has_suffix (self->words->str, "?") || g_str_has_suffix (self->words->str, "？"))
    return TRUE;

  for (guint i = 0; i < self->passages->len; i++)
    {
      if (is_of_passage (content, g_ptr_array_index (self->passages, i)))
        return TRUE;
    }

  return FALSE;
}

static char *
dup_marked (Check *self,
            const char *white)
{
  GString *text = g_string_new (self->words->str);

  for (guint i = 0; i < self->numbers->len; i++)
    g_string_append_printf (text, "%s[%u]", text->len > 0 ? " " : "", g_array_index (self->numbers, guint, i));
  g_string_append (text, white);

  return g_string_free (text, FALSE);
}

RailCitedSentence *
rail_citations_check (const char *sentence,
                      GPtrArray *passages)
{
  RailCitedSentence *self = g_new0 (RailCitedSentence, 1);
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (sentence, -1);
  Check check = { passages, words, g_array_new (FALSE, FALSE, sizeof (guint)) };
  gsize length = strlen (valid);

  while (length > 0 && (valid[length - 1] == ' ' || valid[length - 1] == '\n'))
    length--;
  read_sentence (&check, valid, length);
  if (is_heading (words->str))
    {
      g_array_set_size (check.numbers, 0);
      self->supported = TRUE;
    }
  else
    {
      self->supported = is_supported (&check);
    }
  self->numbers = check.numbers;
  self->text = dup_marked (&check, valid + length);

  return self;
}
