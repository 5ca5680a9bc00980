#include "config.h"

#include "platform/presence-x11.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <xcb/sync.h>
#include <xcb/xcb.h>

#include "platform/x11-source.h"

#define SOURCE "x11"

/* What a window list, a class and a title may weigh, in 32-bit units: whoever sets more is not read further. */
#define MAX_WINDOWS 4096
#define MAX_CLASS_UNITS 64
#define MAX_TITLE_UNITS 256

/* A program that shows a window of this title, and only then, while it shares the screen. Globs; classes in lower case. */
typedef struct
{
  const char *window_class;
  const char *title;
} Sign;

static const Sign signs[] = {
  { "zoom", "as_toolbar" },
  { "zoom", "cpt_frame_window" },
  { "*chrom*", "* is sharing your screen." },
  { "*chrom*", "* is sharing a window." },
  { "brave*", "* is sharing your screen." },
  { "brave*", "* is sharing a window." },
  { "microsoft-edge*", "* is sharing your screen." },
  { "microsoft-edge*", "* is sharing a window." },
  { "vivaldi*", "* is sharing your screen." },
  { "vivaldi*", "* is sharing a window." },
  { "opera*", "* is sharing your screen." },
  { "opera*", "* is sharing a window." },
};

enum
{
  ATOM_CLIENT_LIST,
  ATOM_NET_WM_NAME,
  N_ATOMS
};

static const char *const atom_names[N_ATOMS] = {
  [ATOM_CLIENT_LIST] = "_NET_CLIENT_LIST",
  [ATOM_NET_WM_NAME] = "_NET_WM_NAME",
};

struct _RailPresenceX11
{
  RailPresenceBoard *board;
  xcb_connection_t *connection;
  xcb_window_t root;
  xcb_atom_t atoms[N_ATOMS];
  GSource *source;

  GHashTable *windows; /* id -> whether it is a sign of sharing */

  guint idle_after;
  xcb_sync_counter_t idle_counter; /* XCB_NONE where the server does not count */
  xcb_sync_alarm_t alarm;
  guint8 alarm_event;
  gboolean is_idle;
};

/* ---- sharing ---- */

static xcb_get_property_cookie_t
ask (RailPresenceX11 *self,
     xcb_window_t window,
     xcb_atom_t property,
     guint32 units)
{
  return xcb_get_property (self->connection, FALSE, window, property, XCB_ATOM_ANY, 0, units);
}

/* The property's bytes with a NUL behind them; "" if it is not there. */
static char *
take_bytes (RailPresenceX11 *self,
            xcb_get_property_cookie_t cookie,
            gsize *length)
{
  g_autofree xcb_get_property_reply_t *reply = xcb_get_property_reply (self->connection, cookie, NULL);
  char *bytes;

  *length = reply != NULL && reply->format == 8 ? (gsize) xcb_get_property_value_length (reply) : 0;
  bytes = g_malloc0 (*length + 1);
  if (*length > 0)
    memcpy (bytes, xcb_get_property_value (reply), *length);

  return bytes;
}

static char *
read_title (RailPresenceX11 *self,
            xcb_window_t window)
{
  gsize length;
  g_autofree char *title = take_bytes (self, ask (self, window, self->atoms[ATOM_NET_WM_NAME], MAX_TITLE_UNITS), &length);

  /* Old toolkits set only the older property. */
  return length > 0 ? g_steal_pointer (&title) : take_bytes (self, ask (self, window, XCB_ATOM_WM_NAME, MAX_TITLE_UNITS), &length);
}

static gboolean
has_sign (RailPresenceX11 *self,
          xcb_window_t window)
{
  gsize length;
  g_autofree char *bytes = take_bytes (self, ask (self, window, XCB_ATOM_WM_CLASS, MAX_CLASS_UNITS), &length);
  gsize instance_length = strlen (bytes);
  g_autofree char *window_class = g_ascii_strdown (instance_length < length ? bytes + instance_length + 1 : "", -1);
  g_autofree char *title = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (!g_pattern_match_simple (signs[i].window_class, window_class))
        continue;
      if (title == NULL)
        title = read_title (self, window);
      if (g_pattern_match_simple (signs[i].title, title))
        return TRUE;
    }

  return FALSE;
}

