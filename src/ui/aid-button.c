#include "config.h"

#include "ui/aid-button.h"

#include <glib/gi18n.h>

#include "ui/aid-icon.h"

struct _RailAidButton
{
  GtkButton parent_instance;

  char *pack;
  char *aid;
  GtkWidget *menu; /* NULL until asked for */
};

G_DEFINE_FINAL_TYPE (RailAidButton, rail_aid_button, GTK_TYPE_BUTTON)

static GtkWidget *
make_menu (RailAidButton *self)
{
  g_autoptr (GMenu) model = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new (_ ("Show This _Here…"), NULL);
  GtkWidget *menu;

  g_menu_item_set_action_and_target (item, "app.show-here", "(ss)", self->pack, self->aid);
  g_menu_append_item (model, item);
  menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (model));
  gtk_widget_set_parent (menu, GTK_WIDGET (self));

  return menu;
}

static void
show_menu (RailAidButton *self)
{
  if (self->menu == NULL)
    self->menu = make_menu (self);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pressed_cb (RailAidButton *self,
            int n_presses,
            double x,
            double y,
            GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu (self);
}

static void
long_pressed_cb (RailAidButton *self,
                 double x,
                 double y,
                 GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu (self);
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant *args,
             gpointer user_data)
{
  show_menu (RAIL_AID_BUTTON (widget));

  return TRUE;
}

static void
add_gestures (RailAidButton *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (long_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

/* The list it stands in is made anew when the day changes: an open menu of what is gone would keep the keyboard and do nothing. */
static void
rail_aid_button_unmap (GtkWidget *widget)
{
  g_clear_pointer (&RAIL_AID_BUTTON (widget)->menu, gtk_widget_unparent);

  GTK_WIDGET_CLASS (rail_aid_button_parent_class)->unmap (widget);
}

static void
rail_aid_button_dispose (GObject *object)
{
  RailAidButton *self = RAIL_AID_BUTTON (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);

  G_OBJECT_CLASS (rail_aid_button_parent_class)->dispose (object);
}

static void
rail_aid_button_finalize (GObject *object)
{
  RailAidButton *self = RAIL_AID_BUTTON (object);

  g_free (self->pack);
  g_free (self->aid);

  G_OBJECT_CLASS (rail_aid_button_parent_class)->finalize (object);
}

static void
rail_aid_button_class_init (RailAidButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_aid_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_aid_button_finalize;

  widget_class->unmap = rail_aid_button_unmap;

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
}

static void
rail_aid_button_init (RailAidButton *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "pill-button");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
  add_gestures (self);
}

GtkWidget *
rail_aid_button_new (const RailAid *aid,
                     const char *occurrence_key,
                     const char *series_key)
{
  RailAidButton *self = g_object_new (RAIL_TYPE_AID_BUTTON, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (aid->title);

  self->pack = g_strdup (aid->pack);
  self->aid = g_strdup (aid->id);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "icon-name", rail_aid_icon_get_name (aid->kind), "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), rail_aid_icon_get_label (aid->kind));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "app.open-aid-for-meeting");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "(ssss)", aid->pack, aid->id, occurrence_key, series_key);

  return GTK_WIDGET (self);
}
