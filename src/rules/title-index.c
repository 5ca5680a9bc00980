#include "config.h"

#include "rules/title-index.h"

#include <string.h>

/*
 * A literal is found by so many of its bytes. Four let a fifth through of what three do, and hardly any literal is shorter; those that are
 * cost every text another look at each of its bytes, once there is one.
 */
#define MAX_GRAM_SIZE 4
#define MIN_GRAM_SIZE 2

/* While the index is built: how often each gram stands in the literals, by hash. */
#define COUNT_BITS 16

/* Bits of the bitmap for each literal: with 32 one foreign gram in 32 gets past it. */
#define BITS_PER_ENTRY 32
#define MIN_BITMAP_BITS 12

/* A gram of three is let through as often as eight of four, one of two as often as 64. */
#define WEIGHT_SHIFT 3

typedef struct
{
  guint64 window; /* up to eight bytes of the literal with the gram among them, the first one lowest */
  guint32 slot;
  guint32 literal;   /* offset in literals */
  guint16 length;    /* of the literal, in bytes */
  guint16 gram_at;   /* in the literal */
  guint16 window_at; /* in the literal; at most RAIL_TITLE_INDEX_PADDING before the gram */
  guint8 unused;     /* bits of the window that are not used */
} Entry;

typedef struct
{
  guint slot;
  GPtrArray *sets;
} Request;

struct _RailTitleIndex
{
  GArray *requests; /* Request, until it is sealed */
  GString *literals;
  Entry *entries;  /* by bucket */
  guint32 *starts; /* where each bucket starts in entries, and one more */
  guint64 *bitmap;
  guint bucket_bits;
  guint bitmap_bits;
  guint gram_sizes; /* bit set of 1 << size: those that some literal is found by */
};

static void
clear_request (gpointer data)
{
  Request *request = data;

  g_ptr_array_unref (request->sets);
}

/* Grams of different sizes share the tables: what one is taken for the other is found out like any other chance likeness. */
static guint32
hash (guint32 gram)
{
  return gram * 0x9e3779b1u;
}

/* The top bits of a multiplicative hash are the good ones. */
static guint32
reduce (guint32 hashed,
        guint bits)
{
  return hashed >> (32 - bits);
}

static guint32
read_gram (const char *at)
{
  guint32 bytes;

  memcpy (&bytes, at, sizeof bytes);

  return GUINT32_FROM_LE (bytes);
}

static guint32
shorten (guint32 gram,
         guint size)
{
  return gram & G_MAXUINT32 >> 8 * (MAX_GRAM_SIZE - size);
}

static guint64
read_window (const char *at)
{
  guint64 bytes;

  memcpy (&bytes, at, sizeof bytes);

  return GUINT64_FROM_LE (bytes);
}

RailTitleIndex *
rail_title_index_new (void)
{
  RailTitleIndex *self = g_new0 (RailTitleIndex, 1);

  self->requests = g_array_new (FALSE, FALSE, sizeof (Request));
  g_array_set_clear_func (self->requests, clear_request);

  return self;
}

void
rail_title_index_free (RailTitleIndex *self)
{
  g_clear_pointer (&self->requests, g_array_unref);
  if (self->literals != NULL)
    g_string_free (self->literals, TRUE);
  g_free (self->entries);
  g_free (self->starts);
  g_free (self->bitmap);
  g_free (self);
}

static gboolean
is_usable (GPtrArray *set)
{
  for (guint i = 0; i < set->len; i++)
    {
      gsize length = strlen (g_ptr_array_index (set, i));

      if (length < MIN_GRAM_SIZE || length > G_MAXUINT16)
        return FALSE;
    }

  return set->len > 0;
}

gboolean
rail_title_index_add (RailTitleIndex *self,
                      guint slot,
                      GPtrArray *sets)
{
  gboolean usable = FALSE;

  for (guint i = 0; i < sets->len && !usable; i++)
    usable = is_usable (g_ptr_array_index (sets, i));
  if (usable)
    {
      Request request = { slot, g_ptr_array_ref (sets) };

      g_array_append_val (self->requests, request);
    }

  return usable;
}

static guint
get_gram_size (gsize length)
{
  return (guint) MIN (length, MAX_GRAM_SIZE);
}

static guint32
get_gram (const char *literal,
          gsize length,
          guint position)
{
  char bytes[sizeof (guint32)] = "";

  memcpy (bytes, literal + position, get_gram_size (length));

  return read_gram (bytes);
}

