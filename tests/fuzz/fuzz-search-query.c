/* Whatever is typed, a search answers: no sign is an operator of FTS5, and no word reaches SQL as anything but a word. */

#include "fuzz-target.h"
#include "library/pack.h"
#include "search/search-index.h"
#include "search/search-query.h"

static const char *const titles[] = {
  "Open a performance review",
  "AND OR NOT NEAR",
  "Hold a 1:1, q&a by e-mail",
  "Straßenfest für Größe",
  "绩效评估会议",
  "การประชุมทีม",
};

static GPtrArray *
make_packs (void)
{
  GPtrArray *packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  RailPack *pack = g_new0 (RailPack, 1);

  g_atomic_ref_count_init (&pack->ref_count);
  pack->folder = g_strdup ("/nowhere");
  pack->id = g_strdup ("org.example.one");
  pack->title = g_strdup ("One");
  pack->language = g_strdup ("en");
  pack->licence = g_strdup ("x");
  pack->owner = g_strdup ("x");
  pack->audience = g_new0 (char *, 1);
  pack->contacts = g_ptr_array_new ();
  pack->aids = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_aid_unref);
  pack->digest = g_strdup ("x");

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autofree char *id = g_strdup_printf ("aid-%u", i);
      RailAid *aid = rail_aid_new (pack->id, id);
      RailBlock *block = rail_block_new (RAIL_BLOCK_PARAGRAPH, 1, 0);

      g_free (aid->title);
      aid->title = g_strdup (titles[i]);
      g_free (aid->task);
      aid->task = g_strdup ("");
      g_date_set_dmy (&aid->reviewed, 1, G_DATE_OCTOBER, 2026);
      block->text = g_strdup (titles[(i + 1) % G_N_ELEMENTS (titles)]);
      g_ptr_array_add (aid->blocks, block);
      g_ptr_array_add (pack->aids, aid);
    }
  g_ptr_array_add (packs, pack);

  return packs;
}

/* Kept for all inputs. */
static RailSearchIndex *library = NULL;

static RailSearchQuery *
make_query (void)
{
  g_autoptr (GPtrArray) packs = make_packs ();
  g_autoptr (GError) error = NULL;

  library = rail_search_index_open (NULL, &error);
  g_assert_no_error (error);
  g_assert_true (rail_search_index_refresh_from_memory (library, packs, NULL, NULL, &error));

  return rail_search_query_new (rail_search_index_get_database (library));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  static RailSearchQuery *query = NULL;
  g_autofree char *words = g_strndup ((const char *) data, size);
  g_autoptr (RailSearchRequest) request = rail_search_request_new (words, 5, G_GINT64_CONSTANT (1795348800000000), NULL, NULL);
  g_autoptr (RailSearchResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (query == NULL)
    query = make_query ();

  result = rail_search_query_run (query, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->hits->len, <=, 5);

  return 0;
}
