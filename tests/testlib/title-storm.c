/*
 * Windows whose titles change without end: a few ordinary, managed windows, told by lines on standard input what to be called.
 *
 *     show WINDOW TITLE                  gives a window this title and the focus
 *     storm COUNT RATE WINDOW WORDS      changes titles COUNT times, RATE a second (0: as fast as the server takes them). WINDOW is the one
 *                                        that changes; -1: all in turn, each with the focus. WORDS stand in every title, and none is private
 *                                        or huge; "-": no such words.
 *
 * Each line is answered by one when the server has taken everything: the milliseconds it took. Every title holds the word that is given on the
 * command line, so that a test can look where it has got to.
 */

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <xcb/xcb.h>

#define N_WINDOWS 3
#define MAX_LINE 4096

/* Titles between two round trips: enough to keep the server busy, too few to fill its queue. */
#define BATCH 16

/* In a storm over all windows the focus moves after so many titles. */
#define TITLES_PER_WINDOW 200

#define HUGE_TITLE (1024 * 1024)
#define TITLES_PER_HUGE_ONE 1000
#define N_PRIVATE_SHAPES 2

static const char *const classes[N_WINDOWS] = { "firefox", "libreoffice-calc", "zoom" };

static const char *const words[] = {
  "budget",
  "review",
  "Entwurf",
  "größer",
  "протокол",
  "задача",
  "ΣΧΈΔΙΟ",
  "İstanbul",
  "ISPARTA",
  "تقرير",
  "الميزانية",
  "会议记录",
  "予算",
  "회의",
  "🎉",
  "e\xcc\x81te\xcc\x81",
  "naïve",
  "Q3",
  "2026",
  "final",
  "v2",
  "copy",
  "untitled",
  "inbox",
  "sprint",
  "roadmap",
  "RE:",
  "[JIRA-4711]",
  "ﬁle"
};

/* What stands around the words: programs have habits. The last ones are private. */
static const struct
{
  const char *before, *behind;
} shapes[] = {
  { "", " — Mozilla Firefox" },
  { "(", ") Slack" },
  { "", ".xlsx — LibreOffice Calc" },
  { "~/src/", "" },
  { "", " | Microsoft Teams" },
  { "Zoom Meeting: ", "" },
  { "\xff\xfe", "\x80" },
  { "", " (42%)" },
  { "", " — Mozilla Firefox Private Browsing" },
  { "", " - Google Chrome (Incognito)" },
};

typedef struct
{
  xcb_connection_t *connection;
  xcb_screen_t *screen;
  xcb_window_t windows[N_WINDOWS];
  xcb_atom_t name, utf8, active, hints;
  const char *mark;
  uint32_t state;
} Storm;

/* Marsaglia's xorshift with 32 bits: the same storm in every run. */
static unsigned
draw (Storm *self,
      size_t count)
{
  self->state ^= self->state << 13;
  self->state ^= self->state >> 17;
  self->state ^= self->state << 5;
  return (unsigned) (self->state % count);
}

static int64_t
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (int64_t) time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void
wait_until (int64_t moment)
{
  const struct timespec until = { .tv_sec = moment / 1000000, .tv_nsec = moment % 1000000 * 1000 };

  while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
    ;
}

static xcb_atom_t
intern (Storm *self,
        const char *name)
{
  xcb_intern_atom_reply_t *reply = xcb_intern_atom_reply (self->connection, xcb_intern_atom (self->connection, false, (uint16_t) strlen (name), name), NULL);
  xcb_atom_t atom = reply->atom;

  free (reply);
  return atom;
}

/* Returns when the server has worked off everything before, and throws away what it told us. */
static void
settle (Storm *self)
{
  xcb_generic_event_t *event;

  free (xcb_get_input_focus_reply (self->connection, xcb_get_input_focus (self->connection), NULL));
  while ((event = xcb_poll_for_event (self->connection)) != NULL)
    free (event);
}

static void
set_title (Storm *self,
           unsigned window,
           const char *title)
{
  xcb_change_property (self->connection, XCB_PROP_MODE_REPLACE, self->windows[window], self->name, self->utf8, 8, (uint32_t) strlen (title), title);
}

static bool
is_active (Storm *self,
           unsigned window)
{
  xcb_get_property_cookie_t cookie = xcb_get_property (self->connection, false, self->screen->root, self->active, XCB_ATOM_WINDOW, 0, 1);
  xcb_get_property_reply_t *reply = xcb_get_property_reply (self->connection, cookie, NULL);
  bool is = reply != NULL && xcb_get_property_value_length (reply) == 4 &&
            *(const xcb_window_t *) xcb_get_property_value (reply) == self->windows[window];

  free (reply);
  return is;
}

/* Waits until the window manager has done it: else it lags behind, and what is in front is anybody's guess. */
static void
give_focus (Storm *self,
            unsigned window)
{
  /* As a pager asks for it (2): a request from the user that no focus protection holds back. */
  const xcb_client_message_event_t message = {
    .response_type = XCB_CLIENT_MESSAGE,
    .format = 32,
    .window = self->windows[window],
    .type = self->active,
    .data.data32 = { 2, XCB_CURRENT_TIME, 0 },
  };

  xcb_send_event (self->connection,
                  false,
                  self->screen->root,
                  XCB_EVENT_MASK_SUBSTRUCTURE_REDIRECT | XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY,
                  (const char *) &message);
  xcb_flush (self->connection);
  while (!is_active (self, window))
    free (xcb_wait_for_event (self->connection));
}

