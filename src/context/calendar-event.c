#include "config.h"

#include "context/calendar-event.h"

#include <string.h>

#include "base/problem.h"
#include "context/content-line.h"

/* RDATEs and EXDATEs of one event: one for every working day of a century. */
#define MAX_DATES 20000

#define MAX_RULES 16
#define UID_MAX_BYTES 1024

/* What is known only when the whole event has been read. */
typedef struct
{
  RailCalendarEvent *event;
  RailZoneTable *zones;
  const char *file;
  GPtrArray *problems;
  gboolean broken; /* an error was added; the event is left out */
  gboolean has_start;
  guint start_line;
  gboolean has_end;
  guint end_line;
  RailCalendarTime end;
  gboolean has_duration;
  RailCivilSpan duration;
} Reading;

static void
clear_rule (gpointer data)
{
  g_free (((RailCalendarRule *) data)->text);
}

static void
complain (Reading *self,
          RailSeverity severity,
          guint line,
          const char *mend,
          const char *message,
          const char *value)
{
  g_autofree char *quoted = rail_content_quote (value);

  rail_problems_add (self->problems, severity, self->file, line, "calendar-event", mend, "%s: “%s”", message, quoted);
  self->broken = self->broken || severity == RAIL_SEVERITY_ERROR;
}

static gboolean
read_time (Reading *self,
           const RailContentLine *line,
           const char *value,
           gsize length,
           RailCalendarTime *time)
{
  g_autofree char *kind = rail_content_line_dup_parameter (line, "VALUE");
  g_autofree char *tzid = NULL;

  if (!rail_civil_time_parse (value, length, &time->civil))
    return FALSE;

  if (kind != NULL && g_ascii_strcasecmp (kind, "DATE") == 0 && !time->civil.is_date)
    {
      time->civil.is_date = TRUE;
      time->civil.is_utc = FALSE;
      time->civil.seconds = rail_civil_day_of (time->civil.seconds) * RAIL_CIVIL_DAY;
    }

  time->zone = NULL;
  if (time->civil.is_utc)
    {
      time->zone = rail_zone_table_lookup (self->zones, "UTC", line->line);
    }
  else if (!time->civil.is_date)
    {
      tzid = rail_content_line_dup_parameter (line, "TZID");
      if (tzid != NULL && *tzid != '\0')
        time->zone = rail_zone_table_lookup (self->zones, tzid, line->line);
    }
  return TRUE;
}

/* A property that holds one time. */
static gboolean
read_property (Reading *self,
               const RailContentLine *line,
               RailSeverity severity,
               RailCalendarTime *time)
{
  g_autofree char *value = rail_content_line_dup_value (line);

  if (read_time (self, line, value, strlen (value), time))
    return TRUE;

  complain (self, severity, line->line, "write it as 20261001T150000 or 20261001", "This date or time cannot be read", value);
  return FALSE;
}

static void
read_excluded (Reading *self,
               const RailContentLine *line)
{
  g_autofree char *value = rail_content_line_dup_value (line);
  g_auto (GStrv) parts = g_strsplit (value, ",", MAX_DATES);
  RailCalendarTime time;

  if (self->event->excluded == NULL)
    self->event->excluded = g_array_new (FALSE, FALSE, sizeof (RailCalendarTime));

  for (guint i = 0; parts[i] != NULL && self->event->excluded->len < MAX_DATES; i++)
    {
      g_strstrip (parts[i]);
      if (read_time (self, line, parts[i], strlen (parts[i]), &time))
        g_array_append_val (self->event->excluded, time);
      else if (*parts[i] != '\0')
        complain (self, RAIL_SEVERITY_WARNING, line->line, "write it as 20261001T150000 or 20261001", "This excluded date cannot be read", parts[i]);
    }
}

/* "start", "start/end" or "start/duration" (RFC 5545 section 3.3.9). */
static gboolean
read_date (Reading *self,
           const RailContentLine *line,
           const char *text,
           RailCalendarDate *date)
{
  const char *slash = strchr (text, '/');
  RailCalendarTime end;

  *date = (RailCalendarDate){ 0 };
  if (!read_time (self, line, text, slash != NULL ? (gsize) (slash - text) : strlen (text), &date->time))
    return FALSE;
  if (slash == NULL)
    return TRUE;

  date->has_span = TRUE;
  if (rail_civil_span_parse (slash + 1, &date->span))
    return date->span.days >= 0 && date->span.seconds >= 0;
  if (!read_time (self, line, slash + 1, strlen (slash + 1), &end) || end.civil.seconds < date->time.civil.seconds)
    return FALSE;

  date->span.seconds = end.civil.seconds - date->time.civil.seconds;
  if (date->time.zone != NULL && end.zone != NULL)
    date->span.seconds = rail_time_zone_get_moment (end.zone, end.civil.seconds) -
                         rail_time_zone_get_moment (date->time.zone, date->time.civil.seconds);
  return date->span.seconds >= 0;
}

