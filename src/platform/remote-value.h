/*
 * A value that another program on the bus holds: asked for when that program is there, and again whenever it signals that something
 * changed; never on a clock, and no program is ever started only to be asked. However many signals come in a row, one question
 * is under way at most.
 */

#pragma once

#include <gio/gio.h>

typedef enum
{
  RAIL_REMOTE_ABSENT,  /* nobody owns the name */
  RAIL_REMOTE_UNSET,   /* it says so with the question's error for that */
  RAIL_REMOTE_REFUSED, /* it does not know the question, may not answer, or does not in time */
  RAIL_REMOTE_TOLD,
} RailRemoteState;

/* All strings outlive the value; everything but name, path, interface and method may be NULL. */
typedef struct
{
  const char *name;
  const char *path;
  const char *interface;
  const char *method;
  const char *words[2]; /* the method's arguments: as many as are not NULL */
  const char *signal_interface;
  const char *signal;      /* NULL: any of its interface */
  const char *signal_word; /* the signal's first argument */
  const char *unset_error; /* the D-Bus error that means that nobody ever set the value */
} RailRemoteQuestion;

typedef struct _RailRemoteValue RailRemoteValue;

/* @value: the answer, out of its variants, and a tuple only if it has several parts; NULL unless @state is TOLD. Must not free the remote value. */
typedef void (*RailRemoteValueCallback) (RailRemoteState state,
                                         GVariant *value,
                                         gpointer user_data);

/* Calls back each time the name comes or goes and with each answer, first from the main loop. */
RailRemoteValue *rail_remote_value_new (GDBusConnection *connection,
                                        const RailRemoteQuestion *question,
                                        RailRemoteValueCallback callback,
                                        gpointer user_data);

/* No callback after this. */
void rail_remote_value_free (RailRemoteValue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRemoteValue, rail_remote_value_free)
