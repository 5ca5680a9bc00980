#include "config.h"

#include "context/zone-table.h"

#include <string.h>

#include "base/problem.h"
#include "context/civil-time.h"
#include "context/content-line.h"
#include "context/recurrence-rule.h"
#include "context/zone-names.h"

/* Outlook lets its zones begin in 1601; nobody asks how a rule went on before the moments of computers began. */
#define EARLIEST_REPEATED ((gint64) 0)

#define MAX_CHANGES 2000

/* Every unknown TZID is one problem, but a hostile file must not make a million of them. */
#define MAX_UNKNOWN 100

struct _RailZoneTable
{
  RailTimeZone *user_zone;
  RailTimeZone *utc;
  GHashTable *from_file; /* TZID -> Description */
  GHashTable *resolved;  /* TZID -> RailTimeZone */
  guint unknown;
  gint64 horizon;
  const char *file;
  GPtrArray *problems;
  gint64 *allowance;
};

/* A STANDARD or DAYLIGHT part: when its offset begins to apply. */
typedef struct
{
  gboolean has_start;
  RailCivilTime start;
  gboolean has_offset_after;
  gboolean has_offset_before;
  gint32 offset_before;
  gint32 offset_after;
  GArray *onsets; /* gint64 civil times, besides the start */
  char *rule;
  guint line;
} Observance;

/* A VTIMEZONE as it is written. */
typedef struct
{
  char *tzid;
  char *location;      /* X-LIC-LOCATION, or NULL */
  GArray *observances; /* those that say enough */
} Description;

static void
clear_observance (gpointer data)
{
  Observance *self = data;

  g_clear_pointer (&self->onsets, g_array_unref);
  g_clear_pointer (&self->rule, g_free);
}

static Description *
new_description (void)
{
  Description *self = g_new0 (Description, 1);

  self->observances = g_array_new (FALSE, FALSE, sizeof (Observance));
  g_array_set_clear_func (self->observances, clear_observance);
  return self;
}

static void
free_description (Description *self)
{
  g_free (self->tzid);
  g_free (self->location);
  g_array_unref (self->observances);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Description, free_description)

RailZoneTable *
rail_zone_table_new (GTimeZone *user_zone,
                     gint64 horizon,
                     const char *file,
                     GPtrArray *problems,
                     gint64 *allowance)
{
  RailZoneTable *self = g_new0 (RailZoneTable, 1);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  self->user_zone = rail_time_zone_new (user_zone);
  self->utc = rail_time_zone_new (utc);
  self->from_file = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) free_description);
  self->resolved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) rail_time_zone_unref);
  self->horizon = horizon;
  self->file = file;
  self->problems = problems;
  self->allowance = allowance;
  return self;
}

void
rail_zone_table_free (RailZoneTable *self)
{
  rail_time_zone_unref (self->user_zone);
  rail_time_zone_unref (self->utc);
  g_hash_table_unref (self->from_file);
  g_hash_table_unref (self->resolved);
  g_free (self);
}

/* "+0100", "-033126" (RFC 5545 section 3.3.14). */
static gboolean
read_offset (const RailContentLine *line,
             gint32 *offset)
{
  g_autofree char *text = rail_content_line_dup_value (line);
  gsize length = strlen (text);
  int part[3] = { 0, 0, 0 };

  if ((length != 5 && length != 7) || (*text != '+' && *text != '-'))
    return FALSE;
  for (gsize i = 1; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      part[(i - 1) / 2] = part[(i - 1) / 2] * 10 + (text[i] - '0');
    }
  if (part[0] > 23 || part[1] > 59 || part[2] > 59)
    return FALSE;

  *offset = (part[0] * 3600 + part[1] * 60 + part[2]) * (*text == '-' ? -1 : 1);
  return TRUE;
}

static void
read_onsets (Observance *self,
             const RailContentLine *line)
{
  g_autofree char *value = rail_content_line_dup_value (line);
  g_auto (GStrv) parts = g_strsplit (value, ",", MAX_CHANGES);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      RailCivilTime onset;

      /* Of a period, which nothing allows here and some write, the start. */
      if (rail_civil_time_parse (parts[i], strcspn (parts[i], "/"), &onset) && self->onsets->len < MAX_CHANGES)
        g_array_append_val (self->onsets, onset.seconds);
    }
}

