#include "config.h"

#include "coach/guard-pattern.h"

#include <string.h>

#include "base/error.h"

#define SHORT_GAP 3
#define LONG_GAP 6
/* "*a*" would be in almost every text. */
#define MIN_OPEN_LETTERS 3

typedef struct
{
  char *text;
  gsize length;
  gboolean open_start;
  gboolean open_end;
} Literal;

typedef struct
{
  GPtrArray *choices; /* GArray of Literal each; NULL for a gap */
  guint gap;
  gboolean optional;
} Part;

struct _RailGuardPattern
{
  GArray *parts;    /* Part */
  guint32 initials; /* bit i: a match may begin with the letter 'a' + i; bit 31 with anything else */
};

static void
clear_literal (gpointer data)
{
  Literal *literal = data;

  g_free (literal->text);
}

static void
clear_part (gpointer data)
{
  Part *part = data;

  g_clear_pointer (&part->choices, g_ptr_array_unref);
}

void
rail_guard_pattern_free (RailGuardPattern *self)
{
  g_array_unref (self->parts);
  g_free (self);
}

static gboolean
add_word (GArray *literals,
          const char *word,
          GError **error)
{
  gsize length = strlen (word);
  gboolean open_start = word[0] == '*';
  gboolean open_end = length > 1 && word[length - 1] == '*';
  g_autofree char *bare = g_strndup (word + open_start, length - open_start - open_end);
  g_autoptr (RailGuardText) text = rail_guard_text_new (bare, strlen (bare));

  if (text->words->len == 0 || strchr (bare, '*') != NULL)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is no word to look for", word);
      return FALSE;
    }

  /* "can't" is two words in a text, and so it is here. */
  for (guint i = 0; i < text->words->len; i++)
    {
      const RailGuardWord *found = &g_array_index (text->words, RailGuardWord, i);
      Literal literal = {
        .text = g_strndup (found->word, found->length),
        .length = found->length,
        .open_start = open_start && i == 0,
        .open_end = open_end && i + 1 == text->words->len,
      };

      g_array_append_val (literals, literal);
      if ((literal.open_start || literal.open_end) && found->length < MIN_OPEN_LETTERS)
        {
          g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” leaves more open than it says: write at least three letters beside “*”", word);
          return FALSE;
        }
    }

  return TRUE;
}

/* One of several things a part may be: some words. */
static gboolean
add_choice (Part *part,
            const char *words,
            GError **error)
{
  g_autoptr (GArray) literals = g_array_new (FALSE, FALSE, sizeof (Literal));
  g_auto (GStrv) list = g_strsplit_set (words, " \t\n", -1);

  g_array_set_clear_func (literals, clear_literal);
  for (guint i = 0; list[i] != NULL; i++)
    {
      if (list[i][0] != '\0' && !add_word (literals, list[i], error))
        return FALSE;
    }
  if (literals->len == 0)
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "a choice is empty");
      return FALSE;
    }
  if (part->choices->len == RAIL_GUARD_PATTERN_MAX_CHOICES)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "there are more than %d choices in one place", RAIL_GUARD_PATTERN_MAX_CHOICES);
      return FALSE;
    }

  g_ptr_array_add (part->choices, g_steal_pointer (&literals));
  return TRUE;
}

/* "für" is also written "fuer": NULL where there is nothing to write so. */
static char *
spell_out_umlauts (const char *words)
{
  g_autofree char *composed = g_utf8_normalize (words, -1, G_NORMALIZE_NFC);
  g_autoptr (GString) spelled = g_string_new (composed);
  guint n = 0;

  n += g_string_replace (spelled, "ä", "ae", 0);
  n += g_string_replace (spelled, "ö", "oe", 0);
  n += g_string_replace (spelled, "ü", "ue", 0);

  return n > 0 ? g_string_free (g_steal_pointer (&spelled), FALSE) : NULL;
}

