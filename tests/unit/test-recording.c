/* Recordings: what is written reads back, what is wrong is named, and a replay says what the agent would have done. */

#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/iso-time.h"
#include "base/problem.h"
#include "delivery/recorder.h"
#include "delivery/replay.h"

#include "testlib/scratch-folder.h"

#define HEADER "{\"recording\": 1, \"zone\": \"Europe/Berlin\"}\n"

static RailRecording *
parse (const char *text,
       GPtrArray *problems)
{
  g_autoptr (GError) error = NULL;
  RailRecording *recording = rail_recording_parse (text, strlen (text), "day.ndjson", problems, &error);

  g_assert_no_error (error);
  return recording;
}

static gint64
moment (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 result;

  g_assert_true (rail_iso_time_parse (text, utc, &result, NULL));
  return result;
}

static void
test_line (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailRecording) recording = parse (HEADER
                                               "{\"at\": \"2026-10-01T09:00:00\", \"window\": {\"apps\": [\"zoom\"], \"title\": \"Review\"},"
                                               " \"presence\": {\"locked\": \"no\"}, \"limits\": {\"per_hour\": 2, \"quiet_from\": 1080, \"quiet_to\": 480},"
                                               " \"calendar\": [{\"uid\": \"a\", \"start\": \"2026-10-01T10:00:00\", \"end\": \"2026-10-01T11:00:00\"}]}\n",
                                               problems);
  const RailRecord *record;
  const RailOccurrence *occurrence;

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (recording->records->len, ==, 1);
  record = g_ptr_array_index (recording->records, 0);
  g_assert_cmpint (record->at, ==, moment ("2026-10-01T07:00:00Z"));
  g_assert_cmpstr (record->window->title, ==, "Review");
  g_assert_cmpstr (record->window->app_ids[0], ==, "zoom");
  g_assert_cmpint (record->presence.locked, ==, RAIL_PRESENCE_NO);
  g_assert_cmpint (record->presence.sharing, ==, RAIL_PRESENCE_UNKNOWN);
  g_assert_true (record->presence.cards_possible);
  g_assert_cmpuint (record->limits.per_hour, ==, 2);
  g_assert_cmpuint (record->limits.per_day, ==, 12);
  g_assert_true (record->limits.quiet_enabled);
  g_assert_cmpuint (record->occurrences->len, ==, 1);
  occurrence = g_ptr_array_index (record->occurrences, 0);
  g_assert_cmpint (occurrence->start, ==, moment ("2026-10-01T08:00:00Z"));
  g_assert_cmpuint (occurrence->attendees, ==, 1);
}

static void
test_windows_without_ids (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailRecording) recording = parse (HEADER
                                               "{\"at\": \"2026-10-01T09:00:00Z\", \"window\": {\"apps\": [\"a\"], \"title\": \"1\"}}\n"
                                               "{\"at\": \"2026-10-01T09:00:01Z\", \"window\": {\"apps\": [\"a\"], \"title\": \"2\"}}\n"
                                               "\n"
                                               "{\"at\": \"2026-10-01T09:00:02Z\", \"window\": {\"apps\": [\"b\"], \"title\": \"2\"}}\n"
                                               "{\"at\": \"2026-10-01T09:00:03Z\", \"window\": null}\n",
                                               problems);
  const RailRecord *const *records = (const RailRecord *const *) recording->records->pdata;

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (recording->records->len, ==, 4);
  g_assert_cmpuint (records[0]->window->serial, ==, records[1]->window->serial);
  g_assert_cmpuint (records[1]->window->serial, !=, records[2]->window->serial);
  g_assert_true (records[3]->has_window);
  g_assert_null (records[3]->window);
}

