#include "config.h"

#include "fakes/fake-agent.h"

#include "agent-proxy.h"
#include "next-steps-proxy.h"
#include "triggers-proxy.h"

#define NAME "io.github.handrail.Handrail.Agent"
#define PATH "/io/github/handrail/Handrail/Agent"

struct _FakeAgent
{
  GDBusConnection *connection;
  RailDBusAgent1 *skeleton;
  RailDBusTriggers1 *triggers_skeleton;
  RailDBusNextSteps1 *next_steps_skeleton;
  char *reminder_kind;
  char *reminder_meeting;
  gint64 reminder_moment;
  guint name_id;
  GVariant *nudges;
  GVariant *fitting;
  GVariant *agenda;
  GVariant *problems;
  GVariant *providers;
  GVariant *mutes;
  char **people;
  GVariant *drafts;
  GVariant *triggers;
  GVariant *meetings;
  gboolean holds;
  char *refusal; /* NULL: drafts are accepted */
  char *nudges_once_opened;
  GString *calls;
};

static void
replace (GVariant **list,
         const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *parsed = g_variant_parse (G_VARIANT_TYPE ("aa{sv}"), text, NULL, NULL, &error);

  g_assert_no_error (error);
  g_clear_pointer (list, g_variant_unref);
  *list = parsed;
}

static gboolean
list_nudges_cb (FakeAgent *self,
                GDBusMethodInvocation *invocation)
{
  rail_dbus_agent1_complete_list_nudges (self->skeleton, invocation, self->nudges);
  return TRUE;
}

static gboolean
list_fitting_cb (FakeAgent *self,
                 GDBusMethodInvocation *invocation)
{
  rail_dbus_agent1_complete_list_fitting (self->skeleton, invocation, self->fitting);
  return TRUE;
}

static gboolean
get_agenda_cb (FakeAgent *self,
               GDBusMethodInvocation *invocation)
{
  rail_dbus_agent1_complete_get_agenda (self->skeleton, invocation, self->agenda);
  return TRUE;
}

static gboolean
list_problems_cb (FakeAgent *self,
                  GDBusMethodInvocation *invocation)
{
  rail_dbus_agent1_complete_list_problems (self->skeleton, invocation, self->problems);
  return TRUE;
}

static gboolean
list_providers_cb (FakeAgent *self,
                   GDBusMethodInvocation *invocation)
{
  rail_dbus_agent1_complete_list_providers (self->skeleton, invocation, self->providers);
  return TRUE;
}

static gboolean
list_mutes_cb (FakeAgent *self,
               GDBusMethodInvocation *invocation)
{
  rail_dbus_agent1_complete_list_mutes (self->skeleton, invocation, self->mutes);
  return TRUE;
}

static gboolean
close_nudge_cb (FakeAgent *self,
                GDBusMethodInvocation *invocation,
                const char *id,
                const char *reason)
{
  g_string_append_printf (self->calls, "CloseNudge %s %s\n", id, reason);
  rail_dbus_agent1_complete_close_nudge (self->skeleton, invocation);
  return TRUE;
}

static gboolean
list_people_cb (FakeAgent *self,
                GDBusMethodInvocation *invocation)
{
  rail_dbus_agent1_complete_list_people (self->skeleton, invocation, (const char *const *) self->people);
  return TRUE;
}

static gboolean
snooze_nudge_cb (FakeAgent *self,
                 GDBusMethodInvocation *invocation,
                 const char *id,
                 gint64 until)
{
  g_string_append_printf (self->calls, "SnoozeNudge %s %" G_GINT64_FORMAT "\n", id, until);
  rail_dbus_agent1_complete_snooze_nudge (self->skeleton, invocation);
  return TRUE;
}

static gboolean
collapse_nudge_cb (FakeAgent *self,
                   GDBusMethodInvocation *invocation,
                   const char *id)
{
  g_string_append_printf (self->calls, "CollapseNudge %s\n", id);
  rail_dbus_agent1_complete_collapse_nudge (self->skeleton, invocation);
  return TRUE;
}

static gboolean
open_nudge_cb (FakeAgent *self,
               GDBusMethodInvocation *invocation,
               const char *id)
{
  g_string_append_printf (self->calls, "OpenNudge %s\n", id);
  if (self->nudges_once_opened == NULL)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "io.github.handrail.Handrail.Error.NotFound", "No such nudge");
      return TRUE;
    }

  fake_agent_set_nudges (self, self->nudges_once_opened);
  rail_dbus_agent1_complete_open_nudge (self->skeleton, invocation);
  return TRUE;
}

