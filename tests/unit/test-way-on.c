#include "config.h"

#include "coach/way-on.h"

#include <string.h>

#include "base/problem.h"
#include "testlib/scratch-folder.h"

#define PACK "org.example.pack"

static const char *const learning[] = {
  "Teach me negotiation from scratch",
  "I want to learn how to lead a team",
  "Can you teach us to give feedback?",
  "I need to understand delegation from the ground up",
  "How do I learn to negotiate?",
  "Bring mir Verhandeln von Grund auf bei",
  "Ich möchte lernen, wie man ein Team führt",
  "Kannst du mir Feedbackgeben beibringen?",
  "Ich moechte Delegieren lernen",
  "Apprends-moi à négocier",
  "Je voudrais apprendre à déléguer",
  "Comment apprendre à mener une réunion ?",
  "Enséñame a negociar desde cero",
  "Quiero aprender a dar feedback",
  "Insegnami a negoziare da zero",
  "Vorrei imparare a delegare",
  "Me ensina a negociar do zero",
  "Quero aprender a dar feedback",
};

static const char *const first_time[] = {
  "It’s the first time I lead an appraisal",
  "I’ve never done a performance review before",
  "I have never had to give feedback",
  "My first one-to-one is tomorrow",
  "I’m new to managing people",
  "Ich führe zum ersten Mal ein Mitarbeitergespräch",
  "Ich habe noch nie ein Kritikgespräch geführt",
  "Morgen ist mein erstes Mitarbeitergespräch",
  "C’est la première fois que je mène un entretien",
  "Je n’ai jamais fait d’entretien annuel",
  "Es la primera vez que tengo que dar feedback",
  "Nunca he dirigido una reunión así",
  "È la prima volta che devo dare un feedback",
  "Non ho mai condotto un colloquio",
  "É a primeira vez que tenho de dar feedback",
  "Nunca fiz uma avaliação",
};

/* Somebody who knows how, and is in the middle of it. */
static const char *const neither[] = {
  "How do I say no to my boss?",
  "He was late for the first time in years, what do I say to him?",
  "We have to start the plan from scratch, how do I tell the team?",
  "She has never missed a deadline and now she has",
  "What is my first sentence?",
  "How do I give feedback to a new colleague?",
  "They taught me a lesson in that meeting",
  "Wie sage ich meinem Chef nein?",
  "Er kam zum ersten Mal zu spät, was sage ich?",
  "Wir fangen mit dem Plan von vorne an",
  "Comment répondre à une objection ?",
  "Il est en retard pour la première fois",
  "¿Cómo le digo que no a mi jefe?",
  "Llegó tarde por primera vez",
  "Come dico di no al mio capo?",
  "È arrivato in ritardo per la prima volta",
  "Como digo não ao meu chefe?",
  "Ele chegou atrasado pela primeira vez",
  "",
  "\xff\xfe",
};

static void
assert_all (const char *const *sentences,
            gsize n,
            RailWayOnNeed need)
{
  guint missed = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (rail_way_on_recognise (sentences[i]) == need)
        continue;
      g_test_message ("not as meant: %s", sentences[i]);
      missed++;
    }
  g_assert_cmpuint (missed, ==, 0);
}

static void
test_learning (void)
{
  assert_all (learning, G_N_ELEMENTS (learning), RAIL_WAY_ON_LEARNING);
}

static void
test_first_time (void)
{
  assert_all (first_time, G_N_ELEMENTS (first_time), RAIL_WAY_ON_FIRST_TIME);
}

static void
test_neither (void)
{
  assert_all (neither, G_N_ELEMENTS (neither), RAIL_WAY_ON_NONE);
}

static void
test_any_length (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < 1024 * 1024)
    g_string_append (text, "we never had it before and ");
  g_assert_cmpint (rail_way_on_recognise (text->str), ==, RAIL_WAY_ON_FIRST_TIME);
}

