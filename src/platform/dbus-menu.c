#include "config.h"

#include "platform/dbus-menu.h"

#include <glib/gi18n-lib.h>

#include "dbusmenu-skeleton.h"

#define INTERFACE "com.canonical.dbusmenu"
#define PROTOCOL_VERSION 3

/* A host sends a handful; this only bounds what a mistaken one costs. */
#define MAX_GROUP 1000

struct _RailDbusMenu
{
  GObject parent_instance;

  RailTrayHosts *hosts;
  RailTrayMenu *menu;
  GDBusConnection *connection;
  char *path;
  guint registration_id;
  gboolean announced; /* that it differs, and nobody has read it since */
  gboolean unread;    /* filled with something else since it was last read */
};

G_DEFINE_FINAL_TYPE (RailDbusMenu, rail_dbus_menu, G_TYPE_OBJECT)

enum
{
  SIGNAL_FILLING,
  SIGNAL_CLICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef void (*Answer) (RailDbusMenu *self,
                        GDBusMethodInvocation *invocation,
                        GVariant *parameters,
                        gboolean trusted);

/* A call that waits for the word on who asked. */
typedef struct
{
  RailDbusMenu *menu;
  GDBusMethodInvocation *invocation;
  Answer answer;
} Call;

static void
fill (RailDbusMenu *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_tray_item_free);

  g_signal_emit (self, signals[SIGNAL_FILLING], 0, items);
  if (rail_tray_menu_replace (self->menu, g_steal_pointer (&items)))
    self->unread = TRUE;
}

static void
refuse_id (GDBusMethodInvocation *invocation,
           int id)
{
  g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "There is no item %d", id);
}

static void
refuse_click (GDBusMethodInvocation *invocation)
{
  g_dbus_method_invocation_return_error_literal (invocation,
                                                 G_DBUS_ERROR,
                                                 G_DBUS_ERROR_ACCESS_DENIED,
                                                 "Only a tray host may click");
}

/* ---- answers ---- */

static void
get_layout (RailDbusMenu *self,
            GDBusMethodInvocation *invocation,
            GVariant *parameters,
            gboolean trusted)
{
  g_autofree const char **names = NULL;
  GVariant *layout;
  int id, depth;

  g_variant_get (parameters, "(ii^a&s)", &id, &depth, &names);
  fill (self);
  layout = rail_tray_menu_build_layout (self->menu, id, depth, names, trusted);
  if (layout == NULL)
    {
      refuse_id (invocation, id);
      return;
    }

  /* A stranger's reading must not keep the host from its own. */
  if (trusted)
    self->announced = self->unread = FALSE;
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(u@(ia{sv}av))", rail_tray_menu_get_revision (self->menu), layout));
}

static void
get_group_properties (RailDbusMenu *self,
                      GDBusMethodInvocation *invocation,
                      GVariant *parameters,
                      gboolean trusted)
{
  g_autoptr (GVariant) ids = g_variant_get_child_value (parameters, 0);
  g_autofree const char **names = NULL;
  const int *values;
  gsize n_values;

  g_variant_get_child (parameters, 1, "^a&s", &names);
  values = g_variant_get_fixed_array (ids, &n_values, sizeof *values);
  g_dbus_method_invocation_return_value (
      invocation,
      g_variant_new ("(@a(ia{sv}))",
                     rail_tray_menu_build_properties (self->menu, values, MIN (n_values, MAX_GROUP), names, trusted)));
}

static void
get_property (RailDbusMenu *self,
              GDBusMethodInvocation *invocation,
              GVariant *parameters,
              gboolean trusted)
{
  g_autoptr (GVariant) value = NULL;
  const char *name;
  int id;

  g_variant_get (parameters, "(i&s)", &id, &name);
  value = rail_tray_menu_build_property (self->menu, id, name, trusted);
  if (value != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
  else
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "Item %d has no “%s”", id, name);
}

/* Hosts also tell of hovering, opening and closing; only a click asks for something. */
static void
take_event (RailDbusMenu *self,
            int id,
            const char *event)
{
  g_autofree char *key = g_strdup (rail_tray_menu_get_key (self->menu, id));

  if (key != NULL && g_str_equal (event, "clicked"))
    g_signal_emit (self, signals[SIGNAL_CLICKED], 0, key);
}

static void
event (RailDbusMenu *self,
       GDBusMethodInvocation *invocation,
       GVariant *parameters,
       gboolean trusted)
{
  const char *name;
  int id;

  if (!trusted)
    {
      refuse_click (invocation);
      return;
    }

  g_variant_get (parameters, "(i&svu)", &id, &name, NULL, NULL);
  if (!rail_tray_menu_has (self->menu, id, trusted))
    {
      refuse_id (invocation, id);
      return;
    }

  take_event (self, id, name);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
event_group (RailDbusMenu *self,
             GDBusMethodInvocation *invocation,
             GVariant *parameters,
             gboolean trusted)
{
  g_auto (GVariantBuilder) unknown = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  g_autoptr (GVariantIter) events = NULL;
  const char *name;
  gsize left = MAX_GROUP;
  int id;

  if (!trusted)
    {
      refuse_click (invocation);
      return;
    }

  g_variant_get (parameters, "(a(isvu))", &events);
  while (left-- > 0 && g_variant_iter_next (events, "(i&svu)", &id, &name, NULL, NULL))
    {
      if (rail_tray_menu_has (self->menu, id, trusted))
        take_event (self, id, name);
      else
        g_variant_builder_add (&unknown, "i", id);
    }

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ai)", &unknown));
}

