#include "config.h"

#include <string.h>

#include "base/iso-time.h"
#include "base/problem.h"
#include "library/lint.h"
#include "testlib/scratch-folder.h"

#define MANIFEST "format: 1\nid: org.example.scratch\ntitle: Scratch\nversion: 7\nlanguage: en\nlicence: CC0-1.0\nowner: somebody\ncontacts: {hr: {name: People team}}\n"
#define TODAY "2026-10-15"

/* Lints a pack of one aid, besides which "other" is there, as of @day. */
static GPtrArray *
lint_at (const char *day,
         const char *keys,
         const char *body)
{
  ScratchFolder *folder = scratch_folder_new ();
  g_autofree char *text = g_strdup_printf ("---\nowner: somebody\n%s---\n%s", keys, body);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (RailPack) pack = NULL;
  GPtrArray *problems = rail_problems_new ();
  gint64 now = 0;

  scratch_folder_write (folder, "pack.yaml", MANIFEST);
  scratch_folder_write (folder, "aids/an-aid.md", text);
  scratch_folder_write (folder, "aids/other.md", "---\ntitle: Other\nkind: note\ntask: Be there\nowner: x\nreviewed: 2026-09-01\nreview-every: 180d\nkeywords: [x]\n---\nWords.\n");
  scratch_folder_write (folder, "aids/unreadable.md", "Words.\n");
  scratch_folder_write (folder, "media/a.png", "x");
  scratch_folder_write (folder, "media/a.webm", "x");

  g_assert_true (rail_iso_time_parse (day, zone, &now, NULL));
  pack = rail_pack_load (folder, problems);
  g_assert_nonnull (rail_pack_get_aid (pack, "an-aid"));

  /* The loader's complaint about the unreadable aid is not the matter here. */
  g_assert_cmpuint (problems->len, ==, 1);
  g_ptr_array_set_size (problems, 0);
  rail_lint_pack (pack, now, zone, problems);
  scratch_folder_free (folder);

  return problems;
}

static void
assert_problem (GPtrArray *problems,
                guint index,
                RailSeverity severity,
                const char *rule,
                guint line)
{
  const RailProblem *problem = NULL;

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = rail_problem_to_string (g_ptr_array_index (problems, i));

      g_test_message ("%s", text);
    }
  g_assert_cmpuint (index, <, problems->len);
  problem = g_ptr_array_index (problems, index);
  g_assert_cmpstr (problem->rule, ==, rule);
  g_assert_cmpint (problem->severity, ==, severity);
  g_assert_true (g_str_has_suffix (problem->file, "/aids/an-aid.md"));
  g_assert_cmpuint (problem->line, ==, line);
  g_assert_nonnull (problem->mend);
}

static void
assert_only (GPtrArray *problems,
             RailSeverity severity,
             const char *rule,
             guint line)
{
  assert_problem (problems, 0, severity, rule, line);
  g_assert_cmpuint (problems->len, ==, 1);
}

/* @keys begin in line 6; without any, the body begins in line 9. */
static GPtrArray *
lint (const char *kind,
      const char *keys,
      const char *body)
{
  g_autofree char *all = g_strdup_printf ("title: A title\ntask: Do the one thing\nreviewed: 2026-10-01\n%skeywords: [x]\nkind: %s\n", keys, kind);

  return lint_at (TODAY, all, body);
}

static void
test_a_good_pack_is_clean (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", "packs", "good", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = rail_pack_load (folder, problems);
  gint64 now = 0;

  g_assert_true (rail_iso_time_parse ("2026-11-01", zone, &now, NULL));
  rail_lint_pack (pack, now, zone, problems);
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = rail_problem_to_string (g_ptr_array_index (problems, i));

      g_test_message ("%s", text);
    }
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_review_dates (void)
{
  const char *keys = "title: A title\ntask: Do it\nreviewed: 2026-10-01\nreview-every: 30d\nkeywords: [x]\nkind: note\n";
  g_autoptr (GPtrArray) early = lint_at ("2026-09-30T23:59:59", keys, "Words.\n");
  g_autoptr (GPtrArray) same_day = lint_at ("2026-10-01", keys, "Words.\n");
  g_autoptr (GPtrArray) last_day = lint_at ("2026-10-31T23:59:59", keys, "Words.\n");
  g_autoptr (GPtrArray) late = lint_at ("2026-11-01", keys, "Words.\n");

  assert_only (early, RAIL_SEVERITY_ERROR, "review-in-future", 5);
  g_assert_cmpuint (same_day->len, ==, 0);
  g_assert_cmpuint (last_day->len, ==, 0);
  assert_only (late, RAIL_SEVERITY_WARNING, "review-overdue", 5);
}

