#include "config.h"

#include "search/search-text.h"

#include <string.h>

#include "search/word-reader.h"

#define MAX_WORDS 16

/* ---- the forms of a chunk that are tokens ---- */

/* A token is a stretch of letters, or letters gathered from several. */
typedef struct
{
  const RailLetter *letters;
  guint n;
} Form;

static Form
get_form (const RailChunk *chunk,
          guint start,
          guint end)
{
  return (Form){ chunk->letters + start, MIN (end - start, RAIL_SEARCH_MAX_TOKEN_CHARS) };
}

static Form
get_base (const RailChunk *chunk,
          guint part)
{
  return get_form (chunk, chunk->parts[part].start, chunk->parts[part].end);
}

/* With the symbols around it, where there are some. */
static gboolean
get_outer (const RailChunk *chunk,
           guint part,
           Form *outer)
{
  const RailChunkPart *at = &chunk->parts[part];

  *outer = get_form (chunk, at->outer_start, at->outer_end);

  return at->outer_start != at->start || at->outer_end != at->end;
}

static gboolean
get_whole (const RailChunk *chunk,
           Form *whole)
{
  *whole = get_form (chunk, 0, chunk->n_letters);

  return chunk->kind == RAIL_CHUNK_WORDS && chunk->n_parts > 1;
}

static gboolean
is_initials (const RailChunk *chunk)
{
  for (guint i = 0; i < chunk->n_parts; i++)
    {
      if (chunk->parts[i].end - chunk->parts[i].start > 1)
        return FALSE;
    }

  return TRUE;
}

/*
 * "e-mail" is "email" and "don't" is "dont" to whoever is in a hurry, and initials are written with any dots: "q&a", "u.s.". Numbers never are:
 * "1-1" is not eleven. @room holds the letters.
 */
static gboolean
squeeze (const RailChunk *chunk,
         RailLetter room[RAIL_SEARCH_MAX_TOKEN_CHARS],
         Form *squeezed)
{
  const char *connectors = is_initials (chunk) ? "-'&." : "-'";
  gboolean has_letter = FALSE;

  if (chunk->kind != RAIL_CHUNK_WORDS || chunk->n_parts < 2)
    return FALSE;

  *squeezed = (Form){ room, 0 };
  for (guint part = 0; part < chunk->n_parts; part++)
    {
      const RailChunkPart *at = &chunk->parts[part];

      if (part > 0 && strchr (connectors, (int) chunk->letters[at->start - 1].character) == NULL)
        return FALSE;
      for (guint i = at->start; i < at->end; i++)
        {
          has_letter |= !g_unichar_isdigit (chunk->letters[i].character);
          if (squeezed->n < RAIL_SEARCH_MAX_TOKEN_CHARS)
            room[squeezed->n++] = chunk->letters[i];
        }
    }

  return has_letter;
}

static void
append_form (GString *tokens,
             Form form)
{
  for (guint i = 0; i < form.n; i++)
    g_string_append_unichar (tokens, form.letters[i].character);
}

/* ---- what the index holds ---- */

static void
append_token (GString *tokens,
              Form form)
{
  append_form (tokens, form);
  g_string_append_c (tokens, ' ');
}

static void
append_run (GString *tokens,
            const RailChunk *chunk)
{
  append_token (tokens, get_form (chunk, 0, chunk->n_letters));
}

static void
append_words (GString *tokens,
              const RailChunk *chunk)
{
  RailLetter room[RAIL_SEARCH_MAX_TOKEN_CHARS];
  Form form;

  if (get_whole (chunk, &form))
    append_token (tokens, form);
  if (squeeze (chunk, room, &form))
    append_token (tokens, form);
  for (guint i = 0; i < chunk->n_parts; i++)
    {
      append_token (tokens, get_base (chunk, i));
      if (get_outer (chunk, i, &form))
        append_token (tokens, form);
    }
}

static gboolean
is_white (char byte)
{
  return byte == ' ' || byte == '\n' || byte == '\t';
}

static gboolean
is_quiet (guchar byte)
{
  return byte > ' ' && byte < 0x7f && !g_ascii_isalnum ((char) byte) && strchr (RAIL_SEARCH_CONNECTORS "#", byte) == NULL;
}

