#include "config.h"

#include "coach/personal-data.h"

#include <string.h>

#include "coach/phone-number.h"

#define MAX_IBAN 34
#define MIN_IBAN 15
#define MAX_CARD 19
#define MIN_CARD 13
#define MAX_SEPARATORS 3

/* Countries with the length of their IBANs, as the registry of ISO 13616 has them. */
static const char iban_lengths[] =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28"
    "HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29"
    "PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

gboolean
rail_finding_add (GArray *findings,
                  guint8 *taken,
                  RailRedactedClass class,
                  guint first,
                  guint end)
{
  RailFinding finding = { class, first, end };

  if (end <= first || memchr (taken + first, 1, end - first) != NULL)
    return FALSE;
  memset (taken + first, 1, end - first);
  g_array_append_val (findings, finding);

  return TRUE;
}

/* ---- e-mail ---- */

static gboolean
is_local (GArray *row,
          gssize index)
{
  gunichar character = rail_letter_row_get_character (row, index);

  return rail_letter_row_is_word (row, index) || (character > 0 && character < 0x80 && strchr (".!#$%&'*+/=?^_`{|}~-", (int) character) != NULL);
}

/* The first letter of what stands before the sign at @end, or @end. Signs around an address are not part of it. */
static guint
find_local (GArray *row,
            guint end)
{
  guint first = end;

  if (end > 1 && rail_letter_row_get_character (row, end - 1) == '"')
    {
      for (first = end - 1; first > 0 && rail_letter_row_get_character (row, first - 1) != '"'; first--)
        continue;
      return first > 0 ? first - 1 : end;
    }

  while (first > 0 && is_local (row, (gssize) first - 1))
    first--;
  while (first < end && !rail_letter_row_is_word (row, first) && rail_letter_row_get_character (row, first) != '_')
    first++;

  return first;
}

static guint
skip_spaces (GArray *row,
             guint at)
{
  while (rail_letter_row_get_character (row, at) == ' ')
    at++;

  return at;
}

/* A word in brackets that stands for a sign: "(at)", "[dot]". What follows it, or @at. */
static guint
read_spelled (GArray *row,
              guint at,
              const char *const *words)
{
  guint first = skip_spaces (row, at);
  gunichar opener = rail_letter_row_get_character (row, first);

  if (opener != '(' && opener != '[' && opener != '{' && opener != '<')
    return at;
  first = skip_spaces (row, first + 1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint length = (guint) strlen (words[i]);
      g_autofree char *word = rail_letter_row_dup (row, first, first + length);
      guint closer = skip_spaces (row, first + length);

      if (g_str_equal (word, words[i]) && rail_letter_row_get_character (row, closer) < 0x80 && rail_letter_row_get_character (row, closer) > 0 && strchr (")]}>", (int) rail_letter_row_get_character (row, closer)) != NULL)
        return skip_spaces (row, closer + 1);
    }

  return at;
}

static guint
read_at (GArray *row,
         guint at)
{
  static const char *const words[] = { "at", "@", "arroba", "arobase", "chiocciola", NULL };
  guint first;

  if (rail_letter_row_get_character (row, at) == '@')
    return at + 1;
  first = skip_spaces (row, at);
  if (first == at + 1 && rail_letter_row_get_character (row, first) == '@')
    return skip_spaces (row, first + 1);

  return read_spelled (row, at, words);
}

static guint
read_dot (GArray *row,
          guint at)
{
  static const char *const words[] = { "dot", "punkt", "point", "punto", "ponto", ".", NULL };

  if (rail_letter_row_get_character (row, at) == '.')
    return at + 1;

  return read_spelled (row, at, words);
}

static guint
read_domain_label (GArray *row,
                   guint at)
{
  while (rail_letter_row_is_word (row, at) || (rail_letter_row_get_character (row, at) == '-' && rail_letter_row_is_word (row, at + 1)) || rail_letter_row_get_character (row, at) == '_')
    at++;

  return at;
}

static gboolean
has_letter (GArray *row,
            guint first,
            guint end)
{
  guint n = 0;

  for (guint i = first; i < end; i++)
    n += rail_letter_row_is_word (row, i) && !rail_letter_row_is_digit (row, i);

  return n >= 1;
}

