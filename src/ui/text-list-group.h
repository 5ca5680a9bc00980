/*
 * A list of short texts that the user may add to and take from, such as the applications Handrail does not look at. It follows the
 * policy and writes to it; a locked key leaves the list to be read.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"

#define RAIL_TYPE_TEXT_LIST_GROUP (rail_text_list_group_get_type ())
G_DECLARE_FINAL_TYPE (RailTextListGroup, rail_text_list_group, RAIL, TEXT_LIST_GROUP, AdwPreferencesGroup)

/* What is listed, and how the policy (policy/policy.h) is asked for it. Texts are translated; the struct outlives the group. */
typedef struct
{
  const char *key;
  char **(*dup) (RailPolicy *policy);
  gboolean (*set) (RailPolicy *policy,
                   const char *const *texts);
  gboolean (*accepts) (const char *text); /* NULL: anything but white space */
  gboolean folded;                        /* a long list, behind a row that unfolds */
  gboolean resettable;                    /* there is a default worth going back to */
} RailTextListSource;

GtkWidget *rail_text_list_group_new (RailPolicy *policy,
                                     const RailTextListSource *source,
                                     const char *title,
                                     const char *description,
                                     const char *add_title);
