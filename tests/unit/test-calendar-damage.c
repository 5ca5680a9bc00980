/* Calendars that are broken, hostile or no calendars: they cost a problem that says where, and never the other events, memory or minutes. */

#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/duration.h"
#include "base/error.h"
#include "context/calendar-text.h"
#include "unit/calendar-fixture.h"

#define GOOD_EVENT "BEGIN:VEVENT\nUID:good\nDTSTART:20261001T090000Z\nEND:VEVENT\n"
#define GOOD_OCCURRENCE "good 20261001T090000Z/20261001T090000Z\n"

static GPtrArray *
expand (const char *text,
        gssize length,
        GPtrArray *problems)
{
  return calendar_expand (text, length, "UTC", "2026-09-01", "2026-12-01", problems);
}

static void
test_not_a_calendar (void)
{
  static const struct
  {
    const char *data;
    gssize length;
    const char *says;
  } cases[] = {
    { "", 0, "is empty" },
    { "\r\n\r\n", -1, "is empty" },
    { "<!DOCTYPE html><html><body>Sign in</body></html>", -1, "is a web page" },
    { "PK\3\4\0\0\0\0\0\0", 10, "is not text" },
    { "title: notes\nbody: BEGIN:VCALENDAR\n", -1, "does not begin with BEGIN:VCALENDAR" },
    { "B\0E\0G\0I\0N\0:\0V\0", 14, "is not text" },
    { "\xff\xfe"
      "B\0E\0G\0I\0N\0:\0V\0",
      16,
      "is written in UTF-16" },
    { "\xfe\xff\0B\0E\0G\0I\0N\0:\0V", 16, "is written in UTF-16" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (GPtrArray) occurrences = expand (cases[i].data, cases[i].length, problems);
      const RailProblem *problem;

      g_assert_cmpuint (occurrences->len, ==, 0);
      g_assert_cmpuint (problems->len, ==, 1);
      problem = g_ptr_array_index (problems, 0);
      g_assert_cmpstr (problem->rule, ==, "calendar-file");
      g_assert_nonnull (strstr (problem->message, "work.ics"));
      g_assert_nonnull (strstr (problem->message, cases[i].says));
    }
}

/* The event is there, and the problem of the other stands in its line, however lines end and wherever the file is cut into pieces. */
static void
assert_line_end (const char *text,
                 gsize length)
{
  g_autofree char *folder = g_dir_make_tmp ("handrail-line-ends-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "work.ics", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autoptr (GError) error = NULL;
  const RailCalendarReading reading = { .file = path, .zone = zone };

  g_assert_true (g_file_set_contents (path, text, (gssize) length, &error));
  occurrences = rail_recurrence_expand_file (&reading, 0, G_MAXINT64, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (occurrences->len, ==, 1);
  g_assert_cmpstr (((RailOccurrence *) g_ptr_array_index (occurrences, 0))->title, ==, "Folded here");
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpuint (((RailProblem *) g_ptr_array_index (problems, 0))->line, ==, 10);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_line_ends (void)
{
  static const char lines[] = "BEGIN:VEVENT\nUID:a\nSUMMARY:Folded\n  here\nDTSTART:20261002T090000Z\nEND:VEVENT\n"
                              "BEGIN:VEVENT\nDTSTART:soon\nUID:b\nEND:VEVENT\nEND:VCALENDAR\n";
  static const char *const ends[] = { "\n", "\r\n", "\r", "\r\r\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      for (gsize shift = 0; shift < 80; shift++)
        {
          g_autoptr (GString) text = g_string_new ("BEGIN:VCALENDAR\nX-LONG:");

          g_string_append_printf (text, "%*d\n%s", (int) (RAIL_CALENDAR_TEXT_PIECE - shift), 0, lines);
          g_string_replace (text, "\n", ends[i], 0);
          assert_line_end (text->str, text->len);
        }
    }
}

/* Only what cannot go on in the middle of a text is a line of its own. */
static void
test_stray_returns (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = expand ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDESCRIPTION:one\r\\ntwo\r\\n\r\nSUMMARY:Title\rDTSTART:20261002T090000Z\r\n"
                                              "END:VEVENT\r\nEND:VCALENDAR\r\n",
                                              -1,
                                              problems);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (occurrences->len, ==, 1);
  g_assert_cmpstr (((RailOccurrence *) g_ptr_array_index (occurrences, 0))->title, ==, "Title");
  g_assert_cmpstr (((RailOccurrence *) g_ptr_array_index (occurrences, 0))->description, ==, "one\ntwo");
}

static void
test_too_large (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autofree char *data = g_malloc0 (RAIL_CALENDAR_MAX_BYTES + 1);

  occurrences = expand (data, RAIL_CALENDAR_MAX_BYTES + 1, problems);
  g_assert_cmpuint (occurrences->len, ==, 0);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (((RailProblem *) g_ptr_array_index (problems, 0))->message, "larger than 64 MiB"));
}

/* @broken stands between two good events; the problem names @line, counted from the first line of @broken. */
static void
assert_costs_itself (const char *broken,
                     guint line,
                     const char *rule,
                     const char *described_too)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autofree char *text = g_strconcat ("BEGIN:VCALENDAR\n" GOOD_EVENT,
                                       broken,
                                       "BEGIN:VEVENT\nUID:zz-also-good\nDTSTART:20261101T090000Z\nEND:VEVENT\nEND:VCALENDAR\n",
                                       NULL);
  g_autoptr (GPtrArray) occurrences = expand (text, -1, problems);
  g_autofree char *described = calendar_describe (occurrences);
  g_autofree char *expected = g_strconcat (GOOD_OCCURRENCE, described_too, "zz-also-good 20261101T090000Z/20261101T090000Z\n", NULL);
  const RailProblem *problem;

  g_test_message ("%.60s", broken);
  g_assert_cmpstr (described, ==, expected);
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->file, ==, "work.ics");
  g_assert_cmpstr (problem->rule, ==, rule);
  g_assert_cmpuint (problem->line, ==, line + 5);
  g_assert_nonnull (problem->mend);
}

