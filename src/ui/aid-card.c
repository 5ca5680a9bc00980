#include "config.h"

#define G_LOG_DOMAIN "handrail-aid-card"

#include "ui/aid-card.h"

#include <glib/gi18n.h>

#include "base/duration.h"
#include "ui/aid-icon.h"
#include "ui/aid-view.h"
#include "ui/checklist.h"
#include "ui/review-text.h"
#include "ui/row-layout.h"
#include "ui/why-panel.h"

/* At 100 % text; it grows with the text, but less than the text does, so that a card stays a card. */
#define CARD_WIDTH 380
#define WIDTH_GROWTH 0.6

struct _RailAidCard
{
  GtkWidget parent_instance;

  RailLibrary *library;
  RailJournal *journal;
  RailNudgeInfo *nudge;
  RailChecklist *checklist;
  char *pack; /* of the aid that stands in it; NULL for none */
  char *aid;
  gboolean talks;    /* it is a coach aid: its conversation is what it is for */
  gboolean revealed; /* the user opened a neutral card */
  int max_width;
  int max_height;

  GtkWidget *frame;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *reason;
  GtkWidget *why;
  GtkWidget *why_panel;
  GtkWidget *progress;
  GtkWidget *scroller;
  GtkWidget *body;
  GtkWidget *apology;
  GtkWidget *view;
  GtkWidget *foot_line;
  GtkWidget *review_mark;
  GtkWidget *review;
  GtkWidget *mute_offer;
  GtkWidget *show;
  GtkWidget *done;
  GtkWidget *talk;
  GtkWidget *snooze;
  GtkWidget *more;
  GMenuModel *aid_menu;
  GMenuModel *nudge_menu;
};

G_DEFINE_FINAL_TYPE (RailAidCard, rail_aid_card, GTK_TYPE_WIDGET)

enum
{
  CLOSED,
  SNOOZED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- texts ---- */

static void
show_text (GtkWidget *label,
           const char *text)
{
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, *text != '\0');
}

static void
show_progress (RailAidCard *self)
{
  guint total = rail_checklist_get_n_items (self->checklist), ticked = rail_checklist_get_n_ticked (self->checklist);
  g_autofree char *words = NULL;

  gtk_widget_set_visible (self->progress, total > 0);
  if (total == 0)
    return;

  words = g_strdup_printf (_ ("%u of %u"), ticked, total);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), (double) ticked / total);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, words, -1);
}

static void
show_review (RailAidCard *self,
             const RailAid *aid,
             gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gboolean overdue = rail_aid_get_days_overdue (aid, now, zone) > 0;
  g_autofree char *review = rail_review_text_dup (aid, now, zone);
  g_autofree char *reading_time = rail_reading_time_dup (rail_aid_get_reading_seconds (aid));
  g_autofree char *line = g_strdup_printf ("%s · %s", review, reading_time);

  gtk_label_set_label (GTK_LABEL (self->review), line);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->review_mark), overdue ? "dialog-warning-symbolic" : "object-select-symbolic");
  if (overdue)
    gtk_widget_add_css_class (self->foot_line, "overdue");
  else
    gtk_widget_remove_css_class (self->foot_line, "overdue");
  gtk_widget_set_visible (self->foot_line, TRUE);
}

/* ---- body ---- */

/* Else GTK looks for a neighbour of what goes away, and the viewport scrolls to it while the next aid is already shown. */
static void
drop_focus (RailAidCard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, self->scroller))
    gtk_root_set_focus (root, NULL);
}

static void
clear_body (RailAidCard *self)
{
  drop_focus (self);
  rail_aid_view_clear (RAIL_AID_VIEW (self->view));
  g_clear_object (&self->checklist);
  g_clear_pointer (&self->pack, g_free);
  g_clear_pointer (&self->aid, g_free);
  self->talks = FALSE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->why), FALSE);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
  gtk_widget_set_visible (self->progress, FALSE);
  gtk_widget_set_visible (self->foot_line, FALSE);
  gtk_widget_set_visible (self->apology, FALSE);
  gtk_widget_set_visible (self->view, FALSE);
}

static void
show_missing (RailAidCard *self,
              const char *id)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), rail_aid_icon_get_name (RAIL_AID_NOTE));
  gtk_label_set_label (GTK_LABEL (self->title), id);
  show_text (self->apology, _ ("This aid is no longer in your library. Its pack was changed or removed."));
}

