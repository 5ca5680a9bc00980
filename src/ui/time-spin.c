#include "config.h"

#include "ui/time-spin.h"

#include <string.h>

#define MINUTES_PER_DAY (24 * 60)
#define STEP 15
#define PAGE 60

gboolean
rail_time_spin_parse (const char *text,
                      guint *minute)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  gsize length = strlen (stripped);
  guint hours, minutes = 0;
  char *rest;

  if (length == 0 || !g_ascii_isdigit (*stripped))
    return FALSE;

  hours = (guint) g_ascii_strtoull (stripped, &rest, 10);
  if (rest - stripped <= 2 && (*rest == ':' || *rest == '.'))
    {
      if (!g_ascii_isdigit (rest[1]) || !g_ascii_isdigit (rest[2]) || rest[3] != '\0')
        return FALSE;
      minutes = (guint) g_ascii_digit_value (rest[1]) * 10 + (guint) g_ascii_digit_value (rest[2]);
    }
  else if (*rest != '\0' || length > 4)
    {
      return FALSE;
    }
  else if (length > 2)
    {
      minutes = hours % 100;
      hours /= 100;
    }

  if (hours > 23 || minutes > 59)
    return FALSE;

  *minute = hours * 60 + minutes;

  return TRUE;
}

static int
input_cb (GtkSpinButton *spin,
          double *value)
{
  guint minute;

  if (!rail_time_spin_parse (gtk_editable_get_text (GTK_EDITABLE (spin)), &minute))
    return GTK_INPUT_ERROR;

  *value = minute;

  return TRUE;
}

static gboolean
output_cb (GtkSpinButton *spin)
{
  int value = gtk_spin_button_get_value_as_int (spin);
  int minute = (value + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  g_autofree char *text = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);

  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (spin))))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);

  return TRUE;
}

/* A step over midnight lands beside the day; it goes on at its other end. */
static void
value_changed_cb (GtkSpinButton *spin)
{
  int value = gtk_spin_button_get_value_as_int (spin);

  if (value >= 0 && value < MINUTES_PER_DAY)
    return;

  g_signal_stop_emission_by_name (spin, "value-changed");
  gtk_spin_button_set_value (spin, (value + MINUTES_PER_DAY) % MINUTES_PER_DAY);
}

GtkWidget *
rail_time_spin_new (void)
{
  GtkAdjustment *adjustment = gtk_adjustment_new (0, -PAGE, MINUTES_PER_DAY - 1 + PAGE, STEP, PAGE, 0);
  GtkWidget *spin = gtk_spin_button_new (adjustment, STEP, 0);

  gtk_spin_button_set_update_policy (GTK_SPIN_BUTTON (spin), GTK_UPDATE_IF_VALID);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  g_signal_connect (spin, "input", G_CALLBACK (input_cb), NULL);
  g_signal_connect (spin, "output", G_CALLBACK (output_cb), NULL);
  g_signal_connect (spin, "value-changed", G_CALLBACK (value_changed_cb), NULL);
  output_cb (GTK_SPIN_BUTTON (spin));

  return spin;
}
