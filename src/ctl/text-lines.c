#include "config.h"

#include "ctl/text-lines.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* @line may end inside a character, or hold what is none. */
static void
make_valid (GString *line,
            gsize max)
{
  g_autofree char *valid = NULL;
  const char *end;

  if (g_utf8_validate (line->str, (gssize) line->len, &end))
    return;
  if (line->len == max && g_utf8_get_char_validated (end, (gssize) (line->len - (gsize) (end - line->str))) == (gunichar) -2)
    {
      g_string_truncate (line, (gsize) (end - line->str));
      return;
    }

  valid = g_utf8_make_valid (line->str, (gssize) line->len);
  g_string_assign (line, valid);
}

/* FALSE at the end and on a read error (ferror()). */
static gboolean
read_line (FILE *stream,
           gboolean first,
           gsize max,
           GString *line)
{
  int byte = getc_unlocked (stream);

  g_string_truncate (line, 0);
  if (byte == EOF)
    return FALSE;

  for (; byte != EOF && byte != '\n'; byte = getc_unlocked (stream))
    {
      if (line->len < max)
        g_string_append_c (line, (char) (byte == '\0' ? ' ' : byte));
    }

  if (first && g_str_has_prefix (line->str, BYTE_ORDER_MARK))
    g_string_erase (line, 0, strlen (BYTE_ORDER_MARK));
  if (line->len > 0 && line->str[line->len - 1] == '\r')
    g_string_truncate (line, line->len - 1);
  make_valid (line, max);

  return TRUE;
}

gboolean
rail_text_lines_visit (const char *path,
                       gsize max,
                       RailTextLineFunc visit,
                       gpointer user_data,
                       GError **error)
{
  gboolean standard = g_str_equal (path, "-");
  FILE *stream = standard ? stdin : fopen (path, "re");
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean fine = TRUE;

  if (stream == NULL)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "“%s” cannot be opened: %s", path, g_strerror (errno));
      return FALSE;
    }

  for (gboolean first = TRUE; fine && read_line (stream, first, max, line); first = FALSE)
    fine = visit (line, user_data, error);
  if (fine && ferror (stream))
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "“%s” cannot be read: %s", path, g_strerror (errno));
      fine = FALSE;
    }
  if (!standard)
    fclose (stream);

  return fine;
}
