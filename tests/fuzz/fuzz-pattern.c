/* The first line is an author's pattern, the rest a window's title, which may be anything. */

#include <string.h>

#include "fuzz-target.h"
#include "rules/pattern.h"

static gboolean
has_any (GPtrArray *literals,
         const char *text)
{
  for (guint i = 0; i < literals->len; i++)
    {
      if (strstr (text, g_ptr_array_index (literals, i)) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* The rule set would not ask the pattern about a text that lacks these. */
static void
check_literals (const RailPattern *pattern,
                const RailText *text)
{
  g_autoptr (GPtrArray) sets = rail_pattern_dup_literals (pattern);
  g_autoptr (GString) singly = g_string_new (NULL);

  rail_text_fold_append_singly (singly, text->normal, text->normal_length);
  for (guint i = 0; i < sets->len; i++)
    g_assert_true (has_any (g_ptr_array_index (sets, i), rail_pattern_get_kind (pattern) == RAIL_PATTERN_REGEX ? singly->str : text->folded));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  const uint8_t *line_end = size > 0 ? memchr (data, '\n', size) : NULL;
  gsize length = line_end != NULL ? (gsize) (line_end - data) : size;
  g_autofree char *source = g_strndup ((const char *) data, length);
  g_autofree char *title = line_end != NULL ? g_strndup ((const char *) line_end + 1, size - length - 1) : g_strdup ("");
  g_autoptr (RailText) text = rail_text_new (title);
  g_autoptr (GError) error = NULL;
  g_autoptr (RailPattern) pattern = NULL;
  gboolean matched;

  g_assert_true (g_utf8_validate (text->normal, (gssize) text->normal_length, NULL));
  g_assert_true (g_utf8_validate (text->folded, (gssize) text->folded_length, NULL));

  /* The YAML reader never lets other text through to a pattern. */
  if (!g_utf8_validate (source, -1, NULL))
    return 0;

  pattern = rail_pattern_new (source, &error);
  if (pattern == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  matched = rail_pattern_matches (pattern, text);
  if (matched)
    check_literals (pattern, text);
  if (!rail_pattern_is_disabled (pattern))
    g_assert_cmpint (rail_pattern_matches (pattern, text), ==, matched);
  else
    g_assert_false (matched);

  return 0;
}
