/*
 * The queries or texts of a batch, a line each, from a file that may be anything: lines of any length are read in bounded memory, and what comes out is
 * valid UTF-8.
 */

#pragma once

#include <stdio.h>

#include <glib.h>

/*
 * The next line without its end; FALSE at the end of the file and on a read error (ferror()). A line is cut behind @max bytes, a byte order
 * mark at the start of @stream is dropped, NUL becomes a space.
 */
gboolean rail_text_lines_read (FILE *stream,
                               gboolean first,
                               gsize max,
                               GString *line);