static RailLibrary *
make_library (const ScratchFolder *folder)
{
  g_autofree char *path = g_build_filename (folder, "pack", NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);

  scratch_folder_write (folder, "pack/pack.yaml", "format: 1\nid: " PACK "\ntitle: T\nversion: 1\nlanguage: en\nlicence: x\nowner: learning@example.org\ncontacts: {hr: {name: Ada, email: ada@example.org}}\n");
  scratch_folder_write (folder, "pack/aids/deep.md", "---\ntitle: A\nkind: note\ntask: B\nowner: x@example.org\nreviewed: 2026-10-01\ncontact: hr\ndeeper: {title: \"Two days of talking\", url: \"https://learn.example.org/talk\"}\n---\nWords\n");
  scratch_folder_write (folder, "pack/aids/person.md", "---\ntitle: A\nkind: note\ntask: B\nowner: x@example.org\nreviewed: 2026-10-01\ncontact: hr\n---\nWords\n");
  scratch_folder_write (folder, "pack/aids/plain.md", "---\ntitle: A\nkind: note\ntask: B\nowner: x@example.org\nreviewed: 2026-10-01\n---\nWords\n");
  g_ptr_array_add (packs, rail_pack_load (path, problems));
  g_assert_cmpuint (problems->len, ==, 0);

  return rail_library_new_for_packs (packs);
}

static void
test_topic (void)
{
  g_autofree char *topic = rail_way_on_dup_topic ("Teach me negotiation from scratch");
  g_autofree char *nothing = rail_way_on_dup_topic ("");

  g_assert_cmpstr (topic, ==, "negotiation ");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_where_to (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  g_autoptr (RailLibrary) library = make_library (folder);
  g_autoptr (RailWayOn) deep = rail_way_on_new (RAIL_WAY_ON_LEARNING, library, PACK, "deep", FALSE);
  g_autoptr (RailWayOn) person = rail_way_on_new (RAIL_WAY_ON_FIRST_TIME, library, PACK, "person", FALSE);
  g_autoptr (RailWayOn) plain = rail_way_on_new (RAIL_WAY_ON_LEARNING, library, PACK, "plain", FALSE);
  g_autoptr (RailWayOn) pack = rail_way_on_new (RAIL_WAY_ON_LEARNING, library, PACK, "gone", FALSE);
  g_autoptr (RailWayOn) found = rail_way_on_new (RAIL_WAY_ON_LEARNING, library, PACK, "person", TRUE);
  g_autoptr (RailWayOn) nothing = rail_way_on_new (RAIL_WAY_ON_LEARNING, library, NULL, NULL, FALSE);

  g_assert_cmpstr (deep->deeper_url, ==, "https://learn.example.org/talk");
  g_assert_nonnull (strstr (deep->reason, "“Two days of talking”"));
  g_assert_cmpstr (person->contact_name, ==, "Ada");
  g_assert_cmpstr (person->contact_email, ==, "ada@example.org");
  g_assert_null (person->contact_note);
  g_assert_nonnull (strstr (person->reason, "Ada"));
  g_assert_null (found->contact_name);
  g_assert_nonnull (strstr (found->reason, "x@example.org"));
  g_assert_null (plain->contact_name);
  g_assert_nonnull (strstr (plain->reason, "x@example.org"));
  g_assert_cmpstr (pack->owner, ==, "learning@example.org");
  g_assert_null (nothing->owner);
  g_assert_cmpstr (nothing->reason, !=, pack->reason);
  g_assert_cmpint (strncmp (deep->reason, person->reason, 20), !=, 0);

  scratch_folder_free (folder);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/way-on/learning-is-recognised", test_learning);
  g_test_add_func ("/way-on/first-times-are-recognised", test_first_time);
  g_test_add_func ("/way-on/others-are-left-alone", test_neither);
  g_test_add_func ("/way-on/any-length", test_any_length);
  g_test_add_func ("/way-on/what-is-to-be-learnt-is-looked-up", test_topic);
  g_test_add_func ("/way-on/leads-to-the-course-else-to-a-person", test_where_to);

  return g_test_run ();
}
