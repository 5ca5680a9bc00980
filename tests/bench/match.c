/*
 * The match benchmark: match DIR N, with what match-data.py wrote in DIR. Prints a line of figures for the rule set and each of its peers, which
 * match.py makes a table of. Fails when the hits of the rule set are not those of its peers.
 */

#include "config.h"

#include <malloc.h>
#include <string.h>

#include "match-peers.h"
#include "rules/rule-set.h"

/* Titles between two looks at the clock; batches in a turn. */
#define BATCH 20
#define BATCHES 400
#define TURNS 8
#define SECOND 1000000000

typedef struct
{
  BenchTitle *titles;
  guint n_titles;
  BenchRule *rules;
  guint n_rules;
  GPtrArray *lines; /* char **: what the rules point into */
} Data;

/* Of this thread alone, so that what else the machine does counts less. */
static gint64
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (gint64) time.tv_sec * SECOND + time.tv_nsec;
}

static gsize
get_heap (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static char **
read_lines (const char *folder,
            const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);

  return g_strsplit (g_strchomp (text), "\n", -1);
}

static void
read_data (Data *data,
           const char *folder,
           guint n_rules)
{
  static const char *const apps[] = { "org.mozilla.firefox", NULL };
  g_auto (GStrv) titles = read_lines (folder, "titles.txt");
  g_auto (GStrv) rules = read_lines (folder, "rules.txt");

  data->n_titles = g_strv_length (titles);
  data->titles = g_new0 (BenchTitle, data->n_titles);
  for (guint i = 0; i < data->n_titles; i++)
    data->titles[i] = (BenchTitle){ g_strdup (titles[i]), strlen (titles[i]), rail_window_new (1, apps, titles[i], NULL, FALSE) };

  data->rules = g_new0 (BenchRule, n_rules);
  data->n_rules = n_rules;
  data->lines = g_ptr_array_new ();
  for (guint i = 0; i < n_rules; i++)
    {
      char **fields = g_strsplit (rules[i], "\t", -1);

      g_ptr_array_add (data->lines, fields);
      data->rules[i] = (BenchRule){ fields[0], fields[1], fields[2] };
    }
}

static RailTrigger *
make_trigger (const char *source)
{
  RailTrigger *trigger = g_new0 (RailTrigger, 1);
  g_autoptr (GError) error = NULL;
  RailPattern *pattern = rail_pattern_new (source, &error);

  if (pattern == NULL)
    g_error ("%s", error->message);

  g_atomic_ref_count_init (&trigger->ref_count);
  trigger->when = g_new0 (RailCondition, 1);
  trigger->when->kind = RAIL_CONDITION_WINDOW;
  trigger->when->window.title = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pattern_unref);
  g_ptr_array_add (trigger->when->window.title, pattern);

  return trigger;
}

static GPtrArray *
make_triggers (const Data *data)
{
  GPtrArray *triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);

  for (guint i = 0; i < data->n_rules; i++)
    g_ptr_array_add (triggers, make_trigger (data->rules[i].ours));

  return triggers;
}

static void
match_ours (gpointer state,
            const BenchTitle *title,
            guint8 *hits)
{
  rail_rule_set_match_window (state, title->window, hits);
}

static int
compare_spans (gconstpointer a,
               gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static double
get_median (GArray *spans)
{
  g_array_sort (spans, compare_spans);

  return (double) g_array_index (spans, gint64, spans->len / 2) / BATCH;
}

/* As many batches as fit into so long, over the titles in their order; @next goes on where it was. */
static void
time_batches (const BenchPeer *peer,
              const Data *data,
              gint64 limit,
              guint *next,
              guint8 *hits,
              GArray *spans)
{
  gint64 begin = now ();

  for (guint i = 0; i < BATCHES && now () - begin < limit; i++)
    {
      gint64 start = now ();
      gint64 span;

      for (guint j = 0; j < BATCH; j++)
        peer->match (peer->state, &data->titles[(*next)++ % data->n_titles], hits);
      span = now () - start;
      g_array_append_val (spans, span);
    }
}

/* The medians of batches. The two take turns, so that both meet the machine in the same mood, but long ones, so that each finds its own caches. */
static void
measure (const BenchPeer *ours,
         const BenchPeer *peer,
         const Data *data,
         double *our_span,
         double *peer_span)
{
  g_autoptr (GArray) our_spans = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) peer_spans = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree guint8 *hits = g_new0 (guint8, data->n_rules);
  guint our_next = 0;
  guint peer_next = 0;

  for (guint turn = 0; turn < TURNS; turn++)
    {
      time_batches (peer, data, SECOND / 2, &peer_next, hits, peer_spans);
      time_batches (ours, data, SECOND / 2, &our_next, hits, our_spans);
    }
  *our_span = get_median (our_spans);
  *peer_span = get_median (peer_spans);
}

