#include "config.h"

#include "coach/person-names.h"

#include <string.h>

#include "coach/everyday-words.h"
#include "search/stop-words.h"

#define MAX_PARTS 8
#define MAX_PERSONS 4000
#define MAX_SEPARATORS 3

/* A listed name, in its folded parts. */
typedef struct
{
  char *key;
  char *parts[MAX_PARTS];
  guint n_parts;
} Person;

/* The word that means a part: as it is, or in another spelling of its umlauts. */
typedef struct
{
  const Person *person;
  guint part;
} Meaning;

/* A stretch of a script without spaces. */
typedef struct
{
  char *letters;
  char *key;
} Stretch;

struct _RailPersonNames
{
  GPtrArray *persons;   /* Person */
  GHashTable *meanings; /* word -> GArray of Meaning */
  GPtrArray *stretches; /* Stretch, the longest first */
  GHashTable *written;  /* names as they came: all of a fortnight's meetings come again with each question */
  GHashTable *keys;     /* of persons and stretches */
};

/* A word of the text. */
typedef struct
{
  guint first;
  guint end;
  char *text;
  gboolean is_capital;
} Word;

typedef struct
{
  RailPersonNames *names;
  const char *text;
  GArray *row;
  GArray *words; /* Word */
  guint8 *taken;
  GArray *findings;
  GPtrArray *keys;
} Search;

static void
free_person (gpointer data)
{
  Person *person = data;

  g_free (person->key);
  for (guint i = 0; i < person->n_parts; i++)
    g_free (person->parts[i]);
  g_free (person);
}

static void
free_stretch (gpointer data)
{
  Stretch *stretch = data;

  g_free (stretch->letters);
  g_free (stretch->key);
  g_free (stretch);
}

static void
unref_array (gpointer array)
{
  g_array_unref (array);
}

static void
clear_word (gpointer data)
{
  g_free (((Word *) data)->text);
}

RailPersonNames *
rail_person_names_new (void)
{
  RailPersonNames *self = g_new0 (RailPersonNames, 1);

  self->persons = g_ptr_array_new_with_free_func (free_person);
  self->meanings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_array);
  self->stretches = g_ptr_array_new_with_free_func (free_stretch);
  self->written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
rail_person_names_free (RailPersonNames *self)
{
  g_clear_pointer (&self->meanings, g_hash_table_unref);
  g_ptr_array_unref (self->persons);
  g_ptr_array_unref (self->stretches);
  g_hash_table_unref (self->written);
  g_hash_table_unref (self->keys);
  g_free (self);
}

/* ---- words ---- */

static GArray *
split_words (GArray *row)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (Word));

  g_array_set_clear_func (words, clear_word);
  for (guint at = 0; at < row->len;)
    {
      const RailRowLetter *letter = rail_letter_row_get (row, at);
      Word word = { .first = at, .end = at, .is_capital = letter->is_capital };

      while (letter != NULL && letter->is_word && !letter->is_paired)
        letter = rail_letter_row_get (row, ++word.end);
      if (word.end == at)
        {
          at++;
          continue;
        }
      word.text = rail_letter_row_dup (row, word.first, word.end);
      g_array_append_val (words, word);
      at = word.end;
    }

  return words;
}

static const Word *
get_word (GArray *words,
          guint index)
{
  return &g_array_index (words, Word, index);
}

static gboolean
is_particle (const char *word)
{
  static const char *const particles[] = { "von", "vom", "van", "de", "der", "den", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "le", "les", "el", "al", "bin", "ibn", "ter", "ten", "zu", "zum", "y", "e", "und", "af", "st" };

  for (guint i = 0; i < G_N_ELEMENTS (particles); i++)
    {
      if (g_str_equal (word, particles[i]))
        return TRUE;
    }

  return FALSE;
}

/* One sign more or less makes a word of another language a name: short words count as everyday ones where they are stop words. */
static gboolean
is_everyday (const char *word)
{
  return rail_everyday_words_contain (word) || rail_everyday_words_is_calendar (word) || rail_stop_words_contain (word) || is_particle (word) ||
         rail_everyday_words_is_title (word);
}

