#include "config.h"

#include <string.h>

#include "base/duration.h"
#include "base/problem.h"
#include "library/aid-parser.h"

#define FRONT "title: A title\ntask: Do the one thing\nowner: somebody@example.org\nreviewed: 2026-10-01\n"

static RailAid *
parse (const char *text,
       GPtrArray *problems)
{
  return rail_aid_parse ("org.example.pack", "an-aid", "aids/an-aid.md", text, strlen (text), problems);
}

/* An aid of @kind with @body, whose first line is line 8 of the file. */
static RailAid *
parse_body (const char *kind,
            const char *body,
            GPtrArray *problems)
{
  g_autofree char *text = g_strdup_printf ("---\n%skind: %s\n---\n%s", FRONT, kind, body);

  return parse (text, problems);
}

/* A note with @keys added to its front matter, the first of them in line 7. */
static RailAid *
parse_keys (const char *keys,
            GPtrArray *problems)
{
  g_autofree char *text = g_strdup_printf ("---\n%skind: note\n%s---\nWords.\n", FRONT, keys);

  return parse (text, problems);
}

static const RailBlock *
block_at (const RailAid *aid,
          guint index)
{
  g_assert_nonnull (aid);
  g_assert_cmpuint (index, <, aid->blocks->len);
  return g_ptr_array_index (aid->blocks, index);
}

static const RailSpan *
span_at (const RailBlock *block,
         guint index)
{
  g_assert_cmpuint (index, <, block->spans->len);
  return g_ptr_array_index (block->spans, index);
}

static void
assert_block (const RailAid *aid,
              guint index,
              RailBlockKind kind,
              guint level,
              guint line,
              const char *text)
{
  const RailBlock *block = block_at (aid, index);

  g_assert_cmpstr (block->text, ==, text);
  g_assert_cmpint (block->kind, ==, kind);
  g_assert_cmpuint (block->level, ==, level);
  g_assert_cmpuint (block->line, ==, line);
}

static void
assert_span (const RailBlock *block,
             guint index,
             RailSpanStyle style,
             const char *words,
             const char *target)
{
  const RailSpan *span = span_at (block, index);
  g_autofree char *covered = g_strndup (block->text + span->start, span->length);

  g_assert_cmpint (span->style, ==, style);
  g_assert_cmpstr (covered, ==, words);
  g_assert_cmpstr (span->target, ==, target);
}

static void
assert_problem (GPtrArray *problems,
                guint index,
                const char *rule,
                guint line)
{
  const RailProblem *problem = NULL;

  g_assert_cmpuint (index, <, problems->len);
  problem = g_ptr_array_index (problems, index);
  g_assert_cmpstr (problem->rule, ==, rule);
  g_assert_cmpstr (problem->file, ==, "aids/an-aid.md");
  g_assert_cmpuint (problem->line, ==, line);
  g_assert_cmpint (problem->severity, ==, RAIL_SEVERITY_ERROR);
}

static void
assert_no_problems (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = rail_problem_to_string (g_ptr_array_index (problems, i));

      g_test_message ("%s", text);
    }
  g_assert_cmpuint (problems->len, ==, 0);
}

/* The one problem of a body that is still shown. */
static void
assert_flawed (const char *body,
               const char *rule,
               guint line)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_body ("note", body, problems);

  g_test_message ("%s", body);
  g_assert_nonnull (aid);
  assert_problem (problems, 0, rule, line);
  g_assert_cmpuint (problems->len, ==, 1);
}

static void
assert_refused (const char *text,
                const char *rule,
                guint line)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse (text, problems);

  g_assert_null (aid);
  assert_problem (problems, 0, rule, line);
}

