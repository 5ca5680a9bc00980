/*
 * A sorted list of occurrences that is asked many times what touches a stretch of time: a day of the agenda, the present moment. Immutable; made
 * once when the list changes.
 */

#pragma once

#include <glib.h>

#include "context/occurrence.h"

typedef struct _RailOccurrenceIndex RailOccurrenceIndex;

/* @occurrences: RailOccurrence in the order of rail_occurrence_compare(); a reference is taken, and the list must not change afterwards. */
RailOccurrenceIndex *rail_occurrence_index_new (GPtrArray *occurrences);

RailOccurrenceIndex *rail_occurrence_index_ref (RailOccurrenceIndex *self);
void rail_occurrence_index_unref (RailOccurrenceIndex *self);

/* The very list it was made of. */
GPtrArray *rail_occurrence_index_get_occurrences (const RailOccurrenceIndex *self);

/*
 * Those that touch [from, to): start < to and end > from, or start = from for one of no length; sorted. Microseconds. Transfer container: the
 * occurrences are borrowed from the index.
 */
GPtrArray *rail_occurrence_index_find (const RailOccurrenceIndex *self,
                                       gint64 from,
                                       gint64 to);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailOccurrenceIndex, rail_occurrence_index_unref)
