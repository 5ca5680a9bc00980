/*
 * The snapshot "now": everything a rule may look at, taken together. Immutable, reference counted; it lives in memory
 * only and is never written, logged or sent.
 */

#pragma once

#include <glib.h>

#include "context/occurrence.h"
#include "context/window.h"

typedef struct _RailContext RailContext;

struct _RailContext
{
  gatomicrefcount ref_count;
  gint64 now;
  GTimeZone *zone;
  RailWindow *window;     /* NULL: no active window, or the desktop does not tell */
  GPtrArray *occurrences; /* RailOccurrence sorted by start; never NULL */
};

/* Takes its own references; @occurrences must not change afterwards. */
RailContext *rail_context_new (gint64 now,
                               GTimeZone *zone,
                               RailWindow *window,
                               GPtrArray *occurrences);

RailContext *rail_context_ref (RailContext *self);
void rail_context_unref (RailContext *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailContext, rail_context_unref)