static void
count_grams (const RailTitleIndex *self,
             guint16 *counts,
             guint32 *bytes)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      GPtrArray *sets = g_array_index (self->requests, Request, i).sets;

      for (guint j = 0; j < sets->len; j++)
        {
          GPtrArray *set = g_ptr_array_index (sets, j);

          for (guint k = 0; k < set->len; k++)
            {
              const char *literal = g_ptr_array_index (set, k);
              gsize length = strlen (literal);

              for (guint at = 0; length >= MIN_GRAM_SIZE && at + get_gram_size (length) <= length; at++)
                {
                  guint16 *count = &counts[reduce (hash (get_gram (literal, length, at)), COUNT_BITS)];

                  *count += *count < G_MAXUINT16;
                }
              for (const char *at = literal; *at != '\0'; at++)
                bytes[(guint8) *at]++;
            }
        }
    }
}

/* Rather a gram that few literals have; among equals one of bytes that are rare in them. */
static guint64
weigh (guint32 gram,
       guint size,
       const guint16 *counts,
       const guint32 *bytes)
{
  guint64 count = (guint64) counts[reduce (hash (gram), COUNT_BITS)] << (MAX_GRAM_SIZE - size) * WEIGHT_SHIFT;
  guint64 sum = 0;

  for (guint i = 0; i < size; i++)
    sum += bytes[gram >> (8 * i) & 0xff];

  return (count << 32) + MIN (sum, G_MAXUINT32);
}

static guint
choose_gram (const char *literal,
             const guint16 *counts,
             const guint32 *bytes,
             guint64 *weight)
{
  gsize length = strlen (literal);
  guint size = get_gram_size (length);
  guint best = 0;

  *weight = G_MAXUINT64;
  for (guint at = 0; at + size <= length; at++)
    {
      guint64 each = weigh (get_gram (literal, length, at), size, counts, bytes);

      if (each < *weight)
        {
          *weight = each;
          best = at;
        }
    }

  return best;
}

static GPtrArray *
choose_set (GPtrArray *sets,
            const guint16 *counts,
            const guint32 *bytes)
{
  GPtrArray *best = NULL;
  guint64 best_weight = G_MAXUINT64;

  for (guint i = 0; i < sets->len; i++)
    {
      GPtrArray *set = g_ptr_array_index (sets, i);
      guint64 sum = 0;

      if (!is_usable (set))
        continue;
      for (guint j = 0; j < set->len; j++)
        {
          guint64 weight;

          choose_gram (g_ptr_array_index (set, j), counts, bytes, &weight);
          sum += weight;
        }
      if (best == NULL || sum < best_weight)
        {
          best = set;
          best_weight = sum;
        }
    }

  return best;
}

static Entry
make_entry (RailTitleIndex *self,
            guint slot,
            const char *literal,
            guint gram_at)
{
  gsize length = strlen (literal);
  char window[sizeof (guint64)] = "";
  gsize used = MIN (length, sizeof window);
  Entry entry = {
    .slot = slot,
    .literal = (guint32) self->literals->len,
    .length = (guint16) length,
    .gram_at = (guint16) gram_at,
    .window_at = (guint16) MIN (gram_at, length - used),
    .unused = (guint8) (8 * (sizeof window - used)),
  };

  memcpy (window, literal + entry.window_at, used);
  entry.window = read_window (window);
  self->gram_sizes |= 1u << get_gram_size (length);

  g_string_append_len (self->literals, literal, (gssize) length);

  return entry;
}

static GArray *
make_entries (RailTitleIndex *self)
{
  g_autofree guint16 *counts = g_new0 (guint16, 1 << COUNT_BITS);
  guint32 bytes[256] = { 0 };
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  count_grams (self, counts, bytes);
  for (guint i = 0; i < self->requests->len; i++)
    {
      const Request *request = &g_array_index (self->requests, Request, i);
      GPtrArray *set = choose_set (request->sets, counts, bytes);

      g_assert (set != NULL);
      for (guint j = 0; j < set->len; j++)
        {
          const char *literal = g_ptr_array_index (set, j);
          guint64 weight;
          Entry entry = make_entry (self, request->slot, literal, choose_gram (literal, counts, bytes, &weight));

          g_array_append_val (entries, entry);
        }
    }

  return entries;
}