/* The end of the domain at @at; @at if there is none. "12@4.50" is a price: a domain ends in letters. */
static guint
read_domain (GArray *row,
             guint at,
             gboolean *has_dot)
{
  guint end = read_domain_label (row, at);
  guint last = at;

  *has_dot = FALSE;
  while (end > last)
    {
      guint next = read_dot (row, end);

      if (next == end || !rail_letter_row_is_word (row, next))
        break;
      last = next;
      end = read_domain_label (row, next);
      *has_dot = TRUE;
    }

  return has_letter (row, last, end) ? end : at;
}

static void
find_emails (GArray *row,
             guint8 *taken,
             GArray *findings)
{
  for (guint at = 1; at < row->len; at++)
    {
      guint next = is_local (row, (gssize) at - 1) || rail_letter_row_get_character (row, (gssize) at - 1) == '"' ? read_at (row, at) : at;
      guint first, end;
      gboolean has_dot;

      if (next == at)
        continue;
      first = find_local (row, at);
      if (first == at)
        continue;
      end = read_domain (row, next, &has_dot);
      /* Spelled apart it is only one with a dot, and so are figures: "3 @ 5pm". */
      if (end == next || (!has_dot && (next > at + 1 || !has_letter (row, first, at) || rail_letter_row_is_digit (row, next))))
        continue;
      if (next > at + 1 && has_letter (row, next, end) && rail_letter_row_is_digit (row, (gssize) end - 3))
        continue;
      if (rail_finding_add (findings, taken, RAIL_REDACTED_EMAIL, first, end))
        at = end;
    }
}

/* ---- IBAN ---- */

static gboolean
is_separator (gunichar character)
{
  return character == ' ' || character == '-' || character == '.' || character == '_' || character == '/' || character == 0xb7;
}

static gboolean
is_plain_word (GArray *row,
               gssize index)
{
  gunichar character = rail_letter_row_get_character (row, index);

  return character < 0x80 && g_ascii_isalnum ((char) character);
}

/* 1 for a valid one, by ISO/IEC 7064, mod 97-10: the first four signs stand at the end. */
static guint
reduce_97 (const char *signs,
           guint length)
{
  guint rest = 0;

  for (guint i = 0; i < length; i++)
    {
      char sign = signs[(i + 4) % length];

      rest = g_ascii_isdigit (sign) ? (rest * 10 + (guint) (sign - '0')) % 97 : (rest * 100 + (guint) (sign - 'a') + 10) % 97;
    }

  return rest;
}

static guint
get_iban_length (const char *signs)
{
  for (guint i = 0; i + 4 < sizeof iban_lengths; i += 4)
    {
      if (g_ascii_strncasecmp (iban_lengths + i, signs, 2) == 0)
        return (guint) (iban_lengths[i + 2] - '0') * 10 + (guint) (iban_lengths[i + 3] - '0');
    }

  return 0;
}

/* Letters and digits from @first on, and behind which letter each of them ends. */
static guint
collect (GArray *row,
         guint first,
         char signs[MAX_IBAN],
         guint ends[MAX_IBAN])
{
  guint n = 0;
  guint at = first;

  while (n < MAX_IBAN)
    {
      guint next = at;

      while (next < at + MAX_SEPARATORS && n > 0 && is_separator (rail_letter_row_get_character (row, next)))
        next++;
      if (!is_plain_word (row, next))
        break;
      signs[n] = (char) rail_letter_row_get_character (row, next);
      ends[n++] = next + 1;
      at = next + 1;
    }

  return n;
}

static void
find_ibans (GArray *row,
            guint8 *taken,
            GArray *findings)
{
  for (guint first = 0; first + MIN_IBAN <= row->len; first++)
    {
      char signs[MAX_IBAN];
      guint ends[MAX_IBAN];
      guint n, wanted;

      if (!is_plain_word (row, first) || !is_plain_word (row, first + 1) || rail_letter_row_is_digit (row, first) || rail_letter_row_is_digit (row, first + 1))
        continue;
      if (rail_letter_row_is_word (row, (gssize) first - 1))
        {
          g_autofree char *before = first >= 4 ? rail_letter_row_dup (row, first - 4, first) : NULL;

          if (g_strcmp0 (before, "iban") != 0)
            continue;
        }

      /* "write it to 3528 …" is no code of a country, unless it is in capitals. */
      if (!rail_letter_row_is_digit (row, first + 2) && !(rail_letter_row_get (row, first)->is_capital && rail_letter_row_get (row, first + 1)->is_capital))
        continue;
      n = collect (row, first, signs, ends);
      if (n < MIN_IBAN || !g_ascii_isdigit (signs[2]) || !g_ascii_isdigit (signs[3]))
        continue;
      wanted = get_iban_length (signs);
      for (guint length = MAX (wanted, MIN_IBAN); length <= MIN (n, wanted > 0 ? wanted : MAX_IBAN); length++)
        {
          if (reduce_97 (signs, length) == 1 && !rail_letter_row_is_word (row, ends[length - 1]))
            {
              rail_finding_add (findings, taken, RAIL_REDACTED_IBAN, first, ends[length - 1]);
              break;
            }
        }
    }
}

