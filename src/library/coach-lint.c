#include "config.h"

#include "library/coach-lint.h"

#include "base/problem.h"
#include "library/coach-script.h"

#define MAX_CHOICES 4

typedef struct
{
  const RailAid *aid;
  const char *file;
  GPtrArray *problems;
  RailCoachScript *script;
} Linter;

static gboolean
has_heading (const RailAid *aid,
             const char *node)
{
  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (g_strcmp0 (block->node, node) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
check_link (const Linter *self,
            const char *node,
            guint line)
{
  if (rail_coach_script_find (self->script, node) != NULL || rail_coach_script_is_end (self->script, node))
    return;

  if (has_heading (self->aid, node))
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line, "broken-node", "Link to a “###” heading, or to the next step", "The link leads to “#%s”, which is a section and nothing to be said", node);
  else
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line, "broken-node", "Write that heading, or correct the link", "The link leads to “#%s”, and there is no such heading", node);
}

static void
check_links (const Linter *self)
{
  for (guint i = 0; i < self->aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (self->aid->blocks, i);

      for (guint j = 0; j < block->spans->len; j++)
        {
          const RailSpan *span = g_ptr_array_index (block->spans, j);

          if (span->style == RAIL_SPAN_LINK && span->target[0] == '#')
            check_link (self, span->target + 1, block->line);
        }
    }
}

/* ---- who is reached ---- */

static void
reach (const Linter *self,
       const char *node,
       GHashTable *reached,
       GPtrArray *queue)
{
  RailCoachNode *found = node != NULL ? rail_coach_script_find (self->script, node) : NULL;

  if (found != NULL && g_hash_table_add (reached, found))
    g_ptr_array_add (queue, found);
}

static void
reach_choices (const Linter *self,
               GPtrArray *questions,
               GHashTable *reached,
               GPtrArray *queue)
{
  for (guint i = 0; i < questions->len; i++)
    {
      const RailCoachQuestion *question = g_ptr_array_index (questions, i);

      for (guint j = 0; j < question->choices->len; j++)
        reach (self, ((RailCoachChoice *) g_ptr_array_index (question->choices, j))->target, reached, queue);
    }
}

static void
check_reach (const Linter *self)
{
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();

  reach_choices (self, self->script->questions, reached, queue);
  for (guint i = 0; i < queue->len; i++)
    {
      const RailCoachNode *node = g_ptr_array_index (queue, i);

      reach_choices (self, node->questions, reached, queue);
      reach (self, node->way_on, reached, queue);
    }

  for (guint i = 0; i < self->script->nodes->len; i++)
    {
      RailCoachNode *node = g_ptr_array_index (self->script->nodes, i);

      if (!g_hash_table_contains (reached, node))
        rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, node->line, "unreachable-node", "Link to it from a question, or remove it", "No question leads to “%s”", node->id);
    }
}

/* ---- who comes to an end ---- */

/* A broken link may have been meant as the way out: one report is enough. */
static gboolean
target_ends (const Linter *self,
             const char *target,
             GHashTable *ending)
{
  RailCoachNode *node = rail_coach_script_find (self->script, target);

  return node == NULL || g_hash_table_contains (ending, node);
}

static gboolean
question_ends (const Linter *self,
               const RailCoachQuestion *question,
               GHashTable *ending)
{
  for (guint i = 0; i < question->choices->len; i++)
    {
      if (target_ends (self, ((RailCoachChoice *) g_ptr_array_index (question->choices, i))->target, ending))
        return TRUE;
    }

  return question->choices->len == 0;
}

static gboolean
node_ends (const Linter *self,
           const RailCoachNode *node,
           GHashTable *ending)
{
  for (guint i = 0; i < node->questions->len; i++)
    {
      if (!question_ends (self, g_ptr_array_index (node->questions, i), ending))
        return FALSE;
    }

  return node->way_on == NULL || target_ends (self, node->way_on, ending);
}

/* From the ends backwards, over the few nodes there are, until nothing is added any more. */
static void
check_ends (const Linter *self)
{
  GPtrArray *nodes = self->script->nodes;
  g_autoptr (GHashTable) ending = g_hash_table_new (NULL, NULL);
  gboolean grown = TRUE;

  while (grown)
    {
      grown = FALSE;
      for (guint i = 0; i < nodes->len; i++)
        {
          RailCoachNode *node = g_ptr_array_index (nodes, i);

          if (!g_hash_table_contains (ending, node) && node_ends (self, node, ending))
            grown = g_hash_table_add (ending, node);
        }
    }

  for (guint i = 0; i < nodes->len; i++)
    {
      RailCoachNode *node = g_ptr_array_index (nodes, i);

      if (!g_hash_table_contains (ending, node))
        rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, node->line, "endless-round", "Take out the link that leads back, or let it lead to the next step", "From “%s” the conversation goes round in a circle", node->id);
    }
}

/* ---- what is missing ---- */

static void
check_questions (const Linter *self,
                 GPtrArray *questions)
{
  for (guint i = 0; i < questions->len; i++)
    {
      const RailCoachQuestion *question = g_ptr_array_index (questions, i);

      if (question->choices->len > MAX_CHOICES)
        rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, question->line, "too-many-answers", "Ask two questions after one another", "The question has %u choices; more than %d are hard to weigh", question->choices->len, MAX_CHOICES);
    }
}

static void
check_parts (const Linter *self)
{
  const RailCoachScript *script = self->script;

  if (script->questions->len == 0)
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, self->aid->lines.title, "no-questions", "Write them as a list below “## Questions”, one a bullet", "The coach has nothing to ask");
  if (script->steps->len == 0)
    rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, self->aid->lines.title, "no-next-step", "Write “## Next step” and below it “- [ ] What to do now”", "The conversation ends without a next step");

  check_questions (self, script->questions);
  for (guint i = 0; i < script->nodes->len; i++)
    {
      const RailCoachNode *node = g_ptr_array_index (script->nodes, i);

      check_questions (self, node->questions);
      if (node->n_ways_on > 1)
        rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, node->line, "two-ways-on", "Let one link lead on, or make a question of them", "“%s” leads on to more than one place, and only the first is taken", node->id);
    }
}

void
rail_coach_lint (const RailAid *aid,
                 const char *file,
                 GPtrArray *problems)
{
  g_autoptr (RailCoachScript) script = rail_coach_script_new (aid);
  const Linter self = { .aid = aid, .file = file, .problems = problems, .script = script };

  check_links (&self);
  check_reach (&self);
  check_ends (&self);
  check_parts (&self);
}
