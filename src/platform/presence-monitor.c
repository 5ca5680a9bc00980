#include "config.h"

#include "platform/presence-monitor.h"

#include "platform/presence-lock.h"
#include "platform/presence-notifications.h"
#include "platform/presence-portal.h"
#include "platform/presence-session.h"
#include "platform/presence-x11.h"

/* As long as the desktops take by default before they dim the screen. */
#define IDLE_AFTER_MS (5 * 60 * 1000)

struct _RailPresenceMonitor
{
  RailPresenceBoard *board;
  RailPresenceLock *lock;
  RailPresenceNotifications *notifications;
  RailPresencePortal *portal;   /* NULL outside of a sandbox: there the screen savers tell more directly */
  RailPresenceSession *session; /* NULL without a system bus */
  RailPresenceX11 *x11;         /* NULL without an X server */
};

static gboolean
is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/* An X server that serves a Wayland session sees only what happens in its own windows. */
static gboolean
is_wayland (void)
{
  const char *display = g_getenv ("WAYLAND_DISPLAY");

  return g_strcmp0 (g_getenv ("XDG_SESSION_TYPE"), "wayland") == 0 || (display != NULL && display[0] != '\0');
}

RailPresenceMonitor *
rail_presence_monitor_new (GDBusConnection *session,
                           RailPresenceBoard *board)
{
  RailPresenceMonitor *self = g_new0 (RailPresenceMonitor, 1);

  self->board = g_object_ref (board);
  self->lock = rail_presence_lock_new (session, board);
  if (is_sandboxed ())
    self->portal = rail_presence_portal_new (session, board);
  self->notifications = rail_presence_notifications_new (session, is_sandboxed (), board);
  self->x11 = rail_presence_x11_new (NULL, is_wayland () ? 0 : IDLE_AFTER_MS, board);

  return self;
}

void
rail_presence_monitor_free (RailPresenceMonitor *self)
{
  g_clear_pointer (&self->session, rail_presence_session_free);
  g_clear_pointer (&self->x11, rail_presence_x11_free);
  g_clear_pointer (&self->portal, rail_presence_portal_free);
  rail_presence_notifications_free (self->notifications);
  rail_presence_lock_free (self->lock);
  g_object_unref (self->board);
  g_free (self);
}

void
rail_presence_monitor_set_system_bus (RailPresenceMonitor *self,
                                      GDBusConnection *system)
{
  g_return_if_fail (self->session == NULL);

  self->session = rail_presence_session_new (system, self->board);
}
