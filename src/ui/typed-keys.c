#include "config.h"

#define G_LOG_DOMAIN "handrail-typed-keys"

#include "ui/typed-keys.h"

#include <gdk/x11/gdkx.h>

#define AGENT_NAME RAIL_APP_ID ".Agent"
#define AGENT_PATH "/io/github/handrail/Handrail/Agent"
#define INTERFACE RAIL_APP_ID ".Shortcut1"

/* An agent that hangs keeps nobody from typing for longer; one that works lets go of the keyboard within four seconds. */
#define LIMIT_MS 5000

/* The core protocol's modifiers; above them stand the pointer's buttons and the layout. */
#define MODIFIERS 0xff
#define LAYOUT_SHIFT 13
#define LAYOUT_MASK 3

typedef struct
{
  guint keycode;
  GdkModifierType state;
  int layout;
} Key;

struct _RailTypedKeys
{
  GObject parent_instance;

  GtkWindow *window;
  GtkEditable *entry; /* NULL: nowhere */
  GtkIMContext *composer;

  GCancellable *cancellable; /* non-NULL while the agent is asked */
  GArray *waiting;           /* Key: typed into the window since */
  guint pressed;             /* the shortcut's own key while it is still down */
};

G_DEFINE_FINAL_TYPE (RailTypedKeys, rail_typed_keys, G_TYPE_OBJECT)

enum
{
  KEY_TYPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- typing ---- */

static void
commit_cb (RailTypedKeys *self,
           const char *text)
{
  int position;

  gtk_editable_delete_selection (self->entry);
  position = gtk_editable_get_position (self->entry);
  gtk_editable_insert_text (self->entry, text, -1, &position);
  gtk_editable_set_position (self->entry, position);
}

static void
erase (RailTypedKeys *self,
       int before,
       int behind)
{
  int start, end;
  int position = gtk_editable_get_position (self->entry);

  if (gtk_editable_get_selection_bounds (self->entry, &start, &end))
    gtk_editable_delete_selection (self->entry);
  else if (position >= before)
    gtk_editable_delete_text (self->entry, position - before, position + behind);
}

static void
move (RailTypedKeys *self,
      int position)
{
  gtk_editable_set_position (self->entry, MAX (position, 0));
}

static void
do_key (RailTypedKeys *self,
        guint keyval,
        GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    {
      g_signal_emit (self, signals[KEY_TYPED], 0, keyval, state);
      return;
    }

  switch (keyval)
    {
    case GDK_KEY_BackSpace:
      erase (self, 1, 0);
      break;

    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      erase (self, 0, 1);
      break;

    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move (self, gtk_editable_get_position (self->entry) - 1);
      break;

    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      gtk_editable_set_position (self->entry, gtk_editable_get_position (self->entry) + 1);
      break;

    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      move (self, 0);
      break;

    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      gtk_editable_set_position (self->entry, -1);
      break;

    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      gtk_widget_activate (GTK_WIDGET (self->entry));
      break;

    case GDK_KEY_Escape:
      gtk_window_close (self->window);
      break;

    default:
      g_signal_emit (self, signals[KEY_TYPED], 0, keyval, state);
      break;
    }
}

static void
type (RailTypedKeys *self,
      const Key *key)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self->window));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self->window));
  GdkDevice *keyboard = gdk_seat_get_keyboard (gdk_display_get_default_seat (display));
  guint keyval;

  if (self->entry == NULL || surface == NULL)
    return;
  if (gtk_im_context_filter_key (self->composer, TRUE, surface, keyboard, GDK_CURRENT_TIME, key->keycode, key->state, key->layout))
    return;
  if (gdk_display_translate_key (display, key->keycode, key->state, key->layout, &keyval, NULL, NULL, NULL))
    do_key (self, keyval, key->state);
}

/* A dead key or a compose sequence has begun: what follows belongs to it, wherever it comes from. */
static gboolean
is_composing (RailTypedKeys *self)
{
  g_autofree char *text = NULL;

  gtk_im_context_get_preedit_string (self->composer, &text, NULL, NULL);

  return text[0] != '\0';
}

/* ---- keys that come to the window ---- */

