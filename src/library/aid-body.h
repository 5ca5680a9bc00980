/*
 * What makes blocks the body of an aid of its kind: keys for checklist items, nodes for decisions, the count of words, and the one
 * thing each kind cannot be without. Called by the aid parser; lint asks for sections.
 */

#pragma once

#include "library/aid.h"

/*
 * Finishes aid->blocks. FALSE after adding an error when the body breaks its kind: a checklist without an item, two nodes of one name,
 * a coach aid without questions.
 */
gboolean rail_aid_body_finish (RailAid *aid,
                               const char *file,
                               guint first_line,
                               GPtrArray *problems);

/* Whether there is a level 2 heading @name (folded, as in "transcript") with anything but headings below it. */
gboolean rail_aid_body_has_section (const RailAid *aid,
                                    const char *name);

/* Words with at least one letter or digit. */
guint rail_aid_body_count_words (const char *text);
