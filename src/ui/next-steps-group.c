#include "config.h"

#include "ui/next-steps-group.h"

#include <glib/gi18n.h>

struct _RailNextStepsGroup
{
  AdwPreferencesGroup parent_instance;

  RailNextStepList *list;
  RailLibrary *library;
  GPtrArray *rows; /* Row */
};

G_DEFINE_FINAL_TYPE (RailNextStepsGroup, rail_next_steps_group, ADW_TYPE_PREFERENCES_GROUP)

/* One step as it stands there. Rows stay as long as their step does: a list that is made anew takes the focus and a half-made click with it. */
typedef struct
{
  RailNextStepsGroup *group;
  gint64 id;
  GtkWidget *widget;
  GtkWidget *check;
  gulong toggled_id;
} Row;

static void
set_css_class (GtkWidget *widget,
               const char *name,
               gboolean wanted)
{
  if (wanted)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* ---- writing ---- */

static void
written_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (RailNextStepsGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean written = rail_next_step_list_finish (RAIL_NEXT_STEP_LIST (source), result, &error);

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), written ? NULL : error->message);
  /* What was ticked in vain is not ticked. */
  if (!written)
    rail_next_steps_group_update (self);
}

static void
toggled_cb (GtkCheckButton *check,
            gpointer user_data)
{
  const Row *row = user_data;

  rail_next_step_list_set_done_async (row->group->list, row->id, gtk_check_button_get_active (check), written_cb, g_object_ref (row->group));
}

static gboolean
focus_row (RailNextStepsGroup *self,
           guint index)
{
  return index < self->rows->len && gtk_widget_grab_focus (((Row *) g_ptr_array_index (self->rows, index))->widget);
}

/* The keyboard goes on to the neighbour. */
static void
delete_clicked_cb (GtkButton *button,
                   gpointer user_data)
{
  const Row *row = user_data;
  RailNextStepsGroup *self = row->group;

  for (guint i = 0; i < self->rows->len; i++)
    {
      if (g_ptr_array_index (self->rows, i) == row && !focus_row (self, i + 1) && i > 0)
        focus_row (self, i - 1);
    }
  rail_next_step_list_remove_async (self->list, row->id, written_cb, g_object_ref (self));
}

static void
confirmed_cb (RailNextStepsGroup *self,
              const char *response)
{
  if (g_str_equal (response, "delete"))
    rail_next_step_list_remove_all_async (self->list, written_cb, g_object_ref (self));
}

static void
delete_all_cb (RailNextStepsGroup *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = adw_message_dialog_new (window, _ ("Delete All Next Steps?"), _ ("The ones you have done go too, and no reminder of them comes."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (confirmed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- rows ---- */

static char *
dup_facts (RailNextStepsGroup *self,
           const RailNextStep *step,
           const RailAid *aid)
{
  g_autofree char *reminder = rail_next_step_list_dup_reminder (self->list, step, g_get_real_time ());
  /* Translators: the title of the aid a next step came from. */
  g_autofree char *origin = aid != NULL ? g_strdup_printf (_ ("From “%s”"), aid->title) : NULL;

  if (reminder != NULL)
    return g_strjoin (" · ", reminder, origin, NULL);

  return g_strdup (origin != NULL ? origin : "");
}

static void
fill (RailNextStepsGroup *self,
      Row *row,
      const RailNextStep *step)
{
  const RailAid *aid = rail_library_get_aid (self->library, step->pack, step->aid);
  g_autofree char *facts = dup_facts (self, step, aid);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->widget), facts);
  g_signal_handler_block (row->check, row->toggled_id);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row->check), step->done != 0);
  g_signal_handler_unblock (row->check, row->toggled_id);
  set_css_class (row->widget, "over", step->done != 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row->widget), aid != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->check), GTK_ACCESSIBLE_PROPERTY_LABEL, step->text, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, facts, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->widget), GTK_ACCESSIBLE_PROPERTY_LABEL, step->text, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, facts, -1);
}

