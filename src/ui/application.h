/*
 * The windows as one application, activated over D-Bus: the composition root of `handrail`. It knows everybody, connects them, and holds
 * no rule of its own.
 */

#pragma once

#include <adwaita.h>

#define RAIL_TYPE_APPLICATION (rail_application_get_type ())
G_DECLARE_FINAL_TYPE (RailApplication, rail_application, RAIL, APPLICATION, AdwApplication)

/*
 * Actions, exported on the bus: "open-aid" (ss) pack and aid; "open-aid-for-meeting" (ssss) the same with occurrence and series key;
 * "open-passage" (ssu) the same with a line of the aid's file; "coach" (ss) pack and aid to talk through, "" for none; "coach-ask" (s) words;
 * "show-nudge" (s) id; "search" (s) words; "start-search"; "close-search"; "show-today"; "show-preferences"; "show-ledger"; "shortcuts"; "about"; "focus-card"; "quit".
 */
GApplication *rail_application_new (void);