/* ---- what is known ---- */

static void
add_meaning (RailPersonNames *self,
             const char *word,
             const Person *person,
             guint part)
{
  GArray *meanings = g_hash_table_lookup (self->meanings, word);
  Meaning meaning = { person, part };

  if (meanings == NULL)
    {
      meanings = g_array_new (FALSE, FALSE, sizeof (Meaning));
      g_hash_table_insert (self->meanings, g_strdup (word), meanings);
    }
  g_array_append_val (meanings, meaning);
}

static char *
replace (const char *word,
         const char *const *pairs)
{
  GString *replaced = g_string_new (word);

  for (; pairs[0] != NULL; pairs += 2)
    g_string_replace (replaced, pairs[0], pairs[1], 0);

  return g_string_free (replaced, FALSE);
}

/* "Müller" is also written "Mueller" and the other way round, and "Jørgensen" "Joergensen". */
static void
add_spellings (RailPersonNames *self,
               const char *written,
               const Person *person,
               guint part)
{
  static const char *const spelled[] = { "ä", "ae", "ö", "oe", "ü", "ue", "ø", "oe", "å", "aa", "æ", "ae", "ß", "ss", NULL };
  static const char *const plain[] = { "ae", "a", "oe", "o", "ue", "u", NULL };
  const char *folded = person->parts[part];
  g_autofree char *small = g_utf8_strdown (written, -1);
  g_autofree char *composed = g_utf8_normalize (small, -1, G_NORMALIZE_NFC);
  g_autofree char *apart = replace (composed, spelled);
  g_autoptr (GArray) apart_row = rail_letter_row_new (apart);
  g_autofree char *apart_folded = rail_letter_row_dup (apart_row, 0, apart_row->len);
  g_autofree char *together = replace (folded, plain);

  add_meaning (self, folded, person, part);
  if (!g_str_equal (apart_folded, folded))
    add_meaning (self, apart_folded, person, part);
  if (!g_str_equal (together, folded) && g_utf8_strlen (together, -1) >= 4 && !is_everyday (together))
    add_meaning (self, together, person, part);
}

static int
compare_lengths (gconstpointer a,
                 gconstpointer b)
{
  const Stretch *one = *(const Stretch *const *) a;
  const Stretch *other = *(const Stretch *const *) b;
  gsize one_length = strlen (one->letters);
  gsize other_length = strlen (other->letters);

  return one_length == other_length ? strcmp (one->letters, other->letters) : one_length < other_length ? 1
                                                                                                        : -1;
}

static void
add_stretch (RailPersonNames *self,
             GArray *row,
             guint first,
             guint end,
             const char *key)
{
  Stretch *stretch;

  if (end < first + 2)
    return;
  stretch = g_new0 (Stretch, 1);
  stretch->letters = rail_letter_row_dup (row, first, end);
  stretch->key = g_strdup (key);
  g_ptr_array_add (self->stretches, stretch);
}

/* Where the family's name ends: one sign in Chinese and Korean, which have names of up to three; two in the longer ones of Japanese. */
static guint
guess_family (guint n)
{
  return n >= 4 ? 2 : 1;
}

static gboolean
add_paired (RailPersonNames *self,
            GArray *row)
{
  g_autoptr (GArray) whole = g_array_new (FALSE, FALSE, sizeof (RailRowLetter));
  g_autofree char *key = NULL;
  guint family = 0;

  for (guint i = 0; i < row->len; i++)
    {
      const RailRowLetter *letter = rail_letter_row_get (row, i);

      if (letter->is_paired)
        g_array_append_val (whole, *letter);
      else if (letter->is_word)
        return FALSE;
      else if (family == 0)
        family = whole->len;
    }
  if (whole->len < 2 || whole->len > 12)
    return FALSE;

  if (family == 0 || family >= whole->len)
    family = guess_family (whole->len);
  key = rail_letter_row_dup (whole, 0, whole->len);
  add_stretch (self, whole, 0, whole->len, key);
  add_stretch (self, whole, 0, family, key);
  add_stretch (self, whole, family, whole->len, key);
  g_ptr_array_sort (self->stretches, compare_lengths);

  return TRUE;
}

