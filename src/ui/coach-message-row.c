#include "config.h"

#include "ui/coach-message-row.h"

#include <glib/gi18n.h>

#include "ui/coach-text.h"
#include "ui/next-step-row.h"
#include "ui/row-layout.h"
#include "ui/source-chip.h"
#include "ui/uri-opener.h"

/* Of each passage beside a guided question: enough to see what it says, the chip leads to the rest. */
#define PASSAGE_LETTERS 220

/* What one key can choose. */
#define MAX_KEYS 9

#define SAY_COPIED_MS 2000

struct _RailCoachMessageRow
{
  GtkListBoxRow parent_instance;

  RailMessage *message;
  RailNextStepList *next_steps; /* or NULL */
  gboolean current;
  guint n_choices; /* that stand there, as do the passages and the steps */
  guint n_passages;
  guint n_steps;
  guint copied_id;

  GtkWidget *heading;
  GtkWidget *step;
  GtkWidget *words;
  GtkWidget *said;
  GtkWidget *question;
  GtkWidget *passages;
  GtkWidget *choices;
  GtkWidget *next_step;
  GtkWidget *steps;
  GtkWidget *draft_box;
  GtkWidget *draft;
  GtkWidget *write;
  GtkWidget *deeper;
  GtkWidget *deeper_title;
  GtkWidget *notice_box;
  GtkWidget *notice;
  GtkWidget *chips;
  GtkWidget *unsupported;
  GtkWidget *coming;
  GtkWidget *tools;
  GtkWidget *copy;
  GtkWidget *retry;
};

G_DEFINE_FINAL_TYPE (RailCoachMessageRow, rail_coach_message_row, GTK_TYPE_LIST_BOX_ROW)

/* ---- texts ---- */

static void
show_text (GtkWidget *label,
           const char *text)
{
  gboolean shown = text != NULL && *text != '\0';

  gtk_label_set_label (GTK_LABEL (label), shown ? text : "");
  gtk_widget_set_visible (label, shown);
}

static const char *
get_speaker (RailMessage *message)
{
  switch (message->kind)
    {
    case RAIL_MESSAGE_USER:
      return _ ("You");

    case RAIL_MESSAGE_COACH:
      return _ ("Coach");

    case RAIL_MESSAGE_PERSON:
      return _ ("This one belongs with a person");

    case RAIL_MESSAGE_NOTICE:
      return _ ("Handrail");

    default:
      g_assert_not_reached ();
    }
}

static void
show_words (RailCoachMessageRow *self)
{
  g_autoptr (RailCoachText) text = rail_coach_text_new (self->message);
  const RailGuidedTurn *turn = self->message->turn;

  show_text (self->words, text->text);
  gtk_label_set_attributes (GTK_LABEL (self->words), text->attributes);
  show_text (self->said, turn != NULL ? turn->say : NULL);
  show_text (self->question, turn != NULL ? turn->question : NULL);

  if (self->message->state != RAIL_MESSAGE_COMING && rail_message_lacks_source (self->message))
    show_text (self->unsupported, _ ("No approved source"));
  else
    show_text (self->unsupported, text->has_unsupported ? _ ("Underlined: no approved source") : NULL);
}

static void
show_step (RailCoachMessageRow *self)
{
  const RailGuidedTurn *turn = self->message->turn;
  g_autofree char *step = NULL;

  /* Translators: how far a guided conversation has come: “Step 2 of 5”. */
  if (self->message->kind == RAIL_MESSAGE_COACH && turn != NULL && turn->next_step == NULL && turn->step > 0 && turn->step <= turn->steps)
    step = g_strdup_printf (_ ("Step %u of %u"), turn->step, turn->steps);
  show_text (self->step, step);
}

/* NULL before the end. Transfer full. */
static char *
dup_steps (const RailGuidedTurn *turn)
{
  GString *words;

  if (turn == NULL || turn->next_step == NULL)
    return NULL;

  words = g_string_new (NULL);
  /* Translators: what to do now that the conversation is over. */
  g_string_append_printf (words, _ ("Next step: %s"), turn->next_step);
  for (guint i = 0; i < turn->more_steps->len; i++)
    g_string_append_printf (words, "\n• %s", (const char *) g_ptr_array_index (turn->more_steps, i));

  return g_string_free (words, FALSE);
}

