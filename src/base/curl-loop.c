#include "config.h"

#include "base/curl-loop.h"

#include <glib-unix.h>

struct _RailCurlLoop
{
  gatomicrefcount ref_count; /* also held by whatever callback is running: it may free the loop */

  const RailCurlLibrary *curl;
  GMainContext *context;
  RailCurlLoopFinished finished;
  gpointer user_data;

  CURLM *multi; /* NULL while no request runs */
  guint running;
  GHashTable *sockets; /* descriptor -> GSource */
  GSource *timer;      /* libcurl's one timer; never ready while no request runs */
  GSource *cleaner;    /* ends the multi handle once nobody has asked for more */
};

static RailCurlLoop *
ref (RailCurlLoop *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
unref (RailCurlLoop *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->sockets);
  g_main_context_unref (self->context);
  g_free (self);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
free_socket_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static void
tell_finished (RailCurlLoop *self)
{
  CURLMsg *message;
  int left;

  /* Whoever is answered may cancel others, or end the last of them. */
  while (self->multi != NULL && (message = self->curl->multi_info_read (self->multi, &left)) != NULL)
    self->finished (message->easy_handle, message->data.result, self->user_data);
}

static gboolean
socket_ready_cb (int fd,
                 GIOCondition condition,
                 gpointer user_data)
{
  RailCurlLoop *self = ref (user_data);
  int mask = 0;
  int running;

  mask |= (condition & (G_IO_IN | G_IO_HUP)) != 0 ? CURL_CSELECT_IN : 0;
  mask |= (condition & G_IO_OUT) != 0 ? CURL_CSELECT_OUT : 0;
  mask |= (condition & (G_IO_ERR | G_IO_NVAL)) != 0 ? CURL_CSELECT_ERR : 0;

  self->curl->multi_socket_action (self->multi, fd, mask, &running);
  tell_finished (self);

  unref (self);
  return G_SOURCE_CONTINUE;
}

static int
socket_cb (CURL *easy,
           curl_socket_t fd,
           int what,
           void *user_data,
           void *socket_data)
{
  RailCurlLoop *self = user_data;
  GIOCondition condition = 0;
  GSource *source;

  g_hash_table_remove (self->sockets, GINT_TO_POINTER (fd));
  if (what == CURL_POLL_REMOVE)
    return 0;

  condition |= (what & CURL_POLL_IN) != 0 ? G_IO_IN : 0;
  condition |= (what & CURL_POLL_OUT) != 0 ? G_IO_OUT : 0;
  source = g_unix_fd_source_new (fd, condition | G_IO_ERR | G_IO_HUP);
  g_source_set_static_name (source, "[handrail] http socket");
  g_source_set_callback (source, G_SOURCE_FUNC (socket_ready_cb), self, NULL);
  g_source_attach (source, self->context);
  g_hash_table_insert (self->sockets, GINT_TO_POINTER (fd), source);
  return 0;
}

/* libcurl must not be called from in here: even a time-out of 0 goes through the loop. */
static int
timer_cb (CURLM *multi,
          long milliseconds,
          void *user_data)
{
  RailCurlLoop *self = user_data;

  g_source_set_ready_time (self->timer, milliseconds < 0 ? -1 : g_get_monotonic_time () + milliseconds * 1000);
  return 0;
}

static gboolean
timer_ready_cb (gpointer user_data)
{
  RailCurlLoop *self = ref (user_data);
  int running;

  g_source_set_ready_time (self->timer, -1);
  self->curl->multi_socket_action (self->multi, CURL_SOCKET_TIMEOUT, 0, &running);
  tell_finished (self);

  unref (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_timer (GSource *source,
                GSourceFunc callback,
                gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

static void
open_multi (RailCurlLoop *self)
{
  self->multi = self->curl->multi_init ();
  g_assert (self->multi != NULL);
  self->curl->multi_setopt (self->multi, CURLMOPT_SOCKETFUNCTION, socket_cb);
  self->curl->multi_setopt (self->multi, CURLMOPT_SOCKETDATA, self);
  self->curl->multi_setopt (self->multi, CURLMOPT_TIMERFUNCTION, timer_cb);
  self->curl->multi_setopt (self->multi, CURLMOPT_TIMERDATA, self);

  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "[handrail] http timer");
  g_source_set_callback (self->timer, timer_ready_cb, self, NULL);
  g_source_attach (self->timer, self->context);
}

static void
close_multi (RailCurlLoop *self)
{
  clear_source (&self->cleaner);
  if (self->multi != NULL)
    self->curl->multi_cleanup (g_steal_pointer (&self->multi));
  clear_source (&self->timer);
  g_hash_table_remove_all (self->sockets);
}

static gboolean
clean_cb (gpointer user_data)
{
  close_multi (user_data);
  return G_SOURCE_REMOVE;
}

/* A request that follows from the last one's answer still finds the connection open. */
static void
close_multi_soon (RailCurlLoop *self)
{
  self->cleaner = g_idle_source_new ();
  g_source_set_priority (self->cleaner, G_PRIORITY_LOW);
  g_source_set_static_name (self->cleaner, "[handrail] http cleaner");
  g_source_set_callback (self->cleaner, clean_cb, self, NULL);
  g_source_attach (self->cleaner, self->context);
}

RailCurlLoop *
rail_curl_loop_new (const RailCurlLibrary *curl,
                    GMainContext *context,
                    RailCurlLoopFinished finished,
                    gpointer user_data)
{
  RailCurlLoop *self = g_new0 (RailCurlLoop, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->curl = curl;
  self->context = g_main_context_ref (context);
  self->finished = finished;
  self->user_data = user_data;
  self->sockets = g_hash_table_new_full (NULL, NULL, NULL, free_socket_source);
  return self;
}

void
rail_curl_loop_free (RailCurlLoop *self)
{
  g_assert (self->running == 0);
  close_multi (self);
  unref (self);
}

void
rail_curl_loop_add (RailCurlLoop *self,
                    CURL *easy)
{
  CURLMcode code;

  clear_source (&self->cleaner);
  if (self->multi == NULL)
    open_multi (self);

  code = self->curl->multi_add_handle (self->multi, easy);
  g_assert (code == CURLM_OK);
  self->running++;
}

void
rail_curl_loop_remove (RailCurlLoop *self,
                       CURL *easy)
{
  self->curl->multi_remove_handle (self->multi, easy);
  self->running--;
  if (self->running == 0)
    close_multi_soon (self);
}
