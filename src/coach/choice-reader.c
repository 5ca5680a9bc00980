#include "config.h"

#include "coach/choice-reader.h"

#include <string.h>

#include "search/search-text.h"
#include "search/stop-words.h"

/* "often" says something wherever it stands, "yes" does not. */
#define MIN_TELLING_CHARS 5

/* " get angry ": one such text stands in another where its words do. */
static char *
dup_words (const char *text)
{
  GString *words = g_string_new (" ");

  rail_search_text_append_tokens (words, text);
  return g_string_free (words, FALSE);
}

static const char *
get_label (GPtrArray *choices,
           guint i)
{
  return ((RailCoachChoice *) g_ptr_array_index (choices, i))->label;
}

/* "2", "2.", "(2)", "#2": from 1; 0 if it is no number. */
static guint
read_number (const char *text)
{
  g_autofree char *bare = g_strdup (text);
  guint64 number = 0;

  g_strdelimit (bare, "().#:", ' ');
  g_strstrip (bare);
  if (!g_ascii_string_to_unsigned (bare, 10, 1, G_MAXUINT, &number, NULL))
    return 0;

  return (guint) number;
}

/* What is said before the first sign that ends a thought. */
static char *
dup_first_clause (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_utf8_strchr (",.;:!?–—\n", -1, g_utf8_get_char (p)) != NULL)
        return g_strndup (text, (gsize) (p - text));
    }

  return g_strdup (text);
}

/* @label, @words, @clause: made by dup_words(). */
static gboolean
names (const char *label,
       const char *words,
       const char *clause)
{
  gboolean is_one_word = strchr (label + 1, ' ') == label + strlen (label) - 1;

  if (label[1] == '\0')
    return FALSE;
  if (is_one_word && g_utf8_strlen (label, -1) - 2 < MIN_TELLING_CHARS)
    return g_str_equal (label, clause);

  return strstr (words, label) != NULL;
}

static int
find_equal (GPtrArray *choices,
            const char *words)
{
  for (guint i = 0; i < choices->len; i++)
    {
      g_autofree char *label = dup_words (get_label (choices, i));

      if (label[1] != '\0' && g_str_equal (label, words))
        return (int) i;
    }

  return -1;
}

int
rail_choice_reader_read (GPtrArray *choices,
                         const char *words)
{
  g_autofree char *spoken = dup_words (words);
  g_autofree char *first = dup_first_clause (words);
  g_autofree char *clause = dup_words (first);
  g_autofree char *longest = NULL;
  int found = find_equal (choices, spoken);
  guint number = read_number (words);

  if (found >= 0)
    return found;
  if (number > 0 && number <= choices->len)
    return (int) number - 1;

  /* Of "less" and "much less" the longer is meant; of "more" and "less" in one sentence neither is. */
  for (guint i = 0; i < choices->len; i++)
    {
      g_autofree char *label = dup_words (get_label (choices, i));

      if (!names (label, spoken, clause) || (longest != NULL && strstr (longest, label) != NULL))
        continue;
      if (longest != NULL && strstr (label, longest) == NULL)
        return -1;
      g_free (longest);
      longest = g_steal_pointer (&label);
      found = (int) i;
    }

  return found;
}

static gboolean
share_word (const char *text,
            const char *spoken)
{
  g_autofree char *words = dup_words (text);
  g_auto (GStrv) tokens = g_strsplit (words, " ", -1);

  for (guint i = 0; tokens[i] != NULL; i++)
    {
      g_autofree char *token = g_strdup_printf (" %s ", tokens[i]);

      if (tokens[i][0] != '\0' && !rail_stop_words_contain (tokens[i]) && strstr (spoken, token) != NULL)
        return TRUE;
    }

  return FALSE;
}

int
rail_choice_reader_guess (GPtrArray *choices,
                          const RailCoachScript *script,
                          const char *words)
{
  g_autofree char *spoken = dup_words (words);

  for (guint i = 0; i < choices->len; i++)
    {
      const RailCoachChoice *choice = g_ptr_array_index (choices, i);
      const RailCoachNode *node = rail_coach_script_find (script, choice->target);

      if (share_word (choice->label, spoken) || (node != NULL && share_word (node->heading, spoken)))
        return (int) i;
    }

  return -1;
}