/* Without what is in brackets, and of an address only what stands before its sign. */
static char *
dup_bare (const char *name)
{
  GString *bare = g_string_new (NULL);
  guint depth = 0;

  for (; *name != '\0' && *name != '@' && *name != '<'; name++)
    {
      if (*name == '(' || *name == '[')
        depth++;
      else if ((*name == ')' || *name == ']') && depth > 0)
        depth--;
      else if (depth == 0)
        g_string_append_c (bare, *name == '_' ? ' ' : *name);
    }

  return g_string_free (bare, FALSE);
}

void
rail_person_names_add (RailPersonNames *self,
                       const char *name)
{
  g_autofree char *valid = NULL;
  g_autofree char *bare = NULL;
  g_autoptr (GArray) row = NULL;
  g_autoptr (GArray) words = NULL;
  g_autofree char *key = NULL;
  Person *person;

  if (self->persons->len + self->stretches->len >= MAX_PERSONS || g_hash_table_contains (self->written, name))
    return;

  g_hash_table_add (self->written, g_strdup (name));
  valid = g_utf8_make_valid (name, -1);
  bare = dup_bare (valid);
  row = rail_letter_row_new (bare);
  key = rail_letter_row_dup (row, 0, row->len);
  if (!g_hash_table_add (self->keys, g_strdup (key)) || add_paired (self, row))
    return;

  words = split_words (row);

  person = g_new0 (Person, 1);
  person->key = g_steal_pointer (&key);
  g_ptr_array_add (self->persons, person);
  for (guint i = 0; i < words->len && person->n_parts < MAX_PARTS; i++)
    {
      const Word *word = get_word (words, i);
      gsize start = rail_letter_row_get (row, word->first)->start;
      g_autofree char *written = g_strndup (bare + start, rail_letter_row_get (row, (gssize) word->end - 1)->end - start);

      if (rail_everyday_words_is_title (word->text) && words->len > 1 && !(i > 0 && i + 1 == words->len))
        continue;
      person->parts[person->n_parts++] = g_strdup (word->text);
      add_spellings (self, written, person, person->n_parts - 1);
    }
}

/* ---- one name alone ---- */

static gboolean
begins_sentence (Search *self,
                 const Word *word)
{
  gssize at = (gssize) word->first - 1;

  while (at >= 0)
    {
      const RailRowLetter *letter = rail_letter_row_get (self->row, at);

      if (self->text[letter->start] == '\n')
        return TRUE;
      if (letter->character != ' ' && letter->character != '"' && letter->character != '\'' && letter->character != '*' && letter->character != '(')
        return letter->character < 0x10000 && (letter->character < 0x80 ? strchr (".!?:-", (int) letter->character) != NULL && letter->character != 0
                                                                        : letter->character == 0x2026 || letter->character == 0x2022);
      at--;
    }

  return TRUE;
}

/* "Will's" */
static gboolean
is_possessive (Search *self,
               const Word *word)
{
  return rail_letter_row_is (self->row, word->end, '\'') && rail_letter_row_is (self->row, word->end + 1, 's') && !rail_letter_row_is_word (self->row, word->end + 2);
}

static gboolean
is_name_here (Search *self,
              guint index)
{
  const Word *word = get_word (self->words, index);
  const Word *before = index > 0 ? get_word (self->words, index - 1) : NULL;
  const Word *after = index + 1 < self->words->len ? get_word (self->words, index + 1) : NULL;

  if (!word->is_capital)
    return FALSE;
  if (begins_sentence (self, word))
    return is_possessive (self, word) || (before != NULL && rail_everyday_words_is_title (before->text)) ||
           (after != NULL && !after->is_capital && rail_everyday_words_is_deed (after->text));
  if (before == NULL)
    return TRUE;
  if (rail_everyday_words_is_title (before->text))
    return TRUE;
  if (rail_everyday_words_is_determiner (before->text))
    return FALSE;

  return !(rail_everyday_words_is_calendar (word->text) && rail_everyday_words_is_time (before->text));
}

