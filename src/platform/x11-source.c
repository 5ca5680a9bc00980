#include "config.h"

#include "platform/x11-source.h"

#include <stdlib.h>

typedef struct
{
  GSource parent;
  xcb_connection_t *connection;
  RailX11Callback callback;
  gpointer user_data;
  xcb_generic_event_t *queued;
} Source;

static gboolean
prepare (GSource *source,
         int *timeout)
{
  Source *self = (Source *) source;

  *timeout = -1;
  if (self->queued == NULL)
    self->queued = xcb_poll_for_queued_event (self->connection);

  return self->queued != NULL;
}

static gboolean
dispatch (GSource *source,
          GSourceFunc callback,
          gpointer user_data)
{
  Source *self = (Source *) source;

  self->callback (g_steal_pointer (&self->queued), self->user_data);
  return G_SOURCE_CONTINUE;
}

static void
finalize (GSource *source)
{
  Source *self = (Source *) source;

  free (self->queued);
}

static GSourceFuncs source_funcs = {
  .prepare = prepare,
  .dispatch = dispatch,
  .finalize = finalize,
};

GSource *
rail_x11_source_new (xcb_connection_t *connection,
                     const char *name,
                     RailX11Callback callback,
                     gpointer user_data)
{
  GSource *source = g_source_new (&source_funcs, sizeof (Source));
  Source *self = (Source *) source;

  self->connection = connection;
  self->callback = callback;
  self->user_data = user_data;
  g_source_set_static_name (source, name);
  g_source_add_unix_fd (source, xcb_get_file_descriptor (connection), G_IO_IN | G_IO_ERR | G_IO_HUP);
  g_source_attach (source, g_main_context_get_thread_default ());

  return source;
}

xcb_window_t
rail_x11_find_root (xcb_connection_t *connection,
                    int screen)
{
  xcb_screen_iterator_t screens = xcb_setup_roots_iterator (xcb_get_setup (connection));

  while (screen-- > 0 && screens.rem > 1)
    xcb_screen_next (&screens);

  return screens.data->root;
}
