/*
 * wait_until (condition): turns the main loop until the condition holds, and fails where it does not within LIMIT_SECONDS, which the test
 * defines.
 */

#pragma once

#include <glib.h>

static gboolean
out_of_time_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                                             \
  G_STMT_START                                                                            \
  {                                                                                       \
    gboolean out_of_time = FALSE;                                                         \
    guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, out_of_time_cb, &out_of_time); \
                                                                                          \
    while (!(condition) && !out_of_time)                                                  \
      g_main_context_iteration (NULL, TRUE);                                              \
    g_assert_true (condition);                                                            \
    g_source_remove (limit_id);                                                           \
  }                                                                                       \
  G_STMT_END
