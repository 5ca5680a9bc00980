#include "config.h"

#include "ui/next-step-row.h"

#include <glib/gi18n.h>

#include "journal/text-line.h"

struct _RailNextStepRow
{
  GtkBox parent_instance;

  RailNextStepList *list;
  char *text;
  char *pack;
  char *aid;
  char *trouble; /* why the last press did nothing; NULL: it did */

  GtkWidget *words;
  GtkWidget *state;
  GtkWidget *keep;
  GtkWidget *remind;
};

G_DEFINE_FINAL_TYPE (RailNextStepRow, rail_next_step_row, GTK_TYPE_BOX)

static const RailNextStep *
find (RailNextStepRow *self)
{
  return rail_next_step_list_find_open (self->list, self->text, self->pack, self->aid);
}

/* The button says what it is for; the label alone would leave open which of the steps is meant. */
static void
set_label (RailNextStepRow *self,
           GtkWidget *button,
           const char *label,
           const char *description)
{
  g_autofree char *spoken = g_strdup_printf ("%s: %s", label, self->text);

  gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description != NULL ? description : "",
                                  -1);
}

static char *
dup_state (RailNextStepRow *self,
           const RailNextStep *step)
{
  gint64 now = g_get_real_time ();
  g_autofree char *reminder = step != NULL ? rail_next_step_list_dup_reminder (self->list, step, now) : NULL;
  g_autofree char *offered = NULL;

  if (self->trouble != NULL)
    return g_strdup (self->trouble);
  if (reminder != NULL)
    /* Translators: what stands in the user's list; then when it comes up again: “Reminds you at 15:00”. */
    return g_strdup_printf (_ ("In your list, under Today. %s."), reminder);

  offered = rail_next_step_list_dup_offered_moment (self->list, now);
  if (step != NULL)
    return g_strjoin (" ", _ ("In your list, under Today."), offered, NULL);

  return g_steal_pointer (&offered);
}

static void
show (RailNextStepRow *self)
{
  const RailNextStep *step = find (self);
  const char *offer = rail_next_step_list_get_offer (self->list);
  gboolean reminds = step != NULL && step->remind_at != 0;
  g_autofree char *state = dup_state (self, step);

  gtk_label_set_label (GTK_LABEL (self->state), state != NULL ? state : "");
  gtk_widget_set_visible (self->state, state != NULL);
  set_label (self, self->keep, step != NULL ? C_ ("next step", "Remove") : _ ("Add to My List"), NULL);
  if (offer != NULL || reminds)
    set_label (self, self->remind, reminds ? _ ("Don’t Remind Me") : offer, state);
  gtk_widget_set_visible (self->remind, offer != NULL || reminds);
}

static void
written_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (RailNextStepRow) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->trouble, g_free);
  if (!rail_next_step_list_finish (RAIL_NEXT_STEP_LIST (source), result, &error))
    self->trouble = g_strdup (error->message);
  if (self->list != NULL)
    show (self);
}

static void
keep_cb (RailNextStepRow *self)
{
  const RailNextStep *step = find (self);

  if (step != NULL)
    rail_next_step_list_remove_async (self->list, step->id, written_cb, g_object_ref (self));
  else
    rail_next_step_list_keep_async (self->list, self->text, self->pack, self->aid, FALSE, written_cb, g_object_ref (self));
}

static void
remind_cb (RailNextStepRow *self)
{
  const RailNextStep *step = find (self);

  if (step != NULL && step->remind_at != 0)
    rail_next_step_list_forget_reminder_async (self->list, step->id, written_cb, g_object_ref (self));
  else
    rail_next_step_list_keep_async (self->list, self->text, self->pack, self->aid, TRUE, written_cb, g_object_ref (self));
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static GtkWidget *
make_button (RailNextStepRow *self,
             GCallback callback)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = make_label (NULL);

  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "pill-button");
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);

  return button;
}

static void
rail_next_step_row_dispose (GObject *object)
{
  RailNextStepRow *self = RAIL_NEXT_STEP_ROW (object);

  g_clear_object (&self->list);

  G_OBJECT_CLASS (rail_next_step_row_parent_class)->dispose (object);
}

static void
rail_next_step_row_finalize (GObject *object)
{
  RailNextStepRow *self = RAIL_NEXT_STEP_ROW (object);

  g_free (self->text);
  g_free (self->pack);
  g_free (self->aid);
  g_free (self->trouble);

  G_OBJECT_CLASS (rail_next_step_row_parent_class)->finalize (object);
}

static void
rail_next_step_row_class_init (RailNextStepRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_next_step_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_next_step_row_finalize;

  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rail_next_step_row_init (RailNextStepRow *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "coach-step");
  self->words = make_label (NULL);
  self->state = make_label ("caption");
  gtk_widget_add_css_class (self->state, "dim-label");
  self->keep = make_button (self, G_CALLBACK (keep_cb));
  self->remind = make_button (self, G_CALLBACK (remind_cb));
  gtk_box_append (GTK_BOX (buttons), self->keep);
  gtk_box_append (GTK_BOX (buttons), self->remind);
  gtk_box_append (GTK_BOX (self), self->words);
  gtk_box_append (GTK_BOX (self), buttons);
  gtk_box_append (GTK_BOX (self), self->state);
}

GtkWidget *
rail_next_step_row_new (RailNextStepList *list,
                        const char *text,
                        const char *pack,
                        const char *aid)
{
  RailNextStepRow *self = g_object_new (RAIL_TYPE_NEXT_STEP_ROW, NULL);

  self->list = g_object_ref (list);
  /* As the journal keeps it, so that it is found there again. */
  self->text = rail_text_line_new (text, RAIL_NEXT_STEP_MAX_CHARS);
  self->pack = g_strdup (pack);
  self->aid = g_strdup (aid);
  gtk_label_set_label (GTK_LABEL (self->words), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect_object (list, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  rail_next_step_list_propose (list);
  show (self);

  return GTK_WIDGET (self);
}
