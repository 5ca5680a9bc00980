#define G_LOG_DOMAIN "handrail-calendar-source-eds"

#include "config.h"

#include "platform/calendar-source-eds.h"

#include <glib/gi18n-lib.h>

#include "platform/calendar-contents.h"
#include "platform/calendar-memory.h"
#include "platform/eds-calendar.h"
#include "platform/eds-expansion.h"
#include "platform/eds-view.h"

#define FIRST_RETRY_SECONDS 1
#define LAST_RETRY_SECONDS 300

/* evolution-data-server 3.46 gathers changes for a third of a second, and in a view that is new for two seconds more. */
#define REVISION_SECONDS 5

struct _RailCalendarSourceEds
{
  GObject parent_instance;

  GDBusConnection *connection; /* NULL: listed only */
  char *service;
  char *uid;
  char *name;
  char **addresses;
  char *account_trouble;
  RailCalendarContents contents;
  RailCalendarMemory *memory; /* NULL: nothing is kept */
  gboolean remembered;        /* it has been asked */

  RailEdsCalendar *calendar; /* NULL before it is asked for, and until it is tried again */
  RailEdsView *view;         /* for the window of the moment; NULL before the calendar is open */
  GCancellable *cancellable; /* of what is being expanded; NULL when nothing is */
  gboolean again;            /* something changed meanwhile */
  guint revision_source;     /* 0 when the view is as new as the calendar */
  guint told;                /* what the view had told when the calendar was revised last */
  guint retry_source;
  guint retry_seconds;
};

static void implement_source (RailCalendarSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RailCalendarSourceEds,
                               rail_calendar_source_eds,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RAIL_TYPE_CALENDAR_SOURCE, implement_source))

static void open_calendar (RailCalendarSourceEds *self);
static void expand (RailCalendarSourceEds *self);

static void
tell (RailCalendarSourceEds *self)
{
  rail_calendar_source_emit_changed (RAIL_CALENDAR_SOURCE (self));
}

static GWeakRef *
weak_ref_new (RailCalendarSourceEds *self)
{
  GWeakRef *weak_self = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak_self, self);
  return weak_self;
}

/* Who asked, if they still are; frees the reference. Transfer full. */
static RailCalendarSourceEds *
take_asker (GWeakRef *weak_self)
{
  RailCalendarSourceEds *self = g_weak_ref_get (weak_self);

  g_weak_ref_clear (weak_self);
  g_free (weak_self);
  return self;
}

static void
close_view (RailCalendarSourceEds *self)
{
  g_clear_handle_id (&self->revision_source, g_source_remove);
  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  g_clear_object (&self->view);
}

static void
close_calendar (RailCalendarSourceEds *self)
{
  g_clear_handle_id (&self->retry_source, g_source_remove);
  /* A thread that still expands finds that nobody wants its answer. */
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->again = FALSE;
  close_view (self);
  if (self->calendar != NULL)
    g_signal_handlers_disconnect_by_data (self->calendar, self);
  g_clear_object (&self->calendar);
}

static gboolean
retry_cb (gpointer user_data)
{
  RailCalendarSourceEds *self = user_data;

  self->retry_source = 0;
  open_calendar (self);

  return G_SOURCE_REMOVE;
}

/* What is known stays. The first retry comes soon, as a service that was updated returns at once; the later ones hardly cost anything. */
static void
lose (RailCalendarSourceEds *self,
      const char *reason)
{
  close_calendar (self);
  rail_calendar_contents_fail (&self->contents, self->name, reason, _ ("open your calendar program and see whether it shows this calendar"));
  self->retry_source = g_timeout_add_seconds (self->retry_seconds, retry_cb, self);
  self->retry_seconds = MIN (self->retry_seconds * 2, LAST_RETRY_SECONDS);
  tell (self);
}

/* ---- what it holds ---- */

/* Offline, the service hands out what it had: nobody knows since when that is no longer so. */
static gboolean
is_current (RailCalendarSourceEds *self)
{
  return self->account_trouble == NULL && rail_eds_calendar_is_online (self->calendar);
}

static void
keep (RailCalendarSourceEds *self)
{
  RailCachedCalendar *calendar = g_new0 (RailCachedCalendar, 1);

  calendar->name = g_strdup (self->name);
  calendar->read_at = self->contents.read_at;
  calendar->from = self->contents.window.from;
  calendar->to = self->contents.window.to;
  calendar->occurrences = g_ptr_array_ref (self->contents.occurrences);
  rail_calendar_memory_store (self->memory, calendar);
}

static void
take_expansion (RailCalendarSourceEds *self,
                RailEdsExpansion *expansion)
{
  rail_calendar_contents_take (&self->contents,
                               g_steal_pointer (&expansion->occurrences),
                               g_steal_pointer (&expansion->problems),
                               is_current (self) ? expansion->read_at : self->contents.read_at);
  if (self->account_trouble != NULL)
    rail_calendar_contents_set_trouble (&self->contents, RAIL_PROVIDER_LIMITED, self->account_trouble);
  else if (!rail_eds_calendar_is_online (self->calendar))
    rail_calendar_contents_set_trouble (&self->contents, RAIL_PROVIDER_LIMITED, _ ("The calendar’s server cannot be reached"));
  self->retry_seconds = FIRST_RETRY_SECONDS;
  if (self->memory != NULL && is_current (self))
    keep (self);
}

