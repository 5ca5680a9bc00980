#include "agent/supervisor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_CRASHES 3
#define CRASH_WINDOW_SECONDS (10 * 60)

/* A killed agent may be killed again at once, by the same out-of-memory hand: not in a busy loop. */
#define RESTART_DELAY_SECONDS 1

static volatile pid_t child;
static volatile sig_atomic_t told_to_end;

/* The session wants the agent to end: the parent is only the messenger. */
static void
forward_cb (int number)
{
  told_to_end = 1;
  if (child > 0)
    kill (child, number);
}

static time_t
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_BOOTTIME, &time);
  return time.tv_sec;
}

static int
wait_for_child (void)
{
  int status = 0;

  while (waitpid (child, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

static bool
may_restart (int status,
             time_t *crashes,
             int *n_crashes)
{
  time_t oldest = crashes[*n_crashes % MAX_CRASHES];

  if (told_to_end || (WIFEXITED (status) && WEXITSTATUS (status) == 0))
    return false;
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL)
    return true;

  if (*n_crashes >= MAX_CRASHES && now () - oldest < CRASH_WINDOW_SECONDS)
    {
      fprintf (stderr, "handrail-agent: it ended unexpectedly %d times within ten minutes and is left alone now; start it again from the desktop\n", MAX_CRASHES + 1);
      return false;
    }
  crashes[(*n_crashes)++ % MAX_CRASHES] = now ();
  return true;
}

bool
rail_supervisor_run (int *exit_status)
{
  const struct sigaction forward = { .sa_handler = forward_cb };
  const struct sigaction standard = { .sa_handler = SIG_DFL };
  time_t crashes[MAX_CRASHES] = { 0 };
  int n_crashes = 0;
  int status;

  for (;;)
    {
      /* Set before forking: a signal in between must not end the parent and leave the child. */
      sigaction (SIGTERM, &forward, NULL);
      sigaction (SIGINT, &forward, NULL);

      child = fork ();
      if (child < 0)
        {
          fprintf (stderr, "handrail-agent: no process to run in; going on without a guard\n");
          return true;
        }
      if (child == 0)
        {
          sigaction (SIGTERM, &standard, NULL);
          sigaction (SIGINT, &standard, NULL);
          return true;
        }

      status = wait_for_child ();
      if (!may_restart (status, crashes, &n_crashes))
        break;
      child = 0;
      sleep (RESTART_DELAY_SECONDS);
      if (told_to_end)
        break;
    }

  *exit_status = WIFEXITED (status) ? WEXITSTATUS (status) : EXIT_FAILURE;
  return false;
}
