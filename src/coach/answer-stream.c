#include "config.h"

#include "coach/answer-stream.h"

#include <string.h>

#include "coach/plain-marks.h"
#include "coach/plain-text.h"
#include "coach/prompt.h"
#include "coach/sentence-end.h"

/* Of what comes, shown or not: an answer of nothing but invisible characters ends too. */
#define MAX_RAW_BYTES (4 * RAIL_ANSWER_MAX_BYTES)

/* What the guard reads again with the next sentence: more than its longest phrase. */
#define TAIL_BYTES 240

struct _RailAnswerStream
{
  RailGuard *guard;
  RailRedactor *redactor;
  char *language;
  RailSentenceFunc func;
  gpointer user_data;

  RailPlainText *plain;
  char partial[8]; /* the beginning of a character */
  gsize n_partial;
  GString *held;
  glong n_held_chars;
  GString *tail;
  gsize n_raw;
  gsize n_shown;
  gboolean begins_line;
  gboolean bold;
  gboolean was_cut; /* the sentence before had no end: @tail belongs to this one */
  gboolean too_long;
  gboolean over;
  RailGuardResult *verdict;
};

RailAnswerStream *
rail_answer_stream_new (RailGuard *guard,
                        RailRedactor *redactor,
                        const char *language,
                        RailSentenceFunc func,
                        gpointer user_data)
{
  RailAnswerStream *self = g_new0 (RailAnswerStream, 1);

  self->guard = guard;
  self->redactor = redactor;
  self->language = g_strdup (language);
  self->func = func;
  self->user_data = user_data;
  self->plain = rail_plain_text_new ();
  self->held = g_string_new (NULL);
  self->tail = g_string_new (NULL);
  self->begins_line = TRUE;

  return self;
}

void
rail_answer_stream_free (RailAnswerStream *self)
{
  g_clear_pointer (&self->plain, rail_plain_text_free);
  g_clear_pointer (&self->verdict, rail_guard_result_free);
  g_string_free (self->held, TRUE);
  g_string_free (self->tail, TRUE);
  g_free (self->language);
  g_free (self);
}

/* ---- the guard ---- */

/* Keeps the heavier of the two verdicts. */
static void
weigh (RailAnswerStream *self,
       RailGuardResult *result)
{
  if (result->verdict == RAIL_GUARD_OK || (self->verdict != NULL && self->verdict->verdict >= result->verdict))
    {
      rail_guard_result_free (result);
      return;
    }

  g_clear_pointer (&self->verdict, rail_guard_result_free);
  self->verdict = result;
}

static gboolean
may_pass (RailAnswerStream *self,
          const char *sentence)
{
  RailGuardResult *result = rail_guard_check (self->guard, sentence, strlen (sentence), self->language, RAIL_GUARD_ANSWER, NULL);
  gboolean passes = result->verdict != RAIL_GUARD_STOP;

  weigh (self, result);

  return passes;
}

/*
 * The same with what stood before, as one sentence. Where that really had ended only a phrase counts: the model was not trained on two
 * sentences in one.
 */
static gboolean
may_follow (RailAnswerStream *self,
            const char *sentence)
{
  g_autofree char *joined = NULL;
  RailGuardResult *result;

  if (self->tail->len == 0)
    return TRUE;

  joined = g_strconcat (self->tail->str, " ", sentence + strspn (sentence, "-* 0123456789."), NULL);
  result = rail_guard_check (self->guard, joined, strlen (joined), self->language, RAIL_GUARD_ANSWER, NULL);
  if (result->verdict != RAIL_GUARD_STOP || (result->score < 1 && !self->was_cut))
    {
      rail_guard_result_free (result);
      return TRUE;
    }
  weigh (self, result);

  return FALSE;
}

/* Whatever would end a sentence for the guard becomes a space. */
static void
remember (RailAnswerStream *self,
          const char *sentence)
{
  if (self->tail->len > 0)
    g_string_append_c (self->tail, ' ');
  for (const char *at = sentence; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_isalnum (character) || g_unichar_ismark (character) || character == '\'' || character == 0x2019 || character == '-')
        g_string_append_unichar (self->tail, character);
      else if (self->tail->len > 0 && self->tail->str[self->tail->len - 1] != ' ')
        g_string_append_c (self->tail, ' ');
    }

  if (self->tail->len > TAIL_BYTES)
    {
      const char *word = strchr (self->tail->str + self->tail->len - TAIL_BYTES, ' ');

      g_string_erase (self->tail, 0, word != NULL ? word + 1 - self->tail->str : (gssize) self->tail->len);
    }
}

/* ---- sentences ---- */

static void
end (RailAnswerStream *self)
{
  self->over = TRUE;
  g_string_truncate (self->held, 0);
}

static char *
prepare (RailAnswerStream *self,
         gsize length)
{
  g_autofree char *raw = g_strndup (self->held->str, length);
  g_autofree char *tidy = rail_plain_marks_tidy (raw, self->begins_line, &self->bold);
  g_autofree char *restored = rail_redactor_restore (self->redactor, tidy);

  return rail_prompt_strip (restored);
}