static gboolean
add_spelled_choice (Part *part,
                    const char *words,
                    GError **error)
{
  g_autofree char *spelled = spell_out_umlauts (words);

  return add_choice (part, words, error) && (spelled == NULL || add_choice (part, spelled, error));
}

static gboolean
add_choices (Part *part,
             const char *text,
             GHashTable *lists,
             GError **error)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  gsize length = strlen (bare);
  const char *const *list = NULL;

  if (bare[0] != '<')
    return add_spelled_choice (part, bare, error);

  if (length < 3 || bare[length - 1] != '>')
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is not closed by “>”", bare);
      return FALSE;
    }
  bare[length - 1] = '\0';
  list = lists != NULL ? g_hash_table_lookup (lists, bare + 1) : NULL;
  if (list == NULL)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "there is no list “%s”", bare + 1);
      return FALSE;
    }

  for (guint i = 0; list[i] != NULL; i++)
    {
      if (!add_spelled_choice (part, list[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_part (RailGuardPattern *self,
          const char *text,
          gboolean optional,
          GHashTable *lists,
          GError **error)
{
  Part part = { .choices = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref), .optional = optional };
  g_auto (GStrv) choices = g_strsplit (text, "|", -1);

  g_array_append_val (self->parts, part);
  for (guint i = 0; choices[i] != NULL; i++)
    {
      if (!add_choices (&part, choices[i], lists, error))
        return FALSE;
    }

  return TRUE;
}

/* Reads one part at *@text and moves behind it. */
static gboolean
read_part (RailGuardPattern *self,
           const char **text,
           GHashTable *lists,
           GError **error)
{
  const char *start = *text;
  const char *end = NULL;
  char opening = start[0];
  g_autofree char *inside = NULL;

  if (opening == '(' || opening == '[')
    {
      end = strchr (start, opening == '(' ? ')' : ']');
      if (end == NULL)
        {
          g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "a “%c” is not closed", opening);
          return FALSE;
        }
      inside = g_strndup (start + 1, end - start - 1);
      *text = end + 1;
      return add_part (self, inside, opening == '[', lists, error);
    }

  end = start + strcspn (start, " \t\n([");
  inside = g_strndup (start, end - start);
  *text = end;
  if (g_str_equal (inside, "..") || g_str_equal (inside, "..."))
    {
      Part gap = { .gap = inside[2] == '.' ? LONG_GAP : SHORT_GAP };

      g_array_append_val (self->parts, gap);
      return TRUE;
    }

  return add_part (self, inside, FALSE, lists, error);
}

static const Part *
get_part (const RailGuardPattern *self,
          guint index)
{
  return &g_array_index (self->parts, Part, index);
}

static gboolean
check_shape (const RailGuardPattern *self,
             GError **error)
{
  guint gaps = 0;
  guint needed = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      gaps += get_part (self, i)->gap > 0 ? 1 : 0;
      needed += get_part (self, i)->gap == 0 && !get_part (self, i)->optional ? 1 : 0;
    }

  if (needed == 0)
    g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "there is no word that must be there");
  else if (get_part (self, 0)->gap > 0 || get_part (self, self->parts->len - 1)->gap > 0)
    g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "a gap stands at the beginning or the end");
  else if (gaps > RAIL_GUARD_PATTERN_MAX_GAPS || self->parts->len > RAIL_GUARD_PATTERN_MAX_PARTS)
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "there are more than %d parts or %d gaps", RAIL_GUARD_PATTERN_MAX_PARTS, RAIL_GUARD_PATTERN_MAX_GAPS);
  else
    return TRUE;

  return FALSE;
}

static guint32
get_initial (const char *word)
{
  return word[0] >= 'a' && word[0] <= 'z' ? 1u << (word[0] - 'a') : 1u << 31;
}

