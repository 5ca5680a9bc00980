/*
 * Makes the rules of thousands of triggers ready without a halt of the main loop: in a thread, where the old ones are taken apart as well. Of
 * several that are asked for at once only the newest counts. For the agent.
 */

#pragma once

#include "rules/rule-engine.h"

typedef struct _RailRuleCompiler RailRuleCompiler;

/* In the main loop; @states is the callee's. Returns those before it, to be taken apart. */
typedef RailRuleStates *(*RailRuleCompilerFunc) (RailRuleStates *states,
                                                 gpointer user_data);

RailRuleCompiler *rail_rule_compiler_new (RailRuleCompilerFunc compiled,
                                          gpointer user_data);

/* What is still under way is told to nobody. */
void rail_rule_compiler_free (RailRuleCompiler *self);

/* @triggers: RailTrigger; consumed. */
void rail_rule_compiler_compile (RailRuleCompiler *self,
                                 GPtrArray *triggers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRuleCompiler, rail_rule_compiler_free)
