#include "config.h"

#include "delivery/recording.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/iso-time.h"
#include "base/json-reader.h"
#include "base/problem.h"

#define MAX_ATTENDEES 100000

const char *const rail_recording_presence_words[] = { "unknown", "no", "yes", NULL };
const char *const rail_recording_act_words[] = { "nothing", "closed", "snoozed", "collapsed", "opened", NULL };
const char *const rail_recording_role_words[] = { "unknown", "me", "other", NULL };

/* What a line may leave to the lines before it. */
typedef struct
{
  GTimeZone *zone;
  guint64 serial; /* of the window before */
  char **apps;
} State;

static void
state_clear (State *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->apps, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (State, state_clear)

void
rail_record_free (RailRecord *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->window, rail_window_unref);
  g_clear_pointer (&self->occurrences, g_ptr_array_unref);
  g_free (self->trigger);
  g_free (self);
}

void
rail_recording_free (RailRecording *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_ptr_array_unref (self->records);
  g_free (self);
}

static gint64
read_moment (RailJsonReader *reader,
             const char *name,
             GTimeZone *zone,
             gint64 fallback)
{
  const char *text = rail_json_reader_get_string (reader, name, NULL);
  g_autoptr (GError) error = NULL;
  gint64 moment = fallback;

  if (text != NULL && !rail_iso_time_parse (text, zone, &moment, &error))
    rail_json_reader_refuse (reader, name, "is no time: %s", error->message);
  return moment;
}

/* Tells @name's own mistakes in the name of the member it is. */
static void
end_member (RailJsonReader *member,
            RailJsonReader *reader,
            const char *name)
{
  g_autoptr (GError) error = NULL;

  if (!rail_json_reader_end (member, &error))
    rail_json_reader_refuse (reader, name, "cannot be read: %s", error->message);
}

/* Without an id a window stays the same as long as its application does: what somebody who writes the file by hand means. */
static guint64
read_serial (RailJsonReader *member,
             State *state,
             const char *const *apps)
{
  gboolean same = state->apps != NULL && g_strv_equal ((const char *const *) state->apps, apps);

  if (!same)
    {
      g_strfreev (state->apps);
      state->apps = g_strdupv ((char **) apps);
      state->serial++;
    }
  if (rail_json_reader_has (member, "id"))
    state->serial = rail_json_reader_get_integer (member, "id", 1, G_MAXINT64, 1);

  return state->serial;
}

static void
read_window (RailJsonReader *reader,
             State *state,
             RailRecord *record)
{
  JsonObject *object;
  g_autoptr (RailJsonReader) member = NULL;
  g_auto (GStrv) apps = NULL;
  guint64 serial;

  record->has_window = rail_json_reader_has (reader, "window");
  object = rail_json_reader_get_object (reader, "window");
  if (object == NULL)
    return;

  member = rail_json_reader_new (object);
  apps = rail_json_reader_dup_strings (member, "apps");
  serial = read_serial (member, state, (const char *const *) apps);
  record->window = rail_window_new (serial,
                                    (const char *const *) apps,
                                    rail_json_reader_get_string (member, "title", NULL),
                                    rail_json_reader_get_string (member, "url", NULL),
                                    rail_json_reader_get_boolean (member, "fullscreen", FALSE));
  record->window->excluded = rail_json_reader_get_boolean (member, "excluded", FALSE);
  end_member (member, reader, "window");
}

static char *
dup_text (RailJsonReader *reader,
          const char *name)
{
  return g_strdup (rail_json_reader_get_string (reader, name, ""));
}

static RailOccurrence *
read_occurrence (JsonObject *object,
                 GTimeZone *zone,
                 GError **error)
{
  static const char *const responses[] = { "none", "needs-action", "accepted", "tentative", "declined", "delegated", NULL };
  static const char *const statuses[] = { "confirmed", "tentative", "cancelled", NULL };
  g_autoptr (RailJsonReader) reader = rail_json_reader_new (object);
  g_autoptr (RailOccurrence) occurrence = g_new0 (RailOccurrence, 1);
  guint status;

  g_atomic_ref_count_init (&occurrence->ref_count);
  occurrence->calendar = dup_text (reader, "calendar");
  occurrence->uid = dup_text (reader, "uid");
  occurrence->recurrence_id = g_strdup (rail_json_reader_get_string (reader, "recurrence_id", NULL));
  occurrence->title = dup_text (reader, "title");
  occurrence->description = dup_text (reader, "description");
  occurrence->location = dup_text (reader, "location");
  occurrence->categories = rail_json_reader_dup_strings (reader, "categories");
  occurrence->organizer = dup_text (reader, "organizer");
  /* No rule looks at them, so no recording has them. */
  rail_occurrence_set_people (occurrence, "");
  occurrence->organizer_role = rail_json_reader_get_word (reader, "organizer_role", rail_recording_role_words, RAIL_ORGANIZER_UNKNOWN);
  occurrence->response = rail_json_reader_get_word (reader, "response", responses, RAIL_RESPONSE_NONE);
  occurrence->attendees = rail_json_reader_get_integer (reader, "attendees", 1, MAX_ATTENDEES, 1);
  occurrence->all_day = rail_json_reader_get_boolean (reader, "all_day", FALSE);
  occurrence->recurring = rail_json_reader_get_boolean (reader, "recurring", occurrence->recurrence_id != NULL);
  status = rail_json_reader_get_word (reader, "status", statuses, 0);
  occurrence->tentative = status == 1;
  occurrence->cancelled = status == 2;
  occurrence->start = read_moment (reader, "start", zone, G_MININT64);
  occurrence->end = read_moment (reader, "end", zone, occurrence->start);
  if (occurrence->uid[0] == '\0')
    rail_json_reader_refuse (reader, "uid", "is missing");
  if (occurrence->start == G_MININT64)
    rail_json_reader_refuse (reader, "start", "is missing");
  if (occurrence->end < occurrence->start)
    rail_json_reader_refuse (reader, "end", "is before the start");

  return rail_json_reader_end (reader, error) ? g_steal_pointer (&occurrence) : NULL;
}

