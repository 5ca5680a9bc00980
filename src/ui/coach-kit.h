/*
 * What conversations with the coach are made of, as the windows hold it: retrieval over the library, the guard with the packs' rules, the way out of
 * this computer with its ledger and switch, the models that are set up, and the people of the day's meetings, whose names do not leave.
 */

#pragma once

#include "coach/conversation.h"
#include "journal/journal.h"
#include "policy/policy.h"
#include "ui/agent-client.h"

#define RAIL_TYPE_COACH_KIT (rail_coach_kit_get_type ())
G_DECLARE_FINAL_TYPE (RailCoachKit, rail_coach_kit, RAIL, COACH_KIT, GObject)

/* @journal may be NULL when it could not be opened: then nothing leaves, for it could not be noted. Signal "ready" (no arguments). */
RailCoachKit *rail_coach_kit_new (RailLibrary *library,
                                  RailPolicy *policy,
                                  RailJournal *journal,
                                  RailAgentClient *client);

/* Somebody is about to talk: has the guard read, in a thread, once; "ready" comes then. */
void rail_coach_kit_load_guard (RailCoachKit *self);

/* Whether the aids and the guard are read, and the agent has told whose names to keep back or is not there to tell. */
gboolean rail_coach_kit_is_ready (RailCoachKit *self);

/* Asks the keyring, which may ask the user: only once the models may be asked. Until it has answered nothing is ready; "ready" comes then. */
void rail_coach_kit_load_keys (RailCoachKit *self);

/*
 * For one conversation, as everything stands now: borrowed until the next call, before which the conversation has to go. Once it is ready; NULL
 * with @error where the guard cannot be read: then nobody may talk.
 */
const RailCoachParts *rail_coach_kit_prepare (RailCoachKit *self,
                                              GError **error);

/* Where the models run, for people: "models.example.org", "this computer"; NULL where there is none. Transfer full. */
char *rail_coach_kit_dup_place (RailCoachKit *self);

/* Their names: “Our own model”; NULL where there is none. Transfer full. */
char *rail_coach_kit_dup_model (RailCoachKit *self);

/* Whether all of them may be asked; and, without one, whether the coach was explained. */
RailConsent rail_coach_kit_get_consent (RailCoachKit *self);
void rail_coach_kit_set_consent (RailCoachKit *self,
                                 gboolean given);

/* The way out, also for trying a model out; NULL without a journal. Borrowed. */
RailHttpClient *rail_coach_kit_get_client (RailCoachKit *self);

/* Before the journal is closed: nothing leaves from here on. */
void rail_coach_kit_close (RailCoachKit *self);
