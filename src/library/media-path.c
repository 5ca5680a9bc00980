#include "config.h"

#include "library/media-path.h"

#include <string.h>

#include "base/problem.h"

static const char *const suffixes[] = { ".png", ".webp", ".webm" };

static gboolean
has_suffix (const char *path,
            const char *suffix)
{
  gsize length = strlen (path);

  return length > strlen (suffix) && g_ascii_strcasecmp (path + length - strlen (suffix), suffix) == 0;
}

static gboolean
is_remote (const char *target)
{
  g_autofree char *scheme = g_uri_parse_scheme (target);

  return scheme != NULL || g_str_has_prefix (target, "//");
}

static gboolean
is_inside (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  if (strchr (path, '\\') != NULL || g_strv_length (parts) < 2 || !g_str_equal (parts[0], "media"))
    return FALSE;

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      if (parts[i][0] == '\0' || g_str_equal (parts[i], ".") || g_str_equal (parts[i], ".."))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_known_suffix (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      if (has_suffix (path, suffixes[i]))
        return TRUE;
    }

  return FALSE;
}

char *
rail_media_path_check (const char *target,
                       const char *file,
                       guint line,
                       GPtrArray *problems)
{
  g_autofree char *path = g_uri_unescape_string (target, "/");

  if (is_remote (target))
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, line, "remote-media", "Put the file into media/ of the pack", "“%s” is not part of the pack", target);
      return NULL;
    }
  if (path == NULL || !g_utf8_validate (path, -1, NULL) || !is_inside (path))
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, line, "media-path", "Write it as media/name.png", "“%s” is not a file below media/", target);
      return NULL;
    }
  if (!has_known_suffix (path))
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, line, "media-type", "Use png or webp for pictures, webm for videos", "“%s” is in a format that packs do not hold", target);
      return NULL;
    }

  return g_steal_pointer (&path);
}

gboolean
rail_media_path_is_video (const char *path)
{
  return has_suffix (path, ".webm");
}
