/*
 * Which models `handrailctl coach` asks: the one that the command line names, or those of the preferences in their order, once the user has
 * agreed to them in the window. Without any the answer is guided, and nothing leaves.
 */

#pragma once

#include "ctl/coach-session.h"
#include "ctl/way-out.h"

/* As on the command line; all may be NULL. */
typedef struct
{
  char *endpoint;
  char *model;
  char *key_file;
  gboolean guided;
} RailCoachModelWords;

void rail_coach_model_words_clear (RailCoachModelWords *self);

/* What is wrong with the words among themselves; NULL if nothing. Static. */
const char *rail_coach_model_words_find_slip (const RailCoachModelWords *self);

/*
 * Lets @session ask what they name. *@way_out is opened where anything may leave and must outlive the session's last question; else it is NULL, and
 * @problems may say why. FALSE with @error: nothing may be asked then.
 */
gboolean rail_coach_models_add (RailCoachSession *session,
                                const RailCoachModelWords *words,
                                RailWayOut **way_out,
                                GPtrArray *problems,
                                GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RailCoachModelWords, rail_coach_model_words_clear)
