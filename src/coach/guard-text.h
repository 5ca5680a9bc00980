/*
 * A text as the guard reads it: words in small plain letters, whatever they were dressed up as. Compatibility forms, accents, invisible and
 * bidirectional characters, look-alike letters of other alphabets, digits and signs for letters, l e t t e r s apart and loooong ones
 * become the word they are read as. Each word remembers the bytes it came from.
 * data/guard/train.py reads sentences of its corpus in the same way. Sources: Unicode Standard Annex 15; Unicode Technical Standard 39 (confusables).
 */

#pragma once

#include <glib.h>

/* More is not looked at: the guard then refuses the text as a whole. */
#define RAIL_GUARD_TEXT_MAX_BYTES (8 * 1024)

typedef struct
{
  const char *word; /* lives as long as the text */
  gsize length;
  gsize start; /* bytes of the text as given, half-open */
  gsize end;
  gboolean begins; /* a sentence */
} RailGuardWord;

/* Bytes of the text as given, half-open. */
typedef struct
{
  gsize start;
  gsize end;
} RailGuardSpan;

typedef struct
{
  GArray *words; /* RailGuardWord */
  GStringChunk *chunk;
  gboolean cut; /* there was more than RAIL_GUARD_TEXT_MAX_BYTES */
} RailGuardText;

/* @text need not be valid UTF-8: what is not counts as a space. */
RailGuardText *rail_guard_text_new (const char *text,
                                    gsize length);

void rail_guard_text_free (RailGuardText *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuardText, rail_guard_text_free)
