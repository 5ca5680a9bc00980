/*
 * The user's own triggers on the session bus: data/dbus/io.github.handrail.Handrail.Triggers.xml. Turns dictionaries into drafts and back;
 * only the windows' process is answered.
 */

#pragma once

#include "agent/context-tracker.h"
#include "agent/ui-process.h"
#include "agent/user-rules.h"

#define RAIL_TYPE_TRIGGER_SERVICE (rail_trigger_service_get_type ())
G_DECLARE_FINAL_TYPE (RailTriggerService, rail_trigger_service, RAIL, TRIGGER_SERVICE, GObject)

/* Borrows @rules, which outlive it. Signal "changed" (no arguments): the rules are others now. */
RailTriggerService *rail_trigger_service_new (RailUserRules *rules,
                                              RailUiProcess *ui,
                                              RailContextTracker *tracker);

gboolean rail_trigger_service_export (RailTriggerService *self,
                                      GDBusConnection *connection,
                                      const char *path,
                                      GError **error);
void rail_trigger_service_unexport (RailTriggerService *self);
