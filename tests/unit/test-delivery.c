/* Delivery with its real engine, rules and journal; only the clock, the window and the calendar are the test's. */

#include "config.h"

#include <glib/gstdio.h>

#include "base/duration.h"
#include "base/problem.h"
#include "base/yaml-tree.h"
#include "delivery/delivery.h"
#include "rules/rule-parser.h"

/* 2026-10-01T12:00:00Z */
#define NOON ((gint64) 1790856000 * RAIL_SECOND)

typedef struct
{
  char *folder;
  GTimeZone *zone;
  RailLibrary *library;
  RailJournal *journal;
  RailDelivery *delivery;
  RailPresence presence;
  RailLimits limits;
  RailWindow *window;
  GPtrArray *occurrences;
  guint64 serial;
  guint changes;
  gboolean aid_per_trigger; /* else all triggers are one aid's */
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->changes++;
}

static void
start (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "journal.db", NULL);
  g_autoptr (GError) error = NULL;

  fixture->journal = rail_journal_open (path, NULL, &error);
  g_assert_no_error (error);
  fixture->delivery = rail_delivery_new (rail_rule_engine_new (), fixture->library, fixture->journal);
  rail_delivery_set_limits (fixture->delivery, &fixture->limits);
  g_assert_true (rail_delivery_load_history (fixture->delivery, NOON, &error));
  g_assert_no_error (error);
  g_signal_connect_swapped (fixture->delivery, "nudges-changed", G_CALLBACK (changed_cb), fixture);
}

static void
stop (Fixture *fixture)
{
  g_clear_object (&fixture->delivery);
  rail_journal_close (fixture->journal);
  g_clear_object (&fixture->journal);
}

