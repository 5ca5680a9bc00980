/*
 * A settings backend in memory that can lock keys, as an administrator's dconf does: GLib's own memory backend lets everybody write
 * everything. It serves all of the process that installs it.
 */

#pragma once

#include <gio/gio.h>

/* Before anything has asked for settings. */
void fake_settings_install (void);

/* @key is a path, such as "/io/github/handrail/Handrail/keep-warm". */
void fake_settings_set_locked (const char *key,
                               gboolean locked);

/* Forgets all values and locks. */
void fake_settings_clear (void);
