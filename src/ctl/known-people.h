/*
 * Whose names `handrailctl coach ask` keeps back: the people of the user's calendar files, and of what the agent last knew of the other calendars.
 * The windows ask the agent; nothing here needs one to run.
 */

#pragma once

#include "policy/policy.h"

/* What could not be read is a warning among @problems: then a name may not be recognised. Transfer full. */
char **rail_known_people_dup (RailPolicy *policy,
                              GPtrArray *problems);
