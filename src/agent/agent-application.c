#define G_LOG_DOMAIN "handrail-agent"

#include "config.h"

#include "agent/agent-application.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "agent/agent.h"
#include "context/local-zone.h"

struct _RailAgentApplication
{
  GApplication parent_instance;

  RailAgent *agent;           /* NULL until registered, and without a bus */
  RailTranscript *transcript; /* asked for, until the agent has it */
  char *recording;            /* the file to write, NULL: nobody asked for it */
  gboolean activated;
  guint signal_ids[2];
};

G_DEFINE_FINAL_TYPE (RailAgentApplication, rail_agent_application, G_TYPE_APPLICATION)

static gboolean
quit_cb (gpointer user_data)
{
  g_application_quit (user_data);

  return G_SOURCE_CONTINUE;
}

/* Asked for on the command line, since it writes titles into a file: said at every start. */
static RailRecorder *
open_recorder (const char *path,
               GError **error)
{
  g_autoptr (GTimeZone) zone = rail_local_zone_new (NULL);
  RailRecorder *recorder = rail_recorder_open (path, zone, error);

  if (recorder != NULL)
    g_message ("Window and meeting titles are being written to %s until Handrail quits", path);

  return recorder;
}

/* Everything the agent answers with must stand before the bus name is owned: calls may arrive in the same instant. */
static gboolean
rail_agent_application_dbus_register (GApplication *application,
                                      GDBusConnection *connection,
                                      const char *object_path,
                                      GError **error)
{
  RailAgentApplication *self = RAIL_AGENT_APPLICATION (application);
  RailRecorder *recorder = NULL;

  if (!G_APPLICATION_CLASS (rail_agent_application_parent_class)->dbus_register (application, connection, object_path, error))
    return FALSE;

  if (self->recording != NULL)
    {
      recorder = open_recorder (self->recording, error);
      if (recorder == NULL)
        return FALSE;
    }

  self->agent = rail_agent_new (connection, g_steal_pointer (&self->transcript), recorder, error);
  return self->agent != NULL && rail_agent_export (self->agent, error);
}

static void
rail_agent_application_dbus_unregister (GApplication *application,
                                        GDBusConnection *connection,
                                        const char *object_path)
{
  RailAgentApplication *self = RAIL_AGENT_APPLICATION (application);

  if (self->agent != NULL)
    rail_agent_unexport (self->agent);

  G_APPLICATION_CLASS (rail_agent_application_parent_class)->dbus_unregister (application, connection, object_path);
}

static void
rail_agent_application_startup (GApplication *application)
{
  RailAgentApplication *self = RAIL_AGENT_APPLICATION (application);

  G_APPLICATION_CLASS (rail_agent_application_parent_class)->startup (application);

  /* Without a bus GApplication runs alone; main() has said what is missing. */
  if (self->agent == NULL)
    return;

  g_application_hold (application);
  /* A start by the bus is not followed by an activation of its own. */
  self->activated = (g_application_get_flags (application) & G_APPLICATION_IS_SERVICE) != 0;
  self->signal_ids[0] = g_unix_signal_add (SIGTERM, quit_cb, self);
  self->signal_ids[1] = g_unix_signal_add (SIGINT, quit_cb, self);
  g_signal_connect_object (self->agent, "quit-requested", G_CALLBACK (g_application_quit), self, G_CONNECT_SWAPPED);
  rail_agent_start (self->agent);
}

/* The first activation is the start itself; any later one is somebody starting Handrail again: show that it is there. */
static void
rail_agent_application_activate (GApplication *application)
{
  RailAgentApplication *self = RAIL_AGENT_APPLICATION (application);

  if (g_application_get_is_remote (application) || self->agent == NULL)
    return;

  if (self->activated)
    rail_agent_show (self->agent);
  self->activated = TRUE;
}

static void
rail_agent_application_shutdown (GApplication *application)
{
  RailAgentApplication *self = RAIL_AGENT_APPLICATION (application);

  if (self->agent != NULL)
    rail_agent_close (self->agent);

  G_APPLICATION_CLASS (rail_agent_application_parent_class)->shutdown (application);
}

static int
rail_agent_application_handle_local_options (GApplication *application,
                                             GVariantDict *options)
{
  RailAgentApplication *self = RAIL_AGENT_APPLICATION (application);
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
rail_agent_application_finalize (GObject *object)
{
  RailAgentApplication *self = RAIL_AGENT_APPLICATION (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_ids); i++)
    g_clear_handle_id (&self->signal_ids[i], g_source_remove);
  g_clear_object (&self->agent);
  g_clear_pointer (&self->transcript, rail_transcript_close);
  g_clear_pointer (&self->recording, g_free);

  G_OBJECT_CLASS (rail_agent_application_parent_class)->finalize (object);
}

static void
rail_agent_application_class_init (RailAgentApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = rail_agent_application_finalize;

  application_class->dbus_register = rail_agent_application_dbus_register;
  application_class->dbus_unregister = rail_agent_application_dbus_unregister;
  application_class->startup = rail_agent_application_startup;
  application_class->activate = rail_agent_application_activate;
  application_class->shutdown = rail_agent_application_shutdown;
  application_class->handle_local_options = rail_agent_application_handle_local_options;
}

static void
rail_agent_application_init (RailAgentApplication *self)
{
  const GOptionEntry entries[] = {
    { "transcript", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, NULL, N_ ("Write what happens and how fast to FILE, without any titles"), N_ ("FILE") },
    { "record", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, NULL, N_ ("Write what is seen, titles included, to FILE, for handrailctl why --replay"), N_ ("FILE") },
    { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Watches for the moments your job aids are meant for."));
}

RailAgentApplication *
rail_agent_application_new (void)
{
  return g_object_new (RAIL_TYPE_AGENT_APPLICATION,
                       "application-id",
                       RAIL_AGENT_ID,
                       "flags",
                       G_APPLICATION_DEFAULT_FLAGS,
                       NULL);
}
