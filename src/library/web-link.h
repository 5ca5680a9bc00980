/*
 * The one answer to "may this address of a pack be opened in a browser": https and http with a host, nothing else. Links and
 * `deeper` ask it. Handrail itself goes to none of them; where it does go is base/web-address, which is stricter.
 */

#pragma once

#include <glib.h>

gboolean rail_web_link_is_valid (const char *text);