static void
tell_sharing (RailPresenceX11 *self)
{
  GHashTableIter iter;
  gpointer is_sign;
  gboolean shares = FALSE;

  g_hash_table_iter_init (&iter, self->windows);
  while (!shares && g_hash_table_iter_next (&iter, NULL, &is_sign))
    shares = GPOINTER_TO_INT (is_sign);

  rail_presence_board_tell (self->board,
                            SOURCE,
                            RAIL_PRESENCE_SHARING,
                            shares ? RAIL_PRESENCE_YES : RAIL_PRESENCE_UNKNOWN,
                            RAIL_PROVIDER_LIMITED,
                            _ ("On X11 Handrail recognises Zoom, and Chrome and its relatives in English; others share unnoticed. "
                               "In meetings with other people cards stay neutral."));
}

/* Each window is looked at once: the programs in question title these windows before they show them. */
static void
read_windows (RailPresenceX11 *self)
{
  g_autofree xcb_get_property_reply_t *reply = NULL;
  g_autoptr (GHashTable) known = g_steal_pointer (&self->windows);
  const xcb_window_t *windows;
  int count;

  self->windows = g_hash_table_new (NULL, NULL);
  reply = xcb_get_property_reply (self->connection, ask (self, self->root, self->atoms[ATOM_CLIENT_LIST], MAX_WINDOWS), NULL);
  count = reply != NULL && reply->format == 32 ? xcb_get_property_value_length (reply) / 4 : 0;
  windows = count > 0 ? xcb_get_property_value (reply) : NULL;

  for (int i = 0; i < count; i++)
    {
      gpointer id = GUINT_TO_POINTER (windows[i]);
      gpointer is_sign;

      if (!g_hash_table_lookup_extended (known, id, NULL, &is_sign))
        is_sign = GINT_TO_POINTER (has_sign (self, windows[i]));
      g_hash_table_insert (self->windows, id, is_sign);
    }

  tell_sharing (self);
}

/* ---- idle ---- */

static void
tell_idle (RailPresenceX11 *self)
{
  rail_presence_board_tell (self->board,
                            SOURCE,
                            RAIL_PRESENCE_IDLE,
                            self->is_idle ? RAIL_PRESENCE_YES : RAIL_PRESENCE_NO,
                            RAIL_PROVIDER_OK,
                            _ ("The X server tells."));
}

/* One alarm, turned over each time it goes off: the counter reaches the limit, then it falls below again. */
static void
arm (RailPresenceX11 *self)
{
  const gint64 limit = self->is_idle ? (gint64) self->idle_after - 1 : (gint64) self->idle_after;
  const xcb_sync_change_alarm_value_list_t values = {
    .counter = self->idle_counter,
    .valueType = XCB_SYNC_VALUETYPE_ABSOLUTE,
    .value = { .hi = (gint32) (limit >> 32), .lo = (guint32) limit },
    .testType = self->is_idle ? XCB_SYNC_TESTTYPE_NEGATIVE_COMPARISON : XCB_SYNC_TESTTYPE_POSITIVE_COMPARISON,
    .delta = { 0, 0 },
    .events = 1,
  };

  xcb_sync_change_alarm_aux (self->connection,
                             self->alarm,
                             XCB_SYNC_CA_COUNTER | XCB_SYNC_CA_VALUE_TYPE | XCB_SYNC_CA_VALUE | XCB_SYNC_CA_TEST_TYPE | XCB_SYNC_CA_DELTA |
                                 XCB_SYNC_CA_EVENTS,
                             &values);
}

static xcb_sync_counter_t
find_idle_counter (RailPresenceX11 *self)
{
  g_autofree xcb_sync_list_system_counters_reply_t *reply = NULL;
  xcb_sync_systemcounter_iterator_t counters;

  reply = xcb_sync_list_system_counters_reply (self->connection, xcb_sync_list_system_counters (self->connection), NULL);
  if (reply == NULL)
    return XCB_NONE;

  for (counters = xcb_sync_list_system_counters_counters_iterator (reply); counters.rem > 0; xcb_sync_systemcounter_next (&counters))
    {
      /* On the wire the name follows its length at once; xcb_sync_systemcounter_name() skips the padding of the C structure. */
      g_autofree char *name = g_strndup ((const char *) (&counters.data->name_len + 1), counters.data->name_len);

      if (g_str_equal (name, "IDLETIME"))
        return counters.data->counter;
    }

  return XCB_NONE;
}