static void
show_body (RailAidCard *self,
           const char *pack_id,
           const char *aid_id,
           const char *occurrence_key,
           const char *series_key)
{
  gint64 now = g_get_real_time ();
  RailPack *pack = rail_library_get_pack (self->library, pack_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (RailAid) aid = pack != NULL ? rail_pack_load_aid (pack, aid_id, &error) : NULL;

  clear_body (self);
  if (aid == NULL)
    {
      if (error != NULL)
        g_message ("The aid “%s/%s” cannot be shown: %s", pack_id, aid_id, error->message);
      show_missing (self, aid_id);
      return;
    }

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), rail_aid_icon_get_name (aid->kind));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, rail_aid_icon_get_label (aid->kind), -1);
  gtk_label_set_label (GTK_LABEL (self->title), aid->title);
  if (self->nudge == NULL)
    show_text (self->reason, aid->task);

  self->pack = g_strdup (aid->pack);
  self->aid = g_strdup (aid->id);
  self->talks = aid->kind == RAIL_AID_COACH;
  self->checklist = rail_checklist_new (self->journal, aid, occurrence_key, series_key, now);
  g_signal_connect_object (self->checklist, "item-changed", G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  rail_aid_view_set_aid (RAIL_AID_VIEW (self->view), pack, aid, self->checklist);
  gtk_widget_set_visible (self->view, TRUE);
  show_progress (self);
  show_review (self, aid, now);
}

/* Neither the aid's title nor the meeting's may stand on a screen that others may see (design: restraint). */
static void
show_neutral (RailAidCard *self)
{
  clear_body (self);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), RAIL_APP_ID "-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Handrail"), -1);
  gtk_label_set_label (GTK_LABEL (self->title), self->nudge->neutral_summary);
  show_text (self->reason, _ ("Others may see this screen: details when you open it"));
}

static void
suggest (GtkWidget *button,
         gboolean suggested)
{
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
}

/* A coach aid's card is the beginning of its conversation, and Enter goes on with it. */
static void
show_talk (RailAidCard *self,
           gboolean neutral)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean goes_on = self->talks && !neutral;

  gtk_widget_set_visible (self->talk, self->aid != NULL && !neutral);
  suggest (self->talk, goes_on);
  suggest (self->done, !goes_on);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_default_widget (GTK_WINDOW (root), goes_on ? self->talk : NULL);
}

static void
show_controls (RailAidCard *self)
{
  gboolean neutral = self->nudge != NULL && self->nudge->neutral && !self->revealed;
  gboolean has_why = self->nudge != NULL && (self->nudge->why->len > 0 || *self->nudge->gate != '\0');
  GMenuModel *menu = self->nudge != NULL ? self->nudge_menu : self->aid_menu;

  gtk_widget_set_visible (self->scroller, !neutral);
  gtk_widget_set_visible (self->why, has_why && !neutral);
  gtk_widget_set_visible (self->mute_offer, self->nudge != NULL && self->nudge->offer_mute && !neutral);
  gtk_widget_set_visible (self->show, neutral);
  gtk_widget_set_visible (self->done, !neutral);
  show_talk (self, neutral);
  gtk_widget_set_visible (self->snooze, self->nudge != NULL);
  /* Only for another one: it would close under somebody's pointer, and takes time that a card should not take to appear. */
  if (gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (self->more)) != menu)
    gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->more), menu);
  gtk_widget_set_visible (self->more, self->nudge != NULL || self->aid != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.show-here", self->aid != NULL);
}

static void
show_contents (RailAidCard *self)
{
  show_text (self->reason, self->nudge->summary);
  rail_why_panel_set_nudge (RAIL_WHY_PANEL (self->why_panel), self->nudge);
  if (self->nudge->neutral && !self->revealed)
    show_neutral (self);
  else
    show_body (self, self->nudge->pack, self->nudge->aid, self->nudge->occurrence_key, self->nudge->series_key);
  show_controls (self);
}

/* ---- actions ---- */

static void
close_activated_cb (GtkWidget *widget,
                    const char *name,
                    GVariant *reason)
{
  g_signal_emit (widget, signals[CLOSED], 0, g_variant_get_string (reason, NULL));
}

static void
show_activated_cb (GtkWidget *widget,
                   const char *name,
                   GVariant *parameter)
{
  RailAidCard *self = RAIL_AID_CARD (widget);

  self->revealed = TRUE;
  show_contents (self);
  rail_aid_card_focus_body (self);
}

