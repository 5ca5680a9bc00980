#include "config.h"

#include "coach/digest-cache.h"

struct _RailDigestCache
{
  gatomicrefcount ref_count;
  GMutex mutex;
  GHashTable *digests; /* RailAid -> RailAidDigest */
};

static GHashTable *
make_table (void)
{
  return g_hash_table_new_full (NULL, NULL, (GDestroyNotify) rail_aid_unref, (GDestroyNotify) rail_aid_digest_unref);
}

RailDigestCache *
rail_digest_cache_new (void)
{
  RailDigestCache *self = g_new0 (RailDigestCache, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->digests = make_table ();

  return self;
}

RailDigestCache *
rail_digest_cache_ref (RailDigestCache *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
rail_digest_cache_unref (RailDigestCache *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->digests);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

GPtrArray *
rail_digest_cache_dup_all (RailDigestCache *self,
                           GPtrArray *aids,
                           RailAid *(*load) (guint i,
                                             gpointer user_data),
                           gpointer user_data)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_aid_digest_unref);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GHashTable) old = g_steal_pointer (&self->digests);

  self->digests = make_table ();
  for (guint i = 0; i < aids->len; i++)
    {
      RailAid *aid = g_ptr_array_index (aids, i);
      RailAidDigest *known = g_hash_table_lookup (old, aid);
      g_autoptr (RailAid) whole = known == NULL ? load (i, user_data) : NULL;
      RailAidDigest *digest = known != NULL ? rail_aid_digest_ref (known) : rail_aid_digest_new (whole != NULL ? whole : aid);

      g_ptr_array_add (all, digest);
      if (known != NULL || whole != NULL)
        g_hash_table_insert (self->digests, rail_aid_ref (aid), rail_aid_digest_ref (digest));
    }

  return all;
}