/* ASCII without "_", which \b takes for a letter and the rules do not. */
static gboolean
is_plain (const char *title)
{
  return g_str_is_ascii (title) && strchr (title, '_') == NULL;
}

/* Compares the hits of one title after the other with ours, for so long; how many were compared. */
static guint
compare (const BenchPeer *peer,
         const BenchPeer *ours,
         const Data *data,
         const char *name)
{
  g_autofree guint8 *expected = g_new0 (guint8, data->n_rules);
  g_autofree guint8 *hits = g_new0 (guint8, data->n_rules);
  gint64 begin = now ();
  guint n_titles = 0;

  for (guint i = 0; i < data->n_titles && now () - begin < 3 * (gint64) SECOND; i++)
    {
      const BenchTitle *title = &data->titles[i];

      if (peer->comparable != NULL && !is_plain (title->text))
        continue;
      n_titles++;
      ours->match (ours->state, title, hits);
      memset (expected, 0, data->n_rules);
      peer->match (peer->state, title, expected);
      for (guint j = 0; j < data->n_rules; j++)
        {
          if (hits[j] != expected[j] && (peer->comparable == NULL || g_array_index (peer->comparable, gboolean, j)))
            g_error ("%s %s “%s” in “%s”", name, expected[j] ? "finds" : "does not find", data->rules[j].ours, title->text);
        }
    }

  return n_titles;
}

static void
report_peer (const char *name,
             const Data *data,
             const BenchPeer *ours,
             BenchPeer (*build) (const BenchRule *rules,
                                 guint n_rules))
{
  gint64 start = now ();
  BenchPeer peer = build (data->rules, data->n_rules);
  gint64 built = now () - start;
  guint n_compared = compare (&peer, ours, data, name);
  guint n_exact = 0;
  double our_span;
  double peer_span;

  measure (ours, &peer, data, &our_span, &peer_span);
  for (guint i = 0; i < data->n_rules; i++)
    n_exact += peer.comparable == NULL || g_array_index (peer.comparable, gboolean, i);
  g_print ("%s %.0f %.0f %.3f %.1f %u %u\n", name, our_span, peer_span, (double) built / 1e6, (double) peer.bytes / 1024, n_compared, n_exact);
  bench_peer_clear (&peer);
}

/* Builds ours twice, the first time for the tables of characters, which are made once a process. */
static RailRuleSet *
build_ours (const Data *data,
            gint64 *span,
            gsize *bytes)
{
  for (guint i = 0;; i++)
    {
      gint64 start = now ();
      g_autoptr (GPtrArray) triggers = make_triggers (data);
      gsize heap = get_heap ();
      RailRuleSet *rules = rail_rule_set_new (triggers);

      /* Reading the patterns takes its part of the time; the patterns themselves are what every peer is built from. */
      *span = now () - start;
      *bytes = get_heap () - heap;
      if (i > 0)
        return rules;
      rail_rule_set_unref (rules);
    }
}

int
main (int argc,
      char **argv)
{
  Data data = { 0 };
  guint n_rules = argc == 3 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 0;
  g_autoptr (RailRuleSet) rules = NULL;
  g_autofree guint8 *hits = NULL;
  BenchPeer ours = { .match = match_ours };
  guint64 n_hits = 0;
  gint64 built;
  gsize heap;

  g_return_val_if_fail (n_rules > 0, 2);
  read_data (&data, argv[1], n_rules);

  rules = build_ours (&data, &built, &ours.bytes);
  ours.state = rules;
  hits = g_new0 (guint8, n_rules);
  heap = get_heap ();
  for (guint i = 0; i < data.n_titles; i++)
    {
      match_ours (rules, &data.titles[i], hits);
      for (guint j = 0; j < n_rules; j++)
        n_hits += hits[j];
    }
  /* With the regular expressions that these titles made it compile. */
  ours.bytes += get_heap () - heap;
  g_print ("handrail %.3f %.1f %.2f\n", (double) built / 1e6, (double) ours.bytes / 1024, (double) n_hits / data.n_titles);

  report_peer ("hyperscan", &data, &ours, bench_peer_hyperscan);
  report_peer ("glib", &data, &ours, bench_peer_glib);
  report_peer ("pcre2", &data, &ours, bench_peer_pcre2);

  return 0;
}
