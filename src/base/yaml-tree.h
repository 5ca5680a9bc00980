/*
 * The small YAML that aids and packs are written in, read into a tree that remembers lines. Built on libyaml's events.
 * Refused with file, line and mend: anchors, aliases, tags, duplicate keys, keys that are not scalars, more than one
 * document, directives, depth over 6, input over 64 KiB, invalid UTF-8, control characters. Every scalar arrives as text: nothing turns
 * into a number, a date or a boolean by itself. Source: YAML 1.1, the part without sections 3.2.2.2, 6.8.2 and 6.9.
 *
 * Depth counts mappings, and sequences that stand directly in a sequence: "all: [{window: {app: x}}]" in a trigger is depth 5.
 */

#pragma once

#include <glib.h>

#define RAIL_YAML_MAX_BYTES (64 * 1024)
#define RAIL_YAML_MAX_DEPTH 6

typedef enum
{
  RAIL_YAML_SCALAR,
  RAIL_YAML_SEQUENCE,
  RAIL_YAML_MAPPING,
} RailYamlKind;

typedef struct _RailYaml RailYaml;

struct _RailYaml
{
  RailYamlKind kind;
  guint line;          /* 1-based, in the file as a whole */
  char *key;           /* the key this node stands under, or NULL */
  guint key_line;      /* the line of that key */
  char *scalar;        /* RAIL_YAML_SCALAR only; "" for an empty one */
  GPtrArray *children; /* RailYaml, owned; RAIL_YAML_SEQUENCE and RAIL_YAML_MAPPING only, in file order */
};

/*
 * What every text file of a pack must hold to: at most RAIL_YAML_MAX_BYTES, valid UTF-8, no control characters but tab and line end.
 * Adds one error that names the line and returns FALSE otherwise. rail_yaml_parse() asks it itself.
 */
gboolean rail_yaml_check_text (const char *data,
                               gsize length,
                               const char *file,
                               guint first_line,
                               GPtrArray *problems);

/*
 * Reads @length bytes of @data, whose first line is line @first_line of @file. Returns NULL after adding an error to
 * @problems when nothing can be read; an empty document is an empty mapping. Transfer full.
 */
RailYaml *rail_yaml_parse (const char *data,
                           gsize length,
                           const char *file,
                           guint first_line,
                           GPtrArray *problems);

void rail_yaml_free (RailYaml *self);

/* The child of a mapping under @key, or NULL; borrowed. */
const RailYaml *rail_yaml_get (const RailYaml *self,
                               const char *key);

/*
 * Typed reads of one node. Each returns FALSE (or NULL) after adding an error that names file, line and key; an empty scalar is no value.
 * A "strings" read takes one scalar as a list of one. Transfer full.
 */
char *rail_yaml_dup_string (const RailYaml *self,
                            const char *file,
                            GPtrArray *problems);
char **rail_yaml_dup_strings (const RailYaml *self,
                              const char *file,
                              GPtrArray *problems);
gboolean rail_yaml_get_integer (const RailYaml *self,
                                const char *file,
                                gint64 minimum,
                                gint64 maximum,
                                gint64 *value,
                                GPtrArray *problems);
gboolean rail_yaml_get_boolean (const RailYaml *self,
                                const char *file,
                                gboolean *value,
                                GPtrArray *problems);
gboolean rail_yaml_get_span (const RailYaml *self,
                             const char *file,
                             gint64 *span,
                             GPtrArray *problems);

/* Adds an "unknown-key" error for every key of a mapping that is not in @known (NULL-terminated), with the likely meant one as the mend. */
void rail_yaml_refuse_unknown_keys (const RailYaml *self,
                                    const char *file,
                                    const char *const *known,
                                    GPtrArray *problems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailYaml, rail_yaml_free)
