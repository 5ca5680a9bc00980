/*
 * How calendars and their occurrences lie in the tables of the occurrence cache, which is the only one to call this. What the instances of one
 * event have in common lies there once.
 */

#pragma once

#include "base/database.h"
#include "context/occurrence-cache.h"

RailDatabase *rail_occurrence_rows_open (const char *path,
                                         GError **error);

/* Inside a transaction of the caller's; @id must not be there yet. */
gboolean rail_occurrence_rows_insert (RailDatabase *database,
                                      const char *id,
                                      const RailCachedCalendar *calendar,
                                      GError **error);

/* The same. NULL with @error, RAIL_ERROR_NOT_FOUND where @id is not there; transfer full. */
RailCachedCalendar *rail_occurrence_rows_load (RailDatabase *database,
                                               const char *id,
                                               GError **error);

/* Sets that RAIL_ERROR_NOT_FOUND. */
void rail_occurrence_rows_refuse_unknown (GError **error);
