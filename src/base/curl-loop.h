/*
 * libcurl's requests on the main loop, without a thread: its sockets and its one timer are sources. While no request runs there is nothing,
 * neither memory nor connections. For the HTTP client.
 */

#pragma once

#include <glib.h>

#include "base/curl-library.h"

typedef struct _RailCurlLoop RailCurlLoop;

/* @easy has ended, and is still to be removed. It may add and remove requests, and free the loop. */
typedef void (*RailCurlLoopFinished) (CURL *easy,
                                      CURLcode code,
                                      gpointer user_data);

/* @curl must live as long as the loop. */
RailCurlLoop *rail_curl_loop_new (const RailCurlLibrary *curl,
                                  GMainContext *context,
                                  RailCurlLoopFinished finished,
                                  gpointer user_data);

/* Every request must have been removed. */
void rail_curl_loop_free (RailCurlLoop *self);

/* Neither may be called while libcurl runs one of our callbacks of a request. */
void rail_curl_loop_add (RailCurlLoop *self,
                         CURL *easy);
void rail_curl_loop_remove (RailCurlLoop *self,
                            CURL *easy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCurlLoop, rail_curl_loop_free)
