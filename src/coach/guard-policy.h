/*
 * The guard rules of an organisation: a file of its own that the policy key "coach-guard-file" names, the same way for the windows and for
 * handrailctl. It is for the whole file or not at all: one that cannot be read, or has a single error, closes the coach.
 */

#pragma once

#include "coach/guard-rules.h"

/*
 * @path: absolute; "" is none: NULL. Never NULL otherwise: what is wrong is an error among @problems, and then the rules are closed, which
 * lets the floor's stops through to a person and nothing else through to anybody. Transfer full.
 */
RailGuardRules *rail_guard_policy_load (const char *path,
                                        GPtrArray *problems);
