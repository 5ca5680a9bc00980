/*
 * The abbreviations behind whose full stop a sentence goes on, whatever follows: titles before names, "approx.", "z. B." and their like, in English, German,
 * French, Spanish, Italian and Portuguese. What also ends sentences, such as "etc.", is not one of them.
 */

#pragma once

#include <glib.h>

/* @word: UTF-8 of @length bytes, without the full stop, in letters of either size. */
gboolean rail_abbreviation_is_one (const char *word,
                                   gsize length);