static void
test_reads_every_key (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_keys ("moment: solve\n"
                                        "review-every: 120d\n"
                                        "stakes: high\n"
                                        "contact: hr\n"
                                        "deeper: {title: \"Course: more\", url: \"https://learn.example.org/a?b=c\"}\n"
                                        "keywords: [one, two]\n"
                                        "audience: managers\n"
                                        "priority: 70\n"
                                        "related: [other-aid]\n"
                                        "triggers:\n"
                                        "  - when: {calendar: {title: review, before: 5m}}\n"
                                        "  - id: mine\n"
                                        "    when: {window: {app: \"*zoom*\"}}\n"
                                        "    priority: 10\n",
                                        problems);

  assert_no_problems (problems);
  g_assert_nonnull (aid);
  g_assert_cmpstr (aid->pack, ==, "org.example.pack");
  g_assert_cmpstr (aid->id, ==, "an-aid");
  g_assert_cmpstr (aid->title, ==, "A title");
  g_assert_cmpstr (aid->task, ==, "Do the one thing");
  g_assert_cmpstr (aid->owner, ==, "somebody@example.org");
  g_assert_cmpint (aid->kind, ==, RAIL_AID_NOTE);
  g_assert_cmpint (aid->moment, ==, RAIL_MOMENT_SOLVE);
  g_assert_cmpuint (g_date_get_year (&aid->reviewed), ==, 2026);
  g_assert_cmpint (g_date_get_month (&aid->reviewed), ==, 10);
  g_assert_cmpuint (g_date_get_day (&aid->reviewed), ==, 1);
  g_assert_cmpuint (aid->review_every, ==, 120);
  g_assert_true (aid->high_stakes);
  g_assert_cmpstr (aid->contact, ==, "hr");
  g_assert_cmpstr (aid->deeper_title, ==, "Course: more");
  g_assert_cmpstr (aid->deeper_url, ==, "https://learn.example.org/a?b=c");
  g_assert_cmpuint (g_strv_length (aid->keywords), ==, 2);
  g_assert_cmpstr (aid->audience[0], ==, "managers");
  g_assert_cmpint (aid->priority, ==, 70);
  g_assert_cmpstr (aid->related[0], ==, "other-aid");
  g_assert_cmpuint (aid->lines.related, ==, 15);
  g_assert_cmpuint (aid->triggers->len, ==, 2);
  g_assert_cmpint (((const RailTrigger *) g_ptr_array_index (aid->triggers, 0))->priority, ==, 70);
  g_assert_cmpint (((const RailTrigger *) g_ptr_array_index (aid->triggers, 1))->priority, ==, 10);
  g_assert_cmpuint (((const RailTrigger *) g_ptr_array_index (aid->triggers, 1))->line, ==, 18);
}

static void
test_defaults (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_keys ("", problems);

  assert_no_problems (problems);
  g_assert_cmpint (aid->moment, ==, RAIL_MOMENT_APPLY);
  g_assert_cmpuint (aid->review_every, ==, 90);
  g_assert_cmpint (aid->priority, ==, 50);
  g_assert_false (aid->high_stakes);
  g_assert_null (aid->contact);
  g_assert_null (aid->deeper_url);
  g_assert_null (aid->keywords[0]);
  g_assert_null (aid->audience[0]);
  g_assert_null (aid->related[0]);
  g_assert_cmpuint (aid->triggers->len, ==, 0);
}

static void
test_missing_keys_are_all_named (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse ("---\nmoment: new\n---\nWords.\n", problems);
  const char *const keys[] = { "title", "task", "owner", "kind", "reviewed" };

  g_assert_null (aid);
  g_assert_cmpuint (problems->len, ==, G_N_ELEMENTS (keys));
  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *key = g_strdup_printf ("“%s”", keys[i]);

      assert_problem (problems, i, "missing-key", 2);
      g_assert_nonnull (strstr (problem->message, key));
    }
}

