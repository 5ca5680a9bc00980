#include "config.h"

#include "delivery/recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <json-glib/json-glib.h>

#include "base/error.h"
#include "base/iso-time.h"

struct _RailRecorder
{
  FILE *stream;
  GTimeZone *zone;
  RailWindow *window;
  GPtrArray *occurrences; /* the array itself says whether it is another one: it never changes */
  RailPresence presence;
  gboolean begun; /* window and presence above are what the file says */
};

static void
add_text (JsonBuilder *builder,
          const char *name,
          const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_flag (JsonBuilder *builder,
          const char *name,
          gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_number (JsonBuilder *builder,
            const char *name,
            gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_texts (JsonBuilder *builder,
           const char *name,
           char **texts)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; texts[i] != NULL; i++)
    json_builder_add_string_value (builder, texts[i]);
  json_builder_end_array (builder);
}

static void
add_moment (RailRecorder *self,
            JsonBuilder *builder,
            const char *name,
            gint64 moment)
{
  g_autofree char *text = rail_iso_time_format_exact (moment, self->zone);

  add_text (builder, name, text);
}

static JsonBuilder *
begin_line (RailRecorder *self,
            gint64 now)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_moment (self, builder, "at", now);

  return builder;
}

/* Each line is on disk when it is written: the interesting end of a recording is the one before a crash. */
static void
end_line (RailRecorder *self,
          JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  fprintf (self->stream, "%s\n", text);
  fflush (self->stream);
}

