#include "config.h"

#include "ui/preferences-interruptions.h"

#include <glib/gi18n.h>

#include "ui/pause-row.h"
#include "ui/policy-row.h"
#include "ui/time-spin.h"

static GtkWidget *
make_group (GtkWidget *page,
            const char *title,
            const char *description)
{
  GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", title, "description", description, NULL);

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));

  return group;
}

static void
add (GtkWidget *group,
     GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* GTK reads a word, or nothing, as 0; and with 0 nothing would ever come again. */
static int
input_cb (GtkSpinButton *spin,
          double *value)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (spin))));
  guint64 count;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &count, NULL))
    return GTK_INPUT_ERROR;

  *value = (double) count;

  return TRUE;
}

static GtkWidget *
make_count (guint maximum)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, maximum, 1);

  gtk_spin_button_set_update_policy (GTK_SPIN_BUTTON (spin), GTK_UPDATE_IF_VALID);
  g_signal_connect (spin, "input", G_CALLBACK (input_cb), NULL);

  return spin;
}

GtkWidget *
rail_preferences_interruptions_new (RailPolicy *policy)
{
  GtkWidget *page = g_object_new (ADW_TYPE_PREFERENCES_PAGE, "name", "interruptions", "title", _ ("Interruptions"), "icon-name", "alarm-symbolic", NULL);
  GtkWidget *budget = make_group (page, _ ("Interruptions"), _ ("What goes beyond waits until you look."));
  GtkWidget *quiet = make_group (page, _ ("Quiet Hours"), _ ("Nothing comes by itself then. It waits, and comes afterwards if it still matters."));
  GtkWidget *pause = make_group (page, _ ("Right Now"), NULL);

  add (budget, rail_policy_row_new_number (policy, "interruptions-per-hour", _ ("At Most in an Hour"), NULL, make_count (RAIL_POLICY_MAX_PER_HOUR), rail_policy_get_interruptions_per_hour, rail_policy_set_interruptions_per_hour));
  add (budget, rail_policy_row_new_number (policy, "interruptions-per-day", _ ("At Most in a Day"), NULL, make_count (RAIL_POLICY_MAX_PER_DAY), rail_policy_get_interruptions_per_day, rail_policy_set_interruptions_per_day));

  add (quiet, rail_policy_row_new_switch (policy, "quiet-hours", _ ("Keep Quiet Every Day"), NULL, rail_policy_get_quiet_hours, rail_policy_set_quiet_hours));
  add (quiet, rail_policy_row_new_number (policy, "quiet-from", _ ("From"), NULL, rail_time_spin_new (), rail_policy_get_quiet_from, rail_policy_set_quiet_from));
  add (quiet, rail_policy_row_new_number (policy, "quiet-to", _ ("To"), NULL, rail_time_spin_new (), rail_policy_get_quiet_to, rail_policy_set_quiet_to));

  add (pause, rail_pause_row_new (policy));

  return page;
}
