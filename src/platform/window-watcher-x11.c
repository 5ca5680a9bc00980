#include "config.h"

#include "platform/window-watcher-x11.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <xcb/xcb.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/text-fold.h"
#include "platform/x11-source.h"

/*
 * Focus moves pass through "no window" for a moment (window managers clear _NET_ACTIVE_WINDOW before they set it): only a
 * desktop without a window for this long is one.
 */
#define NO_WINDOW_DELAY_MS 50

/*
 * Each new title is a round trip and a look at every rule. Changes come singly, or in twos and threes when a page loads, and are read as they
 * come. More in a row than the burst, each this soon after the last, is a storm (a progress display, a ticker): then one look
 * in each interval, and always one at the last title. Triggers dwell for two seconds; nobody can tell.
 */
#define STORM_BURST 5
#define STORM_INTERVAL_MS 25

/* Whoever floods the connection does not keep the loop from its other work: what is left is for the next turn. */
#define MAX_EVENTS_PER_TURN 512

/* Property lengths are counted in 32-bit units. */
#define MAX_TITLE_UNITS (RAIL_TEXT_MAX_BYTES / 4)
#define MAX_CLASS_UNITS 256
#define MAX_STATE_UNITS 64

enum
{
  ATOM_ACTIVE_WINDOW,
  ATOM_WM_CHECK,
  ATOM_NET_WM_NAME,
  ATOM_NET_WM_STATE,
  ATOM_FULLSCREEN,
  ATOM_GTK_APPLICATION_ID,
  N_ATOMS
};

static const char *const atom_names[N_ATOMS] = {
  [ATOM_ACTIVE_WINDOW] = "_NET_ACTIVE_WINDOW",
  [ATOM_WM_CHECK] = "_NET_SUPPORTING_WM_CHECK",
  [ATOM_NET_WM_NAME] = "_NET_WM_NAME",
  [ATOM_NET_WM_STATE] = "_NET_WM_STATE",
  [ATOM_FULLSCREEN] = "_NET_WM_STATE_FULLSCREEN",
  [ATOM_GTK_APPLICATION_ID] = "_GTK_APPLICATION_ID",
};

struct _RailWindowWatcherX11
{
  GObject parent_instance;

  xcb_connection_t *connection;
  xcb_window_t root;
  xcb_atom_t atoms[N_ATOMS];
  GSource *source;

  RailTitleFilter *filter;
  xcb_window_t active; /* whose properties are being watched; XCB_WINDOW_NONE if none */
  guint64 serial;      /* of @active */
  RailWindow *window;  /* filtered */
  guint no_window_id;  /* pending "there is no window" */
  gint64 last_read;    /* of the title, on the monotonic clock */
  guint reads_in_row;  /* each within an interval of the one before */
  guint storm_id;      /* pending look at the last title of a storm */

  RailProviderState state;
  const char *detail;
};