static void
test_broken_events (void)
{
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nSUMMARY:No start\nEND:VEVENT\n", 1, "calendar-event", "");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:20260230T090000Z\nEND:VEVENT\n", 3, "calendar-event", "");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:tomorrow\nEND:VEVENT\n", 3, "calendar-event", "");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:20261002T090000Z\nRECURRENCE-ID:\nEND:VEVENT\n", 4, "calendar-event", "");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:20261002T090000Z\n", 1, "calendar-event", "");
  assert_costs_itself ("BEGIN:VEVENT\nDTSTART:19990101T090000Z\nEND:VEVENT\n", 1, "calendar-event", "");
}

static void
test_broken_parts_of_events (void)
{
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:20261002T090000Z\nRRULE:FREQ=SOMETIMES\nEND:VEVENT\n",
                       4,
                       "calendar-rule",
                       "a 20261002T090000Z/20261002T090000Z @20261002T090000Z\n");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:20261002T090000Z\nRRULE:FREQ=DAILY;INTERVAL=65536\nEND:VEVENT\n",
                       4,
                       "calendar-rule",
                       "a 20261002T090000Z/20261002T090000Z @20261002T090000Z\n");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20261002\nRRULE:FREQ=HOURLY\nEND:VEVENT\n",
                       4,
                       "calendar-rule",
                       "a 20261002T000000Z/20261003T000000Z @20261002 all-day\n");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:20261002T090000Z\nDTEND:20261002T080000Z\nEND:VEVENT\n",
                       4,
                       "calendar-event",
                       "a 20261002T090000Z/20261002T090000Z\n");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:20261002T090000Z\nDTEND;VALUE=DATE:20261003\nEND:VEVENT\n",
                       4,
                       "calendar-event",
                       "a 20261002T090000Z/20261002T090000Z\n");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:20261002T090000Z\nDURATION:P1Y\nEND:VEVENT\n",
                       4,
                       "calendar-event",
                       "a 20261002T090000Z/20261002T090000Z\n");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:20261002T090000Z\nEXDATE:20261002T090000Z,never\nEND:VEVENT\n",
                       4,
                       "calendar-event",
                       "a 20261002T090000Z/20261002T090000Z\n");
  assert_costs_itself ("BEGIN:VEVENT\nUID:a\nDTSTART:20261002T090000Z\nDESCRIPTION:Unfolded\nby hand\nEND:VEVENT\n",
                       5,
                       "calendar-event",
                       "a 20261002T090000Z/20261002T090000Z\n");
}

static void
test_large_event (void)
{
  g_autofree char *filler = g_strnfill (1024 * 1024, 'x');
  g_autofree char *event = g_strconcat ("BEGIN:VEVENT\nUID:a\nDTSTART:20261002T090000Z\nDESCRIPTION:", filler, "\nEND:VEVENT\n", NULL);

  assert_costs_itself (event, 1, "calendar-event", "");
}

