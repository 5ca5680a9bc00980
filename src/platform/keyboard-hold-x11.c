#include "config.h"

#include "platform/keyboard-hold-x11.h"

#include <stdlib.h>

#include <xkbcommon/xkbcommon-keysyms.h>

/* More than anybody types in the seconds that a hold lasts; what leans on the keyboard is cut off. */
#define MAX_KEYS 256

/* Windows are this deep at most between the one with the focus and the toplevel; toolkits use one or two. */
#define MAX_DEPTH 8

struct _RailKeyboardHoldX11
{
  xcb_connection_t *connection;
  RailX11Keyboard *keyboard; /* borrowed */
  gboolean grabbed;

  GArray *keys;
  xcb_keycode_t shortcut;
  guint16 mask;
  xcb_keycode_t pressed; /* the shortcut's own key until it is let go, then 0 */
  guint16 stale;         /* modifiers of the shortcut that are still held from it */
  xcb_window_t window;   /* waited for, or XCB_WINDOW_NONE */
};

/* Whether @window is the one with the focus, or around it: toolkits give the focus to a window inside. */
static gboolean
has_focus (xcb_connection_t *connection,
           xcb_window_t window)
{
  g_autofree xcb_get_input_focus_reply_t *focus = xcb_get_input_focus_reply (connection, xcb_get_input_focus (connection), NULL);
  xcb_window_t at = focus != NULL ? focus->focus : XCB_WINDOW_NONE;

  for (guint depth = 0; depth < MAX_DEPTH && at > XCB_INPUT_FOCUS_POINTER_ROOT; depth++)
    {
      g_autofree xcb_query_tree_reply_t *tree = NULL;

      if (at == window)
        return TRUE;

      tree = xcb_query_tree_reply (connection, xcb_query_tree (connection, at), NULL);
      at = tree != NULL ? tree->parent : XCB_WINDOW_NONE;
    }

  return FALSE;
}

/* Who presses a key with a shortcut's modifiers still down has not meant them. */
static guint16
read_state (RailKeyboardHoldX11 *self,
            const xcb_key_press_event_t *event)
{
  self->stale &= event->state;

  return event->state & (guint16) ~self->stale;
}

/* The whole shortcut once more, after its key was let go. */
static gboolean
is_again (RailKeyboardHoldX11 *self,
          const xcb_generic_event_t *event)
{
  const xcb_key_press_event_t *key = (const xcb_key_press_event_t *) event;

  return (event->response_type & 0x7f) == XCB_KEY_PRESS && self->pressed == 0 && key->detail == self->shortcut && (key->state & self->mask) == self->mask;
}

static void
begin (RailKeyboardHoldX11 *self)
{
  self->pressed = self->shortcut;
  self->stale = self->mask;
}

static RailKeyboardHoldStep
press (RailKeyboardHoldX11 *self,
       const xcb_key_press_event_t *event)
{
  const guint16 meant = XCB_MOD_MASK_SHIFT | XCB_MOD_MASK_CONTROL | rail_x11_keyboard_get_mask (self->keyboard, RAIL_MODIFIER_ALT | RAIL_MODIFIER_SUPER);
  RailTypedKey key = { event->detail, read_state (self, event) };

  /* It repeats itself while it is held. */
  if (event->detail == self->pressed)
    return RAIL_KEYBOARD_HOLD_GOES_ON;
  if ((key.state & meant) == 0 && rail_x11_keyboard_key_has (self->keyboard, event->detail, XKB_KEY_Escape))
    return RAIL_KEYBOARD_HOLD_ESCAPED;
  if (self->keys->len < MAX_KEYS)
    g_array_append_val (self->keys, key);

  return RAIL_KEYBOARD_HOLD_GOES_ON;
}

static void
release (RailKeyboardHoldX11 *self,
         const xcb_key_release_event_t *event)
{
  read_state (self, event);
  if (event->detail == self->pressed)
    self->pressed = 0;
}

/* Keyboard grabs are told of as changes of the focus, too; so the window's own word is asked. */
static RailKeyboardHoldStep
look_at_focus (RailKeyboardHoldX11 *self)
{
  return has_focus (self->connection, self->window) ? RAIL_KEYBOARD_HOLD_ARRIVED : RAIL_KEYBOARD_HOLD_GOES_ON;
}

