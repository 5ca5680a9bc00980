#include "config.h"

#include "platform/global-shortcut-x11.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>
/* Its structures have a member of that name. */
#define explicit explicit_
#include <xcb/xkb.h>
#undef explicit

#include "base/error.h"
#include "platform/x11-source.h"

/* Windows are this deep at most between the one with the focus and the one with a class. */
#define MAX_DEPTH 8

#define MAX_CLASS_UNITS 64

typedef struct
{
  xcb_keycode_t key;
  guint16 modifiers;
} Grab;

struct _RailGlobalShortcutX11
{
  GObject parent_instance;

  xcb_connection_t *connection;
  xcb_window_t root;
  GSource *source;
  guint8 xkb_event; /* 0 where the server has no XKB */
  char *wm_class;

  RailX11Keyboard *keyboard;
  RailAccelerator accelerator;
  GArray *grabs; /* Grab: what this connection has */

  RailKeyboardHoldX11 *hold; /* NULL unless the keyboard is held */
  xcb_window_t awaited;      /* the last one */
  gboolean keyboard_changed; /* to be read again */
  GQueue later;              /* events that came while a hold ended */
  guint later_id;

  RailProviderState state;
  char *detail;
};

G_DEFINE_FINAL_TYPE (RailGlobalShortcutX11, rail_global_shortcut_x11, G_TYPE_OBJECT)

enum
{
  SIGNAL_PRESSED,
  SIGNAL_ARRIVED,
  SIGNAL_ESCAPED,
  SIGNAL_STATE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_state (RailGlobalShortcutX11 *self,
           RailProviderState state,
           const char *detail)
{
  if (self->state == state && g_strcmp0 (self->detail, detail) == 0)
    return;

  self->state = state;
  g_free (self->detail);
  self->detail = g_strdup (detail);
  g_signal_emit (self, signals[SIGNAL_STATE_CHANGED], 0);
}

/* ---- the passive grab ---- */

static gboolean
has_grab (GArray *grabs,
          const Grab *grab)
{
  for (guint i = 0; i < grabs->len; i++)
    {
      if (memcmp (&g_array_index (grabs, Grab, i), grab, sizeof *grab) == 0)
        return TRUE;
    }

  return FALSE;
}

/* A grab names its modifiers exactly: Caps Lock and Num Lock make others of them. */
static void
add_grabs (RailGlobalShortcutX11 *self,
           GArray *grabs,
           xcb_keycode_t key)
{
  const guint16 modifiers = rail_x11_keyboard_get_mask (self->keyboard, self->accelerator.modifiers);
  const guint16 num_lock = rail_x11_keyboard_get_num_lock (self->keyboard);
  const guint16 locks[] = { 0, XCB_MOD_MASK_LOCK, num_lock, (guint16) (XCB_MOD_MASK_LOCK | num_lock) };

  for (guint i = 0; i < G_N_ELEMENTS (locks); i++)
    {
      Grab grab;

      /* Also what lies between the members is compared. */
      memset (&grab, 0, sizeof grab);
      grab.key = key;
      grab.modifiers = modifiers | locks[i];
      if (!has_grab (grabs, &grab))
        g_array_append_val (grabs, grab);
    }
}

static GArray *
find_grabs (RailGlobalShortcutX11 *self)
{
  GArray *grabs = g_array_new (FALSE, FALSE, sizeof (Grab));
  g_autoptr (GArray) keys = NULL;

  if (self->accelerator.keysym == 0 || self->keyboard == NULL)
    return grabs;

  keys = rail_x11_keyboard_find_keys (self->keyboard, self->accelerator.keysym);
  for (guint i = 0; i < keys->len; i++)
    add_grabs (self, grabs, g_array_index (keys, guint8, i));

  return grabs;
}

/*
 * The keyboard freezes with the press, until the hold stands or it is thawed: with an asynchronous grab, what is typed between the
 * key's release and our answer would go to the window in front.
 */
static xcb_void_cookie_t
take_key (RailGlobalShortcutX11 *self,
          const Grab *grab)
{
  return xcb_grab_key_checked (self->connection, FALSE, self->root, grab->modifiers, grab->key, XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_SYNC);
}

static void
let_go (RailGlobalShortcutX11 *self,
        GArray *grabs,
        GArray *except)
{
  for (guint i = 0; i < grabs->len; i++)
    {
      const Grab *grab = &g_array_index (grabs, Grab, i);

      if (!has_grab (except, grab))
        xcb_ungrab_key (self->connection, grab->key, self->root, grab->modifiers);
    }
}

/* All of them: a shortcut that works only without Num Lock is one that fails now and then. */
static gboolean
take_keys (RailGlobalShortcutX11 *self,
           GArray *grabs)
{
  g_autofree xcb_void_cookie_t *cookies = g_new (xcb_void_cookie_t, grabs->len);
  gboolean taken = TRUE;

  for (guint i = 0; i < grabs->len; i++)
    cookies[i] = take_key (self, &g_array_index (grabs, Grab, i));
  for (guint i = 0; i < grabs->len; i++)
    {
      g_autofree xcb_generic_error_t *error = xcb_request_check (self->connection, cookies[i]);

      taken &= error == NULL;
    }

  return taken;
}

static void
tell (RailGlobalShortcutX11 *self,
      gboolean taken)
{
  g_autofree char *label = rail_accelerator_to_label (&self->accelerator);
  g_autofree char *sentence = NULL;

  if (self->accelerator.keysym == 0)
    {
      set_state (self, RAIL_PROVIDER_OFF, _ ("No shortcut is set."));
      return;
    }

  if (taken && self->grabs->len > 0)
    {
      set_state (self, RAIL_PROVIDER_OK, label);
      return;
    }

  if (!taken)
    /* Translators: %s is a shortcut, such as “Ctrl+Alt+Space”; likewise below. */
    sentence = g_strdup_printf (_ ("%s is taken by another program or the desktop. Choose another shortcut, or free it there and start Handrail again."), label);
  else
    sentence = g_strdup_printf (_ ("This keyboard has no key for %s. Choose another shortcut."), label);
  set_state (self, RAIL_PROVIDER_FAILED, sentence);
}

/*
 * What stays the same is not let go of for an instant: keyboards are announced anew for nothing (with the first key of a program that types),
 * and a key in between would go astray.
 */
static void
regrab (RailGlobalShortcutX11 *self)
{
  g_autoptr (GArray) old = self->grabs;
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (Grab));
  g_autoptr (GArray) wanted = find_grabs (self);
  gboolean taken = take_keys (self, wanted);