/*
 * Most of most texts are plain words, perhaps with a comma or a full stop behind them: read so, they cost a quarter. FALSE where a stretch
 * is anything else.
 */
static gboolean
append_plain_word (GString *tokens,
                   const char *at,
                   const char *end)
{
  const char *start;

  while (at < end && is_quiet ((guchar) *at))
    at++;
  start = at;
  while (at < end && g_ascii_isalnum (*at))
    at++;
  if (at == start || (at < end && (*at == '+' || *at == '#')))
    return FALSE;
  for (const char *rest = at; rest < end; rest++)
    {
      if ((guchar) *rest >= 0x7f || g_ascii_isalnum (*rest))
        return FALSE;
    }

  at = MIN (at, start + RAIL_SEARCH_MAX_TOKEN_CHARS);
  for (; start < at; start++)
    g_string_append_c (tokens, g_ascii_tolower (*start));
  g_string_append_c (tokens, ' ');

  return TRUE;
}

static void
append_stretch (GString *tokens,
                const char *start,
                const char *end)
{
  RailWordReader reader;
  RailChunk chunk;

  rail_word_reader_init (&reader, start, (gsize) (end - start));
  while (rail_word_reader_next (&reader, &chunk))
    {
      if (chunk.n_parts > 0)
        append_words (tokens, &chunk);
      else
        append_run (tokens, &chunk);
    }
}

void
rail_search_text_append_tokens (GString *tokens,
                                const char *text)
{
  const char *at = text;

  while (*at != '\0')
    {
      const char *end = at;

      /* White space ends every word, so that what stands between it can be read on its own. */
      while (*end != '\0' && !is_white (*end))
        end++;
      if (end > at && !append_plain_word (tokens, at, end))
        append_stretch (tokens, at, end);
      at = *end != '\0' ? end + 1 : end;
    }
}

char *
rail_search_text_fold (const char *text)
{
  gsize length = strlen (text);
  GString *folded = g_string_sized_new (length);
  RailWordReader reader;
  RailLetter letter;

  rail_word_reader_init (&reader, text, length);
  while (rail_word_reader_next_letter (&reader, &letter))
    {
      if (letter.character != ' ')
        g_string_append_unichar (folded, letter.character);
      else if (folded->len > 0 && folded->str[folded->len - 1] != ' ')
        g_string_append_c (folded, ' ');
    }
  if (folded->len > 0 && folded->str[folded->len - 1] == ' ')
    g_string_truncate (folded, folded->len - 1);

  return g_string_free (folded, FALSE);
}

/* ---- queries ---- */

void
rail_search_word_free (RailSearchWord *self)
{
  g_free (self->token);
  g_free (self);
}

static void
free_word (gpointer word)
{
  rail_search_word_free (word);
}

static gboolean
has_token (GPtrArray *words,
           const char *token,
           gboolean joined)
{
  for (guint i = 0; i < words->len; i++)
    {
      const RailSearchWord *word = g_ptr_array_index (words, i);

      if (word->joined == joined && g_str_equal (word->token, token))
        return TRUE;
    }

  return FALSE;
}

static void
add_word (GPtrArray *words,
          Form form,
          gboolean prefix,
          gboolean joined)
{
  g_autoptr (GString) token = g_string_new (NULL);
  RailSearchWord *word;

  append_form (token, form);
  if (has_token (words, token->str, joined))
    return;

  word = g_new0 (RailSearchWord, 1);
  word->token = g_strdup (token->str);
  word->prefix = prefix;
  word->joined = joined;
  g_ptr_array_add (words, word);
}

/* "c++" stands for itself, or every word with a c in front would do; ".net" may also be "net". */
static void
add_single (GPtrArray *words,
            const RailChunk *chunk)
{
  Form base = get_base (chunk, 0);
  Form outer;

  if (get_outer (chunk, 0, &outer))
    add_word (words, outer, TRUE, base.n > 1);
  if (base.n > 1 || outer.n == base.n)
    add_word (words, base, TRUE, FALSE);
}