/* Shows the first @length bytes of what is held, if the guard lets them pass. */
static void
pass (RailAnswerStream *self,
      gsize length,
      gboolean is_cut)
{
  g_autofree char *sentence = prepare (self, length);
  gsize n_bytes = strlen (sentence);

  self->begins_line = memchr (self->held->str, '\n', length) != NULL;
  g_string_erase (self->held, 0, (gssize) length);
  self->n_held_chars = g_utf8_strlen (self->held->str, (gssize) self->held->len);

  if (self->n_shown + n_bytes > RAIL_ANSWER_MAX_BYTES)
    {
      self->too_long = TRUE;
      end (self);
      return;
    }
  if (!may_pass (self, sentence) || !may_follow (self, sentence))
    {
      end (self);
      return;
    }

  remember (self, sentence);
  self->was_cut = is_cut;
  self->n_shown += n_bytes;
  if (n_bytes > 0)
    self->func (sentence, self->user_data);
}

/* Whether a cut at @length would go through a placeholder or a pair of stars. */
static gboolean
is_inside (RailAnswerStream *self,
           gsize length)
{
  g_autofree char *before = g_strndup (self->held->str, length);

  return rail_redactor_is_open (before) || (self->held->str[length - 1] == '*' && self->held->str[length] == '*');
}

/* Where to cut what is too long to wait for its end: behind the last word, else anywhere but inside of what belongs together. */
static gsize
find_cut (RailAnswerStream *self)
{
  const char *start = self->held->str;
  const char *last = g_utf8_prev_char (start + self->held->len);

  for (const char *at = last; at > start; at = g_utf8_prev_char (at))
    {
      if (*at == ' ' && !is_inside (self, (gsize) (at + 1 - start)))
        return (gsize) (at + 1 - start);
    }
  for (const char *at = last; at > start; at = g_utf8_prev_char (at))
    {
      if (!is_inside (self, (gsize) (at - start)))
        return (gsize) (at - start);
    }

  return self->held->len;
}

static void
pass_what_is_whole (RailAnswerStream *self,
                    gboolean is_last)
{
  while (!self->over && self->held->len > 0)
    {
      gsize length = rail_sentence_end_find (self->held->str, self->begins_line, is_last, self->language);

      if (length > 0)
        pass (self, length, FALSE);
      else if (self->n_held_chars > RAIL_ANSWER_MAX_HELD_CHARS)
        pass (self, find_cut (self), TRUE);
      else
        return;
    }
}

/* Character after character, so that it makes no difference how they came. */
static void
read_character (RailAnswerStream *self,
                gunichar character)
{
  gsize before = self->held->len;

  rail_plain_text_read (self->plain, character, self->held);
  if (self->held->len == before)
    return;
  /* White space at the very start is nobody's. */
  if (self->n_shown == 0 && before == 0 && g_unichar_isspace (g_utf8_get_char (self->held->str)))
    {
      g_string_truncate (self->held, 0);
      return;
    }

  self->n_held_chars += g_utf8_strlen (self->held->str + before, (gssize) (self->held->len - before));
  pass_what_is_whole (self, FALSE);
}

/* ---- characters ---- */

/* The one at the start of what is partial: its length, and 0 where more of it must come. */
static gsize
take_character (RailAnswerStream *self,
                gunichar *character)
{
  *character = g_utf8_get_char_validated (self->partial, (gssize) self->n_partial);
  if (*character == (gunichar) -2)
    return 0;
  if (*character == (gunichar) -1)
    {
      *character = 0xfffd;
      return 1;
    }

  return (gsize) (g_utf8_next_char (self->partial) - self->partial);
}

gboolean
rail_answer_stream_feed (RailAnswerStream *self,
                         const char *text)
{
  for (; *text != '\0' && !self->over; text++)
    {
      gunichar character;
      gsize length;

      if (++self->n_raw > MAX_RAW_BYTES)
        {
          self->too_long = TRUE;
          end (self);
          break;
        }

      self->partial[self->n_partial++] = *text;
      while (!self->over && self->n_partial > 0 && (length = take_character (self, &character)) > 0)
        {
          self->n_partial -= length;
          memmove (self->partial, self->partial + length, self->n_partial);
          read_character (self, character);
        }
    }

  return !self->over;
}

gboolean
rail_answer_stream_finish (RailAnswerStream *self)
{
  if (!self->over)
    {
      if (self->n_partial > 0)
        read_character (self, 0xfffd);
      rail_plain_text_finish (self->plain, self->held);
      self->n_held_chars = g_utf8_strlen (self->held->str, (gssize) self->held->len);
      pass_what_is_whole (self, TRUE);
      end (self);
    }

  return !self->too_long && (self->verdict == NULL || self->verdict->verdict != RAIL_GUARD_STOP);
}

const RailGuardResult *
rail_answer_stream_get_verdict (RailAnswerStream *self)
{
  return self->verdict;
}

gboolean
rail_answer_stream_is_too_long (RailAnswerStream *self)
{
  return self->too_long;
}
