/*
 * The calendar files the user lets Handrail read: a list with a way to add and to remove.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"

#define RAIL_TYPE_CALENDAR_FILES_GROUP (rail_calendar_files_group_get_type ())
G_DECLARE_FINAL_TYPE (RailCalendarFilesGroup, rail_calendar_files_group, RAIL, CALENDAR_FILES_GROUP, AdwPreferencesGroup)

void rail_calendar_files_group_set_policy (RailCalendarFilesGroup *self,
                                           RailPolicy *policy);
