#include "config.h"

#include "coach/guard-layers.h"

#include <gio/gio.h>

#include "base/error.h"
#include "base/problem.h"
#include "rail-guard-resources.h"

#define RESOURCES "/io/github/handrail/Handrail/guard/"

static void
layer_free (gpointer data)
{
  RailGuardLayer *layer = data;

  rail_guard_rules_unref (layer->rules);
  g_clear_pointer (&layer->pack, rail_pack_unref);
  g_free (layer);
}

static RailGuardLayer *
add_layer (RailGuardLayers *self,
           RailGuardRules *rules,
           guint languages)
{
  RailGuardLayer *layer = g_new0 (RailGuardLayer, 1);

  layer->rules = rail_guard_rules_ref (rules);
  layer->languages = languages;
  g_ptr_array_add (self->layers, layer);

  return layer;
}

static gboolean
add_floor (RailGuardLayers *self,
           RailGuardLanguage language,
           GError **error)
{
  g_autofree char *name = g_strconcat (rail_guard_language_get_code (language), ".yaml", NULL);
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr (GBytes) data = g_resource_lookup_data (rail_guard_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailGuardRules) rules = NULL;

  if (data == NULL)
    return FALSE;

  rules = rail_guard_rules_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), name, RAIL_GUARD_RULES_TRUSTED, problems);
  if (rules == NULL || problems->len > 0)
    {
      g_autofree char *problem = problems->len > 0 ? rail_problem_to_string (g_ptr_array_index (problems, 0)) : NULL;

      g_set_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED, "The built-in rules cannot be read: %s", problem);
      return FALSE;
    }

  add_layer (self, rules, 1u << language);
  return TRUE;
}

RailGuardLayers *
rail_guard_layers_new (GError **error)
{
  g_autoptr (RailGuardLayers) self = g_new0 (RailGuardLayers, 1);

  self->layers = g_ptr_array_new_with_free_func (layer_free);
  for (guint i = 0; i < RAIL_GUARD_N_LANGUAGES; i++)
    {
      if (!add_floor (self, i, error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

RailGuardLayers *
rail_guard_layers_copy (const RailGuardLayers *floor)
{
  RailGuardLayers *self = g_new0 (RailGuardLayers, 1);

  self->layers = g_ptr_array_new_with_free_func (layer_free);
  for (guint i = 0; i < floor->layers->len; i++)
    {
      const RailGuardLayer *layer = g_ptr_array_index (floor->layers, i);

      add_layer (self, layer->rules, layer->languages);
    }

  return self;
}

void
rail_guard_layers_free (RailGuardLayers *self)
{
  g_ptr_array_unref (self->layers);
  g_free (self);
}

void
rail_guard_layers_add_policy (RailGuardLayers *self,
                              RailGuardRules *policy)
{
  RailGuardLayer *layer = add_layer (self, policy, RAIL_GUARD_ALL_LANGUAGES);

  layer->approved = TRUE;
  self->policy = layer->rules;
}

void
rail_guard_layers_add_pack (RailGuardLayers *self,
                            const RailPack *pack,
                            RailGuardRules *rules,
                            gboolean approved)
{
  g_autoptr (RailGuardRules) held = rules != NULL ? rail_guard_rules_ref (rules) : rail_guard_rules_new ();
  RailGuardLayer *layer = add_layer (self, held, RAIL_GUARD_ALL_LANGUAGES);

  layer->pack = rail_pack_ref ((RailPack *) pack);
  layer->approved = approved;
}

const RailGuardLayer *
rail_guard_layers_find_pack (const RailGuardLayers *self,
                             const char *id)
{
  for (guint i = 0; id != NULL && i < self->layers->len; i++)
    {
      const RailGuardLayer *layer = g_ptr_array_index (self->layers, i);

      if (layer->pack != NULL && g_str_equal (layer->pack->id, id))
        return layer;
    }

  return NULL;
}