static void
test_bad_values_leave_the_aid_and_its_defaults (void)
{
  const struct
  {
    const char *keys;
    const char *rule;
  } cases[] = {
    { "titel: x\n", "unknown-key" },
    { "moment: never\n", "bad-value" },
    { "review-every: 181d\n", "review-every" },
    { "review-every: 36h\n", "review-every" },
    { "review-every: soon\n", "bad-value" },
    { "stakes: enormous\n", "bad-value" },
    { "contact: The HR team\n", "bad-value" },
    { "deeper: https://example.org\n", "bad-value" },
    { "deeper: {title: x, url: \"javascript:alert(1)\"}\n", "bad-value" },
    { "deeper: {title: x, url: \"file:///etc/passwd\"}\n", "bad-value" },
    { "deeper: {title: x, url: \"https:///no-host\"}\n", "bad-value" },
    { "deeper: {title: x, url: \"https://example.org\", more: y}\n", "unknown-key" },
    { "keywords: {a: b}\n", "bad-value" },
    { "priority: 101\n", "bad-value" },
    { "priority: high\n", "bad-value" },
    { "related: [../secret]\n", "bad-value" },
    { "triggers: {when: {window: {app: x}}}\n", "bad-value" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (RailAid) aid = parse_keys (cases[i].keys, problems);

      g_test_message ("%s", cases[i].keys);
      g_assert_nonnull (aid);
      g_assert_cmpuint (problems->len, ==, 1);
      assert_problem (problems, 0, cases[i].rule, 7);
      g_assert_cmpint (aid->priority, ==, 50);
      g_assert_null (aid->contact);
      g_assert_null (aid->related[0]);
    }
}

static void
test_unreadable_stakes_count_as_high (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_keys ("stakes: hihg\n", problems);

  g_assert_true (aid->high_stakes);
}

static void
test_review_dates_are_days_of_the_calendar (void)
{
  const char *const bad[] = { "2026-02-29", "2026-13-01", "2026-1-01", "01.10.2026", "2026-10-01T00:00", "0000-01-01", "yesterday", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strdup_printf ("---\ntitle: x\nkind: note\ntask: x\nowner: x\nreviewed: %s\n---\nWords.\n", bad[i]);

      assert_refused (text, "bad-value", 6);
    }
}

static void
test_titles_are_one_line (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse ("---\ntitle: |\n  Two\n  lines\nkind: note\ntask: x\nowner: x\nreviewed: 2026-10-01\n---\nWords.\n", problems);

  assert_no_problems (problems);
  g_assert_cmpstr (aid->title, ==, "Two lines");
}

static void
test_a_bad_trigger_leaves_the_others (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_keys ("triggers:\n"
                                        "  - when: {window: {title: \"/(/\"}}\n"
                                        "  - when: {window: {title: fine}}\n",
                                        problems);

  g_assert_nonnull (aid);
  g_assert_cmpuint (aid->triggers->len, ==, 1);
  g_assert_true (rail_problems_have_error (problems));
}

static void
test_broken_files_are_named (void)
{
  assert_refused ("", "no-front-matter", 1);
  assert_refused ("Just words\n", "no-front-matter", 1);
  assert_refused ("----\ntitle: x\n----\n", "no-front-matter", 1);
  assert_refused ("---\ntitle: x\n", "open-front-matter", 1);
  assert_refused ("---", "open-front-matter", 1);
  assert_refused ("---\n- a\n- b\n---\nWords.\n", "no-front-matter", 2);
  assert_refused ("---\ntitle: [x\n---\nWords.\n", "yaml-syntax", 3);
  assert_refused ("---\ntitle: x\ntitle: y\n---\nWords.\n", "duplicate-key", 3);
  assert_refused ("---\n" FRONT "kind: note\n---\nA \033[1m word\n", "control-character", 8);
  assert_refused ("---\n" FRONT "kind: note\n---\nA \377 word\n", "encoding", 8);
}

static void
test_null_bytes_and_size_are_named (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  const char with_null[] = "---\n" FRONT "kind: note\n---\nA \0 word\n";
  g_autoptr (RailAid) aid = rail_aid_parse ("p", "an-aid", "aids/an-aid.md", with_null, sizeof with_null - 1, problems);
  g_autofree char *filler = g_strnfill (RAIL_AID_MAX_BYTES, 'x');
  g_autofree char *large = g_strconcat ("---\n" FRONT "kind: note\n---\n", filler, NULL);

  g_assert_null (aid);
  assert_problem (problems, 0, "control-character", 8);

  g_assert_null (parse (large, problems));
  assert_problem (problems, 1, "too-large", 0);

  large[RAIL_AID_MAX_BYTES] = '\0';
  aid = parse (large, problems);
  g_assert_nonnull (aid);
  g_assert_cmpuint (problems->len, ==, 2);
}

static void
test_accepts_crlf_and_byte_order_mark (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse ("\357\273\277---\r\ntitle: A title\r\nkind: checklist\r\ntask: x\r\nowner: x\r\nreviewed: 2026-10-01\r\n---  \r\n- [ ] One\r\n- [ ] Two\r\n  more\r\n", problems);

  assert_no_problems (problems);
  g_assert_cmpstr (aid->title, ==, "A title");
  g_assert_cmpuint (aid->blocks->len, ==, 2);
  assert_block (aid, 0, RAIL_BLOCK_ITEM, 1, 8, "One");
  assert_block (aid, 1, RAIL_BLOCK_ITEM, 1, 9, "Two more");
}

static void
test_checklists (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_body ("checklist",
                                        "## Before\n"
                                        "\n"
                                        "- [ ] Say the **purpose** in\n"
                                        "  one sentence\n"
                                        "  > \"Today I'd like us\n"
                                        "  > to look back.\"\n"
                                        "- [x] Ask\n"
                                        "  - [ ] Inner\n"
                                        "  - plain\n"
                                        "- [ ] Ask\n",
                                        problems);

  assert_no_problems (problems);
  g_assert_cmpuint (aid->blocks->len, ==, 7);
  assert_block (aid, 0, RAIL_BLOCK_HEADING, 2, 8, "Before");
  assert_block (aid, 1, RAIL_BLOCK_ITEM, 1, 10, "Say the purpose in one sentence");
  assert_span (block_at (aid, 1), 0, RAIL_SPAN_STRONG, "purpose", NULL);
  assert_block (aid, 2, RAIL_BLOCK_QUOTE, 1, 12, "\"Today I'd like us to look back.\"");
  assert_block (aid, 3, RAIL_BLOCK_ITEM, 1, 14, "Ask");
  assert_block (aid, 4, RAIL_BLOCK_ITEM, 2, 15, "Inner");
  assert_block (aid, 5, RAIL_BLOCK_BULLET, 2, 16, "plain");
  assert_block (aid, 6, RAIL_BLOCK_ITEM, 1, 17, "Ask");
  g_assert_null (block_at (aid, 0)->key);
  g_assert_null (block_at (aid, 5)->key);
  g_assert_cmpuint (strlen (block_at (aid, 1)->key), ==, 12);
  g_assert_cmpstr (block_at (aid, 3)->key, !=, block_at (aid, 6)->key);
}

static void
test_boxes_behind_quotes_are_boxes (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_body ("checklist",
                                        "- [ ] One\n"
                                        "  > Words\n"
                                        "- [X] Two, *then* [three](other-aid)\n"
                                        "  > Words\n"
                                        "- \\[ ] Four\n"
                                        "  > Words\n"
                                        "- [x](other-aid) Five\n"
                                        "  > Words\n"
                                        "- [ ] `  six `\n",
                                        problems);

  assert_no_problems (problems);
  assert_block (aid, 2, RAIL_BLOCK_ITEM, 1, 10, "Two, then three");
  assert_span (block_at (aid, 2), 0, RAIL_SPAN_EMPHASIS, "then", NULL);
  assert_span (block_at (aid, 2), 1, RAIL_SPAN_LINK, "three", "other-aid");
  assert_block (aid, 4, RAIL_BLOCK_BULLET, 1, 12, "[ ] Four");
  assert_block (aid, 6, RAIL_BLOCK_BULLET, 1, 14, "x Five");
  assert_block (aid, 8, RAIL_BLOCK_ITEM, 1, 16, " six");
  assert_span (block_at (aid, 8), 0, RAIL_SPAN_CODE, " six", NULL);
}

static void
test_item_keys_survive_edits_around_them (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) before = parse_body ("checklist", "- [ ] Ask for *their* view\n- [ ] Listen\n- [ ] Listen\n", problems);
  g_autoptr (RailAid) after = parse_body ("checklist", "## New\n\n- [ ] Another\n- [ ] listen\n\n- [ ] Ask  for their view\n- [ ] LISTEN\n", problems);

  assert_no_problems (problems);
  g_assert_cmpstr (block_at (before, 0)->key, ==, block_at (after, 3)->key);
  g_assert_cmpstr (block_at (before, 1)->key, ==, block_at (after, 2)->key);
  g_assert_cmpstr (block_at (before, 2)->key, ==, block_at (after, 4)->key);
}

