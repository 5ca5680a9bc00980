#include "config.h"

#define G_LOG_DOMAIN "handrail-today-window"

#include "ui/today-window.h"

#include <glib/gi18n.h>

#include "ui/aid-icon.h"
#include "ui/calendar-files-group.h"
#include "ui/dictionary.h"
#include "ui/meeting-row.h"
#include "ui/mutes-group.h"
#include "ui/next-steps-group.h"
#include "ui/pause-bar.h"

/* Countdowns are in minutes. */
#define REFRESH_SECONDS 30

struct _RailTodayWindow
{
  AdwApplicationWindow parent_instance;

  RailAgentClient *client;
  RailLibrary *library;
  GCancellable *cancellable;
  RailDBusAgent1 *proxy;  /* the client's, once there */
  GVariant *agenda_shown; /* answers of the agent, aa{sv}; NULL before the first */
  GVariant *problems_shown;
  GVariant *providers_shown;
  GPtrArray *problem_rows;
  guint refresh_id;

  GtkWidget *heading;
  GtkWidget *menu_button;
  GMenuModel *primary_menu;
  GtkWidget *notices;
  GtkWidget *unreachable;
  GtkWidget *problems;
  GtkWidget *waiting_group;
  GtkWidget *waiting;
  GtkWidget *next_steps;
  GtkWidget *meetings;
  GtkWidget *no_meetings;
  GtkWidget *calendars;
  GtkWidget *mutes;
  GtkWidget *providers_group;
  GtkWidget *providers;
  GtkWidget *pause_bar;
};

G_DEFINE_FINAL_TYPE (RailTodayWindow, rail_today_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- rows ---- */

static void
clear_list (GtkWidget *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), GTK_WIDGET (row));
}

/* Titles and messages come from outside: never markup. */
static GtkWidget *
make_row (const char *title,
          const char *subtitle,
          const char *icon)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), icon);

  return row;
}

static GtkWidget *
make_aid_row (RailTodayWindow *self,
              const char *pack,
              const char *id,
              const char *subtitle)
{
  RailAid *aid = rail_library_get_aid (self->library, pack, id);

  return make_row (aid != NULL ? aid->title : id, subtitle, rail_aid_icon_get_name (aid != NULL ? aid->kind : RAIL_AID_NOTE));
}

static GtkWidget *
make_waiting_row (RailTodayWindow *self,
                  const RailNudgeInfo *nudge)
{
  GtkWidget *row;

  if (nudge->neutral)
    row = make_row (nudge->neutral_summary, NULL, RAIL_APP_ID "-symbolic");
  else
    row = make_aid_row (self, nudge->pack, nudge->aid, nudge->summary);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic", "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "app.show-nudge");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", nudge->id);

  return row;
}

static const char *
get_state_label (const char *state)
{
  if (g_str_equal (state, "ok"))
    return _ ("Works");
  if (g_str_equal (state, "limited"))
    return _ ("Limited");
  if (g_str_equal (state, "failed"))
    return _ ("Failed");

  return _ ("Off");
}

static GtkWidget *
make_provider_row (GVariant *provider)
{
  const char *state = rail_dictionary_get_text (provider, "state");
  GtkWidget *row = make_row (rail_dictionary_get_text (provider, "name"), rail_dictionary_get_text (provider, "detail"), NULL);
  GtkWidget *label = gtk_label_new (get_state_label (state));

  gtk_widget_add_css_class (label, "provider-state");
  gtk_widget_add_css_class (label, g_str_equal (state, "ok") ? "success" : g_str_equal (state, "off") ? "dim-label"
                                                                                                      : "warning");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);

  return row;
}

static GtkWidget *
make_problem_row (GVariant *problem)
{
  const char *file = rail_dictionary_get_text (problem, "file"), *mend = rail_dictionary_get_text (problem, "mend");
  guint32 line = 0;
  g_autofree char *place = NULL;
  g_autofree char *subtitle = NULL;

  g_variant_lookup (problem, "line", "u", &line);
  place = line > 0 ? g_strdup_printf ("%s:%u", file, line) : g_strdup (file);
  subtitle = *mend != '\0' ? g_strdup_printf ("%s\n%s", place, mend) : g_strdup (place);

  return make_row (rail_dictionary_get_text (problem, "message"), subtitle, NULL);
}

/* ---- what the agent answers ---- */

/* FALSE for what is shown already: a list that is made anew takes the focus and a half-made click with it. */
static gboolean
take (GVariant **shown,
      GVariant *answer)
{
  if (*shown != NULL && g_variant_equal (*shown, answer))
    return FALSE;

  g_clear_pointer (shown, g_variant_unref);
  *shown = g_variant_ref (answer);

  return TRUE;
}

