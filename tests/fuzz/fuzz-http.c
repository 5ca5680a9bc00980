/* What comes with an answer from the web and is read by us: addresses, moments in headers, the first lines of a calendar. */

#include <string.h>

#include "base/duration.h"
#include "base/http-date.h"
#include "base/web-address.h"
#include "context/calendar-head.h"
#include "fuzz-target.h"

#define NOW (G_GINT64_CONSTANT (1790000000) * RAIL_SECOND)

/* Whatever is accepted is canonical, and never leaves this machine without encryption. */
static void
check_address (const RailWebAddress *address)
{
  const char *origin = rail_web_address_get_origin (address);
  g_autoptr (RailWebAddress) again = rail_web_address_parse (rail_web_address_get_text (address), NULL);

  g_assert_true (rail_web_address_is_encrypted (address) || rail_web_address_is_loopback (address));
  g_assert_true (g_str_has_prefix (rail_web_address_get_url (address), origin));
  g_assert_cmpint (rail_web_address_get_url (address)[strlen (origin)], ==, '/');
  g_assert_true (g_str_has_suffix (origin, rail_web_address_get_host (address)));
  /* Escaping makes it longer, so one that was just short enough may be too long now. */
  if (again == NULL)
    {
      g_assert_cmpuint (strlen (rail_web_address_get_text (address)), >, RAIL_WEB_ADDRESS_MAX_BYTES);
      return;
    }
  g_assert_cmpstr (rail_web_address_get_text (again), ==, rail_web_address_get_text (address));
  g_assert_cmpstr (rail_web_address_get_url (again), ==, rail_web_address_get_url (address));
}

static void
check_addresses (const char *text)
{
  g_autoptr (RailWebAddress) address = rail_web_address_parse (text, NULL);
  g_autoptr (RailWebAddress) start = rail_web_address_parse ("https://me:secret@example.org/a/b?c", NULL);
  g_autoptr (RailWebAddress) next = rail_web_address_follow (start, text, NULL);

  if (address != NULL)
    check_address (address);
  if (next == NULL)
    return;

  check_address (next);
  g_assert_cmpstr (rail_web_address_get_password (next), ==, rail_web_address_same_origin (start, next) ? "secret" : NULL);
}

static void
check_moments (const char *text)
{
  gint64 moment = 0;

  if (rail_http_date_parse_retry_after (text, NOW, RAIL_DAY, &moment))
    g_assert_true (moment >= NOW && moment <= NOW + RAIL_DAY);
}

static gboolean
read_head (RailCalendarHead *head,
           const char *data,
           gsize size,
           gsize part)
{
  for (gsize at = 0; at < size; at += part)
    {
      if (!rail_calendar_head_read (head, "example.org", data + at, MIN (part, size - at), NULL))
        return FALSE;
    }
  return rail_calendar_head_end (head, "example.org", NULL);
}

/* However the connection cuts it, it says the same. */
static void
check_head (const char *data,
            gsize size)
{
  g_autoptr (RailCalendarHead) whole = rail_calendar_head_new ();
  g_autoptr (RailCalendarHead) crumbs = rail_calendar_head_new ();

  if (!read_head (whole, data, size, MAX (size, 1)))
    {
      g_assert_false (read_head (crumbs, data, size, 1));
      return;
    }

  g_assert_true (read_head (crumbs, data, size, 1));
  g_assert_cmpstr (rail_calendar_head_get_name (whole), ==, rail_calendar_head_get_name (crumbs));
  g_assert_cmpint (rail_calendar_head_get_interval (whole), ==, rail_calendar_head_get_interval (crumbs));
  g_assert_cmpint (rail_calendar_head_get_interval (whole), >=, 0);
  if (rail_calendar_head_get_name (whole) != NULL)
    g_assert_true (g_utf8_validate (rail_calendar_head_get_name (whole), -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  check_addresses (text);
  check_moments (text);
  check_head ((const char *) data, size);

  return 0;
}
