/*
 * What one question to the coach needs, for `handrailctl coach ask`: packs, guard, an index to look passages up in, and where wanted one endpoint.
 * The packs named make an index of their own in a scratch folder, removed with the session; else it is the user's library.
 */

#pragma once

#include "coach/conversation.h"

typedef struct _RailCoachSession RailCoachSession;

/* @folders: NULL for the user's library. @rules: as for rail_coach_guard_new(). NULL with @error; what is wrong inside packs goes to @problems. */
RailCoachSession *rail_coach_session_new (const char *const *folders,
                                          const char *rules,
                                          GPtrArray *problems,
                                          GError **error);
void rail_coach_session_free (RailCoachSession *self);

/* Asks one more model over @client, the same for all, which must live as long. @endpoint is consumed; @key, or NULL, is for its origin only. */
void rail_coach_session_add_endpoint (RailCoachSession *self,
                                      RailHttpClient *client,
                                      RailEndpoint *endpoint,
                                      const char *key);

/* What does not leave: the people of the user's calendars, and the words of the user's own list. NULL-terminated; both are copied. */
void rail_coach_session_set_private (RailCoachSession *self,
                                     const char *const *names,
                                     const char *const *words);

/* Borrowed. */
const RailCoachParts *rail_coach_session_get_parts (RailCoachSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCoachSession, rail_coach_session_free)
