#include "config.h"

#include "coach/guard-model.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

#define MAGIC "RAILGUARD\0"
#define MAGIC_LENGTH 10
#define VERSION 4
#define NAME_LENGTH 16
#define MAX_CLASSES 32
#define MAX_FEATURES (1u << 20)
#define HASH_LENGTH 4
#define DIGEST_LENGTH 32
/* Pieces of words have this many characters, a space on either side of the word counted. */
#define MIN_PIECE 3
#define MAX_PIECE 4
/* Of pieces, beside words, stems and pairs. */
#define PIECES_SHARE 1.4
/* What most endings stand behind: "kundi", "licen", "despe". */
#define STEM 5

typedef struct
{
  RailGuardCategory category;
  RailGuardVerdict verdict; /* RAIL_GUARD_REFUSE for the class "off-topic" */
  double scale;
  double bias;
} Class;

struct _RailGuardModel
{
  GBytes *data;
  Class classes[MAX_CLASSES];
  guint n_classes;
  guint n_features;
  const guint8 *hashes; /* HASH_LENGTH for each feature, in rising order: what is not among them is no evidence at all */
  const gint8 *weights; /* n_classes for each feature */
};

typedef struct
{
  const guint8 *data;
  gsize left;
} Reader;

/* One word, stem, pair or piece, and the words it lies in. */
typedef void (*Visitor) (guint32 hash,
                         gboolean is_piece,
                         guint from,
                         guint to,
                         gpointer user_data);

/* NULL where the file ends before. */
static const guint8 *
take (Reader *self,
      gsize length)
{
  const guint8 *taken = self->data;

  if (length > self->left)
    return NULL;

  self->data += length;
  self->left -= length;
  return taken;
}

static guint32
get_uint32 (const guint8 *data)
{
  return (guint32) data[0] | (guint32) data[1] << 8 | (guint32) data[2] << 16 | (guint32) data[3] << 24;
}

static double
get_float (const guint8 *data)
{
  guint32 bits = get_uint32 (data);
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static gboolean
fail (GError **error,
      const char *what)
{
  g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "The guard’s model cannot be read: %s", what);
  return FALSE;
}

static gboolean
read_class (Class *self,
            const char *name)
{
  self->category = RAIL_GUARD_NONE;
  self->verdict = RAIL_GUARD_STOP;

  if (g_str_equal (name, "ok"))
    self->verdict = RAIL_GUARD_OK;
  else if (g_str_equal (name, "off-topic"))
    self->verdict = RAIL_GUARD_REFUSE;
  else if (g_str_equal (name, "legal-claim"))
    self->category = RAIL_GUARD_LEGAL;
  else if (g_str_equal (name, "legal-question"))
    {
      self->category = RAIL_GUARD_LEGAL;
      self->verdict = RAIL_GUARD_CAUTION;
    }
  else if (!rail_guard_category_parse (name, &self->category))
    return FALSE;
  else if (self->category >= RAIL_GUARD_DISCRIMINATION)
    self->verdict = RAIL_GUARD_CAUTION;

  return TRUE;
}

static gboolean
read_names (RailGuardModel *self,
            Reader *reader,
            GError **error)
{
  for (guint i = 0; i < self->n_classes; i++)
    {
      const guint8 *field = take (reader, NAME_LENGTH);
      g_autofree char *name = field != NULL ? g_strndup ((const char *) field, NAME_LENGTH) : NULL;

      if (name == NULL || !read_class (&self->classes[i], name))
        return fail (error, "a class is not known");
    }
  if (self->classes[0].verdict != RAIL_GUARD_OK)
    return fail (error, "the first class is not “ok”");

  return TRUE;
}

static gboolean
read_numbers (RailGuardModel *self,
              Reader *reader,
              GError **error)
{
  for (guint i = 0; i < 2 * self->n_classes; i++)
    {
      const guint8 *field = take (reader, 4);
      double value = field != NULL ? get_float (field) : NAN;

      if (!isfinite (value) || fabs (value) > 1e6)
        return fail (error, "a number is out of range");
      if (i < self->n_classes)
        self->classes[i].scale = value;
      else
        self->classes[i - self->n_classes].bias = value;
    }

  return TRUE;
}

static gboolean
check_digest (Reader *reader,
              GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[DIGEST_LENGTH];
  gsize length = sizeof digest;

  if (reader->left < DIGEST_LENGTH)
    return fail (error, "it is too short");

  reader->left -= DIGEST_LENGTH;
  g_checksum_update (checksum, reader->data, (gssize) reader->left);
  g_checksum_get_digest (checksum, digest, &length);
  if (memcmp (digest, reader->data + reader->left, DIGEST_LENGTH) != 0)
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_DAMAGED, "The guard’s model is damaged: install Handrail again");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_head (RailGuardModel *self,
           Reader *reader,
           GError **error)
{
  const guint8 *magic = take (reader, MAGIC_LENGTH + 2);
  const guint8 *sizes = take (reader, 8);

  if (magic == NULL || sizes == NULL || memcmp (magic, MAGIC, MAGIC_LENGTH) != 0)
    return fail (error, "it is no such file");
  if (magic[MAGIC_LENGTH] != 0 || magic[MAGIC_LENGTH + 1] != VERSION)
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_NEWER, "The guard’s model is of another version than this Handrail");
      return FALSE;
    }

  self->n_classes = get_uint32 (sizes);
  self->n_features = get_uint32 (sizes + 4);
  if (self->n_classes < 2 || self->n_classes > MAX_CLASSES || self->n_features > MAX_FEATURES)
    return fail (error, "its sizes are out of range");

  return TRUE;
}

