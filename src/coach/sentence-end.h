/*
 * Where the first sentence of a text that is still coming ends: not behind "e.g.", "z. B.", "M. Dupont", "3.5" or the number of a list item, and with the
 * marks that follow it ("… first. [1]"). English, German, French, Spanish, Italian, Portuguese, and the full stops of Chinese and Japanese. Source: Unicode Standard
 * Annex 29, section 5, for the idea; the abbreviations are ours.
 */

#pragma once

#include <glib.h>

/*
 * Bytes of the first sentence with the white space behind it, 0 where that cannot be said yet. @begins_line: the text is at the start of a
 * line. @is_last: no more will come. @language as in "pt-BR", or NULL. Never 0 for a text that is the last and not empty.
 */
gsize rail_sentence_end_find (const char *text,
                              gboolean begins_line,
                              gboolean is_last,
                              const char *language);
