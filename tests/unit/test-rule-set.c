#include "config.h"

#include "rules/rule-set.h"

#include "unit/trigger-fixture.h"

static RailRuleSet *
make_set (const char *const *yamls)
{
  g_autoptr (GPtrArray) triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);

  for (gsize i = 0; yamls[i] != NULL; i++)
    g_ptr_array_add (triggers, make_trigger (yamls[i]));

  return rail_rule_set_new (triggers);
}

/* "101": one digit a leaf. */
static char *
match (RailRuleSet *set,
       const RailWindow *window)
{
  guint n = rail_rule_set_get_n_leaves (set);
  g_autofree guint8 *matches = g_malloc (n);
  g_autoptr (GString) text = g_string_new (NULL);

  memset (matches, 0xff, n);
  rail_rule_set_match_window (set, window, matches);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u", matches[i]);

  return g_strdup (text->str);
}

static void
test_numbering (void)
{
  static const char *const yamls[] = {
    "{id: a, when: {all: [{window: {title: x}}, {not: {window: {title: y}}}, {calendar: {during: true}}]}}",
    "{id: b, when: {time: {days: mon}}}",
    "{id: c, when: {window: {app: z}}}",
    NULL
  };
  g_autoptr (RailRuleSet) set = make_set (yamls);
  RailTrigger *first = rail_rule_set_get_trigger (set, 0);
  RailTrigger *last = rail_rule_set_get_trigger (set, 2);
  const RailCondition *negated = g_ptr_array_index (first->when->children, 1);

  g_assert_cmpuint (rail_rule_set_get_n_triggers (set), ==, 3);
  g_assert_cmpuint (rail_rule_set_get_n_leaves (set), ==, 3);
  g_assert_cmpstr (first->id, ==, "a");
  g_assert_cmpuint (rail_rule_set_get_leaf (set, g_ptr_array_index (first->when->children, 0)), ==, 0);
  g_assert_cmpuint (rail_rule_set_get_leaf (set, g_ptr_array_index (negated->children, 0)), ==, 1);
  g_assert_cmpuint (rail_rule_set_get_leaf (set, last->when), ==, 2);
  g_assert_cmpuint (rail_rule_set_get_leaf (set, g_ptr_array_index (first->when->children, 2)), ==, G_MAXUINT);
  g_assert_cmpuint (rail_rule_set_get_leaf (set, first->when), ==, G_MAXUINT);
}

static void
test_matching (void)
{
  static const char *const yamls[] = {
    "{id: a, when: {window: {app: 'us.zoom*'}}}",
    "{id: b, when: {window: {title: [budget, review]}}}",
    "{id: c, when: {window: {app: zoom, title: review}}}",
    "{id: d, when: {window: {url: 'example.org'}}}",
    "{id: e, when: {window: {fullscreen: true}}}",
    "{id: f, when: {window: {fullscreen: false}}}",
    "{id: g, when: {window: {title: '*'}}}",
    NULL
  };
  static const struct
  {
    const char *apps[4];
    const char *title;
    const char *url;
    gboolean fullscreen;
    const char *matches;
  } cases[] = {
    { { "us.zoom.Zoom" }, "Weekly", NULL, FALSE, "1000011" },
    { { "org.gnome.Calc", "us.zoom.Zoom" }, "Q4 Review", NULL, FALSE, "1110011" },
    { { "zoom" }, "Q4 Review", NULL, TRUE, "0110101" },
    { { "firefox" }, "Preview", "https://learn.example.org/a", FALSE, "0001011" },
    { { "firefox" }, NULL, NULL, FALSE, "0000010" },
    { { NULL }, "The budget", NULL, FALSE, "0100011" },
  };
  g_autoptr (RailRuleSet) set = make_set (yamls);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailWindow) window = rail_window_new (1, cases[i].apps, cases[i].title, cases[i].url, cases[i].fullscreen);
      g_autofree char *matches = match (set, window);

      g_assert_cmpstr (matches, ==, cases[i].matches);
    }
}

static void
test_nothing_to_look_at (void)
{
  static const char *const yamls[] = { "{id: a, when: {window: {title: '*'}}}", "{id: b, when: {window: {fullscreen: false}}}", NULL };
  g_autoptr (RailRuleSet) set = make_set (yamls);
  g_autoptr (RailWindow) excluded = make_window (1, "x", "y");
  g_autofree char *none = match (set, NULL);
  g_autofree char *hidden = NULL;

  excluded->excluded = TRUE;
  hidden = match (set, excluded);

  g_assert_cmpstr (none, ==, "00");
  g_assert_cmpstr (hidden, ==, "00");
}

static void
test_empty (void)
{
  static const char *const yamls[] = { NULL };
  g_autoptr (RailRuleSet) set = make_set (yamls);
  g_autoptr (RailRuleSet) other = rail_rule_set_ref (set);
  g_autoptr (RailWindow) window = make_window (1, "x", "y");
  guint8 untouched = 7;

  rail_rule_set_match_window (other, window, &untouched);

  g_assert_cmpuint (rail_rule_set_get_n_triggers (set), ==, 0);
  g_assert_cmpuint (untouched, ==, 7);
}

