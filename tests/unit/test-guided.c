#include "config.h"

#include "coach/guided.h"

#include <string.h>
#include <sys/resource.h>

#include "base/problem.h"
#include "library/aid-parser.h"

#define FRONT "---\ntitle: Find the words\nkind: coach\ntask: Find one sentence\nowner: somebody\nreviewed: 2026-10-01\nkeywords: [feedback, coach]\n---\n"

/* The questions begin in line 15. */
#define BODY                                                                                     \
  "## Opener\n\nSmall and soon.\n\n## Questions\n\n"                                             \
  "- What did they do?\n"                                                                        \
  "- Do you want [more of](#more) it or [less of](#less) it?\n"                                  \
  "- Is anybody afraid? [Yes](#afraid), [no](#calm)\n"                                           \
  "- What will you say?\n\n"                                                                     \
  "### More {#more}\n\nSay it today.\n\n> Please keep doing it.\n\n"                             \
  "### Less {#less}\n\nIn private.\n\n- Who else saw it?\n- What did it cost?\n\n"               \
  "### Afraid {#afraid}\n\nCall HR.\n\n- [ ] Call HR today.\n\n[What to do now](#next-step)\n\n" \
  "### Calm {#calm}\n\nGood.\n\n[On](#sleep)\n\n"                                                \
  "### Sleep {#sleep}\n\nSleep on it.\n\n"                                                       \
  "## Next step\n\n- [ ] Say it aloud once.\n- [ ] Write the day down.\n\n"                      \
  "## Guardrails\n\n- No diagnosis.\n- Warnings: HR first.\n"

