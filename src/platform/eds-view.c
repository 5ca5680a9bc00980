#include "config.h"

#include "platform/eds-view.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/duration.h"
#include "context/zone-names.h"
#include "platform/calendar-objects.h"
#include "platform/eds-service.h"

#define CALENDAR_INTERFACE RAIL_EDS_PREFIX ".Calendar"
#define VIEW_INTERFACE RAIL_EDS_PREFIX ".CalendarView"

/* A change often comes as several signals. */
#define SETTLE_MILLISECONDS 100

#define CALL_TIMEOUT_MILLISECONDS 60000
#define LOADING_TIMEOUT_MILLISECONDS 60000

/* A message with a year of events is taken in slices, so that the main loop goes on between them. */
#define SLICE_MICROSECONDS 4000
#define MAX_WAITING_BYTES (64 * 1024 * 1024)

/* An event that is all day or floating is compared in the service's zone. */
#define QUERY_SLACK (2 * RAIL_DAY)

#define ZONE_MAX_BYTES (64 * 1024)

typedef enum
{
  NEWS_PUT,
  NEWS_REMOVE,
  NEWS_COMPLETE,
} NewsKind;

/* A signal of the view, while it is worked through. */
typedef struct
{
  NewsKind kind;
  gsize bytes;
  GVariantIter *texts; /* NULL for NEWS_COMPLETE */
} News;

struct _RailEdsView
{
  GObject parent_instance;

  GDBusConnection *connection;
  char *owner;
  char *calendar_path;
  char *view_path; /* NULL before the service has made it */
  GCancellable *cancellable;
  guint subscription;

  RailCalendarObjects *objects;
  gboolean loaded; /* it has told of everything it held when it was started */
  GQueue news;     /* News, in the order they came */
  gsize waiting_bytes;
  guint told;        /* how many signals came */
  GHashTable *zones; /* TZID -> VTIMEZONE, "" when it needs none */
  guint pending_zones;

  guint news_source;
  guint settle_source;
  guint loading_source;
};

G_DEFINE_FINAL_TYPE (RailEdsView, rail_eds_view, G_TYPE_OBJECT)

enum
{
  SIGNAL_READY,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void settle (RailEdsView *self);

static void
news_free (News *self)
{
  g_clear_pointer (&self->texts, g_variant_iter_free);
  g_free (self);
}

typedef struct
{
  GWeakRef self;
  char *what; /* the TZID asked for, or NULL */
} Question;

static Question *
question_new (RailEdsView *self,
              const char *what)
{
  Question *question = g_new0 (Question, 1);

  g_weak_ref_init (&question->self, self);
  question->what = g_strdup (what);
  return question;
}

static void
question_free (Question *self)
{
  g_weak_ref_clear (&self->self);
  g_free (self->what);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

/* Stops all that is under way. */
static void
stop (RailEdsView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->news_source, g_source_remove);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_handle_id (&self->loading_source, g_source_remove);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  self->subscription = 0;
  g_queue_clear_full (&self->news, (GDestroyNotify) news_free);
  self->waiting_bytes = 0;
}

static void
fail (RailEdsView *self,
      const char *reason)
{
  g_autoptr (RailEdsView) kept = g_object_ref (self);

  stop (kept);
  g_signal_emit (kept, signals[SIGNAL_FAILED], 0, reason);
}

static void
call (RailEdsView *self,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *arguments,
      const char *reply_type,
      GAsyncReadyCallback callback,
      const char *what)
{
  g_dbus_connection_call (self->connection,
                          self->owner,
                          path,
                          interface,
                          method,
                          arguments,
                          G_VARIANT_TYPE (reply_type),
                          G_DBUS_CALL_FLAGS_NONE,
                          CALL_TIMEOUT_MILLISECONDS,
                          self->cancellable,
                          callback,
                          question_new (self, what));
}

/* The reply to a question whose asker still is and still waits; on an error the view has failed. */
static GVariant *
take_reply (GObject *connection,
            GAsyncResult *result,
            Question *question,
            RailEdsView **self)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (connection), result, &error);

  *self = g_weak_ref_get (&question->self);
  if (*self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&reply, g_variant_unref);
      return NULL;
    }

  if (reply == NULL)
    {
      g_autofree char *reason = rail_eds_service_describe (error);

      fail (*self, reason);
    }
  return reply;
}

/* ---- time zones ---- */

static gboolean
is_time_zone (const char *text)
{
  return g_str_has_prefix (text, "BEGIN:VTIMEZONE") && strstr (text, "END:VTIMEZONE") != NULL && strstr (text, "BEGIN:VEVENT") == NULL &&
         strlen (text) <= ZONE_MAX_BYTES;
}