/* ---- cards ---- */

typedef struct
{
  char digits[MAX_CARD];
  guint ends[MAX_CARD];
  guint groups[MAX_CARD]; /* which group each digit is in */
  guint n;
} CardDigits;

static gboolean
passes_luhn (const char *digits,
             guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    {
      guint digit = (guint) (digits[n - 1 - i] - '0') << (i % 2);

      sum += digit > 9 ? digit - 9 : digit;
    }

  return sum % 10 == 0;
}

static void
collect_digits (GArray *row,
                guint first,
                CardDigits *card)
{
  guint at = first;
  guint group = 0;

  card->n = 0;
  while (card->n < MAX_CARD)
    {
      guint next = at;

      while (next < at + MAX_SEPARATORS && card->n > 0 && is_separator (rail_letter_row_get_character (row, next)))
        next++;
      if (!rail_letter_row_is_digit (row, next))
        break;
      group += next > at;
      card->digits[card->n] = (char) rail_letter_row_get_character (row, next);
      card->groups[card->n] = group;
      card->ends[card->n++] = next + 1;
      at = next + 1;
    }
}

/* "1 234 567 890 123" is an amount, and a list of small numbers is no card: groups but the last have four to seven digits, or all have one. */
static gboolean
is_grouped_so (const CardDigits *card,
               guint n)
{
  guint sizes[MAX_CARD] = { 0 };
  guint n_groups = card->groups[n - 1] + 1;
  gboolean singles = TRUE;
  gboolean large = TRUE;

  for (guint i = 0; i < n; i++)
    sizes[card->groups[i]]++;
  for (guint i = 0; i < n_groups; i++)
    {
      singles &= sizes[i] == 1;
      large &= i + 1 == n_groups || sizes[i] >= 4 || (i > 0 && sizes[i] >= 3 && sizes[0] >= 4);
    }

  return singles || large;
}

/* Numbers of other kinds that are as long: milliseconds since 1970, book and article numbers, moments such as 20240131120000. */
static gboolean
is_something_else (const CardDigits *card,
                   guint n)
{
  const char *digits = card->digits;

  if (digits[0] == '0' || (n == 13 && (digits[0] == '1' || strncmp (digits, "978", 3) == 0 || strncmp (digits, "979", 3) == 0)))
    return TRUE;

  return n == 14 && (strncmp (digits, "19", 2) == 0 || strncmp (digits, "20", 2) == 0) && digits[4] <= '1' && digits[6] <= '3';
}

static void
find_cards (GArray *row,
            guint8 *taken,
            GArray *findings)
{
  for (guint first = 0; first + MIN_CARD <= row->len; first++)
    {
      CardDigits card;

      if (!rail_letter_row_is_digit (row, first) || rail_letter_row_is_digit (row, (gssize) first - 1))
        continue;
      collect_digits (row, first, &card);
      for (guint n = card.n; n >= MIN_CARD; n--)
        {
          if (rail_letter_row_is_digit (row, card.ends[n - 1]) || !passes_luhn (card.digits, n) || is_something_else (&card, n) || !is_grouped_so (&card, n))
            continue;
          if (rail_finding_add (findings, taken, RAIL_REDACTED_CARD, first, card.ends[n - 1]))
            first = card.ends[n - 1];
          break;
        }
    }
}

void
rail_personal_data_find (GArray *row,
                         guint8 *taken,
                         GArray *findings)
{
  find_emails (row, taken, findings);
  find_ibans (row, taken, findings);
  find_cards (row, taken, findings);
  rail_phone_numbers_find (row, taken, findings);
}
