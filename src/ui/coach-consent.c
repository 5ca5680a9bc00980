#include "config.h"

#include "ui/coach-consent.h"

#include <glib/gi18n.h>

#include "ui/row-layout.h"

struct _RailCoachConsent
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *title;
  GtkWidget *who;
  GtkWidget *where;
  GtkWidget *kept;
  GtkWidget *wrong;
  GtkWidget *allow;
  GtkWidget *decline;
};

G_DEFINE_FINAL_TYPE (RailCoachConsent, rail_coach_consent, GTK_TYPE_WIDGET)

enum
{
  ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
allow_cb (RailCoachConsent *self)
{
  g_signal_emit (self, signals[ANSWERED], 0, TRUE);
}

static void
decline_cb (RailCoachConsent *self)
{
  g_signal_emit (self, signals[ANSWERED], 0, FALSE);
}

static void
rail_coach_consent_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RAIL_TYPE_COACH_CONSENT);

  G_OBJECT_CLASS (rail_coach_consent_parent_class)->dispose (object);
}

static gboolean
rail_coach_consent_grab_focus (GtkWidget *widget)
{
  RailCoachConsent *self = RAIL_COACH_CONSENT (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->allow) ? self->allow : self->decline);
}

static void
rail_coach_consent_class_init (RailCoachConsentClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_coach_consent_dispose;
  widget_class->grab_focus = rail_coach_consent_grab_focus;

  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  g_type_ensure (RAIL_TYPE_ROW_LAYOUT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/coach-consent.ui");
  gtk_widget_class_bind_template_child (widget_class, RailCoachConsent, scroller);
  gtk_widget_class_bind_template_child (widget_class, RailCoachConsent, title);
  gtk_widget_class_bind_template_child (widget_class, RailCoachConsent, who);
  gtk_widget_class_bind_template_child (widget_class, RailCoachConsent, where);
  gtk_widget_class_bind_template_child (widget_class, RailCoachConsent, kept);
  gtk_widget_class_bind_template_child (widget_class, RailCoachConsent, wrong);
  gtk_widget_class_bind_template_child (widget_class, RailCoachConsent, allow);
  gtk_widget_class_bind_template_child (widget_class, RailCoachConsent, decline);
  gtk_widget_class_bind_template_callback (widget_class, allow_cb);
  gtk_widget_class_bind_template_callback (widget_class, decline_cb);
}

static void
rail_coach_consent_init (RailCoachConsent *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_place (RailCoachConsent *self,
           const char *place)
{
  g_autofree char *where = g_strdup_printf (_ ("Your words go to %s. Names, addresses and numbers are taken out first, as far as they are recognised; you see what would leave."), place);

  gtk_label_set_label (GTK_LABEL (self->title), _ ("You are about to talk with an AI"));
  gtk_label_set_label (GTK_LABEL (self->who), _ ("A language model answers, from your organisation’s reviewed aids. What belongs with a person, it hands to a person."));
  gtk_label_set_label (GTK_LABEL (self->where), where);
  gtk_label_set_label (GTK_LABEL (self->kept), _ ("On this computer the conversation is gone when you close it; only time and size of each request are noted. What the other side keeps is up to whoever runs it."));
  gtk_label_set_label (GTK_LABEL (self->wrong), _ ("AI can be wrong. Open the sources, and decide yourself."));
}

static void
set_guided (RailCoachConsent *self)
{
  gtk_label_set_label (GTK_LABEL (self->title), _ ("Think it through, step by step"));
  gtk_label_set_label (GTK_LABEL (self->who), _ ("No AI: reviewed aids ask you one question at a time and show what they say to your answers. What belongs with a person, they hand to a person."));
  gtk_label_set_label (GTK_LABEL (self->where), _ ("It all happens on this computer. Nothing is sent anywhere."));
  gtk_label_set_label (GTK_LABEL (self->kept), _ ("The conversation is gone when you close it."));
  gtk_label_set_label (GTK_LABEL (self->wrong), _ ("Aids do not know your situation. Decide yourself."));
}

void
rail_coach_consent_set_place (RailCoachConsent *self,
                              const char *place)
{
  if (place != NULL)
    set_place (self, place);
  else
    set_guided (self);
  gtk_widget_set_visible (self->allow, place != NULL);
  gtk_button_set_label (GTK_BUTTON (self->decline), place != NULL ? _ ("Continue _Without AI") : _ ("_Begin"));
  /* Else screen readers are given the underscore too. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->decline), GTK_ACCESSIBLE_PROPERTY_LABEL, place != NULL ? _ ("Continue without AI") : _ ("Begin"), -1);
  if (place == NULL)
    gtk_widget_add_css_class (self->decline, "suggested-action");
  else
    gtk_widget_remove_css_class (self->decline, "suggested-action");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->title, NULL, -1);
}