static void
set_rules (Fixture *fixture,
           const char *yaml)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) tree = rail_yaml_parse (yaml, strlen (yaml), "test", 1, problems);
  const RailYaml *list = rail_yaml_get (tree, "triggers");
  g_autoptr (GPtrArray) triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);
  g_autoptr (RailRuleSet) rules = NULL;

  for (guint i = 0; i < list->children->len; i++)
    {
      g_autofree char *aid = fixture->aid_per_trigger ? g_strdup_printf ("aid-%u", i) : g_strdup ("aid");
      const RailRuleSource source = { .file = "test", .pack = "pack", .aid = aid, .default_priority = 50 };
      RailTrigger *trigger = rail_rule_parse (g_ptr_array_index (list->children, i), &source, problems);

      g_assert_nonnull (trigger);
      g_ptr_array_add (triggers, trigger);
    }

  rules = rail_rule_set_new (triggers);
  rail_delivery_set_rules (fixture->delivery, rules);
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  static const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("delivery-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->zone = g_time_zone_new_utc ();
  fixture->library = rail_library_new (none);
  fixture->occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  fixture->presence = (RailPresence){
    .locked = RAIL_PRESENCE_NO,
    .sharing = RAIL_PRESENCE_NO,
    .do_not_disturb = RAIL_PRESENCE_NO,
    .cards_possible = TRUE,
  };
  fixture->limits = (RailLimits){ .per_hour = 4, .per_day = 12 };
  start (fixture);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  static const char *const names[] = { "journal.db", "journal.db-wal", "journal.db-shm" };

  stop (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_time_zone_unref (fixture->zone);
  g_object_unref (fixture->library);
  g_clear_pointer (&fixture->window, rail_window_unref);
  g_ptr_array_unref (fixture->occurrences);
}

static void
look_at (Fixture *fixture,
         const char *title)
{
  static const char *const apps[] = { "zoom", NULL };

  g_clear_pointer (&fixture->window, rail_window_unref);
  fixture->window = rail_window_new (++fixture->serial, apps, title, NULL, FALSE);
}

/* Replaces the calendar: a context never sees its list change. */
static RailOccurrence *
set_meeting (Fixture *fixture,
             const char *uid,
             gint64 start_at)
{
  RailOccurrence *occurrence = rail_occurrence_new ();

  g_free (occurrence->uid);
  occurrence->uid = g_strdup (uid);
  g_free (occurrence->title);
  occurrence->title = g_strdup ("Review");
  occurrence->attendees = 2;
  occurrence->start = start_at;
  occurrence->end = start_at + 30 * RAIL_MINUTE;

  g_ptr_array_unref (fixture->occurrences);
  fixture->occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_ptr_array_add (fixture->occurrences, occurrence);

  return occurrence;
}

/* One more meeting in a calendar that set_meeting() began. */
static void
add_meeting (Fixture *fixture,
             const char *uid,
             gint64 start_at)
{
  g_autoptr (GPtrArray) before = g_ptr_array_ref (fixture->occurrences);

  set_meeting (fixture, uid, start_at);
  for (guint i = 0; i < before->len; i++)
    g_ptr_array_insert (fixture->occurrences, (int) i, rail_occurrence_ref (g_ptr_array_index (before, i)));
}

static void
update (Fixture *fixture,
        gint64 now)
{
  g_autoptr (RailContext) context = rail_context_new (now, fixture->zone, fixture->window, fixture->occurrences);

  rail_delivery_update (fixture->delivery, context, &fixture->presence);
}

static guint
count_nudges (Fixture *fixture)
{
  return g_list_model_get_n_items (rail_delivery_get_nudges (fixture->delivery));
}

/* The nudge at @index; the list keeps it. */
static RailNudge *
get_nudge (Fixture *fixture,
           guint index)
{
  g_autoptr (RailNudge) nudge = g_list_model_get_item (rail_delivery_get_nudges (fixture->delivery), index);

  g_assert_nonnull (nudge);
  return nudge;
}

static void
expect_only (Fixture *fixture,
             RailNudgeState state,
             const char *reason)
{
  RailNudge *nudge;

  g_assert_cmpuint (count_nudges (fixture), ==, 1);
  nudge = get_nudge (fixture, 0);
  g_assert_cmpint (rail_nudge_get_state (nudge), ==, state);
  g_assert_cmpstr (rail_nudge_get_gate_reason (nudge), ==, reason);
}

#define BEFORE_REVIEW "triggers:\n  - {id: soon, when: {calendar: {title: review, before: 5m}}}\n"
#define ON_ZOOM "triggers:\n  - {id: zoom, when: {window: {app: zoom, title: review, dwell: 0s}}}\n"

static void
test_meeting (Fixture *fixture,
              gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 10 * RAIL_MINUTE);
  update (fixture, NOON);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
  g_assert_cmpint (rail_delivery_get_next_moment (fixture->delivery), ==, NOON + 5 * RAIL_MINUTE);

  update (fixture, NOON + 5 * RAIL_MINUTE);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
  g_assert_cmpuint (fixture->changes, ==, 1);

  /* Nothing moves: nobody is told. */
  update (fixture, NOON + 6 * RAIL_MINUTE);
  g_assert_cmpuint (fixture->changes, ==, 1);

  rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_DONE, NOON + 6 * RAIL_MINUTE);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
}

static void
test_restart (Fixture *fixture,
              gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");

  stop (fixture);
  start (fixture);
  set_rules (fixture, BEFORE_REVIEW);
  update (fixture, NOON + RAIL_MINUTE);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
  g_assert_cmpuint (rail_delivery_count_shown_today (fixture->delivery, NOON + RAIL_MINUTE, fixture->zone), ==, 1);
}

static void
test_mute_survives (Fixture *fixture,
                    gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);
  rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_NOT_HELPFUL, NOON);

  stop (fixture);
  start (fixture);
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "two", NOON + 24 * RAIL_HOUR);
  update (fixture, NOON + 24 * RAIL_HOUR - 2 * RAIL_MINUTE);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
}

static void
test_gone (Fixture *fixture,
           gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");

  set_meeting (fixture, "another", NOON + 3 * RAIL_HOUR);
  update (fixture, NOON + RAIL_MINUTE);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
}

static void
test_moved (Fixture *fixture,
            gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");

  set_meeting (fixture, "one", NOON + RAIL_HOUR);
  update (fixture, NOON + RAIL_MINUTE);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);

  update (fixture, NOON + 55 * RAIL_MINUTE);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
}

