/*
 * The agent's answers are dictionaries (data/dbus); what the windows read out of them.
 */

#pragma once

#include <glib.h>

/* Borrowed from @dictionary; "" where there is no such text. */
const char *rail_dictionary_get_text (GVariant *dictionary,
                                      const char *key);
