/*
 * The tables of journal.db and how an older file becomes today's. Every connection of the journal is opened here, so that
 * whichever program comes first after an upgrade migrates for all.
 */

#pragma once

#include "base/database.h"

RailDatabase *rail_journal_schema_open (const char *path,
                                        RailDatabaseMode mode,
                                        GError **error);
