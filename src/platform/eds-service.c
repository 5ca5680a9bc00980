#include "config.h"

#include "platform/eds-service.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define MESSAGE_MAX_CHARACTERS 120

/* RFC 5321 section 4.5.3.1.3: a path is at most 256 octets with its brackets. */
#define ADDRESS_MAX_BYTES 254

/* What @name says after @prefix, when that is a number alone; else 0. */
static guint
get_version (const char *name,
             const char *prefix)
{
  guint64 version = 0;

  if (!g_str_has_prefix (name, prefix) || !g_ascii_string_to_unsigned (name + strlen (prefix), 10, 1, 9999, &version, NULL))
    return 0;
  return (guint) version;
}

const char *
rail_eds_service_choose (const char *const *names,
                         const char *prefix,
                         guint first,
                         guint last,
                         guint *other)
{
  const char *best = NULL;
  guint best_version = 0;

  *other = 0;
  for (guint i = 0; names[i] != NULL; i++)
    {
      guint version = get_version (names[i], prefix);

      if (version >= first && version <= last && version > best_version)
        {
          best = names[i];
          best_version = version;
        }
      else if (version > 0 && (version < first || version > last))
        {
          *other = MAX (*other, version);
        }
    }

  if (best != NULL)
    *other = 0;
  return best;
}

/* The other side's words, short and without what GDBus puts before them. Transfer full. */
static char *
quote (const GError *error)
{
  g_autoptr (GError) copy = g_error_copy (error);
  g_autofree char *valid = NULL;

  g_dbus_error_strip_remote_error (copy);
  valid = g_utf8_make_valid (copy->message, (gssize) strnlen (copy->message, 4 * MESSAGE_MAX_CHARACTERS));
  g_strdelimit (valid, "\r\n\t", ' ');
  if (g_utf8_strlen (valid, -1) <= MESSAGE_MAX_CHARACTERS)
    return g_steal_pointer (&valid);

  *g_utf8_offset_to_pointer (valid, MESSAGE_MAX_CHARACTERS) = '\0';
  return g_strconcat (valid, "…", NULL);
}

static gboolean
matches_any (const GError *error,
             const GDBusError *codes)
{
  for (guint i = 0; codes[i] != G_DBUS_ERROR_FAILED; i++)
    {
      if (g_error_matches (error, G_DBUS_ERROR, (int) codes[i]))
        return TRUE;
    }
  return FALSE;
}

char *
rail_eds_service_describe (const GError *error)
{
  static const GDBusError refused[] = { G_DBUS_ERROR_ACCESS_DENIED, G_DBUS_ERROR_AUTH_FAILED, G_DBUS_ERROR_FAILED };
  static const GDBusError silent[] = { G_DBUS_ERROR_NO_REPLY, G_DBUS_ERROR_TIMEOUT, G_DBUS_ERROR_TIMED_OUT, G_DBUS_ERROR_FAILED };
  static const GDBusError gone[] = { G_DBUS_ERROR_SERVICE_UNKNOWN,
                                     G_DBUS_ERROR_NAME_HAS_NO_OWNER,
                                     G_DBUS_ERROR_DISCONNECTED,
                                     G_DBUS_ERROR_SPAWN_EXEC_FAILED,
                                     G_DBUS_ERROR_SPAWN_FORK_FAILED,
                                     G_DBUS_ERROR_SPAWN_CHILD_EXITED,
                                     G_DBUS_ERROR_SPAWN_CHILD_SIGNALED,
                                     G_DBUS_ERROR_SPAWN_FAILED,
                                     G_DBUS_ERROR_SPAWN_SETUP_FAILED,
                                     G_DBUS_ERROR_FAILED };
  static const GDBusError strange[] = { G_DBUS_ERROR_UNKNOWN_METHOD,
                                        G_DBUS_ERROR_UNKNOWN_INTERFACE,
                                        G_DBUS_ERROR_UNKNOWN_PROPERTY,
                                        G_DBUS_ERROR_INVALID_ARGS,
                                        G_DBUS_ERROR_INVALID_SIGNATURE,
                                        G_DBUS_ERROR_FAILED };
  g_autofree char *message = NULL;

  if (matches_any (error, refused))
    return g_strdup (_ ("The desktop does not let Handrail read its calendars"));
  if (matches_any (error, silent) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_strdup (_ ("The desktop’s calendar service does not answer"));
  if (matches_any (error, gone) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return g_strdup (_ ("The desktop’s calendar service is not running"));
  /* GDBus says INVALID_ARGUMENT when a reply is of another type than the one that was asked for. */
  if (matches_any (error, strange) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    return g_strdup (_ ("The desktop’s calendar service answers in a way that Handrail does not know"));

  message = quote (error);
  /* Translators: the calendar service's own words follow. */
  return g_strdup_printf (_ ("The desktop’s calendar service cannot open it: %s"), message);
}

char *
rail_eds_service_dup_address (const char *text)
{
  g_autofree char *address = g_strstrip (g_strdup (text));
  const char *bare = g_ascii_strncasecmp (address, "mailto:", strlen ("mailto:")) == 0 ? address + strlen ("mailto:") : address;
  const char *at = strchr (bare, '@');

  if (at == NULL || at == bare || at[1] == '\0' || strlen (bare) > ADDRESS_MAX_BYTES || strpbrk (bare, " \t\r\n,;<>") != NULL)
    return NULL;
  return g_utf8_strdown (bare, -1);
}