static void
start_idle (RailPresenceX11 *self)
{
  const xcb_query_extension_reply_t *sync = xcb_get_extension_data (self->connection, &xcb_sync_id);
  g_autofree xcb_sync_initialize_reply_t *version = NULL;

  if (self->idle_after == 0 || sync == NULL || !sync->present)
    return;

  version = xcb_sync_initialize_reply (self->connection, xcb_sync_initialize (self->connection, 3, 0), NULL);
  self->idle_counter = version != NULL ? find_idle_counter (self) : XCB_NONE;
  if (self->idle_counter == XCB_NONE)
    return;

  self->alarm_event = sync->first_event + XCB_SYNC_ALARM_NOTIFY;
  self->alarm = xcb_generate_id (self->connection);
  xcb_sync_create_alarm (self->connection, self->alarm, 0, NULL);
  arm (self);
  tell_idle (self);
}

/* ---- events ---- */

static void
events_cb (xcb_generic_event_t *first,
           gpointer user_data)
{
  RailPresenceX11 *self = user_data;
  xcb_generic_event_t *event = first != NULL ? first : xcb_poll_for_event (self->connection);
  gboolean windows_changed = FALSE, alarm_went_off = FALSE;

  for (; event != NULL; event = xcb_poll_for_event (self->connection))
    {
      const guint8 type = event->response_type & 0x7f;

      if (type == XCB_PROPERTY_NOTIFY)
        windows_changed |= ((const xcb_property_notify_event_t *) event)->atom == self->atoms[ATOM_CLIENT_LIST];
      else if (self->alarm != XCB_NONE && type == self->alarm_event)
        alarm_went_off |= ((const xcb_sync_alarm_notify_event_t *) event)->alarm == self->alarm;
      free (event);
    }

  if (xcb_connection_has_error (self->connection) != 0)
    {
      g_source_destroy (self->source);
      rail_presence_board_tell (self->board, SOURCE, RAIL_PRESENCE_SHARING, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_OFF, NULL);
      rail_presence_board_tell (self->board, SOURCE, RAIL_PRESENCE_IDLE, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_OFF, NULL);
      return;
    }

  if (windows_changed)
    read_windows (self);
  if (alarm_went_off)
    {
      self->is_idle = !self->is_idle;
      arm (self);
      tell_idle (self);
    }
  xcb_flush (self->connection);
}

static gboolean
intern_atoms (RailPresenceX11 *self)
{
  for (guint i = 0; i < N_ATOMS; i++)
    {
      xcb_intern_atom_cookie_t cookie = xcb_intern_atom (self->connection, FALSE, (guint16) strlen (atom_names[i]), atom_names[i]);
      g_autofree xcb_intern_atom_reply_t *reply = xcb_intern_atom_reply (self->connection, cookie, NULL);

      if (reply == NULL)
        return FALSE;
      self->atoms[i] = reply->atom;
    }

  return TRUE;
}

RailPresenceX11 *
rail_presence_x11_new (const char *display,
                       guint idle_after,
                       RailPresenceBoard *board)
{
  g_autoptr (RailPresenceX11) self = g_new0 (RailPresenceX11, 1);
  const guint32 mask = XCB_EVENT_MASK_PROPERTY_CHANGE;
  int screen = 0;

  self->board = g_object_ref (board);
  self->windows = g_hash_table_new (NULL, NULL);
  self->idle_after = idle_after;
  self->connection = xcb_connect (display, &screen);
  if (xcb_connection_has_error (self->connection) != 0 || !intern_atoms (self))
    return NULL;

  self->root = rail_x11_find_root (self->connection, screen);
  xcb_change_window_attributes (self->connection, self->root, XCB_CW_EVENT_MASK, &mask);
  read_windows (self);
  start_idle (self);
  xcb_flush (self->connection);
  self->source = rail_x11_source_new (self->connection, "[handrail] X11 presence", events_cb, self);

  return g_steal_pointer (&self);
}

void
rail_presence_x11_free (RailPresenceX11 *self)
{
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  xcb_disconnect (self->connection);
  g_hash_table_unref (self->windows);
  g_object_unref (self->board);
  g_free (self);
}
