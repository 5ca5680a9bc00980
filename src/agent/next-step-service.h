/*
 * Next steps on the session bus: data/dbus/io.github.handrail.Handrail.NextSteps.xml. The windows ask which moment suits a reminder and tell that they have
 * written some; they are told when the agent has. Only the windows' process is answered.
 */

#pragma once

#include "agent/context-tracker.h"
#include "agent/reminders.h"
#include "agent/ui-process.h"

#define RAIL_TYPE_NEXT_STEP_SERVICE (rail_next_step_service_get_type ())
G_DECLARE_FINAL_TYPE (RailNextStepService, rail_next_step_service, RAIL, NEXT_STEP_SERVICE, GObject)

RailNextStepService *rail_next_step_service_new (RailReminders *reminders,
                                                 RailUiProcess *ui,
                                                 RailContextTracker *tracker);

gboolean rail_next_step_service_export (RailNextStepService *self,
                                        GDBusConnection *connection,
                                        const char *path,
                                        GError **error);
void rail_next_step_service_unexport (RailNextStepService *self);