static void
expanded_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (RailCalendarSourceEds) self = take_asker (user_data);
  g_autoptr (RailEdsExpansion) expansion = rail_eds_expansion_make_finish (result, NULL);

  if (self == NULL || expansion == NULL)
    return;

  g_clear_object (&self->cancellable);
  if (rail_calendar_window_equal (&self->contents.window, &expansion->window))
    {
      take_expansion (self, expansion);
      tell (self);
    }
  if (self->again)
    expand (self);
}

static char **
dup_addresses (RailCalendarSourceEds *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *address = rail_eds_calendar_get_address (self->calendar);

  g_strv_builder_addv (builder, (const char **) self->addresses);
  if (address != NULL)
    g_strv_builder_add (builder, address);
  return g_strv_builder_end (builder);
}

/* One at a time; what changes meanwhile is expanded after it. */
static void
expand (RailCalendarSourceEds *self)
{
  g_auto (GStrv) addresses = NULL;

  self->again = self->cancellable != NULL;
  if (self->again || self->view == NULL || !rail_eds_view_is_ready (self->view))
    return;

  addresses = dup_addresses (self);
  self->cancellable = g_cancellable_new ();
  rail_eds_expansion_make_async (self->view,
                                 self->name,
                                 (const char *const *) addresses,
                                 &self->contents.window,
                                 self->cancellable,
                                 expanded_cb,
                                 weak_ref_new (self));
}

/* ---- the calendar and its view ---- */

static void
open_view (RailCalendarSourceEds *self)
{
  close_view (self);
  self->view = rail_eds_view_new (self->connection,
                                  rail_eds_calendar_get_owner (self->calendar),
                                  rail_eds_calendar_get_path (self->calendar),
                                  self->contents.window.from,
                                  self->contents.window.to);
  g_signal_connect_object (self->view, "ready", G_CALLBACK (expand), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "failed", G_CALLBACK (lose), self, G_CONNECT_SWAPPED);
}

static void
revision_late_cb (gpointer user_data)
{
  RailCalendarSourceEds *self = user_data;

  self->revision_source = 0;
  if (rail_eds_view_get_told (self->view) == self->told)
    open_view (self);
}

/*
 * Should a view fall silent, so that its calendar counts a change and the view never tells of it, another view is made. A change that no view of
 * this window shows costs the same, once for as many changes as come within a few seconds.
 */
static void
calendar_revised_cb (RailCalendarSourceEds *self)
{
  if (self->view == NULL)
    return;

  self->told = rail_eds_view_get_told (self->view);
  if (self->revision_source == 0)
    self->revision_source = g_timeout_add_once (REVISION_SECONDS * 1000, revision_late_cb, self);
}

static void
open_calendar (RailCalendarSourceEds *self)
{
  close_calendar (self);
  self->calendar = rail_eds_calendar_new (self->connection, self->service, self->uid);
  g_signal_connect_object (self->calendar, "opened", G_CALLBACK (open_view), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->calendar, "changed", G_CALLBACK (expand), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->calendar, "revised", G_CALLBACK (calendar_revised_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->calendar, "lost", G_CALLBACK (lose), self, G_CONNECT_SWAPPED);
}

/* ---- what was known before ---- */

static void
load_in_thread (GTask *task,
                gpointer source,
                gpointer task_data,
                GCancellable *cancellable)
{
  RailCachedCalendar *calendar = rail_calendar_memory_load (task_data);

  g_task_return_pointer (task, calendar, (GDestroyNotify) rail_cached_calendar_free);
}

static void
loaded_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailCalendarSourceEds) self = take_asker (user_data);
  g_autoptr (RailCachedCalendar) calendar = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);

  /* Forgotten meanwhile, or read. */
  if (self == NULL || calendar == NULL || self->memory == NULL || self->contents.read_at != 0)
    return;

  for (guint i = 0; i < calendar->occurrences->len; i++)
    {
      RailOccurrence *occurrence = g_ptr_array_index (calendar->occurrences, i);

      if (occurrence->start < self->contents.window.to && occurrence->end > self->contents.window.from)
        g_ptr_array_add (occurrences, rail_occurrence_ref (occurrence));
    }
  rail_calendar_contents_remember (&self->contents, g_steal_pointer (&occurrences), calendar->read_at);
  tell (self);
}

/* Once, beside the opening: a service that answers is seldom slower than the disk. */
static void
remember (RailCalendarSourceEds *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->memory == NULL || self->remembered)
    return;

  self->remembered = TRUE;
  task = g_task_new (NULL, NULL, loaded_cb, weak_ref_new (self));
  g_task_set_source_tag (task, remember);
  g_task_set_task_data (task, rail_calendar_memory_ref (self->memory), (GDestroyNotify) rail_calendar_memory_unref);
  g_task_run_in_thread (task, load_in_thread);
}

