#include "config.h"

#include "context/calendar-parts.h"

#include <string.h>

#include "base/error.h"
#include "base/problem.h"
#include "context/content-line.h"
#include "context/event-glance.h"
#include "context/recurrence.h"

#define NAME_MAX_BYTES 256

/* As in calendar-event.c. */
#define UID_MAX_BYTES 1024

/* As it is written: folded, and with its parameters. */
#define NAME_LINE_MAX_BYTES 16384

typedef struct
{
  RailCalendarText *text;
  const char *file;
  RailCalendarProblems *problems;
  RailCalendarParts *parts;
  RailEventGlance *glance;
  gboolean open; /* inside an event or a time zone */
  RailCalendarPartKind kind;
  gsize offset; /* of the open part */
  guint line;
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
  else if (starts_with (text, length, "\xFF\xFE") || starts_with (text, length, "\xFE\xFF"))
    reason = "is written in UTF-16: save it as UTF-8";
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
  rail_calendar_problems_trim (self->problems);
  rail_problems_add (self->problems->list,
                     RAIL_SEVERITY_ERROR,
                     self->file,
                     self->line,
                     "calendar-event",
                     mend,
                     "The %s that begins here %s and is left out",
                     self->kind == RAIL_CALENDAR_PART_EVENT ? "event" : "time zone",
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
            gsize offset,
            guint line)
{
  abandon_part (self);
  self->open = TRUE;
  self->depth = 0;
  self->kind = kind;
  self->offset = offset;
  self->line = line;
  if (kind == RAIL_CALENDAR_PART_EVENT)
    rail_event_glance_begin (self->glance);
}

/* The key of an event whose UID a glance does not understand. Without a UID its text is what it is known by (calendar-event.c). */
static guint32
read_key (Scan *self,
          gsize length)
{
  g_autoptr (GBytes) bytes = rail_calendar_text_dup_bytes (self->text, self->offset, length);
  const char *data = g_bytes_get_data (bytes, &length);
  g_autoptr (RailContentReader) reader = rail_content_reader_new (data, length, self->line);
  g_autofree char *uid = NULL;
  RailContentLine line;
  guint depth = 0;

  while (uid == NULL && rail_content_reader_next (reader, &line))
    {
      if (rail_content_line_has_name (&line, "BEGIN"))
        depth++;
      else if (rail_content_line_has_name (&line, "END"))
        depth--;
      else if (depth == 1 && line.value != NULL && rail_content_line_has_name (&line, "UID"))
        uid = rail_content_line_dup_text (&line, UID_MAX_BYTES);
    }

  if (uid == NULL || *uid == '\0')
    return rail_event_glance_hash_uid (data, length);
  return rail_event_glance_hash_uid (uid, strlen (uid));
}

static void
add_event (Scan *self,
           RailCalendarRange *range)
{
  RailEventImpression impression;

  rail_event_glance_end (self->glance, &impression);
  range->matters = impression.matters;
  range->has_news = impression.has_news;
  range->key = impression.has_key ? impression.key : read_key (self, range->length);
  g_array_append_val (self->parts->events, *range);
}

static void
finish_part (Scan *self,
             gsize end)
{
  RailCalendarRange range = { .offset = (guint32) self->offset, .line = self->line, .length = (guint32) (end - self->offset) };

  self->open = FALSE;
  if (range.length > RAIL_CALENDAR_PART_MAX_BYTES)
    report_part (self, "shorten it to less than 1 MiB", "is too large");
  else if (self->kind == RAIL_CALENDAR_PART_EVENT)
    add_event (self, &range);
  else
    g_array_append_val (self->parts->zones, range);
}

/* The calendar's own properties stand before its first part, or after the last. */
static void
read_name (Scan *self,
           const char *text,
           gsize length,
           gsize offset)
{
  g_autoptr (RailContentReader) reader = NULL;
  g_autoptr (GBytes) bytes = NULL;
  RailContentLine line;

  if (self->parts->name != NULL || (!starts_with (text, length, "X-WR-CALNAME") && !starts_with (text, length, "NAME")))
    return;

  /* It may be folded. */
  bytes = rail_calendar_text_dup_bytes (self->text, offset, NAME_LINE_MAX_BYTES);
  reader = rail_content_reader_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 1);
  if (rail_content_reader_next (reader, &line) &&
      (rail_content_line_has_name (&line, "X-WR-CALNAME") || rail_content_line_has_name (&line, "NAME")))
    {
      g_autofree char *name = rail_content_line_dup_text (&line, NAME_MAX_BYTES);

      if (*name != '\0')
        self->parts->name = g_strdelimit (g_steal_pointer (&name), "\n\r\t", ' ');
    }
}

/* The format that RFC 2445 replaced: its times are read alike, its rules and encoded texts are not. */
static void
check_version (Scan *self,
               const char *text,
               gsize length,
               guint line)
{
  if (!starts_with (text, length, "VERSION:1.0"))
    return;

  rail_calendar_problems_trim (self->problems);
  rail_problems_add (self->problems->list,
                     RAIL_SEVERITY_WARNING,
                     self->file,
                     line,
                     "calendar-file",
                     "export the calendar as iCalendar (VERSION:2.0)",
                     "This calendar is in the old format vCalendar 1.0, of which not everything is understood");
}