static void
test_loose_lists_read_like_tight_ones (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_body ("walkthrough",
                                        "3. Open\n"
                                        "\n"
                                        "   More about it.\n"
                                        "\n"
                                        "4. Close\n"
                                        "   1. Inner\n"
                                        "\n"
                                        "   After.\n"
                                        "\n"
                                        "Outside.\n",
                                        problems);

  assert_no_problems (problems);
  g_assert_cmpuint (aid->blocks->len, ==, 6);
  assert_block (aid, 0, RAIL_BLOCK_STEP, 1, 8, "Open");
  assert_block (aid, 1, RAIL_BLOCK_PARAGRAPH, 1, 10, "More about it.");
  assert_block (aid, 2, RAIL_BLOCK_STEP, 1, 12, "Close");
  assert_block (aid, 3, RAIL_BLOCK_STEP, 2, 13, "Inner");
  assert_block (aid, 4, RAIL_BLOCK_PARAGRAPH, 1, 15, "After.");
  assert_block (aid, 5, RAIL_BLOCK_PARAGRAPH, 0, 17, "Outside.");
  g_assert_cmpuint (block_at (aid, 0)->number, ==, 3);
  g_assert_cmpuint (block_at (aid, 2)->number, ==, 4);
  g_assert_cmpuint (block_at (aid, 3)->number, ==, 1);
}

static void
test_walkthroughs_and_images (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_body ("walkthrough",
                                        "1. Press ![a green button](media/save.png) *once*\n"
                                        "   ![the bar](media/dir/a%20bar.WEBP)\n"
                                        "2. ![only a picture](media/x.png)\n",
                                        problems);

  assert_no_problems (problems);
  g_assert_cmpuint (aid->blocks->len, ==, 5);
  assert_block (aid, 0, RAIL_BLOCK_STEP, 1, 8, "Press once");
  assert_span (block_at (aid, 0), 0, RAIL_SPAN_EMPHASIS, "once", NULL);
  assert_block (aid, 1, RAIL_BLOCK_IMAGE, 1, 8, "a green button");
  g_assert_cmpstr (block_at (aid, 1)->target, ==, "media/save.png");
  assert_block (aid, 2, RAIL_BLOCK_IMAGE, 1, 9, "the bar");
  g_assert_cmpstr (block_at (aid, 2)->target, ==, "media/dir/a bar.WEBP");
  assert_block (aid, 3, RAIL_BLOCK_STEP, 1, 10, "");
  assert_block (aid, 4, RAIL_BLOCK_IMAGE, 1, 10, "only a picture");
}

