#include "config.h"

#include "coach/guard.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/problem.h"
#include "coach/guard-model.h"
#include "library/pack-manifest.h"
#include "rail-guard-resources.h"

#define RESOURCES "/io/github/handrail/Handrail/guard/"

/* The model sees a sentence of at most so many words at a time: a threat must not drown in what stands around it. */
#define WINDOW_WORDS 32
#define WINDOW_STEP 16

/*
 * Between too many cautions and too many misses, and sooner for a stop than for a caution, since a missed stop costs a person:
 * tests/guard-golden/README.md has the figures of both sides of it. In an answer the didactic tone makes the model nervous, as idioms do in a
 * question; a phrase still stops both.
 */
#define QUESTION_LIMIT 0.55
#define STOP_LIMIT 0.45
#define CALM_LIMIT 0.85
/* A hit of a phrase for caution that the model takes to be this surely for a stop is one. */
#define RAISE_LIMIT 0.75
/* A phrase of the built-in floor for caution gives way ("the backlog is sick") where the model is that sure of nothing. One for a stop never does. */
#define GIVE_WAY_LIMIT 0.05
/* Refusing what is none of the coach's business needs to be surer: a wrong refusal costs the help. */
#define OFF_TOPIC_LIMIT 0.6
/* "And then?" goes on with what was talked about: too little for the model to be believed easily, or for a domain. */
#define MIN_WORDS 4

/* A sentence that may be in several languages is read in those in which the model knows nearly as much of it as in the best. */
#define KNOWN_SHARE 0.8

/* Whose words are told to people as what weighed: within this share of the heaviest. */
#define WEIGHT_SHARE 0.4
#define MAX_SPANS 16

typedef struct
{
  RailGuardRules *rules;
  guint languages;      /* bits: that of a part of the floor; all for the organisation and packs */
  const RailPack *pack; /* NULL for the floor and the organisation */
  gboolean approved;
} Layer;

struct _RailGuard
{
  gatomicrefcount ref_count;
  RailGuardModel *model;
  RailGuardRules *policy;
  GArray *layers; /* Layer: the floor, the organisation, the packs */
};

typedef struct
{
  const RailGuard *guard;
  RailGuardText *text;
  RailGuardSide side;
  gboolean *masked; /* by word: part of a look-alike */
  guint *languages; /* by word: bits of what its sentence may be in */
  RailGuardResult *result;
  const RailGuardEscalation *escalation; /* the phrase's, if one decided */
  const RailPack *escalation_pack;
  gboolean added;     /* a phrase that an organisation or a pack has added was found */
  RailGuardOdds odds; /* of the heaviest window */
  guint first;        /* that window */
  guint end;
  RailGuardLanguage language; /* it was read in */
  double flagged;             /* its weight */
  double off_topic;           /* the least of all windows */
} Check;

static void
clear_layer (gpointer data)
{
  Layer *layer = data;

  rail_guard_rules_unref (layer->rules);
  if (layer->pack != NULL)
    rail_pack_unref ((RailPack *) layer->pack);
}

static void
add_layer (RailGuard *self,
           RailGuardRules *rules,
           guint languages,
           const RailPack *pack,
           gboolean approved)
{
  Layer layer = {
    .rules = rail_guard_rules_ref (rules),
    .languages = languages,
    .pack = pack != NULL ? rail_pack_ref ((RailPack *) pack) : NULL,
    .approved = approved,
  };

  g_array_append_val (self->layers, layer);
}

static gboolean
load_floor (RailGuard *self,
            RailGuardLanguage language,
            GError **error)
{
  g_autofree char *name = g_strconcat (rail_guard_language_get_code (language), ".yaml", NULL);
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr (GBytes) data = g_resource_lookup_data (rail_guard_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailGuardRules) rules = NULL;

  if (data == NULL)
    return FALSE;

  rules = rail_guard_rules_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), name, RAIL_GUARD_RULES_TRUSTED, problems);
  if (rules == NULL || problems->len > 0)
    {
      g_autofree char *problem = problems->len > 0 ? rail_problem_to_string (g_ptr_array_index (problems, 0)) : NULL;

      g_set_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED, "The built-in rules cannot be read: %s", problem);
      return FALSE;
    }

  add_layer (self, rules, 1u << language, NULL, FALSE);
  return TRUE;
}

