#include "config.h"

#include "base/yaml-tree.h"

#include <string.h>

#include <yaml.h>

#include "base/duration.h"
#include "base/problem.h"

#define BYTE_ORDER_MARK "\357\273\277"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (yaml_event_t, yaml_event_delete)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (yaml_parser_t, yaml_parser_delete)

typedef struct
{
  yaml_parser_t *parser;
  const char *file;
  guint first_line;
  GPtrArray *problems;
  gboolean refused; /* something was named that makes the whole text unusable, yet reading went on to name the rest */
} Reader;

static RailYaml *
node_new (RailYamlKind kind,
          guint line)
{
  RailYaml *self = g_new0 (RailYaml, 1);

  self->kind = kind;
  self->line = line;
  if (kind != RAIL_YAML_SCALAR)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_yaml_free);

  return self;
}

void
rail_yaml_free (RailYaml *self)
{
  g_free (self->key);
  g_free (self->scalar);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static gboolean
is_control (gunichar c)
{
  return g_unichar_iscntrl (c) && c != '\t' && c != '\n' && c != '\r';
}

static guint
count_lines (const char *from,
             const char *to)
{
  guint lines = 0;

  for (const char *p = from; p < to; p++)
    lines += *p == '\n';

  return lines;
}

gboolean
rail_yaml_check_text (const char *data,
                      gsize length,
                      const char *file,
                      guint first_line,
                      GPtrArray *problems)
{
  const char *end = NULL;

  if (length > RAIL_YAML_MAX_BYTES)
    {
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         file,
                         0,
                         "too-large",
                         "Shorten it: most of an aid belongs behind a link",
                         "The text is larger than %d KiB",
                         RAIL_YAML_MAX_BYTES / 1024);
      return FALSE;
    }

  if (!g_utf8_validate_len (data, length, &end) && *end != '\0')
    {
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         file,
                         first_line + count_lines (data, end),
                         "encoding",
                         "Save the file as UTF-8",
                         "The text is not valid UTF-8 here");
      return FALSE;
    }

  for (const char *p = data; p < data + length; p = g_utf8_next_char (p))
    {
      if (!is_control (g_utf8_get_char (p)))
        continue;

      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         file,
                         first_line + count_lines (data, p),
                         "control-character",
                         "Delete the character",
                         "There is a control character (U+%04X) here",
                         g_utf8_get_char (p));
      return FALSE;
    }

  return TRUE;
}

static guint
line_of (const Reader *self,
         yaml_mark_t mark)
{
  return self->first_line + (guint) mark.line;
}

/* The slip everybody makes once: a glob without quotes. */
static gboolean
is_bare_glob (const yaml_parser_t *parser)
{
  return parser->context != NULL && strstr (parser->context, "alias") != NULL;
}

static gboolean
next_event (Reader *self,
            yaml_event_t *event)
{
  yaml_parser_t *parser = self->parser;

  yaml_event_delete (event);
  if (yaml_parser_parse (parser, event))
    return TRUE;

  if (is_bare_glob (parser))
    {
      rail_problems_add (self->problems,
                         RAIL_SEVERITY_ERROR,
                         self->file,
                         line_of (self, parser->problem_mark),
                         "yaml-alias",
                         "Put a value that begins with an asterisk in quotes, \"*zoom*\"",
                         "The asterisk in column %u would be an alias, and aliases are not allowed",
                         (guint) parser->context_mark.column + 1);
      return FALSE;
    }

  rail_problems_add (self->problems,
                     RAIL_SEVERITY_ERROR,
                     self->file,
                     line_of (self, parser->problem_mark),
                     "yaml-syntax",
                     "Check the indentation, the colons and the quotes of this line and the one before",
                     "This is not YAML (column %u): %s%s%s",
                     (guint) parser->problem_mark.column + 1,
                     parser->context != NULL ? parser->context : "",
                     parser->context != NULL ? ", " : "",
                     parser->problem != NULL ? parser->problem : "it cannot be read");
  return FALSE;
}

static void
refuse_anchor_and_tag (Reader *self,
                       guint line,
                       const yaml_char_t *anchor,
                       const yaml_char_t *tag)
{
  if (anchor != NULL)
    {
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line, "yaml-anchor", "Remove it, or put the value in quotes", "“&%s” is an anchor, and anchors are not allowed", (const char *) anchor);
      self->refused = TRUE;
    }
  if (tag != NULL)
    {
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line, "yaml-tag", "Remove it, or put the value in quotes", "“%s” is a tag, and tags are not allowed", (const char *) tag);
      self->refused = TRUE;
    }
}

