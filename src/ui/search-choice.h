/*
 * One line of the search window: an aid that was found, one that fits right now, or the offer to note what is missing. Words for people, made
 * once; the list only draws them.
 */

#pragma once

#include "library/pack.h"
#include "search/search-hit.h"

typedef struct
{
  char *section; /* the heading it stands below */
  char *pack;    /* NULL where there is no aid: what is missing */
  char *aid;
  char *occurrence_key; /* of the meeting it is opened for, or "" */
  char *series_key;
  char *title;
  char *facts;
  char *overdue;    /* “Review overdue since …”; NULL while in date */
  const char *icon; /* static */
} RailSearchChoice;

RailSearchChoice *rail_search_choice_new_for_hit (const RailSearchHit *hit,
                                                  const char *section,
                                                  gint64 now);

/* @reason in place of its kind and length: why it is offered; NULL for none. @pack_title likewise. */
RailSearchChoice *rail_search_choice_new_for_aid (const RailAid *aid,
                                                  const char *pack_title,
                                                  const char *section,
                                                  const char *reason,
                                                  gint64 now);

/* The offer to note that these words found nothing; or, once they are @noted, to take that back. */
RailSearchChoice *rail_search_choice_new_for_missing (const char *words,
                                                      gboolean noted);
void rail_search_choice_free (RailSearchChoice *self);

/* Whether both lead to the same. */
gboolean rail_search_choice_equal (const RailSearchChoice *one,
                                   const RailSearchChoice *other);

/* Everything the line says, for screen readers; transfer full. */
char *rail_search_choice_dup_spoken (const RailSearchChoice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSearchChoice, rail_search_choice_free)
