#include <string.h>

#include "coach/guard-language.h"

#define EN (1u << RAIL_GUARD_EN)
#define DE (1u << RAIL_GUARD_DE)
#define FR (1u << RAIL_GUARD_FR)
#define ES (1u << RAIL_GUARD_ES)
#define IT (1u << RAIL_GUARD_IT)
#define PT (1u << RAIL_GUARD_PT)

static guint
recognise (const char *sentence)
{
  g_autoptr (RailGuardText) text = rail_guard_text_new (sentence, strlen (sentence));

  return rail_guard_language_recognise (text, 0, text->words->len);
}

static void
test_clear (void)
{
  static const struct
  {
    const char *sentence;
    guint languages;
  } cases[] = {
    { "How do I tell the team that the plan has changed?", EN },
    { "Wie sage ich dem Team, dass sich der Plan geändert hat?", DE },
    { "Comment dire à l’équipe que le plan a changé pour nous ?", FR },
    { "¿Cómo le digo al equipo que el plan ha cambiado y con quién hablo?", ES },
    { "Come dico alla squadra che il piano è cambiato e con chi parlo?", IT },
    { "Como digo à equipa que o plano não é o mesmo e com quem falo?", PT },
    { "The old ones are going to die out, so what do we tell our customers?", EN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmphex (recognise (cases[i].sentence), ==, cases[i].languages);
}

static void
test_doubt (void)
{
  g_assert_cmphex (recognise (""), ==, RAIL_GUARD_ALL_LANGUAGES);
  g_assert_cmphex (recognise ("Budget Excel 2027"), ==, RAIL_GUARD_ALL_LANGUAGES);
  g_assert_cmphex (recognise ("Posso?") & (IT | PT), ==, IT | PT);
}

/* So that nothing hides between the words of another language. */
static void
test_mixture (void)
{
  g_assert_cmphex (recognise ("We have a plan for the next release and he says ich will ihn morgen rauswerfen") & (EN | DE), ==, EN | DE);
  g_assert_cmphex (recognise ("Il team è pronto per la riunione, pero no quiero que este hombre muy malo siga") & (IT | ES), ==, IT | ES);
}

/* Every word of the table is found, whatever stands beside it: bsearch needs its order. */
static void
test_table (void)
{
  g_assert_cmphex (recognise ("you your"), ==, EN);
  g_assert_cmphex (recognise ("zwei zum zur"), ==, DE);
  g_assert_cmphex (recognise ("vous votre avec aux"), ==, FR);
  g_assert_cmphex (recognise ("despues desde muy"), ==, ES);
  g_assert_cmphex (recognise ("abbiamo gli sulla"), ==, IT);
  g_assert_cmphex (recognise ("uma uns voce pelo"), ==, PT);
}

static void
test_codes (void)
{
  RailGuardLanguage language = RAIL_GUARD_EN;

  for (guint i = 0; i < RAIL_GUARD_N_LANGUAGES; i++)
    {
      g_assert_true (rail_guard_language_parse (rail_guard_language_get_code (i), &language));
      g_assert_cmpint (language, ==, i);
    }
  g_assert_true (rail_guard_language_parse ("pt-BR", &language));
  g_assert_cmpint (language, ==, RAIL_GUARD_PT);
  g_assert_true (rail_guard_language_parse ("de_AT", &language));
  g_assert_cmpint (language, ==, RAIL_GUARD_DE);
  g_assert_false (rail_guard_language_parse ("nl", &language));
  g_assert_false (rail_guard_language_parse ("eng", &language));
  g_assert_false (rail_guard_language_parse ("", &language));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guard-language/a-sentence-of-one-language-is-that", test_clear);
  g_test_add_func ("/guard-language/in-doubt-all-that-may-be-meant-hold", test_doubt);
  g_test_add_func ("/guard-language/in-a-mixture-both-hold", test_mixture);
  g_test_add_func ("/guard-language/each-word-is-found", test_table);
  g_test_add_func ("/guard-language/codes-of-conversations-are-read", test_codes);

  return g_test_run ();
}
