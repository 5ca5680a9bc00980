/*
 * All the patterns that a rule set tries on one kind of text: application ids, titles or addresses. The same pattern written in many rules is
 * one slot here. Plain patterns and globs are decided on the folded text; regular expressions come last, only those whose literals the
 * text has, and only if the rule set still wants to know.
 *
 * It remembers the last answers, so it is not for several threads at once.
 */

#pragma once

#include "rules/pattern.h"

typedef struct _RailFieldMatcher RailFieldMatcher;

RailFieldMatcher *rail_field_matcher_new (void);
void rail_field_matcher_free (RailFieldMatcher *self);

/* The slot of @pattern, which is kept. A regular expression has a slot of its own, since each of them may be switched off on its own. */
guint rail_field_matcher_add (RailFieldMatcher *self,
                              RailPattern *pattern);

/* After the last one is added. */
void rail_field_matcher_seal (RailFieldMatcher *self);

guint rail_field_matcher_get_n_slots (const RailFieldMatcher *self);

/* Forgets the texts looked at. */
void rail_field_matcher_clear (RailFieldMatcher *self);

/* Whether the answer of a regular expression matters. */
typedef gboolean (*RailFieldMatcherFunc) (guint slot,
                                          gpointer data);

/* Looks at one more text, valid UTF-8 of at most RAIL_TEXT_MAX_BYTES. @wanted may be NULL: all are. */
void rail_field_matcher_look_at (RailFieldMatcher *self,
                                 const char *text,
                                 RailFieldMatcherFunc wanted,
                                 gpointer data);

/* The slots that match any text looked at, each once: guint32, transfer none. */
GArray *rail_field_matcher_get_hits (const RailFieldMatcher *self);

gboolean rail_field_matcher_has_hit (const RailFieldMatcher *self,
                                     guint slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailFieldMatcher, rail_field_matcher_free)
