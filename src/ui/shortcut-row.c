#include "config.h"

#include "ui/shortcut-row.h"

#include <glib/gi18n.h>

#include "base/accelerator.h"

#define KEY "search-shortcut"

/* While a shortcut is waited for, no key reaches any other program. Whoever went away gets the keyboard back. */
#define RECORDING_SECONDS 15

/* Of the core protocol: where Super is on every keyboard that says nothing else. */
#define MOD4_MASK (1 << 6)

struct _RailShortcutRow
{
  AdwActionRow parent_instance;

  RailProviderList *providers;
  RailPolicy *policy;
  GtkWidget *reset;
  GtkWidget *button;

  GtkEventController *recorder; /* of the window's; NULL unless a shortcut is waited for */
  GdkToplevel *toplevel;        /* whose system shortcuts are inhibited meanwhile */
  guint limit_id;
};

G_DEFINE_FINAL_TYPE (RailShortcutRow, rail_shortcut_row, ADW_TYPE_ACTION_ROW)

/* ---- showing ---- */

/* What the agent says where the shortcut does not simply work; NULL otherwise. Borrowed from the list. */
static const char *
find_detail (RailShortcutRow *self)
{
  GVariant *providers = rail_provider_list_get (self->providers);

  for (gsize i = 0; providers != NULL && i < g_variant_n_children (providers); i++)
    {
      g_autoptr (GVariant) provider = g_variant_get_child_value (providers, i);
      const char *kind = "", *state = "", *detail = "";

      g_variant_lookup (provider, "kind", "&s", &kind);
      g_variant_lookup (provider, "state", "&s", &state);
      g_variant_lookup (provider, "detail", "&s", &detail);
      if (g_str_equal (kind, KEY) && !g_str_equal (state, "ok") && detail[0] != '\0')
        return detail;
    }

  return NULL;
}

static char *
dup_label (RailShortcutRow *self)
{
  g_autofree char *setting = rail_policy_dup_search_shortcut (self->policy);
  RailAccelerator accelerator = { 0 };

  /* What the agent says of one that cannot be read stands below the title. */
  if (!rail_accelerator_parse (setting, &accelerator, NULL))
    return g_steal_pointer (&setting);
  if (accelerator.keysym == 0)
    return g_strdup (_ ("None"));

  return rail_accelerator_to_label (&accelerator);
}

static void
show (RailShortcutRow *self)
{
  const gboolean locked = rail_policy_is_locked (self->policy, KEY);
  const char *detail = find_detail (self);
  g_autofree char *label = NULL;
  g_autofree char *name = NULL;

  if (self->recorder != NULL)
    return;

  label = dup_label (self);
  /* Translators: read aloud; %s is a shortcut, such as “Ctrl+Alt+Space”. */
  name = g_strdup_printf (_ ("Change the search shortcut, now %s"), label);
  gtk_button_set_label (GTK_BUTTON (self->button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_sensitive (self->button, !locked);
  gtk_widget_set_visible (self->reset, !locked && rail_policy_is_set (self->policy, KEY));
  if (detail == NULL)
    detail = _ ("Finds an aid from wherever you are");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), locked ? _ ("Set by your organisation") : detail);
}

/* ---- pressing it anew ---- */

static void
stop (RailShortcutRow *self)
{
  GtkWidget *window;

  if (self->recorder == NULL)
    return;

  g_clear_handle_id (&self->limit_id, g_source_remove);
  window = gtk_event_controller_get_widget (self->recorder);
  gtk_widget_remove_controller (window, self->recorder);
  self->recorder = NULL;
  gdk_toplevel_restore_system_shortcuts (self->toplevel);
  g_clear_object (&self->toplevel);
  show (self);
}

static gboolean
limit_cb (gpointer user_data)
{
  RailShortcutRow *self = user_data;

  self->limit_id = 0;
  stop (self);

  return G_SOURCE_REMOVE;
}

static guint
translate (RailShortcutRow *self,
           guint keycode,
           int layout)
{
  guint keyval = 0;

  gdk_display_translate_key (gtk_widget_get_display (GTK_WIDGET (self)), keycode, 0, layout, &keyval, NULL, NULL, NULL);

  return gdk_keyval_to_lower (keyval);
}

