/*
 * What is left of markup in one sentence of an answer, made plain: bold stays as "**", list items begin with "- " or "1. ", headings, quotes, rules,
 * emphasis, strikes, escapes and the brackets of links go. Behind coach/plain-text.h, before anybody sees it.
 */

#pragma once

#include <glib.h>

/*
 * @begins_line: the sentence is the first one of its line. @bold: whether the one before left bold open; each sentence has its marks in pairs, and bold
 * ends with the line. Transfer full.
 */
char *rail_plain_marks_tidy (const char *sentence,
                             gboolean begins_line,
                             gboolean *bold);
