#include "config.h"

#include "rules/explanation.h"

#include <glib/gi18n-lib.h>

#include "base/duration.h"
#include "rules/phrase.h"
#include "rules/snapshot.h"
#include "rules/time-condition.h"

static RailExplanation *explain (RailSnapshot *snapshot,
                                 const RailCondition *condition,
                                 guint occurrence);

/* Takes @text and @seen. */
static RailExplanation *
make (char *text,
      char *seen,
      gboolean holds,
      guint line)
{
  RailExplanation *self = g_new0 (RailExplanation, 1);

  self->text = text;
  self->seen = seen;
  self->holds = holds;
  self->line = line;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_explanation_free);

  return self;
}

void
rail_explanation_free (RailExplanation *self)
{
  g_free (self->text);
  g_free (self->seen);
  g_ptr_array_unref (self->children);
  g_free (self);
}

/* A part of the leaf @self: one more thing that must hold. */
static void
add (RailExplanation *self,
     char *text,
     char *seen,
     gboolean holds)
{
  g_ptr_array_add (self->children, make (text, seen, holds, self->line));
}

/* The texts end with "matches", so that a translator sees what follows: the patterns. */
static void
add_patterns (RailExplanation *self,
              const char *text,
              GPtrArray *patterns,
              const char *seen,
              gboolean holds)
{
  g_autofree char *wanted = NULL;

  if (patterns == NULL)
    return;

  wanted = rail_phrase_patterns (patterns);
  add (self, g_strdup_printf ("%s %s", text, wanted), g_strdup (seen), holds);
}

static char *
dup_state_of_window (const RailWindow *window)
{
  if (window == NULL)
    return g_strdup (_ ("no window is in front, or the desktop does not tell"));
  if (window->excluded)
    return g_strdup (_ ("a window that Handrail does not look at"));

  return NULL;
}

/* Where there is nothing to look at, what was wanted is told all the same: nothing was seen and nothing holds. */
static void
forget_seen (RailExplanation *self)
{
  for (guint i = 0; i < self->children->len; i++)
    {
      RailExplanation *child = g_ptr_array_index (self->children, i);

      g_clear_pointer (&child->seen, g_free);
      child->holds = FALSE;
    }
}

static void
explain_window_parts (RailExplanation *self,
                      const RailWindowCondition *wanted,
                      const RailWindow *window,
                      const RailWindowTexts *texts)
{
  g_autofree char *app_ids = g_strjoinv (", ", window->app_ids);

  add_patterns (self, _ ("application matches"), wanted->app, app_ids, rail_patterns_match_any (wanted->app, texts->app_ids));
  add_patterns (self,
                _ ("window title matches"),
                wanted->title,
                window->title != NULL ? window->title : _ ("not known"),
                rail_patterns_match (wanted->title, texts->title));
  add_patterns (self,
                _ ("address matches"),
                wanted->url,
                window->url != NULL ? window->url : _ ("not known"),
                rail_patterns_match (wanted->url, texts->url));
  if (wanted->fullscreen != RAIL_TRISTATE_ANY)
    add (self,
         g_strdup (wanted->fullscreen == RAIL_TRISTATE_YES ? _ ("window is fullscreen") : _ ("window is not fullscreen")),
         g_strdup (texts->fullscreen ? _ ("fullscreen") : _ ("not fullscreen")),
         texts->fullscreen == (wanted->fullscreen == RAIL_TRISTATE_YES));
}

static RailExplanation *
explain_window (RailSnapshot *snapshot,
                const RailCondition *condition)
{
  const RailWindow *window = snapshot->context->window;
  RailExplanation *self = make (g_strdup (_ ("the window in front")),
                                dup_state_of_window (window),
                                rail_window_condition_holds (&condition->window, snapshot->window),
                                condition->line);

  if (snapshot->window != NULL)
    {
      explain_window_parts (self, &condition->window, window, snapshot->window);
    }
  else
    {
      g_autoptr (RailWindow) none = rail_window_new (1, NULL, NULL, NULL, FALSE);
      g_autoptr (RailWindowTexts) texts = rail_window_texts_new (none);

      explain_window_parts (self, &condition->window, none, texts);
      forget_seen (self);
    }

  return self;
}

static char *
describe_count (guint low,
                guint high)
{
  if (low == high)
    return g_strdup_printf (_ ("number of attendees is %u"), low);
  if (high == G_MAXUINT)
    return g_strdup_printf (_ ("number of attendees is %u or more"), low);

  return g_strdup_printf (_ ("number of attendees is %u to %u"), low, high);
}

