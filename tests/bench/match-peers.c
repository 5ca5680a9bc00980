#include "config.h"

#include "match-peers.h"

#include <hs/hs.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

typedef struct
{
  char *needle;
  gboolean at_word_start;
  GPatternSpec *glob;
  GRegex *regex;
} GLibRule;

typedef struct
{
  GLibRule *rules;
  guint n_rules;
} GLibState;

static char *
fold_by_glib (const char *text)
{
  g_autofree char *compatible = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  g_autofree char *caseless = g_utf8_casefold (compatible, -1);

  return g_utf8_normalize (caseless, -1, G_NORMALIZE_NFKC);
}

static gboolean
starts_word (const char *text,
             const char *hit)
{
  return hit == text || !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (hit)));
}

static gboolean
match_glib_rule (const GLibRule *rule,
                 const char *title,
                 const char *folded,
                 gsize length)
{
  if (rule->regex != NULL)
    return g_regex_match (rule->regex, title, 0, NULL);
  if (rule->glob != NULL)
    return g_pattern_spec_match (rule->glob, length, folded, NULL);

  for (const char *hit = strstr (folded, rule->needle); hit != NULL; hit = strstr (hit + 1, rule->needle))
    {
      if (!rule->at_word_start || starts_word (folded, hit))
        return TRUE;
    }

  return FALSE;
}

static void
match_glib (gpointer data,
            const BenchTitle *title,
            guint8 *hits)
{
  const GLibState *state = data;
  g_autofree char *folded = fold_by_glib (title->text);
  gsize length = strlen (folded);

  for (guint i = 0; i < state->n_rules; i++)
    hits[i] = match_glib_rule (&state->rules[i], title->text, folded, length);
}

static void
free_glib (gpointer data)
{
  GLibState *state = data;

  for (guint i = 0; i < state->n_rules; i++)
    {
      g_free (state->rules[i].needle);
      g_clear_pointer (&state->rules[i].glob, g_pattern_spec_free);
      g_clear_pointer (&state->rules[i].regex, g_regex_unref);
    }
  g_free (state->rules);
  g_free (state);
}