G_DEFINE_FINAL_TYPE (RailWindowWatcherX11, rail_window_watcher_x11, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_STATE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- reading ---- */

static xcb_get_property_cookie_t
ask (RailWindowWatcherX11 *self,
     xcb_window_t window,
     xcb_atom_t property,
     xcb_atom_t type,
     guint32 units)
{
  return xcb_get_property (self->connection, FALSE, window, property, type, 0, units);
}

/* The reply's bytes with a NUL behind them; NULL if the property or the window is gone. */
static char *
take_bytes (RailWindowWatcherX11 *self,
            xcb_get_property_cookie_t cookie,
            gsize *length)
{
  g_autofree xcb_get_property_reply_t *reply = xcb_get_property_reply (self->connection, cookie, NULL);
  char *bytes;

  *length = 0;
  if (reply == NULL || reply->format != 8)
    return NULL;

  *length = (gsize) xcb_get_property_value_length (reply);
  bytes = g_malloc (*length + 1);
  memcpy (bytes, xcb_get_property_value (reply), *length);
  bytes[*length] = '\0';

  return bytes;
}

static gboolean
take_fullscreen (RailWindowWatcherX11 *self,
                 xcb_get_property_cookie_t cookie)
{
  g_autofree xcb_get_property_reply_t *reply = xcb_get_property_reply (self->connection, cookie, NULL);

  if (reply == NULL || reply->format != 32)
    return FALSE;

  for (int i = 0; i < xcb_get_property_value_length (reply) / 4; i++)
    {
      if (((const xcb_atom_t *) xcb_get_property_value (reply))[i] == self->atoms[ATOM_FULLSCREEN])
        return TRUE;
    }

  return FALSE;
}

static xcb_window_t
read_window_property (RailWindowWatcherX11 *self,
                      xcb_atom_t property)
{
  g_autofree xcb_get_property_reply_t *reply = NULL;

  reply = xcb_get_property_reply (self->connection, ask (self, self->root, property, XCB_ATOM_WINDOW, 1), NULL);
  if (reply == NULL || xcb_get_property_value_length (reply) < 4)
    return XCB_WINDOW_NONE;

  return *(const xcb_window_t *) xcb_get_property_value (reply);
}

/* WM_CLASS holds instance and class, each ended by a NUL; GTK 4 puts the program's name there, hence the application id first. */
static char **
build_app_ids (const char *application_id,
               const char *wm_class,
               gsize wm_class_length)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *instance = wm_class;
  const char *class = NULL;

  if (instance != NULL && strlen (instance) < wm_class_length)
    class = instance + strlen (instance) + 1;

  if (application_id != NULL && application_id[0] != '\0')
    g_strv_builder_add (builder, application_id);
  if (class != NULL && class[0] != '\0' && g_strcmp0 (class, application_id) != 0)
    g_strv_builder_add (builder, class);
  if (instance != NULL && instance[0] != '\0' && g_strcmp0 (instance, class) != 0 && g_strcmp0 (instance, application_id) != 0)
    g_strv_builder_add (builder, instance);

  return g_strv_builder_end (builder);
}

