/*
 * What the view of a calendar holds, made into occurrences in another thread. Asked for by calendar-source-eds; a list of texts goes in and a
 * list of occurrences comes out, and no thread sees what another one changes.
 */

#pragma once

#include <gio/gio.h>

#include "platform/calendar-contents.h"
#include "platform/eds-view.h"

typedef struct
{
  RailCalendarWindow window;
  gint64 read_at;
  GPtrArray *occurrences;
  GPtrArray *problems;
} RailEdsExpansion;

/* @view must be ready. @name: of the calendar. @addresses: the user's own, NULL-terminated. */
void rail_eds_expansion_make_async (RailEdsView *view,
                                    const char *name,
                                    const char *const *addresses,
                                    const RailCalendarWindow *window,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

RailEdsExpansion *rail_eds_expansion_make_finish (GAsyncResult *result,
                                                  GError **error);

void rail_eds_expansion_free (RailEdsExpansion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailEdsExpansion, rail_eds_expansion_free)
