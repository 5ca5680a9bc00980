/* What is taken out of a question, what comes back, and how much of what should be taken really is. */

#include "config.h"

#include <string.h>

#include "coach/redactor.h"

#define N_SENTENCES 2000

static char *
redact (RailRedactor *redactor,
        const char *text)
{
  g_autoptr (RailRedaction) redaction = rail_redactor_apply (redactor, text);

  return g_strdup (redaction->text);
}

typedef struct
{
  const char *text;
  const char *redacted;
} Case;

static void
check (RailRedactor *redactor,
       const Case *cases,
       guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *redacted = redact (redactor, cases[i].text);

      g_assert_cmpstr (redacted, ==, cases[i].redacted);
    }
}

/* Each text with a redactor of its own, so that numbers begin at 1. */
static void
check_fresh (const char *const *names,
             const char *const *words,
             const Case *cases,
             guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RailRedactor) redactor = rail_redactor_new (names, words);

      check (redactor, &cases[i], 1);
    }
}

static void
test_forms (void)
{
  static const Case cases[] = {
    { "Write to anna.schmidt@firma.de, please", "Write to [EMAIL_1], please" },
    { "(anna+hr@mail.firma.co.uk)", "([EMAIL_1])" },
    { "an\u200bna@fir\u2060ma.de", "[EMAIL_1]" },
    { "ａｎｎａ＠ｆｉｒｍａ．ｄｅ", "[EMAIL_1]" },
    { "anna (at) firma (dot) de", "[EMAIL_1]" },
    { "lunch @ 5pm", "lunch @ 5pm" },
    { "12@4.50 each", "12@4.50 each" },
    { "@team, look", "@team, look" },
    { "IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [IBAN_1] please" },
    { "gb82west12345698765432", "[IBAN_1]" },
    { "DE89-3704-0044-0532-0130-00", "[IBAN_1]" },
    { "DE88 3704 0044 5532 1130 00", "DE88 3704 0044 5532 1130 00" },
    { "card 4111 1111 1111 1111 12/27", "card [CARD_1] 12/27" },
    { "3782-822463-10005", "[CARD_1]" },
    { "４１１１１１１１１１１１１１１１", "[CARD_1]" },
    { "4111 1111 1111 1112", "4111 1111 1111 1112" },
    { "call +49 (30) 1234-567 today", "call [PHONE_1] today" },
    { "Tel.: 030/123 45 67", "Tel.: [PHONE_1]" },
    { "06 12 34 56 78 ou 01.23.45.67.89", "[PHONE_1] ou [PHONE_2]" },
    { "(212) 555-0142 ext. 42", "[PHONE_1]" },
    { "on 2024-01-31 at 10:30", "on 2024-01-31 at 10:30" },
    { "vom 01.02.2024 bis 03.04.2024", "vom 01.02.2024 bis 03.04.2024" },
    { "Auftrag 4500012345, Version 2.10.3", "Auftrag 4500012345, Version 2.10.3" },
    { "912 345 678 € im Jahr", "912 345 678 € im Jahr" },
    { "the call is on 2024-05-06 at 1430", "the call is on 2024-05-06 at 1430" },
    { "192.168.100.200", "192.168.100.200" },
  };

  check_fresh (NULL, NULL, cases, G_N_ELEMENTS (cases));
}

static void
test_names (void)
{
  static const char *const names[] = { "Anna Schmidt", "Will May", "Frank, Rose", "Dr. Jörg Müller (Sales)", "Jean-Luc O'Brien", "田中 太郎", "김민수", "María de la Cruz", "ravi.kumar@example.org", NULL };
  static const Case cases[] = {
    { "anna is late", "[NAME_1] is late" },
    { "Anna Schmidt and ANNA", "[NAME_1] and [NAME_1]" },
    { "Schmidt, Anna", "[NAME_1]" },
    { "A. Schmidt's plan", "[NAME_1]'s plan" },
    { "Annas Bericht", "[NAME_1]s Bericht" },
    { "Das Schmidt-Projekt", "Das [NAME_1]-Projekt" },
    { "Mueller oder Muller oder Mu\u0308ller", "[NAME_1] oder [NAME_1] oder [NAME_1]" },
    { "Jean Luc O\u2019Brien", "[NAME_1]" },
    { "Brien told me", "[NAME_1] told me" },
    { "Will you come? I will in May.", "Will you come? I will in May." },
    { "Will is late again", "[NAME_1] is late again" },
    { "I told Will that", "I told [NAME_1] that" },
    { "will may come", "will may come" },
    { "Will May comes", "[NAME_1] comes" },
    { "Will's report", "[NAME_1]'s report" },
    { "Be frank. Frank words help.", "Be frank. Frank words help." },
    { "with Frank today", "with [NAME_1] today" },
    { "The Rose is red", "The Rose is red" },
    { "田中さんと話す", "[NAME_1]さんと話す" },
    { "田中太郎", "[NAME_1]" },
    { "민수가 늦었다", "[NAME_1]가 늦었다" },
    { "de la nada", "de la nada" },
    { "Maria de la Cruz", "[NAME_1]" },
    { "Kumar said", "[NAME_1] said" },
    { "the annals of annapolis", "the annals of annapolis" },
    { "An\u200bna", "[NAME_1]" },
  };

  check_fresh (names, NULL, cases, G_N_ELEMENTS (cases));
}