/* All properties in one round trip; NULL if the window went away meanwhile. */
static RailWindow *
read_window (RailWindowWatcherX11 *self,
             xcb_window_t window)
{
  xcb_get_property_cookie_t name = ask (self, window, self->atoms[ATOM_NET_WM_NAME], XCB_ATOM_ANY, MAX_TITLE_UNITS);
  xcb_get_property_cookie_t old_name = ask (self, window, XCB_ATOM_WM_NAME, XCB_ATOM_ANY, MAX_TITLE_UNITS);
  xcb_get_property_cookie_t class = ask (self, window, XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, MAX_CLASS_UNITS);
  xcb_get_property_cookie_t application = ask (self, window, self->atoms[ATOM_GTK_APPLICATION_ID], XCB_ATOM_ANY, MAX_CLASS_UNITS);
  xcb_get_property_cookie_t state = ask (self, window, self->atoms[ATOM_NET_WM_STATE], XCB_ATOM_ATOM, MAX_STATE_UNITS);
  gsize name_length, old_name_length, class_length, application_length;
  g_autofree char *name_bytes = take_bytes (self, name, &name_length);
  g_autofree char *old_name_bytes = take_bytes (self, old_name, &old_name_length);
  g_autofree char *class_bytes = take_bytes (self, class, &class_length);
  g_autofree char *application_bytes = take_bytes (self, application, &application_length);
  gboolean fullscreen = take_fullscreen (self, state);
  g_auto (GStrv) app_ids = build_app_ids (application_bytes, class_bytes, class_length);
  g_autofree char *latin1 = NULL;
  const char *title = name_bytes;

  /* xterm and other old clients set only WM_NAME at first, in Latin-1 if its type is STRING. */
  if (name_length == 0 && old_name_bytes != NULL)
    {
      if (!g_utf8_validate (old_name_bytes, (gssize) old_name_length, NULL))
        latin1 = g_convert (old_name_bytes, (gssize) old_name_length, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
      title = latin1 != NULL ? latin1 : old_name_bytes;
    }

  if (title == NULL && app_ids[0] == NULL)
    return NULL;

  return rail_window_new (self->serial, (const char *const *) app_ids, title, NULL, fullscreen);
}

/* ---- following ---- */

static void
select_events (RailWindowWatcherX11 *self,
               xcb_window_t window,
               guint32 mask)
{
  xcb_change_window_attributes (self->connection, window, XCB_CW_EVENT_MASK, &mask);
}

static void
set_state (RailWindowWatcherX11 *self,
           RailProviderState state,
           const char *detail)
{
  if (self->state == state && self->detail == detail)
    return;

  self->state = state;
  self->detail = detail;
  g_signal_emit (self, signals[SIGNAL_STATE_CHANGED], 0);
}

static void
read_state (RailWindowWatcherX11 *self)
{
  if (read_window_property (self, self->atoms[ATOM_WM_CHECK]) != XCB_WINDOW_NONE)
    set_state (self, RAIL_PROVIDER_OK, _ ("Follows the active window on X11."));
  else
    set_state (self, RAIL_PROVIDER_LIMITED, _ ("The window manager does not tell which window is active; triggers on windows wait until one does."));
}

/* Takes over @window, raw as read; NULL for none. */
static void
take_window (RailWindowWatcherX11 *self,
             RailWindow *window)
{
  g_autoptr (RailWindow) raw = window;
  g_autoptr (RailWindow) filtered = rail_title_filter_apply (self->filter, raw);

  if (rail_window_equal (self->window, filtered))
    return;

  g_clear_pointer (&self->window, rail_window_unref);
  self->window = g_steal_pointer (&filtered);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
forget_active (RailWindowWatcherX11 *self)
{
  if (self->active != XCB_WINDOW_NONE && self->active != self->root)
    {
      select_events (self, self->active, XCB_EVENT_MASK_NO_EVENT);
      xcb_flush (self->connection);
    }
  self->active = XCB_WINDOW_NONE;
  self->serial++;
}

static gboolean
no_window_cb (gpointer user_data)
{
  RailWindowWatcherX11 *self = user_data;

  self->no_window_id = 0;
  forget_active (self);
  take_window (self, NULL);

  return G_SOURCE_REMOVE;
}

static void
expect_no_window (RailWindowWatcherX11 *self)
{
  g_clear_handle_id (&self->no_window_id, g_source_remove);
  self->no_window_id = g_timeout_add (NO_WINDOW_DELAY_MS, no_window_cb, self);
}

static void
read_title (RailWindowWatcherX11 *self)
{
  RailWindow *window;

  if (self->active == XCB_WINDOW_NONE)
    return;

  self->last_read = g_get_monotonic_time ();
  window = read_window (self, self->active);
  if (window != NULL)
    take_window (self, window);
}

static gboolean
storm_cb (gpointer user_data)
{
  RailWindowWatcherX11 *self = user_data;

  self->storm_id = 0;
  read_title (self);
  xcb_flush (self->connection);

  return G_SOURCE_REMOVE;
}

static void
follow_title (RailWindowWatcherX11 *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 due = self->last_read + STORM_INTERVAL_MS * (RAIL_SECOND / 1000);

  if (self->storm_id != 0)
    return;

  self->reads_in_row = now < due ? self->reads_in_row + 1 : 0;
  if (self->reads_in_row < STORM_BURST)
    read_title (self);
  else
    self->storm_id = g_timeout_add ((guint) ((due - now) * 1000 / RAIL_SECOND) + 1, storm_cb, self);
}

/* Handrail's own windows: somebody who ticks an item or looks at the day has not left the window they work in. */
static gboolean
is_own (RailWindowWatcherX11 *self,
        xcb_window_t window)
{
  gsize length;
  g_autofree char *class = take_bytes (self, ask (self, window, XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, MAX_CLASS_UNITS), &length);

  return g_strcmp0 (class, RAIL_APP_ID) == 0;
}

static void
read_active (RailWindowWatcherX11 *self)
{
  xcb_window_t active = read_window_property (self, self->atoms[ATOM_ACTIVE_WINDOW]);

  if (active == XCB_WINDOW_NONE)
    {
      expect_no_window (self);
      return;
    }

  g_clear_handle_id (&self->no_window_id, g_source_remove);
  if (active != self->active && is_own (self, active))
    return;

  if (active != self->active)
    {
      forget_active (self);
      self->active = active;
    }
  /* Also when the id is the same: ids are reused, and then it is another window that nobody watches yet. */
  if (active != self->root)
    select_events (self, active, XCB_EVENT_MASK_PROPERTY_CHANGE | XCB_EVENT_MASK_STRUCTURE_NOTIFY);
  read_title (self);
}

/*
 * Drains what has arrived and then reads once: a title that changes a thousand times a second costs at most as many reads as
 * the main loop has turns.
 */
static void
events_cb (xcb_generic_event_t *first,
           gpointer user_data)
{
  RailWindowWatcherX11 *self = user_data;
  gboolean active_changed = FALSE, window_changed = FALSE, manager_changed = FALSE, destroyed = FALSE;
  xcb_generic_event_t *event = first != NULL ? first : xcb_poll_for_event (self->connection);

  for (guint i = 0; event != NULL; event = ++i < MAX_EVENTS_PER_TURN ? xcb_poll_for_event (self->connection) : NULL)
    {
      const xcb_property_notify_event_t *property = (const xcb_property_notify_event_t *) event;

      /* Errors are BadWindow: the window went away between its event and our request. */
      if ((event->response_type & ~0x80) == XCB_PROPERTY_NOTIFY)
        {
          if (property->window == self->root && property->atom == self->atoms[ATOM_ACTIVE_WINDOW])
            active_changed = TRUE;
          else if (property->window == self->root && property->atom == self->atoms[ATOM_WM_CHECK])
            manager_changed = TRUE;
          else if (property->window == self->active &&
                   (property->atom == self->atoms[ATOM_NET_WM_NAME] ||
                    property->atom == XCB_ATOM_WM_NAME ||
                    property->atom == XCB_ATOM_WM_CLASS ||
                    property->atom == self->atoms[ATOM_NET_WM_STATE]))
            window_changed = TRUE;
        }
      /* Openbox leaves _NET_ACTIVE_WINDOW at a window that is gone until another one gets the focus. */
      else if ((event->response_type & ~0x80) == XCB_DESTROY_NOTIFY &&
               ((const xcb_destroy_notify_event_t *) event)->window == self->active)
        destroyed = TRUE;
      free (event);
    }

  if (xcb_connection_has_error (self->connection) != 0)
    {
      g_source_destroy (self->source);
      take_window (self, NULL);
      set_state (self, RAIL_PROVIDER_FAILED, _ ("The connection to the X server is gone."));
      return;
    }

  if (manager_changed)
    read_state (self);
  if (destroyed)
    {
      forget_active (self);
      expect_no_window (self);
    }
  if (active_changed)
    read_active (self);
  else if (window_changed)
    follow_title (self);
  xcb_flush (self->connection);
}

static gboolean
intern_atoms (RailWindowWatcherX11 *self)
{
  xcb_intern_atom_cookie_t cookies[N_ATOMS];

  for (guint i = 0; i < N_ATOMS; i++)
    cookies[i] = xcb_intern_atom (self->connection, FALSE, (guint16) strlen (atom_names[i]), atom_names[i]);

  for (guint i = 0; i < N_ATOMS; i++)
    {
      g_autofree xcb_intern_atom_reply_t *reply = xcb_intern_atom_reply (self->connection, cookies[i], NULL);

      if (reply == NULL)
        return FALSE;
      self->atoms[i] = reply->atom;
    }

  return TRUE;
}

static void
rail_window_watcher_x11_finalize (GObject *object)
{
  RailWindowWatcherX11 *self = RAIL_WINDOW_WATCHER_X11 (object);

  g_clear_handle_id (&self->no_window_id, g_source_remove);
  g_clear_handle_id (&self->storm_id, g_source_remove);
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  g_clear_pointer (&self->connection, xcb_disconnect);
  g_clear_pointer (&self->filter, rail_title_filter_free);
  g_clear_pointer (&self->window, rail_window_unref);

  G_OBJECT_CLASS (rail_window_watcher_x11_parent_class)->finalize (object);
}

static void
rail_window_watcher_x11_class_init (RailWindowWatcherX11Class *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_window_watcher_x11_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_WINDOW_WATCHER_X11, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STATE_CHANGED] = g_signal_new ("state-changed", RAIL_TYPE_WINDOW_WATCHER_X11, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_window_watcher_x11_init (RailWindowWatcherX11 *self)
{
}

RailWindowWatcherX11 *
rail_window_watcher_x11_new (const char *display,
                             RailTitleFilter *filter,
                             GError **error)
{
  g_autoptr (RailWindowWatcherX11) self = g_object_new (RAIL_TYPE_WINDOW_WATCHER_X11, NULL);
  int screen = 0;

  self->filter = filter;
  self->connection = xcb_connect (display, &screen);
  if (xcb_connection_has_error (self->connection) != 0)
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, _ ("There is no X server to talk to."));
      return NULL;
    }

  self->root = rail_x11_find_root (self->connection, screen);
  if (!intern_atoms (self))
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_FAILED, _ ("The X server does not answer."));
      return NULL;
    }

  select_events (self, self->root, XCB_EVENT_MASK_PROPERTY_CHANGE);
  read_state (self);
  read_active (self);
  xcb_flush (self->connection);
  self->source = rail_x11_source_new (self->connection, "[handrail] X11 events", events_cb, self);

  return g_steal_pointer (&self);
}

