#include "config.h"

#include "rules/trigger-draft.h"

#include <string.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/problem.h"
#include "base/yaml-tree.h"
#include "rules/calendar-condition.h"
#include "rules/rule-parser.h"

/* A meeting this near is what somebody who asks now has in mind. */
#define SOON (4 * RAIL_HOUR)

#define MINUTES_BEFORE 5
#define MINUTES_AFTER 10
#define DEFAULT_PRIORITY 50

/* Longer ones are hardly the same twice. */
#define MAX_TITLE_CHARACTERS 60

/* What programs put between a document, its folder and their own name. */
static const char *const separators[] = { " — ", " – ", " - ", " | ", " · ", " • ", ": " };

static const char *const kinds[] = { "window", "before", "during", "after" };

RailTriggerDraft *
rail_trigger_draft_new (RailDraftKind kind,
                        const char *app,
                        const char *title,
                        guint minutes)
{
  RailTriggerDraft *self = g_new0 (RailTriggerDraft, 1);

  self->kind = kind;
  self->app = g_strdup (app);
  self->title = g_strdup (title);
  self->minutes = minutes;

  return self;
}

void
rail_trigger_draft_free (RailTriggerDraft *self)
{
  g_free (self->app);
  g_free (self->title);
  g_free (self);
}

const char *
rail_draft_kind_to_string (RailDraftKind kind)
{
  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (kinds), "");

  return kinds[kind];
}

gboolean
rail_draft_kind_from_string (const char *text,
                             RailDraftKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (text, kinds[i]))
      {
        *kind = i;
        return TRUE;
      }

  return FALSE;
}

/* Where @text is cut first: at the first separator, or at what a pattern would read as more than itself. */
static gsize
find_cut (const char *text)
{
  gsize cut = strcspn (text, "*?\n\r\t");

  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      const char *found = strstr (text, separators[i]);

      if (found != NULL && found > text)
        cut = MIN (cut, (gsize) (found - text));
    }
  return cut;
}

/*
 * The part of a title that is likely to be there again: what stands first, before the program's own name, without the words with numbers at
 * its end, which count something. "" if nothing is left that a pattern could ask for.
 */
static char *
dup_lasting_part (const char *title)
{
  g_autofree char *part = g_strndup (title, find_cut (title));
  char *end;

  if (g_utf8_strlen (part, -1) > MAX_TITLE_CHARACTERS)
    *g_utf8_offset_to_pointer (part, MAX_TITLE_CHARACTERS) = '\0';

  while ((end = strrchr (g_strchomp (part), ' ')) != NULL && strpbrk (end, "0123456789") != NULL)
    *end = '\0';
  g_strstrip (part);

  /* A slash first is how a regular expression begins. */
  return part[0] == '/' ? g_strdup ("") : g_steal_pointer (&part);
}

static void
add_draft (GPtrArray *drafts,
           RailDraftKind kind,
           const char *app,
           const char *title,
           guint minutes)
{
  g_ptr_array_add (drafts, rail_trigger_draft_new (kind, app, title, minutes));
}

static void
propose_window (const RailWindow *window,
                GPtrArray *drafts)
{
  const char *app = window->app_ids[0] != NULL ? window->app_ids[0] : "";
  g_autofree char *title = window->title != NULL ? dup_lasting_part (window->title) : g_strdup ("");

  if (title[0] != '\0')
    add_draft (drafts, RAIL_DRAFT_WINDOW, app, title, 0);
  if (app[0] != '\0')
    add_draft (drafts, RAIL_DRAFT_WINDOW, app, "", 0);
}

static gboolean
is_meeting (const RailOccurrence *occurrence)
{
  return !occurrence->all_day && !occurrence->cancelled && occurrence->response != RAIL_RESPONSE_DECLINED;
}

/* The one that runs and began last, else the next one soon. */
static const RailOccurrence *
find_meeting (RailContext *context)
{
  const RailOccurrence *running = NULL;

  for (guint i = 0; i < context->occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (context->occurrences, i);

      if (!is_meeting (occurrence))
        continue;
      if (occurrence->start > context->now)
        return running != NULL || occurrence->start - context->now > SOON ? running : occurrence;
      if (context->now < occurrence->end)
        running = occurrence;
    }
  return running;
}

static void
propose_meeting (RailContext *context,
                 GPtrArray *drafts)
{
  const RailOccurrence *meeting = find_meeting (context);
  g_autofree char *title = meeting != NULL ? dup_lasting_part (meeting->title) : NULL;

  if (title == NULL || title[0] == '\0')
    return;

  add_draft (drafts, RAIL_DRAFT_BEFORE, "", title, MINUTES_BEFORE);
  add_draft (drafts, RAIL_DRAFT_DURING, "", title, 0);
  add_draft (drafts, RAIL_DRAFT_AFTER, "", title, MINUTES_AFTER);
}

GPtrArray *
rail_trigger_draft_propose (RailContext *context)
{
  GPtrArray *drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_draft_free);

  if (context->window != NULL && !context->window->excluded)
    propose_window (context->window, drafts);
  propose_meeting (context, drafts);

  return drafts;
}

/* YAML 1.2 section 7.3.2: in single quotes only the quote itself is written otherwise. */
static void
append_text (GString *yaml,
             const char *key,
             const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *quoted = g_strjoinv ("''", parts);

  g_strdelimit (quoted, "\n\r\t", ' ');
  g_string_append_printf (yaml, "%s%s: '%s'", g_str_has_suffix (yaml->str, "{") ? "" : ", ", key, quoted);
}

