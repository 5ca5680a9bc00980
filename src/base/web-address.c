#include "config.h"

#include "base/web-address.h"

#include <string.h>

#include <gio/gio.h>

#include "base/error.h"

#define HOST_MAX_BYTES 253

struct _RailWebAddress
{
  char *url;
  char *text;
  char *origin;
  char *host;
  char *user;
  char *password;
};

/* White space and control characters end an address for one parser and not for the next; a backslash is a slash for some. */
static gboolean
has_forbidden_character (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if ((guchar) *p <= ' ' || *p == 0x7f || *p == '\\')
        return TRUE;
    }
  return FALSE;
}

/* Letters, digits, "-", "_" and ".", as names have them; lower case. NULL when it is none. Transfer full. */
static char *
dup_name (const char *host)
{
  g_autofree char *ascii = g_hostname_to_ascii (host);
  g_autofree char *name = ascii != NULL ? g_ascii_strdown (ascii, -1) : NULL;
  gsize length;

  if (name == NULL || name[strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-_.")] != '\0')
    return NULL;

  length = strlen (name);
  return length > 0 && length <= HOST_MAX_BYTES && name[0] != '.' ? g_steal_pointer (&name) : NULL;
}

/* The host as it stands in an address, IPv6 in brackets; NULL when it is none. Transfer full. */
static char *
dup_host (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *text = NULL;

  if (strchr (host, ':') == NULL)
    return dup_name (host);

  /* A zone id ("%eth0") names a network card: no address that is passed around has one. */
  address = strchr (host, '%') == NULL ? g_inet_address_new_from_string (host) : NULL;
  if (address == NULL)
    return NULL;

  text = g_inet_address_to_string (address);
  return g_strconcat ("[", text, "]", NULL);
}

/*
 * Only names and numbers that can mean nothing else: the resolver of libcurl answers "localhost" by itself. "127.1" or "2130706433" are
 * this machine for some parsers, so they are not for us.
 */
static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *bare = NULL;

  if (g_str_equal (host, "localhost"))
    return TRUE;

  bare = host[0] == '[' ? g_strndup (host + 1, strlen (host) - 2) : g_strdup (host);
  address = g_inet_address_new_from_string (bare);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static const char *
map_scheme (const char *scheme)
{
  if (g_ascii_strcasecmp (scheme, "https") == 0 || g_ascii_strcasecmp (scheme, "webcal") == 0 || g_ascii_strcasecmp (scheme, "webcals") == 0)
    return "https";

  return g_ascii_strcasecmp (scheme, "http") == 0 ? "http" : NULL;
}

/* What is no letter of RFC 3986 is escaped; what is escaped stays as it is. Transfer full. */
static char *
escape_rest (const char *text)
{
  return g_uri_escape_string (text, "%" G_URI_RESERVED_CHARS_GENERIC_DELIMITERS G_URI_RESERVED_CHARS_SUBCOMPONENT_DELIMITERS, FALSE);
}

/* ":8080", or "" where the scheme's own is meant. Transfer full. */
static char *
describe_port (const char *scheme,
               int port)
{
  int usual = g_str_equal (scheme, "https") ? 443 : 80;

  return port <= 0 || port == usual ? g_strdup ("") : g_strdup_printf (":%d", port);
}

static RailWebAddress *
build (GUri *uri,
       const char *scheme,
       const char *host,
       const char *user,
       const char *password)
{
  RailWebAddress *self = g_new0 (RailWebAddress, 1);
  g_autofree char *port = describe_port (scheme, g_uri_get_port (uri));
  g_autofree char *path = escape_rest (*g_uri_get_path (uri) != '\0' ? g_uri_get_path (uri) : "/");
  g_autofree char *query = g_uri_get_query (uri) != NULL ? escape_rest (g_uri_get_query (uri)) : NULL;
  g_autofree char *rest = g_strconcat (path, query != NULL ? "?" : "", query != NULL ? query : "", NULL);

  self->host = g_strconcat (host, port, NULL);
  self->origin = g_strconcat (scheme, "://", self->host, NULL);
  self->url = g_strconcat (self->origin, rest, NULL);
  self->user = g_strdup (user);
  self->password = g_strdup (password);
  if (user == NULL)
    {
      self->text = g_strdup (self->url);
    }
  else
    {
      g_autofree char *user_text = g_uri_escape_string (user, NULL, FALSE);
      g_autofree char *password_text = g_uri_escape_string (password != NULL ? password : "", NULL, FALSE);

      self->text = g_strconcat (scheme, "://", user_text, password != NULL ? ":" : "", password_text, "@", self->host, rest, NULL);
    }
  return self;
}

static RailWebAddress *
refuse (GError **error,
        const char *message)
{
  g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, message);
  return NULL;
}

static RailWebAddress *
read_uri (GUri *uri,
          GError **error)
{
  const char *scheme = map_scheme (g_uri_get_scheme (uri));
  const char *user = g_uri_get_user (uri);
  g_autofree char *host = NULL;
  g_autofree char *user_text = NULL;
  g_autofree char *password_text = NULL;

  if (scheme == NULL)
    return refuse (error, "Only addresses that begin with https:// or webcal:// can be read");

  host = g_uri_get_host (uri) != NULL ? dup_host (g_uri_get_host (uri)) : NULL;
  if (host == NULL)
    return refuse (error, "The address names no host: it should look like https://example.org/…");

  if (g_str_equal (scheme, "http") && !is_loopback (host))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” would be read without encryption: write https:// instead of http://", host);
      return NULL;
    }

  /* GUri splits where it is told to, but decodes only without ENCODED; a secret is decoded here and nothing else. */
  user_text = user != NULL ? g_uri_unescape_string (user, NULL) : NULL;
  password_text = g_uri_get_password (uri) != NULL ? g_uri_unescape_string (g_uri_get_password (uri), NULL) : NULL;
  if ((user != NULL && user_text == NULL) || (g_uri_get_password (uri) != NULL && password_text == NULL))
    return refuse (error, "The user name or password in the address is not written as addresses have it");

  return build (uri, scheme, host, user_text, password_text);
}

