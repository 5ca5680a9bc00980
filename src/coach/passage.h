/*
 * One numbered piece of a reviewed aid: what the coach may rely on, and where its source chip leads. Immutable, reference counted.
 */

#pragma once

#include <glib.h>

typedef struct
{
  gatomicrefcount ref_count;
  guint number; /* 1.., as in the marks of an answer */
  char *pack;
  char *aid;
  char *title;   /* of the aid */
  char *heading; /* the section it stands in, "" if in none */
  char *text;    /* plain, line ends between blocks */
  guint line;    /* of its first block, in the aid's file: the card scrolls there */
} RailPassage;

RailPassage *rail_passage_new (guint number,
                               const char *pack,
                               const char *aid,
                               const char *title,
                               const char *heading,
                               const char *text,
                               guint line);
RailPassage *rail_passage_ref (RailPassage *self);
void rail_passage_unref (RailPassage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPassage, rail_passage_unref)
