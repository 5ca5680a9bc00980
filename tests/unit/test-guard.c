#include <string.h>

#include <glib/gstdio.h>

#include "base/problem.h"
#include "coach/guard.h"

static RailGuardRules *
parse (const char *yaml,
       RailGuardRulesKind kind)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  RailGuardRules *rules = rail_guard_rules_parse (yaml, strlen (yaml), "guard.yaml", kind, problems);

  g_assert_cmpuint (problems->len, ==, 0);
  return rules;
}

/* A pack with the contacts "hr" and "duty". */
static RailPack *
make_pack (const char *id)
{
  g_autofree char *folder = g_dir_make_tmp ("handrail-guard-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "pack.yaml", NULL);
  g_autofree char *yaml = g_strdup_printf ("format: 1\nid: %s\ntitle: A pack\nversion: 1\nlanguage: en\nlicence: CC0-1.0\nowner: a@example.org\n"
                                           "contacts: {hr: {name: Jo, email: jo@example.org}, duty: {name: Bo, email: bo@example.org}}\n",
                                           id);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  RailPack *pack = NULL;

  g_assert_true (g_file_set_contents (file, yaml, -1, NULL));
  pack = rail_pack_open (folder, problems);
  g_assert_nonnull (pack);
  g_unlink (file);
  g_rmdir (folder);

  return pack;
}

static RailGuard *
make_guard (const char *policy_yaml,
            const char *pack_yaml,
            gboolean approved)
{
  g_autoptr (RailGuardRules) policy = policy_yaml != NULL ? parse (policy_yaml, RAIL_GUARD_RULES_TRUSTED) : NULL;
  g_autoptr (RailGuardRules) rules = pack_yaml != NULL ? parse (pack_yaml, RAIL_GUARD_RULES_PACK) : NULL;
  g_autoptr (RailPack) pack = make_pack ("org.example.one");
  const RailGuardSource source = { .pack = pack, .rules = rules, .approved = approved };
  g_autoptr (GError) error = NULL;
  g_autoptr (RailGuard) floor = rail_guard_new (&error);

  g_assert_no_error (error);
  return rail_guard_extend (floor, policy, &source, 1);
}

static RailGuardResult *
check_for (const RailGuard *guard,
           const char *text,
           RailGuardSide side,
           const char *pack)
{
  return rail_guard_check (guard, text, strlen (text), NULL, side, pack);
}

static void
assert_verdict (const RailGuard *guard,
                const char *text,
                RailGuardVerdict verdict,
                RailGuardCategory category)
{
  g_autoptr (RailGuardResult) result = check_for (guard, text, RAIL_GUARD_QUESTION, NULL);

  g_test_message ("%.60s: %s, %s", text, rail_guard_verdict_get_name (result->verdict), rail_guard_category_get_name (result->category));
  g_assert_cmpint (result->verdict, ==, verdict);
  g_assert_cmpint (result->category, ==, category);
  g_assert_cmpstr (result->reason, !=, "");
  if (verdict == RAIL_GUARD_STOP || verdict == RAIL_GUARD_CAUTION)
    g_assert_nonnull (result->contact);
  else
    g_assert_null (result->contact);
}

static void
test_floor (void)
{
  g_autoptr (RailGuard) guard = rail_guard_new (NULL);

  assert_verdict (guard, "", RAIL_GUARD_OK, RAIL_GUARD_NONE);
  assert_verdict (guard, "How do I give feedback after a demo?", RAIL_GUARD_OK, RAIL_GUARD_NONE);
  assert_verdict (guard, "She wants to kill herself", RAIL_GUARD_STOP, RAIL_GUARD_SELF_HARM);
  assert_verdict (guard, "He threatened to stab his boss", RAIL_GUARD_STOP, RAIL_GUARD_VIOLENCE);
  assert_verdict (guard, "Our supplier is suing us", RAIL_GUARD_STOP, RAIL_GUARD_LEGAL);
  assert_verdict (guard, "How do I fire him tomorrow?", RAIL_GUARD_STOP, RAIL_GUARD_TERMINATION);
  assert_verdict (guard, "She has asked for a raise", RAIL_GUARD_CAUTION, RAIL_GUARD_PAY);
  assert_verdict (guard, "What is the best recipe for pancakes?", RAIL_GUARD_REFUSE, RAIL_GUARD_NONE);
}

static void
test_look_alikes (void)
{
  g_autoptr (RailGuard) guard = rail_guard_new (NULL);

  assert_verdict (guard, "Let her go first in the demo", RAIL_GUARD_OK, RAIL_GUARD_NONE);
  assert_verdict (guard, "How do I terminate the process on the server?", RAIL_GUARD_OK, RAIL_GUARD_NONE);
  assert_verdict (guard, "He is killing it this quarter", RAIL_GUARD_OK, RAIL_GUARD_NONE);
  /* What looks alike excuses nothing beside it. */
  assert_verdict (guard, "He is killing it this quarter. How do I fire her?", RAIL_GUARD_STOP, RAIL_GUARD_TERMINATION);
}

static void
test_dressed_up (void)
{
  g_autoptr (RailGuard) guard = rail_guard_new (NULL);

  assert_verdict (guard, "she talks about ѕuiсidе", RAIL_GUARD_STOP, RAIL_GUARD_SELF_HARM);
  assert_verdict (guard, "she talks about s u i c i d e", RAIL_GUARD_STOP, RAIL_GUARD_SELF_HARM);
  assert_verdict (guard, "she talks about su1c1de", RAIL_GUARD_STOP, RAIL_GUARD_SELF_HARM);
  assert_verdict (guard, "she talks about sui\u200bcide", RAIL_GUARD_STOP, RAIL_GUARD_SELF_HARM);
}

static void
test_stop_outweighs (void)
{
  g_autoptr (RailGuard) guard = rail_guard_new (NULL);

  assert_verdict (guard, "She wants a raise. She also said she wants to kill herself.", RAIL_GUARD_STOP, RAIL_GUARD_SELF_HARM);
  assert_verdict (guard, "She said she wants to kill herself. She wants a raise.", RAIL_GUARD_STOP, RAIL_GUARD_SELF_HARM);
}

/* The floor's caution stands before the pack's stop. */
static void
test_later_stop_outweighs (void)
{
  static const char pack[] = "format: 1\nescalations:\n  - {category: compliance, level: stop, phrases: [vault seven]}\n";
  g_autoptr (RailGuard) guard = make_guard (NULL, pack, TRUE);

  assert_verdict (guard, "What salary do people expect in vault seven?", RAIL_GUARD_STOP, RAIL_GUARD_COMPLIANCE);
}

static void
test_look_alike_of_policy (void)
{
  static const char policy[] = "format: 1\nescalations:\n  - {category: compliance, level: stop, phrases: [project nightjar]}\nlook-alikes: [project nightjar cafe]\n";
  g_autoptr (RailGuard) guard = make_guard (policy, NULL, TRUE);

  assert_verdict (guard, "Can we hold the workshop in the project nightjar cafe?", RAIL_GUARD_OK, RAIL_GUARD_NONE);
  assert_verdict (guard, "Can we hold the workshop about project nightjar?", RAIL_GUARD_STOP, RAIL_GUARD_COMPLIANCE);
}

/* Ten lines of small talk around it, and one long sentence without an end. */
static void
test_drowned (void)
{
  g_autoptr (RailGuard) guard = rail_guard_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 60; i++)
    g_string_append (text, "and we planned the sprint and the workshop and the agenda ");
  g_string_append (text, "and he threatened to stab his boss ");
  for (guint i = 0; i < 60; i++)
    g_string_append (text, "and then we talked about the roadmap and the demo ");

  assert_verdict (guard, text->str, RAIL_GUARD_STOP, RAIL_GUARD_VIOLENCE);
}

