/*
 * How an aid's age and length read to people: “Reviewed 3 weeks ago by …”, “Review overdue since …”, “70 seconds”. Used by the
 * card's foot line. All transfer full.
 */

#pragma once

#include "library/aid.h"

char *rail_review_text_dup (const RailAid *aid,
                            gint64 now,
                            GTimeZone *zone);

char *rail_reading_time_dup (guint seconds);
