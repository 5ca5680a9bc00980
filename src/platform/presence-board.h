/*
 * Where the sources of presence write what they are told, and where it is read as one value for each fact. One source that says yes
 * is enough; a source that cannot tell changes nothing: silence is not "no".
 */

#pragma once

#include <glib-object.h>

#include "context/presence.h"
#include "platform/provider-state.h"

#define RAIL_TYPE_PRESENCE_BOARD (rail_presence_board_get_type ())
G_DECLARE_FINAL_TYPE (RailPresenceBoard, rail_presence_board, RAIL, PRESENCE_BOARD, GObject)

/* Signals: "changed" (a value differs), "health-changed" (only where it comes from), "settled" (the last first word has come). */
RailPresenceBoard *rail_presence_board_new (void);

/* A source that was asked for its first word, and one whose first word, whatever it is, has come: until then nobody knows what is so. */
void rail_presence_board_expect (RailPresenceBoard *self);
void rail_presence_board_expected_came (RailPresenceBoard *self);
gboolean rail_presence_board_is_settled (RailPresenceBoard *self);

/*
 * @source: the name under which this source's word on @fact is kept. RAIL_PROVIDER_OFF takes it back. @detail: one sentence for people on
 * where the value comes from or what is missing.
 */
void rail_presence_board_tell (RailPresenceBoard *self,
                               const char *source,
                               RailPresenceFact fact,
                               RailPresenceState value,
                               RailProviderState health,
                               const char *detail);

RailPresenceState rail_presence_board_get (RailPresenceBoard *self,
                                           RailPresenceFact fact);

/* How well @fact is known; @sentences (optional): what is known now, and from where; transfer full. */
RailProviderState rail_presence_board_get_health (RailPresenceBoard *self,
                                                  RailPresenceFact fact,
                                                  char **sentences);