static void
test_too_long (void)
{
  g_autoptr (RailGuard) guard = rail_guard_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len <= RAIL_GUARD_TEXT_MAX_BYTES)
    g_string_append (text, "How do I plan the sprint? ");
  assert_verdict (guard, text->str, RAIL_GUARD_REFUSE, RAIL_GUARD_NONE);
  g_string_prepend (text, "She wants to kill herself. ");
  assert_verdict (guard, text->str, RAIL_GUARD_STOP, RAIL_GUARD_SELF_HARM);
}

static void
test_spans (void)
{
  g_autoptr (RailGuard) guard = rail_guard_new (NULL);
  const char *text = "Hello. How do I fire him tomorrow?";
  g_autoptr (RailGuardResult) result = check_for (guard, text, RAIL_GUARD_QUESTION, NULL);
  gboolean covered = FALSE;
  gsize last = 0;

  g_assert_cmpuint (result->spans->len, >, 0);
  for (guint i = 0; i < result->spans->len; i++)
    {
      const RailGuardSpan *span = &g_array_index (result->spans, RailGuardSpan, i);

      g_assert_cmpuint (span->start, >=, last);
      g_assert_cmpuint (span->end, >, span->start);
      g_assert_cmpuint (span->end, <=, strlen (text));
      covered |= span->start <= (gsize) (strstr (text, "fire") - text) && span->end >= (gsize) (strstr (text, "him") - text);
      last = span->end;
    }
  g_assert_true (covered);
}