static void
copy_activated_cb (GtkWidget *widget,
                   const char *name,
                   GVariant *parameter)
{
  rail_aid_view_copy_phrase (RAIL_AID_VIEW (RAIL_AID_CARD (widget)->view));
}

static void
show_here_activated_cb (GtkWidget *widget,
                        const char *name,
                        GVariant *parameter)
{
  RailAidCard *self = RAIL_AID_CARD (widget);

  if (self->aid != NULL)
    gtk_widget_activate_action (widget, "app.show-here", "(ss)", self->pack, self->aid);
}

static void
talk_activated_cb (GtkWidget *widget,
                   const char *name,
                   GVariant *parameter)
{
  RailAidCard *self = RAIL_AID_CARD (widget);

  if (self->aid == NULL)
    return;

  gtk_widget_activate_action (widget, "app.coach", "(ss)", self->pack, self->aid);
  g_signal_emit (self, signals[CLOSED], 0, "opened-coach");
}

static void
snooze_activated_cb (GtkWidget *widget,
                     const char *name,
                     GVariant *moment)
{
  g_signal_emit (widget, signals[SNOOZED], 0, g_variant_get_int64 (moment));
}

static void
append_snooze (GMenu *menu,
               const char *label,
               gint64 until)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "card.snooze", "x", until);
  g_menu_append_item (menu, item);
}

/* Made anew each time it opens, because a meeting that has begun cannot be waited for. */
static void
create_snooze_menu_cb (GtkMenuButton *button,
                       gpointer user_data)
{
  RailAidCard *self = user_data;
  gint64 now = g_get_real_time ();
  g_autoptr (GMenu) menu = g_menu_new ();

  if (self->nudge == NULL)
    return;

  append_snooze (menu, _ ("_5 Minutes"), now + 5 * RAIL_MINUTE);
  if (self->nudge->occurrence_start > now)
    append_snooze (menu, _ ("Until It _Starts"), self->nudge->occurrence_start);
  if (self->nudge->occurrence_end > now)
    append_snooze (menu, _ ("_After the Meeting"), self->nudge->occurrence_end);
  append_snooze (menu, _ ("In an _Hour"), now + RAIL_HOUR);

  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/* ---- the widget ---- */

static int
get_preferred_width (RailAidCard *self)
{
  int dpi = -1;
  double scale;
  int width;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  scale = dpi > 0 ? dpi / 1024.0 / 96.0 : 1;
  width = CARD_WIDTH * (1 + MAX (scale - 1, 0) * WIDTH_GROWTH);

  return self->max_width > 0 ? MIN (width, self->max_width) : width;
}

static GtkSizeRequestMode
rail_aid_card_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* GtkScrolledWindow asks its child for a height without telling it the width, as if no text ever wrapped (GTK 4.8). */
static int
measure_body_error (RailAidCard *self,
                    int width)
{
  int told, wanted;

  if (!gtk_widget_get_visible (self->scroller))
    return 0;

  gtk_widget_measure (self->scroller, GTK_ORIENTATION_VERTICAL, width, NULL, &told, NULL, NULL);
  gtk_widget_measure (self->body, GTK_ORIENTATION_VERTICAL, width, NULL, &wanted, NULL, NULL);

  return wanted - told;
}

static void
rail_aid_card_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  RailAidCard *self = RAIL_AID_CARD (widget);

  gtk_widget_measure (self->frame, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = MAX (*minimum, get_preferred_width (self));
      return;
    }

  *natural += measure_body_error (self, for_size);
  if (self->max_height > 0)
    *natural = MIN (*natural, self->max_height);
  *natural = MAX (*natural, *minimum);
}

static void
rail_aid_card_size_allocate (GtkWidget *widget,
                             int width,
                             int height,
                             int baseline)
{
  gtk_widget_size_allocate (RAIL_AID_CARD (widget)->frame, &(GtkAllocation){ 0, 0, width, height }, baseline);
}

static void
rail_aid_card_dispose (GObject *object)
{
  RailAidCard *self = RAIL_AID_CARD (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), RAIL_TYPE_AID_CARD);
  g_clear_object (&self->library);
  g_clear_object (&self->journal);
  g_clear_object (&self->checklist);
  g_clear_pointer (&self->nudge, rail_nudge_info_unref);
  g_clear_pointer (&self->pack, g_free);
  g_clear_pointer (&self->aid, g_free);

  G_OBJECT_CLASS (rail_aid_card_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (RAIL_TYPE_ROW_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/aid-card.ui");
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, frame);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, icon);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, title);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, reason);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, why);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, why_panel);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, progress);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, scroller);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, body);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, apology);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, view);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, foot_line);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, review_mark);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, review);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, mute_offer);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, show);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, done);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, talk);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, snooze);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, more);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, aid_menu);
  gtk_widget_class_bind_template_child (widget_class, RailAidCard, nudge_menu);
}