static void
read_calendar (RailJsonReader *reader,
               GTimeZone *zone,
               RailRecord *record)
{
  JsonArray *array = rail_json_reader_get_array (reader, "calendar");
  guint length = array != NULL ? json_array_get_length (array) : 0;

  if (array == NULL)
    return;

  record->occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr (GError) error = NULL;
      RailOccurrence *occurrence = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        occurrence = read_occurrence (json_node_get_object (node), zone, &error);
      if (occurrence != NULL)
        g_ptr_array_add (record->occurrences, occurrence);
      else
        rail_json_reader_refuse (reader, "calendar", "cannot be read at meeting %u: %s", i + 1, error != NULL ? error->message : "it must be an object");
    }
  g_ptr_array_sort (record->occurrences, rail_occurrence_compare);
}

static RailPresenceState
read_presence_state (RailJsonReader *reader,
                     const char *name)
{
  return rail_json_reader_get_word (reader, name, rail_recording_presence_words, RAIL_PRESENCE_UNKNOWN);
}

static void
read_presence (RailJsonReader *reader,
               RailRecord *record)
{
  JsonObject *object = rail_json_reader_get_object (reader, "presence");
  g_autoptr (RailJsonReader) member = NULL;

  if (object == NULL)
    return;

  member = rail_json_reader_new (object);
  record->has_presence = TRUE;
  record->presence.locked = read_presence_state (member, "locked");
  record->presence.sharing = read_presence_state (member, "sharing");
  record->presence.do_not_disturb = read_presence_state (member, "do_not_disturb");
  record->presence.cards_possible = rail_json_reader_get_boolean (member, "cards_possible", TRUE);
  end_member (member, reader, "presence");
}

static void
read_limits (RailJsonReader *reader,
             GTimeZone *zone,
             RailRecord *record)
{
  JsonObject *object = rail_json_reader_get_object (reader, "limits");
  g_autoptr (RailJsonReader) member = NULL;

  if (object == NULL)
    return;

  member = rail_json_reader_new (object);
  record->has_limits = TRUE;
  record->limits.per_hour = rail_json_reader_get_integer (member, "per_hour", 0, G_MAXUINT16, 4);
  record->limits.per_day = rail_json_reader_get_integer (member, "per_day", 0, G_MAXUINT16, 12);
  record->limits.paused_until = rail_json_reader_get_boolean (member, "paused", FALSE)
                                    ? G_MAXINT64
                                    : read_moment (member, "paused_until", zone, 0);
  record->limits.quiet_enabled = rail_json_reader_has (member, "quiet_from");
  record->limits.quiet_from = rail_json_reader_get_integer (member, "quiet_from", 0, 24 * 60 - 1, 0);
  record->limits.quiet_to = rail_json_reader_get_integer (member, "quiet_to", 0, 24 * 60 - 1, 0);
  end_member (member, reader, "limits");
}

static void
read_act (RailJsonReader *reader,
          GTimeZone *zone,
          RailRecord *record)
{
  JsonObject *object = rail_json_reader_get_object (reader, "nudge");
  g_autoptr (RailJsonReader) member = NULL;
  const char *reason;

  if (object == NULL)
    return;

  member = rail_json_reader_new (object);
  record->trigger = dup_text (member, "trigger");
  record->act = rail_json_reader_get_word (member, "was", rail_recording_act_words, RAIL_RECORDED_NOTHING);
  reason = rail_json_reader_get_string (member, "reason", "done");
  record->until = read_moment (member, "until", zone, 0);
  if (record->act == RAIL_RECORDED_NOTHING)
    rail_json_reader_refuse (member, "was", "is missing");
  if (!rail_close_reason_from_string (reason, &record->reason))
    rail_json_reader_refuse (member, "reason", "is no reason to close");
  if (record->act == RAIL_RECORDED_SNOOZED && record->until == 0)
    rail_json_reader_refuse (member, "until", "is missing");
  end_member (member, reader, "nudge");
}