static gboolean
may_stand_alone (Search *self,
                 guint index)
{
  const Word *word = get_word (self->words, index);

  if (g_utf8_strlen (word->text, -1) == 1 || is_particle (word->text))
    return FALSE;
  if (is_everyday (word->text))
    return is_name_here (self, index);

  return g_utf8_strlen (word->text, -1) > 2 || word->is_capital;
}

/* ---- several parts of a name ---- */

/* Only white space, a hyphen, an apostrophe, a comma or a full stop is between the words. */
static gboolean
are_joined (Search *self,
            const Word *one,
            const Word *other)
{
  if (other->first - one->end > MAX_SEPARATORS)
    return FALSE;
  for (guint i = one->end; i < other->first; i++)
    {
      gunichar character = rail_letter_row_get (self->row, i)->character;

      if (character >= 0x80 || strchr (" -'.,", (int) character) == NULL)
        return FALSE;
    }

  /* A full stop stands behind initials; elsewhere a sentence ends. */
  return !rail_letter_row_is (self->row, one->end, '.') || one->end - one->first == 1;
}

/* The part of @person that @word is, also as an initial; -1 if none. */
static int
find_part (Search *self,
           const Person *person,
           const Word *word)
{
  GArray *meanings = g_hash_table_lookup (self->names->meanings, word->text);

  for (guint i = 0; meanings != NULL && i < meanings->len; i++)
    {
      const Meaning *meaning = &g_array_index (meanings, Meaning, i);

      if (meaning->person == person)
        return (int) meaning->part;
    }
  for (guint i = 0; word->is_capital && word->end - word->first == 1 && i < person->n_parts; i++)
    {
      if (g_utf8_get_char (person->parts[i]) == g_utf8_get_char (word->text))
        return (int) i;
    }

  return -1;
}

/* How many words from @index on are parts of @person, each once; @n_real counts those that are more than a particle or an initial. */
static guint
measure_run (Search *self,
             const Person *person,
             guint index,
             guint *n_real)
{
  guint used = 0;
  guint n = 0;
  guint last_real = 0;

  *n_real = 0;
  for (guint i = index; i < self->words->len; i++)
    {
      const Word *word = get_word (self->words, i);
      int part;

      if (i > index && !are_joined (self, get_word (self->words, i - 1), word))
        break;
      part = find_part (self, person, word);
      if (part < 0 || (used & 1u << part) != 0)
        break;
      used |= 1u << part;
      n++;
      if (word->end - word->first > 1 && !is_particle (word->text))
        {
          last_real = n;
          (*n_real)++;
        }
    }

  return last_real;
}

/* "will may" are two everyday words, "Will May" is somebody. */
static gboolean
is_surely_name (Search *self,
                guint index,
                guint n)
{
  for (guint i = index; i < index + n; i++)
    {
      const Word *word = get_word (self->words, i);

      if (!is_everyday (word->text) || word->is_capital)
        return TRUE;
    }

  return FALSE;
}

static void
take (Search *self,
      guint first,
      guint end,
      const char *key)
{
  if (rail_finding_add (self->findings, self->taken, RAIL_REDACTED_NAME, first, end))
    g_ptr_array_add (self->keys, g_strdup (key));
}

/* The genitive of German and others: "Annas". @genitive stands for the word without its last letter. */
static GArray *
find_meanings (Search *self,
               const Word *word,
               gboolean *genitive)
{
  GArray *meanings = g_hash_table_lookup (self->names->meanings, word->text);
  gsize length = strlen (word->text);
  g_autofree char *bare = NULL;

  *genitive = FALSE;
  if (meanings != NULL || length < 4 || word->text[length - 1] != 's')
    return meanings;

  bare = g_strndup (word->text, length - 1);
  meanings = is_everyday (bare) && !word->is_capital ? NULL : g_hash_table_lookup (self->names->meanings, bare);
  *genitive = meanings != NULL && (word->is_capital || !is_everyday (word->text));

  return *genitive ? meanings : NULL;
}

