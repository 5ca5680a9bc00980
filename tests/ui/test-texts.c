#include "config.h"

#include "testlib/scratch-folder.h"

#include "ui/block-label.h"
#include "ui/card-placement.h"
#include "ui/nudge-info.h"
#include "ui/review-text.h"
#include "ui/uri-opener.h"

static void
test_links (void)
{
  static const char *const refused[] = { "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "ftp://example.org", "example.org", "/usr/bin/id", "#node", "" };
  static const char *const accepted[] = { "https://example.org", "HTTP://example.org/a?b#c", "mailto:jo@example.org" };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (rail_uri_opener_accepts (refused[i]));
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    g_assert_true (rail_uri_opener_accepts (accepted[i]));
}

static void
test_pack_files (void)
{
  g_autofree ScratchFolder *folder = scratch_folder_new ();
  g_autofree char *pack = g_build_filename (folder, "pack", NULL);
  g_autofree char *link = g_build_filename (pack, "media", "link.png", NULL);
  g_autofree char *inside = NULL;

  scratch_folder_write (folder, "pack/media/a.png", "");
  scratch_folder_write (folder, "secret", "");
  scratch_folder_write (folder, "pack-twin/b.png", "");
  g_assert_cmpint (symlink ("../../secret", link), ==, 0);

  inside = rail_uri_opener_dup_pack_file (pack, "media/a.png");
  g_assert_true (g_str_has_suffix (inside, "/pack/media/a.png"));
  g_assert_null (rail_uri_opener_dup_pack_file (pack, "../secret"));
  g_assert_null (rail_uri_opener_dup_pack_file (pack, "../pack-twin/b.png"));
  g_assert_null (rail_uri_opener_dup_pack_file (pack, "media/link.png"));
  g_assert_null (rail_uri_opener_dup_pack_file (pack, "media/missing.png"));

  scratch_folder_remove_tree (folder);
}

static char *
dup_review (int days_ago,
            guint review_every)
{
  /* Noon on 22 November 2026, UTC. */
  gint64 now = G_GINT64_CONSTANT (1795348800) * G_USEC_PER_SEC;
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  RailAid aid = { .owner = (char *) "people-team@example.org", .review_every = review_every };

  g_date_clear (&aid.reviewed, 1);
  g_date_set_dmy (&aid.reviewed, 22, G_DATE_NOVEMBER, 2026);
  g_date_subtract_days (&aid.reviewed, days_ago);

  return rail_review_text_dup (&aid, now, zone);
}

static void
test_review (void)
{
  static const struct
  {
    int days_ago;
    const char *text;
  } cases[] = {
    { 0, "Reviewed today by people-team@example.org" },
    { 1, "Reviewed yesterday by people-team@example.org" },
    { 13, "Reviewed 13 days ago by people-team@example.org" },
    { 21, "Reviewed 3 weeks ago by people-team@example.org" },
    { 89, "Reviewed 2 months ago by people-team@example.org" },
    { 90, "Reviewed 3 months ago by people-team@example.org" },
    { 91, "Review overdue since 21 November 2026 · people-team@example.org" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = dup_review (cases[i].days_ago, 90);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_reading_time (void)
{
  g_autofree char *short_one = rail_reading_time_dup (70);
  g_autofree char *long_one = rail_reading_time_dup (125);

  g_assert_cmpstr (short_one, ==, "70 seconds");
  g_assert_cmpstr (long_one, ==, "2 minutes");
}

static void
test_plain (void)
{
  static const char *const cases[][2] = {
    { "“Say it like this.”", "Say it like this." },
    { "\"Say it like this.\"", "Say it like this." },
    { "„So geht es.“", "So geht es." },
    { "“One” and “two”", "“One” and “two”" },
    { "\"One\" and \"two\"", "\"One\" and \"two\"" },
    { "No marks", "No marks" },
    { "“”", "“”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RailBlock block = { .kind = RAIL_BLOCK_QUOTE, .text = (char *) cases[i][0] };
      g_autofree char *plain = rail_block_label_dup_plain (&block);

      g_assert_cmpstr (plain, ==, cases[i][1]);
    }
}

static void
test_placement (void)
{
  GdkRectangle area = { 100, 30, 1000, 700 };
  GdkRectangle frame = { 12, 4, 380, 300 };
  GdkRectangle giant = { 12, 4, 1200, 900 };
  int x, y;

  rail_card_placement_find (&area, &frame, FALSE, &x, &y);
  g_assert_cmpint (x + frame.x + frame.width, ==, 1100 - RAIL_CARD_MARGIN);
  g_assert_cmpint (y + frame.y + frame.height, ==, 730 - RAIL_CARD_MARGIN);

  rail_card_placement_find (&area, &frame, TRUE, &x, &y);
  g_assert_cmpint (x + frame.x, ==, 100 + RAIL_CARD_MARGIN);

  /* The header of a card that does not fit stays in sight. */
  rail_card_placement_find (&area, &giant, FALSE, &x, &y);
  g_assert_cmpint (x + giant.x, ==, 100);
  g_assert_cmpint (y + giant.y, ==, 30);
}

static RailNudgeInfo *
read_nudge (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) dictionary = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);

  return rail_nudge_info_new (dictionary);
}

static void
test_nudges (void)
{
  g_autoptr (RailNudgeInfo) bare = read_nudge ("{'id': <'n1'>, 'state': <'a state of the future'>, 'why': <'not a tree'>, 'neutral': <'yes'>}");
  g_autoptr (RailNudgeInfo) neutral = read_nudge ("{'id': <'n2'>, 'state': <'card'>, 'summary': <'Review'>, 'neutral': <true>, 'neutral-summary': <'Something'>}");

  g_assert_null (read_nudge ("{'state': <'card'>}"));
  g_assert_cmpint (bare->state, ==, RAIL_NUDGE_INFO_WAITING);
  g_assert_cmpuint (bare->why->len, ==, 0);
  g_assert_cmpstr (bare->occurrence_key, ==, "");
  g_assert_false (bare->neutral);
  g_assert_true (neutral->neutral);
  g_assert_cmpstr (neutral->neutral_summary, ==, "Something");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/links/only-web-and-mail-open", test_links);
  g_test_add_func ("/pack-files/never-lie-outside-the-pack", test_pack_files);
  g_test_add_func ("/review/reads-as-people-count", test_review);
  g_test_add_func ("/reading-time/is-rounded-to-what-matters", test_reading_time);
  g_test_add_func ("/copied-words/lose-the-marks-around-all-of-them", test_plain);
  g_test_add_func ("/placement/keeps-the-corner", test_placement);
  g_test_add_func ("/nudge/bears-what-it-does-not-know", test_nudges);

  return g_test_run ();
}
