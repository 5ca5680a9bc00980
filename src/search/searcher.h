/*
 * Search as programs with a main loop use it: queries run in a thread of its own, a new one interrupts the one before, and while the index
 * is missing or damaged the titles of the library answer. Used by the search window and by the agent (for the desktop's own search).
 */

#pragma once

#include "library/library.h"
#include "search/search-request.h"

#define RAIL_TYPE_SEARCHER (rail_searcher_get_type ())
G_DECLARE_FINAL_TYPE (RailSearcher, rail_searcher, RAIL, SEARCHER, GObject)

/* @path of library.db (read only; it may appear, vanish and be replaced at any time); @library answers meanwhile. Opens nothing yet. */
RailSearcher *rail_searcher_new (const char *path,
                                 RailLibrary *library);
const char *rail_searcher_get_path (RailSearcher *self);

/* @request is consumed. Whatever was asked before and has not been answered ends with G_IO_ERROR_CANCELLED. */
void rail_searcher_search_async (RailSearcher *self,
                                 RailSearchRequest *request,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/* Transfer full. The only error is G_IO_ERROR_CANCELLED: a broken index gives a partial result. */
RailSearchResult *rail_searcher_search_finish (RailSearcher *self,
                                               GAsyncResult *result,
                                               GError **error);
