/*
 * The first thing that sees a window, and for excluded ones the last: password managers, private browsing, whatever
 * the user or the administrator lists. It runs in the watcher's callback, before any other unit gets the title. Where it
 * cannot tell (no app id and no title) it hides the window: it fails closed.
 */

#pragma once

#include "context/window.h"

typedef struct _RailTitleFilter RailTitleFilter;

/*
 * @apps: glob patterns over app ids, caseless ("org.keepassxc.*"); @titles: texts that mark a private window when a title
 * contains them, caseless ("Private Browsing").
 */
RailTitleFilter *rail_title_filter_new (const char *const *apps,
                                        const char *const *titles);

void rail_title_filter_free (RailTitleFilter *self);

/* @window itself, or a window with its serial and geometry, @excluded set and nothing else. Transfer full; NULL for NULL. */
RailWindow *rail_title_filter_apply (RailTitleFilter *self,
                                     RailWindow *window);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailTitleFilter, rail_title_filter_free)
