/*
 * What was probably meant by a word that nobody wrote. Keeps the vocabulary of one index (search/vocabulary.h), read when it is first needed
 * from where the index has written it down (search/index-summary.h); until then there are no words. For
 * search-query.
 */

#pragma once

#include <gio/gio.h>

#include "base/database.h"

typedef struct _RailSpelling RailSpelling;

/* @database is borrowed. */
RailSpelling *rail_spelling_new (RailDatabase *database);
void rail_spelling_free (RailSpelling *self);

/* How many aids hold @token or a word that begins so, as far as the vocabulary knows. A reading that is interrupted goes on where it stopped. */
gboolean rail_spelling_count (RailSpelling *self,
                              const char *token,
                              guint *n,
                              GError **error);

/*
 * Words of the index (char *) that are nearly spelt like @token, or with @prefix begin nearly so, likeliest first, and stand in @at_least aids;
 * transfer full, maybe empty. NULL with @error.
 */
GPtrArray *rail_spelling_find (RailSpelling *self,
                               const char *token,
                               gboolean prefix,
                               guint at_least,
                               GCancellable *cancellable,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSpelling, rail_spelling_free)