  if (!taken)
    let_go (self, wanted, none);
  self->grabs = taken ? g_steal_pointer (&wanted) : g_steal_pointer (&none);
  let_go (self, old, self->grabs);
  xcb_flush (self->connection);
  tell (self, taken);
}

static void
read_keyboard (RailGlobalShortcutX11 *self)
{
  RailX11Keyboard *keyboard;

  self->keyboard_changed = FALSE;
  keyboard = rail_x11_keyboard_read (self->connection);
  if (keyboard == NULL)
    return;

  g_clear_pointer (&self->keyboard, rail_x11_keyboard_free);
  self->keyboard = keyboard;
}

/* ---- the focus ---- */

/* WM_CLASS: instance and class, each ended by a NUL. */
static gboolean
read_class (RailGlobalShortcutX11 *self,
            xcb_window_t window,
            gboolean *is_ours)
{
  g_autofree xcb_get_property_reply_t *reply = NULL;
  g_autofree char *bytes = NULL;
  gsize length, instance;

  reply = xcb_get_property_reply (self->connection,
                                  xcb_get_property (self->connection, FALSE, window, XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, 0, MAX_CLASS_UNITS),
                                  NULL);
  length = reply != NULL && reply->format == 8 ? (gsize) xcb_get_property_value_length (reply) : 0;
  if (length == 0)
    return FALSE;

  bytes = g_malloc0 (length + 1);
  memcpy (bytes, xcb_get_property_value (reply), length);
  instance = strlen (bytes);
  *is_ours = instance < length && g_str_equal (bytes + instance + 1, self->wm_class);

  return TRUE;
}

