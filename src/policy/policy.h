/*
 * Everything somebody may set, behind typed getters: the one place that reads GSettings. The names of the getters are the
 * keys of data/io.github.handrail.Handrail.gschema.xml, which says what each means. Where the schema is not installed (a ctl copied
 * somewhere), or an older one is that lacks a key, the defaults of that same file apply, built in, and nothing can be set.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_TYPE_POLICY (rail_policy_get_type ())
G_DECLARE_FINAL_TYPE (RailPolicy, rail_policy, RAIL, POLICY, GObject)

/* Signal "changed" (no arguments): some value, or whether it may be set, differs. */
RailPolicy *rail_policy_new (void);

/*
 * FALSE where the schema is missing. For ctl that is no matter; a program that watches must say so and not start, since it cannot know
 * what the user and the administrator have set.
 */
gboolean rail_policy_is_installed (RailPolicy *self);

/* Whether @key is the administrator's to set (or is not installed), so that nothing below can set it. */
gboolean rail_policy_is_locked (RailPolicy *self,
                                const char *key);

/* Whether the user has set @key to something; FALSE while it follows the default. */
gboolean rail_policy_is_set (RailPolicy *self,
                             const char *key);

/* Back to the default, the administrator's or the schema's; does nothing where the key is locked or not installed. */
void rail_policy_reset (RailPolicy *self,
                        const char *key);

/* Setters return FALSE, and change nothing, where the key is locked or not installed. Numbers out of range become the nearest in it. */

/* Paths of .ics files; transfer full, as are the lists below. */
char **rail_policy_dup_calendar_files (RailPolicy *self);
gboolean rail_policy_set_calendar_files (RailPolicy *self,
                                         const char *const *files);

/* Whether the calendars that the desktop knows are read too. */
gboolean rail_policy_get_desktop_calendars (RailPolicy *self);
gboolean rail_policy_set_desktop_calendars (RailPolicy *self,
                                            gboolean use);

/* Addresses of calendars on the web; some open the calendar to whoever knows them. */
char **rail_policy_dup_calendar_subscriptions (RailPolicy *self);
gboolean rail_policy_set_calendar_subscriptions (RailPolicy *self,
                                                 const char *const *addresses);

/* Lower case, without white space around, without a leading "mailto:"; none empty. */
char **rail_policy_dup_my_addresses (RailPolicy *self);
gboolean rail_policy_set_my_addresses (RailPolicy *self,
                                       const char *const *addresses);

char **rail_policy_dup_excluded_apps (RailPolicy *self);
gboolean rail_policy_set_excluded_apps (RailPolicy *self,
                                        const char *const *apps);
char **rail_policy_dup_private_titles (RailPolicy *self);
gboolean rail_policy_set_private_titles (RailPolicy *self,
                                         const char *const *titles);

/* The largest values the schema allows; the smallest are 0. */
#define RAIL_POLICY_MAX_PER_HOUR 60
#define RAIL_POLICY_MAX_PER_DAY 200
#define RAIL_POLICY_MAX_MINUTE (24 * 60 - 1)

guint rail_policy_get_interruptions_per_hour (RailPolicy *self);
gboolean rail_policy_set_interruptions_per_hour (RailPolicy *self,
                                                 guint count);
guint rail_policy_get_interruptions_per_day (RailPolicy *self);
gboolean rail_policy_set_interruptions_per_day (RailPolicy *self,
                                                guint count);

/* Whether there are hours of the day in which nothing comes by itself, and which: minutes since midnight. */
gboolean rail_policy_get_quiet_hours (RailPolicy *self);
gboolean rail_policy_set_quiet_hours (RailPolicy *self,
                                      gboolean quiet);
guint rail_policy_get_quiet_from (RailPolicy *self);
gboolean rail_policy_set_quiet_from (RailPolicy *self,
                                     guint minute);
