#include "config.h"

#include "platform/calendar-objects.h"

#include <string.h>

#include "base/duration.h"
#include "context/content-line.h"

/*
 * An event, or the last of a series, that began so long before the window is over by now; and no time zone moves a date by more than a day.
 * An event that runs longer than this is missed when it replaces an instance of a series.
 */
#define LONGEST_EVENT (62 * RAIL_DAY)
#define ZONE_SLACK (2 * RAIL_DAY)

#define MAX_KEY_BYTES 2048
#define MAX_LEFT_OUT_NAMES 1000

struct _RailCalendarObjects
{
  guint32 first_date; /* YYYYMMDD: before it nothing matters any more */
  guint32 last_date;  /* and after it nothing does yet */
  GHashTable *texts;  /* "uid\nrecurrence-id" -> GRefString */
  GHashTable *left_out;
  GHashTable *known_zones; /* borrows from @zones */
  GPtrArray *zones;
  gsize bytes;
};

/* What one text is, while it is read. */
typedef struct
{
  GString *kept;
  char *uid;
  char *recurrence_id;
  gboolean replaces_later;
  gboolean has_dates;
  gboolean endless; /* has a rule without UNTIL: it may end, but only an expansion could tell when */
  guint32 start;
  guint32 replaced;
  guint32 until;
  guint rules;
} Reading;

static guint32
get_date (gint64 moment)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (moment / G_USEC_PER_SEC);

  if (time == NULL)
    return moment < 0 ? 0 : 99991231;
  return (guint32) (g_date_time_get_year (time) * 10000 + g_date_time_get_month (time) * 100 + g_date_time_get_day_of_month (time));
}

/* The first eight digits, which are a date in every form of RFC 5545 section 3.3.4 and 3.3.5; 0 if they are not. */
static guint32
read_date (const char *text,
           gsize length)
{
  guint32 date = 0;

  if (length < 8)
    return 0;
  for (guint i = 0; i < 8; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return 0;
      date = date * 10 + (guint32) (text[i] - '0');
    }
  return date;
}

static void
read_rule (Reading *reading,
           const RailContentLine *line)
{
  g_autofree char *rule = g_ascii_strup (line->value, (gssize) line->value_length);
  const char *until = strstr (rule, "UNTIL=");
  guint32 date = until != NULL ? read_date (until + strlen ("UNTIL="), strlen (until + strlen ("UNTIL="))) : 0;

  reading->rules++;
  reading->endless |= date == 0;
  reading->until = MAX (reading->until, date);
}

static void
read_zone (RailCalendarObjects *self,
           const RailContentLine *line)
{
  g_autofree char *name = line->parameters_length > 0 ? rail_content_line_dup_parameter (line, "TZID") : NULL;

  if (name != NULL && *name != '\0' && self->zones->len < RAIL_CALENDAR_OBJECTS_MAX_ZONES && !g_hash_table_contains (self->known_zones, name))
    {
      g_hash_table_add (self->known_zones, name);
      g_ptr_array_add (self->zones, g_steal_pointer (&name));
    }
}

static void
read_line (RailCalendarObjects *self,
           Reading *reading,
           const RailContentLine *line)
{
  if (reading->uid == NULL && rail_content_line_has_name (line, "UID"))
    {
      reading->uid = rail_content_line_dup_value (line);
    }
  else if (rail_content_line_has_name (line, "RECURRENCE-ID"))
    {
      g_autofree char *range = rail_content_line_dup_parameter (line, "RANGE");

      g_free (reading->recurrence_id);
      reading->recurrence_id = rail_content_line_dup_value (line);
      reading->replaces_later = range != NULL;
      reading->replaced = read_date (line->value, line->value_length);
      read_zone (self, line);
    }
  else if (rail_content_line_has_name (line, "DTSTART"))
    {
      reading->start = read_date (line->value, line->value_length);
      read_zone (self, line);
    }
  else if (rail_content_line_has_name (line, "RRULE"))
    {
      read_rule (reading, line);
    }
  else if (rail_content_line_has_name (line, "RDATE"))
    {
      reading->has_dates = TRUE;
      read_zone (self, line);
    }
  else if (rail_content_line_has_name (line, "DTEND") || rail_content_line_has_name (line, "EXDATE"))
    {
      read_zone (self, line);
    }
}

/* No expansion reads these, and attachments and what mail programs add are often larger than all the rest. */
static gboolean
is_ballast (const RailContentLine *line)
{
  return rail_content_line_has_name (line, "ATTACH") ||
         (line->name_length > 2 && g_ascii_strncasecmp (line->name, "X-", 2) == 0);
}

