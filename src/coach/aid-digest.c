#include "config.h"

#include "coach/aid-digest.h"

#include "coach/word-stem.h"

typedef struct
{
  RailAidDigest *digest;
  RailAidField field;
} Reader;

static void
count_cb (const char *stem,
          const char *token,
          gpointer user_data)
{
  const Reader *self = user_data;
  guint *counts = g_hash_table_lookup (self->digest->counts, stem);

  if (counts == NULL)
    {
      counts = g_new0 (guint, RAIL_N_AID_FIELDS);
      g_hash_table_insert (self->digest->counts, g_strdup (stem), counts);
    }
  counts[self->field]++;
  self->digest->lengths[self->field]++;
}

static void
read_text (RailAidDigest *self,
           const char *text,
           RailAidField field)
{
  Reader reader = { self, field };

  if (text != NULL)
    rail_word_stem_visit (text, count_cb, &reader);
}

RailAidDigest *
rail_aid_digest_new (const RailAid *aid)
{
  RailAidDigest *self = g_new0 (RailAidDigest, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->coaches = aid->kind == RAIL_AID_COACH;
  read_text (self, aid->title, RAIL_AID_FIELD_TITLE);
  read_text (self, aid->task, RAIL_AID_FIELD_TASK);
  for (guint i = 0; aid->keywords[i] != NULL; i++)
    read_text (self, aid->keywords[i], RAIL_AID_FIELD_KEYWORDS);
  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      read_text (self, block->text, block->kind == RAIL_BLOCK_HEADING ? RAIL_AID_FIELD_HEADINGS : RAIL_AID_FIELD_TEXT);
    }

  return self;
}

RailAidDigest *
rail_aid_digest_ref (RailAidDigest *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
rail_aid_digest_unref (RailAidDigest *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->counts);
  g_free (self);
}