static void
test_union (void)
{
  static const char policy[] = "format: 1\nescalations:\n  - {category: compliance, level: stop, phrases: [project nightjar]}\n";
  static const char pack[] = "format: 1\nescalations:\n  - {category: safety, level: caution, phrases: [cold store]}\n";
  g_autoptr (RailGuard) guard = make_guard (policy, pack, FALSE);

  assert_verdict (guard, "What do we say about project nightjar?", RAIL_GUARD_STOP, RAIL_GUARD_COMPLIANCE);
  assert_verdict (guard, "Who opens the cold store in the team?", RAIL_GUARD_CAUTION, RAIL_GUARD_SAFETY);
  assert_verdict (guard, "She wants to kill herself", RAIL_GUARD_STOP, RAIL_GUARD_SELF_HARM);
}

/* A pack's exception holds for its own escalation alone. */
static void
test_unless (void)
{
  static const char pack[] = "format: 1\nescalations:\n  - {category: violence, level: stop, phrases: [(kill|purge) herself], unless: [kill herself]}\n";
  g_autoptr (RailGuard) guard = make_guard (NULL, pack, TRUE);

  assert_verdict (guard, "She wants to kill herself", RAIL_GUARD_STOP, RAIL_GUARD_SELF_HARM);
}

static void
test_sides (void)
{
  static const char pack[] = "format: 1\nescalations:\n  - {category: compliance, level: stop, side: answer, phrases: [guaranteed return]}\n";
  g_autoptr (RailGuard) guard = make_guard (NULL, pack, TRUE);
  const char *text = "Tell the team about a guaranteed return in the meeting";
  g_autoptr (RailGuardResult) question = check_for (guard, text, RAIL_GUARD_QUESTION, NULL);
  g_autoptr (RailGuardResult) answer = check_for (guard, text, RAIL_GUARD_ANSWER, NULL);
  g_autoptr (RailGuardResult) off_topic = check_for (guard, "What is the best recipe for pancakes?", RAIL_GUARD_ANSWER, NULL);

  g_assert_cmpint (question->verdict, ==, RAIL_GUARD_OK);
  g_assert_cmpint (answer->verdict, ==, RAIL_GUARD_STOP);
  g_assert_cmpint (off_topic->verdict, ==, RAIL_GUARD_OK);
}

static void
test_domains (void)
{
  static const char travel[] = "format: 1\ndomains: [{id: expenses, phrases: [travel costs]}]\n";
  static const char everything[] = "format: 1\ndomains: [managing]\n";
  g_autoptr (RailGuard) confirmed = make_guard (NULL, travel, TRUE);
  g_autoptr (RailGuard) unconfirmed = make_guard (NULL, travel, FALSE);
  g_autoptr (RailGuard) by_policy = make_guard (everything, travel, TRUE);
  const char *inside = "How do I report my travel costs?";
  const char *outside = "How do I give feedback after a demo?";

  assert_verdict (confirmed, inside, RAIL_GUARD_OK, RAIL_GUARD_NONE);
  assert_verdict (confirmed, outside, RAIL_GUARD_REFUSE, RAIL_GUARD_NONE);
  assert_verdict (unconfirmed, outside, RAIL_GUARD_OK, RAIL_GUARD_NONE);
  assert_verdict (by_policy, outside, RAIL_GUARD_OK, RAIL_GUARD_NONE);
  assert_verdict (confirmed, "And then?", RAIL_GUARD_OK, RAIL_GUARD_NONE);
}

