#include "config.h"

#include "library/aid-parser.h"

#include <string.h>

#include "base/problem.h"
#include "base/yaml-tree.h"
#include "library/aid-body.h"
#include "library/front-matter.h"
#include "library/markdown.h"

/* Nobody mends more at a time, and a hostile file must not fill the problem list. */
#define MAX_PROBLEMS 50

#define BYTE_ORDER_MARK "\357\273\277"

G_STATIC_ASSERT (RAIL_AID_MAX_BYTES == RAIL_YAML_MAX_BYTES);

typedef struct
{
  const char *front;
  gsize front_length;
  const char *body;
  gsize body_length;
  guint body_line;
} Parts;

/* Whether the line of @length bytes is "---", with white space behind it allowed (the end of a CRLF line among it). */
static gboolean
is_fence (const char *line,
          gsize length)
{
  while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t' || line[length - 1] == '\r'))
    length--;

  return length == 3 && strncmp (line, "---", 3) == 0;
}

static const char *
find_line_end (const char *line,
               const char *end)
{
  const char *newline = memchr (line, '\n', (gsize) (end - line));

  return newline != NULL ? newline : end;
}

static gboolean
split (const char *data,
       gsize length,
       const char *file,
       Parts *parts,
       GPtrArray *problems)
{
  const char *end = data + length;
  const char *line_end = find_line_end (data, end);
  const char *line = NULL;
  guint number = 1;

  if (!is_fence (data, (gsize) (line_end - data)))
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, 1, "no-front-matter", "Begin the file with a line “---”, the keys, and another line “---”", "The file does not begin with front matter");
      return FALSE;
    }

  parts->front = line_end < end ? line_end + 1 : end;
  for (line = parts->front; line < end; line = line_end + 1)
    {
      number++;
      line_end = find_line_end (line, end);
      if (is_fence (line, (gsize) (line_end - line)))
        {
          parts->front_length = (gsize) (line - parts->front);
          parts->body = line_end < end ? line_end + 1 : end;
          parts->body_length = (gsize) (end - parts->body);
          parts->body_line = number + 1;
          return TRUE;
        }
      if (line_end == end)
        break;
    }

  rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, 1, "open-front-matter", "Write a line “---” behind the last key", "The front matter has no end");
  return FALSE;
}

static RailAid *
parse (const char *pack,
       const char *id,
       const char *file,
       const char *data,
       gsize length,
       GPtrArray *problems)
{
  g_autoptr (RailAid) aid = rail_aid_new (pack, id);
  g_autoptr (RailYaml) root = NULL;
  g_autoptr (GPtrArray) blocks = NULL;
  Parts parts = { 0 };
  gboolean can_show = FALSE;

  if (g_str_has_prefix (data, BYTE_ORDER_MARK))
    {
      data += strlen (BYTE_ORDER_MARK);
      length -= strlen (BYTE_ORDER_MARK);
    }
  if (!split (data, length, file, &parts, problems))
    return NULL;

  /* Both halves are read even where the first is broken, so that an author sees everything at once. */
  root = rail_yaml_parse (parts.front, parts.front_length, file, 2, problems);
  can_show = root != NULL && rail_front_matter_read (aid, root, file, problems);
  blocks = rail_markdown_parse (parts.body, parts.body_length, file, parts.body_line, problems);
  if (!can_show || blocks == NULL)
    return NULL;

  g_ptr_array_unref (aid->blocks);
  aid->blocks = g_steal_pointer (&blocks);
  if (!rail_aid_body_finish (aid, file, parts.body_line, problems))
    return NULL;

  return g_steal_pointer (&aid);
}

RailAid *
rail_aid_parse (const char *pack,
                const char *id,
                const char *file,
                const char *data,
                gsize length,
                GPtrArray *problems)
{
  g_autofree char *text = NULL;
  guint before = problems->len;
  RailAid *aid = NULL;

  if (!rail_yaml_check_text (data, length, file, 1, problems))
    return NULL;

  /* The parsers below may look one byte ahead. */
  text = g_strndup (data, length);
  aid = parse (pack, id, file, text, length, problems);

  if (problems->len - before > MAX_PROBLEMS)
    {
      guint more = problems->len - before - MAX_PROBLEMS;

      g_ptr_array_set_size (problems, (int) (before + MAX_PROBLEMS));
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, 0, "too-many-problems", "Mend those first", "There are %u more problems in this file", more);
    }

  return aid;
}
