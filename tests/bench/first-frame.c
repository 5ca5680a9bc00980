/*
 * How long a program takes from its start to the first frame of the window called TITLE, as the X server sees it.
 *
 *     first-frame TITLE PROGRAM [ARGUMENT...]
 *
 * Prints "MAPPED PAINTED" in microseconds, then ends the program.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "screen-probe.h"

static pid_t
start (char **words)
{
  pid_t child = fork ();

  if (child == 0)
    {
      execvp (words[0], words);
      perror (words[0]);
      _exit (127);
    }

  return child;
}

/* Where the middle of the window stands on the screen. */
static void
find_middle (xcb_connection_t *connection,
             const xcb_screen_t *screen,
             xcb_window_t window,
             int16_t *x,
             int16_t *y)
{
  xcb_get_geometry_reply_t *geometry = xcb_get_geometry_reply (connection, xcb_get_geometry (connection, window), NULL);
  xcb_translate_coordinates_reply_t *place = xcb_translate_coordinates_reply (connection,
                                                                              xcb_translate_coordinates (connection, window, screen->root, 0, 0),
                                                                              NULL);

  if (geometry == NULL || place == NULL)
    {
      fprintf (stderr, "first-frame: the window went away\n");
      exit (3);
    }

  *x = (int16_t) (place->dst_x + geometry->width / 2);
  *y = (int16_t) (place->dst_y + geometry->height / 2);
  free (geometry);
  free (place);
}

int
main (int argc,
      char **argv)
{
  xcb_connection_t *connection = xcb_connect (NULL, NULL);
  const xcb_screen_t *screen = xcb_setup_roots_iterator (xcb_get_setup (connection)).data;
  const uint32_t watch = XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY;
  int64_t started, mapped;
  xcb_window_t window = XCB_NONE;
  int16_t x, y;
  pid_t child;

  if (argc < 3)
    {
      fprintf (stderr, "usage: first-frame TITLE PROGRAM [ARGUMENT...]\n");
      return 2;
    }

  xcb_change_window_attributes (connection, screen->root, XCB_CW_EVENT_MASK, &watch);
  /* An answer says that the server has read what came before. */
  screen_probe_intern (connection, "_NET_WM_NAME");
  started = screen_probe_now ();
  child = start (argv + 2);
  mapped = screen_probe_wait_mapped (connection, argv[1], &window);
  find_middle (connection, screen, window, &x, &y);
  screen_probe_wait_painted (connection, screen, x, y);
  printf ("%lld %lld\n", (long long) (mapped - started), (long long) (screen_probe_now () - started));

  kill (child, SIGTERM);
  waitpid (child, NULL, 0);
  xcb_disconnect (connection);
  return 0;
}
