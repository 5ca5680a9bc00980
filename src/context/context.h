/*
 * The snapshot "now": everything a rule may look at, taken together. Immutable, reference counted; it lives in memory
 * only and is never written, logged or sent.
 */

#pragma once

#include <glib.h>

#include "context/occurrence-index.h"
#include "context/occurrence.h"
#include "context/window.h"

typedef struct _RailContext RailContext;

struct _RailContext
{
  gatomicrefcount ref_count;
  gint64 now;
  GTimeZone *zone;
  RailWindow *window; /* NULL: no active window, or the desktop does not tell */
  RailOccurrenceIndex *index;
  GPtrArray *occurrences; /* those of @index: RailOccurrence sorted by start; never NULL */
};

/* Takes its own references; @occurrences must not change afterwards. */
RailContext *rail_context_new (gint64 now,
                               GTimeZone *zone,
                               RailWindow *window,
                               GPtrArray *occurrences);

/* The same for whoever makes many of the same calendars. */
RailContext *rail_context_new_indexed (gint64 now,
                                       GTimeZone *zone,
                                       RailWindow *window,
                                       RailOccurrenceIndex *index);

RailContext *rail_context_ref (RailContext *self);
void rail_context_unref (RailContext *self);

/* Those that touch [from, to), as rail_occurrence_index_find() says. Transfer container. */
GPtrArray *rail_context_find_occurrences (const RailContext *self,
                                          gint64 from,
                                          gint64 to);

/* The same meeting as @occurrence, wherever it is now; NULL if it is gone. Borrowed. */
RailOccurrence *rail_context_find_same (const RailContext *self,
                                        const RailOccurrence *occurrence);

/* Whether a meeting with at least one other person runs now that the user has not declined. */
gboolean rail_context_meets_people (const RailContext *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailContext, rail_context_unref)
