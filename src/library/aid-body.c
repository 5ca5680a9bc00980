#include "config.h"

#include "library/aid-body.h"

#include <string.h>

#include "base/problem.h"
#include "base/text-fold.h"
#include "library/media-path.h"

#define KEY_LENGTH 12

guint
rail_aid_body_count_words (const char *text)
{
  guint words = 0;
  gboolean in_word = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        {
          in_word = FALSE;
        }
      else if (!in_word && g_unichar_isalnum (c))
        {
          in_word = TRUE;
          words++;
        }
    }

  return words;
}

static void
count_words (RailAid *aid)
{
  aid->words = 0;
  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (block->kind != RAIL_BLOCK_IMAGE)
        aid->words += rail_aid_body_count_words (block->text);
    }
}

/* A tick survives edits around its item, and two equal items do not share one. */
static void
give_keys (RailAid *aid)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < aid->blocks->len; i++)
    {
      RailBlock *block = g_ptr_array_index (aid->blocks, i);
      g_autofree char *folded = NULL;
      g_autofree char *source = NULL;
      g_autofree char *digest = NULL;
      guint ordinal = 0;

      if (block->kind != RAIL_BLOCK_ITEM)
        continue;

      folded = rail_text_fold (block->text);
      ordinal = GPOINTER_TO_UINT (g_hash_table_lookup (seen, folded)) + 1;
      source = g_strdup_printf ("%s\n%u", folded, ordinal);
      digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, source, -1);
      block->key = g_strndup (digest, KEY_LENGTH);
      g_hash_table_replace (seen, g_steal_pointer (&folded), GUINT_TO_POINTER (ordinal));
    }
}

/* Letters and digits of any script stay, everything between them becomes one hyphen. */
static char *
dup_slug (const char *text)
{
  g_autofree char *folded = rail_text_fold (text);
  GString *slug = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || g_unichar_ismark (c))
        g_string_append_unichar (slug, c);
      else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }
  if (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);

  return g_string_free (slug, FALSE);
}

/* Takes "{#id}" off the end of a heading; NULL if there is none. */
static char *
take_explicit_id (RailBlock *block)
{
  char *start = g_strrstr (block->text, "{#");
  char *id = NULL;

  if (start == NULL || !g_str_has_suffix (start, "}"))
    return NULL;

  id = g_strndup (start + 2, strlen (start) - 3);
  rail_block_cut (block, (gsize) (start - block->text));
  return id;
}

/* FALSE when a link could lead to the wrong place. */
static gboolean
name_node (RailBlock *block,
           GHashTable *nodes,
           const char *file,
           GPtrArray *problems)
{
  g_autofree char *id = take_explicit_id (block);
  const RailBlock *other = NULL;

  if (id != NULL && !rail_aid_is_id (id))
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, block->line, "node-id", "Use 1 to 64 of a-z, 0-9 and hyphens", "“{#%s}” is not the id of a node", id);
      return FALSE;
    }
  if (id == NULL)
    id = dup_slug (block->text);
  if (id[0] == '\0')
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, block->line, "node-id", "Write {#id} behind the heading", "No id can be made of the heading");
      return FALSE;
    }

  other = g_hash_table_lookup (nodes, id);
  if (other != NULL)
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, block->line, "duplicate-node", "Write another {#id} behind this heading", "The node “%s” already stands in line %u", id, other->line);
      return FALSE;
    }

  block->node = g_steal_pointer (&id);
  g_hash_table_insert (nodes, block->node, block);
  return TRUE;
}

static gboolean
is_node (const RailAid *aid,
         const RailBlock *block)
{
  if (block->kind != RAIL_BLOCK_HEADING)
    return FALSE;

  return aid->kind == RAIL_AID_COACH || (aid->kind == RAIL_AID_DECISION && block->level == 2);
}

static gboolean
name_nodes (RailAid *aid,
            GHashTable *nodes,
            const char *file,
            GPtrArray *problems)
{
  gboolean fine = TRUE;

  for (guint i = 0; i < aid->blocks->len; i++)
    {
      RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (is_node (aid, block) && !name_node (block, nodes, file, problems))
        fine = FALSE;
    }

  return fine;
}

