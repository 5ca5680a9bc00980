/*
 * The triggers the user made ("show this here"), which the journal keeps because nothing else is as precious. A condition is one line of YAML,
 * as rules/trigger-draft.h writes and reads it; the words in it are those the user chose. Deleting the history leaves them alone.
 */

#pragma once

#include "journal/journal.h"

typedef struct
{
  char *pack;
  char *aid;
  char *trigger; /* the trigger's id, unique within the aid */
  char *when;
} RailOwnTrigger;

void rail_own_trigger_free (RailOwnTrigger *self);

/* Adding one that is there replaces it. The caller does not wait; a failure reaches "write-failed". */
void rail_own_triggers_add (RailJournal *journal,
                            const RailOwnTrigger *trigger,
                            gint64 now);
void rail_own_triggers_remove (RailJournal *journal,
                               const char *pack,
                               const char *aid,
                               const char *trigger);

/* RailOwnTrigger in the order they were made, transfer full. NULL with @error. */
GPtrArray *rail_own_triggers_load (RailJournal *journal,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailOwnTrigger, rail_own_trigger_free)
