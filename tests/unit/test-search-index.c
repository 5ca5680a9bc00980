#include "config.h"

#include "search/search-index.h"

#include "testlib/pack-writer.h"

#define PACK "org.example.one"
#define OTHER "org.example.two"

typedef struct
{
  ScratchFolder *folder;
  RailSearchIndex *index;
  RailDatabase *database;
} Fixture;

static void
set_up (Fixture *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = scratch_folder_new ();
  self->index = rail_search_index_open (NULL, &error);
  g_assert_no_error (error);
  self->database = rail_search_index_get_database (self->index);
  pack_writer_begin (self->folder, PACK, 1);
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  rail_search_index_close (self->index);
  scratch_folder_free (self->folder);
}

static gboolean
refresh (Fixture *self)
{
  g_autoptr (RailPack) pack = pack_writer_load (self->folder, PACK);
  g_autoptr (GPtrArray) packs = pack_writer_list (pack);
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;

  rail_search_index_refresh_from_memory (self->index, packs, NULL, &changed, &error);
  g_assert_no_error (error);
  return changed;
}

/* The aids that @match finds, in the order of their rowids. */
static char *
find (Fixture *self,
      const char *table,
      const char *match)
{
  g_autofree char *sql = g_strdup_printf ("SELECT aid FROM %s JOIN aids ON aids.rowid = %s.rowid WHERE %s MATCH '%s' ORDER BY %s.rowid", table, table, table, match, table);
  g_autoptr (GError) error = NULL;
  RailStatement *statement = rail_database_prepare (self->database, sql, &error);
  GString *found = g_string_new (NULL);

  g_assert_no_error (error);
  while (rail_statement_step (statement, &error))
    g_string_append_printf (found, "%s%s", found->len > 0 ? " " : "", rail_statement_get_text (statement, 0));
  g_assert_no_error (error);

  return g_string_free (found, FALSE);
}