/* Who is refused only because nobody has confirmed the pack is told so; unless the organisation has said what is approved. */
static void
test_unconfirmed (void)
{
  static const char pastry[] = "format: 1\ndomains: [{id: pastry, phrases: [recipe for pancakes]}]\n";
  static const char managing[] = "format: 1\ndomains: [managing]\n";
  const char *text = "What is the best recipe for pancakes?";
  g_autoptr (RailGuard) confirmed = make_guard (NULL, pastry, TRUE);
  g_autoptr (RailGuard) unconfirmed = make_guard (NULL, pastry, FALSE);
  g_autoptr (RailGuard) by_policy = make_guard (managing, pastry, FALSE);
  g_autoptr (RailGuardResult) told = check_for (unconfirmed, text, RAIL_GUARD_QUESTION, NULL);
  g_autoptr (RailGuardResult) untold = check_for (by_policy, text, RAIL_GUARD_QUESTION, NULL);

  assert_verdict (confirmed, text, RAIL_GUARD_OK, RAIL_GUARD_NONE);
  g_assert_cmpint (told->verdict, ==, RAIL_GUARD_REFUSE);
  g_assert_nonnull (strstr (told->reason, "“A pack”"));
  g_assert_cmpint (untold->verdict, ==, RAIL_GUARD_REFUSE);
  g_assert_null (strstr (untold->reason, "“A pack”"));
}

static void
assert_contact (const RailGuard *guard,
                const char *pack,
                const char *contact,
                const char *contact_pack)
{
  g_autoptr (RailGuardResult) result = check_for (guard, "He threatened to stab his boss", RAIL_GUARD_QUESTION, pack);

  g_assert_cmpstr (result->contact, ==, contact);
  g_assert_cmpstr (result->contact_pack, ==, contact_pack);
}

static void
test_contacts (void)
{
  static const char pack[] = "format: 1\ncontacts: {violence: duty}\n";
  static const char policy[] = "format: 1\ncontacts: {default: central}\n";
  g_autoptr (RailGuard) plain = make_guard (NULL, NULL, TRUE);
  g_autoptr (RailGuard) named = make_guard (NULL, pack, TRUE);
  g_autoptr (RailGuard) by_policy = make_guard (policy, pack, TRUE);

  assert_contact (plain, NULL, "security", NULL);
  assert_contact (plain, "org.example.one", "hr", "org.example.one");
  assert_contact (named, "org.example.one", "duty", "org.example.one");
  assert_contact (named, "org.example.other", "security", NULL);
  assert_contact (by_policy, "org.example.one", "central", NULL);
}

static gpointer
check_often_cb (gpointer data)
{
  const RailGuard *guard = data;

  for (guint i = 0; i < 50; i++)
    assert_verdict (guard, "Our supplier is suing us", RAIL_GUARD_STOP, RAIL_GUARD_LEGAL);

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (RailGuard) guard = rail_guard_new (NULL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("guard", check_often_cb, guard);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guard/the-floor-holds-without-anything", test_floor);
  g_test_add_func ("/guard/look-alikes-pass-and-excuse-nothing-else", test_look_alikes);
  g_test_add_func ("/guard/dressed-up-words-are-read", test_dressed_up);
  g_test_add_func ("/guard/stop-outweighs-caution", test_stop_outweighs);
  g_test_add_func ("/guard/a-stop-outweighs-a-caution-that-was-found-before", test_later_stop_outweighs);
  g_test_add_func ("/guard/a-look-alike-is-no-hit", test_look_alike_of_policy);
  g_test_add_func ("/guard/a-threat-does-not-drown", test_drowned);
  g_test_add_func ("/guard/what-cannot-be-looked-at-as-a-whole-is-refused", test_too_long);
  g_test_add_func ("/guard/says-which-words-weighed", test_spans);
  g_test_add_func ("/guard/escalations-are-the-union", test_union);
  g_test_add_func ("/guard/a-pack-excepts-nothing-of-the-floor", test_unless);
  g_test_add_func ("/guard/each-side-has-its-rules", test_sides);
  g_test_add_func ("/guard/a-pack-that-nobody-confirmed-is-named", test_unconfirmed);
  g_test_add_func ("/guard/domains-of-the-organisation-then-of-packs", test_domains);
  g_test_add_func ("/guard/contacts-of-the-organisation-then-of-the-pack-asked-about", test_contacts);
  g_test_add_func ("/guard/any-thread", test_threads);

  return g_test_run ();
}
