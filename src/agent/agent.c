#define G_LOG_DOMAIN "handrail-agent"

#include "config.h"

#include "agent/agent.h"

#include <malloc.h>

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "agent/agent-autostart.h"
#include "agent/agent-health.h"
#include "agent/agent-journal.h"
#include "agent/agent-notifications.h"
#include "agent/agent-service.h"
#include "agent/agent-tray.h"
#include "agent/calendars.h"
#include "agent/library-index.h"
#include "agent/next-step-service.h"
#include "agent/reminders.h"
#include "agent/rule-compiler.h"
#include "agent/search-service.h"
#include "agent/search-shortcut.h"
#include "agent/subscriptions.h"
#include "agent/surroundings.h"
#include "agent/transcript.h"
#include "agent/trigger-service.h"
#include "agent/ui-process.h"
#include "agent/ui-warmth.h"
#include "agent/user-rules.h"
#include "base/duration.h"
#include "base/iso-time.h"
#include "base/problem.h"
#include "base/wall-timer.h"
#include "context/local-zone.h"
#include "egress/egress-door.h"
#include "platform/window-watcher-x11.h"

/* Flatpak puts it into every sandbox. */
#define FLATPAK_INFO "/.flatpak-info"

#define AGENT_PATH "/io/github/handrail/Handrail/Agent"

/* Occurrences are held from yesterday (meetings that run over midnight, `after` phases) to a week ahead (`before` phases). */
#define CALENDAR_BACK (8 * RAIL_DAY)
#define CALENDAR_AHEAD (9 * RAIL_DAY)

struct _RailAgent
{
  GApplication parent_instance;

  RailPolicy *policy;
  RailLibrary *library;
  RailLibraryIndex *library_index; /* NULL until started */
  RailRuleCompiler *compiler;
  RailAgentJournal *journal_file;
  RailJournal *journal;   /* of the file; borrowed */
  RailRuleEngine *engine; /* owned by delivery */
  RailDelivery *delivery;
  RailEgressDoor *egress;
  RailSubscriptions *subscriptions;
  RailCalendars *calendars;
  RailWindowWatcherX11 *watcher; /* NULL without an X server */
  RailUiProcess *ui;
  RailUiWarmth *warmth; /* NULL until started */
  RailAgentNotifications *notifications;
  RailReminders *reminders;
  RailNextStepService *next_step_service;
  RailAgentAutostart *autostart;
  RailSurroundings *surroundings;
  RailAgentHealth *health;
  RailAgentService *service;
  RailUserRules *user_rules;
  RailTriggerService *trigger_service;
  RailSearchService *search_service;
  RailSearchShortcut *shortcut;
  RailAgentTray *tray;  /* NULL until started, and where the bus does not take it */
  RailWallTimer *timer; /* the one that is armed while nothing happens */
  RailTranscript *transcript;

  GTimeZone *zone;
  RailOccurrenceIndex *index; /* of all calendars */
  char *recording;            /* the file to write, NULL: nobody asked for it */
  gint64 calendar_day;
  const char *rules_cause; /* of the rules that are being made */
  gboolean has_rules;
  gboolean activated;
  guint update_id;
  guint signal_ids[2];
};

G_DEFINE_FINAL_TYPE (RailAgent, rail_agent, G_TYPE_APPLICATION)

/* ---- what is now ---- */

static RailContext *
build_context (RailAgent *self)
{
  return rail_context_new_indexed (g_get_real_time (),
                                   self->zone,
                                   self->watcher != NULL ? rail_window_watcher_x11_get_window (self->watcher) : NULL,
                                   self->index);
}

static void
follow_day (RailAgent *self,
            gint64 now)
{
  gint64 day = rail_iso_time_day_start (now, self->zone);

  if (day == self->calendar_day)
    return;

  self->calendar_day = day;
  rail_calendars_set_window (self->calendars, day - CALENDAR_BACK, day + CALENDAR_AHEAD, self->zone);
  rail_journal_roll_up (self->journal, now);
  rail_agent_service_tell_agenda (self->service);
}