static void
add_compound (GPtrArray *words,
              const RailChunk *chunk)
{
  gboolean initials = is_initials (chunk);
  RailLetter room[RAIL_SEARCH_MAX_TOKEN_CHARS];
  Form form;

  if (get_whole (chunk, &form))
    add_word (words, form, TRUE, TRUE);
  if (squeeze (chunk, room, &form))
    add_word (words, form, !initials, TRUE);
  for (guint i = 0; i < chunk->n_parts && (!initials || chunk->kind == RAIL_CHUNK_LOOSE); i++)
    add_word (words, get_base (chunk, i), TRUE, FALSE);
}

static void
add_run (GPtrArray *words,
         const RailChunk *chunk)
{
  /* The pair before has it already. */
  if (chunk->kind != RAIL_CHUNK_RUN_END)
    add_word (words, get_form (chunk, 0, chunk->n_letters), chunk->kind == RAIL_CHUNK_RUN_SINGLE, FALSE);
}

/* GPtrArray of the words of one chunk; transfer full. */
static GPtrArray *
split_chunk (const RailChunk *chunk)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (free_word);

  if (chunk->n_parts == 0)
    add_run (words, chunk);
  else if (chunk->n_parts == 1)
    add_single (words, chunk);
  else
    add_compound (words, chunk);

  return words;
}

static gboolean
is_same_word (const RailSearchWord *a,
              const RailSearchWord *b)
{
  return a->joined == b->joined && g_str_equal (a->token, b->token);
}

/* How many words of @query, from @start on, are of one chunk. */
static guint
measure_chunk (GPtrArray *query,
               guint start)
{
  const RailSearchWord *first = g_ptr_array_index (query, start);
  guint n = 1;

  while (start + n < query->len && ((RailSearchWord *) g_ptr_array_index (query, start + n))->chunk == first->chunk)
    n++;

  return n;
}

/* Whether @words, all of one chunk, make up a chunk of @query already. */
static gboolean
is_repeated (GPtrArray *query,
             GPtrArray *words)
{
  guint n = 0;

  for (guint start = 0; start < query->len; start += n)
    {
      guint same = 0;

      n = measure_chunk (query, start);
      while (same < MIN (n, words->len) && is_same_word (g_ptr_array_index (query, start + same), g_ptr_array_index (words, same)))
        same++;
      if (same == n && same == words->len)
        return TRUE;
    }

  return FALSE;
}

/* All of the chunk or nothing: with some of its words missing, another question would be asked. FALSE when there is no room. */
static gboolean
take_chunk (GPtrArray *query,
            GPtrArray *words,
            guint chunk)
{
  if (query->len + words->len > MAX_WORDS)
    return FALSE;

  for (guint i = 0; i < words->len; i++)
    ((RailSearchWord *) g_ptr_array_index (words, i))->chunk = chunk;
  g_ptr_array_extend_and_steal (query, g_ptr_array_ref (words));

  return TRUE;
}

GPtrArray *
rail_search_text_split_query (const char *typed)
{
  GPtrArray *query = g_ptr_array_new_with_free_func (free_word);
  RailWordReader reader;
  RailChunk chunk;
  guint n_chunks = 0;

  rail_word_reader_init (&reader, typed, strlen (typed));
  while (rail_word_reader_next (&reader, &chunk))
    {
      g_autoptr (GPtrArray) words = split_chunk (&chunk);

      if (words->len == 0 || is_repeated (query, words))
        continue;
      if (!take_chunk (query, words, n_chunks))
        break;
      n_chunks++;
    }

  return query;
}

/* ---- where they stand in a text ---- */

typedef struct
{
  gunichar *characters;
  guint length;
  gboolean prefix;
} Needle;

static void
clear_needle (gpointer data)
{
  g_free (((Needle *) data)->characters);
}

static gboolean
is_part_of_compound (GPtrArray *words,
                     const RailSearchWord *part)
{
  for (guint i = 0; i < words->len; i++)
    {
      const RailSearchWord *word = g_ptr_array_index (words, i);

      if (word->joined && word->chunk == part->chunk)
        return !part->joined;
    }

  return FALSE;
}

