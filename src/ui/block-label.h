/*
 * Puts a block's words into a label: its spans become Pango attributes, {placeholders} stand out, and nothing the author wrote is ever
 * read as markup. A label cannot be clicked at an attribute, so links are buttons below it.
 */

#pragma once

#include <gtk/gtk.h>

#include "library/aid.h"

void rail_block_label_set_block (GtkLabel *label,
                                 const RailBlock *block);

/* The same with a faint remark of the program behind the author's words; NULL for none. */
void rail_block_label_set_block_and_remark (GtkLabel *label,
                                            const RailBlock *block,
                                            const char *remark);

/* A wrapping label with the block's words; transfer floating. */
GtkWidget *rail_block_label_new (const RailBlock *block);

/* The block's words without a pair of quotation marks around all of them: what a person pastes into a chat. Transfer full. */
char *rail_block_label_dup_plain (const RailBlock *block);
