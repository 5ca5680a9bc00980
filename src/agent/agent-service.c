#define G_LOG_DOMAIN "handrail-agent-service"

#include "config.h"

#include "agent/agent-service.h"

#include "agent-skeleton.h"
#include "agent/nudge-report.h"
#include "base/duration.h"
#include "base/iso-time.h"
#include "base/problem.h"

/* A snooze beyond this is a mistake of the caller's. */
#define MAX_SNOOZE (7 * RAIL_DAY)

/* No calendar is held further than this in either direction. */
#define MAX_AGENDA_DISTANCE (8 * RAIL_DAY)

struct _RailAgentService
{
  GObject parent_instance;

  RailDBusAgent1 *skeleton;
  RailDelivery *delivery;
  RailRuleEngine *engine; /* borrowed: delivery owns it and lives as long */
  RailLibrary *library;
  RailJournal *journal;
  RailPolicy *policy;
  RailUiProcess *ui;
  RailContextTracker *tracker;
  RailAgentHealth *health; /* borrowed */
};

G_DEFINE_FINAL_TYPE (RailAgentService, rail_agent_service, G_TYPE_OBJECT)

enum
{
  SIGNAL_ACTED,
  SIGNAL_PAINTED,
  SIGNAL_QUIT_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
act (RailAgentService *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTED], 0);
}

/* Pausing and warming tell nobody anything; whoever may talk on this session bus may ask for them. */
static gboolean
is_for_anyone (const char *method)
{
  return g_str_equal (method, "Pause") || g_str_equal (method, "Warm");
}

static gboolean
authorize_cb (GDBusInterfaceSkeleton *skeleton,
              GDBusMethodInvocation *invocation,
              gpointer user_data)
{
  RailAgentService *self = user_data;

  return is_for_anyone (g_dbus_method_invocation_get_method_name (invocation)) ||
         rail_ui_process_authorize (self->ui, invocation);
}

/* The open nudge of that id; else the caller is told and NULL comes back. */
static RailNudge *
find_nudge (RailAgentService *self,
            GDBusMethodInvocation *invocation,
            const char *id)
{
  RailNudge *nudge = rail_delivery_get_nudge (self->delivery, id);

  if (nudge == NULL)
    g_dbus_method_invocation_return_error_literal (invocation,
                                                   G_DBUS_ERROR,
                                                   G_DBUS_ERROR_INVALID_ARGS,
                                                   "This nudge is closed");
  return nudge;
}

static void
begin_report (RailAgentService *self,
              RailContext *context,
              RailReporter *reporter)
{
  *reporter = (RailReporter){
    .delivery = self->delivery,
    .journal = self->journal,
    .library = self->library,
    .context = context,
  };
  rail_context_tracker_get_anchor (self->tracker, &reporter->x, &reporter->y, &reporter->width, &reporter->height);
}

static gboolean
list_nudges_cb (RailDBusAgent1 *skeleton,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  RailAgentService *self = user_data;
  g_autoptr (RailContext) context = rail_context_tracker_dup_context (self->tracker);
  g_auto (GVariantBuilder) nudges = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  GListModel *model = rail_delivery_get_nudges (self->delivery);
  RailReporter reporter;

  begin_report (self, context, &reporter);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (RailNudge) nudge = g_list_model_get_item (model, i);

      g_variant_builder_add_value (&nudges, rail_reporter_describe_nudge (&reporter, nudge));
    }

  rail_dbus_agent1_complete_list_nudges (skeleton, invocation, g_variant_builder_end (&nudges));
  return TRUE;
}

static gboolean
close_nudge_cb (RailDBusAgent1 *skeleton,
                GDBusMethodInvocation *invocation,
                const char *id,
                const char *word,
                gpointer user_data)
{
  RailAgentService *self = user_data;
  RailNudge *nudge = find_nudge (self, invocation, id);
  RailCloseReason reason;

  if (nudge == NULL)
    return TRUE;

  if (!rail_close_reason_from_string (word, &reason) ||
      reason == RAIL_NUDGE_CLOSED_SNOOZED ||
      reason == RAIL_NUDGE_CLOSED_EXPIRED)
    {
      g_dbus_method_invocation_return_error (invocation,
                                             G_DBUS_ERROR,
                                             G_DBUS_ERROR_INVALID_ARGS,
                                             "“%s” is no reason to close; use done, dismissed, not-helpful, replaced or opened-coach",
                                             word);
      return TRUE;
    }

  rail_delivery_close (self->delivery, nudge, reason, g_get_real_time ());
  rail_dbus_agent1_complete_close_nudge (skeleton, invocation);
  act (self);
  return TRUE;
}

