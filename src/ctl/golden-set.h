/*
 * A golden set: sentences with what the guard, or a model, must make of them, in handrail-golden(5). Read by `handrailctl coach eval`.
 */

#pragma once

#include <gio/gio.h>

#include "coach/guard-category.h"

#define RAIL_GOLDEN_MAX_BYTES (8 * 1024 * 1024)

typedef struct
{
  guint line;
  RailGuardVerdict must; /* RAIL_GUARD_OK for must-not, and for must-cite */
  gboolean must_cite;    /* a model's answer must name an approved source */
  char *category;        /* "-" where none is expected; the aid that must be cited, or "-" for any, for must-cite */
  char *language;
  char *text;
} RailGoldenCase;

/* RailGoldenCase in the order of the file. Lines that cannot be read are errors among @problems; NULL with @error where the file as a whole cannot. */
GPtrArray *rail_golden_set_read (const char *file,
                                 GPtrArray *problems,
                                 GError **error);

/* "must-stop". */
const char *rail_golden_case_get_must (const RailGoldenCase *self);

/* Whether @verdict will do. Stopping where caution was asked for is no miss. Not for must-cite: the verdict alone does not say. */
gboolean rail_golden_case_is_held (const RailGoldenCase *self,
                                   RailGuardVerdict verdict);
