#include "config.h"

#include "base/duration.h"
#include "base/iso-time.h"
#include "base/problem.h"
#include "context/recurrence.h"
#include "ctl/calendar-words.h"
#include "ctl/verb.h"
#include "ctl/why-replay.h"
#include "delivery/gate-account.h"
#include "delivery/quiet-hours.h"
#include "library/pack.h"
#include "policy/policy.h"
#include "rules/explanation.h"
#include "rules/rule-engine.h"

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_verb_why = {
  "why",
  "--pack DIR... [--app A] [--title T] [--calendar FILE.ics]... [--me ADDRESS]... [--at TIME] [--replay FILE] [--json]",
  "Tell for every trigger whether it matches, which condition decided, and what the gate would do",
  run,
};

/* A phase reaches seven days from its meeting; one more covers any time zone. */
#define AROUND_NOW (8 * RAIL_DAY)

/* One trigger, with the meeting it is told for. */
typedef struct
{
  const RailAid *aid;
  const RailTrigger *trigger;
  RailOccurrence *occurrence; /* NULL: none, or none needed */
  gboolean matched;
  RailExplanation *explanation;
  RailVerdict verdict;
  char *verdict_text;
  GPtrArray *gates; /* RailGateAnswer */
} Answer;

typedef struct
{
  GPtrArray *packs; /* RailPack */
  RailContext *context;
  RailLimits limits;
  GPtrArray *answers; /* Answer; those that matched first */
} Question;

static void
free_answer (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->occurrence, rail_occurrence_unref);
  rail_explanation_free (answer->explanation);
  g_free (answer->verdict_text);
  g_ptr_array_unref (answer->gates);
  g_free (answer);
}

/* As if nothing had been shown yet and nothing stood in the way but limits and the aid itself. */
static void
ask_gate (const Question *question,
          Answer *answer)
{
  const RailContext *context = question->context;
  const RailCandidate candidate = {
    .trigger = answer->trigger,
    .has_occurrence = answer->occurrence != NULL,
    .occurrence_start = answer->occurrence != NULL ? answer->occurrence->start : 0,
    .days_overdue = rail_aid_get_days_overdue (answer->aid, context->now, context->zone),
  };
  const RailPresence presence = {
    .locked = RAIL_PRESENCE_NO,
    .sharing = RAIL_PRESENCE_NO,
    .do_not_disturb = RAIL_PRESENCE_NO,
    .fullscreen = RAIL_PRESENCE_NO,
    .cards_possible = TRUE,
  };
  const RailHistory history = {
    .occurrence_start = G_MININT64,
    .next_day = rail_iso_time_day_start (rail_iso_time_day_start (context->now, context->zone) + 36 * RAIL_HOUR, context->zone),
  };

  answer->verdict = rail_gate_decide (&candidate, &presence, &history, &question->limits, context->now);
  answer->verdict_text = rail_verdict_describe (&answer->verdict, &candidate, &history, &question->limits, context->zone);
  answer->gates = rail_gate_account (&candidate, &presence, &history, &question->limits, context->now, context->zone);
}

static void
add_answer (Question *question,
            const RailAid *aid,
            const RailTrigger *trigger,
            RailOccurrence *occurrence,
            gboolean matched)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->aid = aid;
  answer->trigger = trigger;
  answer->occurrence = occurrence != NULL ? rail_occurrence_ref (occurrence) : NULL;
  answer->matched = matched;
  answer->explanation = rail_explanation_new (trigger, question->context, occurrence);
  ask_gate (question, answer);

  g_ptr_array_add (question->answers, answer);
}

