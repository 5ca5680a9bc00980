#include "screen-probe.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND 1000000

int64_t
screen_probe_now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (int64_t) time.tv_sec * SECOND + time.tv_nsec / 1000;
}

xcb_atom_t
screen_probe_intern (xcb_connection_t *connection,
                     const char *name)
{
  xcb_intern_atom_reply_t *reply = xcb_intern_atom_reply (connection, xcb_intern_atom (connection, 0, (uint16_t) strlen (name), name), NULL);
  xcb_atom_t atom = reply->atom;

  free (reply);
  return atom;
}

int
screen_probe_read_text (xcb_connection_t *connection,
                        xcb_window_t window,
                        xcb_atom_t property,
                        char *text,
                        int size)
{
  xcb_get_property_reply_t *reply = xcb_get_property_reply (connection, xcb_get_property (connection, 0, window, property, XCB_ATOM_ANY, 0, 64), NULL);
  int length = 0;

  if (reply != NULL)
    {
      length = xcb_get_property_value_length (reply);
      length = length < size - 1 ? length : size - 1;
      memcpy (text, xcb_get_property_value (reply), (size_t) length);
    }
  text[length] = '\0';
  free (reply);
  return length;
}

/* The window manager may have put the window into a frame: then the frame's child carries the name. */
static bool
is_called (xcb_connection_t *connection,
           xcb_window_t window,
           xcb_atom_t name,
           const char *title)
{
  xcb_query_tree_reply_t *tree;
  char text[64];
  bool found;

  screen_probe_read_text (connection, window, name, text, sizeof text);
  found = strcmp (text, title) == 0;
  if (found)
    return true;

  tree = xcb_query_tree_reply (connection, xcb_query_tree (connection, window), NULL);
  for (int i = 0; tree != NULL && i < xcb_query_tree_children_length (tree) && !found; i++)
    {
      screen_probe_read_text (connection, xcb_query_tree_children (tree)[i], name, text, sizeof text);
      found = strcmp (text, title) == 0;
    }
  free (tree);
  return found;
}

int64_t
screen_probe_wait_mapped (xcb_connection_t *connection,
                          const char *title,
                          xcb_window_t *window)
{
  xcb_atom_t name = screen_probe_intern (connection, "_NET_WM_NAME");
  int64_t mapped = 0;
  xcb_generic_event_t *event;

  while (mapped == 0 && (event = xcb_wait_for_event (connection)) != NULL)
    {
      int64_t seen = screen_probe_now ();

      if ((event->response_type & ~0x80) == XCB_MAP_NOTIFY &&
          is_called (connection, ((const xcb_map_notify_event_t *) event)->window, name, title))
        {
          *window = ((const xcb_map_notify_event_t *) event)->window;
          mapped = seen;
        }
      free (event);
    }

  return mapped;
}

static bool
is_bare (xcb_connection_t *connection,
         const xcb_screen_t *screen,
         int16_t x,
         int16_t y)
{
  xcb_get_image_cookie_t cookie = xcb_get_image (connection,
                                                 XCB_IMAGE_FORMAT_Z_PIXMAP,
                                                 screen->root,
                                                 x,
                                                 y,
                                                 1,
                                                 1,
                                                 ~0u);
  xcb_get_image_reply_t *reply = xcb_get_image_reply (connection, cookie, NULL);
  bool bare = reply == NULL || (*(const uint32_t *) xcb_get_image_data (reply) & 0xffffff) == SCREEN_PROBE_BACKGROUND;

  free (reply);
  return bare;
}

void
screen_probe_wait_painted (xcb_connection_t *connection,
                           const xcb_screen_t *screen,
                           int16_t x,
                           int16_t y)
{
  while (is_bare (connection, screen, x, y))
    ;
}
