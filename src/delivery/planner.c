#include "config.h"

#include "delivery/planner.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <glib-unix.h>

#include "base/duration.h"
#include "base/error.h"

struct _RailPlanner
{
  int fd;
  GSource *source;
  RailPlannerCallback callback;
  gpointer user_data;
};

static gboolean
fire_cb (int fd,
         GIOCondition condition,
         gpointer user_data)
{
  RailPlanner *self = user_data;
  guint64 expirations;

  /* ECANCELED says that the clock was set: as good a reason to look again as the moment itself. */
  if (read (fd, &expirations, sizeof expirations) < 0 && errno != ECANCELED)
    return G_SOURCE_CONTINUE;

  self->callback (self->user_data);
  return G_SOURCE_CONTINUE;
}

RailPlanner *
rail_planner_new (RailPlannerCallback callback,
                  gpointer user_data,
                  GError **error)
{
  int fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  RailPlanner *self;

  if (fd < 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "No timer: %s", g_strerror (errno));
      return NULL;
    }

  self = g_new0 (RailPlanner, 1);
  self->fd = fd;
  self->callback = callback;
  self->user_data = user_data;
  self->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_static_name (self->source, "[handrail] planner");
  g_source_set_callback (self->source, G_SOURCE_FUNC (fire_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());

  return self;
}

void
rail_planner_free (RailPlanner *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  g_free (self);
}

void
rail_planner_set_moment (RailPlanner *self,
                         gint64 moment,
                         gint64 now)
{
  struct itimerspec alarm = { 0 };

  /* A moment in the past expires at once; zero would disarm the timer. */
  moment = CLAMP (moment, 1, now + RAIL_DAY);
  alarm.it_value.tv_sec = moment / RAIL_SECOND;
  alarm.it_value.tv_nsec = moment % RAIL_SECOND * 1000;

  if (timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &alarm, NULL) < 0)
    g_critical ("The planner's timer cannot be set: %s", g_strerror (errno));
}