static void
test_words (void)
{
  static const char *const words[] = { "Projekt Falke", "Acme", " ", NULL };
  static const Case cases[] = {
    { "das PROJEKT-FALKE kommt", "das [WORD_1] kommt" },
    { "ácme’s", "[WORD_1]’s" },
    { "acmeist", "acmeist" },
    { "Falke", "Falke" },
  };

  check_fresh (NULL, words, cases, G_N_ELEMENTS (cases));
}

static void
test_places (void)
{
  static const char *const names[] = { "Anna Schmidt", NULL };
  const char *text = "Ask An\u200bna: anna@x.org or +49 30 1234567.";
  g_autoptr (RailRedactor) redactor = rail_redactor_new (names, NULL);
  g_autoptr (RailRedaction) redaction = rail_redactor_apply (redactor, text);
  gsize at = 0;

  g_assert_cmpuint (redaction->taken->len, ==, 3);
  for (guint i = 0; i < redaction->taken->len; i++)
    {
      const RailRedacted *taken = g_ptr_array_index (redaction->taken, i);
      g_autofree char *original = g_strndup (text + taken->start, taken->length);

      g_assert_cmpuint (taken->start, >=, at);
      g_assert_cmpstr (taken->original, ==, original);
      g_assert_nonnull (strstr (redaction->text, taken->placeholder));
      at = taken->start + taken->length;
    }
}

static void
test_same_throughout (void)
{
  static const char *const first[] = { "Anna Schmidt", "Ben Kowalski", NULL };
  static const char *const later[] = { "Carla Rossini", "Anna Schmidt", NULL };
  g_autoptr (RailRedactor) redactor = rail_redactor_new (first, NULL);
  static const Case cases[] = {
    { "Ben and Anna", "[NAME_1] and [NAME_2]" },
    { "Kowalski's mail a@b.org", "[NAME_1]'s mail [EMAIL_1]" },
    { "A@B.org, anna", "[EMAIL_1], [NAME_2]" },
    { "+49 30 1234567 +49 (30) 1234-567", "[PHONE_1] [PHONE_1]" },
  };
  static const Case after[] = { { "Carla, Anna Schmidt", "[NAME_3], [NAME_2]" } };

  check (redactor, cases, G_N_ELEMENTS (cases));
  rail_redactor_add_names (redactor, later);
  check (redactor, after, 1);
}

static void
test_two_of_a_name (void)
{
  static const char *const names[] = { "Anna Schmidt", "Anna Kowalski", NULL };
  static const Case cases[] = { { "Anna, Anna Kowalski, Schmidt, Anna", "[NAME_1], [NAME_2], [NAME_3]" } };

  check_fresh (names, NULL, cases, G_N_ELEMENTS (cases));
}

static void
test_restored (void)
{
  static const char *const names[] = { "Anna Schmidt", "Ben Kowalski", NULL };
  static const char *const spellings[] = { "[NAME_1]", "[Name_1]", "[name 1]", "[NAME-1]", "[NAME1]", "NAME_1", "NAME 1", "Name_1", "[**NAME_1**]", "[NAME\\_1]", "[ NAME_1 ]" };
  g_autoptr (RailRedactor) redactor = rail_redactor_new (names, NULL);
  g_autofree char *redacted = redact (redactor, "Anna and Ben");

  g_assert_cmpstr (redacted, ==, "[NAME_1] and [NAME_2]");
  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      g_autofree char *text = g_strdup_printf ("Tell **%s**'s team", spellings[i]);
      g_autofree char *restored = rail_redactor_restore (redactor, text);

      g_assert_cmpstr (restored, ==, "Tell **Anna**'s team");
    }
}

