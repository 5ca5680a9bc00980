/*
 * What ranking looks at, and what a hit shows, of the aids that were candidates lately: with every key most of them are candidates again, and to
 * look a row up costs more than to rank it. For answer-list.
 */

#pragma once

#include "base/database.h"

typedef struct
{
  const char *title_tokens;
  const char *keyword_tokens;
  const char *keywords;
  const char *title;
  const char *pack;
  const char *aid;
  const char *task;
  const char *pack_title;  /* "" where the pack is not in the index */
  const char *body_tokens; /* NULL until bodies are asked for, and where there is none */
  gint64 priority;
  gint64 kind;
  gint64 reading;
  gint64 reviewed;
  gint64 review_every;
  gint64 stakes;
  glong title_length; /* in characters */
} RailAidRow;

typedef struct _RailAidRows RailAidRows;

/* @database is borrowed. */
RailAidRows *rail_aid_rows_new (RailDatabase *database);
void rail_aid_rows_free (RailAidRows *self);

/* Forgets what it knows of another state of the index. */
void rail_aid_rows_reset (RailAidRows *self);

/* So that what is kept stays small: to be called between two queries. What was read first goes first. */
void rail_aid_rows_trim (RailAidRows *self);

/* Makes rail_aid_rows_get() know all of @rowids (gint64) that are in the index; sorts them. */
gboolean rail_aid_rows_read (RailAidRows *self,
                             GArray *rowids,
                             gboolean bodies,
                             GError **error);

/* Borrowed until the next reset or trim; NULL for what is not in the index, or has not been read. */
const RailAidRow *rail_aid_rows_get (const RailAidRows *self,
                                     gint64 rowid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailAidRows, rail_aid_rows_free)
