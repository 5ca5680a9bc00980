/* The first line lists names, a comma between them, the second one words; the rest is a text that leaves and comes back. */

#include <string.h>

#include "coach/redactor.h"
#include "fuzz-target.h"

/* What is taken stands where it says, in order, and the rest of the text is what it was. */
static void
check (const RailRedaction *redaction,
       const char *text)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  gsize at = 0;

  for (guint i = 0; i < redaction->taken->len; i++)
    {
      const RailRedacted *taken = g_ptr_array_index (redaction->taken, i);

      g_assert_cmpuint (taken->start, >=, at);
      g_assert_cmpuint (taken->start + taken->length, <=, strlen (text));
      g_assert_true (strncmp (text + taken->start, taken->original, taken->length) == 0 && strlen (taken->original) == taken->length);
      g_string_append_len (whole, text + at, (gssize) (taken->start - at));
      g_string_append (whole, taken->placeholder);
      at = taken->start + taken->length;
    }
  g_string_append (whole, text + at);
  g_assert_cmpstr (whole->str, ==, redaction->text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autofree char *input = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (input, "\n", 3);
  gboolean is_whole = g_strv_length (lines) == 3;
  g_auto (GStrv) names = g_strsplit (is_whole ? lines[0] : "", ",", -1);
  g_auto (GStrv) words = g_strsplit (is_whole ? lines[1] : "", ",", -1);
  const char *text = is_whole ? lines[2] : input;
  g_autoptr (RailRedactor) redactor = rail_redactor_new ((const char *const *) names, (const char *const *) words);
  g_autoptr (RailRedaction) redaction = rail_redactor_apply (redactor, text);
  g_autoptr (RailRedaction) again = rail_redactor_apply (redactor, text);
  g_autofree char *restored = rail_redactor_restore (redactor, redaction->text);

  check (redaction, text);
  g_assert_cmpstr (redaction->text, ==, again->text);
  g_assert_nonnull (restored);
  rail_redactor_is_open (text);

  return 0;
}
