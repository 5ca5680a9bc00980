/*
 * What a model wrote, on its way to eyes, character after character: terminal escapes, invisible and bidirectional characters go, HTML loses its
 * tags, code its fences; of links and images the targets go, of a bare web address all that stands behind its host. Keeps nothing of what it drops, so
 * that an endless tag costs no memory. What is left of markup coach/plain-marks.h sees to, a sentence at a time.
 * Sources: ECMA-48, sections 5.4 and 5.6 (control sequences and strings); CommonMark 0.30, sections 4.5 and 6.3 to 6.6.
 */

#pragma once

#include <glib.h>

/* Stands behind the "]" of a link whose target was dropped. Of a kind that never comes through otherwise. */
#define RAIL_PLAIN_TEXT_LINK 0xe000

typedef struct _RailPlainText RailPlainText;

RailPlainText *rail_plain_text_new (void);
void rail_plain_text_free (RailPlainText *self);

/* Appends to @text what @character adds to it. */
void rail_plain_text_read (RailPlainText *self,
                           gunichar character,
                           GString *text);

/* No more will come: appends what was held back because it might have begun a tag. */
void rail_plain_text_finish (RailPlainText *self,
                             GString *text);

/* What to write for @character: 0 where it draws nothing or steers how others are drawn, a line end or a space for white control characters. */
gunichar rail_plain_text_map (gunichar character);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPlainText, rail_plain_text_free)