/* 0 is the most important; NULL behind the last. */
static const char *
get_step (const RailGuidedTurn *turn,
          guint index)
{
  if (turn == NULL || turn->next_step == NULL || index > turn->more_steps->len)
    return NULL;

  return index == 0 ? turn->next_step : g_ptr_array_index (turn->more_steps, index - 1);
}

static void
show_next_step (RailCoachMessageRow *self)
{
  const RailGuidedTurn *turn = self->message->turn;
  gboolean kept = self->next_steps != NULL && turn != NULL && turn->aid != NULL;
  g_autofree char *words = kept ? NULL : dup_steps (turn);
  const char *step;

  if (!kept)
    {
      show_text (self->next_step, words);
      return;
    }

  for (; (step = get_step (turn, self->n_steps)) != NULL; self->n_steps++)
    gtk_box_append (GTK_BOX (self->steps), rail_next_step_row_new (self->next_steps, step, turn->pack, turn->aid));
  gtk_widget_set_visible (self->steps, self->n_steps > 0);
  if (self->n_steps > 0)
    {
      show_text (self->next_step, g_dngettext (GETTEXT_PACKAGE, "Your next step", "Your next steps", self->n_steps));
      gtk_widget_remove_css_class (self->next_step, "next-step");
      gtk_widget_add_css_class (self->next_step, "heading");
    }
}

/* ---- choices ---- */

static GtkWidget *
make_choice (const RailGuidedChoice *choice,
             guint number)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (choice->label);

  gtk_widget_set_layout_manager (box, rail_row_layout_new (10));
  if (number <= MAX_KEYS)
    {
      g_autofree char *key = g_strdup_printf ("%u", number);
      GtkWidget *keycap = gtk_label_new (key);

      gtk_widget_add_css_class (keycap, "choice-key");
      gtk_widget_add_css_class (keycap, "numeric");
      gtk_box_append (GTK_BOX (box), keycap);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, key, -1);
    }
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "choice");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, choice->label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "coach.say");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", choice->label);

  return button;
}

static void
show_choices (RailCoachMessageRow *self)
{
  GPtrArray *choices = self->message->turn != NULL ? self->message->turn->choices : NULL;

  for (; choices != NULL && self->n_choices < choices->len; self->n_choices++)
    gtk_box_append (GTK_BOX (self->choices), make_choice (g_ptr_array_index (choices, self->n_choices), self->n_choices + 1));
  /* Those of earlier questions would answer the present one. */
  gtk_widget_set_visible (self->choices, self->n_choices > 0 && self->current);
}

/* ---- sources ---- */

static gboolean
is_cited (RailMessage *message,
          guint number)
{
  for (guint i = 0; i < message->sentences->len; i++)
    {
      const RailCitedSentence *sentence = g_ptr_array_index (message->sentences, i);

      for (guint j = 0; j < sentence->numbers->len; j++)
        {
          if (g_array_index (sentence->numbers, guint, j) == number)
            return TRUE;
        }
    }

  return FALSE;
}

static char *
dup_beginning (const char *text)
{
  g_auto (GStrv) items = g_strsplit (text, "\n- ", -1);
  g_autofree char *all = g_strjoinv ("\n• ", items);
  g_autofree char *listed = g_str_has_prefix (all, "- ") ? g_strconcat ("• ", all + 2, NULL) : g_strdup (all);
  g_autofree char *cut = NULL;
  char *space;

  if (g_utf8_strlen (listed, -1) <= PASSAGE_LETTERS)
    return g_steal_pointer (&listed);

  cut = g_utf8_substring (listed, 0, PASSAGE_LETTERS);
  space = strrchr (cut, ' ');
  if (space != NULL)
    *space = '\0';

  return g_strconcat (cut, "…", NULL);
}

static GtkWidget *
make_passage (const RailPassage *passage)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *beginning = dup_beginning (passage->text);
  GtkWidget *words = gtk_label_new (beginning);

  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (words), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (words), 8);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), rail_source_chip_new (passage));
  gtk_widget_add_css_class (box, "coach-passage");

  return box;
}

static void
show_passages (RailCoachMessageRow *self)
{
  GPtrArray *passages = self->message->passages;

  for (; !self->message->from_model && self->n_passages < passages->len; self->n_passages++)
    gtk_box_append (GTK_BOX (self->passages), make_passage (g_ptr_array_index (passages, self->n_passages)));
  gtk_widget_set_visible (self->passages, self->n_passages > 0);
}

