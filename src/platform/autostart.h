/*
 * Whether the agent starts with the desktop session. The installation brings an autostart entry for everybody; a user who wants none has an entry of the
 * same name that hides it. Source: Desktop Application Autostart Specification 0.5.
 */

#pragma once

#include <glib.h>

/* Whether a session of this user would start the agent. */
gboolean rail_autostart_is_enabled (void);

/* Writes or removes the user's own entry; an entry that somebody else wrote there is replaced. FALSE with @error. */
gboolean rail_autostart_set_enabled (gboolean enabled,
                                     GError **error);
