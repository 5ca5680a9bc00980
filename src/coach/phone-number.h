/*
 * Telephone numbers as people write them, for coach/personal-data.c: international ones (ITU-T E.123 and its everyday forms), those with a trunk prefix, and
 * the groupings of countries that have none (North America, Spain, Portugal, Italy's mobiles, Latin America). Not dates, times, amounts, versions, order numbers.
 */

#pragma once

#include "coach/personal-data.h"

void rail_phone_numbers_find (GArray *row,
                              guint8 *taken,
                              GArray *findings);
