#include "config.h"

#define G_LOG_DOMAIN "handrail-card-window"

#include "ui/card-window.h"

#include <glib/gi18n.h>

#include "base/duration.h"
#include "ui/card-placement.h"
#include "ui/card-surface-x11.h"

/* A click that was on its way to another window when the card appeared must not land in it. */
#define CLICK_GUARD (400 * G_TIME_SPAN_MILLISECOND)
#define IDLE_BEFORE_COLLAPSE (30 * G_TIME_SPAN_SECOND)
#define HEIGHT_LIMIT 0.7

struct _RailCardWindow
{
  GtkWindow parent_instance;

  GtkApplication *application;
  GtkWidget *card;
  GtkEventController *motion;
  GdkRectangle anchor;
  GdkRectangle work_area; /* where it stands, read once for each showing: to ask takes five answers of the X server */
  gboolean pushed;
  gboolean used;    /* pointer or focus have been in it since it appeared */
  gint64 mapped_at; /* monotonic */
  guint collapse_id;
  gulong painted_id;
};

G_DEFINE_FINAL_TYPE (RailCardWindow, rail_card_window, GTK_TYPE_WINDOW)

enum
{
  CLOSED,
  SNOOZED,
  COLLAPSED,
  PAINTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- ending ---- */

static void
hide (RailCardWindow *self)
{
  g_clear_handle_id (&self->collapse_id, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  /* A window that the application knows keeps it running; the hidden card must not. */
  gtk_window_set_application (GTK_WINDOW (self), NULL);
  rail_aid_card_clear (RAIL_AID_CARD (self->card));
}

static char *
hide_and_dup_id (RailCardWindow *self)
{
  RailNudgeInfo *nudge = rail_aid_card_get_nudge (RAIL_AID_CARD (self->card));
  char *id = nudge != NULL ? g_strdup (nudge->id) : NULL;

  hide (self);

  return id;
}

static void
closed_cb (RailCardWindow *self,
           const char *reason)
{
  g_autofree char *why = g_strdup (reason);
  g_autofree char *id = hide_and_dup_id (self);

  if (id != NULL)
    g_signal_emit (self, signals[CLOSED], 0, id, why);
}

static void
snoozed_cb (RailCardWindow *self,
            gint64 until)
{
  g_autofree char *id = hide_and_dup_id (self);

  if (id != NULL)
    g_signal_emit (self, signals[SNOOZED], 0, id, until);
}

static gboolean
rail_card_window_close_request (GtkWindow *window)
{
  closed_cb (RAIL_CARD_WINDOW (window), "dismissed");

  return TRUE;
}

/* ---- collapsing ---- */

static gboolean
is_in_use (RailCardWindow *self)
{
  return gtk_window_is_active (GTK_WINDOW (self)) ||
         gtk_event_controller_motion_contains_pointer (GTK_EVENT_CONTROLLER_MOTION (self->motion));
}

static gboolean
collapse_cb (gpointer user_data)
{
  RailCardWindow *self = user_data;
  g_autofree char *id = NULL;

  self->collapse_id = 0;
  id = hide_and_dup_id (self);
  if (id != NULL)
    g_signal_emit (self, signals[COLLAPSED], 0, id);

  return G_SOURCE_REMOVE;
}

/*
 * Armed only while nobody uses the card. A card bound to a meeting stays until its own moment; once that has passed, or without
 * one, 30 s after the pointer or the focus left.
 */
static void
arm_collapse (RailCardWindow *self)
{
  RailNudgeInfo *nudge = rail_aid_card_get_nudge (RAIL_AID_CARD (self->card));
  gint64 wait = IDLE_BEFORE_COLLAPSE;

  g_clear_handle_id (&self->collapse_id, g_source_remove);
  if (nudge == NULL || !self->pushed || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (is_in_use (self))
    {
      self->used = TRUE;
      return;
    }

  if (nudge->collapse_at != 0)
    wait = MAX (nudge->collapse_at - g_get_real_time (), self->used ? IDLE_BEFORE_COLLAPSE : 0);
  self->collapse_id = g_timeout_add (MIN (wait / 1000, G_MAXINT), collapse_cb, self);
}

/* ---- pointer and keyboard ---- */

static gboolean
event_cb (RailCardWindow *self,
          GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type != GDK_BUTTON_PRESS && type != GDK_BUTTON_RELEASE && type != GDK_TOUCH_BEGIN && type != GDK_TOUCH_END)
    return GDK_EVENT_PROPAGATE;

  if (self->pushed && g_get_monotonic_time () - self->mapped_at < CLICK_GUARD)
    return GDK_EVENT_STOP;

  /* Window managers leave notifications unfocused when clicked, but Tab and Space are wanted from here on. */
  if (type == GDK_BUTTON_PRESS && !gtk_window_is_active (GTK_WINDOW (self)))
    gtk_window_present_with_time (GTK_WINDOW (self), gdk_event_get_time (event));

  return GDK_EVENT_PROPAGATE;
}

static void
add_shortcut (GtkShortcutController *controller,
              const char *trigger,
              const char *action,
              const char *reason)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger), gtk_named_action_new (action));

  if (reason != NULL)
    gtk_shortcut_set_arguments (shortcut, g_variant_new_string (reason));
  gtk_shortcut_controller_add_shortcut (controller, shortcut);
}