void
rail_window_watcher_x11_set_filter (RailWindowWatcherX11 *self,
                                    RailTitleFilter *filter)
{
  g_clear_pointer (&self->filter, rail_title_filter_free);
  self->filter = filter;
  read_title (self);
}

RailWindow *
rail_window_watcher_x11_get_window (RailWindowWatcherX11 *self)
{
  return self->window;
}

gboolean
rail_window_watcher_x11_get_geometry (RailWindowWatcherX11 *self,
                                      int *x,
                                      int *y,
                                      int *width,
                                      int *height)
{
  g_autofree xcb_get_geometry_reply_t *geometry = NULL;
  g_autofree xcb_translate_coordinates_reply_t *place = NULL;
  xcb_get_geometry_cookie_t geometry_cookie;
  xcb_translate_coordinates_cookie_t place_cookie;

  if (self->active == XCB_WINDOW_NONE || xcb_connection_has_error (self->connection) != 0)
    return FALSE;

  geometry_cookie = xcb_get_geometry (self->connection, self->active);
  place_cookie = xcb_translate_coordinates (self->connection, self->active, self->root, 0, 0);
  geometry = xcb_get_geometry_reply (self->connection, geometry_cookie, NULL);
  place = xcb_translate_coordinates_reply (self->connection, place_cookie, NULL);
  if (geometry == NULL || place == NULL)
    return FALSE;

  *x = place->dst_x;
  *y = place->dst_y;
  *width = geometry->width;
  *height = geometry->height;
  return TRUE;
}

RailProviderState
rail_window_watcher_x11_get_state (RailWindowWatcherX11 *self,
                                   const char **detail)
{
  if (detail != NULL)
    *detail = self->detail;
  return self->state;
}