static char *
describe_duration (gint64 low,
                   gint64 high)
{
  g_autofree char *shortest = rail_phrase_span (low);
  g_autofree char *longest = high != G_MAXINT64 ? rail_phrase_span (high) : NULL;

  if (longest == NULL)
    return g_strdup_printf (_ ("lasts %s or longer"), shortest);
  if (low == high)
    return g_strdup_printf (_ ("lasts %s"), shortest);

  return g_strdup_printf (_ ("lasts %s to %s"), shortest, longest);
}

static void
explain_organizer (RailExplanation *self,
                   const RailCalendarCondition *wanted,
                   const RailOccurrenceTexts *texts)
{
  const RailOccurrence *occurrence = texts->occurrence;
  gboolean holds = rail_calendar_condition_accepts_organizer (wanted, texts);
  const char *seen = occurrence->organizer[0] != '\0' ? occurrence->organizer : _ ("nobody");

  if (wanted->organized_by == RAIL_ORGANIZED_BY_ANYONE)
    return;
  if (wanted->organized_by == RAIL_ORGANIZED_BY_PATTERN)
    {
      add_patterns (self, _ ("organizer matches"), wanted->organizer, seen, holds);
      return;
    }

  if (occurrence->organizer_role == RAIL_ORGANIZER_UNKNOWN && occurrence->organizer[0] != '\0')
    seen = _ ("not known: no address of yours is set");
  add (self,
       g_strdup (wanted->organized_by == RAIL_ORGANIZED_BY_ME ? _ ("organized by me") : _ ("organized by somebody else")),
       g_strdup (seen),
       holds);
}

static void
explain_response (RailExplanation *self,
                  const RailCalendarCondition *wanted,
                  const RailOccurrence *occurrence)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const char *seen = rail_response_to_string (occurrence->response);

  if (wanted->responses == 0)
    return;

  for (RailResponse response = RAIL_RESPONSE_NEEDS_ACTION; response <= RAIL_RESPONSE_DELEGATED; response++)
    {
      if ((wanted->responses & 1u << response) != 0)
        g_string_append_printf (words, "%s%s", words->len > 0 ? _ (" or ") : "", rail_response_to_string (response));
    }
  add (self,
       g_strdup_printf (_ ("my response is %s"), words->str),
       g_strdup (seen != NULL ? seen : _ ("not known: you are not listed, or no address of yours is set")),
       seen != NULL && (wanted->responses & 1u << occurrence->response) != 0);
}

/* What rules an occurrence out without the author having said a word. */
static void
explain_rules (RailExplanation *self,
               const RailCalendarCondition *wanted,
               const RailOccurrence *occurrence)
{
  if (occurrence->cancelled)
    add (self, g_strdup (_ ("is not cancelled")), g_strdup (_ ("cancelled")), FALSE);
  if (occurrence->response == RAIL_RESPONSE_DECLINED)
    add (self, g_strdup (_ ("is not declined")), g_strdup (_ ("declined")), FALSE);

  if (wanted->all_day == RAIL_TRISTATE_YES)
    add (self,
         g_strdup (_ ("lasts all day")),
         g_strdup (occurrence->all_day ? _ ("all day") : _ ("not all day")),
         occurrence->all_day);
  else if (occurrence->all_day)
    add (self, g_strdup (_ ("does not last all day")), g_strdup (_ ("all day")), FALSE);
}

static void
explain_facts (RailExplanation *self,
               const RailCalendarCondition *wanted,
               const RailOccurrence *occurrence)
{
  gint64 duration = occurrence->end - occurrence->start;

  if (wanted->has_attendees)
    add (self,
         describe_count (wanted->attendees_min, wanted->attendees_max),
         g_strdup_printf ("%u", occurrence->attendees),
         occurrence->attendees >= wanted->attendees_min && occurrence->attendees <= wanted->attendees_max);
  if (wanted->recurring != RAIL_TRISTATE_ANY)
    add (self,
         g_strdup (wanted->recurring == RAIL_TRISTATE_YES ? _ ("recurs") : _ ("does not recur")),
         g_strdup (occurrence->recurring ? _ ("recurs") : _ ("does not recur")),
         occurrence->recurring == (wanted->recurring == RAIL_TRISTATE_YES));
  if (wanted->has_duration)
    add (self,
         describe_duration (wanted->duration_min, wanted->duration_max),
         rail_phrase_span (duration),
         duration >= wanted->duration_min && duration <= wanted->duration_max);
}

