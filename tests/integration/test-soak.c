/*
 * The part of a storm that the window watcher lets through, many times over: every title goes through filter, rules of the starter packs, gate and
 * journal. On a desktop most titles of a storm are never read (tests/e2e/test_soak.py); here a few lost bytes for each would show.
 */

#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "base/duration.h"
#include "context/title-filter.h"
#include "delivery/delivery.h"
#include "testlib/scratch-folder.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScratchFolder, scratch_folder_free)

/* 2026-10-01T12:00:00Z */
#define NOON ((gint64) 1790856000 * RAIL_SECOND)

#define TITLES (40 * 1000)
#define DEEP_TITLES (200 * 1000)
#define MAY_GROW (1024 * 1024)
#define TITLES_PER_WINDOW 50
/* Four a second: long enough for a dwell. */
#define TITLES_PER_SUBJECT 16
#define TITLES_PER_PRIVATE_ONE 32
#define TITLES_PER_HUGE_ONE 1000
#define HUGE_TITLE (1024 * 1024)

typedef struct
{
  GRand *rand;
  RailTitleFilter *filter;
  RailDelivery *delivery;
  GTimeZone *zone;
  GPtrArray *occurrences;
  guint n_decisions;
} Soak;

static gsize
get_resident_bytes (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize total = 0, resident = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (sscanf (text, "%zu %zu", &total, &resident), ==, 2);
  return resident * (gsize) sysconf (_SC_PAGESIZE);
}

static char *
make_title (Soak *self,
            guint number)
{
  static const char *const words[] = { "budget", "Entwurf", "протокол", "ΣΧΈΔΙΟ", "İstanbul", "تقرير", "会议记录", "🎉", "\xff\xfe", "mail merge wizard", "message filters", "trash" };
  static const char *const ends[] = { "", " - LibreOffice Calc", " — Mozilla Firefox" };
  GString *title = g_string_new (NULL);

  g_string_append_printf (title,
                          "%s %u %s%s",
                          words[number / TITLES_PER_SUBJECT % G_N_ELEMENTS (words)],
                          number,
                          words[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (words))],
                          number % TITLES_PER_PRIVATE_ONE == 0 ? " — Mozilla Firefox Private Browsing" : ends[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (ends))]);
  if (number % TITLES_PER_HUGE_ONE == 0)
    {
      gsize length = title->len;

      while (title->len < HUGE_TITLE)
        g_string_append_len (title, title->str, (gssize) length);
    }
  return g_string_free (title, FALSE);
}

static void
show_title (Soak *self,
            guint number)
{
  static const char *const apps[][2] = { { "firefox" }, { "libreoffice" }, { "thunderbird" }, { "nautilus" }, { "org.keepassxc.KeePassXC" } };
  static const RailPresence presence = { .locked = RAIL_PRESENCE_NO, .sharing = RAIL_PRESENCE_NO, .do_not_disturb = RAIL_PRESENCE_NO, .cards_possible = TRUE };
  guint serial = 1 + number / TITLES_PER_WINDOW;
  g_autofree char *title = make_title (self, number);
  g_autoptr (RailWindow) raw = rail_window_new (serial, apps[serial % G_N_ELEMENTS (apps)], title, NULL, FALSE);
  g_autoptr (RailWindow) window = rail_title_filter_apply (self->filter, raw);
  g_autoptr (RailContext) context = rail_context_new (NOON + number * (RAIL_SECOND / 4), self->zone, window, self->occurrences);

  rail_delivery_update (self->delivery, context, &presence);
}

static void
count_decision (Soak *self)
{
  self->n_decisions++;
}

static void
test_titles (void)
{
  static const char *const private_apps[] = { "*keepass*", NULL };
  static const char *const private_titles[] = { "Private Browsing", NULL };
  static const RailLimits limits = { .per_hour = 4, .per_day = 12 };
  guint n_titles = g_getenv ("HANDRAIL_DEEP") != NULL ? DEEP_TITLES : TITLES;
  g_autofree char *packs = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "assets", "packs", NULL);
  const char *const folders[] = { packs, NULL };
  g_autoptr (ScratchFolder) folder = scratch_folder_new ();
  g_autofree char *path = g_build_filename (folder, "journal.db", NULL);
  g_autoptr (RailLibrary) library = rail_library_new (folders);
  g_autoptr (RailJournal) journal = NULL;
  g_autoptr (RailTitleFilter) filter = rail_title_filter_new (private_apps, private_titles);
  g_autoptr (RailDelivery) delivery = NULL;
  g_autoptr (GPtrArray) triggers = NULL;
  g_autoptr (RailRuleSet) rules = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  g_autoptr (GError) error = NULL;
  Soak self = { .rand = rand, .filter = filter, .zone = zone, .occurrences = occurrences };
  gsize before = 0, after;

  journal = rail_journal_open (path, NULL, &error);
  g_assert_no_error (error);
  rail_library_load (library);
  triggers = rail_library_dup_triggers (library);
  g_assert_cmpuint (triggers->len, >, 10);
  rules = rail_rule_set_new (triggers);
  self.delivery = delivery = rail_delivery_new (rail_rule_engine_new (), library, journal);
  rail_delivery_set_limits (delivery, &limits);
  rail_delivery_set_rules (delivery, rules);
  g_signal_connect_swapped (delivery, "decided", G_CALLBACK (count_decision), &self);

  for (guint i = 0; i < n_titles; i++)
    {
      if (i == n_titles / 10)
        before = get_resident_bytes ();
      show_title (&self, i);
    }
  after = get_resident_bytes ();

  g_test_message ("%u titles, %u decisions, %zu KiB, then %zu KiB", n_titles, self.n_decisions, before / 1024, after / 1024);
  /* Some of the starter packs' triggers did turn true: the gate and the journal were part of it. */
  g_assert_cmpuint (self.n_decisions, >, 10);
  g_assert_cmpuint (after, <=, before + MAY_GROW);

  rail_journal_close (journal);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/soak/titles/leave-nothing-behind", test_titles);

  return g_test_run ();
}
