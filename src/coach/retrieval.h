/*
 * Finds the passages that answer a question: only aids that were reviewed and are in date (an overdue one can be read, but not cited; the design, section 3),
 * rated as a whole (coach/aid-ranker.h); of the best ones the sections that hold the question, diversified (at most two of one aid) and kept below a
 * size budget. Offline and without a model: the guided coach lives on it too. A small library is read once and remembered; of a large one search finds
 * thirty aids, and no more than twelve files are read for one question.
 */

#pragma once

#include <gio/gio.h>

#include "coach/passage.h"
#include "library/library.h"
#include "search/searcher.h"

/* Files read for one question. */
#define RAIL_RETRIEVAL_MAX_AIDS 12

typedef struct _RailRetrieval RailRetrieval;

/*
 * Both are referenced. A search ends the one asked before, also another's (search/searcher.h): give it a searcher of its own. May be freed while it
 * looks.
 */
RailRetrieval *rail_retrieval_new (RailSearcher *searcher,
                                   RailLibrary *library);
void rail_retrieval_free (RailRetrieval *self);

/*
 * Of the aid the conversation began with the passages come first. A coach aid says its own words itself: its related aids come
 * first then, and no passages of coach aids at all.
 */
typedef struct
{
  const char *question;
  const char *pack; /* of the aid the conversation began with; NULL = none */
  const char *aid;
  guint max_passages;
  gsize max_bytes; /* of all texts together */
  gint64 now;
  GTimeZone *zone;
} RailRetrievalRequest;

/* The request is copied. Search and files are read in a thread. */
void rail_retrieval_find_async (RailRetrieval *self,
                                const RailRetrievalRequest *request,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/* RailPassage numbered from 1, best first; empty when nothing fits. Transfer full; the only error is G_IO_ERROR_CANCELLED. */
GPtrArray *rail_retrieval_find_finish (RailRetrieval *self,
                                       GAsyncResult *result,
                                       GError **error);

/*
 * The coach aid in date that is about the question, with its body, for a conversation that began without an aid; NULL if none is. Borrowed from
 * @result, in the callback.
 */
RailAid *rail_retrieval_get_coach (GAsyncResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRetrieval, rail_retrieval_free)
