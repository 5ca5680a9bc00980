#include "config.h"

#include "base/web-address.h"

#include <string.h>

#include "base/error.h"

static void
test_reads (void)
{
  static const struct
  {
    const char *text;
    const char *url;
    const char *origin;
  } cases[] = {
    { "https://example.org/a.ics", "https://example.org/a.ics", "https://example.org" },
    { "  HTTPS://Example.ORG:443  ", "https://example.org/", "https://example.org" },
    { "webcal://example.org/a?b=c&d#e", "https://example.org/a?b=c&d", "https://example.org" },
    { "webcals://example.org:8443/a%20b", "https://example.org:8443/a%20b", "https://example.org:8443" },
    { "https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC", "https://xn--bcher-kva.example" },
    { "https://[2001:DB8::1]:80/", "https://[2001:db8::1]:80/", "https://[2001:db8::1]:80" },
    { "http://localhost:8080/a", "http://localhost:8080/a", "http://localhost:8080" },
    { "http://127.0.0.1/a", "http://127.0.0.1/a", "http://127.0.0.1" },
    { "http://[::1]/", "http://[::1]/", "http://[::1]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RailWebAddress) address = rail_web_address_parse (cases[i].text, &error);
      g_autoptr (RailWebAddress) again = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (rail_web_address_get_url (address), ==, cases[i].url);
      g_assert_cmpstr (rail_web_address_get_origin (address), ==, cases[i].origin);
      again = rail_web_address_parse (rail_web_address_get_text (address), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (rail_web_address_get_text (again), ==, rail_web_address_get_text (address));
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "", "not an address" },
    { "calendar.ics", "not an address" },
    { "https://", "names no host" },
    { "https:///a", "names no host" },
    { "file:///etc/passwd", "https://" },
    { "ftp://example.org/a", "https://" },
    { "javascript:alert(1)", "https://" },
    { "http://example.org/secret", "“example.org” would be read without encryption" },
    { "http://localhost.example.org/", "without encryption" },
    { "http://127.1/", "without encryption" },
    { "http://2130706433/", "without encryption" },
    { "http://0x7f.1/", "without encryption" },
    { "http://[::ffff:7f00:1]/", "without encryption" },
    { "https://exa mple.org/", "not an address" },
    { "https://example.org/a\nb", "not an address" },
    { "https://example.org\\@evil.example/", "not an address" },
    { "https://[::1%25eth0]/", "names no host" },
    { "https://example.org%2f@evil/", "" },
    { "https://a%00b/", "" },
    { "https://.example.org/", "names no host" },
    { "https://u:%zz@example.org/", "" },
    { "https://example.org:99999/", "not an address" },
    { "https://\xff/", "not an address" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RailWebAddress) address = rail_web_address_parse (cases[i].text, &error);

      /* Two of them may be read, but then as a host that is no part of the name written. */
      if (*cases[i].words == '\0' && address != NULL)
        {
          g_assert_null (strchr (rail_web_address_get_host (address), '%'));
          continue;
        }
      g_assert_null (address);
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_null (strstr (error->message, "secret"));
    }
}

static void
test_too_long (void)
{
  g_autofree char *path = g_strnfill (RAIL_WEB_ADDRESS_MAX_BYTES, 'a');
  g_autofree char *text = g_strconcat ("https://example.org/", path, NULL);

  g_assert_null (rail_web_address_parse (text, NULL));
}

static void
test_secrets (void)
{
  g_autoptr (RailWebAddress) address = rail_web_address_parse ("https://a%40b:c%3ad@example.org/x", NULL);
  g_autoptr (RailWebAddress) other = rail_web_address_parse ("https://example.org/x", NULL);
  g_autofree char *digest = rail_web_address_dup_digest (address);
  g_autofree char *other_digest = rail_web_address_dup_digest (other);

  g_assert_cmpstr (rail_web_address_get_user (address), ==, "a@b");
  g_assert_cmpstr (rail_web_address_get_password (address), ==, "c:d");
  g_assert_cmpstr (rail_web_address_get_url (address), ==, "https://example.org/x");
  g_assert_cmpstr (rail_web_address_get_text (address), ==, "https://a%40b:c%3Ad@example.org/x");
  g_assert_cmpstr (rail_web_address_get_host (address), ==, "example.org");
  g_assert_cmpstr (digest, !=, other_digest);
  g_assert_cmpuint (strlen (digest), ==, 32);
}

static void
test_follows (void)
{
  static const struct
  {
    const char *location;
    const char *url; /* NULL: refused */
    gboolean secrets;
  } cases[] = {
    { "/b", "https://example.org/b", TRUE },
    { "b?c", "https://example.org/a/b?c", TRUE },
    { "//example.org/b", "https://example.org/b", TRUE },
    { "https://example.org:443/b", "https://example.org/b", TRUE },
    { "https://x:y@example.org/b", "https://example.org/b", TRUE },
    { "https://x:y@elsewhere.example/b", "https://elsewhere.example/b", FALSE },
    { "//elsewhere.example/b", "https://elsewhere.example/b", FALSE },
    { "https://example.org:444/b", "https://example.org:444/b", FALSE },
    { "http://localhost/b", "http://localhost/b", FALSE },
    { "http://example.org/b", NULL, FALSE },
    { "file:///etc/passwd", NULL, FALSE },
    { "/a b", NULL, FALSE },
  };
  g_autoptr (RailWebAddress) base = rail_web_address_parse ("https://ann:secret@example.org/a/x.ics", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailWebAddress) next = rail_web_address_follow (base, cases[i].location, NULL);

      g_assert_cmpstr (next != NULL ? rail_web_address_get_url (next) : NULL, ==, cases[i].url);
      if (next != NULL)
        g_assert_cmpstr (rail_web_address_get_password (next), ==, cases[i].secrets ? "secret" : NULL);
    }
}

static void
test_this_machine (void)
{
  static const char *const here[] = { "http://localhost/", "https://localhost:1/", "https://[::1]:2/", "http://127.8.8.8:3/" };
  g_autoptr (RailWebAddress) away = rail_web_address_parse ("https://example.org:1/", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (here); i++)
    {
      g_autoptr (RailWebAddress) address = rail_web_address_parse (here[i], NULL);

      g_assert_true (rail_web_address_is_loopback (address));
    }
  g_assert_false (rail_web_address_is_loopback (away));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/web-address/parse/reads-into-one-form", test_reads);
  g_test_add_func ("/web-address/parse/refuses-and-says-why", test_refuses);
  g_test_add_func ("/web-address/parse/refuses-what-is-too-long", test_too_long);
  g_test_add_func ("/web-address/secrets/are-kept-apart", test_secrets);
  g_test_add_func ("/web-address/follow/keeps-secrets-with-their-origin", test_follows);
  g_test_add_func ("/web-address/loopback/knows-this-machine", test_this_machine);

  return g_test_run ();
}
