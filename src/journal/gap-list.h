/*
 * What somebody looked for and did not find, and chose to pass on: the gap list. It holds nothing but the words the user pressed a button
 * about, and it stays on this computer. Deleting the history takes it too.
 */

#pragma once

#include "journal/journal.h"

/* Longer words are cut behind so many characters: what is pasted by accident is not what is missing. */
#define RAIL_GAP_MAX_CHARS 200

/* The oldest make room. */
#define RAIL_GAP_LIST_MAX 500

typedef struct
{
  char *words;
  gint64 noted; /* the beginning of the minute */
} RailGap;

void rail_gap_free (RailGap *self);

/*
 * White space is put in order first, and the same words a second time are noted anew. The caller does not wait; a failure reaches
 * "write-failed".
 */
void rail_gap_list_add (RailJournal *journal,
                        const char *words,
                        gint64 now);
void rail_gap_list_remove (RailJournal *journal,
                           const char *words);

/* RailGap, the oldest first; transfer full. NULL with @error. */
GPtrArray *rail_gap_list_load (RailJournal *journal,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGap, rail_gap_free)
