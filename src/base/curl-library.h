/*
 * libcurl, taken into the process with the first request and not before. It brings a TLS library, Kerberos and LDAP along, all of which
 * set themselves up at load: on Debian almost 6 MiB of memory, 1.7 MiB of it written to, that a day without requests has no use for.
 * It stays once it is there. For the units of base/ that make requests.
 */

#pragma once

#include <curl/curl.h>
#include <glib.h>

/* curl_easy_init() and so on. Without the macros of curl.h nothing checks the arguments of the two _setopt(): integers must be long. */
typedef struct
{
  typeof (curl_global_init) *global_init;
  typeof (curl_version_info) *version_info;
  typeof (curl_easy_init) *easy_init;
  typeof (curl_easy_cleanup) *easy_cleanup;
  typeof (curl_easy_setopt) *easy_setopt;
  typeof (curl_easy_getinfo) *easy_getinfo;
  typeof (curl_easy_header) *easy_header;
  typeof (curl_easy_strerror) *easy_strerror;
  typeof (curl_slist_append) *slist_append;
  typeof (curl_slist_free_all) *slist_free_all;
  typeof (curl_multi_init) *multi_init;
  typeof (curl_multi_cleanup) *multi_cleanup;
  typeof (curl_multi_setopt) *multi_setopt;
  typeof (curl_multi_add_handle) *multi_add_handle;
  typeof (curl_multi_remove_handle) *multi_remove_handle;
  typeof (curl_multi_socket_action) *multi_socket_action;
  typeof (curl_multi_info_read) *multi_info_read;
} RailCurlLibrary;

/* Fills in @self. About 15 ms the first time. FALSE with an error that says what to install. */
gboolean rail_curl_library_load (RailCurlLibrary *self,
                                 GError **error);
