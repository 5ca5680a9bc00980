#include "config.h"

#include "ui/endpoints-group.h"

#include <glib/gi18n.h>

#include "coach/endpoint.h"
#include "platform/secret-store.h"
#include "ui/endpoint-dialog.h"

struct _RailEndpointsGroup
{
  AdwPreferencesGroup parent_instance;

  RailPolicy *policy;
  RailHttpClient *client;
  GPtrArray *shown; /* RailModelSetting the rows stand for; NULL before the first time */
  gboolean shown_locked;
  GPtrArray *rows; /* borrowed from the group */
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (RailEndpointsGroup, rail_endpoints_group, ADW_TYPE_PREFERENCES_GROUP)

/* NULL where the address is none. Transfer full. */
static char *
dup_origin (const RailModelSetting *setting,
            GError **error)
{
  g_autoptr (RailEndpoint) endpoint = rail_endpoint_new (setting->name, setting->address, setting->model);

  return rail_endpoint_dup_origin (endpoint, error);
}

/* ---- rows ---- */

static GtkWidget *
make_button (const char *icon,
             const char *tooltip,
             const char *name,
             const char *action,
             guint index)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *label = g_strdup_printf ("%s: %s", tooltip, name);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", index);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (button, "flat");

  return button;
}

/* Settings may have been written by hand: what is wrong with an address stands in its row. */
static GtkWidget *
make_row (const RailModelSetting *setting,
          guint index,
          gboolean locked)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *origin = dup_origin (setting, &error);
  g_autofree char *subtitle = origin != NULL && *setting->model != '\0' ? g_strdup_printf ("%s · %s", origin, setting->model) : NULL;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), setting->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : origin != NULL ? origin
                                                                                                  : error->message);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "endpoints.edit");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "u", index);
  if (!locked && index > 0)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button ("go-up-symbolic", _ ("Ask this one earlier"), setting->name, "endpoints.raise", index));
  if (!locked)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button ("user-trash-symbolic", _ ("Remove with its key"), setting->name, "endpoints.remove", index));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("document-edit-symbolic"));

  return row;
}

static gboolean
is_same (GPtrArray *some,
         GPtrArray *others)
{
  if (some == NULL || some->len != others->len)
    return FALSE;

  for (guint i = 0; i < some->len; i++)
    {
      if (!rail_model_setting_equal (g_ptr_array_index (some, i), g_ptr_array_index (others, i)))
        return FALSE;
    }
  return TRUE;
}

static const char *
describe (guint count,
          gboolean locked)
{
  if (locked)
    return _ ("Set by your organisation");
  if (count == 0)
    return _ ("None is set up: the coach answers by itself.");

  return _ ("Asked in this order, until one answers. Where none does, the coach answers by itself.");
}

static void
refresh (RailEndpointsGroup *self)
{
  g_autoptr (GPtrArray) settings = rail_policy_dup_coach_endpoints (self->policy);
  gboolean locked = rail_policy_is_locked (self->policy, "coach-endpoints");

  /* Rows made anew take the focus and a half-made click with them. */
  if (is_same (self->shown, settings) && locked == self->shown_locked)
    return;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < settings->len; i++)
    {
      GtkWidget *row = make_row (g_ptr_array_index (settings, i), i, locked);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }

  gtk_widget_set_visible (self->add, !locked);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), describe (settings->len, locked));
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = g_steal_pointer (&settings);
  self->shown_locked = locked;
}

/* ---- keys nobody needs any more ---- */

static void
forgotten_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  g_autoptr (RailEndpointsGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_WINDOW);

  if (rail_secret_store_forget_finish (result, &error) || window == NULL)
    return;

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), adw_toast_new (_ ("The key of what you removed may still be in the keyring")));
}

static gboolean
uses (GPtrArray *settings,
      const char *origin)
{
  for (guint i = 0; i < settings->len; i++)
    {
      g_autofree char *other = dup_origin (g_ptr_array_index (settings, i), NULL);

      if (g_strcmp0 (other, origin) == 0)
        return TRUE;
    }
  return FALSE;
}

/* @before is the setting that is gone or has moved. */
static void
keep (RailEndpointsGroup *self,
      GPtrArray *settings,
      const RailModelSetting *before)
{
  g_autofree char *origin = before != NULL ? dup_origin (before, NULL) : NULL;

  if (rail_policy_set_coach_endpoints (self->policy, settings) && origin != NULL && !uses (settings, origin))
    rail_secret_store_forget_async (origin, NULL, forgotten_cb, g_object_ref (self));
}

/* ---- what the user does ---- */