static void
show_chips (RailCoachMessageRow *self)
{
  GtkWidget *child;
  gboolean any = FALSE;

  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), child);
  for (guint i = 0; self->message->from_model && i < self->message->passages->len; i++)
    {
      const RailPassage *passage = g_ptr_array_index (self->message->passages, i);

      if (!is_cited (self->message, passage->number))
        continue;
      gtk_box_append (GTK_BOX (self->chips), rail_source_chip_new (passage));
      any = TRUE;
    }
  gtk_widget_set_visible (self->chips, any);
}

/* ---- the way on, and the person ---- */

static void
show_deeper (RailCoachMessageRow *self)
{
  RailMessage *message = self->message;
  gboolean leads = message->deeper_url != NULL && rail_uri_opener_accepts (message->deeper_url);

  gtk_label_set_label (GTK_LABEL (self->deeper_title), message->deeper_title != NULL ? message->deeper_title : _ ("Learn more"));
  gtk_widget_set_visible (self->deeper, leads);
}

static void
deeper_clicked_cb (RailCoachMessageRow *self)
{
  rail_uri_opener_open (GTK_WIDGET (self), self->message->deeper_url);
}

static void
show_draft (RailCoachMessageRow *self)
{
  RailMessage *message = self->message;

  gtk_label_set_label (GTK_LABEL (self->draft), message->draft != NULL ? message->draft : "");
  gtk_widget_set_visible (self->draft_box, message->draft != NULL);
  gtk_widget_set_visible (self->write, message->contact_email != NULL && *message->contact_email != '\0');
}

/* RFC 6068, section 5: line breaks of a body are written as %0D%0A. */
static char *
dup_mail_address (RailMessage *message)
{
  g_autofree char *address = g_uri_escape_string (message->contact_email, "@", FALSE);
  g_auto (GStrv) lines = g_strsplit (message->draft, "\n", -1);
  g_autofree char *text = g_strjoinv ("\r\n", lines);
  g_autofree char *body = g_uri_escape_string (text, NULL, FALSE);

  return g_strdup_printf ("mailto:%s?body=%s", address, body);
}

static void
write_clicked_cb (RailCoachMessageRow *self)
{
  g_autofree char *address = dup_mail_address (self->message);

  rail_uri_opener_open (GTK_WIDGET (self), address);
}

static void
draft_copied_cb (RailCoachMessageRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->message->draft);
}

/* ---- all of it ---- */

static void
show_kind (RailCoachMessageRow *self)
{
  static const char *const classes[] = {
    [RAIL_MESSAGE_USER] = "user",
    [RAIL_MESSAGE_COACH] = "coach",
    [RAIL_MESSAGE_PERSON] = "person",
    [RAIL_MESSAGE_NOTICE] = "notice",
  };
  GtkWidget *bubble = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (self));
  gboolean user = self->message->kind == RAIL_MESSAGE_USER;

  gtk_widget_add_css_class (bubble, classes[self->message->kind]);
  gtk_widget_set_halign (bubble, user ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  if (user)
    gtk_label_set_width_chars (GTK_LABEL (self->words), -1);
  show_text (self->heading, self->message->kind == RAIL_MESSAGE_PERSON ? get_speaker (self->message) : NULL);
}

