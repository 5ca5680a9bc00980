/*
 * What the windows are told of a nudge and of a day: the dictionaries of data/dbus/io.github.handrail.Handrail.Agent.xml, built fresh for each
 * reply and kept nowhere.
 */

#pragma once

#include "delivery/delivery.h"

typedef struct
{
  RailDelivery *delivery;
  RailJournal *journal;
  RailLibrary *library;
  RailContext *context;    /* of now */
  int x, y, width, height; /* of the active window; all 0 if not known */
} RailReporter;

/* "3 more came while you were away", for the one nudge that speaks for them; NULL for any other. Transfer full. */
char *rail_reporter_describe_others (RailNudge *nudge);

/* One a{sv} of ListNudges; floating. */
GVariant *rail_reporter_describe_nudge (const RailReporter *self,
                                        RailNudge *nudge);

/* One a{sv} of GetAgenda, with the aids whose triggers are bound to this occurrence; floating. */
GVariant *rail_reporter_describe_occurrence (const RailReporter *self,
                                             RailOccurrence *occurrence,
                                             GPtrArray *triggers);

/* ListPeople: who takes part in the meetings from a week ago to a week ahead; transfer full. */
char **rail_reporter_dup_people (RailContext *context);

/* One a{sv} of ListFitting; floating. */
GVariant *rail_reporter_describe_fitting (const RailReporter *self,
                                          const RailFiring *firing);