static gboolean
read_features (RailGuardModel *self,
               Reader *reader,
               GError **error)
{
  if (reader->left != (gsize) self->n_features * (HASH_LENGTH + self->n_classes))
    return fail (error, "its length is not what its sizes say");

  self->hashes = take (reader, (gsize) self->n_features * HASH_LENGTH);
  self->weights = (const gint8 *) reader->data;
  for (guint i = 1; i < self->n_features; i++)
    {
      if (get_uint32 (self->hashes + (gsize) (i - 1) * HASH_LENGTH) >= get_uint32 (self->hashes + (gsize) i * HASH_LENGTH))
        return fail (error, "its features are not in order");
    }

  return TRUE;
}

RailGuardModel *
rail_guard_model_new (GBytes *data,
                      GError **error)
{
  g_autoptr (RailGuardModel) self = g_new0 (RailGuardModel, 1);
  Reader reader = { 0 };

  self->data = g_bytes_ref (data);
  reader.data = g_bytes_get_data (data, &reader.left);
  if (!check_digest (&reader, error) || !read_head (self, &reader, error) || !read_names (self, &reader, error) ||
      !read_numbers (self, &reader, error) || !read_features (self, &reader, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
rail_guard_model_free (RailGuardModel *self)
{
  g_bytes_unref (self->data);
  g_free (self);
}

static guint32
mix (guint32 hash)
{
  hash ^= hash >> 16;
  hash *= 0x85ebca6bu;
  return hash ^ hash >> 13;
}

static guint32
add_bytes (guint32 hash,
           const char *bytes,
           gsize length)
{
  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guint8) bytes[i]) * 16777619u;

  return hash;
}

/* Each language has features of its own: what is a piece of "fire" in one is one of "fier" in another. */
static guint32
start_hash (RailGuardLanguage language,
            char kind)
{
  return add_bytes (add_bytes (2166136261u, rail_guard_language_get_code (language), 2), &kind, 1);
}

/* Borrowed; NULL for what the corpus has not, or too rarely. */
static const gint8 *
find_weights (const RailGuardModel *self,
              guint32 hash)
{
  guint from = 0;
  guint end = self->n_features;

  while (from < end)
    {
      guint middle = from + (end - from) / 2;
      guint32 found = get_uint32 (self->hashes + (gsize) middle * HASH_LENGTH);

      if (found == hash)
        return self->weights + (gsize) middle * self->n_classes;
      if (found < hash)
        from = middle + 1;
      else
        end = middle;
    }

  return NULL;
}

/* In bytes. */
static gsize
measure_stem (const RailGuardWord *word)
{
  const char *p = word->word;

  for (guint n = 0; n < STEM && p < word->word + word->length; n++)
    p = g_utf8_next_char (p);

  return p - word->word;
}

static void
visit_words (RailGuardLanguage language,
             const RailGuardText *text,
             guint first,
             guint end,
             Visitor visitor,
             gpointer user_data)
{
  for (guint i = first; i < end; i++)
    {
      const RailGuardWord *word = &g_array_index (text->words, RailGuardWord, i);
      guint32 hash = add_bytes (start_hash (language, 'b'), word->word, word->length);

      visitor (mix (add_bytes (start_hash (language, 'w'), word->word, word->length)), FALSE, i, i, user_data);
      visitor (mix (add_bytes (start_hash (language, 'p'), word->word, measure_stem (word))), FALSE, i, i, user_data);
      if (i + 1 == end)
        break;
      hash = add_bytes (hash, " ", 1);
      word = &g_array_index (text->words, RailGuardWord, i + 1);
      visitor (mix (add_bytes (hash, word->word, word->length)), FALSE, i, i + 1, user_data);
    }
}

/* The pieces of " word ", so that those of its beginning and end are told from those within. */
static void
visit_pieces_of (RailGuardLanguage language,
                 const GString *padded,
                 guint word,
                 Visitor visitor,
                 gpointer user_data)
{
  const char *end = padded->str + padded->len;

  for (const char *p = padded->str; p < end; p = g_utf8_next_char (p))
    {
      guint32 hash = start_hash (language, 'c');
      const char *q = p;

      for (guint n = 1; n <= MAX_PIECE && q < end; n++)
        {
          const char *next = g_utf8_next_char (q);

          hash = add_bytes (hash, q, next - q);
          q = next;
          if (n >= MIN_PIECE)
            visitor (mix (hash), TRUE, word, word, user_data);
        }
    }
}

static void
visit_pieces (RailGuardLanguage language,
              const RailGuardText *text,
              guint first,
              guint end,
              Visitor visitor,
              gpointer user_data)
{
  g_autoptr (GString) padded = g_string_new (NULL);

  for (guint i = first; i < end; i++)
    {
      const RailGuardWord *word = &g_array_index (text->words, RailGuardWord, i);

      g_string_assign (padded, " ");
      g_string_append_len (padded, word->word, (gssize) word->length);
      g_string_append_c (padded, ' ');
      visit_pieces_of (language, padded, i, visitor, user_data);
    }
}

static void
count_cb (guint32 hash,
          gboolean is_piece,
          guint from,
          guint to,
          gpointer user_data)
{
  guint *counts = user_data;

  counts[is_piece]++;
}

typedef struct
{
  const RailGuardModel *model;
  RailGuardLanguage language;
  double shares[2]; /* of a word, stem or pair, of a piece */
  double scores[MAX_CLASSES];
  guint n_known;
  guint n_visited;
  guint class;
  guint first;
  double *weights;
} Sum;

static void
add_cb (guint32 hash,
        gboolean is_piece,
        guint from,
        guint to,
        gpointer user_data)
{
  Sum *self = user_data;
  const gint8 *row = find_weights (self->model, hash);

  self->n_visited++;
  self->n_known += row != NULL;
  for (guint i = 0; row != NULL && i < self->model->n_classes; i++)
    self->scores[i] += row[i] * self->shares[is_piece];
}

static void
weigh_cb (guint32 hash,
          gboolean is_piece,
          guint from,
          guint to,
          gpointer user_data)
{
  Sum *self = user_data;
  const gint8 *row = find_weights (self->model, hash);
  double gain;

  if (row == NULL)
    return;

  gain = self->shares[is_piece] * (row[self->class] * self->model->classes[self->class].scale - row[0] * self->model->classes[0].scale);
  for (guint i = from; i <= to; i++)
    self->weights[i - self->first] += gain / (to - from + 1);
}

/* What is not known counts among the shares: little is believed on few known words. */
static void
visit (Sum *sum,
       const RailGuardText *text,
       guint first,
       guint end,
       Visitor visitor)
{
  guint counts[2] = { 0 };

  visit_words (sum->language, text, first, end, count_cb, counts);
  visit_pieces (sum->language, text, first, end, count_cb, counts);
  for (guint i = 0; i < 2; i++)
    sum->shares[i] = counts[i] > 0 ? (i == 1 ? PIECES_SHARE : 1.0) / sqrt (counts[i]) : 0;

  visit_words (sum->language, text, first, end, visitor, sum);
  visit_pieces (sum->language, text, first, end, visitor, sum);
}

static void
add_odds (const Class *class,
          double odds,
          RailGuardOdds *sums)
{
  switch (class->verdict)
    {
    case RAIL_GUARD_STOP:
      sums->stop += odds;
      if (odds > sums->stop_best)
        {
          sums->stop_best = odds;
          sums->stop_category = class->category;
        }
      break;
    case RAIL_GUARD_CAUTION:
      sums->caution += odds;
      if (odds > sums->caution_best)
        {
          sums->caution_best = odds;
          sums->caution_category = class->category;
        }
      break;
    case RAIL_GUARD_REFUSE:
      sums->off_topic += odds;
      break;
    case RAIL_GUARD_OK:
    default:
      sums->ok += odds;
      break;
    }
}

void
rail_guard_model_read (const RailGuardModel *self,
                       const RailGuardText *text,
                       guint first,
                       guint end,
                       RailGuardLanguage language,
                       RailGuardOdds *odds)
{
  Sum sum = { .model = self, .language = language };
  double top = -INFINITY;
  double total = 0;

  memset (odds, 0, sizeof *odds);
  visit (&sum, text, first, end, add_cb);
  for (guint i = 0; i < self->n_classes; i++)
    {
      sum.scores[i] = sum.scores[i] * self->classes[i].scale + self->classes[i].bias;
      top = MAX (top, sum.scores[i]);
    }
  for (guint i = 0; i < self->n_classes; i++)
    {
      sum.scores[i] = exp (sum.scores[i] - top);
      total += sum.scores[i];
    }
  for (guint i = 0; i < self->n_classes; i++)
    add_odds (&self->classes[i], sum.scores[i] / total, odds);
  odds->known = sum.n_visited > 0 ? (double) sum.n_known / sum.n_visited : 0;
}

void
rail_guard_model_weigh (const RailGuardModel *self,
                        const RailGuardText *text,
                        guint first,
                        guint end,
                        RailGuardLanguage language,
                        RailGuardCategory category,
                        RailGuardVerdict verdict,
                        double *weights)
{
  Sum sum = { .model = self, .language = language, .first = first, .weights = weights };

  memset (weights, 0, sizeof *weights * (end - first));
  for (guint i = 0; i < self->n_classes; i++)
    {
      if (self->classes[i].category == category && self->classes[i].verdict == verdict)
        {
          sum.class = i;
          visit (&sum, text, first, end, weigh_cb);
        }
    }
}