static void
add_shortcuts (RailCardWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), "Escape", "card.close", "dismissed");
  add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), "<Control>w", "card.close", "dismissed");
  add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), "<Control>c", "card.copy", NULL);
  gtk_widget_add_controller (self->card, controller);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_MANAGED);
}

/* ---- place ---- */

static GdkMonitor *
dup_monitor (RailCardWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  int scale = gdk_surface_get_scale_factor (surface);
  GdkRectangle anchor = {
    self->anchor.x / scale,
    self->anchor.y / scale,
    self->anchor.width / scale,
    self->anchor.height / scale,
  };

  return rail_card_placement_dup_monitor (gtk_widget_get_display (GTK_WIDGET (self)), &anchor);
}

static void
set_limits (RailCardWindow *self)
{
  g_autoptr (GdkMonitor) monitor = dup_monitor (self);

  self->work_area = (GdkRectangle){ 0 };
  if (monitor == NULL)
    return;

  rail_card_surface_get_work_area (monitor, &self->work_area);
  rail_aid_card_set_limits (RAIL_AID_CARD (self->card),
                            self->work_area.width - 2 * RAIL_CARD_MARGIN,
                            self->work_area.height * HEIGHT_LIMIT);
}

static void
place (RailCardWindow *self)
{
  gboolean right_to_left = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  graphene_rect_t bounds;
  GdkRectangle frame;
  int x, y;

  if (self->work_area.width == 0 || !gtk_widget_compute_bounds (self->card, GTK_WIDGET (self), &bounds))
    return;

  frame = (GdkRectangle){ bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height };
  rail_card_placement_find (&self->work_area, &frame, right_to_left, &x, &y);
  rail_card_surface_move (GTK_WINDOW (self), x, y);
}

/* The shadow around the card lets clicks through to what lies below. */
static void
set_input_region (RailCardWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  graphene_rect_t bounds;
  cairo_region_t *region;

  if (!gtk_widget_compute_bounds (self->card, GTK_WIDGET (self), &bounds))
    return;

  region = cairo_region_create_rectangle (&(cairo_rectangle_int_t){ bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height });
  gdk_surface_set_input_region (surface, region);
  cairo_region_destroy (region);
}

static void
rail_card_window_size_allocate (GtkWidget *widget,
                                int width,
                                int height,
                                int baseline)
{
  RailCardWindow *self = RAIL_CARD_WINDOW (widget);

  GTK_WIDGET_CLASS (rail_card_window_parent_class)->size_allocate (widget, width, height, baseline);
  set_input_region (self);
  /* Also after each mapping, when the window manager has chosen a place of its own: the limits ask for a new layout. */
  place (self);
}

/* Rounded corners and a shadow need a compositor; without one they would be black. */
static void
composited_changed_cb (RailCardWindow *self)
{
  if (gdk_display_is_composited (gtk_widget_get_display (GTK_WIDGET (self))))
    gtk_widget_add_css_class (GTK_WIDGET (self), "composited");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "composited");
}

/* ---- showing ---- */

static void
painted_cb (RailCardWindow *self)
{
  RailNudgeInfo *nudge = rail_aid_card_get_nudge (RAIL_AID_CARD (self->card));

  g_signal_handler_disconnect (gtk_widget_get_frame_clock (GTK_WIDGET (self)), self->painted_id);
  self->painted_id = 0;
  /* Only now: GDK reads the window's state back for each change the window manager makes, which would come before the first frame. */
  rail_card_surface_raise (GTK_WINDOW (self), self->pushed);
  if (nudge != NULL)
    g_signal_emit (self, signals[PAINTED], 0, nudge->id, g_get_monotonic_time ());
}