static guint32
find_initials (const RailGuardPattern *self)
{
  guint32 initials = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = get_part (self, i);

      if (part->gap > 0)
        return G_MAXUINT32;
      for (guint j = 0; j < part->choices->len; j++)
        {
          const Literal *first = &g_array_index ((GArray *) g_ptr_array_index (part->choices, j), Literal, 0);

          initials |= first->open_start ? G_MAXUINT32 : get_initial (first->text);
        }
      if (!part->optional)
        break;
    }

  return initials;
}

RailGuardPattern *
rail_guard_pattern_new (const char *phrase,
                        GHashTable *lists,
                        GError **error)
{
  g_autoptr (RailGuardPattern) self = g_new0 (RailGuardPattern, 1);

  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  g_array_set_clear_func (self->parts, clear_part);
  if (strlen (phrase) > RAIL_GUARD_PATTERN_MAX_BYTES)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "the phrase is longer than %d bytes", RAIL_GUARD_PATTERN_MAX_BYTES);
      return NULL;
    }

  for (const char *p = phrase + strspn (phrase, " \t\n"); *p != '\0'; p += strspn (p, " \t\n"))
    {
      if (!read_part (self, &p, lists, error))
        return NULL;
    }
  if (!check_shape (self, error))
    return NULL;

  self->initials = find_initials (self);
  return g_steal_pointer (&self);
}

static const RailGuardWord *
get_word (const RailGuardText *text,
          guint index)
{
  return &g_array_index (text->words, RailGuardWord, index);
}

static gboolean
matches_word (const Literal *literal,
              const RailGuardWord *word)
{
  if (word->length < literal->length)
    return FALSE;
  if (literal->open_start && literal->open_end)
    return strstr (word->word, literal->text) != NULL;
  if (literal->open_start)
    return memcmp (word->word + word->length - literal->length, literal->text, literal->length) == 0;
  if (!literal->open_end && word->length != literal->length)
    return FALSE;

  return memcmp (word->word, literal->text, literal->length) == 0;
}

static gboolean
matches_choice (const GArray *literals,
                const RailGuardText *text,
                guint at,
                guint first)
{
  if (at + literals->len > text->words->len)
    return FALSE;

  for (guint i = 0; i < literals->len; i++)
    {
      const RailGuardWord *word = get_word (text, at + i);

      if ((word->begins && at + i > first) || !matches_word (&g_array_index (literals, Literal, i), word))
        return FALSE;
    }

  return TRUE;
}

/* The end of a match of the parts from @index on at word @at, or 0. At most 7 x 7 x 7 ways through the gaps. */
static guint
match_parts (const RailGuardPattern *self,
             const RailGuardText *text,
             guint index,
             guint at,
             guint first)
{
  const Part *part = NULL;
  guint end = 0;

  if (index == self->parts->len)
    return at;

  part = get_part (self, index);
  for (guint skipped = 0; skipped <= part->gap && part->gap > 0; skipped++)
    {
      if (skipped > 0 && (at + skipped > text->words->len || (get_word (text, at + skipped - 1)->begins && at + skipped - 1 > first)))
        return 0;
      end = match_parts (self, text, index + 1, at + skipped, first);
      if (end > 0)
        return end;
    }
  if (part->gap > 0)
    return 0;

  for (guint i = 0; i < part->choices->len; i++)
    {
      const GArray *literals = g_ptr_array_index (part->choices, i);

      if (!matches_choice (literals, text, at, first))
        continue;
      end = match_parts (self, text, index + 1, at + literals->len, first);
      if (end > 0)
        return end;
    }

  return part->optional ? match_parts (self, text, index + 1, at, first) : 0;
}

gboolean
rail_guard_pattern_find (const RailGuardPattern *self,
                         const RailGuardText *text,
                         guint from,
                         guint *first,
                         guint *end)
{
  for (guint i = from; i < text->words->len; i++)
    {
      guint found = 0;

      if ((self->initials & get_initial (get_word (text, i)->word)) == 0)
        continue;
      found = match_parts (self, text, 0, i, i);
      if (found > i)
        {
          *first = i;
          *end = found;
          return TRUE;
        }
    }

  return FALSE;
}