static void
explain_phase (RailExplanation *self,
               const RailCalendarCondition *wanted,
               const RailOccurrence *occurrence,
               gint64 now)
{
  g_autofree char *span = rail_phrase_span (wanted->span);
  char *text;

  if (wanted->phase == RAIL_PHASE_BEFORE)
    text = g_strdup_printf (_ ("starts in %s at most"), span);
  else if (wanted->phase == RAIL_PHASE_AFTER)
    text = g_strdup_printf (_ ("ended less than %s ago"), span);
  else
    text = g_strdup (_ ("is on now"));

  add (self, text, rail_phrase_moment (_ ("it"), occurrence, now), rail_calendar_condition_in_phase (wanted, occurrence, now));
}

static void
explain_calendar_parts (RailExplanation *self,
                        const RailCalendarCondition *wanted,
                        const RailOccurrenceTexts *texts,
                        gint64 now)
{
  const RailOccurrence *occurrence = texts->occurrence;
  g_autofree char *categories = g_strjoinv (", ", occurrence->categories);

  add_patterns (self, _ ("title matches"), wanted->title, occurrence->title, rail_patterns_match (wanted->title, texts->title));
  add_patterns (self,
                _ ("description matches"),
                wanted->description,
                occurrence->description,
                rail_patterns_match (wanted->description, texts->description));
  add_patterns (self, _ ("calendar matches"), wanted->calendar, occurrence->calendar, rail_patterns_match (wanted->calendar, texts->calendar));
  add_patterns (self, _ ("location matches"), wanted->location, occurrence->location, rail_patterns_match (wanted->location, texts->location));
  add_patterns (self, _ ("category matches"), wanted->category, categories, rail_patterns_match_any (wanted->category, texts->categories));
  explain_organizer (self, wanted, texts);
  explain_response (self, wanted, occurrence);
  explain_rules (self, wanted, occurrence);
  explain_facts (self, wanted, occurrence);
  explain_phase (self, wanted, occurrence, now);
}

static RailExplanation *
explain_calendar (RailSnapshot *snapshot,
                  const RailCondition *condition,
                  guint index)
{
  const RailCalendarCondition *wanted = &condition->calendar;
  RailExplanation *self = make (g_strdup (_ ("a meeting")), NULL, FALSE, condition->line);

  if (index != RAIL_NO_OCCURRENCE)
    {
      const RailOccurrenceTexts *texts = g_ptr_array_index (snapshot->occurrences, index);

      self->seen = rail_phrase_quote (texts->occurrence->title);
      self->holds = rail_snapshot_evaluate (snapshot, condition, index) != RAIL_TRUTH_FALSE;
      explain_calendar_parts (self, wanted, texts, snapshot->context->now);
    }
  else
    {
      g_autoptr (RailOccurrence) none = rail_occurrence_new ();
      g_autoptr (RailOccurrenceTexts) texts = rail_occurrence_texts_new (none);

      self->seen = g_strdup (_ ("no such meeting"));
      explain_calendar_parts (self, wanted, texts, snapshot->context->now);
      forget_seen (self);
    }

  return self;
}

static RailExplanation *
explain_time (RailSnapshot *snapshot,
              const RailCondition *condition)
{
  const RailContext *context = snapshot->context;
  gint64 until;

  return make (rail_phrase_time_condition (&condition->time),
               rail_phrase_clock (context->now, context->zone),
               rail_time_condition_evaluate (&condition->time, context->now, context->zone, &until),
               condition->line);
}

/* How far @now is from the phase; 0 inside. */
static gint64
get_distance (const RailCalendarCondition *condition,
              const RailOccurrence *occurrence,
              gint64 now)
{
  gint64 from, to;

  rail_calendar_condition_get_phase (condition, occurrence, &from, &to);

  return now < from ? from - now : MAX (0, now - to + 1);
}

typedef struct
{
  guint index;
  guint agreement; /* 2: selected, 1: at least the title is right */
  gint64 distance;
} Nearest;

static void
find_nearest (RailSnapshot *snapshot,
              const RailCondition *condition,
              Nearest *nearest)
{
  for (guint i = 0; condition->kind == RAIL_CONDITION_CALENDAR && i < snapshot->occurrences->len; i++)
    {
      const RailOccurrenceTexts *texts = g_ptr_array_index (snapshot->occurrences, i);
      gint64 distance = get_distance (&condition->calendar, texts->occurrence, snapshot->context->now);
      guint agreement = 0;

      if (rail_calendar_condition_selects (&condition->calendar, texts))
        agreement = 2;
      else if (rail_patterns_match (condition->calendar.title, texts->title))
        agreement = 1;

      if (nearest->index == RAIL_NO_OCCURRENCE || agreement > nearest->agreement ||
          (agreement == nearest->agreement && distance < nearest->distance))
        *nearest = (Nearest){ i, agreement, distance };
    }

  for (guint i = 0; condition->children != NULL && i < condition->children->len; i++)
    find_nearest (snapshot, g_ptr_array_index (condition->children, i), nearest);
}

