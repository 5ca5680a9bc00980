/*
 * The tables of library.db, as search/search-index.h describes them, and how a file of them is opened. For the index.
 */

#pragma once

#include "base/database.h"

/*
 * Opens or creates the file (NULL: in memory). Besides the errors of rail_database_open_derived(): RAIL_ERROR_DAMAGED for a database that
 * belongs to something else.
 */
RailDatabase *rail_index_schema_open (const char *path,
                                      RailDatabaseMode mode,
                                      GError **error);
