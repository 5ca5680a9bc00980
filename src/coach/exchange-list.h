/*
 * What a model was asked in a conversation and what it said, as far as it left this computer: redacted. Only this is ever told a model again; what
 * went to a person, was refused or was said to the guided coach is not in it.
 */

#pragma once

#include "coach/prompt.h"

typedef struct _RailExchangeList RailExchangeList;

RailExchangeList *rail_exchange_list_new (void);
void rail_exchange_list_free (RailExchangeList *self);

/* The oldest make room. */
void rail_exchange_list_add (RailExchangeList *self,
                             const char *question,
                             const char *answer);
void rail_exchange_list_drop_last (RailExchangeList *self);

/* Oldest first; borrowed until the next change. */
const RailTurn *rail_exchange_list_get_turns (RailExchangeList *self);
guint rail_exchange_list_get_n_turns (RailExchangeList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailExchangeList, rail_exchange_list_free)