static void
update (RailAgent *self,
        const char *cause)
{
  g_autoptr (RailContext) context = NULL;
  RailPresence presence = { .cards_possible = self->watcher != NULL };

  if (!rail_surroundings_is_settled (self->surroundings) || !self->has_rules)
    return;

  context = build_context (self);
  if (self->transcript != NULL)
    rail_transcript_note_cause (self->transcript, cause);

  rail_surroundings_fill (self->surroundings, &presence);
  if (rail_surroundings_notice_jump (self->surroundings))
    rail_delivery_resume (self->delivery);

  follow_day (self, context->now);
  rail_agent_notifications_follow (self->notifications, context, &presence);
  rail_delivery_update (self->delivery, context, &presence);
  if (self->tray != NULL)
    rail_agent_tray_update (self->tray, context->now);
  rail_reminders_update (self->reminders, context);
  rail_wall_timer_arm (self->timer, MIN (rail_delivery_get_next_moment (self->delivery), rail_reminders_get_next_moment (self->reminders)));
}

/* ---- answers for the service ---- */

static RailContext *
dup_context_cb (gpointer owner)
{
  return build_context (owner);
}

static void
get_anchor_cb (gpointer owner,
               int *x,
               int *y,
               int *width,
               int *height)
{
  RailAgent *self = owner;

  if (self->watcher == NULL || !rail_window_watcher_x11_get_geometry (self->watcher, x, y, width, height))
    *x = *y = *width = *height = 0;
}

static GPtrArray *
dup_problems_cb (gpointer owner)
{
  RailAgent *self = owner;
  GPtrArray *problems = rail_agent_health_dup_problems (self->health);

  rail_user_rules_add_problems (self->user_rules, problems);
  rail_search_shortcut_add_problems (self->shortcut, problems);
  return problems;
}

static void
build_providers_cb (gpointer owner,
                    GVariantBuilder *providers)
{
  RailAgent *self = owner;

  rail_agent_health_build_providers (self->health, providers);
  rail_search_shortcut_build_provider (self->shortcut, providers);
}

static void
painted_cb (gpointer owner,
            RailNudge *nudge,
            gint64 painted_at)
{
  RailAgent *self = owner;

  if (self->transcript != NULL)
    rail_transcript_note_painted (self->transcript, nudge, painted_at);
}

/* ---- what moves it ---- */

static void
tell_problems (RailAgent *self)
{
  g_autoptr (GPtrArray) problems = dup_problems_cb (self);

  rail_agent_service_tell_problems (self->service, problems->len);
  if (self->tray != NULL)
    rail_agent_tray_tell (self->tray);
}

static void
window_changed_cb (RailAgent *self)
{
  update (self, "window");
}

static void
calendars_changed_cb (RailAgent *self)
{
  g_autoptr (GPtrArray) occurrences = rail_calendars_dup_occurrences (self->calendars);

  rail_occurrence_index_unref (self->index);
  self->index = rail_occurrence_index_new (occurrences);

  update (self, "calendar");
  rail_agent_service_tell_agenda (self->service);
  tell_problems (self);
}

static void
set_rules (RailAgent *self,
           const char *cause)
{
  GPtrArray *triggers = rail_library_dup_triggers (self->library);

  rail_user_rules_append (self->user_rules, triggers);
  self->rules_cause = cause;
  rail_rule_compiler_compile (self->compiler, triggers);
}

static RailRuleStates *
compiled_cb (RailRuleStates *states,
             gpointer user_data)
{
  RailAgent *self = user_data;
  RailRuleStates *old = rail_delivery_exchange_rules (self->delivery, states);

  self->has_rules = TRUE;
  update (self, self->rules_cause);
  rail_agent_service_tell_agenda (self->service);

  return old;
}

static void
library_changed_cb (RailAgent *self)
{
  set_rules (self, "library");
  tell_problems (self);
}

/* A trigger somebody just made is meant for now, too: but what is in front already stays silent, as after any change of the rules. */
static void
user_rules_changed_cb (RailAgent *self)
{
  if (rail_library_is_loaded (self->library))
    set_rules (self, "user");
  rail_agent_service_tell_agenda (self->service);
  /* One that could not be read may have been removed. */
  tell_problems (self);
}