static void
read_observance_line (Observance *self,
                      const RailContentLine *line)
{
  if (rail_content_line_has_name (line, "DTSTART") && line->value != NULL)
    {
      g_autofree char *value = rail_content_line_dup_value (line);

      self->has_start = rail_civil_time_parse (value, strlen (value), &self->start);
    }
  else if (rail_content_line_has_name (line, "TZOFFSETFROM"))
    {
      self->has_offset_before = read_offset (line, &self->offset_before);
    }
  else if (rail_content_line_has_name (line, "TZOFFSETTO"))
    {
      self->has_offset_after = read_offset (line, &self->offset_after);
    }
  else if (rail_content_line_has_name (line, "RDATE"))
    {
      read_onsets (self, line);
    }
  else if (rail_content_line_has_name (line, "RRULE") && self->rule == NULL)
    {
      self->rule = rail_content_line_dup_value (line);
    }
}

static void
add_change (const Observance *observance,
            gint64 onset,
            GArray *changes)
{
  RailTimeZoneChange change = { onset - observance->offset_before, observance->offset_before, observance->offset_after };

  if (changes->len < MAX_CHANGES)
    g_array_append_val (changes, change);
}

/* Onsets are written in the offset that applied before them, so @before is a zone of that one offset. */
static gboolean
add_changes (RailZoneTable *self,
             const Observance *observance,
             GArray *changes,
             GError **error)
{
  g_autoptr (GArray) fixed = g_array_new (FALSE, FALSE, sizeof (RailTimeZoneChange));
  g_autoptr (GArray) repeated = g_array_new (FALSE, FALSE, sizeof (gint64));
  RailTimeZoneChange always = { 0, observance->offset_before, observance->offset_before };
  g_autoptr (RailTimeZone) before = NULL;
  RailCivilTime start = observance->start;

  g_array_append_val (fixed, always);
  before = rail_time_zone_new_from_changes (fixed);
  start.is_date = FALSE;

  add_change (observance, start.seconds, changes);
  for (guint i = 0; i < observance->onsets->len; i++)
    add_change (observance, g_array_index (observance->onsets, gint64, i), changes);

  if (observance->rule != NULL &&
      !rail_recurrence_rule_expand (observance->rule, &start, before, MAX (start.seconds + 1, EARLIEST_REPEATED), self->horizon + 2 * RAIL_CIVIL_DAY, self->allowance, repeated, error))
    return FALSE;
  for (guint i = 0; i < repeated->len; i++)
    add_change (observance, g_array_index (repeated, gint64, i), changes);

  return TRUE;
}

static void
report_zone (RailZoneTable *self,
             guint line,
             const char *reason)
{
  rail_problems_add (self->problems,
                     RAIL_SEVERITY_WARNING,
                     self->file,
                     line,
                     "calendar-time-zone",
                     "export the calendar again, with its time zones",
                     "This description of a time zone is not used: %s",
                     reason);
}

/* Takes what @observance holds. */
static void
finish_observance (RailZoneTable *self,
                   Observance *observance,
                   Description *description)
{
  if (observance->has_start && observance->has_offset_after && observance->has_offset_before)
    {
      g_array_append_val (description->observances, *observance);
      *observance = (Observance){ 0 };
      return;
    }

  report_zone (self, observance->line, "a part lacks DTSTART, TZOFFSETFROM or TZOFFSETTO");
  clear_observance (observance);
}

