#include "config.h"

#include "ui/pause-row.h"

#include <glib/gi18n.h>

#include "ui/pause-moment.h"

struct _RailPauseRow
{
  AdwActionRow parent_instance;

  RailPolicy *policy;

  GtkWidget *pause;
  GtkWidget *resume;
};

G_DEFINE_FINAL_TYPE (RailPauseRow, rail_pause_row, ADW_TYPE_ACTION_ROW)

static void
refresh (RailPauseRow *self)
{
  gint64 now = g_get_real_time ();
  gint64 until = rail_policy_get_paused_until (self->policy);
  gboolean locked = rail_policy_is_locked (self->policy, "paused-until");
  g_autofree char *words = until > now ? rail_pause_moment_describe (until, now) : NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), words != NULL ? words : _ ("Pause"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), locked ? _ ("Set by your organisation") : _ ("Nothing comes by itself meanwhile, and nothing waits"));
  gtk_widget_set_visible (self->pause, words == NULL);
  gtk_widget_set_visible (self->resume, words != NULL);
  gtk_widget_set_sensitive (self->pause, !locked);
  gtk_widget_set_sensitive (self->resume, !locked);
}

static void
until_activated_cb (GtkWidget *widget,
                    const char *name,
                    GVariant *word)
{
  rail_policy_set_paused_until (RAIL_PAUSE_ROW (widget)->policy, rail_pause_moment_get (g_variant_get_string (word, NULL), g_get_real_time ()));
}

static void
rail_pause_row_dispose (GObject *object)
{
  g_clear_object (&RAIL_PAUSE_ROW (object)->policy);

  G_OBJECT_CLASS (rail_pause_row_parent_class)->dispose (object);
}

static void
rail_pause_row_class_init (RailPauseRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_pause_row_dispose;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "pause.until", "s", until_activated_cb);
}

static void
rail_pause_row_init (RailPauseRow *self)
{
  g_autoptr (GMenuModel) menu = rail_pause_moment_make_menu ();

  self->pause = g_object_new (GTK_TYPE_MENU_BUTTON, "label", _ ("_Pause"), "use-underline", TRUE, "always-show-arrow", TRUE, "menu-model", menu, "valign", GTK_ALIGN_CENTER, NULL);
  self->resume = gtk_button_new_with_mnemonic (_ ("_Resume"));
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->resume), "pause.until::now");
  gtk_widget_add_css_class (self->resume, "suggested-action");
  gtk_widget_set_valign (self->resume, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->pause);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->resume);
}

GtkWidget *
rail_pause_row_new (RailPolicy *policy)
{
  RailPauseRow *self = g_object_new (RAIL_TYPE_PAUSE_ROW, NULL);

  self->policy = g_object_ref (policy);
  g_signal_connect_object (policy, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}