/* The hash of what an entry is found by. */
static guint32
hash_entry (const RailTitleIndex *self,
            const Entry *entry)
{
  return hash (get_gram (self->literals->str + entry->literal, entry->length, entry->gram_at));
}

/* Sorts the entries into their buckets, whose number is that of the entries rounded up to a power of two. */
static void
fill_buckets (RailTitleIndex *self,
              GArray *entries)
{
  guint n_buckets;
  g_autofree guint32 *next = NULL;

  self->bucket_bits = MAX (1, g_bit_storage (entries->len));
  self->bitmap_bits = MAX (MIN_BITMAP_BITS, g_bit_storage ((gulong) entries->len * BITS_PER_ENTRY));
  n_buckets = 1u << self->bucket_bits;
  self->entries = g_new (Entry, entries->len);
  self->starts = g_new0 (guint32, n_buckets + 1);
  self->bitmap = g_new0 (guint64, ((gsize) 1 << self->bitmap_bits) / 64);

  for (guint i = 0; i < entries->len; i++)
    {
      guint32 hashed = hash_entry (self, &g_array_index (entries, Entry, i));
      guint32 bit = reduce (hashed, self->bitmap_bits);

      self->bitmap[bit / 64] |= (guint64) 1 << (bit % 64);
      self->starts[reduce (hashed, self->bucket_bits) + 1]++;
    }
  for (guint i = 0; i < n_buckets; i++)
    self->starts[i + 1] += self->starts[i];

  next = g_memdup2 (self->starts, n_buckets * sizeof (guint32));
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      self->entries[next[reduce (hash_entry (self, entry), self->bucket_bits)]++] = *entry;
    }
}

void
rail_title_index_seal (RailTitleIndex *self)
{
  g_autoptr (GArray) entries = NULL;

  self->literals = g_string_new (NULL);
  entries = make_entries (self);
  fill_buckets (self, entries);
  g_clear_pointer (&self->requests, g_array_unref);
}

/* A zero before or behind the text is in no literal, so that within the window nothing needs comparing with the text's ends. */
static inline gboolean
stands_there (const RailTitleIndex *self,
              const Entry *entry,
              const char *gram,
              const char *text,
              gsize length)
{
  const char *start = gram - entry->gram_at;

  if ((read_window (start + entry->window_at) ^ entry->window) << entry->unused != 0)
    return FALSE;
  if (entry->length <= sizeof entry->window)
    return TRUE;

  return start >= text &&
         entry->length <= (gsize) (text + length - start) &&
         memcmp (start, self->literals->str + entry->literal, entry->length) == 0;
}

/* What the scan needs at every byte, out of reach of the calls in between. */
typedef struct
{
  const RailTitleIndex *index;
  const char *text;
  gsize length;
  RailTitleIndexFunc found;
  gpointer data;
} Scan;

static void
look_up (const Scan *scan,
         guint32 hashed,
         const char *at)
{
  const RailTitleIndex *self = scan->index;
  guint32 bucket = reduce (hashed, self->bucket_bits);
  const Entry *end = self->entries + self->starts[bucket + 1];

  for (const Entry *entry = self->entries + self->starts[bucket]; entry < end; entry++)
    {
      if (stands_there (self, entry, at, scan->text, scan->length))
        scan->found (entry->slot, at - entry->gram_at, scan->data);
    }
}

/* @size is a constant in each of the copies that the compiler makes of this. */
static inline void
scan_for (const Scan *scan,
          guint size)
{
  const guint64 *bitmap = scan->index->bitmap;
  guint bits = scan->index->bitmap_bits;
  const char *end = scan->text + scan->length;

  for (const char *at = scan->text; at + size <= end; at++)
    {
      guint32 hashed = hash (shorten (read_gram (at), size));
      guint32 bit = reduce (hashed, bits);

      if (G_UNLIKELY ((bitmap[bit / 64] >> (bit % 64) & 1) != 0))
        look_up (scan, hashed, at);
    }
}

void
rail_title_index_scan (const RailTitleIndex *self,
                       const char *text,
                       gsize length,
                       RailTitleIndexFunc found,
                       gpointer data)
{
  const Scan scan = { self, text, length, found, data };

  if (self->gram_sizes & 1u << 4)
    scan_for (&scan, 4);
  if (self->gram_sizes & 1u << 3)
    scan_for (&scan, 3);
  if (self->gram_sizes & 1u << 2)
    scan_for (&scan, 2);
}
