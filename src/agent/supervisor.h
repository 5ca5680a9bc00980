/*
 * Where no service manager watches over the agent (an autostart without systemd, the Flatpak), it watches over itself: the process that was
 * started becomes a parent that only waits, and starts the agent again when it crashed. It holds no library, no thread and no timer.
 */

#pragma once

#include <stdbool.h>

/*
 * Forks. In the child it returns true: go on as the agent. In the parent it returns false when the agent is gone for good, with the exit
 * status for main(): after a clean end, or after three crashes within ten minutes, which it says on standard error. A kill from outside
 * (SIGKILL) is no crash and is always answered with a new start.
 */
bool rail_supervisor_run (int *exit_status);
