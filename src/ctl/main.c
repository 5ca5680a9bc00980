/* handrailctl: the composition root for authors, IT and scripts. It needs no display and no bus. */

#include "config.h"

#include <locale.h>

#include "ctl/verb.h"

static const RailVerb *const verbs[] = {
  &rail_verb_lint,
  &rail_verb_why,
  &rail_verb_match,
  &rail_verb_agenda,
  &rail_verb_search,
  &rail_verb_coach,
  &rail_verb_journal,
};

static void
print_usage (FILE *stream)
{
  fprintf (stream, "usage: handrailctl VERB ...\n\n");
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    fprintf (stream, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
  fprintf (stream,
           "\nEvery verb takes --json and --help.\n"
           "Exit codes: 0 fine, 1 findings or no match, 2 usage, 3 could not run.\n");
}

/* What scripts read is UTF-8 in every locale; GLib's own printing would put question marks. */
static void
print_cb (const char *text)
{
  fputs (text, stdout);
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_set_prgname ("handrailctl");
  g_set_print_handler (print_cb);

  if (argc >= 2 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      print_usage (stdout);
      return RAIL_EXIT_FINE;
    }
  if (argc >= 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("handrailctl %s\n", RAIL_VERSION);
      return RAIL_EXIT_FINE;
    }

  for (gsize i = 0; argc >= 2 && i < G_N_ELEMENTS (verbs); i++)
    {
      if (g_str_equal (argv[1], verbs[i]->name))
        return verbs[i]->run (argc - 1, argv + 1);
    }

  if (argc >= 2)
    g_printerr ("handrailctl: there is no verb “%s”\n", argv[1]);
  print_usage (stderr);
  return RAIL_EXIT_USAGE;
}
