#define G_LOG_DOMAIN "handrail-search-answerer"

#include "config.h"

#include "agent/search-answerer.h"

#include <stdlib.h>

#include <glib-unix.h>

#include "agent/search-service.h"

/* From the last letter of somebody's search until it ends: the result may still be opened, and what starts anew answers that as well. */
#define LINGER_SECONDS 20

/* Once it is replaced: calls that were under way have been answered by then. */
#define REPLACED_LINGER_SECONDS 1

typedef struct
{
  GMainLoop *loop;
  guint end_id;
} Answerer;

static gboolean
end_cb (gpointer user_data)
{
  Answerer *answerer = user_data;

  answerer->end_id = 0;
  g_main_loop_quit (answerer->loop);

  return G_SOURCE_REMOVE;
}

static gboolean
told_to_end_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static void
linger (Answerer *answerer,
        guint seconds)
{
  g_clear_handle_id (&answerer->end_id, g_source_remove);
  answerer->end_id = g_timeout_add_seconds (seconds, end_cb, answerer);
}

static void
asked_cb (RailSearchService *service,
          gpointer user_data)
{
  linger (user_data, LINGER_SECONDS);
}

static void
replaced_cb (RailSearchService *service,
             gpointer user_data)
{
  linger (user_data, REPLACED_LINGER_SECONDS);
}

int
rail_search_answerer_run (GDBusConnection *connection)
{
  g_auto (GStrv) folders = rail_library_dup_default_folders ();
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_autoptr (RailLibrary) library = rail_library_new ((const char *const *) folders);
  g_autoptr (RailUiProcess) ui = rail_ui_process_new (connection);
  g_autoptr (RailSearchService) service = rail_search_service_new (library, policy, ui);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Answerer answerer = { .loop = loop };
  guint signal_ids[2];

  g_signal_connect (service, "asked", G_CALLBACK (asked_cb), &answerer);
  g_signal_connect (service, "replaced", G_CALLBACK (replaced_cb), &answerer);
  rail_library_watch (library);
  if (!rail_search_service_export (service, connection, FALSE, &error))
    {
      g_printerr ("handrail-agent: searches cannot be answered: %s\n", error->message);
      return EXIT_FAILURE;
    }

  signal_ids[0] = g_unix_signal_add (SIGTERM, told_to_end_cb, loop);
  signal_ids[1] = g_unix_signal_add (SIGINT, told_to_end_cb, loop);
  linger (&answerer, LINGER_SECONDS);
  g_main_loop_run (loop);

  g_clear_handle_id (&answerer.end_id, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (signal_ids); i++)
    g_source_remove (signal_ids[i]);
  g_signal_handlers_disconnect_by_data (service, &answerer);
  rail_search_service_unexport (service);
  g_dbus_connection_flush_sync (connection, NULL, NULL);

  return EXIT_SUCCESS;
}
