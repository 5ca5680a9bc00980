/*
 * The titles and keywords of packs in memory, searched without any index: for the moments in which there is none (search/search-worker.h).
 * The words of every aid are read with the first query and kept for the next. One thread at a time.
 */

#pragma once

#include "search/search-request.h"

typedef struct _RailTitleScan RailTitleScan;

/* @packs: RailPack, referenced; may not change any more. */
RailTitleScan *rail_title_scan_new (GPtrArray *packs);
void rail_title_scan_free (RailTitleScan *self);

/* Borrowed: what it was made from. */
GPtrArray *rail_title_scan_get_packs (RailTitleScan *self);

/* A partial result, or NULL with G_IO_ERROR_CANCELLED; then the next one goes on where this one stopped reading. */
RailSearchResult *rail_title_scan_run (RailTitleScan *self,
                                       const RailSearchRequest *request,
                                       GCancellable *cancellable,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailTitleScan, rail_title_scan_free)
