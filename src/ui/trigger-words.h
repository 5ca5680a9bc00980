/*
 * A trigger of the user's own in plain words, and as the dictionary that the agent knows it by.
 */

#pragma once

#include "rules/trigger-draft.h"

/* "When a window of zoom that says “Review” is in front"; transfer full. */
char *rail_trigger_words_dup (const RailTriggerDraft *draft);

/* "Will show when a window of zoom that says “Review” is in front"; transfer full. */
char *rail_trigger_words_dup_promise (const RailTriggerDraft *draft);

/* What the agent's Preview found, for people: @meetings is aa{sv}. Transfer full. */
char *rail_trigger_words_dup_preview (RailDraftKind kind,
                                      gboolean holds,
                                      GVariant *meetings);

/* NULL if @dictionary (a{sv}, see data/dbus) holds no draft; transfer full. */
RailTriggerDraft *rail_trigger_words_read (GVariant *dictionary);

/* Floating. */
GVariant *rail_trigger_words_write (const RailTriggerDraft *draft);
