#include "config.h"

#include "rules/field-matcher.h"

#include <string.h>

#include "rules/title-index.h"

typedef struct
{
  RailPattern *pattern;
  guint32 tried_at; /* the text it was last tried on, if trying again would not say more */
  guint8 kind;      /* RailPatternKind */
  guint8 hit;
} Slot;

struct _RailFieldMatcher
{
  GArray *slots;         /* Slot */
  GHashTable *by_source; /* source -> slot, until it is sealed */
  RailTitleIndex *index;
  GArray *always;     /* guint32: slots of which no literal is known */
  GArray *hits;       /* guint32 */
  GArray *candidates; /* guint32: regular expressions to ask about this text */
  GString *folded;    /* the text between two paddings */
  GString *singly;
  guint32 text; /* the number of the text looked at */
};

/* One text while it is looked at. */
typedef struct
{
  RailFieldMatcher *matcher;
  RailText text; /* borrowed from the matcher's buffers */
} Look;

static void
clear_slot (gpointer data)
{
  Slot *slot = data;

  rail_pattern_unref (slot->pattern);
}

RailFieldMatcher *
rail_field_matcher_new (void)
{
  RailFieldMatcher *self = g_new0 (RailFieldMatcher, 1);

  self->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  g_array_set_clear_func (self->slots, clear_slot);
  self->by_source = g_hash_table_new (g_str_hash, g_str_equal);
  self->index = rail_title_index_new ();
  self->always = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->hits = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->candidates = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->folded = g_string_new (NULL);
  self->singly = g_string_new (NULL);

  return self;
}

void
rail_field_matcher_free (RailFieldMatcher *self)
{
  g_array_unref (self->slots);
  g_clear_pointer (&self->by_source, g_hash_table_unref);
  rail_title_index_free (self->index);
  g_array_unref (self->always);
  g_array_unref (self->hits);
  g_array_unref (self->candidates);
  g_string_free (self->folded, TRUE);
  g_string_free (self->singly, TRUE);
  g_free (self);
}

guint
rail_field_matcher_add (RailFieldMatcher *self,
                        RailPattern *pattern)
{
  const char *source = rail_pattern_get_source (pattern);
  Slot slot = { .kind = (guint8) rail_pattern_get_kind (pattern) };
  guint32 number = self->slots->len;
  g_autoptr (GPtrArray) literals = NULL;
  gpointer known;

  if (slot.kind != RAIL_PATTERN_REGEX && g_hash_table_lookup_extended (self->by_source, source, NULL, &known))
    return GPOINTER_TO_UINT (known);

  slot.pattern = rail_pattern_ref (pattern);
  g_array_append_val (self->slots, slot);
  if (slot.kind != RAIL_PATTERN_REGEX)
    g_hash_table_insert (self->by_source, (gpointer) source, GUINT_TO_POINTER (number));

  literals = rail_pattern_dup_literals (pattern);
  if (!rail_title_index_add (self->index, number, literals))
    g_array_append_val (self->always, number);

  return number;
}

void
rail_field_matcher_seal (RailFieldMatcher *self)
{
  rail_title_index_seal (self->index);
  g_clear_pointer (&self->by_source, g_hash_table_unref);
}

guint
rail_field_matcher_get_n_slots (const RailFieldMatcher *self)
{
  return self->slots->len;
}

static Slot *
get_slot (const RailFieldMatcher *self,
          guint number)
{
  return &g_array_index (self->slots, Slot, number);
}

void
rail_field_matcher_clear (RailFieldMatcher *self)
{
  for (guint i = 0; i < self->hits->len; i++)
    get_slot (self, g_array_index (self->hits, guint32, i))->hit = FALSE;
  g_array_set_size (self->hits, 0);
}

static void
add_hit (RailFieldMatcher *self,
         Slot *slot,
         guint32 number)
{
  if (slot->hit)
    return;

  slot->hit = TRUE;
  g_array_append_val (self->hits, number);
}

static void
add_candidate (RailFieldMatcher *self,
               guint32 number)
{
  g_array_append_val (self->candidates, number);
}

/* A plain pattern may stand there more than once, and only later at a word start; the others are asked once for a text. */
static void
literal_found_cb (guint number,
                  const char *at,
                  gpointer data)
{
  Look *look = data;
  RailFieldMatcher *self = look->matcher;
  Slot *slot = get_slot (self, number);

  if (slot->hit || slot->tried_at == self->text)
    return;

  if (slot->kind == RAIL_PATTERN_PLAIN)
    {
      if (rail_pattern_matches_at (slot->pattern, look->text.folded, at))
        add_hit (self, slot, number);
      return;
    }

  slot->tried_at = self->text;
  if (slot->kind == RAIL_PATTERN_REGEX)
    add_candidate (self, number);
  else if (rail_pattern_matches (slot->pattern, &look->text))
    add_hit (self, slot, number);
}

