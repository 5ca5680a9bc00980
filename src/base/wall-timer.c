#include "config.h"

#include "base/wall-timer.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <glib-unix.h>

#include "base/duration.h"
#include "base/error.h"

struct _RailWallTimer
{
  int fd;
  GSource *source;
  RailWallTimerCallback callback;
  gpointer user_data;
};

static void
set (RailWallTimer *self,
     gint64 moment)
{
  struct itimerspec alarm = { 0 };

  alarm.it_value.tv_sec = moment / RAIL_SECOND;
  alarm.it_value.tv_nsec = moment % RAIL_SECOND * 1000;
  if (timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &alarm, NULL) < 0)
    g_critical ("The timer cannot be set: %s", g_strerror (errno));
}

static gboolean
fire_cb (int fd,
         GIOCondition condition,
         gpointer user_data)
{
  RailWallTimer *self = user_data;
  guint64 expirations;

  /* ECANCELED says that the clock was set: as good a reason to look again as the moment itself. */
  if (read (fd, &expirations, sizeof expirations) < 0 && errno != ECANCELED)
    return G_SOURCE_CONTINUE;

  rail_wall_timer_disarm (self);
  self->callback (self->user_data);
  return G_SOURCE_CONTINUE;
}

RailWallTimer *
rail_wall_timer_new (RailWallTimerCallback callback,
                     gpointer user_data,
                     GError **error)
{
  int fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  RailWallTimer *self;

  if (fd < 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "No timer: %s", g_strerror (errno));
      return NULL;
    }

  self = g_new0 (RailWallTimer, 1);
  self->fd = fd;
  self->callback = callback;
  self->user_data = user_data;
  self->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_static_name (self->source, "[handrail] wall timer");
  g_source_set_callback (self->source, G_SOURCE_FUNC (fire_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());

  return self;
}

void
rail_wall_timer_free (RailWallTimer *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  g_free (self);
}

void
rail_wall_timer_arm (RailWallTimer *self,
                     gint64 moment)
{
  /* Zero would disarm it. */
  set (self, MAX (moment, 1));
}

void
rail_wall_timer_disarm (RailWallTimer *self)
{
  set (self, 0);
}