static GArray *
make_needles (GPtrArray *words)
{
  GArray *needles = g_array_sized_new (FALSE, FALSE, sizeof (Needle), words->len);

  g_array_set_clear_func (needles, clear_needle);
  for (guint i = 0; i < words->len; i++)
    {
      const RailSearchWord *word = g_ptr_array_index (words, i);
      glong length;
      gunichar *characters = g_utf8_to_ucs4 (word->token, -1, NULL, &length, NULL);
      Needle needle = { characters, (guint) length, word->prefix };

      if (characters == NULL)
        continue;
      /* The e of "e-mail" would be marked at the beginning of every word that has one. */
      if (length == 1 && is_part_of_compound (words, word))
        needle.prefix = FALSE;
      g_array_append_val (needles, needle);
    }

  return needles;
}

static gboolean
matches (const Needle *needle,
         Form form)
{
  if (needle->length == 0 || needle->length > form.n || (!needle->prefix && needle->length != form.n))
    return FALSE;

  for (guint i = 0; i < needle->length; i++)
    {
      if (needle->characters[i] != form.letters[i].character)
        return FALSE;
    }

  return TRUE;
}

/* Marks belong to the letter before them, the dropped ones too: nobody wants an accent left behind. */
static gsize
skip_marks (const char *text,
            gsize length,
            gsize at)
{
  while (at < length && (guchar) text[at] >= 0x80)
    {
      gunichar character = g_utf8_get_char_validated (text + at, (gssize) (length - at));

      if (character >= 0x110000 || !g_unichar_ismark (character))
        break;
      at = (gsize) (g_utf8_next_char (text + at) - text);
    }

  return at;
}

typedef struct
{
  const char *text;
  gsize length;
  GArray *needles;
  GArray *spans;
} Marker;

static void
mark_form (Marker *self,
           Form form)
{
  guint longest = 0;
  RailSearchSpan span;

  for (guint i = 0; i < self->needles->len; i++)
    {
      const Needle *needle = &g_array_index (self->needles, Needle, i);

      if (needle->length > longest && matches (needle, form))
        longest = needle->length;
    }
  if (longest == 0)
    return;

  span.start = form.letters[0].start;
  span.length = skip_marks (self->text, self->length, form.letters[longest - 1].end) - span.start;
  g_array_append_val (self->spans, span);
}

static void
mark_chunk (Marker *self,
            const RailChunk *chunk)
{
  RailLetter room[RAIL_SEARCH_MAX_TOKEN_CHARS];
  Form form;

  if (chunk->n_parts == 0)
    mark_form (self, get_form (chunk, 0, chunk->n_letters));
  if (get_whole (chunk, &form))
    mark_form (self, form);
  if (squeeze (chunk, room, &form))
    mark_form (self, form);
  for (guint i = 0; i < chunk->n_parts; i++)
    {
      mark_form (self, get_base (chunk, i));
      if (get_outer (chunk, i, &form))
        mark_form (self, form);
    }
}

static int
compare_starts (gconstpointer a,
                gconstpointer b)
{
  const RailSearchSpan *first = a;
  const RailSearchSpan *second = b;

  return (first->start > second->start) - (first->start < second->start);
}

/* Spans that overlap or touch become one. */
static void
merge (GArray *spans)
{
  guint n = 0;

  g_array_sort (spans, compare_starts);
  for (guint i = 0; i < spans->len; i++)
    {
      RailSearchSpan span = g_array_index (spans, RailSearchSpan, i);
      RailSearchSpan *last = n > 0 ? &g_array_index (spans, RailSearchSpan, n - 1) : NULL;

      if (last != NULL && span.start <= last->start + last->length)
        last->length = MAX (last->start + last->length, span.start + span.length) - last->start;
      else
        g_array_index (spans, RailSearchSpan, n++) = span;
    }
  g_array_set_size (spans, n);
}

GArray *
rail_search_text_find (const char *text,
                       GPtrArray *words)
{
  g_autoptr (GArray) needles = make_needles (words);
  Marker marker = { text, strlen (text), needles, g_array_new (FALSE, FALSE, sizeof (RailSearchSpan)) };
  RailWordReader reader;
  RailChunk chunk;

  rail_word_reader_init (&reader, text, marker.length);
  while (needles->len > 0 && rail_word_reader_next (&reader, &chunk))
    mark_chunk (&marker, &chunk);
  merge (marker.spans);

  return marker.spans;
}
