#include "config.h"

#include "base/json-reader.h"

#include "base/error.h"

struct _RailJsonReader
{
  JsonObject *object;
  GHashTable *read; /* names asked for */
  GError *error;    /* the first */
};

/* Brackets outside of strings; whether they pair up is the parser's business. */
static gboolean
is_shallow (const char *data,
            gsize length)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string)
        {
          if (data[i] == '\\')
            i++;
          else if (data[i] == '"')
            in_string = FALSE;
          continue;
        }

      if (data[i] == '"')
        in_string = TRUE;
      else if ((data[i] == '{' || data[i] == '[') && ++depth > RAIL_JSON_MAX_DEPTH)
        return FALSE;
      else if ((data[i] == '}' || data[i] == ']') && depth > 0)
        depth--;
    }

  return TRUE;
}

/*
 * json-glib would take an assignment in JavaScript too, or several values in a row, of which it leaks all but the last. What pairs up, and whether
 * anything is in it, is the parser's business.
 */
static gboolean
is_one_value (const char *data,
              gsize length)
{
  gboolean in_string = FALSE;
  gboolean has_begun = FALSE;
  gboolean is_nested = FALSE;
  gboolean is_over = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      gboolean opens = !in_string && (data[i] == '{' || data[i] == '[');

      if (!in_string && g_ascii_isspace (data[i]))
        {
          is_over |= has_begun && depth == 0;
          continue;
        }
      if (is_over || (opens && has_begun && !is_nested))
        return FALSE;

      is_nested |= opens;
      has_begun = TRUE;
      if (in_string && data[i] == '\\')
        i++;
      else if (data[i] == '"')
        in_string = !in_string;
      else if (opens)
        depth++;
      else if (!in_string && (data[i] == '}' || data[i] == ']') && depth > 0)
        depth--;
      is_over = is_nested && depth == 0;
    }

  return TRUE;
}

/* "\300", which JSON does not know: json-glib makes a byte of it, and then a text need not be UTF-8 any more. */
static gboolean
has_octal_escape (const char *data,
                  gsize length)
{
  for (gsize i = 0; i + 1 < length; i++)
    {
      if (data[i] == '\\' && g_ascii_isdigit (data[++i]))
        return TRUE;
    }

  return FALSE;
}

JsonNode *
rail_json_parse (const char *data,
                 gsize length,
                 gsize max_bytes,
                 GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) parse_error = NULL;
  JsonNode *root;

  if (length > max_bytes)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "larger than %" G_GSIZE_FORMAT " bytes", max_bytes);
      return NULL;
    }
  if (!g_utf8_validate_len (data, length, NULL))
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "not valid UTF-8");
      return NULL;
    }
  if (!is_shallow (data, length))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "more than %d objects and arrays inside each other", RAIL_JSON_MAX_DEPTH);
      return NULL;
    }
  if (!is_one_value (data, length))
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "not JSON: something stands beside its one value");
      return NULL;
    }
  if (has_octal_escape (data, length))
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "not JSON: a backslash with digits behind it");
      return NULL;
    }
  if (!json_parser_load_from_data (parser, data, length, &parse_error))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "not JSON: %s", parse_error->message);
      return NULL;
    }

  root = json_parser_steal_root (parser);
  if (root == NULL)
    g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "not JSON: there is nothing in it");
  return root;
}

RailJsonReader *
rail_json_reader_new (JsonObject *object)
{
  RailJsonReader *self = g_new0 (RailJsonReader, 1);

  self->object = object;
  self->read = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
rail_json_reader_free (RailJsonReader *self)
{
  g_hash_table_unref (self->read);
  g_clear_error (&self->error);
  g_free (self);
}

gboolean
rail_json_reader_has (RailJsonReader *self,
                      const char *name)
{
  g_hash_table_add (self->read, g_strdup (name));
  return json_object_has_member (self->object, name);
}

void
rail_json_reader_refuse (RailJsonReader *self,
                         const char *name,
                         const char *format,
                         ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (self->error != NULL)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  self->error = g_error_new (RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” %s", name, message);
}

/* The member, or NULL where it is missing or null. */
static JsonNode *
take (RailJsonReader *self,
      const char *name)
{
  JsonNode *node;

  if (!rail_json_reader_has (self, name))
    return NULL;

  node = json_object_get_member (self->object, name);
  return JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

static gboolean
holds_value (JsonNode *node,
             GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

const char *
rail_json_reader_get_string (RailJsonReader *self,
                             const char *name,
                             const char *fallback)
{
  JsonNode *node = take (self, name);

  if (node == NULL)
    return fallback;
  if (!holds_value (node, G_TYPE_STRING))
    {
      rail_json_reader_refuse (self, name, "must be a text");
      return fallback;
    }

  return json_node_get_string (node);
}

gboolean
rail_json_reader_get_boolean (RailJsonReader *self,
                              const char *name,
                              gboolean fallback)
{
  JsonNode *node = take (self, name);

  if (node == NULL)
    return fallback;
  if (!holds_value (node, G_TYPE_BOOLEAN))
    {
      rail_json_reader_refuse (self, name, "must be true or false");
      return fallback;
    }

  return json_node_get_boolean (node);
}

gint64
rail_json_reader_get_integer (RailJsonReader *self,
                              const char *name,
                              gint64 min,
                              gint64 max,
                              gint64 fallback)
{
  JsonNode *node = take (self, name);
  gint64 value;

  if (node == NULL)
    return fallback;
  if (!holds_value (node, G_TYPE_INT64))
    {
      rail_json_reader_refuse (self, name, "must be a whole number");
      return fallback;
    }

  value = json_node_get_int (node);
  if (value < min || value > max)
    {
      rail_json_reader_refuse (self, name, "must lie between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT, min, max);
      return fallback;
    }
  return value;
}

JsonObject *
rail_json_reader_get_object (RailJsonReader *self,
                             const char *name)
{
  JsonNode *node = take (self, name);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      rail_json_reader_refuse (self, name, "must be an object");
      return NULL;
    }

  return json_node_get_object (node);
}

JsonArray *
rail_json_reader_get_array (RailJsonReader *self,
                            const char *name)
{
  JsonNode *node = take (self, name);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      rail_json_reader_refuse (self, name, "must be a list");
      return NULL;
    }

  return json_node_get_array (node);
}

char **
rail_json_reader_dup_strings (RailJsonReader *self,
                              const char *name)
{
  JsonArray *array = rail_json_reader_get_array (self, name);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint length = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (holds_value (node, G_TYPE_STRING))
        g_strv_builder_add (builder, json_node_get_string (node));
      else
        rail_json_reader_refuse (self, name, "must be a list of texts");
    }

  return g_strv_builder_end (builder);
}

guint
rail_json_reader_get_word (RailJsonReader *self,
                           const char *name,
                           const char *const *words,
                           guint fallback)
{
  const char *text = rail_json_reader_get_string (self, name, NULL);
  g_autofree char *known = NULL;

  if (text == NULL)
    return fallback;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (text, words[i]))
      return i;

  known = g_strjoinv (", ", (char **) words);
  rail_json_reader_refuse (self, name, "must be one of %s", known);
  return fallback;
}

gboolean
rail_json_reader_end (RailJsonReader *self,
                      GError **error)
{
  JsonObjectIter iter;
  const char *name;

  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }

  json_object_iter_init (&iter, self->object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (self->read, name))
      {
        g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is not known here", name);
        return FALSE;
      }

  return TRUE;
}
