/*
 * What the search benchmark compares Handrail with inside SQLite: FTS5 as it comes, LIKE, and rows without any index. Texts and keys are those
 * of search.c.
 */

#pragma once

#include <glib.h>

gint64 rail_peer_get_nanoseconds (void);

/* Of the processor, for this thread: what a keystroke costs, whatever else the machine does. */
gint64 rail_peer_get_spent (void);

/* Prints milliseconds and bytes of the FTS5 index over titles and bodies. */
void rail_peer_build (const char *texts,
                      const char *path);

/* @how: "rank", "title-rank", "like-title", "like": nanoseconds and hits of each key; "prefixes": what holds all words of it, if that is not much. */
void rail_peer_time (const char *path,
                     double seconds,
                     const char *how);

/* Milliseconds of writing these packs (RailPack) in one transaction, over what stood there. */
double rail_peer_apply (const char *path,
                        GPtrArray *packs);