/* md4c pairs such a mark with one in the words, and forgets the half in the address. */
static void
test_marks_inside_addresses_format_nothing (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_body ("note",
                                        "One *two [three](https://example.org/a*b)\n"
                                        "\n"
                                        "[Four](https://example.org/*a) five* **six**\n"
                                        "\n"
                                        "**Seven [eight](https://example.org/*a) nine***\n"
                                        "\n"
                                        "- *Ten*\n",
                                        problems);

  assert_no_problems (problems);
  g_assert_cmpuint (aid->blocks->len, ==, 4);
  g_assert_cmpuint (block_at (aid, 0)->spans->len, ==, 1);
  assert_span (block_at (aid, 0), 0, RAIL_SPAN_LINK, "three", "https://example.org/a*b");
  g_assert_cmpuint (block_at (aid, 1)->spans->len, ==, 2);
  assert_span (block_at (aid, 1), 0, RAIL_SPAN_LINK, "Four", "https://example.org/*a");
  assert_span (block_at (aid, 1), 1, RAIL_SPAN_STRONG, "six", NULL);
  assert_span (block_at (aid, 2), 0, RAIL_SPAN_STRONG, "Seven eight nine", NULL);
  assert_span (block_at (aid, 2), 1, RAIL_SPAN_LINK, "eight", "https://example.org/*a");
  assert_span (block_at (aid, 3), 0, RAIL_SPAN_EMPHASIS, "Ten", NULL);
}

static void
test_quotes_are_copied_whole (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_body ("phrases",
                                        "## They are silent\n"
                                        "\n"
                                        "> Take **your** time,\n"
                                        "> {name}.\n"
                                        ">\n"
                                        "> I can wait:\n"
                                        ">\n"
                                        "> - a day\n"
                                        "> - or two\n"
                                        "\n"
                                        "> Second\\\n"
                                        "> line\n",
                                        problems);

  assert_no_problems (problems);
  g_assert_cmpuint (aid->blocks->len, ==, 3);
  assert_block (aid, 1, RAIL_BLOCK_QUOTE, 0, 10, "Take your time, {name}.\n\nI can wait:\n- a day\n- or two");
  assert_span (block_at (aid, 1), 0, RAIL_SPAN_STRONG, "your", NULL);
  assert_block (aid, 2, RAIL_BLOCK_QUOTE, 0, 18, "Second\nline");
}

static void
test_decisions (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_body ("decision",
                                        "## Is it *urgent*?\n"
                                        "\n"
                                        "- [Yes](#call)\n"
                                        "- [No, it can wait](#Über%20morgen!)\n"
                                        "\n"
                                        "## Call them now {#call}\n"
                                        "\n"
                                        "Do.\n"
                                        "\n"
                                        "## Über morgen\n"
                                        "\n"
                                        "### Detail\n",
                                        problems);

  assert_no_problems (problems);
  g_assert_cmpstr (block_at (aid, 0)->node, ==, "is-it-urgent");
  assert_span (block_at (aid, 1), 0, RAIL_SPAN_LINK, "Yes", "#call");
  assert_span (block_at (aid, 2), 0, RAIL_SPAN_LINK, "No, it can wait", "#über-morgen");
  assert_block (aid, 3, RAIL_BLOCK_HEADING, 2, 13, "Call them now");
  g_assert_cmpstr (block_at (aid, 3)->node, ==, "call");
  g_assert_cmpstr (block_at (aid, 5)->node, ==, "über-morgen");
  g_assert_null (block_at (aid, 6)->node);
}

