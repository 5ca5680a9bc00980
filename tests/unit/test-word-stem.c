#include "config.h"

#include "coach/word-stem.h"

static void
assert_same (const char *one,
             const char *other,
             gboolean same)
{
  g_autofree char *a = rail_word_stem_dup (one);
  g_autofree char *b = rail_word_stem_dup (other);

  g_test_message ("%s: %s, %s: %s", one, a, other, b);
  if (same)
    g_assert_cmpstr (a, ==, b);
  else
    g_assert_cmpstr (a, !=, b);
}

static void
test_forms (void)
{
  static const char *const pairs[][2] = {
    { "negotiating", "negotiations" },
    { "stopped", "stop" },
    { "meetings", "meeting" },
    { "decide", "decided" },
    { "printers", "print" },
    { "besprechungen", "besprechung" },
    { "kunden", "kunde" },
    { "reunions", "reunion" },
    { "empleados", "empleado" },
    { "contratto", "contratti" },
    { "equipas", "equipa" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    assert_same (pairs[i][0], pairs[i][1], TRUE);
}

static void
test_others (void)
{
  assert_same ("praise", "price", FALSE);
  assert_same ("boss", "bottle", FALSE);
  assert_same ("see", "sea", FALSE);
  assert_same ("one", "on", FALSE);
  assert_same ("pasta", "past", FALSE);
}

static void
test_odd_ones (void)
{
  static const char *const words[] = { "", "s", "ing", "日本語", "ños", "1:1", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *stem = rail_word_stem_dup (words[i]);

      g_assert_true (g_utf8_validate (stem, -1, NULL));
      g_assert_true (g_str_has_prefix (words[i], stem));
    }
}

static void
collect_cb (const char *stem,
            const char *token,
            gpointer user_data)
{
  g_string_append_printf (user_data, "%s<%s ", stem, token);
}

static void
test_texts (void)
{
  g_autoptr (GString) seen = g_string_new (NULL);

  rail_word_stem_visit ("They’re l'Équipes, 1 \xff", collect_cb, seen);
  g_assert_cmpstr (seen->str, ==, "the<they re<re equip<equipes ");
  g_string_truncate (seen, 0);
  rail_word_stem_visit ("", collect_cb, seen);
  g_assert_cmpstr (seen->str, ==, "");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/word-stem/forms-of-a-word-are-one", test_forms);
  g_test_add_func ("/word-stem/other-words-are-not", test_others);
  g_test_add_func ("/word-stem/odd-words-stay-text", test_odd_ones);
  g_test_add_func ("/word-stem/words-of-a-text", test_texts);

  return g_test_run ();
}