static RailTitleFilter *
build_filter (RailAgent *self)
{
  g_auto (GStrv) apps = rail_policy_dup_excluded_apps (self->policy);
  g_auto (GStrv) titles = rail_policy_dup_private_titles (self->policy);

  return rail_title_filter_new ((const char *const *) apps, (const char *const *) titles);
}

static void
set_limits (RailAgent *self)
{
  const RailLimits limits = {
    .per_hour = rail_policy_get_interruptions_per_hour (self->policy),
    .per_day = rail_policy_get_interruptions_per_day (self->policy),
    .paused_until = rail_policy_get_paused_until (self->policy),
    .quiet_enabled = rail_policy_get_quiet_hours (self->policy),
    .quiet_from = rail_policy_get_quiet_from (self->policy),
    .quiet_to = rail_policy_get_quiet_to (self->policy),
  };

  rail_delivery_set_limits (self->delivery, &limits);
}

static void
policy_changed_cb (RailAgent *self)
{
  set_limits (self);
  rail_agent_autostart_follow (self->autostart);
  if (self->watcher != NULL)
    rail_window_watcher_x11_set_filter (self->watcher, build_filter (self));
  update (self, "policy");
  rail_agent_service_tell_nudges (self->service);
}

static void
settled_cb (RailAgent *self)
{
  update (self, "start");
}

static void
presence_changed_cb (RailAgent *self)
{
  update (self, "presence");
}

static void
sleeping_cb (RailAgent *self)
{
  rail_delivery_suspend (self->delivery);
}

static void
woke_cb (RailAgent *self)
{
  rail_delivery_resume (self->delivery);
  update (self, "resume");
}

/* The same moment is another day or hour now: occurrences without a zone of their own move with it. */
static void
zone_changed_cb (RailAgent *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = rail_local_zone_new (NULL);
  self->calendar_day = 0;
  update (self, "zone");
}

static void
clock_cb (gpointer user_data)
{
  update (user_data, "clock");
}

static void
nudges_changed_cb (RailAgent *self)
{
  rail_agent_service_tell_nudges (self->service);
  if (rail_delivery_get_card (self->delivery) != NULL)
    rail_ui_process_warm (self->ui);
}

static gboolean
acted_idle_cb (gpointer user_data)
{
  RailAgent *self = user_data;

  self->update_id = 0;
  update (self, "user");

  return G_SOURCE_REMOVE;
}

/* After the reply is on its way: a card that closed may let the next one in. */
static void
acted_cb (RailAgent *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (acted_idle_cb, self);
}

static void
write_failed_cb (RailAgent *self,
                 GError *error)
{
  rail_agent_journal_report_failure (rail_agent_health_get_own_problems (self->health), error);
  tell_problems (self);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_application_quit (user_data);

  return G_SOURCE_CONTINUE;
}

/* ---- building ---- */

/* Without its icon the agent is of the same use: the windows offer all that the menu does. */
static void
start_tray (RailAgent *self,
            GDBusConnection *connection,
            const RailAgentQuestions *questions)
{
  g_autoptr (GError) error = NULL;

  self->tray = rail_agent_tray_new (connection,
                                    self->delivery,
                                    self->library,
                                    self->journal,
                                    self->policy,
                                    self->ui,
                                    questions,
                                    self,
                                    &error);
  if (self->tray == NULL)
    {
      g_message ("There is no icon in the tray: %s", error->message);
      return;
    }

  g_signal_connect_object (self->tray, "quit-requested", G_CALLBACK (g_application_quit), self, G_CONNECT_SWAPPED);
}

/* Asked for on the command line, since it writes titles into a file: said at every start. */
static gboolean
start_recording (RailAgent *self,
                 GError **error)
{
  RailRecorder *recorder;

  if (self->recording == NULL)
    return TRUE;

  recorder = rail_recorder_open (self->recording, self->zone, error);
  if (recorder == NULL)
    return FALSE;

  g_message ("Window and meeting titles are being written to %s until Handrail quits", self->recording);
  rail_delivery_set_recorder (self->delivery, recorder);
  return TRUE;
}

