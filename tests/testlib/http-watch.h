/*
 * Who watches an HTTP client in a test: says yes to every request, or no, and writes down what became of each.
 */

#pragma once

#include "base/duration.h"
#include "base/error.h"
#include "base/http-client.h"

typedef struct
{
  const char *purpose; /* what each request must be for */
  const char *refusal; /* NULL: none */
  GPtrArray *records;  /* char: "METHOD ORIGIN STATUS OUTCOME SENT RECEIVED SHA256" */
} HttpWatch;

static inline gboolean
http_watch_may_send_cb (gpointer owner,
                        const char *origin,
                        const char *purpose,
                        GError **error)
{
  HttpWatch *self = owner;

  g_assert_cmpstr (purpose, ==, self->purpose);
  if (self->refusal != NULL)
    g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_REFUSED, self->refusal);
  return self->refusal == NULL;
}

static inline void
http_watch_finished_cb (gpointer owner,
                        const RailHttpRecord *record)
{
  static const char *const words[] = { "answered", "failed", "cancelled", "refused" };
  HttpWatch *self = owner;

  g_assert_cmpint (ABS (g_get_real_time () - record->when), <, RAIL_HOUR);
  g_ptr_array_add (self->records,
                   g_strdup_printf ("%s %s %u %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %s",
                                    record->method,
                                    record->origin,
                                    record->status,
                                    words[record->outcome],
                                    record->bytes_sent,
                                    record->bytes_received,
                                    record->body_sha256 != NULL ? record->body_sha256 : "-"));
}

/* A client that it watches; @self must stay as long. */
static inline RailHttpClient *
http_watch_begin (HttpWatch *self,
                  const char *purpose)
{
  static const RailHttpObserver observer = { http_watch_may_send_cb, http_watch_finished_cb };

  self->purpose = purpose;
  self->records = g_ptr_array_new_with_free_func (g_free);
  return rail_http_client_new (&observer, self);
}

/* @client is consumed. */
static inline void
http_watch_end (HttpWatch *self,
                RailHttpClient *client)
{
  rail_http_client_unref (client);
  g_ptr_array_unref (self->records);
}

static inline void
http_watch_assert_last (const HttpWatch *self,
                        const char *pattern)
{
  const char *record = g_ptr_array_index (self->records, self->records->len - 1);

  if (!g_pattern_match_simple (pattern, record))
    g_error ("“%s” is not “%s”", record, pattern);
}

/* Nothing runs on once all is answered: no descriptor to wait for, no time-out. */
static inline void
http_watch_assert_at_rest (void)
{
  GMainContext *context = g_main_context_default ();
  GPollFD descriptors[8];
  int timeout, priority;

  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  g_assert_cmpint (g_main_context_query (context, G_MAXINT, &timeout, descriptors, G_N_ELEMENTS (descriptors)), ==, 1);
  g_assert_cmpint (timeout, ==, -1);
  g_main_context_release (context);
}
