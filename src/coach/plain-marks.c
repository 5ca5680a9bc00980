#include "config.h"

#include "coach/plain-marks.h"

#include <string.h>

#include "coach/plain-text.h"

#define MAX_HEADING 6

static const char *
skip_spaces (const char *at)
{
  while (*at == ' ')
    at++;

  return at;
}

/* "---", "***" or "===" and nothing else. */
static gboolean
is_rule (const char *line)
{
  guint n = 0;
  char sign = *line;

  if (sign != '-' && sign != '*' && sign != '_' && sign != '=')
    return FALSE;
  for (; *line == sign || *line == ' '; line++)
    n += *line == sign;

  return n >= 3 && (*line == '\0' || *line == '\n');
}

static const char *
skip_heading (const char *line)
{
  const char *at = line;

  while (*at == '#' && at - line < MAX_HEADING)
    at++;

  return at > line && *at == ' ' ? skip_spaces (at) : line;
}

static const char *
skip_quote (const char *line)
{
  while (*line == '>')
    line = skip_spaces (line + 1);

  return line;
}

/* Appends the sign of a list item, if there is one; gives what stands behind it. */
static const char *
read_item (const char *line,
           GString *tidy)
{
  const char *at = line;

  if (g_str_has_prefix (line, "• "))
    {
      g_string_append (tidy, "- ");
      return skip_spaces (line + strlen ("• "));
    }
  if ((*line == '-' || *line == '*' || *line == '+') && line[1] == ' ')
    {
      g_string_append (tidy, "- ");
      return skip_spaces (line + 1);
    }

  while (g_ascii_isdigit (*at) && at - line < 3)
    at++;
  if (at == line || (*at != '.' && *at != ')') || at[1] != ' ')
    return line;
  g_string_append_len (tidy, line, at - line);
  g_string_append (tidy, ". ");

  return skip_spaces (at + 1);
}

/* A single star is emphasis where it touches a word; else it is arithmetic. */
static gboolean
is_emphasis (const char *start,
             const char *star)
{
  gboolean opens = star[1] != ' ' && star[1] != '\n' && star[1] != '\0';
  gboolean closes = star > start && star[-1] != ' ';

  return opens || closes;
}

static gboolean
is_inner_underscore (const char *start,
                     const char *sign)
{
  return sign > start && (g_ascii_isalnum (sign[-1]) || (guchar) sign[-1] >= 0x80) && (g_ascii_isalnum (sign[2]) || (guchar) sign[2] >= 0x80);
}

/* The brackets around the words of a link whose target is gone. Numbers keep theirs: they are marks of a source. */
static void
close_link (GString *tidy)
{
  char *bracket = memrchr (tidy->str, '[', tidy->len);
  gsize start;

  if (bracket == NULL)
    return;
  start = (gsize) (bracket - tidy->str);
  if (strspn (bracket + 1, "0123456789, -") == tidy->len - start - 1 && tidy->len - start > 1)
    {
      g_string_append_c (tidy, ']');
      return;
    }

  g_string_erase (tidy, (gssize) start, 1);
  if (start > 0 && tidy->str[start - 1] == '!')
    g_string_erase (tidy, (gssize) start - 1, 1);
}

static gboolean
is_link_end (const char *at)
{
  return *at == ']' && g_utf8_get_char (at + 1) == RAIL_PLAIN_TEXT_LINK;
}

/* Appends what @at stands for; gives what follows. */
static const char *
read_sign (const char *start,
           const char *at,
           GString *tidy,
           gboolean *bold)
{
  if (*at == '\\' && g_ascii_ispunct (at[1]))
    {
      g_string_append_c (tidy, at[1]);
      return at + 2;
    }
  if (g_str_has_prefix (at, "**") || (g_str_has_prefix (at, "__") && !is_inner_underscore (start, at)))
    {
      g_string_append (tidy, "**");
      *bold = !*bold;
      for (at += 2; *at == '*'; at++)
        continue;
      return at;
    }
  if (*at == '*' && is_emphasis (start, at))
    return at + 1;
  if (g_str_has_prefix (at, "~~"))
    return at + 2;
  if (is_link_end (at))
    {
      close_link (tidy);
      return g_utf8_next_char (at + 1);
    }
  if (g_utf8_get_char (at) != RAIL_PLAIN_TEXT_LINK)
    g_string_append_unichar (tidy, g_utf8_get_char (at));

  return g_utf8_next_char (at);
}

