#include "config.h"

#include "library/coach-script.h"

#include <string.h>

#include "base/text-fold.h"

typedef enum
{
  SECTION_OTHER,
  SECTION_OPENER,
  SECTION_QUESTIONS,
  SECTION_NODE,
  SECTION_STEPS,
  SECTION_GUARDRAILS,
} Section;

typedef struct
{
  RailCoachScript *script;
  Section section;
  RailCoachNode *node;         /* of SECTION_NODE */
  RailCoachQuestion *question; /* what is nested below it belongs to it */
  GString *say;                /* of the opener or node */
} Reader;

static void
choice_free (gpointer data)
{
  RailCoachChoice *self = data;

  g_free (self->target);
  g_free (self->label);
  g_free (self);
}

static void
question_free (gpointer data)
{
  RailCoachQuestion *self = data;

  g_free (self->text);
  g_ptr_array_unref (self->choices);
  g_free (self);
}

static void
node_free (gpointer data)
{
  RailCoachNode *self = data;

  g_free (self->id);
  g_free (self->heading);
  g_free (self->say);
  g_free (self->way_on);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

static gboolean
is_node_link (const RailSpan *span)
{
  return span->style == RAIL_SPAN_LINK && span->target[0] == '#';
}

static RailCoachQuestion *
read_question (const RailBlock *block)
{
  RailCoachQuestion *self = g_new0 (RailCoachQuestion, 1);

  self->text = g_strdup (block->text);
  self->line = block->line;
  self->choices = g_ptr_array_new_with_free_func (choice_free);
  for (guint i = 0; i < block->spans->len; i++)
    {
      const RailSpan *span = g_ptr_array_index (block->spans, i);
      RailCoachChoice *choice;

      if (!is_node_link (span) || span->length == 0)
        continue;
      choice = g_new0 (RailCoachChoice, 1);
      choice->target = g_strdup (span->target + 1);
      choice->label = g_strstrip (g_strndup (block->text + span->start, span->length));
      g_ptr_array_add (self->choices, choice);
    }

  return self;
}

/* Words to say stand in quotation marks: without a card's colours they would pass for the coach's own. */
static char *
dup_said (const RailBlock *block)
{
  if (block->kind == RAIL_BLOCK_QUOTE)
    return g_str_has_prefix (block->text, "“") ? g_strdup (block->text) : g_strdup_printf ("“%s”", block->text);
  if (block->kind == RAIL_BLOCK_STEP)
    return g_strdup_printf ("%u. %s", block->number, block->text);
  if (block->kind == RAIL_BLOCK_ITEM || block->kind == RAIL_BLOCK_BULLET)
    return g_strdup_printf ("- %s", block->text);

  return g_strdup (block->text);
}

static void
append_said (GString *said,
             const RailBlock *block)
{
  g_autofree char *text = dup_said (block);

  if (said->len > 0)
    g_string_append (said, "\n\n");
  g_string_append (said, text);
}

static void
append_to_question (RailCoachQuestion *question,
                    const RailBlock *block)
{
  g_autofree char *said = dup_said (block);
  char *text = g_strconcat (question->text, "\n", said, NULL);

  g_free (question->text);
  question->text = text;
}

/* A bullet of the list itself is a question, whatever else belongs to the one before. FALSE: it is neither. */
static gboolean
take_question (Reader *self,
               GPtrArray *questions,
               const RailBlock *block)
{
  if ((block->kind == RAIL_BLOCK_BULLET || block->kind == RAIL_BLOCK_STEP) && block->level <= 1)
    {
      self->question = read_question (block);
      g_ptr_array_add (questions, self->question);
      return TRUE;
    }
  if (self->question == NULL || block->level == 0)
    return FALSE;

  append_to_question (self->question, block);
  return TRUE;
}

static void
take_way_on (RailCoachNode *node,
             const RailBlock *block)
{
  for (guint i = 0; i < block->spans->len; i++)
    {
      const RailSpan *span = g_ptr_array_index (block->spans, i);

      if (!is_node_link (span))
        continue;
      if (node->n_ways_on++ == 0)
        node->way_on = g_strdup (span->target + 1);
    }
}

static gboolean
is_only_a_link (const RailBlock *block)
{
  const RailSpan *span = block->spans->len == 1 ? g_ptr_array_index (block->spans, 0) : NULL;

  return span != NULL && is_node_link (span) && span->start == 0 && span->length == strlen (block->text);
}

static void
take_step (GPtrArray *steps,
           guint *line,
           const RailBlock *block)
{
  if (steps->len == 0)
    *line = block->line;
  g_ptr_array_add (steps, g_strdup (block->text));
}

static void
take_node_block (Reader *self,
                 const RailBlock *block)
{
  if (block->kind == RAIL_BLOCK_ITEM && block->level <= 1)
    {
      self->question = NULL;
      take_step (self->node->steps, &self->node->steps_line, block);
      return;
    }
  if (take_question (self, self->node->questions, block))
    return;

  take_way_on (self->node, block);
  if (!is_only_a_link (block))
    append_said (self->say, block);
}

static void
take_block (Reader *self,
            const RailBlock *block)
{
  RailCoachScript *script = self->script;

  if (block->kind == RAIL_BLOCK_IMAGE)
    return;

  switch (self->section)
    {
    case SECTION_OPENER:
      append_said (self->say, block);
      break;

    case SECTION_QUESTIONS:
      if (!take_question (self, script->questions, block) && self->question != NULL)
        append_to_question (self->question, block);
      break;

    case SECTION_NODE:
      take_node_block (self, block);
      break;

    case SECTION_STEPS:
      if (block->kind == RAIL_BLOCK_ITEM)
        take_step (script->steps, &script->steps_line, block);
      break;

    case SECTION_GUARDRAILS:
      g_ptr_array_add (script->guardrails, g_strdup (block->text));
      break;

    case SECTION_OTHER:
      break;
    }
}

static void
close_section (Reader *self)
{
  char **said = self->section == SECTION_OPENER ? &self->script->opener : self->section == SECTION_NODE ? &self->node->say
                                                                                                        : NULL;

  if (said != NULL)
    {
      g_free (*said);
      *said = g_strdup (self->say->str);
    }
  g_string_truncate (self->say, 0);
  self->question = NULL;
}

static Section
name_section (const RailBlock *heading)
{
  static const struct
  {
    const char *name;
    Section section;
  } names[] = {
    { "opener", SECTION_OPENER },
    { "questions", SECTION_QUESTIONS },
    { "next step", SECTION_STEPS },
    { "next steps", SECTION_STEPS },
    { "guardrails", SECTION_GUARDRAILS },
  };
  g_autofree char *folded = rail_text_fold (heading->text);

  if (heading->level > 2)
    return SECTION_NODE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (heading->level == 2 && g_str_equal (folded, names[i].name))
        return names[i].section;
    }

  return SECTION_OTHER;
}

