/*
 * A date or a time of day as a calendar writes it, before anybody says in which time zone: seconds since 1970-01-01T00:00:00 on
 * the proleptic Gregorian calendar, counted as if no clock ever jumped. So a day later is 86400 more, whatever the zone does;
 * context/time-zone.h turns it into a moment. Sources: RFC 5545 sections 3.3.4 (DATE), 3.3.5 (DATE-TIME), 3.3.6 (DURATION).
 */

#pragma once

#include <glib.h>

#define RAIL_CIVIL_DAY ((gint64) 86400)

typedef struct
{
  gint64 seconds;
  gboolean is_date; /* a whole day: @seconds is its midnight */
  gboolean is_utc;  /* written with "Z" */
} RailCivilTime;

typedef struct
{
  gint64 days;    /* nominal: the same time of day, so many days on */
  gint64 seconds; /* exact */
} RailCivilSpan;

/* Days from 1970-01-01; @month 1-12. The inverse of rail_civil_date(). */
gint64 rail_civil_days (gint64 year,
                        int month,
                        int day);

void rail_civil_date (gint64 days,
                      gint64 *year,
                      int *month,
                      int *day);

/* The number of the day @seconds falls on, also before 1970. */
gint64 rail_civil_day_of (gint64 seconds);

/* Reads "20261001", "20261001T120000" or "20261001T120000Z" of exactly @length bytes; a leap second counts as the second before. */
gboolean rail_civil_time_parse (const char *text,
                                gsize length,
                                RailCivilTime *time);

/* The form it was read from; transfer full. */
char *rail_civil_time_format (const RailCivilTime *time);

/* Reads "PT1H30M", "P1D", "P2W", "-PT15M"; FALSE for anything else, and past a hundred years. */
gboolean rail_civil_span_parse (const char *text,
                                RailCivilSpan *span);
