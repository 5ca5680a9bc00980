#include "config.h"

#include "coach/guard-category.h"

#include <glib/gi18n-lib.h>

static const char *const names[RAIL_GUARD_N_CATEGORIES] = {
  [RAIL_GUARD_NONE] = "",
  [RAIL_GUARD_SELF_HARM] = "self-harm",
  [RAIL_GUARD_VIOLENCE] = "violence",
  [RAIL_GUARD_LEGAL] = "legal",
  [RAIL_GUARD_SAFETY] = "safety",
  [RAIL_GUARD_HARASSMENT] = "harassment",
  [RAIL_GUARD_TERMINATION] = "termination",
  [RAIL_GUARD_COMPLIANCE] = "compliance",
  [RAIL_GUARD_DISCRIMINATION] = "discrimination",
  [RAIL_GUARD_HEALTH] = "health",
  [RAIL_GUARD_DISCIPLINE] = "discipline",
  [RAIL_GUARD_PAY] = "pay",
};

const char *
rail_guard_category_get_name (RailGuardCategory self)
{
  return names[self];
}

gboolean
rail_guard_category_parse (const char *name,
                           RailGuardCategory *category)
{
  for (guint i = RAIL_GUARD_NONE + 1; i < RAIL_GUARD_N_CATEGORIES; i++)
    {
      if (g_str_equal (names[i], name))
        {
          *category = i;
          return TRUE;
        }
    }

  return FALSE;
}

const char *
rail_guard_verdict_get_name (RailGuardVerdict self)
{
  static const char *const verdicts[] = {
    [RAIL_GUARD_OK] = "ok",
    [RAIL_GUARD_CAUTION] = "caution",
    [RAIL_GUARD_REFUSE] = "refuse",
    [RAIL_GUARD_STOP] = "stop",
  };

  return verdicts[self];
}

static const char *
get_stop_reason (RailGuardCategory self)
{
  switch (self)
    {
    case RAIL_GUARD_SELF_HARM:
      return _ ("This may be about somebody’s life: call or see a person now, no computer should answer it");
    case RAIL_GUARD_VIOLENCE:
      return _ ("This is about violence or a threat: bring people to safety and speak to somebody who can act");
    case RAIL_GUARD_LEGAL:
      return _ ("A legal claim seems to be under way: what is written now can count, so a lawyer comes first");
    case RAIL_GUARD_SAFETY:
      return _ ("Somebody’s safety may be at risk: report it to the person in charge of safety first");
    case RAIL_GUARD_HARASSMENT:
      return _ ("This sounds like harassment: the person concerned needs somebody who may act on it");
    case RAIL_GUARD_TERMINATION:
      return _ ("This is about ending somebody’s employment: that is prepared with a person, not with a computer");
    case RAIL_GUARD_COMPLIANCE:
      return _ ("This may break rules or the law: speak to the people in charge of compliance before anything else");
    case RAIL_GUARD_DISCRIMINATION:
      return _ ("This is about unequal treatment: speak to a person before anything else");
    case RAIL_GUARD_HEALTH:
      return _ ("This is about somebody’s health: speak to a person before anything else");
    case RAIL_GUARD_DISCIPLINE:
      return _ ("This is about a disciplinary measure: speak to a person before anything else");
    case RAIL_GUARD_PAY:
      return _ ("This is about pay: speak to a person before anything else");
    case RAIL_GUARD_NONE:
    default:
      return _ ("This needs a person");
    }
}

static const char *
get_caution_reason (RailGuardCategory self)
{
  switch (self)
    {
    case RAIL_GUARD_LEGAL:
      return _ ("This is a legal question: only reviewed passages are shown, and a person can give advice");
    case RAIL_GUARD_HEALTH:
      return _ ("This touches somebody’s health: only reviewed passages are shown, and a person stays at hand");
    case RAIL_GUARD_DISCIPLINE:
      return _ ("This touches a disciplinary measure: only reviewed passages are shown, and a person stays at hand");
    case RAIL_GUARD_PAY:
      return _ ("This touches pay: only reviewed passages are shown, and a person stays at hand");
    case RAIL_GUARD_DISCRIMINATION:
      return _ ("This touches equal treatment: only reviewed passages are shown, and a person stays at hand");
    case RAIL_GUARD_NONE:
    case RAIL_GUARD_SELF_HARM:
    case RAIL_GUARD_VIOLENCE:
    case RAIL_GUARD_SAFETY:
    case RAIL_GUARD_HARASSMENT:
    case RAIL_GUARD_TERMINATION:
    case RAIL_GUARD_COMPLIANCE:
    default:
      return _ ("This is a sensitive matter: only reviewed passages are shown, and a person stays at hand");
    }
}

const char *
rail_guard_category_get_reason (RailGuardCategory self,
                                RailGuardVerdict verdict)
{
  switch (verdict)
    {
    case RAIL_GUARD_STOP:
      return get_stop_reason (self);
    case RAIL_GUARD_CAUTION:
      return get_caution_reason (self);
    case RAIL_GUARD_REFUSE:
      return _ ("This is outside what the coach is approved for");
    case RAIL_GUARD_OK:
    default:
      return _ ("Nothing speaks against answering this");
    }
}

const char *const *
rail_guard_category_get_contacts (RailGuardCategory self)
{
  static const char *const life[] = { "emergency", "safety", "hr", NULL };
  static const char *const violence[] = { "security", "safety", "hr", NULL };
  static const char *const legal[] = { "legal", "hr", NULL };
  static const char *const safety[] = { "safety", "hr", NULL };
  static const char *const compliance[] = { "compliance", "legal", "hr", NULL };
  static const char *const health[] = { "health", "hr", NULL };
  static const char *const people[] = { "hr", NULL };

  switch (self)
    {
    case RAIL_GUARD_SELF_HARM:
      return life;
    case RAIL_GUARD_VIOLENCE:
      return violence;
    case RAIL_GUARD_LEGAL:
      return legal;
    case RAIL_GUARD_SAFETY:
      return safety;
    case RAIL_GUARD_COMPLIANCE:
      return compliance;
    case RAIL_GUARD_HEALTH:
      return health;
    case RAIL_GUARD_NONE:
    case RAIL_GUARD_HARASSMENT:
    case RAIL_GUARD_TERMINATION:
    case RAIL_GUARD_DISCRIMINATION:
    case RAIL_GUARD_DISCIPLINE:
    case RAIL_GUARD_PAY:
    default:
      return people;
    }
}
