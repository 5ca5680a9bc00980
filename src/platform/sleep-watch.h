/*
 * Tells when the computer goes to sleep and when it wakes up, as logind does. Where there is no system bus or no logind nothing is told; the clock
 * says the same a little later. Source: org.freedesktop.login1(5), PrepareForSleep.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_TYPE_SLEEP_WATCH (rail_sleep_watch_get_type ())
G_DECLARE_FINAL_TYPE (RailSleepWatch, rail_sleep_watch, RAIL, SLEEP_WATCH, GObject)

/* @system: the system bus. Signals, without arguments: "sleeping", "woke" (also after a sleep that came to nothing). */
RailSleepWatch *rail_sleep_watch_new (GDBusConnection *system);