static void
test_cancelled (Fixture *fixture,
                gconstpointer data)
{
  RailOccurrence *meeting;

  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");

  meeting = set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  meeting->cancelled = TRUE;
  update (fixture, NOON + RAIL_MINUTE);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
}

static void
test_one_card (Fixture *fixture,
               gconstpointer data)
{
  fixture->aid_per_trigger = TRUE;
  set_rules (fixture,
             "triggers:\n"
             "  - {id: low, priority: 10, when: {window: {title: review, dwell: 0s}}}\n"
             "  - {id: high, priority: 90, when: {window: {app: zoom, dwell: 0s}}}\n");
  update (fixture, NOON);
  look_at (fixture, "Review");
  update (fixture, NOON + 1);

  g_assert_cmpuint (count_nudges (fixture), ==, 2);
  g_assert_cmpstr (rail_nudge_get_trigger (get_nudge (fixture, 0))->id, ==, "high");
  g_assert_cmpint (rail_nudge_get_state (get_nudge (fixture, 0)), ==, RAIL_NUDGE_CARD);
  g_assert_cmpint (rail_nudge_get_state (get_nudge (fixture, 1)), ==, RAIL_NUDGE_WAITING);
  g_assert_cmpstr (rail_nudge_get_gate_reason (get_nudge (fixture, 1)), ==, "another-card");

  rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_DISMISSED, NOON + 2);
  update (fixture, NOON + 3);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
  g_assert_cmpstr (rail_nudge_get_trigger (get_nudge (fixture, 0))->id, ==, "low");
}

/* Two triggers of one aid for one meeting: it comes once, and not again when the first card is gone. */
static void
test_two_triggers (Fixture *fixture,
                   gconstpointer data)
{
  set_rules (fixture,
             "triggers:\n"
             "  - {id: broad, when: {calendar: {title: review, before: 5m}}}\n"
             "  - {id: narrow, when: {calendar: {title: review, attendees: 2, before: 5m}}}\n"
             "  - {id: late, when: {calendar: {title: review, before: 1m}}}\n");
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
  rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_DISMISSED, NOON + 1);
  update (fixture, NOON + RAIL_MINUTE);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);

  /* A trigger with a moment of its own still has its say. */
  update (fixture, NOON + 3 * RAIL_MINUTE);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
  g_assert_cmpstr (rail_nudge_get_trigger (get_nudge (fixture, 0))->id, ==, "late");
}

static void
test_replaced (Fixture *fixture,
               gconstpointer data)
{
  set_rules (fixture,
             "triggers:\n"
             "  - {id: early, show: notification, when: {calendar: {title: review, before: 1d}}}\n"
             "  - {id: late, when: {calendar: {title: review, before: 5m}}}\n");
  set_meeting (fixture, "one", NOON + RAIL_HOUR);
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_NOTIFIED, "show");
  update (fixture, NOON + 55 * RAIL_MINUTE);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
}

static void
test_held_until_it_no_longer_matters (Fixture *fixture,
                                      gconstpointer data)
{
  set_rules (fixture, ON_ZOOM);
  fixture->presence.do_not_disturb = RAIL_PRESENCE_YES;
  update (fixture, NOON);
  look_at (fixture, "Review");
  update (fixture, NOON + 1);
  expect_only (fixture, RAIL_NUDGE_WAITING, "do-not-disturb");

  /* It still matters when the reason ends: it comes. */
  fixture->presence.do_not_disturb = RAIL_PRESENCE_NO;
  update (fixture, NOON + 2);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
  rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_DONE, NOON + 3);

  /* The window is left while it waits: it does not come. */
  fixture->presence.do_not_disturb = RAIL_PRESENCE_YES;
  look_at (fixture, "Inbox");
  update (fixture, NOON + 5 * RAIL_HOUR);
  look_at (fixture, "Review");
  update (fixture, NOON + 5 * RAIL_HOUR + 1);
  expect_only (fixture, RAIL_NUDGE_WAITING, "do-not-disturb");
  look_at (fixture, "Inbox");
  update (fixture, NOON + 5 * RAIL_HOUR + 2);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
}

