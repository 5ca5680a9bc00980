#include "config.h"

#include "base/http-request.h"

RailHttpRequest *
rail_http_request_copy (const RailHttpRequest *self)
{
  RailHttpRequest *copy = g_memdup2 (self, sizeof *self);
  const char *usual = self->body != NULL ? "POST" : "GET";

  copy->address = rail_web_address_copy (self->address);
  copy->purpose = g_strdup (self->purpose);
  copy->method = g_strdup (self->method != NULL ? self->method : usual);
  copy->body = self->body != NULL ? g_bytes_ref (self->body) : NULL;
  copy->headers = (const char *const *) g_strdupv ((char **) self->headers);
  copy->etag = g_strdup (self->etag);
  copy->last_modified = g_strdup (self->last_modified);
  return copy;
}

void
rail_http_request_free (RailHttpRequest *self)
{
  rail_web_address_free ((RailWebAddress *) self->address);
  g_free ((char *) self->purpose);
  g_free ((char *) self->method);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_strfreev ((char **) self->headers);
  g_free ((char *) self->etag);
  g_free ((char *) self->last_modified);
  g_free (self);
}
