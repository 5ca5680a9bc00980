/*
 * What a guarded text is about, and what follows from it. The names are those of guard.yaml, golden sets and `handrailctl coach check`.
 */

#pragma once

#include <glib.h>

/* In the order of weight: where several hold, the heaviest does. */
typedef enum
{
  RAIL_GUARD_OK,
  RAIL_GUARD_CAUTION, /* the contact stays pinned, reviewed passages only */
  RAIL_GUARD_REFUSE,  /* outside the approved domains, or too long to be looked at as a whole: nothing leaves */
  RAIL_GUARD_STOP,    /* no model: a human being */
} RailGuardVerdict;

typedef enum
{
  RAIL_GUARD_NONE,
  RAIL_GUARD_SELF_HARM,
  RAIL_GUARD_VIOLENCE,
  RAIL_GUARD_LEGAL,
  RAIL_GUARD_SAFETY,
  RAIL_GUARD_HARASSMENT,
  RAIL_GUARD_TERMINATION,
  RAIL_GUARD_COMPLIANCE,
  RAIL_GUARD_DISCRIMINATION,
  RAIL_GUARD_HEALTH,
  RAIL_GUARD_DISCIPLINE,
  RAIL_GUARD_PAY,
} RailGuardCategory;

#define RAIL_GUARD_N_CATEGORIES (RAIL_GUARD_PAY + 1)

/* "self-harm"; "" for none. */
const char *rail_guard_category_get_name (RailGuardCategory self);
gboolean rail_guard_category_parse (const char *name,
                                    RailGuardCategory *category);

/* "stop", "caution", "refuse", "ok". */
const char *rail_guard_verdict_get_name (RailGuardVerdict self);

/* One sentence for people: what the guard took the text to be about, and what follows. */
const char *rail_guard_category_get_reason (RailGuardCategory self,
                                            RailGuardVerdict verdict);

/* The keys of pack.yaml's contacts to look for, the best first; NULL-terminated. */
const char *const *rail_guard_category_get_contacts (RailGuardCategory self);
