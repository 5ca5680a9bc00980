#include "config.h"

#include "base/character-pages.h"

const RailCharacterPage *
rail_character_pages_make (RailCharacterPages *self,
                           RailCharacterPageFunc fill,
                           gunichar character)
{
  RailCharacterPage **place = &self->pages[character / RAIL_CHARACTER_PAGE_SIZE];
  RailCharacterPage *page = g_new0 (RailCharacterPage, 1);
  g_autoptr (GString) texts = g_string_new (NULL);

  fill (character / RAIL_CHARACTER_PAGE_SIZE * RAIL_CHARACTER_PAGE_SIZE, page->words, texts);
  page->texts = g_memdup2 (texts->str, texts->len + 1);
  if (!g_atomic_pointer_compare_and_exchange (place, NULL, page))
    {
      g_free (page->texts);
      g_free (page);
      page = g_atomic_pointer_get (place);
    }

  return page;
}
