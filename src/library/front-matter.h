/*
 * The front matter of an aid: from a YAML tree to the fields of a RailAid, with every unknown key, missing key and bad value named.
 * Called by the aid parser only.
 */

#pragma once

#include "base/yaml-tree.h"
#include "library/aid.h"

/* FALSE when title, kind, task, owner or review date are missing or unreadable; the errors have been added. */
gboolean rail_front_matter_read (RailAid *aid,
                                 const RailYaml *root,
                                 const char *file,
                                 GPtrArray *problems);
