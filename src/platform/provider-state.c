#include "config.h"

#include "platform/provider-state.h"

const char *
rail_provider_state_to_string (RailProviderState state)
{
  static const char *const words[] = {
    [RAIL_PROVIDER_OK] = "ok",
    [RAIL_PROVIDER_LIMITED] = "limited",
    [RAIL_PROVIDER_FAILED] = "failed",
    [RAIL_PROVIDER_OFF] = "off",
  };

  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (words), "");

  return words[state];
}

void
rail_provider_state_add (GVariantBuilder *providers,
                         const char *name,
                         RailProviderState state,
                         const char *detail)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "name", "s", name);
  g_variant_dict_insert (&dict, "state", "s", rail_provider_state_to_string (state));
  g_variant_dict_insert (&dict, "detail", "s", detail != NULL ? detail : "");
  g_variant_builder_add_value (providers, g_variant_dict_end (&dict));
}