static RailYaml *
read_scalar (Reader *self,
             const yaml_event_t *event)
{
  const char *value = (const char *) event->data.scalar.value;
  gsize length = event->data.scalar.length;
  guint line = line_of (self, event->start_mark);
  RailYaml *node = node_new (RAIL_YAML_SCALAR, line);

  refuse_anchor_and_tag (self, line, event->data.scalar.anchor, event->data.scalar.tag);

  /* Escapes in double quotes bring in what the check of the raw bytes kept out. */
  for (const char *p = value; p < value + length; p = g_utf8_next_char (p))
    {
      if (!is_control (g_utf8_get_char (p)))
        continue;
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line, "control-character", "Remove the escape", "The value contains a control character (U+%04X)", g_utf8_get_char (p));
      self->refused = TRUE;
      break;
    }

  node->scalar = g_strndup (value, length);
  return node;
}

static RailYaml *read_node (Reader *self,
                            yaml_event_t *event,
                            guint depth,
                            gboolean in_sequence);

static RailYaml *
read_sequence (Reader *self,
               yaml_event_t *event,
               guint depth)
{
  g_autoptr (RailYaml) node = node_new (RAIL_YAML_SEQUENCE, line_of (self, event->start_mark));

  refuse_anchor_and_tag (self, node->line, event->data.sequence_start.anchor, event->data.sequence_start.tag);

  while (next_event (self, event))
    {
      RailYaml *child = NULL;

      if (event->type == YAML_SEQUENCE_END_EVENT)
        return g_steal_pointer (&node);

      child = read_node (self, event, depth, TRUE);
      if (child == NULL)
        return NULL;
      g_ptr_array_add (node->children, child);
    }

  return NULL;
}

static void
refuse_duplicate (Reader *self,
                  GHashTable *seen,
                  const RailYaml *child)
{
  guint first_line = GPOINTER_TO_UINT (g_hash_table_lookup (seen, child->key));

  if (first_line == 0)
    {
      g_hash_table_insert (seen, child->key, GUINT_TO_POINTER (child->key_line));
      return;
    }

  rail_problems_add (self->problems,
                     RAIL_SEVERITY_ERROR,
                     self->file,
                     child->key_line,
                     "duplicate-key",
                     "Keep one of the two",
                     "The key “%s” already stands in line %u",
                     child->key,
                     first_line);
  self->refused = TRUE;
}

static RailYaml *
read_mapping (Reader *self,
              yaml_event_t *event,
              guint depth)
{
  g_autoptr (RailYaml) node = node_new (RAIL_YAML_MAPPING, line_of (self, event->start_mark));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  refuse_anchor_and_tag (self, node->line, event->data.mapping_start.anchor, event->data.mapping_start.tag);

  while (next_event (self, event))
    {
      g_autoptr (RailYaml) key = NULL;
      RailYaml *child = NULL;

      if (event->type == YAML_MAPPING_END_EVENT)
        return g_steal_pointer (&node);

      if (event->type != YAML_SCALAR_EVENT)
        {
          rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line_of (self, event->start_mark), "yaml-key", "Write “key: value”", "A key must be plain text");
          return NULL;
        }
      key = read_scalar (self, event);

      if (!next_event (self, event))
        return NULL;
      child = read_node (self, event, depth, FALSE);
      if (child == NULL)
        return NULL;

      child->key = g_steal_pointer (&key->scalar);
      child->key_line = key->line;
      g_ptr_array_add (node->children, child);
      refuse_duplicate (self, seen, child);
    }

  return NULL;
}

static gboolean
is_too_deep (Reader *self,
             const yaml_event_t *event,
             guint depth)
{
  if (depth <= RAIL_YAML_MAX_DEPTH)
    return FALSE;

  rail_problems_add (self->problems,
                     RAIL_SEVERITY_ERROR,
                     self->file,
                     line_of (self, event->start_mark),
                     "yaml-depth",
                     "Flatten it, for instance with a second trigger",
                     "This is nested deeper than %d levels",
                     RAIL_YAML_MAX_DEPTH);
  return TRUE;
}

/* Reads the node that @event begins. NULL when nothing after it can be trusted; the error has been added. */
static RailYaml *
read_node (Reader *self,
           yaml_event_t *event,
           guint depth,
           gboolean in_sequence)
{
  guint line = line_of (self, event->start_mark);

  if (event->type == YAML_SCALAR_EVENT)
    return read_scalar (self, event);

  if (event->type == YAML_ALIAS_EVENT)
    {
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line, "yaml-alias", "Write the value out, or put it in quotes if it begins with an asterisk", "“*%s” is an alias, and aliases are not allowed", (const char *) event->data.alias.anchor);
      self->refused = TRUE;
      return node_new (RAIL_YAML_SCALAR, line);
    }

  if (event->type == YAML_MAPPING_START_EVENT)
    depth++;
  if (event->type == YAML_SEQUENCE_START_EVENT && in_sequence)
    depth++;
  if (is_too_deep (self, event, depth))
    return NULL;

  return event->type == YAML_MAPPING_START_EVENT ? read_mapping (self, event, depth) : read_sequence (self, event, depth);
}

