/*
 * The moment at which a reminder suits: after the meeting that runs, or the next one of the day; without one in an hour, or in the morning where that would be at
 * night. A pure function.
 */

#pragma once

#include "context/context.h"

typedef enum
{
  RAIL_REMINDER_AFTER_MEETING,
  RAIL_REMINDER_IN_AN_HOUR,
  RAIL_REMINDER_IN_THE_MORNING,
} RailReminderKind;

typedef struct
{
  RailReminderKind kind;
  gint64 moment;
  const RailOccurrence *occurrence; /* the meeting, borrowed from the context; else NULL */
} RailReminderMoment;

RailReminderMoment rail_reminder_moment_choose (const RailContext *context);

/* "meeting", "hour", "morning": the word on D-Bus. */
const char *rail_reminder_kind_to_string (RailReminderKind kind);
