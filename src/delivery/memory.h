/*
 * What delivery remembers of days past, in memory and in the journal: what was shown, how it was closed, what is muted. The journal is read once
 * and written behind; answers come from memory, save how often somebody put an aid away.
 */

#pragma once

#include "delivery/gate.h"
#include "delivery/nudge.h"
#include "journal/journal.h"

typedef struct _RailMemory RailMemory;

RailMemory *rail_memory_new (RailJournal *journal);
void rail_memory_free (RailMemory *self);

/* Reads showings and mutes; without it everything counts as never shown. */
gboolean rail_memory_load (RailMemory *self,
                           gint64 now,
                           GError **error);

/* All of @history but whether a card is open. @occurrence: NULL for a trigger bound to none. */
void rail_memory_read (RailMemory *self,
                       const RailTrigger *trigger,
                       const RailOccurrence *occurrence,
                       gint64 now,
                       GTimeZone *zone,
                       RailHistory *history);

void rail_memory_add_showing (RailMemory *self,
                              const RailTrigger *trigger,
                              const RailOccurrence *occurrence,
                              RailShown shown,
                              gint64 now);

/* Not helpful is muted, too. */
void rail_memory_add_closing (RailMemory *self,
                              const RailTrigger *trigger,
                              const RailOccurrence *occurrence,
                              RailCloseReason reason,
                              gint64 now);

/*
 * Whether @trigger was put away three times in a row, or six, or nine: then it may ask whether it should stay away. Reads the journal, and waits
 * for what is being written: ask before the showing is added, for a card must not wait for the disk.
 */
gboolean rail_memory_offers_mute (RailMemory *self,
                                  const RailTrigger *trigger);

/* Muted trigger paths, sorted; transfer full. */
char **rail_memory_dup_mutes (RailMemory *self);
void rail_memory_unmute (RailMemory *self,
                         const char *trigger_path,
                         gint64 now);

/* Cards and notifications since local midnight. */
guint rail_memory_count_today (RailMemory *self,
                               gint64 now,
                               GTimeZone *zone);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailMemory, rail_memory_free)