static gboolean
snooze_nudge_cb (RailDBusAgent1 *skeleton,
                 GDBusMethodInvocation *invocation,
                 const char *id,
                 gint64 until,
                 gpointer user_data)
{
  RailAgentService *self = user_data;
  RailNudge *nudge = find_nudge (self, invocation, id);
  gint64 now = g_get_real_time ();

  if (nudge == NULL)
    return TRUE;

  if (until > now + MAX_SNOOZE)
    {
      g_dbus_method_invocation_return_error_literal (invocation,
                                                     G_DBUS_ERROR,
                                                     G_DBUS_ERROR_INVALID_ARGS,
                                                     "A nudge can be put off for seven days at most");
      return TRUE;
    }

  rail_delivery_snooze (self->delivery, nudge, until, now);
  rail_dbus_agent1_complete_snooze_nudge (skeleton, invocation);
  act (self);
  return TRUE;
}

static gboolean
collapse_nudge_cb (RailDBusAgent1 *skeleton,
                   GDBusMethodInvocation *invocation,
                   const char *id,
                   gpointer user_data)
{
  RailAgentService *self = user_data;
  RailNudge *nudge = find_nudge (self, invocation, id);

  if (nudge == NULL)
    return TRUE;

  rail_delivery_collapse (self->delivery, nudge);
  rail_dbus_agent1_complete_collapse_nudge (skeleton, invocation);
  act (self);
  return TRUE;
}

static gboolean
open_nudge_cb (RailDBusAgent1 *skeleton,
               GDBusMethodInvocation *invocation,
               const char *id,
               gpointer user_data)
{
  RailAgentService *self = user_data;
  RailNudge *nudge = find_nudge (self, invocation, id);

  if (nudge == NULL)
    return TRUE;

  rail_delivery_open (self->delivery, nudge);
  rail_dbus_agent1_complete_open_nudge (skeleton, invocation);
  act (self);
  return TRUE;
}

static gboolean
nudge_painted_cb (RailDBusAgent1 *skeleton,
                  GDBusMethodInvocation *invocation,
                  const char *id,
                  gint64 painted_at,
                  gpointer user_data)
{
  RailAgentService *self = user_data;
  RailNudge *nudge = find_nudge (self, invocation, id);

  if (nudge == NULL)
    return TRUE;

  g_signal_emit (self, signals[SIGNAL_PAINTED], 0, nudge, painted_at);
  rail_dbus_agent1_complete_nudge_painted (skeleton, invocation);
  return TRUE;
}

static gboolean
list_fitting_cb (RailDBusAgent1 *skeleton,
                 GDBusMethodInvocation *invocation,
                 gpointer user_data)
{
  RailAgentService *self = user_data;
  g_autoptr (RailContext) context = rail_context_tracker_dup_context (self->tracker);
  g_autoptr (GPtrArray) holding = rail_rule_engine_get_holding (self->engine);
  g_auto (GVariantBuilder) aids = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  RailReporter reporter;

  begin_report (self, context, &reporter);
  for (guint i = 0; i < holding->len; i++)
    g_variant_builder_add_value (&aids, rail_reporter_describe_fitting (&reporter, g_ptr_array_index (holding, i)));

  rail_dbus_agent1_complete_list_fitting (skeleton, invocation, g_variant_builder_end (&aids));
  return TRUE;
}

static gboolean
get_agenda_cb (RailDBusAgent1 *skeleton,
               GDBusMethodInvocation *invocation,
               gint64 day,
               gpointer user_data)
{
  RailAgentService *self = user_data;
  g_autoptr (RailContext) context = rail_context_tracker_dup_context (self->tracker);
  g_autoptr (GPtrArray) triggers = rail_library_dup_triggers (self->library);
  g_autoptr (GPtrArray) occurrences = NULL;
  g_auto (GVariantBuilder) agenda = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  RailReporter reporter;
  gint64 from, to;

  if (day != 0 && (day < context->now - MAX_AGENDA_DISTANCE || day > context->now + MAX_AGENDA_DISTANCE))
    {
      g_dbus_method_invocation_return_error_literal (invocation,
                                                     G_DBUS_ERROR,
                                                     G_DBUS_ERROR_INVALID_ARGS,
                                                     "Meetings are known from a week ago to a week ahead");
      return TRUE;
    }

  from = rail_iso_time_day_start (day != 0 ? day : context->now, context->zone);
  to = rail_iso_time_day_start (from + 36 * RAIL_HOUR, context->zone);
  begin_report (self, context, &reporter);
  occurrences = rail_context_find_occurrences (context, from, to);
  for (guint i = 0; i < occurrences->len; i++)
    g_variant_builder_add_value (&agenda, rail_reporter_describe_occurrence (&reporter, g_ptr_array_index (occurrences, i), triggers));

  rail_dbus_agent1_complete_get_agenda (skeleton, invocation, g_variant_builder_end (&agenda));
  return TRUE;
}