static void
test_locked (Fixture *fixture,
             gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  fixture->presence.locked = RAIL_PRESENCE_YES;
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_WAITING, "locked");

  fixture->presence.locked = RAIL_PRESENCE_NO;
  update (fixture, NOON + RAIL_MINUTE);
  expect_only (fixture, RAIL_NUDGE_WAITING, "locked");
}

static void
test_card_withdrawn_on_lock (Fixture *fixture,
                             gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");

  fixture->presence.locked = RAIL_PRESENCE_YES;
  update (fixture, NOON + 1);
  expect_only (fixture, RAIL_NUDGE_WAITING, "locked");
}

static void
test_notification_withdrawn_on_lock (Fixture *fixture,
                                     gconstpointer data)
{
  set_rules (fixture, "triggers:\n  - {id: soon, show: notification, when: {calendar: {title: review, before: 5m}}}\n");
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_NOTIFIED, "show");

  fixture->presence.locked = RAIL_PRESENCE_YES;
  update (fixture, NOON + 1);
  expect_only (fixture, RAIL_NUDGE_WAITING, "locked");
}

static void
test_snooze (Fixture *fixture,
             gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);

  rail_delivery_snooze (fixture->delivery, get_nudge (fixture, 0), NOON + 40 * RAIL_MINUTE, NOON + 1);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
  update (fixture, NOON + 2);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);

  /* After the meeting, as asked, although the phase is long over. */
  update (fixture, NOON + 40 * RAIL_MINUTE);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
}

static void
test_pause (Fixture *fixture,
            gconstpointer data)
{
  set_rules (fixture, ON_ZOOM);
  update (fixture, NOON);
  fixture->limits.paused_until = NOON + RAIL_HOUR;
  rail_delivery_set_limits (fixture->delivery, &fixture->limits);
  look_at (fixture, "Review");
  update (fixture, NOON + 1);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
  g_assert_cmpint (rail_delivery_get_next_moment (fixture->delivery), ==, NOON + RAIL_HOUR);

  /* The window was there all the time: when the pause ends it is no news. */
  update (fixture, NOON + RAIL_HOUR);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);

  look_at (fixture, "Inbox");
  update (fixture, NOON + RAIL_HOUR + 1);
  look_at (fixture, "Review");
  update (fixture, NOON + RAIL_HOUR + 2);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
}

static void
set_quiet_hours (Fixture *fixture,
                 guint from_hour,
                 guint to_hour)
{
  fixture->limits.quiet_enabled = TRUE;
  fixture->limits.quiet_from = from_hour * 60;
  fixture->limits.quiet_to = to_hour * 60;
  rail_delivery_set_limits (fixture->delivery, &fixture->limits);
}

static void
test_quiet_hours (Fixture *fixture,
                  gconstpointer data)
{
  set_rules (fixture, ON_ZOOM);
  set_quiet_hours (fixture, 12, 14);
  update (fixture, NOON - 1);
  look_at (fixture, "Review");
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_WAITING, "quiet-hours");
  g_assert_cmpuint (rail_delivery_count_shown_today (fixture->delivery, NOON, fixture->zone), ==, 0);
  g_assert_cmpint (rail_delivery_get_next_moment (fixture->delivery), ==, NOON + RAIL_HOUR);

  /* The end is moved while it waits: the alarm follows. */
  set_quiet_hours (fixture, 12, 13);
  update (fixture, NOON + 30 * RAIL_MINUTE);
  g_assert_cmpint (rail_delivery_get_next_moment (fixture->delivery), ==, NOON + RAIL_HOUR);
  update (fixture, NOON + RAIL_HOUR);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
}

/* A meeting that is over by the end of the quiet hours is not spoken of any more. */
static void
test_quiet_hours_and_meetings (Fixture *fixture,
                               gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_quiet_hours (fixture, 12, 14);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_WAITING, "quiet-hours");
  update (fixture, NOON + 40 * RAIL_MINUTE);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);

  /* One that runs on is; and switched off at noon, they are over at noon. */
  set_meeting (fixture, "two", NOON + 104 * RAIL_MINUTE);
  update (fixture, NOON + 100 * RAIL_MINUTE);
  expect_only (fixture, RAIL_NUDGE_WAITING, "quiet-hours");
  fixture->limits.quiet_enabled = FALSE;
  rail_delivery_set_limits (fixture->delivery, &fixture->limits);
  update (fixture, NOON + 101 * RAIL_MINUTE);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
}