RailGuard *
rail_guard_new (RailGuardRules *policy,
                const RailGuardSource *sources,
                guint n_sources,
                GError **error)
{
  g_autoptr (RailGuard) self = g_new0 (RailGuard, 1);
  g_autoptr (GBytes) model = g_resource_lookup_data (rail_guard_get_resource (), RESOURCES "model.bin", G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  g_atomic_ref_count_init (&self->ref_count);
  self->layers = g_array_new (FALSE, FALSE, sizeof (Layer));
  g_array_set_clear_func (self->layers, clear_layer);
  if (model == NULL)
    return NULL;
  self->model = rail_guard_model_new (model, error);
  if (self->model == NULL)
    return NULL;
  for (guint i = 0; i < RAIL_GUARD_N_LANGUAGES; i++)
    {
      if (!load_floor (self, i, error))
        return NULL;
    }

  if (policy != NULL)
    {
      self->policy = rail_guard_rules_ref (policy);
      add_layer (self, policy, RAIL_GUARD_ALL_LANGUAGES, NULL, TRUE);
    }
  for (guint i = 0; i < n_sources; i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (RailGuardRules) rules = sources[i].rules != NULL ? rail_guard_rules_ref (sources[i].rules) : rail_guard_rules_parse ("format: 1\n", 10, "", RAIL_GUARD_RULES_PACK, problems);

      add_layer (self, rules, RAIL_GUARD_ALL_LANGUAGES, sources[i].pack, sources[i].approved);
    }

  return g_steal_pointer (&self);
}

RailGuard *
rail_guard_ref (RailGuard *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_guard_unref (RailGuard *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->model, rail_guard_model_free);
  g_clear_pointer (&self->policy, rail_guard_rules_unref);
  g_array_unref (self->layers);
  g_free (self);
}

void
rail_guard_result_free (RailGuardResult *self)
{
  g_array_unref (self->spans);
  g_free (self->contact);
  g_free (self->contact_pack);
  g_clear_pointer (&self->person, rail_contact_free);
  g_free (self);
}

static const RailGuardWord *
get_word (const Check *self,
          guint index)
{
  return &g_array_index (self->text->words, RailGuardWord, index);
}

/* Called for every sentence, a long one in windows that overlap by half. */
typedef void (*Visitor) (Check *self,
                         guint first,
                         guint end);

static void
visit_windows (Check *self,
               Visitor visitor)
{
  guint n = self->text->words->len;
  guint end = 0;

  for (guint first = 0; first < n; first = end)
    {
      end = first + 1;
      while (end < n && !get_word (self, end)->begins)
        end++;
      for (guint from = first; from == first || from + WINDOW_STEP < end; from += WINDOW_STEP)
        visitor (self, from, MIN (from + WINDOW_WORDS, end));
    }
}

static void
recognise_window (Check *self,
                  guint first,
                  guint end)
{
  guint languages = rail_guard_language_recognise (self->text, first, end);

  for (guint i = first; i < end; i++)
    self->languages[i] |= languages;
}

/* A look-alike makes the guard look away, so in doubt about the language only those of the conversation's do. */
static gboolean
excuses (const Check *self,
         const Layer *layer,
         guint word,
         guint spoken)
{
  guint languages = self->languages[word];

  if ((languages & (languages - 1)) != 0 && layer->languages != RAIL_GUARD_ALL_LANGUAGES)
    languages &= spoken;

  return (languages & layer->languages) != 0;
}

/* The words of look-alikes are nobody's evidence. */
static void
mask_look_alikes (Check *self,
                  const char *code)
{
  RailGuardLanguage language = RAIL_GUARD_EN;
  guint spoken = code == NULL || !rail_guard_language_parse (code, &language) ? RAIL_GUARD_ALL_LANGUAGES : 1u << language;

  for (guint i = 0; i < self->guard->layers->len; i++)
    {
      const Layer *layer = &g_array_index (self->guard->layers, Layer, i);

      for (guint j = 0; j < layer->rules->look_alikes->len; j++)
        {
          guint first = 0;
          guint end = 0;

          for (guint from = 0; rail_guard_pattern_find (g_ptr_array_index (layer->rules->look_alikes, j), self->text, from, &first, &end); from = first + 1)
            {
              for (guint k = first; k < end && excuses (self, layer, first, spoken); k++)
                self->masked[k] = TRUE;
            }
        }
    }
}

static gboolean
is_masked (const Check *self,
           guint first,
           guint end)
{
  for (guint i = first; i < end; i++)
    {
      if (self->masked[i])
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_excepted (const Check *self,
             const RailGuardEscalation *escalation,
             guint first,
             guint end)
{
  for (guint i = 0; i < escalation->unless->len; i++)
    {
      guint found = 0;
      guint found_end = 0;

      for (guint from = 0; rail_guard_pattern_find (g_ptr_array_index (escalation->unless, i), self->text, from, &found, &found_end); from = found + 1)
        {
          if (found < end && found_end > first)
            return TRUE;
        }
    }

  return FALSE;
}

static void
add_span (Check *self,
          guint first,
          guint end)
{
  RailGuardSpan span = { .start = get_word (self, first)->start, .end = get_word (self, end - 1)->end };

  if (self->result->spans->len < MAX_SPANS)
    g_array_append_val (self->result->spans, span);
}

static gboolean
find_phrase (const Check *self,
             const Layer *layer,
             const RailGuardEscalation *escalation,
             const RailGuardPattern *pattern,
             guint *first,
             guint *end)
{
  for (guint from = 0; rail_guard_pattern_find (pattern, self->text, from, first, end); from = *first + 1)
    {
      if ((self->languages[*first] & layer->languages) != 0 && !is_masked (self, *first, *end) && !is_excepted (self, escalation, *first, *end))
        return TRUE;
    }

  return FALSE;
}

static gboolean
outweighs (const Check *self,
           const RailGuardEscalation *escalation)
{
  const RailGuardEscalation *best = self->escalation;

  if (best == NULL || escalation->level != best->level)
    return best == NULL || escalation->level > best->level;

  return escalation->category < best->category;
}

/* Every phrase is tried, whatever was found before: a stop outweighs each caution. */
static void
look_for_phrases (Check *self)
{
  for (guint i = 0; i < self->guard->layers->len; i++)
    {
      const Layer *layer = &g_array_index (self->guard->layers, Layer, i);

      for (guint j = 0; j < layer->rules->escalations->len; j++)
        {
          const RailGuardEscalation *escalation = g_ptr_array_index (layer->rules->escalations, j);

          if ((escalation->sides & self->side) == 0)
            continue;
          for (guint k = 0; k < escalation->patterns->len; k++)
            {
              guint first = 0;
              guint end = 0;

              if (!find_phrase (self, layer, escalation, g_ptr_array_index (escalation->patterns, k), &first, &end))
                continue;
              add_span (self, first, end);
              self->added |= layer->languages == RAIL_GUARD_ALL_LANGUAGES;
              if (outweighs (self, escalation))
                {
                  self->escalation = escalation;
                  self->escalation_pack = layer->pack;
                }
              break;
            }
        }
    }
}

static void
believe (Check *self,
         guint first,
         guint end,
         RailGuardLanguage language,
         const RailGuardOdds *odds)
{
  double flagged = odds->stop + odds->caution;

  if (flagged > self->flagged)
    {
      self->odds = *odds;
      self->flagged = flagged;
      self->first = first;
      self->end = end;
      self->language = language;
    }
}

/* In doubt about the language the heaviest reading is believed, among those in which the model knows the words. */
static void
read_window (Check *self,
             guint first,
             guint end)
{
  guint languages = rail_guard_language_recognise (self->text, first, end);
  RailGuardOdds odds[RAIL_GUARD_N_LANGUAGES] = { 0 };
  double known = 0;
  double off_topic = 0;

  for (guint i = 0; i < RAIL_GUARD_N_LANGUAGES; i++)
    {
      if ((languages >> i & 1) == 0)
        continue;
      rail_guard_model_read (self->guard->model, self->text, first, end, i, &odds[i]);
      known = MAX (known, odds[i].known);
    }
  for (guint i = 0; i < RAIL_GUARD_N_LANGUAGES; i++)
    {
      if ((languages >> i & 1) == 0 || odds[i].known < known * KNOWN_SHARE)
        continue;
      believe (self, first, end, i, &odds[i]);
      off_topic = MAX (off_topic, odds[i].off_topic);
    }
  self->off_topic = MIN (self->off_topic, off_topic);
}

static int
compare_spans (gconstpointer a,
               gconstpointer b)
{
  const RailGuardSpan *one = a;
  const RailGuardSpan *other = b;

  return (one->start > other->start) - (one->start < other->start);
}

/* What people read should not overlap: one span for what stands together. */
static void
tidy_spans (GArray *spans)
{
  guint kept = 0;

  g_array_sort (spans, compare_spans);
  for (guint i = 0; i < spans->len; i++)
    {
      RailGuardSpan span = g_array_index (spans, RailGuardSpan, i);
      RailGuardSpan *last = kept > 0 ? &g_array_index (spans, RailGuardSpan, kept - 1) : NULL;

      if (last != NULL && span.start <= last->end)
        last->end = MAX (last->end, span.end);
      else
        g_array_index (spans, RailGuardSpan, kept++) = span;
    }
  g_array_set_size (spans, kept);
}

static void
add_weighing_words (Check *self)
{
  guint n = self->end - self->first;
  g_autofree double *weights = g_new0 (double, n);
  double top = 0;

  rail_guard_model_weigh (self->guard->model, self->text, self->first, self->end, self->language, self->result->category, self->result->verdict, weights);
  for (guint i = 0; i < n; i++)
    top = MAX (top, weights[i]);

  for (guint i = 0; i < n && top > 0;)
    {
      guint end = i;

      while (end < n && weights[end] >= top * WEIGHT_SHARE)
        end++;
      if (end > i)
        add_span (self, self->first + i, self->first + end);
      i = MAX (end, i + 1);
    }
}

static void
settle (Check *self,
        RailGuardVerdict verdict,
        RailGuardCategory category,
        double score)
{
  self->result->verdict = verdict;
  self->result->category = category;
  self->result->score = score;
}

static gboolean
gives_way (const Check *self)
{
  return self->escalation->level == RAIL_GUARD_CAUTION && !self->added && self->text->words->len >= MIN_WORDS && self->flagged < GIVE_WAY_LIMIT;
}

static void
weigh (Check *self)
{
  gboolean calm = self->side == RAIL_GUARD_ANSWER || self->end - self->first < MIN_WORDS || is_masked (self, self->first, self->end);
  gboolean heavy = self->flagged >= (calm ? CALM_LIMIT : QUESTION_LIMIT) || (!calm && self->odds.stop >= STOP_LIMIT);

  if (self->escalation != NULL && gives_way (self))
    {
      self->escalation = NULL;
      g_array_set_size (self->result->spans, 0);
      return;
    }
  if (self->escalation != NULL)
    settle (self, self->escalation->level, self->escalation->category, 1);

  if (self->result->verdict == RAIL_GUARD_STOP)
    return;
  /* A few words of an answer are too little for the model ("Listen to him."); they are read again together with those before them. */
  if (self->side == RAIL_GUARD_ANSWER && self->end - self->first < MIN_WORDS)
    return;
  if (self->escalation != NULL)
    {
      if (self->odds.stop_best < RAISE_LIMIT)
        return;
      self->escalation = NULL;
      settle (self, RAIL_GUARD_STOP, self->odds.stop_category, self->odds.stop_best);
    }
  else if (!heavy)
    return;
  else if (self->odds.stop >= self->odds.caution)
    settle (self, RAIL_GUARD_STOP, self->odds.stop_category, self->flagged);
  else
    settle (self, RAIL_GUARD_CAUTION, self->odds.caution_category, self->flagged);

  add_weighing_words (self);
}

static gboolean
is_in_domain (const Check *self,
              const RailGuardDomain *domain)
{
  guint first = 0;
  guint end = 0;

  if (domain->patterns->len == 0)
    return self->off_topic < OFF_TOPIC_LIMIT;

  for (guint i = 0; i < domain->patterns->len; i++)
    {
      if (rail_guard_pattern_find (g_ptr_array_index (domain->patterns, i), self->text, 0, &first, &end))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_policy_domains (const RailGuard *self)
{
  return self->policy != NULL && self->policy->domains->len > 0;
}

/*
 * The organisation's domains are all there are; without any, those of packs that are pinned or confirmed. Where nobody has approved anything, the
 * coach is for what managers do.
 */
static gboolean
is_approved (const Check *self)
{
  gboolean by_policy = has_policy_domains (self->guard);
  gboolean limited = FALSE;

  if (self->text->words->len < MIN_WORDS)
    return TRUE;

  for (guint i = 0; i < self->guard->layers->len; i++)
    {
      const Layer *layer = &g_array_index (self->guard->layers, Layer, i);

      if (by_policy ? layer->rules != self->guard->policy : !layer->approved)
        continue;
      for (guint j = 0; j < layer->rules->domains->len; j++)
        {
          if (is_in_domain (self, g_ptr_array_index (layer->rules->domains, j)))
            return TRUE;
          limited = TRUE;
        }
    }

  return !limited && self->off_topic < OFF_TOPIC_LIMIT;
}

static const Layer *
find_pack (const RailGuard *self,
           const char *id)
{
  for (guint i = 0; id != NULL && i < self->layers->len; i++)
    {
      const Layer *layer = &g_array_index (self->layers, Layer, i);

      if (layer->pack != NULL && g_str_equal (layer->pack->id, id))
        return layer;
    }

  return NULL;
}

static const char *
get_rules_contact (const RailGuardRules *rules,
                   RailGuardCategory category)
{
  return rules->contacts[category] != NULL ? rules->contacts[category] : rules->contacts[RAIL_GUARD_NONE];
}

static const char *
get_pack_contact (const Check *self,
                  const Layer *layer)
{
  const char *const *keys = rail_guard_category_get_contacts (self->result->category);
  const char *key = get_rules_contact (layer->rules, self->result->category);

  if (self->escalation != NULL && self->escalation_pack == layer->pack && self->escalation->contact != NULL)
    return self->escalation->contact;
  if (key != NULL)
    return key;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      if (rail_pack_get_contact (layer->pack, keys[i]) != NULL)
        return keys[i];
    }

  return NULL;
}

/* That of the rule which decided, then the category's, then whoever is named under a key that the category goes by. */
static const char *
get_policy_contact (const Check *self)
{
  const char *const *keys = rail_guard_category_get_contacts (self->result->category);
  const RailGuardRules *policy = self->guard->policy;
  const char *key;

  if (policy == NULL)
    return NULL;
  if (self->escalation != NULL && self->escalation->contact != NULL && g_ptr_array_find (policy->escalations, self->escalation, NULL))
    return self->escalation->contact;

  key = get_rules_contact (policy, self->result->category);
  for (guint i = 0; key == NULL && keys[i] != NULL; i++)
    {
      if (rail_guard_rules_get_person (policy, keys[i]) != NULL)
        key = keys[i];
    }

  return key;
}

static RailContact *
dup_person (const RailContact *person)
{
  RailContact *copy = g_new0 (RailContact, 1);

  copy->key = g_strdup (person->key);
  copy->name = g_strdup (person->name);
  copy->email = g_strdup (person->email);
  copy->note = g_strdup (person->note);

  return copy;
}

/* The organisation's contacts first; a pack's serve only its own aids. Where nobody is named, the key still says which person it takes. */
static void
choose_contact (Check *self,
                const char *pack)
{
  const RailGuardRules *policy = self->guard->policy;
  const char *key = get_policy_contact (self);
  const RailContact *person = key != NULL ? rail_guard_rules_get_person (policy, key) : NULL;
  const Layer *layer = key == NULL ? find_pack (self->guard, pack) : NULL;

  if (layer != NULL)
    key = get_pack_contact (self, layer);
  if (layer != NULL && key != NULL)
    self->result->contact_pack = g_strdup (layer->pack->id);
  if (key == NULL)
    key = rail_guard_category_get_contacts (self->result->category)[0];

  self->result->contact = g_strdup (key);
  if (person != NULL)
    self->result->person = dup_person (person);
}

static gboolean
is_closed (const RailGuard *self)
{
  return self->policy != NULL && self->policy->closed != NULL;
}

/* A pack that would have answered for the text, had somebody confirmed it; where the organisation has said what is approved, none would. */
static const RailPack *
find_unconfirmed (const Check *self)
{
  if (has_policy_domains (self->guard))
    return NULL;

  for (guint i = 0; i < self->guard->layers->len; i++)
    {
      const Layer *layer = &g_array_index (self->guard->layers, Layer, i);

      for (guint j = 0; layer->pack != NULL && !layer->approved && j < layer->rules->domains->len; j++)
        {
          if (is_in_domain (self, g_ptr_array_index (layer->rules->domains, j)))
            return layer->pack;
        }
    }

  return NULL;
}

static const char *
get_reason (const Check *self)
{
  const RailGuardResult *result = self->result;
  const RailPack *unconfirmed = NULL;
  g_autofree char *reason = NULL;

  if (result->verdict != RAIL_GUARD_REFUSE)
    return rail_guard_category_get_reason (result->category, result->verdict);
  if (is_closed (self->guard))
    return self->guard->policy->closed;
  if (self->text->cut)
    return _ ("This text is too long to be looked at as a whole: ask in a shorter one");

  unconfirmed = find_unconfirmed (self);
  if (unconfirmed == NULL)
    return rail_guard_category_get_reason (result->category, result->verdict);

  reason = g_strdup_printf (_ ("The pack “%s” is for this, but you have not said yet that the coach may use it: Preferences, Coach, “What It May Be Asked About”"), unconfirmed->title);
  return g_intern_string (reason);
}

RailGuardResult *
rail_guard_check (const RailGuard *self,
                  const char *text,
                  gsize length,
                  const char *language,
                  RailGuardSide side,
                  const char *pack)
{
  g_autoptr (RailGuardText) words = rail_guard_text_new (text, length);
  g_autofree gboolean *masked = g_new0 (gboolean, words->words->len + 1);
  g_autofree guint *languages = g_new0 (guint, words->words->len + 1);
  g_autoptr (RailGuardResult) result = g_new0 (RailGuardResult, 1);
  Check check = { .guard = self, .text = words, .side = side, .masked = masked, .languages = languages, .off_topic = 1, .result = result };

  result->spans = g_array_new (FALSE, FALSE, sizeof (RailGuardSpan));
  visit_windows (&check, recognise_window);
  mask_look_alikes (&check, language);
  look_for_phrases (&check);
  visit_windows (&check, read_window);
  weigh (&check);

  if ((words->cut || is_closed (self)) && result->verdict != RAIL_GUARD_STOP)
    settle (&check, RAIL_GUARD_REFUSE, RAIL_GUARD_NONE, 1);
  else if (result->verdict == RAIL_GUARD_OK && side == RAIL_GUARD_QUESTION && !is_approved (&check))
    settle (&check, RAIL_GUARD_REFUSE, RAIL_GUARD_NONE, check.off_topic);

  if (result->verdict == RAIL_GUARD_OK || result->verdict == RAIL_GUARD_REFUSE)
    g_array_set_size (result->spans, 0);
  else
    choose_contact (&check, pack);
  tidy_spans (result->spans);
  result->reason = get_reason (&check);

  return g_steal_pointer (&result);
}
