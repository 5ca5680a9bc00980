#include "config.h"

#include "platform/eds-expansion.h"

#include <glib/gi18n-lib.h>

#include "base/problem.h"
#include "context/recurrence.h"

typedef struct
{
  char *name;
  char **addresses;
  RailCalendarWindow window;
  GPtrArray *texts;
  guint left_out;
  gint64 read_at;
} Order;

static void
order_free (Order *self)
{
  g_free (self->name);
  g_strfreev (self->addresses);
  rail_calendar_window_clear (&self->window);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_free (self);
}

void
rail_eds_expansion_free (RailEdsExpansion *self)
{
  rail_calendar_window_clear (&self->window);
  g_clear_pointer (&self->occurrences, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}

static void
add_problem_of_limit (const Order *order,
                      GPtrArray *problems)
{
  if (order->left_out > 0)
    rail_problems_add (problems,
                       RAIL_SEVERITY_ERROR,
                       order->name,
                       0,
                       "calendar-limit",
                       _ ("move old events into another calendar"),
                       "%s",
                       _ ("The calendar holds more than Handrail reads, or events that are none"));
}

static void
expand_in_thread (GTask *task,
                  gpointer source,
                  gpointer task_data,
                  GCancellable *cancellable)
{
  Order *order = task_data;
  RailEdsExpansion *expansion = g_new0 (RailEdsExpansion, 1);
  g_autoptr (GString) text = g_string_new ("BEGIN:VCALENDAR\r\n");
  const RailCalendarReading reading = {
    .file = order->name,
    .calendar = order->name,
    .my_addresses = (const char *const *) order->addresses,
    .zone = order->window.zone,
    .now = order->read_at,
  };

  for (guint i = 0; i < order->texts->len; i++)
    g_string_append (text, g_ptr_array_index (order->texts, i));
  g_string_append (text, "END:VCALENDAR\r\n");
  /* Twenty thousand texts are freed here, not where somebody waits. */
  g_clear_pointer (&order->texts, g_ptr_array_unref);

  rail_calendar_window_copy (&order->window, &expansion->window);
  expansion->read_at = order->read_at;
  expansion->problems = rail_problems_new ();
  expansion->occurrences = rail_recurrence_expand (&reading, text->str, text->len, order->window.from, order->window.to, expansion->problems);
  /* Nobody ever sees the lines of this text. */
  for (guint i = 0; i < expansion->problems->len; i++)
    ((RailProblem *) g_ptr_array_index (expansion->problems, i))->line = 0;
  add_problem_of_limit (order, expansion->problems);

  g_task_return_pointer (task, expansion, (GDestroyNotify) rail_eds_expansion_free);
}

void
rail_eds_expansion_make_async (RailEdsView *view,
                               const char *name,
                               const char *const *addresses,
                               const RailCalendarWindow *window,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->name = g_strdup (name);
  order->addresses = g_strdupv ((char **) addresses);
  rail_calendar_window_copy (window, &order->window);
  order->texts = rail_eds_view_dup_texts (view);
  order->left_out = rail_eds_view_get_left_out (view);
  order->read_at = g_get_real_time ();

  g_task_set_source_tag (task, rail_eds_expansion_make_async);
  g_task_set_task_data (task, order, (GDestroyNotify) order_free);
  g_task_run_in_thread (task, expand_in_thread);
}

RailEdsExpansion *
rail_eds_expansion_make_finish (GAsyncResult *result,
                                GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