static gboolean
check_text (const char *text,
            GError **error)
{
  if (strlen (text) <= RAIL_WEB_ADDRESS_MAX_BYTES && g_utf8_validate (text, -1, NULL) && !has_forbidden_character (text))
    return TRUE;

  refuse (error, "This is not an address: it should look like https://example.org/…");
  return FALSE;
}

#define URI_FLAGS (G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED)

RailWebAddress *
rail_web_address_parse (const char *text,
                        GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (!check_text (stripped, error))
    return NULL;

  uri = g_uri_parse (stripped, URI_FLAGS, NULL);
  if (uri == NULL)
    return refuse (error, "This is not an address: it should look like https://example.org/…");

  return read_uri (uri, error);
}

RailWebAddress *
rail_web_address_follow (const RailWebAddress *self,
                         const char *location,
                         GError **error)
{
  g_autoptr (GUri) base = g_uri_parse (self->url, URI_FLAGS, NULL);
  g_autoptr (GUri) uri = NULL;
  RailWebAddress *next;

  if (!check_text (location, error))
    return NULL;

  uri = base != NULL ? g_uri_parse_relative (base, location, URI_FLAGS, NULL) : NULL;
  if (uri == NULL)
    return refuse (error, "This is not an address");

  next = read_uri (uri, error);
  if (next == NULL)
    return NULL;

  /* Whoever answers may not put words into our mouth: secrets are the user's own, and for the origin they were given for. */
  g_clear_pointer (&next->user, g_free);
  g_clear_pointer (&next->password, g_free);
  if (rail_web_address_same_origin (self, next))
    {
      next->user = g_strdup (self->user);
      next->password = g_strdup (self->password);
    }
  g_free (next->text);
  next->text = g_strdup (next->url);
  return next;
}

RailWebAddress *
rail_web_address_copy (const RailWebAddress *self)
{
  RailWebAddress *copy = g_new0 (RailWebAddress, 1);

  copy->url = g_strdup (self->url);
  copy->text = g_strdup (self->text);
  copy->origin = g_strdup (self->origin);
  copy->host = g_strdup (self->host);
  copy->user = g_strdup (self->user);
  copy->password = g_strdup (self->password);
  return copy;
}

void
rail_web_address_free (RailWebAddress *self)
{
  g_free (self->url);
  g_free (self->text);
  g_free (self->origin);
  g_free (self->host);
  g_free (self->user);
  g_free (self->password);
  g_free (self);
}

const char *
rail_web_address_get_url (const RailWebAddress *self)
{
  return self->url;
}

const char *
rail_web_address_get_text (const RailWebAddress *self)
{
  return self->text;
}

const char *
rail_web_address_get_origin (const RailWebAddress *self)
{
  return self->origin;
}

const char *
rail_web_address_get_host (const RailWebAddress *self)
{
  return self->host;
}

const char *
rail_web_address_get_user (const RailWebAddress *self)
{
  return self->user;
}

const char *
rail_web_address_get_password (const RailWebAddress *self)
{
  return self->password;
}

gboolean
rail_web_address_is_encrypted (const RailWebAddress *self)
{
  return g_str_has_prefix (self->origin, "https:");
}

gboolean
rail_web_address_is_loopback (const RailWebAddress *self)
{
  g_autofree char *bare = g_strdup (self->host);
  char *port = strrchr (bare, ':');

  if (port != NULL && strchr (port, ']') == NULL)
    *port = '\0';
  return is_loopback (bare);
}

gboolean
rail_web_address_same_origin (const RailWebAddress *self,
                              const RailWebAddress *other)
{
  return g_str_equal (self->origin, other->origin);
}

char *
rail_web_address_dup_digest (const RailWebAddress *self)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->text, -1);

  return g_strndup (digest, 32);
}