static void
show_waiting (RailTodayWindow *self)
{
  GPtrArray *nudges = rail_agent_client_get_nudges (self->client);

  clear_list (self->waiting);
  for (guint i = 0; i < nudges->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->waiting), make_waiting_row (self, g_ptr_array_index (nudges, i)));
  gtk_widget_set_visible (self->waiting_group, nudges->len > 0);
}

static void
show_agenda (RailTodayWindow *self)
{
  gint64 now = g_get_real_time ();

  clear_list (self->meetings);
  for (gsize i = 0; self->agenda_shown != NULL && i < g_variant_n_children (self->agenda_shown); i++)
    {
      g_autoptr (GVariant) occurrence = g_variant_get_child_value (self->agenda_shown, i);

      gtk_list_box_append (GTK_LIST_BOX (self->meetings), rail_meeting_row_new (occurrence, self->library, now));
    }
  gtk_label_set_label (GTK_LABEL (self->no_meetings), self->agenda_shown != NULL ? _ ("No meetings today") : _ ("Your meetings stand here once Handrail is watching"));
}

static void
show_time (RailTodayWindow *self)
{
  gint64 now = g_get_real_time ();
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();
  /* Translators: the day, such as “Tuesday 6 October”, in the form of g_date_time_format(). */
  g_autofree char *day = g_date_time_format (today, _ ("%A %-d %B"));
  GtkListBoxRow *row;

  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->heading), day);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->meetings), i)) != NULL; i++)
    rail_meeting_row_update (RAIL_MEETING_ROW (row), now);
  rail_next_steps_group_update (RAIL_NEXT_STEPS_GROUP (self->next_steps));
}

static void
agenda_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailTodayWindow) self = user_data;
  g_autoptr (GVariant) agenda = NULL;

  if (rail_dbus_agent1_call_get_agenda_finish (RAIL_DBUS_AGENT1 (source), &agenda, result, NULL) && take (&self->agenda_shown, agenda))
    show_agenda (self);
}

static void
show_notices (RailTodayWindow *self)
{
  gboolean reachable = !rail_agent_client_is_settled (self->client) || rail_agent_client_is_reachable (self->client);

  gtk_widget_set_visible (self->unreachable, !reachable);
  gtk_widget_set_visible (self->problems, self->problem_rows->len > 0);
  gtk_widget_set_visible (self->notices, !reachable || self->problem_rows->len > 0);
}

static void
problems_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (RailTodayWindow) self = user_data;
  g_autoptr (GVariant) problems = NULL;
  g_autofree char *title = NULL;

  if (!rail_dbus_agent1_call_list_problems_finish (RAIL_DBUS_AGENT1 (source), &problems, result, NULL) || !take (&self->problems_shown, problems))
    return;

  for (guint i = 0; i < self->problem_rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self->problems), g_ptr_array_index (self->problem_rows, i));
  g_ptr_array_set_size (self->problem_rows, 0);

  for (gsize i = 0; i < g_variant_n_children (problems); i++)
    {
      g_autoptr (GVariant) problem = g_variant_get_child_value (problems, i);
      GtkWidget *row = make_problem_row (problem);

      adw_expander_row_add_row (ADW_EXPANDER_ROW (self->problems), row);
      g_ptr_array_add (self->problem_rows, row);
    }

  title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u problem to look at", "%u problems to look at", self->problem_rows->len), self->problem_rows->len);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->problems), title);
  show_notices (self);
}

static void
providers_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  g_autoptr (RailTodayWindow) self = user_data;
  g_autoptr (GVariant) providers = NULL;

  if (!rail_dbus_agent1_call_list_providers_finish (RAIL_DBUS_AGENT1 (source), &providers, result, NULL) || !take (&self->providers_shown, providers))
    return;

  clear_list (self->providers);
  for (gsize i = 0; i < g_variant_n_children (providers); i++)
    {
      g_autoptr (GVariant) provider = g_variant_get_child_value (providers, i);

      gtk_list_box_append (GTK_LIST_BOX (self->providers), make_provider_row (provider));
    }
  gtk_widget_set_visible (self->providers_group, g_variant_n_children (providers) > 0);
}

/* ---- asking ---- */

static void
ask_agenda (RailTodayWindow *self)
{
  if (rail_agent_client_is_reachable (self->client))
    rail_dbus_agent1_call_get_agenda (self->proxy, 0, self->cancellable, agenda_cb, g_object_ref (self));
}

static void
ask_problems (RailTodayWindow *self)
{
  if (rail_agent_client_is_reachable (self->client))
    rail_dbus_agent1_call_list_problems (self->proxy, self->cancellable, problems_cb, g_object_ref (self));
}

/* Inputs have no signal of their own: what befalls them is a problem or another agenda. */
static void
ask_providers (RailTodayWindow *self)
{
  if (rail_agent_client_is_reachable (self->client))
    rail_dbus_agent1_call_list_providers (self->proxy, self->cancellable, providers_cb, g_object_ref (self));
}

static void
agenda_changed_cb (RailTodayWindow *self)
{
  ask_agenda (self);
  ask_providers (self);
}