guint rail_policy_get_quiet_to (RailPolicy *self);
gboolean rail_policy_set_quiet_to (RailPolicy *self,
                                   guint minute);

/* A moment; 0 = not paused, G_MAXINT64 = until resumed. */
gint64 rail_policy_get_paused_until (RailPolicy *self);
gboolean rail_policy_set_paused_until (RailPolicy *self,
                                       gint64 moment);

/* Whether the windows are kept warm; else they start when needed. */
gboolean rail_policy_get_keep_warm (RailPolicy *self);
gboolean rail_policy_set_keep_warm (RailPolicy *self,
                                    gboolean warm);

/* Whether anything at all may leave this computer. */
gboolean rail_policy_get_network (RailPolicy *self);
gboolean rail_policy_set_network (RailPolicy *self,
                                  gboolean allowed);

typedef enum
{
  RAIL_CONSENT_UNASKED,
  RAIL_CONSENT_GIVEN,
  RAIL_CONSENT_REFUSED,
} RailConsent;

/* Whether the coach may ask the model at @origin ("scheme://host:port"); "" for the coach without a model, which has to be explained too. */
RailConsent rail_policy_get_coach_consent (RailPolicy *self,
                                           const char *origin);
gboolean rail_policy_set_coach_consent (RailPolicy *self,
                                        const char *origin,
                                        gboolean given);

/* Whether the desktop's own search finds aids. */
gboolean rail_policy_get_desktop_search (RailPolicy *self);
gboolean rail_policy_set_desktop_search (RailPolicy *self,
                                         gboolean answer);

/* As base/accelerator.h reads it, but not yet read; "" for none. Transfer full. */
char *rail_policy_dup_search_shortcut (RailPolicy *self);
gboolean rail_policy_set_search_shortcut (RailPolicy *self,
                                          const char *shortcut);

/* Whether Handrail starts with the session. */
gboolean rail_policy_get_autostart (RailPolicy *self);
gboolean rail_policy_set_autostart (RailPolicy *self,
                                    gboolean start);

/* How the coach answers: by itself, or with a model's help where one of its endpoints answers. */
typedef enum
{
  RAIL_COACH_MODE_GUIDED,
  RAIL_COACH_MODE_MODEL,
} RailCoachMode;

RailCoachMode rail_policy_get_coach_mode (RailPolicy *self);
gboolean rail_policy_set_coach_mode (RailPolicy *self,
                                     RailCoachMode mode);

/* A model as it is set; nobody has looked at the address yet. */
typedef struct
{
  char *name;
  char *address;
  char *model;
} RailModelSetting;

RailModelSetting *rail_model_setting_new (const char *name,
                                          const char *address,
                                          const char *model);
gboolean rail_model_setting_equal (const RailModelSetting *self,
                                   const RailModelSetting *other);
void rail_model_setting_free (RailModelSetting *self);

/* RailModelSetting, in the order they are tried; transfer full. */
GPtrArray *rail_policy_dup_coach_endpoints (RailPolicy *self);
gboolean rail_policy_set_coach_endpoints (RailPolicy *self,
                                          GPtrArray *settings);

/* The organisation's rules for the coach, for coach/guard-policy.h; "" for none. Nothing here sets it: it is the administrator's. Transfer full. */
char *rail_policy_dup_coach_guard_file (RailPolicy *self);

/* What of @pack was confirmed for the coach, as coach/guard-rules.h reads it; NULL if nothing. Transfer full. NULL as @domains takes it back. */
char *rail_policy_dup_coach_pack (RailPolicy *self,
                                  const char *pack);
gboolean rail_policy_set_coach_pack (RailPolicy *self,
                                     const char *pack,
                                     const char *domains);

/* What no question takes along. */
char **rail_policy_dup_redacted_words (RailPolicy *self);
gboolean rail_policy_set_redacted_words (RailPolicy *self,
                                         const char *const *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailModelSetting, rail_model_setting_free)
