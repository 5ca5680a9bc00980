#include "config.h"

#include "rules/regex.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/error.h"

#define OPTIONS (PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C)

/*
 * What one title may cost at most: an honest expression over 4 KiB of text stays far below, a runaway one ends after some milliseconds.
 * The heap limit is in KiB.
 */
#define MATCH_LIMIT 40000
#define DEPTH_LIMIT 20000
#define HEAP_LIMIT 4096

/* Making machine code costs as much as some dozens of questions, and pages of memory. */
#define QUESTIONS_BEFORE_JIT 8

struct _RailRegex
{
  char *expression;
  pcre2_code *code; /* NULL until the first question */
  pcre2_match_context *limits;
  pcre2_match_data *match_data; /* for machine code only: the interpreter would keep its stack in it */
  guint n_questions;
  gboolean disabled;
};

static pcre2_code *
compile (const char *expression,
         GError **error)
{
  int number = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code *code = pcre2_compile ((PCRE2_SPTR) expression, PCRE2_ZERO_TERMINATED, OPTIONS, &number, &offset, NULL);

  if (code == NULL)
    {
      char reason[256] = "";
      glong character = g_utf8_strlen (expression, (gssize) MIN (offset, strlen (expression))) + 1;

      pcre2_get_error_message (number, (PCRE2_UCHAR *) reason, sizeof reason);
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“/%s/” is not a regular expression: %s (before character %ld)", expression, reason, character);
    }

  return code;
}

RailRegex *
rail_regex_new (const char *expression,
                GError **error)
{
  g_autofree char *normal = g_utf8_normalize (expression, -1, G_NORMALIZE_NFC);
  pcre2_code *code;
  RailRegex *self;

  if (normal[0] == '\0')
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“/%s/” is an empty regular expression: it would match everything", expression);
      return NULL;
    }

  code = compile (normal, error);
  if (code == NULL)
    return NULL;
  pcre2_code_free (code);

  self = g_new0 (RailRegex, 1);
  self->expression = g_steal_pointer (&normal);

  return self;
}

void
rail_regex_free (RailRegex *self)
{
  g_free (self->expression);
  g_clear_pointer (&self->code, pcre2_code_free);
  g_clear_pointer (&self->limits, pcre2_match_context_free);
  g_clear_pointer (&self->match_data, pcre2_match_data_free);
  g_free (self);
}

const char *
rail_regex_get_expression (const RailRegex *self)
{
  return self->expression;
}

/* It was compiled before, so what can go wrong now is memory alone, and GLib ends the program for that. */
static void
prepare (RailRegex *self)
{
  self->code = compile (self->expression, NULL);
  g_assert (self->code != NULL);
  self->limits = pcre2_match_context_create (NULL);
  pcre2_set_match_limit (self->limits, MATCH_LIMIT);
  pcre2_set_depth_limit (self->limits, DEPTH_LIMIT);
  pcre2_set_heap_limit (self->limits, HEAP_LIMIT);
}

static int
interpret (const RailRegex *self,
           const char *text,
           gsize length)
{
  pcre2_match_data *match_data = pcre2_match_data_create (1, NULL);
  int result = pcre2_match (self->code, (PCRE2_SPTR) text, length, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, match_data, self->limits);

  pcre2_match_data_free (match_data);

  return result;
}

/*
 * The machine code of PCRE2 10.42 disagrees with its interpreter, and is wrong, here and there: (?>\w+?)a does not find “na”, (a|).*\A does not find
 * “ab”, and (?>(?(1)k)(r)|..*|)s finds something in “asse”. So it is for plain expressions alone, as nearly all are: greedy repetitions, groups, classes
 * and a beginning that stands at the beginning.
 */
static gboolean
is_plain (const char *expression)
{
  for (const char *s = expression; *s != '\0'; s++)
    {
      switch (*s)
        {
        case '\\':
          s++;
          if (*s == '\0' || (g_ascii_isalnum (*s) && strchr ("bBdDsSwW", *s) == NULL))
            return FALSE;
          break;
        case '(':
          if (s[1] == '*' || (s[1] == '?' && s[2] != ':'))
            return FALSE;
          if (s[1] == '?')
            s++;
          break;
        case '*':
        case '+':
        case '?':
        case '}':
          if (s[1] == '+' || s[1] == '?')
            return FALSE;
          break;
        case '^':
          if (s > expression && s[-1] != '[')
            return FALSE;
          break;
        default:
          break;
        }
    }

  return TRUE;
}

gboolean
rail_regex_matches (RailRegex *self,
                    const char *text,
                    gsize length)
{
  int result = PCRE2_ERROR_JIT_STACKLIMIT;

  if (self->disabled)
    return FALSE;
  if (self->code == NULL)
    prepare (self);

  /* Where memory may not be made executable this fails, and the interpreter goes on answering. */
  if (++self->n_questions == QUESTIONS_BEFORE_JIT && is_plain (self->expression) && pcre2_jit_compile (self->code, PCRE2_JIT_COMPLETE) == 0)
    self->match_data = pcre2_match_data_create (1, NULL);

  /* The machine code has 32 KiB of stack; the interpreter takes what the limits allow. */
  if (self->match_data != NULL)
    result = pcre2_jit_match (self->code, (PCRE2_SPTR) text, length, 0, PCRE2_NO_UTF_CHECK, self->match_data, self->limits);
  if (result == PCRE2_ERROR_JIT_STACKLIMIT)
    result = interpret (self, text, length);

  /* Anything but a plain "no" is a limit. */
  self->disabled = result < 0 && result != PCRE2_ERROR_NOMATCH;

  return result >= 0;
}

gboolean
rail_regex_is_disabled (const RailRegex *self)
{
  return self->disabled;
}
