#include "config.h"

#include "ui/trigger-choice-row.h"

#include "ui/trigger-words.h"

struct _RailTriggerChoiceRow
{
  AdwActionRow parent_instance;

  RailTriggerDraft *draft;
  GtkWidget *mark;
};

G_DEFINE_FINAL_TYPE (RailTriggerChoiceRow, rail_trigger_choice_row, ADW_TYPE_ACTION_ROW)

static void
show_words (RailTriggerChoiceRow *self)
{
  g_autofree char *words = rail_trigger_words_dup (self->draft);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
rail_trigger_choice_row_finalize (GObject *object)
{
  g_clear_pointer (&RAIL_TRIGGER_CHOICE_ROW (object)->draft, rail_trigger_draft_free);

  G_OBJECT_CLASS (rail_trigger_choice_row_parent_class)->finalize (object);
}

static void
rail_trigger_choice_row_class_init (RailTriggerChoiceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_trigger_choice_row_finalize;

  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_RADIO);
}

static void
rail_trigger_choice_row_init (RailTriggerChoiceRow *self)
{
  /* The row takes focus and keys, and says whether it is chosen. */
  self->mark = g_object_new (GTK_TYPE_CHECK_BUTTON,
                             "focusable",
                             FALSE,
                             "can-target",
                             FALSE,
                             "valign",
                             GTK_ALIGN_CENTER,
                             "accessible-role",
                             GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->mark);

  /* Titles come from outside: never markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_CHECKED, GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

GtkWidget *
rail_trigger_choice_row_new (RailTriggerDraft *draft,
                             RailTriggerChoiceRow *sibling)
{
  RailTriggerChoiceRow *self = g_object_new (RAIL_TYPE_TRIGGER_CHOICE_ROW, NULL);

  self->draft = draft;
  if (sibling != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (self->mark), GTK_CHECK_BUTTON (sibling->mark));
  show_words (self);

  return GTK_WIDGET (self);
}

const RailTriggerDraft *
rail_trigger_choice_row_get_draft (RailTriggerChoiceRow *self)
{
  return self->draft;
}

void
rail_trigger_choice_row_set_title (RailTriggerChoiceRow *self,
                                   const char *title)
{
  g_free (self->draft->title);
  self->draft->title = g_strdup (title);
  show_words (self);
}

void
rail_trigger_choice_row_set_minutes (RailTriggerChoiceRow *self,
                                     guint minutes)
{
  self->draft->minutes = minutes;
  show_words (self);
}

void
rail_trigger_choice_row_set_chosen (RailTriggerChoiceRow *self,
                                    gboolean chosen)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->mark), chosen);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_CHECKED, chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}