static void
about_to_show (RailDbusMenu *self,
               GDBusMethodInvocation *invocation,
               GVariant *parameters,
               gboolean trusted)
{
  int id;

  g_variant_get (parameters, "(i)", &id);
  fill (self);
  if (rail_tray_menu_has (self->menu, id, trusted))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(b)", self->unread));
  else
    refuse_id (invocation, id);
}

static void
about_to_show_group (RailDbusMenu *self,
                     GDBusMethodInvocation *invocation,
                     GVariant *parameters,
                     gboolean trusted)
{
  g_auto (GVariantBuilder) differing = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  g_auto (GVariantBuilder) unknown = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  g_autoptr (GVariantIter) ids = NULL;
  gsize left = MAX_GROUP;
  int id;

  fill (self);
  g_variant_get (parameters, "(ai)", &ids);
  while (left-- > 0 && g_variant_iter_next (ids, "i", &id))
    {
      if (!rail_tray_menu_has (self->menu, id, trusted))
        g_variant_builder_add (&unknown, "i", id);
      else if (self->unread)
        g_variant_builder_add (&differing, "i", id);
    }

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aiai)", &differing, &unknown));
}

/* ---- the bus ---- */

static void
checked_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  Call *call = user_data;
  gboolean trusted = rail_tray_hosts_check_finish (RAIL_TRAY_HOSTS (source), result);

  /* Takes the invocation, whichever way it answers. */
  call->answer (call->menu,
                call->invocation,
                g_dbus_method_invocation_get_parameters (call->invocation),
                trusted);
  g_object_unref (call->menu);
  g_free (call);
}

static void
method_called_cb (GDBusConnection *connection,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *method,
                  GVariant *parameters,
                  GDBusMethodInvocation *invocation,
                  gpointer user_data)
{
  static const struct
  {
    const char *method;
    Answer answer;
  } answers[] = {
    { "GetLayout", get_layout },
    { "GetGroupProperties", get_group_properties },
    { "GetProperty", get_property },
    { "Event", event },
    { "EventGroup", event_group },
    { "AboutToShow", about_to_show },
    { "AboutToShowGroup", about_to_show_group },
  };
  RailDbusMenu *self = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      if (g_str_equal (method, answers[i].method))
        {
          Call *call = g_new0 (Call, 1);

          call->menu = g_object_ref (self);
          call->invocation = invocation;
          call->answer = answers[i].answer;
          rail_tray_hosts_check_async (self->hosts, sender, checked_cb, call);
          return;
        }
    }

  /* GDBus lets only the methods of the interface through. */
  g_assert_not_reached ();
}

static GVariant *
property_read_cb (GDBusConnection *connection,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *property,
                  GError **error,
                  gpointer user_data)
{
  if (g_str_equal (property, "Version"))
    return g_variant_new_uint32 (PROTOCOL_VERSION);
  if (g_str_equal (property, "Status"))
    return g_variant_new_string ("normal");
  if (g_str_equal (property, "IconThemePath"))
    return g_variant_new_strv (NULL, 0);

  /* Translators: do not translate the word; write “rtl” if your language is written from right to left. */
  return g_variant_new_string (g_str_equal (C_ ("text direction", "ltr"), "rtl") ? "rtl" : "ltr");
}

static void
rail_dbus_menu_finalize (GObject *object)
{
  RailDbusMenu *self = RAIL_DBUS_MENU (object);

  rail_dbus_menu_unexport (self);
  g_clear_object (&self->hosts);
  g_clear_pointer (&self->menu, rail_tray_menu_free);

  G_OBJECT_CLASS (rail_dbus_menu_parent_class)->finalize (object);
}

static void
rail_dbus_menu_class_init (RailDbusMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_dbus_menu_finalize;

  signals[SIGNAL_FILLING] = g_signal_new ("filling", RAIL_TYPE_DBUS_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[SIGNAL_CLICKED] = g_signal_new ("clicked", RAIL_TYPE_DBUS_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rail_dbus_menu_init (RailDbusMenu *self)
{
  self->menu = rail_tray_menu_new ();
}

RailDbusMenu *
rail_dbus_menu_new (RailTrayHosts *hosts)
{
  RailDbusMenu *self = g_object_new (RAIL_TYPE_DBUS_MENU, NULL);

  self->hosts = g_object_ref (hosts);

  return self;
}

gboolean
rail_dbus_menu_export (RailDbusMenu *self,
                       GDBusConnection *connection,
                       const char *path,
                       GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_called_cb, .get_property = property_read_cb };

  g_return_val_if_fail (self->registration_id == 0, FALSE);

  self->registration_id = g_dbus_connection_register_object (connection,
                                                             path,
                                                             rail_dbus_dbusmenu_interface_info (),
                                                             &vtable,
                                                             self,
                                                             NULL,
                                                             error);
  if (self->registration_id == 0)
    return FALSE;

  self->connection = g_object_ref (connection);
  self->path = g_strdup (path);

  return TRUE;
}

void
rail_dbus_menu_unexport (RailDbusMenu *self)
{
  if (self->registration_id != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration_id);
  self->registration_id = 0;
  g_clear_object (&self->connection);
  g_clear_pointer (&self->path, g_free);
}

void
rail_dbus_menu_invalidate (RailDbusMenu *self)
{
  if (self->announced || self->connection == NULL)
    return;

  self->announced = TRUE;
  rail_tray_menu_advance_revision (self->menu);
  g_dbus_connection_emit_signal (self->connection,
                                 NULL,
                                 self->path,
                                 INTERFACE,
                                 "LayoutUpdated",
                                 g_variant_new ("(ui)", rail_tray_menu_get_revision (self->menu), 0),
                                 NULL);
}
