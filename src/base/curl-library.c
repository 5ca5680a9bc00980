#include "config.h"

#include "base/curl-library.h"

#include <dlfcn.h>

#include "base/error.h"

#define OLDEST_VERSION 0x075800
#define MEND "install libcurl 7.88 or newer, which Handrail needs to read anything from the web"

/* One ABI since 2006; Debian has a second build of it, and either will do. */
static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4" };

typedef struct
{
  const char *name;
  gsize offset;
} Function;

#define FUNCTION(member)                                       \
  {                                                            \
    "curl_" #member, G_STRUCT_OFFSET (RailCurlLibrary, member) \
  }

static const Function functions[] = {
  FUNCTION (global_init),
  FUNCTION (version_info),
  FUNCTION (easy_init),
  FUNCTION (easy_cleanup),
  FUNCTION (easy_setopt),
  FUNCTION (easy_getinfo),
  FUNCTION (easy_header),
  FUNCTION (easy_strerror),
  FUNCTION (slist_append),
  FUNCTION (slist_free_all),
  FUNCTION (multi_init),
  FUNCTION (multi_cleanup),
  FUNCTION (multi_setopt),
  FUNCTION (multi_add_handle),
  FUNCTION (multi_remove_handle),
  FUNCTION (multi_socket_action),
  FUNCTION (multi_info_read),
};

/* Never unloaded: TLS libraries leave threads' data and exit handlers behind. NULL with @error. */
static void *
open_library (GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      void *library = dlopen (names[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

      if (library != NULL)
        return library;
    }

  g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "There is no libcurl on this computer (%s): " MEND, dlerror ());
  return NULL;
}

static gboolean
find_functions (RailCurlLibrary *self,
                void *library,
                GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      void *function = dlsym (library, functions[i].name);

      if (function == NULL)
        {
          g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "The libcurl of this computer lacks %s(): " MEND, functions[i].name);
          return FALSE;
        }
      *(void **) G_STRUCT_MEMBER_P (self, functions[i].offset) = function;
    }

  return TRUE;
}

gboolean
rail_curl_library_load (RailCurlLibrary *self,
                        GError **error)
{
  void *library = open_library (error);
  const curl_version_info_data *version;

  if (library == NULL || !find_functions (self, library, error))
    return FALSE;

  version = self->version_info (CURLVERSION_NOW);
  if (version->version_num < OLDEST_VERSION)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "libcurl %s is too old: " MEND, version->version);
      return FALSE;
    }

  /* libcurl counts how often, from whichever thread. Never undone: other libraries of the process may use it too. */
  if (self->global_init (CURL_GLOBAL_DEFAULT) != CURLE_OK)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "libcurl %s does not start: " MEND, version->version);
      return FALSE;
    }

  return TRUE;
}
