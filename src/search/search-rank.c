#include "config.h"

#include "search/search-rank.h"

#include <string.h>

#include "base/duration.h"
#include "search/search-text.h"

/*
 * The scale. Every term gives the best it is found as, per thousand, weighed by its rarity; their mean is the ground. A word missing gives nothing.
 *
 *                        as typed   as a beginning       in another form
 *     title              1000       500-900 by length    550
 *     keyword             900       400-800 by length    450
 *     body           350-500*       250                  250            * by how often, four times and more is most
 *
 * A stop-word adds to the ground where it is found and takes nothing where it is not; a mended word gives three quarters.
 */
#define TITLE_WHOLE 1000
#define TITLE_PREFIX 500
#define TITLE_FORM 550
#define KEYWORD_WHOLE 900
#define KEYWORD_PREFIX 400
#define KEYWORD_FORM 450
#define PREFIX_SPREAD 400
#define BODY_WHOLE 300
#define BODY_EACH 50
#define BODY_MOST 4
#define BODY_LOOSE 250

/*
 * On top. An exact title and an exact keyword are worth more than all the rest together, so that what is called so comes first; everything
 * below them is measured against the judged queries (tests/search-judgements).
 */
#define EXACT_TITLE 4000
#define EXACT_KEYWORD 3000
#define COMPLETE 300
#define TITLE_STARTS 80   /* the title begins with the first word */
#define TITLE_ORDER 120   /* words stand side by side as typed */
#define TITLE_COVERED 150 /* all words of the title were asked for */
#define FITS_NOW 150
#define USED_TODAY 120
#define USED_THIS_WEEK 80
#define USED_THIS_MONTH 40
#define OVERDUE 40
#define LONG_OVERDUE 100

#define NORMAL_PRIORITY 50
#define LONG_OVERDUE_DAYS 90

/* Of a title or keyword list so many words are looked at: a title of 300 characters has fewer. */
#define MAX_WORDS 96
#define MAX_ENDING 3

typedef enum
{
  NOT_FOUND,
  FORM,   /* another form of the same word */
  PREFIX, /* a longer word begins so */
  WHOLE,
} Likeness;

typedef struct
{
  Likeness likeness;
  guint share;    /* of a prefix: per cent of the word that was typed */
  guint position; /* of the word in the field */
  guint count;
} Finding;

typedef struct
{
  const char *start;
  gsize length;
} Word;

static guint
split (const char *tokens,
       Word words[MAX_WORDS])
{
  guint n = 0;

  while (*tokens != '\0' && n < MAX_WORDS)
    {
      gsize length = strcspn (tokens, " ");

      words[n++] = (Word){ tokens, length };
      tokens += length;
      if (*tokens == ' ')
        tokens++;
    }

  return n;
}

static guint
count_chars (const char *text,
             gsize length)
{
  guint n = 0;

  for (gsize i = 0; i < length; i++)
    n += (text[i] & 0xc0) != 0x80;

  return n;
}

/* The caller has compared the first @stem bytes. */
static Likeness
compare (const char *token,
         gsize length,
         gsize stem,
         const Word *word)
{
  gsize same = stem;

  while (same < length && same < word->length && token[same] == word->start[same])
    same++;

  if (same == length)
    return word->length == length ? WHOLE : PREFIX;
  while (same > stem && (token[same] & 0xc0) == 0x80)
    same--;

  return count_chars (token + same, length - same) <= MAX_ENDING && count_chars (word->start + same, word->length - same) <= MAX_ENDING ? FORM : NOT_FOUND;
}

static void
keep_better (Finding *best,
             const Finding *other)
{
  guint count = best->likeness == other->likeness ? best->count + other->count : MAX (best->count, other->count);

  if (other->likeness > best->likeness || (other->likeness == best->likeness && other->share > best->share))
    *best = *other;
  best->count = count;
}

