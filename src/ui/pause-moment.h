/*
 * The ways to pause that a menu offers, and a pause in words: what Today and the preferences share.
 */

#pragma once

#include <gio/gio.h>

/* When a pause ends that is chosen at @now: "hour", "tomorrow" or "resumed" (by hand: G_MAXINT64). 0 for any other word: no pause. */
gint64 rail_pause_moment_get (const char *word,
                              gint64 now);

/* The choices as a menu that activates "pause.until" with the word; transfer full. */
GMenuModel *rail_pause_moment_make_menu (void);

/* "Paused until 15:00"; @until lies after @now. Transfer full. */
char *rail_pause_moment_describe (gint64 until,
                                  gint64 now);
