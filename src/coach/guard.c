#include "config.h"

#include "coach/guard.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "coach/guard-evidence.h"
#include "library/pack-manifest.h"
#include "rail-guard-resources.h"

#define MODEL "/io/github/handrail/Handrail/guard/model.bin"

/*
 * Between too many cautions and too many misses, and sooner for a stop than for a caution, since a missed stop costs a person:
 * tests/guard-golden/README.md has the figures of both sides of it. In an answer the didactic tone makes the model nervous, as idioms do in a
 * question; a phrase still stops both.
 */
#define QUESTION_LIMIT 0.65
#define STOP_LIMIT 0.55
#define CALM_LIMIT 0.9
/* A hit of a phrase for caution that the model takes to be this surely for a stop is one. */
#define RAISE_LIMIT 0.75
/* A phrase of the built-in floor for caution gives way ("the backlog is sick") where the model is that sure of nothing. One for a stop never does. */
#define GIVE_WAY_LIMIT 0.05
/* Refusing what is none of the coach's business needs to be surer: a wrong refusal costs the help. */
#define OFF_TOPIC_LIMIT 0.6
/* "And then?" goes on with what was talked about: too little for the model to be believed easily, or for a domain. */
#define MIN_WORDS 4

struct _RailGuard
{
  gatomicrefcount ref_count;
  RailGuard *floor; /* whose model it is; NULL: its own */
  RailGuardModel *model;
  RailGuardLayers *layers;
};

/* One text, on its way from evidence to a verdict. */
typedef struct
{
  const RailGuard *guard;
  RailGuardEvidence *evidence;
  const RailGuardEscalation *escalation; /* the phrase's, if one decided */
  RailGuardSide side;
  RailGuardResult *result;
} Check;