static void
test_bad_lines (void)
{
  static const struct
  {
    const char *line;
    const char *complaint;
  } cases[] = {
    { "{\"at\": \"yesterday\"}", "“at” is no time" },
    { "{}", "“at” is missing" },
    { "[]", "not an object" },
    { "{\"at\": \"2026-10-01T09:00:00Z\", \"windwo\": null}", "“windwo” is not known here" },
    { "{\"at\": \"2026-10-01T09:00:00Z\", \"window\": {\"titel\": \"x\"}}", "“titel” is not known here" },
    { "{\"at\": \"2026-10-01T09:00:00Z\", \"presence\": {\"locked\": \"maybe\"}}", "must be one of unknown, no, yes" },
    { "{\"at\": \"2026-10-01T09:00:00Z\", \"calendar\": [{\"start\": \"2026-10-01\"}]}", "“uid” is missing" },
    { "{\"at\": \"2026-10-01T09:00:00Z\", \"calendar\": [{\"uid\": \"a\"}]}", "“start” is missing" },
    { "{\"at\": \"2026-10-01T09:00:00Z\", \"calendar\": [{\"uid\": \"a\", \"start\": \"2026-10-02\", \"end\": \"2026-10-01\"}]}", "before the start" },
    { "{\"at\": \"2026-10-01T09:00:00Z\", \"zone\": \"Mars/Olympus\"}", "no time zone" },
    { "{\"at\": \"2026-10-01T09:00:00Z\", \"nudge\": {\"trigger\": \"p/a/t\", \"was\": \"snoozed\"}}", "“until” is missing" },
    { "{\"at\": \"2026-10-01T09:00:00Z\", \"nudge\": {\"trigger\": \"p/a/t\", \"was\": \"closed\", \"reason\": \"bored\"}}", "no reason to close" },
    { "{\"at\": \"2026-10-01T09:00:00Z\", \"limits\": {\"per_hour\": -1}}", "must lie between" },
    { "{\"at\": \"2026-10-01T09:00:00Z\"", "not JSON" },
    { "{\"at\": \"\xff\"}", "not valid UTF-8" },
    { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "inside each other" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autofree char *text = g_strconcat (HEADER, cases[i].line, "\n{\"at\": \"2026-10-01T10:00:00Z\"}\n", NULL);
      g_autoptr (RailRecording) recording = parse (text, problems);
      const RailProblem *problem;

      g_assert_cmpuint (problems->len, ==, 1);
      problem = g_ptr_array_index (problems, 0);
      g_assert_cmpuint (problem->line, ==, 2);
      g_assert_nonnull (strstr (problem->message, cases[i].complaint));
      g_assert_cmpuint (recording->records->len, ==, 1);
    }
}

static void
test_no_recording (void)
{
  static const char *const texts[] = { "", "hello\n", "{}\n", "{\"recording\": 2}\n", "{\"recording\": 1, \"zone\": 7}\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (GError) error = NULL;
      RailRecording *recording = rail_recording_parse (texts[i], strlen (texts[i]), "day.ndjson", problems, &error);

      g_assert_null (recording);
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);
      g_assert_true (g_str_has_prefix (error->message, "day.ndjson:"));
    }
}

static RailOccurrence *
build_occurrence (void)
{
  RailOccurrence *occurrence = rail_occurrence_new ();

  g_free (occurrence->uid);
  occurrence->uid = g_strdup ("a@example.org");
  occurrence->recurrence_id = g_strdup ("20261001T080000Z");
  g_free (occurrence->title);
  occurrence->title = g_strdup ("Review “Kim”\n\\");
  occurrence->organizer_role = RAIL_ORGANIZER_ME;
  occurrence->response = RAIL_RESPONSE_TENTATIVE;
  occurrence->attendees = 3;
  occurrence->recurring = TRUE;
  occurrence->tentative = TRUE;
  occurrence->start = moment ("2026-10-01T08:00:00Z");
  occurrence->end = moment ("2026-10-01T09:00:00Z");

  return occurrence;
}

