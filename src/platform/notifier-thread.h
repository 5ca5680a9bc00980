/*
 * The one thread that talks to the notification server. libnotify's calls are synchronous and wait up to 25 s for a server that hangs, so
 * they are made here: commands go in and are carried out in order, events come out on the main context of the caller. It
 * sleeps while there is nothing to do. Source: Desktop Notifications Specification 1.2.
 */

#pragma once

#include <glib.h>

#include "platform/notice.h"

typedef struct _RailNotifierThread RailNotifierThread;

typedef enum
{
  RAIL_NOTIFIER_DONE,
  RAIL_NOTIFIER_NO_SERVER, /* nobody owns the name, and the bus could start nobody */
  RAIL_NOTIFIER_NO_ANSWER, /* somebody does, but did not answer in time */
  RAIL_NOTIFIER_REFUSED,   /* it answered with an error, or speaks no version we know */
} RailNotifierOutcome;

typedef enum
{
  RAIL_NOTIFIER_SHOWN,     /* or not: @outcome; the answer to one show() */
  RAIL_NOTIFIER_WITHDRAWN, /* the answer to one withdraw() */
  RAIL_NOTIFIER_OPENED,    /* @token */
  RAIL_NOTIFIER_DID,       /* the button that says it is done */
  RAIL_NOTIFIER_SNOOZED,
  RAIL_NOTIFIER_DISMISSED, /* by the user */
  RAIL_NOTIFIER_GONE,      /* its time ran out, or its server is gone */
} RailNotifierEventKind;

typedef struct
{
  RailNotifierEventKind kind;
  guint number; /* of the notification */
  RailNotifierOutcome outcome;
  gboolean has_actions; /* RAIL_NOTIFIER_DONE: the server shows buttons */
  const char *token;    /* for the activation of a window, or NULL */
} RailNotifierEvent;

typedef void (*RailNotifierCallback) (const RailNotifierEvent *event,
                                      gpointer user_data);

/* @callback runs on the thread-default main context of the caller, never after rail_notifier_thread_end(). */
RailNotifierThread *rail_notifier_thread_new (RailNotifierCallback callback,
                                              gpointer user_data);

/* Shows it, or replaces what is shown under @number. */
void rail_notifier_thread_show (RailNotifierThread *self,
                                guint number,
                                const RailNotice *notice);

void rail_notifier_thread_withdraw (RailNotifierThread *self,
                                    guint number);

/* The owner of the server's name has changed. */
void rail_notifier_thread_follow_server (RailNotifierThread *self);

/* Withdraws everything and frees @self; waits half a second at most, then leaves a thread that hangs to the end of the process. */
void rail_notifier_thread_end (RailNotifierThread *self);
