/*
 * The first few rows of each word asked for, kept until the index changes: with every key most words of a query stay the same. Rows come in
 * rowid order, so that they are the best in static rank; fewer than there is room for are all there are, and where the last of a full head
 * stands says how many follow. For search-query and candidates.
 */

#pragma once

#include "base/database.h"

#define RAIL_POSTING_HEAD_MAX 64

typedef enum
{
  RAIL_POSTINGS_OF_TITLES,
  RAIL_POSTINGS_OF_BODIES,
} RailPostingsField;

typedef struct
{
  guint n;         /* fewer than RAIL_POSTING_HEAD_MAX: all of them */
  gint64 rowids[]; /* ascending */
} RailPostingHead;

typedef struct _RailPostingHeads RailPostingHeads;

/* @database is borrowed. */
RailPostingHeads *rail_posting_heads_new (RailDatabase *database);
void rail_posting_heads_free (RailPostingHeads *self);

/* Forgets what it knows of another state of the index, and counts the aids of this one. */
gboolean rail_posting_heads_reset (RailPostingHeads *self,
                                   GError **error);

/* So that what is kept stays small: to be called between two queries. */
void rail_posting_heads_trim (RailPostingHeads *self);

/* Of the aids that match @expression (search/match-expression.h); borrowed until the next reset or trim. NULL with @error. */
const RailPostingHead *rail_posting_heads_get (RailPostingHeads *self,
                                               RailPostingsField field,
                                               const char *expression,
                                               GError **error);

/* What finding a word says that only the aids of @head hold: 16 times the binary logarithm of its rarity, at least 16. */
guint rail_posting_heads_get_weight (const RailPostingHeads *self,
                                     const RailPostingHead *head);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPostingHeads, rail_posting_heads_free)
