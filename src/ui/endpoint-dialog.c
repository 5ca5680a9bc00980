#include "config.h"

#include "ui/endpoint-dialog.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/duration.h"
#include "coach/endpoint.h"
#include "platform/secret-store.h"
#include "ui/endpoint-trial.h"

struct _RailEndpointDialog
{
  AdwWindow parent_instance;

  RailModelSetting *before;  /* NULL for a new one */
  RailHttpClient *client;    /* NULL where nothing may be tried out */
  GCancellable *cancellable; /* of all that is under way */
  GCancellable *look_up;     /* of the last question to the keyring */
  GCancellable *under_trial; /* NULL unless a test is under way */
  char *origin;              /* of the address as it is; NULL while it is none */
  gboolean busy;             /* the key is on its way to the keyring or out of it */

  GtkWidget *name;
  GtkWidget *address;
  GtkWidget *model;
  GtkWidget *address_notice;
  GtkWidget *place;
  GtkWidget *secret;
  GtkWidget *key;
  GtkWidget *kept;
  GtkWidget *key_notice;
  GtkWidget *trial;
  GtkWidget *try;
  GtkWidget *spinner;
  GtkWidget *result;
};

G_DEFINE_FINAL_TYPE (RailEndpointDialog, rail_endpoint_dialog, ADW_TYPE_WINDOW)

enum
{
  SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- what is typed ---- */

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

/* What messages call it while it has no name. */
static RailEndpoint *
make_endpoint (RailEndpointDialog *self)
{
  g_autofree char *name = dup_text (self->name);
  g_autofree char *address = dup_text (self->address);
  g_autofree char *model = dup_text (self->model);

  return rail_endpoint_new (*name != '\0' ? name : _ ("this model"), address, model);
}

static void
say (GtkWidget *label,
     const char *words)
{
  gtk_label_set_text (GTK_LABEL (label), words != NULL ? words : "");
  gtk_widget_set_visible (label, words != NULL);
}

static void
say_result (RailEndpointDialog *self,
            const char *words,
            gboolean good)
{
  say (self->result, words);
  if (good)
    gtk_widget_remove_css_class (self->result, "error");
  else
    gtk_widget_add_css_class (self->result, "error");
}

static void
enable (RailEndpointDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "endpoint.save", self->origin != NULL && !self->busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "endpoint.forget-key", self->origin != NULL && !self->busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "endpoint.test", self->origin != NULL && self->client != NULL && self->under_trial == NULL);
}

/* ---- the keyring ---- */

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (RailEndpointDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean found = rail_secret_store_find_finish (result, &error);

  /* No keyring is no matter until there is a key to be kept. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_set_visible (self->kept, found);
}

static void
look_for_key (RailEndpointDialog *self)
{
  g_cancellable_cancel (self->look_up);
  g_clear_object (&self->look_up);
  gtk_widget_hide (self->kept);
  if (self->origin == NULL)
    return;

  self->look_up = g_cancellable_new ();
  rail_secret_store_find_async (self->origin, self->look_up, found_cb, g_object_ref (self));
}

static void
forgotten_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  g_autoptr (RailEndpointDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  rail_secret_store_forget_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->busy = FALSE;
  say (self->key_notice, error != NULL ? error->message : NULL);
  enable (self);
  look_for_key (self);
}

static void
forget_key_cb (GtkWidget *widget,
               const char *name,
               GVariant *parameter)
{
  RailEndpointDialog *self = RAIL_ENDPOINT_DIALOG (widget);

  self->busy = TRUE;
  enable (self);
  gtk_widget_grab_focus (self->key);
  rail_secret_store_forget_async (self->origin, self->cancellable, forgotten_cb, g_object_ref (self));
}

/* ---- looking at the address ---- */

/* What is encrypted need not say so. NULL while there is no address. */
static const char *
get_place (RailEndpointDialog *self)
{
  return self->origin != NULL && g_str_has_prefix (self->origin, "https://") ? self->origin + strlen ("https://") : self->origin;
}

static void
describe (RailEndpointDialog *self)
{
  const char *place = get_place (self);
  g_autofree char *key = place != NULL ? g_strdup_printf (_ ("Kept in the keyring of your desktop, and sent to %s only."), place) : NULL;
  g_autofree char *trial = place != NULL ? g_strdup_printf (_ ("Sends “%s” to %s, and nothing else."), rail_endpoint_trial_get_question (), place) : NULL;

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->secret), key != NULL ? key : _ ("Kept in the keyring of your desktop, and sent to this server only."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->try), trial != NULL ? trial : _ ("Sends one small question once there is an address."));
}

