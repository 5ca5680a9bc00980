#include "config.h"

#include "ui/card-surface-x11.h"

#include <gdk/x11/gdkx.h>
#include <X11/Xatom.h>

/* _NET_WM_STATE client message (Extended Window Manager Hints 1.5, “_NET_WM_STATE”). */
#define STATE_REMOVE 0
#define STATE_ADD 1
#define SOURCE_APPLICATION 1

static GdkSurface *
get_surface (GtkWindow *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  return surface != NULL && GDK_IS_X11_SURFACE (surface) ? surface : NULL;
}

static Atom
intern (GdkSurface *surface,
        const char *name)
{
  return gdk_x11_get_xatom_by_name_for_display (gdk_surface_get_display (surface), name);
}

static void
change_state (GdkSurface *surface,
              gboolean add,
              const char *first,
              const char *second)
{
  GdkDisplay *display = gdk_surface_get_display (surface);
  Display *xdisplay = gdk_x11_display_get_xdisplay (display);
  XEvent event = { 0 };

  event.xclient.type = ClientMessage;
  event.xclient.window = gdk_x11_surface_get_xid (surface);
  event.xclient.message_type = intern (surface, "_NET_WM_STATE");
  event.xclient.format = 32;
  event.xclient.data.l[0] = add ? STATE_ADD : STATE_REMOVE;
  event.xclient.data.l[1] = intern (surface, first);
  event.xclient.data.l[2] = second != NULL ? intern (surface, second) : None;
  event.xclient.data.l[3] = SOURCE_APPLICATION;

  XSendEvent (xdisplay, gdk_x11_display_get_xrootwindow (display), False, SubstructureNotifyMask | SubstructureRedirectMask, &event);
}

gboolean
rail_card_surface_is_x11 (GtkWindow *window)
{
  return GDK_IS_X11_DISPLAY (gtk_widget_get_display (GTK_WIDGET (window)));
}

void
rail_card_surface_prepare (GtkWindow *window,
                           gboolean pushed)
{
  GdkSurface *surface = get_surface (window);
  Display *display;
  Atom type;

  if (surface == NULL)
    return;

  display = gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface));
  type = intern (surface, pushed ? "_NET_WM_WINDOW_TYPE_NOTIFICATION" : "_NET_WM_WINDOW_TYPE_DIALOG");
  XChangeProperty (display, gdk_x11_surface_get_xid (surface), intern (surface, "_NET_WM_WINDOW_TYPE"), XA_ATOM, 32, PropModeReplace, (const guchar *) &type, 1);
  /* Zero means: do not focus when mapped. It has to be written anew each time, as GDK writes the time of every click. */
  if (pushed)
    gdk_x11_surface_set_user_time (surface, 0);
}

void
rail_card_surface_raise (GtkWindow *window,
                         gboolean pushed)
{
  GdkSurface *surface = get_surface (window);

  if (surface == NULL)
    return;

  /* GDK writes _NET_WM_STATE itself while mapping, so only a message to the window manager afterwards lasts. */
  change_state (surface, pushed, "_NET_WM_STATE_SKIP_TASKBAR", "_NET_WM_STATE_SKIP_PAGER");
  change_state (surface, TRUE, "_NET_WM_STATE_ABOVE", NULL);
}

void
rail_card_surface_move (GtkWindow *window,
                        int x,
                        int y)
{
  GdkSurface *surface = get_surface (window);
  int scale;

  if (surface == NULL)
    return;

  scale = gdk_surface_get_scale_factor (surface);
  XMoveWindow (gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface)), gdk_x11_surface_get_xid (surface), x * scale, y * scale);
}

void
rail_card_surface_get_work_area (GdkMonitor *monitor,
                                 GdkRectangle *area)
{
  if (GDK_IS_X11_MONITOR (monitor))
    gdk_x11_monitor_get_workarea (monitor, area);
  else
    gdk_monitor_get_geometry (monitor, area);
}

gboolean
rail_card_surface_get_pointer (GtkWindow *window,
                               GdkRectangle *point)
{
  GdkSurface *surface = get_surface (window);
  GdkDisplay *display;
  Window root, child;
  int x, y, inner_x, inner_y, scale;
  unsigned int buttons;

  if (surface == NULL)
    return FALSE;

  display = gdk_surface_get_display (surface);
  if (!XQueryPointer (gdk_x11_display_get_xdisplay (display), gdk_x11_display_get_xrootwindow (display), &root, &child, &x, &y, &inner_x, &inner_y, &buttons))
    return FALSE;

  scale = gdk_surface_get_scale_factor (surface);
  point->x = x / scale;
  point->y = y / scale;

  return TRUE;
}

guint32
rail_card_surface_get_time (GtkWindow *window)
{
  GdkSurface *surface = get_surface (window);

  return surface != NULL ? gdk_x11_get_server_time (surface) : GDK_CURRENT_TIME;
}
