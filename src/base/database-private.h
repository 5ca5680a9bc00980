/*
 * What base/database.c (a connection and its statements) and base/database-file.c (how a file becomes one) share. For these two.
 */

#pragma once

#include <sqlite3.h>

#include "base/database.h"

struct _RailDatabase
{
  sqlite3 *handle;
  char *path;
  GHashTable *statements; /* SQL text -> RailStatement */
};

/* A connection that is not open yet, and SQLite's words for what went wrong on it. */
RailDatabase *rail_database_new (const char *path);
void rail_database_set_error (RailDatabase *self,
                              int code,
                              GError **error);

/* SQLite calls only ENOSPC full; a quota or a file size limit is the same to the person in front of it. */
gboolean rail_database_is_out_of_space (int system_error);
