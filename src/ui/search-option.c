#include "config.h"

#include "ui/search-option.h"

#include <glib/gi18n.h>

/* One argument, or several joined by spaces, as handrailctl takes them. */
static char *
dup_words (GVariantDict *options)
{
  g_auto (GStrv) words = NULL;

  return g_variant_dict_lookup (options, G_OPTION_REMAINING, "^as", &words) ? g_strjoinv (" ", words) : g_strdup ("");
}

void
rail_search_option_add (GApplication *application)
{
  const GOptionEntry entries[] = {
    { "search", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_ ("Open the search, with WORDS if there are any"), NULL },
    { G_OPTION_REMAINING, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, N_ ("[WORDS…]") },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (application, entries);
}

int
rail_search_option_handle (GApplication *application,
                           GVariantDict *options,
                           gboolean *searches)
{
  g_autofree char *words = dup_words (options);
  g_autoptr (GError) error = NULL;

  if (!g_variant_dict_contains (options, "search"))
    {
      if (words[0] == '\0')
        return -1;
      g_printerr (_ ("handrail: words need --search before them\n"));
      return 2;
    }

  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("handrail: %s\n", error->message);
      return 3;
    }

  g_action_group_activate_action (G_ACTION_GROUP (application), "search", g_variant_new_string (words));
  *searches = !g_application_get_is_remote (application);
  return *searches ? -1 : 0;
}