RailKeyboardHoldX11 *
rail_keyboard_hold_x11_new (xcb_connection_t *connection,
                            xcb_window_t root,
                            RailX11Keyboard *keyboard,
                            const xcb_key_press_event_t *event,
                            guint16 mask)
{
  g_autofree xcb_grab_keyboard_reply_t *reply = NULL;
  RailKeyboardHoldX11 *self;

  reply = xcb_grab_keyboard_reply (connection,
                                   xcb_grab_keyboard (connection, FALSE, root, event->time, XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_ASYNC),
                                   NULL);
  if (reply == NULL || reply->status != XCB_GRAB_STATUS_SUCCESS)
    {
      xcb_ungrab_keyboard (connection, event->time);
      xcb_flush (connection);
      return NULL;
    }

  self = g_new0 (RailKeyboardHoldX11, 1);
  self->connection = connection;
  self->keyboard = keyboard;
  self->grabbed = TRUE;
  /* All at once: an array that grew would leave copies behind. */
  self->keys = g_array_sized_new (FALSE, FALSE, sizeof (RailTypedKey), MAX_KEYS);
  self->shortcut = event->detail;
  self->mask = mask;
  begin (self);

  return self;
}

/* What was typed does not stay in memory that others may get. */
static void
wipe (GArray *keys)
{
  volatile RailTypedKey *key = (volatile RailTypedKey *) keys->data;

  for (guint i = 0; i < keys->len; i++)
    key[i].keycode = key[i].state = 0;
}

void
rail_keyboard_hold_x11_free (RailKeyboardHoldX11 *self)
{
  const guint32 nothing = XCB_EVENT_MASK_NO_EVENT;

  if (self->grabbed)
    xcb_ungrab_keyboard (self->connection, XCB_CURRENT_TIME);
  if (self->window != XCB_WINDOW_NONE)
    xcb_change_window_attributes (self->connection, self->window, XCB_CW_EVENT_MASK, &nothing);
  xcb_flush (self->connection);

  wipe (self->keys);
  g_array_unref (self->keys);
  g_free (self);
}

RailKeyboardHoldStep
rail_keyboard_hold_x11_feed (RailKeyboardHoldX11 *self,
                             const xcb_generic_event_t *event)
{
  if (is_again (self, event))
    {
      wipe (self->keys);
      g_array_set_size (self->keys, 0);
      begin (self);
      return RAIL_KEYBOARD_HOLD_AGAIN;
    }

  switch (event->response_type & 0x7f)
    {
    case XCB_KEY_PRESS:
      return press (self, (const xcb_key_press_event_t *) event);

    case XCB_KEY_RELEASE:
      release (self, (const xcb_key_release_event_t *) event);
      return RAIL_KEYBOARD_HOLD_GOES_ON;

    case XCB_FOCUS_IN:
      return look_at_focus (self);

    /* An unmapped one may just be on its way into its frame. */
    case XCB_DESTROY_NOTIFY:
      return ((const xcb_destroy_notify_event_t *) event)->window == self->window ? RAIL_KEYBOARD_HOLD_ESCAPED : RAIL_KEYBOARD_HOLD_GOES_ON;

    default:
      return RAIL_KEYBOARD_HOLD_GOES_ON;
    }
}

RailKeyboardHoldStep
rail_keyboard_hold_x11_expect (RailKeyboardHoldX11 *self,
                               xcb_window_t window)
{
  const guint32 mask = XCB_EVENT_MASK_FOCUS_CHANGE | XCB_EVENT_MASK_STRUCTURE_NOTIFY;

  self->window = window;
  xcb_change_window_attributes (self->connection, window, XCB_CW_EVENT_MASK, &mask);

  return look_at_focus (self);
}

RailKeyboardHoldStep
rail_keyboard_hold_x11_end (RailKeyboardHoldX11 *self,
                            GQueue *others)
{
  const xcb_void_cookie_t cookie = xcb_ungrab_keyboard (self->connection, XCB_CURRENT_TIME);
  RailKeyboardHoldStep step = RAIL_KEYBOARD_HOLD_GOES_ON;
  gboolean again = FALSE;
  xcb_generic_event_t *event;

  self->grabbed = FALSE;
  /* With the reply, everything that came before it lies in the queue; what bears a lower number than the request was typed under the grab. */
  free (xcb_get_input_focus_reply (self->connection, xcb_get_input_focus (self->connection), NULL));
  while ((event = xcb_poll_for_queued_event (self->connection)) != NULL)
    {
      const guint8 type = event->response_type & 0x7f;

      /* From there on it is the next hold's. */
      again = again || is_again (self, event);
      if (again || (type != XCB_KEY_PRESS && type != XCB_KEY_RELEASE) || (gint32) (event->full_sequence - cookie.sequence) >= 0)
        {
          g_queue_push_tail (others, event);
          continue;
        }
      if (rail_keyboard_hold_x11_feed (self, event) == RAIL_KEYBOARD_HOLD_ESCAPED)
        step = RAIL_KEYBOARD_HOLD_ESCAPED;
      free (event);
    }

  return step;
}

GArray *
rail_keyboard_hold_x11_get_keys (RailKeyboardHoldX11 *self)
{
  return self->keys;
}

guint32
rail_keyboard_hold_x11_get_pressed (RailKeyboardHoldX11 *self)
{
  return self->pressed;
}