static void
assert_limit (GPtrArray *problems,
              const char *words)
{
  const RailProblem *problem;

  g_assert_cmpuint (problems->len, >=, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->rule, ==, "calendar-limit");
  if (strstr (problem->message, words) == NULL)
    g_error ("“%s” does not say “%s”", problem->message, words);
}

/* Whatever a rule says, this ends: the limit of the test runner is the clock. */
static void
test_endless_rules (void)
{
  static const struct
  {
    const char *rule;
    const char *problem; /* words of it; NULL: none */
    guint occurrences;
  } cases[] = {
    { "FREQ=SECONDLY", "its first 20000 occurrences", 20000 },
    { "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", NULL, 0 },
    { "FREQ=SECONDLY;COUNT=10;BYMONTH=2;BYMONTHDAY=30", NULL, 0 },
    { "FREQ=MINUTELY;COUNT=2000000000", "was followed for 200000 steps", 0 },
    { "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31", NULL, 0 },
    { "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", NULL, 0 },
    { "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300", NULL, 0 },
    { "FREQ=YEARLY;INTERVAL=32767", NULL, 0 },
    { "FREQ=DAILY;UNTIL=99991231T235959Z", NULL, 91 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autofree char *text = g_strdup_printf ("BEGIN:VEVENT\nUID:a\nDTSTART:19700101T000000Z\nRRULE:%s\nEND:VEVENT\n", cases[i].rule);
      g_autoptr (GPtrArray) occurrences = expand (text, -1, problems);

      g_test_message ("%s", cases[i].rule);
      g_assert_cmpuint (occurrences->len, ==, cases[i].occurrences);
      if (cases[i].problem == NULL)
        g_assert_cmpuint (problems->len, ==, 0);
      else
        assert_limit (problems, cases[i].problem);
    }
}

static void
test_many_endless_rules (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autoptr (GString) text = g_string_new ("BEGIN:VCALENDAR\n");

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text,
                            "BEGIN:VEVENT\nUID:%u\nDTSTART:19700101T000000Z\nRRULE:FREQ=MINUTELY;COUNT=2000000000\nEND:VEVENT\n",
                            i);
  g_string_append (text, GOOD_EVENT "END:VCALENDAR\n");

  occurrences = expand (text->str, (gssize) text->len, problems);
  g_assert_cmpuint (occurrences->len, ==, 1);
  /* A thousand problems, and one that counts the others. */
  g_assert_cmpuint (problems->len, ==, 1001);
}

static void
test_long_texts_many_times (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autofree char *filler = g_strnfill (16 * 1024, 'x');
  g_autofree char *text = g_strconcat ("BEGIN:VEVENT\nUID:a\nDTSTART:20261001T000000Z\nRRULE:FREQ=MINUTELY\nDESCRIPTION:", filler, "\nEND:VEVENT\n", NULL);

  /* 20,000 copies would take 320 MiB. */
  occurrences = expand (text, -1, problems);
  g_assert_cmpuint (occurrences->len, ==, RAIL_RECURRENCE_MAX_OCCURRENCES);
  for (guint i = 0; i < occurrences->len; i++)
    g_assert_true (((RailOccurrence *) g_ptr_array_index (occurrences, i))->description == ((RailOccurrence *) g_ptr_array_index (occurrences, 0))->description);
  g_assert_cmpstr (((RailProblem *) g_ptr_array_index (problems, 0))->rule, ==, "calendar-limit");
}

