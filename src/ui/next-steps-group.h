/*
 * What the user means to do, in Today: to be ticked, opened (the aid it came from) and deleted. Hidden while there is nothing.
 */

#pragma once

#include <adwaita.h>

#include "library/library.h"
#include "ui/next-step-list.h"

#define RAIL_TYPE_NEXT_STEPS_GROUP (rail_next_steps_group_get_type ())
G_DECLARE_FINAL_TYPE (RailNextStepsGroup, rail_next_steps_group, RAIL, NEXT_STEPS_GROUP, AdwPreferencesGroup)

/* Opens aids by the application's action "open-aid". */
void rail_next_steps_group_set_sources (RailNextStepsGroup *self,
                                        RailNextStepList *list,
                                        RailLibrary *library);

/* The clock has gone on: what is due, and what was done yesterday. */
void rail_next_steps_group_update (RailNextStepsGroup *self);
