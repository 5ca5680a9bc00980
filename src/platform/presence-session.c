#include "config.h"

#include "platform/presence-session.h"

#include <glib/gi18n-lib.h>

#include "platform/remote-value.h"

#define LOGIND_NAME "org.freedesktop.login1"
#define SESSION_INTERFACE LOGIND_NAME ".Session"
#define SOURCE "logind"

typedef struct
{
  const char *property;
  RailPresenceFact fact;
} Hint;

static const Hint hints[] = {
  { "LockedHint", RAIL_PRESENCE_LOCKED },
  { "IdleHint", RAIL_PRESENCE_IDLE },
};

struct _RailPresenceSession
{
  RailPresenceBoard *board;
  GDBusConnection *connection;
  RailRemoteValue *path_value;
  char *path;                  /* of the session; NULL if there is none */
  RailRemoteValue *properties; /* of that path */
  gboolean has_answered;
  gboolean was_yes[G_N_ELEMENTS (hints)];
};

static void
note_answer (RailPresenceSession *self)
{
  if (self->has_answered)
    return;

  self->has_answered = TRUE;
  rail_presence_board_expected_came (self->board);
}

static void
take_back (RailPresenceSession *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      self->was_yes[i] = FALSE;
      rail_presence_board_tell (self->board, SOURCE, hints[i].fact, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_OFF, NULL);
    }
  note_answer (self);
}

static void
properties_cb (RailRemoteState state,
               GVariant *value,
               gpointer user_data)
{
  RailPresenceSession *self = user_data;

  if (state != RAIL_REMOTE_TOLD || !g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    {
      take_back (self);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      gboolean holds = FALSE;

      g_variant_lookup (value, hints[i].property, "b", &holds);
      self->was_yes[i] |= holds;
      rail_presence_board_tell (self->board,
                                SOURCE,
                                hints[i].fact,
                                holds              ? RAIL_PRESENCE_YES
                                : self->was_yes[i] ? RAIL_PRESENCE_NO
                                                   : RAIL_PRESENCE_UNKNOWN,
                                self->was_yes[i] ? RAIL_PROVIDER_OK : RAIL_PROVIDER_LIMITED,
                                self->was_yes[i] ? _ ("The session manager tells.")
                                                 : _ ("The session manager would tell, but nothing on this desktop has told it yet."));
    }
  note_answer (self);
}

static void
path_cb (RailRemoteState state,
         GVariant *value,
         gpointer user_data)
{
  RailPresenceSession *self = user_data;
  RailRemoteQuestion question = {
    .name = LOGIND_NAME,
    .interface = "org.freedesktop.DBus.Properties",
    .method = "GetAll",
    .words = { SESSION_INTERFACE },
    .signal_interface = "org.freedesktop.DBus.Properties",
    .signal = "PropertiesChanged",
    .signal_word = SESSION_INTERFACE,
  };

  g_clear_pointer (&self->properties, rail_remote_value_free);
  g_clear_pointer (&self->path, g_free);
  if (state != RAIL_REMOTE_TOLD || !g_variant_is_of_type (value, G_VARIANT_TYPE_OBJECT_PATH))
    {
      take_back (self);
      return;
    }

  self->path = g_variant_dup_string (value, NULL);
  question.path = self->path;
  self->properties = rail_remote_value_new (self->connection, &question, properties_cb, self);
}

RailPresenceSession *
rail_presence_session_new (GDBusConnection *system,
                           RailPresenceBoard *board)
{
  /* “auto”: a user service belongs to no session itself, and is told the one its user sits at. */
  const RailRemoteQuestion question = {
    .name = LOGIND_NAME,
    .path = "/org/freedesktop/login1",
    .interface = LOGIND_NAME ".Manager",
    .method = "GetSession",
    .words = { "auto" },
  };
  RailPresenceSession *self = g_new0 (RailPresenceSession, 1);

  self->board = g_object_ref (board);
  self->connection = g_object_ref (system);
  rail_presence_board_expect (board);
  self->path_value = rail_remote_value_new (system, &question, path_cb, self);

  return self;
}

void
rail_presence_session_free (RailPresenceSession *self)
{
  g_clear_pointer (&self->properties, rail_remote_value_free);
  rail_remote_value_free (self->path_value);
  g_free (self->path);
  g_object_unref (self->connection);
  g_object_unref (self->board);
  g_free (self);
}
