/*
 * One nudge as the agent lists it, read from the dictionary of ListNudges (data/dbus). Immutable; missing keys read as empty, so
 * that an older agent still shows a card.
 */

#pragma once

#include <gdk/gdk.h>

typedef enum
{
  RAIL_NUDGE_INFO_CARD,
  RAIL_NUDGE_INFO_WAITING,
  RAIL_NUDGE_INFO_NOTIFIED,
} RailNudgeInfoState;

/* One line of the condition tree, in reading order. */
typedef struct
{
  guint depth;
  char *wanted;
  char *seen;
  gboolean held;
} RailWhyLine;

/* One question of the gate. */
typedef struct
{
  gboolean against;
  char *text;
} RailGateLine;

typedef struct
{
  char *id;
  char *pack;
  char *aid;
  char *trigger;
  RailNudgeInfoState state;
  char *summary;
  gboolean neutral;
  char *neutral_summary;
  gboolean offer_mute; /* it was put away again and again: ask whether it should stay away */
  GPtrArray *why;      /* RailWhyLine */
  char *gate;
  GPtrArray *gates;     /* RailGateLine */
  char *occurrence_key; /* "" if bound to no meeting, as series_key */
  char *series_key;
  gint64 occurrence_start; /* 0 if none */
  gint64 occurrence_end;
  gint64 collapse_at;  /* 0 = 30 s after showing */
  GdkRectangle anchor; /* device pixels of the X screen; all 0 if not known */
} RailNudgeInfo;

/* NULL if it names no nudge: without an id nothing could be closed. */
RailNudgeInfo *rail_nudge_info_new (GVariant *dictionary);
RailNudgeInfo *rail_nudge_info_ref (RailNudgeInfo *self);
void rail_nudge_info_unref (RailNudgeInfo *self);

/* Whether both offer the same aid for the same meeting, as a nudge that outlived its agent does. */
gboolean rail_nudge_info_is_same_offer (const RailNudgeInfo *self,
                                        const RailNudgeInfo *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailNudgeInfo, rail_nudge_info_unref)
