#include "config.h"

#include "agent/trigger-service.h"

#include "base/duration.h"
#include "base/iso-time.h"
#include "rules/explanation.h"
#include "rules/rule-engine.h"
#include "triggers-skeleton.h"

#define ERROR_INVALID "io.github.handrail.Error.Invalid"

/* A pattern is shorter (rules/pattern.h); what is longer is refused there, and need not be kept whole until then. */
#define MAX_TEXT_BYTES 4096

#define MAX_MINUTES (7 * 24 * 60)

struct _RailTriggerService
{
  GObject parent_instance;

  RailDBusTriggers1 *skeleton;
  RailUserRules *rules;
  RailUiProcess *ui;
  RailContextTracker *tracker;
};

G_DEFINE_FINAL_TYPE (RailTriggerService, rail_trigger_service, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
authorize_cb (GDBusInterfaceSkeleton *skeleton,
              GDBusMethodInvocation *invocation,
              gpointer user_data)
{
  RailTriggerService *self = user_data;

  return rail_ui_process_authorize (self->ui, invocation);
}

static void
refuse (GDBusMethodInvocation *invocation,
        const char *message)
{
  g_dbus_method_invocation_return_dbus_error (invocation, ERROR_INVALID, message);
}

static void
add_text (GVariantDict *dict,
          const char *key,
          const char *text)
{
  g_variant_dict_insert (dict, key, "s", text);
}

static void
add_draft (GVariantDict *dict,
           const RailTriggerDraft *draft)
{
  add_text (dict, "kind", rail_draft_kind_to_string (draft->kind));
  add_text (dict, "app", draft->app);
  add_text (dict, "title", draft->title);
  g_variant_dict_insert (dict, "minutes", "u", draft->minutes);
}

static GVariant *
build_draft (const RailTriggerDraft *draft)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_draft (&dict, draft);

  return g_variant_dict_end (&dict);
}

/* NULL after the caller was told what is wrong; transfer full. */
static RailTriggerDraft *
read_draft (GVariant *dictionary,
            GDBusMethodInvocation *invocation)
{
  const char *kind_word = "";
  const char *app = "";
  const char *title = "";
  guint minutes = 0;
  RailDraftKind kind;

  g_variant_lookup (dictionary, "kind", "&s", &kind_word);
  g_variant_lookup (dictionary, "app", "&s", &app);
  g_variant_lookup (dictionary, "title", "&s", &title);
  g_variant_lookup (dictionary, "minutes", "u", &minutes);
  if (!rail_draft_kind_from_string (kind_word, &kind) || strlen (app) > MAX_TEXT_BYTES || strlen (title) > MAX_TEXT_BYTES || minutes > MAX_MINUTES)
    {
      refuse (invocation, "This is no draft of a trigger");
      return NULL;
    }

  return rail_trigger_draft_new (kind, app, title, minutes);
}

static char *
describe (const RailTrigger *trigger,
          RailContext *context,
          gboolean *holds)
{
  g_autoptr (RailExplanation) explanation = rail_explanation_new (trigger, context, NULL);

  if (holds != NULL)
    *holds = explanation->holds;
  return g_strdup (explanation->text);
}

static gboolean
propose_cb (RailDBusTriggers1 *skeleton,
            GDBusMethodInvocation *invocation,
            gpointer user_data)
{
  RailTriggerService *self = user_data;
  g_autoptr (RailContext) context = rail_context_tracker_dup_context (self->tracker);
  g_autoptr (GPtrArray) drafts = rail_trigger_draft_propose (context);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < drafts->len; i++)
    g_variant_builder_add_value (&builder, build_draft (g_ptr_array_index (drafts, i)));

  rail_dbus_triggers1_complete_propose (skeleton, invocation, g_variant_builder_end (&builder));
  return TRUE;
}

static void
add_meetings (GVariantBuilder *builder,
              const RailTrigger *trigger,
              RailContext *context)
{
  gint64 day = rail_iso_time_day_start (context->now, context->zone);
  gint64 next = rail_iso_time_day_start (day + 36 * RAIL_HOUR, context->zone);
  g_autoptr (GPtrArray) meetings = rail_trigger_preview (trigger, context->occurrences, day, next);

  for (guint i = 0; i < meetings->len; i++)
    {
      const RailOccurrence *meeting = g_ptr_array_index (meetings, i);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      add_text (&dict, "title", meeting->title);
      g_variant_dict_insert (&dict, "start", "x", meeting->start);
      g_variant_dict_insert (&dict, "end", "x", meeting->end);
      g_variant_builder_add_value (builder, g_variant_dict_end (&dict));
    }
}

static gboolean
preview_cb (RailDBusTriggers1 *skeleton,
            GDBusMethodInvocation *invocation,
            GVariant *dictionary,
            gpointer user_data)
{
  RailTriggerService *self = user_data;
  g_autoptr (RailTriggerDraft) draft = read_draft (dictionary, invocation);
  g_autoptr (RailContext) context = NULL;
  g_autoptr (RailTrigger) trigger = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *when = NULL;
  g_autofree char *wanted = NULL;
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  gboolean holds;

  if (draft == NULL)
    return TRUE;

  when = rail_trigger_draft_dup_when (draft);
  trigger = rail_trigger_parse_when (when, "", "", &error);
  if (trigger == NULL)
    {
      refuse (invocation, error->message);
      return TRUE;
    }

  context = rail_context_tracker_dup_context (self->tracker);
  wanted = describe (trigger, context, &holds);
  add_meetings (&builder, trigger, context);
  rail_dbus_triggers1_complete_preview (skeleton, invocation, wanted, holds, g_variant_builder_end (&builder));
  return TRUE;
}

