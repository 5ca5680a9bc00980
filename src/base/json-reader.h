/*
 * Strict JSON from outside: parses one text within limits, then reads an object's members by name and type. The first thing wrong is
 * remembered and told at the end, and so is a member nobody asked for: a misspelt key must not look like a missing one.
 * Source: RFC 8259.
 */

#pragma once

#include <json-glib/json-glib.h>

/* Objects and arrays inside each other. json-glib reads them by recursion, so that depth costs stack. */
#define RAIL_JSON_MAX_DEPTH 32

/* One value and nothing else, valid UTF-8, at most @max_bytes. NULL with RAIL_ERROR_INVALID or RAIL_ERROR_TOO_LARGE; transfer full. */
JsonNode *rail_json_parse (const char *data,
                           gsize length,
                           gsize max_bytes,
                           GError **error);

typedef struct _RailJsonReader RailJsonReader;

/* Borrows @object. */
RailJsonReader *rail_json_reader_new (JsonObject *object);
void rail_json_reader_free (RailJsonReader *self);

/* Whether @name is there at all, also as null. */
gboolean rail_json_reader_has (RailJsonReader *self,
                               const char *name);

/* Each borrows from the object and gives @fallback where @name is missing or null, or of the wrong kind, which _end() tells. */
const char *rail_json_reader_get_string (RailJsonReader *self,
                                         const char *name,
                                         const char *fallback);
gboolean rail_json_reader_get_boolean (RailJsonReader *self,
                                       const char *name,
                                       gboolean fallback);
gint64 rail_json_reader_get_integer (RailJsonReader *self,
                                     const char *name,
                                     gint64 min,
                                     gint64 max,
                                     gint64 fallback);
JsonObject *rail_json_reader_get_object (RailJsonReader *self,
                                         const char *name);
JsonArray *rail_json_reader_get_array (RailJsonReader *self,
                                       const char *name);

/* A list of texts; never NULL; transfer full. */
char **rail_json_reader_dup_strings (RailJsonReader *self,
                                     const char *name);

/* One of the NULL-terminated @words, as its index; @fallback as above. */
guint rail_json_reader_get_word (RailJsonReader *self,
                                 const char *name,
                                 const char *const *words,
                                 guint fallback);

/* Says that @name does not mean anything, for checks that only the caller can make. */
void rail_json_reader_refuse (RailJsonReader *self,
                              const char *name,
                              const char *format,
                              ...) G_GNUC_PRINTF (3, 4);

/* FALSE with RAIL_ERROR_INVALID that names the member: the first one refused or of the wrong kind, or one that nobody read. */
gboolean rail_json_reader_end (RailJsonReader *self,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailJsonReader, rail_json_reader_free)
