/*
 * What the match benchmark compares the rule set with. Each peer is built from the same rules and asked about one title at a time; it
 * marks the rules that hit.
 */

#pragma once

#include "context/window.h"

typedef struct
{
  const char *ours;
  const char *pcre;
  const char *hyperscan;
} BenchRule;

typedef struct
{
  char *text;
  gsize length;
  RailWindow *window; /* ours is asked about what the watchers hand out */
} BenchTitle;

typedef struct
{
  gpointer state;
  gsize bytes;        /* what it holds, where it tells */
  GArray *comparable; /* gboolean for each rule: whether its hits on plain ASCII must be ours; NULL: all, on any title */
  void (*match) (gpointer state,
                 const BenchTitle *title,
                 guint8 *hits);
  void (*free) (gpointer state);
} BenchPeer;

/* One rule after the other: the title folded once by GLib, then strstr(), GPatternSpec and GRegex. */
BenchPeer bench_peer_glib (const BenchRule *rules,
                           guint n_rules);

/* One rule after the other, each of them machine code. */
BenchPeer bench_peer_pcre2 (const BenchRule *rules,
                            guint n_rules);

/* All at once. What it cannot do (look around, refer back) it is let do loosely, which it need not confirm here. */
BenchPeer bench_peer_hyperscan (const BenchRule *rules,
                                guint n_rules);

void bench_peer_clear (BenchPeer *self);
