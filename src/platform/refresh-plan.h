/*
 * When a subscription is asked for again: pure arithmetic, so that it can be tried without waiting. Moments and spans are microseconds;
 * @chance, from 0 to 1, spreads the seats of an organisation over time so that they do not all ask in the same second.
 */

#pragma once

#include <glib.h>

/* @wish: how often the calendar itself wants to be read, or 0. */
gint64 rail_refresh_plan_after_success (gint64 now,
                                        gint64 wish,
                                        double chance);

/*
 * After @failures in a row, at least 1. @lasting: waiting does not mend it (an address that is wrong), so that it is asked less often.
 * @retry_after: the moment the server named, or 0; never before it.
 */
gint64 rail_refresh_plan_after_failure (gint64 now,
                                        guint failures,
                                        gboolean lasting,
                                        gint64 retry_after,
                                        double chance);

/* Whether @due was planned on a clock that has been set back since. */
gboolean rail_refresh_plan_is_stray (gint64 due,
                                     gint64 now);
