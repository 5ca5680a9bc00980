/*
 * A real nginx on this machine for one test: serves files from strings, and what else its configuration says. Plain HTTP, and where wanted
 * HTTPS with certificates of an authority that exists only for the test. Its log says what it was really asked.
 */

#pragma once

#include <gio/gio.h>

typedef struct
{
  char *folder;
  guint16 port;      /* plain */
  guint16 tls_port;  /* a certificate for localhost that is good */
  guint16 old_port;  /* one that has expired */
  guint16 else_port; /* one for another host */
  char *authority;   /* the file to trust */
  int process;       /* descriptor of the process, -1 once it has ended */
} WebServer;

/* @locations: what stands in each `server` besides the files, or NULL. */
WebServer *web_server_start (const char *locations,
                             gboolean encrypted);

/* Also once it has been stopped. */
void web_server_free (WebServer *self);

/* Replaces a file below the root. */
void web_server_write (WebServer *self,
                       const char *name,
                       const char *data,
                       gssize length);

/* "http://localhost:PORT" and "https://localhost:PORT", then @rest; transfer full. */
char *web_server_dup_address (WebServer *self,
                              const char *rest);
char *web_server_dup_tls_address (guint16 port,
                                  const char *rest);

/* Ends the server; then one line a request: "METHOD PATH STATUS BYTES-RECEIVED BYTES-SENT IF-NONE-MATCH AUTHORIZATION". */
char **web_server_stop (WebServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebServer, web_server_free)
