/*
 * What is asked of a search, and what comes back. A request is a value: it can be handed to another thread.
 */

#pragma once

#include <gio/gio.h>

/* Longer ones are cut at a character boundary: nobody types them, somebody pastes them. */
#define RAIL_SEARCH_MAX_WORDS_BYTES 1024

typedef struct
{
  char *words; /* as typed */
  guint limit;
  gint64 now;
  GHashTable *recent;  /* "pack/aid" -> gint64 * moment of the last use; may be NULL */
  GHashTable *fitting; /* set of "pack/aid" whose conditions hold now; may be NULL */
  gboolean as_spelt;   /* no word is taken for a mistake: for whole sentences, of which other words find the aid */
} RailSearchRequest;

/* The tables are referenced and may not change any more. Words may be mended (@as_spelt is FALSE). */
RailSearchRequest *rail_search_request_new (const char *words,
                                            guint limit,
                                            gint64 now,
                                            GHashTable *recent,
                                            GHashTable *fitting);
void rail_search_request_free (RailSearchRequest *self);

typedef struct
{
  GPtrArray *hits;  /* RailSearchHit, best first; never NULL */
  gboolean partial; /* the index is missing or still being built: titles and keywords were searched, bodies were not */
  char *corrected;  /* the words as they were understood where the first hits are those of a mended typo, else NULL */
  char *unknown;    /* then: of the words typed those that were replaced, unless some aid holds one of them; else NULL */
  char *replaced;   /* and those that stand for them in the first hit */
} RailSearchResult;

RailSearchResult *rail_search_result_new (void);
void rail_search_result_free (RailSearchResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSearchRequest, rail_search_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSearchResult, rail_search_result_free)