/* The key without its modifiers. One that writes a Latin letter in the first layout is called by that: it stays the same key in every other. */
static guint
name_key (RailShortcutRow *self,
          guint keycode,
          int layout)
{
  const guint latin = translate (self, keycode, 0);

  return latin > 0 && latin < 0x80 ? latin : translate (self, keycode, layout);
}

static guint
read_modifiers (GdkModifierType state)
{
  return (state & GDK_CONTROL_MASK ? RAIL_MODIFIER_CONTROL : 0u) |
         (state & GDK_ALT_MASK ? RAIL_MODIFIER_ALT : 0u) |
         (state & GDK_SHIFT_MASK ? RAIL_MODIFIER_SHIFT : 0u) |
         (state & (GDK_SUPER_MASK | MOD4_MASK) ? RAIL_MODIFIER_SUPER : 0u);
}

static void
take (RailShortcutRow *self,
      const RailAccelerator *accelerator)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  /* Whoever is refused may press another one at once. */
  if (!rail_accelerator_check (accelerator, &error))
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self), error->message);
      return;
    }

  text = rail_accelerator_to_string (accelerator);
  stop (self);
  rail_policy_set_search_shortcut (self->policy, text);
}

static gboolean
key_pressed_cb (RailShortcutRow *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  RailAccelerator accelerator = { 0, read_modifiers (state) };

  if (gdk_key_event_is_modifier (event))
    return GDK_EVENT_STOP;

  if (accelerator.modifiers == 0 && keyval == GDK_KEY_Escape)
    {
      stop (self);
      return GDK_EVENT_STOP;
    }

  if (accelerator.modifiers != 0 || keyval != GDK_KEY_BackSpace)
    {
      accelerator.keysym = name_key (self, keycode, (int) gdk_key_event_get_layout (event));
      /* A key without a name is no shortcut, and no wish for none. */
      if (accelerator.keysym == 0)
        return GDK_EVENT_STOP;
    }
  take (self, &accelerator);

  return GDK_EVENT_STOP;
}

static void
start (RailShortcutRow *self)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  self->toplevel = g_object_ref (GDK_TOPLEVEL (gtk_native_get_surface (GTK_NATIVE (window))));
  /* Else the shortcut of now would open the search, and others what they belong to. */
  gdk_toplevel_inhibit_system_shortcuts (self->toplevel, NULL);
  self->recorder = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->recorder, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->recorder, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), self->recorder);
  self->limit_id = g_timeout_add_seconds (RECORDING_SECONDS, limit_cb, self);

  gtk_button_set_label (GTK_BUTTON (self->button), _ ("Press Keys…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Press the new search shortcut"), -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ ("Esc keeps it as it is, Backspace switches it off"));
}

static void
button_clicked_cb (RailShortcutRow *self)
{
  if (self->recorder == NULL)
    start (self);
  else
    stop (self);
}

static void
reset_clicked_cb (RailShortcutRow *self)
{
  stop (self);
  rail_policy_reset (self->policy, KEY);
}

/* ---- the widget ---- */

static void
rail_shortcut_row_unmap (GtkWidget *widget)
{
  stop (RAIL_SHORTCUT_ROW (widget));

  GTK_WIDGET_CLASS (rail_shortcut_row_parent_class)->unmap (widget);
}

static void
rail_shortcut_row_dispose (GObject *object)
{
  RailShortcutRow *self = RAIL_SHORTCUT_ROW (object);

  g_clear_object (&self->providers);
  g_clear_object (&self->policy);

  G_OBJECT_CLASS (rail_shortcut_row_parent_class)->dispose (object);
}

static void
rail_shortcut_row_class_init (RailShortcutRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_shortcut_row_dispose;
  widget_class->unmap = rail_shortcut_row_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/shortcut-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RailShortcutRow, reset);
  gtk_widget_class_bind_template_child (widget_class, RailShortcutRow, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_clicked_cb);
}

static void
rail_shortcut_row_init (RailShortcutRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rail_shortcut_row_new (RailProviderList *providers,
                       RailPolicy *policy)
{
  RailShortcutRow *self = g_object_new (RAIL_TYPE_SHORTCUT_ROW, NULL);

  self->providers = g_object_ref (providers);
  self->policy = g_object_ref (policy);
  g_signal_connect_object (providers, "answered", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (policy, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);

  return GTK_WIDGET (self);
}