/* Everything the service answers with must stand before the bus name is owned: calls may arrive in the same instant. */
static gboolean
build (RailAgent *self,
       GDBusConnection *connection,
       GError **error)
{
  static const RailAgentQuestions questions = {
    .dup_context = dup_context_cb,
    .get_anchor = get_anchor_cb,
    .dup_problems = dup_problems_cb,
    .build_providers = build_providers_cb,
    .painted = painted_cb,
  };
  g_auto (GStrv) folders = rail_library_dup_default_folders ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailNotifier) notifier = NULL;

  self->journal_file = rail_agent_journal_open (problems, error);
  if (self->journal_file == NULL)
    return FALSE;
  self->journal = rail_agent_journal_get (self->journal_file);

  self->timer = rail_wall_timer_new (clock_cb, self, error);
  if (self->timer == NULL)
    return FALSE;

  self->zone = rail_local_zone_new (NULL);
  self->policy = rail_policy_new ();
  self->library = rail_library_new ((const char *const *) folders);
  self->engine = rail_rule_engine_new ();
  self->compiler = rail_rule_compiler_new (compiled_cb, self);
  self->delivery = rail_delivery_new (self->engine, self->library, self->journal);
  if (self->transcript != NULL)
    rail_transcript_follow (self->transcript, self->delivery);
  if (!start_recording (self, error))
    return FALSE;
  self->egress = rail_egress_door_new (self->policy, self->journal);
  self->subscriptions = rail_subscriptions_new (self->policy, rail_egress_door_get_client (self->egress), g_network_monitor_get_default ());
  self->calendars = rail_calendars_new (self->policy, connection, self->subscriptions);
  self->ui = rail_ui_process_new (connection);
  notifier = rail_notifier_new (connection);
  self->notifications = rail_agent_notifications_new (notifier, self->delivery, self->library, self->ui);
  self->reminders = rail_reminders_new (notifier, self->delivery, self->journal, self->ui);
  self->next_step_service = rail_next_step_service_new (self->reminders, self->ui, dup_context_cb, self);
  self->health = rail_agent_health_new (self->library, self->calendars, self->notifications);
  rail_problems_append (rail_agent_health_get_own_problems (self->health), problems);
  self->autostart = rail_agent_autostart_new (connection, self->policy, g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS));
  rail_agent_health_set_autostart (self->health, self->autostart);
  self->surroundings = rail_surroundings_new (connection);
  rail_agent_health_set_surroundings (self->health, self->surroundings);
  self->service = rail_agent_service_new (self->delivery,
                                          self->engine,
                                          self->library,
                                          self->journal,
                                          self->policy,
                                          self->ui,
                                          &questions,
                                          self);
  self->user_rules = rail_user_rules_new (self->journal, self->library);
  self->trigger_service = rail_trigger_service_new (self->user_rules, self->ui, dup_context_cb, self);
  self->search_service = rail_search_service_new (self->library, self->policy, self->ui);
  self->shortcut = rail_search_shortcut_new (self->policy, self->delivery, self->ui);
  start_tray (self, connection, &questions);
  return TRUE;
}

static void
start_watching_windows (RailAgent *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  self->watcher = rail_window_watcher_x11_new (NULL, build_filter (self), &error);
  if (self->watcher == NULL)
    {
      sentence = g_strdup_printf (_ ("%s Triggers on windows wait; meetings are still announced."), error->message);
      g_message ("%s", sentence);
    }
  else
    {
      g_signal_connect_object (self->watcher, "changed", G_CALLBACK (window_changed_cb), self, G_CONNECT_SWAPPED);
    }

  rail_agent_health_set_watcher (self->health, self->watcher, sentence);
}

static void
answer_searches (RailAgent *self)
{
  g_autoptr (GError) error = NULL;

  if (!rail_search_service_export (self->search_service, g_application_get_dbus_connection (G_APPLICATION (self)), TRUE, &error))
    g_message ("The desktop's search does not find aids: %s", error->message);
}

static void
load_history (RailAgent *self)
{
  g_autoptr (GError) error = NULL;

  if (!rail_delivery_load_history (self->delivery, g_get_real_time (), &error) || !rail_user_rules_load (self->user_rules, &error))
    write_failed_cb (self, error);
}