static void
rail_aid_card_class_init (RailAidCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_aid_card_dispose;
  widget_class->get_request_mode = rail_aid_card_get_request_mode;
  widget_class->measure = rail_aid_card_measure;
  widget_class->size_allocate = rail_aid_card_size_allocate;

  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SNOOZED] = g_signal_new ("snoozed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (RAIL_TYPE_AID_VIEW);
  g_type_ensure (RAIL_TYPE_WHY_PANEL);
  bind_template (widget_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  gtk_widget_class_install_action (widget_class, "card.close", "s", close_activated_cb);
  gtk_widget_class_install_action (widget_class, "card.snooze", "x", snooze_activated_cb);
  gtk_widget_class_install_action (widget_class, "card.show", NULL, show_activated_cb);
  gtk_widget_class_install_action (widget_class, "card.copy", NULL, copy_activated_cb);
  gtk_widget_class_install_action (widget_class, "card.talk", NULL, talk_activated_cb);
  gtk_widget_class_install_action (widget_class, "card.show-here", NULL, show_here_activated_cb);
}

static void
rail_aid_card_init (RailAidCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->snooze), create_snooze_menu_cb, self, NULL);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi", G_CALLBACK (gtk_widget_queue_resize), self, G_CONNECT_SWAPPED);
}

GtkWidget *
rail_aid_card_new (RailLibrary *library,
                   RailJournal *journal)
{
  RailAidCard *self = g_object_new (RAIL_TYPE_AID_CARD, NULL);

  g_set_object (&self->library, library);
  g_set_object (&self->journal, journal);

  return GTK_WIDGET (self);
}

void
rail_aid_card_show_nudge (RailAidCard *self,
                          RailNudgeInfo *nudge)
{
  rail_aid_card_clear (self);
  self->nudge = rail_nudge_info_ref (nudge);
  show_contents (self);
}

void
rail_aid_card_update_nudge (RailAidCard *self,
                            RailNudgeInfo *nudge)
{
  g_autoptr (RailNudgeInfo) old = g_steal_pointer (&self->nudge);

  g_return_if_fail (old != NULL);

  self->nudge = rail_nudge_info_ref (nudge);
  if (old->neutral != nudge->neutral && !self->revealed)
    {
      show_contents (self);
      return;
    }

  if (!nudge->neutral || self->revealed)
    {
      show_text (self->reason, nudge->summary);
      rail_why_panel_set_nudge (RAIL_WHY_PANEL (self->why_panel), nudge);
    }
  show_controls (self);
}

void
rail_aid_card_show_aid (RailAidCard *self,
                        const char *pack,
                        const char *aid,
                        const char *occurrence_key,
                        const char *series_key)
{
  rail_aid_card_clear (self);
  show_text (self->reason, "");
  show_body (self, pack, aid, occurrence_key, series_key);
  show_controls (self);
}

void
rail_aid_card_clear (RailAidCard *self)
{
  g_clear_pointer (&self->nudge, rail_nudge_info_unref);
  self->revealed = FALSE;
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->snooze));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->more));
  clear_body (self);
}

RailNudgeInfo *
rail_aid_card_get_nudge (RailAidCard *self)
{
  return self->nudge;
}

void
rail_aid_card_set_limits (RailAidCard *self,
                          int max_width,
                          int max_height)
{
  self->max_width = max_width;
  self->max_height = max_height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* What can be done, else what can be read, else what can be answered. */
void
rail_aid_card_focus_body (RailAidCard *self)
{
  if (gtk_widget_child_focus (self->body, GTK_DIR_TAB_FORWARD))
    return;
  if (gtk_widget_get_visible (self->scroller) && gtk_widget_grab_focus (self->scroller))
    return;

  gtk_widget_grab_focus (gtk_widget_get_visible (self->show) ? self->show : self->done);
}

void
rail_aid_card_show_line (RailAidCard *self,
                         guint line)
{
  rail_aid_view_show_line (RAIL_AID_VIEW (self->view), line);
}
