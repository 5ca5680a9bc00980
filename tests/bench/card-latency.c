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

#include "screen-probe.h"

#define CARD_TITLE "Handrail"
#define TITLE "Performance review %u"

static _Atomic int64_t noticed_at;
static _Atomic uint32_t round_number;

/* The peer: asks the X server once a second what the active window is called. */
static void *
poll_titles (void *data)
{
  xcb_connection_t *connection = xcb_connect (NULL, NULL);
  xcb_window_t root = xcb_setup_roots_iterator (xcb_get_setup (connection)).data->root;
  xcb_atom_t active = screen_probe_intern (connection, "_NET_ACTIVE_WINDOW");
  xcb_atom_t name = screen_probe_intern (connection, "_NET_WM_NAME");
  struct timespec second = { .tv_sec = 1 };

  for (;;)
    {
      xcb_get_property_reply_t *reply = xcb_get_property_reply (connection, xcb_get_property (connection, 0, root, active, XCB_ATOM_WINDOW, 0, 1), NULL);
      char title[128], expected[128];

      if (reply != NULL && xcb_get_property_value_length (reply) == 4)
        {
          screen_probe_read_text (connection, *(xcb_window_t *) xcb_get_property_value (reply), name, title, sizeof title);
          snprintf (expected, sizeof expected, TITLE, (unsigned) round_number);
          if (noticed_at == 0 && strcmp (title, expected) == 0)
            noticed_at = screen_probe_now ();
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
  xcb_change_property (connection, XCB_PROP_MODE_REPLACE, window, screen_probe_intern (connection, "_NET_WM_NAME"), screen_probe_intern (connection, "UTF8_STRING"), 8, (uint32_t) strlen (title), title);
  xcb_flush (connection);
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
      xcb_window_t card;
      xcb_generic_event_t *event;

      while ((event = xcb_poll_for_event (connection)) != NULL)
        free (event);

      snprintf (title, sizeof title, TITLE, (unsigned) ++round_number);
      noticed_at = 0;
      changed = screen_probe_now ();
      set_title (connection, window, title);
      mapped = screen_probe_wait_mapped (connection, CARD_TITLE, &card);
      /* The middle of where cards stand. */
      screen_probe_wait_painted (connection, screen, (int16_t) (screen->width_in_pixels - 200), (int16_t) (screen->height_in_pixels - 60));
      painted = screen_probe_now ();
      while (noticed_at == 0)
        nanosleep (&instant, NULL);

      printf ("%lld %lld %lld\n", (long long) (mapped - changed), (long long) (painted - changed), (long long) (noticed_at - changed));
      set_title (connection, window, "Inbox");
    }

  xcb_disconnect (connection);
  return 0;
}