/* Where a token that may not be a beginning stands is a matter of whole words alone. */
static gsize
get_stem_length (const char *token,
                 gboolean prefix)
{
  return prefix ? rail_query_term_get_stem_length (token) : strlen (token);
}

static void
compare_with (Finding *best,
              const char *token,
              gsize length,
              gsize stem,
              gboolean prefix,
              const Word *word,
              guint position)
{
  Finding finding = { .position = position, .count = 1 };

  finding.likeness = compare (token, length, stem, word);
  if (finding.likeness == NOT_FOUND || (!prefix && finding.likeness != WHOLE))
    return;
  if (finding.likeness == PREFIX)
    finding.share = 100 * length / word->length;
  keep_better (best, &finding);
}

static Finding
find_among (const char *token,
            gboolean prefix,
            const Word *words,
            guint n_words)
{
  gsize length = strlen (token);
  gsize stem = get_stem_length (token, prefix);
  Finding best = { 0 };

  for (guint i = 0; i < n_words; i++)
    if (words[i].length >= stem && memcmp (words[i].start, token, stem) == 0)
      compare_with (&best, token, length, stem, prefix, &words[i], i);

  return best;
}

/* The same in a long text, which is not taken apart for it. */
static Finding
find_in_text (const char *token,
              gboolean prefix,
              const char *text)
{
  gsize length = strlen (token);
  gsize stem = get_stem_length (token, prefix);
  g_autofree char *needle = g_strndup (token, stem);
  Finding best = { 0 };

  for (const char *hit = strstr (text, needle); hit != NULL; hit = strstr (hit + 1, needle))
    {
      Word word = { hit, strcspn (hit, " ") };

      if (hit == text || hit[-1] == ' ')
        compare_with (&best, token, length, stem, prefix, &word, 0);
      if (best.likeness == WHOLE && best.count >= BODY_MOST)
        break;
    }

  return best;
}

typedef Finding (*FindFunc) (const char *token,
                             gboolean prefix,
                             gconstpointer field);

typedef struct
{
  Word words[MAX_WORDS];
  guint n;
} Words;

static Finding
find_in_words_cb (const char *token,
                  gboolean prefix,
                  gconstpointer field)
{
  const Words *words = field;

  return find_among (token, prefix, words->words, words->n);
}

static Finding
find_in_text_cb (const char *token,
                 gboolean prefix,
                 gconstpointer field)
{
  return find_in_text (token, prefix, field);
}

/* The best spelling, or where all parts of a compound stand the least of them. */
static Finding
find_term (const RailQueryTerm *term,
           FindFunc find,
           gconstpointer field)
{
  Finding best = { 0 };
  Finding parts = { 0 };

  for (guint i = 0; i < term->spellings->len; i++)
    {
      Finding finding = find (g_ptr_array_index (term->spellings, i), term->prefix, field);

      keep_better (&best, &finding);
    }

  for (guint i = 0; i < term->parts->len; i++)
    {
      Finding finding = find (g_ptr_array_index (term->parts, i), term->prefix, field);

      if (i == 0 || finding.likeness < parts.likeness)
        parts = finding;
    }
  keep_better (&best, &parts);

  return best;
}

static int
grade (const Finding *finding,
       int whole,
       int prefix,
       int form)
{
  switch (finding->likeness)
    {
    case WHOLE:
      return whole;
    case PREFIX:
      return prefix + PREFIX_SPREAD * (int) finding->share / 100;
    case FORM:
      return form;
    case NOT_FOUND:
    default:
      return 0;
    }
}

static int
grade_body (const Finding *finding)
{
  switch (finding->likeness)
    {
    case WHOLE:
      return BODY_WHOLE + BODY_EACH * (int) MIN (finding->count, BODY_MOST);
    case PREFIX:
    case FORM:
      return BODY_LOOSE;
    case NOT_FOUND:
    default:
      return 0;
    }
}

/* ---- one aid ---- */