static void
test_not_restored (void)
{
  static const char *const names[] = { "Anna Schmidt", NULL };
  static const char *const texts[] = { "[NAME_2]", "[NAME_0]", "[NAME_01]", "[EMAIL_1]", "my name 1", "USERNAME_1", "NAME_1x", "[NAME_1234567]", "[NAME]" };
  g_autoptr (RailRedactor) redactor = rail_redactor_new (names, NULL);
  g_autofree char *redacted = redact (redactor, "Anna");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *restored = rail_redactor_restore (redactor, texts[i]);

      g_assert_cmpstr (restored, ==, texts[i]);
    }
}

/* Whoever types "[NAME_1]" gets it back, and not somebody. */
static void
test_typed_placeholder (void)
{
  static const char *const names[] = { "Anna Schmidt", NULL };
  static const char *const typed[] = { "[NAME_1]", "NAME 1", "[name 1]", "[NA\u200bME_1]", "［NAME_1］" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (RailRedactor) redactor = rail_redactor_new (names, NULL);
      g_autofree char *text = g_strdup_printf ("Anna wrote %s here", typed[i]);
      g_autofree char *redacted = redact (redactor, text);
      g_autofree char *restored = rail_redactor_restore (redactor, redacted);

      g_assert_cmpstr (redacted, ==, "[NAME_1] wrote [WORD_1] here");
      g_assert_cmpstr (restored, ==, text);
    }
}

static void
test_open (void)
{
  static const char *const open[] = { "Ask [", "Ask [NA", "Ask [NAME_1", "Ask [Name ", "Ask NAME_", "Ask NAME_1", "Ask **[NAME_1" };
  static const char *const closed[] = { "Ask", "Ask [NAME_1]", "Ask [1]", "Ask [x", "NAMES ", "his name ", "" };

  for (guint i = 0; i < G_N_ELEMENTS (open); i++)
    g_assert_true (rail_redactor_is_open (open[i]));
  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    g_assert_false (rail_redactor_is_open (closed[i]));
}

/* ---- how much is found ---- */

static const char *const frames[] = {
  "Please write it to %s before lunch.",
  "My report gave me %s and then left, what should I say?",
  "Ich soll %s verwenden, stimmt das?",
  "Er nannte %s, aber niemand wusste davon.",
  "On m'a donné %s hier matin.",
  "Faut-il noter %s dans le dossier ?",
  "Me dijo %s y se fue.",
  "Tengo que usar %s, ¿no?",
  "Mi ha dato %s ieri.",
  "Devo scrivere %s nel verbale?",
  "Ele me passou %s ontem.",
  "Preciso guardar %s, certo?",
};

static void
append_digits (GRand *rand,
               GString *text,
               guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (text, (char) ('0' + g_rand_int_range (rand, 0, 10)));
}

/* "d" any digit, "n" not 0 and not 1, everything else itself. */
static char *
fill (GRand *rand,
      const char *pattern)
{
  GString *filled = g_string_new (NULL);

  for (; *pattern != '\0'; pattern++)
    {
      if (*pattern == 'd')
        append_digits (rand, filled, 1);
      else if (*pattern == 'n')
        g_string_append_c (filled, (char) ('0' + g_rand_int_range (rand, 2, 10)));
      else
        g_string_append_c (filled, *pattern);
    }

  return g_string_free (filled, FALSE);
}

#define PICK(rand, list) ((list)[g_rand_int_range ((rand), 0, G_N_ELEMENTS (list))])

static char *
make_email (GRand *rand)
{
  static const char *const locals[] = { "anna", "a.schmidt", "j.p_dupont", "o'brien", "maria-jose", "x+tag", "müller", "info2024", "ines.lopez.garcia" };
  static const char *const hosts[] = { "firma.de", "mail.example.co.uk", "exemple.fr", "correo.es", "posta.it", "empresa.com.br", "sub-domain.example.org", "bücher.de", "x.io" };
  static const char *const signs[] = { "@", "@", "＠", "\u200b@", "(at)", " [at] ", "@\u2060" };

  return g_strconcat (PICK (rand, locals), PICK (rand, signs), PICK (rand, hosts), NULL);
}

