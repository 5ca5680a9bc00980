/*
 * Notifications on this desktop: shown, replaced and withdrawn without ever waiting for the server. Whatever becomes of one is told by
 * signal: opened, done, snoozed, dismissed, or gone, which is also the fate of those that no server could or would show.
 */

#pragma once

#include <gio/gio.h>

#include "platform/notice.h"
#include "platform/provider-state.h"

#define RAIL_TYPE_NOTIFIER (rail_notifier_get_type ())
G_DECLARE_FINAL_TYPE (RailNotifier, rail_notifier, RAIL, NOTIFIER, GObject)

/*
 * Looks for the server's name on @connection, the session bus. Signals, all with the key first and never from within a call:
 * "opened" (const char *, const char *activation_token or NULL), "done" and "snoozed" (const char *: by their buttons), "dismissed" (const char *; by the user),
 * "gone" (const char *: timed out, or the server is none, hangs, refused or ended).
 */
RailNotifier *rail_notifier_new (GDBusConnection *connection);

/* Shows it, or replaces what is shown under @key. */
void rail_notifier_show (RailNotifier *self,
                         const char *key,
                         const RailNotice *notice);

/* Takes it off the screen; nothing more is told of it. */
void rail_notifier_withdraw (RailNotifier *self,
                             const char *key);

/* @detail (optional): one sentence for people; borrowed. */
RailProviderState rail_notifier_get_state (RailNotifier *self,
                                           const char **detail);
