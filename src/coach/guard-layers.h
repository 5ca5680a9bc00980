/*
 * All rules that hold at once, one upon the other: the built-in floor, a file for each language; the organisation's; those of the packs. Later ones only
 * add to earlier ones. Filled by the guard while it is made, immutable from then on.
 */

#pragma once

#include "coach/guard-language.h"
#include "coach/guard-rules.h"

typedef struct
{
  RailGuardRules *rules;
  guint languages;   /* bits: that of a part of the floor; all for the organisation and packs */
  RailPack *pack;    /* NULL for the floor and the organisation */
  gboolean approved; /* its domains count */
} RailGuardLayer;

typedef struct
{
  GPtrArray *layers;            /* RailGuardLayer, the floor first */
  const RailGuardRules *policy; /* those of the organisation's layer; NULL without one */
} RailGuardLayers;

/* The floor alone. NULL with RAIL_ERROR_DAMAGED when it cannot be read. */
RailGuardLayers *rail_guard_layers_new (GError **error);

/* The same layers, their rules shared with @floor, to be added to. */
RailGuardLayers *rail_guard_layers_copy (const RailGuardLayers *floor);
void rail_guard_layers_free (RailGuardLayers *self);

/* Kept. Once, and before any pack. */
void rail_guard_layers_add_policy (RailGuardLayers *self,
                                   RailGuardRules *policy);

/* Both are kept. A pack without rules (NULL) is a layer too: its contacts serve its aids. */
void rail_guard_layers_add_pack (RailGuardLayers *self,
                                 const RailPack *pack,
                                 RailGuardRules *rules,
                                 gboolean approved);

/* Borrowed; NULL where no pack has that id, as for NULL. */
const RailGuardLayer *rail_guard_layers_find_pack (const RailGuardLayers *self,
                                                   const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuardLayers, rail_guard_layers_free)
