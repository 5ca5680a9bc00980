/*
 * The guard that the packs of a command line make, for the verbs of the coach. A folder named there counts as confirmed by the user.
 */

#pragma once

#include "coach/guard.h"

typedef struct
{
  GPtrArray *packs; /* RailPack */
  RailGuard *guard;
} RailCoachGuard;

/* @folders are packs or hold packs; NULL = none. NULL with @error where one cannot be read; what is wrong inside goes to @problems. */
RailCoachGuard *rail_coach_guard_new (const char *const *folders,
                                      GPtrArray *problems,
                                      GError **error);

/* Of packs that are there already, which nobody has confirmed here. @packs (RailPack) is copied. */
RailCoachGuard *rail_coach_guard_new_for_packs (GPtrArray *packs,
                                                GPtrArray *problems,
                                                GError **error);

void rail_coach_guard_free (RailCoachGuard *self);

/* The only pack there is, whose aid is then taken to be what the text is about; NULL for none or several. */
const RailPack *rail_coach_guard_get_only_pack (const RailCoachGuard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCoachGuard, rail_coach_guard_free)