/* Neither of them may wait for a writer that never comes. */
static void
test_no_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("handrail-no-file-XXXXXX", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe.ics", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  const char *const paths[] = { folder, pipe };

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (GError) error = NULL;
      const RailCalendarReading reading = { .file = paths[i], .zone = zone };

      g_assert_null (rail_recurrence_expand_file (&reading, 0, RAIL_DAY, problems, &error));
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "is not a file"));
      g_assert_cmpuint (problems->len, ==, 0);
    }

  g_assert_cmpint (g_unlink (pipe), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* The size alone says so: nothing of it is read. */
static void
test_large_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("handrail-large-file-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "large.ics", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "BEGIN:VCALENDAR\n", -1, NULL));
  g_assert_cmpint (truncate (path, (off_t) RAIL_CALENDAR_MAX_BYTES + 1), ==, 0);
  g_assert_null (rail_calendar_text_open (path, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "larger than 64 MiB"));

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Cut short or longer, what is read is not a calendar that anybody wrote. */
static void
test_changed_meanwhile (void)
{
  static const char *const changes[] = { "", "BEGIN:VCALENDAR\nEND:VCALENDAR\nX-MORE:1\n" };
  g_autofree char *folder = g_dir_make_tmp ("handrail-changed-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "work.ics", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (RailCalendarText) text = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      gboolean changed = FALSE;
      FILE *file;

      g_assert_true (g_file_set_contents (path, "BEGIN:VCALENDAR\nEND:VCALENDAR\n", -1, NULL));
      text = rail_calendar_text_open (path, &error);
      g_assert_no_error (error);
      g_assert_true (rail_calendar_text_check (text, &changed, &error));

      /* In place, as an editor does that keeps the file. */
      file = g_fopen (path, "w");
      g_assert_nonnull (file);
      g_assert_cmpint (fputs (changes[i], file), >=, 0);
      g_assert_cmpint (fclose (file), ==, 0);

      bytes = rail_calendar_text_dup_bytes (text, 0, 10);
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, MIN (strlen (changes[i]), 10));
      g_assert_false (rail_calendar_text_check (text, &changed, &error));
      g_assert_true (changed);
      g_assert_nonnull (strstr (error->message, "was changed while it was read"));
    }

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Problems without number are not kept without number. */
static void
test_many_problems (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autoptr (GString) text = g_string_new ("BEGIN:VCALENDAR\n");

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "BEGIN:VEVENT\n");
  g_string_append (text, "END:VEVENT\n" GOOD_EVENT "END:VCALENDAR\n");

  occurrences = expand (text->str, (gssize) text->len, problems);
  g_assert_cmpuint (occurrences->len, ==, 1);
  g_assert_cmpuint (problems->len, ==, 1001);
  g_assert_cmpuint (((RailProblem *) g_ptr_array_index (problems, 0))->line, ==, 2);
  g_assert_cmpuint (((RailProblem *) g_ptr_array_index (problems, 999))->line, ==, 1001);
  g_assert_nonnull (strstr (((RailProblem *) g_ptr_array_index (problems, 1000))->message, "19000 more problems"));
}

static void
test_extreme_windows (void)
{
  static const gint64 moments[] = { G_MININT64, -1, 0, 1, G_MAXINT64 };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Pacific/Apia");
  RailCalendarReading reading = { .file = "work.ics", .zone = zone };
  const char *text = "BEGIN:VCALENDAR\n" GOOD_EVENT "BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:00010101\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"
                     "BEGIN:VEVENT\nUID:b\nDTSTART:99991231T235959\nDURATION:P36500D\nRRULE:FREQ=DAILY\nEND:VEVENT\nEND:VCALENDAR\n";

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (moments); j++)
        {
          g_autoptr (GPtrArray) problems = rail_problems_new ();
          g_autoptr (GPtrArray) occurrences = rail_recurrence_expand (&reading, text, strlen (text), moments[i], moments[j], problems);

          if (moments[i] >= moments[j])
            g_assert_cmpuint (occurrences->len, ==, 0);
        }
    }
}

static void
check_invariants (GPtrArray *occurrences,
                  GPtrArray *problems)
{
  for (guint i = 0; i < occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);

      g_assert_cmpint (occurrence->start, <=, occurrence->end);
      g_assert_cmpuint (occurrence->attendees, >=, 1);
      g_assert_true (g_utf8_validate (occurrence->title, -1, NULL));
      g_assert_true (g_utf8_validate (occurrence->description, -1, NULL));
      g_assert_true (g_utf8_validate (occurrence->location, -1, NULL));
      g_assert_true (g_utf8_validate (occurrence->uid, -1, NULL));
      g_assert_true (g_utf8_validate (occurrence->organizer, -1, NULL));
      g_assert_true (g_utf8_validate (occurrence->calendar, -1, NULL));
      if (i > 0)
        g_assert_cmpint (rail_occurrence_compare (&g_ptr_array_index (occurrences, i - 1), &g_ptr_array_index (occurrences, i)), <=, 0);
    }
  for (guint i = 0; i < problems->len; i++)
    g_assert_true (g_utf8_validate (((RailProblem *) g_ptr_array_index (problems, i))->message, -1, NULL));
}