/* Toolkits give the focus to a window inside the one that has the class. */
static RailFocus
find_focus (RailGlobalShortcutX11 *self)
{
  g_autofree xcb_get_input_focus_reply_t *focus = xcb_get_input_focus_reply (self->connection, xcb_get_input_focus (self->connection), NULL);
  xcb_window_t at = focus != NULL ? focus->focus : XCB_WINDOW_NONE;

  for (guint depth = 0; depth < MAX_DEPTH && at > XCB_INPUT_FOCUS_POINTER_ROOT && at != self->root; depth++)
    {
      g_autofree xcb_query_tree_reply_t *tree = NULL;
      gboolean is_ours;

      if (read_class (self, at, &is_ours))
        return is_ours ? (at == self->awaited ? RAIL_FOCUS_AWAITED : RAIL_FOCUS_OURS) : RAIL_FOCUS_ELSEWHERE;

      tree = xcb_query_tree_reply (self->connection, xcb_query_tree (self->connection, at), NULL);
      at = tree != NULL ? tree->parent : XCB_WINDOW_NONE;
    }

  return RAIL_FOCUS_ELSEWHERE;
}

/* ---- events ---- */

static gboolean later_cb (gpointer user_data);

/* What was typed under the hold and has not been read yet belongs to it, and is no press of the shortcut. */
static RailKeyboardHoldStep
release_keyboard (RailGlobalShortcutX11 *self)
{
  RailKeyboardHoldStep last = rail_keyboard_hold_x11_end (self->hold, &self->later);

  if (!g_queue_is_empty (&self->later) && self->later_id == 0)
    self->later_id = g_idle_add_full (G_PRIORITY_DEFAULT, later_cb, self, NULL);

  return last;
}

static void
forget_hold (RailGlobalShortcutX11 *self)
{
  g_clear_pointer (&self->hold, rail_keyboard_hold_x11_free);
  if (self->keyboard_changed)
    {
      read_keyboard (self);
      regrab (self);
    }
}

/* @time: of the event that it was. */
static void
act_on (RailGlobalShortcutX11 *self,
        RailKeyboardHoldStep step,
        guint time)
{
  switch (step)
    {
    case RAIL_KEYBOARD_HOLD_ARRIVED:
      g_signal_emit (self, signals[SIGNAL_ARRIVED], 0);
      break;

    case RAIL_KEYBOARD_HOLD_ESCAPED:
      release_keyboard (self);
      forget_hold (self);
      g_signal_emit (self, signals[SIGNAL_ESCAPED], 0);
      break;

    /* A window of ours is on its way already. */
    case RAIL_KEYBOARD_HOLD_AGAIN:
      g_signal_emit (self, signals[SIGNAL_PRESSED], 0, time, RAIL_FOCUS_OURS);
      break;

    case RAIL_KEYBOARD_HOLD_GOES_ON:
    default:
      break;
    }
}

static void
start_hold (RailGlobalShortcutX11 *self,
            const xcb_key_press_event_t *event)
{
  const guint16 mask = rail_x11_keyboard_get_mask (self->keyboard, self->accelerator.modifiers);
  RailFocus focus;

  self->hold = rail_keyboard_hold_x11_new (self->connection, self->root, self->keyboard, event, mask);
  focus = find_focus (self);
  g_signal_emit (self, signals[SIGNAL_PRESSED], 0, event->time, focus);
}

static void
handle (RailGlobalShortcutX11 *self,
        const xcb_generic_event_t *event)
{
  const guint8 type = event->response_type & 0x7f;

  if (type == XCB_MAPPING_NOTIFY || (self->xkb_event != 0 && type == self->xkb_event))
    self->keyboard_changed = TRUE;
  else if (self->hold != NULL)
    act_on (self, rail_keyboard_hold_x11_feed (self->hold, event), type == XCB_KEY_PRESS ? ((const xcb_key_press_event_t *) event)->time : XCB_CURRENT_TIME);
  else if (type == XCB_KEY_PRESS)
    start_hold (self, (const xcb_key_press_event_t *) event);
}

static void
finish_turn (RailGlobalShortcutX11 *self)
{
  /* The keys of a hold were typed on the keyboard before. */
  if (self->keyboard_changed && self->hold == NULL)
    {
      read_keyboard (self);
      regrab (self);
    }
  xcb_flush (self->connection);
}