static void
watch_first_frame (RailCardWindow *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (self->painted_id == 0)
    self->painted_id = g_signal_connect_object (clock, "after-paint", G_CALLBACK (painted_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/* The kind of window is decided before mapping, so a card that is up in another way goes down first. */
static void
map (RailCardWindow *self,
     gboolean pushed,
     const GdkRectangle *anchor)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->pushed = pushed;
  self->used = FALSE;
  self->anchor = *anchor;
  set_limits (self);
  rail_card_surface_prepare (GTK_WINDOW (self), pushed);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_window_set_focus_visible (GTK_WINDOW (self), !pushed);
  gtk_window_set_application (GTK_WINDOW (self), self->application);
  watch_first_frame (self);

  if (pushed)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
    }
  else
    {
      gtk_window_present (GTK_WINDOW (self));
      rail_aid_card_focus_body (RAIL_AID_CARD (self->card));
    }

  self->mapped_at = g_get_monotonic_time ();
  arm_collapse (self);
}

static void
rail_card_window_dispose (GObject *object)
{
  RailCardWindow *self = RAIL_CARD_WINDOW (object);

  g_clear_handle_id (&self->collapse_id, g_source_remove);
  g_clear_object (&self->application);

  G_OBJECT_CLASS (rail_card_window_parent_class)->dispose (object);
}

static void
rail_card_window_class_init (RailCardWindowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_card_window_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = rail_card_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = rail_card_window_close_request;

  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SNOOZED] = g_signal_new ("snoozed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
  signals[COLLAPSED] = g_signal_new ("collapsed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PAINTED] = g_signal_new ("painted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
}

static void
rail_card_window_init (RailCardWindow *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  /* Task bars and window lists show the title to everybody: it never names the aid or the meeting. */
  gtk_window_set_title (GTK_WINDOW (self), _ ("Handrail"));
  gtk_window_set_icon_name (GTK_WINDOW (self), RAIL_APP_ID);
  gtk_window_set_decorated (GTK_WINDOW (self), FALSE);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card-window");

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), events);

  self->motion = gtk_event_controller_motion_new ();
  g_signal_connect_object (self->motion, "notify::contains-pointer", G_CALLBACK (arm_collapse), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), self->motion);
  g_signal_connect_object (self, "notify::is-active", G_CALLBACK (arm_collapse), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (gtk_widget_get_display (GTK_WIDGET (self)), "notify::composited", G_CALLBACK (composited_changed_cb), self, G_CONNECT_SWAPPED);
  composited_changed_cb (self);
}

RailCardWindow *
rail_card_window_new (GtkApplication *application,
                      RailLibrary *library,
                      RailJournal *journal)
{
  RailCardWindow *self = g_object_new (RAIL_TYPE_CARD_WINDOW, NULL);

  self->application = g_object_ref (application);
  self->card = rail_aid_card_new (library, journal);
  gtk_window_set_child (GTK_WINDOW (self), self->card);
  add_shortcuts (self);
  g_signal_connect_object (self->card, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card, "snoozed", G_CALLBACK (snoozed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_realize (GTK_WIDGET (self));

  return self;
}

gboolean
rail_card_window_can_push (RailCardWindow *self)
{
  return rail_card_surface_is_x11 (GTK_WINDOW (self));
}

void
rail_card_window_push (RailCardWindow *self,
                       RailNudgeInfo *nudge)
{
  rail_aid_card_show_nudge (RAIL_AID_CARD (self->card), nudge);
  map (self, TRUE, &nudge->anchor);
}

void
rail_card_window_present_nudge (RailCardWindow *self,
                                RailNudgeInfo *nudge)
{
  rail_aid_card_show_nudge (RAIL_AID_CARD (self->card), nudge);
  map (self, FALSE, &nudge->anchor);
}

void
rail_card_window_present_aid (RailCardWindow *self,
                              const char *pack,
                              const char *aid,
                              const char *occurrence_key,
                              const char *series_key)
{
  GdkRectangle anchor = self->anchor;

  rail_aid_card_show_aid (RAIL_AID_CARD (self->card), pack, aid, occurrence_key, series_key);
  map (self, FALSE, &anchor);
}

void
rail_card_window_update_nudge (RailCardWindow *self,
                               RailNudgeInfo *nudge)
{
  gint64 collapse_at = rail_aid_card_get_nudge (RAIL_AID_CARD (self->card))->collapse_at;

  rail_aid_card_update_nudge (RAIL_AID_CARD (self->card), nudge);
  if (nudge->collapse_at != collapse_at)
    arm_collapse (self);
}

void
rail_card_window_focus (RailCardWindow *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  gtk_window_present_with_time (GTK_WINDOW (self), rail_card_surface_get_time (GTK_WINDOW (self)));
  gtk_window_set_focus_visible (GTK_WINDOW (self), TRUE);
  rail_aid_card_focus_body (RAIL_AID_CARD (self->card));
}

void
rail_card_window_withdraw (RailCardWindow *self)
{
  hide (self);
}

RailNudgeInfo *
rail_card_window_get_nudge (RailCardWindow *self)
{
  return rail_aid_card_get_nudge (RAIL_AID_CARD (self->card));
}

void
rail_card_window_show_line (RailCardWindow *self,
                            guint line)
{
  rail_aid_card_show_line (RAIL_AID_CARD (self->card), line);
}
