/* Key files of evolution-data-server, as calendars; and what its names and errors mean. */

#include "config.h"

#include <string.h>

#include <gio/gio.h>

#include "platform/eds-service.h"
#include "platform/eds-source.h"

static GPtrArray *
read_sources (const char *objects)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_variant_parse (G_VARIANT_TYPE ("(a{oa{sa{sv}}})"), objects, NULL, NULL, &error);

  g_assert_no_error (error);
  return rail_eds_source_read_all (reply);
}

#define SOURCE(path, uid, data, status) \
  "objectpath '/s/" path "': {'org.gnome.evolution.dataserver.Source': {'UID': <'" uid "'>, 'Data': <'" data "'>, 'ConnectionStatus': <'" status "'>}}"

static void
test_addresses (void)
{
  g_autoptr (GPtrArray) sources = read_sources ("({" SOURCE ("1", "cal", "[Data Source]\\nDisplayName=Work\\nParent=account\\n[Calendar]\\nBackendName=caldav\\n[WebDAV Backend]\\nEmailAddress=mailto:Alias@Example.org\\n[Authentication]\\nUser=anna\\n", "connected") ", " SOURCE ("2", "account", "[Data Source]\\nDisplayName=Account\\n[Collection]\\nIdentity=anna@example.org\\n", "") ", " SOURCE ("3", "mail", "[Data Source]\\nParent=account\\n[Mail Identity]\\nAddress=Anna.Weber@example.org\\n", "") ", " SOURCE ("4", "stranger", "[Data Source]\\nParent=elsewhere\\n[Mail Identity]\\nAddress=stranger@example.org\\n", "") "},)");
  const RailEdsSource *source = NULL;
  g_autofree char *addresses = NULL;

  g_assert_cmpuint (sources->len, ==, 1);
  source = g_ptr_array_index (sources, 0);
  addresses = g_strjoinv (" ", source->addresses);
  g_assert_cmpstr (addresses, ==, "alias@example.org anna.weber@example.org anna@example.org");
  g_assert_null (source->trouble);
  g_assert_null (source->off_reason);
}

/* Accounts that are their own grandparents, and names that are none. */
static void
test_loops (void)
{
  g_autoptr (GPtrArray) sources = read_sources ("({" SOURCE ("1", "a", "[Data Source]\\nDisplayName=\\\\n \\nParent=b\\n[Calendar]\\nBackendName=local\\n", "") ", " SOURCE ("2", "b", "[Data Source]\\nParent=a\\n[Collection]\\nIdentity=no address\\n", "") "},)");
  const RailEdsSource *source = g_ptr_array_index (sources, 0);

  g_assert_cmpuint (sources->len, ==, 1);
  g_assert_cmpstr (source->name, ==, "Calendar without a name");
  g_assert_cmpuint (g_strv_length (source->addresses), ==, 0);
}

static void
test_trouble (void)
{
  g_autoptr (GPtrArray) sources = read_sources ("({" SOURCE ("1", "a", "[Data Source]\\nDisplayName=A\\n[Calendar]\\nBackendName=caldav\\n", "awaiting-credentials") ", " SOURCE ("2", "b", "[Data Source]\\nDisplayName=B\\n[Calendar]\\nBackendName=caldav\\n", "ssl-failed") ", " SOURCE ("3", "c", "[Data Source]\\nDisplayName=C\\n[Calendar]\\nBackendName=caldav\\n", "connecting") "},)");

  g_assert_cmpuint (sources->len, ==, 3);
  g_assert_nonnull (strstr (((RailEdsSource *) g_ptr_array_index (sources, 0))->trouble, "password"));
  g_assert_nonnull (strstr (((RailEdsSource *) g_ptr_array_index (sources, 1))->trouble, "cannot be trusted"));
  g_assert_null (((RailEdsSource *) g_ptr_array_index (sources, 2))->trouble);
}

static void
test_versions (void)
{
  static const char *const names[] = { "org.gnome.evolution.dataserver.Sources5", "org.gnome.evolution.dataserver.Sources12", "org.gnome.evolution.dataserver.Sources7", "org.gnome.evolution.dataserver.Sources6x", "org.gnome.evolution.dataserver.SourcesX", "org.gnome.evolution.dataserver.Calendar", NULL };
  guint other = 0;

  g_assert_cmpstr (rail_eds_service_choose (names, RAIL_EDS_SOURCES, 5, 9, &other), ==, "org.gnome.evolution.dataserver.Sources7");
  g_assert_cmpuint (other, ==, 0);
  g_assert_null (rail_eds_service_choose (names, RAIL_EDS_SOURCES, 8, 9, &other));
  g_assert_cmpuint (other, ==, 12);
  g_assert_null (rail_eds_service_choose (names, RAIL_EDS_CALENDARS, 8, 12, &other));
  g_assert_cmpuint (other, ==, 0);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *name;
    const char *words;
  } cases[] = {
    { "org.freedesktop.DBus.Error.AccessDenied", "does not let Handrail" },
    { "org.freedesktop.DBus.Error.NoReply", "does not answer" },
    { "org.freedesktop.DBus.Error.ServiceUnknown", "is not running" },
    { "org.freedesktop.DBus.Error.UnknownMethod", "in a way that Handrail does not know" },
    { "org.freedesktop.DBus.Error.Failed", "cannot open it: The disk is on fire" },
    { "org.gnome.evolution.dataserver.Calendar.Error.NoSuchCal", "cannot open it: The disk is on fire" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_dbus_error_new_for_dbus_error (cases[i].name, "The disk is on fire");
      g_autofree char *sentence = rail_eds_service_describe (error);

      g_assert_nonnull (strstr (sentence, cases[i].words));
      g_assert_null (strstr (sentence, "GDBus"));
    }
}

static void
test_address (void)
{
  static const struct
  {
    const char *text;
    const char *address;
  } cases[] = {
    { "anna@example.org", "anna@example.org" },
    { " MAILTO:Anna@Example.ORG ", "anna@example.org" },
    { "anna", NULL },
    { "@example.org", NULL },
    { "anna@", NULL },
    { "", NULL },
    { "Anna Weber <anna@example.org>", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = rail_eds_service_dup_address (cases[i].text);

      g_assert_cmpstr (address, ==, cases[i].address);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/eds-source/addresses/are-those-of-the-account", test_addresses);
  g_test_add_func ("/eds-source/loops-and-empty-names/cost-nothing", test_loops);
  g_test_add_func ("/eds-source/trouble/is-a-sentence", test_trouble);
  g_test_add_func ("/eds-service/versions/highest-known-is-taken", test_versions);
  g_test_add_func ("/eds-service/errors/are-sentences", test_errors);
  g_test_add_func ("/eds-service/addresses/are-made-comparable", test_address);

  return g_test_run ();
}