static gboolean
refuse_directives (Reader *self,
                   const yaml_event_t *event)
{
  if (event->data.document_start.version_directive == NULL &&
      event->data.document_start.tag_directives.start == event->data.document_start.tag_directives.end)
    return FALSE;

  rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line_of (self, event->start_mark), "yaml-directive", "Remove the line that begins with %", "Directives are not allowed");
  return TRUE;
}

static RailYaml *
read_stream (Reader *self)
{
  g_auto (yaml_event_t) event = { 0 };
  g_autoptr (RailYaml) root = NULL;

  if (!next_event (self, &event) || !next_event (self, &event))
    return NULL;
  if (event.type == YAML_STREAM_END_EVENT)
    return node_new (RAIL_YAML_MAPPING, self->first_line);

  if (refuse_directives (self, &event) || !next_event (self, &event))
    return NULL;
  root = read_node (self, &event, 0, FALSE);

  /* After the root come the document's end and the stream's. */
  if (root == NULL || !next_event (self, &event) || !next_event (self, &event))
    return NULL;
  if (event.type != YAML_STREAM_END_EVENT)
    {
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line_of (self, event.start_mark), "yaml-documents", "Remove the line “---” or “...”", "There is a second document here");
      return NULL;
    }

  return self->refused ? NULL : g_steal_pointer (&root);
}

RailYaml *
rail_yaml_parse (const char *data,
                 gsize length,
                 const char *file,
                 guint first_line,
                 GPtrArray *problems)
{
  g_auto (yaml_parser_t) parser = { 0 };
  Reader reader = { .parser = &parser, .file = file, .first_line = first_line, .problems = problems };
  RailYaml *root = NULL;

  if (!rail_yaml_check_text (data, length, file, first_line, problems))
    return NULL;

  /* libyaml takes a byte order mark only where it may guess the encoding by it. */
  if (length >= strlen (BYTE_ORDER_MARK) && memcmp (data, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    {
      data += strlen (BYTE_ORDER_MARK);
      length -= strlen (BYTE_ORDER_MARK);
    }

  /* Only fails when memory runs out, where GLib would abort as well. */
  if (!yaml_parser_initialize (&parser))
    g_assert_not_reached ();
  yaml_parser_set_encoding (&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string (&parser, (const unsigned char *) data, length);

  root = read_stream (&reader);

  /* "key:" alone reads as an empty scalar, and so does a text of nothing but comments between two marks. */
  if (root != NULL && root->kind == RAIL_YAML_SCALAR && root->scalar[0] == '\0')
    {
      g_clear_pointer (&root, rail_yaml_free);
      root = node_new (RAIL_YAML_MAPPING, first_line);
    }

  return root;
}

const RailYaml *
rail_yaml_get (const RailYaml *self,
               const char *key)
{
  if (self->kind != RAIL_YAML_MAPPING)
    return NULL;

  for (guint i = 0; i < self->children->len; i++)
    {
      const RailYaml *child = g_ptr_array_index (self->children, i);

      if (g_str_equal (child->key, key))
        return child;
    }

  return NULL;
}

static void
add_bad_value (const RailYaml *self,
               const char *file,
               GPtrArray *problems,
               const char *mend,
               const char *what)
{
  if (self->key != NULL)
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, self->line, "bad-value", mend, "“%s” %s", self->key, what);
  else
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, self->line, "bad-value", mend, "This item %s", what);
}

/* The text of a scalar that is not empty, or NULL with an error added; borrowed. */
static const char *
get_text (const RailYaml *self,
          const char *file,
          GPtrArray *problems)
{
  if (self->kind != RAIL_YAML_SCALAR)
    {
      add_bad_value (self, file, problems, "Write one value behind the colon", self->kind == RAIL_YAML_MAPPING ? "holds further keys where one value belongs" : "is a list where one value belongs");
      return NULL;
    }
  if (self->scalar[0] == '\0')
    {
      add_bad_value (self, file, problems, "Write a value, or leave it out", "is empty");
      return NULL;
    }

  return self->scalar;
}

char *
rail_yaml_dup_string (const RailYaml *self,
                      const char *file,
                      GPtrArray *problems)
{
  return g_strdup (get_text (self, file, problems));
}

char **
rail_yaml_dup_strings (const RailYaml *self,
                       const char *file,
                       GPtrArray *problems)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (self->kind == RAIL_YAML_MAPPING)
    {
      add_bad_value (self, file, problems, "Write [one, two]", "holds further keys where a list belongs");
      return NULL;
    }
  if (self->kind == RAIL_YAML_SCALAR)
    {
      const char *text = get_text (self, file, problems);

      if (text == NULL)
        return NULL;
      g_strv_builder_add (builder, text);
      return g_strv_builder_end (builder);
    }

  for (guint i = 0; i < self->children->len; i++)
    {
      const RailYaml *child = g_ptr_array_index (self->children, i);

      if (child->kind != RAIL_YAML_SCALAR || child->scalar[0] == '\0')
        {
          rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, child->line, "bad-value", "Write [one, two]", "An item of “%s” is not text", self->key != NULL ? self->key : "This list");
          return NULL;
        }
      g_strv_builder_add (builder, child->scalar);
    }

  return g_strv_builder_end (builder);
}

