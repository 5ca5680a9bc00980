/*
 * What the user put off until a moment of their choice. In memory only: a snooze does not outlive the session.
 */

#pragma once

#include "rules/rule-engine.h"

typedef struct _RailSnoozeList RailSnoozeList;

RailSnoozeList *rail_snooze_list_new (void);
void rail_snooze_list_free (RailSnoozeList *self);

void rail_snooze_list_add (RailSnoozeList *self,
                           RailTrigger *trigger,
                           RailOccurrence *occurrence,
                           gint64 until);

/* Takes those out whose moment has come: RailFiring, transfer full. */
GPtrArray *rail_snooze_list_take_due (RailSnoozeList *self,
                                      gint64 now);

/* The next moment; G_MAXINT64 if there is none. */
gint64 rail_snooze_list_get_next (RailSnoozeList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSnoozeList, rail_snooze_list_free)
