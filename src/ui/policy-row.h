/*
 * One setting as a row of the preferences: a switch or a number that follows the policy and writes to it. Where the administrator has
 * locked the key, the row says so and its control is insensitive.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"

#define RAIL_TYPE_POLICY_ROW (rail_policy_row_get_type ())
G_DECLARE_FINAL_TYPE (RailPolicyRow, rail_policy_row, RAIL, POLICY_ROW, AdwActionRow)

/* @subtitle may be NULL; @get and @set are those of @key in policy/policy.h. */
GtkWidget *rail_policy_row_new_switch (RailPolicy *policy,
                                       const char *key,
                                       const char *title,
                                       const char *subtitle,
                                       gboolean (*get) (RailPolicy *policy),
                                       gboolean (*set) (RailPolicy *policy,
                                                        gboolean value));

/* @spin is a GtkSpinButton, taken over. */
GtkWidget *rail_policy_row_new_number (RailPolicy *policy,
                                       const char *key,
                                       const char *title,
                                       const char *subtitle,
                                       GtkWidget *spin,
                                       guint (*get) (RailPolicy *policy),
                                       gboolean (*set) (RailPolicy *policy,
                                                        guint value));