/* A few bytes of a real file changed, doubled or taken away, hundreds of times; tests/fuzz/fuzz-calendar.c goes on from here. */
static void
test_mutations (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "calendars", "everything.ics", NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (20261001);
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (guint round = 0; round < 600; round++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (GPtrArray) occurrences = NULL;
      g_autoptr (GString) mutated = g_string_new_len (text, (gssize) length);
      guint changes = (guint) g_rand_int_range (random, 1, 6);

      for (guint i = 0; i < changes; i++)
        {
          gsize at = (gsize) g_rand_int_range (random, 0, (gint32) mutated->len - 200);
          gsize count = (gsize) g_rand_int_range (random, 1, 40);
          g_autofree char *piece = g_strndup (mutated->str + at, count);

          switch (g_rand_int_range (random, 0, 4))
            {
            case 0:
              mutated->str[at] = (char) g_rand_int_range (random, 0, 256);
              break;
            case 1:
              g_string_erase (mutated, (gssize) at, (gssize) count);
              break;
            case 2:
              g_string_insert (mutated, g_rand_int_range (random, 0, (gint32) mutated->len), piece);
              break;
            default:
              mutated->str[at] = "0123456789;:,=-\n\"\\"[g_rand_int_range (random, 0, 18)];
            }
        }

      occurrences = expand (mutated->str, (gssize) mutated->len, problems);
      check_invariants (occurrences, problems);
    }
}

static void
test_the_file_itself (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "calendars", "everything.ics", NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autofree char *described = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  occurrences = calendar_expand (text, -1, "UTC", "2026-10-01", "2026-11-20", problems);
  described = calendar_describe (occurrences);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpstr (described,
                   ==,
                   "month@example.org 20260930T130000Z/20261001T150000Z @20260930T130000Z cancelled\n"
                   "review@example.org 20261001T130000Z/20261001T133000Z @20261001T130000Z\n"
                   "holiday@example.org 20261003T000000Z/20261004T000000Z @20261003 all-day\n"
                   "hours@example.org 20261005T080000Z/20261005T080000Z @20261005T080000Z\n"
                   "hours@example.org 20261005T130000Z/20261005T130000Z @20261005T130000Z\n"
                   "hours@example.org 20261005T180000Z/20261005T180000Z @20261005T180000Z\n"
                   "review@example.org 20261009T080000Z/20261009T084500Z @20261008T130000Z\n"
                   "review@example.org 20261020T130000Z/20261020T150000Z @20261020T130000Z\n"
                   "review@example.org 20261029T140000Z/20261029T143000Z @20261029T140000Z\n"
                   "month@example.org 20261030T130000Z/20261031T150000Z @20261030T130000Z cancelled\n"
                   "review@example.org 20261105T140000Z/20261105T143000Z @20261105T140000Z\n"
                   "review@example.org 20261112T150000Z/20261112T160000Z @20261112T140000Z\n"
                   "review@example.org 20261119T150000Z/20261119T160000Z @20261119T140000Z\n");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calendar-damage/what-is-no-calendar-says-so", test_not_a_calendar);
  g_test_add_func ("/calendar-damage/a-calendar-past-the-limit", test_too_large);
  g_test_add_func ("/calendar-damage/a-broken-event-costs-itself", test_broken_events);
  g_test_add_func ("/calendar-damage/a-broken-property-costs-itself", test_broken_parts_of_events);
  g_test_add_func ("/calendar-damage/an-event-past-the-limit", test_large_event);
  g_test_add_func ("/calendar-damage/endless-rules-end", test_endless_rules);
  g_test_add_func ("/calendar-damage/many-endless-rules-end", test_many_endless_rules);
  g_test_add_func ("/calendar-damage/long-texts-are-not-copied-without-end", test_long_texts_many_times);
  g_test_add_func ("/calendar-damage/what-is-no-file", test_no_file);
  g_test_add_func ("/calendar-damage/a-file-past-the-limit", test_large_file);
  g_test_add_func ("/calendar-damage/a-file-written-while-it-is-read", test_changed_meanwhile);
  g_test_add_func ("/calendar-damage/problems-without-number", test_many_problems);
  g_test_add_func ("/calendar-damage/windows-at-the-end-of-time", test_extreme_windows);
  g_test_add_func ("/calendar-damage/a-file-with-everything", test_the_file_itself);
  g_test_add_func ("/calendar-damage/mutated-files-do-no-harm", test_mutations);

  g_test_add_func ("/calendar-damage/however-lines-end/they-are-counted", test_line_ends);
  g_test_add_func ("/calendar-damage/returns-in-a-text/stay-in-it", test_stray_returns);
  return g_test_run ();
}
