#include "config.h"

#include "ui/coach-keys.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "coach/endpoint.h"
#include "platform/secret-store.h"

/* One origin's; the key is NULL while it is under way, and where there is none. */
typedef struct
{
  char *key;
  GError *error;
  gboolean arrived;
} Slot;

struct _RailCoachKeys
{
  GHashTable *slots; /* origin -> Slot; shared with what is under way */
  GCancellable *cancellable;
  RailCoachKeysFunc func;
  gpointer user_data;
};

typedef struct
{
  RailCoachKeys *keys; /* gone once it is cancelled */
  GCancellable *cancellable;
  GHashTable *slots;
  char *origin;
} Fetch;

static void
slot_free (Slot *slot)
{
  g_free (slot->key);
  g_clear_error (&slot->error);
  g_free (slot);
}

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->cancellable);
  g_hash_table_unref (fetch->slots);
  g_free (fetch->origin);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void
let_go (RailCoachKeys *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->slots, g_hash_table_unref);
}

static void
begin (RailCoachKeys *self)
{
  self->cancellable = g_cancellable_new ();
  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) slot_free);
}

RailCoachKeys *
rail_coach_keys_new (RailCoachKeysFunc func,
                     gpointer user_data)
{
  RailCoachKeys *self = g_new0 (RailCoachKeys, 1);

  self->func = func;
  self->user_data = user_data;
  begin (self);
  return self;
}

void
rail_coach_keys_free (RailCoachKeys *self)
{
  let_go (self);
  g_free (self);
}

static void
loaded_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  Slot *slot = g_hash_table_lookup (fetch->slots, fetch->origin);

  slot->key = rail_secret_store_load_finish (result, &slot->error);
  slot->arrived = TRUE;
  if (g_error_matches (slot->error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE))
    g_clear_error (&slot->error);

  if (!g_cancellable_is_cancelled (fetch->cancellable) && !rail_coach_keys_is_waiting (fetch->keys))
    fetch->keys->func (fetch->keys->user_data);
}

void
rail_coach_keys_fetch (RailCoachKeys *self,
                       GPtrArray *endpoints)
{
  let_go (self);
  begin (self);

  for (guint i = 0; i < endpoints->len; i++)
    {
      g_autofree char *origin = rail_endpoint_dup_origin (g_ptr_array_index (endpoints, i), NULL);
      Fetch *fetch;

      if (origin == NULL || g_hash_table_contains (self->slots, origin))
        continue;

      g_hash_table_insert (self->slots, g_strdup (origin), g_new0 (Slot, 1));
      fetch = g_new0 (Fetch, 1);
      fetch->keys = self;
      fetch->cancellable = g_object_ref (self->cancellable);
      fetch->slots = g_hash_table_ref (self->slots);
      fetch->origin = g_steal_pointer (&origin);
      rail_secret_store_load_async (fetch->origin, self->cancellable, loaded_cb, fetch);
    }
}

gboolean
rail_coach_keys_is_waiting (RailCoachKeys *self)
{
  GHashTableIter iter;
  gpointer slot;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    {
      if (!((const Slot *) slot)->arrived)
        return TRUE;
    }

  return FALSE;
}

char *
rail_coach_keys_dup (gpointer owner,
                     const char *origin,
                     GError **error)
{
  RailCoachKeys *self = owner;
  const Slot *slot = g_hash_table_lookup (self->slots, origin);

  if (slot == NULL)
    return NULL;
  if (!slot->arrived)
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_BUSY, _ ("The keyring has not handed out the key yet: unlock it if it asks, then try again"));
      return NULL;
    }
  if (slot->error != NULL)
    {
      g_propagate_error (error, g_error_copy (slot->error));
      return NULL;
    }

  return g_strdup (slot->key);
}