RailRecorder *
rail_recorder_open (const char *path,
                    GTimeZone *zone,
                    GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  g_autoptr (JsonBuilder) builder = NULL;
  RailRecorder *self;

  /* The file may have been there, and open to others. */
  if (fd < 0 || fchmod (fd, 0600) < 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s: %s", path, g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }

  self = g_new0 (RailRecorder, 1);
  self->stream = fdopen (fd, "w");
  self->zone = g_time_zone_ref (zone);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_number (builder, "recording", RAIL_RECORDING_VERSION);
  add_text (builder, "zone", g_time_zone_get_identifier (zone));
  add_flag (builder, "acts", TRUE);
  end_line (self, builder);

  return self;
}

void
rail_recorder_close (RailRecorder *self)
{
  fclose (self->stream);
  g_time_zone_unref (self->zone);
  g_clear_pointer (&self->window, rail_window_unref);
  g_clear_pointer (&self->occurrences, g_ptr_array_unref);
  g_free (self);
}

static void
add_window (JsonBuilder *builder,
            const RailWindow *window)
{
  json_builder_set_member_name (builder, "window");
  if (window == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  add_number (builder, "id", window->serial);
  add_texts (builder, "apps", window->app_ids);
  add_text (builder, "title", window->title);
  add_text (builder, "url", window->url);
  add_flag (builder, "fullscreen", window->fullscreen);
  add_flag (builder, "excluded", window->excluded);
  json_builder_end_object (builder);
}

static void
add_occurrence (RailRecorder *self,
                JsonBuilder *builder,
                const RailOccurrence *occurrence)
{
  const char *response = rail_response_to_string (occurrence->response);

  json_builder_begin_object (builder);
  add_text (builder, "uid", occurrence->uid);
  add_text (builder, "recurrence_id", occurrence->recurrence_id);
  add_text (builder, "calendar", occurrence->calendar);
  add_text (builder, "title", occurrence->title);
  add_text (builder, "description", occurrence->description);
  add_text (builder, "location", occurrence->location);
  add_texts (builder, "categories", occurrence->categories);
  add_text (builder, "organizer", occurrence->organizer);
  add_text (builder, "organizer_role", rail_recording_role_words[occurrence->organizer_role]);
  add_text (builder, "response", response != NULL ? response : "none");
  add_number (builder, "attendees", occurrence->attendees);
  add_flag (builder, "all_day", occurrence->all_day);
  add_flag (builder, "recurring", occurrence->recurring);
  add_text (builder, "status", occurrence->cancelled ? "cancelled" : occurrence->tentative ? "tentative"
                                                                                           : "confirmed");
  add_moment (self, builder, "start", occurrence->start);
  add_moment (self, builder, "end", occurrence->end);
  json_builder_end_object (builder);
}

static void
add_calendar (RailRecorder *self,
              JsonBuilder *builder,
              GPtrArray *occurrences)
{
  json_builder_set_member_name (builder, "calendar");
  json_builder_begin_array (builder);
  for (guint i = 0; i < occurrences->len; i++)
    add_occurrence (self, builder, g_ptr_array_index (occurrences, i));
  json_builder_end_array (builder);
}

static void
add_presence (JsonBuilder *builder,
              const RailPresence *presence)
{
  json_builder_set_member_name (builder, "presence");
  json_builder_begin_object (builder);
  add_text (builder, "locked", rail_recording_presence_words[presence->locked]);
  add_text (builder, "sharing", rail_recording_presence_words[presence->sharing]);
  add_text (builder, "do_not_disturb", rail_recording_presence_words[presence->do_not_disturb]);
  add_flag (builder, "cards_possible", presence->cards_possible);
  json_builder_end_object (builder);
}

static gboolean
same_presence (const RailPresence *a,
               const RailPresence *b)
{
  return a->locked == b->locked && a->sharing == b->sharing && a->do_not_disturb == b->do_not_disturb &&
         a->cards_possible == b->cards_possible;
}

void
rail_recorder_note_update (RailRecorder *self,
                           RailContext *context,
                           const RailPresence *presence)
{
  gboolean zone_differs = context->zone != self->zone &&
                          !g_str_equal (g_time_zone_get_identifier (context->zone), g_time_zone_get_identifier (self->zone));
  gboolean window_differs = !self->begun || !rail_window_equal (context->window, self->window);
  gboolean calendar_differs = context->occurrences != self->occurrences;
  gboolean presence_differs = !self->begun || !same_presence (presence, &self->presence);
  g_autoptr (JsonBuilder) builder = NULL;

  if (!zone_differs && !window_differs && !calendar_differs && !presence_differs)
    return;

  if (zone_differs)
    {
      g_time_zone_unref (self->zone);
      self->zone = g_time_zone_ref (context->zone);
    }
  builder = begin_line (self, context->now);
  if (zone_differs)
    add_text (builder, "zone", g_time_zone_get_identifier (self->zone));
  if (window_differs)
    {
      add_window (builder, context->window);
      g_clear_pointer (&self->window, rail_window_unref);
      self->window = context->window != NULL ? rail_window_ref (context->window) : NULL;
    }
  if (calendar_differs)
    {
      add_calendar (self, builder, context->occurrences);
      g_clear_pointer (&self->occurrences, g_ptr_array_unref);
      self->occurrences = g_ptr_array_ref (context->occurrences);
    }
  if (presence_differs)
    {
      add_presence (builder, presence);
      self->presence = *presence;
    }
  self->begun = TRUE;
  end_line (self, builder);
}

void
rail_recorder_note_limits (RailRecorder *self,
                           const RailLimits *limits)
{
  g_autoptr (JsonBuilder) builder = begin_line (self, g_get_real_time ());

  json_builder_set_member_name (builder, "limits");
  json_builder_begin_object (builder);
  add_number (builder, "per_hour", limits->per_hour);
  add_number (builder, "per_day", limits->per_day);
  if (limits->paused_until == G_MAXINT64)
    add_flag (builder, "paused", TRUE);
  else if (limits->paused_until != 0)
    add_moment (self, builder, "paused_until", limits->paused_until);
  if (limits->quiet_enabled)
    {
      add_number (builder, "quiet_from", limits->quiet_from);
      add_number (builder, "quiet_to", limits->quiet_to);
    }
  json_builder_end_object (builder);
  end_line (self, builder);
}

void
rail_recorder_note_sleep (RailRecorder *self,
                          gboolean begins)
{
  g_autoptr (JsonBuilder) builder = begin_line (self, g_get_real_time ());

  add_flag (builder, begins ? "suspended" : "resumed", TRUE);
  end_line (self, builder);
}

void
rail_recorder_note_act (RailRecorder *self,
                        RailNudge *nudge,
                        RailRecordedAct act,
                        RailCloseReason reason,
                        gint64 until)
{
  g_autoptr (JsonBuilder) builder = begin_line (self, g_get_real_time ());
  g_autofree char *path = rail_trigger_dup_path (rail_nudge_get_trigger (nudge));

  json_builder_set_member_name (builder, "nudge");
  json_builder_begin_object (builder);
  add_text (builder, "trigger", path);
  add_text (builder, "was", rail_recording_act_words[act]);
  if (act == RAIL_RECORDED_CLOSED)
    add_text (builder, "reason", rail_close_reason_to_string (reason));
  if (act == RAIL_RECORDED_SNOOZED)
    add_moment (self, builder, "until", until);
  json_builder_end_object (builder);
  end_line (self, builder);
}
