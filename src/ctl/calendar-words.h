/*
 * What several verbs say about calendars: --calendar and --me on the way in, an occurrence in JSON on the way out.
 */

#pragma once

#include "context/occurrence.h"
#include "ctl/verb.h"

/*
 * Appends what [from, to) holds of the .ics @files (or NULL), sorted; addresses on the web are files too. Problems go to standard error. FALSE when a file cannot be read at
 * all, which has been printed in the name of @verb then; the others have been read.
 */
gboolean rail_verb_read_calendars (const RailVerb *verb,
                                   const char *const *files,
                                   const char *const *my_addresses,
                                   gint64 from,
                                   gint64 to,
                                   GTimeZone *zone,
                                   GPtrArray *occurrences);

/* Lower case, as calendars are compared; NULL for NULL. Transfer full. */
char **rail_verb_fold_addresses (const char *const *addresses);

/* "confirmed", "tentative" or "cancelled". */
const char *rail_verb_get_status (const RailOccurrence *occurrence);

/* Adds one object to what @builder has open. */
void rail_verb_build_occurrence (JsonBuilder *builder,
                                 const RailOccurrence *occurrence,
                                 GTimeZone *zone);
