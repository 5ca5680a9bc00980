/*
 * What one notification says and offers; plain texts.
 */

#pragma once

#include <glib.h>

typedef struct
{
  const char *title;
  const char *body;
  gboolean quiet;     /* of low urgency */
  gboolean transient; /* the server need not keep it once it was seen */
  const char *done;   /* the label of a button for it; NULL: there is none */
  const char *snooze; /* the label of the one that puts it off; NULL: “Snooze” */
} RailNotice;
