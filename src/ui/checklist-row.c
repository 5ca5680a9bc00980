#include "config.h"

#include "ui/checklist-row.h"

#include <glib/gi18n.h>

#include "ui/block-label.h"
#include "ui/row-layout.h"

struct _RailChecklistRow
{
  GtkWidget parent_instance;

  RailChecklist *checklist;
  const RailBlock *block; /* the aid's, which the view keeps */
  gulong toggled_id;

  GtkWidget *check;
  GtkWidget *words; /* bound so that the template lets go of it */
  GtkWidget *text;
  GtkWidget *error;
};

G_DEFINE_FINAL_TYPE (RailChecklistRow, rail_checklist_row, GTK_TYPE_WIDGET)

static void
set_css_class (GtkWidget *widget,
               const char *name,
               gboolean present)
{
  if (present)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
refresh (RailChecklistRow *self)
{
  gboolean ticked = rail_checklist_is_ticked (self->checklist, self->block->key);
  gboolean pending = rail_checklist_is_pending (self->checklist, self->block->key);
  gboolean left_open = !ticked && rail_checklist_was_left_open (self->checklist, self->block->key);
  const char *error = rail_checklist_get_error (self->checklist, self->block->key);

  g_signal_handler_block (self->check, self->toggled_id);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), ticked);
  g_signal_handler_unblock (self->check, self->toggled_id);

  set_css_class (GTK_WIDGET (self), "ticked", ticked);
  set_css_class (GTK_WIDGET (self), "pending", pending);
  rail_block_label_set_block_and_remark (GTK_LABEL (self->text), self->block, left_open ? _ ("left open last time") : NULL);
  gtk_label_set_label (GTK_LABEL (self->error), error != NULL ? error : "");
  gtk_widget_set_visible (self->error, error != NULL);

  gtk_accessible_update_state (GTK_ACCESSIBLE (self->check),
                               GTK_ACCESSIBLE_STATE_BUSY,
                               pending,
                               GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
item_changed_cb (RailChecklistRow *self,
                 const char *key)
{
  if (g_str_equal (key, self->block->key))
    refresh (self);
}

static void
toggled_cb (RailChecklistRow *self)
{
  rail_checklist_set_ticked (self->checklist, self->block->key, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check)));
}

static void
words_released_cb (RailChecklistRow *self)
{
  rail_checklist_set_ticked (self->checklist, self->block->key, !rail_checklist_is_ticked (self->checklist, self->block->key));
}

/* Among the items only; Tab goes by the phrases between them. FALSE at either end, where the window's own keys go on. */
static gboolean
move_focus_cb (GtkWidget *widget,
               GVariant *direction,
               gpointer user_data)
{
  gboolean down = g_variant_get_int32 (direction) > 0;
  GtkWidget *sibling = widget;

  do
    sibling = down ? gtk_widget_get_next_sibling (sibling) : gtk_widget_get_prev_sibling (sibling);
  while (sibling != NULL && !RAIL_IS_CHECKLIST_ROW (sibling));

  return sibling != NULL && gtk_widget_grab_focus (RAIL_CHECKLIST_ROW (sibling)->check);
}

static void
add_arrow_key (GtkWidgetClass *widget_class,
               guint key,
               guint keypad_key,
               int direction)
{
  gtk_widget_class_add_binding (widget_class, key, 0, move_focus_cb, "i", direction);
  gtk_widget_class_add_binding (widget_class, keypad_key, 0, move_focus_cb, "i", direction);
}

static void
rail_checklist_row_dispose (GObject *object)
{
  RailChecklistRow *self = RAIL_CHECKLIST_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), RAIL_TYPE_CHECKLIST_ROW);
  g_clear_object (&self->checklist);

  G_OBJECT_CLASS (rail_checklist_row_parent_class)->dispose (object);
}

static void
rail_checklist_row_class_init (RailChecklistRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_checklist_row_dispose;

  g_type_ensure (RAIL_TYPE_ROW_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/checklist-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RailChecklistRow, check);
  gtk_widget_class_bind_template_child (widget_class, RailChecklistRow, words);
  gtk_widget_class_bind_template_child (widget_class, RailChecklistRow, text);
  gtk_widget_class_bind_template_child (widget_class, RailChecklistRow, error);
  gtk_widget_class_bind_template_callback (widget_class, words_released_cb);

  add_arrow_key (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 1);
  add_arrow_key (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, -1);
}

static void
rail_checklist_row_init (RailChecklistRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->toggled_id = g_signal_connect_swapped (self->check, "toggled", G_CALLBACK (toggled_cb), self);
}

GtkWidget *
rail_checklist_row_new (RailChecklist *checklist,
                        const RailBlock *block)
{
  RailChecklistRow *self = g_object_new (RAIL_TYPE_CHECKLIST_ROW, NULL);

  self->checklist = g_object_ref (checklist);
  self->block = block;
  g_signal_connect_object (checklist, "item-changed", G_CALLBACK (item_changed_cb), self, G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}