static gboolean
nudge_painted_cb (FakeAgent *self,
                  GDBusMethodInvocation *invocation,
                  const char *id,
                  gint64 painted_at)
{
  g_assert_cmpint (painted_at, >, 0);
  g_string_append_printf (self->calls, "NudgePainted %s\n", id);
  rail_dbus_agent1_complete_nudge_painted (self->skeleton, invocation);
  return TRUE;
}

static gboolean
unmute_cb (FakeAgent *self,
           GDBusMethodInvocation *invocation,
           const char *trigger)
{
  g_string_append_printf (self->calls, "Unmute %s\n", trigger);
  fake_agent_set_mutes (self, "[]");
  rail_dbus_agent1_complete_unmute (self->skeleton, invocation);
  rail_dbus_agent1_emit_nudges_changed (self->skeleton);
  return TRUE;
}

static gboolean
pause_cb (FakeAgent *self,
          GDBusMethodInvocation *invocation,
          gint64 until)
{
  g_string_append_printf (self->calls, "Pause %s\n", until == G_MAXINT64 ? "for good" : until == 0 ? "over"
                                                                                                   : "until then");
  rail_dbus_agent1_set_paused_until (self->skeleton, until);
  rail_dbus_agent1_complete_pause (self->skeleton, invocation);
  return TRUE;
}

static gboolean
propose_cb (FakeAgent *self,
            GDBusMethodInvocation *invocation)
{
  rail_dbus_triggers1_complete_propose (self->triggers_skeleton, invocation, self->drafts);
  return TRUE;
}

static gboolean
list_triggers_cb (FakeAgent *self,
                  GDBusMethodInvocation *invocation)
{
  rail_dbus_triggers1_complete_list (self->triggers_skeleton, invocation, self->triggers);
  return TRUE;
}

static void
note_draft (FakeAgent *self,
            GVariant *draft)
{
  const char *kind, *app, *title;
  guint32 minutes;

  g_assert_true (g_variant_lookup (draft, "kind", "&s", &kind));
  g_assert_true (g_variant_lookup (draft, "app", "&s", &app));
  g_assert_true (g_variant_lookup (draft, "title", "&s", &title));
  g_assert_true (g_variant_lookup (draft, "minutes", "u", &minutes));
  g_string_append_printf (self->calls, " %s|%s|%s|%u\n", kind, app, title, minutes);
}

static gboolean
refuse (FakeAgent *self,
        GDBusMethodInvocation *invocation)
{
  if (self->refusal != NULL)
    g_dbus_method_invocation_return_dbus_error (invocation, "io.github.handrail.Error.Invalid", self->refusal);

  return self->refusal != NULL;
}

static gboolean
preview_cb (FakeAgent *self,
            GDBusMethodInvocation *invocation,
            GVariant *draft)
{
  g_string_append (self->calls, "Preview");
  note_draft (self, draft);
  if (!refuse (self, invocation))
    rail_dbus_triggers1_complete_preview (self->triggers_skeleton, invocation, "", self->holds, self->meetings);
  return TRUE;
}

static gboolean
add_cb (FakeAgent *self,
        GDBusMethodInvocation *invocation,
        const char *pack,
        const char *aid,
        GVariant *draft)
{
  g_string_append_printf (self->calls, "Add %s/%s", pack, aid);
  note_draft (self, draft);
  if (!refuse (self, invocation))
    rail_dbus_triggers1_complete_add (self->triggers_skeleton, invocation, "own-1");
  return TRUE;
}

static gboolean
remove_cb (FakeAgent *self,
           GDBusMethodInvocation *invocation,
           const char *pack,
           const char *aid,
           const char *trigger)
{
  g_string_append_printf (self->calls, "Remove %s/%s/%s\n", pack, aid, trigger);
  fake_agent_set_triggers (self, "[]");
  rail_dbus_triggers1_complete_remove (self->triggers_skeleton, invocation);
  return TRUE;
}

static void
connect (FakeAgent *self,
         const char *signal,
         gpointer callback)
{
  g_signal_connect_swapped (self->skeleton, signal, callback, self);
}