static void
test_contacts (void)
{
  g_autoptr (GPtrArray) alone = lint ("note", "stakes: high\n", "Words.\n");
  g_autoptr (GPtrArray) unknown = lint ("note", "contact: legal\n", "Words.\n");
  g_autoptr (GPtrArray) fine = lint ("note", "contact: hr\nstakes: high\n", "Words.\n");

  assert_only (alone, RAIL_SEVERITY_ERROR, "no-contact", 6);
  assert_only (unknown, RAIL_SEVERITY_ERROR, "unknown-contact", 6);
  g_assert_cmpuint (fine->len, ==, 0);
}

static void
test_mentions_of_other_aids (void)
{
  g_autoptr (GPtrArray) fine = lint ("note", "related: [other, unreadable]\n", "See [it](other).\n");
  g_autoptr (GPtrArray) missing = lint ("note", "related: [other, absent]\n", "Words.\n\nSee [it](gone).\n");

  g_assert_cmpuint (fine->len, ==, 0);
  g_assert_cmpuint (missing->len, ==, 2);
  assert_problem (missing, 0, RAIL_SEVERITY_ERROR, "unknown-aid", 6);
  assert_problem (missing, 1, RAIL_SEVERITY_ERROR, "unknown-aid", 12);
}

static void
test_tasks_and_finding (void)
{
  g_autoptr (GPtrArray) two = lint_at (TODAY, "title: A title\ntask: Open And close\nreviewed: 2026-10-01\nkeywords: [x]\nkind: note\n", "Words.\n");
  g_autoptr (GPtrArray) one = lint_at (TODAY, "title: A title\ntask: Hand over the band\nreviewed: 2026-10-01\nkeywords: [x]\nkind: note\n", "Words.\n");
  g_autoptr (GPtrArray) lost = lint_at (TODAY, "title: A title\ntask: Do it\nreviewed: 2026-10-01\nkind: note\n", "Words.\n");
  g_autoptr (GPtrArray) triggered = lint_at (TODAY, "title: A title\ntask: Do it\nreviewed: 2026-10-01\nkind: note\ntriggers:\n  - when: {window: {app: x}}\n", "Words.\n");

  assert_only (two, RAIL_SEVERITY_WARNING, "two-tasks", 4);
  g_assert_cmpuint (one->len, ==, 0);
  assert_only (lost, RAIL_SEVERITY_WARNING, "not-findable", 3);
  g_assert_cmpuint (triggered->len, ==, 0);
}

static void
test_window_triggers_need_a_cooldown (void)
{
  g_autoptr (GPtrArray) window = lint ("note", "triggers: [{when: {window: {app: x}}, cooldown: 0s}]\n", "Words.\n");
  g_autoptr (GPtrArray) calendar = lint ("note", "triggers: [{when: {calendar: {title: x, before: 5m}}, cooldown: 0s}]\n", "Words.\n");

  assert_only (window, RAIL_SEVERITY_WARNING, "no-cooldown", 6);
  g_assert_cmpuint (calendar->len, ==, 0);
}

static char *
repeat (const char *text,
        guint times)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < times; i++)
    g_string_append (all, text);

  return g_string_free (all, FALSE);
}

static void
test_length (void)
{
  g_autofree char *at_limit = repeat ("word ", 476);
  g_autofree char *over_limit = repeat ("word ", 477);
  g_autofree char *nine = repeat ("- [ ] Do\n", 9);
  g_autofree char *ten = repeat ("1. Do\n", 10);
  g_autofree char *twenty = repeat ("word ", 20);
  g_autofree char *short_step = g_strdup_printf ("- [ ] %s\n  > %s %s\n", twenty, twenty, twenty);
  g_autofree char *long_step = g_strdup_printf ("- [ ] Do\n- [ ] %s more\n", twenty);
  g_autoptr (GPtrArray) fits = lint ("note", "", at_limit);
  g_autoptr (GPtrArray) too_long = lint ("note", "", over_limit);
  g_autoptr (GPtrArray) nine_steps = lint ("checklist", "", nine);
  g_autoptr (GPtrArray) ten_steps = lint ("walkthrough", "", ten);
  g_autoptr (GPtrArray) step_fits = lint ("checklist", "", short_step);
  g_autoptr (GPtrArray) step_too_long = lint ("checklist", "", long_step);

  g_assert_cmpuint (fits->len, ==, 0);
  assert_only (too_long, RAIL_SEVERITY_WARNING, "too-long", 3);
  g_assert_cmpuint (nine_steps->len, ==, 0);
  assert_only (ten_steps, RAIL_SEVERITY_WARNING, "too-many-steps", 18);
  g_assert_cmpuint (step_fits->len, ==, 0);
  assert_only (step_too_long, RAIL_SEVERITY_WARNING, "long-step", 10);
}