static void
show_review (Fixture *fixture,
             gint64 now)
{
  look_at (fixture, "Inbox");
  update (fixture, now);
  look_at (fixture, "Review");
  update (fixture, now + 1);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
}

static void
test_offers_mute (Fixture *fixture,
                  gconstpointer data)
{
  set_rules (fixture, "triggers:\n  - {id: zoom, cooldown: 0s, max-per-day: 100, when: {window: {title: review, dwell: 0s}}}\n");
  fixture->limits.per_hour = 60;
  rail_delivery_set_limits (fixture->delivery, &fixture->limits);

  /* Asked after every third time, not each time from then on. */
  for (guint i = 0; i < 7; i++)
    {
      gint64 now = NOON + (gint64) i * RAIL_MINUTE;

      show_review (fixture, now);
      g_assert_cmpint (rail_delivery_offers_mute (fixture->delivery, get_nudge (fixture, 0)), ==, i == 3 || i == 6);
      rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_DISMISSED, now + 2);
    }

  /* Used once, it starts anew. */
  show_review (fixture, NOON + 7 * RAIL_MINUTE);
  rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_DONE, NOON + 7 * RAIL_MINUTE + 2);
  show_review (fixture, NOON + 8 * RAIL_MINUTE);
  g_assert_false (rail_delivery_offers_mute (fixture->delivery, get_nudge (fixture, 0)));

  /* Only a card asks; what waits does not. */
  for (guint i = 9; i < 12; i++)
    {
      rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_DISMISSED, NOON + (gint64) i * RAIL_MINUTE - 1);
      show_review (fixture, NOON + (gint64) i * RAIL_MINUTE);
    }
  g_assert_true (rail_delivery_offers_mute (fixture->delivery, get_nudge (fixture, 0)));
  rail_delivery_collapse (fixture->delivery, get_nudge (fixture, 0));
  g_assert_false (rail_delivery_offers_mute (fixture->delivery, get_nudge (fixture, 0)));
  rail_delivery_open (fixture->delivery, get_nudge (fixture, 0));
  g_assert_true (rail_delivery_offers_mute (fixture->delivery, get_nudge (fixture, 0)));
}

static void
test_not_helpful (Fixture *fixture,
                  gconstpointer data)
{
  g_auto (GStrv) mutes = NULL;

  set_rules (fixture, "triggers:\n  - {id: zoom, cooldown: 0s, when: {window: {title: review, dwell: 0s}}}\n");
  update (fixture, NOON);
  look_at (fixture, "Review");
  update (fixture, NOON + 1);
  rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_NOT_HELPFUL, NOON + 2);
  mutes = rail_delivery_dup_mutes (fixture->delivery);
  g_assert_cmpuint (g_strv_length (mutes), ==, 1);
  g_assert_cmpstr (mutes[0], ==, "pack/aid/zoom");

  look_at (fixture, "Inbox");
  update (fixture, NOON + 3);
  look_at (fixture, "Review");
  update (fixture, NOON + 4);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);

  rail_delivery_unmute (fixture->delivery, mutes[0], NOON + 5);
  look_at (fixture, "Inbox");
  update (fixture, NOON + 6);
  look_at (fixture, "Review");
  update (fixture, NOON + 7);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
}