static void
test_round_trip (void)
{
  static const char *const apps[] = { "org.example.App", "app", NULL };
  ScratchFolder *folder = scratch_folder_new ();
  g_autofree char *path = g_build_filename (folder, "day.ndjson", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (RailWindow) window = rail_window_new (7, apps, "Überblick", "https://example.org/", TRUE);
  g_autoptr (RailContext) context = NULL;
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailRecording) recording = NULL;
  g_autoptr (GError) error = NULL;
  const RailPresence presence = { .locked = RAIL_PRESENCE_NO, .sharing = RAIL_PRESENCE_YES, .cards_possible = TRUE };
  const RailLimits limits = { .per_hour = 3, .per_day = 9, .paused_until = G_MAXINT64, .quiet_enabled = TRUE, .quiet_from = 60, .quiet_to = 120 };
  RailRecorder *recorder;
  const RailRecord *record;
  const RailOccurrence *occurrence;
  struct stat status;

  /* Somebody else's eyes on an older file must not stay. */
  g_assert_true (g_file_set_contents_full (path, "old", -1, G_FILE_SET_CONTENTS_NONE, 0644, &error));
  recorder = rail_recorder_open (path, zone, &error);
  g_assert_no_error (error);
  g_ptr_array_add (occurrences, build_occurrence ());
  context = rail_context_new (moment ("2026-10-01T07:55:00.250000Z"), zone, window, occurrences);
  rail_recorder_note_update (recorder, context, &presence);
  rail_recorder_note_update (recorder, context, &presence);
  rail_recorder_note_limits (recorder, &limits);
  rail_recorder_note_sleep (recorder, TRUE);
  rail_recorder_note_sleep (recorder, FALSE);
  rail_recorder_close (recorder);

  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  recording = rail_recording_load (path, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_true (recording->has_acts);
  g_assert_cmpstr (g_time_zone_get_identifier (recording->zone), ==, "Europe/Berlin");
  g_assert_cmpuint (recording->records->len, ==, 4);

  record = g_ptr_array_index (recording->records, 0);
  g_assert_cmpint (record->at, ==, context->now);
  g_assert_true (rail_window_equal (record->window, window));
  g_assert_cmpint (record->presence.sharing, ==, RAIL_PRESENCE_YES);
  occurrence = g_ptr_array_index (record->occurrences, 0);
  g_assert_cmpint (rail_occurrence_compare (&occurrence, &g_ptr_array_index (occurrences, 0)), ==, 0);
  g_assert_cmpstr (occurrence->title, ==, "Review “Kim”\n\\");
  g_assert_cmpint (occurrence->organizer_role, ==, RAIL_ORGANIZER_ME);
  g_assert_cmpint (occurrence->response, ==, RAIL_RESPONSE_TENTATIVE);
  g_assert_true (occurrence->tentative);
  g_assert_true (occurrence->recurring);

  record = g_ptr_array_index (recording->records, 1);
  g_assert_cmpint (record->limits.paused_until, ==, G_MAXINT64);
  g_assert_cmpuint (record->limits.quiet_to, ==, 120);
  record = g_ptr_array_index (recording->records, 2);
  g_assert_true (record->suspended);
  record = g_ptr_array_index (recording->records, 3);
  g_assert_true (record->resumed);
  scratch_folder_free (folder);
}

/* ---- replays ---- */

static const char *const pack_files[][2] = {
  { "pack.yaml", "format: 1\nid: p\ntitle: P\nversion: 1\nlanguage: en\nlicence: CC0-1.0\nowner: o@example.org\n" },
  { "aids/meet.md", "---\ntitle: Meet\nkind: checklist\ntask: Meet\nowner: o@example.org\nreviewed: 2026-09-01\ntriggers:\n"
                    "  - id: soon\n    when: {calendar: {title: review, before: 5m}}\n---\n- [ ] Go\n" },
  { "aids/tool.md", "---\ntitle: Tool\nkind: note\ntask: Use it\nowner: o@example.org\nreviewed: 2026-09-01\ntriggers:\n"
                    "  - id: open\n    when: {window: {title: ledger}}\n---\nDo it.\n" },
};

static RailLibrary *
build_library (ScratchFolder *folder)
{
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  g_autoptr (GPtrArray) problems = rail_problems_new ();

  for (guint i = 0; i < G_N_ELEMENTS (pack_files); i++)
    scratch_folder_write (folder, pack_files[i][0], pack_files[i][1]);
  g_ptr_array_add (packs, rail_pack_load (folder, problems));
  g_assert_cmpuint (problems->len, ==, 0);

  return rail_library_new_for_packs (packs);
}

static void
note_event_cb (const RailReplayEvent *event,
               gpointer user_data)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *at = rail_iso_time_format (event->at, utc);

  g_string_append_printf (user_data,
                          "%.*s %s %s (%s)\n",
                          8,
                          at + strlen ("2026-10-01T"),
                          event->trigger->aid,
                          event->verdict != NULL ? rail_verdict_kind_to_string (event->verdict->kind) : "closed",
                          event->verdict != NULL ? rail_gate_reason_to_string (event->verdict->reason) : event->text);
}

