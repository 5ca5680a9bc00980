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