static void
test_open_and_collapse (Fixture *fixture,
                        gconstpointer data)
{
  fixture->aid_per_trigger = TRUE;
  set_rules (fixture,
             "triggers:\n"
             "  - {id: first, priority: 90, when: {window: {title: review, dwell: 0s}}}\n"
             "  - {id: second, priority: 10, show: badge, when: {window: {title: review, dwell: 0s}}}\n");
  update (fixture, NOON);
  look_at (fixture, "Review");
  update (fixture, NOON + 1);
  g_assert_cmpuint (count_nudges (fixture), ==, 2);

  rail_delivery_open (fixture->delivery, get_nudge (fixture, 1));
  g_assert_cmpint (rail_nudge_get_state (get_nudge (fixture, 0)), ==, RAIL_NUDGE_WAITING);
  g_assert_cmpint (rail_nudge_get_state (get_nudge (fixture, 1)), ==, RAIL_NUDGE_CARD);

  rail_delivery_collapse (fixture->delivery, get_nudge (fixture, 1));
  update (fixture, NOON + 2);
  g_assert_cmpint (rail_nudge_get_state (get_nudge (fixture, 0)), ==, RAIL_NUDGE_WAITING);
  g_assert_cmpint (rail_nudge_get_state (get_nudge (fixture, 1)), ==, RAIL_NUDGE_WAITING);

  /* What waits behind the badge for a window ends an hour later. */
  update (fixture, NOON + RAIL_HOUR + 1);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
}

static void
test_budget (Fixture *fixture,
             gconstpointer data)
{
  set_rules (fixture, "triggers:\n  - {id: zoom, cooldown: 0s, max-per-day: 100, when: {window: {title: review, dwell: 0s}}}\n");
  update (fixture, NOON);

  for (guint i = 0; i < 6; i++)
    {
      gint64 now = NOON + (gint64) i * RAIL_MINUTE;

      look_at (fixture, "Review");
      update (fixture, now + 1);
      expect_only (fixture, i < 4 ? RAIL_NUDGE_CARD : RAIL_NUDGE_WAITING, i < 4 ? "show" : "budget-hour");
      rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_DONE, now + 2);
      look_at (fixture, "Inbox");
      update (fixture, now + 3);
    }

  g_assert_cmpuint (rail_delivery_count_shown_today (fixture->delivery, NOON + RAIL_HOUR, fixture->zone), ==, 4);
}

static guint
count_state (Fixture *fixture,
             RailNudgeState state,
             const char *reason)
{
  guint count = 0;

  for (guint i = 0; i < count_nudges (fixture); i++)
    {
      RailNudge *nudge = get_nudge (fixture, i);

      count += rail_nudge_get_state (nudge) == state && g_str_equal (rail_nudge_get_gate_reason (nudge), reason);
    }

  return count;
}

#define TWO_RANKS                                                                       \
  "triggers:\n"                                                                         \
  "  - {id: soon, show: notification, when: {calendar: {title: review, before: 5m}}}\n" \
  "  - {id: during, priority: 90, when: {calendar: {title: review, during: true}}}\n"

/* Four meetings' moments fell into the sleep, or are open at its end: the most important one speaks for all, each comes once. */
static void
test_return (Fixture *fixture,
             gconstpointer data)
{
  fixture->aid_per_trigger = TRUE;
  set_rules (fixture, TWO_RANKS);
  set_meeting (fixture, "over", NOON + RAIL_HOUR);
  add_meeting (fixture, "running", NOON + 10 * RAIL_HOUR - 10 * RAIL_MINUTE);
  add_meeting (fixture, "first", NOON + 10 * RAIL_HOUR + RAIL_MINUTE);
  add_meeting (fixture, "second", NOON + 10 * RAIL_HOUR + 2 * RAIL_MINUTE);
  add_meeting (fixture, "third", NOON + 10 * RAIL_HOUR + 3 * RAIL_MINUTE);
  update (fixture, NOON);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);

  rail_delivery_suspend (fixture->delivery);
  rail_delivery_resume (fixture->delivery);
  update (fixture, NOON + 10 * RAIL_HOUR);
  g_assert_cmpuint (count_nudges (fixture), ==, 4);
  g_assert_cmpint (rail_nudge_get_state (get_nudge (fixture, 0)), ==, RAIL_NUDGE_CARD);
  g_assert_cmpstr (rail_nudge_get_occurrence (get_nudge (fixture, 0))->uid, ==, "running");
  g_assert_cmpuint (rail_nudge_get_others (get_nudge (fixture, 0)), ==, 3);
  g_assert_cmpuint (count_state (fixture, RAIL_NUDGE_WAITING, "away"), ==, 3);

  /* The clock tells of the same sleep that the system has told of; then time goes on, and the card goes: nobody moves up. */
  rail_delivery_resume (fixture->delivery);
  update (fixture, NOON + 10 * RAIL_HOUR + RAIL_SECOND);
  rail_delivery_close (fixture->delivery, get_nudge (fixture, 0), RAIL_NUDGE_CLOSED_DONE, NOON + 10 * RAIL_HOUR + 2 * RAIL_SECOND);
  update (fixture, NOON + 10 * RAIL_HOUR + 3 * RAIL_SECOND);
  g_assert_cmpuint (count_nudges (fixture), ==, 3);
  g_assert_cmpuint (count_state (fixture, RAIL_NUDGE_WAITING, "away"), ==, 3);

  /* What becomes due by itself afterwards comes as ever. */
  update (fixture, NOON + 10 * RAIL_HOUR + RAIL_MINUTE);
  g_assert_cmpuint (count_state (fixture, RAIL_NUDGE_CARD, "show"), ==, 1);
}