static gboolean
rail_agent_dbus_register (GApplication *application,
                          GDBusConnection *connection,
                          const char *object_path,
                          GError **error)
{
  RailAgent *self = RAIL_AGENT (application);

  return G_APPLICATION_CLASS (rail_agent_parent_class)->dbus_register (application, connection, object_path, error) &&
         build (self, connection, error) &&
         rail_agent_service_export (self->service, connection, AGENT_PATH, error) &&
         rail_trigger_service_export (self->trigger_service, connection, AGENT_PATH, error) &&
         rail_next_step_service_export (self->next_step_service, connection, AGENT_PATH, error) &&
         rail_search_shortcut_export (self->shortcut, connection, AGENT_PATH, error);
}

static void
rail_agent_dbus_unregister (GApplication *application,
                            GDBusConnection *connection,
                            const char *object_path)
{
  RailAgent *self = RAIL_AGENT (application);

  if (self->service != NULL)
    rail_agent_service_unexport (self->service);
  if (self->trigger_service != NULL)
    rail_trigger_service_unexport (self->trigger_service);
  if (self->next_step_service != NULL)
    rail_next_step_service_unexport (self->next_step_service);
  if (self->search_service != NULL)
    rail_search_service_unexport (self->search_service);
  if (self->shortcut != NULL)
    rail_search_shortcut_unexport (self->shortcut);

  G_APPLICATION_CLASS (rail_agent_parent_class)->dbus_unregister (application, connection, object_path);
}

