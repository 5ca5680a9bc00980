#include "config.h"

#include "ui/dictionary.h"

const char *
rail_dictionary_get_text (GVariant *dictionary,
                          const char *key)
{
  const char *text = "";

  g_variant_lookup (dictionary, key, "&s", &text);

  return text;
}
