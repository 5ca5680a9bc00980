/*
 * The symbol of an aid's kind, from the program's own icons.
 */

#pragma once

#include "library/aid.h"

/* Static. */
const char *rail_aid_icon_get_name (RailAidKind kind);

/* “Checklist”, “Phrases”, …, for people and screen readers. Static. */
const char *rail_aid_icon_get_label (RailAidKind kind);
