#define G_LOG_DOMAIN "handrail-agent"

#include "config.h"

#include "agent/agent.h"

#include <malloc.h>

#include <glib/gi18n-lib.h>

#include "agent/agent-autostart.h"
#include "agent/agent-health.h"
#include "agent/agent-journal.h"
#include "agent/agent-notifications.h"
#include "agent/agent-service.h"
#include "agent/agent-tray.h"
#include "agent/calendars.h"
#include "agent/context-tracker.h"
#include "agent/library-index.h"
#include "agent/next-step-service.h"
#include "agent/reminders.h"
#include "agent/rule-compiler.h"
#include "agent/search-service.h"
#include "agent/search-shortcut.h"
#include "agent/subscriptions.h"
#include "agent/surroundings.h"
#include "agent/trigger-service.h"
#include "agent/ui-process.h"
#include "agent/ui-warmth.h"
#include "agent/user-rules.h"
#include "base/problem.h"
#include "base/wall-timer.h"
#include "egress/egress-door.h"

/* Flatpak puts it into every sandbox. */
#define FLATPAK_INFO "/.flatpak-info"

#define AGENT_PATH "/io/github/handrail/Handrail/Agent"

struct _RailAgent
{
  GObject parent_instance;

  GDBusConnection *connection;
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
  RailContextTracker *tracker;
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
  RailAgentTray *tray;        /* NULL until started, and where the bus does not take it */
  RailWallTimer *timer;       /* the one that is armed while nothing happens */
  RailTranscript *transcript; /* NULL: nobody asked for it */

  const char *rules_cause; /* of the rules that are being made */
  gboolean has_rules;
  guint update_id;
};

G_DEFINE_FINAL_TYPE (RailAgent, rail_agent, G_TYPE_OBJECT)

