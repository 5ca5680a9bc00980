#include "config.h"

#define G_LOG_DOMAIN "handrail-mutes-group"

#include "ui/mutes-group.h"

#include <glib/gi18n.h>

#include "ui/aid-icon.h"
#include "ui/dictionary.h"

struct _RailMutesGroup
{
  AdwPreferencesGroup parent_instance;

  RailAgentClient *client;
  RailLibrary *library;
  GCancellable *cancellable;
  GVariant *shown; /* the agent's answer, aa{sv}; NULL before the first */
  GPtrArray *rows; /* borrowed from the group */
};

G_DEFINE_FINAL_TYPE (RailMutesGroup, rail_mutes_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_0,
  PROP_EMPTY,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static GtkWidget *
make_row (RailMutesGroup *self,
          GVariant *mute)
{
  RailAid *aid = rail_library_get_aid (self->library, rail_dictionary_get_text (mute, "pack"), rail_dictionary_get_text (mute, "aid"));
  const char *title = aid != NULL ? aid->title : rail_dictionary_get_text (mute, "aid");
  g_autofree char *label = g_strdup_printf (_ ("Unmute “%s”"), title);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Unmute"));

  /* Titles come from outside: never markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), rail_dictionary_get_text (mute, "trigger"));
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), rail_aid_icon_get_name (aid != NULL ? aid->kind : RAIL_AID_NOTE));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "mutes.unmute");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", rail_dictionary_get_text (mute, "trigger"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static void
show (RailMutesGroup *self)
{
  gsize count = self->shown != NULL ? g_variant_n_children (self->shown) : 0;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (gsize i = 0; i < count; i++)
    {
      g_autoptr (GVariant) mute = g_variant_get_child_value (self->shown, i);
      GtkWidget *row = make_row (self, mute);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         count > 0 ? _ ("These no longer come up by themselves.")
                                                   : _ ("Nothing is muted. “Not Helpful Here” on a card keeps it from coming up again."));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EMPTY]);
}

static void
listed_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailMutesGroup) self = user_data;
  g_autoptr (GVariant) mutes = NULL;

  if (!rail_dbus_agent1_call_list_mutes_finish (RAIL_DBUS_AGENT1 (source), &mutes, result, NULL))
    return;

  /* A list that is made anew takes the focus and a half-made click with it. */
  if (self->shown != NULL && g_variant_equal (self->shown, mutes))
    return;

  g_clear_pointer (&self->shown, g_variant_unref);
  self->shown = g_steal_pointer (&mutes);
  show (self);
}

static void
ask (RailMutesGroup *self)
{
  if (rail_agent_client_is_reachable (self->client))
    rail_dbus_agent1_call_list_mutes (rail_agent_client_get_proxy (self->client), self->cancellable, listed_cb, g_object_ref (self));
}

static void
unmuted_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (RailMutesGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (rail_dbus_agent1_call_unmute_finish (RAIL_DBUS_AGENT1 (source), result, &error))
    ask (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("The agent did not unmute: %s", error->message);
}

static void
unmute_activated_cb (GtkWidget *widget,
                     const char *name,
                     GVariant *trigger)
{
  RailMutesGroup *self = RAIL_MUTES_GROUP (widget);
  RailDBusAgent1 *proxy = rail_agent_client_get_proxy (self->client);

  if (proxy != NULL)
    rail_dbus_agent1_call_unmute (proxy, g_variant_get_string (trigger, NULL), self->cancellable, unmuted_cb, g_object_ref (self));
}

static void
rail_mutes_group_get_property (GObject *object,
                               guint id,
                               GValue *value,
                               GParamSpec *pspec)
{
  RailMutesGroup *self = RAIL_MUTES_GROUP (object);

  if (id == PROP_EMPTY)
    g_value_set_boolean (value, self->rows->len == 0);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rail_mutes_group_dispose (GObject *object)
{
  RailMutesGroup *self = RAIL_MUTES_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->library);
  g_clear_pointer (&self->shown, g_variant_unref);

  G_OBJECT_CLASS (rail_mutes_group_parent_class)->dispose (object);
}

static void
rail_mutes_group_finalize (GObject *object)
{
  RailMutesGroup *self = RAIL_MUTES_GROUP (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (rail_mutes_group_parent_class)->finalize (object);
}

static void
rail_mutes_group_class_init (RailMutesGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rail_mutes_group_get_property;
  object_class->dispose = rail_mutes_group_dispose;
  object_class->finalize = rail_mutes_group_finalize;

  properties[PROP_EMPTY] = g_param_spec_boolean ("empty", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "mutes.unmute", "s", unmute_activated_cb);
}

static void
rail_mutes_group_init (RailMutesGroup *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Muted"));
}

void
rail_mutes_group_set_sources (RailMutesGroup *self,
                              RailAgentClient *client,
                              RailLibrary *library)
{
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->library = g_object_ref (library);
  g_signal_connect_object (client, "nudges-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "agent-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  ask (self);
}
