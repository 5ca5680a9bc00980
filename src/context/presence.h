/*
 * Whether somebody can and should be disturbed, as far as the desktop tells. Unknown stays unknown: it is neither yes nor no,
 * and the gate says what it makes of it.
 */

#pragma once

typedef enum
{
  RAIL_PRESENCE_UNKNOWN,
  RAIL_PRESENCE_NO,
  RAIL_PRESENCE_YES,
} RailPresenceState;

/* What is asked about, besides the fullscreen window, which the window watcher sees by itself. */
typedef enum
{
  RAIL_PRESENCE_LOCKED,
  RAIL_PRESENCE_DO_NOT_DISTURB,
  RAIL_PRESENCE_SHARING, /* the screen is shown to others */
  RAIL_PRESENCE_IDLE,    /* nobody has touched keyboard or pointer for a while; told to people, no gate asks for it */
  RAIL_N_PRESENCE_FACTS
} RailPresenceFact;
