#include "config.h"

#include "coach/placeholder.h"

#include <string.h>

#define MAX_DIGITS 6

/* In the order of RailRedactedClass. */
static const char *const labels[] = { "EMAIL", "PHONE", "IBAN", "CARD", "NAME", "WORD" };

G_STATIC_ASSERT (G_N_ELEMENTS (labels) == RAIL_REDACTED_N_CLASSES);

/* How far a text agrees with what a placeholder looks like. */
typedef enum
{
  NO,
  OPEN, /* it ends before it is decided */
  YES,
} Match;

char *
rail_placeholder_dup (RailRedactedClass class,
                      guint number)
{
  return g_strdup_printf ("[%s_%u]", labels[class], number);
}

static const char *
skip_filler (const char *at)
{
  while (*at == ' ' || *at == '*' || *at == '\\')
    at++;

  return at;
}

/* Behind @at: a label in capitals, or in any letters where @any_case. */
static Match
read_label (const char **at,
            guint label,
            gboolean *is_capital)
{
  const char *word = labels[label];

  *is_capital = TRUE;
  for (; *word != '\0'; word++, (*at)++)
    {
      if (**at == '\0')
        return OPEN;
      if (g_ascii_toupper (**at) != *word)
        return NO;
      if (**at != *word)
        *is_capital = FALSE;
    }

  return YES;
}

static Match
read_number (const char **at,
             guint *number)
{
  guint n = 0;

  *number = 0;
  if (**at == '\0')
    return OPEN;
  if (**at == '0')
    return NO;
  for (; g_ascii_isdigit (**at); (*at)++)
    {
      if (++n > MAX_DIGITS)
        return NO;
      *number = *number * 10 + (guint) (**at - '0');
    }

  return n > 0 ? YES : NO;
}

/* Behind the label. Without brackets a number that stands apart is only meant in capitals: "name 1" is ordinary words. */
static Match
read_rest (const char **at,
           gboolean bracket,
           gboolean is_capital,
           guint *number)
{
  gboolean joined = FALSE;
  Match match;

  if (**at == '\\')
    (*at)++;
  if (**at == '_')
    joined = TRUE;
  if (**at == '_' || **at == ' ' || **at == '-')
    (*at)++;
  if (!bracket && !joined && !is_capital)
    return NO;
  match = read_number (at, number);
  if (match != YES)
    return match;

  if (!bracket)
    return **at == '\0' || !(g_ascii_isalnum (**at) || **at == '_') ? YES : NO;

  *at = skip_filler (*at);
  if (**at == '\0')
    return OPEN;
  if (**at != ']')
    return NO;
  (*at)++;

  return YES;
}

/* @end is where it ends. */
static Match
match_at (const char *text,
          const char *start,
          RailPlaceholder *found)
{
  gboolean bracket = *start == '[';
  const char *first = bracket ? skip_filler (start + 1) : start;
  Match best = NO;

  if (!bracket && start > text && (g_ascii_isalnum (start[-1]) || start[-1] == '_' || (guchar) start[-1] >= 0x80))
    return NO;
  if (*first == '\0')
    return bracket ? OPEN : NO;

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      const char *at = first;
      gboolean is_capital;
      guint number;
      Match match = read_label (&at, i, &is_capital);

      if (match == YES)
        match = read_rest (&at, bracket, is_capital, &number);
      if (match == YES)
        {
          *found = (RailPlaceholder){ (RailRedactedClass) i, number, (gsize) (start - text), (gsize) (at - text) };
          return YES;
        }
      best = MAX (best, match);
    }

  return best;
}

gboolean
rail_placeholder_find (const char *text,
                       gsize from,
                       RailPlaceholder *found)
{
  for (const char *at = text + from; *at != '\0'; at++)
    {
      if ((*at == '[' || g_ascii_isalpha (*at)) && match_at (text, at, found) == YES)
        return TRUE;
    }

  return FALSE;
}

/* A number at the very end may go on: "NAME_1" may become "NAME_12". */
gboolean
rail_placeholder_is_open (const char *text)
{
  const char *end = text + strlen (text);

  for (const char *at = text; *at != '\0'; at++)
    {
      RailPlaceholder found;
      Match match;

      if (*at != '[' && !g_ascii_isalpha (*at))
        continue;
      match = match_at (text, at, &found);
      if (match == OPEN || (match == YES && text[found.end - 1] != ']' && text + found.end == end))
        return TRUE;
    }

  return FALSE;
}