/* What a rule may not look at cannot switch it off: there the title is none of its business. */
static void
test_regex_of_another_application (void)
{
  static const char *const yamls[] = {
    "{id: a, when: {window: {app: editor, title: '/^(a+)+$/'}}}",
    "{id: b, when: {window: {title: '/^(a+)+$/', fullscreen: true}}}",
    NULL
  };
  g_autoptr (RailRuleSet) set = make_set (yamls);
  const RailWindowCondition *first = &rail_rule_set_get_trigger (set, 0)->when->window;
  const RailWindowCondition *second = &rail_rule_set_get_trigger (set, 1)->when->window;
  g_autoptr (RailWindow) foreign = make_window (1, "browser", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
  g_autoptr (RailWindow) harmless = make_window (2, "editor", "aaa");
  g_autoptr (RailWindow) evil = make_window (3, "editor", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
  g_autofree char *before = match (set, foreign);
  g_autofree char *matching = match (set, harmless);
  g_autofree char *after = NULL;

  g_assert_cmpstr (before, ==, "00");
  g_assert_cmpstr (matching, ==, "10");
  g_assert_false (rail_pattern_is_disabled (g_ptr_array_index (first->title, 0)));

  after = match (set, evil);
  g_assert_cmpstr (after, ==, "00");
  g_assert_true (rail_pattern_is_disabled (g_ptr_array_index (first->title, 0)));
  g_assert_false (rail_pattern_is_disabled (g_ptr_array_index (second->title, 0)));
}

/* The same pattern in many rules is one to the set, with and without an application. */
static void
test_shared_patterns (void)
{
  static const char *const yamls[] = {
    "{id: a, when: {window: {title: review}}}",
    "{id: b, when: {window: {title: [budget, review]}}}",
    "{id: c, when: {window: {app: zoom, title: review}}}",
    "{id: d, when: {window: {app: zoom}}}",
    "{id: e, when: {window: {app: [teams, zoom], title: review, url: 'example.org'}}}",
    "{id: f, when: {window: {app: zoom, url: 'example.org'}}}",
    NULL
  };
  static const char *const apps[] = { "us.zoom", "zoom", NULL };
  g_autoptr (RailRuleSet) set = make_set (yamls);
  g_autoptr (RailWindow) call = rail_window_new (1, apps, "Review", NULL, FALSE);
  g_autoptr (RailWindow) page = rail_window_new (2, apps, "Budget", "https://example.org", FALSE);
  g_autoptr (RailWindow) both = rail_window_new (3, apps, "A review", "https://example.org", FALSE);
  g_autoptr (RailWindow) neither = rail_window_new (4, NULL, "A review", "https://example.org", FALSE);
  g_autofree char *in_call = match (set, call);
  g_autofree char *in_page = match (set, page);
  g_autofree char *in_both = match (set, both);
  g_autofree char *in_neither = match (set, neither);

  g_assert_cmpstr (in_call, ==, "111100");
  g_assert_cmpstr (in_page, ==, "010101");
  g_assert_cmpstr (in_both, ==, "111111");
  g_assert_cmpstr (in_neither, ==, "110000");
}

/* A title of a mebibyte costs no more than one of the cap; what stands beyond it is not seen. */
static void
test_endless_title (void)
{
  static const char *const yamls[] = {
    "{id: a, when: {window: {title: review}}}",
    "{id: b, when: {window: {title: '*x'}}}",
    "{id: c, when: {window: {title: '/x\\s+end$/'}}}",
    "{id: d, when: {window: {title: start}}}",
    NULL
  };
  g_autoptr (RailRuleSet) set = make_set (yamls);
  g_autoptr (GString) title = g_string_new ("start ");
  g_autoptr (RailWindow) window = NULL;
  g_autofree char *matches = NULL;

  while (title->len < 1 << 20)
    g_string_append_c (title, 'x');
  g_string_append (title, " review end");
  window = make_window (1, "x", title->str);
  matches = match (set, window);

  g_assert_cmpstr (matches, ==, "0101");
}

/* Each letter folds to eighteen: the longest folded text there can be. */
static void
test_longest_folded_title (void)
{
  static const char *const yamls[] = { "{id: a, when: {window: {title: '*\u0648\u0633\u0644\u0645'}}}", NULL };
  g_autoptr (RailRuleSet) set = make_set (yamls);
  g_autoptr (GString) title = g_string_new (NULL);
  g_autoptr (RailWindow) window = NULL;
  g_autofree char *matches = NULL;

  while (title->len < RAIL_TEXT_MAX_BYTES)
    g_string_append (title, "\ufdfa");
  window = make_window (1, "x", title->str);
  matches = match (set, window);

  g_assert_cmpstr (matches, ==, "1");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule-set/window-conditions-are-numbered-as-written", test_numbering);
  g_test_add_func ("/rule-set/every-part-of-a-window-condition-must-hold", test_matching);
  g_test_add_func ("/rule-set/no-window-and-an-excluded-one-match-nothing", test_nothing_to_look_at);
  g_test_add_func ("/rule-set/no-rules-are-fine", test_empty);
  g_test_add_func ("/rule-set/a-pattern-of-many-rules-answers-for-each", test_shared_patterns);
  g_test_add_func ("/rule-set/a-regular-expression-is-not-asked-about-windows-of-others", test_regex_of_another_application);
  g_test_add_func ("/rule-set/a-title-of-a-mebibyte-is-cut", test_endless_title);
  g_test_add_func ("/rule-set/the-longest-folded-title-fits", test_longest_folded_title);

  return g_test_run ();
}
