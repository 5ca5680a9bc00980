/*
 * A trigger and its condition tree, as parsed: plain data, immutable after parsing. The words are those of the format
 * (design: triggers), the trigger's id hangs on what it says and never on where it stands.
 */

#pragma once

#include <glib.h>

#include "rules/pattern.h"

typedef enum
{
  RAIL_CONDITION_ALL,
  RAIL_CONDITION_ANY,
  RAIL_CONDITION_NOT, /* exactly one child */
  RAIL_CONDITION_WINDOW,
  RAIL_CONDITION_CALENDAR,
  RAIL_CONDITION_TIME,
} RailConditionKind;

typedef enum
{
  RAIL_TRISTATE_ANY, /* the author said nothing */
  RAIL_TRISTATE_NO,
  RAIL_TRISTATE_YES,
} RailTristate;

/* Lists of patterns: any of them matches; NULL = the author said nothing. */
typedef struct
{
  GPtrArray *app; /* RailPattern */
  GPtrArray *title;
  GPtrArray *url;
  RailTristate fullscreen;
  gint64 dwell; /* microseconds; 2 s unless the author says */
} RailWindowCondition;

typedef enum
{
  RAIL_PHASE_BEFORE, /* [start - span, start) */
  RAIL_PHASE_DURING, /* [start, end) */
  RAIL_PHASE_AFTER,  /* [end, end + span) */
} RailPhase;

/* Who organises: by role or by pattern over name and address. */
typedef enum
{
  RAIL_ORGANIZED_BY_ANYONE,
  RAIL_ORGANIZED_BY_ME,
  RAIL_ORGANIZED_BY_OTHER,
  RAIL_ORGANIZED_BY_PATTERN,
} RailOrganizedBy;

typedef struct
{
  GPtrArray *title;
  GPtrArray *description;
  GPtrArray *calendar;
  GPtrArray *location;
  GPtrArray *category;
  RailOrganizedBy organized_by;
  GPtrArray *organizer;
  gboolean has_attendees;
  guint attendees_min, attendees_max; /* inclusive; max G_MAXUINT for "3.." */
  guint responses;                    /* bit set of 1 << RailResponse; 0 = any but declined */
  RailTristate recurring;
  RailTristate all_day; /* RAIL_TRISTATE_ANY means NO: all-day events only when asked for */
  gboolean has_duration;
  gint64 duration_min, duration_max; /* inclusive; max G_MAXINT64 */
  RailPhase phase;
  gint64 span; /* of BEFORE and AFTER; 0 < span <= 7 d */
} RailCalendarCondition;

typedef struct
{
  guint days; /* bit set, 1 << 0 = Monday; 0x7f = every day */
  gboolean has_between;
  int from, to; /* minutes since midnight, half-open; from > to crosses midnight and belongs to the day it starts */
  gboolean has_nth;
  int nth_day; /* 0 = Monday */
  int nth_n;   /* 1..5 from the month's start, -1..-5 from its end */
} RailTimeCondition;

typedef struct _RailCondition RailCondition;

struct _RailCondition
{
  RailConditionKind kind;
  guint line;
  GPtrArray *children; /* RailCondition, owned; ALL, ANY, NOT only */
  union
  {
    RailWindowCondition window;
    RailCalendarCondition calendar;
    RailTimeCondition time;
  };
};

void rail_condition_free (RailCondition *self);

typedef enum
{
  RAIL_SHOW_CARD,
  RAIL_SHOW_NOTIFICATION,
  RAIL_SHOW_BADGE,
} RailShow;

typedef struct _RailTrigger RailTrigger;

struct _RailTrigger
{
  gatomicrefcount ref_count;
  char *id;   /* the author's, or "<aid>-<8 hex digits>" of the canonical condition */
  char *pack; /* pack id of the aid */
  char *aid;  /* aid id */
  RailCondition *when;
  char *digest; /* SHA-256 of the canonical condition in hex: two triggers with the same digest ask for the same */
  RailShow show;
  int priority;      /* the trigger's, else the aid's */
  gint64 cooldown;   /* microseconds, 0 = none */
  guint max_per_day; /* 0 = no limit */
  guint line;

  /* What the tree holds, worked out once at parse time. */
  gboolean has_window;   /* any window leaf */
  gboolean has_calendar; /* any calendar leaf */
  gboolean is_bound;     /* a calendar leaf outside every "not": evaluated per occurrence */
};

RailTrigger *rail_trigger_ref (RailTrigger *self);
void rail_trigger_unref (RailTrigger *self);

/* "pack/aid/trigger", unique in a library; transfer full. */
char *rail_trigger_dup_path (const RailTrigger *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCondition, rail_condition_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailTrigger, rail_trigger_unref)
