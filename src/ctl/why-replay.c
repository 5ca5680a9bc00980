#include "config.h"

#include "ctl/why-replay.h"

#include "base/duration.h"
#include "base/iso-time.h"
#include "base/problem.h"
#include "ctl/calendar-words.h"
#include "delivery/replay.h"

/* As the agent holds them: phases reach seven days from their meeting, and one more covers any time zone. */
#define AROUND_DAY (8 * RAIL_DAY)

typedef struct
{
  const RailVerb *verb;
  const RailWhyReplay *question;
  JsonBuilder *builder; /* NULL: for people */
  guint came;           /* cards, notifications and badges */
  gboolean unread;      /* a calendar could not be read */
} Play;

static GPtrArray *
dup_occurrences_cb (gint64 day,
                    GTimeZone *zone,
                    gpointer user_data)
{
  Play *play = user_data;
  GPtrArray *occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);

  if (!rail_verb_read_calendars (play->verb,
                                 play->question->calendars,
                                 play->question->my_addresses,
                                 day - AROUND_DAY,
                                 day + RAIL_DAY + AROUND_DAY,
                                 zone,
                                 occurrences))
    play->unread = TRUE;

  return occurrences;
}

static const char *
get_event (const RailReplayEvent *event)
{
  return event->verdict != NULL ? rail_verdict_kind_to_string (event->verdict->kind) : "closed";
}

static void
print_event (const RailReplayEvent *event,
             const char *at,
             const char *path)
{
  g_print ("%s  %-12s  %s", at, get_event (event), path);
  if (event->occurrence != NULL)
    g_print (" for “%s”", event->occurrence->title);
  g_print (": %s\n", event->text);
}

static void
build_event (JsonBuilder *builder,
             const RailReplayEvent *event,
             const char *at,
             const char *path)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "at");
  json_builder_add_string_value (builder, at);
  json_builder_set_member_name (builder, "line");
  json_builder_add_int_value (builder, event->line);
  json_builder_set_member_name (builder, "trigger");
  json_builder_add_string_value (builder, path);
  json_builder_set_member_name (builder, "occurrence");
  if (event->occurrence != NULL)
    rail_verb_build_occurrence (builder, event->occurrence, event->zone);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, get_event (event));
  json_builder_set_member_name (builder, "reason");
  json_builder_add_string_value (builder,
                                 event->verdict != NULL ? rail_gate_reason_to_string (event->verdict->reason)
                                                        : rail_close_reason_to_string (event->reason));
  json_builder_set_member_name (builder, "text");
  json_builder_add_string_value (builder, event->text);
  json_builder_end_object (builder);
}

static void
happened_cb (const RailReplayEvent *event,
             gpointer user_data)
{
  Play *play = user_data;
  g_autofree char *at = rail_iso_time_format_exact (event->at, event->zone);
  g_autofree char *path = rail_trigger_dup_path (event->trigger);

  if (event->verdict != NULL && event->verdict->kind != RAIL_VERDICT_HOLD && event->verdict->kind != RAIL_VERDICT_DROP)
    play->came++;
  if (play->builder != NULL)
    build_event (play->builder, event, at, path);
  else
    print_event (event, at, path);
}

static gboolean
run_replay (Play *play,
            const RailRecording *recording,
            GError **error)
{
  g_autoptr (RailLibrary) library = rail_library_new_for_packs (play->question->packs);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const RailReplaySetup setup = {
    .library = library,
    .limits = play->question->limits,
    .zone = zone,
    .dup_occurrences = play->question->calendars != NULL ? dup_occurrences_cb : NULL,
    .happened = happened_cb,
    .user_data = play,
  };

  return rail_replay_run (&setup, recording, error);
}

RailExit
rail_why_replay (const RailVerb *verb,
                 const RailWhyReplay *replay)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RailRecording) recording = rail_recording_load (replay->file, problems, &error);
  g_autoptr (JsonBuilder) builder = replay->json ? json_builder_new () : NULL;
  Play play = { .verb = verb, .question = replay, .builder = builder };

  if (recording == NULL)
    return rail_verb_fail (verb, RAIL_EXIT_FAILED, "%s", error->message);
  rail_verb_print_problems (problems, stderr);

  if (builder != NULL)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "results");
      json_builder_begin_array (builder);
    }
  if (!run_replay (&play, recording, &error))
    return rail_verb_fail (verb, RAIL_EXIT_FAILED, "%s", error->message);
  if (builder != NULL)
    {
      json_builder_end_array (builder);
      json_builder_end_object (builder);
      rail_verb_print_json (json_builder_get_root (builder));
    }

  if (play.unread || problems->len > 0)
    return RAIL_EXIT_FAILED;
  return play.came > 0 ? RAIL_EXIT_FINE : RAIL_EXIT_FINDINGS;
}
