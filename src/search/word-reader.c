#include "config.h"

#include "search/word-reader.h"

#include <string.h>

static RailLetterClass
classify_ascii (guchar byte)
{
  if (g_ascii_isalnum (byte))
    return RAIL_LETTER_WORD;

  if (byte == '#')
    return RAIL_LETTER_HASH;

  return byte != '\0' && strchr (RAIL_SEARCH_CONNECTORS, byte) != NULL ? RAIL_LETTER_CONNECTOR : RAIL_LETTER_NONE;
}

static void
take_ascii (RailWordReader *self,
            RailLetter *letter)
{
  guchar byte = (guchar) *self->at;

  letter->start = (gsize) (self->at - self->text);
  letter->end = letter->start + 1;
  letter->letter_class = classify_ascii (byte);
  letter->character = byte < ' ' || byte == 0x7f ? ' ' : (gunichar) g_ascii_tolower ((char) byte);
  self->at++;
}

/* The expansions hold only characters that fold to themselves. */
static void
take_expanded (RailWordReader *self,
               RailLetter *letter,
               gboolean *composes)
{
  gunichar character = g_utf8_get_char (self->expansion);
  guint32 fold = rail_search_fold_look_up (character);

  letter->character = character;
  letter->letter_class = rail_search_fold_get_class (fold);
  letter->start = self->expansion_start;
  letter->end = (gsize) (self->at - self->text);
  *composes = (fold & RAIL_SEARCH_FOLD_COMPOSES) != 0;
  self->expansion = g_utf8_next_char (self->expansion);
  if (*self->expansion == '\0')
    self->expansion = NULL;
}

/* FALSE when the character becomes none, or several. */
static gboolean
take_character (RailWordReader *self,
                RailLetter *letter,
                gboolean *composes)
{
  gunichar character = g_utf8_get_char_validated (self->at, self->end - self->at);
  gsize start = (gsize) (self->at - self->text);
  guint32 fold;

  /* Of what is no UTF-8, every byte ends the word. */
  if (character >= 0x110000)
    {
      *letter = (RailLetter){ ' ', RAIL_LETTER_NONE, start, start + 1 };
      self->at++;
      return TRUE;
    }

  self->at = g_utf8_next_char (self->at);
  fold = rail_search_fold_look_up (character);
  if (fold & RAIL_SEARCH_FOLD_EXPANDS)
    {
      self->expansion = rail_search_fold_get_expansion (character);
      self->expansion_start = start;
      return FALSE;
    }

  *composes = (fold & RAIL_SEARCH_FOLD_COMPOSES) != 0;
  if ((fold & RAIL_SEARCH_FOLD_DROPPED) != 0 && !*composes)
    return FALSE;

  letter->character = fold & RAIL_SEARCH_FOLD_CHARACTER;
  letter->letter_class = rail_search_fold_get_class (fold);
  letter->start = start;
  letter->end = (gsize) (self->at - self->text);

  return TRUE;
}

/* The next folded character, whether or not it will become one with its neighbours. */
static gboolean
take_raw (RailWordReader *self,
          RailLetter *letter,
          gboolean *composes)
{
  *composes = FALSE;

  while (TRUE)
    {
      if (self->expansion != NULL)
        {
          take_expanded (self, letter, composes);
          return TRUE;
        }
      if (self->at >= self->end)
        return FALSE;
      if ((guchar) *self->at < 0x80)
        {
          take_ascii (self, letter);
          return TRUE;
        }
      if (take_character (self, letter, composes))
        return TRUE;
    }
}

/* A voicing mark that found nothing to compose with: it has a class only where it is part of another. */
static gboolean
is_stray (const RailLetter *letter)
{
  return letter->character == 0x3099 || letter->character == 0x309a;
}

static void
compose (RailWordReader *self,
         RailLetter *letter)
{
  while ((self->has_next = take_raw (self, &self->next, &self->next_composes)))
    {
      gunichar composed;

      if (!self->next_composes)
        return;
      if (g_unichar_compose (letter->character, self->next.character, &composed))
        letter->character = composed;
      else if (!is_stray (&self->next))
        return;
      letter->end = self->next.end;
    }
}

gboolean
rail_word_reader_next_letter (RailWordReader *self,
                              RailLetter *letter)
{
  gboolean composes;

  do
    {
      if (self->has_next)
        {
          *letter = self->next;
          self->has_next = FALSE;
        }
      else if (!take_raw (self, letter, &composes))
        {
          return FALSE;
        }
    }
  while (is_stray (letter));

  if (letter->letter_class == RAIL_LETTER_PAIRED)
    compose (self, letter);

  return TRUE;
}

static void
advance (RailWordReader *self)
{
  self->fresh = !self->has_current || self->current.letter_class == RAIL_LETTER_NONE;
  self->has_current = rail_word_reader_next_letter (self, &self->current);
}

