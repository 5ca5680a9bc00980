/*
 * The lines an iCalendar file is made of: NAME;PARAMETER=VALUE:VALUE, folded over several lines of the file. A reader walks over
 * borrowed bytes and hands out one unfolded line at a time with the number of its first line in the file, so that a
 * problem can say where it is. It copies a line only where it was folded. Sources: RFC 5545 section 3.1, RFC 6868.
 */

#pragma once

#include <glib.h>

typedef struct _RailContentReader RailContentReader;

typedef struct
{
  guint line; /* 1-based, in the file */
  const char *name;
  gsize name_length;
  const char *parameters; /* from the first ';' to the ':' */
  gsize parameters_length;
  const char *value; /* NULL where the line has no ':' */
  gsize value_length;
} RailContentLine;

/* @data must outlive the reader; its first line is line @first_line of the file. */
RailContentReader *rail_content_reader_new (const char *data,
                                            gsize length,
                                            guint first_line);

void rail_content_reader_free (RailContentReader *self);

/* The next line that is not blank, valid until the call after; FALSE at the end. */
gboolean rail_content_reader_next (RailContentReader *self,
                                   RailContentLine *line);

/* Caseless, as all names and most enumerated values are. */
gboolean rail_content_line_has_name (const RailContentLine *self,
                                     const char *name);
gboolean rail_content_line_has_value (const RailContentLine *self,
                                      const char *value);

/* The first parameter of that name without its quotes, valid UTF-8; NULL where there is none. Transfer full. */
char *rail_content_line_dup_parameter (const RailContentLine *self,
                                       const char *name);

/* The raw value, valid UTF-8 and without white space around it: for everything that is not a text. Transfer full. */
char *rail_content_line_dup_value (const RailContentLine *self);

/* The value of a text property: unescaped, valid UTF-8, at most @max_bytes. Transfer full. */
char *rail_content_line_dup_text (const RailContentLine *self,
                                  gsize max_bytes);

/* Appends the texts of a comma separated list, as above, at most @max_texts of them and never an empty one. */
void rail_content_line_append_texts (const RailContentLine *self,
                                     gsize max_bytes,
                                     guint max_texts,
                                     GPtrArray *texts);

/* @text as a message may quote it: printable, and its beginning only where it is long. Transfer full. */
char *rail_content_quote (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailContentReader, rail_content_reader_free)