static void
test_media (void)
{
  g_autoptr (GPtrArray) mute = lint ("note", "", "Words.\n\n![](media/a.png)\n");
  g_autoptr (GPtrArray) no_transcript = lint ("video", "", "![x](media/a.webm)\n\n## Transcript\n");
  g_autoptr (GPtrArray) transcript = lint ("video", "", "![x](media/a.webm)\n\n## TRANSCRIPT\n\nWords.\n");

  assert_only (mute, RAIL_SEVERITY_WARNING, "no-alt-text", 11);
  assert_only (no_transcript, RAIL_SEVERITY_ERROR, "no-transcript", 3);
  g_assert_cmpuint (transcript->len, ==, 0);
}

static void
test_decision_links (void)
{
  g_autoptr (GPtrArray) broken = lint ("decision", "", "## A\n\n- [x](#b)\n- [y](#gone)\n\n## B\n\nDo.\n");
  g_autoptr (GPtrArray) unreachable = lint ("decision", "", "## A\n\n- [x](#b)\n\n## B\n\nDo.\n\n## C\n\nDo.\n");
  g_autoptr (GPtrArray) no_answers = lint ("decision", "", "## A\n\nSee [b](#a).\n");
  g_autoptr (GPtrArray) back = lint ("decision", "", "## A\n\n- [x](#b)\n- [y](#c)\n\n## B\n\n- [again](#a)\n\n## C\n\nDo. Or [start over](#a).\n");

  assert_only (broken, RAIL_SEVERITY_ERROR, "broken-node", 12);
  assert_only (unreachable, RAIL_SEVERITY_ERROR, "unreachable-node", 17);
  assert_only (no_answers, RAIL_SEVERITY_ERROR, "no-answers", 9);
  g_assert_cmpuint (back->len, ==, 0);
}

static void
test_decision_rounds (void)
{
  g_autoptr (GPtrArray) round = lint ("decision", "", "## A\n\n- [x](#b)\n- [y](#c)\n\n## B\n\n- [z](#d)\n\n## C\n\nDo.\n\n## D\n\n- [z](#b)\n");
  g_autoptr (GPtrArray) self = lint ("decision", "", "## A\n\n- [x](#a)\n");

  g_assert_cmpuint (round->len, ==, 2);
  assert_problem (round, 0, RAIL_SEVERITY_ERROR, "endless-round", 14);
  assert_problem (round, 1, RAIL_SEVERITY_ERROR, "endless-round", 22);
  assert_only (self, RAIL_SEVERITY_ERROR, "endless-round", 9);
}

static void
test_decision_size (void)
{
  g_autoptr (GPtrArray) broad = lint ("decision", "", "## A\n\n- [1](#b)\n- [2](#b)\n- [3](#b)\n- [4](#b)\n\n## B\n\nDo.\n");
  g_autoptr (GPtrArray) deep = lint ("decision", "", "## A\n\n- [1](#b)\n\n## B\n\n- [1](#c)\n\n## C\n\n- [1](#d)\n\n## D\n\n- [1](#e)\n\n## E\n\nDo.\n");

  assert_only (broad, RAIL_SEVERITY_WARNING, "too-many-answers", 9);
  assert_only (deep, RAIL_SEVERITY_WARNING, "too-many-levels", 25);
}

/* A coach aid of these questions and nodes; the questions begin in line 15. */
static GPtrArray *
lint_coach (const char *rest)
{
  g_autofree char *body = g_strdup_printf ("## Opener\n\nHello.\n\n## Questions\n\n%s", rest);

  return lint ("coach", "", body);
}

static void
test_coach_branches (void)
{
  g_autoptr (GPtrArray) fine = lint_coach ("- [First](#first) time?\n\n### First\n\n- What then?\n\n## Next step\n\n- [ ] Go\n");
  g_autoptr (GPtrArray) broken = lint_coach ("- [First](#frist) time, [not](#first)?\n\n### First\n\n- What then?\n\n## Next step\n\n- [ ] Go\n");
  g_autoptr (GPtrArray) section = lint_coach ("- [First](#questions) time?\n\n## Next step\n\n- [ ] Go\n");

  g_assert_cmpuint (fine->len, ==, 0);
  assert_only (broken, RAIL_SEVERITY_ERROR, "broken-node", 15);
  assert_only (section, RAIL_SEVERITY_ERROR, "broken-node", 15);
}

