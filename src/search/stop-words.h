/*
 * Words that say nothing of what is looked for ("how do I", "wie kann ich"). A search need not find them, and they weigh next to nothing; where
 * nothing else was typed they are words like any other. In the languages of the guard: English, German, French, Spanish, Italian, Portuguese.
 */

#pragma once

#include <glib.h>

/* @token as search/search-text.h makes them. */
gboolean rail_stop_words_contain (const char *token);
