/* For test_guard_model.py: each line of standard input, a language and a sentence with a tab between, as the guard reads it: its words, then the odds of ok, off-topic, stop and caution. */

#include <stdio.h>
#include <string.h>

#include "coach/guard-model.h"

static void
print_line (const RailGuardModel *model,
            const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, "\t", 2);
  g_autoptr (RailGuardText) text = NULL;
  RailGuardLanguage language = RAIL_GUARD_EN;
  RailGuardOdds odds;

  if (g_strv_length (fields) != 2 || !rail_guard_language_parse (fields[0], &language))
    g_error ("a line is not a language and a sentence");

  text = rail_guard_text_new (fields[1], strlen (fields[1]));

  for (guint i = 0; i < text->words->len; i++)
    printf ("%s%s", i > 0 ? " " : "", g_array_index (text->words, RailGuardWord, i).word);
  rail_guard_model_read (model, text, 0, text->words->len, language, &odds);
  printf ("\t%.9f %.9f %.9f %.9f\n", odds.ok, odds.off_topic, odds.stop, odds.caution);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RailGuardModel) model = NULL;
  gsize length = 0;
  size_t size = 0;
  ssize_t read = 0;

  if (argc != 2 || !g_file_get_contents (argv[1], &data, &length, &error))
    g_error ("usage: guard-reader MODEL: %s", error != NULL ? error->message : "");
  bytes = g_bytes_new (data, length);
  model = rail_guard_model_new (bytes, &error);
  if (model == NULL)
    g_error ("%s", error->message);

  while ((read = getline (&line, &size, stdin)) > 0)
    {
      line[read - 1] = '\0';
      print_line (model, line);
    }

  return 0;
}
