#include "config.h"

#include "coach/guard-evidence.h"

/* The model sees a sentence of at most so many words at a time: a threat must not drown in what stands around it. */
#define WINDOW_WORDS 32
#define WINDOW_STEP 16

/* A sentence that may be in several languages is read in those in which the model knows nearly as much of it as in the best. */
#define KNOWN_SHARE 0.8

/* Whose words are told to people as what weighed: within this share of the heaviest. */
#define WEIGHT_SHARE 0.4
#define MAX_SPANS 16

/* What is needed while a text is read, and no longer. */
typedef struct
{
  RailGuardEvidence *evidence;
  const RailGuardText *text;
  const RailGuardLayers *layers;
  const RailGuardModel *model;
  RailGuardSide side;
  gboolean *masked; /* by word: part of a look-alike */
  guint *languages; /* by word: bits of what its sentence may be in */
  guint whole;      /* bits of what the whole text may be in */
} Reading;

static const RailGuardWord *
get_word (const RailGuardText *text,
          guint index)
{
  return &g_array_index (text->words, RailGuardWord, index);
}

static void
add_span (RailGuardEvidence *self,
          guint first,
          guint end)
{
  RailGuardSpan span = { .start = get_word (self->text, first)->start, .end = get_word (self->text, end - 1)->end };

  if (self->spans->len < MAX_SPANS)
    g_array_append_val (self->spans, span);
}

/* ---- windows ---- */

/* Called for every sentence, a long one in windows that overlap by half. */
typedef void (*Visitor) (Reading *self,
                         guint first,
                         guint end);

static void
visit_windows (Reading *self,
               Visitor visitor)
{
  guint n = self->text->words->len;
  guint end = 0;

  for (guint first = 0; first < n; first = end)
    {
      end = first + 1;
      while (end < n && !get_word (self->text, end)->begins)
        end++;
      for (guint from = first; from == first || from + WINDOW_STEP < end; from += WINDOW_STEP)
        visitor (self, from, MIN (from + WINDOW_WORDS, end));
    }
}

static void
recognise_window (Reading *self,
                  guint first,
                  guint end)
{
  guint languages = rail_guard_language_recognise (self->text, first, end);

  for (guint i = first; i < end; i++)
    self->languages[i] |= languages;
}

/* ---- phrases ---- */

/* A look-alike makes the guard look away, so in doubt about the language only those of the conversation's do. */
static gboolean
excuses (const Reading *self,
         const RailGuardLayer *layer,
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
mask_look_alikes (Reading *self,
                  const char *code)
{
  RailGuardLanguage language = RAIL_GUARD_EN;
  guint spoken = code == NULL || !rail_guard_language_parse (code, &language) ? RAIL_GUARD_ALL_LANGUAGES : 1u << language;

  for (guint i = 0; i < self->layers->layers->len; i++)
    {
      const RailGuardLayer *layer = g_ptr_array_index (self->layers->layers, i);

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
is_masked (const Reading *self,
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
is_excepted (const Reading *self,
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

static gboolean
find_phrase (const Reading *self,
             const RailGuardLayer *layer,
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
outweighs (const Reading *self,
           const RailGuardEscalation *escalation)
{
  const RailGuardEscalation *best = self->evidence->escalation;

  if (best == NULL || escalation->level != best->level)
    return best == NULL || escalation->level > best->level;

  return escalation->category < best->category;
}

/* Every phrase is tried, whatever was found before: a stop outweighs each caution. */
static void
look_for_phrases (Reading *self)
{
  for (guint i = 0; i < self->layers->layers->len; i++)
    {
      const RailGuardLayer *layer = g_ptr_array_index (self->layers->layers, i);

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
              add_span (self->evidence, first, end);
              self->evidence->added |= layer->languages == RAIL_GUARD_ALL_LANGUAGES;
              if (outweighs (self, escalation))
                {
                  self->evidence->escalation = escalation;
                  self->evidence->escalation_pack = layer->pack;
                }
              break;
            }
        }
    }
}

/* ---- the model ---- */

static void
believe (RailGuardEvidence *self,
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

/*
 * In doubt about the language the heaviest reading is believed, among those in which the model knows the words. "Couper court:" alone may be English, but
 * not in front of a French sentence, as long as French knows its words as well.
 */
static void
read_window (Reading *self,
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
      rail_guard_model_read (self->model, self->text, first, end, i, &odds[i]);
      known = MAX (known, odds[i].known);
    }
  for (guint i = 0; i < RAIL_GUARD_N_LANGUAGES; i++)
    {
      if (self->whole == 1u << i && (languages >> i & 1) != 0 && odds[i].known >= known)
        languages = self->whole;
    }
  for (guint i = 0; i < RAIL_GUARD_N_LANGUAGES; i++)
    {
      if ((languages >> i & 1) == 0 || odds[i].known < known * KNOWN_SHARE)
        continue;
      believe (self->evidence, first, end, i, &odds[i]);
      off_topic = MAX (off_topic, odds[i].off_topic);
    }
  self->evidence->off_topic = MIN (self->evidence->off_topic, off_topic);
}

RailGuardEvidence *
rail_guard_evidence_new (const RailGuardLayers *layers,
                         const RailGuardModel *model,
                         const char *text,
                         gsize length,
                         const char *language,
                         RailGuardSide side)
{
  RailGuardEvidence *self = g_new0 (RailGuardEvidence, 1);
  RailGuardText *words = rail_guard_text_new (text, length);
  g_autofree gboolean *masked = g_new0 (gboolean, words->words->len + 1);
  g_autofree guint *languages = g_new0 (guint, words->words->len + 1);
  Reading reading = { .evidence = self, .text = words, .layers = layers, .model = model, .side = side, .masked = masked, .languages = languages };

  self->text = words;
  self->spans = g_array_new (FALSE, FALSE, sizeof (RailGuardSpan));
  self->off_topic = 1;

  reading.whole = rail_guard_language_recognise (words, 0, words->words->len);
  visit_windows (&reading, recognise_window);
  mask_look_alikes (&reading, language);
  look_for_phrases (&reading);
  visit_windows (&reading, read_window);
  self->look_alike = is_masked (&reading, self->first, self->end);

  return self;
}

void
rail_guard_evidence_free (RailGuardEvidence *self)
{
  rail_guard_text_free (self->text);
  g_array_unref (self->spans);
  g_free (self);
}

void
rail_guard_evidence_add_words (RailGuardEvidence *self,
                               const RailGuardModel *model,
                               RailGuardCategory category,
                               RailGuardVerdict verdict)
{
  guint n = self->end - self->first;
  g_autofree double *weights = g_new0 (double, n);
  double top = 0;

  rail_guard_model_weigh (model, self->text, self->first, self->end, self->language, category, verdict, weights);
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
