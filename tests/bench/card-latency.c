/*
 * How long from a window's title change to the card's pixels, as the X server sees both; and, in the same run, how long a program that
 * asks for the title once a second takes only to notice.
 *
 * Prints "ready", then for every line on standard input changes the title and answers "MAPPED PAINTED NOTICED" in microseconds.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <xcb/xcb.h>

#define CARD_TITLE "Handrail"
#define TITLE "Performance review %u"
#define BACKGROUND 0x336699
#define SECOND 1000000

static _Atomic int64_t noticed_at;
static _Atomic uint32_t round_number;

static int64_t
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (int64_t) time.tv_sec * SECOND + time.tv_nsec / 1000;
}

static xcb_atom_t
intern (xcb_connection_t *connection,
        const char *name)
{
  xcb_intern_atom_reply_t *reply = xcb_intern_atom_reply (connection, xcb_intern_atom (connection, 0, (uint16_t) strlen (name), name), NULL);
  xcb_atom_t atom = reply->atom;

  free (reply);
  return atom;
}

static int
read_text (xcb_connection_t *connection,
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

/* The peer: asks the X server once a second what the active window is called. */
static void *
poll_titles (void *data)
{
  xcb_connection_t *connection = xcb_connect (NULL, NULL);
  xcb_window_t root = xcb_setup_roots_iterator (xcb_get_setup (connection)).data->root;
  xcb_atom_t active = intern (connection, "_NET_ACTIVE_WINDOW");
  xcb_atom_t name = intern (connection, "_NET_WM_NAME");
  struct timespec second = { .tv_sec = 1 };

  for (;;)
    {
      xcb_get_property_reply_t *reply = xcb_get_property_reply (connection, xcb_get_property (connection, 0, root, active, XCB_ATOM_WINDOW, 0, 1), NULL);
      char title[128], expected[128];

      if (reply != NULL && xcb_get_property_value_length (reply) == 4)
        {
          read_text (connection, *(xcb_window_t *) xcb_get_property_value (reply), name, title, sizeof title);
          snprintf (expected, sizeof expected, TITLE, (unsigned) round_number);
          if (noticed_at == 0 && strcmp (title, expected) == 0)
            noticed_at = now ();
        }
      free (reply);
      nanosleep (&second, NULL);
    }
  return data;
}

static void
set_title (xcb_connection_t *connection,
           xcb_window_t window,
           const char *title)
{
  xcb_change_property (connection, XCB_PROP_MODE_REPLACE, window, intern (connection, "_NET_WM_NAME"), intern (connection, "UTF8_STRING"), 8, (uint32_t) strlen (title), title);
  xcb_flush (connection);
}

/* Whether the pixels at the middle of where cards stand, the bottom right corner, are still the bare desktop's. */
static bool
is_bare (xcb_connection_t *connection,
         const xcb_screen_t *screen)
{
  xcb_get_image_cookie_t cookie = xcb_get_image (connection,
                                                 XCB_IMAGE_FORMAT_Z_PIXMAP,
                                                 screen->root,
                                                 (int16_t) (screen->width_in_pixels - 200),
                                                 (int16_t) (screen->height_in_pixels - 60),
                                                 1,
                                                 1,
                                                 ~0u);
  xcb_get_image_reply_t *reply = xcb_get_image_reply (connection, cookie, NULL);
  bool bare = reply == NULL || (*(const uint32_t *) xcb_get_image_data (reply) & 0xffffff) == BACKGROUND;

  free (reply);
  return bare;
}

/* The window manager may have put the window into a frame: then the frame's child carries the name. */
static bool
is_card (xcb_connection_t *connection,
         xcb_window_t window,
         xcb_atom_t name)
{
  xcb_query_tree_reply_t *tree;
  char text[64];
  bool found;

  read_text (connection, window, name, text, sizeof text);
  found = strcmp (text, CARD_TITLE) == 0;
  if (found)
    return true;

  tree = xcb_query_tree_reply (connection, xcb_query_tree (connection, window), NULL);
  for (int i = 0; tree != NULL && i < xcb_query_tree_children_length (tree) && !found; i++)
    {
      read_text (connection, xcb_query_tree_children (tree)[i], name, text, sizeof text);
      found = strcmp (text, CARD_TITLE) == 0;
    }
  free (tree);
  return found;
}

static int64_t
wait_mapped (xcb_connection_t *connection,
             xcb_atom_t name)
{
  int64_t mapped = 0;
  xcb_generic_event_t *event;

  while (mapped == 0 && (event = xcb_wait_for_event (connection)) != NULL)
    {
      int64_t seen = now ();

      if ((event->response_type & ~0x80) == XCB_MAP_NOTIFY &&
          is_card (connection, ((const xcb_map_notify_event_t *) event)->window, name))
        mapped = seen;
      free (event);
    }

  return mapped;
}

static xcb_window_t
open_window (xcb_connection_t *connection,
             const xcb_screen_t *screen)
{
  xcb_window_t window = xcb_generate_id (connection);
  const uint32_t watch = XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY;

  xcb_change_window_attributes (connection, screen->root, XCB_CW_EVENT_MASK, &watch);
  xcb_create_window (connection, XCB_COPY_FROM_PARENT, window, screen->root, 20, 20, 300, 200, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT, 0, NULL);
  xcb_change_property (connection, XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, 8, sizeof "zoom\0zoom", "zoom\0zoom");
  xcb_change_property (connection, XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_NAME, XCB_ATOM_STRING, 8, 5, "probe");
  set_title (connection, window, "Inbox");
  xcb_map_window (connection, window);
  xcb_flush (connection);

  return window;
}

int
main (void)
{
  xcb_connection_t *connection = xcb_connect (NULL, NULL);
  const xcb_screen_t *screen = xcb_setup_roots_iterator (xcb_get_setup (connection)).data;
  xcb_window_t window = open_window (connection, screen);
  xcb_atom_t name = intern (connection, "_NET_WM_NAME");
  const struct timespec instant = { .tv_nsec = 1000000 };
  pthread_t poller;
  char line[16];

  setvbuf (stdout, NULL, _IOLBF, 0);
  pthread_create (&poller, NULL, poll_titles, NULL);
  printf ("ready\n");

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      char title[64];
      int64_t changed, mapped, painted;
      xcb_generic_event_t *event;

      while ((event = xcb_poll_for_event (connection)) != NULL)
        free (event);

      snprintf (title, sizeof title, TITLE, (unsigned) ++round_number);
      noticed_at = 0;
      changed = now ();
      set_title (connection, window, title);
      mapped = wait_mapped (connection, name);
      while (is_bare (connection, screen))
        ;
      painted = now ();
      while (noticed_at == 0)
        nanosleep (&instant, NULL);

      printf ("%lld %lld %lld\n", (long long) (mapped - changed), (long long) (painted - changed), (long long) (noticed_at - changed));
      set_title (connection, window, "Inbox");
    }

  xcb_disconnect (connection);
  return 0;
}