static void
assert_finds (Fixture *self,
              const char *table,
              const char *match,
              const char *expected)
{
  g_autofree char *found = find (self, table, match);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_holds_titles_keywords_and_bodies (Fixture *self,
                                       gconstpointer data)
{
  pack_writer_add (self->folder, PACK, "review", "Open a performance review", "1:1, q&a", 50, "Say why you are here.");
  pack_writer_add (self->folder, PACK, "bericht", "Übergabe straße", "\"two words\"", 50, "会议 notes");
  g_assert_true (refresh (self));

  assert_finds (self, "title_index", "\"per\" *", "review");
  assert_finds (self, "title_index", "\"performance\"", "review");
  assert_finds (self, "title_index", "\"strasse\"", "bericht");
  assert_finds (self, "title_index", "\"1:1\"", "review");
  assert_finds (self, "title_index", "\"q&a\"", "review");
  assert_finds (self, "title_index", "\"words\"", "bericht");
  assert_finds (self, "title_index", "\"here\"", "");
  assert_finds (self, "body_index", "\"here\"", "review");
  assert_finds (self, "body_index", "\"会议\"", "bericht");
  g_assert_cmpint (index_number (self->database, "SELECT bodies_done FROM packs"), ==, 1);
  g_assert_cmpint (index_number (self->database, "SELECT count(*) FROM aids WHERE keywords = '1:1' || char (10) || 'q&a'"), ==, 1);
  g_assert_cmpint (index_number (self->database, "SELECT min (reviewed) FROM aids"), ==, (gint64) g_date_get_julian (&(GDate){ .dmy = TRUE, .day = 1, .month = 10, .year = 2026 }));
}

/* FTS5 answers in this order and stops early: it is what ranks aids before anything else does. */
static void
test_rowids_fall_in_the_order_of_rank (Fixture *self,
                                       gconstpointer data)
{
  pack_writer_add (self->folder, PACK, "long", "Meeting with everybody", "x", 50, "x");
  pack_writer_add (self->folder, PACK, "urgent", "Meeting of great and general importance", "x", 90, "x");
  pack_writer_add (self->folder, PACK, "short", "Meeting", "x", 50, "x");
  pack_writer_add (self->folder, PACK, "last", "Meet", "x", 0, "x");
  pack_writer_add (self->folder, PACK, "first", "Meeting first of all", "x", 100, "x");
  refresh (self);
  assert_finds (self, "title_index", "\"meet\" *", "first urgent short long last");

  /* One more finds its place between them, and one that changes its mind moves. */
  pack_writer_add (self->folder, PACK, "middle", "Meeting two", "x", 50, "x");
  pack_writer_add (self->folder, PACK, "first", "Meeting first of all", "x", 10, "x");
  refresh (self);
  assert_finds (self, "title_index", "\"meet\" *", "urgent short middle long first last");
}

static void
test_an_unchanged_pack_is_not_touched (Fixture *self,
                                       gconstpointer data)
{
  gint64 generation;

  pack_writer_add (self->folder, PACK, "review", "Open a review", "x", 50, "x");
  g_assert_true (refresh (self));
  generation = index_number (self->database, "SELECT generation FROM meta");

  g_assert_false (refresh (self));
  g_assert_cmpint (index_number (self->database, "SELECT generation FROM meta"), ==, generation);
}

static void
test_what_is_gone_leaves_no_ghost (Fixture *self,
                                   gconstpointer data)
{
  g_autoptr (GPtrArray) none = pack_writer_list (NULL);
  g_autofree char *path = g_build_filename (self->folder, PACK, "aids", "praise.md", NULL);
  gboolean changed = FALSE;

  pack_writer_add (self->folder, PACK, "review", "Open a review", "appraisal", 50, "Listen first.");
  pack_writer_add (self->folder, PACK, "praise", "Praise that lands", "applause", 50, "Be specific.");
  refresh (self);

  g_assert_cmpint (g_remove (path), ==, 0);
  pack_writer_add (self->folder, PACK, "review", "Close a review", "farewell", 50, "Listen last.");
  g_assert_true (refresh (self));
  assert_finds (self, "title_index", "\"open\"", "");
  assert_finds (self, "title_index", "\"appraisal\"", "");
  assert_finds (self, "title_index", "\"applause\"", "");
  assert_finds (self, "body_index", "\"first\"", "");
  assert_finds (self, "body_index", "\"specific\"", "");
  assert_finds (self, "title_index", "\"farewell\"", "review");
  assert_finds (self, "body_index", "\"last\"", "review");

  g_assert_true (rail_search_index_refresh_from_memory (self->index, none, NULL, &changed, NULL));
  g_assert_true (changed);
  g_assert_cmpint (index_number (self->database, "SELECT (SELECT count(*) FROM aids) + (SELECT count(*) FROM bodies) + (SELECT count(*) FROM packs)"), ==, 0);
  g_assert_cmpint (index_number (self->database, "SELECT (SELECT count(*) FROM title_words) + (SELECT count(*) FROM body_words)"), ==, 0);
}

/* Whoever finds nothing must be able to tell “nothing is there” from “nobody has looked yet”. */
static void
test_an_empty_library_is_an_answer (Fixture *self,
                                    gconstpointer data)
{
  g_autoptr (GPtrArray) none = pack_writer_list (NULL);
  gboolean changed = FALSE;

  g_assert_cmpint (index_number (self->database, "SELECT generation FROM meta"), ==, 0);
  g_assert_true (rail_search_index_refresh_from_memory (self->index, none, NULL, &changed, NULL));
  g_assert_cmpint (index_number (self->database, "SELECT generation FROM meta"), >, 0);
}

static void
test_of_two_packs_of_one_id_the_first_counts (Fixture *self,
                                              gconstpointer data)
{
  g_autoptr (GPtrArray) packs = pack_writer_list (NULL);
  g_autoptr (GError) error = NULL;

  pack_writer_add (self->folder, PACK, "review", "First", "x", 50, "x");
  g_ptr_array_add (packs, pack_writer_load (self->folder, PACK));
  pack_writer_add (self->folder, PACK, "review", "Second", "x", 50, "x");
  g_ptr_array_add (packs, pack_writer_load (self->folder, PACK));
  g_assert_true (rail_search_index_refresh_from_memory (self->index, packs, NULL, NULL, &error));

  assert_finds (self, "title_index", "\"first\"", "review");
  assert_finds (self, "title_index", "\"second\"", "");
}

/* The titles of a cancelled run are there or not; the next run brings all the rest. */
static void
test_a_cancelled_run_goes_on_later (Fixture *self,
                                    gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (RailPack) pack = NULL;
  g_autoptr (GPtrArray) packs = NULL;
  g_autoptr (GError) error = NULL;

  pack_writer_add (self->folder, PACK, "review", "Open a review", "x", 50, "Words.");
  pack = pack_writer_load (self->folder, PACK);
  packs = pack_writer_list (pack);
  g_cancellable_cancel (cancellable);
  g_assert_false (rail_search_index_refresh_from_memory (self->index, packs, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (index_number (self->database, "SELECT count(*) FROM aids"), ==, 0);

  g_assert_true (refresh (self));
  assert_finds (self, "body_index", "\"words\"", "review");
}

/* ---- random changes ---- */

static const char *const words[] = { "meeting", "straße", "1:1", "q&a", "会议记录", "naïve", "praise", "c++", "e-mail", "Ωmega" };

static const char *
pick (GRand *rand)
{
  return words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))];
}

