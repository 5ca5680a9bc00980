#include "config.h"

#include "platform/presence-lock.h"

#include <glib/gi18n-lib.h>

#include "platform/remote-value.h"

typedef struct
{
  const char *name; /* of the bus and of the interface */
  const char *path;
} Saver;

static const Saver savers[] = {
  { "org.gnome.ScreenSaver", "/org/gnome/ScreenSaver" },
  { "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver" },
  { "org.xfce.ScreenSaver", "/org/xfce/ScreenSaver" },
  { "org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver" },
  { "org.mate.ScreenSaver", "/org/mate/ScreenSaver" },
};

typedef struct
{
  RailPresenceBoard *board;
  const Saver *saver;
  RailRemoteValue *active;
  gboolean has_answered;
} Source;

struct _RailPresenceLock
{
  RailPresenceBoard *board;
  Source sources[G_N_ELEMENTS (savers)];
};

static void
note_answer (Source *source)
{
  if (source->has_answered)
    return;

  source->has_answered = TRUE;
  rail_presence_board_expected_came (source->board);
}

/* Some own the name only to let others keep the screen awake and refuse the question: they have no word here. */
static void
told_cb (RailRemoteState state,
         GVariant *value,
         gpointer user_data)
{
  Source *source = user_data;
  g_autofree char *detail = NULL;

  if (state != RAIL_REMOTE_TOLD || !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    {
      rail_presence_board_tell (source->board, source->saver->name, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_OFF, NULL);
      note_answer (source);
      return;
    }

  /* Translators: %s is the bus name of a screen saver, such as org.gnome.ScreenSaver. */
  detail = g_strdup_printf (_ ("The screen saver tells (%s)."), source->saver->name);
  rail_presence_board_tell (source->board,
                            source->saver->name,
                            RAIL_PRESENCE_LOCKED,
                            g_variant_get_boolean (value) ? RAIL_PRESENCE_YES : RAIL_PRESENCE_NO,
                            RAIL_PROVIDER_OK,
                            detail);
  note_answer (source);
}

RailPresenceLock *
rail_presence_lock_new (GDBusConnection *session,
                        RailPresenceBoard *board)
{
  RailPresenceLock *self = g_new0 (RailPresenceLock, 1);

  self->board = g_object_ref (board);
  for (guint i = 0; i < G_N_ELEMENTS (savers); i++)
    {
      const RailRemoteQuestion question = {
        .name = savers[i].name,
        .path = savers[i].path,
        .interface = savers[i].name,
        .method = "GetActive",
        .signal_interface = savers[i].name,
        .signal = "ActiveChanged",
      };

      self->sources[i] = (Source){ .board = board, .saver = &savers[i] };
      rail_presence_board_expect (board);
      self->sources[i].active = rail_remote_value_new (session, &question, told_cb, &self->sources[i]);
    }

  return self;
}

void
rail_presence_lock_free (RailPresenceLock *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (savers); i++)
    rail_remote_value_free (self->sources[i].active);
  g_object_unref (self->board);
  g_free (self);
}