static void
zone_cb (GObject *connection,
         GAsyncResult *result,
         gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (RailEdsView) self = g_weak_ref_get (&question->self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (connection), result, &error);
  const char *text = NULL;

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* A zone that the service does not know either is the expansion's to guess. */
  if (reply != NULL)
    g_variant_get (reply, "(&s)", &text);
  if (text != NULL && is_time_zone (text))
    g_hash_table_replace (self->zones, g_strdup (question->what), g_strconcat (text, "\r\n", NULL));

  self->pending_zones--;
  settle (self);
}

static void
ask_zones (RailEdsView *self)
{
  GPtrArray *names = rail_calendar_objects_get_zone_names (self->objects);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autoptr (GTimeZone) system = NULL;

      if (g_hash_table_contains (self->zones, name))
        continue;

      g_hash_table_insert (self->zones, g_strdup (name), g_strdup (""));
      system = rail_zone_names_new_iana (name);
      if (system != NULL)
        continue;

      self->pending_zones++;
      call (self, self->calendar_path, CALENDAR_INTERFACE, "GetTimezone", g_variant_new ("(s)", name), "(s)", zone_cb, name);
    }
}

/* It holds still: ask for the zones its events are written in, then tell. */
static void
settle (RailEdsView *self)
{
  ask_zones (self);
  if (self->pending_zones == 0)
    g_signal_emit (self, signals[SIGNAL_READY], 0);
}

static void
settled_cb (gpointer user_data)
{
  RailEdsView *self = user_data;

  self->settle_source = 0;
  settle (self);
}

/* Not put off by further changes: a calendar that never holds still is expanded all the same. */
static void
settle_soon (RailEdsView *self)
{
  if (self->loaded && self->settle_source == 0)
    self->settle_source = g_timeout_add_once (SETTLE_MILLISECONDS, settled_cb, self);
}

/* ---- what the service tells ---- */

/* FALSE when the time is up before the news is through. */
static gboolean
work_through (RailEdsView *self,
              News *news,
              gint64 deadline)
{
  const char *text = NULL;

  while (news->texts != NULL && g_variant_iter_next (news->texts, "&s", &text))
    {
      if (news->kind == NEWS_REMOVE)
        rail_calendar_objects_remove (self->objects, text);
      else
        rail_calendar_objects_put (self->objects, text);
      if (g_get_monotonic_time () > deadline)
        return FALSE;
    }

  if (news->kind == NEWS_COMPLETE && !self->loaded)
    {
      g_clear_handle_id (&self->loading_source, g_source_remove);
      self->loaded = TRUE;
      settle (self);
    }
  else
    {
      settle_soon (self);
    }
  return TRUE;
}

static gboolean
news_cb (gpointer user_data)
{
  RailEdsView *self = user_data;
  gint64 deadline = g_get_monotonic_time () + SLICE_MICROSECONDS;

  while (!g_queue_is_empty (&self->news) && g_get_monotonic_time () <= deadline)
    {
      News *news = g_queue_peek_head (&self->news);

      if (!work_through (self, news, deadline))
        break;
      self->waiting_bytes -= news->bytes;
      news_free (g_queue_pop_head (&self->news));
    }

  if (!g_queue_is_empty (&self->news))
    return G_SOURCE_CONTINUE;
  self->news_source = 0;
  return G_SOURCE_REMOVE;
}

static void
add_news (RailEdsView *self,
          NewsKind kind,
          GVariant *parameters)
{
  News *news = g_new0 (News, 1);

  news->kind = kind;
  news->bytes = sizeof (News) + g_variant_get_size (parameters);
  if (kind != NEWS_COMPLETE)
    g_variant_get (parameters, "(as)", &news->texts);
  g_queue_push_tail (&self->news, news);
  self->waiting_bytes += news->bytes;
  self->told++;
  if (self->news_source == 0)
    self->news_source = g_idle_add (news_cb, self);

  if (self->waiting_bytes > MAX_WAITING_BYTES)
    fail (self, _ ("The desktop’s calendar service sends more than Handrail can take"));
}

static void
view_signal_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *signal,
                GVariant *parameters,
                gpointer user_data)
{
  RailEdsView *self = user_data;
  gboolean holds_texts = g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(as)"));

  if (holds_texts && (g_str_equal (signal, "ObjectsAdded") || g_str_equal (signal, "ObjectsModified")))
    add_news (self, NEWS_PUT, parameters);
  else if (holds_texts && g_str_equal (signal, "ObjectsRemoved"))
    add_news (self, NEWS_REMOVE, parameters);
  else if (g_str_equal (signal, "Complete"))
    add_news (self, NEWS_COMPLETE, parameters);
}

static void
loading_late_cb (gpointer user_data)
{
  RailEdsView *self = user_data;

  self->loading_source = 0;
  fail (self, _ ("The desktop’s calendar service does not answer"));
}

static void
started_cb (GObject *connection,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (RailEdsView) self = NULL;
  g_autoptr (GVariant) reply = take_reply (connection, result, question, &self);
}

