/*
 * What `handrailctl coach` can be told to do: each is a verb of its own behind that word.
 */

#pragma once

#include "ctl/verb.h"

extern const RailVerb rail_coach_verb_ask;
extern const RailVerb rail_coach_verb_check;
extern const RailVerb rail_coach_verb_eval;
extern const RailVerb rail_coach_verb_find;
extern const RailVerb rail_coach_verb_packs;
