#define G_LOG_DOMAIN "handrail-agent-autostart"

#include "config.h"

#include "agent/agent-autostart.h"

#include <glib/gi18n-lib.h>

#include "platform/autostart.h"
#include "platform/background-portal.h"

/* The desktop may ask the user in a dialog; long enough to read it after a coffee, short enough not to come out of the blue. */
#define PATIENCE_SECONDS (2 * 60)

struct _RailAgentAutostart
{
  GObject parent_instance;

  GDBusConnection *connection;
  RailPolicy *policy;
  GCancellable *cancellable;
  gboolean in_sandbox;

  gboolean is_asking;
  gboolean has_asked;
  gboolean asked; /* what was asked for last */
  RailProviderState state;
  char *detail;
};

G_DEFINE_FINAL_TYPE (RailAgentAutostart, rail_agent_autostart, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_state (RailAgentAutostart *self,
           RailProviderState state,
           const char *detail)
{
  if (self->state == state && g_strcmp0 (self->detail, detail) == 0)
    return;

  self->state = state;
  g_free (self->detail);
  self->detail = g_strdup (detail);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- by writing ---- */

/* Only what the user chose here: whoever has settled it in the desktop's own settings is not overruled by a default. */
static void
write_entry (RailAgentAutostart *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *detail = NULL;

  if (!rail_policy_is_set (self->policy, "autostart") && !rail_policy_is_locked (self->policy, "autostart"))
    return;

  if (rail_autostart_set_enabled (rail_policy_get_autostart (self->policy), &error))
    {
      set_state (self, RAIL_PROVIDER_OK, "");
      return;
    }

  g_warning ("Starting with the session cannot be changed: %s", error->message);
  /* Translators: %s says which file and why. */
  detail = g_strdup_printf (_ ("Starting at login cannot be changed: %s"), error->message);
  set_state (self, RAIL_PROVIDER_FAILED, detail);
}

/* ---- by asking ---- */

/* The policy says what is so. A lock stays a lock: then only the sentence tells. */
static void
take_answer (RailAgentAutostart *self,
             gboolean autostart)
{
  if (autostart == self->asked)
    {
      set_state (self, autostart ? RAIL_PROVIDER_OK : RAIL_PROVIDER_OFF, "");
      return;
    }

  set_state (self,
             RAIL_PROVIDER_FAILED,
             _ ("Your desktop does not let Handrail start at login. Allow it to run in the background in the desktop's settings, then switch this on again."));
  /* Heard by follow() in turn, which must find that this is what is so. */
  if (!rail_policy_is_locked (self->policy, "autostart"))
    {
      self->asked = autostart;
      rail_policy_set_autostart (self->policy, autostart);
    }
}

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  RailAgentAutostart *self;
  g_autoptr (GError) error = NULL;
  gboolean autostart;
  gboolean known = rail_background_portal_request_finish (result, &autostart, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = RAIL_AGENT_AUTOSTART (user_data);
  self->is_asking = FALSE;
  /* Whoever has changed their mind meanwhile is not told about the question before. */
  if (rail_policy_get_autostart (self->policy) != self->asked)
    rail_agent_autostart_follow (self);
  else if (known)
    take_answer (self, autostart);
  else
    set_state (self, RAIL_PROVIDER_FAILED, error->message);
}

/*
 * One question at a time, or the answers might overtake each other. The first is asked at every start, even of a default: Flatpak exports no
 * entry for everybody, so without it the switch would be on and nothing would start.
 */
static void
ask (RailAgentAutostart *self)
{
  static const char *const command[] = { "handrail-agent", "--supervised", NULL };
  gboolean wanted = rail_policy_get_autostart (self->policy);

  if (self->is_asking || (self->has_asked && self->asked == wanted))
    return;

  self->is_asking = TRUE;
  self->has_asked = TRUE;
  self->asked = wanted;
  set_state (self, RAIL_PROVIDER_LIMITED, _ ("Your desktop has been asked and has not answered yet."));
  rail_background_portal_request_async (self->connection,
                                        wanted,
                                        command,
                                        PATIENCE_SECONDS,
                                        self->cancellable,
                                        answered_cb,
                                        self);
}

static void
rail_agent_autostart_finalize (GObject *object)
{
  RailAgentAutostart *self = RAIL_AGENT_AUTOSTART (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->policy);
  g_clear_object (&self->connection);
  g_free (self->detail);

  G_OBJECT_CLASS (rail_agent_autostart_parent_class)->finalize (object);
}

static void
rail_agent_autostart_class_init (RailAgentAutostartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_agent_autostart_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_AGENT_AUTOSTART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_agent_autostart_init (RailAgentAutostart *self)
{
  self->cancellable = g_cancellable_new ();
  self->detail = g_strdup ("");
  self->state = RAIL_PROVIDER_OK;
}

RailAgentAutostart *
rail_agent_autostart_new (GDBusConnection *connection,
                          RailPolicy *policy,
                          gboolean in_sandbox)
{
  RailAgentAutostart *self = g_object_new (RAIL_TYPE_AGENT_AUTOSTART, NULL);

  self->connection = g_object_ref (connection);
  self->policy = g_object_ref (policy);
  self->in_sandbox = in_sandbox;

  return self;
}

void
rail_agent_autostart_follow (RailAgentAutostart *self)
{
  if (self->in_sandbox)
    ask (self);
  else
    write_entry (self);
}

void
rail_agent_autostart_build_provider (RailAgentAutostart *self,
                                     GVariantBuilder *providers)
{
  GVariantDict dict;

  if (!self->in_sandbox && self->state == RAIL_PROVIDER_OK)
    return;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "kind", "s", "autostart");
  g_variant_dict_insert (&dict, "name", "s", _ ("Start at login"));
  g_variant_dict_insert (&dict, "state", "s", rail_provider_state_to_string (self->state));
  g_variant_dict_insert (&dict, "detail", "s", self->detail);
  g_variant_builder_add_value (providers, g_variant_dict_end (&dict));
}
