#include "config.h"

#include "base/discard.h"

#include <gio/gio.h>

static void
discard_in_thread (GTask *task,
                   gpointer source,
                   gpointer data,
                   GCancellable *cancellable)
{
  /* Otherwise it would be freed where the task ends, which is the main loop. */
  g_task_set_task_data (task, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

void
rail_discard (gpointer data,
              GDestroyNotify free_func)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, rail_discard);
  g_task_set_task_data (task, data, free_func);
  g_task_run_in_thread (task, discard_in_thread);
}
