#include "config.h"

#include "coach/phone-number.h"

#include <string.h>

#define MAX_GROUPS 12
#define MAX_DIGITS 24
#define MAX_SEPARATORS 3

/* How far before a number words tell what it is. */
#define CONTEXT_LETTERS 32

/* Groups of digits as they stand, with what is between them. */
typedef struct
{
  guint first[MAX_GROUPS];
  guint end[MAX_GROUPS];
  char separator[MAX_GROUPS]; /* before the group: ' ', '-', '.', '/', '(' for brackets, 'w' for a sign with spaces around */
  guint n;
} Groups;

/* Some groups of them that may be a number. */
typedef struct
{
  char digits[MAX_DIGITS + 1];
  guint n_digits;
  char shape[2 * MAX_GROUPS + 1]; /* lengths and separators, as in "3-3-4" */
  const Groups *groups;
  guint first;
  guint last;
  gboolean has_plus;
  gboolean in_brackets; /* the first group */
} Candidate;

typedef enum
{
  NOTHING,
  PHONE,
  LABEL,
} Context;

/* In front of telephone numbers; "*" leaves the end open. */
static const char *const phone_words[] = { "tel", "telefon*", "telephone*", "telef*", "phone*", "call", "ring", "dial", "ruf*", "anruf*", "handy*", "mobil*", "movil", "cell", "cellulare", "celular", "fax*", "appel*", "joindre", "portable", "llama*", "chiama*", "ligue", "ligar", "whatsapp", "sms", "durchwahl", "extension", "signal", "erreichbar", "joignable", "reach*", "ring*" };

/* In front of other numbers. */
static const char *const label_words[] = { "order*", "bestell*", "auftrag*", "rechnung*", "invoice*", "ticket*", "commande", "facture", "pedido*", "factura", "ordine", "fattura", "encomenda", "fatura", "version*", "release", "build", "isbn", "ean", "sku", "serial", "serien*", "kunden*", "konto*", "account", "case", "artikel*", "article", "articolo", "articulo", "artigo", "ref*", "id", "nr", "no", "number", "nummer", "numero", "po", "vorgang*", "dossier", "expediente", "pratica", "processo", "vertrag*", "contract*", "contrat*", "policy", "personalnummer", "matricule", "matricola", "steuer*", "tax", "zip", "plz", "ip" };