static void
look_at_address (RailEndpointDialog *self)
{
  g_autoptr (RailEndpoint) endpoint = make_endpoint (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *origin = rail_endpoint_dup_origin (endpoint, &error);
  gboolean wrong = error != NULL && *endpoint->address != '\0';
  gboolean moved = g_strcmp0 (origin, self->origin) != 0;

  if (wrong)
    gtk_widget_add_css_class (self->address, "error");
  else
    gtk_widget_remove_css_class (self->address, "error");
  say (self->address_notice, wrong ? error->message : NULL);

  g_free (self->origin);
  self->origin = g_steal_pointer (&origin);
  if (moved)
    look_for_key (self);
  describe (self);
  enable (self);
}

/* Of what was tried, nothing is true any more. */
static void
typed_cb (RailEndpointDialog *self)
{
  g_cancellable_cancel (self->under_trial);
  say_result (self, NULL, TRUE);
  look_at_address (self);
}

static void
key_typed_cb (RailEndpointDialog *self)
{
  g_cancellable_cancel (self->under_trial);
  say_result (self, NULL, TRUE);
  say (self->key_notice, NULL);
}

/* ---- trying it out ---- */

static void
tried_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (RailEndpointDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  gint64 span = rail_endpoint_trial_run_finish (result, &error);

  g_clear_object (&self->under_trial);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  enable (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error == NULL && span < RAIL_SECOND)
    words = g_strdup_printf (_ ("%s has answered within a second."), get_place (self));
  else if (error == NULL)
    words = g_strdup_printf (_ ("%s has answered after %.1f seconds."), get_place (self), (double) span / RAIL_SECOND);
  say_result (self, error != NULL ? error->message : words, error == NULL);
}

static void
test_cb (GtkWidget *widget,
         const char *name,
         GVariant *parameter)
{
  RailEndpointDialog *self = RAIL_ENDPOINT_DIALOG (widget);
  g_autoptr (RailEndpoint) endpoint = make_endpoint (self);
  g_autofree char *key = dup_text (self->key);

  say_result (self, NULL, TRUE);
  self->under_trial = g_cancellable_new ();
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  enable (self);
  rail_endpoint_trial_run_async (endpoint, key, self->client, self->under_trial, tried_cb, g_object_ref (self));
}

/* ---- keeping it ---- */

static void
finish (RailEndpointDialog *self)
{
  g_autoptr (RailEndpoint) endpoint = make_endpoint (self);
  g_autofree char *name = dup_text (self->name);
  g_autoptr (RailModelSetting) setting = rail_model_setting_new (*name != '\0' ? name : self->origin, endpoint->address, endpoint->model);

  g_signal_emit (self, signals[SAVED], 0, self->before, setting);
  gtk_window_close (GTK_WINDOW (self));
}

static void
kept_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  g_autoptr (RailEndpointDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (rail_secret_store_save_finish (result, &error))
    {
      finish (self);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->busy = FALSE;
  gtk_widget_set_sensitive (self->place, TRUE);
  say (self->key_notice, error->message);
  enable (self);
  gtk_widget_grab_focus (self->key);
}

static void
save_cb (GtkWidget *widget,
         const char *name,
         GVariant *parameter)
{
  RailEndpointDialog *self = RAIL_ENDPOINT_DIALOG (widget);
  g_autofree char *key = dup_text (self->key);

  if (*key == '\0')
    {
      finish (self);
      return;
    }

  /* The key goes where the address says now. GtkText complains where it loses the focus by becoming insensitive. */
  gtk_widget_grab_focus (self->key);
  self->busy = TRUE;
  gtk_widget_set_sensitive (self->place, FALSE);
  enable (self);
  rail_secret_store_save_async (self->origin, key, self->cancellable, kept_cb, g_object_ref (self));
}

/* ---- the window ---- */

static void
rail_endpoint_dialog_dispose (GObject *object)
{
  RailEndpointDialog *self = RAIL_ENDPOINT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->look_up);
  g_cancellable_cancel (self->under_trial);
  gtk_widget_dispose_template (GTK_WIDGET (object), RAIL_TYPE_ENDPOINT_DIALOG);

  G_OBJECT_CLASS (rail_endpoint_dialog_parent_class)->dispose (object);
}

static void
rail_endpoint_dialog_finalize (GObject *object)
{
  RailEndpointDialog *self = RAIL_ENDPOINT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->look_up);
  g_clear_object (&self->under_trial);
  g_clear_pointer (&self->client, rail_http_client_unref);
  g_clear_pointer (&self->before, rail_model_setting_free);
  g_free (self->origin);

  G_OBJECT_CLASS (rail_endpoint_dialog_parent_class)->finalize (object);
}

