/*
 * Everything somebody may set, behind typed getters: the one place that reads GSettings. The names of the getters are the
 * keys of data/io.github.handrail.Handrail.gschema.xml, which says what each means. Where the schema is not installed (a ctl copied
 * somewhere), or an older one is that lacks a key, the defaults of that same file apply, built in, and nothing can be set.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_TYPE_POLICY (rail_policy_get_type ())
G_DECLARE_FINAL_TYPE (RailPolicy, rail_policy, RAIL, POLICY, GObject)

/* Signal "changed" (no arguments): some value differs. */
RailPolicy *rail_policy_new (void);

/*
 * FALSE where the schema is missing. For ctl that is no matter; a program that watches must say so and not start, since it cannot know
 * what the user and the administrator have set.
 */
gboolean rail_policy_is_installed (RailPolicy *self);

/* Setters return FALSE, and change nothing, where the key is locked or not installed. */

/* Paths of .ics files; transfer full, as are the lists below. */
char **rail_policy_dup_calendar_files (RailPolicy *self);
gboolean rail_policy_set_calendar_files (RailPolicy *self,
                                         const char *const *files);

/* Lower case, without white space around, without a leading "mailto:"; none empty. */
char **rail_policy_dup_my_addresses (RailPolicy *self);

char **rail_policy_dup_excluded_apps (RailPolicy *self);
char **rail_policy_dup_private_titles (RailPolicy *self);

guint rail_policy_get_interruptions_per_hour (RailPolicy *self);
guint rail_policy_get_interruptions_per_day (RailPolicy *self);

/* A moment; 0 = not paused, G_MAXINT64 = until resumed. */
gint64 rail_policy_get_paused_until (RailPolicy *self);
gboolean rail_policy_set_paused_until (RailPolicy *self,
                                       gint64 moment);

/* Whether the windows are kept warm; else they start when needed. */
gboolean rail_policy_get_keep_warm (RailPolicy *self);
