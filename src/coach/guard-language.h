/*
 * The languages that the guard knows, and which of them a sentence is in, by its function words. A phrase or a piece of a word that says something in
 * one language is often an everyday one in another. Where the words are too few, or of two languages, all that may be meant hold: doubt
 * must not make a stop unseen. Pure.
 */

#pragma once

#include "coach/guard-text.h"

typedef enum
{
  RAIL_GUARD_EN,
  RAIL_GUARD_DE,
  RAIL_GUARD_FR,
  RAIL_GUARD_ES,
  RAIL_GUARD_IT,
  RAIL_GUARD_PT,
} RailGuardLanguage;

#define RAIL_GUARD_N_LANGUAGES (RAIL_GUARD_PT + 1)
#define RAIL_GUARD_ALL_LANGUAGES ((1u << RAIL_GUARD_N_LANGUAGES) - 1)

/* "en". */
const char *rail_guard_language_get_code (RailGuardLanguage self);

/* "pt", "pt-BR" or "pt_PT"; FALSE for a language that the guard does not know. */
gboolean rail_guard_language_parse (const char *code,
                                    RailGuardLanguage *language);

/* One bit for each language that the words from @first up to and without @end may be in: never none. */
guint rail_guard_language_recognise (const RailGuardText *text,
                                     guint first,
                                     guint end);