static guint
choose_nearest (RailSnapshot *snapshot,
                const RailCondition *condition)
{
  Nearest nearest = { .index = RAIL_NO_OCCURRENCE };

  find_nearest (snapshot, condition, &nearest);

  return nearest.index;
}

/* The occurrence because of which what stands inside "not" holds, if there is one, is the one to show. */
static guint
choose_culprit (RailSnapshot *snapshot,
                const RailCondition *condition)
{
  for (guint i = 0; i < snapshot->occurrences->len; i++)
    {
      if (rail_snapshot_evaluate (snapshot, condition, i) == RAIL_TRUTH_BOUND)
        return i;
    }

  return choose_nearest (snapshot, condition);
}

static RailExplanation *
explain_group (RailSnapshot *snapshot,
               const RailCondition *condition,
               guint occurrence)
{
  const char *text = _ ("not this");
  RailExplanation *self;

  if (condition->kind == RAIL_CONDITION_ALL)
    text = _ ("all of these");
  else if (condition->kind == RAIL_CONDITION_ANY)
    text = _ ("any of these");

  self = make (g_strdup (text), NULL, rail_snapshot_evaluate (snapshot, condition, occurrence) != RAIL_TRUTH_FALSE, condition->line);
  if (condition->kind == RAIL_CONDITION_NOT)
    occurrence = choose_culprit (snapshot, g_ptr_array_index (condition->children, 0));
  for (guint i = 0; i < condition->children->len; i++)
    g_ptr_array_add (self->children, explain (snapshot, g_ptr_array_index (condition->children, i), occurrence));

  return self;
}

static RailExplanation *
explain (RailSnapshot *snapshot,
         const RailCondition *condition,
         guint occurrence)
{
  switch (condition->kind)
    {
    case RAIL_CONDITION_WINDOW:
      return explain_window (snapshot, condition);
    case RAIL_CONDITION_CALENDAR:
      return explain_calendar (snapshot, condition, occurrence);
    case RAIL_CONDITION_TIME:
      return explain_time (snapshot, condition);
    case RAIL_CONDITION_ALL:
    case RAIL_CONDITION_ANY:
    case RAIL_CONDITION_NOT:
    default:
      return explain_group (snapshot, condition, occurrence);
    }
}

RailOccurrence *
rail_explanation_find_closest (const RailTrigger *trigger,
                               RailContext *context)
{
  g_autoptr (RailSnapshot) snapshot = rail_snapshot_new (context, NULL);
  guint index = trigger->is_bound ? choose_nearest (snapshot, trigger->when) : RAIL_NO_OCCURRENCE;

  return index != RAIL_NO_OCCURRENCE ? g_ptr_array_index (context->occurrences, index) : NULL;
}

RailExplanation *
rail_explanation_new (const RailTrigger *trigger,
                      RailContext *context,
                      const RailOccurrence *occurrence)
{
  g_autoptr (RailSnapshot) snapshot = rail_snapshot_new (context, occurrence);
  guint index = snapshot->occurrence;

  if (trigger->is_bound && index == RAIL_NO_OCCURRENCE)
    index = choose_nearest (snapshot, trigger->when);

  return explain (snapshot, trigger->when, index);
}

char *
rail_explanation_summarize (const RailTrigger *trigger,
                            RailContext *context,
                            const RailOccurrence *occurrence,
                            gboolean neutral)
{
  const RailWindow *window = context->window;
  g_autofree char *quoted = NULL;
  g_autofree char *clock = NULL;

  if (occurrence != NULL)
    {
      if (!neutral && occurrence->title[0] != '\0')
        quoted = rail_phrase_quote (occurrence->title);
      return rail_phrase_moment (quoted != NULL ? quoted : _ ("A meeting"), occurrence, context->now);
    }

  if (trigger->has_window)
    {
      if (neutral || window == NULL || window->excluded || window->title == NULL || window->title[0] == '\0')
        return g_strdup (_ ("The window in front"));
      quoted = rail_phrase_quote (window->title);
      return g_strdup_printf (_ ("Window %s"), quoted);
    }

  clock = rail_phrase_clock (context->now, context->zone);
  return g_strdup_printf (_ ("It is %s"), clock);
}
