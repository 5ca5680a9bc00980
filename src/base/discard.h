/*
 * Letting go of something large in a thread: to free thousands of small things takes longer than a frame, and nobody waits for it.
 */

#pragma once

#include <glib.h>

/* @free_func runs in another thread, soon; @data is nobody's else from here on. */
void rail_discard (gpointer data,
                   GDestroyNotify free_func);
