#define G_LOG_DOMAIN "handrail-calendar-subscription"

#include "config.h"

#include "platform/calendar-subscription.h"

#include <glib/gi18n-lib.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/problem.h"
#include "base/wall-timer.h"
#include "context/calendar-fetch.h"
#include "platform/calendar-contents.h"
#include "platform/refresh-plan.h"
#include "platform/subscription-memory.h"

/* What is read reaches so far ahead, so that a window that moves on day by day costs one request without validators in weeks. */
#define SPAN_HELD (35 * RAIL_DAY)

/* A network that has just come up has no name server yet. */
#define NETWORK_SETTLES (3 * RAIL_SECOND)

/* One piece of work for a thread: reading the cache, confirming what is in it, or expanding what came and keeping it. */
typedef struct
{
  RailSubscriptionMemory *memory;
  RailCalendarWindow window; /* the one to expand for */
  char **my_addresses;
  char *name;
  RailCalendarFetch *fetch;   /* NULL: only look into the cache */
  RailCachedCalendar *result; /* NULL when nothing is known */
  GPtrArray *problems;
  gint64 interval;
  gint64 read_at; /* to confirm */
} Work;

struct _RailCalendarSubscription
{
  GObject parent_instance;

  RailWebAddress *address;
  char *id;
  char *name;
  char **my_addresses;
  RailHttpClient *client;
  GNetworkMonitor *network;
  char *cache_path;

  RailCalendarContents contents;
  RailCachedCalendar *held; /* of a longer window; NULL until something is known */
  char *held_zone;          /* the zone it was expanded in */
  GPtrArray *held_problems;
  gint64 interval;

  RailWallTimer *timer; /* NULL where the kernel gives none: then only the network and the windows move it */
  gint64 due;
  guint failures;
  gboolean usable;      /* the network was, when last looked at */
  gboolean remembered;  /* the cache has been asked */
  gboolean conditional; /* the request under way has validators */
  guint tell_id;
  GCancellable *cancellable; /* of what is under way, or NULL */
};

static void implement_source (RailCalendarSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RailCalendarSubscription,
                               rail_calendar_subscription,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RAIL_TYPE_CALENDAR_SOURCE, implement_source))

static void plan (RailCalendarSubscription *self);

static void
work_free (Work *work)
{
  rail_subscription_memory_free (work->memory);
  rail_calendar_window_clear (&work->window);
  g_strfreev (work->my_addresses);
  g_free (work->name);
  g_clear_pointer (&work->fetch, rail_calendar_fetch_free);
  g_clear_pointer (&work->result, rail_cached_calendar_free);
  g_ptr_array_unref (work->problems);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static void
weak_ref_free (GWeakRef *self)
{
  g_weak_ref_clear (self);
  g_free (self);
}

static GWeakRef *
weak_ref_new (RailCalendarSubscription *self)
{
  GWeakRef *weak_self = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak_self, self);
  return weak_self;
}

/* ---- what is held, and the part of it that is asked for ---- */

static gboolean
covers (RailCalendarSubscription *self)
{
  const RailCalendarWindow *window = &self->contents.window;

  return self->held != NULL && self->held->from <= window->from && window->to <= self->held->to &&
         g_str_equal (self->held_zone, g_time_zone_get_identifier (window->zone));
}

static void
show_held (RailCalendarSubscription *self)
{
  const RailCalendarWindow *window = &self->contents.window;
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);

  for (guint i = 0; i < self->held->occurrences->len; i++)
    {
      RailOccurrence *occurrence = g_ptr_array_index (self->held->occurrences, i);

      if (occurrence->start < window->to && (occurrence->end > window->from || occurrence->start >= window->from))
        g_ptr_array_add (shown, rail_occurrence_ref (occurrence));
    }
  rail_problems_append (problems, self->held_problems);
  rail_calendar_contents_take (&self->contents, g_steal_pointer (&shown), g_steal_pointer (&problems), self->held->read_at);
}

static void
hold (RailCalendarSubscription *self,
      Work *work)
{
  g_clear_pointer (&self->held, rail_cached_calendar_free);
  self->held = g_steal_pointer (&work->result);
  g_free (self->held_zone);
  self->held_zone = g_strdup (g_time_zone_get_identifier (work->window.zone));
  g_ptr_array_unref (self->held_problems);
  self->held_problems = g_ptr_array_ref (work->problems);
  self->interval = work->interval;
  if (*self->held->name != '\0')
    {
      g_free (self->name);
      self->name = g_strdup (self->held->name);
    }
  show_held (self);
}

/* ---- the threads' part ---- */