/* The list may have changed meanwhile: what was edited is found by what it was. NULL appends. */
static void
replace (RailEndpointsGroup *self,
         const RailModelSetting *before,
         const RailModelSetting *setting)
{
  g_autoptr (GPtrArray) settings = rail_policy_dup_coach_endpoints (self->policy);
  RailModelSetting *copy = rail_model_setting_new (setting->name, setting->address, setting->model);

  for (guint i = 0; before != NULL && i < settings->len; i++)
    {
      if (rail_model_setting_equal (g_ptr_array_index (settings, i), before))
        {
          rail_model_setting_free (g_ptr_array_index (settings, i));
          g_ptr_array_index (settings, i) = copy;
          keep (self, settings, before);
          return;
        }
    }

  g_ptr_array_add (settings, copy);
  keep (self, settings, NULL);
}

static void
saved_cb (RailEndpointsGroup *self,
          const RailModelSetting *before,
          const RailModelSetting *setting)
{
  if (!rail_policy_is_locked (self->policy, "coach-endpoints"))
    replace (self, before, setting);
}

static void
open_dialog (RailEndpointsGroup *self,
             const RailModelSetting *setting)
{
  gboolean locked = rail_policy_is_locked (self->policy, "coach-endpoints");
  GtkWindow *dialog = rail_endpoint_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), setting, locked, self->client);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
add_cb (RailEndpointsGroup *self)
{
  open_dialog (self, NULL);
}

static void
edit_cb (GtkWidget *widget,
         const char *name,
         GVariant *index)
{
  RailEndpointsGroup *self = RAIL_ENDPOINTS_GROUP (widget);

  open_dialog (self, g_ptr_array_index (self->shown, g_variant_get_uint32 (index)));
}

static void
raise_cb (GtkWidget *widget,
          const char *name,
          GVariant *index)
{
  RailEndpointsGroup *self = RAIL_ENDPOINTS_GROUP (widget);
  g_autoptr (GPtrArray) settings = rail_policy_dup_coach_endpoints (self->policy);
  guint place = g_variant_get_uint32 (index);
  gpointer raised;

  if (place == 0 || place >= settings->len)
    return;

  raised = g_ptr_array_steal_index (settings, place);
  g_ptr_array_insert (settings, (int) place - 1, raised);
  keep (self, settings, NULL);
  gtk_widget_grab_focus (g_ptr_array_index (self->rows, place - 1));
}

static void
remove_cb (GtkWidget *widget,
           const char *name,
           GVariant *index)
{
  RailEndpointsGroup *self = RAIL_ENDPOINTS_GROUP (widget);
  g_autoptr (GPtrArray) settings = rail_policy_dup_coach_endpoints (self->policy);
  g_autoptr (RailModelSetting) removed = NULL;

  if (g_variant_get_uint32 (index) >= settings->len)
    return;

  removed = g_ptr_array_steal_index (settings, g_variant_get_uint32 (index));
  keep (self, settings, removed);
  gtk_widget_grab_focus (self->add);
}

/* ---- the group ---- */

static void
rail_endpoints_group_dispose (GObject *object)
{
  g_clear_object (&RAIL_ENDPOINTS_GROUP (object)->policy);

  G_OBJECT_CLASS (rail_endpoints_group_parent_class)->dispose (object);
}

static void
rail_endpoints_group_finalize (GObject *object)
{
  RailEndpointsGroup *self = RAIL_ENDPOINTS_GROUP (object);

  g_clear_pointer (&self->client, rail_http_client_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (rail_endpoints_group_parent_class)->finalize (object);
}

static void
rail_endpoints_group_class_init (RailEndpointsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_endpoints_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_endpoints_group_finalize;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "endpoints.edit", "u", edit_cb);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "endpoints.raise", "u", raise_cb);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "endpoints.remove", "u", remove_cb);
}

static void
rail_endpoints_group_init (RailEndpointsGroup *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Models"));

  self->add = gtk_button_new_with_mnemonic (_ ("_Add…"));
  gtk_widget_set_tooltip_text (self->add, _ ("Add a model for the coach"));
  gtk_widget_set_valign (self->add, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->add, "flat");
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->add);
}

GtkWidget *
rail_endpoints_group_new (RailPolicy *policy,
                          RailHttpClient *client)
{
  RailEndpointsGroup *self = g_object_new (RAIL_TYPE_ENDPOINTS_GROUP, NULL);

  self->policy = g_object_ref (policy);
  self->client = client != NULL ? rail_http_client_ref (client) : NULL;
  g_signal_connect_object (policy, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}
