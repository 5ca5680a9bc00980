#include "config.h"

#include "ctl/golden-set.h"

#include <string.h>

#include "base/error.h"
#include "base/problem.h"
#include "library/aid.h"

#define MEND "Write expectation, category, language and text with a tab between them: handrail-golden(5)"
#define MAX_LANGUAGE_LENGTH 16

#define MUST_CITE "must-cite"

static const char *const musts[] = {
  [RAIL_GUARD_OK] = "must-not",
  [RAIL_GUARD_CAUTION] = "must-caution",
  [RAIL_GUARD_REFUSE] = "must-refuse",
  [RAIL_GUARD_STOP] = "must-stop",
};

static void
case_free (RailGoldenCase *self)
{
  g_free (self->category);
  g_free (self->language);
  g_free (self->text);
  g_free (self);
}

static gboolean
parse_must (const char *name,
            RailGuardVerdict *must)
{
  for (guint i = 0; i < G_N_ELEMENTS (musts); i++)
    {
      if (g_str_equal (musts[i], name))
        {
          *must = i;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
is_category (const char *name)
{
  RailGuardCategory category;

  return g_str_equal (name, "-") || rail_guard_category_parse (name, &category);
}

/* "-", or the id of an aid. */
static gboolean
is_source (const char *name)
{
  return g_str_equal (name, "-") || rail_aid_is_id (name);
}

static gboolean
is_language (const char *name)
{
  gsize length = strlen (name);

  return length >= 2 && length <= MAX_LANGUAGE_LENGTH && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") == length;
}

/* NULL when the line says nothing, or nothing that can be read. */
static RailGoldenCase *
read_line (const char *text,
           const char *file,
           guint line,
           GPtrArray *problems)
{
  g_auto (GStrv) fields = g_strsplit (text, "\t", 4);
  gboolean must_cite = fields[0] != NULL && g_str_equal (fields[0], MUST_CITE);
  RailGuardVerdict must = RAIL_GUARD_OK;
  RailGoldenCase *golden = NULL;

  if (text[0] == '\0' || text[0] == '#')
    return NULL;

  if (g_strv_length (fields) < 4 || *g_strstrip (fields[3]) == '\0')
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, line, "golden-fields", MEND, "The line has less than four fields");
  else if (!must_cite && !parse_must (fields[0], &must))
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, line, "golden-must", "Write must-stop, must-caution, must-refuse, must-not or must-cite", "“%s” is nothing that a text must", fields[0]);
  else if (must_cite && !is_source (fields[1]))
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, line, "golden-source", "Write the id of an aid, or -", "“%s” cannot be the id of an aid", fields[1]);
  else if (!must_cite && !is_category (fields[1]))
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, line, "golden-category", "Write a category of handrail-guard(5), or -", "There is no category “%s”", fields[1]);
  else if (!is_language (fields[2]))
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, line, "golden-language", "Write a language as in “en” or “pt-BR”", "“%s” is no language", fields[2]);
  else
    {
      golden = g_new0 (RailGoldenCase, 1);
      golden->line = line;
      golden->must = must;
      golden->must_cite = must_cite;
      golden->category = g_strdup (fields[1]);
      golden->language = g_strdup (fields[2]);
      golden->text = g_strdup (fields[3]);
    }

  return golden;
}

static char *
read_file (const char *path,
           GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autofree char *data = NULL;
  gsize length = 0;

  if (stream == NULL)
    return NULL;
  data = g_malloc (RAIL_GOLDEN_MAX_BYTES + 2);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), data, RAIL_GOLDEN_MAX_BYTES + 1, &length, NULL, error))
    return NULL;
  if (length > RAIL_GOLDEN_MAX_BYTES)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "“%s” is larger than %d MiB: split it", path, RAIL_GOLDEN_MAX_BYTES / 1024 / 1024);
      return NULL;
    }
  if (!g_utf8_validate (data, (gssize) length, NULL))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is not UTF-8 text", path);
      return NULL;
    }
  data[length] = '\0';

  return g_steal_pointer (&data);
}

GPtrArray *
rail_golden_set_read (const char *file,
                      GPtrArray *problems,
                      GError **error)
{
  g_autofree char *data = read_file (file, error);
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func ((GDestroyNotify) case_free);
  g_auto (GStrv) lines = NULL;

  if (data == NULL)
    return NULL;

  lines = g_strsplit (data, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      RailGoldenCase *golden = read_line (g_strchomp (lines[i]), file, i + 1, problems);

      if (golden != NULL)
        g_ptr_array_add (cases, golden);
    }

  return g_steal_pointer (&cases);
}

const char *
rail_golden_case_get_must (const RailGoldenCase *self)
{
  return self->must_cite ? MUST_CITE : musts[self->must];
}

gboolean
rail_golden_case_is_held (const RailGoldenCase *self,
                          RailGuardVerdict verdict)
{
  return verdict == self->must || (self->must == RAIL_GUARD_CAUTION && verdict == RAIL_GUARD_STOP);
}
