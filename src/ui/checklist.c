#include "config.h"

#define G_LOG_DOMAIN "handrail-checklist"

#include "ui/checklist.h"

#include <glib/gi18n.h>

#include "base/error.h"

typedef struct
{
  gboolean shown;     /* what the eye sees */
  gboolean committed; /* what the journal holds */
  gboolean left_open;
  guint unanswered;
  char *error;
} Item;

struct _RailChecklist
{
  GObject parent_instance;

  RailJournal *journal;
  char *pack;
  char *aid;
  char *occurrence_key;
  char *series_key;
  GPtrArray *keys;   /* in the order of the aid, NULL-terminated */
  GHashTable *items; /* key -> Item */
};

G_DEFINE_FINAL_TYPE (RailChecklist, rail_checklist, G_TYPE_OBJECT)

enum
{
  ITEM_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  RailChecklist *checklist;
  char *key;
  gboolean ticked;
} Tick;

static void
free_item (gpointer data)
{
  Item *item = data;

  g_free (item->error);
  g_free (item);
}

static void
free_tick (Tick *tick)
{
  g_object_unref (tick->checklist);
  g_free (tick->key);
  g_free (tick);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tick, free_tick)

static Item *
get_item (RailChecklist *self,
          const char *key)
{
  return g_hash_table_lookup (self->items, key);
}

static char *
dup_refusal (const GError *error)
{
  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_FULL))
    return g_strdup (_ ("Not saved: the disk is full. Free some space, then tick it again."));

  return g_strdup_printf (_ ("Not saved: %s"), error->message);
}

static void
load_run (RailChecklist *self,
          gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailChecklistRun) run = rail_journal_load_run (self->journal, self->pack, self->aid, self->occurrence_key, now, &error);
  GHashTableIter iter;
  gpointer key;

  if (error != NULL)
    g_message ("The ticks of “%s/%s” could not be read: %s", self->pack, self->aid, error->message);
  if (run == NULL)
    return;

  g_hash_table_iter_init (&iter, run->ticked);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Item *item = get_item (self, key);

      if (item != NULL)
        item->shown = item->committed = TRUE;
    }
}

static void
load_left_open (RailChecklist *self,
                gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) keys = rail_journal_load_left_open (self->journal, self->pack, self->aid, self->occurrence_key, self->series_key, now, &error);

  if (keys == NULL)
    {
      g_message ("What stayed open of “%s/%s” could not be read: %s", self->pack, self->aid, error->message);
      return;
    }

  for (guint i = 0; keys[i] != NULL; i++)
    {
      Item *item = get_item (self, keys[i]);

      if (item != NULL)
        item->left_open = TRUE;
    }
}

/* Answers come in the order of the ticks, so the last one decides what the eye sees. */
static void
settle (RailChecklist *self,
        const Tick *tick,
        const GError *error)
{
  Item *item = get_item (self, tick->key);

  item->unanswered--;
  g_clear_pointer (&item->error, g_free);
  if (error == NULL)
    item->committed = tick->ticked;
  else
    item->error = dup_refusal (error);
  if (item->unanswered == 0)
    item->shown = item->committed;

  g_signal_emit (self, signals[ITEM_CHANGED], 0, tick->key);
}

static void
ticked_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (Tick) tick = user_data;
  g_autoptr (GError) error = NULL;

  rail_journal_tick_finish (RAIL_JOURNAL (source), result, &error);
  settle (tick->checklist, tick, error);
}

static void
rail_checklist_finalize (GObject *object)
{
  RailChecklist *self = RAIL_CHECKLIST (object);

  g_clear_object (&self->journal);
  g_clear_pointer (&self->pack, g_free);
  g_clear_pointer (&self->aid, g_free);
  g_clear_pointer (&self->occurrence_key, g_free);
  g_clear_pointer (&self->series_key, g_free);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_hash_table_unref);

  G_OBJECT_CLASS (rail_checklist_parent_class)->finalize (object);
}

static void
rail_checklist_class_init (RailChecklistClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_checklist_finalize;

  signals[ITEM_CHANGED] = g_signal_new ("item-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rail_checklist_init (RailChecklist *self)
{
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_item);
}

RailChecklist *
rail_checklist_new (RailJournal *journal,
                    RailAid *aid,
                    const char *occurrence_key,
                    const char *series_key,
                    gint64 now)
{
  RailChecklist *self = g_object_new (RAIL_TYPE_CHECKLIST, NULL);

  g_set_object (&self->journal, journal);
  self->pack = g_strdup (aid->pack);
  self->aid = g_strdup (aid->id);
  self->occurrence_key = g_strdup (occurrence_key);
  self->series_key = g_strdup (series_key);

  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (block->kind != RAIL_BLOCK_ITEM)
        continue;
      g_ptr_array_add (self->keys, g_strdup (block->key));
      g_hash_table_insert (self->items, g_strdup (block->key), g_new0 (Item, 1));
    }
  g_ptr_array_add (self->keys, NULL);

  if (self->journal != NULL && g_hash_table_size (self->items) > 0)
    {
      load_run (self, now);
      load_left_open (self, now);
    }

  return self;
}

guint
rail_checklist_get_n_items (RailChecklist *self)
{
  return g_hash_table_size (self->items);
}

guint
rail_checklist_get_n_ticked (RailChecklist *self)
{
  GHashTableIter iter;
  gpointer item;
  guint ticked = 0;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    ticked += ((Item *) item)->shown ? 1 : 0;

  return ticked;
}

gboolean
rail_checklist_is_ticked (RailChecklist *self,
                          const char *key)
{
  return get_item (self, key)->shown;
}

gboolean
rail_checklist_is_pending (RailChecklist *self,
                           const char *key)
{
  return get_item (self, key)->unanswered > 0;
}

gboolean
rail_checklist_was_left_open (RailChecklist *self,
                              const char *key)
{
  return get_item (self, key)->left_open;
}

const char *
rail_checklist_get_error (RailChecklist *self,
                          const char *key)
{
  return get_item (self, key)->error;
}

void
rail_checklist_set_ticked (RailChecklist *self,
                           const char *key,
                           gboolean ticked)
{
  Item *item = get_item (self, key);
  g_autoptr (Tick) tick = NULL;

  if (item->shown == ticked)
    return;

  tick = g_new0 (Tick, 1);
  tick->checklist = g_object_ref (self);
  tick->key = g_strdup (key);
  tick->ticked = ticked;

  item->unanswered++;
  item->shown = ticked;
  if (self->journal == NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (RAIL_ERROR, RAIL_ERROR_FAILED, _ ("the journal could not be opened"));

      settle (self, tick, error);
      return;
    }

  g_signal_emit (self, signals[ITEM_CHANGED], 0, key);
  rail_journal_tick_async (self->journal, self->pack, self->aid, self->occurrence_key, self->series_key, (const char *const *) self->keys->pdata, key, ticked, g_get_real_time (), NULL, ticked_cb, g_steal_pointer (&tick));
}
