#include "config.h"

#include "agent/next-step-service.h"

#include "delivery/reminder-moment.h"
#include "next-steps-skeleton.h"

struct _RailNextStepService
{
  GObject parent_instance;

  RailDBusNextSteps1 *skeleton;
  RailReminders *reminders;
  RailUiProcess *ui;
  RailContextTracker *tracker;
};

G_DEFINE_FINAL_TYPE (RailNextStepService, rail_next_step_service, G_TYPE_OBJECT)

static gboolean
authorize_cb (GDBusInterfaceSkeleton *skeleton,
              GDBusMethodInvocation *invocation,
              gpointer user_data)
{
  RailNextStepService *self = user_data;

  return rail_ui_process_authorize (self->ui, invocation);
}

static gboolean
propose_reminder_cb (RailDBusNextSteps1 *skeleton,
                     GDBusMethodInvocation *invocation,
                     gpointer user_data)
{
  RailNextStepService *self = user_data;
  g_autoptr (RailContext) context = rail_context_tracker_dup_context (self->tracker);
  RailReminderMoment proposal = rail_reminder_moment_choose (context);

  rail_dbus_next_steps1_complete_propose_reminder (skeleton,
                                                   invocation,
                                                   rail_reminder_kind_to_string (proposal.kind),
                                                   proposal.moment,
                                                   proposal.occurrence != NULL ? proposal.occurrence->title : "");
  return TRUE;
}

static gboolean
reread_cb (RailDBusNextSteps1 *skeleton,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  RailNextStepService *self = user_data;

  rail_dbus_next_steps1_complete_reread (skeleton, invocation);
  rail_reminders_reread (self->reminders);
  return TRUE;
}

static void
changed_cb (RailNextStepService *self)
{
  rail_dbus_next_steps1_emit_changed (self->skeleton);
}

static void
rail_next_step_service_finalize (GObject *object)
{
  RailNextStepService *self = RAIL_NEXT_STEP_SERVICE (object);

  g_clear_object (&self->skeleton);
  g_clear_object (&self->reminders);
  g_clear_object (&self->ui);
  g_clear_object (&self->tracker);

  G_OBJECT_CLASS (rail_next_step_service_parent_class)->finalize (object);
}

static void
rail_next_step_service_class_init (RailNextStepServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_next_step_service_finalize;
}

static void
rail_next_step_service_init (RailNextStepService *self)
{
  self->skeleton = rail_dbus_next_steps1_skeleton_new ();
  g_signal_connect_object (self->skeleton, "g-authorize-method", G_CALLBACK (authorize_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-propose-reminder", G_CALLBACK (propose_reminder_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-reread", G_CALLBACK (reread_cb), self, 0);
}

RailNextStepService *
rail_next_step_service_new (RailReminders *reminders,
                            RailUiProcess *ui,
                            RailContextTracker *tracker)
{
  RailNextStepService *self = g_object_new (RAIL_TYPE_NEXT_STEP_SERVICE, NULL);

  self->reminders = g_object_ref (reminders);
  self->ui = g_object_ref (ui);
  self->tracker = g_object_ref (tracker);
  g_signal_connect_object (reminders, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

gboolean
rail_next_step_service_export (RailNextStepService *self,
                               GDBusConnection *connection,
                               const char *path,
                               GError **error)
{
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection, path, error);
}

void
rail_next_step_service_unexport (RailNextStepService *self)
{
  if (g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)) != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
}
