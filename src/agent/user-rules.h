/*
 * The user's own triggers while the agent runs: kept in the journal, parsed like an author's, part of the rules as long as their aid is
 * there. A pack that is away for a while takes nothing with it.
 */

#pragma once

#include "journal/own-triggers.h"
#include "library/library.h"
#include "rules/trigger-draft.h"

typedef struct _RailUserRules RailUserRules;

/* Borrows its collaborators, which outlive it. */
RailUserRules *rail_user_rules_new (RailJournal *journal,
                                    RailLibrary *library);
void rail_user_rules_free (RailUserRules *self);

gboolean rail_user_rules_load (RailUserRules *self,
                               GError **error);

/* Adds those whose aid is in the library to @triggers (RailTrigger). */
void rail_user_rules_append (RailUserRules *self,
                             GPtrArray *triggers);

/* All, also those whose aid is away: RailTrigger in the order they were made; borrowed. */
GPtrArray *rail_user_rules_get_triggers (RailUserRules *self);

/* Those whose condition can no longer be read: RailOwnTrigger; they can only be removed. Borrowed. */
GPtrArray *rail_user_rules_get_unreadable (RailUserRules *self);

/* Adds an error for each kept condition that can no longer be read. */
void rail_user_rules_add_problems (RailUserRules *self,
                                   GPtrArray *problems);

/*
 * Keeps @draft for an aid and returns its trigger, borrowed; the same draft twice is one. NULL with RAIL_ERROR_INVALID, _NOT_FOUND, or _BUSY
 * while the library is not loaded yet.
 */
RailTrigger *rail_user_rules_add (RailUserRules *self,
                                  const RailTriggerDraft *draft,
                                  const char *pack,
                                  const char *aid,
                                  gint64 now,
                                  GError **error);

/* FALSE if there is none such. */
gboolean rail_user_rules_remove (RailUserRules *self,
                                 const char *pack,
                                 const char *aid,
                                 const char *trigger);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailUserRules, rail_user_rules_free)
