/*
 * Whether a question may go to a model, and what a model said to a person: decided here, in code, before anything leaves the computer.
 * Two means together: phrases with their exceptions (guard-rules), and a linear model for what no phrase foresaw (guard-model). What they found
 * (guard-evidence) is weighed here, and a person named for what needs one.
 * The built-in floor always holds; organisation and packs can only add to it. Pure and immutable: the same text gets the same answer, on any thread.
 */

#pragma once

#include "coach/guard-rules.h"

typedef struct _RailGuard RailGuard;

/* A pack that may have guard rules. */
typedef struct
{
  const RailPack *pack;
  RailGuardRules *rules; /* NULL = none */
  gboolean approved;     /* pinned by the organisation or confirmed by the user: its domains count */
} RailGuardSource;

typedef struct
{
  RailGuardVerdict verdict;
  RailGuardCategory category; /* of stop and caution; else RAIL_GUARD_NONE */
  const char *reason;         /* one sentence for people; static */
  double score;               /* how sure, 0 to 1; 1 for a phrase */
  GArray *spans;              /* RailGuardSpan, in order: what weighed */
  char *contact;              /* the key of the human contact; NULL for refuse and ok */
  char *contact_pack;         /* the id of the pack whose contact it is; NULL = the organisation's, or nobody named */
  RailContact *person;        /* the organisation's, if it named somebody for that key; NULL else */
} RailGuardResult;

/*
 * The built-in floor alone. Reading it takes some 60 ms of processor time: a window does that in a thread. NULL with @error when it cannot be read: then
 * no text may pass.
 */
RailGuard *rail_guard_new (GError **error);

/*
 * A guard with more rules than @floor, which it shares, so that this takes little. @policy and @sources may be NULL; what they hold is kept. A @policy
 * that is closed (guard-policy.h) refuses all that is no stop. Transfer full.
 */
RailGuard *rail_guard_extend (RailGuard *floor,
                              RailGuardRules *policy,
                              const RailGuardSource *sources,
                              guint n_sources);

RailGuard *rail_guard_ref (RailGuard *self);
void rail_guard_unref (RailGuard *self);

/*
 * The floor's rules hold for the languages that a sentence may be in (guard-language.h). @language: that of the conversation, as in "pt-BR", or NULL:
 * where a sentence's own is in doubt, look-alikes of others do not hold.
 * @pack: the id of the pack whose aid is being talked about, whose contacts then serve, or NULL. Transfer full.
 */
RailGuardResult *rail_guard_check (const RailGuard *self,
                                   const char *text,
                                   gsize length,
                                   const char *language,
                                   RailGuardSide side,
                                   const char *pack);

void rail_guard_result_free (RailGuardResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuard, rail_guard_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuardResult, rail_guard_result_free)
