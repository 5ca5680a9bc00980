/*
 * What a text must contain for a regular expression to match it: sets of literals, of each of which at least one stands in the text. The title
 * index asks the expression only then. It may always say less ("nothing is known: always ask"), never too much.
 */

#pragma once

#include <glib.h>

/*
 * GPtrArray of GPtrArray of char *: at least one of each inner array occurs in rail_text_fold_append_singly() of every NFC text that PCRE2 matches
 * with @expression, caselessly. Empty when nothing is known. @expression is NFC and has been compiled. Transfer full.
 */
GPtrArray *rail_required_literals_find (const char *expression);