typedef struct
{
  Words title;
  Words keywords;
  gboolean covered[MAX_WORDS]; /* words of the title that were asked for */
  guint weight;
  gint64 ground;
  guint asked;
  guint found;
  guint mended;
  guint bent;        /* found in another form only */
  guint upright;     /* bits of the terms that were found otherwise */
  guint followed;    /* pairs of terms that stand side by side in the title */
  int last_position; /* in the title, of the term before */
  gboolean starts;
  gboolean in_title, in_keywords;
} Sums;

static void
note_place (Sums *sums,
            const Finding *title,
            gboolean first)
{
  if (title->likeness == NOT_FOUND)
    {
      sums->last_position = -2;
      return;
    }

  sums->covered[title->position] = TRUE;
  if (first && title->position == 0)
    sums->starts = TRUE;
  if (!first && (int) title->position == sums->last_position + 1)
    sums->followed++;
  sums->last_position = title->position;
}

static int
grade_term (Sums *sums,
            const RailQueryTerm *term,
            const RailRankedAid *aid,
            guint index)
{
  Finding title = find_term (term, find_in_words_cb, &sums->title);
  Finding keyword = find_term (term, find_in_words_cb, &sums->keywords);
  int by_title = grade (&title, TITLE_WHOLE, TITLE_PREFIX, TITLE_FORM);
  int by_keyword = grade (&keyword, KEYWORD_WHOLE, KEYWORD_PREFIX, KEYWORD_FORM);
  Finding body = { 0 };
  Likeness likeness;

  note_place (sums, &title, index == 0);
  if (aid->body_tokens != NULL && by_title == 0 && by_keyword == 0)
    body = find_term (term, find_in_text_cb, aid->body_tokens);

  likeness = MAX (MAX (title.likeness, keyword.likeness), body.likeness);
  if (likeness >= PREFIX && index < 32)
    sums->upright |= 1u << index;
  if (!term->optional)
    {
      sums->in_title |= by_title > 0;
      sums->in_keywords |= by_keyword > 0;
      sums->bent += likeness == FORM;
    }

  return MAX (MAX (by_title, by_keyword), grade_body (&body));
}

static void
add_term (Sums *sums,
          const RailQueryTerm *term,
          const RailRankedAid *aid,
          guint index)
{
  int grade = grade_term (sums, term, aid, index);

  if (term->mended)
    grade = grade * 3 / 4;
  sums->ground += (gint64) grade * term->weight;
  if (term->optional)
    return;

  sums->weight += term->weight;
  sums->asked++;
  if (grade > 0)
    {
      sums->found++;
      sums->mended += term->mended;
    }
}

/* ---- what a query is called by ---- */

static gboolean
holds_a_term (const RailRankedQuery *query,
              const char *tokens)
{
  Words words;

  words.n = split (tokens, words.words);
  for (guint i = 0; i < query->terms->len; i++)
    {
      const RailQueryTerm *term = g_ptr_array_index (query->terms, i);

      if (!term->optional && find_term (term, find_in_words_cb, &words).likeness != NOT_FOUND)
        return TRUE;
    }

  return FALSE;
}

static char *
find_keyword (const RailRankedQuery *query,
              const char *keywords,
              gboolean *exact)
{
  g_auto (GStrv) lines = g_strsplit (keywords, "\n", -1);
  g_autoptr (GString) tokens = g_string_new (NULL);
  const char *first = NULL;

  *exact = FALSE;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_string_truncate (tokens, 0);
      rail_search_text_append_tokens (tokens, lines[i]);
      if (tokens->len > 0 && g_str_equal (tokens->str, query->tokens))
        {
          *exact = TRUE;
          return g_strdup (lines[i]);
        }
      if (first == NULL && holds_a_term (query, tokens->str))
        first = lines[i];
    }

  return g_strdup (first);
}

/* The keywords themselves are only read where their tokens, which know no end of a keyword, leave it possible. */
static gboolean
is_keyword (const RailRankedQuery *query,
            const RailRankedAid *aid)
{
  g_autofree char *keyword = NULL;
  gboolean exact = FALSE;

  if (strstr (aid->keyword_tokens, query->tokens) != NULL)
    keyword = find_keyword (query, aid->keywords, &exact);

  return exact;
}

