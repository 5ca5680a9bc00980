#include "config.h"

#include "coach/redactor.h"

#include <string.h>

#include "coach/letter-row.h"
#include "coach/person-names.h"
#include "coach/personal-data.h"
#include "coach/placeholder.h"

/* What a placeholder stands for, and by what it is known again. */
typedef struct
{
  char *key;
  char *original;
} Entry;

struct _RailRedactor
{
  RailPersonNames *names;
  GPtrArray *words;                            /* GArray of RailRowLetter */
  GPtrArray *entries[RAIL_REDACTED_N_CLASSES]; /* Entry; the first one is number 1 */
};

/* What was found in one text, and how each of it is known. */
typedef struct
{
  RailRedactedClass class;
  gsize start;
  gsize end;
  char *key;
} Place;

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->key);
  g_free (entry->original);
  g_free (entry);
}

static void
clear_place (gpointer data)
{
  g_free (((Place *) data)->key);
}

static void
free_redacted (gpointer data)
{
  RailRedacted *redacted = data;

  g_free (redacted->placeholder);
  g_free (redacted->original);
  g_free (redacted);
}

char *
rail_redaction_dup_rest (const RailRedaction *self,
                         const char *text)
{
  GString *rest = g_string_new (NULL);
  gsize at = 0;

  for (guint i = 0; i < self->taken->len; i++)
    {
      const RailRedacted *taken = g_ptr_array_index (self->taken, i);

      g_string_append_len (rest, text + at, (gssize) (taken->start - at));
      g_string_append_c (rest, ' ');
      at = taken->start + taken->length;
    }
  g_string_append (rest, text + at);

  return g_string_free (rest, FALSE);
}

void
rail_redaction_free (RailRedaction *self)
{
  g_free (self->text);
  g_ptr_array_unref (self->taken);
  g_free (self);
}

static void
unref_row (gpointer row)
{
  g_array_unref (row);
}

static void
add_word (RailRedactor *self,
          const char *word)
{
  g_autofree char *bare = g_strstrip (g_utf8_make_valid (word, -1));
  GArray *row = rail_letter_row_new (bare);

  if (row->len > 0)
    g_ptr_array_add (self->words, row);
  else
    g_array_unref (row);
}

RailRedactor *
rail_redactor_new (const char *const *names,
                   const char *const *words)
{
  RailRedactor *self = g_new0 (RailRedactor, 1);

  self->names = rail_person_names_new ();
  self->words = g_ptr_array_new_with_free_func (unref_row);
  for (guint i = 0; i < RAIL_REDACTED_N_CLASSES; i++)
    self->entries[i] = g_ptr_array_new_with_free_func (free_entry);
  rail_redactor_add_names (self, names);
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    add_word (self, words[i]);

  return self;
}

void
rail_redactor_free (RailRedactor *self)
{
  g_clear_pointer (&self->names, rail_person_names_free);
  g_ptr_array_unref (self->words);
  for (guint i = 0; i < RAIL_REDACTED_N_CLASSES; i++)
    g_ptr_array_unref (self->entries[i]);
  g_free (self);
}

void
rail_redactor_add_names (RailRedactor *self,
                         const char *const *names)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    rail_person_names_add (self->names, names[i]);
}

/* ---- finding ---- */

/* The row in ASCII, a byte for each letter: what is no ASCII becomes one that no placeholder has. */
static char *
dup_shadow (GArray *row)
{
  char *shadow = g_malloc (row->len + 1);

  for (guint i = 0; i < row->len; i++)
    {
      const RailRowLetter *letter = rail_letter_row_get (row, i);
      char sign = letter->character < 0x80 && letter->character > 0 ? (char) letter->character : '\x7f';

      shadow[i] = letter->is_capital ? g_ascii_toupper (sign) : sign;
    }
  shadow[row->len] = '\0';

  return shadow;
}

/*
 * Placeholders that were typed, also with invisible characters inside, which the prompt will take out: they must come back as what they are, and never as
 * somebody.
 */
static void
find_placeholders (GArray *row,
                   guint8 *taken,
                   GArray *findings)
{
  g_autofree char *shadow = dup_shadow (row);
  RailPlaceholder found = { .end = 0 };

  while (rail_placeholder_find (shadow, found.end, &found))
    rail_finding_add (findings, taken, RAIL_REDACTED_WORD, (guint) found.start, (guint) found.end);
}

/* Space and hyphen are the same between the parts of a word. */
static gboolean
is_same (gunichar one,
         gunichar other)
{
  return one == other || ((one == ' ' || one == '-') && (other == ' ' || other == '-'));
}

static gboolean
joins (GArray *row,
       gssize outer,
       gssize inner)
{
  const RailRowLetter *letter = rail_letter_row_get (row, inner);

  return rail_letter_row_is_word (row, outer) && letter->is_word && !letter->is_paired;
}

static gboolean
stands_at (GArray *row,
           guint first,
           GArray *word)
{
  if (first + word->len > row->len)
    return FALSE;
  for (guint i = 0; i < word->len; i++)
    {
      if (!is_same (g_array_index (row, RailRowLetter, first + i).character, g_array_index (word, RailRowLetter, i).character))
        return FALSE;
    }

  return !joins (row, (gssize) first - 1, first) && !joins (row, first + word->len, (gssize) (first + word->len) - 1);
}