static void
read_dates (Reading *self,
            const RailContentLine *line)
{
  g_autofree char *value = rail_content_line_dup_value (line);
  g_auto (GStrv) parts = g_strsplit (value, ",", MAX_DATES);
  RailCalendarDate date;

  if (self->event->dates == NULL)
    self->event->dates = g_array_new (FALSE, FALSE, sizeof (RailCalendarDate));

  for (guint i = 0; parts[i] != NULL && self->event->dates->len < MAX_DATES; i++)
    {
      if (read_date (self, line, g_strstrip (parts[i]), &date))
        g_array_append_val (self->event->dates, date);
      else if (*parts[i] != '\0')
        complain (self, RAIL_SEVERITY_WARNING, line->line, "write it as 20261001T150000 or 20261001", "This extra date cannot be read", parts[i]);
    }
}

static void
read_rule (Reading *self,
           const RailContentLine *line,
           gboolean excludes)
{
  RailCalendarRule rule = { line->line, excludes, NULL };

  if (self->event->rules == NULL)
    {
      self->event->rules = g_array_new (FALSE, FALSE, sizeof (RailCalendarRule));
      g_array_set_clear_func (self->event->rules, clear_rule);
    }
  if (self->event->rules->len >= MAX_RULES)
    return;

  rule.text = rail_content_line_dup_value (line);
  g_array_append_val (self->event->rules, rule);
}

static void
read_recurrence_id (Reading *self,
                    const RailContentLine *line)
{
  g_autofree char *range = rail_content_line_dup_parameter (line, "RANGE");

  self->event->replaces = read_property (self, line, RAIL_SEVERITY_ERROR, &self->event->recurrence_id);
  self->event->replaces_later = range != NULL && g_ascii_strcasecmp (range, "THISANDFUTURE") == 0;
}

static void
read_duration (Reading *self,
               const RailContentLine *line)
{
  g_autofree char *value = rail_content_line_dup_value (line);

  self->has_duration = rail_civil_span_parse (value, &self->duration) && self->duration.days >= 0 && self->duration.seconds >= 0;
  if (!self->has_duration)
    complain (self, RAIL_SEVERITY_WARNING, line->line, "write it as PT1H30M or P1D", "This duration cannot be used", value);
}

static void
read_revision (Reading *self,
               const RailContentLine *line)
{
  g_autofree char *value = rail_content_line_dup_value (line);
  RailCivilTime time;

  if (rail_civil_time_parse (value, strlen (value), &time))
    self->event->revised = MAX (self->event->revised, time.seconds);
}

static void
read_line (Reading *self,
           const RailContentLine *line)
{
  RailCalendarEvent *event = self->event;

  if (line->value == NULL)
    {
      g_autofree char *name = g_utf8_make_valid (line->name, (gssize) MIN (line->name_length, 40));

      complain (self, RAIL_SEVERITY_WARNING, line->line, "a property is NAME:value; a continued line begins with a space", "This line is no property", name);
    }
  else if (rail_content_line_has_name (line, "DTSTART") && !self->has_start)
    {
      self->has_start = read_property (self, line, RAIL_SEVERITY_ERROR, &event->start);
      self->start_line = line->line;
    }
  else if (rail_content_line_has_name (line, "DTEND") && !self->has_end)
    {
      self->has_end = read_property (self, line, RAIL_SEVERITY_WARNING, &self->end);
      self->end_line = line->line;
    }
  else if (rail_content_line_has_name (line, "DURATION"))
    {
      read_duration (self, line);
    }
  else if (rail_content_line_has_name (line, "UID") && event->uid == NULL)
    {
      event->uid = rail_content_line_dup_text (line, UID_MAX_BYTES);
    }
  else if (rail_content_line_has_name (line, "RECURRENCE-ID"))
    {
      read_recurrence_id (self, line);
    }
  else if (rail_content_line_has_name (line, "RRULE") || rail_content_line_has_name (line, "EXRULE"))
    {
      read_rule (self, line, rail_content_line_has_name (line, "EXRULE"));
    }
  else if (rail_content_line_has_name (line, "RDATE"))
    {
      read_dates (self, line);
    }
  else if (rail_content_line_has_name (line, "EXDATE"))
    {
      read_excluded (self, line);
    }
  else if (rail_content_line_has_name (line, "SEQUENCE"))
    {
      g_autofree char *value = rail_content_line_dup_value (line);

      event->sequence = g_ascii_strtoll (value, NULL, 10);
    }
  else if (rail_content_line_has_name (line, "DTSTAMP") || rail_content_line_has_name (line, "LAST-MODIFIED"))
    {
      read_revision (self, line);
    }
}