/* The words taken from @index on, at least one. */
static guint
take_at (Search *self,
         guint index)
{
  const Word *word = get_word (self->words, index);
  gboolean genitive;
  GArray *meanings = find_meanings (self, word, &genitive);
  const Person *best = NULL;
  guint best_n = 0;
  gboolean is_shared = FALSE;

  if (meanings == NULL)
    return 1;

  for (guint i = 0; i < meanings->len; i++)
    {
      const Person *person = g_array_index (meanings, Meaning, i).person;
      guint n_real;
      guint n = genitive ? 1 : measure_run (self, person, index, &n_real);

      is_shared = best != NULL && n == best_n && person != best ? TRUE : n > best_n ? FALSE
                                                                                    : is_shared;
      if (n > best_n)
        {
          best = person;
          best_n = n;
        }
    }

  if (best_n > 1 && is_surely_name (self, index, best_n))
    {
      take (self, word->first, get_word (self->words, index + best_n - 1)->end, best->key);
      return best_n;
    }
  if (best_n > 0 && may_stand_alone (self, index))
    {
      /* Of two Annas nobody knows which is meant. */
      g_autofree char *shared = g_strconcat ("~", word->text, NULL);

      take (self, word->first, genitive ? word->end - 1 : word->end, is_shared ? shared : best->key);
    }

  return 1;
}

/* An initial in front of a name that is known by it: "A. Schmidt". */
static guint
take_initial (Search *self,
              guint index)
{
  const Word *word = get_word (self->words, index);
  const Word *next = index + 1 < self->words->len ? get_word (self->words, index + 1) : NULL;
  GArray *meanings = next != NULL && next->is_capital ? g_hash_table_lookup (self->names->meanings, next->text) : NULL;

  if (meanings == NULL || word->end - word->first != 1 || !word->is_capital || !are_joined (self, word, next))
    return 0;
  for (guint i = 0; i < meanings->len; i++)
    {
      const Person *person = g_array_index (meanings, Meaning, i).person;
      guint n_real;
      guint n = measure_run (self, person, index, &n_real);

      if (n > 1)
        {
          take (self, word->first, get_word (self->words, index + n - 1)->end, person->key);
          return n;
        }
    }

  return 0;
}

/* ---- scripts without spaces ---- */

/* The end of @stretch at @first, where single spaces may part the signs; 0 if it does not stand there. */
static guint
match_stretch (Search *self,
               const Stretch *stretch,
               guint first)
{
  guint at = first;

  for (const char *sign = stretch->letters; *sign != '\0'; sign = g_utf8_next_char (sign))
    {
      if (sign > stretch->letters && (rail_letter_row_is (self->row, at, ' ') || rail_letter_row_is (self->row, at, 0x30fb)))
        at++;
      if (!rail_letter_row_is (self->row, at, g_utf8_get_char (sign)))
        return 0;
      at++;
    }

  return at;
}

static void
find_stretches (Search *self)
{
  for (guint i = 0; i < self->names->stretches->len; i++)
    {
      const Stretch *stretch = g_ptr_array_index (self->names->stretches, i);

      for (guint first = 0; first < self->row->len; first++)
        {
          guint end = match_stretch (self, stretch, first);

          if (end > 0)
            take (self, first, end, stretch->key);
        }
    }
}

void
rail_person_names_find (RailPersonNames *self,
                        const char *text,
                        GArray *row,
                        guint8 *taken,
                        GArray *findings,
                        GPtrArray *keys)
{
  g_autoptr (GArray) words = split_words (row);
  Search search = { self, text, row, words, taken, findings, keys };

  for (guint i = 0; i < words->len;)
    {
      guint n = take_initial (&search, i);

      i += n > 0 ? n : take_at (&search, i);
    }
  find_stretches (&search);
}
