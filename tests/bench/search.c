/*
 * The search benchmark's C side, run by search.py: Handrail's index and its peers in SQLite over the same texts.
 *
 * usage: search index TEXTS FILE            builds library.db; prints milliseconds of processor until titles can be searched, until all can, bytes
 *        search answer FILE                 reads queries, a line each; prints for each the numbers of the texts found
 *        search time FILE SECONDS           reads keys; prints nanoseconds and the number of hits for each, for so long at most
 *        search peer-index TEXTS FILE       the default FTS5 index; prints milliseconds, bytes
 *        search peer-time FILE SECONDS HOW  the same for "rank", "title-rank", "like-title" or "like"; with "prefixes" prints the texts that hold all words of a key
 *        search apply TEXTS FOLDER          all of them changed at once; prints milliseconds until titles can be searched, until all can, and of the same
 *                                           rows, with their tokens and ordinary indices, written without any index of words
 *
 * TEXTS: a text a line, title TAB body; numbered from 0.
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "library/pack.h"
#include "search/search-hit.h"
#include "search/search-index.h"
#include "search/search-query.h"
#include "search-peers.h"

#define LIMIT 20

/* The moment of every search: what was used lately is no part of this. */
#define NOW G_GINT64_CONSTANT (1795348800000000)

static _Noreturn void
die (const char *what,
     const GError *error)
{
  fprintf (stderr, "%s: %s\n", what, error != NULL ? error->message : "failed");
  exit (1);
}

/* ---- texts as packs ---- */

static RailAid *
make_aid (const char *pack,
          const char *id,
          const char *title,
          const char *body)
{
  RailAid *aid = rail_aid_new (pack, id);
  RailBlock *block = rail_block_new (RAIL_BLOCK_PARAGRAPH, 1, 0);

  g_free (aid->title);
  aid->title = g_strdup (title);
  if (aid->task == NULL)
    aid->task = g_strdup ("");
  block->text = g_strdup (body);
  g_ptr_array_add (aid->blocks, block);

  return aid;
}

static RailPack *
make_pack (guint number,
           guint revision)
{
  RailPack *pack = g_new0 (RailPack, 1);

  g_atomic_ref_count_init (&pack->ref_count);
  pack->id = g_strdup_printf ("org.example.pack%u", number);
  pack->folder = g_strdup ("/nowhere");
  pack->title = g_strdup (pack->id);
  pack->version = revision;
  pack->language = g_strdup ("en");
  pack->licence = g_strdup ("CC0-1.0");
  pack->owner = g_strdup ("owner@example.org");
  pack->audience = g_new0 (char *, 1);
  pack->contacts = g_ptr_array_new ();
  pack->aids = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_aid_unref);
  pack->digest = g_strdup_printf ("%u-%u", number, revision);

  return pack;
}

/* A text a line; as many packs as their size asks for. @suffix is added to every title and body: another revision. */
static GPtrArray *
read_packs (const char *path,
            guint revision,
            const char *suffix)
{
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  guint number = 0;

  if (!g_file_get_contents (path, &contents, NULL, &error))
    die (path, error);

  for (char *line = contents, *end; (end = strchr (line, '\n')) != NULL; line = end + 1, number++)
    {
      char *tab = memchr (line, '\t', (gsize) (end - line));
      g_autofree char *id = g_strdup_printf ("%06u", number);
      g_autofree char *title = NULL;
      g_autofree char *body = NULL;

      g_assert (tab != NULL);
      *end = '\0';
      *tab = '\0';
      if (number % RAIL_PACK_MAX_AIDS == 0)
        g_ptr_array_add (packs, make_pack (number / RAIL_PACK_MAX_AIDS, revision));
      title = g_strconcat (line, suffix, NULL);
      body = g_strconcat (tab + 1, suffix, NULL);
      RailPack *pack = g_ptr_array_index (packs, packs->len - 1);
      g_ptr_array_add (pack->aids, make_aid (pack->id, id, title, body));
    }

  return g_steal_pointer (&packs);
}

/* ---- the index ---- */

typedef struct
{
  const char *path;
  clockid_t clock;   /* of the thread that writes */
  gint64 generation; /* the one before */
  gint64 moment;     /* when there was another, by that clock */
  gint done;         /* atomic: there will be none */
} Watch;

static gint64
read_generation (RailDatabase *reader)
{
  RailStatement *statement = rail_database_prepare (reader, "SELECT generation FROM meta", NULL);
  gint64 generation;

  if (statement == NULL || !rail_statement_step (statement, NULL))
    return 0;

  generation = rail_statement_get_int64 (statement, 0);
  rail_statement_reset (statement);
  return generation;
}

/* Nanoseconds of processor: how busy the machine is is no part of this. */
static gint64
read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

/* When another connection finds the titles: what somebody at the keyboard would notice. */
static gpointer
watch_titles_cb (gpointer data)
{
  Watch *watch = data;
  g_autoptr (RailDatabase) reader = NULL;

  while (g_atomic_int_get (&watch->done) == 0 && (reader = rail_search_index_open_reader (watch->path, NULL)) == NULL)
    g_usleep (200);
  while (g_atomic_int_get (&watch->done) == 0 && read_generation (reader) <= watch->generation)
    g_usleep (200);
  watch->moment = read_clock (watch->clock);

  return NULL;
}

