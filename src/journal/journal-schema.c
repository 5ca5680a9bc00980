#include "config.h"

#include "journal/journal-schema.h"

/*
 * v1: meta, showings, closings, mutes, runs, items, days.
 * v2: egress, egress_days.
 * v3: own_triggers.
 * v4: aid_uses, gaps.
 * v5: next_steps.
 *
 * Moments are microseconds since the Unix epoch. Those of showings, closings, mutes, runs, egress, aid uses, gaps and next steps are cut to the minute before they come here
 * (design section 8); occurrence_start is exact because the gate compares it, remind_at because it is still to come. An occurrence_key or series_key is an HMAC or ''.
 * A run hangs on an occurrence or, with occurrence_key '', on a local day. AUTOINCREMENT: "the newest closing" must not become an older
 * one's number after a roll-up.
 */
static const char *const migrations[] = {
  "CREATE TABLE meta ("
  "  key TEXT NOT NULL PRIMARY KEY,"
  "  value TEXT NOT NULL"
  ") WITHOUT ROWID;"

  "CREATE TABLE showings ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  pack TEXT NOT NULL,"
  "  aid TEXT NOT NULL,"
  "  trigger TEXT NOT NULL,"
  "  occurrence_key TEXT NOT NULL,"
  "  occurrence_start INTEGER NOT NULL,"
  "  shown TEXT NOT NULL CHECK (shown IN ('card', 'notification', 'badge')),"
  "  shown_at INTEGER NOT NULL"
  ");"
  "CREATE INDEX showings_by_time ON showings (shown_at, id);"

  "CREATE TABLE closings ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  pack TEXT NOT NULL,"
  "  aid TEXT NOT NULL,"
  "  trigger TEXT NOT NULL,"
  "  occurrence_key TEXT NOT NULL,"
  "  reason TEXT NOT NULL,"
  "  closed_at INTEGER NOT NULL"
  ");"
  "CREATE INDEX closings_by_trigger ON closings (pack, aid, trigger, reason, id);"
  "CREATE INDEX closings_by_time ON closings (closed_at);"

  "CREATE TABLE mutes ("
  "  trigger_path TEXT NOT NULL PRIMARY KEY,"
  "  muted_at INTEGER NOT NULL"
  ") WITHOUT ROWID;"

  "CREATE TABLE runs ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  pack TEXT NOT NULL,"
  "  aid TEXT NOT NULL,"
  "  occurrence_key TEXT NOT NULL,"
  "  day TEXT NOT NULL,"
  "  series_key TEXT NOT NULL,"
  "  started INTEGER NOT NULL,"
  "  UNIQUE (pack, aid, occurrence_key, day)"
  ");"

  "CREATE TABLE items ("
  "  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
  "  item TEXT NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  ticked INTEGER NOT NULL CHECK (ticked IN (0, 1)),"
  "  PRIMARY KEY (run, item)"
  ") WITHOUT ROWID;"

  /* What showings and closings become after 30 days; action is "shown:card", "closed:dismissed", ... */
  "CREATE TABLE days ("
  "  day TEXT NOT NULL,"
  "  pack TEXT NOT NULL,"
  "  aid TEXT NOT NULL,"
  "  trigger TEXT NOT NULL,"
  "  action TEXT NOT NULL,"
  "  count INTEGER NOT NULL,"
  "  PRIMARY KEY (pack, aid, trigger, day, action)"
  ") WITHOUT ROWID;",

  /* Every request that left or was refused (design section 6); what it becomes after 30 days. */
  "CREATE TABLE egress ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  sent_at INTEGER NOT NULL,"
  "  purpose TEXT NOT NULL,"
  "  method TEXT NOT NULL,"
  "  origin TEXT NOT NULL,"
  "  outcome TEXT NOT NULL CHECK (outcome IN ('answered', 'failed', 'cancelled', 'refused')),"
  "  status INTEGER NOT NULL,"
  "  bytes_sent INTEGER NOT NULL,"
  "  bytes_received INTEGER NOT NULL,"
  "  body_sha256 TEXT NOT NULL"
  ");"
  "CREATE INDEX egress_by_time ON egress (sent_at);"

  "CREATE TABLE egress_days ("
  "  day TEXT NOT NULL,"
  "  purpose TEXT NOT NULL,"
  "  origin TEXT NOT NULL,"
  "  outcome TEXT NOT NULL,"
  "  requests INTEGER NOT NULL,"
  "  bytes_sent INTEGER NOT NULL,"
  "  bytes_received INTEGER NOT NULL,"
  "  PRIMARY KEY (day, purpose, origin, outcome)"
  ") WITHOUT ROWID;",

  /* What the user wants shown where, in the user's own words: one line of YAML each. */
  "CREATE TABLE own_triggers ("
  "  id INTEGER PRIMARY KEY,"
  "  pack TEXT NOT NULL,"
  "  aid TEXT NOT NULL,"
  "  trigger TEXT NOT NULL,"
  "  condition TEXT NOT NULL,"
  "  made_at INTEGER NOT NULL,"
  "  UNIQUE (pack, aid, trigger)"
  ");",

  /* What was opened from a search or from the day; what was looked for in vain and passed on by its finder, in the finder's words. */
  "CREATE TABLE aid_uses ("
  "  pack TEXT NOT NULL,"
  "  aid TEXT NOT NULL,"
  "  last_used INTEGER NOT NULL,"
  "  count INTEGER NOT NULL,"
  "  PRIMARY KEY (pack, aid)"
  ") WITHOUT ROWID;"

  "CREATE TABLE gaps ("
  "  id INTEGER PRIMARY KEY,"
  "  words TEXT NOT NULL UNIQUE,"
  "  noted_at INTEGER NOT NULL"
  ");",

  /* What somebody means to do after a talk with the coach. AUTOINCREMENT: a notification may still speak of one that is gone. */
  "CREATE TABLE next_steps ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  text TEXT NOT NULL,"
  "  pack TEXT NOT NULL,"
  "  aid TEXT NOT NULL,"
  "  created_at INTEGER NOT NULL,"
  "  remind_at INTEGER,"
  "  done_at INTEGER"
  ");",
};

RailDatabase *
rail_journal_schema_open (const char *path,
                          RailDatabaseMode mode,
                          GError **error)
{
  return rail_database_open (path, mode, migrations, G_N_ELEMENTS (migrations), error);
}
