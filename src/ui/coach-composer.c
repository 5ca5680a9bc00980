#include "config.h"

#include "ui/coach-composer.h"

#include <glib/gi18n.h>

#include "ui/fold.h"

struct _RailCoachComposer
{
  GtkBox parent_instance;

  RailConversation *conversation;
  gboolean leaves;

  GtkWidget *preview;
  GtkWidget *leaving;
  GtkWidget *entry;
  GtkWidget *send;
  GtkWidget *stop;
  GtkWidget *status;
};

G_DEFINE_FINAL_TYPE (RailCoachComposer, rail_coach_composer, GTK_TYPE_BOX)

enum
{
  SIGNAL_SAID,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_preview (RailCoachComposer *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *origin = NULL;
  g_autofree char *leaving = NULL;
  g_autofree char *words = NULL;

  if (!self->leaves || !rail_fold_get_expanded (RAIL_FOLD (self->preview)))
    return;

  if (*typed != '\0')
    leaving = rail_conversation_dup_preview (self->conversation, typed, &origin);
  if (leaving != NULL)
    /* Translators: where words go, and the words. */
    words = g_strdup_printf (_ ("To %s: “%s”"), origin, leaving);
  else
    words = g_strdup (*typed != '\0' ? _ ("Nothing would leave this computer.") : _ ("Your words stand here as they would leave, with passages of reviewed aids."));
  gtk_label_set_label (GTK_LABEL (self->leaving), words);
}

static void
show_state (RailCoachComposer *self)
{
  gboolean idle = self->conversation == NULL || rail_conversation_is_idle (self->conversation);

  gtk_widget_set_visible (self->send, idle);
  gtk_widget_set_visible (self->stop, !idle);
  gtk_label_set_label (GTK_LABEL (self->status), idle ? "" : _ ("The answer is coming…"));
  gtk_widget_set_visible (self->status, !idle);
}

static void
send_cb (RailCoachComposer *self)
{
  g_autofree char *words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  g_strstrip (words);
  if (*words == '\0' || self->conversation == NULL || !rail_conversation_is_idle (self->conversation))
    return;

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  g_signal_emit (self, signals[SIGNAL_SAID], 0, words);
}

static gboolean
rail_coach_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (RAIL_COACH_COMPOSER (widget)->entry);
}

static void
rail_coach_composer_dispose (GObject *object)
{
  RailCoachComposer *self = RAIL_COACH_COMPOSER (object);

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_clear_object (&self->conversation);

  G_OBJECT_CLASS (rail_coach_composer_parent_class)->dispose (object);
}

static void
rail_coach_composer_class_init (RailCoachComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_coach_composer_dispose;
  widget_class->grab_focus = rail_coach_composer_grab_focus;

  signals[SIGNAL_SAID] = g_signal_new ("said", RAIL_TYPE_COACH_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RAIL_TYPE_FOLD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/coach-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, RailCoachComposer, preview);
  gtk_widget_class_bind_template_child (widget_class, RailCoachComposer, leaving);
  gtk_widget_class_bind_template_child (widget_class, RailCoachComposer, entry);
  gtk_widget_class_bind_template_child (widget_class, RailCoachComposer, send);
  gtk_widget_class_bind_template_child (widget_class, RailCoachComposer, stop);
  gtk_widget_class_bind_template_child (widget_class, RailCoachComposer, status);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_preview);
}

static void
rail_coach_composer_init (RailCoachComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
rail_coach_composer_set_conversation (RailCoachComposer *self,
                                      RailConversation *conversation)
{
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_set_object (&self->conversation, conversation);
  if (conversation == NULL)
    self->leaves = FALSE;
  else
    g_signal_connect_object (conversation, "idle-changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);

  rail_fold_set_expanded (RAIL_FOLD (self->preview), TRUE);
  show_state (self);
}

void
rail_coach_composer_set_leaves (RailCoachComposer *self,
                                gboolean leaves)
{
  self->leaves = leaves;
  gtk_widget_set_visible (self->preview, leaves);
  show_preview (self);
}

void
rail_coach_composer_fold (RailCoachComposer *self)
{
  rail_fold_set_expanded (RAIL_FOLD (self->preview), FALSE);
}

void
rail_coach_composer_set_words (RailCoachComposer *self,
                               const char *words)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), words);
}

gboolean
rail_coach_composer_is_empty (RailCoachComposer *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0';
}

gboolean
rail_coach_composer_has_focus (RailCoachComposer *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, self->entry);
}

void
rail_coach_composer_tell (RailCoachComposer *self,
                          const char *news)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, news, -1);
}