/* RFC 5545 section 3.8.2.2: DTEND gives every instance the same exact length; DURATION a nominal one. */
static RailCivilSpan
decide_span (Reading *self)
{
  RailCalendarEvent *event = self->event;
  RailCivilSpan span = { 0 };

  if (self->has_end && self->end.civil.is_date != event->start.civil.is_date)
    {
      complain (self, RAIL_SEVERITY_WARNING, self->end_line, "write both as dates or both as times", "The end is not written as the start is", "DTEND");
      self->has_end = FALSE;
    }

  if (self->has_end && event->start.civil.is_date)
    span.days = (self->end.civil.seconds - event->start.civil.seconds) / RAIL_CIVIL_DAY;
  else if (self->has_end)
    span.seconds = rail_time_zone_get_moment (rail_calendar_event_get_zone (event, &self->end), self->end.civil.seconds) -
                   rail_time_zone_get_moment (event->zone, event->start.civil.seconds);
  else if (self->has_duration)
    span = self->duration;

  if (span.days < 0 || span.seconds < 0)
    {
      complain (self, RAIL_SEVERITY_WARNING, self->end_line, "let it end after it starts", "The event ends before it starts", "DTEND");
      span = (RailCivilSpan){ 0 };
    }

  /* A day lasts at least a day: some programs write the same date as its end. */
  if (event->start.civil.is_date)
    span = (RailCivilSpan){ .days = MAX (1, span.days + (span.seconds + RAIL_CIVIL_DAY - 1) / RAIL_CIVIL_DAY) };

  return span;
}

static void
finish (Reading *self)
{
  RailCalendarEvent *event = self->event;

  if (event->uid == NULL || *event->uid == '\0')
    {
      g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) event->part.data, event->part.length);

      /* The same text keeps the same identity wherever it stands in the file. */
      g_free (event->uid);
      event->uid = g_strdup_printf ("without-uid-%.32s", digest);
      rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, event->part.line, "calendar-event", "give it a UID", "The event has no UID, so its changes cannot be followed");
    }

  event->zone = event->start.zone != NULL ? event->start.zone : rail_zone_table_lookup (self->zones, NULL, 0);
  event->span = decide_span (self);
  if (event->replaces)
    event->recurrence_moment = rail_time_zone_get_moment (rail_calendar_event_get_zone (event, &event->recurrence_id),
                                                          event->recurrence_id.civil.seconds);
}

RailCalendarEvent *
rail_calendar_event_parse (const RailCalendarPart *part,
                           RailZoneTable *zones,
                           const char *file,
                           GPtrArray *problems)
{
  g_autoptr (RailContentReader) reader = rail_content_reader_new (part->data, part->length, part->line);
  g_autoptr (RailCalendarEvent) event = g_new0 (RailCalendarEvent, 1);
  Reading reading = { .event = event, .zones = zones, .file = file, .problems = problems };
  RailContentLine line;
  guint depth = 0;

  event->part = *part;
  while (rail_content_reader_next (reader, &line))
    {
      if (rail_content_line_has_name (&line, "BEGIN"))
        depth++;
      else if (rail_content_line_has_name (&line, "END"))
        depth--;
      else if (depth == 1)
        read_line (&reading, &line);
    }

  if (!reading.has_start && reading.start_line == 0)
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, part->line, "calendar-event", "give it a DTSTART", "The event has no start and is left out");
  if (!reading.has_start || reading.broken)
    return NULL;

  finish (&reading);
  return g_steal_pointer (&event);
}

void
rail_calendar_event_free (RailCalendarEvent *self)
{
  g_free (self->uid);
  g_clear_pointer (&self->rules, g_array_unref);
  g_clear_pointer (&self->dates, g_array_unref);
  g_clear_pointer (&self->excluded, g_array_unref);
  g_free (self);
}

RailTimeZone *
rail_calendar_event_get_zone (const RailCalendarEvent *self,
                              const RailCalendarTime *time)
{
  return time->zone != NULL ? time->zone : self->zone;
}

gint64
rail_calendar_event_get_end (const RailCalendarEvent *self,
                             gint64 civil,
                             const RailCivilSpan *span)
{
  gint64 start = rail_time_zone_get_moment (self->zone, civil);
  gint64 end = rail_time_zone_get_moment (self->zone, civil + span->days * RAIL_CIVIL_DAY) + span->seconds;

  /* A day that a zone skipped altogether has no length left. */
  return MAX (start, end);
}

gboolean
rail_calendar_event_is_recurring (const RailCalendarEvent *self)
{
  return self->rules != NULL || self->dates != NULL;
}
