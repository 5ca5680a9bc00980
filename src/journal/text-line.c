#include "config.h"

#include "journal/text-line.h"

char *
rail_text_line_new (const char *text,
                    glong max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_new (NULL);
  gboolean gap = FALSE;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          gap = line->len > 0;
          continue;
        }
      if (gap)
        g_string_append_c (line, ' ');
      gap = FALSE;
      g_string_append_unichar (line, c);
    }

  if (g_utf8_strlen (line->str, line->len) > max_chars)
    g_string_truncate (line, g_utf8_offset_to_pointer (line->str, max_chars) - line->str);

  return g_string_free (line, FALSE);
}
