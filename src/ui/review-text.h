/*
 * How an aid's age and length read to people: “Reviewed 3 weeks ago by …”, “Review overdue since …”, “70 seconds”. Used by the
 * card's foot line and the search window. All transfer full.
 */

#pragma once

#include "library/aid.h"

char *rail_review_text_dup (const RailAid *aid,
                            gint64 now,
                            GTimeZone *zone);

/* “Review overdue since 1 October 2026”; NULL while it is not. */
char *rail_review_overdue_text_dup (const GDate *reviewed,
                                    guint review_every,
                                    gint64 now,
                                    GTimeZone *zone);

char *rail_reading_time_dup (guint seconds);
