#include "config.h"

#include "coach/passage-cutter.h"

#include <string.h>

#include "base/text-fold.h"

typedef struct
{
  const RailAid *aid;
  GPtrArray *passages;
  const RailBlock *heading; /* NULL before the first */
  gboolean skips;           /* a section that only asks */
  GString *text;
  guint line; /* of the first block of @text */
} Cutter;

static void
close_passage (Cutter *self)
{
  if (self->text->len > 0)
    g_ptr_array_add (self->passages, rail_passage_new (0, self->aid->pack, self->aid->id, self->aid->title, self->heading != NULL ? self->heading->text : "", self->text->str, self->line));
  g_string_truncate (self->text, 0);
}

/* The opener, the questions and the next step are a conversation, no advice; what its nodes say is. */
static gboolean
only_asks (const Cutter *self,
           const RailBlock *heading)
{
  g_autofree char *folded = NULL;

  if (self->aid->kind != RAIL_AID_COACH || heading->level > 2)
    return FALSE;

  folded = rail_text_fold (heading->text);
  return !g_str_equal (folded, "guardrails");
}

/* The heading that an answer of a decision leads to, or NULL. */
static const char *
find_outcome (const Cutter *self,
              const RailBlock *block)
{
  for (guint i = 0; i < block->spans->len; i++)
    {
      const RailSpan *span = g_ptr_array_index (block->spans, i);

      if (span->style != RAIL_SPAN_LINK || span->target[0] != '#')
        continue;
      for (guint j = 0; j < self->aid->blocks->len; j++)
        {
          const RailBlock *other = g_ptr_array_index (self->aid->blocks, j);

          if (g_strcmp0 (other->node, span->target + 1) == 0)
            return other->text;
        }
    }

  return NULL;
}

static char *
dup_block (const Cutter *self,
           const RailBlock *block)
{
  const char *outcome = NULL;

  switch (block->kind)
    {
    case RAIL_BLOCK_QUOTE:
      return g_str_has_prefix (block->text, "“") ? g_strdup (block->text) : g_strdup_printf ("“%s”", block->text);

    case RAIL_BLOCK_STEP:
      return g_strdup_printf ("%u. %s", block->number, block->text);

    case RAIL_BLOCK_ITEM:
    case RAIL_BLOCK_BULLET:
      outcome = self->aid->kind == RAIL_AID_DECISION ? find_outcome (self, block) : NULL;
      return outcome != NULL ? g_strdup_printf ("- %s: %s", block->text, outcome) : g_strdup_printf ("- %s", block->text);

    case RAIL_BLOCK_HEADING:
    case RAIL_BLOCK_PARAGRAPH:
    case RAIL_BLOCK_IMAGE:
      break;
    }

  return g_strdup (block->text);
}

/* How much of @text fits, at white space where there is some. */
static gsize
measure_piece (const char *text)
{
  gsize length = strlen (text);
  const char *end;

  if (length <= RAIL_PASSAGE_MAX_BYTES)
    return length;

  end = g_utf8_find_prev_char (text, text + RAIL_PASSAGE_MAX_BYTES + 1);
  for (const char *p = end; p > text + RAIL_PASSAGE_MAX_BYTES / 2; p--)
    {
      if (g_ascii_isspace (*p))
        return (gsize) (p - text);
    }

  return (gsize) (end - text);
}

static void
add_piece (Cutter *self,
           const char *text,
           gsize length,
           guint line)
{
  if (self->text->len > 0 && self->text->len + 1 + length > RAIL_PASSAGE_MAX_BYTES)
    close_passage (self);
  if (self->text->len == 0)
    self->line = line;
  else
    g_string_append_c (self->text, '\n');
  g_string_append_len (self->text, text, (gssize) length);
}

static void
add_block (Cutter *self,
           const RailBlock *block)
{
  g_autofree char *text = dup_block (self, block);

  for (const char *p = text; *p != '\0';)
    {
      gsize length = measure_piece (p);

      add_piece (self, p, length, block->line);
      p += length;
      while (g_ascii_isspace (*p))
        p++;
    }
}

static void
take_block (Cutter *self,
            const RailBlock *block)
{
  if (block->kind == RAIL_BLOCK_HEADING)
    {
      close_passage (self);
      self->heading = block;
      self->skips = only_asks (self, block);
      return;
    }
  if (self->skips || block->kind == RAIL_BLOCK_IMAGE || block->text[0] == '\0')
    return;
  if (self->aid->kind == RAIL_AID_COACH && block->kind == RAIL_BLOCK_BULLET && self->heading != NULL && self->heading->level > 2)
    return;

  add_block (self, block);
}

GPtrArray *
rail_passage_cut (const RailAid *aid)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Cutter cutter = {
    .aid = aid,
    .passages = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_passage_unref),
    .skips = aid->kind == RAIL_AID_COACH,
    .text = text,
  };

  for (guint i = 0; i < aid->blocks->len; i++)
    take_block (&cutter, g_ptr_array_index (aid->blocks, i));
  close_passage (&cutter);

  return cutter.passages;
}