static gboolean
key_pressed_cb (RailTypedKeys *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  const Key key = { keycode, state, (int) gdk_key_event_get_layout (event) };

  if (keycode == self->pressed)
    return GDK_EVENT_STOP;
  /* A modifier alone writes nothing. */
  if (gdk_key_event_is_modifier (event))
    return GDK_EVENT_PROPAGATE;

  if (self->cancellable != NULL)
    g_array_append_val (self->waiting, key);
  else if (is_composing (self))
    type (self, &key);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
key_released_cb (RailTypedKeys *self,
                 guint keyval,
                 guint keycode)
{
  if (keycode == self->pressed)
    self->pressed = 0;
}

/* ---- keys that the agent held ---- */

static void
type_reply (RailTypedKeys *self,
            GVariant *reply)
{
  g_autoptr (GVariantIter) iter = NULL;
  gboolean escaped;
  guint keycode, state;

  g_variant_get (reply, "(bua(uu))", &escaped, &self->pressed, &iter);
  if (escaped)
    {
      gtk_window_close (self->window);
      return;
    }

  while (g_variant_iter_next (iter, "(uu)", &keycode, &state))
    {
      const Key key = { keycode, state & MODIFIERS, (int) (state >> LAYOUT_SHIFT & LAYOUT_MASK) };

      type (self, &key);
    }
}

static void
fetched_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (RailTypedKeys) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GArray) waiting = NULL;

  /* The window went away meanwhile. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  waiting = self->waiting;
  self->waiting = g_array_new (FALSE, FALSE, sizeof (Key));

  if (reply != NULL)
    type_reply (self, reply);
  else
    g_debug ("The agent holds no keys: %s", error->message);
  for (guint i = 0; i < waiting->len; i++)
    type (self, &g_array_index (waiting, Key, i));
}

static void
forget (RailTypedKeys *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_array_set_size (self->waiting, 0);
  gtk_im_context_reset (self->composer);
  self->pressed = 0;
}

/* ---- the object ---- */

static void
rail_typed_keys_dispose (GObject *object)
{
  forget (RAIL_TYPED_KEYS (object));

  G_OBJECT_CLASS (rail_typed_keys_parent_class)->dispose (object);
}

static void
rail_typed_keys_finalize (GObject *object)
{
  RailTypedKeys *self = RAIL_TYPED_KEYS (object);

  g_clear_object (&self->composer);
  g_array_unref (self->waiting);

  G_OBJECT_CLASS (rail_typed_keys_parent_class)->finalize (object);
}

static void
rail_typed_keys_class_init (RailTypedKeysClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_typed_keys_dispose;
  object_class->finalize = rail_typed_keys_finalize;

  signals[KEY_TYPED] = g_signal_new ("key-typed", RAIL_TYPE_TYPED_KEYS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, GDK_TYPE_MODIFIER_TYPE);
}

static void
rail_typed_keys_init (RailTypedKeys *self)
{
  self->waiting = g_array_new (FALSE, FALSE, sizeof (Key));
  self->composer = gtk_im_context_simple_new ();
  g_signal_connect_object (self->composer, "commit", G_CALLBACK (commit_cb), self, G_CONNECT_SWAPPED);
}

RailTypedKeys *
rail_typed_keys_new (GtkWindow *window,
                     GtkEditable *entry)
{
  RailTypedKeys *self = g_object_new (RAIL_TYPE_TYPED_KEYS, NULL);
  GtkEventController *controller = gtk_event_controller_key_new ();

  self->window = window;
  self->entry = entry;
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (controller, "key-released", G_CALLBACK (key_released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
  g_signal_connect_object (window, "unmap", G_CALLBACK (forget), self, G_CONNECT_SWAPPED);

  return self;
}

void
rail_typed_keys_fetch (RailTypedKeys *self,
                       GDBusConnection *connection)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self->window));

  /* Elsewhere no program can hold the keyboard. */
  if (connection == NULL || surface == NULL || !GDK_IS_X11_SURFACE (surface))
    return;

  /* One answer has all the keys there are. */
  if (self->cancellable != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  g_dbus_connection_call (connection,
                          AGENT_NAME,
                          AGENT_PATH,
                          INTERFACE,
                          "TakeKeys",
                          g_variant_new ("(u)", (guint32) gdk_x11_surface_get_xid (surface)),
                          G_VARIANT_TYPE ("(bua(uu))"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          LIMIT_MS,
                          self->cancellable,
                          fetched_cb,
                          g_object_ref (self));
}