static void
expand_in_thread (GTask *task,
                  gpointer source,
                  gpointer task_data,
                  GCancellable *cancellable)
{
  Work *work = task_data;
  const RailCalendarReading reading = {
    .file = work->name,
    .calendar = work->name,
    .my_addresses = (const char *const *) work->my_addresses,
    .zone = work->window.zone,
    .now = g_get_real_time (),
  };
  GPtrArray *occurrences;
  GError *error = NULL;

  occurrences = rail_calendar_fetch_expand (work->fetch, &reading, work->window.from, work->window.to, work->problems, &error);
  if (occurrences == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  work->result = g_new0 (RailCachedCalendar, 1);
  work->result->name = g_strdup (work->name);
  work->result->etag = g_strdup (work->fetch->etag);
  work->result->last_modified = g_strdup (work->fetch->last_modified);
  work->result->read_at = g_get_real_time ();
  work->result->from = work->window.from;
  work->result->to = work->window.to;
  work->result->occurrences = occurrences;
  work->interval = work->fetch->interval;

  /* Whoever removed it meanwhile wants nothing of it kept. */
  if (!g_cancellable_is_cancelled (cancellable))
    rail_subscription_memory_store (work->memory, work->result, work->interval);
  g_task_return_boolean (task, TRUE);
}

static void
remember_in_thread (GTask *task,
                    gpointer source,
                    gpointer task_data,
                    GCancellable *cancellable)
{
  Work *work = task_data;

  work->result = rail_subscription_memory_load (work->memory, &work->interval);
  g_task_return_boolean (task, TRUE);
}

static void
confirm_in_thread (GTask *task,
                   gpointer source,
                   gpointer task_data,
                   GCancellable *cancellable)
{
  Work *work = task_data;

  rail_subscription_memory_confirm (work->memory, work->read_at);
  g_task_return_boolean (task, TRUE);
}

static Work *
work_new (RailCalendarSubscription *self)
{
  Work *work = g_new0 (Work, 1);
  GTimeZone *zone = self->contents.window.zone;

  work->memory = rail_subscription_memory_new (self->cache_path,
                                               rail_web_address_get_text (self->address),
                                               g_time_zone_get_identifier (zone),
                                               (const char *const *) self->my_addresses);
  rail_calendar_window_copy (&self->contents.window, &work->window);
  work->window.to = MAX (work->window.to, work->window.from + SPAN_HELD);
  work->my_addresses = g_strdupv (self->my_addresses);
  work->name = g_strdup (self->name);
  work->problems = rail_problems_new ();
  return work;
}

/* Takes @work. */
static void
run_work (RailCalendarSubscription *self,
          Work *work,
          GTaskThreadFunc function,
          GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, callback, weak_ref_new (self));

  g_task_set_source_tag (task, run_work);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  g_task_run_in_thread (task, function);
}

/* ---- the end of a request ---- */

static void
come_to_rest (RailCalendarSubscription *self)
{
  g_clear_object (&self->cancellable);
  plan (self);
  rail_calendar_source_emit_changed (RAIL_CALENDAR_SOURCE (self));
}

static void
succeed (RailCalendarSubscription *self)
{
  self->failures = 0;
  self->due = rail_refresh_plan_after_success (g_get_real_time (), self->interval, g_random_double ());
  come_to_rest (self);
}

static void
fail (RailCalendarSubscription *self,
      const GError *error,
      gint64 retry_after)
{
  gboolean lasting = !g_error_matches (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE);

  self->failures++;
  self->due = rail_refresh_plan_after_failure (g_get_real_time (), self->failures, lasting, retry_after, g_random_double ());
  /* What mends itself, or is wanted so, is nobody's problem; its state says so all the same. */
  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_REFUSED))
    rail_calendar_contents_set_trouble (&self->contents, RAIL_PROVIDER_LIMITED, error->message);
  else if (lasting)
    rail_calendar_contents_fail (&self->contents, self->name, error->message, NULL);
  else
    rail_calendar_contents_set_trouble (&self->contents, RAIL_PROVIDER_FAILED, error->message);
  come_to_rest (self);
}

/* NULL when whoever asked is gone, or does not want it any more. Frees @user_data. Transfer full. */
static RailCalendarSubscription *
take_back (gpointer user_data,
           const GError *error)
{
  g_autoptr (RailCalendarSubscription) self = g_weak_ref_get (user_data);

  weak_ref_free (user_data);
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : g_steal_pointer (&self);
}

static void
expanded_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean expanded = g_task_propagate_boolean (G_TASK (result), &error);
  g_autoptr (RailCalendarSubscription) self = take_back (user_data, error);

  if (self == NULL)
    return;

  if (expanded)
    {
      hold (self, g_task_get_task_data (G_TASK (result)));
      succeed (self);
    }
  else
    {
      fail (self, error, 0);
    }
}

static void
confirmed_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailCalendarSubscription) self = NULL;
  Work *work = g_task_get_task_data (G_TASK (result));

  g_task_propagate_boolean (G_TASK (result), &error);
  self = take_back (user_data, error);
  if (self == NULL)
    return;

  self->held->read_at = work->read_at;
  show_held (self);
  succeed (self);
}