static void
change_at_random (const ScratchFolder *folder,
                  const char *pack,
                  GRand *rand)
{
  g_autofree char *aids = g_build_filename (folder, pack, "aids", NULL);
  /* Many changes at once are indexed in another way than few. */
  int spread = g_rand_boolean (rand) ? 4 : 30;

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *aid = g_strdup_printf ("aid-%u", i);
      g_autofree char *path = g_strdup_printf ("%s/%s.md", aids, aid);
      g_autofree char *title = g_strdup_printf ("%s %s %s", pick (rand), pick (rand), g_rand_boolean (rand) ? pick (rand) : "");
      g_autofree char *body = g_strdup_printf ("%s and %s", pick (rand), pick (rand));
      int what = g_rand_int_range (rand, 0, spread);

      if (what == 0)
        g_remove (path);
      else if (what == 1)
        pack_writer_add (folder, pack, aid, title, pick (rand), g_rand_int_range (rand, 0, 101), body);
    }
  pack_writer_add (folder, pack, "always", "Always", "x", 50, "x");
}

static void
assert_sound (RailDatabase *database)
{
  g_autoptr (GError) error = NULL;

  rail_database_execute (database, "INSERT INTO title_index (title_index, rank) VALUES ('integrity-check', 1); INSERT INTO body_index (body_index, rank) VALUES ('integrity-check', 1)", &error);
  g_assert_no_error (error);
}

/* Whatever happened on the way, the index is the one that a first run would have made. */
static void
test_the_way_leaves_no_trace (Fixture *self,
                              gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  static const char *const ids[] = { PACK, OTHER };

  pack_writer_begin (self->folder, OTHER, 1);
  for (guint step = 0; step < 80; step++)
    {
      g_autoptr (GPtrArray) packs = pack_writer_list (NULL);
      g_autoptr (RailSearchIndex) fresh = rail_search_index_open (NULL, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *walked = NULL;
      g_autofree char *expected = NULL;

      for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
        {
          if (g_rand_boolean (rand))
            change_at_random (self->folder, ids[i], rand);
          else
            pack_writer_add (self->folder, ids[i], "always", "Always", "x", 50, "x");
          if (g_rand_int_range (rand, 0, 5) > 0)
            g_ptr_array_add (packs, pack_writer_load (self->folder, ids[i]));
        }

      rail_search_index_refresh_from_memory (self->index, packs, NULL, NULL, &error);
      g_assert_no_error (error);
      rail_search_index_refresh_from_memory (fresh, packs, NULL, NULL, &error);
      g_assert_no_error (error);

      walked = index_dump (self->database);
      expected = index_dump (rail_search_index_get_database (fresh));
      g_assert_cmpstr (walked, ==, expected);
      assert_sound (self->database);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/search-index/holds-titles-keywords-and-bodies", Fixture, NULL, set_up, test_holds_titles_keywords_and_bodies, tear_down);
  g_test_add ("/search-index/rowids-fall-in-the-order-of-rank", Fixture, NULL, set_up, test_rowids_fall_in_the_order_of_rank, tear_down);
  g_test_add ("/search-index/an-unchanged-pack-is-not-touched", Fixture, NULL, set_up, test_an_unchanged_pack_is_not_touched, tear_down);
  g_test_add ("/search-index/what-is-gone-leaves-no-ghost", Fixture, NULL, set_up, test_what_is_gone_leaves_no_ghost, tear_down);
  g_test_add ("/search-index/an-empty-library-is-an-answer", Fixture, NULL, set_up, test_an_empty_library_is_an_answer, tear_down);
  g_test_add ("/search-index/of-two-packs-of-one-id-the-first-counts", Fixture, NULL, set_up, test_of_two_packs_of_one_id_the_first_counts, tear_down);
  g_test_add ("/search-index/a-cancelled-run-goes-on-later", Fixture, NULL, set_up, test_a_cancelled_run_goes_on_later, tear_down);
  g_test_add ("/search-index/the-way-leaves-no-trace", Fixture, NULL, set_up, test_the_way_leaves_no_trace, tear_down);

  return g_test_run ();
}