/* What it costs, in milliseconds, until all can be searched, and until the titles can. */
static double
refresh (const char *path,
         GPtrArray *packs,
         double *titles)
{
  Watch watch = { .path = path };
  g_autoptr (RailDatabase) reader = rail_search_index_open_reader (path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RailSearchIndex) index = rail_search_index_open (path, &error);
  GThread *watcher = NULL;
  gint64 start;
  double all;

  if (index == NULL)
    die (path, error);
  if (reader != NULL)
    watch.generation = read_generation (reader);

  pthread_getcpuclockid (pthread_self (), &watch.clock);
  watcher = g_thread_new ("watcher", watch_titles_cb, &watch);
  start = read_clock (watch.clock);
  if (!rail_search_index_refresh_from_memory (index, packs, NULL, NULL, &error))
    die (path, error);
  all = (double) (read_clock (watch.clock) - start) / 1e6;
  g_atomic_int_set (&watch.done, 1);
  g_thread_join (watcher);
  *titles = (double) (watch.moment - start) / 1e6;

  return all;
}

static void
build_index (const char *texts,
             const char *path)
{
  g_autoptr (GPtrArray) packs = read_packs (texts, 1, "");
  double titles;
  double all;
  GStatBuf status;

  g_unlink (path);
  all = refresh (path, packs, &titles);
  g_assert (g_stat (path, &status) == 0);
  printf ("%.1f %.1f %" G_GINT64_FORMAT "\n", titles, all, (gint64) status.st_size);
}

static RailSearchQuery *
open_query (const char *path,
            RailDatabase **reader)
{
  g_autoptr (GError) error = NULL;

  *reader = rail_search_index_open_reader (path, &error);
  if (*reader == NULL)
    die (path, error);

  return rail_search_query_new (*reader);
}

static RailSearchResult *
run_query (RailSearchQuery *query,
           const char *words,
           guint limit)
{
  g_autoptr (RailSearchRequest) request = rail_search_request_new (words, limit, NOW, NULL, NULL);
  g_autoptr (GError) error = NULL;
  RailSearchResult *result = rail_search_query_run (query, request, NULL, &error);

  if (result == NULL)
    die (words, error);

  return result;
}

static void
answer_queries (const char *path)
{
  g_autoptr (RailDatabase) reader = NULL;
  g_autoptr (RailSearchQuery) query = open_query (path, &reader);
  char line[4096];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_autoptr (RailSearchResult) result = run_query (query, g_strchomp (line), LIMIT);

      for (guint i = 0; i < result->hits->len; i++)
        {
          const RailSearchHit *hit = g_ptr_array_index (result->hits, i);

          printf ("%s%s%s", i > 0 ? " " : "", hit->match == RAIL_SEARCH_BY_TYPO ? "~" : "", hit->aid);
        }
      printf ("\n");
    }
}

static void
time_keys (const char *path,
           double seconds)
{
  g_autoptr (RailDatabase) reader = NULL;
  g_autoptr (RailSearchQuery) query = open_query (path, &reader);
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  char line[4096];

  /* What is read once for a generation is not part of a keystroke; how long it takes is printed first. */
  gint64 start = rail_peer_get_spent ();
  rail_search_result_free (run_query (query, "thzs wrod is speled badly", LIMIT));
  printf ("%" G_GINT64_FORMAT " 0\n", rail_peer_get_spent () - start);

  while (g_get_monotonic_time () < end && fgets (line, sizeof line, stdin) != NULL)
    {
      g_strchomp (line);
      start = rail_peer_get_spent ();
      g_autoptr (RailSearchResult) result = run_query (query, line, LIMIT);
      printf ("%" G_GINT64_FORMAT " %u\n", rail_peer_get_spent () - start, result->hits->len);
    }
}

/* ---- a pack of which everything changes ---- */

static void
apply (const char *texts,
       const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "apply.db", NULL);
  g_autofree char *plain = g_build_filename (folder, "apply-plain.db", NULL);
  g_autoptr (GPtrArray) before = read_packs (texts, 1, "");
  g_autoptr (GPtrArray) after = read_packs (texts, 2, " changed");
  double titles;
  double all;

  refresh (path, before, &titles);
  all = refresh (path, after, &titles);
  rail_peer_apply (plain, before);
  printf ("%.1f %.1f %.1f\n", titles, all, rail_peer_apply (plain, after));
}

int
main (int argc,
      char **argv)
{
  const char *verb = argc > 2 ? argv[1] : "";

  if (g_str_equal (verb, "index") && argc == 4)
    build_index (argv[2], argv[3]);
  else if (g_str_equal (verb, "answer") && argc == 3)
    answer_queries (argv[2]);
  else if (g_str_equal (verb, "time") && argc == 4)
    time_keys (argv[2], g_ascii_strtod (argv[3], NULL));
  else if (g_str_equal (verb, "peer-index") && argc == 4)
    rail_peer_build (argv[2], argv[3]);
  else if (g_str_equal (verb, "peer-time") && argc == 5)
    rail_peer_time (argv[2], g_ascii_strtod (argv[3], NULL), argv[4]);
  else if (g_str_equal (verb, "apply") && argc == 4)
    apply (argv[2], argv[3]);
  else
    return 2;

  return 0;
}
