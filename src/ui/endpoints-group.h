/*
 * The coach's models, in the order they are asked: added, changed, put in order and removed. It follows the policy and writes to it; where the key is locked the list is
 * there to be read, and keys to be entered.
 */

#pragma once

#include <adwaita.h>

#include "base/http-client.h"
#include "policy/policy.h"

#define RAIL_TYPE_ENDPOINTS_GROUP (rail_endpoints_group_get_type ())
G_DECLARE_FINAL_TYPE (RailEndpointsGroup, rail_endpoints_group, RAIL, ENDPOINTS_GROUP, AdwPreferencesGroup)

/* @client: NULL where none may be tried out; it lives as long as the program. */
GtkWidget *rail_endpoints_group_new (RailPolicy *policy,
                                     RailHttpClient *client);
