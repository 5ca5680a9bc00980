#include "config.h"

#include "context/local-zone.h"

#include <string.h>

#define ZONE_FOLDER "/zoneinfo/"

/* The folder holds the zones again with and without leap seconds. */
static const char *
skip_variant (const char *identifier)
{
  if (g_str_has_prefix (identifier, "posix/"))
    return identifier + strlen ("posix/");
  if (g_str_has_prefix (identifier, "right/"))
    return identifier + strlen ("right/");

  return identifier;
}

/* "/usr/share/zoneinfo/Europe/Berlin" -> "Europe/Berlin"; NULL where @path lies elsewhere. */
static char *
identify_path (const char *path)
{
  const char *folder = g_strrstr (path, ZONE_FOLDER);

  return folder != NULL ? g_strdup (skip_variant (folder + strlen (ZONE_FOLDER))) : NULL;
}

/* ":Europe/Berlin" and "Europe/Berlin" mean the same, a path means the file. */
static char *
identify_variable (const char *variable)
{
  const char *value = *variable == ':' ? variable + 1 : variable;

  if (*value == '\0')
    return NULL;

  return *value == '/' ? identify_path (value) : g_strdup (value);
}

/* Systems link to the zone by way of another link, too: only the last of them names it. */
static char *
identify_link (const char *path)
{
  g_autofree char *present = g_strdup (path);

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *target = g_file_read_link (present, NULL);
      g_autofree char *folder = g_path_get_dirname (present);
      g_autofree char *next = target != NULL ? g_canonicalize_filename (target, folder) : NULL;
      char *identifier = next != NULL ? identify_path (next) : NULL;

      if (identifier != NULL || next == NULL)
        return identifier;
      g_free (present);
      present = g_steal_pointer (&next);
    }
  return NULL;
}

static char *
read_name (const char *path)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL) || !g_utf8_validate (text, -1, NULL))
    return NULL;

  text[strcspn (text, "\n#")] = '\0';
  g_strstrip (text);
  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

char *
rail_local_zone_dup_identifier (const RailLocalZonePlaces *places)
{
  const char *variable = places != NULL && places->variable != NULL ? places->variable : g_getenv ("TZ");
  const char *localtime = places != NULL && places->localtime != NULL ? places->localtime : "/etc/localtime";
  const char *timezone = places != NULL && places->timezone != NULL ? places->timezone : "/etc/timezone";
  char *identifier = NULL;

  if (variable != NULL)
    identifier = identify_variable (variable);
  if (identifier == NULL)
    identifier = identify_link (localtime);
  if (identifier == NULL)
    identifier = read_name (timezone);
  return identifier;
}

/* Asked for by name, GLib has nothing to remember but the rules of that name. */
GTimeZone *
rail_local_zone_new (const RailLocalZonePlaces *places)
{
  g_autofree char *identifier = rail_local_zone_dup_identifier (places);
  GTimeZone *zone = identifier != NULL ? g_time_zone_new_identifier (identifier) : NULL;

  return zone != NULL ? zone : g_time_zone_new_utc ();
}