static guint
mod_97 (const char *text)
{
  guint rest = 0;

  for (; *text != '\0'; text++)
    rest = g_ascii_isdigit (*text) ? (rest * 10 + (guint) (*text - '0')) % 97 : (rest * 100 + (guint) (*text - 'A') + 10) % 97;

  return rest;
}

static char *
group (GRand *rand,
       const char *digits,
       guint size)
{
  static const char *const separators[] = { "", " ", "-", "\u00a0", " " };
  const char *separator = PICK (rand, separators);
  GString *grouped = g_string_new (NULL);

  for (guint i = 0; digits[i] != '\0'; i++)
    {
      if (i > 0 && i % size == 0)
        g_string_append (grouped, separator);
      g_string_append_c (grouped, digits[i]);
    }

  return g_string_free (grouped, FALSE);
}

static char *
make_iban (GRand *rand)
{
  static const char *const patterns[] = { "DEdddddddddddddddddd", "FRddddddddddddddddddddddd", "ESdddddddddddddddddddd", "ITXdddddddddddddddddddddd", "PTddddddddddddddddddddd", "GBWESTdddddddddddddd", "ATdddddddddddddddd", "CHddddddddddddddddd", "NLABNAdddddddddd", "BEdddddddddddd" };
  g_autofree char *bare = fill (rand, PICK (rand, patterns));
  g_autofree char *turned = g_strdup_printf ("%s%c%c00", bare + 2, bare[0], bare[1]);
  guint check = 98 - mod_97 (turned);
  g_autofree char *iban = g_strdup_printf ("%c%c%02u%s", bare[0], bare[1], check, bare + 2);
  g_autofree char *grouped = group (rand, iban, 4);

  return g_rand_boolean (rand) ? g_ascii_strdown (grouped, -1) : g_steal_pointer (&grouped);
}

static char *
make_card (GRand *rand)
{
  static const char *const patterns[] = { "4ddddddddddddddd", "51dddddddddddddd", "2221dddddddddddd", "37ddddddddddddd", "6011dddddddddddd", "36dddddddddddd", "3528dddddddddddd", "4dddddddddddd", "6200ddddddddddddddd" };
  g_autofree char *digits = fill (rand, PICK (rand, patterns));
  gsize n = strlen (digits);
  guint sum = 0;

  for (gsize i = 1; i < n; i++)
    {
      guint digit = (guint) (digits[n - 1 - i] - '0') * (i % 2 == 1 ? 2 : 1);

      sum += digit > 9 ? digit - 9 : digit;
    }
  digits[n - 1] = (char) ('0' + (10 - sum % 10) % 10);

  return group (rand, digits, 4);
}

static char *
make_phone (GRand *rand)
{
  static const char *const patterns[] = {
    "+49 30 dddddd",
    "+49 (0)17n ddddddd",
    "030 ddddddd",
    "0171/ddddddd",
    "(089) dddd dd",
    "0049 221 dddddd",
    "+43 664 ddddddd",
    "044 ddd dd dd",
    "+41 79 ddd dd dd",
    "040-dddddd-dd",
    "06 dd dd dd dd",
    "+33 6 dd dd dd dd",
    "01.dd.dd.dd.dd",
    "0033 1 dd dd dd dd",
    "06dddddddd",
    "+33 (0)1 dd dd dd dd",
    "(nnn) nnd-dddd",
    "nnn-nnd-dddd",
    "+1 nnn nnd dddd",
    "1-800-nnd-dddd",
    "nnn.nnd.dddd",
    "020 7ddd dddd",
    "+44 20 7ddd dddd",
    "07ddd dddddd",
    "+44 (0)7700 dddddd",
    "6dd ddd ddd",
    "6dd dd dd dd",
    "+34 6dd ddd ddd",
    "91 ddd dd dd",
    "+34 91 ddd dd dd",
    "+52 55 dddd dddd",
    "+54 9 11 dddd-dddd",
    "(55) dddd-dddd",
    "+39 06 dddd dddd",
    "06 dddd dddd",
    "3nd ddddddd",
    "3nd ddd dddd",
    "02-ddddddd",
    "+39 3nd ddd dddd",
    "(11) 9dddd-dddd",
    "11 9dddd-dddd",
    "+55 11 9dddd-dddd",
    "21 ddd dddd",
    "+351 91d ddd ddd",
    "9nd ddd ddd",
  };

  return fill (rand, PICK (rand, patterns));
}

