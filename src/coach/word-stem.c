#include "config.h"

#include "coach/word-stem.h"

#include <string.h>

#include "search/search-text.h"

/* So much of a word stays. Before a single vowel of gender or number it is more: "pasta" has nothing to do with "past". */
#define MIN_STEM_BYTES 3
#define MIN_BEFORE_VOWEL 5

static const char *const plurals[] = { "s", NULL };

/* Longer ones before their own ends. */
static const char *const endings[] = {
  "ings",
  "ing",
  "ungen",
  "ung",
  "ments",
  "ment",
  "mente",
  "ement",
  "ions",
  "ion",
  "ers",
  "er",
  "ed",
  "es",
  "en",
  "em",
  "ly",
  "os",
  "as",
  "ar",
  "ir",
  "ez",
  NULL,
};

static const char *const weak_endings[] = { "e", "y", NULL };
static const char *const vowels[] = { "a", "o", "i", NULL };

static void
cut_one (char *word,
         const char *const *list,
         gsize min_stem)
{
  gsize length = strlen (word);

  for (guint i = 0; list[i] != NULL; i++)
    {
      gsize ending = strlen (list[i]);

      if (length < min_stem + ending || !g_str_has_suffix (word, list[i]))
        continue;
      word[length - ending] = '\0';
      return;
    }
}

/* "stopped" is "stop"; "see" stays. */
static void
cut_double (char *word)
{
  gsize length = strlen (word);

  if (length > MIN_STEM_BYTES && g_ascii_isalpha (word[length - 1]) && word[length - 1] == word[length - 2] && strchr ("aeiou", word[length - 1]) == NULL)
    word[length - 1] = '\0';
}

char *
rail_word_stem_dup (const char *token)
{
  char *stem = g_strdup (token);

  cut_one (stem, plurals, MIN_STEM_BYTES);
  cut_one (stem, endings, MIN_STEM_BYTES);
  cut_one (stem, weak_endings, MIN_STEM_BYTES);
  cut_one (stem, vowels, MIN_BEFORE_VOWEL);
  cut_double (stem);

  return stem;
}

/* "they're" and "l'équipe" are their parts here: kept together with them, one everyday word would count as three. */
void
rail_word_stem_visit (const char *text,
                      RailWordStemVisit visit,
                      gpointer user_data)
{
  g_autoptr (GString) plain = g_string_new (text);
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_auto (GStrv) words = NULL;

  g_string_replace (plain, "'", " ", 0);
  g_string_replace (plain, "’", " ", 0);
  rail_search_text_append_tokens (tokens, plain->str);
  words = g_strsplit (tokens->str, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *stem = NULL;

      /* A single letter says nothing. */
      if (words[i][0] == '\0' || *g_utf8_next_char (words[i]) == '\0')
        continue;
      stem = rail_word_stem_dup (words[i]);
      visit (stem, words[i], user_data);
    }
}