BenchPeer
bench_peer_glib (const BenchRule *rules,
                 guint n_rules)
{
  GLibState *state = g_new0 (GLibState, 1);

  state->rules = g_new0 (GLibRule, n_rules);
  state->n_rules = n_rules;
  for (guint i = 0; i < n_rules; i++)
    {
      GLibRule *rule = &state->rules[i];
      g_autofree char *folded = fold_by_glib (rules[i].ours);

      if (rules[i].ours[0] == '/')
        rule->regex = g_regex_new (rules[i].pcre, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
      else if (rules[i].ours[0] == '*')
        rule->glob = g_pattern_spec_new (folded);
      else
        rule->needle = g_strdup (folded);
      rule->at_word_start = g_unichar_isalnum (g_utf8_get_char (folded));
    }

  return (BenchPeer){ .state = state, .match = match_glib, .free = free_glib };
}

typedef struct
{
  pcre2_code **codes;
  guint n_rules;
  pcre2_match_data *data;
} PcreState;

static void
match_pcre2 (gpointer data,
             const BenchTitle *title,
             guint8 *hits)
{
  const PcreState *state = data;
  for (guint i = 0; i < state->n_rules; i++)
    hits[i] = pcre2_match (state->codes[i], (PCRE2_SPTR) title->text, title->length, 0, PCRE2_NO_UTF_CHECK, state->data, NULL) >= 0;
}

static void
free_pcre2 (gpointer data)
{
  PcreState *state = data;

  for (guint i = 0; i < state->n_rules; i++)
    pcre2_code_free (state->codes[i]);
  pcre2_match_data_free (state->data);
  g_free (state->codes);
  g_free (state);
}

BenchPeer
bench_peer_pcre2 (const BenchRule *rules,
                  guint n_rules)
{
  PcreState *state = g_new0 (PcreState, 1);
  BenchPeer self = { .state = state, .match = match_pcre2, .free = free_pcre2 };

  state->codes = g_new0 (pcre2_code *, n_rules);
  state->n_rules = n_rules;
  state->data = pcre2_match_data_create (1, NULL);
  self.comparable = g_array_new (FALSE, FALSE, sizeof (gboolean));
  for (guint i = 0; i < n_rules; i++)
    {
      gboolean comparable = TRUE;
      PCRE2_SIZE offset;
      int error;

      state->codes[i] = pcre2_compile ((PCRE2_SPTR) rules[i].pcre, PCRE2_ZERO_TERMINATED, PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP, &error, &offset, NULL);
      if (state->codes[i] == NULL)
        g_error ("PCRE2 does not take %s", rules[i].pcre);
      pcre2_jit_compile (state->codes[i], PCRE2_JIT_COMPLETE);
      g_array_append_val (self.comparable, comparable);
    }

  return self;
}

typedef struct
{
  hs_database_t *database;
  hs_scratch_t *scratch;
} HyperscanState;

static int
hit_cb (unsigned int id,
        unsigned long long from,
        unsigned long long to,
        unsigned int flags,
        void *data)
{
  guint8 *hits = data;

  hits[id] = TRUE;

  return 0;
}

/* The rules of ours are marked in a fresh array as well. */
static void
match_hyperscan (gpointer data,
                 const BenchTitle *title,
                 guint8 *hits)
{
  const HyperscanState *state = data;

  hs_scan (state->database, title->text, (unsigned int) title->length, 0, state->scratch, hit_cb, hits);
}

static void
free_hyperscan (gpointer data)
{
  HyperscanState *state = data;

  hs_free_scratch (state->scratch);
  hs_free_database (state->database);
  g_free (state);
}

/* \Q and \E are not known to it. */
static gboolean
is_understood (const char *expression,
               unsigned int flags)
{
  hs_expr_info_t *info = NULL;
  hs_compile_error_t *error = NULL;
  gboolean understood = hs_expression_info (expression, flags, &info, &error) == HS_SUCCESS;

  free (info);
  hs_free_compile_error (error);

  return understood;
}

BenchPeer
bench_peer_hyperscan (const BenchRule *rules,
                      guint n_rules)
{
  HyperscanState *state = g_new0 (HyperscanState, 1);
  BenchPeer self = { .state = state, .match = match_hyperscan, .free = free_hyperscan };
  g_autofree const char **expressions = g_new0 (const char *, n_rules);
  g_autofree unsigned int *flags = g_new0 (unsigned int, n_rules);
  g_autofree unsigned int *ids = g_new0 (unsigned int, n_rules);
  hs_compile_error_t *error = NULL;

  self.comparable = g_array_new (FALSE, FALSE, sizeof (gboolean));
  for (guint i = 0; i < n_rules; i++)
    {
      gboolean exact;

      expressions[i] = rules[i].hyperscan;
      ids[i] = i;
      flags[i] = HS_FLAG_CASELESS | HS_FLAG_UTF8 | HS_FLAG_SINGLEMATCH;
      exact = is_understood (expressions[i], flags[i]);
      if (!exact)
        flags[i] |= HS_FLAG_PREFILTER;
      g_array_append_val (self.comparable, exact);
    }

  if (hs_compile_multi (expressions, flags, ids, n_rules, HS_MODE_BLOCK, NULL, &state->database, &error) != HS_SUCCESS)
    g_error ("Hyperscan does not take %s: %s", expressions[MAX (error->expression, 0)], error->message);
  hs_alloc_scratch (state->database, &state->scratch);
  hs_database_size (state->database, &self.bytes);

  return self;
}

void
bench_peer_clear (BenchPeer *self)
{
  g_clear_pointer (&self->comparable, g_array_unref);
  self->free (self->state);
}
