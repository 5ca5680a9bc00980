/*
 * Turns a stream of snapshots into firings. A trigger is a boolean over the snapshot, evaluated per (trigger, occurrence) where
 * a calendar leaf stands outside every "not", else once; it fires when that pair turns true, whichever leaf moved last. All calendar
 * leaves of a pair see the same occurrence; inside "not" they ask whether any occurrence would do.
 *
 * The engine knows nothing of restraint: cool-downs and what has been shown before belong to the gate.
 */

#pragma once

#include "context/context.h"
#include "rules/rule-set.h"

typedef struct
{
  RailTrigger *trigger;
  RailOccurrence *occurrence; /* NULL for a trigger without a bound calendar leaf */
} RailFiring;

RailFiring *rail_firing_new (RailTrigger *trigger,
                             RailOccurrence *occurrence);
void rail_firing_free (RailFiring *self);

typedef struct _RailRuleEngine RailRuleEngine;

RailRuleEngine *rail_rule_engine_new (void);
void rail_rule_engine_free (RailRuleEngine *self);

/* Replaces the rules. Pairs of triggers that stay the same (by path) keep their state; the rest are primed as below. */
void rail_rule_engine_set_rules (RailRuleEngine *self,
                                 RailRuleSet *rules);

/*
 * The same for thousands of triggers, without a halt: what the engine is to remember of each is made, and what it remembered is taken apart, in
 * a thread. Either touches nothing but its own.
 */
typedef struct _RailRuleStates RailRuleStates;

RailRuleStates *rail_rule_states_new (RailRuleSet *rules);
void rail_rule_states_free (RailRuleStates *self);

/* @states is consumed; returns those before it, of which the engine has taken what it needs. */
RailRuleStates *rail_rule_engine_exchange (RailRuleEngine *self,
                                           RailRuleStates *states);

/*
 * At start, resume and unpause: in the next update pairs that are already true stay silent unless bound to an occurrence
 * (a calendar phase that is still open fires).
 */
void rail_rule_engine_prime (RailRuleEngine *self);

/*
 * Evaluates everything against @context. Returns the pairs that turned true, by falling priority and then in rule order:
 * GPtrArray of RailFiring, transfer full. @next_change receives the earliest moment after now at which a pair may turn
 * without any event (a phase or a time of day begins or ends, a dwell is over), G_MAXINT64 if none.
 */
GPtrArray *rail_rule_engine_update (RailRuleEngine *self,
                                    RailContext *context,
                                    gint64 *next_change);

/* Whether the pair is true as of the last update: does a held nudge still matter? Occurrences are compared by identity. */
gboolean rail_rule_engine_holds (RailRuleEngine *self,
                                 const RailTrigger *trigger,
                                 const RailOccurrence *occurrence);

/* All pairs true as of the last update, by falling priority: GPtrArray of RailFiring, transfer full. */
GPtrArray *rail_rule_engine_get_holding (RailRuleEngine *self);

/* Evaluates one pair without state or dwell: for previews, agenda and explanations. */
gboolean rail_rule_evaluate (const RailTrigger *trigger,
                             RailContext *context,
                             const RailOccurrence *occurrence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRuleStates, rail_rule_states_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailFiring, rail_firing_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRuleEngine, rail_rule_engine_free)