static void
rail_endpoint_dialog_class_init (RailEndpointDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rail_endpoint_dialog_dispose;
  object_class->finalize = rail_endpoint_dialog_finalize;

  signals[SAVED] = g_signal_new ("saved", RAIL_TYPE_ENDPOINT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/endpoint-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, name);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, address);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, model);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, address_notice);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, place);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, secret);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, key);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, kept);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, key_notice);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, trial);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, try);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, RailEndpointDialog, result);

  gtk_widget_class_install_action (widget_class, "endpoint.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "endpoint.forget-key", NULL, forget_key_cb);
  gtk_widget_class_install_action (widget_class, "endpoint.test", NULL, test_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rail_endpoint_dialog_init (RailEndpointDialog *self)
{
  GtkWidget *const places[] = { (gtk_widget_init_template (GTK_WIDGET (self)), self->name), self->address, self->model };

  self->cancellable = g_cancellable_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    g_signal_connect_object (places[i], "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->key, "changed", G_CALLBACK (key_typed_cb), self, G_CONNECT_SWAPPED);
}

GtkWindow *
rail_endpoint_dialog_new (GtkWindow *parent,
                          const RailModelSetting *setting,
                          gboolean locked,
                          RailHttpClient *client)
{
  RailEndpointDialog *self = g_object_new (RAIL_TYPE_ENDPOINT_DIALOG, "transient-for", parent, NULL);

  self->client = client != NULL ? rail_http_client_ref (client) : NULL;
  if (setting != NULL)
    {
      self->before = rail_model_setting_new (setting->name, setting->address, setting->model);
      gtk_editable_set_text (GTK_EDITABLE (self->name), setting->name);
      gtk_editable_set_text (GTK_EDITABLE (self->address), setting->address);
      gtk_editable_set_text (GTK_EDITABLE (self->model), setting->model);
    }
  if (locked)
    {
      gtk_editable_set_editable (GTK_EDITABLE (self->name), FALSE);
      gtk_editable_set_editable (GTK_EDITABLE (self->address), FALSE);
      gtk_editable_set_editable (GTK_EDITABLE (self->model), FALSE);
      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->place), _ ("Set by your organisation"));
    }
  gtk_widget_set_visible (self->trial, client != NULL);
  gtk_widget_grab_focus (locked ? self->key : setting == NULL ? self->name
                                                              : self->address);
  look_at_address (self);

  return GTK_WINDOW (self);
}
