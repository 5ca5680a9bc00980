#include "config.h"

#include "ctl/coach-guard.h"

#include "base/error.h"
#include "base/problem.h"
#include "coach/guard-policy.h"
#include "library/pack-folder.h"
#include "policy/policy.h"

static void
load_pack (const char *folder,
           GPtrArray *packs,
           GPtrArray *problems)
{
  RailPack *pack = rail_pack_load (folder, problems);

  if (pack != NULL)
    g_ptr_array_add (packs, pack);
}

static gboolean
load_folder (const char *folder,
             GPtrArray *packs,
             GPtrArray *problems,
             GError **error)
{
  g_autoptr (GPtrArray) inner = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean any = FALSE;

  if (rail_pack_folder_is_pack (folder))
    {
      load_pack (folder, packs, problems);
      return TRUE;
    }

  inner = rail_pack_folder_list (folder, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  for (guint i = 0; i < inner->len; i++)
    {
      if (!rail_pack_folder_is_pack (g_ptr_array_index (inner, i)))
        continue;
      any = TRUE;
      load_pack (g_ptr_array_index (inner, i), packs, problems);
    }
  if (!any)
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "There is no pack in “%s”", folder);

  return any;
}

/* FALSE with @error where there are some that cannot be had as they stand; *@rules is NULL where there are none. */
static gboolean
load_policy (const char *file,
             GPtrArray *problems,
             RailGuardRules **rules,
             GError **error)
{
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_autofree char *path = file != NULL ? g_canonicalize_filename (file, NULL) : rail_policy_dup_coach_guard_file (policy);

  *rules = rail_guard_policy_load (path, problems);
  if (*rules == NULL || (*rules)->closed == NULL)
    return TRUE;

  g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "The organisation’s rules cannot be used: %s", path);
  g_clear_pointer (rules, rail_guard_rules_unref);
  return FALSE;
}

/* A folder that was named, or what the user has confirmed of a pack. */
static gboolean
is_confirmed (const RailGuardSource *source,
              RailPolicy *confirmed)
{
  g_autofree char *domains = confirmed != NULL ? rail_policy_dup_coach_pack (confirmed, source->pack->id) : NULL;

  return confirmed == NULL || (source->rules != NULL && rail_guard_rules_is_confirmed (source->rules, domains));
}

/* @confirmed: NULL where each pack counts as such. */
static RailGuard *
make_guard (GPtrArray *packs,
            const char *file,
            RailPolicy *confirmed,
            GPtrArray *problems,
            GError **error)
{
  g_autofree RailGuardSource *sources = g_new0 (RailGuardSource, packs->len + 1);
  g_autoptr (RailGuardRules) policy = NULL;
  g_autoptr (RailGuard) floor = NULL;
  RailGuard *guard = NULL;

  if (!load_policy (file, problems, &policy, error))
    return NULL;
  floor = rail_guard_new (error);
  if (floor == NULL)
    return NULL;

  for (guint i = 0; i < packs->len; i++)
    {
      sources[i].pack = g_ptr_array_index (packs, i);
      sources[i].rules = rail_guard_rules_load (sources[i].pack, problems);
      sources[i].approved = is_confirmed (&sources[i], confirmed);
    }
  guard = rail_guard_extend (floor, policy, sources, packs->len);
  for (guint i = 0; i < packs->len; i++)
    g_clear_pointer (&sources[i].rules, rail_guard_rules_unref);

  return guard;
}

RailCoachGuard *
rail_coach_guard_new (const char *const *folders,
                      const char *rules,
                      GPtrArray *problems,
                      GError **error)
{
  g_autoptr (RailCoachGuard) self = g_new0 (RailCoachGuard, 1);

  self->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  for (guint i = 0; folders != NULL && folders[i] != NULL; i++)
    {
      if (!load_folder (folders[i], self->packs, problems, error))
        return NULL;
    }

  self->guard = make_guard (self->packs, rules, NULL, problems, error);
  return self->guard != NULL ? g_steal_pointer (&self) : NULL;
}

RailCoachGuard *
rail_coach_guard_new_for_packs (GPtrArray *packs,
                                const char *rules,
                                GPtrArray *problems,
                                GError **error)
{
  g_autoptr (RailCoachGuard) self = g_new0 (RailCoachGuard, 1);
  g_autoptr (RailPolicy) policy = rail_policy_new ();

  self->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  for (guint i = 0; i < packs->len; i++)
    g_ptr_array_add (self->packs, rail_pack_ref (g_ptr_array_index (packs, i)));

  self->guard = make_guard (self->packs, rules, policy, problems, error);
  return self->guard != NULL ? g_steal_pointer (&self) : NULL;
}

void
rail_coach_guard_free (RailCoachGuard *self)
{
  g_ptr_array_unref (self->packs);
  g_clear_pointer (&self->guard, rail_guard_unref);
  g_free (self);
}

const RailPack *
rail_coach_guard_get_only_pack (const RailCoachGuard *self)
{
  return self->packs->len == 1 ? g_ptr_array_index (self->packs, 0) : NULL;
}