/* What the engine says at its start is what holds now: dwell counts as over, every meeting is listed once. */
static GPtrArray *
find_holding (const Question *question)
{
  g_autoptr (GPtrArray) triggers = g_ptr_array_new ();
  g_autoptr (RailRuleSet) rules = NULL;
  g_autoptr (RailRuleEngine) engine = rail_rule_engine_new ();
  g_autoptr (GPtrArray) firings = NULL;

  for (guint i = 0; i < question->packs->len; i++)
    {
      const RailPack *pack = g_ptr_array_index (question->packs, i);

      for (guint j = 0; j < pack->aids->len; j++)
        {
          const RailAid *aid = g_ptr_array_index (pack->aids, j);

          for (guint k = 0; k < aid->triggers->len; k++)
            g_ptr_array_add (triggers, g_ptr_array_index (aid->triggers, k));
        }
    }

  rules = rail_rule_set_new (triggers);
  rail_rule_engine_set_rules (engine, rules);
  firings = rail_rule_engine_update (engine, question->context, NULL);

  return rail_rule_engine_get_holding (engine);
}

static void
answer_trigger (Question *question,
                const RailAid *aid,
                const RailTrigger *trigger,
                GPtrArray *holding,
                gboolean matching)
{
  gboolean matched = FALSE;

  for (guint i = 0; i < holding->len; i++)
    {
      const RailFiring *firing = g_ptr_array_index (holding, i);

      if (firing->trigger != trigger)
        continue;
      matched = TRUE;
      if (matching)
        add_answer (question, aid, trigger, firing->occurrence, TRUE);
    }

  if (!matched && !matching)
    add_answer (question, aid, trigger, rail_explanation_find_closest (trigger, question->context), FALSE);
}

static void
answer_all (Question *question,
            GPtrArray *holding,
            gboolean matching)
{
  for (guint i = 0; i < question->packs->len; i++)
    {
      const RailPack *pack = g_ptr_array_index (question->packs, i);

      for (guint j = 0; j < pack->aids->len; j++)
        {
          const RailAid *aid = g_ptr_array_index (pack->aids, j);

          for (guint k = 0; k < aid->triggers->len; k++)
            answer_trigger (question, aid, g_ptr_array_index (aid->triggers, k), holding, matching);
        }
    }
}

static void
print_explanation (const RailExplanation *explanation,
                   guint level)
{
  g_print ("%*s%s %s", (int) level * 2 + 2, "", explanation->holds ? "✓" : "✗", explanation->text);
  if (explanation->seen != NULL)
    g_print (": %s", explanation->seen);
  g_print ("\n");

  for (guint i = 0; i < explanation->children->len; i++)
    print_explanation (g_ptr_array_index (explanation->children, i), level + 1);
}

/* What decided, and everything it was asked before and after: in the gate's order. */
static void
print_gates (const Answer *answer)
{
  for (guint i = 0; i < answer->gates->len; i++)
    {
      const RailGateAnswer *gate = g_ptr_array_index (answer->gates, i);

      g_print ("      %s %s\n", gate->against ? "✗" : "✓", gate->text);
    }
}

static void
print_answers (const Question *question)
{
  for (guint i = 0; i < question->answers->len; i++)
    {
      const Answer *answer = g_ptr_array_index (question->answers, i);
      g_autofree char *path = rail_trigger_dup_path (answer->trigger);

      g_print ("%s%s %s  (%s)\n", i > 0 ? "\n" : "", answer->matched ? "✓" : "✗", answer->aid->title, path);
      if (answer->occurrence != NULL)
        {
          g_autofree char *start = rail_iso_time_format (answer->occurrence->start, question->context->zone);

          g_print ("  %s “%s”, %s\n", answer->matched ? "for" : "closest:", answer->occurrence->title, start);
        }
      print_explanation (answer->explanation, 0);
      g_print ("  %s %s: %s\n",
               answer->matched ? "→" : "→ had it matched:",
               rail_verdict_kind_to_string (answer->verdict.kind),
               answer->verdict_text);
      if (answer->matched)
        print_gates (answer);
    }
}

