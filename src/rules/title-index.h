/*
 * Finds which of some thousand literals stand in a folded text, in little more than the time it takes to read the text: the rarest few
 * bytes of each literal, a bitmap over those, a hash table, then the literal itself. Which bytes are rare is learnt from the
 * literals: words that many rules ask for are the words of many titles.
 *
 * Each literal belongs to a slot, a number that means something to the caller. Immutable once it is sealed.
 */

#pragma once

#include <glib.h>

/* So many bytes before and behind a text are read too; zeros must stand there. */
#define RAIL_TITLE_INDEX_PADDING 8

typedef struct _RailTitleIndex RailTitleIndex;

RailTitleIndex *rail_title_index_new (void);
void rail_title_index_free (RailTitleIndex *self);

/*
 * @sets: GPtrArray of GPtrArray of char *, not empty; a text concerns @slot only if at least one literal of each set stands in it. One set is
 * enough to find it by, so only the rarest is kept when the index is sealed. FALSE when all have a literal that is too short: then every text
 * concerns @slot, and the caller must see to it. Keeps a reference.
 */
gboolean rail_title_index_add (RailTitleIndex *self,
                               guint slot,
                               GPtrArray *sets);

void rail_title_index_seal (RailTitleIndex *self);

/* @at is where the literal stands. A slot may be found many times. */
typedef void (*RailTitleIndexFunc) (guint slot,
                                    const char *at,
                                    gpointer data);

void rail_title_index_scan (const RailTitleIndex *self,
                            const char *text,
                            gsize length,
                            RailTitleIndexFunc found,
                            gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailTitleIndex, rail_title_index_free)
