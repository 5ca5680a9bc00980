/*
 * A text as the journal keeps what somebody typed or chose: one line, valid, white space in order, no longer than it may be.
 */

#pragma once

#include <glib.h>

/* Cut between characters; "" where nothing is left. Transfer full. */
char *rail_text_line_new (const char *text,
                          glong max_chars);
