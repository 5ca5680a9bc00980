#include "config.h"

#include "delivery/memory.h"

#include "delivery/budget.h"

/* Every so many dismissals in a row a trigger may ask whether it should stay away; to ask each time would be one more thing to put away. */
#define DISMISSALS_BEFORE_OFFER 3

struct _RailMemory
{
  RailJournal *journal;
  RailBudget *budget;
  GHashTable *mutes; /* trigger path -> itself */
};

RailMemory *
rail_memory_new (RailJournal *journal)
{
  RailMemory *self = g_new0 (RailMemory, 1);

  self->journal = g_object_ref (journal);
  self->budget = rail_budget_new ();
  self->mutes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
rail_memory_free (RailMemory *self)
{
  g_object_unref (self->journal);
  rail_budget_free (self->budget);
  g_hash_table_unref (self->mutes);
  g_free (self);
}

gboolean
rail_memory_load (RailMemory *self,
                  gint64 now,
                  GError **error)
{
  g_autoptr (GPtrArray) showings = NULL;
  g_auto (GStrv) mutes = NULL;

  showings = rail_journal_load_showings (self->journal, now - RAIL_BUDGET_MEMORY, error);
  if (showings == NULL)
    return FALSE;
  mutes = rail_journal_load_mutes (self->journal, error);
  if (mutes == NULL)
    return FALSE;

  for (guint i = 0; i < showings->len; i++)
    rail_budget_add (self->budget, g_ptr_array_index (showings, i));
  for (guint i = 0; mutes[i] != NULL; i++)
    g_hash_table_add (self->mutes, g_strdup (mutes[i]));

  return TRUE;
}

static char *
dup_key (RailMemory *self,
         const RailOccurrence *occurrence)
{
  g_autofree char *identity = NULL;

  if (occurrence == NULL)
    return g_strdup ("");

  identity = rail_occurrence_dup_identity (occurrence);
  return rail_journal_dup_key (self->journal, identity);
}

void
rail_memory_read (RailMemory *self,
                  const RailTrigger *trigger,
                  const RailOccurrence *occurrence,
                  gint64 now,
                  GTimeZone *zone,
                  RailHistory *history)
{
  g_autofree char *key = dup_key (self, occurrence);
  g_autofree char *path = rail_trigger_dup_path (trigger);

  rail_budget_read (self->budget, trigger, key, now, zone, history);
  history->muted = g_hash_table_contains (self->mutes, path);
}

void
rail_memory_add_showing (RailMemory *self,
                         const RailTrigger *trigger,
                         const RailOccurrence *occurrence,
                         RailShown shown,
                         gint64 now)
{
  g_autofree char *key = dup_key (self, occurrence);
  const RailShowing showing = {
    .pack = trigger->pack,
    .aid = trigger->aid,
    .trigger = trigger->id,
    .occurrence_key = key,
    .occurrence_start = occurrence != NULL ? occurrence->start : 0,
    .shown = shown,
    .when = now,
  };

  rail_budget_add (self->budget, &showing);
  rail_journal_record_showing (self->journal, &showing);
}

void
rail_memory_add_closing (RailMemory *self,
                         const RailTrigger *trigger,
                         const RailOccurrence *occurrence,
                         RailCloseReason reason,
                         gint64 now)
{
  g_autofree char *key = dup_key (self, occurrence);

  if (reason == RAIL_NUDGE_CLOSED_NOT_HELPFUL)
    {
      char *path = rail_trigger_dup_path (trigger);

      rail_journal_set_muted (self->journal, path, TRUE, now);
      g_hash_table_add (self->mutes, path);
    }
  rail_journal_record_closing (self->journal,
                               trigger->pack,
                               trigger->aid,
                               trigger->id,
                               key,
                               rail_close_reason_to_string (reason),
                               now);
}

gboolean
rail_memory_offers_mute (RailMemory *self,
                         const RailTrigger *trigger)
{
  guint count = rail_journal_count_dismissals (self->journal, trigger->pack, trigger->aid, trigger->id);

  return count > 0 && count % DISMISSALS_BEFORE_OFFER == 0;
}

char **
rail_memory_dup_mutes (RailMemory *self)
{
  g_autoptr (GList) paths = g_list_sort (g_hash_table_get_keys (self->mutes), (GCompareFunc) g_strcmp0);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (GList *path = paths; path != NULL; path = path->next)
    g_strv_builder_add (builder, path->data);

  return g_strv_builder_end (builder);
}

void
rail_memory_unmute (RailMemory *self,
                    const char *trigger_path,
                    gint64 now)
{
  if (g_hash_table_remove (self->mutes, trigger_path))
    rail_journal_set_muted (self->journal, trigger_path, FALSE, now);
}

guint
rail_memory_count_today (RailMemory *self,
                         gint64 now,
                         GTimeZone *zone)
{
  return rail_budget_count_today (self->budget, now, zone);
}
