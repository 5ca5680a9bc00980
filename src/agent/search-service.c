#include "config.h"

#include "agent/search-service.h"

#include "agent/desktop-search.h"
#include "agent/krunner.h"
#include "agent/shell-search.h"
#include "search/search-index.h"

#define NAME RAIL_APP_ID ".Search"
#define PATH "/io/github/handrail/Handrail/Search"

struct _RailSearchService
{
  GObject parent_instance;

  RailShellSearch *shell;
  RailKrunner *krunner;
  guint name_id;
};

G_DEFINE_FINAL_TYPE (RailSearchService, rail_search_service, G_TYPE_OBJECT)

enum
{
  SIGNAL_ASKED,
  SIGNAL_REPLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
asked_cb (RailSearchService *self)
{
  g_signal_emit (self, signals[SIGNAL_ASKED], 0);
}

/* Also told where the name could not be had at all. */
static void
name_lost_cb (GDBusConnection *connection,
              const char *name,
              gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_REPLACED], 0);
}

static void
unexport (GDBusInterfaceSkeleton *skeleton)
{
  if (g_dbus_interface_skeleton_get_connection (skeleton) != NULL)
    g_dbus_interface_skeleton_unexport (skeleton);
}

static void
rail_search_service_finalize (GObject *object)
{
  RailSearchService *self = RAIL_SEARCH_SERVICE (object);

  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  g_clear_object (&self->shell);
  g_clear_object (&self->krunner);

  G_OBJECT_CLASS (rail_search_service_parent_class)->finalize (object);
}

static void
rail_search_service_class_init (RailSearchServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_search_service_finalize;

  signals[SIGNAL_ASKED] = g_signal_new ("asked", RAIL_TYPE_SEARCH_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REPLACED] = g_signal_new ("replaced", RAIL_TYPE_SEARCH_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_search_service_init (RailSearchService *self)
{
}

RailSearchService *
rail_search_service_new (RailLibrary *library,
                         RailPolicy *policy,
                         RailUiProcess *ui)
{
  RailSearchService *self = g_object_new (RAIL_TYPE_SEARCH_SERVICE, NULL);
  g_autofree char *path = rail_search_index_dup_default_path ();
  g_autoptr (RailDesktopSearch) search = rail_desktop_search_new (path, library, policy);

  self->shell = rail_shell_search_new (search, ui);
  self->krunner = rail_krunner_new (search, ui);
  g_signal_connect_object (search, "asked", G_CALLBACK (asked_cb), self, G_CONNECT_SWAPPED);

  return self;
}

gboolean
rail_search_service_export (RailSearchService *self,
                            GDBusConnection *connection,
                            gboolean resident,
                            GError **error)
{
  GBusNameOwnerFlags flags = resident ? G_BUS_NAME_OWNER_FLAGS_REPLACE : G_BUS_NAME_OWNER_FLAGS_ALLOW_REPLACEMENT;

  if (!g_dbus_interface_skeleton_export (rail_shell_search_get_skeleton (self->shell), connection, PATH, error) ||
      !g_dbus_interface_skeleton_export (rail_krunner_get_skeleton (self->krunner), connection, PATH, error))
    return FALSE;

  self->name_id = g_bus_own_name_on_connection (connection, NAME, flags, NULL, name_lost_cb, self, NULL);
  return TRUE;
}

void
rail_search_service_unexport (RailSearchService *self)
{
  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  unexport (rail_shell_search_get_skeleton (self->shell));
  unexport (rail_krunner_get_skeleton (self->krunner));
}
