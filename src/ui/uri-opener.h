/*
 * Opens what an aid points at, only on a click of the user: web pages and mail addresses, and files that lie inside the
 * aid's own pack. Anything else an aid may have written is left alone.
 */

#pragma once

#include <gtk/gtk.h>

/* http, https or mailto. */
gboolean rail_uri_opener_accepts (const char *uri);

/* Does nothing for a URI it does not accept. */
void rail_uri_opener_open (GtkWidget *from,
                           const char *uri);

void rail_uri_opener_write_to (GtkWidget *from,
                               const char *address);

/* The path of @target below @folder, or NULL if it leads out of it or does not exist. Transfer full. */
char *rail_uri_opener_dup_pack_file (const char *folder,
                                     const char *target);

/* A file of the pack, such as a video, in the application the user has for it. */
void rail_uri_opener_open_file (GtkWidget *from,
                                const char *path);
