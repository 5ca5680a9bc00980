/*
 * Moments as HTTP writes them. Source: RFC 9110 sections 5.6.7 and 10.2.3. A moment is microseconds since the Unix epoch.
 */

#pragma once

#include <glib.h>

/* All three forms of RFC 9110; day names are not compared. FALSE when it is none of them. */
gboolean rail_http_date_parse (const char *text,
                               gint64 now,
                               gint64 *moment);

/*
 * "Retry-After: 120" or a date: the moment to come back at, never before @now and at most @longest after it. FALSE for anything else.
 */
gboolean rail_http_date_parse_retry_after (const char *text,
                                           gint64 now,
                                           gint64 longest,
                                           gint64 *moment);