/* ---- the source ---- */

static void
rail_calendar_source_eds_set_window (RailCalendarSource *source,
                                     gint64 from,
                                     gint64 to,
                                     GTimeZone *zone)
{
  RailCalendarSourceEds *self = RAIL_CALENDAR_SOURCE_EDS (source);

  if (!rail_calendar_contents_set_window (&self->contents, from, to, zone) || self->connection == NULL)
    return;

  remember (self);
  if (self->calendar == NULL && self->retry_source == 0)
    open_calendar (self);
  else if (self->view != NULL)
    open_view (self);
}

static GPtrArray *
rail_calendar_source_eds_get_occurrences (RailCalendarSource *source)
{
  return RAIL_CALENDAR_SOURCE_EDS (source)->contents.occurrences;
}

static GPtrArray *
rail_calendar_source_eds_get_problems (RailCalendarSource *source)
{
  return RAIL_CALENDAR_SOURCE_EDS (source)->contents.problems;
}

static void
rail_calendar_source_eds_get_status (RailCalendarSource *source,
                                     RailCalendarStatus *status)
{
  RailCalendarSourceEds *self = RAIL_CALENDAR_SOURCE_EDS (source);

  rail_calendar_contents_get_status (&self->contents, status);
  status->id = self->uid;
  status->name = self->name;
}

static void
implement_source (RailCalendarSourceInterface *iface)
{
  iface->set_window = rail_calendar_source_eds_set_window;
  iface->get_occurrences = rail_calendar_source_eds_get_occurrences;
  iface->get_problems = rail_calendar_source_eds_get_problems;
  iface->get_status = rail_calendar_source_eds_get_status;
}

static void
rail_calendar_source_eds_dispose (GObject *object)
{
  RailCalendarSourceEds *self = RAIL_CALENDAR_SOURCE_EDS (object);

  close_calendar (self);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (rail_calendar_source_eds_parent_class)->dispose (object);
}

static void
rail_calendar_source_eds_finalize (GObject *object)
{
  RailCalendarSourceEds *self = RAIL_CALENDAR_SOURCE_EDS (object);

  g_free (self->service);
  g_free (self->uid);
  g_free (self->name);
  g_strfreev (self->addresses);
  g_free (self->account_trouble);
  g_clear_pointer (&self->memory, rail_calendar_memory_unref);
  rail_calendar_contents_clear (&self->contents);

  G_OBJECT_CLASS (rail_calendar_source_eds_parent_class)->finalize (object);
}

static void
rail_calendar_source_eds_class_init (RailCalendarSourceEdsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_calendar_source_eds_dispose;
  object_class->finalize = rail_calendar_source_eds_finalize;
}

static void
rail_calendar_source_eds_init (RailCalendarSourceEds *self)
{
  self->retry_seconds = FIRST_RETRY_SECONDS;
  rail_calendar_contents_init (&self->contents, _ ("The calendar has not been read yet"));
}

static RailCalendarSourceEds *
make (const char *uid,
      const char *name)
{
  RailCalendarSourceEds *self = g_object_new (RAIL_TYPE_CALENDAR_SOURCE_EDS, NULL);

  self->uid = g_strdup (uid);
  self->name = g_strdup (name);
  return self;
}

RailCalendarSource *
rail_calendar_source_eds_new (GDBusConnection *connection,
                              const char *service,
                              const char *uid,
                              const char *name,
                              const char *const *addresses,
                              const char *cache_path)
{
  static const char *const none[] = { NULL };
  RailCalendarSourceEds *self = make (uid, name);

  self->connection = g_object_ref (connection);
  self->service = g_strdup (service);
  self->addresses = g_strdupv ((char **) (addresses != NULL ? addresses : none));
  if (cache_path != NULL)
    self->memory = rail_calendar_memory_new (cache_path, uid);
  return RAIL_CALENDAR_SOURCE (self);
}

RailCalendarSource *
rail_calendar_source_eds_new_off (const char *uid,
                                  const char *name,
                                  const char *reason)
{
  RailCalendarSourceEds *self = make (uid, name);

  rail_calendar_contents_set_trouble (&self->contents, RAIL_PROVIDER_OFF, reason);
  return RAIL_CALENDAR_SOURCE (self);
}

void
rail_calendar_source_eds_forget (RailCalendarSourceEds *self)
{
  if (self->memory != NULL)
    rail_calendar_memory_forget (self->memory);
  g_clear_pointer (&self->memory, rail_calendar_memory_unref);
}

void
rail_calendar_source_eds_set_account_trouble (RailCalendarSourceEds *self,
                                              const char *trouble)
{
  if (g_strcmp0 (self->account_trouble, trouble) == 0)
    return;

  g_free (self->account_trouble);
  self->account_trouble = g_strdup (trouble);
  expand (self);
}
