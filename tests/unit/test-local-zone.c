#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "context/local-zone.h"

static void
assert_zone (const char *variable,
             const char *localtime,
             const char *timezone,
             const char *expected)
{
  const RailLocalZonePlaces places = { variable, localtime, timezone };
  g_autofree char *identifier = rail_local_zone_dup_identifier (&places);

  g_assert_cmpstr (identifier, ==, expected);
}

static void
test_variable (void)
{
  assert_zone ("Europe/Berlin", "/nowhere", "/nowhere", "Europe/Berlin");
  assert_zone (":Europe/Berlin", "/nowhere", "/nowhere", "Europe/Berlin");
  assert_zone ("/usr/share/zoneinfo/Asia/Tokyo", "/nowhere", "/nowhere", "Asia/Tokyo");
  assert_zone ("CET-1CEST,M3.5.0,M10.5.0/3", "/nowhere", "/nowhere", "CET-1CEST,M3.5.0,M10.5.0/3");
  assert_zone ("", "/nowhere", "/nowhere", NULL);
}

static void
test_link (void)
{
  g_autofree char *folder = g_dir_make_tmp ("handrail-zone-XXXXXX", NULL);
  g_autofree char *link = g_build_filename (folder, "localtime", NULL);
  g_autofree char *second = g_build_filename (folder, "second", NULL);

  g_assert_cmpint (symlink ("/usr/share/zoneinfo/America/Argentina/Buenos_Aires", link), ==, 0);
  g_assert_cmpint (symlink ("localtime", second), ==, 0);
  assert_zone ("", link, "/nowhere", "America/Argentina/Buenos_Aires");
  assert_zone ("", second, "/nowhere", "America/Argentina/Buenos_Aires");
  /* The variable is stronger than the link. */
  assert_zone ("Asia/Kolkata", link, "/nowhere", "Asia/Kolkata");

  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (symlink ("../usr/share/zoneinfo/posix/Pacific/Apia", link), ==, 0);
  assert_zone ("", link, "/nowhere", "Pacific/Apia");

  /* A circle ends. */
  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (symlink ("second", link), ==, 0);
  assert_zone ("", link, "/nowhere", NULL);

  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (g_unlink (second), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("handrail-zone-XXXXXX", NULL);
  g_autofree char *copy = g_build_filename (folder, "localtime", NULL);
  g_autofree char *name = g_build_filename (folder, "timezone", NULL);

  g_assert_true (g_file_set_contents (copy, "TZif2", -1, NULL));
  g_assert_true (g_file_set_contents (name, "Europe/Vienna\n", -1, NULL));
  assert_zone ("", copy, name, "Europe/Vienna");
  g_assert_true (g_file_set_contents (name, "\xff\xfe", -1, NULL));
  assert_zone ("", copy, name, NULL);

  g_assert_cmpint (g_unlink (copy), ==, 0);
  g_assert_cmpint (g_unlink (name), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What the unit is for: the second answer is not the first one again. */
static void
test_change (void)
{
  g_autofree char *folder = g_dir_make_tmp ("handrail-zone-XXXXXX", NULL);
  g_autofree char *link = g_build_filename (folder, "localtime", NULL);
  const RailLocalZonePlaces places = { "", link, "/nowhere" };
  g_autoptr (GTimeZone) before = NULL;
  g_autoptr (GTimeZone) after = NULL;
  g_autoptr (GTimeZone) none = NULL;

  g_assert_cmpint (symlink ("/usr/share/zoneinfo/Asia/Tokyo", link), ==, 0);
  before = rail_local_zone_new (&places);
  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (symlink ("/usr/share/zoneinfo/Asia/Kolkata", link), ==, 0);
  after = rail_local_zone_new (&places);
  g_assert_cmpint (g_unlink (link), ==, 0);
  none = rail_local_zone_new (&places);

  g_assert_cmpint (g_time_zone_get_offset (before, 0) == g_time_zone_get_offset (after, 0), ==, FALSE);
  g_assert_cmpstr (g_time_zone_get_identifier (before), ==, "Asia/Tokyo");
  g_assert_cmpstr (g_time_zone_get_identifier (after), ==, "Asia/Kolkata");
  g_assert_cmpint (g_time_zone_get_offset (none, 0), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/local-zone/what-tz-says", test_variable);
  g_test_add_func ("/local-zone/where-localtime-leads", test_link);
  g_test_add_func ("/local-zone/a-name-beside-a-copy", test_file);
  g_test_add_func ("/local-zone/a-change-is-seen", test_change);
  return g_test_run ();
}
