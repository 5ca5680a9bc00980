/*
 * Keeps the toolkit from waiting for a desktop portal that hangs: GTK and libadwaita ask it several things when they start, each time without
 * an end or for 25 s. The portal is asked first, with an end; if it does not answer, the bus refuses this process's questions to it at once, until
 * it does.
 */

#pragma once

#include <glib.h>

typedef struct _RailPortalGuard RailPortalGuard;

/* Before the toolkit starts. NULL if the portal answers or there is none; else after two seconds a guard. */
RailPortalGuard *rail_portal_guard_new (void);
void rail_portal_guard_free (RailPortalGuard *self);

/*
 * Calls @back once, when the portal answers or has ended: it may be asked again then. What the toolkit read at its start stays as it is,
 * the colour scheme above all; only another process will know better.
 */
void rail_portal_guard_wait (RailPortalGuard *self,
                             void (*back) (gpointer user_data),
                             gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPortalGuard, rail_portal_guard_free)
