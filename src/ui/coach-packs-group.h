/*
 * A group of the preferences: the packs that say what the coach may be asked about, each with a switch by which the user confirms it. What is
 * confirmed are the subjects as they stand; when they change, the switch is off again and says why.
 */

#pragma once

#include <adwaita.h>

#include "library/library.h"
#include "policy/policy.h"

#define RAIL_TYPE_COACH_PACKS_GROUP (rail_coach_packs_group_get_type ())
G_DECLARE_FINAL_TYPE (RailCoachPacksGroup, rail_coach_packs_group, RAIL, COACH_PACKS_GROUP, AdwPreferencesGroup)

/* Invisible while no pack names a subject and the organisation says nothing. */
GtkWidget *rail_coach_packs_group_new (RailPolicy *policy,
                                       RailLibrary *library);
