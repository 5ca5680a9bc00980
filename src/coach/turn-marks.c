#include "config.h"

#include "coach/turn-marks.h"

#include <string.h>

/* Taken out in any letters, wherever they stand. Templates of ChatML, Llama 2 and 3, Gemma, Mistral, DeepSeek, Phi, Granite, Command R. */
static const char *const tokens[] = {
  "<|",
  "|>",
  "<｜",
  "｜>",
  "[inst]",
  "[/inst]",
  "<<sys>>",
  "<</sys>>",
  "<s>",
  "</s>",
  "<bos>",
  "<eos>",
  "<start_of_turn>",
  "<end_of_turn>",
  "[system_prompt]",
  "[/system_prompt]",
  "[available_tools]",
  "[/available_tools]",
  "[tool_calls]",
  "[tool_results]",
  "[/tool_results]",
  "<tool_call>",
  "</tool_call>",
  "<tool_response>",
  "</tool_response>",
  "<think>",
  "</think>",
  "<system>",
  "</system>",
  "<user>",
  "</user>",
  "<assistant>",
  "</assistant>",
};

/* At the start of a line and with a colon they begin somebody's turn, or a part of the prompt. */
static const char *const roles[] = {
  "system",
  "user",
  "assistant",
  "developer",
  "human",
  "ai",
  "bot",
  "coach",
  "model",
  "tool",
  "function",
  "instruction",
  "instructions",
  "question",
  "sources",
  "source",
  "answer",
  "response",
  "frage",
  "quellen",
  "antwort",
  "pregunta",
  "fuentes",
  "respuesta",
  "réponse",
  "domanda",
  "fonti",
  "risposta",
  "pergunta",
  "fontes",
  "resposta",
};

/* A token may be put together by what its removal brings side by side. Behind so many rounds the signs themselves go. */
#define MAX_ROUNDS 8

static gsize
match_token (const char *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      gsize length = strlen (tokens[i]);

      if (g_ascii_strncasecmp (at, tokens[i], length) == 0)
        return length;
    }

  return 0;
}

/* Whether there were any. */
static gboolean
drop_tokens (GString *text)
{
  gsize to = 0;
  gsize from = 0;

  while (from < text->len)
    {
      gsize length = match_token (text->str + from);

      if (length > 0)
        from += length;
      else
        text->str[to++] = text->str[from++];
    }
  g_string_truncate (text, to);

  return to != from;
}

static void
drop_signs (GString *text)
{
  gsize to = 0;

  for (gsize from = 0; from < text->len; from++)
    {
      if (strchr ("<>|[]", text->str[from]) == NULL)
        text->str[to++] = text->str[from];
    }
  g_string_truncate (text, to);
}

/* What may stand before a role without hiding it. */
static const char *
skip_decoration (const char *line)
{
  while (*line != '\0' && (strchr ("#*>_-=", *line) != NULL || g_unichar_isspace (g_utf8_get_char (line))))
    line = g_utf8_next_char (line);

  return line;
}

/* The colon of "System:" or "**User** :"; NULL if the line does not begin so. */
static const char *
find_role_end (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      gsize length = strlen (roles[i]);
      const char *at;

      if (g_ascii_strncasecmp (line, roles[i], length) != 0)
        continue;
      at = line + length;
      while (*at == ' ' || *at == '*' || *at == '_')
        at++;
      if (*at == ':' || g_str_has_prefix (at, "："))
        return at;
    }

  return NULL;
}

/* "[12]" at the start of a line opens a source. */
static gsize
measure_number (const char *line)
{
  gsize n_spaces = strspn (line + 1, " ");
  gsize n_digits;
  gsize n_more;

  if (*line != '[')
    return 0;
  n_digits = strspn (line + 1 + n_spaces, "0123456789");
  n_more = strspn (line + 1 + n_spaces + n_digits, " ");
  if (n_digits == 0 || line[1 + n_spaces + n_digits + n_more] != ']')
    return 0;

  return 2 + n_spaces + n_digits + n_more;
}

static void
append_line (GString *defused,
             const char *line)
{
  const char *start = skip_decoration (line);
  const char *colon = find_role_end (start);
  gsize number = *start == '[' ? measure_number (start) : 0;

  if (colon != NULL)
    {
      g_string_append_len (defused, line, colon - line);
      g_string_append (defused, " –");
      g_string_append (defused, g_utf8_next_char (colon));
    }
  else if (number > 0)
    {
      g_string_append_c (defused, '(');
      g_string_append_len (defused, start + 1, (gssize) number - 2);
      g_string_append_c (defused, ')');
      g_string_append (defused, start + number);
    }
  else
    {
      g_string_append (defused, line);
    }
}

char *
rail_turn_marks_defuse (const char *text)
{
  g_autoptr (GString) bare = g_string_new (text);
  GString *defused = g_string_sized_new (bare->len);
  g_auto (GStrv) lines = NULL;
  guint n_rounds = 0;

  while (drop_tokens (bare))
    {
      if (++n_rounds == MAX_ROUNDS)
        drop_signs (bare);
    }

  lines = g_strsplit (bare->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (defused, '\n');
      append_line (defused, lines[i]);
    }

  return g_string_free (defused, FALSE);
}