static void
tell (RailTriggerService *self)
{
  rail_dbus_triggers1_emit_changed (self->skeleton);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
add_cb (RailDBusTriggers1 *skeleton,
        GDBusMethodInvocation *invocation,
        const char *pack,
        const char *aid,
        GVariant *dictionary,
        gpointer user_data)
{
  RailTriggerService *self = user_data;
  g_autoptr (RailTriggerDraft) draft = read_draft (dictionary, invocation);
  g_autoptr (GError) error = NULL;
  const RailTrigger *trigger;

  if (draft == NULL)
    return TRUE;

  trigger = rail_user_rules_add (self->rules, draft, pack, aid, g_get_real_time (), &error);
  if (trigger == NULL)
    {
      refuse (invocation, error->message);
      return TRUE;
    }

  rail_dbus_triggers1_complete_add (skeleton, invocation, trigger->id);
  tell (self);
  return TRUE;
}

static gboolean
remove_cb (RailDBusTriggers1 *skeleton,
           GDBusMethodInvocation *invocation,
           const char *pack,
           const char *aid,
           const char *trigger,
           gpointer user_data)
{
  RailTriggerService *self = user_data;
  gboolean removed = rail_user_rules_remove (self->rules, pack, aid, trigger);

  /* Whoever wants it gone has what they want either way. */
  rail_dbus_triggers1_complete_remove (skeleton, invocation);
  if (removed)
    tell (self);
  return TRUE;
}

static void
add_unreadable (RailTriggerService *self,
                GVariantBuilder *builder)
{
  GPtrArray *unreadable = rail_user_rules_get_unreadable (self->rules);

  for (guint i = 0; i < unreadable->len; i++)
    {
      const RailOwnTrigger *own = g_ptr_array_index (unreadable, i);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      add_text (&dict, "pack", own->pack);
      add_text (&dict, "aid", own->aid);
      add_text (&dict, "trigger", own->trigger);
      add_text (&dict, "wanted", own->when);
      g_variant_builder_add_value (builder, g_variant_dict_end (&dict));
    }
}

static gboolean
list_cb (RailDBusTriggers1 *skeleton,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  RailTriggerService *self = user_data;
  GPtrArray *triggers = rail_user_rules_get_triggers (self->rules);
  g_autoptr (RailContext) context = rail_context_tracker_dup_context (self->tracker);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < triggers->len; i++)
    {
      const RailTrigger *trigger = g_ptr_array_index (triggers, i);
      g_autofree char *wanted = describe (trigger, context, NULL);
      g_autoptr (RailTriggerDraft) draft = rail_trigger_draft_new_from_trigger (trigger);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      add_text (&dict, "pack", trigger->pack);
      add_text (&dict, "aid", trigger->aid);
      add_text (&dict, "trigger", trigger->id);
      add_text (&dict, "wanted", wanted);
      if (draft != NULL)
        add_draft (&dict, draft);
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }

  add_unreadable (self, &builder);

  rail_dbus_triggers1_complete_list (skeleton, invocation, g_variant_builder_end (&builder));
  return TRUE;
}

static void
rail_trigger_service_finalize (GObject *object)
{
  RailTriggerService *self = RAIL_TRIGGER_SERVICE (object);

  g_clear_object (&self->skeleton);
  g_clear_object (&self->ui);
  g_clear_object (&self->tracker);

  G_OBJECT_CLASS (rail_trigger_service_parent_class)->finalize (object);
}

static void
rail_trigger_service_class_init (RailTriggerServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_trigger_service_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_TRIGGER_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_trigger_service_init (RailTriggerService *self)
{
  self->skeleton = rail_dbus_triggers1_skeleton_new ();
  g_signal_connect_object (self->skeleton, "g-authorize-method", G_CALLBACK (authorize_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-propose", G_CALLBACK (propose_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-preview", G_CALLBACK (preview_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-add", G_CALLBACK (add_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-remove", G_CALLBACK (remove_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-list", G_CALLBACK (list_cb), self, 0);
}

RailTriggerService *
rail_trigger_service_new (RailUserRules *rules,
                          RailUiProcess *ui,
                          RailContextTracker *tracker)
{
  RailTriggerService *self = g_object_new (RAIL_TYPE_TRIGGER_SERVICE, NULL);

  self->rules = rules;
  self->ui = g_object_ref (ui);
  self->tracker = g_object_ref (tracker);

  return self;
}

gboolean
rail_trigger_service_export (RailTriggerService *self,
                             GDBusConnection *connection,
                             const char *path,
                             GError **error)
{
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection, path, error);
}

void
rail_trigger_service_unexport (RailTriggerService *self)
{
  if (g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)) != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
}