static void
got_cb (GObject *connection,
        GAsyncResult *result,
        gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (RailEdsView) self = NULL;
  g_autoptr (GVariant) reply = take_reply (connection, result, question, &self);

  if (reply == NULL)
    return;

  g_variant_get (reply, "(o)", &self->view_path);
  self->loading_source = g_timeout_add_once (LOADING_TIMEOUT_MILLISECONDS, loading_late_cb, self);
  self->subscription = g_dbus_connection_signal_subscribe (self->connection,
                                                           self->owner,
                                                           VIEW_INTERFACE,
                                                           NULL,
                                                           self->view_path,
                                                           NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           view_signal_cb,
                                                           self,
                                                           NULL);
  call (self, self->view_path, VIEW_INTERFACE, "Start", NULL, "()", started_cb, NULL);
}

static char *
format_time (gint64 moment)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (moment / G_USEC_PER_SEC);

  return g_date_time_format (time, "%Y%m%dT%H%M%SZ");
}

/*
 * All of every series and not only what lies in the window: an instance that was moved out of it is a text of its own, and without that text
 * its series would still have a meeting at the old time. Single events of other years stay where they are.
 */
static char *
make_query (gint64 from,
            gint64 to)
{
  g_autofree char *first = format_time (from - QUERY_SLACK);
  g_autofree char *last = format_time (to + QUERY_SLACK);

  return g_strdup_printf ("(or (occur-in-time-range? (make-time \"%s\") (make-time \"%s\")) (has-recurrences?))", first, last);
}

static void
rail_eds_view_dispose (GObject *object)
{
  RailEdsView *self = RAIL_EDS_VIEW (object);

  stop (self);
  if (self->view_path != NULL)
    g_dbus_connection_call (self->connection,
                            self->owner,
                            self->view_path,
                            VIEW_INTERFACE,
                            "Dispose",
                            NULL,
                            NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START,
                            CALL_TIMEOUT_MILLISECONDS,
                            NULL,
                            NULL,
                            NULL);
  g_clear_pointer (&self->view_path, g_free);

  G_OBJECT_CLASS (rail_eds_view_parent_class)->dispose (object);
}

static void
rail_eds_view_finalize (GObject *object)
{
  RailEdsView *self = RAIL_EDS_VIEW (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->connection);
  g_free (self->owner);
  g_free (self->calendar_path);
  g_clear_pointer (&self->objects, rail_calendar_objects_free);
  g_hash_table_unref (self->zones);

  G_OBJECT_CLASS (rail_eds_view_parent_class)->finalize (object);
}

static void
rail_eds_view_class_init (RailEdsViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_eds_view_dispose;
  object_class->finalize = rail_eds_view_finalize;

  signals[SIGNAL_READY] = g_signal_new ("ready", RAIL_TYPE_EDS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", RAIL_TYPE_EDS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rail_eds_view_init (RailEdsView *self)
{
  self->cancellable = g_cancellable_new ();
  self->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

RailEdsView *
rail_eds_view_new (GDBusConnection *connection,
                   const char *owner,
                   const char *calendar_path,
                   gint64 from,
                   gint64 to)
{
  RailEdsView *self = g_object_new (RAIL_TYPE_EDS_VIEW, NULL);
  g_autofree char *query = make_query (from, to);

  self->connection = g_object_ref (connection);
  self->owner = g_strdup (owner);
  self->calendar_path = g_strdup (calendar_path);
  self->objects = rail_calendar_objects_new (from, to);
  call (self, calendar_path, CALENDAR_INTERFACE, "GetView", g_variant_new ("(s)", query), "(o)", got_cb, NULL);

  return self;
}

gboolean
rail_eds_view_is_ready (RailEdsView *self)
{
  g_return_val_if_fail (RAIL_IS_EDS_VIEW (self), FALSE);

  return self->loaded && self->settle_source == 0 && self->pending_zones == 0;
}

GPtrArray *
rail_eds_view_dup_texts (RailEdsView *self)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  GHashTableIter iter;
  gpointer zone;

  g_return_val_if_fail (RAIL_IS_EDS_VIEW (self), texts);

  g_hash_table_iter_init (&iter, self->zones);
  while (g_hash_table_iter_next (&iter, NULL, &zone))
    g_ptr_array_add (texts, g_ref_string_new (zone));
  g_ptr_array_extend_and_steal (texts, rail_calendar_objects_dup_texts (self->objects));

  return texts;
}

guint
rail_eds_view_get_left_out (RailEdsView *self)
{
  g_return_val_if_fail (RAIL_IS_EDS_VIEW (self), 0);

  return rail_calendar_objects_get_left_out (self->objects);
}

guint
rail_eds_view_get_told (RailEdsView *self)
{
  g_return_val_if_fail (RAIL_IS_EDS_VIEW (self), 0);

  return self->told;
}
