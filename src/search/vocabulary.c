#include "config.h"

#include "search/vocabulary.h"

#include <string.h>

#include "search/search-text.h"

#define MAX_DISTANCE 2
#define MAX_LETTERS RAIL_SEARCH_MAX_TOKEN_CHARS
/* Deeper than this nothing is within reach of a word of MAX_LETTERS. */
#define MAX_DEPTH (MAX_LETTERS + MAX_DISTANCE + 1)
#define WORDS_BETWEEN_CHECKS 4096

/* Of shorter words only the inside is mended, and none is nearly the beginning of another: "fire" is not "first", nor is "torn" "morning". */
#define MIN_LONG_LETTERS 6

typedef struct
{
  gsize offset; /* into letters */
  guint weight;
  guint shared; /* how many characters it has in common with the word before it, at most MAX_DEPTH */
} Entry;

struct _RailVocabulary
{
  gatomicrefcount ref_count;
  GString *letters; /* NUL-terminated words, one behind the other */
  GArray *entries;  /* Entry; unless unsorted: by bytes, each word once */
  GMutex mutex;     /* guards settling, which the first one to ask does */
  gboolean unsorted;
};

/* ---- building ---- */

RailVocabulary *
rail_vocabulary_new (void)
{
  RailVocabulary *self = g_new0 (RailVocabulary, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->letters = g_string_new (NULL);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_mutex_init (&self->mutex);

  return self;
}

RailVocabulary *
rail_vocabulary_ref (RailVocabulary *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
rail_vocabulary_unref (RailVocabulary *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_string_free (self->letters, TRUE);
  g_array_unref (self->entries);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static Entry *
get_entry (const RailVocabulary *self,
           guint i)
{
  return &g_array_index (self->entries, Entry, i);
}

static const char *
get_word (const RailVocabulary *self,
          guint i)
{
  return self->letters->str + get_entry (self, i)->offset;
}

static guint
add_weights (guint one,
             guint other)
{
  return other > G_MAXUINT - one ? G_MAXUINT : one + other;
}

/* How many characters both begin with, at most MAX_DEPTH; @order as strcmp(). Bytes are compared, since there are many words. */
static guint
count_shared (const char *a,
              const char *b,
              int *order)
{
  gsize same = 0;
  guint n = 0;

  for (; a[same] != '\0' && a[same] == b[same]; same++)
    n += (a[same] & 0xc0) != 0x80;
  *order = (int) (guchar) a[same] - (int) (guchar) b[same];
  /* The last character has begun alike, but is another. */
  if (n > 0 && ((a[same] & 0xc0) == 0x80 || (b[same] & 0xc0) == 0x80))
    n--;

  return MIN (n, MAX_DEPTH);
}

/* The word that stands at @offset of the letters. Words mostly come sorted: then this is all there is to do. */
static void
add_entry (RailVocabulary *self,
           gsize offset,
           guint weight)
{
  Entry *last = self->entries->len > 0 ? get_entry (self, self->entries->len - 1) : NULL;
  Entry entry = { offset, weight, 0 };
  int order = -1;

  if (last != NULL)
    entry.shared = count_shared (self->letters->str + last->offset, self->letters->str + offset, &order);
  if (order == 0)
    {
      last->weight = add_weights (last->weight, weight);
      return;
    }

  self->unsorted |= order > 0;
  g_array_append_val (self->entries, entry);
}

void
rail_vocabulary_add (RailVocabulary *self,
                     const char *word,
                     guint weight)
{
  gsize length = strlen (word);
  gsize offset = self->letters->len;

  if (length == 0 || !g_utf8_validate_len (word, length, NULL))
    return;

  g_string_append_len (self->letters, word, (gssize) length + 1);
  add_entry (self, offset, weight);
}

static int
compare_words (gconstpointer a,
               gconstpointer b,
               gpointer letters)
{
  return strcmp ((const char *) letters + ((const Entry *) a)->offset, (const char *) letters + ((const Entry *) b)->offset);
}

static void
merge_repeated (RailVocabulary *self)
{
  guint n = 0;
  int order;

  for (guint i = 0; i < self->entries->len; i++)
    {
      guint shared = n > 0 ? count_shared (get_word (self, n - 1), get_word (self, i), &order) : 0;

      if (n > 0 && order == 0)
        {
          get_entry (self, n - 1)->weight = add_weights (get_entry (self, n - 1)->weight, get_entry (self, i)->weight);
          continue;
        }
      *get_entry (self, n) = *get_entry (self, i);
      get_entry (self, n++)->shared = shared;
    }
  g_array_set_size (self->entries, n);
}

/* The words of one index come sorted; those of two are two runs. */
static void
settle (RailVocabulary *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (!self->unsorted)
    return;

  g_array_sort_with_data (self->entries, compare_words, self->letters->str);
  merge_repeated (self);
  self->unsorted = FALSE;
}

guint
rail_vocabulary_get_size (RailVocabulary *self)
{
  settle (self);

  return self->entries->len;
}

/* ---- as text ---- */

/* A line a word, its weight first: the words of an index hold neither spaces nor line ends. */
char *
rail_vocabulary_dup_words (RailVocabulary *self,
                           guint first,
                           guint max)
{
  GString *words = g_string_new (NULL);
  guint size = rail_vocabulary_get_size (self);

  for (guint i = first; i < size && i - first < max; i++)
    g_string_append_printf (words, "%u %s\n", get_entry (self, i)->weight, get_word (self, i));

  return g_string_free (words, FALSE);
}

static guint
read_weight (char **at)
{
  guint weight = 0;

  for (; g_ascii_isdigit (**at); (*at)++)
    weight = weight > G_MAXUINT / 16 ? G_MAXUINT / 16 : weight * 10 + (guint) (**at - '0');

  return weight;
}

/* In one piece and in place: with a copy and a check for each of 160,000 words, reading them took twice as long. */
void
rail_vocabulary_add_words (RailVocabulary *self,
                           const char *words)
{
  gsize start = self->letters->len;
  gboolean valid = g_utf8_validate (words, -1, NULL);
  char *at;

  g_string_append (self->letters, words);
  at = self->letters->str + start;
  for (char *end; (end = strchr (at, '\n')) != NULL; at = end + 1)
    {
      guint weight = read_weight (&at);

      *end = '\0';
      if (at[0] == ' ' && at + 1 < end && (valid || g_utf8_validate (at + 1, -1, NULL)))
        add_entry (self, (gsize) (at + 1 - self->letters->str), weight);
    }
  g_string_truncate (self->letters, (gsize) (at - self->letters->str));
}

/* ---- how many ---- */

guint
rail_vocabulary_count (RailVocabulary *self,
                       const char *word)
{
  gsize length = strlen (word);
  guint low = 0;
  guint high;
  guint weight = 0;

  settle (self);
  high = self->entries->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (strcmp (get_word (self, middle), word) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  for (; low < self->entries->len && strncmp (get_word (self, low), word, length) == 0; low++)
    weight = add_weights (weight, get_entry (self, low)->weight);

  return weight;
}

/* ---- the nearest ---- */

typedef struct
{
  const RailVocabulary *vocabulary;
  gunichar letters[MAX_LETTERS];
  guint n_letters;
  guint limit;
  gboolean prefix; /* the word may be a beginning ... */
  gboolean whole;  /* ... but not nearly one */
  guint max;
  GArray *near; /* RailNearWord, best first */

  /*
   * The table of distances between the beginnings of the word asked for (columns) and those of the word at hand (rows). Words are walked
   * in order, so that one that begins like its neighbour takes over the neighbour's rows.
   */
  guint8 rows[MAX_DEPTH + 1][MAX_LETTERS + 2];
  guint8 best[MAX_DEPTH + 1];      /* the least of the last column down to here: how near any beginning comes */
  gunichar path[MAX_DEPTH + 1];    /* path[i] is the character that led to row i */
  gsize path_bytes[MAX_DEPTH + 1]; /* how many bytes of the word row i stands for */
  guint depth;                     /* rows that hold for the word at hand */
  guint hopeless;                  /* nothing that begins with so many of its characters is near; 0: unknown */
} Walk;

static guint
choose_limit (guint n_letters)
{
  if (n_letters < 4 || n_letters > MAX_LETTERS)
    return 0;

  return n_letters < 8 ? 1 : MAX_DISTANCE;
}

/* What it costs that letter @column of the word asked for is another than letter @depth of the word at hand. */
static guint
price_wrong_letter (const Walk *self,
                    guint depth,
                    guint column)
{
  gboolean first = depth == 1 && column == 1;
  gboolean last = column == self->n_letters && self->n_letters < MIN_LONG_LETTERS;

  return first || last ? 2 : 1;
}

/* Fills row @depth from the two above it, only near the diagonal: elsewhere the distance is beyond the limit. Returns its least value. */
static guint
fill_row (Walk *self,
          guint depth)
{
  guint first = depth > self->limit ? depth - self->limit : 0;
  guint last = MIN (depth + self->limit, self->n_letters);
  guint8 beyond = (guint8) (self->limit + 1);
  const guint8 *above = depth > 0 ? self->rows[depth - 1] : NULL;
  guint8 *row = self->rows[depth];
  guint8 least = beyond;

  if (first > 0 && first - 1 <= self->n_letters)
    row[first - 1] = beyond;
  for (guint column = first; column <= last; column++)
    {
      /* One more for the first letter: along the edges of the table it is among those that are missing or too many. */
      guint value = MAX (depth, column) + (depth != column);

      if (depth > 0 && column > 0)
        {
          gboolean equal = self->letters[column - 1] == self->path[depth];

          value = MIN (above[column - 1] + (equal ? 0u : price_wrong_letter (self, depth, column)), MIN (above[column], row[column - 1]) + 1u);
          if (depth > 1 && column > 1 && self->letters[column - 1] == self->path[depth - 1] && self->letters[column - 2] == self->path[depth])
            value = MIN (value, self->rows[depth - 2][column - 2] + 1u);
        }
      row[column] = (guint8) MIN (value, beyond);
      least = MIN (least, row[column]);
    }
  row[last + 1] = beyond;
  /* Two swapped letters are one slip wherever they stand: the next row may yet find that the first two are. */
  if (depth == 1 && self->n_letters > 1 && self->letters[1] == self->path[1])
    least = MIN (least, 1);

  self->best[depth] = last == self->n_letters && first <= last ? row[last] : beyond;
  if (depth > 0)
    self->best[depth] = MIN (self->best[depth], self->best[depth - 1]);

  return least;
}

static gboolean
is_better (const RailNearWord *a,
           const RailNearWord *b)
{
  if (a->distance != b->distance)
    return a->distance < b->distance;

  return a->weight > b->weight;
}

static void
keep (Walk *self,
      guint entry,
      guint distance)
{
  RailNearWord near = { get_word (self->vocabulary, entry), distance, get_entry (self->vocabulary, entry)->weight };
  guint place = self->near->len;

  if (distance == 0 || distance > self->limit)
    return;

  while (place > 0 && is_better (&near, &g_array_index (self->near, RailNearWord, place - 1)))
    place--;
  if (place >= self->max)
    return;
  g_array_insert_val (self->near, place, near);
  if (self->near->len > self->max)
    g_array_set_size (self->near, self->max);
}

static void
visit (Walk *self,
       guint entry)
{
  guint shared = get_entry (self->vocabulary, entry)->shared;
  const char *word = get_word (self->vocabulary, entry);
  const char *at;

  if (self->hopeless > 0 && shared >= self->hopeless)
    {
      if (self->prefix && !self->whole)
        keep (self, entry, self->best[self->hopeless]);
      return;
    }

  self->hopeless = 0;
  self->depth = MIN (self->depth, shared);
  at = word + self->path_bytes[self->depth];
  while (*at != '\0')
    {
      guint depth = ++self->depth;

      self->path[depth] = g_utf8_get_char (at);
      at = g_utf8_next_char (at);
      self->path_bytes[depth] = (gsize) (at - word);
      /* At the latest where the word has grown longer than any that is near. */
      if (fill_row (self, depth) > self->limit)
        {
          self->hopeless = depth;
          break;
        }
    }

  if (self->prefix && !self->whole)
    keep (self, entry, self->best[self->depth]);
  else if (self->prefix && self->best[self->depth] == 0)
    return;
  else if (self->hopeless == 0 && self->depth + self->limit >= self->n_letters)
    keep (self, entry, self->rows[self->depth][self->n_letters]);
}

GArray *
rail_vocabulary_find_near (RailVocabulary *self,
                           const char *word,
                           gboolean prefix,
                           guint max,
                           GCancellable *cancellable)
{
  g_autofree Walk *walk = g_new0 (Walk, 1);
  glong n_letters;
  g_autofree gunichar *letters = g_utf8_to_ucs4 (word, -1, NULL, &n_letters, NULL);

  walk->near = g_array_new (FALSE, FALSE, sizeof (RailNearWord));
  walk->limit = letters != NULL && n_letters <= MAX_LETTERS ? choose_limit ((guint) n_letters) : 0;
  if (walk->limit == 0 || max == 0)
    return walk->near;

  settle (self);
  memcpy (walk->letters, letters, (gsize) n_letters * sizeof (gunichar));
  walk->vocabulary = self;
  walk->n_letters = (guint) n_letters;
  walk->prefix = prefix;
  walk->whole = n_letters < MIN_LONG_LETTERS;
  walk->max = max;
  fill_row (walk, 0);

  for (guint i = 0; i < self->entries->len; i++)
    {
      if (i % WORDS_BETWEEN_CHECKS == 0 && g_cancellable_is_cancelled (cancellable))
        {
          g_array_set_size (walk->near, 0);
          break;
        }
      visit (walk, i);
    }

  return walk->near;
}