static int
get_use_bonus (gint64 unused_for)
{
  if (unused_for < 0)
    return 0;
  if (unused_for <= RAIL_DAY)
    return USED_TODAY;
  if (unused_for <= 7 * RAIL_DAY)
    return USED_THIS_WEEK;

  return unused_for <= 30 * RAIL_DAY ? USED_THIS_MONTH : 0;
}

static int
get_standing (const RailRankedAid *aid)
{
  int standing = aid->priority - NORMAL_PRIORITY + get_use_bonus (aid->unused_for);

  if (aid->fits_now)
    standing += FITS_NOW;
  if (aid->days_overdue > 0)
    standing -= aid->days_overdue > LONG_OVERDUE_DAYS ? LONG_OVERDUE : OVERDUE;

  return standing;
}

static int
get_title_bonus (const Sums *sums,
                 guint n_terms)
{
  guint covered = 0;
  int bonus = sums->starts ? TITLE_STARTS : 0;

  for (guint i = 0; i < sums->title.n; i++)
    covered += sums->covered[i];
  if (sums->title.n > 0)
    bonus += TITLE_COVERED * (int) covered / (int) sums->title.n;
  if (n_terms > 1)
    bonus += TITLE_ORDER * (int) sums->followed / (int) (n_terms - 1);

  return bonus;
}

static void
sum_up (Sums *sums,
        const RailRankedQuery *query,
        const RailRankedAid *aid)
{
  memset (sums->covered, 0, sizeof sums->covered);
  sums->title.n = split (aid->title_tokens, sums->title.words);
  sums->keywords.n = split (aid->keyword_tokens, sums->keywords.words);
  sums->weight = sums->asked = sums->found = sums->mended = sums->bent = sums->upright = sums->followed = 0;
  sums->ground = 0;
  sums->last_position = -2;
  sums->starts = sums->in_title = sums->in_keywords = FALSE;

  for (guint i = 0; i < query->terms->len; i++)
    add_term (sums, g_ptr_array_index (query->terms, i), aid, i);
}

static RailSearchMatch
get_match (const Sums *sums,
           gboolean exact_keyword)
{
  if (sums->mended > 0)
    return RAIL_SEARCH_BY_TYPO;
  if (exact_keyword)
    return RAIL_SEARCH_BY_KEYWORD;
  if (sums->in_title)
    return RAIL_SEARCH_BY_TITLE;

  return sums->in_keywords ? RAIL_SEARCH_BY_KEYWORD : RAIL_SEARCH_BY_BODY;
}

gboolean
rail_search_rank (const RailRankedQuery *query,
                  const RailRankedAid *aid,
                  RailRank *rank)
{
  gboolean exact_title = g_str_equal (query->tokens, aid->title_tokens);
  gboolean exact_keyword;
  Sums sums;

  sum_up (&sums, query, aid);
  if (sums.found == 0)
    return FALSE;

  exact_keyword = !exact_title && sums.in_keywords && is_keyword (query, aid);
  rank->complete = sums.found == sums.asked;
  rank->faithful = rank->complete && sums.mended == 0 && sums.bent == 0;
  rank->upright = sums.upright;
  rank->match = get_match (&sums, exact_keyword);
  rank->score = (int) (sums.ground / MAX (sums.weight, 1)) + get_title_bonus (&sums, query->terms->len) + get_standing (aid);
  if (rank->complete)
    rank->score += COMPLETE;
  if (exact_title)
    rank->score += EXACT_TITLE;
  if (exact_keyword)
    rank->score += EXACT_KEYWORD;

  return TRUE;
}

char *
rail_search_rank_dup_keyword (const RailRankedQuery *query,
                              const char *keywords)
{
  gboolean exact;

  return find_keyword (query, keywords, &exact);
}
