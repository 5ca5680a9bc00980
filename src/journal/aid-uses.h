/*
 * Which aids somebody has opened, when last and how often: search puts them first, and the search window lists the newest before anything is
 * typed. Ids and minutes only; a use older than 30 days keeps its day. Deleting the history takes them too.
 */

#pragma once

#include "journal/journal.h"

typedef struct
{
  char *pack;
  char *aid;
  gint64 last_used; /* the beginning of the minute */
  guint count;
} RailAidUse;

void rail_aid_use_free (RailAidUse *self);

/* The user opened it. The caller does not wait; a failure reaches "write-failed". */
void rail_aid_uses_note (RailJournal *journal,
                         const char *pack,
                         const char *aid,
                         gint64 now);

/* RailAidUse, the newest first, at most @limit; transfer full. NULL with @error. */
GPtrArray *rail_aid_uses_load (RailJournal *journal,
                               guint limit,
                               GError **error);

/* The same as a search wants to know it (search/search-request.h): "pack/aid" -> gint64 *, the moment; transfer full. */
GHashTable *rail_aid_uses_to_table (GPtrArray *uses);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailAidUse, rail_aid_use_free)
