/*
 * Every trigger there is, prepared for the question asked on each title change: which window conditions hold for this window?
 * Its rules never change; reference counted. The answer is a bit set over the window leaves, so that the engine never touches a pattern
 * again. It keeps its buffers and what it compiled from title to title: not for several threads at once.
 */

#pragma once

#include "context/window.h"
#include "rules/rule.h"

typedef struct _RailRuleSet RailRuleSet;

/* @triggers: RailTrigger; order is kept. Takes its own references. */
RailRuleSet *rail_rule_set_new (GPtrArray *triggers);
RailRuleSet *rail_rule_set_ref (RailRuleSet *self);
void rail_rule_set_unref (RailRuleSet *self);

guint rail_rule_set_get_n_triggers (const RailRuleSet *self);
RailTrigger *rail_rule_set_get_trigger (const RailRuleSet *self,
                                        guint index);

/* Window leaves are numbered 0 .. n-1 over the whole set. */
guint rail_rule_set_get_n_leaves (const RailRuleSet *self);

/* The number of a window leaf of this set's triggers; G_MAXUINT for one that is not in it. */
guint rail_rule_set_get_leaf (const RailRuleSet *self,
                              const RailCondition *leaf);

/* Sets matches[leaf] (an array of n bytes, 0 or 1) for @window; all 0 when it is NULL or excluded. Dwell is not looked at. */
void rail_rule_set_match_window (RailRuleSet *self,
                                 const RailWindow *window,
                                 guint8 *matches);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRuleSet, rail_rule_set_unref)
