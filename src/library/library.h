/*
 * All packs of this seat. It looks into a list of folders, each of which holds pack folders; the same pack id twice: the
 * earlier folder wins if it is the user's own (the first), else the higher version, and the loser is a problem to be seen. Aids are kept
 * without bodies; the card asks for one body at a time. Live: it watches the folders and reloads when something settles.
 */

#pragma once

#include <gio/gio.h>

#include "library/pack.h"

#define RAIL_TYPE_LIBRARY (rail_library_get_type ())
G_DECLARE_FINAL_TYPE (RailLibrary, rail_library, RAIL, LIBRARY, GObject)

/*
 * $XDG_DATA_HOME/handrail/packs, then handrail/packs below each $XDG_DATA_DIRS, then the installed packs; without
 * duplicates, missing ones included (they may appear). Transfer full.
 */
char **rail_library_dup_default_folders (void);

/* Signal "changed" (no arguments): packs or problems differ from before. Loads nothing yet. */
RailLibrary *rail_library_new (const char *const *folders);

/* The library of these packs (RailPack) and no others, for who has read them already: it neither loads nor watches. */
RailLibrary *rail_library_new_for_packs (GPtrArray *packs);

/* Reads everything now, for programs without a main loop; emits "changed" if anything differs. */
void rail_library_load (RailLibrary *self);

/*
 * Starts watching (GFileMonitor, 300 ms settling); needs a main loop. Reads everything in a thread once the watches stand, so that nothing
 * slips in between. The first "changed" comes when that is done, also where there is nothing to be found; until then the library is
 * empty, which says nothing.
 */
void rail_library_watch (RailLibrary *self);

/* Whether the folders have been read at least once: only then is an aid that is not there unknown. */
gboolean rail_library_is_loaded (RailLibrary *self);

/* RailPack without bodies, by title; borrowed until the next "changed". */
GPtrArray *rail_library_get_packs (RailLibrary *self);

/* RailProblem; borrowed until the next "changed". */
GPtrArray *rail_library_get_problems (RailLibrary *self);

/* Borrowed, without body; NULL if unknown. */
RailPack *rail_library_get_pack (RailLibrary *self,
                                 const char *pack);
RailAid *rail_library_get_aid (RailLibrary *self,
                               const char *pack,
                               const char *aid);

/* All triggers of all aids, for the rule set: GPtrArray of RailTrigger, transfer full. */
GPtrArray *rail_library_dup_triggers (RailLibrary *self);