static gboolean
list_people_cb (RailDBusAgent1 *skeleton,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  RailAgentService *self = user_data;
  g_autoptr (RailContext) context = rail_context_tracker_dup_context (self->tracker);
  g_auto (GStrv) names = rail_reporter_dup_people (context);

  rail_dbus_agent1_complete_list_people (skeleton, invocation, (const char *const *) names);
  return TRUE;
}

static gboolean
list_problems_cb (RailDBusAgent1 *skeleton,
                  GDBusMethodInvocation *invocation,
                  gpointer user_data)
{
  RailAgentService *self = user_data;
  g_autoptr (GPtrArray) problems = rail_agent_health_dup_problems (self->health);
  g_auto (GVariantBuilder) list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      g_variant_dict_insert (&dict, "file", "s", problem->file);
      g_variant_dict_insert (&dict, "line", "u", problem->line);
      g_variant_dict_insert (&dict, "severity", "s", problem->severity == RAIL_SEVERITY_ERROR ? "error" : "warning");
      g_variant_dict_insert (&dict, "message", "s", problem->message);
      g_variant_dict_insert (&dict, "mend", "s", problem->mend != NULL ? problem->mend : "");
      g_variant_builder_add_value (&list, g_variant_dict_end (&dict));
    }

  rail_dbus_agent1_complete_list_problems (skeleton, invocation, g_variant_builder_end (&list));
  return TRUE;
}

static gboolean
list_providers_cb (RailDBusAgent1 *skeleton,
                   GDBusMethodInvocation *invocation,
                   gpointer user_data)
{
  RailAgentService *self = user_data;
  g_auto (GVariantBuilder) providers = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  rail_agent_health_build_providers (self->health, &providers);
  rail_dbus_agent1_complete_list_providers (skeleton, invocation, g_variant_builder_end (&providers));
  return TRUE;
}

static gboolean
list_mutes_cb (RailDBusAgent1 *skeleton,
               GDBusMethodInvocation *invocation,
               gpointer user_data)
{
  RailAgentService *self = user_data;
  g_auto (GStrv) mutes = rail_delivery_dup_mutes (self->delivery);
  g_auto (GVariantBuilder) list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; mutes[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (mutes[i], "/", 3);
      GVariantDict dict;

      if (g_strv_length (parts) != 3)
        continue;
      g_variant_dict_init (&dict, NULL);
      g_variant_dict_insert (&dict, "trigger", "s", mutes[i]);
      g_variant_dict_insert (&dict, "pack", "s", parts[0]);
      g_variant_dict_insert (&dict, "aid", "s", parts[1]);
      g_variant_builder_add_value (&list, g_variant_dict_end (&dict));
    }

  rail_dbus_agent1_complete_list_mutes (skeleton, invocation, g_variant_builder_end (&list));
  return TRUE;
}

static gboolean
unmute_cb (RailDBusAgent1 *skeleton,
           GDBusMethodInvocation *invocation,
           const char *trigger,
           gpointer user_data)
{
  RailAgentService *self = user_data;

  rail_delivery_unmute (self->delivery, trigger, g_get_real_time ());
  rail_dbus_agent1_complete_unmute (skeleton, invocation);
  /* Whoever lists the mutes besides the caller asks again. */
  rail_dbus_agent1_emit_nudges_changed (skeleton);
  return TRUE;
}

static gboolean
pause_cb (RailDBusAgent1 *skeleton,
          GDBusMethodInvocation *invocation,
          gint64 until,
          gpointer user_data)
{
  RailAgentService *self = user_data;

  if (until < 0 || !rail_policy_set_paused_until (self->policy, until))
    g_dbus_method_invocation_return_error_literal (invocation,
                                                   G_DBUS_ERROR,
                                                   G_DBUS_ERROR_NOT_SUPPORTED,
                                                   until < 0 ? "A moment is not negative" : "Pausing is switched off by your organisation");
  else
    rail_dbus_agent1_complete_pause (skeleton, invocation);

  return TRUE;
}

static gboolean
warm_cb (RailDBusAgent1 *skeleton,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  RailAgentService *self = user_data;

  rail_ui_process_warm (self->ui);
  rail_dbus_agent1_complete_warm (skeleton, invocation);
  return TRUE;
}

static gboolean
quit_cb (RailDBusAgent1 *skeleton,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  RailAgentService *self = user_data;

  rail_dbus_agent1_complete_quit (skeleton, invocation);
  g_signal_emit (self, signals[SIGNAL_QUIT_REQUESTED], 0);
  return TRUE;
}

