/*
 * Window leaves: does this window satisfy one? The texts of a window are folded once and asked about by every leaf. The rule set
 * calls it for each title change, explanations for one trigger. Dwell is the engine's business.
 */

#pragma once

#include "base/text-fold.h"
#include "context/window.h"
#include "rules/rule.h"

typedef struct
{
  GPtrArray *app_ids; /* RailText; never NULL */
  RailText *title;    /* NULL when not known: then nothing that asks for it matches */
  RailText *url;
  gboolean fullscreen;
} RailWindowTexts;

/* NULL when there is nothing to look at: no window, or an excluded one. Transfer full. */
RailWindowTexts *rail_window_texts_new (const RailWindow *window);

void rail_window_texts_free (RailWindowTexts *self);

/* Whether any of @patterns (NULL = the author said nothing: TRUE) matches @text; FALSE for a text that is not known. */
gboolean rail_patterns_match (GPtrArray *patterns,
                              const RailText *text);

/* The same over several texts: any pattern, any text. */
gboolean rail_patterns_match_any (GPtrArray *patterns,
                                  GPtrArray *texts);

gboolean rail_window_condition_holds (const RailWindowCondition *self,
                                      const RailWindowTexts *texts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailWindowTexts, rail_window_texts_free)
