#include "config.h"

#include "ui/search-keys.h"

#include "ui/search-list.h"

struct _RailSearchKeys
{
  GObject parent_instance;

  GtkWidget *window; /* borrowed, as the entry: the window keeps this */
  GtkWidget *entry;
  gboolean composing; /* the input method holds letters back, and its keys are its own */
};

G_DEFINE_FINAL_TYPE (RailSearchKeys, rail_search_keys, G_TYPE_OBJECT)

enum
{
  SIGNAL_STEPPED,
  SIGNAL_TALKED,
  SIGNAL_COPIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Home and End belong to the words; where they would do nothing there, they go through the list. */
static gboolean
is_cursor_at (RailSearchKeys *self,
              gboolean end)
{
  GtkEditable *editable = GTK_EDITABLE (self->entry);
  int length = g_utf8_strlen (gtk_editable_get_text (editable), -1);

  return !gtk_editable_get_selection_bounds (editable, NULL, NULL) && gtk_editable_get_position (editable) == (end ? length : 0);
}

static gboolean
find_step (RailSearchKeys *self,
           guint keyval,
           gboolean control,
           RailSearchListStep *step)
{
  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      *step = RAIL_SEARCH_LIST_PREVIOUS;
      return !control;

    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      *step = RAIL_SEARCH_LIST_NEXT;
      return !control;

    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      *step = RAIL_SEARCH_LIST_PAGE_UP;
      return !control;

    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      *step = RAIL_SEARCH_LIST_PAGE_DOWN;
      return !control;

    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      *step = RAIL_SEARCH_LIST_FIRST;
      return control || is_cursor_at (self, FALSE);

    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      *step = RAIL_SEARCH_LIST_LAST;
      return control || is_cursor_at (self, TRUE);

    default:
      return FALSE;
    }
}

/* Before the entry sees it, for the entry moves its cursor with some of them. */
static gboolean
entry_key_cb (RailSearchKeys *self,
              guint keyval,
              guint keycode,
              GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  RailSearchListStep step;

  if (!self->composing && modifiers == GDK_CONTROL_MASK && (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter))
    {
      g_signal_emit (self, signals[SIGNAL_TALKED], 0);
      return GDK_EVENT_STOP;
    }
  if (self->composing || (modifiers != 0 && modifiers != GDK_CONTROL_MASK) || !find_step (self, keyval, modifiers != 0, &step))
    return GDK_EVENT_PROPAGATE;

  g_signal_emit (self, signals[SIGNAL_STEPPED], 0, (int) step);

  return GDK_EVENT_STOP;
}

/* Letters typed while the list or the preview has the focus are words to search for. */
static gboolean
stray_key_cb (RailSearchKeys *self,
              guint keyval,
              guint keycode,
              GdkModifierType state,
              GtkEventControllerKey *keys)
{
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)));

  if (gtk_window_get_focus (GTK_WINDOW (self->window)) == text || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || keyval == GDK_KEY_space ||
      !gtk_event_controller_key_forward (keys, text))
    return GDK_EVENT_PROPAGATE;

  gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));

  return GDK_EVENT_STOP;
}

static gboolean
copy_cb (GtkWidget *widget,
         GVariant *args,
         gpointer user_data)
{
  RailSearchKeys *self = user_data;

  if (gtk_editable_get_selection_bounds (GTK_EDITABLE (self->entry), NULL, NULL))
    return FALSE;

  g_signal_emit (self, signals[SIGNAL_COPIED], 0);

  return TRUE;
}

static void
composing_cb (RailSearchKeys *self,
              const char *preedit)
{
  self->composing = *preedit != '\0';
}

static void
add_keys (RailSearchKeys *self)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *strays = gtk_event_controller_key_new ();
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (entry_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, keys);

  g_signal_connect_object (strays, "key-pressed", G_CALLBACK (stray_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->window, strays);

  /* Before the entry, which copies nothing where nothing is selected and takes the key all the same. */
  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_c, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (copy_cb, self, NULL)));
  gtk_widget_add_controller (self->window, shortcuts);

  g_signal_connect_object (text, "preedit-changed", G_CALLBACK (composing_cb), self, G_CONNECT_SWAPPED);
}

static void
rail_search_keys_class_init (RailSearchKeysClass *klass)
{
  signals[SIGNAL_STEPPED] = g_signal_new ("stepped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_TALKED] = g_signal_new ("talked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_COPIED] = g_signal_new ("copied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_search_keys_init (RailSearchKeys *self)
{
}

RailSearchKeys *
rail_search_keys_new (GtkWidget *window,
                      GtkWidget *entry)
{
  RailSearchKeys *self = g_object_new (RAIL_TYPE_SEARCH_KEYS, NULL);

  self->window = window;
  self->entry = entry;
  add_keys (self);

  return self;
}
