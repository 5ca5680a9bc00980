/*
 * Reads one aid file: front matter between two "---" lines (base/yaml-tree.h), then Markdown (md4c, CommonMark with task lists, no HTML).
 * A file over 64 KiB, without front matter, with unknown keys or missing ones, with raw HTML or remote images adds errors. The result is
 * NULL only if what is left could not be shown honestly: no title, kind, task, owner or review date, or a body that breaks its kind.
 */

#pragma once

#include "library/aid.h"

#define RAIL_AID_MAX_BYTES (64 * 1024)

/* @file is named in problems; transfer full. */
RailAid *rail_aid_parse (const char *pack,
                         const char *id,
                         const char *file,
                         const char *data,
                         gsize length,
                         GPtrArray *problems);
