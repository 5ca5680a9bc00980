#include "config.h"

#include "ctl/coach-verb.h"

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_verb_coach = {
  "coach",
  "ask|check|eval|find ...",
  "Ask the coach, ask its guard about a text, test the guard, or see what is found",
  run,
};

static const RailVerb *const verbs[] = {
  &rail_coach_verb_ask,
  &rail_coach_verb_check,
  &rail_coach_verb_eval,
  &rail_coach_verb_find,
  &rail_coach_verb_packs,
};

static void
print_usage (FILE *stream)
{
  fprintf (stream, "usage:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    fprintf (stream, "  handrailctl %s %s\n      %s\n", verbs[i]->name, verbs[i]->arguments, verbs[i]->summary);
  fprintf (stream,
           "\nOptions:\n"
           "  -h, --help       Show this help, or that of ask, check, eval, find or packs behind it\n"
           "  --pack DIR       Take this pack, or folder of packs; may repeat\n"
           "  --guard FILE     The organisation’s rules, instead of those of the settings\n"
           "  --endpoint URL   Ask the model behind this chat API, for ask and eval\n"
           "  --model NAME     The model’s name there, for ask and eval\n"
           "  --key-file FILE  A file with the key in it, for ask and eval\n"
           "  --guided         Ask no model, for ask\n"
           "  --file FILE      A text a line, for check\n"
           "  --limit N        So many passages at most, for find\n"
           "  --questions FILE A question a line, for find\n"
           "  --confirm PACK   The coach may be asked about what this pack is for, for packs\n"
           "  --withdraw PACK  Not any more, for packs\n"
           "  --json           Print a JSON object\n");
}

static RailExit
run (int argc,
     char **argv)
{
  if (argc >= 2 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      print_usage (stdout);
      return RAIL_EXIT_FINE;
    }

  for (gsize i = 0; argc >= 2 && i < G_N_ELEMENTS (verbs); i++)
    {
      /* The names are "coach check" and so on, as people type them. */
      if (g_str_equal (argv[1], verbs[i]->name + sizeof "coach"))
        return verbs[i]->run (argc - 1, argv + 1);
    }

  if (argc >= 2)
    g_printerr ("handrailctl coach: there is no “%s”\n", argv[1]);
  print_usage (stderr);
  return RAIL_EXIT_USAGE;
}
