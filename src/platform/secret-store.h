/*
 * The keys of models, in the keyring of the desktop (the Secret Service, in a sandbox the portal's file) and nowhere else: one a server, under
 * its origin ("https://host:port"), so that none can be sent to another. A keyring that is missing, locked or gone is an error for
 * people, with the mend; whoever needs the key then asks for it again. Called by the preferences, the coach pane and handrailctl.
 */

#pragma once

#include <gio/gio.h>

/*
 * Errors of all: RAIL_ERROR_REFUSED (locked, and not unlocked when asked), RAIL_ERROR_UNREACHABLE (no keyring, or one that fails), G_IO_ERROR_CANCELLED.
 * Replaces the key there was.
 */
void rail_secret_store_save_async (const char *origin,
                                   const char *key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean rail_secret_store_save_finish (GAsyncResult *result,
                                        GError **error);

/* May ask the user to unlock the keyring. NULL without @error where there is no key. Transfer full. */
void rail_secret_store_load_async (const char *origin,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
char *rail_secret_store_load_finish (GAsyncResult *result,
                                     GError **error);

/* The same for a program without a main loop. */
char *rail_secret_store_load (const char *origin,
                              GCancellable *cancellable,
                              GError **error);

/* Whether there is one; nobody is asked to unlock anything. FALSE with @error, too. */
void rail_secret_store_find_async (const char *origin,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean rail_secret_store_find_finish (GAsyncResult *result,
                                        GError **error);

/* TRUE also where there was none. */
void rail_secret_store_forget_async (const char *origin,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean rail_secret_store_forget_finish (GAsyncResult *result,
                                          GError **error);
