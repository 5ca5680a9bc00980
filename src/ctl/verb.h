/*
 * A verb of handrailctl: one function that gets the words behind its name and returns the exit code. Every verb takes --json and
 * prints data on standard output, complaints on standard error.
 */

#pragma once

#include <stdio.h>

#include <gio/gio.h>
#include <json-glib/json-glib.h>

typedef enum
{
  RAIL_EXIT_FINE = 0,
  RAIL_EXIT_FINDINGS = 1, /* findings, no match, or a verdict other than ok */
  RAIL_EXIT_USAGE = 2,
  RAIL_EXIT_FAILED = 3, /* could not run */
} RailExit;

typedef struct
{
  const char *name;
  const char *arguments; /* as in the usage line: "[--at DATE] DIR" */
  const char *summary;   /* one line for `handrailctl --help` */
  RailExit (*run) (int argc, char **argv);
} RailVerb;

extern const RailVerb rail_verb_lint;
extern const RailVerb rail_verb_why;
extern const RailVerb rail_verb_match;
extern const RailVerb rail_verb_agenda;
extern const RailVerb rail_verb_search;
extern const RailVerb rail_verb_coach;
extern const RailVerb rail_verb_journal;

/*
 * Parses a verb's options; argv[0] is the verb. What is left in argv are its words. On FALSE the complaint (or the help text, with
 * RAIL_EXIT_FINE) has been printed and @exit_code is set.
 */
gboolean rail_verb_parse (const RailVerb *verb,
                          const GOptionEntry *entries,
                          int *argc,
                          char ***argv,
                          RailExit *exit_code);

/* "handrailctl VERB: message" on standard error; returns @exit_code so that a verb can `return` it. */
RailExit rail_verb_fail (const RailVerb *verb,
                         RailExit exit_code,
                         const char *format,
                         ...) G_GNUC_PRINTF (3, 4);

/* Reads --at: NULL means now. */
gboolean rail_verb_parse_moment (const char *text,
                                 gint64 *moment,
                                 GError **error);

/* Prints @root (consumed) on one line, for --json. */
void rail_verb_print_json (JsonNode *root);

/* "name": "value" in the object that @builder has open; null where @value is NULL or "". */
void rail_verb_build_text (JsonBuilder *builder,
                           const char *name,
                           const char *value);

/* Prints problems for people on @stream. */
void rail_verb_print_problems (GPtrArray *problems,
                               FILE *stream);

/* Adds {"severity", "file", "line", "rule", "message", "mend"} objects to the array that @builder has open. */
void rail_verb_build_problems (JsonBuilder *builder,
                               GPtrArray *problems);