enum
{
  QUIT_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- what is now ---- */

static gboolean
watches_windows (RailAgent *self)
{
  return rail_context_tracker_get_watcher (self->tracker) != NULL;
}

static void
follow_day (RailAgent *self,
            gint64 now)
{
  if (!rail_context_tracker_follow_day (self->tracker, now))
    return;

  rail_journal_roll_up (self->journal, now);
  rail_agent_service_tell_agenda (self->service);
}

static void
update (RailAgent *self,
        const char *cause)
{
  g_autoptr (RailContext) context = NULL;
  RailPresence presence = { .cards_possible = watches_windows (self) };

  if (!rail_surroundings_is_settled (self->surroundings) || !self->has_rules)
    return;

  context = rail_context_tracker_dup_context (self->tracker);
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

/* ---- what moves it ---- */

static void
tell_problems (RailAgent *self)
{
  g_autoptr (GPtrArray) problems = rail_agent_health_dup_problems (self->health);

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
  rail_context_tracker_follow_policy (self->tracker);
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

static void
zone_changed_cb (RailAgent *self)
{
  rail_context_tracker_reread_zone (self->tracker);
  update (self, "zone");
}

static void
clock_cb (gpointer user_data)
{
  update (user_data, "clock");
}

static void
painted_cb (RailAgent *self,
            RailNudge *nudge,
            gint64 painted_at)
{
  if (self->transcript != NULL)
    rail_transcript_note_painted (self->transcript, nudge, painted_at);
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

static void
quit_requested_cb (RailAgent *self)
{
  g_signal_emit (self, signals[QUIT_REQUESTED], 0);
}

/* ---- building ---- */

/* Without its icon the agent is of the same use: the windows offer all that the menu does. */
static void
start_tray (RailAgent *self)
{
  g_autoptr (GError) error = NULL;

  self->tray = rail_agent_tray_new (self->connection, self->delivery, self->library, self->journal, self->policy, self->ui, self->tracker, self->health, &error);
  if (self->tray == NULL)
    {
      g_message ("There is no icon in the tray: %s", error->message);
      return;
    }

  g_signal_connect_object (self->tray, "quit-requested", G_CALLBACK (quit_requested_cb), self, G_CONNECT_SWAPPED);
}

static gboolean
build (RailAgent *self,
       RailRecorder *recorder,
       GError **error)
{
  g_autoptr (RailRecorder) held = recorder;
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

  self->policy = rail_policy_new ();
  self->library = rail_library_new ((const char *const *) folders);
  self->engine = rail_rule_engine_new ();
  self->compiler = rail_rule_compiler_new (compiled_cb, self);
  self->delivery = rail_delivery_new (self->engine, self->library, self->journal);
  if (self->transcript != NULL)
    rail_transcript_follow (self->transcript, self->delivery);
  rail_delivery_set_recorder (self->delivery, g_steal_pointer (&held));
  self->egress = rail_egress_door_new (self->policy, self->journal);
  self->subscriptions = rail_subscriptions_new (self->policy, rail_egress_door_get_client (self->egress), g_network_monitor_get_default ());
  self->calendars = rail_calendars_new (self->policy, self->connection, self->subscriptions);
  self->tracker = rail_context_tracker_new (self->policy, self->calendars);
  self->ui = rail_ui_process_new (self->connection);
  notifier = rail_notifier_new (self->connection);
  self->notifications = rail_agent_notifications_new (notifier, self->delivery, self->library, self->ui);
  self->reminders = rail_reminders_new (notifier, self->delivery, self->journal, self->ui);
  self->next_step_service = rail_next_step_service_new (self->reminders, self->ui, self->tracker);
  self->autostart = rail_agent_autostart_new (self->connection, self->policy, g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS));
  self->surroundings = rail_surroundings_new (self->connection);
  self->user_rules = rail_user_rules_new (self->journal, self->library);
  self->shortcut = rail_search_shortcut_new (self->policy, self->delivery, self->ui);
  self->health = rail_agent_health_new (self->library, self->calendars, self->notifications, self->surroundings, self->autostart, self->user_rules, self->shortcut);
  rail_problems_append (rail_agent_health_get_own_problems (self->health), problems);
  self->service = rail_agent_service_new (self->delivery, self->engine, self->library, self->journal, self->policy, self->ui, self->tracker, self->health);
  self->trigger_service = rail_trigger_service_new (self->user_rules, self->ui, self->tracker);
  self->search_service = rail_search_service_new (self->library, self->policy, self->ui);
  start_tray (self);
  return TRUE;
}

static void
start_tracking (RailAgent *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!rail_context_tracker_start (self->tracker, &error))
    {
      sentence = g_strdup_printf (_ ("%s Triggers on windows wait; meetings are still announced."), error->message);
      g_message ("%s", sentence);
    }

  rail_agent_health_set_watcher (self->health, rail_context_tracker_get_watcher (self->tracker), sentence);
}

static void
answer_searches (RailAgent *self)
{
  g_autoptr (GError) error = NULL;

  if (!rail_search_service_export (self->search_service, self->connection, TRUE, &error))
    g_message ("The desktop's search does not find aids: %s", error->message);
}

static void
load_history (RailAgent *self)
{
  g_autoptr (GError) error = NULL;

  if (!rail_delivery_load_history (self->delivery, g_get_real_time (), &error) || !rail_user_rules_load (self->user_rules, &error))
    write_failed_cb (self, error);
}

static void
rail_agent_finalize (GObject *object)
{
  RailAgent *self = RAIL_AGENT (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
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
  g_clear_object (&self->tracker);
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
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (rail_agent_parent_class)->finalize (object);
}

static void
rail_agent_class_init (RailAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_agent_finalize;

  signals[QUIT_REQUESTED] = g_signal_new ("quit-requested", RAIL_TYPE_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_agent_init (RailAgent *self)
{
}

RailAgent *
rail_agent_new (GDBusConnection *connection,
                RailTranscript *transcript,
                RailRecorder *recorder,
                GError **error)
{
  g_autoptr (RailAgent) self = g_object_new (RAIL_TYPE_AGENT, NULL);

  self->connection = g_object_ref (connection);
  self->transcript = transcript;
  if (!build (self, recorder, error))
    return NULL;

  return g_steal_pointer (&self);
}

gboolean
rail_agent_export (RailAgent *self,
                   GError **error)
{
  return rail_agent_service_export (self->service, self->connection, AGENT_PATH, error) &&
         rail_trigger_service_export (self->trigger_service, self->connection, AGENT_PATH, error) &&
         rail_next_step_service_export (self->next_step_service, self->connection, AGENT_PATH, error) &&
         rail_search_shortcut_export (self->shortcut, self->connection, AGENT_PATH, error);
}

void
rail_agent_unexport (RailAgent *self)
{
  rail_agent_service_unexport (self->service);
  rail_trigger_service_unexport (self->trigger_service);
  rail_next_step_service_unexport (self->next_step_service);
  rail_search_service_unexport (self->search_service);
  rail_search_shortcut_unexport (self->shortcut);
}

void
rail_agent_start (RailAgent *self)
{
  load_history (self);
  set_limits (self);
  start_tracking (self);
  rail_library_watch (self->library);
  answer_searches (self);
  self->library_index = rail_library_index_new (self->library, NULL);
  rail_agent_health_set_index (self->health, self->library_index);

  g_signal_connect_object (self->policy, "changed", G_CALLBACK (policy_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library_index, "changed", G_CALLBACK (tell_problems), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tracker, "window-changed", G_CALLBACK (window_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tracker, "calendars-changed", G_CALLBACK (calendars_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->journal, "write-failed", G_CALLBACK (write_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->delivery, "nudges-changed", G_CALLBACK (nudges_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trigger_service, "changed", G_CALLBACK (user_rules_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "painted", G_CALLBACK (painted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "acted", G_CALLBACK (acted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "quit-requested", G_CALLBACK (quit_requested_cb), self, G_CONNECT_SWAPPED);
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
  rail_ui_warmth_start (self->warmth, watches_windows (self));
  malloc_trim (0);
}

void
rail_agent_show (RailAgent *self)
{
  rail_ui_process_activate_action (self->ui, "show-today", NULL, NULL);
}

void
rail_agent_close (RailAgent *self)
{
  rail_egress_door_close (self->egress);
  self->journal = NULL;
  g_clear_pointer (&self->journal_file, rail_agent_journal_close);
}