static void
add_delete_button (Row *row,
                   const RailNextStep *step)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  /* Translators: for screen readers: the text of a next step. */
  g_autofree char *label = g_strdup_printf (_ ("Delete “%s”"), step->text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Delete"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (delete_clicked_cb), row);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->widget), button);
}

static Row *
add_row (RailNextStepsGroup *self,
         const RailNextStep *step)
{
  Row *row = g_new0 (Row, 1);

  row->group = self;
  row->id = step->id;
  row->widget = adw_action_row_new ();
  row->check = gtk_check_button_new ();
  row->toggled_id = g_signal_connect (row->check, "toggled", G_CALLBACK (toggled_cb), row);
  gtk_widget_set_valign (row->check, GTK_ALIGN_CENTER);
  /* Titles come from aids: never markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->widget), step->text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row->widget), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row->widget), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row->widget), row->check);
  add_delete_button (row, step);
  gtk_widget_add_css_class (row->widget, "next-step-row");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row->widget), "app.open-aid");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row->widget), "(ss)", step->pack, step->aid);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row->widget);
  g_ptr_array_add (self->rows, row);

  return row;
}

static void
remove_row (RailNextStepsGroup *self,
            guint index)
{
  Row *row = g_ptr_array_index (self->rows, index);

  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), row->widget);
  g_ptr_array_remove_index (self->rows, index);
}

/* ---- the group ---- */

static void
rail_next_steps_group_dispose (GObject *object)
{
  RailNextStepsGroup *self = RAIL_NEXT_STEPS_GROUP (object);

  while (self->rows->len > 0)
    remove_row (self, self->rows->len - 1);
  g_clear_object (&self->list);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (rail_next_steps_group_parent_class)->dispose (object);
}

static void
rail_next_steps_group_finalize (GObject *object)
{
  g_ptr_array_unref (RAIL_NEXT_STEPS_GROUP (object)->rows);

  G_OBJECT_CLASS (rail_next_steps_group_parent_class)->finalize (object);
}

static void
rail_next_steps_group_class_init (RailNextStepsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_next_steps_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_next_steps_group_finalize;
}

static void
rail_next_steps_group_init (RailNextStepsGroup *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Delete _All…"));

  self->rows = g_ptr_array_new_with_free_func (g_free);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("My Next Steps"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (delete_all_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), button);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
rail_next_steps_group_set_sources (RailNextStepsGroup *self,
                                   RailNextStepList *list,
                                   RailLibrary *library)
{
  g_return_if_fail (self->list == NULL);

  self->list = g_object_ref (list);
  self->library = g_object_ref (library);
  g_signal_connect_object (list, "changed", G_CALLBACK (rail_next_steps_group_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "changed", G_CALLBACK (rail_next_steps_group_update), self, G_CONNECT_SWAPPED);
  rail_next_steps_group_update (self);
}

/* Both are in the order the steps were kept, so what is not where it should be is gone, or makes room for one that came back. */
void
rail_next_steps_group_update (RailNextStepsGroup *self)
{
  g_autoptr (GPtrArray) steps = NULL;
  guint position = 0;

  /* A write may be answered after the window was closed. */
  if (self->list == NULL)
    return;

  steps = rail_next_step_list_find (self->list, g_get_real_time ());
  for (guint i = 0; i < steps->len; i++)
    {
      const RailNextStep *step = g_ptr_array_index (steps, i);
      Row *row;

      while (position < self->rows->len && ((Row *) g_ptr_array_index (self->rows, position))->id != step->id)
        remove_row (self, position);
      row = position < self->rows->len ? g_ptr_array_index (self->rows, position) : add_row (self, step);
      fill (self, row, step);
      position++;
    }
  while (self->rows->len > position)
    remove_row (self, self->rows->len - 1);

  gtk_widget_set_visible (GTK_WIDGET (self), steps->len > 0);
}
