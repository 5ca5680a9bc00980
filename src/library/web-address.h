/*
 * The one answer to "may this address of a pack be opened in a browser": https and http with a host, nothing else. Links and
 * `deeper` ask it.
 */

#pragma once

#include <glib.h>

gboolean rail_web_address_is_valid (const char *text);
