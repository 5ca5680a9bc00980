#include "config.h"

#include "ui/meeting-row.h"

#include <glib/gi18n.h>

#include "base/duration.h"
#include "ui/aid-button.h"

/* Further away than this, the clock time says more than a countdown. */
#define COUNTDOWN_LIMIT (90 * RAIL_MINUTE)

struct _RailMeetingRow
{
  GtkListBoxRow parent_instance;

  GVariant *occurrence;

  GtkWidget *time;
  GtkWidget *title;
  GtkWidget *facts;
  GtkWidget *aids;
};

G_DEFINE_FINAL_TYPE (RailMeetingRow, rail_meeting_row, GTK_TYPE_LIST_BOX_ROW)

static char *
dup_clock (gint64 moment)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (moment / G_USEC_PER_SEC);

  /* Translators: a time of day in the form of g_date_time_format(), such as “15:00”. */
  return g_date_time_format (time, _ ("%H:%M"));
}

static char *
dup_distance (gint64 start,
              gint64 end,
              gint64 now)
{
  int minutes = (start - now + RAIL_MINUTE - 1) / RAIL_MINUTE;

  if (end <= now)
    return g_strdup (_ ("over"));
  if (start <= now)
    return g_strdup (_ ("now"));
  if (start - now <= COUNTDOWN_LIMIT)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "in %d minute", "in %d minutes", minutes), minutes);

  return NULL;
}

static char *
dup_facts (GVariant *occurrence,
           gint64 now)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  gint64 start = 0, end = 0;
  guint32 attendees = 0;
  gboolean all_day = FALSE, cancelled = FALSE;
  g_autofree char *distance = NULL;

  g_variant_lookup (occurrence, "start", "x", &start);
  g_variant_lookup (occurrence, "end", "x", &end);
  g_variant_lookup (occurrence, "all-day", "b", &all_day);
  g_variant_lookup (occurrence, "attendees", "u", &attendees);
  g_variant_lookup (occurrence, "cancelled", "b", &cancelled);

  distance = all_day ? NULL : dup_distance (start, end, now);
  if (cancelled)
    g_ptr_array_add (facts, g_strdup (_ ("cancelled")));
  else if (distance != NULL)
    g_ptr_array_add (facts, g_steal_pointer (&distance));
  if (attendees > 1)
    g_ptr_array_add (facts, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u person", "%u people", attendees), attendees));
  g_ptr_array_add (facts, NULL);

  return g_strjoinv (" · ", (char **) facts->pdata);
}

static void
append_aid (RailMeetingRow *self,
            RailAid *aid,
            const char *occurrence_key,
            const char *series_key)
{
  GtkWidget *button = rail_aid_button_new (aid, occurrence_key, series_key);
  GtkWidget *child = gtk_flow_box_child_new ();

  /* The button takes the focus, not the cell around it. */
  gtk_widget_set_focusable (child, FALSE);
  gtk_widget_set_halign (child, GTK_ALIGN_START);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), button);
  gtk_flow_box_append (GTK_FLOW_BOX (self->aids), child);
  gtk_widget_set_visible (self->aids, TRUE);
}

static void
show_aids (RailMeetingRow *self,
           GVariant *occurrence,
           RailLibrary *library)
{
  g_autoptr (GVariant) aids = g_variant_lookup_value (occurrence, "aids", G_VARIANT_TYPE ("aa{sv}"));
  const char *occurrence_key = "", *series_key = "";

  g_variant_lookup (occurrence, "occurrence-key", "&s", &occurrence_key);
  g_variant_lookup (occurrence, "series-key", "&s", &series_key);
  for (gsize i = 0; aids != NULL && i < g_variant_n_children (aids); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (aids, i);
      const char *pack = "", *id = "";
      RailAid *aid;

      g_variant_lookup (entry, "pack", "&s", &pack);
      g_variant_lookup (entry, "aid", "&s", &id);
      aid = rail_library_get_aid (library, pack, id);
      if (aid != NULL)
        append_aid (self, aid, occurrence_key, series_key);
    }
}

static void
set_css_class (RailMeetingRow *self,
               const char *name,
               gboolean present)
{
  if (present)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

static void
show_phase (RailMeetingRow *self,
            gint64 now)
{
  gint64 start = 0, end = 0;
  gboolean all_day = FALSE, cancelled = FALSE, past;

  g_variant_lookup (self->occurrence, "start", "x", &start);
  g_variant_lookup (self->occurrence, "end", "x", &end);
  g_variant_lookup (self->occurrence, "all-day", "b", &all_day);
  g_variant_lookup (self->occurrence, "cancelled", "b", &cancelled);

  past = cancelled || end <= now;
  set_css_class (self, "past", past);
  set_css_class (self, "near", !past && !all_day && start - now <= COUNTDOWN_LIMIT);
  set_css_class (self, "cancelled", cancelled);
}

static void
rail_meeting_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RAIL_TYPE_MEETING_ROW);
  g_clear_pointer (&RAIL_MEETING_ROW (object)->occurrence, g_variant_unref);

  G_OBJECT_CLASS (rail_meeting_row_parent_class)->dispose (object);
}

static void
rail_meeting_row_class_init (RailMeetingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_meeting_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/meeting-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RailMeetingRow, time);
  gtk_widget_class_bind_template_child (widget_class, RailMeetingRow, title);
  gtk_widget_class_bind_template_child (widget_class, RailMeetingRow, facts);
  gtk_widget_class_bind_template_child (widget_class, RailMeetingRow, aids);
}

static void
rail_meeting_row_init (RailMeetingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Templates take one label only. */
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->time, self->title, self->facts, NULL, -1);
}

GtkWidget *
rail_meeting_row_new (GVariant *occurrence,
                      RailLibrary *library,
                      gint64 now)
{
  RailMeetingRow *self = g_object_new (RAIL_TYPE_MEETING_ROW, NULL);
  g_autofree char *clock = NULL;
  const char *title = "";
  gboolean all_day = FALSE;
  gint64 start = 0;

  self->occurrence = g_variant_ref (occurrence);
  g_variant_lookup (occurrence, "title", "&s", &title);
  g_variant_lookup (occurrence, "all-day", "b", &all_day);
  g_variant_lookup (occurrence, "start", "x", &start);
  clock = all_day ? g_strdup (_ ("All day")) : dup_clock (start);

  gtk_label_set_label (GTK_LABEL (self->time), clock);
  gtk_label_set_label (GTK_LABEL (self->title), *title != '\0' ? title : _ ("Untitled"));
  show_aids (self, occurrence, library);
  rail_meeting_row_update (self, now);

  return GTK_WIDGET (self);
}

void
rail_meeting_row_update (RailMeetingRow *self,
                         gint64 now)
{
  g_autofree char *facts = dup_facts (self->occurrence, now);

  gtk_label_set_label (GTK_LABEL (self->facts), facts);
  gtk_widget_set_visible (self->facts, *facts != '\0');
  show_phase (self, now);
}