RailGuard *
rail_guard_new (GError **error)
{
  g_autoptr (RailGuard) self = g_new0 (RailGuard, 1);
  g_autoptr (GBytes) model = g_resource_lookup_data (rail_guard_get_resource (), MODEL, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  g_atomic_ref_count_init (&self->ref_count);
  if (model == NULL)
    return NULL;
  self->model = rail_guard_model_new (model, error);
  if (self->model == NULL)
    return NULL;
  self->layers = rail_guard_layers_new (error);
  if (self->layers == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

RailGuard *
rail_guard_extend (RailGuard *floor,
                   RailGuardRules *policy,
                   const RailGuardSource *sources,
                   guint n_sources)
{
  RailGuard *self = g_new0 (RailGuard, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->floor = rail_guard_ref (floor);
  self->model = floor->model;
  self->layers = rail_guard_layers_copy (floor->layers);
  if (policy != NULL)
    rail_guard_layers_add_policy (self->layers, policy);
  for (guint i = 0; i < n_sources; i++)
    rail_guard_layers_add_pack (self->layers, sources[i].pack, sources[i].rules, sources[i].approved);

  return self;
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

  if (self->floor == NULL)
    g_clear_pointer (&self->model, rail_guard_model_free);
  g_clear_pointer (&self->floor, rail_guard_unref);
  g_clear_pointer (&self->layers, rail_guard_layers_free);
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
is_short (const RailGuardEvidence *evidence)
{
  return evidence->end - evidence->first < MIN_WORDS;
}

static gboolean
gives_way (const Check *self)
{
  const RailGuardEvidence *evidence = self->evidence;

  return self->escalation->level == RAIL_GUARD_CAUTION && !evidence->added && evidence->text->words->len >= MIN_WORDS && evidence->flagged < GIVE_WAY_LIMIT;
}

static void
weigh (Check *self)
{
  RailGuardEvidence *evidence = self->evidence;
  const RailGuardOdds *odds = &evidence->odds;
  gboolean calm = self->side == RAIL_GUARD_ANSWER || is_short (evidence) || evidence->look_alike;
  gboolean heavy = evidence->flagged >= (calm ? CALM_LIMIT : QUESTION_LIMIT) || (!calm && odds->stop >= STOP_LIMIT);

  if (self->escalation != NULL && gives_way (self))
    {
      self->escalation = NULL;
      g_array_set_size (evidence->spans, 0);
      return;
    }
  if (self->escalation != NULL)
    settle (self, self->escalation->level, self->escalation->category, 1);

  if (self->result->verdict == RAIL_GUARD_STOP)
    return;
  /* A few words of an answer are too little for the model ("Listen to him."); they are read again together with those before them. */
  if (self->side == RAIL_GUARD_ANSWER && is_short (evidence))
    return;
  if (self->escalation != NULL)
    {
      if (odds->stop_best < RAISE_LIMIT)
        return;
      self->escalation = NULL;
      settle (self, RAIL_GUARD_STOP, odds->stop_category, odds->stop_best);
    }
  else if (!heavy)
    return;
  else if (odds->stop >= odds->caution)
    settle (self, RAIL_GUARD_STOP, odds->stop_category, evidence->flagged);
  else
    settle (self, RAIL_GUARD_CAUTION, odds->caution_category, evidence->flagged);

  rail_guard_evidence_add_words (evidence, self->guard->model, self->result->category, self->result->verdict);
}

static gboolean
is_in_domain (const Check *self,
              const RailGuardDomain *domain)
{
  guint first = 0;
  guint end = 0;

  if (domain->patterns->len == 0)
    return self->evidence->off_topic < OFF_TOPIC_LIMIT;

  for (guint i = 0; i < domain->patterns->len; i++)
    {
      if (rail_guard_pattern_find (g_ptr_array_index (domain->patterns, i), self->evidence->text, 0, &first, &end))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_policy_domains (const RailGuard *self)
{
  return self->layers->policy != NULL && self->layers->policy->domains->len > 0;
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

  if (self->evidence->text->words->len < MIN_WORDS)
    return TRUE;

  for (guint i = 0; i < self->guard->layers->layers->len; i++)
    {
      const RailGuardLayer *layer = g_ptr_array_index (self->guard->layers->layers, i);

      if (by_policy ? layer->rules != self->guard->layers->policy : !layer->approved)
        continue;
      for (guint j = 0; j < layer->rules->domains->len; j++)
        {
          if (is_in_domain (self, g_ptr_array_index (layer->rules->domains, j)))
            return TRUE;
          limited = TRUE;
        }
    }

  return !limited && self->evidence->off_topic < OFF_TOPIC_LIMIT;
}

static const char *
get_rules_contact (const RailGuardRules *rules,
                   RailGuardCategory category)
{
  return rules->contacts[category] != NULL ? rules->contacts[category] : rules->contacts[RAIL_GUARD_NONE];
}

static const char *
get_pack_contact (const Check *self,
                  const RailGuardLayer *layer)
{
  const char *const *keys = rail_guard_category_get_contacts (self->result->category);
  const char *key = get_rules_contact (layer->rules, self->result->category);

  if (self->escalation != NULL && self->evidence->escalation_pack == layer->pack && self->escalation->contact != NULL)
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
  const RailGuardRules *policy = self->guard->layers->policy;
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
  const RailGuardRules *policy = self->guard->layers->policy;
  const char *key = get_policy_contact (self);
  const RailContact *person = key != NULL ? rail_guard_rules_get_person (policy, key) : NULL;
  const RailGuardLayer *layer = key == NULL ? rail_guard_layers_find_pack (self->guard->layers, pack) : NULL;

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
  return self->layers->policy != NULL && self->layers->policy->closed != NULL;
}

/* A pack that would have answered for the text, had somebody confirmed it; where the organisation has said what is approved, none would. */
static const RailPack *
find_unconfirmed (const Check *self)
{
  if (has_policy_domains (self->guard))
    return NULL;

  for (guint i = 0; i < self->guard->layers->layers->len; i++)
    {
      const RailGuardLayer *layer = g_ptr_array_index (self->guard->layers->layers, i);

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
    return self->guard->layers->policy->closed;
  if (self->evidence->text->cut)
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
  g_autoptr (RailGuardEvidence) evidence = rail_guard_evidence_new (self->layers, self->model, text, length, language, side);
  g_autoptr (RailGuardResult) result = g_new0 (RailGuardResult, 1);
  Check check = { .guard = self, .evidence = evidence, .escalation = evidence->escalation, .side = side, .result = result };

  result->spans = g_array_ref (evidence->spans);
  weigh (&check);

  if ((evidence->text->cut || is_closed (self)) && result->verdict != RAIL_GUARD_STOP)
    settle (&check, RAIL_GUARD_REFUSE, RAIL_GUARD_NONE, 1);
  else if (result->verdict == RAIL_GUARD_OK && side == RAIL_GUARD_QUESTION && !is_approved (&check))
    settle (&check, RAIL_GUARD_REFUSE, RAIL_GUARD_NONE, evidence->off_topic);

  if (result->verdict == RAIL_GUARD_OK || result->verdict == RAIL_GUARD_REFUSE)
    g_array_set_size (result->spans, 0);
  else
    choose_contact (&check, pack);
  tidy_spans (result->spans);
  result->reason = get_reason (&check);

  return g_steal_pointer (&result);
}