static void
test_bodies_that_break_their_kind (void)
{
  const struct
  {
    const char *kind;
    const char *body;
    const char *rule;
    guint line;
  } cases[] = {
    { "checklist", "- plain\n", "body-kind", 8 },
    { "checklist", "", "body-kind", 8 },
    { "decision", "# One\n\nWords.\n", "body-kind", 8 },
    { "decision", "## One\n\n## Two\n\n## one!\n", "duplicate-node", 12 },
    { "decision", "## One {#Two words}\n", "node-id", 8 },
    { "decision", "## ???\n", "node-id", 8 },
    { "phrases", "## One\n\n- Avoid\n", "body-kind", 8 },
    { "walkthrough", "- One\n", "body-kind", 8 },
    { "video", "![x](media/a.png)\n", "body-kind", 8 },
    { "note", "\n", "body-kind", 8 },
    { "note", "## !\n", "body-kind", 8 },
    { "coach", "## Opener\n\nHello\n", "body-kind", 8 },
    { "coach", "## Questions\n\n- Why?\n", "body-kind", 8 },
    { "coach", "## Opener\n\n## Questions\n\n- Why?\n", "body-kind", 8 },
    { "poem", "Words.\n", "bad-value", 6 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (RailAid) aid = parse_body (cases[i].kind, cases[i].body, problems);

      g_test_message ("%s: %s", cases[i].kind, cases[i].body);
      g_assert_null (aid);
      g_assert_cmpuint (problems->len, ==, 1);
      assert_problem (problems, 0, cases[i].rule, cases[i].line);
    }
}

static void
test_flaws_in_the_body_leave_the_aid (void)
{
  assert_flawed ("Words\n\nA <b>bold</b> word\n", "raw-html", 10);
  assert_flawed ("Words\n\n<div>\nx\n</div>", "raw-html", 10);
  assert_flawed ("Words <!-- aside -->\n", "raw-html", 8);
  assert_flawed ("Words ![x](https://example.org/a.png)\n", "remote-media", 8);
  assert_flawed ("Words ![x](//example.org/a.png)\n", "remote-media", 8);
  assert_flawed ("Words ![x](data:image/png;base64,AAAA)\n", "remote-media", 8);
  assert_flawed ("Words\n![x](media/../../secret.png)\n", "media-path", 9);
  assert_flawed ("Words ![x](media/%2e%2e/secret.png)\n", "media-path", 8);
  assert_flawed ("Words ![x](media%2Fsecret.png)\n", "media-path", 8);
  assert_flawed ("Words ![x](/media/a.png)\n", "media-path", 8);
  assert_flawed ("Words ![x](a.png)\n", "media-path", 8);
  assert_flawed ("Words ![x](media//a.png)\n", "media-path", 8);
  assert_flawed ("Words ![x](media/a.svg)\n", "media-type", 8);
  assert_flawed ("Words ![x]()\n", "media-path", 8);
  assert_flawed ("Words ![a ![b](media/a.png) c](media/b.png)\n", "nested-image", 8);
  assert_flawed ("Words [x](javascript:alert)\n", "link-target", 8);
  assert_flawed ("Words\n[x](file:///etc/passwd)\n", "link-target", 9);
  assert_flawed ("Words [x](../other.md)\n", "link-target", 8);
  assert_flawed ("Words [x](#node)\n", "link-target", 8);
  assert_flawed ("Words\n\n- [ ]\n- [ ] Two\n", "empty-item", 10);
  assert_flawed ("Words\n\n##\n", "empty-heading", 10);
}

static void
test_html_stands_as_it_is_written (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_body ("note", "Press <kbd>Enter</kbd> now\n", problems);

  assert_block (aid, 0, RAIL_BLOCK_PARAGRAPH, 0, 8, "Press <kbd>Enter</kbd> now");
}

static void
test_links_code_and_entities (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_body ("note",
                                        "A [web](https://example.org/?a=1&amp;b=2), <me@example.org>, [aid](other-aid), `<b>` &mdash; &#8230;&#7;&unknown;\n"
                                        "\n"
                                        "```\n"
                                        "two  \n"
                                        "  lines\n"
                                        "```\n"
                                        "\n"
                                        "***\n",
                                        problems);
  const RailBlock *block = NULL;

  assert_no_problems (problems);
  g_assert_cmpuint (aid->blocks->len, ==, 2);
  assert_block (aid, 0, RAIL_BLOCK_PARAGRAPH, 0, 8, "A web, me@example.org, aid, <b> — …\357\277\275&unknown;");
  block = block_at (aid, 0);
  assert_span (block, 0, RAIL_SPAN_LINK, "web", "https://example.org/?a=1&b=2");
  assert_span (block, 1, RAIL_SPAN_LINK, "me@example.org", "mailto:me@example.org");
  assert_span (block, 2, RAIL_SPAN_LINK, "aid", "other-aid");
  assert_span (block, 3, RAIL_SPAN_CODE, "<b>", NULL);
  g_assert_cmpuint (block_at (aid, 1)->line, ==, 11);
  g_assert_cmpstr (block_at (aid, 1)->text, ==, "two  \n  lines");
  assert_span (block_at (aid, 1), 0, RAIL_SPAN_CODE, "two  \n  lines", NULL);
}

static void
test_nesting_is_capped (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) six = parse_body ("note", "> > > > > > Deep\n", problems);
  g_autoptr (RailAid) seven = parse_body ("note", "> > > > > > > Deeper\n", problems);

  g_assert_nonnull (six);
  g_assert_null (seven);
  g_assert_cmpuint (problems->len, ==, 1);
  assert_problem (problems, 0, "too-deep", 8);
}

static void
test_words_and_reading_time (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) short_aid = parse_body ("note", "## Three words here\n\n— one & two ![not counted](media/a.png)\n", problems);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (RailAid) long_aid = NULL;

  assert_no_problems (problems);
  g_assert_cmpuint (short_aid->words, ==, 5);
  g_assert_cmpuint (rail_aid_get_reading_seconds (short_aid), ==, 5);

  for (guint i = 0; i < 239; i++)
    g_string_append (body, "word ");
  long_aid = parse_body ("note", body->str, problems);
  g_assert_cmpuint (rail_aid_get_reading_seconds (long_aid), ==, 65);
}