static void
events_cb (xcb_generic_event_t *first,
           gpointer user_data)
{
  g_autoptr (RailGlobalShortcutX11) self = g_object_ref (user_data);
  xcb_generic_event_t *event = first != NULL ? first : xcb_poll_for_event (self->connection);

  for (; event != NULL; event = xcb_poll_for_event (self->connection))
    {
      handle (self, event);
      free (event);
    }

  if (xcb_connection_has_error (self->connection) != 0)
    {
      g_source_destroy (self->source);
      if (self->hold != NULL)
        act_on (self, RAIL_KEYBOARD_HOLD_ESCAPED, XCB_CURRENT_TIME);
      set_state (self, RAIL_PROVIDER_FAILED, _ ("The X server is gone. Start Handrail again once there is one."));
      return;
    }

  finish_turn (self);
}

static gboolean
later_cb (gpointer user_data)
{
  RailGlobalShortcutX11 *self = user_data;
  xcb_generic_event_t *event;

  self->later_id = 0;
  while ((event = g_queue_pop_head (&self->later)) != NULL)
    {
      handle (self, event);
      free (event);
    }
  finish_turn (self);

  return G_SOURCE_REMOVE;
}

/* ---- building ---- */

/*
 * Layouts are told of in a key's state only to those who speak XKB, and a key that is held repeats itself for them without being let go in
 * between. In exchange they have to ask for news of the keyboard.
 */
static void
start_xkb (RailGlobalShortcutX11 *self)
{
  const guint16 news = XCB_XKB_EVENT_TYPE_NEW_KEYBOARD_NOTIFY | XCB_XKB_EVENT_TYPE_MAP_NOTIFY;
  const guint16 parts = XCB_XKB_MAP_PART_KEY_SYMS | XCB_XKB_MAP_PART_MODIFIER_MAP;
  const xcb_xkb_select_events_details_t details = {
    .affectNewKeyboard = XCB_XKB_NKN_DETAIL_KEYCODES,
    .newKeyboardDetails = XCB_XKB_NKN_DETAIL_KEYCODES,
  };
  const xcb_query_extension_reply_t *extension = xcb_get_extension_data (self->connection, &xcb_xkb_id);
  g_autofree xcb_xkb_use_extension_reply_t *version = NULL;
  xcb_xkb_per_client_flags_cookie_t flags;

  if (extension == NULL || !extension->present)
    return;
  version = xcb_xkb_use_extension_reply (self->connection, xcb_xkb_use_extension (self->connection, 1, 0), NULL);
  if (version == NULL || !version->supported)
    return;

  self->xkb_event = extension->first_event;
  xcb_xkb_select_events_aux (self->connection, XCB_XKB_ID_USE_CORE_KBD, news, 0, 0, parts, parts, &details);
  flags = xcb_xkb_per_client_flags (self->connection,
                                    XCB_XKB_ID_USE_CORE_KBD,
                                    XCB_XKB_PER_CLIENT_FLAG_DETECTABLE_AUTO_REPEAT,
                                    XCB_XKB_PER_CLIENT_FLAG_DETECTABLE_AUTO_REPEAT,
                                    0,
                                    0,
                                    0);
  xcb_discard_reply (self->connection, flags.sequence);
}

static void
rail_global_shortcut_x11_finalize (GObject *object)
{
  RailGlobalShortcutX11 *self = RAIL_GLOBAL_SHORTCUT_X11 (object);

  g_clear_handle_id (&self->later_id, g_source_remove);
  g_queue_clear_full (&self->later, free);
  g_clear_pointer (&self->hold, rail_keyboard_hold_x11_free);
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  xcb_disconnect (self->connection);
  g_clear_pointer (&self->keyboard, rail_x11_keyboard_free);
  g_array_unref (self->grabs);
  g_free (self->wm_class);
  g_free (self->detail);

  G_OBJECT_CLASS (rail_global_shortcut_x11_parent_class)->finalize (object);
}