static Description *
read_description (RailZoneTable *self,
                  const char *data,
                  gsize length,
                  guint first_line)
{
  g_autoptr (RailContentReader) reader = rail_content_reader_new (data, length, first_line);
  Description *description = new_description ();
  Observance observance = { 0 };
  RailContentLine line;

  while (rail_content_reader_next (reader, &line))
    {
      gboolean is_part = rail_content_line_has_value (&line, "STANDARD") || rail_content_line_has_value (&line, "DAYLIGHT");

      if (is_part && rail_content_line_has_name (&line, "BEGIN"))
        {
          clear_observance (&observance);
          observance = (Observance){ .onsets = g_array_new (FALSE, FALSE, sizeof (gint64)), .line = line.line };
        }
      else if (is_part && rail_content_line_has_name (&line, "END") && observance.onsets != NULL)
        {
          finish_observance (self, &observance, description);
        }
      else if (observance.onsets != NULL)
        {
          read_observance_line (&observance, &line);
        }
      else if (rail_content_line_has_name (&line, "TZID") && description->tzid == NULL)
        {
          description->tzid = rail_content_line_dup_value (&line);
        }
      else if (rail_content_line_has_name (&line, "X-LIC-LOCATION") && description->location == NULL)
        {
          description->location = rail_content_line_dup_value (&line);
        }
    }
  clear_observance (&observance);
  return description;
}

/* libical and its heirs say which place they mean; it helps where they say no more. */
static GTimeZone *
new_from_location (const Description *description)
{
  return description->location != NULL ? rail_zone_names_new_iana (description->location) : NULL;
}

void
rail_zone_table_add (RailZoneTable *self,
                     const char *data,
                     gsize length,
                     guint first_line)
{
  g_autoptr (Description) description = read_description (self, data, length, first_line);
  g_autoptr (GTimeZone) located = description->observances->len == 0 ? new_from_location (description) : NULL;
  const char *tzid = description->tzid;

  if (tzid == NULL || (description->observances->len == 0 && located == NULL))
    report_zone (self, first_line, tzid == NULL ? "it has no TZID" : "it has no part that can be read");
  else if (!g_hash_table_contains (self->from_file, tzid))
    g_hash_table_insert (self->from_file, (gpointer) tzid, g_steal_pointer (&description));
}

static RailTimeZone *
follow_description (RailZoneTable *self,
                    const Description *description)
{
  g_autoptr (GTimeZone) located = description->observances->len == 0 ? new_from_location (description) : NULL;
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (RailTimeZoneChange));

  if (located != NULL)
    return rail_time_zone_new (located);

  for (guint i = 0; i < description->observances->len; i++)
    {
      const Observance *observance = &g_array_index (description->observances, Observance, i);
      g_autoptr (GError) error = NULL;

      if (!add_changes (self, observance, changes, &error))
        report_zone (self, observance->line, error->message);
    }
  return rail_time_zone_new_from_changes (changes);
}

static RailTimeZone *
resolve (RailZoneTable *self,
         const char *tzid,
         guint line)
{
  g_autoptr (GTimeZone) zone = rail_zone_names_new_iana (tzid);
  const Description *from_file = g_hash_table_lookup (self->from_file, tzid);
  g_autofree char *quoted = NULL;

  if (zone == NULL && from_file != NULL)
    return follow_description (self, from_file);
  if (zone == NULL)
    zone = rail_zone_names_new_alias (tzid);
  if (zone != NULL)
    return rail_time_zone_new (zone);

  quoted = rail_content_quote (tzid);
  if (self->unknown++ < MAX_UNKNOWN)
    rail_problems_add (self->problems,
                       RAIL_SEVERITY_WARNING,
                       self->file,
                       line,
                       "calendar-time-zone",
                       "export the calendar with its time zones, or use an IANA name such as “Europe/Berlin”",
                       "The time zone “%s” is not known; its times are read in your own",
                       quoted);
  return rail_time_zone_ref (self->user_zone);
}

RailTimeZone *
rail_zone_table_lookup (RailZoneTable *self,
                        const char *tzid,
                        guint line)
{
  RailTimeZone *zone;

  if (tzid == NULL)
    return self->user_zone;
  if (g_ascii_strcasecmp (tzid, "UTC") == 0)
    return self->utc;

  zone = g_hash_table_lookup (self->resolved, tzid);
  if (zone == NULL)
    {
      zone = resolve (self, tzid, line);
      g_hash_table_insert (self->resolved, g_strdup (tzid), zone);
    }
  return zone;
}
