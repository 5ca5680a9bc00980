/*
 * The time zones one calendar file speaks of, by TZID: the system's where the TZID is an IANA identifier, else the file's own
 * VTIMEZONE, else what the name is known to stand for, else the user's zone and one problem. Used by recurrence.c for one
 * reading; never shared. Source: RFC 5545 section 3.6.5.
 */

#pragma once

#include <glib.h>

#include "context/time-zone.h"

typedef struct _RailZoneTable RailZoneTable;

/* @horizon: no moment (in seconds) later than this is asked for. @allowance as in recurrence-rule.h. @file, @problems and it are borrowed. */
RailZoneTable *rail_zone_table_new (GTimeZone *user_zone,
                                    gint64 horizon,
                                    const char *file,
                                    GPtrArray *problems,
                                    gint64 *allowance);

void rail_zone_table_free (RailZoneTable *self);

/*
 * A VTIMEZONE from its BEGIN to its END line, which need not live on; of several with one TZID the first counts. Its rules are followed when
 * somebody asks for it and the system does not know it.
 */
void rail_zone_table_add (RailZoneTable *self,
                          const char *data,
                          gsize length,
                          guint first_line);

/* Borrowed; @tzid NULL gives the user's own zone. */
RailTimeZone *rail_zone_table_lookup (RailZoneTable *self,
                                      const char *tzid,
                                      guint line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailZoneTable, rail_zone_table_free)