static void
build_explanation (JsonBuilder *builder,
                   const RailExplanation *explanation)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "text");
  json_builder_add_string_value (builder, explanation->text);
  json_builder_set_member_name (builder, "seen");
  if (explanation->seen != NULL)
    json_builder_add_string_value (builder, explanation->seen);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "holds");
  json_builder_add_boolean_value (builder, explanation->holds);
  json_builder_set_member_name (builder, "line");
  json_builder_add_int_value (builder, explanation->line);
  json_builder_set_member_name (builder, "children");
  json_builder_begin_array (builder);
  for (guint i = 0; i < explanation->children->len; i++)
    build_explanation (builder, g_ptr_array_index (explanation->children, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
build_gates (JsonBuilder *builder,
             GPtrArray *gates)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < gates->len; i++)
    {
      const RailGateAnswer *gate = g_ptr_array_index (gates, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "gate");
      json_builder_add_string_value (builder, rail_gate_reason_to_string (gate->reason));
      json_builder_set_member_name (builder, "against");
      json_builder_add_boolean_value (builder, gate->against);
      json_builder_set_member_name (builder, "text");
      json_builder_add_string_value (builder, gate->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
build_answer (JsonBuilder *builder,
              const Answer *answer,
              GTimeZone *zone)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "pack");
  json_builder_add_string_value (builder, answer->trigger->pack);
  json_builder_set_member_name (builder, "aid");
  json_builder_add_string_value (builder, answer->trigger->aid);
  json_builder_set_member_name (builder, "title");
  json_builder_add_string_value (builder, answer->aid->title);
  json_builder_set_member_name (builder, "trigger");
  json_builder_add_string_value (builder, answer->trigger->id);
  json_builder_set_member_name (builder, "matched");
  json_builder_add_boolean_value (builder, answer->matched);

  json_builder_set_member_name (builder, "occurrence");
  if (answer->occurrence != NULL)
    rail_verb_build_occurrence (builder, answer->occurrence, zone);
  else
    json_builder_add_null_value (builder);

  json_builder_set_member_name (builder, "conditions");
  json_builder_begin_array (builder);
  build_explanation (builder, answer->explanation);
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "verdict");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "kind");
  json_builder_add_string_value (builder, rail_verdict_kind_to_string (answer->verdict.kind));
  json_builder_set_member_name (builder, "reason");
  json_builder_add_string_value (builder, rail_gate_reason_to_string (answer->verdict.reason));
  json_builder_set_member_name (builder, "text");
  json_builder_add_string_value (builder, answer->verdict_text);
  json_builder_set_member_name (builder, "gates");
  build_gates (builder, answer->gates);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
print_json (const Question *question)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  for (guint i = 0; i < question->answers->len; i++)
    build_answer (builder, g_ptr_array_index (question->answers, i), question->context->zone);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  rail_verb_print_json (json_builder_get_root (builder));
}

/* FALSE when a folder is no pack; its problems have been printed then. */
static gboolean
load_packs (const char *const *folders,
            GPtrArray *packs)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  gboolean all_read = TRUE;

  for (gsize i = 0; folders[i] != NULL; i++)
    {
      RailPack *pack = rail_pack_load (folders[i], problems);

      if (pack != NULL)
        g_ptr_array_add (packs, pack);
      all_read &= pack != NULL;
    }
  rail_verb_print_problems (problems, stderr);

  return all_read;
}

static RailWindow *
make_window (const char *app,
             const char *title)
{
  const char *const apps[] = { app, NULL };

  return app != NULL || title != NULL ? rail_window_new (1, apps, title, NULL, FALSE) : NULL;
}

/* Those given, else those set for this user. */
static char **
dup_addresses (const char *const *given,
               RailPolicy *policy)
{
  return given != NULL ? rail_verb_fold_addresses (given) : rail_policy_dup_my_addresses (policy);
}

static RailLimits
read_limits (RailPolicy *policy)
{
  return (RailLimits){
    .per_hour = rail_policy_get_interruptions_per_hour (policy),
    .per_day = rail_policy_get_interruptions_per_day (policy),
    .paused_until = rail_policy_get_paused_until (policy),
    .quiet_enabled = rail_policy_get_quiet_hours (policy),
    .quiet_from = rail_policy_get_quiet_from (policy),
    .quiet_to = rail_policy_get_quiet_to (policy),
  };
}

