/* From pieces of a model's text to sentences for eyes: when they leave, what is left of them, and where they end for good. */

#include "config.h"

#include <string.h>

#include "coach/answer-stream.h"

typedef struct
{
  RailGuard *guard;
  RailRedactor *redactor;
  GString *shown; /* sentences with "|" behind each */
  RailAnswerStream *stream;
} Fixture;

static void
sentence_cb (const char *text,
             gpointer user_data)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_string_append (user_data, text);
  g_string_append_c (user_data, '|');
}

static void
set_up (Fixture *self,
        const char *language)
{
  static const char *const names[] = { "Anna Schmidt", NULL };
  static const char *const words[] = { "<b>Falke\u202e</b>", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (RailRedaction) redaction = NULL;

  self->guard = rail_guard_new (&error);
  g_assert_no_error (error);
  self->redactor = rail_redactor_new (names, words);
  redaction = rail_redactor_apply (self->redactor, "Anna and <b>Falke\u202e</b>");
  g_assert_cmpstr (redaction->text, ==, "[NAME_1] and [WORD_1]");
  self->shown = g_string_new (NULL);
  self->stream = rail_answer_stream_new (self->guard, self->redactor, language, sentence_cb, self->shown);
}

static void
tear_down (Fixture *self)
{
  rail_answer_stream_free (self->stream);
  rail_redactor_free (self->redactor);
  rail_guard_unref (self->guard);
  g_string_free (self->shown, TRUE);
}

/* The sentences of @text, fed in pieces of @size bytes (0: whole). Transfer full. */
static char *
read_in_pieces (Fixture *shared,
                const char *text,
                gsize size,
                const char *language)
{
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (RailAnswerStream) stream = rail_answer_stream_new (shared->guard, shared->redactor, language, sentence_cb, shown);
  gsize length = strlen (text);

  for (gsize at = 0; at<length; at += size> 0 ? size : length)
    {
      g_autofree char *piece = g_strndup (text + at, size > 0 ? MIN (size, length - at) : length);

      if (!rail_answer_stream_feed (stream, piece))
        break;
    }
  rail_answer_stream_finish (stream);

  return g_strdup (shown->str);
}

typedef struct
{
  const char *language;
  const char *text;
  const char *shown;
} Case;

static void
check (const Case *cases,
       guint n)
{
  Fixture fixture;

  set_up (&fixture, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *shown = read_in_pieces (&fixture, cases[i].text, 0, cases[i].language);

      g_assert_cmpstr (shown, ==, cases[i].shown);
      for (gsize size = 1; size < 7; size++)
        {
          g_autofree char *same = read_in_pieces (&fixture, cases[i].text, size, cases[i].language);

          g_assert_cmpstr (same, ==, shown);
        }
    }
  tear_down (&fixture);
}

static void
test_sentences (void)
{
  static const Case cases[] = {
    { "en", "Ask first. Then listen! Why? Go.", "Ask first. |Then listen! |Why? |Go.|" },
    { "en", "Use words, e.g. thanks. Meet Dr. Who at 3.5 p.m. or so. End", "Use words, e.g. thanks. |Meet Dr. Who at 3.5 p.m. or so. |End|" },
    { "de", "Das ist z. B. so. Am 3. Mai bzw. später. Gut.", "Das ist z. B. so. |Am 3. Mai bzw. später. |Gut.|" },
    { "fr", "Voyez M. Dupont demain. « Bien. » Puis p. ex. lundi.", "Voyez M. Dupont demain. |« Bien. |» Puis p. ex. lundi.|" },
    { "es", "Hable con la Sra. Ruiz. ¿Qué opina? Bien.", "Hable con la Sra. Ruiz. |¿Qué opina? |Bien.|" },
    { "it", "Chieda al Dott. Rossi. Poi ascolti.", "Chieda al Dott. Rossi. |Poi ascolti.|" },
    { "pt", "Fale com a Sra. Lima. Depois ouça.", "Fale com a Sra. Lima. |Depois ouça.|" },
    { "zh", "先问。然后听！好", "先问。|然后听！|好|" },
    { "en", "Plan:\n1. Ask first.\n2. Listen.\n\nDone", "Plan:\n|1. Ask first.\n|2. Listen.\n\n|Done|" },
    { "en", "Ask first. [1] Then wait.[2] Go (3). End.", "Ask first. [1] |Then wait.[2] |Go (3). |End.|" },
    { "en", "She wrote \"Fine.\" Then waited... and so on… Well", "She wrote \"Fine.\" |Then waited... and so on… |Well|" },
    { "en", "no end at all", "no end at all|" },
    { "en", "\n\n  Hm.", "Hm.|" },
    { "en", "", "" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_plain (void)
{
  static const Case cases[] = {
    { NULL, "**Bold** and *soft* and `code`.", "**Bold** and soft and code.|" },
    { NULL, "## Title\n* one\n+ two\n> three\n---\n3) four", "Title\n|- one\n|- two\n|three\n|\n|3. four|" },
    { NULL, "See [the page](https://evil.example/?q=secret) now.", "See the page now.|" },
    { NULL, "![x](http://evil.example/a.png) Look [1](http://evil.example).", "x Look [1].|" },
    { NULL, "Go to https://evil.example/p?q=secret. Then stop.", "Go to evil.example. |Then stop.|" },
    /* Signs that go later than an address is looked for. */
    { NULL, "Go to https:\\//evil.example/secret now.", "Go to evil.example now.|" },
    { NULL, "Go to https:/\\/evil.example:80/secret now.", "Go to evil.example now.|" },
    { NULL, "Go to https:~~//evil.example/secret now.", "Go to evil.example now.|" },
    { NULL, "Go to https:[](x)//evil.example?secret now.", "Go to evil.example now.|" },
    { NULL, "Go to https:**//evil.example/secret** now.", "Go to **evil.example** now.|" },
    { NULL, "Go to https://evil.example**/secret** now.", "Go to evil.example now.|" },
    { NULL, "Go to https\\://u@evil.example now.", "Go to u now.|" },
    { NULL, "Is 1://2 or a: // b?", "Is 2 or a: // b?|" },
    { NULL, "<a href=\"http://x\">Hi</a> <img src=x onerror=alert(1)>there", "Hi there|" },
    { NULL, "a < b and 2 > 1 <", "a < b and 2 > 1 <|" },
    { NULL, "\x1b[31mred\x1b[0m \x1b]8;;http://evil\x07link\x1b]8;;\x1b\\ \xc2\x9b"
            "1mx",
      "red link x|" },
    { NULL, "a\u202eb\u200bc\u2066d\U000e0041e", "abcde|" },
    { NULL, "```python\nprint()\n```\nEnd", "print()\n|End|" },
    { NULL, "**Bold. Still bold.** Not.", "**Bold.** |**Still bold.** |Not.|" },
    { NULL, "3 * 4 = 12, snake_case", "3 * 4 = 12, snake_case|" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_restored (void)
{
  static const Case cases[] = {
    { NULL, "Ask **[NAME_1]** first. Then NAME 1's team.", "Ask **Anna** first. |Then Anna's team.|" },
    { NULL, "[NAME_2] stays. [NAME\\_1] goes", "[NAME_2] stays. |Anna goes|" },
    { NULL, "About [WORD_1].", "About <b>Falke</b>.|" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

/* Nothing that is whole waits for more than the first sign of what comes next. */
static void
test_at_once (void)
{
  Fixture fixture;

  set_up (&fixture, "en");
  g_assert_true (rail_answer_stream_feed (fixture.stream, "Ask first."));
  g_assert_cmpstr (fixture.shown->str, ==, "");
  g_assert_true (rail_answer_stream_feed (fixture.stream, " T"));
  g_assert_cmpstr (fixture.shown->str, ==, "Ask first. |");
  g_assert_true (rail_answer_stream_finish (fixture.stream));
  g_assert_cmpstr (fixture.shown->str, ==, "Ask first. |T|");
  g_assert_null (rail_answer_stream_get_verdict (fixture.stream));
  tear_down (&fixture);
}

static void
test_held (void)
{
  Fixture fixture;
  glong n_fed = 0;
  glong n_shown = 0;

  set_up (&fixture, "en");
  for (guint i = 0; i < 300; i++)
    {
      g_assert_true (rail_answer_stream_feed (fixture.stream, i % 40 == 39 ? "[NAME_" : i % 40 == 0 && i > 0 ? "1] äbc "
                                                                                                             : "köln "));
      n_fed += i % 40 == 39 ? 6 : i % 40 == 0 && i > 0 ? 7
                                                       : 5;
      n_shown = 0;
      for (const char *at = fixture.shown->str; *at != '\0'; at = g_utf8_next_char (at))
        n_shown += *at != '|';
      /* "[NAME_1]" is shown as "Anna", four characters shorter. */
      n_shown += 4 * (glong) (i / 40 + 1);
      g_assert_cmpint (n_fed - n_shown, <=, RAIL_ANSWER_MAX_HELD_CHARS);
    }
  rail_answer_stream_finish (fixture.stream);
  g_assert_null (strstr (fixture.shown->str, "NAME"));
  tear_down (&fixture);
}

static void
test_stopped (void)
{
  static const char *const texts[] = {
    "Listen to him. You should kill yourself. Then rest.",
    "Listen to him. You should kill. Yourself. Then rest.",
    "Listen to him.\n- kill\n- yourself\n\nThen rest.",
    "Listen to him. You should k\u200bi\u2060ll your\u202eself. Then rest.",
    "Listen to him. You should **kill** <b>your</b>self. Then rest.",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Fixture fixture;
      const RailGuardResult *verdict;

      set_up (&fixture, "en");
      g_assert_false (rail_answer_stream_feed (fixture.stream, texts[i]) && rail_answer_stream_finish (fixture.stream));
      g_assert_false (rail_answer_stream_feed (fixture.stream, "More. And more. "));
      g_assert_false (rail_answer_stream_finish (fixture.stream));
      verdict = rail_answer_stream_get_verdict (fixture.stream);
      g_assert_nonnull (verdict);
      g_assert_cmpint (verdict->verdict, ==, RAIL_GUARD_STOP);
      g_assert_nonnull (strstr (fixture.shown->str, "Listen to him."));
      g_assert_null (strstr (fixture.shown->str, "self"));
      g_assert_null (strstr (fixture.shown->str, "rest"));
      g_assert_false (rail_answer_stream_is_too_long (fixture.stream));
      tear_down (&fixture);
    }
}

/* With nothing before it to be read together with. */
static void
test_stopped_at_first (void)
{
  Fixture fixture;

  set_up (&fixture, "en");
  g_assert_false (rail_answer_stream_feed (fixture.stream, "You should kill yourself. Then rest."));
  g_assert_cmpint (rail_answer_stream_get_verdict (fixture.stream)->category, ==, RAIL_GUARD_SELF_HARM);
  g_assert_cmpstr (fixture.shown->str, ==, "");
  tear_down (&fixture);
}

static void
test_bounded (void)
{
  static const char *const endless[] = { "Ask them first. ", "agenda ", "x", "\u200b", "<", "<a b=\"", "[x](", "\x1b]", "\n", "**", "http://a.b/" };

  for (guint i = 0; i < G_N_ELEMENTS (endless); i++)
    {
      Fixture fixture;
      guint n = 0;

      set_up (&fixture, "en");
      while (rail_answer_stream_feed (fixture.stream, endless[i]))
        g_assert_cmpuint (++n, <, 100000);
      g_assert_true (rail_answer_stream_is_too_long (fixture.stream));
      g_assert_cmpuint (fixture.shown->len, <=, RAIL_ANSWER_MAX_BYTES + RAIL_ANSWER_MAX_BYTES / 4);
      tear_down (&fixture);
    }
}

/* However a text is cut, also within characters, the same sentences come. */
static void
test_any_cut (void)
{
  static const char *const pieces[] = { "Ask first. ", "z. B. ", "[NAME_1]", "NAME 1", "**", "<b>", "](http://a.b/c)", "[", "1] ", "\n", "\n- ", "1. ", "é", "。", "\xe2\x80", "\xff", "\x1b[1m", "https://x.y/z ", "word ", "! ", "¹", "(2). ", "…", "`", "\u200b" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  Fixture fixture;

  set_up (&fixture, NULL);
  for (guint i = 0; i < 150; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *whole = NULL;

      for (int j = g_rand_int_range (rand, 1, 60); j > 0; j--)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      whole = read_in_pieces (&fixture, text->str, 0, "de");
      for (gsize size = 1; size <= 5; size += 2)
        {
          g_autofree char *same = read_in_pieces (&fixture, text->str, size, "de");

          g_assert_cmpstr (same, ==, whole);
        }
    }
  tear_down (&fixture);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/answer-stream/knows-where-sentences-end", test_sentences);
  g_test_add_func ("/answer-stream/shows-only-plain-text", test_plain);
  g_test_add_func ("/answer-stream/restores-who-was-meant", test_restored);
  g_test_add_func ("/answer-stream/a-whole-sentence-leaves-at-once", test_at_once);
  g_test_add_func ("/answer-stream/holds-back-no-more-than-it-says", test_held);
  g_test_add_func ("/answer-stream/the-guard-ends-it", test_stopped);
  g_test_add_func ("/answer-stream/the-guard-reads-the-first-sentence-too", test_stopped_at_first);
  g_test_add_func ("/answer-stream/is-bounded", test_bounded);
  g_test_add_func ("/answer-stream/any-cut-gives-the-same", test_any_cut);

  return g_test_run ();
}