char *
rail_trigger_draft_dup_when (const RailTriggerDraft *self)
{
  GString *yaml = g_string_new (self->kind == RAIL_DRAFT_WINDOW ? "{window: {" : "{calendar: {");

  if (self->kind == RAIL_DRAFT_WINDOW && self->app[0] != '\0')
    append_text (yaml, "app", self->app);
  if (self->title[0] != '\0')
    append_text (yaml, "title", self->title);

  switch (self->kind)
    {
    case RAIL_DRAFT_BEFORE:
    case RAIL_DRAFT_AFTER:
      g_string_append_printf (yaml, "%s%s: %um", g_str_has_suffix (yaml->str, "{") ? "" : ", ", kinds[self->kind], self->minutes);
      break;
    case RAIL_DRAFT_DURING:
      g_string_append_printf (yaml, "%sduring: true", g_str_has_suffix (yaml->str, "{") ? "" : ", ");
      break;
    case RAIL_DRAFT_WINDOW:
    default:
      break;
    }
  g_string_append (yaml, "}}");

  return g_string_free (yaml, FALSE);
}

static void
take_first_problem (GPtrArray *problems,
                    GError **error)
{
  const RailProblem *problem = problems->len > 0 ? g_ptr_array_index (problems, 0) : NULL;

  g_set_error (error,
               RAIL_ERROR,
               RAIL_ERROR_INVALID,
               "%s%s%s",
               problem != NULL ? problem->message : "This is no condition",
               problem != NULL && problem->mend != NULL ? ". " : "",
               problem != NULL && problem->mend != NULL ? problem->mend : "");
}

RailTrigger *
rail_trigger_parse_when (const char *when,
                         const char *pack,
                         const char *aid,
                         GError **error)
{
  const RailRuleSource source = { .file = "", .pack = pack, .aid = aid, .default_priority = DEFAULT_PRIORITY };
  g_autofree char *yaml = g_strdup_printf ("{when: %s}", when);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) node = rail_yaml_parse (yaml, strlen (yaml), "", 1, problems);
  g_autoptr (RailTrigger) trigger = node != NULL ? rail_rule_parse (node, &source, problems) : NULL;

  if (trigger == NULL)
    {
      take_first_problem (problems, error);
      return NULL;
    }

  /* An author may ask for the same in the pack; the two are muted one by one. */
  g_free (trigger->id);
  trigger->id = g_strdup_printf ("own-%.8s", trigger->digest);

  return g_steal_pointer (&trigger);
}

/* The one pattern of a list, "" for no list; NULL if there are several. */
static const char *
get_only (GPtrArray *patterns)
{
  if (patterns == NULL)
    return "";

  return patterns->len == 1 ? rail_pattern_get_source (g_ptr_array_index (patterns, 0)) : NULL;
}

RailTriggerDraft *
rail_trigger_draft_new_from_trigger (const RailTrigger *trigger)
{
  static const RailDraftKind phases[] = {
    [RAIL_PHASE_BEFORE] = RAIL_DRAFT_BEFORE,
    [RAIL_PHASE_DURING] = RAIL_DRAFT_DURING,
    [RAIL_PHASE_AFTER] = RAIL_DRAFT_AFTER,
  };
  const RailCondition *when = trigger->when;
  g_autoptr (RailTriggerDraft) draft = NULL;
  g_autoptr (RailTrigger) again = NULL;
  g_autofree char *text = NULL;
  const char *app = NULL;
  const char *title = NULL;

  if (when->kind == RAIL_CONDITION_WINDOW)
    {
      app = get_only (when->window.app);
      title = get_only (when->window.title);
    }
  else if (when->kind == RAIL_CONDITION_CALENDAR)
    {
      app = "";
      title = get_only (when->calendar.title);
    }
  if (app == NULL || title == NULL)
    return NULL;

  if (when->kind == RAIL_CONDITION_WINDOW)
    draft = rail_trigger_draft_new (RAIL_DRAFT_WINDOW, app, title, 0);
  else
    draft = rail_trigger_draft_new (phases[when->calendar.phase], "", title, when->calendar.phase == RAIL_PHASE_DURING ? 0 : when->calendar.span / RAIL_MINUTE);

  /* Whatever else it asks for would be lost: then the two differ. */
  text = rail_trigger_draft_dup_when (draft);
  again = rail_trigger_parse_when (text, trigger->pack, trigger->aid, NULL);
  return again != NULL && g_str_equal (again->digest, trigger->digest) ? g_steal_pointer (&draft) : NULL;
}

static gboolean
selects (const RailCondition *condition,
         const RailOccurrenceTexts *texts)
{
  if (condition->kind == RAIL_CONDITION_CALENDAR)
    return rail_calendar_condition_selects (&condition->calendar, texts);

  for (guint i = 0; condition->children != NULL && i < condition->children->len; i++)
    if (selects (g_ptr_array_index (condition->children, i), texts))
      return TRUE;
  return FALSE;
}

GPtrArray *
rail_trigger_preview (const RailTrigger *trigger,
                      GPtrArray *occurrences,
                      gint64 from,
                      gint64 to)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);

  for (guint i = 0; trigger->is_bound && i < occurrences->len; i++)
    {
      RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);
      g_autoptr (RailOccurrenceTexts) texts = NULL;

      if (occurrence->start >= to || occurrence->end < from)
        continue;
      texts = rail_occurrence_texts_new (occurrence);
      if (selects (trigger->when, texts))
        g_ptr_array_add (found, rail_occurrence_ref (occurrence));
    }

  return found;
}
