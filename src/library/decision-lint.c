#include "config.h"

#include "library/decision-lint.h"

#include "base/problem.h"

#define MAX_ANSWERS 3
#define MAX_LEVELS 4

typedef struct
{
  const RailBlock *heading;
  GArray *answers;      /* guint: indices of nodes, for links out of lists */
  gboolean has_answers; /* broken ones included */
  gboolean has_broken;
  guint level; /* 1 = the first question; 0 = never reached */
  gboolean ends;
} Node;

static void
node_free (Node *self)
{
  g_array_unref (self->answers);
  g_free (self);
}

static Node *
node_new (const RailBlock *heading)
{
  Node *self = g_new0 (Node, 1);

  self->heading = heading;
  self->answers = g_array_new (FALSE, FALSE, sizeof (guint));

  return self;
}

static gboolean
is_list_item (const RailBlock *block)
{
  return block->kind == RAIL_BLOCK_BULLET || block->kind == RAIL_BLOCK_STEP || block->kind == RAIL_BLOCK_ITEM;
}

static GPtrArray *
collect_nodes (const RailAid *aid,
               GHashTable *indices)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);

  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (block->node == NULL)
        continue;
      g_hash_table_insert (indices, block->node, GUINT_TO_POINTER (nodes->len));
      g_ptr_array_add (nodes, node_new (block));
    }

  return nodes;
}

/* @node is NULL before the first heading. */
static void
follow_links (const RailBlock *block,
              Node *node,
              GHashTable *indices,
              const char *file,
              GPtrArray *problems)
{
  for (guint i = 0; i < block->spans->len; i++)
    {
      const RailSpan *span = g_ptr_array_index (block->spans, i);
      gboolean is_answer = node != NULL && is_list_item (block);
      gpointer index = NULL;

      if (span->style != RAIL_SPAN_LINK || span->target[0] != '#')
        continue;

      if (g_hash_table_lookup_extended (indices, span->target + 1, NULL, &index))
        {
          guint target = GPOINTER_TO_UINT (index);

          if (is_answer)
            g_array_append_val (node->answers, target);
        }
      else
        {
          rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, block->line, "broken-node", "Write that node, or correct the link", "The link leads to “%s”, and there is no such node", span->target);
          if (is_answer)
            node->has_broken = TRUE;
        }
      if (is_answer)
        node->has_answers = TRUE;
    }
}

static void
collect_answers (const RailAid *aid,
                 GPtrArray *nodes,
                 GHashTable *indices,
                 const char *file,
                 GPtrArray *problems)
{
  Node *node = NULL;
  guint next = 0;

  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (block->node != NULL)
        node = g_ptr_array_index (nodes, next++);
      follow_links (block, node, indices, file, problems);
    }
}

/* Breadth first: a node's level is the length of the shortest way to it. */
static void
measure_levels (GPtrArray *nodes)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  guint first = 0;

  ((Node *) g_ptr_array_index (nodes, 0))->level = 1;
  g_array_append_val (queue, first);

  for (guint i = 0; i < queue->len; i++)
    {
      const Node *node = g_ptr_array_index (nodes, g_array_index (queue, guint, i));

      for (guint j = 0; j < node->answers->len; j++)
        {
          guint index = g_array_index (node->answers, guint, j);
          Node *next = g_ptr_array_index (nodes, index);

          if (next->level != 0)
            continue;
          next->level = node->level + 1;
          g_array_append_val (queue, index);
        }
    }
}

/* Backwards from the outcomes. A broken link may have been meant as the way out: one report is enough. */
static void
find_ends (GPtrArray *nodes)
{
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();
  g_autofree GArray **sources = g_new0 (GArray *, nodes->len);

  for (guint i = 0; i < nodes->len; i++)
    sources[i] = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < nodes->len; i++)
    {
      Node *node = g_ptr_array_index (nodes, i);

      for (guint j = 0; j < node->answers->len; j++)
        g_array_append_val (sources[g_array_index (node->answers, guint, j)], i);
      node->ends = !node->has_answers || node->has_broken;
      if (node->ends)
        g_ptr_array_add (queue, GUINT_TO_POINTER (i));
    }

  for (guint i = 0; i < queue->len; i++)
    {
      const GArray *before = sources[GPOINTER_TO_UINT (g_ptr_array_index (queue, i))];

      for (guint j = 0; j < before->len; j++)
        {
          guint index = g_array_index (before, guint, j);
          Node *node = g_ptr_array_index (nodes, index);

          if (node->ends)
            continue;
          node->ends = TRUE;
          g_ptr_array_add (queue, GUINT_TO_POINTER (index));
        }
    }

  for (guint i = 0; i < nodes->len; i++)
    g_array_unref (sources[i]);
}

static void
judge_node (const Node *node,
            const char *file,
            GPtrArray *problems)
{
  const char *name = node->heading->node;
  guint line = node->heading->line;

  if (node->level == 0)
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, line, "unreachable-node", "Link to it from an answer, or remove it", "No answer leads to “%s”", name);
  else if (!node->ends)
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, line, "endless-round", "Let one of the answers lead to a node without answers", "From “%s” every answer leads round in a circle", name);

  if (node->answers->len > MAX_ANSWERS)
    rail_problems_add (problems, RAIL_SEVERITY_WARNING, file, line, "too-many-answers", "Ask two questions after one another", "“%s” has %u answers; more than %d are hard to weigh", name, node->answers->len, MAX_ANSWERS);
  if (node->level > MAX_LEVELS)
    rail_problems_add (problems, RAIL_SEVERITY_WARNING, file, line, "too-many-levels", "Split the tree into two aids", "“%s” stands on level %u; more than %d are hard to follow", name, node->level, MAX_LEVELS);
}

void
rail_decision_lint (const RailAid *aid,
                    const char *file,
                    GPtrArray *problems)
{
  g_autoptr (GHashTable) indices = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) nodes = collect_nodes (aid, indices);
  const Node *first = NULL;

  if (nodes->len == 0)
    return;

  collect_answers (aid, nodes, indices, file, problems);
  measure_levels (nodes);
  find_ends (nodes);

  first = g_ptr_array_index (nodes, 0);
  if (!first->has_answers)
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, first->heading->line, "no-answers", "List the answers below it, “- [Yes](#id-of-a-node)”", "The first question has no answers");
  for (guint i = 0; i < nodes->len; i++)
    judge_node (g_ptr_array_index (nodes, i), file, problems);
}
