#include "config.h"

#include "platform/provider-state.h"

#include <glib.h>

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