static void
open_section (Reader *self,
              const RailBlock *heading)
{
  RailCoachScript *script = self->script;

  close_section (self);
  self->section = name_section (heading);
  if (self->section == SECTION_STEPS && script->end == NULL)
    script->end = g_strdup (heading->node);
  if (self->section != SECTION_NODE)
    return;
  if (script->nodes->len == RAIL_COACH_SCRIPT_MAX_NODES)
    {
      self->section = SECTION_OTHER;
      return;
    }

  self->node = g_new0 (RailCoachNode, 1);
  self->node->id = g_strdup (heading->node);
  self->node->heading = g_strdup (heading->text);
  self->node->say = g_strdup ("");
  self->node->line = heading->line;
  self->node->questions = g_ptr_array_new_with_free_func (question_free);
  self->node->steps = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (script->nodes, self->node);
}

RailCoachScript *
rail_coach_script_new (const RailAid *aid)
{
  RailCoachScript *self = g_new0 (RailCoachScript, 1);
  g_autoptr (GString) say = g_string_new (NULL);
  Reader reader = { .script = self, .section = SECTION_OTHER, .say = say };

  self->opener = g_strdup ("");
  self->questions = g_ptr_array_new_with_free_func (question_free);
  self->nodes = g_ptr_array_new_with_free_func (node_free);
  self->steps = g_ptr_array_new_with_free_func (g_free);
  self->guardrails = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (block->kind == RAIL_BLOCK_HEADING)
        open_section (&reader, block);
      else
        take_block (&reader, block);
    }
  close_section (&reader);

  return self;
}

void
rail_coach_script_free (RailCoachScript *self)
{
  g_free (self->opener);
  g_free (self->end);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->guardrails);
  g_free (self);
}

RailCoachNode *
rail_coach_script_find (const RailCoachScript *self,
                        const char *node)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      RailCoachNode *candidate = g_ptr_array_index (self->nodes, i);

      if (g_strcmp0 (candidate->id, node) == 0)
        return candidate;
    }

  return NULL;
}

gboolean
rail_coach_script_is_end (const RailCoachScript *self,
                          const char *target)
{
  return g_strcmp0 (self->end, target) == 0;
}
