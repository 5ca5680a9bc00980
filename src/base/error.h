/*
 * The one error domain. A code says what the caller can do about it; the message says what happened, to what,
 * and is prefixed on its way up (g_prefix_error) with the pack, rule or host it belongs to.
 */

#pragma once

#include <glib.h>

#define RAIL_ERROR (rail_error_quark ())

typedef enum
{
  RAIL_ERROR_FAILED,      /* nothing better is known */
  RAIL_ERROR_INVALID,     /* the input breaks its format: mend the input */
  RAIL_ERROR_TOO_LARGE,   /* the input passes a cap: shorten it */
  RAIL_ERROR_NOT_FOUND,   /* no such thing */
  RAIL_ERROR_DAMAGED,     /* a database that SQLite no longer trusts */
  RAIL_ERROR_NEWER,       /* written by a newer Handrail: upgrade */
  RAIL_ERROR_FULL,        /* the disk is full */
  RAIL_ERROR_UNREACHABLE, /* the network or the other side fails: later may be better */
  RAIL_ERROR_BUSY,        /* somebody else is at it: they will do it, or later will be better */
  RAIL_ERROR_REFUSED,     /* the user or the organisation does not want it */
} RailError;

GQuark rail_error_quark (void);