static const char *const people[] = {
  "Anna Schmidt",
  "Jürgen Großmann",
  "François Lefèvre",
  "Aurélie Dubreuil",
  "José Ramírez Ortega",
  "Lucía Fernández",
  "Giulia Esposito",
  "Matteo Colonnelli",
  "João Gonçalves",
  "Beatriz Carvalho",
  "Søren Kjærgaard",
  "Katarzyna Wiśniewska",
  "Priya Raghunathan",
  "Olumide Adeyemi",
  "Siobhán O'Connor",
  "Jean-Baptiste Morvan",
  "Ewa Nowakowska",
  "Dmitri Volkov",
  "Yusuf Demirtaş",
  "Ingrid van der Meer",
};

static char *
make_name (GRand *rand)
{
  g_auto (GStrv) parts = g_strsplit (PICK (rand, people), " ", -1);
  guint n = g_strv_length (parts);
  g_autofree char *full = g_strjoinv (" ", parts);

  switch (g_rand_int_range (rand, 0, 7))
    {
    case 0:
      return g_strdup (parts[0]);
    case 1:
      return g_strdup (parts[n - 1]);
    case 2:
      return g_utf8_strdown (full, -1);
    case 3:
      return g_strdup_printf ("%s, %s", parts[n - 1], parts[0]);
    case 4:
      {
        g_autofree char *initial = g_utf8_substring (parts[0], 0, 1);

        return g_strdup_printf ("%s. %s", initial, parts[n - 1]);
      }
    case 5:
      return g_utf8_normalize (full, -1, G_NORMALIZE_NFD);
    default:
      return g_steal_pointer (&full);
    }
}

/* A word of the hidden text that is left: the classes that end as a whole leave no letter or digit of theirs. */
static gboolean
is_gone (const RailRedaction *redaction,
         const char *frame,
         RailRedactedClass class)
{
  g_auto (GStrv) sides = g_strsplit (frame, "%s", 2);

  if (redaction->taken->len != 1 || !g_str_has_prefix (redaction->text, sides[0]) || !g_str_has_suffix (redaction->text, sides[1]))
    return FALSE;

  return ((const RailRedacted *) g_ptr_array_index (redaction->taken, 0))->class == class && strcspn (redaction->text + strlen (sides[0]), "0123456789") >= 5;
}

static void
measure (RailRedactedClass class,
         const char *label,
         char *(*make) (GRand *rand),
         double floor)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  guint n_found = 0;

  for (guint i = 0; i < N_SENTENCES; i++)
    {
      const char *frame = frames[i % G_N_ELEMENTS (frames)];
      g_auto (GStrv) sides = g_strsplit (frame, "%s", 2);
      g_autofree char *hidden = make (rand);
      g_autofree char *text = g_strconcat (sides[0], hidden, sides[1], NULL);
      const char *const *names = class == RAIL_REDACTED_NAME ? people : NULL;
      g_autoptr (GPtrArray) list = g_ptr_array_new ();
      g_autoptr (RailRedactor) redactor = NULL;
      g_autoptr (RailRedaction) redaction = NULL;

      for (guint j = 0; names != NULL && j < G_N_ELEMENTS (people); j++)
        g_ptr_array_add (list, (gpointer) names[j]);
      g_ptr_array_add (list, NULL);
      redactor = rail_redactor_new ((const char *const *) list->pdata, NULL);
      redaction = rail_redactor_apply (redactor, text);
      if (is_gone (redaction, frame, class))
        n_found++;
      else
        g_test_message ("missed %s: %s -> %s", label, text, redaction->text);
    }

  g_test_message ("%-8s %5u of %5u  recall %.4f", label, n_found, N_SENTENCES, (double) n_found / N_SENTENCES);
  g_assert_cmpfloat ((double) n_found / N_SENTENCES, >=, floor);
}

static void
test_recall (void)
{
  measure (RAIL_REDACTED_EMAIL, "e-mail", make_email, 1);
  measure (RAIL_REDACTED_IBAN, "IBAN", make_iban, 1);
  measure (RAIL_REDACTED_CARD, "card", make_card, 1);
  measure (RAIL_REDACTED_PHONE, "phone", make_phone, 0.97);
  measure (RAIL_REDACTED_NAME, "name", make_name, 0.98);
}

