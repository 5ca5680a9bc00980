#include "config.h"

#include "base/error.h"

GQuark
rail_error_quark (void)
{
  return g_quark_from_static_string ("rail-error");
}
