/*
 * What each single character folds to, for base/text-fold.h, which asks once for every character of every window title. The answers are
 * GLib's own, asked for once for a page of 256 characters when a first one of them is met: so the table knows exactly the Unicode version
 * that everything else here knows, and costs one KiB for each page of characters that are really in use.
 *
 * Every function may be called from any thread.
 */

#pragma once

#include <glib.h>

/* Flags of a fold; without RAIL_FOLD_EXPANDS the rest is the one character it folds to. */
#define RAIL_FOLD_JOINS (1u << 31)    /* normalization may reorder it, or compose it with what stands before */
#define RAIL_FOLD_EXPANDS (1u << 30)  /* it folds to more than one character: rail_fold_table_get_expansion() */
#define RAIL_FOLD_DENORMAL (1u << 29) /* its NFC is not itself */
#define RAIL_FOLD_CHARACTER 0x1fffffu

/* How @character, a valid code point, folds when it stands alone. White space folds to a space. */
guint32 rail_fold_table_look_up (gunichar character);

/* The UTF-8 text that @character folds to. Only for those with RAIL_FOLD_EXPANDS. */
const char *rail_fold_table_get_expansion (gunichar character);

/* Folds @length bytes of valid UTF-8 as a whole, whatever joins in them; white space stays as it is. Transfer full. */
char *rail_fold_table_fold_joined (const char *valid,
                                   gsize length);

/* Unicode's White_Space: GLib leaves out the vertical tab and the next-line control. */
gboolean rail_fold_table_is_white (gunichar character);
