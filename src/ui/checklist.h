/*
 * The ticks of one checklist for one occasion, between the rows of a card and the journal. A tick counts at once for the eye and
 * stays pending until the journal has committed it; a refused one goes back and says why.
 */

#pragma once

#include "journal/journal.h"
#include "library/aid.h"

#define RAIL_TYPE_CHECKLIST (rail_checklist_get_type ())
G_DECLARE_FINAL_TYPE (RailChecklist, rail_checklist, RAIL, CHECKLIST, GObject)

/*
 * Signal "item-changed" (const char *key): its tick, pending state or error differs. @journal may be NULL when it could not be opened:
 * then every tick is refused with that reason. @occurrence_key and @series_key as in journal/journal.h.
 */
RailChecklist *rail_checklist_new (RailJournal *journal,
                                   RailAid *aid,
                                   const char *occurrence_key,
                                   const char *series_key,
                                   gint64 now);

guint rail_checklist_get_n_items (RailChecklist *self);
guint rail_checklist_get_n_ticked (RailChecklist *self);

gboolean rail_checklist_is_ticked (RailChecklist *self,
                                   const char *key);
gboolean rail_checklist_is_pending (RailChecklist *self,
                                    const char *key);

/* Whether it stayed open the last time this list was used. */
gboolean rail_checklist_was_left_open (RailChecklist *self,
                                       const char *key);

/* Why the last tick of it was refused, for people; NULL if it was not. Borrowed. */
const char *rail_checklist_get_error (RailChecklist *self,
                                      const char *key);

void rail_checklist_set_ticked (RailChecklist *self,
                                const char *key,
                                gboolean ticked);