static void
rail_agent_startup (GApplication *application)
{
  RailAgent *self = RAIL_AGENT (application);

  G_APPLICATION_CLASS (rail_agent_parent_class)->startup (application);

  /* Without a bus GApplication runs alone; main() has said what is missing. */
  if (self->service == NULL)
    return;

  g_application_hold (application);
  /* A start by the bus is not followed by an activation of its own. */
  self->activated = (g_application_get_flags (application) & G_APPLICATION_IS_SERVICE) != 0;
  self->signal_ids[0] = g_unix_signal_add (SIGTERM, quit_cb, self);
  self->signal_ids[1] = g_unix_signal_add (SIGINT, quit_cb, self);

  load_history (self);
  set_limits (self);
  start_watching_windows (self);
  rail_library_watch (self->library);
  answer_searches (self);
  self->library_index = rail_library_index_new (self->library, NULL);
  rail_agent_health_set_index (self->health, self->library_index);

  g_signal_connect_object (self->policy, "changed", G_CALLBACK (policy_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library_index, "changed", G_CALLBACK (tell_problems), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->calendars, "changed", G_CALLBACK (calendars_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->journal, "write-failed", G_CALLBACK (write_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->delivery, "nudges-changed", G_CALLBACK (nudges_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trigger_service, "changed", G_CALLBACK (user_rules_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "acted", G_CALLBACK (acted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "quit-requested", G_CALLBACK (g_application_quit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->surroundings, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->surroundings, "presence-changed", G_CALLBACK (presence_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->surroundings, "sleeping", G_CALLBACK (sleeping_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->surroundings, "woke", G_CALLBACK (woke_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->surroundings, "zone-changed", G_CALLBACK (zone_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shortcut, "changed", G_CALLBACK (tell_problems), self, G_CONNECT_SWAPPED);
  rail_search_shortcut_start (self->shortcut);
  g_signal_connect_object (self->autostart, "changed", G_CALLBACK (tell_problems), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifications, "acted", G_CALLBACK (acted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reminders, "wants-update", G_CALLBACK (acted_cb), self, G_CONNECT_SWAPPED);

  if (rail_surroundings_is_settled (self->surroundings))
    settled_cb (self);
  tell_problems (self);
  rail_agent_autostart_follow (self->autostart);
  self->warmth = rail_ui_warmth_new (self->ui, self->policy, self->delivery);
  rail_ui_warmth_start (self->warmth, self->watcher != NULL);
  malloc_trim (0);
}

/* The first activation is the start itself; any later one is somebody starting Handrail again: show that it is there. */
static void
rail_agent_activate (GApplication *application)
{
  RailAgent *self = RAIL_AGENT (application);

  if (g_application_get_is_remote (application) || self->service == NULL)
    return;

  if (self->activated)
    rail_ui_process_activate_action (self->ui, "show-today", NULL, NULL);
  self->activated = TRUE;
}

static void
rail_agent_shutdown (GApplication *application)
{
  RailAgent *self = RAIL_AGENT (application);

  if (self->egress != NULL)
    rail_egress_door_close (self->egress);
  self->journal = NULL;
  g_clear_pointer (&self->journal_file, rail_agent_journal_close);

  G_APPLICATION_CLASS (rail_agent_parent_class)->shutdown (application);
}

static int
rail_agent_handle_local_options (GApplication *application,
                                 GVariantDict *options)
{
  RailAgent *self = RAIL_AGENT (application);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("handrail-agent %s\n", RAIL_VERSION);
      return 0;
    }

  if (g_variant_dict_lookup (options, "transcript", "^ay", &path))
    {
      self->transcript = rail_transcript_open (path, &error);
      if (self->transcript == NULL)
        {
          g_printerr ("handrail-agent: %s\n", error->message);
          return 2;
        }
    }

  g_variant_dict_lookup (options, "record", "^ay", &self->recording);

  return -1;
}

static void
rail_agent_finalize (GObject *object)
{
  RailAgent *self = RAIL_AGENT (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->signal_ids); i++)
    g_clear_handle_id (&self->signal_ids[i], g_source_remove);
  g_clear_object (&self->tray);
  g_clear_object (&self->search_service);
  g_clear_object (&self->trigger_service);
  g_clear_object (&self->shortcut);
  g_clear_pointer (&self->user_rules, rail_user_rules_free);
  g_clear_object (&self->service);
  g_clear_pointer (&self->health, rail_agent_health_free);
  g_clear_object (&self->surroundings);
  g_clear_object (&self->autostart);
  g_clear_object (&self->next_step_service);
  g_clear_object (&self->reminders);
  g_clear_object (&self->notifications);
  g_clear_object (&self->watcher);
  g_clear_object (&self->calendars);
  g_clear_object (&self->subscriptions);
  g_clear_pointer (&self->egress, rail_egress_door_free);
  g_clear_pointer (&self->transcript, rail_transcript_close);
  g_clear_object (&self->warmth);
  g_clear_object (&self->delivery);
  g_clear_object (&self->ui);
  g_clear_pointer (&self->compiler, rail_rule_compiler_free);
  g_clear_object (&self->library_index);
  g_clear_object (&self->library);
  g_clear_pointer (&self->journal_file, rail_agent_journal_close);
  g_clear_object (&self->policy);
  g_clear_pointer (&self->timer, rail_wall_timer_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->index, rail_occurrence_index_unref);
  g_clear_pointer (&self->recording, g_free);

  G_OBJECT_CLASS (rail_agent_parent_class)->finalize (object);
}

static void
rail_agent_class_init (RailAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = rail_agent_finalize;

  application_class->dbus_register = rail_agent_dbus_register;
  application_class->dbus_unregister = rail_agent_dbus_unregister;
  application_class->startup = rail_agent_startup;
  application_class->activate = rail_agent_activate;
  application_class->shutdown = rail_agent_shutdown;
  application_class->handle_local_options = rail_agent_handle_local_options;
}

static void
rail_agent_init (RailAgent *self)
{
  const GOptionEntry entries[] = {
    { "transcript", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, NULL, N_ ("Write what happens and how fast to FILE, without any titles"), N_ ("FILE") },
    { "record", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, NULL, N_ ("Write what is seen, titles included, to FILE, for handrailctl why --replay"), N_ ("FILE") },
    { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Watches for the moments your job aids are meant for."));
  self->index = rail_occurrence_index_new (none);
}

RailAgent *
rail_agent_new (void)
{
  return g_object_new (RAIL_TYPE_AGENT,
                       "application-id",
                       RAIL_AGENT_ID,
                       "flags",
                       G_APPLICATION_DEFAULT_FLAGS,
                       NULL);
}