/* What was found in the text of single folds concerns regular expressions only: the others stand in the folded text. */
static void
literal_found_singly_cb (guint number,
                         const char *at,
                         gpointer data)
{
  const Look *look = data;

  if (get_slot (look->matcher, number)->kind == RAIL_PATTERN_REGEX)
    literal_found_cb (number, at, data);
}

static void
pad (GString *text)
{
  static const char zeros[RAIL_TITLE_INDEX_PADDING] = "";

  g_string_append_len (text, zeros, sizeof zeros);
}

/* Trims a folded text that stands behind a padding, and pads its end. The trimmed space must not be seen by the index either. */
static char *
finish (GString *text,
        gsize *length)
{
  gsize start = RAIL_TITLE_INDEX_PADDING;

  if (text->len > start && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  if (text->len > start && text->str[start] == ' ')
    text->str[start++] = '\0';
  *length = text->len - start;
  pad (text);

  return text->str + start;
}

static RailTextTraits
fold (RailFieldMatcher *self,
      Look *look,
      const char *text,
      gsize length)
{
  RailTextTraits traits;

  g_string_truncate (self->folded, 0);
  pad (self->folded);
  traits = rail_text_fold_append (self->folded, text, length);
  look->text.folded = finish (self->folded, &look->text.folded_length);

  return traits;
}

/* Where characters join, the folded text need not have what a regular expression sees in the normal one. */
static void
scan_singly (RailFieldMatcher *self,
             Look *look)
{
  const char *start;
  gsize length;

  g_string_truncate (self->singly, 0);
  pad (self->singly);
  rail_text_fold_append_singly (self->singly, look->text.normal, look->text.normal_length);
  start = finish (self->singly, &length);
  rail_title_index_scan (self->index, start, length, literal_found_singly_cb, look);
}

static void
ask_regexes (RailFieldMatcher *self,
             Look *look,
             RailFieldMatcherFunc wanted,
             gpointer data)
{
  for (guint i = 0; i < self->candidates->len; i++)
    {
      guint32 number = g_array_index (self->candidates, guint32, i);
      Slot *slot = get_slot (self, number);

      if ((wanted == NULL || wanted (number, data)) && rail_pattern_matches (slot->pattern, &look->text))
        add_hit (self, slot, number);
    }
}

static void
begin (RailFieldMatcher *self)
{
  g_array_set_size (self->candidates, 0);
  if (++self->text != 0)
    return;

  /* After four thousand million texts the numbers begin anew. */
  for (guint i = 0; i < self->slots->len; i++)
    get_slot (self, i)->tried_at = 0;
  self->text = 1;
}

void
rail_field_matcher_look_at (RailFieldMatcher *self,
                            const char *text,
                            RailFieldMatcherFunc wanted,
                            gpointer data)
{
  Look look = { .matcher = self };
  g_autofree char *normal = NULL;
  gsize length = strlen (text);
  RailTextTraits traits;

  if (self->slots->len == 0)
    return;

  begin (self);
  traits = fold (self, &look, text, length);
  rail_title_index_scan (self->index, look.text.folded, look.text.folded_length, literal_found_cb, &look);

  for (guint i = 0; i < self->always->len; i++)
    {
      guint32 number = g_array_index (self->always, guint32, i);
      Slot *slot = get_slot (self, number);

      if (slot->kind == RAIL_PATTERN_REGEX)
        add_candidate (self, number);
      else if (rail_pattern_matches (slot->pattern, &look.text))
        add_hit (self, slot, number);
    }

  if ((traits & RAIL_TEXT_DENORMAL) != 0 && ((traits & RAIL_TEXT_JOINS) != 0 || self->candidates->len > 0))
    normal = g_utf8_normalize (text, (gssize) length, G_NORMALIZE_NFC);
  look.text.normal = normal != NULL ? normal : (char *) text;
  look.text.normal_length = normal != NULL ? strlen (normal) : length;
  if (traits & RAIL_TEXT_JOINS)
    scan_singly (self, &look);
  ask_regexes (self, &look, wanted, data);
}

GArray *
rail_field_matcher_get_hits (const RailFieldMatcher *self)
{
  return self->hits;
}

gboolean
rail_field_matcher_has_hit (const RailFieldMatcher *self,
                            guint slot)
{
  return get_slot (self, slot)->hit;
}