static void
rail_agent_service_finalize (GObject *object)
{
  RailAgentService *self = RAIL_AGENT_SERVICE (object);

  g_clear_object (&self->skeleton);
  g_clear_object (&self->delivery);
  g_clear_object (&self->library);
  g_clear_object (&self->journal);
  g_clear_object (&self->policy);
  g_clear_object (&self->ui);
  g_clear_object (&self->tracker);

  G_OBJECT_CLASS (rail_agent_service_parent_class)->finalize (object);
}

static void
rail_agent_service_class_init (RailAgentServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_agent_service_finalize;

  signals[SIGNAL_ACTED] = g_signal_new ("acted", RAIL_TYPE_AGENT_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PAINTED] = g_signal_new ("painted", RAIL_TYPE_AGENT_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, RAIL_TYPE_NUDGE, G_TYPE_INT64);
  signals[SIGNAL_QUIT_REQUESTED] = g_signal_new ("quit-requested", RAIL_TYPE_AGENT_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_agent_service_init (RailAgentService *self)
{
  const struct
  {
    const char *signal;
    GCallback callback;
  } handlers[] = {
    { "g-authorize-method", G_CALLBACK (authorize_cb) },
    { "handle-list-nudges", G_CALLBACK (list_nudges_cb) },
    { "handle-close-nudge", G_CALLBACK (close_nudge_cb) },
    { "handle-snooze-nudge", G_CALLBACK (snooze_nudge_cb) },
    { "handle-collapse-nudge", G_CALLBACK (collapse_nudge_cb) },
    { "handle-open-nudge", G_CALLBACK (open_nudge_cb) },
    { "handle-nudge-painted", G_CALLBACK (nudge_painted_cb) },
    { "handle-list-fitting", G_CALLBACK (list_fitting_cb) },
    { "handle-get-agenda", G_CALLBACK (get_agenda_cb) },
    { "handle-list-people", G_CALLBACK (list_people_cb) },
    { "handle-list-problems", G_CALLBACK (list_problems_cb) },
    { "handle-list-providers", G_CALLBACK (list_providers_cb) },
    { "handle-list-mutes", G_CALLBACK (list_mutes_cb) },
    { "handle-unmute", G_CALLBACK (unmute_cb) },
    { "handle-pause", G_CALLBACK (pause_cb) },
    { "handle-warm", G_CALLBACK (warm_cb) },
    { "handle-quit", G_CALLBACK (quit_cb) },
  };

  self->skeleton = rail_dbus_agent1_skeleton_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->skeleton, handlers[i].signal, handlers[i].callback, self, 0);
}

RailAgentService *
rail_agent_service_new (RailDelivery *delivery,
                        RailRuleEngine *engine,
                        RailLibrary *library,
                        RailJournal *journal,
                        RailPolicy *policy,
                        RailUiProcess *ui,
                        RailContextTracker *tracker,
                        RailAgentHealth *health)
{
  RailAgentService *self = g_object_new (RAIL_TYPE_AGENT_SERVICE, NULL);

  self->delivery = g_object_ref (delivery);
  self->engine = engine;
  self->library = g_object_ref (library);
  self->journal = g_object_ref (journal);
  self->policy = g_object_ref (policy);
  self->ui = g_object_ref (ui);
  self->tracker = g_object_ref (tracker);
  self->health = health;

  return self;
}

gboolean
rail_agent_service_export (RailAgentService *self,
                           GDBusConnection *connection,
                           const char *path,
                           GError **error)
{
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection, path, error);
}

void
rail_agent_service_unexport (RailAgentService *self)
{
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
}

void
rail_agent_service_tell_nudges (RailAgentService *self)
{
  g_autoptr (RailContext) context = rail_context_tracker_dup_context (self->tracker);
  GListModel *model = rail_delivery_get_nudges (self->delivery);
  guint waiting = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (RailNudge) nudge = g_list_model_get_item (model, i);

      if (rail_nudge_get_state (nudge) == RAIL_NUDGE_WAITING)
        waiting++;
    }

  rail_dbus_agent1_set_paused_until (self->skeleton, rail_policy_get_paused_until (self->policy));
  rail_dbus_agent1_set_waiting (self->skeleton, waiting);
  rail_dbus_agent1_set_shown_today (self->skeleton,
                                    rail_delivery_count_shown_today (self->delivery, context->now, context->zone));
  rail_dbus_agent1_emit_nudges_changed (self->skeleton);
}

void
rail_agent_service_tell_agenda (RailAgentService *self)
{
  rail_dbus_agent1_emit_agenda_changed (self->skeleton);
}

void
rail_agent_service_tell_problems (RailAgentService *self,
                                  guint count)
{
  rail_dbus_agent1_set_problem_count (self->skeleton, count);
  rail_dbus_agent1_emit_problems_changed (self->skeleton);
}
