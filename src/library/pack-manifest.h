/*
 * pack.yaml: who a pack is from, what it may be called, and whom its aids send people to. Called by the pack.
 */

#pragma once

#include "base/yaml-tree.h"
#include "library/pack.h"

void rail_contact_free (RailContact *self);

/* Appends the contacts of @node to @contacts (RailContact): here, and in the guard rules of an organisation. */
void rail_contacts_read (const RailYaml *node,
                         const char *file,
                         GPtrArray *contacts,
                         GPtrArray *problems);

/* Whether @text can be the id of a pack: words of a-z, 0-9 and "-" between dots, 64 bytes at most. */
gboolean rail_pack_manifest_is_pack_id (const char *text);

/* Fills @pack from @length bytes of @data. FALSE when format, id, title or version cannot be read; the errors have been added. */
gboolean rail_pack_manifest_read (RailPack *pack,
                                  const char *data,
                                  gsize length,
                                  const char *file,
                                  GPtrArray *problems);
