/*
 * Asks the desktop to start a sandboxed program with the session, or to leave that: a sandbox cannot write the autostart entry itself. The
 * answer may take as long as somebody reads a dialog. Source: the XDG Desktop Portal's Background and Request interfaces.
 */

#pragma once

#include <gio/gio.h>

/*
 * @command is what the session shall run inside the sandbox. After @patience_seconds without an answer the question is taken back.
 */
void rail_background_portal_request_async (GDBusConnection *connection,
                                           gboolean autostart,
                                           const char *const *command,
                                           guint patience_seconds,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);

/*
 * @autostart: whether the session will start it from now on, which need not be what was asked for. FALSE with @error, a sentence for
 * people, if that is not known: there is no portal (RAIL_ERROR_NOT_FOUND), or it does not answer, ends, or fails.
 */
gboolean rail_background_portal_request_finish (GAsyncResult *result,
                                                gboolean *autostart,
                                                GError **error);
