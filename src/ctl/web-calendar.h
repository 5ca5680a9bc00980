/*
 * A calendar on the web, read once for a verb. It leaves by the same door as the agent's requests: the network switch is asked, and where
 * Handrail keeps a journal the request stands in its ledger. A machine without a journal does not get one by this.
 */

#pragma once

#include "context/recurrence.h"

/* Whether @calendar is an address and not a file. */
gboolean rail_web_calendar_is_address (const char *calendar);

/* As rail_recurrence_expand(); @reading->file is not looked at. NULL with @error, which names the host. Blocks. */
GPtrArray *rail_web_calendar_read (const char *address,
                                   const RailCalendarReading *reading,
                                   gint64 from,
                                   gint64 to,
                                   GPtrArray *problems,
                                   GError **error);
