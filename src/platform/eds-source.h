/*
 * One calendar as evolution-data-server describes it: read from the key files of its sources, of which accounts, mail folders and
 * address books are others. Who the user is in it comes from its account. Only reads; eds-registry asks.
 */

#pragma once

#include <glib.h>

typedef struct
{
  char *uid;
  char *name;       /* for people; never empty */
  char **addresses; /* of its account, lower case, sorted; never NULL */
  char *off_reason; /* a sentence when it is not to be read: hidden or switched off in the desktop; else NULL */
  char *trouble;    /* a sentence when the account cannot be used; else NULL. Not part of equality: it comes and goes */
} RailEdsSource;

/* @reply: (a{oa{sa{sv}}}) as the service's object manager sends it. The calendars of events in it, by name; transfer full. */
GPtrArray *rail_eds_source_read_all (GVariant *reply);

RailEdsSource *rail_eds_source_copy (const RailEdsSource *self);
void rail_eds_source_free (RailEdsSource *self);
gboolean rail_eds_source_equal (const RailEdsSource *a,
                                const RailEdsSource *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailEdsSource, rail_eds_source_free)