static RailAid *
parse (const char *body)
{
  g_autofree char *text = g_strconcat (FRONT, body, NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  RailAid *aid = rail_aid_parse ("org.example.pack", "words", "words.md", text, strlen (text), problems);

  g_assert_nonnull (aid);
  return aid;
}

static RailGuided *
begin (const char *body)
{
  g_autoptr (RailAid) aid = parse (body);

  return rail_guided_new (aid);
}

static void
assert_turn (RailGuided *guided,
             const char *say,
             const char *question)
{
  g_autoptr (RailGuidedTurn) turn = rail_guided_dup_turn (guided);

  g_assert_cmpstr (turn->say, ==, say);
  g_assert_cmpstr (turn->question, ==, question);
}

static void
assert_asks (RailGuided *guided,
             const char *question)
{
  g_autoptr (RailGuidedTurn) turn = rail_guided_dup_turn (guided);

  g_assert_cmpstr (turn->question, ==, question);
}

static void
test_begins (void)
{
  g_autoptr (RailGuided) guided = begin (BODY);
  g_autoptr (RailGuidedTurn) turn = rail_guided_dup_turn (guided);
  GPtrArray *guardrails = rail_guided_get_guardrails (guided);

  g_assert_cmpstr (turn->say, ==, "Small and soon.");
  g_assert_cmpstr (turn->question, ==, "What did they do?");
  g_assert_cmpuint (turn->choices->len, ==, 0);
  g_assert_null (turn->next_step);
  g_assert_cmpuint (turn->more_steps->len, ==, 0);
  g_assert_cmpuint (turn->step, ==, 1);
  g_assert_cmpuint (turn->steps, ==, 4);
  g_assert_cmpuint (turn->line, ==, 15);
  g_assert_cmpuint (guardrails->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (guardrails, 1), ==, "Warnings: HR first.");
  g_assert_false (rail_guided_is_over (guided));
  g_assert_false (rail_guided_back (guided));
}

static void
test_branches (void)
{
  g_autoptr (RailGuided) guided = begin (BODY);
  g_autoptr (RailGuidedTurn) turn = NULL;
  const RailGuidedChoice *choice;

  rail_guided_reply (guided, "Sent the notes");
  turn = rail_guided_dup_turn (guided);
  g_assert_cmpstr (turn->say, ==, "");
  g_assert_cmpstr (turn->question, ==, "Do you want more of it or less of it?");
  g_assert_cmpuint (turn->choices->len, ==, 2);
  choice = g_ptr_array_index (turn->choices, 1);
  g_assert_cmpstr (choice->node, ==, "less");
  g_assert_cmpstr (choice->label, ==, "less of");

  rail_guided_reply (guided, "less of");
  assert_turn (guided, "In private.", "Who else saw it?");
  rail_guided_reply (guided, "Nobody");
  assert_turn (guided, "", "What did it cost?");
  rail_guided_reply (guided, "An hour");
  assert_asks (guided, "Is anybody afraid? Yes, no");
}

static void
test_steps_count_on (void)
{
  g_autoptr (RailGuided) guided = begin (BODY);
  g_autoptr (RailGuidedTurn) inside = NULL;
  g_autoptr (RailGuidedTurn) last = NULL;

  rail_guided_reply (guided, "x");
  rail_guided_reply (guided, "2");
  inside = rail_guided_dup_turn (guided);
  g_assert_cmpuint (inside->step, ==, 3);
  g_assert_cmpuint (inside->steps, ==, 6);
  rail_guided_reply (guided, "x");
  rail_guided_reply (guided, "x");
  rail_guided_reply (guided, "no");
  rail_guided_reply (guided, "x");
  last = rail_guided_dup_turn (guided);
  g_assert_cmpuint (last->step, ==, 6);
  g_assert_cmpuint (last->steps, ==, 6);
}

static void
test_ends_in_a_next_step (void)
{
  g_autoptr (RailGuided) guided = begin (BODY);
  g_autoptr (RailGuidedTurn) turn = NULL;

  rail_guided_reply (guided, "x");
  rail_guided_reply (guided, "more of");
  assert_turn (guided, "Say it today.\n\n“Please keep doing it.”", "Is anybody afraid? Yes, no");
  rail_guided_reply (guided, "No, nobody is");
  assert_turn (guided, "Good.\n\nSleep on it.", "What will you say?");
  rail_guided_reply (guided, "Thank you");
  g_assert_true (rail_guided_is_over (guided));

  turn = rail_guided_dup_turn (guided);
  g_assert_cmpstr (turn->question, ==, "");
  g_assert_cmpuint (turn->choices->len, ==, 0);
  g_assert_cmpstr (turn->next_step, ==, "Say it aloud once.");
  g_assert_cmpuint (turn->more_steps->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (turn->more_steps, 0), ==, "Write the day down.");

  rail_guided_reply (guided, "More words");
  g_assert_true (rail_guided_is_over (guided));
}

static void
assert_next_step (RailGuided *guided,
                  const char *next_step)
{
  g_autoptr (RailGuidedTurn) turn = rail_guided_dup_turn (guided);

  g_assert_cmpstr (turn->next_step, ==, next_step);
}

static void
test_a_branch_may_end_it (void)
{
  g_autoptr (RailGuided) guided = begin (BODY);
  g_autoptr (RailGuidedTurn) turn = NULL;

  rail_guided_reply (guided, "x");
  rail_guided_reply (guided, "more of");
  rail_guided_reply (guided, "YES");
  assert_turn (guided, "Call HR.", "");
  g_assert_true (rail_guided_is_over (guided));

  /* Saying it aloud once is no step for somebody who is afraid. */
  turn = rail_guided_dup_turn (guided);
  g_assert_cmpstr (turn->next_step, ==, "Call HR today.");
  g_assert_cmpuint (turn->more_steps->len, ==, 0);
  g_assert_true (rail_guided_back (guided));
  rail_guided_reply (guided, "no");
  rail_guided_reply (guided, "x");
  assert_next_step (guided, "Say it aloud once.");
}

static void
test_choices_are_understood (void)
{
  static const struct
  {
    const char *words;
    const char *question; /* asked next */
  } replies[] = {
    { "1", "Is anybody afraid? Yes, no" },
    { " (2). ", "Who else saw it?" },
    { "MORE  OF", "Is anybody afraid? Yes, no" },
    { "I’d like less of that", "Who else saw it?" },
    { "3", "Do you want more of it or less of it?" },
    { "0", "Do you want more of it or less of it?" },
    { "12345678901234567890", "Do you want more of it or less of it?" },
    { "more of this and less of that", "Do you want more of it or less of it?" },
    { "yes", "Do you want more of it or less of it?" },
    { "moreover of", "Do you want more of it or less of it?" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (RailGuided) guided = begin (BODY);

      rail_guided_reply (guided, "x");
      rail_guided_reply (guided, replies[i].words);
      g_test_message ("%s", replies[i].words);
      assert_asks (guided, replies[i].question);
    }
}

static void
test_short_labels_are_not_guessed (void)
{
  static const struct
  {
    const char *words;
    const char *say;
  } replies[] = {
    { "I have no idea", NULL },
    { "no idea", NULL },
    { "yesterday", NULL },
    { "yeah", NULL },
    { "no", "Good.\n\nSleep on it." },
    { "No, nobody", "Good.\n\nSleep on it." },
    { "Nó!", "Good.\n\nSleep on it." },
    { "yes. She is", "Call HR." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (RailGuided) guided = begin (BODY);
      g_autoptr (RailGuidedTurn) turn = NULL;

      rail_guided_reply (guided, "x");
      rail_guided_reply (guided, "more of");
      rail_guided_reply (guided, replies[i].words);
      turn = rail_guided_dup_turn (guided);
      g_test_message ("%s", replies[i].words);
      if (replies[i].say != NULL)
        g_assert_cmpstr (turn->say, ==, replies[i].say);
      else
        g_assert_cmpuint (turn->choices->len, ==, 2);
    }
}

static void
test_asks_once_more (void)
{
  g_autoptr (RailGuided) guided = begin (BODY);
  g_autoptr (RailGuidedTurn) turn = NULL;
  g_autofree char *topic = NULL;

  rail_guided_reply (guided, "x");
  rail_guided_reply (guided, "It depends");
  turn = rail_guided_dup_turn (guided);
  g_assert_cmpstr (turn->say, !=, "");
  g_assert_cmpuint (turn->choices->len, ==, 2);
  g_assert_cmpuint (turn->step, ==, 2);
  topic = rail_guided_dup_topic (guided);
  g_assert_nonnull (strstr (topic, "It depends"));

  /* No word of either choice: neither is taken. */
  rail_guided_reply (guided, "On the weather");
  assert_turn (guided, "", "Is anybody afraid? Yes, no");

  /* A word of what the choice leads to. */
  rail_guided_reply (guided, "They are a bit afraid");
  rail_guided_reply (guided, "Who knows");
  assert_turn (guided, "Call HR.", "");
}

static void
test_back (void)
{
  g_autoptr (RailGuided) guided = begin (BODY);

  rail_guided_reply (guided, "x");
  rail_guided_reply (guided, "less of");
  rail_guided_reply (guided, "Nobody");
  assert_asks (guided, "What did it cost?");

  g_assert_true (rail_guided_back (guided));
  assert_turn (guided, "In private.", "Who else saw it?");
  g_assert_true (rail_guided_back (guided));
  assert_asks (guided, "Do you want more of it or less of it?");

  /* Asked again is no step of its own. */
  rail_guided_reply (guided, "Hm");
  g_assert_true (rail_guided_back (guided));
  assert_turn (guided, "Small and soon.", "What did they do?");
  g_assert_false (rail_guided_back (guided));

  rail_guided_reply (guided, "x");
  rail_guided_reply (guided, "more of");
  rail_guided_reply (guided, "yes");
  g_assert_true (rail_guided_is_over (guided));
  g_assert_true (rail_guided_back (guided));
  g_assert_false (rail_guided_is_over (guided));
  assert_asks (guided, "Is anybody afraid? Yes, no");
}

static void
test_blank_words_are_no_reply (void)
{
  g_autoptr (RailGuided) guided = begin (BODY);

  rail_guided_reply (guided, "");
  rail_guided_reply (guided, " \n\t");
  assert_turn (guided, "Small and soon.", "What did they do?");
}

static void
test_any_words (void)
{
  g_autoptr (RailGuided) guided = begin (BODY);
  g_autofree char *long_words = g_strnfill (1024 * 1024, 'a');
  g_autofree char *topic = NULL;

  rail_guided_reply (guided, "caf\xc3 \xff\xfe");
  rail_guided_reply (guided, long_words);
  topic = rail_guided_dup_topic (guided);
  g_assert_true (g_utf8_validate (topic, -1, NULL));
  g_assert_cmpuint (strlen (topic), <, 16 * 1024);
  assert_asks (guided, "Do you want more of it or less of it?");
}

static void
test_topic_begins_with_the_last_words (void)
{
  g_autoptr (RailGuided) guided = begin (BODY);
  g_autofree char *before = rail_guided_dup_topic (guided);
  g_autofree char *after = NULL;

  g_assert_cmpstr (before, ==, "feedback, coach");
  rail_guided_reply (guided, "Came late");
  rail_guided_reply (guided, "less of");
  after = rail_guided_dup_topic (guided);
  g_assert_cmpstr (after, ==, "less of\nCame late\nLess\nfeedback, coach");
}

/* A program of its own, with seconds to live: what goes round for ever would neither fail nor end. */
static void
test_circles_are_gone_through_once (void)
{
  const struct rlimit seconds = { 5, 5 };
  g_autoptr (RailGuided) led = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }

  g_assert_cmpint (setrlimit (RLIMIT_CPU, &seconds), ==, 0);
  led = begin ("## Opener\n\nHello.\n\n## Questions\n\n- [One](#one)?\n\n### One\n\nA\n\n[On](#two)\n\n### Two\n\nB\n\n[On](#one)\n\n## Next step\n\n- [ ] Go\n");
  rail_guided_reply (led, "1");
  assert_turn (led, "A\n\nB", "");
}

static void
test_rounds_come_to_an_end (void)
{
  g_autoptr (RailGuided) asked = begin ("## Opener\n\nHello.\n\n## Questions\n\n- [One](#one)?\n\n### One\n\n- [Again](#one)?\n- And then?\n\n## Next step\n\n- [ ] Go\n");
  g_autoptr (RailGuidedTurn) turn = NULL;
  guint replies = 0;

  for (; !rail_guided_is_over (asked) && replies < 1000; replies++)
    rail_guided_reply (asked, "1");
  g_assert_cmpuint (replies, ==, RAIL_GUIDED_MAX_REPLIES);
  turn = rail_guided_dup_turn (asked);
  g_assert_cmpstr (turn->next_step, ==, "Go");
  while (rail_guided_back (asked))
    replies--;
  g_assert_cmpuint (replies, ==, 0);
}

static void
test_links_that_lead_nowhere (void)
{
  g_autoptr (RailGuided) guided = begin ("## Opener\n\nHello.\n\n## Questions\n\n- [One](#nowhere), [two](#opener)?\n- And [three](#questions)?\n");
  g_autoptr (RailGuidedTurn) turn = NULL;

  rail_guided_reply (guided, "1");
  assert_turn (guided, "", "And three?");
  rail_guided_reply (guided, "three");
  g_assert_true (rail_guided_is_over (guided));
  turn = rail_guided_dup_turn (guided);
  g_assert_null (turn->next_step);
  g_assert_cmpuint (turn->more_steps->len, ==, 0);
}

static void
test_many_nodes (void)
{
  g_autoptr (GString) body = g_string_new ("## Opener\n\nHello.\n\n## Questions\n\n- [First](#n0), [last](#n999)?\n\n");
  g_autoptr (RailGuided) first = NULL;
  g_autoptr (RailGuided) last = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (body, "### N%u\n\nHere.\n\n", i);
  first = begin (body->str);
  last = begin (body->str);
  rail_guided_reply (first, "first");
  rail_guided_reply (last, "last");
  assert_turn (first, "Here.", "");
  assert_turn (last, "", "");
}

static void
test_what_is_nested_belongs_to_the_question (void)
{
  g_autoptr (RailGuided) guided = begin ("## Opener\n\nHello.\n\n> Words\n\n## Questions\n\n- What did you see?\n  > As a camera would.\n  - no guesses\n- What next?\n");

  assert_turn (guided, "Hello.\n\n“Words”", "What did you see?\n“As a camera would.”\n- no guesses");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guided/begins-with-the-opener-and-the-first-question", test_begins);
  g_test_add_func ("/guided/branches-follow-answers-and-come-back", test_branches);
  g_test_add_func ("/guided/steps-count-on", test_steps_count_on);
  g_test_add_func ("/guided/ends-in-a-next-step", test_ends_in_a_next_step);
  g_test_add_func ("/guided/a-branch-may-end-it", test_a_branch_may_end_it);
  g_test_add_func ("/guided/choices/are-understood", test_choices_are_understood);
  g_test_add_func ("/guided/choices/short-labels-are-not-guessed", test_short_labels_are_not_guessed);
  g_test_add_func ("/guided/choices/are-asked-for-once-more", test_asks_once_more);
  g_test_add_func ("/guided/back", test_back);
  g_test_add_func ("/guided/blank-words-are-no-reply", test_blank_words_are_no_reply);
  g_test_add_func ("/guided/any-words-are-taken", test_any_words);
  g_test_add_func ("/guided/topic-begins-with-the-last-words", test_topic_begins_with_the_last_words);
  g_test_add_func ("/guided/circles-are-gone-through-once", test_circles_are_gone_through_once);
  g_test_add_func ("/guided/rounds-come-to-an-end", test_rounds_come_to_an_end);
  g_test_add_func ("/guided/links-that-lead-nowhere-go-on", test_links_that_lead_nowhere);
  g_test_add_func ("/guided/of-a-hostile-file-only-so-many-nodes", test_many_nodes);
  g_test_add_func ("/guided/what-is-nested-belongs-to-the-question", test_what_is_nested_belongs_to_the_question);

  return g_test_run ();
}