static void
tell (RailCoachMessageRow *self)
{
  g_autofree char *spoken = rail_coach_message_row_dup_spoken (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
show_tools (RailCoachMessageRow *self)
{
  RailMessage *message = self->message;
  gboolean whole = message->state != RAIL_MESSAGE_COMING;
  gboolean coach = message->kind == RAIL_MESSAGE_COACH;
  gboolean copies = coach && (message->sentences->len > 0 || message->turn != NULL);
  /* A guided question has another way back: it can be answered in other words. */
  gboolean retries = coach && self->current && message->turn == NULL;

  gtk_widget_set_visible (self->coming, !whole);
  gtk_spinner_set_spinning (GTK_SPINNER (self->coming), !whole);
  gtk_widget_set_visible (self->copy, whole && copies);
  gtk_widget_set_visible (self->retry, whole && retries);
  gtk_widget_set_visible (self->tools, whole && (copies || retries));
}

static void
update (RailCoachMessageRow *self)
{
  show_text (self->notice, self->message->notice);
  gtk_widget_set_visible (self->notice_box, self->message->notice != NULL && *self->message->notice != '\0');
  show_step (self);
  show_words (self);
  show_passages (self);
  show_chips (self);
  show_choices (self);
  show_next_step (self);
  show_deeper (self);
  show_draft (self);
  show_tools (self);
  tell (self);
}

static gboolean
copied_cb (gpointer user_data)
{
  RailCoachMessageRow *self = user_data;

  self->copied_id = 0;
  gtk_button_set_label (GTK_BUTTON (self->copy), C_ ("button", "Copy"));

  return G_SOURCE_REMOVE;
}

static void
rail_coach_message_row_dispose (GObject *object)
{
  RailCoachMessageRow *self = RAIL_COACH_MESSAGE_ROW (object);

  g_clear_handle_id (&self->copied_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), RAIL_TYPE_COACH_MESSAGE_ROW);
  g_clear_object (&self->message);
  g_clear_object (&self->next_steps);

  G_OBJECT_CLASS (rail_coach_message_row_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/coach-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, heading);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, step);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, words);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, said);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, question);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, passages);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, choices);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, next_step);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, steps);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, draft_box);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, draft);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, write);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, deeper);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, deeper_title);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, notice_box);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, notice);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, chips);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, unsupported);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, coming);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, tools);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, copy);
  gtk_widget_class_bind_template_child (widget_class, RailCoachMessageRow, retry);
  gtk_widget_class_bind_template_callback (widget_class, deeper_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, write_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, draft_copied_cb);
  gtk_widget_class_bind_template_callback (widget_class, rail_coach_message_row_copy);
}

static void
rail_coach_message_row_class_init (RailCoachMessageRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_coach_message_row_dispose;

  g_type_ensure (RAIL_TYPE_ROW_LAYOUT);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
rail_coach_message_row_init (RailCoachMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rail_coach_message_row_new (RailMessage *message,
                            RailNextStepList *next_steps)
{
  RailCoachMessageRow *self = g_object_new (RAIL_TYPE_COACH_MESSAGE_ROW, NULL);

  self->message = g_object_ref (message);
  g_set_object (&self->next_steps, next_steps);
  show_kind (self);
  update (self);
  g_signal_connect_object (message, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

void
rail_coach_message_row_set_current (RailCoachMessageRow *self,
                                    gboolean current)
{
  if (self->current == current)
    return;

  self->current = current;
  show_choices (self);
  show_tools (self);
}

const char *
rail_coach_message_row_get_choice (RailCoachMessageRow *self,
                                   guint number)
{
  const RailGuidedChoice *choice;

  if (!self->current || number == 0 || number > MIN (self->n_choices, MAX_KEYS))
    return NULL;

  choice = g_ptr_array_index (self->message->turn->choices, number - 1);

  return choice->label;
}

static void
add_line (GString *text,
          const char *line)
{
  if (line != NULL && *line != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

static char *
dup_text (RailMessage *message)
{
  g_autofree char *sentences = rail_message_dup_text (message);
  g_autofree char *steps = dup_steps (message->turn);
  GString *text = g_string_new (sentences);

  if (message->turn != NULL)
    {
      add_line (text, message->turn->say);
      add_line (text, message->turn->question);
      add_line (text, steps);
    }
  if (text->len == 0)
    add_line (text, message->notice);

  return g_string_free (text, FALSE);
}

void
rail_coach_message_row_copy (RailCoachMessageRow *self)
{
  g_autofree char *text = dup_text (self->message);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_button_set_label (GTK_BUTTON (self->copy), _ ("Copied"));
  g_clear_handle_id (&self->copied_id, g_source_remove);
  self->copied_id = g_timeout_add (SAY_COPIED_MS, copied_cb, self);
}

char *
rail_coach_message_row_dup_spoken (RailCoachMessageRow *self)
{
  g_autofree char *text = dup_text (self->message);

  /* Translators: who speaks, and what they say: “Coach: …”. */
  return g_strdup_printf (_ ("%s: %s"), get_speaker (self->message), text);
}

RailMessage *
rail_coach_message_row_get_message (RailCoachMessageRow *self)
{
  return self->message;
}