static void
confirm (RailCalendarSubscription *self)
{
  Work *work = work_new (self);

  work->read_at = g_get_real_time ();
  run_work (self, work, confirm_in_thread, confirmed_cb);
}

static void
fetched_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 retry_after = 0;
  g_autoptr (RailCalendarFetch) fetch = rail_calendar_fetch_finish (result, &retry_after, &error);
  g_autoptr (RailCalendarSubscription) self = take_back (user_data, error);
  Work *work;

  if (self == NULL)
    return;
  if (fetch == NULL)
    {
      fail (self, error, retry_after);
      return;
    }
  if (!fetch->modified)
    {
      if (self->conditional)
        {
          confirm (self);
          return;
        }
      /* Its own answer to a question that was not asked: it would be asked for ever. */
      g_set_error (&error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” sends no calendar, only that it has not changed: tell whoever runs the server", fetch->host);
      fail (self, error, retry_after);
      return;
    }

  work = work_new (self);
  if (fetch->name != NULL)
    {
      g_free (work->name);
      work->name = g_strdup (fetch->name);
    }
  work->fetch = g_steal_pointer (&fetch);
  run_work (self, work, expand_in_thread, expanded_cb);
}

static void
remembered_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailCalendarSubscription) self = NULL;
  Work *work = g_task_get_task_data (G_TASK (result));

  g_task_propagate_boolean (G_TASK (result), &error);
  self = take_back (user_data, error);
  if (self == NULL)
    return;

  self->remembered = TRUE;
  if (work->result != NULL)
    {
      hold (self, work);
      /* Without validators the events may have been read for another zone. */
      if (self->held->etag != NULL || self->held->last_modified != NULL)
        self->due = rail_refresh_plan_after_success (self->held->read_at, self->interval, g_random_double ());
    }
  come_to_rest (self);
}

/* ---- when ---- */

/* On this machine there is always a way. */
static gboolean
is_usable (RailCalendarSubscription *self)
{
  if (rail_web_address_is_loopback (self->address))
    return TRUE;

  /* Whoever has just added a calendar wants to see it, whatever it costs. */
  return g_network_monitor_get_network_available (self->network) &&
         (self->held == NULL || !g_network_monitor_get_network_metered (self->network));
}

static void
ask (RailCalendarSubscription *self)
{
  self->conditional = covers (self) && (self->held->etag != NULL || self->held->last_modified != NULL);
  self->cancellable = g_cancellable_new ();
  rail_calendar_fetch_async (self->client,
                             self->address,
                             self->conditional ? self->held->etag : NULL,
                             self->conditional ? self->held->last_modified : NULL,
                             self->cancellable,
                             fetched_cb,
                             weak_ref_new (self));
}

static void
wait_for_network (RailCalendarSubscription *self)
{
  if (g_network_monitor_get_network_available (self->network))
    rail_calendar_contents_set_trouble (&self->contents, RAIL_PROVIDER_LIMITED, _ ("Waiting for a network that is not paid by volume"));
  else
    rail_calendar_contents_set_trouble (&self->contents, RAIL_PROVIDER_LIMITED, _ ("Waiting for a network"));
}

/* Arms the alarm, or lets the network decide. One thing at a time: what is under way plans again when it ends. */
static void
plan (RailCalendarSubscription *self)
{
  gint64 now = g_get_real_time ();

  if (self->cancellable != NULL || !self->remembered)
    return;

  self->usable = is_usable (self);
  if (!covers (self) && self->failures == 0)
    self->due = MIN (self->due, now);
  if (rail_refresh_plan_is_stray (self->due, now))
    self->due = now;

  if (self->due > now)
    {
      if (self->timer != NULL)
        rail_wall_timer_arm (self->timer, self->due);
    }
  else if (self->usable)
    ask (self);
  else
    wait_for_network (self);
}

static void
timer_cb (gpointer user_data)
{
  RailCalendarSubscription *self = user_data;
  gboolean waiting;

  plan (self);
  waiting = self->cancellable == NULL && !self->usable;
  if (waiting)
    rail_calendar_source_emit_changed (RAIL_CALENDAR_SOURCE (self));
}

static void
network_changed_cb (RailCalendarSubscription *self)
{
  gboolean was_usable = self->usable;

  self->usable = is_usable (self);
  if (was_usable || !self->usable || self->contents.window.zone == NULL)
    return;

  if (self->failures > 0 || self->due <= g_get_real_time ())
    self->due = g_get_real_time () + NETWORK_SETTLES;
  plan (self);
}

