/*
 * A word of 32 bits for every Unicode character, worked out for a page of 256 characters when the first of them is asked about: what two
 * kinds of folding (base/fold-table, search/search-fold) remember. A word may be an offset into the texts of its page.
 *
 * A static, zeroed RailCharacterPages is an empty one. Any thread; two may work out the same page at once, and the first one there wins. Inline,
 * because every character of every window title comes by here.
 */

#pragma once

#include <glib.h>

#define RAIL_CHARACTER_PAGE_SIZE 256

/* Immutable once it is published. */
typedef struct
{
  guint32 words[RAIL_CHARACTER_PAGE_SIZE];
  char *texts; /* null-terminated, one behind the other */
} RailCharacterPage;

typedef struct
{
  RailCharacterPage *pages[0x110000 / RAIL_CHARACTER_PAGE_SIZE];
} RailCharacterPages;

/* Fills in the words of the page that begins with @first; texts are appended to @texts, each with a null byte behind it. */
typedef void (*RailCharacterPageFunc) (gunichar first,
                                       guint32 *words,
                                       GString *texts);

/* For the function below: works the page of @character out. */
const RailCharacterPage *rail_character_pages_make (RailCharacterPages *self,
                                                    RailCharacterPageFunc fill,
                                                    gunichar character);

/* The page of @character; its word is words[@character % RAIL_CHARACTER_PAGE_SIZE]. Always with the same @fill. */
static inline const RailCharacterPage *
rail_character_pages_get (RailCharacterPages *self,
                          RailCharacterPageFunc fill,
                          gunichar character)
{
  const RailCharacterPage *page = g_atomic_pointer_get (&self->pages[character / RAIL_CHARACTER_PAGE_SIZE]);

  return G_LIKELY (page != NULL) ? page : rail_character_pages_make (self, fill, character);
}