/* A pair that was left open. */
static void
close_bold (GString *tidy,
            gboolean *bold)
{
  gsize white = tidy->len;
  gboolean ends_line = FALSE;

  while (white > 0 && (tidy->str[white - 1] == ' ' || tidy->str[white - 1] == '\n'))
    ends_line |= tidy->str[--white] == '\n';
  if (*bold)
    g_string_insert (tidy, (gssize) white, "**");
  if (ends_line)
    *bold = FALSE;
}

/* ---- addresses ---- */

/* The two slashes behind a colon, and stars between; NULL where they are not. */
static const char *
skip_slashes (const char *colon)
{
  const char *at = colon + 1;
  guint n = 0;

  for (; *at == '*' || (*at == '/' && n < 2); at++)
    n += *at == '/';

  return n == 2 ? at : NULL;
}

static const char *
find_address (const char *text)
{
  for (const char *colon = strchr (text, ':'); colon != NULL; colon = strchr (colon + 1, ':'))
    {
      if (skip_slashes (colon) != NULL)
        return colon;
    }

  return NULL;
}

static gboolean
is_host (char sign)
{
  return g_ascii_isalnum (sign) || sign == '.' || sign == '-' || (guchar) sign >= 0x80;
}

static gboolean
begins_path (const char *at)
{
  return *at != '\0' && (strchr ("/?#@&=%", *at) != NULL || (*at == ':' && g_ascii_isdigit (at[1])));
}

/* Appends the host behind the slashes without what follows it; gives where the text goes on. */
static const char *
read_host (const char *at,
           GString *text)
{
  gboolean in_path = FALSE;

  for (; is_host (*at); at++)
    g_string_append_c (text, *at);
  for (; *at != '\0' && strchr (" \n<>\"()[]{}`", *at) == NULL; at++)
    {
      in_path |= begins_path (at);
      if (*at == '*')
        g_string_append_c (text, '*');
      else if (!in_path)
        break;
    }

  return at;
}

/*
 * "https://", and what a path there still is: an address is not to be followed. Most paths have gone letter by letter (coach/plain-text.c), but only now
 * nothing stands any more between the slashes, or behind the host, that made an address look like none.
 */
static void
drop_addresses (GString *tidy)
{
  const char *colon = NULL;

  while ((colon = find_address (tidy->str)) != NULL)
    {
      g_autofree char *rest = g_strdup (colon);
      const char *host = skip_slashes (rest);
      const char *at = rest + 1;
      gsize start = (gsize) (colon - tidy->str);

      while (start > 0 && (g_ascii_isalnum (tidy->str[start - 1]) || tidy->str[start - 1] == '+' || tidy->str[start - 1] == '-'))
        start--;
      g_string_truncate (tidy, start);
      for (; at < host; at++)
        {
          if (*at == '*')
            g_string_append_c (tidy, '*');
        }
      g_string_append (tidy, read_host (host, tidy));
    }
}

char *
rail_plain_marks_tidy (const char *sentence,
                       gboolean begins_line,
                       gboolean *bold)
{
  GString *tidy = g_string_sized_new (strlen (sentence) + 4);
  const char *at = sentence;

  if (begins_line)
    {
      at = skip_quote (skip_heading (at));
      if (is_rule (at))
        at += strcspn (at, "\n");
      at = skip_heading (read_item (at, tidy));
    }
  if (*bold)
    g_string_append (tidy, "**");
  while (*at != '\0')
    at = read_sign (sentence, at, tidy, bold);
  close_bold (tidy, bold);
  drop_addresses (tidy);
  g_string_replace (tidy, "****", "", 0);

  return g_string_free (tidy, FALSE);
}