/* A calendar that is read again after the return tells late of what came in between: no second card for that, but one for what is due now. */
static void
test_return_and_late_calendar (Fixture *fixture,
                               gconstpointer data)
{
  const gint64 morning = NOON + 20 * RAIL_HOUR;

  set_rules (fixture, BEFORE_REVIEW);
  update (fixture, NOON);
  rail_delivery_resume (fixture->delivery);
  update (fixture, morning);

  set_meeting (fixture, "first", morning + 3 * RAIL_MINUTE);
  update (fixture, morning + RAIL_SECOND);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");

  add_meeting (fixture, "second", morning + 4 * RAIL_MINUTE);
  add_meeting (fixture, "now", morning + 5 * RAIL_MINUTE + 2 * RAIL_SECOND);
  update (fixture, morning + 2 * RAIL_SECOND);
  g_assert_cmpuint (count_state (fixture, RAIL_NUDGE_WAITING, "away"), ==, 1);
  g_assert_cmpuint (count_state (fixture, RAIL_NUDGE_WAITING, "another-card"), ==, 1);
  g_assert_cmpuint (count_state (fixture, RAIL_NUDGE_CARD, "show"), ==, 1);
}

/* Behind a locked screen nothing leads: after unlocking there is one badge for all. */
static void
test_return_to_locked (Fixture *fixture,
                       gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 10 * RAIL_HOUR + RAIL_MINUTE);
  add_meeting (fixture, "two", NOON + 10 * RAIL_HOUR + 2 * RAIL_MINUTE);
  update (fixture, NOON);

  fixture->presence.locked = RAIL_PRESENCE_YES;
  rail_delivery_resume (fixture->delivery);
  update (fixture, NOON + 10 * RAIL_HOUR);
  g_assert_cmpuint (count_state (fixture, RAIL_NUDGE_WAITING, "locked"), ==, 2);

  fixture->presence.locked = RAIL_PRESENCE_NO;
  update (fixture, NOON + 10 * RAIL_HOUR + 10 * RAIL_SECOND);
  g_assert_cmpuint (count_state (fixture, RAIL_NUDGE_WAITING, "locked"), ==, 2);
}

/* What waited before the sleep waits on as the same nudge; what was put away while it waited does not come again. */
static void
test_return_and_held (Fixture *fixture,
                      gconstpointer data)
{
  RailNudge *nudge;

  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  fixture->presence.do_not_disturb = RAIL_PRESENCE_YES;
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_WAITING, "do-not-disturb");
  nudge = get_nudge (fixture, 0);

  rail_delivery_resume (fixture->delivery);
  update (fixture, NOON + 3 * RAIL_MINUTE);
  expect_only (fixture, RAIL_NUDGE_WAITING, "do-not-disturb");
  g_assert_true (get_nudge (fixture, 0) == nudge);

  rail_delivery_close (fixture->delivery, nudge, RAIL_NUDGE_CLOSED_DISMISSED, NOON + 3 * RAIL_MINUTE);
  fixture->presence.do_not_disturb = RAIL_PRESENCE_NO;
  rail_delivery_resume (fixture->delivery);
  update (fixture, NOON + 3 * RAIL_MINUTE + RAIL_SECOND);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);
}

