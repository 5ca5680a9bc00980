#include "config.h"

#include "base/problem.h"
#include "coach/guard-policy.h"
#include "ctl/coach-verb.h"
#include "library/library.h"
#include "policy/policy.h"

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_coach_verb_packs = {
  "coach packs",
  "[--confirm PACK | --withdraw PACK] [--json]",
  "List what the packs of your library are for in the coach, and confirm it",
  run,
};

typedef struct
{
  RailPolicy *policy;
  RailLibrary *library;
  RailGuardRules *organisation; /* NULL without */
} Packs;

/* In the place of what packs are for, where the organisation has said it. */
static gboolean
is_decided (const Packs *self)
{
  return self->organisation != NULL && self->organisation->domains->len > 0;
}

static const char *
get_state (const Packs *self,
           const RailPack *pack,
           const RailGuardRules *rules)
{
  g_autofree char *confirmed = rail_policy_dup_coach_pack (self->policy, pack->id);

  if (is_decided (self))
    return "overruled";
  if (rail_guard_rules_is_confirmed (rules, confirmed))
    return "confirmed";

  return confirmed != NULL ? "changed" : "unconfirmed";
}

/* ---- listing ---- */

static void
print_pack (const Packs *self,
            const RailPack *pack,
            const RailGuardRules *rules)
{
  g_print ("%s  %s  %s\n    ", get_state (self, pack, rules), pack->id, pack->title);
  for (guint i = 0; i < rules->domains->len; i++)
    g_print ("%s%s", i > 0 ? ", " : "", ((const RailGuardDomain *) g_ptr_array_index (rules->domains, i))->id);
  g_print ("\n");
}

static void
build_pack (const Packs *self,
            const RailPack *pack,
            const RailGuardRules *rules,
            JsonBuilder *builder)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "pack");
  json_builder_add_string_value (builder, pack->id);
  json_builder_set_member_name (builder, "title");
  json_builder_add_string_value (builder, pack->title);
  json_builder_set_member_name (builder, "state");
  json_builder_add_string_value (builder, get_state (self, pack, rules));
  json_builder_set_member_name (builder, "domains");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rules->domains->len; i++)
    json_builder_add_string_value (builder, ((const RailGuardDomain *) g_ptr_array_index (rules->domains, i))->id);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static RailExit
list (const Packs *self,
      gboolean json)
{
  GPtrArray *packs = rail_library_get_packs (self->library);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  gboolean any = FALSE;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  for (guint i = 0; i < packs->len; i++)
    {
      const RailPack *pack = g_ptr_array_index (packs, i);
      g_autoptr (RailGuardRules) rules = rail_guard_rules_load (pack, problems);

      if (rules == NULL || rules->domains->len == 0)
        continue;
      any = TRUE;
      if (json)
        build_pack (self, pack, rules, builder);
      else
        print_pack (self, pack, rules);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  rail_verb_print_problems (problems, stderr);
  if (json)
    rail_verb_print_json (json_builder_get_root (builder));
  return any ? RAIL_EXIT_FINE : RAIL_EXIT_FINDINGS;
}

/* ---- the user's word ---- */

static RailExit
change (const Packs *self,
        const char *id,
        gboolean confirm)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  const RailPack *pack = rail_library_get_pack (self->library, id);
  g_autoptr (RailGuardRules) rules = pack != NULL ? rail_guard_rules_load (pack, problems) : NULL;

  rail_verb_print_problems (problems, stderr);
  if (is_decided (self) || rail_policy_is_locked (self->policy, "coach-packs"))
    return rail_verb_fail (&rail_coach_verb_packs, RAIL_EXIT_FAILED, "This is set by your organisation");
  if (confirm && pack == NULL)
    return rail_verb_fail (&rail_coach_verb_packs, RAIL_EXIT_FAILED, "There is no pack “%s” in your library", id);
  if (confirm && (rules == NULL || rules->domains_digest == NULL))
    return rail_verb_fail (&rail_coach_verb_packs, RAIL_EXIT_FAILED, "“%s” names no domains: there is nothing to confirm", id);
  if (!rail_policy_set_coach_pack (self->policy, id, confirm ? rules->domains_digest : NULL))
    return rail_verb_fail (&rail_coach_verb_packs, RAIL_EXIT_FAILED, "The settings cannot be written");

  /* They are written by a thread of the settings' own. */
  g_settings_sync ();
  return RAIL_EXIT_FINE;
}

static RailExit
run (int argc,
     char **argv)
{
  g_autofree char *confirm = NULL;
  g_autofree char *withdraw = NULL;
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_autofree char *file = rail_policy_dup_coach_guard_file (policy);
  g_autoptr (RailGuardRules) organisation = NULL;
  g_autoptr (RailLibrary) library = NULL;
  g_auto (GStrv) folders = rail_library_dup_default_folders ();
  gboolean json = FALSE;
  RailExit exit_code;
  const GOptionEntry entries[] = {
    { "confirm", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &confirm, "The coach may be asked about what this pack is for, as it stands", "PACK" },
    { "withdraw", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &withdraw, "Not any more", "PACK" },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_coach_verb_packs, entries, &argc, &argv, &exit_code))
    return exit_code;
  if (argc > 1 || (confirm != NULL && withdraw != NULL))
    return rail_verb_fail (&rail_coach_verb_packs, RAIL_EXIT_USAGE, "One of --confirm and --withdraw at most, and nothing else");

  organisation = rail_guard_policy_load (file, problems);
  rail_verb_print_problems (problems, stderr);
  if (organisation != NULL && organisation->closed != NULL)
    return rail_verb_fail (&rail_coach_verb_packs, RAIL_EXIT_FAILED, "The organisation’s rules cannot be used: %s", file);

  library = rail_library_new ((const char *const *) folders);
  rail_library_load (library);
  if (confirm != NULL || withdraw != NULL)
    return change (&(const Packs){ policy, library, organisation }, confirm != NULL ? confirm : withdraw, confirm != NULL);

  return list (&(const Packs){ policy, library, organisation }, json);
}
