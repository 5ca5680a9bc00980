/*
 * Where somebody writes to the coach: the entry, what would leave this computer of it, and sending or stopping. It follows the conversation it is given;
 * stopping is the pane's action "coach.stop".
 */

#pragma once

#include <gtk/gtk.h>

#include "coach/conversation.h"

#define RAIL_TYPE_COACH_COMPOSER (rail_coach_composer_get_type ())
G_DECLARE_FINAL_TYPE (RailCoachComposer, rail_coach_composer, RAIL, COACH_COMPOSER, GtkBox)

/* Signal "said" (const char *words): to be sent, never blank; the entry is empty again. */

/* NULL for none: nothing can be sent then. Begins with the preview unfolded. */
void rail_coach_composer_set_conversation (RailCoachComposer *self,
                                           RailConversation *conversation);

/* Whether what is written would go to a model, and what would leave is to be seen. To be told again when that may read otherwise. */
void rail_coach_composer_set_leaves (RailCoachComposer *self,
                                     gboolean leaves);

/* What would leave is there for who asks from here on. */
void rail_coach_composer_fold (RailCoachComposer *self);

void rail_coach_composer_set_words (RailCoachComposer *self,
                                    const char *words);
gboolean rail_coach_composer_is_empty (RailCoachComposer *self);
gboolean rail_coach_composer_has_focus (RailCoachComposer *self);

/*
 * GTK 4.8 has no live regions. The keyboard stays in the entry, and what screen readers say of that place is its description: it is what
 * the coach said last.
 */
void rail_coach_composer_tell (RailCoachComposer *self,
                               const char *news);
