#include "config.h"

#include "ui/calendar-subscriptions-group.h"

#include <glib/gi18n.h>

#include "base/duration.h"
#include "base/web-address.h"

struct _RailCalendarSubscriptionsGroup
{
  AdwPreferencesGroup parent_instance;

  RailProviderList *providers;
  RailPolicy *policy;
  char **shown; /* what the rows stand for */
  gboolean shown_locked;
  GPtrArray *rows;   /* borrowed from the group, in the order of the policy */
  GPtrArray *states; /* a label in each */
  GtkWidget *entry;
  GtkWidget *refusal; /* why the text in the entry is no address */
};

G_DEFINE_FINAL_TYPE (RailCalendarSubscriptionsGroup, rail_calendar_subscriptions_group, ADW_TYPE_PREFERENCES_GROUP)

static void
set_addresses (RailCalendarSubscriptionsGroup *self,
               GStrvBuilder *builder)
{
  g_auto (GStrv) addresses = g_strv_builder_end (builder);

  rail_policy_set_calendar_subscriptions (self->policy, (const char *const *) addresses);
}

/* ---- how each stands ---- */

/* "Updated 3 hours ago". Transfer full. */
static char *
describe_age (gint64 read_at)
{
  gint64 minutes = MAX (g_get_real_time () - read_at, 0) / RAIL_MINUTE;

  if (minutes < 2)
    return g_strdup (_ ("Updated just now"));
  if (minutes < 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Updated %d minute ago", "Updated %d minutes ago", (gulong) minutes), (int) minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Updated %d hour ago", "Updated %d hours ago", (gulong) (minutes / 60)), (int) (minutes / 60));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Updated %d day ago", "Updated %d days ago", (gulong) (minutes / 1440)), (int) (minutes / 1440));
}

/* What the agent says of it, or NULL. Transfer full. */
static GVariant *
find_provider (RailCalendarSubscriptionsGroup *self,
               const char *id)
{
  GVariant *providers = rail_provider_list_get (self->providers);

  for (gsize i = 0; providers != NULL && i < g_variant_n_children (providers); i++)
    {
      g_autoptr (GVariant) provider = g_variant_get_child_value (providers, i);
      const char *other = "";

      if (g_variant_lookup (provider, "id", "&s", &other) && g_str_equal (other, id))
        return g_steal_pointer (&provider);
    }
  return NULL;
}

/* Name, then host, age and what is the matter. */
static void
fill_row (RailCalendarSubscriptionsGroup *self,
          GtkWidget *row,
          GtkWidget *label,
          const char *text)
{
  g_autoptr (RailWebAddress) address = rail_web_address_parse (text, NULL);
  g_autofree char *id = address != NULL ? rail_web_address_dup_digest (address) : NULL;
  g_autoptr (GVariant) provider = id != NULL ? find_provider (self, id) : NULL;
  const char *host = address != NULL ? rail_web_address_get_host (address) : _ ("Not an address");
  const char *name = host, *state = "ok", *detail = "";
  gint64 read_at = 0;
  g_autoptr (GString) subtitle = g_string_new (NULL);
  g_autofree char *age = NULL;

  if (provider != NULL)
    {
      g_variant_lookup (provider, "name", "&s", &name);
      g_variant_lookup (provider, "state", "&s", &state);
      g_variant_lookup (provider, "detail", "&s", &detail);
      g_variant_lookup (provider, "read-at", "x", &read_at);
    }

  if (!g_str_equal (name, host))
    g_string_append (subtitle, host);
  age = read_at != 0 ? describe_age (read_at) : NULL;
  if (age != NULL)
    g_string_append_printf (subtitle, "%s%s", subtitle->len > 0 ? " · " : "", age);
  if (*detail != '\0')
    g_string_append_printf (subtitle, "%s%s", subtitle->len > 0 ? "\n" : "", detail);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle->str);
  /* In words and not by colour alone. What needs no attention says nothing. */
  gtk_label_set_text (GTK_LABEL (label), g_str_equal (state, "failed") ? _ ("Failed") : _ ("Limited"));
  gtk_widget_set_visible (label, !g_str_equal (state, "ok"));
}

static void
fill_rows (RailCalendarSubscriptionsGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    fill_row (self, g_ptr_array_index (self->rows, i), g_ptr_array_index (self->states, i), self->shown[i]);
}

/* ---- the list ---- */

