#include "config.h"

#include "context/content-line.h"

#include <string.h>

#define QUOTE_MAX_CHARACTERS 80

struct _RailContentReader
{
  const char *cursor;
  const char *end;
  guint line;
  GString *unfolded;
};

RailContentReader *
rail_content_reader_new (const char *data,
                         gsize length,
                         guint first_line)
{
  RailContentReader *self = g_new0 (RailContentReader, 1);

  self->cursor = data;
  self->end = data + length;
  self->line = first_line;
  self->unfolded = g_string_new (NULL);
  return self;
}

void
rail_content_reader_free (RailContentReader *self)
{
  g_string_free (self->unfolded, TRUE);
  g_free (self);
}

/* One line of the file, without its line break. */
static void
take_physical_line (RailContentReader *self,
                    const char **text,
                    gsize *length)
{
  const char *newline = memchr (self->cursor, '\n', (gsize) (self->end - self->cursor));
  const char *stop = newline != NULL ? newline : self->end;

  *text = self->cursor;
  *length = (gsize) (stop - self->cursor);
  while (*length > 0 && (*text)[*length - 1] == '\r')
    (*length)--;

  self->cursor = newline != NULL ? newline + 1 : self->end;
  self->line++;
}

static gboolean
continues (const RailContentReader *self)
{
  return self->cursor < self->end && (*self->cursor == ' ' || *self->cursor == '\t');
}

/*
 * Exchange's TZID=tzone://Microsoft/Utc needs quotes (RFC 5545 section 3.1), and not everybody writes them: no time has a colon in it, so the last
 * one before something that begins like a date is the one.
 */
static const char *
find_time (const char *parameters,
           const char *colon,
           const char *end)
{
  const char *last = memchr (colon + 1, ':', (gsize) (end - colon - 1)) != NULL ? g_strrstr_len (colon + 1, end - colon - 1, ":") : NULL;
  gsize digits = 0;

  if (last == NULL || g_ascii_isdigit (colon[1]) || g_strstr_len (parameters, colon - parameters, "TZID=") == NULL)
    return colon;
  while (last + 1 + digits < end && g_ascii_isdigit (last[1 + digits]))
    digits++;
  return digits == strlen ("20261001") ? last : colon;
}

static void
split (const char *text,
       gsize length,
       RailContentLine *line)
{
  const char *end = text + length;
  const char *colon = NULL;
  const char *cursor = text;
  gboolean quoted = FALSE;

  while (cursor < end && *cursor != ';' && *cursor != ':')
    cursor++;
  line->name = text;
  line->name_length = (gsize) (cursor - text);
  line->parameters = cursor;

  for (const char *c = cursor; c < end && colon == NULL; c++)
    {
      if (*c == '"')
        quoted = !quoted;
      else if (*c == ':' && !quoted)
        colon = c;
    }
  /* A quotation mark that is never closed: the first colon is the best guess there is. */
  if (colon == NULL)
    colon = memchr (cursor, ':', (gsize) (end - cursor));
  else if (colon > cursor)
    colon = find_time (cursor, colon, end);

  line->parameters_length = (gsize) ((colon != NULL ? colon : end) - cursor);
  line->value = colon != NULL ? colon + 1 : NULL;
  line->value_length = colon != NULL ? (gsize) (end - colon - 1) : 0;
}