static void
make_title (Storm *self,
            const char *told,
            unsigned number,
            char *title,
            size_t size)
{
  unsigned shape = draw (self, sizeof shapes / sizeof shapes[0] - (told[0] != '\0' ? N_PRIVATE_SHAPES : 0));
  int length = snprintf (title, size, "%s%s %s %u", shapes[shape].before, told, self->mark, number);

  for (unsigned i = 1 + draw (self, 6); i > 0; i--)
    length += snprintf (title + length, size - (size_t) length, " %s", words[draw (self, sizeof words / sizeof words[0])]);
  snprintf (title + length, size - (size_t) length, "%s", shapes[shape].behind);
}

static void
set_huge_title (Storm *self,
                unsigned window,
                const char *title)
{
  char *huge = malloc (HUGE_TITLE + 1);

  for (size_t length = 0; length < HUGE_TITLE; length += strlen (title))
    snprintf (huge + length, HUGE_TITLE + 1 - length, "%s", title);
  set_title (self, window, huge);
  free (huge);
}

static void
rage (Storm *self,
      unsigned count,
      unsigned rate,
      int only,
      const char *told)
{
  int64_t start = now ();

  for (unsigned i = 0; i < count; i++)
    {
      unsigned window = only >= 0 ? (unsigned) only : i / TITLES_PER_WINDOW % N_WINDOWS;
      char title[MAX_LINE + 512];

      if (only < 0 && i % TITLES_PER_WINDOW == 0)
        give_focus (self, window);
      make_title (self, told, i, title, sizeof title);
      if (told[0] == '\0' && i % TITLES_PER_HUGE_ONE == TITLES_PER_HUGE_ONE - 1)
        set_huge_title (self, window, title);
      else
        set_title (self, window, title);

      if (rate > 0)
        {
          xcb_flush (self->connection);
          wait_until (start + (int64_t) (i + 1) * 1000000 / rate);
        }
      if (i % BATCH == BATCH - 1)
        settle (self);
    }
}

static bool
obey (Storm *self,
      char *line)
{
  unsigned window, count, rate;
  int only, end = 0;

  if (sscanf (line, "show %u %n", &window, &end) == 1 && end > 0 && window < N_WINDOWS)
    {
      set_title (self, window, line + end);
      give_focus (self, window);
    }
  else if (sscanf (line, "storm %u %u %d %n", &count, &rate, &only, &end) == 3 && end > 0 && only < N_WINDOWS)
    {
      rage (self, count, rate, only, strcmp (line + end, "-") == 0 ? "" : line + end);
    }
  else
    {
      return false;
    }

  settle (self);
  return true;
}

static void
open_windows (Storm *self)
{
  /* Without a frame the window manager has no title to draw, and keeps up. */
  static const uint32_t frameless[] = { 2, 0, 0, 0, 0 };
  static const uint32_t properties = XCB_EVENT_MASK_PROPERTY_CHANGE;

  xcb_change_window_attributes (self->connection, self->screen->root, XCB_CW_EVENT_MASK, &properties);

  for (unsigned i = 0; i < N_WINDOWS; i++)
    {
      char class[64];
      int length = snprintf (class, sizeof class, "%s%c%s", classes[i], '\0', classes[i]) + 1;

      self->windows[i] = xcb_generate_id (self->connection);
      xcb_create_window (self->connection,
                         XCB_COPY_FROM_PARENT,
                         self->windows[i],
                         self->screen->root,
                         40,
                         40,
                         400,
                         300,
                         0,
                         XCB_WINDOW_CLASS_INPUT_OUTPUT,
                         self->screen->root_visual,
                         0,
                         NULL);
      xcb_change_property (self->connection, XCB_PROP_MODE_REPLACE, self->windows[i], XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, 8, (uint32_t) length, class);
      xcb_change_property (self->connection, XCB_PROP_MODE_REPLACE, self->windows[i], self->hints, self->hints, 32, 5, frameless);
      set_title (self, i, "calm");
      xcb_map_window (self->connection, self->windows[i]);
    }
  settle (self);
}

int
main (int argc,
      char **argv)
{
  Storm self = { .state = 20261122 };
  char line[MAX_LINE];

  if (argc != 2)
    {
      fputs ("usage: title-storm MARK\n", stderr);
      return 2;
    }

  self.connection = xcb_connect (NULL, NULL);
  if (xcb_connection_has_error (self.connection) != 0)
    {
      fputs ("title-storm: there is no X server to talk to\n", stderr);
      return 3;
    }
  self.mark = argv[1];
  self.screen = xcb_setup_roots_iterator (xcb_get_setup (self.connection)).data;
  self.name = intern (&self, "_NET_WM_NAME");
  self.utf8 = intern (&self, "UTF8_STRING");
  self.active = intern (&self, "_NET_ACTIVE_WINDOW");
  self.hints = intern (&self, "_MOTIF_WM_HINTS");
  open_windows (&self);

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      int64_t start = now ();

      line[strcspn (line, "\n")] = '\0';
      if (!obey (&self, line))
        {
          fprintf (stderr, "title-storm: what is “%s”?\n", line);
          return 2;
        }
      printf ("%" PRId64 "\n", (now () - start) / 1000);
      fflush (stdout);
    }

  xcb_disconnect (self.connection);
  return 0;
}
