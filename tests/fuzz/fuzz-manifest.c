/* pack.yaml: who a pack is from. */

#include "base/problem.h"
#include "fuzz-target.h"
#include "library/pack-manifest.h"

/* As pack.c makes one, without a folder behind it. */
static RailPack *
make_pack (void)
{
  RailPack *pack = g_new0 (RailPack, 1);

  g_atomic_ref_count_init (&pack->ref_count);
  pack->language = g_strdup ("");
  pack->licence = g_strdup ("");
  pack->owner = g_strdup ("");
  pack->audience = g_new0 (char *, 1);
  pack->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_contact_free);
  pack->aids = g_ptr_array_new ();

  return pack;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = make_pack ();

  if (!rail_pack_manifest_read (pack, (const char *) data, size, "pack.yaml", problems))
    {
      g_assert_true (rail_problems_have_error (problems));
      return 0;
    }

  g_assert_true (rail_pack_manifest_is_pack_id (pack->id));
  for (guint i = 0; i < pack->contacts->len; i++)
    {
      const RailContact *contact = g_ptr_array_index (pack->contacts, i);

      g_assert_true (rail_pack_get_contact (pack, contact->key) == contact);
    }

  return 0;
}