static void
test_days_overdue_count_local_days (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_keys ("review-every: 30d\n", problems);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GTimeZone) east = g_time_zone_new_identifier ("+05:00");
  /* 2026-10-31T20:00:00Z is already the first of November five hours east. */
  gint64 now = G_GINT64_CONSTANT (1793476800) * RAIL_SECOND;

  g_assert_cmpint (rail_aid_get_days_overdue (aid, now, utc), ==, 0);
  g_assert_cmpint (rail_aid_get_days_overdue (aid, now, east), ==, 1);
}

static void
test_copies_without_body_keep_the_rest (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = parse_keys ("keywords: [one]\ncontact: hr\ntriggers:\n  - when: {window: {app: x}}\n", problems);
  g_autoptr (RailAid) copy = rail_aid_copy_without_body (aid);

  g_assert_cmpuint (aid->blocks->len, ==, 1);
  g_assert_cmpuint (copy->blocks->len, ==, 0);
  g_assert_cmpstr (copy->id, ==, aid->id);
  g_assert_cmpstr (copy->title, ==, aid->title);
  g_assert_cmpstr (copy->contact, ==, "hr");
  g_assert_cmpstr (copy->keywords[0], ==, "one");
  g_assert_cmpuint (copy->words, ==, 1);
  g_assert_cmpint (g_date_compare (&copy->reviewed, &aid->reviewed), ==, 0);
  g_assert_cmpuint (copy->triggers->len, ==, 1);
}

static void
test_hostile_files_end_quickly (void)
{
  const char *const pieces[] = { "> ", "- ", "1. ", "[", "![", "[a](", "*a ", "**_", "`", "<b>\n", "&#", "\\", "[x]: y\n", "# a\n", "[a](#b) ", "![x](y) " };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (GString) text = g_string_new ("---\n" FRONT "kind: decision\n---\n## a\n\n");
      g_autoptr (RailAid) aid = NULL;

      while (text->len + strlen (pieces[i]) <= RAIL_AID_MAX_BYTES)
        g_string_append (text, pieces[i]);
      aid = rail_aid_parse ("p", "an-aid", "aids/an-aid.md", text->str, text->len, problems);

      g_assert_true (aid != NULL || rail_problems_have_error (problems));
      g_assert_cmpuint (problems->len, <=, 51);
    }
}

static void
test_link_definitions_do_not_multiply (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autofree char *address = g_strnfill (32 * 1024, 'a');
  g_autoptr (GString) text = g_string_new ("---\n" FRONT "kind: note\n---\nWords.\n\n[a]: https://example.org/");
  g_autoptr (RailAid) aid = NULL;

  g_string_append_printf (text, "%s\n\n", address);
  while (text->len + 4 <= RAIL_AID_MAX_BYTES)
    g_string_append (text, "[a] ");
  aid = rail_aid_parse ("p", "an-aid", "aids/an-aid.md", text->str, text->len, problems);

  g_assert_nonnull (aid);
  assert_problem (problems, 0, "link-target", 10);
  assert_problem (problems, problems->len - 1, "too-many-problems", 0);
}

/* What holds for any aid that is shown, whatever it was made from. */
static void
assert_sound (const RailAid *aid)
{
  g_assert_nonnull (aid->title);
  g_assert_nonnull (aid->task);
  g_assert_nonnull (aid->owner);
  g_assert_true (g_date_valid (&aid->reviewed));
  g_assert_cmpuint (aid->review_every, >=, 1);
  g_assert_cmpuint (aid->review_every, <=, 180);

  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      g_assert_true (g_utf8_validate (block->text, -1, NULL));
      g_assert_cmpuint (block->line, >, 0);
      g_assert_true ((block->kind == RAIL_BLOCK_IMAGE) == (block->target != NULL));
      g_assert_true ((block->kind == RAIL_BLOCK_ITEM) == (block->key != NULL));
      for (guint j = 0; j < block->spans->len; j++)
        {
          const RailSpan *span = g_ptr_array_index (block->spans, j);

          g_assert_cmpuint (span->length, >, 0);
          g_assert_cmpuint (span->start + span->length, <=, strlen (block->text));
          g_assert_true (g_utf8_validate (block->text + span->start, (gssize) span->length, NULL));
          g_assert_true ((span->style == RAIL_SPAN_LINK) == (span->target != NULL));
        }
    }
}

static void
mutate (GString *text,
        GRand *random)
{
  static const char *const inserts[] = { "\n", "> ", "- [ ] ", "## ", "![", "](", "<b>", "*", "`", "{#x}", "\r\n", "---\n", "\303\251", "\377", ": ", "[", "&amp;", "    ", "1. ", "\\\n", "  \n" };
  gsize at = (gsize) g_rand_int_range (random, 0, (gint32) text->len);
  gint32 choice = g_rand_int_range (random, 0, 4);
  gint32 cut = g_rand_int_range (random, 1, 9);

  if (choice == 0)
    text->str[at] = (char) g_rand_int_range (random, 0, 256);
  else if (choice == 1)
    g_string_erase (text, (gssize) at, MIN (cut, (gint32) (text->len - at)));
  else
    g_string_insert (text, (gssize) at, inserts[g_rand_int_range (random, 0, G_N_ELEMENTS (inserts))]);
}

