#include "config.h"

#include "library/entity.h"

#include <string.h>

static const struct
{
  const char *name;
  const char *text;
} entities[] = {
  { "&amp;", "&" },
  { "&apos;", "'" },
  { "&bull;", "•" },
  { "&copy;", "©" },
  { "&deg;", "°" },
  { "&euro;", "€" },
  { "&gt;", ">" },
  { "&hellip;", "…" },
  { "&laquo;", "«" },
  { "&larr;", "←" },
  { "&ldquo;", "“" },
  { "&lsquo;", "‘" },
  { "&lt;", "<" },
  { "&mdash;", "—" },
  { "&middot;", "·" },
  { "&nbsp;", "\302\240" },
  { "&ndash;", "–" },
  { "&quot;", "\"" },
  { "&raquo;", "»" },
  { "&rarr;", "→" },
  { "&rdquo;", "”" },
  { "&reg;", "®" },
  { "&rsquo;", "’" },
  { "&times;", "×" },
  { "&trade;", "™" },
};

void
rail_entity_append (GString *text,
                    const char *entity,
                    gsize size)
{
  if (size > 3 && entity[1] == '#')
    {
      gboolean is_hex = entity[2] == 'x' || entity[2] == 'X';
      guint64 code = g_ascii_strtoull (entity + (is_hex ? 3 : 2), NULL, is_hex ? 16 : 10);
      gboolean is_text = code > 0 && code <= 0x10ffff && g_unichar_validate ((gunichar) code) && !g_unichar_iscntrl ((gunichar) code);

      g_string_append_unichar (text, is_text ? (gunichar) code : 0xfffd);
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      if (strlen (entities[i].name) != size || strncmp (entities[i].name, entity, size) != 0)
        continue;
      g_string_append (text, entities[i].text);
      return;
    }

  g_string_append_len (text, entity, (gssize) size);
}