static void
problems_changed_cb (RailTodayWindow *self)
{
  ask_problems (self);
  ask_providers (self);
}

static void
library_changed_cb (RailTodayWindow *self)
{
  show_waiting (self);
  show_agenda (self);
}

static void
agent_changed_cb (RailTodayWindow *self)
{
  RailDBusAgent1 *proxy = rail_agent_client_get_proxy (self->client);

  if (self->proxy == NULL && proxy != NULL)
    {
      self->proxy = g_object_ref (proxy);
      g_signal_connect_object (proxy, "agenda-changed", G_CALLBACK (agenda_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (proxy, "problems-changed", G_CALLBACK (problems_changed_cb), self, G_CONNECT_SWAPPED);
    }

  rail_pause_bar_set_agent (RAIL_PAUSE_BAR (self->pause_bar), rail_agent_client_is_reachable (self->client) ? proxy : NULL);
  show_notices (self);
  agenda_changed_cb (self);
  problems_changed_cb (self);
}

static void
try_again_cb (RailTodayWindow *self)
{
  rail_agent_client_refresh (self->client);
}

/* ---- the window ---- */

static gboolean
refresh_cb (gpointer user_data)
{
  show_time (user_data);
  /* The day may have changed. */
  ask_agenda (user_data);

  return G_SOURCE_CONTINUE;
}

/* Made when it is opened: its widgets are not for the first frame to wait for. */
static void
create_menu_cb (GtkMenuButton *button,
                gpointer user_data)
{
  RailTodayWindow *self = user_data;

  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, self->primary_menu);
}

static void
rail_today_window_map (GtkWidget *widget)
{
  RailTodayWindow *self = RAIL_TODAY_WINDOW (widget);

  GTK_WIDGET_CLASS (rail_today_window_parent_class)->map (widget);
  show_time (self);
  self->refresh_id = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
}

static void
rail_today_window_unmap (GtkWidget *widget)
{
  RailTodayWindow *self = RAIL_TODAY_WINDOW (widget);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  GTK_WIDGET_CLASS (rail_today_window_parent_class)->unmap (widget);
}

static void
rail_today_window_dispose (GObject *object)
{
  RailTodayWindow *self = RAIL_TODAY_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->library);
  g_clear_object (&self->proxy);
  g_clear_pointer (&self->agenda_shown, g_variant_unref);
  g_clear_pointer (&self->problems_shown, g_variant_unref);
  g_clear_pointer (&self->providers_shown, g_variant_unref);

  G_OBJECT_CLASS (rail_today_window_parent_class)->dispose (object);
}

static void
rail_today_window_finalize (GObject *object)
{
  RailTodayWindow *self = RAIL_TODAY_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->problem_rows, g_ptr_array_unref);

  G_OBJECT_CLASS (rail_today_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/today-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, primary_menu);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, notices);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, unreachable);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, problems);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, waiting_group);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, waiting);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, next_steps);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, meetings);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, no_meetings);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, calendars);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, mutes);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, providers_group);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, providers);
  gtk_widget_class_bind_template_child (widget_class, RailTodayWindow, pause_bar);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
}

static void
rail_today_window_class_init (RailTodayWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_today_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_today_window_finalize;
  widget_class->map = rail_today_window_map;
  widget_class->unmap = rail_today_window_unmap;

  g_type_ensure (RAIL_TYPE_CALENDAR_FILES_GROUP);
  g_type_ensure (RAIL_TYPE_MUTES_GROUP);
  g_type_ensure (RAIL_TYPE_NEXT_STEPS_GROUP);
  g_type_ensure (RAIL_TYPE_PAUSE_BAR);
  bind_template (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
rail_today_window_init (RailTodayWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->problem_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), create_menu_cb, self, NULL);
}

GtkWindow *
rail_today_window_new (GtkApplication *application,
                       RailAgentClient *client,
                       RailLibrary *library,
                       RailPolicy *policy,
                       RailNextStepList *next_steps)
{
  RailTodayWindow *self = g_object_new (RAIL_TYPE_TODAY_WINDOW, "application", application, NULL);

  self->client = g_object_ref (client);
  self->library = g_object_ref (library);
  rail_calendar_files_group_set_policy (RAIL_CALENDAR_FILES_GROUP (self->calendars), policy);
  rail_mutes_group_set_sources (RAIL_MUTES_GROUP (self->mutes), client, library);
  rail_next_steps_group_set_sources (RAIL_NEXT_STEPS_GROUP (self->next_steps), next_steps, library);
  rail_pause_bar_set_policy (RAIL_PAUSE_BAR (self->pause_bar), policy);

  g_signal_connect_object (client, "nudges-changed", G_CALLBACK (show_waiting), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "agent-changed", G_CALLBACK (agent_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);

  show_waiting (self);
  show_agenda (self);
  agent_changed_cb (self);

  return GTK_WINDOW (self);
}
