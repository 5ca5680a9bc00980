#include "config.h"

#include "context/calendar-head.h"

#include <string.h>

#include "base/duration.h"
#include "base/error.h"

#define FIRST_LINE "BEGIN:VCALENDAR"
#define LAST_LINE "END:VCALENDAR"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* What a calendar says of itself stands before its first event; some put all their time zones there too. */
#define MAX_HEAD_BYTES (64 * 1024)
#define TAIL_BYTES 64
#define MAX_NAME_LETTERS 200

struct _RailCalendarHead
{
  GString *text; /* the beginning, until it has been read */
  GString *tail; /* the last bytes so far */
  gboolean recognised;
  gboolean done;
  char *name;
  gint64 interval;
  gboolean named_by_standard; /* NAME and REFRESH-INTERVAL come before their forerunners */
  gboolean timed_by_standard;
};

RailCalendarHead *
rail_calendar_head_new (void)
{
  RailCalendarHead *self = g_new0 (RailCalendarHead, 1);

  self->text = g_string_new (NULL);
  self->tail = g_string_new (NULL);
  return self;
}

void
rail_calendar_head_free (RailCalendarHead *self)
{
  g_string_free (self->text, TRUE);
  g_string_free (self->tail, TRUE);
  g_free (self->name);
  g_free (self);
}

/* ---- what it says of itself ---- */

/* "P1W", "P1D", "PT15M", "P1DT12H"; 0 for anything else. */
static gint64
read_span (const char *text)
{
  static const struct
  {
    char letter;
    gboolean of_day; /* stands after the T */
    gint64 span;
  } units[] = {
    { 'W', FALSE, 7 * RAIL_DAY },
    { 'D', FALSE, RAIL_DAY },
    { 'H', TRUE, RAIL_HOUR },
    { 'M', TRUE, RAIL_MINUTE },
    { 'S', TRUE, RAIL_SECOND },
  };
  gboolean of_day = FALSE;
  gint64 total = 0;
  gsize unit = 0;

  if (*text++ != 'P')
    return 0;

  while (*text != '\0')
    {
      gsize digits;
      gint64 number;

      if (*text == 'T' && !of_day)
        {
          of_day = TRUE;
          text++;
        }
      digits = strspn (text, "0123456789");
      if (digits == 0 || digits > 6)
        return 0;

      number = g_ascii_strtoll (text, NULL, 10);
      text += digits;
      while (unit < G_N_ELEMENTS (units) && (units[unit].letter != *text || units[unit].of_day != of_day))
        unit++;
      if (unit == G_N_ELEMENTS (units))
        return 0;

      total += number * units[unit++].span;
      text++;
    }
  return total;
}

/* RFC 5545 section 3.3.11, on one line and without what would be no name on a screen. Transfer full. */
static char *
read_name (const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  GString *name = g_string_new (NULL);
  glong letters = 0;

  for (const char *p = valid; *p != '\0' && letters < MAX_NAME_LETTERS; p = g_utf8_next_char (p), letters++)
    {
      gunichar letter;

      if (*p == '\\' && p[1] != '\0')
        p++;
      letter = p > valid && p[-1] == '\\' && (*p == 'n' || *p == 'N') ? ' ' : g_utf8_get_char (p);
      g_string_append_unichar (name, g_unichar_isprint (letter) ? letter : ' ');
    }
  g_strstrip (name->str);
  return g_string_free (name, FALSE);
}

/* The value after the first colon outside of quotes; NULL when there is none. */
static const char *
find_value (const char *line)
{
  gboolean quoted = FALSE;

  for (const char *p = line; *p != '\0'; p++)
    {
      if (*p == '"')
        quoted = !quoted;
      else if (*p == ':' && !quoted)
        return p + 1;
    }
  return NULL;
}

static void
read_line (RailCalendarHead *self,
           const char *line)
{
  gsize length = strcspn (line, ";:");
  g_autofree char *property = g_ascii_strup (line, (gssize) length);
  const char *value = find_value (line);

  if (value == NULL)
    return;

  if (g_str_equal (property, "NAME") || (g_str_equal (property, "X-WR-CALNAME") && !self->named_by_standard))
    {
      g_autofree char *name = read_name (value);

      if (*name == '\0')
        return;
      self->named_by_standard |= g_str_equal (property, "NAME");
      g_free (self->name);
      self->name = g_steal_pointer (&name);
    }
  else if (g_str_equal (property, "REFRESH-INTERVAL") || (g_str_equal (property, "X-PUBLISHED-TTL") && !self->timed_by_standard))
    {
      self->timed_by_standard |= g_str_equal (property, "REFRESH-INTERVAL");
      self->interval = read_span (value);
    }
}

