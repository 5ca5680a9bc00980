/*
 * A server on this machine with the faults that a real one does not have: cut answers, endless ones, no HTTP at all. One thread a connection.
 */

#pragma once

#include <gio/gio.h>

/* What comes behind a scripted answer. */
typedef enum
{
  FAULT_CLOSE,  /* nothing: the connection ends */
  FAULT_HANG,   /* nothing, and the connection stays open until the other side has had enough */
  FAULT_REPEAT, /* the tail, again and again */
  FAULT_DRIP,   /* the tail, again and again, but slowly */
} FaultEnding;

typedef struct
{
  GSocketService *service;
  guint16 port;
  GMutex mutex;
  GCond ended;
  int running;
  guint n_requests;
  char *request; /* the last head it got */
  char *body;    /* and what came behind it */

  GBytes *script; /* what paths below "/scripted" get */
  FaultEnding ending;
  char *tail;
} FaultServer;

/*
 * Each answer is chosen by the path: "/cut" promises more than it sends, "/endless" never stops, "/nothing" does not either but unpacks to no
 * byte at all, "/head" has no end of headers, "/garbage" is no HTTP, "/silent" closes at once, "/half" ends without saying so, "/chunk" breaks
 * in a chunk, "/hang" never answers, "/scripted" and all below it get what fault_server_script() said, all others get a small calendar.
 */
FaultServer *fault_server_start (void);
void fault_server_free (FaultServer *self);

/* "http://127.0.0.1:PORT", then @rest; transfer full. */
char *fault_server_dup_address (FaultServer *self,
                                const char *rest);

/* @text: head and body; @length -1 where it ends in a zero byte. @tail may be NULL where nothing is repeated. */
void fault_server_script (FaultServer *self,
                          const char *text,
                          gssize length,
                          FaultEnding ending,
                          const char *tail);

/* Transfer full; NULL when none came. */
char *fault_server_dup_request (FaultServer *self);
char *fault_server_dup_body (FaultServer *self);

guint fault_server_get_n_requests (FaultServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultServer, fault_server_free)