static void
test_coach_nodes_are_reached (void)
{
  g_autoptr (GPtrArray) alone = lint_coach ("- [One](#one)?\n\n### One\n\nYes.\n\n### Two\n\nNo.\n\n## Next step\n\n- [ ] Go\n");
  g_autoptr (GPtrArray) led_on = lint_coach ("- [One](#one)?\n\n### One\n\n[On](#two)\n\n### Two\n\n- [Three](#three)?\n\n### Three\n\nSo.\n\n## Next step\n\n- [ ] Go\n");

  assert_only (alone, RAIL_SEVERITY_ERROR, "unreachable-node", 21);
  g_assert_cmpuint (led_on->len, ==, 0);
}

static void
test_coach_rounds (void)
{
  g_autoptr (GPtrArray) led = lint_coach ("- [One](#one)?\n\n### One\n\n[On](#two)\n\n### Two\n\n[On](#one)\n\n## Next step\n\n- [ ] Go\n");
  g_autoptr (GPtrArray) asked = lint_coach ("- [One](#one)?\n\n### One\n\n- [Again](#one)?\n\n## Next step\n\n- [ ] Go\n");
  g_autoptr (GPtrArray) way_out = lint_coach ("- [One](#one)?\n\n### One\n\n- [Again](#one) or [done](#next-step)?\n\n## Next step\n\n- [ ] Go\n");

  g_assert_cmpuint (led->len, ==, 2);
  assert_problem (led, 0, RAIL_SEVERITY_ERROR, "endless-round", 17);
  assert_problem (led, 1, RAIL_SEVERITY_ERROR, "endless-round", 21);
  assert_only (asked, RAIL_SEVERITY_ERROR, "endless-round", 17);
  g_assert_cmpuint (way_out->len, ==, 0);
}

static void
test_coach_parts (void)
{
  g_autoptr (GPtrArray) no_step = lint_coach ("- What happened?\n\n## Next step\n\nGo.\n");
  g_autoptr (GPtrArray) no_questions = lint_coach ("What happened?\n\n## Next step\n\n- [ ] Go\n");
  g_autoptr (GPtrArray) many = lint_coach ("- [A](#n), [b](#n), [c](#n), [d](#n), [e](#n)?\n\n### N\n\n[On](#next-step), [or](#next-step).\n\n## Next step\n\n- [ ] Go\n");

  assert_only (no_step, RAIL_SEVERITY_WARNING, "no-next-step", 3);
  assert_only (no_questions, RAIL_SEVERITY_ERROR, "no-questions", 3);
  g_assert_cmpuint (many->len, ==, 2);
  assert_problem (many, 0, RAIL_SEVERITY_WARNING, "too-many-answers", 15);
  assert_problem (many, 1, RAIL_SEVERITY_WARNING, "two-ways-on", 17);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lint/good-pack/is-clean", test_a_good_pack_is_clean);
  g_test_add_func ("/lint/review/neither-in-the-future-nor-overdue", test_review_dates);
  g_test_add_func ("/lint/contacts/exist-where-stakes-are-high", test_contacts);
  g_test_add_func ("/lint/mentions/lead-to-aids", test_mentions_of_other_aids);
  g_test_add_func ("/lint/task/is-one-and-can-be-found", test_tasks_and_finding);
  g_test_add_func ("/lint/triggers/on-windows-need-a-cooldown", test_window_triggers_need_a_cooldown);
  g_test_add_func ("/lint/length/fits-the-moment", test_length);
  g_test_add_func ("/lint/media/can-be-understood-without", test_media);
  g_test_add_func ("/lint/decision/links-lead-somewhere", test_decision_links);
  g_test_add_func ("/lint/decision/rounds-have-a-way-out", test_decision_rounds);
  g_test_add_func ("/lint/decision/is-neither-broad-nor-deep", test_decision_size);
  g_test_add_func ("/lint/coach/branches-exist", test_coach_branches);
  g_test_add_func ("/lint/coach/nodes-are-reached", test_coach_nodes_are_reached);
  g_test_add_func ("/lint/coach/rounds-have-a-way-out", test_coach_rounds);
  g_test_add_func ("/lint/coach/parts-are-there", test_coach_parts);

  return g_test_run ();
}
