/*
 * The thread in which a searcher's queries run, with its own connection to the index. One query runs at most and one waits: who asks again does
 * not want the answer to the question before. Freed while a query runs, it ends by itself; nobody ever waits for it.
 */

#pragma once

#include "search/search-request.h"

/* One question on its way there and back. */
typedef struct _RailSearchJob RailSearchJob;

struct _RailSearchJob
{
  RailSearchRequest *request;
  GPtrArray *packs; /* RailPack: what answers where there is no index */
  GCancellable *cancellable;
  GObject *owner;                           /* kept as long as the job */
  void (*answered_cb) (RailSearchJob *job); /* called in @context */
  GMainContext *context;
  RailSearchResult *result; /* NULL until answered, and if it was cancelled */
};

/* Consumes @request and @owner. It comes back, and is freed, in the thread's default context. */
RailSearchJob *rail_search_job_new (RailSearchRequest *request,
                                    GPtrArray *packs,
                                    GCancellable *cancellable,
                                    GObject *owner,
                                    void (*answered_cb) (RailSearchJob *job));

typedef struct _RailSearchWorker RailSearchWorker;

/*
 * @path of library.db. Neither opens it nor starts a thread yet. What it knows of the index it forgets, and closes the file, when nobody has asked
 * for @memory_span.
 */
RailSearchWorker *rail_search_worker_new (const char *path,
                                          gint64 memory_span);

/* Jobs under way still come back. */
void rail_search_worker_free (RailSearchWorker *self);

/* Consumes @job. One that waits comes back without a result. */
void rail_search_worker_ask (RailSearchWorker *self,
                             RailSearchJob *job);

/* Cancels @cancellable, and ends at once the query of the job that has it. From any thread. */
void rail_search_worker_cancel (RailSearchWorker *self,
                                GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSearchWorker, rail_search_worker_free)
