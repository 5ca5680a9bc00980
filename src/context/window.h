/*
 * The active window at one moment, as a watcher saw it or as the title filter left it. Immutable, reference counted.
 */

#pragma once

#include <glib.h>

typedef struct _RailWindow RailWindow;

struct _RailWindow
{
  gatomicrefcount ref_count;
  guint64 serial; /* two snapshots with the same serial show the same window; never reused in one run, never 0 */
  char **app_ids; /* desktop id, app_id, WM_CLASS class and instance: what is known, at least one, no duplicates */
  char *title;    /* valid UTF-8, at most RAIL_TEXT_MAX_BYTES; NULL when the filter took it away */
  char *url;      /* NULL where the desktop does not tell */
  gboolean fullscreen;
  gboolean excluded;       /* the filter hid this window: no app ids, no title, nothing matches it */
  int x, y, width, height; /* on the root window, for placing a card beside it; all 0 when not known */
};

/* Copies all texts; repairs invalid UTF-8 and cuts at RAIL_TEXT_MAX_BYTES. @app_ids may be NULL. */
RailWindow *rail_window_new (guint64 serial,
                             const char *const *app_ids,
                             const char *title,
                             const char *url,
                             gboolean fullscreen);

RailWindow *rail_window_ref (RailWindow *self);
void rail_window_unref (RailWindow *self);

/* Whether anything a rule or a card could care about differs; either may be NULL (= no active window). */
gboolean rail_window_equal (const RailWindow *a,
                            const RailWindow *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailWindow, rail_window_unref)
