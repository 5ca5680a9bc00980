#include "config.h"

#include "context/calendar-parts.h"

#include <string.h>

#include "base/error.h"
#include "base/problem.h"
#include "context/content-line.h"
#include "context/recurrence.h"

#define NAME_MAX_BYTES 256

typedef struct
{
  const char *file;
  GPtrArray *problems;
  RailCalendarParts *parts;
  gboolean open; /* inside an event or a time zone */
  RailCalendarPart part;
  guint depth; /* components inside it */
} Scan;

static const char *
get_component (RailCalendarPartKind kind)
{
  return kind == RAIL_CALENDAR_PART_EVENT ? "VEVENT" : "VTIMEZONE";
}

/* @text is one line of the file; BEGIN and END lines are too short to be folded. */
static gboolean
is_line (const char *text,
         gsize length,
         const char *wanted)
{
  gsize wanted_length = strlen (wanted);

  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return length == wanted_length && g_ascii_strncasecmp (text, wanted, wanted_length) == 0;
}

static gboolean
starts_with (const char *text,
             gsize length,
             const char *prefix)
{
  return length >= strlen (prefix) && g_ascii_strncasecmp (text, prefix, strlen (prefix)) == 0;
}

static void
refuse_calendar (const char *file,
                 const char *text,
                 gsize length,
                 GError **error)
{
  g_autofree char *shown = g_filename_display_name (file);
  const char *reason = "is not a calendar: it does not begin with BEGIN:VCALENDAR";

  if (length == 0)
    reason = "is empty";
  else if (*text == '<')
    reason = "is a web page, not a calendar";
  else if (memchr (text, '\0', MIN (length, 512)) != NULL)
    reason = "is not text, so it is not a calendar";

  g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” %s", shown, reason);
}

void
rail_calendar_parts_refuse_size (const char *file,
                                 GError **error)
{
  g_autofree char *shown = g_filename_display_name (file);

  g_set_error (error,
               RAIL_ERROR,
               RAIL_ERROR_TOO_LARGE,
               "The calendar “%s” is larger than %d MiB: split it, or leave out past years",
               shown,
               RAIL_CALENDAR_MAX_BYTES / 1024 / 1024);
}

static void
report_part (const Scan *self,
             const char *mend,
             const char *what)
{
  rail_problems_add (self->problems,
                     RAIL_SEVERITY_ERROR,
                     self->file,
                     self->part.line,
                     "calendar-event",
                     mend,
                     "The %s that begins here %s and is left out",
                     self->part.kind == RAIL_CALENDAR_PART_EVENT ? "event" : "time zone",
                     what);
}

static void
abandon_part (Scan *self)
{
  if (self->open)
    report_part (self, "add its END line", "has no end");
  self->open = FALSE;
}

static void
begin_part (Scan *self,
            RailCalendarPartKind kind,
            const char *text,
            guint line)
{
  abandon_part (self);
  self->open = TRUE;
  self->depth = 0;
  self->part = (RailCalendarPart){ .kind = kind, .line = line, .data = text };
}

static void
finish_part (Scan *self,
             const char *end)
{
  self->open = FALSE;
  self->part.length = (gsize) (end - self->part.data);
  if (self->part.length > RAIL_CALENDAR_PART_MAX_BYTES)
    report_part (self, "shorten it to less than 1 MiB", "is too large");
  else
    g_array_append_val (self->parts->parts, self->part);
}

/* The calendar's own properties stand before its first part. */
static void
read_name (Scan *self,
           const char *text,
           gsize length,
           guint line_number)
{
  g_autoptr (RailContentReader) reader = NULL;
  RailContentLine line;

  if (self->parts->name != NULL || (!starts_with (text, length, "X-WR-CALNAME") && !starts_with (text, length, "NAME")))
    return;

  reader = rail_content_reader_new (text, length, line_number);
  if (rail_content_reader_next (reader, &line) &&
      (rail_content_line_has_name (&line, "X-WR-CALNAME") || rail_content_line_has_name (&line, "NAME")))
    {
      g_autofree char *name = rail_content_line_dup_text (&line, NAME_MAX_BYTES);

      if (*name != '\0')
        self->parts->name = g_strdelimit (g_steal_pointer (&name), "\n\r\t", ' ');
    }
}

static void
scan_line (Scan *self,
           const char *text,
           gsize length,
           const char *next,
           const char *end,
           guint line)
{
  gboolean begins = starts_with (text, length, "BEGIN:");
  gboolean ends = !begins && starts_with (text, length, "END:");

  if (begins && is_line (text, length, "BEGIN:VEVENT"))
    begin_part (self, RAIL_CALENDAR_PART_EVENT, text, line);
  else if (begins && is_line (text, length, "BEGIN:VTIMEZONE"))
    begin_part (self, RAIL_CALENDAR_PART_TIME_ZONE, text, line);
  else if ((begins && is_line (text, length, "BEGIN:VCALENDAR")) || (ends && is_line (text, length, "END:VCALENDAR")))
    abandon_part (self);
  else if (begins && self->open)
    self->depth++;
  else if (ends && self->open && is_line (text + strlen ("END:"), length - strlen ("END:"), get_component (self->part.kind)))
    finish_part (self, next);
  else if (ends && self->open && self->depth > 0)
    self->depth--;
  else if (!self->open)
    read_name (self, text, (gsize) (end - text), line);
}

RailCalendarParts *
rail_calendar_parts_new (const char *data,
                         gsize length,
                         const char *file,
                         GPtrArray *problems,
                         GError **error)
{
  const char *cursor = data;
  const char *end = data + length;
  Scan scan = { .file = file, .problems = problems };
  guint line = 1;

  if (length > RAIL_CALENDAR_MAX_BYTES)
    {
      rail_calendar_parts_refuse_size (file, error);
      return NULL;
    }
  if (starts_with (data, length, "\xEF\xBB\xBF"))
    cursor += 3;
  while (cursor < end && g_ascii_isspace (*cursor))
    line += *cursor++ == '\n' ? 1 : 0;

  if (!starts_with (cursor, (gsize) (end - cursor), "BEGIN:V"))
    {
      refuse_calendar (file, cursor, (gsize) (end - cursor), error);
      return NULL;
    }

  scan.parts = g_new0 (RailCalendarParts, 1);
  scan.parts->parts = g_array_new (FALSE, FALSE, sizeof (RailCalendarPart));
  for (; cursor < end; line++)
    {
      const char *newline = memchr (cursor, '\n', (gsize) (end - cursor));
      const char *stop = newline != NULL ? newline : end;
      const char *next = newline != NULL ? newline + 1 : end;

      scan_line (&scan, cursor, (gsize) (stop - cursor), next, end, line);
      cursor = next;
    }
  abandon_part (&scan);

  return scan.parts;
}

void
rail_calendar_parts_free (RailCalendarParts *self)
{
  g_free (self->name);
  g_array_unref (self->parts);
  g_free (self);
}