static gboolean
tell_cb (gpointer user_data)
{
  RailCalendarSubscription *self = user_data;

  self->tell_id = 0;
  rail_calendar_source_emit_changed (RAIL_CALENDAR_SOURCE (self));
  return G_SOURCE_REMOVE;
}

/* Whoever moves the window is in the middle of something. */
static void
tell_soon (RailCalendarSubscription *self)
{
  if (self->tell_id == 0)
    self->tell_id = g_idle_add (tell_cb, self);
}

/* ---- the source ---- */

static void
rail_calendar_subscription_set_window (RailCalendarSource *source,
                                       gint64 from,
                                       gint64 to,
                                       GTimeZone *zone)
{
  RailCalendarSubscription *self = RAIL_CALENDAR_SUBSCRIPTION (source);

  if (!rail_calendar_contents_set_window (&self->contents, from, to, zone))
    return;

  if (!self->remembered && self->cancellable == NULL)
    {
      self->cancellable = g_cancellable_new ();
      run_work (self, work_new (self), remember_in_thread, remembered_cb);
      return;
    }

  /* What is known stays until what is asked for has come. */
  if (self->held != NULL)
    show_held (self);
  plan (self);
  tell_soon (self);
}

static GPtrArray *
rail_calendar_subscription_get_occurrences (RailCalendarSource *source)
{
  return RAIL_CALENDAR_SUBSCRIPTION (source)->contents.occurrences;
}

static GPtrArray *
rail_calendar_subscription_get_problems (RailCalendarSource *source)
{
  return RAIL_CALENDAR_SUBSCRIPTION (source)->contents.problems;
}

static void
rail_calendar_subscription_get_status (RailCalendarSource *source,
                                       RailCalendarStatus *status)
{
  RailCalendarSubscription *self = RAIL_CALENDAR_SUBSCRIPTION (source);

  rail_calendar_contents_get_status (&self->contents, status);
  status->id = self->id;
  status->name = self->name;
}

static void
implement_source (RailCalendarSourceInterface *iface)
{
  iface->set_window = rail_calendar_subscription_set_window;
  iface->get_occurrences = rail_calendar_subscription_get_occurrences;
  iface->get_problems = rail_calendar_subscription_get_problems;
  iface->get_status = rail_calendar_subscription_get_status;
}

static void
rail_calendar_subscription_dispose (GObject *object)
{
  RailCalendarSubscription *self = RAIL_CALENDAR_SUBSCRIPTION (object);

  g_clear_pointer (&self->timer, rail_wall_timer_free);
  g_clear_handle_id (&self->tell_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->network);

  G_OBJECT_CLASS (rail_calendar_subscription_parent_class)->dispose (object);
}

static void
rail_calendar_subscription_finalize (GObject *object)
{
  RailCalendarSubscription *self = RAIL_CALENDAR_SUBSCRIPTION (object);

  rail_web_address_free (self->address);
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->my_addresses);
  rail_http_client_unref (self->client);
  g_free (self->cache_path);
  rail_calendar_contents_clear (&self->contents);
  g_clear_pointer (&self->held, rail_cached_calendar_free);
  g_free (self->held_zone);
  g_ptr_array_unref (self->held_problems);

  G_OBJECT_CLASS (rail_calendar_subscription_parent_class)->finalize (object);
}

static void
rail_calendar_subscription_class_init (RailCalendarSubscriptionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_calendar_subscription_dispose;
  object_class->finalize = rail_calendar_subscription_finalize;
}

static void
rail_calendar_subscription_init (RailCalendarSubscription *self)
{
  rail_calendar_contents_init (&self->contents, _ ("The calendar has not been read yet"));
  self->held_problems = rail_problems_new ();
}

RailCalendarSource *
rail_calendar_subscription_new (const RailWebAddress *address,
                                const char *const *my_addresses,
                                RailHttpClient *client,
                                GNetworkMonitor *network,
                                const char *cache_path)
{
  RailCalendarSubscription *self = g_object_new (RAIL_TYPE_CALENDAR_SUBSCRIPTION, NULL);
  g_autoptr (GError) error = NULL;

  self->address = rail_web_address_copy (address);
  self->id = rail_web_address_dup_digest (address);
  self->name = g_strdup (rail_web_address_get_host (address));
  self->my_addresses = g_strdupv ((char **) my_addresses);
  self->client = rail_http_client_ref (client);
  self->network = g_object_ref (network);
  self->cache_path = g_strdup (cache_path);
  self->timer = rail_wall_timer_new (timer_cb, self, &error);
  if (self->timer == NULL)
    g_warning ("Subscriptions are only read when something else happens: %s", error->message);
  g_signal_connect_object (network, "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);

  return RAIL_CALENDAR_SOURCE (self);
}

void
rail_calendar_subscription_retry (RailCalendarSubscription *self)
{
  if (self->failures == 0)
    return;

  self->failures = 0;
  self->due = g_get_real_time ();
  plan (self);
}