static void
test_mutated_aids_never_pass_unnoticed (void)
{
  static const char *const names[] = { "open-review", "handle-pushback", "is-it-mine", "export-report", "share-screen", "quiet-hours", "first-feedback" };
  g_autoptr (GRand) random = g_rand_new_with_seed (20261001);

  for (guint round = 0; round < 700 * G_N_ELEMENTS (names); round++)
    {
      g_autofree char *base = g_strconcat (names[round % G_N_ELEMENTS (names)], ".md", NULL);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "packs", "good", "aids", base, NULL);
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (RailAid) aid = NULL;
      g_autofree char *seed = NULL;

      g_assert_true (g_file_get_contents (path, &seed, NULL, NULL));
      g_string_assign (text, seed);
      for (gint32 i = g_rand_int_range (random, 1, 8); i > 0; i--)
        mutate (text, random);

      aid = rail_aid_parse ("p", "an-aid", "aids/an-aid.md", text->str, text->len, problems);
      if (aid != NULL)
        assert_sound (aid);
      else
        g_assert_true (rail_problems_have_error (problems));
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/aid-parser/front-matter/reads-every-key", test_reads_every_key);
  g_test_add_func ("/aid-parser/front-matter/defaults", test_defaults);
  g_test_add_func ("/aid-parser/front-matter/missing-keys-are-all-named", test_missing_keys_are_all_named);
  g_test_add_func ("/aid-parser/front-matter/bad-values-leave-the-aid-and-its-defaults", test_bad_values_leave_the_aid_and_its_defaults);
  g_test_add_func ("/aid-parser/front-matter/unreadable-stakes-count-as-high", test_unreadable_stakes_count_as_high);
  g_test_add_func ("/aid-parser/front-matter/review-dates-are-days-of-the-calendar", test_review_dates_are_days_of_the_calendar);
  g_test_add_func ("/aid-parser/front-matter/titles-are-one-line", test_titles_are_one_line);
  g_test_add_func ("/aid-parser/front-matter/a-bad-trigger-leaves-the-others", test_a_bad_trigger_leaves_the_others);
  g_test_add_func ("/aid-parser/file/broken-ones-are-named", test_broken_files_are_named);
  g_test_add_func ("/aid-parser/file/null-bytes-and-size-are-named", test_null_bytes_and_size_are_named);
  g_test_add_func ("/aid-parser/file/accepts-crlf-and-byte-order-mark", test_accepts_crlf_and_byte_order_mark);
  g_test_add_func ("/aid-parser/body/checklists", test_checklists);
  g_test_add_func ("/aid-parser/body/boxes-behind-quotes-are-boxes", test_boxes_behind_quotes_are_boxes);
  g_test_add_func ("/aid-parser/body/item-keys-survive-edits-around-them", test_item_keys_survive_edits_around_them);
  g_test_add_func ("/aid-parser/body/loose-lists-read-like-tight-ones", test_loose_lists_read_like_tight_ones);
  g_test_add_func ("/aid-parser/body/walkthroughs-and-images", test_walkthroughs_and_images);
  g_test_add_func ("/aid-parser/body/marks-inside-addresses-format-nothing", test_marks_inside_addresses_format_nothing);
  g_test_add_func ("/aid-parser/body/quotes-are-copied-whole", test_quotes_are_copied_whole);
  g_test_add_func ("/aid-parser/body/decisions", test_decisions);
  g_test_add_func ("/aid-parser/body/links-code-and-entities", test_links_code_and_entities);
  g_test_add_func ("/aid-parser/body/that-break-their-kind-are-refused", test_bodies_that_break_their_kind);
  g_test_add_func ("/aid-parser/body/flaws-leave-the-aid", test_flaws_in_the_body_leave_the_aid);
  g_test_add_func ("/aid-parser/body/html-stands-as-it-is-written", test_html_stands_as_it_is_written);
  g_test_add_func ("/aid-parser/body/nesting-is-capped", test_nesting_is_capped);
  g_test_add_func ("/aid-parser/aid/words-and-reading-time", test_words_and_reading_time);
  g_test_add_func ("/aid-parser/aid/days-overdue-count-local-days", test_days_overdue_count_local_days);
  g_test_add_func ("/aid-parser/aid/copies-without-body-keep-the-rest", test_copies_without_body_keep_the_rest);
  g_test_add_func ("/aid-parser/hostile/files-end-quickly", test_hostile_files_end_quickly);
  g_test_add_func ("/aid-parser/hostile/link-definitions-do-not-multiply", test_link_definitions_do_not_multiply);
  g_test_add_func ("/aid-parser/mutated/never-pass-unnoticed", test_mutated_aids_never_pass_unnoticed);

  return g_test_run ();
}
