/*
 * A server on this machine with the faults that a real one does not have: cut answers, endless ones, no HTTP at all. One thread a connection.
 */

#pragma once

#include <gio/gio.h>

typedef struct
{
  GSocketService *service;
  guint16 port;
  GMutex mutex;
  GCond ended;
  int running;
  char *request; /* the last head it got */
} FaultServer;

/*
 * Each answer is chosen by the path: "/cut" promises more than it sends, "/endless" never stops, "/nothing" does not either but unpacks to no
 * byte at all, "/head" has no end of headers, "/garbage" is no HTTP, "/silent" closes at once, "/half" ends without saying so, "/chunk" breaks
 * in a chunk, "/hang" never answers, all others get a small calendar.
 */
FaultServer *fault_server_start (void);
void fault_server_free (FaultServer *self);

/* "http://127.0.0.1:PORT", then @rest; transfer full. */
char *fault_server_dup_address (FaultServer *self,
                                const char *rest);

/* Transfer full; NULL when none came. */
char *fault_server_dup_request (FaultServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultServer, fault_server_free)
