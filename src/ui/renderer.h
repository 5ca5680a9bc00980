/*
 * Which renderer draws our windows. Cards are small and rarely drawn: without GL the program holds 8 MiB of its own instead of 22 with
 * the cairo renderer alone (GDK still loads the GL driver) or 90 with the GL renderer, and its first window comes a third earlier.
 */

#pragma once

#include <gio/gio.h>

/* Before GTK opens the display. What the user has set in the environment stays. */
void rail_renderer_choose (void);

/* Programs we start choose for themselves. */
void rail_renderer_forget (GAppLaunchContext *context);