static void
find_words (RailRedactor *self,
            GArray *row,
            guint8 *taken,
            GArray *findings)
{
  for (guint i = 0; i < self->words->len; i++)
    {
      GArray *word = g_ptr_array_index (self->words, i);

      for (guint first = 0; first + word->len <= row->len; first++)
        {
          if (stands_at (row, first, word))
            rail_finding_add (findings, taken, RAIL_REDACTED_WORD, first, first + word->len);
        }
    }
}

/* A number is the same however it is grouped; all else is as it is folded. */
static char *
dup_key (GArray *row,
         const RailFinding *finding)
{
  GString *key = g_string_new (NULL);
  gboolean is_number = finding->class == RAIL_REDACTED_PHONE || finding->class == RAIL_REDACTED_IBAN || finding->class == RAIL_REDACTED_CARD;

  for (guint i = finding->first; i < finding->end; i++)
    {
      const RailRowLetter *letter = rail_letter_row_get (row, i);

      if (!is_number || letter->is_word || letter->character == '+')
        g_string_append_unichar (key, letter->character);
    }

  return g_string_free (key, FALSE);
}

static void
add_places (GArray *row,
            GArray *findings,
            GPtrArray *name_keys,
            GArray *places)
{
  guint n_names = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const RailFinding *finding = &g_array_index (findings, RailFinding, i);
      Place place = {
        .class = finding->class,
        .start = rail_letter_row_get (row, finding->first)->start,
        .end = rail_letter_row_get (row, (gssize) finding->end - 1)->end,
      };

      place.key = finding->class == RAIL_REDACTED_NAME ? g_strdup (g_ptr_array_index (name_keys, n_names++)) : dup_key (row, finding);
      g_array_append_val (places, place);
    }
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const Place *one = a;
  const Place *other = b;

  return one->start < other->start ? -1 : one->start > other->start;
}

static GArray *
find_places (RailRedactor *self,
             const char *text)
{
  g_autoptr (GArray) row = rail_letter_row_new (text);
  g_autoptr (GArray) findings = g_array_new (FALSE, FALSE, sizeof (RailFinding));
  g_autoptr (GPtrArray) name_keys = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint8 *taken = g_malloc0 (row->len + 1);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));

  g_array_set_clear_func (places, clear_place);
  find_placeholders (row, taken, findings);
  rail_personal_data_find (row, taken, findings);
  find_words (self, row, taken, findings);
  rail_person_names_find (self->names, text, row, taken, findings, name_keys);
  add_places (row, findings, name_keys, places);
  g_array_sort (places, compare_places);

  return places;
}

/* ---- what stands for what ---- */

/* The number under which @key is known, or becomes known. */
static guint
number (RailRedactor *self,
        RailRedactedClass class,
        const char *key,
        const char *original)
{
  GPtrArray *entries = self->entries[class];
  Entry *entry;

  for (guint i = 0; i < entries->len; i++)
    {
      if (g_str_equal (((const Entry *) g_ptr_array_index (entries, i))->key, key))
        return i + 1;
    }

  entry = g_new0 (Entry, 1);
  entry->key = g_strdup (key);
  entry->original = g_strdup (original);
  g_ptr_array_add (entries, entry);

  return entries->len;
}

RailRedaction *
rail_redactor_apply (RailRedactor *self,
                     const char *text)
{
  RailRedaction *redaction = g_new0 (RailRedaction, 1);
  g_autoptr (GArray) places = find_places (self, text);
  GString *redacted = g_string_new (NULL);
  gsize at = 0;

  redaction->taken = g_ptr_array_new_with_free_func (free_redacted);
  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);
      RailRedacted *taken;

      /* An expanded character has letters of two findings. */
      if (place->start < at)
        continue;

      taken = g_new0 (RailRedacted, 1);
      taken->class = place->class;
      taken->original = g_strndup (text + place->start, place->end - place->start);
      taken->placeholder = rail_placeholder_dup (place->class, number (self, place->class, place->key, taken->original));
      taken->start = place->start;
      taken->length = place->end - place->start;
      g_ptr_array_add (redaction->taken, taken);
      g_string_append_len (redacted, text + at, (gssize) (place->start - at));
      g_string_append (redacted, taken->placeholder);
      at = place->end;
    }
  g_string_append (redacted, text + at);
  redaction->text = g_string_free (redacted, FALSE);

  return redaction;
}

char *
rail_redactor_restore (RailRedactor *self,
                       const char *text)
{
  GString *restored = g_string_sized_new (strlen (text));
  RailPlaceholder found;
  gsize at = 0;

  while (rail_placeholder_find (text, at, &found))
    {
      GPtrArray *entries = self->entries[found.class];

      g_string_append_len (restored, text + at, (gssize) (found.start - at));
      if (found.number <= entries->len)
        g_string_append (restored, ((const Entry *) g_ptr_array_index (entries, found.number - 1))->original);
      else
        g_string_append_len (restored, text + found.start, (gssize) (found.end - found.start));
      at = found.end;
    }
  g_string_append (restored, text + at);

  return g_string_free (restored, FALSE);
}

gboolean
rail_redactor_is_open (const char *text)
{
  return rail_placeholder_is_open (text);
}