gboolean
rail_content_reader_next (RailContentReader *self,
                          RailContentLine *line)
{
  while (self->cursor < self->end)
    {
      const char *text;
      gsize length;

      line->line = self->line;
      take_physical_line (self, &text, &length);

      if (continues (self))
        {
          g_string_truncate (self->unfolded, 0);
          g_string_append_len (self->unfolded, text, (gssize) length);
          while (continues (self))
            {
              take_physical_line (self, &text, &length);
              if (length > 0)
                g_string_append_len (self->unfolded, text + 1, (gssize) length - 1);
            }
          text = self->unfolded->str;
          length = self->unfolded->len;
        }

      if (length > 0)
        {
          split (text, length, line);
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
rail_content_line_has_name (const RailContentLine *self,
                            const char *name)
{
  return strlen (name) == self->name_length && g_ascii_strncasecmp (self->name, name, self->name_length) == 0;
}

gboolean
rail_content_line_has_value (const RailContentLine *self,
                             const char *value)
{
  gsize length = self->value_length;

  if (self->value == NULL)
    return FALSE;
  while (length > 0 && g_ascii_isspace (self->value[length - 1]))
    length--;

  return strlen (value) == length && g_ascii_strncasecmp (self->value, value, length) == 0;
}

/* A terminal would obey what a title tells it: of the control characters only line break and tab are text. */
static gboolean
is_text (char c)
{
  return !g_ascii_iscntrl (c) || c == '\n' || c == '\t';
}

/* RFC 6868: parameter values cannot hold a quotation mark or a line break, so a circumflex stands for them. */
static char *
decode_parameter (const char *text,
                  gsize length)
{
  g_autoptr (GString) decoded = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      char next = i + 1 < length ? text[i + 1] : '\0';

      if (text[i] == '^' && (next == 'n' || next == '^' || next == '\''))
        {
          g_string_append_c (decoded, next == 'n' ? '\n' : next == '^' ? '^'
                                                                       : '"');
          i++;
        }
      else if (text[i] != '"' && is_text (text[i]))
        {
          g_string_append_c (decoded, text[i]);
        }
    }

  return g_utf8_make_valid (decoded->str, (gssize) decoded->len);
}

char *
rail_content_line_dup_parameter (const RailContentLine *self,
                                 const char *name)
{
  const char *end = self->parameters + self->parameters_length;
  const char *cursor = self->parameters;

  while (cursor < end)
    {
      const char *start = cursor + 1;
      const char *equals;
      gboolean quoted = FALSE;

      for (cursor = start; cursor < end && (quoted || *cursor != ';'); cursor++)
        {
          if (*cursor == '"')
            quoted = !quoted;
        }
      equals = memchr (start, '=', (gsize) (cursor - start));
      if (equals != NULL && (gsize) (equals - start) == strlen (name) && g_ascii_strncasecmp (start, name, strlen (name)) == 0)
        return decode_parameter (equals + 1, (gsize) (cursor - equals - 1));
    }

  return NULL;
}

char *
rail_content_line_dup_value (const RailContentLine *self)
{
  return self->value != NULL ? g_strstrip (g_utf8_make_valid (self->value, (gssize) self->value_length)) : g_strdup ("");
}

/* Unescapes from @cursor up to an unescaped @separator (or the end, for '\0'), where it leaves @cursor. */
static char *
take_text (const char **cursor,
           const char *end,
           char separator,
           gsize max_bytes)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *valid = NULL;

  for (; *cursor < end && (separator == '\0' || **cursor != separator); (*cursor)++)
    {
      char c = **cursor;

      if (c == '\\' && *cursor + 1 < end)
        {
          (*cursor)++;
          c = **cursor == 'n' || **cursor == 'N' ? '\n' : **cursor;
        }
      /* Invalid bytes may each grow to the three bytes of U+FFFD, none shrinks: what lies beyond can be dropped here. */
      if (text->len <= max_bytes && is_text (c))
        g_string_append_c (text, c);
    }

  valid = g_utf8_make_valid (text->str, (gssize) text->len);
  if (strlen (valid) > max_bytes)
    {
      const char *cut = g_utf8_find_prev_char (valid, valid + max_bytes + 1);

      valid[cut - valid] = '\0';
    }
  return g_strdup (g_strstrip (valid));
}

char *
rail_content_line_dup_text (const RailContentLine *self,
                            gsize max_bytes)
{
  const char *cursor = self->value;

  return cursor != NULL ? take_text (&cursor, self->value + self->value_length, '\0', max_bytes) : g_strdup ("");
}

void
rail_content_line_append_texts (const RailContentLine *self,
                                gsize max_bytes,
                                guint max_texts,
                                GPtrArray *texts)
{
  const char *cursor = self->value;
  const char *end = self->value + self->value_length;

  while (cursor != NULL && cursor < end && texts->len < max_texts)
    {
      g_autofree char *text = take_text (&cursor, end, ',', max_bytes);

      if (*text != '\0')
        g_ptr_array_add (texts, g_steal_pointer (&text));
      if (cursor < end)
        cursor++;
    }
}

char *
rail_content_quote (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  glong length = g_utf8_strlen (valid, -1);
  g_autofree char *start = g_utf8_substring (valid, 0, MIN (length, QUOTE_MAX_CHARACTERS));

  for (char *c = start; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c))
        *c = ' ';
    }
  return g_strconcat (start, length > QUOTE_MAX_CHARACTERS ? "…" : NULL, NULL);
}
