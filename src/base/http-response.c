#include "config.h"

#include "base/http-response.h"

#include "base/error.h"

void
rail_http_response_free (RailHttpResponse *self)
{
  g_free (self->host);
  g_free (self->etag);
  g_free (self->last_modified);
  g_free (self->content_type);
  g_free (self);
}

gboolean
rail_http_response_check (const RailHttpResponse *self,
                          GError **error)
{
  if ((self->status >= 200 && self->status < 300) || self->status == 304)
    return TRUE;

  switch (self->status)
    {
    case 401:
    case 403:
    case 407:
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” does not let Handrail in (%u): check the address and its password", self->host, self->status);
      break;
    case 404:
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "“%s” has nothing at this address (404): copy the address again", self->host);
      break;
    case 410:
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "“%s” says that this address is gone for good (410): remove it, or copy a new one", self->host);
      break;
    case 429:
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” asks for fewer requests (429): it is asked again later", self->host);
      break;
    default:
      if (self->status >= 500)
        g_set_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” has trouble of its own (%u): it is asked again later", self->host, self->status);
      else
        g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” gave an answer that is of no use here (%u): check the address", self->host, self->status);
      break;
    }
  return FALSE;
}
