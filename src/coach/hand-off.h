/*
 * To a person instead of a model: whom to turn to, and a text the user may send by their own hand. The preparation asks three questions, and
 * what is said goes into that text and nowhere else: nothing of it leaves this computer, so nothing is redacted either.
 */

#pragma once

#include "coach/guard.h"
#include "coach/guided.h"
#include "library/library.h"

/* Whom the guard named. Where neither the organisation nor a pack names anybody, @name says whom to look for. */
typedef struct
{
  char *name;  /* never NULL */
  char *email; /* NULL if none */
  char *note;  /* NULL if none */
} RailHandOffContact;

/* For a verdict with a contact; transfer full. */
RailHandOffContact *rail_hand_off_contact_find (RailLibrary *library,
                                                const RailGuardResult *result);
void rail_hand_off_contact_free (RailHandOffContact *self);

typedef struct _RailHandOff RailHandOff;

/* @words: the user's, as they said them. */
RailHandOff *rail_hand_off_new (RailGuardCategory category,
                                const char *words);
void rail_hand_off_free (RailHandOff *self);

RailGuardCategory rail_hand_off_get_category (const RailHandOff *self);

/* First the offer to prepare, then the questions; NULL once there is nothing more to ask. Transfer full. */
RailGuidedTurn *rail_hand_off_dup_turn (const RailHandOff *self);

/* Whether @words are an answer to what stands; FALSE where the offer was not taken up. */
gboolean rail_hand_off_takes (const RailHandOff *self,
                              const char *words);

/* FALSE where they are not. */
gboolean rail_hand_off_reply (RailHandOff *self,
                              const char *words);

/* With what was answered so far; transfer full. */
char *rail_hand_off_dup_draft (const RailHandOff *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailHandOffContact, rail_hand_off_contact_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailHandOff, rail_hand_off_free)
