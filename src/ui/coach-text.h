/*
 * The words of a message as they stand in its bubble: bold and lists as Pango attributes and dots, marks of sources small, and what no approved
 * source supports underlined. Nothing a model or an aid wrote is ever read as markup.
 */

#pragma once

#include <pango/pango.h>

#include "coach/message.h"

typedef struct
{
  char *text;
  PangoAttrList *attributes;
  gboolean has_unsupported; /* something is underlined */
} RailCoachText;

RailCoachText *rail_coach_text_new (RailMessage *message);
void rail_coach_text_free (RailCoachText *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCoachText, rail_coach_text_free)