static gboolean
is_at (const RailWordReader *self,
       RailLetterClass letter_class)
{
  return self->has_current && self->current.letter_class == letter_class;
}

static gboolean
is_at_symbol (const RailWordReader *self,
              gunichar symbol)
{
  return self->has_current && self->current.character == symbol;
}

static void
keep (RailChunk *chunk,
      const RailLetter *letter)
{
  chunk->letters[chunk->n_letters++] = *letter;
}

void
rail_word_reader_init (RailWordReader *self,
                       const char *text,
                       gsize length)
{
  *self = (RailWordReader){ .text = text, .at = text, .end = text + length };
}

/* ---- words ---- */

/* Whether a word begins here, with its dot as in ".net" taken into @chunk; else one step on. */
static gboolean
find_word (RailWordReader *self,
           RailChunk *chunk)
{
  RailLetter dot = self->current;
  gboolean may_belong = self->fresh && is_at_symbol (self, '.');

  if (is_at (self, RAIL_LETTER_WORD))
    return TRUE;

  advance (self);
  if (!may_belong || !is_at (self, RAIL_LETTER_WORD) || g_unichar_isdigit (self->current.character))
    return FALSE;
  keep (chunk, &dot);

  return TRUE;
}

/* "c++", "c#": the symbols behind a word belong to it, unless a lone "+" connects it with the next, which is then in @connector. */
static gboolean
read_symbols (RailWordReader *self,
              RailChunk *chunk,
              RailLetter *connector)
{
  RailLetter symbols[2];
  guint n = 0;

  if (is_at (self, RAIL_LETTER_HASH))
    {
      symbols[n++] = self->current;
      advance (self);
    }
  else
    {
      while (n < G_N_ELEMENTS (symbols) && is_at_symbol (self, '+'))
        {
          symbols[n++] = self->current;
          advance (self);
        }
      if (n == 1 && is_at (self, RAIL_LETTER_WORD))
        {
          *connector = symbols[0];
          return FALSE;
        }
    }

  for (guint i = 0; i < n; i++)
    keep (chunk, &symbols[i]);

  return n > 0;
}

/* Reads one word; TRUE when another one is connected to it by @connector. */
static gboolean
read_part (RailWordReader *self,
           RailChunk *chunk,
           RailLetter *connector)
{
  RailChunkPart *part = &chunk->parts[chunk->n_parts];
  gboolean is_dotted = chunk->n_parts == 0 && chunk->n_letters == 1;

  part->start = chunk->n_letters;
  part->outer_start = is_dotted ? 0 : part->start;
  for (; is_at (self, RAIL_LETTER_WORD); advance (self))
    {
      if (chunk->n_letters - part->start < RAIL_SEARCH_MAX_TOKEN_CHARS)
        keep (chunk, &self->current);
    }
  part->end = chunk->n_letters;
  chunk->n_parts++;

  connector->character = 0;
  if (read_symbols (self, chunk, connector))
    {
      part->outer_end = chunk->n_letters;
      return FALSE;
    }
  part->outer_end = part->end;
  if (connector->character != 0)
    return TRUE;
  if (!is_at (self, RAIL_LETTER_CONNECTOR))
    return FALSE;
  *connector = self->current;
  advance (self);

  return is_at (self, RAIL_LETTER_WORD);
}

static void
read_words (RailWordReader *self,
            RailChunk *chunk)
{
  RailLetter connector;

  chunk->kind = self->in_loose ? RAIL_CHUNK_LOOSE : RAIL_CHUNK_WORDS;
  self->in_loose = FALSE;

  while (read_part (self, chunk, &connector))
    {
      if (chunk->n_parts == RAIL_CHUNK_MAX_PARTS)
        {
          chunk->kind = RAIL_CHUNK_LOOSE;
          self->in_loose = TRUE;
          return;
        }
      keep (chunk, &connector);
    }
}

/* ---- runs without spaces ---- */

static void
read_run (RailWordReader *self,
          RailChunk *chunk)
{
  keep (chunk, &self->current);
  advance (self);
  if (is_at (self, RAIL_LETTER_PAIRED))
    {
      keep (chunk, &self->current);
      chunk->kind = RAIL_CHUNK_PAIR;
      self->in_run = TRUE;
    }
  else
    {
      chunk->kind = self->in_run ? RAIL_CHUNK_RUN_END : RAIL_CHUNK_RUN_SINGLE;
      self->in_run = FALSE;
    }
}

gboolean
rail_word_reader_next (RailWordReader *self,
                       RailChunk *chunk)
{
  chunk->n_letters = 0;
  chunk->n_parts = 0;

  if (self->text == self->at && !self->has_current)
    advance (self);

  while (self->has_current)
    {
      if (is_at (self, RAIL_LETTER_PAIRED))
        {
          read_run (self, chunk);
          return TRUE;
        }
      if (find_word (self, chunk))
        {
          read_words (self, chunk);
          return TRUE;
        }
    }

  return FALSE;
}
