/*
 * One aid found, as everybody who shows results needs it: the search window, the desktop's search, handrailctl. Immutable once made.
 */

#pragma once

#include <glib-object.h>

#include "library/aid.h"

/* By what the aid was found, the best of several. The order is that of trust, not of rank. */
typedef enum
{
  RAIL_SEARCH_BY_TITLE,
  RAIL_SEARCH_BY_KEYWORD,
  RAIL_SEARCH_BY_BODY,
  RAIL_SEARCH_BY_TYPO, /* a word was taken for another that is spelt nearly so */
} RailSearchMatch;

#define RAIL_TYPE_SEARCH_HIT (rail_search_hit_get_type ())
G_DECLARE_FINAL_TYPE (RailSearchHit, rail_search_hit, RAIL, SEARCH_HIT, GObject)

/* Read by everybody, filled by search/search-query.c only. */
struct _RailSearchHit
{
  GObject parent_instance;

  char *pack;
  char *aid;
  char *title;
  char *task;
  char *pack_title;
  char *keyword; /* the keyword it was found by, as the author wrote it; NULL if by something else */
  RailAidKind kind;
  RailSearchMatch match;
  guint reading_seconds;
  GDate reviewed;
  guint review_every; /* days */
  gboolean high_stakes;
  int score; /* higher is better; comparable within one result only */
};

RailSearchHit *rail_search_hit_new (const char *pack,
                                    const char *aid);

/* "pack/aid", the name by which uses and what fits now are told to a search; transfer full. */
char *rail_search_hit_dup_path (const RailSearchHit *self);

/* As rail_aid_get_days_overdue(). */
int rail_search_hit_get_days_overdue (const RailSearchHit *self,
                                      gint64 now,
                                      GTimeZone *zone);
