/*
 * Tells the lines of a text by places in it: md4c speaks in pointers, authors in lines. Called by the Markdown reader.
 */

#pragma once

#include <glib.h>

typedef struct _RailSourceLines RailSourceLines;

/* @data is borrowed and outlives it; its first line is line @first_line of the file. */
RailSourceLines *rail_source_lines_new (const char *data,
                                        gsize length,
                                        guint first_line);

void rail_source_lines_free (RailSourceLines *self);

/* The line that byte @offset stands in. */
guint rail_source_lines_get_line (const RailSourceLines *self,
                                  gsize offset);

/* Whether @text is a place in the source at all: md4c also hands out constants of its own. */
gboolean rail_source_lines_find (const RailSourceLines *self,
                                 const char *text,
                                 gsize *offset);

/* The first line with words at or after @offset, whose own line is left out unless it stands at its start. */
guint rail_source_lines_guess_next (const RailSourceLines *self,
                                    gsize offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSourceLines, rail_source_lines_free)
