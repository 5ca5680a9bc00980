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

/*
 * @folders are packs or hold packs; NULL = none. @rules: the organisation's file; NULL = that of the settings. NULL with @error where one cannot be
 * read; what is wrong inside goes to @problems. The organisation's rules are for the whole file or not at all.
 */
RailCoachGuard *rail_coach_guard_new (const char *const *folders,
                                      const char *rules,
                                      GPtrArray *problems,
                                      GError **error);

/* Of packs that are there already, such as the user's library: confirmed is what the preferences say. @packs (RailPack) is copied. */
RailCoachGuard *rail_coach_guard_new_for_packs (GPtrArray *packs,
                                                const char *rules,
                                                GPtrArray *problems,
                                                GError **error);

void rail_coach_guard_free (RailCoachGuard *self);

/* The only pack there is, whose aid is then taken to be what the text is about; NULL for none or several. */
const RailPack *rail_coach_guard_get_only_pack (const RailCoachGuard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCoachGuard, rail_coach_guard_free)