static GTimeZone *
read_zone (RailJsonReader *reader)
{
  const char *identifier = rail_json_reader_get_string (reader, "zone", NULL);
  GTimeZone *zone = identifier != NULL ? g_time_zone_new_identifier (identifier) : NULL;

  if (identifier != NULL && zone == NULL)
    rail_json_reader_refuse (reader, "zone", "is no time zone this computer knows");
  return zone;
}

static JsonNode *
parse_object (const char *data,
              gsize length,
              GError **error)
{
  g_autoptr (JsonNode) node = rail_json_parse (data, length, RAIL_RECORDING_MAX_LINE, error);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "not an object");
      return NULL;
    }

  return g_steal_pointer (&node);
}

static RailRecord *
parse_record (const char *data,
              gsize length,
              State *state,
              GError **error)
{
  g_autoptr (JsonNode) node = parse_object (data, length, error);
  g_autoptr (RailJsonReader) reader = NULL;
  g_autoptr (RailRecord) record = NULL;

  if (node == NULL)
    return NULL;

  reader = rail_json_reader_new (json_node_get_object (node));
  record = g_new0 (RailRecord, 1);
  record->zone = read_zone (reader);
  if (record->zone != NULL)
    {
      g_time_zone_unref (state->zone);
      state->zone = g_time_zone_ref (record->zone);
    }

  record->at = read_moment (reader, "at", state->zone, G_MININT64);
  if (record->at == G_MININT64)
    rail_json_reader_refuse (reader, "at", "is missing");
  read_window (reader, state, record);
  read_calendar (reader, state->zone, record);
  read_presence (reader, record);
  read_limits (reader, state->zone, record);
  read_act (reader, state->zone, record);
  record->suspended = rail_json_reader_get_boolean (reader, "suspended", FALSE);
  record->resumed = rail_json_reader_get_boolean (reader, "resumed", FALSE);

  if (!rail_json_reader_end (reader, error))
    return NULL;
  return g_steal_pointer (&record);
}

static gboolean
parse_header (const char *data,
              gsize length,
              State *state,
              RailRecording *self,
              GError **error)
{
  g_autoptr (JsonNode) node = parse_object (data, length, error);
  g_autoptr (RailJsonReader) reader = NULL;
  gint64 version;

  if (node == NULL)
    return FALSE;

  reader = rail_json_reader_new (json_node_get_object (node));
  version = rail_json_reader_get_integer (reader, "recording", 1, G_MAXINT64, 0);
  if (version == 0)
    rail_json_reader_refuse (reader, "recording", "is missing: the first line is {\"recording\": %d, \"zone\": \"Europe/Berlin\"}", RAIL_RECORDING_VERSION);
  if (version > RAIL_RECORDING_VERSION)
    rail_json_reader_refuse (reader, "recording", "is of a newer Handrail: upgrade");
  self->zone = read_zone (reader);
  state->zone = self->zone != NULL ? g_time_zone_ref (self->zone) : g_time_zone_new_local ();
  self->has_acts = rail_json_reader_get_boolean (reader, "acts", FALSE);

  return rail_json_reader_end (reader, error);
}

static gboolean
is_blank (const char *line,
          gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (line[i]))
      return FALSE;
  return TRUE;
}

RailRecording *
rail_recording_parse (const char *data,
                      gsize length,
                      const char *file,
                      GPtrArray *problems,
                      GError **error)
{
  g_autoptr (RailRecording) self = g_new0 (RailRecording, 1);
  g_auto (State) state = { 0 };
  const char *end = data + length;
  guint number = 0;

  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_record_free);
  if (length > RAIL_RECORDING_MAX_BYTES)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "%s: larger than %d MiB", file, RAIL_RECORDING_MAX_BYTES / 1024 / 1024);
      return NULL;
    }

  while (data < end)
    {
      const char *feed = memchr (data, '\n', end - data);
      const char *line = data;
      gsize line_length = (feed != NULL ? feed : end) - line;
      g_autoptr (GError) line_error = NULL;
      RailRecord *record;

      data = feed != NULL ? feed + 1 : end;
      number++;
      if (number == 1)
        {
          if (parse_header (line, line_length, &state, self, error))
            continue;
          g_prefix_error (error, "%s:1: ", file);
          return NULL;
        }
      if (is_blank (line, line_length))
        continue;

      record = parse_record (line, line_length, &state, &line_error);
      if (record == NULL)
        {
          rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, number, "recording", _ ("The line was left out; handrail-recording(5) says what it may hold."), "%s", line_error->message);
          continue;
        }
      record->line = number;
      g_ptr_array_add (self->records, record);
    }

  if (number == 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "%s: empty", file);
      return NULL;
    }
  return g_steal_pointer (&self);
}

RailRecording *
rail_recording_load (const char *file,
                     GPtrArray *problems,
                     GError **error)
{
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (file, &data, &length, error))
    return NULL;
  return rail_recording_parse (data, length, file, problems, error);
}