static void
acquired_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  gboolean *acquired = user_data;

  *acquired = TRUE;
}

static gboolean
propose_reminder_cb (FakeAgent *self,
                     GDBusMethodInvocation *invocation)
{
  rail_dbus_next_steps1_complete_propose_reminder (self->next_steps_skeleton, invocation, self->reminder_kind, self->reminder_moment, self->reminder_meeting);

  return TRUE;
}

static gboolean
reread_cb (FakeAgent *self,
           GDBusMethodInvocation *invocation)
{
  g_string_append (self->calls, "Reread\n");
  rail_dbus_next_steps1_complete_reread (self->next_steps_skeleton, invocation);

  return TRUE;
}

static void
export_next_steps (FakeAgent *self)
{
  g_autoptr (GError) error = NULL;

  self->reminder_kind = g_strdup ("hour");
  self->reminder_meeting = g_strdup ("");
  self->reminder_moment = g_get_real_time () + G_TIME_SPAN_HOUR;
  self->next_steps_skeleton = rail_dbus_next_steps1_skeleton_new ();
  g_signal_connect_swapped (self->next_steps_skeleton, "handle-propose-reminder", G_CALLBACK (propose_reminder_cb), self);
  g_signal_connect_swapped (self->next_steps_skeleton, "handle-reread", G_CALLBACK (reread_cb), self);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->next_steps_skeleton), self->connection, PATH, &error);
  g_assert_no_error (error);
}

static void
export_triggers (FakeAgent *self)
{
  g_autoptr (GError) error = NULL;

  self->triggers_skeleton = rail_dbus_triggers1_skeleton_new ();
  g_signal_connect_swapped (self->triggers_skeleton, "handle-propose", G_CALLBACK (propose_cb), self);
  g_signal_connect_swapped (self->triggers_skeleton, "handle-list", G_CALLBACK (list_triggers_cb), self);
  g_signal_connect_swapped (self->triggers_skeleton, "handle-preview", G_CALLBACK (preview_cb), self);
  g_signal_connect_swapped (self->triggers_skeleton, "handle-add", G_CALLBACK (add_cb), self);
  g_signal_connect_swapped (self->triggers_skeleton, "handle-remove", G_CALLBACK (remove_cb), self);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->triggers_skeleton), self->connection, PATH, &error);
  g_assert_no_error (error);
}

FakeAgent *
fake_agent_new (void)
{
  FakeAgent *self = g_new0 (FakeAgent, 1);
  g_autoptr (GError) error = NULL;
  gboolean acquired = FALSE;

  self->calls = g_string_new (NULL);
  replace (&self->nudges, "[]");
  replace (&self->fitting, "[]");
  replace (&self->agenda, "[]");
  replace (&self->problems, "[]");
  replace (&self->providers, "[]");
  replace (&self->mutes, "[]");
  self->people = g_new0 (char *, 1);
  replace (&self->drafts, "[]");
  replace (&self->triggers, "[]");
  replace (&self->meetings, "[]");

  self->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  self->skeleton = rail_dbus_agent1_skeleton_new ();
  connect (self, "handle-list-nudges", list_nudges_cb);
  connect (self, "handle-list-fitting", list_fitting_cb);
  connect (self, "handle-get-agenda", get_agenda_cb);
  connect (self, "handle-list-people", list_people_cb);
  connect (self, "handle-list-problems", list_problems_cb);
  connect (self, "handle-list-providers", list_providers_cb);
  connect (self, "handle-list-mutes", list_mutes_cb);
  connect (self, "handle-close-nudge", close_nudge_cb);
  connect (self, "handle-snooze-nudge", snooze_nudge_cb);
  connect (self, "handle-collapse-nudge", collapse_nudge_cb);
  connect (self, "handle-open-nudge", open_nudge_cb);
  connect (self, "handle-nudge-painted", nudge_painted_cb);
  connect (self, "handle-unmute", unmute_cb);
  connect (self, "handle-pause", pause_cb);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), self->connection, PATH, &error);
  g_assert_no_error (error);
  export_triggers (self);
  export_next_steps (self);

  self->name_id = g_bus_own_name_on_connection (self->connection, NAME, G_BUS_NAME_OWNER_FLAGS_NONE, acquired_cb, NULL, &acquired, NULL);
  while (!acquired)
    g_main_context_iteration (NULL, TRUE);

  return self;
}