static void
rail_global_shortcut_x11_class_init (RailGlobalShortcutX11Class *klass)
{
  const GType type = RAIL_TYPE_GLOBAL_SHORTCUT_X11;

  G_OBJECT_CLASS (klass)->finalize = rail_global_shortcut_x11_finalize;

  signals[SIGNAL_PRESSED] = g_signal_new ("pressed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_INT);
  signals[SIGNAL_ARRIVED] = g_signal_new ("arrived", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ESCAPED] = g_signal_new ("escaped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STATE_CHANGED] = g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_global_shortcut_x11_init (RailGlobalShortcutX11 *self)
{
  g_queue_init (&self->later);
  self->grabs = g_array_new (FALSE, FALSE, sizeof (Grab));
  self->state = RAIL_PROVIDER_OFF;
}

RailGlobalShortcutX11 *
rail_global_shortcut_x11_new (const char *display,
                              const char *wm_class,
                              GError **error)
{
  g_autoptr (RailGlobalShortcutX11) self = g_object_new (RAIL_TYPE_GLOBAL_SHORTCUT_X11, NULL);
  int screen = 0;

  self->wm_class = g_strdup (wm_class);
  self->connection = xcb_connect (display, &screen);
  if (xcb_connection_has_error (self->connection) != 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, _ ("There is no X server."));
      return NULL;
    }

  self->root = rail_x11_find_root (self->connection, screen);
  start_xkb (self);
  read_keyboard (self);
  xcb_flush (self->connection);
  self->source = rail_x11_source_new (self->connection, "[handrail] X11 shortcut", events_cb, self);

  return g_steal_pointer (&self);
}

/* ---- public ---- */

void
rail_global_shortcut_x11_set (RailGlobalShortcutX11 *self,
                              const RailAccelerator *accelerator)
{
  g_return_if_fail (RAIL_IS_GLOBAL_SHORTCUT_X11 (self));

  self->accelerator = *accelerator;
  if (xcb_connection_has_error (self->connection) == 0)
    regrab (self);
}

RailProviderState
rail_global_shortcut_x11_get_state (RailGlobalShortcutX11 *self,
                                    const char **detail)
{
  g_return_val_if_fail (RAIL_IS_GLOBAL_SHORTCUT_X11 (self), RAIL_PROVIDER_OFF);

  *detail = self->detail;
  return self->state;
}

gboolean
rail_global_shortcut_x11_is_holding (RailGlobalShortcutX11 *self)
{
  g_return_val_if_fail (RAIL_IS_GLOBAL_SHORTCUT_X11 (self), FALSE);

  return self->hold != NULL;
}

void
rail_global_shortcut_x11_expect (RailGlobalShortcutX11 *self,
                                 guint32 window)
{
  g_return_if_fail (RAIL_IS_GLOBAL_SHORTCUT_X11 (self));
  g_return_if_fail (self->hold != NULL);

  self->awaited = window;
  act_on (self, rail_keyboard_hold_x11_expect (self->hold, window), XCB_CURRENT_TIME);
}

GArray *
rail_global_shortcut_x11_take (RailGlobalShortcutX11 *self,
                               guint32 *pressed)
{
  g_autoptr (GArray) keys = NULL;

  g_return_val_if_fail (RAIL_IS_GLOBAL_SHORTCUT_X11 (self), NULL);
  g_return_val_if_fail (self->hold != NULL, NULL);

  if (release_keyboard (self) == RAIL_KEYBOARD_HOLD_GOES_ON)
    {
      GArray *typed = rail_keyboard_hold_x11_get_keys (self->hold);

      keys = g_array_sized_new (FALSE, FALSE, sizeof (RailTypedKey), typed->len);
      g_array_append_vals (keys, typed->data, typed->len);
      *pressed = rail_keyboard_hold_x11_get_pressed (self->hold);
    }
  forget_hold (self);

  return g_steal_pointer (&keys);
}

void
rail_global_shortcut_x11_drop (RailGlobalShortcutX11 *self)
{
  g_return_if_fail (RAIL_IS_GLOBAL_SHORTCUT_X11 (self));

  if (self->hold == NULL)
    return;

  release_keyboard (self);
  forget_hold (self);
}