/* What looks much like it and is none. */
static void
test_precision (void)
{
  static const char *const patterns[] = {
    "2024-0n-1d",
    "1d.0n.2025",
    "0n/1d/2024",
    "1d:3d",
    "from 09:30 to 11:15",
    "09.30-10.15",
    "n.n.1d",
    "version n.1d.dd",
    "order 45dddddddd",
    "Auftrag 00dddddddd",
    "ticket #ndddddd",
    "1d.nnn,dd €",
    "n nnn nnn €",
    "$n,nnn,nnn.dd",
    "nnn.nnn.nnn €",
    "n.nnn.nnn Euro",
    "192.168.n.1d",
    "10.0.n.n",
    "PO-0ndddddddd",
    "n %",
    "room n.1d",
    "§ nd Abs. n",
    "FR-2024-ndddd",
    "12@4.50",
    "lunch @ n",
    "2024/25",
    "ndddd Berlin",
    "nnddd Paris",
    "page nnd-nnd",
    "Q1 2024 - Q3 2025",
    "commande nddddddd",
    "pedido nddddddd",
    "fattura nddddddd",
    "1nnn000000000",
    "978ddddddd",
    "n x n x n",
    "3 1/2",
    "1 234 567",
    "20240131120000",
    "n.nnn",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  static const char *const nobody[] = { "Anna Schmidt", "Will May", "Frank Koch", "Rose Field", NULL };
  static const char *const plain[] = { "Will you mark the date?", "In May we will see.", "Frank words, no field left.", "Der Koch kocht.", "The rose is in the field." };
  guint n_wrong = 0;

  for (guint i = 0; i < N_SENTENCES; i++)
    {
      g_autoptr (RailRedactor) redactor = rail_redactor_new (nobody, NULL);
      g_auto (GStrv) sides = g_strsplit (frames[i % G_N_ELEMENTS (frames)], "%s", 2);
      g_autofree char *near = fill (rand, PICK (rand, patterns));
      g_autofree char *text = g_strconcat (sides[0], near, sides[1], " ", PICK (rand, plain), NULL);
      g_autoptr (RailRedaction) redaction = rail_redactor_apply (redactor, text);

      if (redaction->taken->len > 0)
        {
          n_wrong++;
          g_test_message ("taken: %s -> %s", text, redaction->text);
        }
    }

  g_test_message ("near misses taken: %u of %u", n_wrong, N_SENTENCES);
  g_assert_cmpuint (n_wrong, <=, N_SENTENCES / 50);
}

static void
test_any_input (void)
{
  static const char *const names[] = { "", " ", "Dr.", "@", "(x)", "\xff", "A", "von", NULL };
  static const char *const texts[] = { "", "\xff\xfe", "@", "@@", "+", "+ ", "((((((", "1", "[", "[[NAME_1]]", "a@", "@b", "\"@x.org" };
  g_autoptr (RailRedactor) redactor = rail_redactor_new (names, names);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (RailRedaction) redaction = rail_redactor_apply (redactor, texts[i]);
      g_autofree char *restored = rail_redactor_restore (redactor, redaction->text);

      g_assert_cmpstr (restored, ==, texts[i]);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/redactor/forms-are-known", test_forms);
  g_test_add_func ("/redactor/names-are-known-where-they-are-meant", test_names);
  g_test_add_func ("/redactor/the-user's-words-go", test_words);
  g_test_add_func ("/redactor/tells-where-each-stood", test_places);
  g_test_add_func ("/redactor/the-same-is-the-same-throughout", test_same_throughout);
  g_test_add_func ("/redactor/two-of-one-name-are-not-told-apart", test_two_of_a_name);
  g_test_add_func ("/redactor/restores-what-models-spell", test_restored);
  g_test_add_func ("/redactor/restores-nothing-else", test_not_restored);
  g_test_add_func ("/redactor/a-typed-placeholder-is-nobody", test_typed_placeholder);
  g_test_add_func ("/redactor/knows-the-beginning-of-a-placeholder", test_open);
  g_test_add_func ("/redactor/any-input-comes-back", test_any_input);
  g_test_add_func ("/redactor/finds-nearly-all", test_recall);
  g_test_add_func ("/redactor/leaves-what-only-looks-like-it", test_precision);

  return g_test_run ();
}