/* One line of the file without its line break; the next begins at @next. */
static void
scan_line (Scan *self,
           const char *text,
           gsize length,
           gsize offset,
           gsize next,
           guint line)
{
  gboolean begins = starts_with (text, length, "BEGIN:");
  gboolean ends = !begins && starts_with (text, length, "END:");

  if (begins && is_line (text, length, "BEGIN:VEVENT"))
    {
      begin_part (self, RAIL_CALENDAR_PART_EVENT, offset, line);
      return;
    }
  if (begins && is_line (text, length, "BEGIN:VTIMEZONE"))
    {
      begin_part (self, RAIL_CALENDAR_PART_TIME_ZONE, offset, line);
      return;
    }
  if ((begins && is_line (text, length, "BEGIN:VCALENDAR")) || (ends && is_line (text, length, "END:VCALENDAR")))
    {
      abandon_part (self);
      return;
    }
  if (!self->open)
    {
      if (!begins && !ends)
        {
          read_name (self, text, length, offset);
          check_version (self, text, length, line);
        }
      return;
    }
  if (ends && is_line (text + strlen ("END:"), length - strlen ("END:"), get_component (self->kind)))
    {
      finish_part (self, next);
      return;
    }

  if (self->kind == RAIL_CALENDAR_PART_EVENT)
    rail_event_glance_add_line (self->glance, text, length, self->depth);
  if (begins)
    self->depth++;
  else if (ends && self->depth > 0)
    self->depth--;
}

/* Where the first line begins that is not blank; NULL at @offset: there is none. */
static const char *
skip_blank (RailCalendarText *text,
            gsize *offset,
            guint *line,
            gsize *length)
{
  const char *piece;

  for (piece = rail_calendar_text_peek (text, *offset, length); piece != NULL; piece = rail_calendar_text_peek (text, *offset, length))
    {
      gsize blank = *offset == 0 && starts_with (piece, *length, "\xEF\xBB\xBF") ? 3 : 0;

      while (blank < *length && g_ascii_isspace (piece[blank]))
        *line += piece[blank++] == '\n' ? 1 : 0;
      if (blank == 0)
        return piece;
      *offset += blank;
    }
  return NULL;
}

/* The rest of a line that is longer than a piece. */
static gsize
skip_line (RailCalendarText *text,
           gsize offset)
{
  const char *piece;
  gsize length;

  for (piece = rail_calendar_text_peek (text, offset, &length); piece != NULL; piece = rail_calendar_text_peek (text, offset, &length))
    {
      const char *newline = memchr (piece, '\n', length);

      if (newline != NULL)
        return offset + (gsize) (newline - piece) + 1;
      offset += length;
    }
  return offset;
}

static void
scan_lines (Scan *self,
            gsize offset,
            guint line)
{
  const char *piece;
  gsize length;

  for (piece = rail_calendar_text_peek (self->text, offset, &length); piece != NULL; piece = rail_calendar_text_peek (self->text, offset, &length))
    {
      const char *cursor = piece;
      const char *end = piece + length;
      const char *newline;

      while ((newline = memchr (cursor, '\n', (gsize) (end - cursor))) != NULL)
        {
          gsize at = offset + (gsize) (cursor - piece);

          scan_line (self, cursor, (gsize) (newline - cursor), at, offset + (gsize) (newline + 1 - piece), line++);
          cursor = newline + 1;
        }

      if (offset + length == rail_calendar_text_get_length (self->text))
        {
          if (cursor < end)
            scan_line (self, cursor, (gsize) (end - cursor), offset + (gsize) (cursor - piece), offset + length, line);
          break;
        }
      if (cursor > piece)
        {
          offset += (gsize) (cursor - piece);
        }
      else
        {
          /* Whatever it is, its beginning says so. */
          scan_line (self, piece, length, offset, offset + length, line++);
          offset = skip_line (self->text, offset + length);
        }
    }
  abandon_part (self);
}

/* What can neither matter nor be superseded by, or supersede, what does. */
static void
drop_idle_events (GArray *events)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (NULL, NULL);
  guint kept = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const RailCalendarRange *range = &g_array_index (events, RailCalendarRange, i);

      if (range->matters)
        g_hash_table_add (keys, GUINT_TO_POINTER (range->key));
    }
  for (guint i = 0; i < events->len; i++)
    {
      RailCalendarRange range = g_array_index (events, RailCalendarRange, i);

      if (range.has_news || g_hash_table_contains (keys, GUINT_TO_POINTER (range.key)))
        g_array_index (events, RailCalendarRange, kept++) = range;
    }
  g_array_set_size (events, kept);
}

RailCalendarParts *
rail_calendar_parts_new (RailCalendarText *text,
                         gint64 from,
                         gint64 to,
                         const char *file,
                         RailCalendarProblems *problems,
                         GError **error)
{
  g_autoptr (RailEventGlance) glance = rail_event_glance_new (from, to);
  Scan scan = { .text = text, .file = file, .problems = problems, .glance = glance };
  guint line = 1;
  gsize offset = 0;
  gsize length;
  const char *start;

  if (rail_calendar_text_get_length (text) > RAIL_CALENDAR_MAX_BYTES)
    {
      rail_calendar_parts_refuse_size (file, error);
      return NULL;
    }

  start = skip_blank (text, &offset, &line, &length);
  if (!starts_with (start, length, "BEGIN:V"))
    {
      refuse_calendar (file, start, length, error);
      return NULL;
    }

  scan.parts = g_new0 (RailCalendarParts, 1);
  scan.parts->zones = g_array_new (FALSE, FALSE, sizeof (RailCalendarRange));
  scan.parts->events = g_array_new (FALSE, FALSE, sizeof (RailCalendarRange));
  scan_lines (&scan, offset, line);
  drop_idle_events (scan.parts->events);

  return scan.parts;
}

void
rail_calendar_parts_free (RailCalendarParts *self)
{
  g_free (self->name);
  g_array_unref (self->zones);
  g_array_unref (self->events);
  g_free (self);
}
