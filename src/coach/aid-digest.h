/*
 * How often each word stands where in an aid, whatever its form (coach/word-stem.h): all that ranking needs to know of it. Immutable, reference
 * counted, any thread.
 */

#pragma once

#include "library/aid.h"

typedef enum
{
  RAIL_AID_FIELD_TITLE,
  RAIL_AID_FIELD_TASK,
  RAIL_AID_FIELD_KEYWORDS,
  RAIL_AID_FIELD_HEADINGS,
  RAIL_AID_FIELD_TEXT,
  RAIL_N_AID_FIELDS,
} RailAidField;

typedef struct
{
  gatomicrefcount ref_count;
  GHashTable *counts; /* stem -> guint[RAIL_N_AID_FIELDS] */
  guint lengths[RAIL_N_AID_FIELDS];
  gboolean coaches; /* a coach aid: it asks more than it says */
} RailAidDigest;

/* Of an aid without body: what its front matter says. */
RailAidDigest *rail_aid_digest_new (const RailAid *aid);
RailAidDigest *rail_aid_digest_ref (RailAidDigest *self);
void rail_aid_digest_unref (RailAidDigest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailAidDigest, rail_aid_digest_unref)
