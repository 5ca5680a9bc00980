/*
 * Words that are people's names and everyday words as well, and the small words around a name that tell which of the two is meant. English, German, French,
 * Spanish, Italian, Portuguese; all folded as search does.
 */

#pragma once

#include <glib.h>

/* "will", "may", "rose", "koch". */
gboolean rail_everyday_words_contain (const char *word);

/* Months and days: "in May" is none, "May said" is. */
gboolean rail_everyday_words_is_calendar (const char *word);

/* Behind these a capital makes a thing, not a person: "the Rose", "der Koch". */
gboolean rail_everyday_words_is_determiner (const char *word);

/* "in", "since", "seit": in front of months and days. */
gboolean rail_everyday_words_is_time (const char *word);

/* "Mr", "Frau", "Mme": in front of people. */
gboolean rail_everyday_words_is_title (const char *word);

/* What people do: "is", "said", "hat". */
gboolean rail_everyday_words_is_deed (const char *word);
