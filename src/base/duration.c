#include "config.h"

#include "base/duration.h"

#include "base/error.h"

static const struct
{
  char unit;
  gint64 span;
} units[] = {
  { 'd', RAIL_DAY },
  { 'h', RAIL_HOUR },
  { 'm', RAIL_MINUTE },
  { 's', RAIL_SECOND },
};

gboolean
rail_duration_parse (const char *text,
                     gint64 *span,
                     GError **error)
{
  guint64 number = 0;
  char *end = NULL;

  if (g_ascii_isdigit (text[0]))
    number = g_ascii_strtoull (text, &end, 10);

  for (gsize i = 0; end != NULL && i < G_N_ELEMENTS (units); i++)
    {
      if (end[0] != units[i].unit || end[1] != '\0')
        continue;
      if (number > (guint64) (366 * RAIL_DAY / units[i].span))
        break;
      *span = (gint64) number * units[i].span;
      return TRUE;
    }

  g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is not a span of time: write a whole number and s, m, h or d, such as 30s or 5m, at most 366d", text);
  return FALSE;
}

char *
rail_duration_format (gint64 span)
{
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (span != 0 && span % units[i].span == 0)
        return g_strdup_printf ("%" G_GINT64_FORMAT "%c", span / units[i].span, units[i].unit);
    }

  return g_strdup_printf ("%" G_GINT64_FORMAT "s", span / RAIL_SECOND);
}
