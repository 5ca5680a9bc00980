/*
 * What stands between the wildcards of a pattern: * is any text, ? any one character, over the whole folded text. A pattern without
 * wildcards is read here too, since a backslash takes * ? \ literally in both.
 */

#pragma once

#include <glib.h>

typedef struct _RailGlob RailGlob;

/* @source is valid UTF-8. */
RailGlob *rail_glob_new (const char *source);
void rail_glob_free (RailGlob *self);

/* The folded text of a pattern without wildcards, NULL if there is one; transfer none. */
const char *rail_glob_get_plain (const RailGlob *self);

/* The folded texts between wildcards, each of which every text that matches contains: char *, none empty; transfer none. */
GPtrArray *rail_glob_get_literals (const RailGlob *self);

/* Costs text times pattern at most. */
gboolean rail_glob_matches (const RailGlob *self,
                            const char *folded,
                            gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGlob, rail_glob_free)
