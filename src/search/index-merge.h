/*
 * Few segments make fast keys: each prefix is looked up in all of them. Merges what a refresh has left, in steps that hold nobody up. For the
 * index.
 */

#pragma once

#include <gio/gio.h>

#include "base/database.h"

gboolean rail_index_merge (RailDatabase *database,
                           GCancellable *cancellable,
                           GError **error);
