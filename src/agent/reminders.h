/*
 * Reminders of next steps: read from the journal, told of when their moment has come and nothing speaks against it (delivery/reminder-gate.h), all that are due
 * in one notification. What people do there goes back into the journal. One that nobody has seen to comes again with the next agent.
 */

#pragma once

#include <gio/gio.h>

#include "agent/ui-process.h"
#include "context/context.h"
#include "delivery/delivery.h"
#include "platform/notifier.h"

#define RAIL_TYPE_REMINDERS (rail_reminders_get_type ())
G_DECLARE_FINAL_TYPE (RailReminders, rail_reminders, RAIL, REMINDERS, GObject)

/*
 * Signals (no arguments): "changed": next steps are others in the journal now; "wants-update": rail_reminders_update() would find
 * something else.
 */
RailReminders *rail_reminders_new (RailNotifier *notifier,
                                   RailDelivery *delivery,
                                   RailJournal *journal,
                                   RailUiProcess *ui);

/* Somebody else has written to the journal. */
void rail_reminders_reread (RailReminders *self);

/* After each update of delivery, whose presence and limits hold here too. */
void rail_reminders_update (RailReminders *self,
                            const RailContext *context);

/* The moment of the next update that must not be missed; G_MAXINT64 where there is none. */
gint64 rail_reminders_get_next_moment (RailReminders *self);