/* Windows and hours that were already so are not news after a sleep. */
static void
test_return_to_window (Fixture *fixture,
                       gconstpointer data)
{
  set_rules (fixture, ON_ZOOM);
  update (fixture, NOON);
  rail_delivery_resume (fixture->delivery);
  look_at (fixture, "Review");
  update (fixture, NOON + RAIL_DAY);
  g_assert_cmpuint (count_nudges (fixture), ==, 0);

  look_at (fixture, "Notes");
  update (fixture, NOON + RAIL_DAY + RAIL_MINUTE);
  look_at (fixture, "Review");
  update (fixture, NOON + RAIL_DAY + 2 * RAIL_MINUTE);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");
}

static void
test_sharing_begins (Fixture *fixture,
                     gconstpointer data)
{
  set_rules (fixture, BEFORE_REVIEW);
  set_meeting (fixture, "one", NOON + 4 * RAIL_MINUTE);
  update (fixture, NOON);
  expect_only (fixture, RAIL_NUDGE_CARD, "show");

  fixture->presence.sharing = RAIL_PRESENCE_YES;
  update (fixture, NOON + RAIL_SECOND);
  expect_only (fixture, RAIL_NUDGE_WAITING, "sharing");

  rail_delivery_open (fixture->delivery, get_nudge (fixture, 0));
  update (fixture, NOON + 2 * RAIL_SECOND);
  g_assert_cmpint (rail_nudge_get_state (get_nudge (fixture, 0)), ==, RAIL_NUDGE_CARD);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/delivery/meeting/comes-when-its-phase-begins", test_meeting);
  ADD ("/delivery/restart/does-not-repeat-what-was-shown", test_restart);
  ADD ("/delivery/moved-meeting/goes-and-comes-again", test_moved);
  ADD ("/delivery/mute/survives-a-restart", test_mute_survives);
  ADD ("/delivery/moved-meeting/what-is-gone-is-withdrawn", test_gone);
  ADD ("/delivery/cancelled-meeting/takes-its-card-away", test_cancelled);
  ADD ("/delivery/one-card/the-next-waits-by-priority", test_one_card);
  ADD ("/delivery/two-triggers-of-one-aid/come-once", test_two_triggers);
  ADD ("/delivery/later-trigger/replaces-the-earlier-offer", test_replaced);
  ADD ("/delivery/held/comes-only-while-it-matters", test_held_until_it_no_longer_matters);
  ADD ("/delivery/locked/becomes-a-badge-after-unlock", test_locked);
  ADD ("/delivery/locked/withdraws-an-open-card", test_card_withdrawn_on_lock);
  ADD ("/delivery/locked/withdraws-an-open-notification", test_notification_withdrawn_on_lock);
  ADD ("/delivery/sharing/puts-an-open-card-away-once", test_sharing_begins);
  ADD ("/delivery/return/brings-one-and-counts-the-others", test_return);
  ADD ("/delivery/return/counts-what-calendars-tell-later", test_return_and_late_calendar);
  ADD ("/delivery/return/to-a-locked-screen-leaves-one-badge", test_return_to_locked);
  ADD ("/delivery/return/leaves-what-waits-and-what-was-put-away", test_return_and_held);
  ADD ("/delivery/return/is-silent-about-windows", test_return_to_window);
  ADD ("/delivery/snoozed/comes-back-when-asked", test_snooze);
  ADD ("/delivery/paused/drops-and-stays-silent-afterwards", test_pause);
  ADD ("/delivery/quiet-hours/hold-until-they-end", test_quiet_hours);
  ADD ("/delivery/quiet-hours/let-go-of-meetings-that-are-over", test_quiet_hours_and_meetings);
  ADD ("/delivery/dismissed/offers-to-mute-every-third-time", test_offers_mute);
  ADD ("/delivery/not-helpful/mutes-until-unmuted", test_not_helpful);
  ADD ("/delivery/badge/opens-collapses-and-ends", test_open_and_collapse);
  ADD ("/delivery/budget/turns-the-fifth-in-an-hour-into-a-badge", test_budget);
#undef ADD

  return g_test_run ();
}
