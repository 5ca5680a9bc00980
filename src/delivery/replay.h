/*
 * Plays a recording through the same engine, gate and delivery that the agent runs, on the recording's own clock: what would have come, what
 * was held, and why. Nothing is shown and nothing is remembered. Between two lines the clock stops at every moment at which the agent's timer
 * would have rung. Where the recording does not say what people did, a card nobody touches goes behind the badge as on screen.
 */

#pragma once

#include "delivery/delivery.h"
#include "delivery/recording.h"

/* One thing that happened; borrowed, for the time of the call. */
typedef struct
{
  gint64 at;
  guint line; /* the last line of the recording that was played */
  GTimeZone *zone;
  RailTrigger *trigger;
  RailOccurrence *occurrence; /* NULL: bound to none */
  const RailVerdict *verdict; /* NULL: the nudge was closed */
  RailCloseReason reason;     /* of a closing */
  const char *text;           /* one sentence for people, with the numbers that decided */
} RailReplayEvent;

typedef struct
{
  RailLibrary *library; /* where aids and triggers come from */
  RailLimits limits;    /* until the recording says otherwise, as @zone */
  GTimeZone *zone;

  /* The meetings around a day that begins at @day, sorted, transfer full; NULL: the recording says which there are. */
  GPtrArray *(*dup_occurrences) (gint64 day,
                                 GTimeZone *zone,
                                 gpointer user_data);
  void (*happened) (const RailReplayEvent *event,
                    gpointer user_data);
  gpointer user_data;
} RailReplaySetup;

/* FALSE with @error when there is no room for the throw-away journal that delivery needs. */
gboolean rail_replay_run (const RailReplaySetup *setup,
                          const RailRecording *recording,
                          GError **error);
