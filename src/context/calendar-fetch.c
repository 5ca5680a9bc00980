#include "config.h"

#include "context/calendar-fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/problem.h"
#include "context/calendar-head.h"

#define PURPOSE "calendar"
#define CONNECT_TIMEOUT (30 * RAIL_SECOND)
#define TOTAL_TIMEOUT (5 * RAIL_MINUTE)
#define STALL_TIMEOUT (30 * RAIL_SECOND)
#define MAX_REDIRECTS 5

/* Of an answer that says no: enough for every error page, so that the request ends as it should. */
#define MAX_REFUSAL_BYTES (256 * 1024)

typedef struct
{
  RailHttpClient *client;
  RailCalendarHead *head;
  RailCalendarFetch *fetch;
  guint64 refusal_bytes;
  gint64 retry_after;
} Job;

void
rail_calendar_fetch_free (RailCalendarFetch *self)
{
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self->host);
  g_free (self->name);
  g_free (self->etag);
  g_free (self->last_modified);
  g_free (self);
}

static void
job_free (Job *job)
{
  rail_http_client_unref (job->client);
  rail_calendar_head_free (job->head);
  g_clear_pointer (&job->fetch, rail_calendar_fetch_free);
  g_free (job);
}

/* A file that loses its name at once: nobody else can read it, and a crash leaves nothing behind. */
static int
open_nameless (GError **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "handrail", NULL);
  g_autofree char *path = g_build_filename (folder, "calendar-XXXXXX", NULL);
  int fd;

  g_mkdir_with_parents (folder, 0700);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    g_unlink (path);
  else
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "There is no room for the calendar in %s: %s", folder, g_strerror (errno));
  return fd;
}

static gboolean
write_all (int fd,
           const char *data,
           gsize length,
           GError **error)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          g_set_error (error, RAIL_ERROR, errno == ENOSPC ? RAIL_ERROR_FULL : RAIL_ERROR_FAILED, "The calendar cannot be kept: %s", g_strerror (errno));
          return FALSE;
        }
      data += written;
      length -= (gsize) written;
    }
  return TRUE;
}

static gboolean
is_calendar_status (guint status)
{
  return status >= 200 && status < 300;
}

static gboolean
body_cb (const RailHttpResponse *response,
         const char *data,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Job *job = user_data;

  if (!is_calendar_status (response->status))
    {
      job->refusal_bytes += length;
      job->retry_after = response->retry_after;
      return job->refusal_bytes <= MAX_REFUSAL_BYTES || rail_http_response_check (response, error);
    }

  if (!rail_calendar_head_read (job->head, response->host, data, length, error))
    return FALSE;

  if (job->fetch->fd < 0)
    job->fetch->fd = open_nameless (error);
  return job->fetch->fd >= 0 && write_all (job->fetch->fd, data, length, error);
}

static gboolean
take_response (Job *job,
               const RailHttpResponse *response,
               GError **error)
{
  RailCalendarFetch *fetch = job->fetch;

  job->retry_after = response->retry_after;
  if (!rail_http_response_check (response, error))
    return FALSE;

  fetch->host = g_strdup (response->host);
  fetch->modified = is_calendar_status (response->status);
  if (!fetch->modified)
    return TRUE;

  if (!rail_calendar_head_end (job->head, response->host, error))
    return FALSE;

  fetch->name = g_strdup (rail_calendar_head_get_name (job->head));
  fetch->interval = rail_calendar_head_get_interval (job->head);
  fetch->etag = g_strdup (response->etag);
  fetch->last_modified = g_strdup (response->last_modified);
  return TRUE;
}

static void
sent_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (RailHttpResponse) response = rail_http_client_send_finish (job->client, result, &error);

  if (response != NULL && take_response (job, response, &error))
    g_task_return_pointer (task, g_steal_pointer (&job->fetch), (GDestroyNotify) rail_calendar_fetch_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
rail_calendar_fetch_async (RailHttpClient *client,
                           const RailWebAddress *address,
                           const char *etag,
                           const char *last_modified,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  static const char *const headers[] = { "Accept: text/calendar, text/plain;q=0.5, */*;q=0.1", NULL };
  const RailHttpRequest request = {
    .address = address,
    .purpose = PURPOSE,
    .headers = headers,
    .etag = etag,
    .last_modified = last_modified,
    .max_bytes = RAIL_CALENDAR_MAX_BYTES,
    .connect_timeout = CONNECT_TIMEOUT,
    .total_timeout = TOTAL_TIMEOUT,
    .stall_timeout = STALL_TIMEOUT,
    .max_redirects = MAX_REDIRECTS,
  };
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, rail_calendar_fetch_async);
  job->client = rail_http_client_ref (client);
  job->head = rail_calendar_head_new ();
  job->fetch = g_new0 (RailCalendarFetch, 1);
  job->fetch->fd = -1;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);

  rail_http_client_send_async (client, &request, body_cb, job, cancellable, sent_cb, task);
}

RailCalendarFetch *
rail_calendar_fetch_finish (GAsyncResult *result,
                            gint64 *retry_after,
                            GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  if (retry_after != NULL)
    *retry_after = job->retry_after;
  return g_task_propagate_pointer (G_TASK (result), error);
}

GPtrArray *
rail_calendar_fetch_expand (RailCalendarFetch *self,
                            const RailCalendarReading *reading,
                            gint64 from,
                            gint64 to,
                            GPtrArray *problems,
                            GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new_from_fd (self->fd, FALSE, error);
  guint known = problems->len;
  GPtrArray *occurrences;

  g_close (self->fd, NULL);
  self->fd = -1;
  if (file == NULL)
    return NULL;

  occurrences = rail_recurrence_expand (reading, g_mapped_file_get_contents (file), g_mapped_file_get_length (file), from, to, problems);
  for (guint i = known; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);

      if (g_str_equal (problem->rule, "calendar-file"))
        {
          g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, problem->message);
          g_ptr_array_set_size (problems, (int) known);
          g_ptr_array_unref (occurrences);
          return NULL;
        }
    }
  return occurrences;
}
