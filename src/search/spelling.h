/*
 * What was probably meant by a word that nobody wrote. Keeps the vocabulary of one index (search/vocabulary.h), read when it is first needed. For
 * search-query.
 */

#pragma once

#include <gio/gio.h>

#include "base/database.h"

typedef struct _RailSpelling RailSpelling;

/* @database is borrowed. */
RailSpelling *rail_spelling_new (RailDatabase *database);
void rail_spelling_free (RailSpelling *self);

/* The index has changed: its words are to be read again. */
void rail_spelling_reset (RailSpelling *self);

/*
 * Words of the index (char *) that are nearly spelt like @token, or with @prefix begin nearly so, likeliest first; shared, maybe empty.
 * NULL with @error. A reading that is interrupted goes on where it stopped.
 */
GPtrArray *rail_spelling_find (RailSpelling *self,
                               const char *token,
                               gboolean prefix,
                               GCancellable *cancellable,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSpelling, rail_spelling_free)
