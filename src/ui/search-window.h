/*
 * The search window: three letters, and the aid is there. It is made once, kept hidden and shown again, so that its first frame comes with the
 * shortcut. The keyboard stays in its entry from the first moment to the last.
 */

#pragma once

#include <adwaita.h>

#include "journal/journal.h"
#include "library/library.h"
#include "search/searcher.h"
#include "ui/agent-client.h"

#define RAIL_TYPE_SEARCH_WINDOW (rail_search_window_get_type ())
G_DECLARE_FINAL_TYPE (RailSearchWindow, rail_search_window, RAIL, SEARCH_WINDOW, AdwWindow)

/*
 * @journal may be NULL when it could not be opened. Opens aids by the application's actions "open-aid" and "open-aid-for-meeting", and takes
 * words to the coach by "coach-ask" (ui/application.h).
 */
RailSearchWindow *rail_search_window_new (GtkApplication *application,
                                          RailAgentClient *client,
                                          RailLibrary *library,
                                          RailSearcher *searcher,
                                          RailJournal *journal);

/* Shows it with these words, the cursor behind them; "" leaves what somebody is typing there. */
void rail_search_window_search (RailSearchWindow *self,
                                const char *words);

/* Where letters go that were typed before the window had the keyboard. Borrowed. */
GtkEditable *rail_search_window_get_entry (RailSearchWindow *self);
