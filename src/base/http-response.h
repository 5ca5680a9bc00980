/*
 * What a server answered, without the body: that went to the sink while it came.
 */

#pragma once

#include <glib.h>

typedef struct
{
  guint status;
  char *host; /* for people: the one that answered in the end, after redirects */
  char *etag; /* as the server wrote them; NULL when it did not */
  char *last_modified;
  char *content_type;
  gint64 retry_after; /* a moment; 0 when the server named none */
} RailHttpResponse;

void rail_http_response_free (RailHttpResponse *self);

/*
 * TRUE for 200 to 299 and 304. Otherwise an error that names the host and the mend: RAIL_ERROR_NOT_FOUND where the address is wrong or gone,
 * RAIL_ERROR_INVALID where a sign-in is missing, RAIL_ERROR_UNREACHABLE where it may work later.
 */
gboolean rail_http_response_check (const RailHttpResponse *self,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailHttpResponse, rail_http_response_free)
