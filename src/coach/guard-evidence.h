/*
 * What speaks against a text, before anybody decides: the phrases of the rules that are in it and are not excused, and what the model makes of its
 * sentences, window by window, each in the languages it may be in. Gathered for the guard, which weighs it; plain values of its own thread.
 */

#pragma once

#include "coach/guard-layers.h"
#include "coach/guard-model.h"

typedef struct
{
  RailGuardText *text;
  GArray *spans; /* RailGuardSpan, in no order: what weighed so far, the phrases; only the first few */

  const RailGuardEscalation *escalation; /* of the phrase that weighs most; NULL where there is none. Borrowed from the layers */
  const RailPack *escalation_pack;       /* whose rule that is; NULL for the floor and the organisation */
  gboolean added;                        /* a phrase that an organisation or a pack has added was found */

  /* The window that weighs most; without a weight there is none, and it is empty. */
  guint first;
  guint end;
  RailGuardLanguage language; /* it was read in */
  RailGuardOdds odds;
  double flagged;      /* its weight: stop and caution together */
  gboolean look_alike; /* one stands in it */

  double off_topic; /* the least of all windows; 1 for no words */
} RailGuardEvidence;

/* @language: that of the conversation or NULL, as for rail_guard_check(). @layers must outlive what is returned. Transfer full. */
RailGuardEvidence *rail_guard_evidence_new (const RailGuardLayers *layers,
                                            const RailGuardModel *model,
                                            const char *text,
                                            gsize length,
                                            const char *language,
                                            RailGuardSide side);
void rail_guard_evidence_free (RailGuardEvidence *self);

/* Adds the words of the heaviest window to the spans that made @model think of @category at @verdict. */
void rail_guard_evidence_add_words (RailGuardEvidence *self,
                                    const RailGuardModel *model,
                                    RailGuardCategory category,
                                    RailGuardVerdict verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuardEvidence, rail_guard_evidence_free)
