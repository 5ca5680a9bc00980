#include "config.h"

#include <json-glib/json-glib.h>

#include "base/error.h"
#include "base/iso-time.h"
#include "journal/journal-private.h"
#include "journal/journal-schema.h"

#define COLUMNS_MAX 10

typedef enum
{
  TEXT,
  INTEGER,
  BOOLEAN,
  MOMENT,
} Kind;

typedef struct
{
  const char *name;
  Kind kind;
} Column;

/* The seat key stays behind: with it, anybody who knows a meeting's UID could find it in the export. */
static const struct
{
  const char *name;
  const char *sql;
  Column columns[COLUMNS_MAX]; /* of the SELECT, in its order */
} tables[] = {
  {
      "showings",
      "SELECT pack, aid, trigger, occurrence_key, CASE occurrence_key WHEN '' THEN NULL ELSE occurrence_start END, shown, shown_at"
      " FROM showings ORDER BY shown_at, id",
      { { "pack", TEXT }, { "aid", TEXT }, { "trigger", TEXT }, { "occurrence_key", TEXT }, { "occurrence_start", MOMENT }, { "shown", TEXT }, { "shown_at", MOMENT } },
  },
  {
      "closings",
      "SELECT pack, aid, trigger, occurrence_key, reason, closed_at FROM closings ORDER BY closed_at, id",
      { { "pack", TEXT }, { "aid", TEXT }, { "trigger", TEXT }, { "occurrence_key", TEXT }, { "reason", TEXT }, { "closed_at", MOMENT } },
  },
  {
      "mutes",
      "SELECT trigger_path, muted_at FROM mutes ORDER BY trigger_path",
      { { "trigger", TEXT }, { "muted_at", MOMENT } },
  },
  {
      "runs",
      "SELECT id, pack, aid, occurrence_key, series_key, day, started FROM runs ORDER BY id",
      { { "id", INTEGER }, { "pack", TEXT }, { "aid", TEXT }, { "occurrence_key", TEXT }, { "series_key", TEXT }, { "day", TEXT }, { "started", MOMENT } },
  },
  {
      "items",
      "SELECT run, item, ticked FROM items ORDER BY run, position",
      { { "run", INTEGER }, { "item", TEXT }, { "ticked", BOOLEAN } },
  },
  {
      "days",
      "SELECT day, pack, aid, trigger, action, count FROM days ORDER BY day, pack, aid, trigger, action",
      { { "day", TEXT }, { "pack", TEXT }, { "aid", TEXT }, { "trigger", TEXT }, { "action", TEXT }, { "count", INTEGER } },
  },
  {
      "own_triggers",
      "SELECT pack, aid, trigger, condition, made_at FROM own_triggers ORDER BY id",
      { { "pack", TEXT }, { "aid", TEXT }, { "trigger", TEXT }, { "condition", TEXT }, { "made_at", MOMENT } },
  },
  {
      "aid_uses",
      "SELECT pack, aid, last_used, count FROM aid_uses ORDER BY last_used, pack, aid",
      { { "pack", TEXT }, { "aid", TEXT }, { "last_used", MOMENT }, { "count", INTEGER } },
  },
  {
      "gaps",
      "SELECT words, noted_at FROM gaps ORDER BY noted_at, id",
      { { "words", TEXT }, { "noted_at", MOMENT } },
  },
  {
      "next_steps",
      "SELECT text, pack, aid, created_at, remind_at, done_at FROM next_steps ORDER BY id",
      { { "text", TEXT }, { "pack", TEXT }, { "aid", TEXT }, { "created_at", MOMENT }, { "remind_at", MOMENT }, { "done_at", MOMENT } },
  },
  {
      "egress",
      "SELECT sent_at, purpose, method, origin, outcome, status, bytes_sent, bytes_received, body_sha256 FROM egress ORDER BY id",
      { { "sent_at", MOMENT }, { "purpose", TEXT }, { "method", TEXT }, { "origin", TEXT }, { "outcome", TEXT }, { "status", INTEGER }, { "bytes_sent", INTEGER }, { "bytes_received", INTEGER }, { "body_sha256", TEXT } },
  },
  {
      "egress_days",
      "SELECT day, purpose, origin, outcome, requests, bytes_sent, bytes_received FROM egress_days ORDER BY day, purpose, origin, outcome",
      { { "day", TEXT }, { "purpose", TEXT }, { "origin", TEXT }, { "outcome", TEXT }, { "requests", INTEGER }, { "bytes_sent", INTEGER }, { "bytes_received", INTEGER } },
  },
};

static void
build_value (JsonBuilder *builder,
             RailStatement *statement,
             int index,
             Kind kind,
             GTimeZone *zone)
{
  const char *text = rail_statement_get_text (statement, index);
  g_autofree char *time = NULL;

  if (text == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  switch (kind)
    {
    case TEXT:
      json_builder_add_string_value (builder, text);
      break;
    case INTEGER:
      json_builder_add_int_value (builder, rail_statement_get_int64 (statement, index));
      break;
    case BOOLEAN:
      json_builder_add_boolean_value (builder, rail_statement_get_int64 (statement, index) != 0);
      break;
    case MOMENT:
      time = rail_iso_time_format (rail_statement_get_int64 (statement, index), zone);
      json_builder_add_string_value (builder, time);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
build_rows (JsonBuilder *builder,
            RailDatabase *database,
            const char *sql,
            const Column *columns,
            GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  while (rail_statement_step (statement, &local_error))
    {
      json_builder_begin_object (builder);
      for (int i = 0; i < COLUMNS_MAX && columns[i].name != NULL; i++)
        {
          json_builder_set_member_name (builder, columns[i].name);
          build_value (builder, statement, i, columns[i].kind, zone);
        }
      json_builder_end_object (builder);
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

static gboolean
build_tables (JsonBuilder *builder,
              RailDatabase *database,
              GError **error)
{
  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      json_builder_set_member_name (builder, tables[i].name);
      json_builder_begin_array (builder);
      if (database != NULL && !build_rows (builder, database, tables[i].sql, tables[i].columns, error))
        return FALSE;
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);

  return TRUE;
}

char *
rail_journal_export_database (RailDatabase *database,
                              GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  gboolean built;

  /* One read transaction, so that no item appears without its run. */
  if (database != NULL && !rail_database_execute (database, "BEGIN", error))
    return NULL;
  built = build_tables (builder, database, error);
  if (database != NULL)
    rail_database_rollback (database);
  if (!built)
    return NULL;

  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

char *
rail_journal_export_file (const char *path,
                          GError **error)
{
  g_autoptr (RailDatabase) database = NULL;
  g_autoptr (GError) local_error = NULL;

  database = rail_journal_schema_open (path, RAIL_DATABASE_READ_ONLY, &local_error);
  if (database == NULL && !g_error_matches (local_error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return rail_journal_export_database (database, error);
}
