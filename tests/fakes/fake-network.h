/*
 * A network that comes and goes, and costs money, when a test says so.
 */

#pragma once

#include <gio/gio.h>

#define FAKE_TYPE_NETWORK (fake_network_get_type ())
G_DECLARE_FINAL_TYPE (FakeNetwork, fake_network, FAKE, NETWORK, GObject)

/* There, and free of charge. */
FakeNetwork *fake_network_new (void);

void fake_network_set (FakeNetwork *self,
                       gboolean available,
                       gboolean metered);
