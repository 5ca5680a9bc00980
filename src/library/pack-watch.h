/*
 * Says when something in the folders of packs has changed and settled: for the library. Watches each folder, its packs and their aids/ and
 * media/; a folder that is not there is waited for in its nearest existing parent. Sleeps otherwise: nothing is polled.
 */

#pragma once

#include <gio/gio.h>

/* Quiet needed after a change: a checkout or an editor's save is many small events. */
#define RAIL_PACK_WATCH_SETTLE_MS 300

typedef struct _RailPackWatch RailPackWatch;

typedef void (*RailPackWatchFunc) (gpointer user_data);

/* Watches nothing before the first refresh. @settled runs in the main loop and may not free the watch. */
RailPackWatch *rail_pack_watch_new (const char *const *folders,
                                    RailPackWatchFunc settled,
                                    gpointer user_data);

void rail_pack_watch_free (RailPackWatch *self);

/* Looks again at what is there to be watched: folders come and go. Called before reading, so that no change falls in between. */
void rail_pack_watch_refresh (RailPackWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPackWatch, rail_pack_watch_free)
