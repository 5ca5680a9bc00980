#include "config.h"

#define G_LOG_DOMAIN "handrail-pause-bar"

#include "ui/pause-bar.h"

#include <glib/gi18n.h>

#include "ui/pause-moment.h"

struct _RailPauseBar
{
  GtkWidget parent_instance;

  RailPolicy *policy;
  RailDBusAgent1 *agent;
  gulong properties_id;

  GtkWidget *words;
  GtkWidget *pause;
  GtkWidget *resume;
};

G_DEFINE_FINAL_TYPE (RailPauseBar, rail_pause_bar, GTK_TYPE_WIDGET)

static char *
dup_shown_words (RailPauseBar *self)
{
  return g_strdup_printf (_ ("Shown today: %u of at most %u"),
                          rail_dbus_agent1_get_shown_today (self->agent),
                          rail_policy_get_interruptions_per_day (self->policy));
}

static void
refresh (RailPauseBar *self)
{
  gint64 now = g_get_real_time ();
  g_autofree char *words = NULL;
  gboolean paused;
  gint64 until;

  gtk_widget_set_visible (GTK_WIDGET (self), self->agent != NULL);
  if (self->agent == NULL)
    return;

  until = rail_dbus_agent1_get_paused_until (self->agent);
  paused = until > now;
  words = paused ? rail_pause_moment_describe (until, now) : dup_shown_words (self);
  gtk_label_set_label (GTK_LABEL (self->words), words);
  gtk_widget_set_visible (self->pause, !paused);
  gtk_widget_set_visible (self->resume, paused);
}

static void
paused_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!rail_dbus_agent1_call_pause_finish (RAIL_DBUS_AGENT1 (source), result, &error))
    g_message ("The agent did not pause: %s", error->message);
}

static void
until_activated_cb (GtkWidget *widget,
                    const char *name,
                    GVariant *word)
{
  RailPauseBar *self = RAIL_PAUSE_BAR (widget);

  if (self->agent != NULL)
    rail_dbus_agent1_call_pause (self->agent, rail_pause_moment_get (g_variant_get_string (word, NULL), g_get_real_time ()), NULL, paused_cb, NULL);
}

static void
rail_pause_bar_dispose (GObject *object)
{
  RailPauseBar *self = RAIL_PAUSE_BAR (object);

  g_clear_signal_handler (&self->properties_id, self->agent);
  gtk_widget_dispose_template (GTK_WIDGET (self), RAIL_TYPE_PAUSE_BAR);
  g_clear_object (&self->policy);
  g_clear_object (&self->agent);

  G_OBJECT_CLASS (rail_pause_bar_parent_class)->dispose (object);
}

static void
rail_pause_bar_class_init (RailPauseBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_pause_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/pause-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RailPauseBar, words);
  gtk_widget_class_bind_template_child (widget_class, RailPauseBar, pause);
  gtk_widget_class_bind_template_child (widget_class, RailPauseBar, resume);
  gtk_widget_class_install_action (widget_class, "pause.until", "s", until_activated_cb);
}

/* Made when it is opened: its widgets are not for the day's first frame to wait for. */
static void
create_menu_cb (GtkMenuButton *button,
                gpointer user_data)
{
  g_autoptr (GMenuModel) menu = NULL;

  if (gtk_menu_button_get_menu_model (button) != NULL)
    return;

  menu = rail_pause_moment_make_menu ();
  gtk_menu_button_set_menu_model (button, menu);
}

static void
rail_pause_bar_init (RailPauseBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->pause), create_menu_cb, NULL, NULL);
}

void
rail_pause_bar_set_policy (RailPauseBar *self,
                           RailPolicy *policy)
{
  g_return_if_fail (self->policy == NULL);

  self->policy = g_object_ref (policy);
  g_signal_connect_object (policy, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}

void
rail_pause_bar_set_agent (RailPauseBar *self,
                          RailDBusAgent1 *agent)
{
  g_clear_signal_handler (&self->properties_id, self->agent);
  g_set_object (&self->agent, agent);
  if (agent != NULL)
    self->properties_id = g_signal_connect_swapped (agent, "g-properties-changed", G_CALLBACK (refresh), self);
  refresh (self);
}
