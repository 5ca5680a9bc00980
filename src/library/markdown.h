/*
 * The body of an aid: CommonMark with task lists (md4c), flattened into the blocks a card draws. What CommonMark knows and a card does
 * not is made plain: a code block is a paragraph in code, raw HTML is an error and stands as the characters it is written in, a ruler
 * is nothing. Called by the aid parser.
 */

#pragma once

#include "library/aid.h"

/* Lists and quotes in one another. */
#define RAIL_MARKDOWN_MAX_DEPTH 6

/*
 * Reads @length bytes of valid UTF-8 @data, whose first line is line @first_line of @file. Blocks that break a rule are left out after
 * adding an error; NULL only when the rest cannot be trusted to be complete. GPtrArray of RailBlock, transfer full.
 */
GPtrArray *rail_markdown_parse (const char *data,
                                gsize length,
                                const char *file,
                                guint first_line,
                                GPtrArray *problems);
