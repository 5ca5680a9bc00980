/*
 * The keys of the coach's models for as long as the windows run: fetched from the keyring when a conversation begins, so that nobody waits for it while
 * asking. Where it was locked, they are fetched again with the next conversation; nothing of them is written anywhere.
 */

#pragma once

#include <gio/gio.h>

typedef struct _RailCoachKeys RailCoachKeys;

/* The keyring has answered about all of them. */
typedef void (*RailCoachKeysFunc) (gpointer user_data);

RailCoachKeys *rail_coach_keys_new (RailCoachKeysFunc func,
                                    gpointer user_data);
void rail_coach_keys_free (RailCoachKeys *self);

/* Forgets what it has and asks the keyring for those of @endpoints (RailEndpoint), which may ask the user to unlock it. */
void rail_coach_keys_fetch (RailCoachKeys *self,
                            GPtrArray *endpoints);

gboolean rail_coach_keys_is_waiting (RailCoachKeys *self);

/* For RailCoachParts, whose owner it is. NULL without @error where there is no key, or no keyring: many models want none. Transfer full. */
char *rail_coach_keys_dup (gpointer self,
                           const char *origin,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCoachKeys, rail_coach_keys_free)