static void
check_replay (const char *lines,
              const char *expected)
{
  ScratchFolder *folder = scratch_folder_new ();
  g_autoptr (RailLibrary) library = build_library (folder);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autofree char *text = g_strconcat (HEADER, lines, NULL);
  g_autoptr (RailRecording) recording = parse (text, problems);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GString) events = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  const RailReplaySetup setup = {
    .library = library,
    .limits = { .per_hour = 4, .per_day = 12 },
    .zone = utc,
    .happened = note_event_cb,
    .user_data = events,
  };

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_true (rail_replay_run (&setup, recording, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (events->str, ==, expected);
  scratch_folder_free (folder);
}

#define MEETING "\"calendar\": [{\"uid\": \"a\", \"title\": \"Review\", \"start\": \"2026-10-01T10:00:00Z\", \"end\": \"2026-10-01T10:30:00Z\"}]"

static void
test_clock (void)
{
  check_replay ("{\"at\": \"2026-10-01T08:00:00Z\", " MEETING "}\n"
                "{\"at\": \"2026-10-01T12:00:00Z\"}\n",
                "09:55:00 meet card (show)\n"
                "10:30:00 meet closed (expired)\n");
}

static void
test_hold_and_release (void)
{
  check_replay ("{\"at\": \"2026-10-01T08:00:00Z\", " MEETING ", \"presence\": {\"do_not_disturb\": \"yes\"}}\n"
                "{\"at\": \"2026-10-01T09:57:00Z\", \"presence\": {\"do_not_disturb\": \"no\"}}\n"
                "{\"at\": \"2026-10-01T09:58:00Z\", \"nudge\": {\"trigger\": \"p/meet/soon\", \"was\": \"closed\", \"reason\": \"dismissed\"}}\n",
                "09:55:00 meet hold (do-not-disturb)\n"
                "09:57:00 meet card (show)\n"
                "09:58:00 meet closed (dismissed)\n");
}

static void
test_untouched_card (void)
{
  check_replay ("{\"at\": \"2026-10-01T09:54:45Z\", " MEETING ", \"window\": null}\n"
                "{\"at\": \"2026-10-01T09:54:50Z\", \"window\": {\"apps\": [\"a\"], \"title\": \"Ledger\"}}\n"
                "{\"at\": \"2026-10-01T09:58:00Z\"}\n",
                "09:54:52 tool card (show)\n"
                "09:55:00 meet hold (another-card)\n"
                "09:55:22 meet card (show)\n");
}

static void
test_suspend (void)
{
  check_replay ("{\"at\": \"2026-10-01T08:00:00Z\", " MEETING ", \"window\": null}\n"
                "{\"at\": \"2026-10-01T08:10:00Z\", \"suspended\": true}\n"
                "{\"at\": \"2026-10-01T09:59:00Z\", \"resumed\": true, \"window\": {\"apps\": [\"a\"], \"title\": \"Ledger\"}}\n"
                "{\"at\": \"2026-10-01T10:10:00Z\"}\n",
                "09:59:00 meet card (show)\n");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/recording/a-line-holds-what-is-different", test_line);
  g_test_add_func ("/recording/windows-without-ids-follow-their-application", test_windows_without_ids);
  g_test_add_func ("/recording/a-bad-line-is-named-and-left-out", test_bad_lines);
  g_test_add_func ("/recording/what-is-no-recording-is-refused", test_no_recording);
  g_test_add_func ("/recording/what-is-written-reads-back", test_round_trip);
  g_test_add_func ("/replay/the-clock-stops-where-the-timer-would-ring", test_clock);
  g_test_add_func ("/replay/held-nudges-come-when-the-reason-ends", test_hold_and_release);
  g_test_add_func ("/replay/an-untouched-card-makes-room", test_untouched_card);
  g_test_add_func ("/replay/a-suspend-is-slept-through", test_suspend);

  return g_test_run ();
}