/* FALSE when @text holds no whole event, or one that is too large. */
static gboolean
read_event (RailCalendarObjects *self,
            const char *text,
            Reading *reading)
{
  g_autoptr (RailContentReader) reader = rail_content_reader_new (text, strlen (text), 1);
  RailContentLine line;
  guint depth = 0; /* components open inside the event, with itself */

  while (rail_content_reader_next (reader, &line))
    {
      gboolean begins = rail_content_line_has_name (&line, "BEGIN");
      gboolean ends = rail_content_line_has_name (&line, "END");

      if (depth == 0 && !(begins && rail_content_line_has_value (&line, "VEVENT")))
        continue;
      depth += begins ? 1 : 0;
      depth -= ends ? 1 : 0;
      if (line.value == NULL || depth > 1 || (depth == 1 && ends) || (depth == 1 && is_ballast (&line)))
        continue;
      if (reading->kept->len + line.name_length + line.parameters_length + line.value_length > RAIL_CALENDAR_OBJECT_MAX_BYTES)
        return FALSE;

      read_line (self, reading, &line);
      g_string_append_len (reading->kept, line.name, (gssize) line.name_length);
      g_string_append_len (reading->kept, line.parameters, (gssize) line.parameters_length);
      g_string_append_c (reading->kept, ':');
      g_string_append_len (reading->kept, line.value, (gssize) line.value_length);
      g_string_append (reading->kept, "\r\n");
      if (depth == 0)
        return reading->uid != NULL && *reading->uid != '\0';
    }
  return FALSE;
}

static gboolean
is_outside (const RailCalendarObjects *self,
            guint32 date)
{
  return date != 0 && (date < self->first_date || date > self->last_date);
}

/* Whether no occurrence can touch the window. Whatever is not understood may. */
static gboolean
is_irrelevant (const RailCalendarObjects *self,
               const Reading *reading)
{
  if (reading->recurrence_id != NULL)
    return !reading->replaces_later && reading->rules == 0 && !reading->has_dates && reading->replaced != 0 &&
           is_outside (self, reading->replaced) && is_outside (self, reading->start);

  if (reading->start > self->last_date)
    return TRUE;
  return reading->rules > 0 && !reading->endless && !reading->has_dates && MAX (reading->until, reading->start) < self->first_date;
}

static void
forget (RailCalendarObjects *self,
        const char *key)
{
  char *text = g_hash_table_lookup (self->texts, key);

  if (text != NULL)
    self->bytes -= g_ref_string_length (text);
  g_hash_table_remove (self->texts, key);
  g_hash_table_remove (self->left_out, key);
}

/* NULL for what no honest calendar program makes. */
static char *
dup_key (const char *uid,
         const char *recurrence_id)
{
  g_autofree char *key = g_strconcat (uid != NULL ? uid : "", "\n", recurrence_id, NULL);

  return strlen (key) <= MAX_KEY_BYTES ? g_steal_pointer (&key) : NULL;
}

RailCalendarObjects *
rail_calendar_objects_new (gint64 from,
                           gint64 to)
{
  RailCalendarObjects *self = g_new0 (RailCalendarObjects, 1);

  self->first_date = get_date (from - LONGEST_EVENT);
  self->last_date = get_date (to + ZONE_SLACK);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ref_string_release);
  self->left_out = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->known_zones = g_hash_table_new (g_str_hash, g_str_equal);
  self->zones = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
rail_calendar_objects_free (RailCalendarObjects *self)
{
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->left_out);
  g_hash_table_unref (self->known_zones);
  g_ptr_array_unref (self->zones);
  g_free (self);
}

void
rail_calendar_objects_put (RailCalendarObjects *self,
                           const char *text)
{
  Reading reading = { .kept = g_string_new (NULL) };
  gboolean whole = read_event (self, text, &reading);
  g_autoptr (GString) kept = reading.kept;
  g_autofree char *uid = reading.uid;
  g_autofree char *recurrence_id = reading.recurrence_id;
  g_autofree char *key = dup_key (uid, recurrence_id);

  whole &= key != NULL;
  if (key == NULL)
    key = g_strdup ("");

  forget (self, key);
  if (whole && is_irrelevant (self, &reading))
    return;

  if (whole && g_hash_table_size (self->texts) < RAIL_CALENDAR_OBJECTS_MAX && self->bytes + kept->len <= RAIL_CALENDAR_OBJECTS_MAX_BYTES)
    {
      self->bytes += kept->len;
      g_hash_table_replace (self->texts, g_steal_pointer (&key), g_ref_string_new_len (kept->str, (gssize) kept->len));
    }
  else if (g_hash_table_size (self->left_out) < MAX_LEFT_OUT_NAMES)
    {
      g_hash_table_add (self->left_out, g_steal_pointer (&key));
    }
}

void
rail_calendar_objects_remove (RailCalendarObjects *self,
                              const char *name)
{
  g_autofree char *key = strchr (name, '\n') != NULL ? g_strdup (name) : dup_key (name, NULL);

  forget (self, key);
}

guint
rail_calendar_objects_get_left_out (RailCalendarObjects *self)
{
  return g_hash_table_size (self->left_out);
}

GPtrArray *
rail_calendar_objects_dup_texts (RailCalendarObjects *self)
{
  GPtrArray *texts = g_ptr_array_new_full (g_hash_table_size (self->texts), (GDestroyNotify) g_ref_string_release);
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, self->texts);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    g_ptr_array_add (texts, g_ref_string_acquire (text));

  return texts;
}

GPtrArray *
rail_calendar_objects_get_zone_names (RailCalendarObjects *self)
{
  return self->zones;
}
