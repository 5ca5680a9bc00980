/* libFuzzer keeps the input of whatever aborts, but lets the trap by which GLib ends a program that met a critical pass. */

#include <signal.h>
#include <stdlib.h>

#include "fuzz-target.h"

static void
trap_cb (int number)
{
  abort ();
}

int
LLVMFuzzerInitialize (int *argc,
                      char ***argv)
{
  signal (SIGTRAP, trap_cb);
  return 0;
}