/* A pause of today says nothing about the day of the recording. */
static RailExit
play_recording (const char *file,
                GPtrArray *packs,
                const char *const *calendars,
                const char *const *addresses,
                RailPolicy *policy,
                gboolean json)
{
  RailWhyReplay replay = {
    .file = file,
    .packs = packs,
    .calendars = calendars,
    .my_addresses = addresses,
    .limits = read_limits (policy),
    .json = json,
  };

  replay.limits.paused_until = 0;
  return rail_why_replay (&rail_verb_why, &replay);
}

static RailExit
answer (Question *question,
        gboolean json)
{
  g_autoptr (GPtrArray) holding = find_holding (question);
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (free_answer);

  question->answers = answers;
  answer_all (question, holding, TRUE);
  answer_all (question, holding, FALSE);

  if (json)
    print_json (question);
  else
    print_answers (question);

  return holding->len > 0 ? RAIL_EXIT_FINE : RAIL_EXIT_FINDINGS;
}

static RailExit
run (int argc,
     char **argv)
{
  g_auto (GStrv) folders = NULL;
  g_auto (GStrv) calendars = NULL;
  g_auto (GStrv) given_addresses = NULL;
  g_auto (GStrv) addresses = NULL;
  g_autofree char *app = NULL;
  g_autofree char *title = NULL;
  g_autofree char *at = NULL;
  g_autofree char *replay = NULL;
  gboolean json = FALSE;
  gint64 now;
  RailExit exit_code;
  gboolean all_read;
  g_autoptr (GError) error = NULL;
  g_autoptr (RailPolicy) policy = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (RailWindow) window = NULL;
  g_autoptr (RailContext) context = NULL;
  Question question = { 0 };
  const GOptionEntry entries[] = {
    { "pack", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &folders, "A pack folder; may be given several times", "DIR" },
    { "app", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &app, "The application of the window in front", "APP" },
    { "title", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &title, "The title of the window in front", "TITLE" },
    { "calendar", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &calendars, "A calendar; may be given several times", "FILE.ics" },
    { "me", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &given_addresses, "An e-mail address of mine; may be given several times", "ADDRESS" },
    { "at", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &at, "The moment to look at instead of now", "TIME" },
    { "replay", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &replay, "A recording to play instead of one moment", "FILE" },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_verb_why, entries, &argc, &argv, &exit_code))
    return exit_code;
  if (argc > 1)
    return rail_verb_fail (&rail_verb_why, RAIL_EXIT_USAGE, "“%s” is one word too many", argv[1]);
  if (folders == NULL)
    return rail_verb_fail (&rail_verb_why, RAIL_EXIT_USAGE, "--pack is needed");
  if (replay != NULL && (app != NULL || title != NULL || at != NULL))
    return rail_verb_fail (&rail_verb_why, RAIL_EXIT_USAGE, "--replay has its own windows and times: leave out --app, --title and --at");
  if (!rail_verb_parse_moment (at, &now, &error))
    return rail_verb_fail (&rail_verb_why, RAIL_EXIT_USAGE, "%s", error->message);

  policy = rail_policy_new ();
  addresses = dup_addresses ((const char *const *) given_addresses, policy);
  all_read = load_packs ((const char *const *) folders, packs);
  if (replay != NULL)
    {
      exit_code = play_recording (replay, packs, (const char *const *) calendars, (const char *const *) addresses, policy, json);
      return all_read ? exit_code : RAIL_EXIT_FAILED;
    }
  all_read &= rail_verb_read_calendars (&rail_verb_why, (const char *const *) calendars, (const char *const *) addresses, now - AROUND_NOW, now + AROUND_NOW, zone, occurrences);

  window = make_window (app, title);
  context = rail_context_new (now, zone, window, occurrences);
  question.packs = packs;
  question.context = context;
  question.limits = read_limits (policy);
  if (question.limits.quiet_enabled)
    question.limits.quiet_until = rail_quiet_hours_get_end (question.limits.quiet_from, question.limits.quiet_to, now, zone);
  exit_code = answer (&question, json);

  return all_read ? exit_code : RAIL_EXIT_FAILED;
}