gboolean
rail_yaml_get_integer (const RailYaml *self,
                       const char *file,
                       gint64 minimum,
                       gint64 maximum,
                       gint64 *value,
                       GPtrArray *problems)
{
  const char *text = get_text (self, file, problems);
  g_autofree char *mend = NULL;

  if (text == NULL)
    return FALSE;
  if (g_ascii_string_to_signed (text, 10, minimum, maximum, value, NULL))
    return TRUE;

  mend = g_strdup_printf ("Write a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, minimum, maximum);
  add_bad_value (self, file, problems, mend, "is not a number in its range");
  return FALSE;
}

gboolean
rail_yaml_get_boolean (const RailYaml *self,
                       const char *file,
                       gboolean *value,
                       GPtrArray *problems)
{
  const char *text = get_text (self, file, problems);

  if (text == NULL)
    return FALSE;
  if (g_str_equal (text, "true") || g_str_equal (text, "false"))
    {
      *value = g_str_equal (text, "true");
      return TRUE;
    }

  add_bad_value (self, file, problems, "Write true or false", "is neither true nor false");
  return FALSE;
}

gboolean
rail_yaml_get_span (const RailYaml *self,
                    const char *file,
                    gint64 *span,
                    GPtrArray *problems)
{
  const char *text = get_text (self, file, problems);
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return FALSE;
  if (rail_duration_parse (text, span, &error))
    return TRUE;

  add_bad_value (self, file, problems, "Write a whole number and s, m, h or d, such as 30s or 5m", "is not a span of time");
  return FALSE;
}

/* Levenshtein distance; a transposition counts two. Keys are short, and a long stranger is nobody's typing error. */
static guint
edit_distance (const char *a,
               const char *b)
{
  guint row[33];
  gsize length = strlen (b);

  if (strlen (a) >= G_N_ELEMENTS (row) || length >= G_N_ELEMENTS (row))
    return G_MAXUINT;

  for (guint j = 0; j <= length; j++)
    row[j] = j;
  for (guint i = 1; a[i - 1] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= length; j++)
        {
          guint above = row[j];
          guint replaced = diagonal + (a[i - 1] != b[j - 1]);

          row[j] = MIN (replaced, MIN (above, row[j - 1]) + 1);
          diagonal = above;
        }
    }

  return row[length];
}

static const char *
find_meant (const char *key,
            const char *const *known)
{
  const char *meant = NULL;
  guint best = 3;

  for (gsize i = 0; known[i] != NULL; i++)
    {
      guint distance = edit_distance (key, known[i]);

      /* Two edits make any two-letter key out of any other: that is no hint. */
      if (distance < best && distance < strlen (known[i]))
        {
          best = distance;
          meant = known[i];
        }
    }

  return meant;
}

void
rail_yaml_refuse_unknown_keys (const RailYaml *self,
                               const char *file,
                               const char *const *known,
                               GPtrArray *problems)
{
  if (self->kind != RAIL_YAML_MAPPING)
    return;

  for (guint i = 0; i < self->children->len; i++)
    {
      const RailYaml *child = g_ptr_array_index (self->children, i);
      g_autofree char *mend = NULL;
      const char *meant = NULL;

      if (g_strv_contains (known, child->key))
        continue;

      meant = find_meant (child->key, known);
      if (meant != NULL)
        {
          mend = g_strdup_printf ("Did you mean “%s”?", meant);
        }
      else
        {
          g_autofree char *list = g_strjoinv (", ", (char **) known);

          mend = g_strdup_printf ("Remove it; known here: %s", list);
        }
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, child->key_line, "unknown-key", mend, "Unknown key “%s”", child->key);
    }
}