/* Behind or before amounts. */
static const char *const units[] = { "eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "pounds", "chf", "franken", "francs", "brl", "reais", "pesos", "mio", "million", "millionen", "millions", "millones", "milioni", "milhoes", "km", "kg", "stuck", "units", "unidades", "percent", "prozent" };

static gboolean
is_listed (const char *word,
           const char *const *words,
           guint n_words)
{
  for (guint i = 0; i < n_words; i++)
    {
      gsize length = strlen (words[i]);

      if (words[i][length - 1] == '*' ? strncmp (word, words[i], length - 1) == 0 : g_str_equal (word, words[i]))
        return TRUE;
    }

  return FALSE;
}

/* ---- groups ---- */

/* What stands between two groups as one sign; 0 where it parts two numbers. */
static char
read_separator (GArray *row,
                guint *at)
{
  char signs[MAX_SEPARATORS + 2] = "";
  guint n = 0;

  while (n <= MAX_SEPARATORS && rail_letter_row_get_character (row, *at + n) < 0x80 && rail_letter_row_get_character (row, *at + n) > 0 && strchr (" -./()", (int) rail_letter_row_get_character (row, *at + n)) != NULL)
    {
      signs[n] = (char) rail_letter_row_get_character (row, *at + n);
      n++;
    }
  if (n == 0 || n > MAX_SEPARATORS || !rail_letter_row_is_digit (row, *at + n))
    return 0;
  *at += n;

  if (strchr (signs, '(') != NULL || strchr (signs, ')') != NULL)
    return '(';
  if (n == 1)
    return signs[0];
  if (n == 3 && signs[0] == ' ' && signs[2] == ' ' && signs[1] != ' ')
    return 'w';

  return strspn (signs, " ") == n ? ' ' : 0;
}

static void
read_groups (GArray *row,
             guint at,
             Groups *groups)
{
  char separator = 0;

  groups->n = 0;
  while (groups->n < MAX_GROUPS && rail_letter_row_is_digit (row, at))
    {
      groups->first[groups->n] = at;
      groups->separator[groups->n] = separator;
      while (rail_letter_row_is_digit (row, at))
        at++;
      groups->end[groups->n++] = at;
      separator = read_separator (row, &at);
      if (separator == 0)
        break;
    }
}

/* ---- context ---- */

/* The word that ends before @end; "" if there is none. Transfer full. */
static char *
dup_word_before (GArray *row,
                 gssize end)
{
  gssize first = end;

  while (rail_letter_row_is_word (row, first - 1) && !rail_letter_row_is_digit (row, first - 1))
    first--;

  return rail_letter_row_dup (row, (guint) MAX (first, 0), (guint) MAX (end, 0));
}

static Context
read_context (GArray *row,
              guint first)
{
  gssize at = first;
  Context context = NOTHING;

  if (rail_letter_row_get_character (row, at - 1) == '#')
    return LABEL;
  while (at > 0 && at > (gssize) first - CONTEXT_LETTERS)
    {
      g_autofree char *word = dup_word_before (row, at);

      if (*word == '\0')
        {
          at--;
          continue;
        }
      if (is_listed (word, phone_words, G_N_ELEMENTS (phone_words)))
        return PHONE;
      if (is_listed (word, label_words, G_N_ELEMENTS (label_words)))
        context = LABEL;
      at -= (gssize) g_utf8_strlen (word, -1);
    }

  return context;
}

static gboolean
is_currency (gunichar character)
{
  return character != 0 && (g_unichar_type (character) == G_UNICODE_CURRENCY_SYMBOL || character == '%');
}

static gboolean
is_amount (GArray *row,
           guint first,
           guint end)
{
  guint after = rail_letter_row_get_character (row, end) == ' ' ? end + 1 : end;
  guint word_end = after;
  gssize before = rail_letter_row_get_character (row, (gssize) first - 1) == ' ' ? (gssize) first - 2 : (gssize) first - 1;
  g_autofree char *left = dup_word_before (row, before + 1);
  g_autofree char *right = NULL;

  while (rail_letter_row_is_word (row, word_end) && !rail_letter_row_is_digit (row, word_end))
    word_end++;
  right = rail_letter_row_dup (row, after, word_end);

  return is_currency (rail_letter_row_get_character (row, after)) || is_currency (rail_letter_row_get_character (row, before)) || is_listed (right, units, G_N_ELEMENTS (units)) || is_listed (left, units, G_N_ELEMENTS (units)) ||
         (rail_letter_row_get_character (row, end) == ',' && rail_letter_row_is_digit (row, end + 1));
}

/* ---- what a number looks like ---- */

static guint
get_length (const Candidate *self,
            guint group)
{
  return self->groups->end[group] - self->groups->first[group];
}

static gboolean
describe (GArray *row,
          const Groups *groups,
          guint first,
          guint last,
          Candidate *self)
{
  guint start = groups->first[first];
  guint n_shape = 0;

  *self = (Candidate){ .groups = groups, .first = first, .last = last };
  self->in_brackets = rail_letter_row_get_character (row, (gssize) start - 1) == '(' && rail_letter_row_get_character (row, groups->end[first]) == ')';
  self->has_plus = rail_letter_row_get_character (row, (gssize) start - (self->in_brackets ? 2 : 1)) == '+' || (rail_letter_row_get_character (row, (gssize) start - 1) == '(' && rail_letter_row_get_character (row, (gssize) start - 2) == '+') ||
                   (rail_letter_row_get_character (row, (gssize) start - 1) == ' ' && rail_letter_row_get_character (row, (gssize) start - 2) == '+' && !rail_letter_row_is_word (row, (gssize) start - 3));
  for (guint group = first; group <= last; group++)
    {
      if (self->n_digits + get_length (self, group) > MAX_DIGITS)
        return FALSE;
      if (group > first)
        self->shape[n_shape++] = groups->separator[group];
      self->shape[n_shape++] = (char) ('0' + MIN (get_length (self, group), 30));
      for (guint i = groups->first[group]; i < groups->end[group]; i++)
        self->digits[self->n_digits++] = (char) rail_letter_row_get_character (row, i);
    }

  return TRUE;
}

/* Compares lengths; in @pattern "_" is any of space and hyphen, "?" anything. */
static gboolean
has_shape (const Candidate *self,
           const char *pattern)
{
  const char *shape = self->shape;

  for (; *shape != '\0' && *pattern != '\0'; shape++, pattern++)
    {
      if (*pattern != *shape && *pattern != '?' && !(*pattern == '_' && (*shape == ' ' || *shape == '-')))
        return FALSE;
    }

  return *shape == '\0' && *pattern == '\0';
}

static gboolean
is_year (const char *digits)
{
  return (strncmp (digits, "19", 2) == 0 || strncmp (digits, "20", 2) == 0);
}

/* A day somewhere in it: "2024-01-31", "31.01.2024", "1/31/24". */
static gboolean
has_date (const Candidate *self)
{
  guint offset = 0;

  for (guint group = self->first; group + 2 <= self->last; group++)
    {
      char separator = self->groups->separator[group + 1];
      guint lengths[3] = { get_length (self, group), get_length (self, group + 1), get_length (self, group + 2) };
      const char *digits = self->digits + offset;
      gboolean same = separator == self->groups->separator[group + 2] && strchr ("-./", separator) != NULL;

      if (same && lengths[0] == 4 && lengths[1] <= 2 && lengths[2] <= 2 && is_year (digits))
        return TRUE;
      if (same && lengths[0] <= 2 && lengths[1] <= 2 && lengths[2] == 4 && is_year (digits + lengths[0] + lengths[1]))
        return TRUE;
      offset += lengths[0];
    }

  return FALSE;
}

/* Four numbers with dots, or thousands. */
static gboolean
is_dotted (const Candidate *self)
{
  if (has_shape (self, "3.3.3.3") || has_shape (self, "3.3.3"))
    return TRUE;

  return self->last > self->first && self->groups->separator[self->first + 1] == '.' && get_length (self, self->first) == 1;
}

static gboolean
is_short_pairs (const Candidate *self)
{
  return self->n_digits <= 8 && strspn (self->shape, "2. -w1") == strlen (self->shape);
}

/* Without a trunk prefix only these groupings are numbers, each with the digits it may begin with. */
static gboolean
has_national_shape (const Candidate *self)
{
  static const struct
  {
    const char *shape;
    const char *starts;
  } shapes[] = {
    /* North America */
    { "3-3-4", "23456789" },
    { "3.3.4", "23456789" },
    { "3 3 4", "23456789" },
    { "3 3-4", "23456789" },
    { "1_3_3_4", "1" },
    { "1.3.3.4", "1" },
    { "1(3(3_4", "1" },
    /* Spain, Portugal */
    { "3_3_3", "26789" },
    { "3_2_2_2", "6789" },
    { "2_3_2_2", "89" },
    { "2_3_4", "2" },
    { "2_7", "89" },
    /* Italy */
    { "3_7", "3" },
    { "3/7", "3" },
    { "3_6", "3" },
    { "3_2_2_3", "3" },
    /* Latin America */
    { "2_5-4", "123456789" },
    { "2_4-4", "123456789" },
    { "2_4_4", "123456789" },
    { "1_4_4", "9" },
    /* China */
    { "3_4_4", "1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      if (has_shape (self, shapes[i].shape) && strchr (shapes[i].starts, self->digits[0]) != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_trunk (const Candidate *self,
          Context context)
{
  char second = self->n_digits > 1 ? self->digits[1] : '0';
  gboolean parted = self->last > self->first && strchr ("/(w-", self->groups->separator[self->first + 1]) != NULL;

  if (second == '0')
    return self->n_digits >= 10 && self->n_digits <= 17 && (self->first == 0 || context == PHONE);
  if (self->n_digits >= 9)
    return self->n_digits <= 12;

  return self->n_digits >= 7 && (context == PHONE || parted);
}

static gboolean
is_phone (GArray *row,
          const Candidate *self,
          Context context)
{
  guint first = self->groups->first[self->first];
  guint end = self->groups->end[self->last];

  if (self->n_digits < 6 || self->n_digits > 17 || is_amount (row, first, end))
    return FALSE;
  if (self->has_plus)
    return self->n_digits >= 7 && self->n_digits <= 16;
  if (context == LABEL || has_date (self) || is_dotted (self) || is_short_pairs (self))
    return FALSE;
  if (context == PHONE && self->n_digits <= 15)
    return TRUE;
  if (self->digits[0] == '0')
    return is_trunk (self, context);
  if (self->in_brackets && self->last > self->first)
    return get_length (self, self->first) >= 2 && get_length (self, self->first) <= 5 && self->n_digits >= 8 && self->n_digits <= 12 &&
           !(get_length (self, self->first) == 4 && is_year (self->digits));

  return has_national_shape (self);
}

/* "ext. 42", "x42" behind a number. */
static guint
skip_extension (GArray *row,
                guint end)
{
  static const char *const words[] = { "extension", "ext", "extn", "x", "poste", "int", "interno", "ramal", "durchwahl", "dw", "app" };
  guint first = end;
  guint word_end, digits;
  g_autofree char *word = NULL;

  while (rail_letter_row_get_character (row, first) == ' ' || rail_letter_row_get_character (row, first) == ',')
    first++;
  for (word_end = first; rail_letter_row_is_word (row, word_end) && !rail_letter_row_is_digit (row, word_end);)
    word_end++;
  word = rail_letter_row_dup (row, first, word_end);
  if (!is_listed (word, words, G_N_ELEMENTS (words)))
    return end;
  for (digits = word_end; rail_letter_row_get_character (row, digits) == '.' || rail_letter_row_get_character (row, digits) == ' ' || rail_letter_row_get_character (row, digits) == ':';)
    digits++;
  first = digits;
  while (rail_letter_row_is_digit (row, digits))
    digits++;

  return digits > first && digits - first <= 5 ? digits : end;
}

/* With the plus and the bracket in front. */
static guint
find_start (GArray *row,
            const Candidate *self)
{
  guint start = self->groups->first[self->first];

  if (self->in_brackets || (self->has_plus && rail_letter_row_get_character (row, (gssize) start - 1) == '('))
    start--;
  if (self->has_plus)
    {
      while (rail_letter_row_get_character (row, start) != '+')
        start--;
    }

  return start;
}

/* A stretch of groups stands for itself where white space parts it from the others. */
static gboolean
stands_apart (const Groups *groups,
              guint first,
              guint last)
{
  gboolean left = first == 0 || groups->separator[first] == ' ' || groups->separator[first] == 'w';
  gboolean right = last + 1 == groups->n || groups->separator[last + 1] == ' ' || groups->separator[last + 1] == 'w';

  return left && right;
}

/* Takes the longest stretch that is a number; the letter behind it, or 0. */
static guint
take_longest (GArray *row,
              const Groups *groups,
              guint8 *taken,
              GArray *findings)
{
  for (guint n = groups->n; n > 0; n--)
    {
      for (guint first = 0; first + n <= groups->n; first++)
        {
          Candidate candidate;
          guint end;

          if (!stands_apart (groups, first, first + n - 1) || !describe (row, groups, first, first + n - 1, &candidate))
            continue;
          if (!is_phone (row, &candidate, read_context (row, groups->first[first])))
            continue;
          end = skip_extension (row, groups->end[first + n - 1]);
          if (rail_finding_add (findings, taken, RAIL_REDACTED_PHONE, find_start (row, &candidate), end))
            return end;
        }
    }

  return 0;
}

static gboolean
is_spaced_word (GArray *row,
                gssize index)
{
  return rail_letter_row_is_word (row, index) && !rail_letter_row_get (row, index)->is_paired;
}

/* Part of a longer word such as "PO-0301234567", or the decimals of a number. */
static gboolean
is_inside_word (GArray *row,
                guint first,
                guint end)
{
  gunichar before = rail_letter_row_get_character (row, (gssize) first - 1);

  if (is_spaced_word (row, end) || is_spaced_word (row, (gssize) first - 1))
    return TRUE;
  if (before == '-' || before == '/' || before == '_')
    return is_spaced_word (row, (gssize) first - 2);

  return (before == ',' || before == '.' || before == ':') && rail_letter_row_is_digit (row, (gssize) first - 2);
}

void
rail_phone_numbers_find (GArray *row,
                         guint8 *taken,
                         GArray *findings)
{
  guint at = 0;

  while (at < row->len)
    {
      Groups groups;
      guint end;

      if (!rail_letter_row_is_digit (row, at))
        {
          at++;
          continue;
        }

      read_groups (row, at, &groups);
      end = groups.end[groups.n - 1];
      if (is_inside_word (row, at, end))
        {
          at = groups.end[0];
          continue;
        }
      at = MAX (take_longest (row, &groups, taken, findings), end);
    }
}
