/*
 * A page of the preferences: how the coach answers, which models it may ask, what it may be asked about, and what no question takes along.
 */

#pragma once

#include <adwaita.h>

#include "base/http-client.h"
#include "library/library.h"
#include "policy/policy.h"

/* An AdwPreferencesPage. @http: NULL where no model may be tried out; it lives as long as the program. */
GtkWidget *rail_preferences_coach_new (RailPolicy *policy,
                                       RailLibrary *library,
                                       RailHttpClient *http);