/* Where the first line begins, behind a byte order mark and white space. */
static const char *
skip_blank (const char *text)
{
  if (g_str_has_prefix (text, BYTE_ORDER_MARK))
    text += strlen (BYTE_ORDER_MARK);
  while (g_ascii_isspace (*text))
    text++;
  return text;
}

static void
read_head (RailCalendarHead *self)
{
  g_auto (GStrv) lines = NULL;

  self->done = TRUE;
  g_string_replace (self->text, "\r\n", "\n", 0);
  g_string_replace (self->text, "\r", "\n", 0);
  g_string_replace (self->text, "\n ", "", 0);
  g_string_replace (self->text, "\n\t", "", 0);
  lines = g_strsplit (skip_blank (self->text->str), "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      /* Events have names and intervals of their own. */
      if (i > 0 && g_ascii_strncasecmp (lines[i], "BEGIN:", strlen ("BEGIN:")) == 0)
        break;
      read_line (self, lines[i]);
    }
  g_string_truncate (self->text, 0);
}

/* ---- public ---- */

static gboolean
refuse (RailCalendarHead *self,
        const char *host,
        GError **error)
{
  gboolean page = *skip_blank (self->text->str) == '<';

  g_set_error (error,
               RAIL_ERROR,
               RAIL_ERROR_INVALID,
               page ? "“%s” answers with a web page, not with a calendar: copy the calendar's own address, which often ends in .ics and needs no sign-in"
                    : "“%s” answers with something that is no calendar: copy the calendar's own address, which often ends in .ics",
               host);
  return FALSE;
}

gboolean
rail_calendar_head_read (RailCalendarHead *self,
                         const char *host,
                         const char *data,
                         gsize length,
                         GError **error)
{
  const char *begin;

  g_string_append_len (self->tail, data + length - MIN (length, TAIL_BYTES), (gssize) MIN (length, TAIL_BYTES));
  if (self->tail->len > TAIL_BYTES)
    g_string_erase (self->tail, 0, (gssize) (self->tail->len - TAIL_BYTES));

  if (self->done)
    return TRUE;

  g_string_append_len (self->text, data, (gssize) MIN (length, MAX_HEAD_BYTES));
  begin = skip_blank (self->text->str);
  if (!self->recognised)
    {
      /* A part of the mark says nothing yet. */
      if (self->text->len < strlen (BYTE_ORDER_MARK) && g_str_has_prefix (BYTE_ORDER_MARK, self->text->str))
        return TRUE;

      gsize known = MIN (strlen (begin), strlen (FIRST_LINE));

      if (g_ascii_strncasecmp (begin, FIRST_LINE, known) != 0 || self->text->len > MAX_HEAD_BYTES)
        return refuse (self, host, error);
      self->recognised = known == strlen (FIRST_LINE);
    }

  if (self->recognised && (self->text->len > MAX_HEAD_BYTES || strstr (begin, "\nBEGIN:") != NULL || strstr (begin, "\rBEGIN:") != NULL))
    read_head (self);
  return TRUE;
}

gboolean
rail_calendar_head_end (RailCalendarHead *self,
                        const char *host,
                        GError **error)
{
  gsize length;

  if (!self->done)
    {
      if (!self->recognised)
        return refuse (self, host, error);
      read_head (self);
    }

  g_strchomp (self->tail->str);
  length = strlen (self->tail->str);
  if (length >= strlen (LAST_LINE) && g_ascii_strcasecmp (self->tail->str + length - strlen (LAST_LINE), LAST_LINE) == 0)
    return TRUE;

  g_set_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” sent only a part of the calendar: it is asked again later", host);
  return FALSE;
}

const char *
rail_calendar_head_get_name (RailCalendarHead *self)
{
  return self->name;
}

gint64
rail_calendar_head_get_interval (RailCalendarHead *self)
{
  return self->interval;
}
