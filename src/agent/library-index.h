/*
 * Keeps library.db up to date with the library: at the start, after each change, and when somebody has removed or damaged the file, in a thread that
 * gives way to everybody else. Holds the right to write it for as long as the agent runs. For the agent.
 */

#pragma once

#include "library/library.h"

#define RAIL_TYPE_LIBRARY_INDEX (rail_library_index_get_type ())
G_DECLARE_FINAL_TYPE (RailLibraryIndex, rail_library_index, RAIL, LIBRARY_INDEX, GObject)

/*
 * NULL as @path: where everybody looks for it. Signals "changed" (no arguments): what add_problems() adds differs; "refreshed" (no arguments):
 * readers find something else.
 */
RailLibraryIndex *rail_library_index_new (RailLibrary *library,
                                          const char *path);

/* Adds why search is not up to date, if it is not. */
void rail_library_index_add_problems (RailLibraryIndex *self,
                                      GPtrArray *problems);