static void
append_row (RailCalendarSubscriptionsGroup *self,
            int index,
            gboolean locked)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  GtkWidget *state = gtk_label_new (NULL);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (remove), "subscriptions.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (remove), "i", index);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (remove, _ ("Stop reading this calendar"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Stop reading this calendar"), -1);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_visible (remove, !locked);

  /* Names come from outside: never markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (state, "provider-state");
  gtk_widget_add_css_class (state, "warning");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), state);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->states, state);
}

static void
refresh (RailCalendarSubscriptionsGroup *self)
{
  g_auto (GStrv) addresses = rail_policy_dup_calendar_subscriptions (self->policy);
  gboolean locked = rail_policy_is_locked (self->policy, "calendar-subscriptions");

  /* Rows made anew take the focus and a half-made click with them. */
  if (self->shown != NULL && g_strv_equal ((const char *const *) addresses, (const char *const *) self->shown) && locked == self->shown_locked)
    return;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->states, 0);
  for (int i = 0; addresses[i] != NULL; i++)
    append_row (self, i, locked);

  g_strfreev (self->shown);
  self->shown = g_steal_pointer (&addresses);
  self->shown_locked = locked;
  fill_rows (self);
  gtk_widget_set_visible (self->entry, !locked);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         locked ? _ ("Set by your organisation")
                                                : _ ("Read about once an hour, and only when they have changed. A private address opens your calendar to whoever knows it, so it is not shown again."));
}

/* ---- what the user does ---- */

static void
applied_cb (RailCalendarSubscriptionsGroup *self)
{
  g_auto (GStrv) addresses = rail_policy_dup_calendar_subscriptions (self->policy);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RailWebAddress) address = rail_web_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &error);

  if (address == NULL)
    {
      gtk_widget_add_css_class (self->entry, "error");
      gtk_label_set_text (GTK_LABEL (self->refusal), error->message);
      gtk_widget_show (self->refusal);
      return;
    }

  if (!g_strv_contains ((const char *const *) addresses, rail_web_address_get_text (address)))
    {
      g_strv_builder_addv (builder, (const char **) addresses);
      g_strv_builder_add (builder, rail_web_address_get_text (address));
      set_addresses (self, builder);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
typed_cb (RailCalendarSubscriptionsGroup *self)
{
  gtk_widget_remove_css_class (self->entry, "error");
  gtk_widget_hide (self->refusal);
}

static void
remove_activated_cb (GtkWidget *widget,
                     const char *name,
                     GVariant *index)
{
  RailCalendarSubscriptionsGroup *self = RAIL_CALENDAR_SUBSCRIPTIONS_GROUP (widget);
  g_auto (GStrv) addresses = g_strdupv (self->shown);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (int i = 0; addresses[i] != NULL; i++)
    {
      if (i != g_variant_get_int32 (index))
        g_strv_builder_add (builder, addresses[i]);
    }
  set_addresses (self, builder);
  gtk_widget_grab_focus (self->entry);
}

static void
rail_calendar_subscriptions_group_dispose (GObject *object)
{
  RailCalendarSubscriptionsGroup *self = RAIL_CALENDAR_SUBSCRIPTIONS_GROUP (object);

  g_clear_object (&self->providers);
  g_clear_object (&self->policy);

  G_OBJECT_CLASS (rail_calendar_subscriptions_group_parent_class)->dispose (object);
}

static void
rail_calendar_subscriptions_group_finalize (GObject *object)
{
  RailCalendarSubscriptionsGroup *self = RAIL_CALENDAR_SUBSCRIPTIONS_GROUP (object);

  g_strfreev (self->shown);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->states);

  G_OBJECT_CLASS (rail_calendar_subscriptions_group_parent_class)->finalize (object);
}

static void
rail_calendar_subscriptions_group_class_init (RailCalendarSubscriptionsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_calendar_subscriptions_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_calendar_subscriptions_group_finalize;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "subscriptions.remove", "i", remove_activated_cb);
}

static void
rail_calendar_subscriptions_group_init (RailCalendarSubscriptionsGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->states = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Calendars on the Web"));

  self->entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _ ("Add an address (https:// or webcal://)"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->entry), TRUE);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->entry), GTK_INPUT_PURPOSE_URL);
  g_signal_connect_object (self->entry, "apply", G_CALLBACK (applied_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->entry);

  self->refusal = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->refusal), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->refusal), 0);
  gtk_widget_add_css_class (self->refusal, "error");
  gtk_widget_set_margin_top (self->refusal, 6);
  gtk_widget_hide (self->refusal);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->refusal);
}

GtkWidget *
rail_calendar_subscriptions_group_new (RailProviderList *providers,
                                       RailPolicy *policy)
{
  RailCalendarSubscriptionsGroup *self = g_object_new (RAIL_TYPE_CALENDAR_SUBSCRIPTIONS_GROUP, NULL);

  self->providers = g_object_ref (providers);
  self->policy = g_object_ref (policy);
  g_signal_connect_object (policy, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (providers, "answered", G_CALLBACK (fill_rows), self, G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}