void
fake_agent_free (FakeAgent *self)
{
  g_bus_unown_name (self->name_id);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->triggers_skeleton));
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->next_steps_skeleton));
  g_dbus_connection_flush_sync (self->connection, NULL, NULL);
  g_signal_handlers_disconnect_by_data (self->skeleton, self);
  g_signal_handlers_disconnect_by_data (self->triggers_skeleton, self);
  g_signal_handlers_disconnect_by_data (self->next_steps_skeleton, self);
  g_object_unref (self->skeleton);
  g_object_unref (self->triggers_skeleton);
  g_object_unref (self->next_steps_skeleton);
  g_free (self->reminder_kind);
  g_free (self->reminder_meeting);
  g_object_unref (self->connection);
  g_variant_unref (self->nudges);
  g_variant_unref (self->fitting);
  g_variant_unref (self->agenda);
  g_variant_unref (self->problems);
  g_variant_unref (self->providers);
  g_variant_unref (self->mutes);
  g_strfreev (self->people);
  g_variant_unref (self->drafts);
  g_variant_unref (self->triggers);
  g_variant_unref (self->meetings);
  g_free (self->refusal);
  g_free (self->nudges_once_opened);
  g_string_free (self->calls, TRUE);
  g_free (self);
}

void
fake_agent_set_nudges (FakeAgent *self,
                       const char *nudges)
{
  replace (&self->nudges, nudges);
  rail_dbus_agent1_emit_nudges_changed (self->skeleton);
}

void
fake_agent_set_fitting (FakeAgent *self,
                        const char *fitting)
{
  replace (&self->fitting, fitting);
}

void
fake_agent_set_agenda (FakeAgent *self,
                       const char *agenda)
{
  replace (&self->agenda, agenda);
  rail_dbus_agent1_emit_agenda_changed (self->skeleton);
}

void
fake_agent_set_problems (FakeAgent *self,
                         const char *problems)
{
  replace (&self->problems, problems);
  rail_dbus_agent1_set_problem_count (self->skeleton, g_variant_n_children (self->problems));
  rail_dbus_agent1_emit_problems_changed (self->skeleton);
}

void
fake_agent_set_providers (FakeAgent *self,
                          const char *providers)
{
  replace (&self->providers, providers);
}

void
fake_agent_set_people (FakeAgent *self,
                       const char *const *people)
{
  g_strfreev (self->people);
  self->people = g_strdupv ((char **) people);
}

void
fake_agent_set_mutes (FakeAgent *self,
                      const char *mutes)
{
  replace (&self->mutes, mutes);
}

void
fake_agent_set_drafts (FakeAgent *self,
                       const char *drafts)
{
  replace (&self->drafts, drafts);
}

void
fake_agent_set_reminder (FakeAgent *self,
                         const char *kind,
                         gint64 moment,
                         const char *meeting)
{
  g_free (self->reminder_kind);
  g_free (self->reminder_meeting);
  self->reminder_kind = g_strdup (kind);
  self->reminder_meeting = g_strdup (meeting);
  self->reminder_moment = moment;
}

void
fake_agent_tell_next_steps (FakeAgent *self)
{
  rail_dbus_next_steps1_emit_changed (self->next_steps_skeleton);
}

void
fake_agent_set_triggers (FakeAgent *self,
                         const char *triggers)
{
  replace (&self->triggers, triggers);
  rail_dbus_triggers1_emit_changed (self->triggers_skeleton);
}

void
fake_agent_set_preview (FakeAgent *self,
                        gboolean holds,
                        const char *meetings)
{
  self->holds = holds;
  replace (&self->meetings, meetings);
}

void
fake_agent_set_refusal (FakeAgent *self,
                        const char *refusal)
{
  g_free (self->refusal);
  self->refusal = g_strdup (refusal);
}

void
fake_agent_set_shown_today (FakeAgent *self,
                            guint shown)
{
  rail_dbus_agent1_set_shown_today (self->skeleton, shown);
}

void
fake_agent_set_nudges_once_opened (FakeAgent *self,
                                   const char *nudges)
{
  g_free (self->nudges_once_opened);
  self->nudges_once_opened = g_strdup (nudges);
}

char *
fake_agent_take_calls (FakeAgent *self)
{
  char *calls = g_strdup (self->calls->str);

  g_string_truncate (self->calls, 0);

  return calls;
}
