/*
 * What the engine remembers about leaves between two snapshots: which window leaves match and since when, which occurrences a calendar
 * leaf selects, how long a time leaf stays as it is. Each is worked out again only when what it hangs on has changed: the
 * window, the calendar, the clock passing a boundary.
 */

#pragma once

#include "context/context.h"
#include "rules/rule-set.h"

typedef struct _RailLeafStates RailLeafStates;

RailLeafStates *rail_leaf_states_new (RailRuleSet *rules);
void rail_leaf_states_free (RailLeafStates *self);

/* Takes over how long the window leaves of the trigger @old_index of the old rule set have matched, for @index, which says the same. */
void rail_leaf_states_inherit (RailLeafStates *self,
                               guint index,
                               const RailLeafStates *old,
                               guint old_index);

/* Looks at @context; TRUE if the occurrences are others than before. */
gboolean rail_leaf_states_update (RailLeafStates *self,
                                  RailContext *context);

/* Counts the dwell of what matches in the trigger of this index now as over. */
void rail_leaf_states_settle (RailLeafStates *self,
                              guint index);

/* The indices of the occurrences that a calendar leaf selects, rising: GArray of guint, borrowed. */
GArray *rail_leaf_states_get_selected (const RailLeafStates *self,
                                       const RailCondition *leaf);

/* A RailLeafFunc; @data is the RailLeafStates. */
gboolean rail_leaf_states_holds (const RailCondition *leaf,
                                 guint occurrence,
                                 gpointer data);

/* The next moment after the last update at which a leaf may turn by itself; G_MAXINT64 if none. */
gint64 rail_leaf_states_get_next_change (const RailLeafStates *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailLeafStates, rail_leaf_states_free)