/* "#Yes, now" finds the node "yes-now": authors copy headings. A link to no node stays for lint to name. */
static void
normalize_link (RailSpan *span,
                GHashTable *nodes)
{
  g_autofree char *plain = NULL;
  g_autofree char *slug = NULL;

  if (g_hash_table_contains (nodes, span->target + 1))
    return;

  plain = g_uri_unescape_string (span->target + 1, NULL);
  if (plain == NULL || !g_utf8_validate (plain, -1, NULL))
    return;
  slug = dup_slug (plain);
  if (!g_hash_table_contains (nodes, slug))
    return;

  g_free (span->target);
  span->target = g_strconcat ("#", slug, NULL);
}

static void
settle_links (RailAid *aid,
              GHashTable *nodes,
              const char *file,
              GPtrArray *problems)
{
  gboolean has_nodes = aid->kind == RAIL_AID_DECISION || aid->kind == RAIL_AID_COACH;

  for (guint i = 0; i < aid->blocks->len; i++)
    {
      RailBlock *block = g_ptr_array_index (aid->blocks, i);

      for (guint j = block->spans->len; j > 0; j--)
        {
          RailSpan *span = g_ptr_array_index (block->spans, j - 1);

          if (span->style != RAIL_SPAN_LINK || span->target[0] != '#')
            continue;

          if (has_nodes)
            {
              normalize_link (span, nodes);
              continue;
            }
          rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, block->line, "link-target", "Only decisions and coach aids have nodes: remove the link", "The link leads to “%s” inside a %s", span->target, rail_aid_kind_to_string (aid->kind));
          g_ptr_array_remove_index (block->spans, j - 1);
        }
    }
}

gboolean
rail_aid_body_has_section (const RailAid *aid,
                           const char *name)
{
  gboolean inside = FALSE;

  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (block->kind == RAIL_BLOCK_HEADING && block->level <= 2)
        {
          g_autofree char *folded = rail_text_fold (block->text);

          inside = block->level == 2 && g_str_equal (folded, name);
        }
      else if (inside && block->kind != RAIL_BLOCK_HEADING)
        {
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
has_block (const RailAid *aid,
           RailBlockKind kind)
{
  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (block->kind == kind)
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_video (const RailAid *aid)
{
  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (block->kind == RAIL_BLOCK_IMAGE && rail_media_path_is_video (block->target))
        return TRUE;
    }

  return FALSE;
}

/* What is missing for the body to be of its kind, as the mend to write; NULL if nothing is. */
static const char *
find_missing (const RailAid *aid,
              GHashTable *nodes)
{
  switch (aid->kind)
    {
    case RAIL_AID_CHECKLIST:
      return has_block (aid, RAIL_BLOCK_ITEM) ? NULL : "Write at least one item, “- [ ] Say the purpose”";

    case RAIL_AID_DECISION:
      return g_hash_table_size (nodes) > 0 ? NULL : "Write at least one node, “## Did it happen before?”";

    case RAIL_AID_PHRASES:
      return has_block (aid, RAIL_BLOCK_QUOTE) ? NULL : "Write at least one phrase, “> Words to say”";

    case RAIL_AID_WALKTHROUGH:
      return has_block (aid, RAIL_BLOCK_STEP) ? NULL : "Write the steps as a numbered list, “1. Open the menu”";

    case RAIL_AID_VIDEO:
      return has_video (aid) ? NULL : "Write “![What it shows](media/name.webm)”";

    case RAIL_AID_NOTE:
      return aid->words > 0 ? NULL : "Write the note below the front matter";

    case RAIL_AID_COACH:
      if (!rail_aid_body_has_section (aid, "opener"))
        return "Write “## Opener” and below it what the coach says first";
      return rail_aid_body_has_section (aid, "questions") ? NULL : "Write “## Questions” and below it a list of them";
    }

  g_return_val_if_reached (NULL);
}

gboolean
rail_aid_body_finish (RailAid *aid,
                      const char *file,
                      guint first_line,
                      GPtrArray *problems)
{
  g_autoptr (GHashTable) nodes = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean nodes_fine = name_nodes (aid, nodes, file, problems);
  const char *missing = NULL;

  settle_links (aid, nodes, file, problems);
  give_keys (aid);
  count_words (aid);
  if (!nodes_fine)
    return FALSE;

  missing = find_missing (aid, nodes);
  if (missing == NULL)
    return TRUE;

  rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, first_line, "body-kind", missing, "The body is not that of a %s aid", rail_aid_kind_to_string (aid->kind));
  return FALSE;
}
