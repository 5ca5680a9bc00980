/*
 * An agent on the private bus that answers what a test tells it and remembers what it was asked. Only for tests of the windows: what the
 * real agent does is tested with the real agent.
 */

#pragma once

#include <gio/gio.h>

typedef struct _FakeAgent FakeAgent;

/* Owns the agent's name before it returns. */
FakeAgent *fake_agent_new (void);
void fake_agent_free (FakeAgent *self);

/* Lists are aa{sv} in GVariant text form, as in the agent's interface. Setting the nudges announces them. */
void fake_agent_set_nudges (FakeAgent *self,
                            const char *nudges);
void fake_agent_set_agenda (FakeAgent *self,
                            const char *agenda);
void fake_agent_set_fitting (FakeAgent *self,
                             const char *fitting);
void fake_agent_set_problems (FakeAgent *self,
                              const char *problems);
void fake_agent_set_providers (FakeAgent *self,
                               const char *providers);
void fake_agent_set_mutes (FakeAgent *self,
                           const char *mutes);
void fake_agent_set_people (FakeAgent *self,
                            const char *const *people);
void fake_agent_set_drafts (FakeAgent *self,
                            const char *drafts);

/* What is offered for a reminder; and that the journal holds other next steps. */
void fake_agent_set_reminder (FakeAgent *self,
                              const char *kind,
                              gint64 moment,
                              const char *meeting);
void fake_agent_tell_next_steps (FakeAgent *self);

/* Announces them. */
void fake_agent_set_triggers (FakeAgent *self,
                              const char *triggers);

/* What each preview finds; or the sentence that refuses every draft, NULL for none. */
void fake_agent_set_preview (FakeAgent *self,
                             gboolean holds,
                             const char *meetings);
void fake_agent_set_refusal (FakeAgent *self,
                             const char *refusal);

void fake_agent_set_shown_today (FakeAgent *self,
                                 guint shown);

/* What becomes of the list when this nudge is opened: NULL refuses. */
void fake_agent_set_nudges_once_opened (FakeAgent *self,
                                        const char *nudges);

/* Calls since the last look, such as "CloseNudge n1 done", one a line; transfer full. NudgePainted comes without its time. */
char *fake_agent_take_calls (FakeAgent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeAgent, fake_agent_free)
