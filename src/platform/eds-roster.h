/*
 * Which calendars the desktop was last known to have, in a file beside the cache of their events: so that a service that does not even give its list
 * when the session starts costs nobody what was known. Kept by eds-registry. Its threads share it; the last list given is the one that stays.
 */

#pragma once

#include <gio/gio.h>

#include "platform/eds-source.h"

typedef struct _RailEdsRoster RailEdsRoster;

/* @cache_path: of the occurrence cache of these calendars. */
RailEdsRoster *rail_eds_roster_new (const char *cache_path);
RailEdsRoster *rail_eds_roster_ref (RailEdsRoster *self);
void rail_eds_roster_unref (RailEdsRoster *self);

/* Writes soon which of @sources, RailEdsSource, are read; nobody waits for the disk. With none of them there is no file. */
void rail_eds_roster_store (RailEdsRoster *self,
                            GPtrArray *sources);

void rail_eds_roster_load_async (RailEdsRoster *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/* RailEdsSource; empty where nothing is known. NULL with @error only when cancelled. Transfer full. */
GPtrArray *rail_eds_roster_load_finish (GAsyncResult *result,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailEdsRoster, rail_eds_roster_unref)
