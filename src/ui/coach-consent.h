/*
 * What somebody is told before the first conversation: whether an AI answers or the reviewed aids themselves, where that runs, what is kept, that an
 * AI can be wrong. Nothing is asked of a model before it was answered.
 */

#pragma once

#include <gtk/gtk.h>

#define RAIL_TYPE_COACH_CONSENT (rail_coach_consent_get_type ())
G_DECLARE_FINAL_TYPE (RailCoachConsent, rail_coach_consent, RAIL, COACH_CONSENT, GtkWidget)

/* Signal "answered" (gboolean ai): whether a model may be asked; FALSE also where there is none and somebody begins. */

/* @place: where the models run, for people; NULL for the coach without a model. */
void rail_coach_consent_set_place (RailCoachConsent *self,
                                   const char *place);
