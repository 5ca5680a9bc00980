/*
 * `handrail --search [WORDS...]`: the way to the search for any desktop's own key settings, for launchers and scripts. Reaches the windows that
 * run, with the launcher's activation token, or becomes them.
 */

#pragma once

#include <gio/gio.h>

void rail_search_option_add (GApplication *application);

/*
 * The answer to "handle-local-options": an exit status, or -1 to go on. @searches: this very process shows the search, and its first activation
 * asks for nothing else.
 */
int rail_search_option_handle (GApplication *application,
                               GVariantDict *options,
                               gboolean *searches);
