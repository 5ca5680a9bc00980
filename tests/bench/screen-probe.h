/*
 * What the X server knows of other programs' windows: when one is mapped, when it has pixels. Used by the programs that measure latency. The
 * desktop behind the windows is SCREEN_PROBE_BACKGROUND, plain; GTK's windows keep those pixels until their first frame.
 */

#pragma once

#include <stdint.h>

#include <xcb/xcb.h>

#define SCREEN_PROBE_BACKGROUND 0x336699

/* Monotonic, in microseconds. */
int64_t screen_probe_now (void);

xcb_atom_t screen_probe_intern (xcb_connection_t *connection,
                                const char *name);

/* Fills @text, zero-terminated; returns its length. */
int screen_probe_read_text (xcb_connection_t *connection,
                            xcb_window_t window,
                            xcb_atom_t property,
                            char *text,
                            int size);

/* Waits until a window called @title is mapped on a root whose substructure events were asked for; 0 when the server goes away. */
int64_t screen_probe_wait_mapped (xcb_connection_t *connection,
                                  const char *title,
                                  xcb_window_t *window);

/* Asks the server until the pixel at @x, @y of the screen is no longer the bare desktop's. */
void screen_probe_wait_painted (xcb_connection_t *connection,
                                const xcb_screen_t *screen,
                                int16_t x,
                                int16_t y);
