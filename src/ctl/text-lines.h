/*
 * The queries or texts of a batch, a line each, from a file that may be anything: lines of any length are read in bounded memory, and what comes out is
 * valid UTF-8.
 */

#pragma once

#include <glib.h>

/* @line is without its end. FALSE with @error ends the batch. */
typedef gboolean (*RailTextLineFunc) (GString *line,
                                      gpointer user_data,
                                      GError **error);

/*
 * Each line of the file at @path, "-" for standard input, in order. A line is cut behind @max bytes, a byte order mark at the start is dropped, NUL becomes a
 * space. FALSE with what @visit said, or where the file cannot be read to its end.
 */
gboolean rail_text_lines_visit (const char *path,
                                gsize max,
                                RailTextLineFunc visit,
                                gpointer user_data,
                                GError **error);
