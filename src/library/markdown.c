#include "config.h"

#include "library/markdown.h"

#include <string.h>

#include <md4c.h>

#include "base/problem.h"
#include "library/entity.h"
#include "library/media-path.h"
#include "library/source-lines.h"
#include "library/web-link.h"

/* A short definition can be linked to ten thousand times in one file: what each link copies is kept small. */
#define LINK_MAX_BYTES 2048

typedef struct
{
  gboolean is_ordered;
  guint next_number;
  guint item; /* index of the block of the item that is open */
} List;

typedef struct
{
  MD_SPANTYPE type;
  RailSpan *span; /* borrowed; NULL where it leaves no mark */
} OpenSpan;

typedef struct
{
  const char *data;
  const char *file;
  GPtrArray *problems;
  RailSourceLines *lines;
  gsize position;  /* of the source text seen last */
  gsize end;       /* of it */
  guint html_line; /* the last line raw HTML was reported for: one report a line, or a block */
  gboolean in_html;

  GPtrArray *blocks;
  GArray *lists; /* List */
  guint depth;
  guint quote_depth;

  RailBlock *open; /* the block that gathers text, already among the blocks */
  GString *text;
  GArray *spans;           /* OpenSpan */
  gboolean fresh_item;     /* @open is an item whose own words are still to come */
  gboolean starts_escaped; /* the text of @open begins with a character behind a backslash */
  gboolean after_mark;     /* the text ends with the mark of an item inside a quote */

  RailBlock *image;
  GString *alt;
  guint image_depth;
} Builder;

static guint
line_at (const Builder *self,
         gsize offset)
{
  return rail_source_lines_get_line (self->lines, offset);
}

static guint
line_of_text (const Builder *self,
              const char *text)
{
  gsize offset = 0;

  return line_at (self, rail_source_lines_find (self->lines, text, &offset) ? offset : self->position);
}

/* Where something without words stands: after the words before it. */
static guint
guess_line (const Builder *self)
{
  return rail_source_lines_guess_next (self->lines, self->end);
}

static void
remove_block (Builder *self,
              const RailBlock *block)
{
  for (guint i = self->blocks->len; i > 0; i--)
    {
      if (g_ptr_array_index (self->blocks, i - 1) != block)
        continue;
      g_ptr_array_remove_index (self->blocks, i - 1);
      return;
    }
}

static gboolean
is_item (const RailBlock *block)
{
  return block->kind == RAIL_BLOCK_ITEM || block->kind == RAIL_BLOCK_STEP || block->kind == RAIL_BLOCK_BULLET;
}

static void
trim_end (GString *text,
          gsize from)
{
  while (text->len > from && g_ascii_isspace (text->str[text->len - 1]))
    g_string_truncate (text, text->len - 1);
}

/*
 * md4c 0.4.8 overlooks the box of an item that follows a quote inside the item before it (seen with "- [ ] a", "  > b", "- [ ] c"),
 * and hands it out as text.
 */
static void
take_overlooked_box (RailBlock *block,
                     gboolean is_escaped)
{
  static const char *const boxes[] = { "[ ]", "[x]", "[X]" };
  gsize first_span = G_MAXSIZE;
  gsize length = strlen (boxes[0]);
  gboolean has_box = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (boxes); i++)
    has_box |= g_str_has_prefix (block->text, boxes[i]);
  if (!has_box || is_escaped || (block->text[length] != ' ' && block->text[length] != '\0'))
    return;
  if (block->spans->len > 0)
    first_span = ((const RailSpan *) g_ptr_array_index (block->spans, 0))->start;
  if (first_span < length)
    return;

  while (block->text[length] == ' ' && length < first_span)
    length++;
  block->kind = RAIL_BLOCK_ITEM;
  memmove (block->text, block->text + length, strlen (block->text + length) + 1);
  for (guint i = 0; i < block->spans->len; i++)
    ((RailSpan *) g_ptr_array_index (block->spans, i))->start -= length;
}

/* Without words, or never left: see take_span(). */
static void
drop_empty_spans (RailBlock *block)
{
  for (guint i = block->spans->len; i > 0; i--)
    {
      if (((const RailSpan *) g_ptr_array_index (block->spans, i - 1))->length == 0)
        g_ptr_array_remove_index (block->spans, i - 1);
    }
}

static void
close_block (Builder *self)
{
  RailBlock *block = g_steal_pointer (&self->open);

  if (block == NULL)
    return;

  g_array_set_size (self->spans, 0);
  drop_empty_spans (block);
  block->text = g_strndup (self->text->str, self->text->len);
  rail_block_cut (block, self->text->len);
  g_string_truncate (self->text, 0);
  if (block->kind == RAIL_BLOCK_BULLET || block->kind == RAIL_BLOCK_STEP)
    take_overlooked_box (block, self->starts_escaped);
  self->fresh_item = FALSE;
  self->after_mark = FALSE;
  if (block->line == 0)
    block->line = guess_line (self);

  if (block->text[0] != '\0' || is_item (block))
    return;
  if (block->kind == RAIL_BLOCK_HEADING)
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, block->line, "empty-heading", "Write the heading, or remove the “#”", "The heading has no words");
  remove_block (self, block);
}

static void
open_block (Builder *self,
            RailBlockKind kind,
            guint level,
            guint line)
{
  close_block (self);
  self->open = rail_block_new (kind, line, level);
  g_ptr_array_add (self->blocks, self->open);
}

static void
ensure_open (Builder *self)
{
  if (self->open == NULL)
    open_block (self, RAIL_BLOCK_PARAGRAPH, self->lists->len, 0);
}

static void
push_span (Builder *self,
           MD_SPANTYPE type,
           RailSpan *span)
{
  const OpenSpan open = { type, span };

  g_array_append_val (self->spans, open);
}

static RailSpan *
begin_span (Builder *self,
            MD_SPANTYPE type,
            RailSpanStyle style)
{
  RailSpan *span = g_new0 (RailSpan, 1);

  ensure_open (self);
  span->style = style;
  span->start = self->text->len;
  g_ptr_array_add (self->open->spans, span);
  push_span (self, type, span);

  return span;
}

/*
 * The span of @type entered last, or NULL. md4c 0.4.8 pairs a mark in the text with one inside a link's address and then reports only
 * the one in the text: so a span may be left that was never entered, and one entered be never left.
 */
static RailSpan *
take_span (Builder *self,
           MD_SPANTYPE type)
{
  for (guint i = self->spans->len; i > 0; i--)
    {
      const OpenSpan open = g_array_index (self->spans, OpenSpan, i - 1);

      if (open.type == type)
        {
          g_array_set_size (self->spans, i - 1);
          return open.span;
        }
    }

  return NULL;
}

static void
end_span (Builder *self,
          MD_SPANTYPE type)
{
  RailSpan *span = take_span (self, type);

  if (span != NULL)
    span->length = self->text->len - span->start;
}

/* Between two parts of one quote. */
static void
separate (Builder *self,
          const char *separator)
{
  if (self->after_mark)
    {
      self->after_mark = FALSE;
      return;
    }

  trim_end (self->text, 0);
  if (self->text->len > 0)
    g_string_append (self->text, separator);
}

static RailBlockKind
kind_of_item (const List *list,
              const MD_BLOCK_LI_DETAIL *detail)
{
  if (detail->is_task)
    return RAIL_BLOCK_ITEM;

  return list->is_ordered ? RAIL_BLOCK_STEP : RAIL_BLOCK_BULLET;
}

static void
enter_item (Builder *self,
            const MD_BLOCK_LI_DETAIL *detail)
{
  List *list = &g_array_index (self->lists, List, self->lists->len - 1);
  guint number = list->next_number++;
  guint line = detail->is_task ? line_at (self, detail->task_mark_offset) : 0;

  if (self->quote_depth > 0)
    {
      separate (self, "\n");
      if (list->is_ordered)
        g_string_append_printf (self->text, "%u. ", number);
      else
        g_string_append (self->text, "- ");
      self->after_mark = TRUE;
      return;
    }

  open_block (self, kind_of_item (list, detail), self->lists->len, line);
  if (list->is_ordered)
    self->open->number = number;
  self->fresh_item = TRUE;
  list->item = self->blocks->len - 1;
}

static void
leave_item (Builder *self)
{
  guint index = g_array_index (self->lists, List, self->lists->len - 1).item;
  const RailBlock *item = NULL;

  if (self->quote_depth > 0)
    return;

  close_block (self);
  item = g_ptr_array_index (self->blocks, index);

  /* A step may be its picture, and a bullet may do nothing but hold a quote. */
  if (item->text[0] != '\0' || (item->kind == RAIL_BLOCK_STEP && self->blocks->len > index + 1))
    return;
  if (item->kind != RAIL_BLOCK_BULLET)
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, item->line, "empty-item", "Write what to do, or remove it", "The item has no words");
  g_ptr_array_remove_index (self->blocks, index);
}

static void
enter_list (Builder *self,
            gboolean is_ordered,
            guint start)
{
  const List list = { .is_ordered = is_ordered, .next_number = MAX (start, 1) };

  if (self->quote_depth == 0)
    close_block (self);
  g_array_append_val (self->lists, list);
}

static void
enter_paragraph (Builder *self)
{
  if (self->quote_depth > 0)
    separate (self, "\n\n");
  else if (self->fresh_item)
    self->fresh_item = FALSE;
  else
    open_block (self, RAIL_BLOCK_PARAGRAPH, self->lists->len, 0);
}

/* Headings, code and HTML: a block of its own, or a part of the quote around it. */
static void
enter_leaf (Builder *self,
            RailBlockKind kind,
            guint level)
{
  if (self->quote_depth > 0)
    separate (self, "\n\n");
  else
    open_block (self, kind, level, 0);
}

static void
leave_leaf (Builder *self)
{
  if (self->quote_depth == 0)
    close_block (self);
}

static void
leave_code (Builder *self)
{
  const RailSpan *span = g_array_index (self->spans, OpenSpan, self->spans->len - 1).span;

  trim_end (self->text, span->start);
  end_span (self, MD_SPAN_CODE);
  leave_leaf (self);
}

static gboolean
is_container (MD_BLOCKTYPE type)
{
  return type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL;
}

static int
enter_block_cb (MD_BLOCKTYPE type,
                void *detail,
                void *user_data)
{
  Builder *self = user_data;

  if (is_container (type) && ++self->depth > RAIL_MARKDOWN_MAX_DEPTH)
    {
      rail_problems_add (self->problems,
                         RAIL_SEVERITY_ERROR,
                         self->file,
                         guess_line (self),
                         "too-deep",
                         "Flatten the lists and quotes that begin here",
                         "Lists and quotes are nested deeper than %d levels",
                         RAIL_MARKDOWN_MAX_DEPTH);
      /* md4c 0.4.8 forgets a positive code on its way out. */
      return -1;
    }

  switch (type)
    {
    case MD_BLOCK_QUOTE:
      if (self->quote_depth++ == 0)
        open_block (self, RAIL_BLOCK_QUOTE, self->lists->len, 0);
      break;

    case MD_BLOCK_UL:
      enter_list (self, FALSE, 1);
      break;

    case MD_BLOCK_OL:
      enter_list (self, TRUE, ((const MD_BLOCK_OL_DETAIL *) detail)->start);
      break;

    case MD_BLOCK_LI:
      enter_item (self, detail);
      break;

    case MD_BLOCK_H:
      enter_leaf (self, RAIL_BLOCK_HEADING, ((const MD_BLOCK_H_DETAIL *) detail)->level);
      break;

    case MD_BLOCK_P:
      enter_paragraph (self);
      break;

    case MD_BLOCK_CODE:
      enter_leaf (self, RAIL_BLOCK_PARAGRAPH, self->lists->len);
      begin_span (self, MD_SPAN_CODE, RAIL_SPAN_CODE);
      break;

    case MD_BLOCK_HTML:
      enter_leaf (self, RAIL_BLOCK_PARAGRAPH, self->lists->len);
      self->in_html = TRUE;
      self->html_line = 0;
      break;

    case MD_BLOCK_DOC:
    case MD_BLOCK_HR:
    case MD_BLOCK_TABLE:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_TR:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
      break;
    }

  return 0;
}

static int
leave_block_cb (MD_BLOCKTYPE type,
                void *detail,
                void *user_data)
{
  Builder *self = user_data;

  if (is_container (type))
    self->depth--;

  switch (type)
    {
    case MD_BLOCK_QUOTE:
      if (--self->quote_depth == 0)
        close_block (self);
      break;

    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
      leave_leaf (self);
      g_array_set_size (self->lists, self->lists->len - 1);
      break;

    case MD_BLOCK_LI:
      leave_item (self);
      break;

    case MD_BLOCK_CODE:
      leave_code (self);
      break;

    case MD_BLOCK_H:
    case MD_BLOCK_P:
    case MD_BLOCK_HTML:
      self->in_html = FALSE;
      leave_leaf (self);
      break;

    case MD_BLOCK_DOC:
    case MD_BLOCK_HR:
    case MD_BLOCK_TABLE:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_TR:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
      break;
    }

  return 0;
}

static char *
dup_attribute (const MD_ATTRIBUTE *attribute)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; attribute->size > 0 && attribute->substr_offsets[i] < attribute->size; i++)
    {
      const char *start = attribute->text + attribute->substr_offsets[i];
      gsize size = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];

      if (attribute->substr_types[i] == MD_TEXT_ENTITY)
        rail_entity_append (text, start, size);
      else
        g_string_append_len (text, start, (gssize) size);
    }

  return g_string_free (text, FALSE);
}

static gboolean
is_link_target (const char *target)
{
  return (target[0] == '#' && target[1] != '\0') ||
         rail_aid_is_id (target) ||
         rail_web_link_is_valid (target) ||
         g_ascii_strncasecmp (target, "mailto:", strlen ("mailto:")) == 0;
}

static void
enter_link (Builder *self,
            const MD_SPAN_A_DETAIL *detail)
{
  g_autofree char *target = NULL;

  if (detail->href.size <= LINK_MAX_BYTES)
    target = dup_attribute (&detail->href);

  if (target != NULL && is_link_target (target))
    {
      begin_span (self, MD_SPAN_A, RAIL_SPAN_LINK)->target = g_steal_pointer (&target);
      return;
    }

  push_span (self, MD_SPAN_A, NULL);
  rail_problems_add (self->problems,
                     RAIL_SEVERITY_ERROR,
                     self->file,
                     line_of_text (self, detail->href.text),
                     "link-target",
                     "Write a full https:// address, the id of an aid of this pack, or #node in a decision",
                     "The link leads to “%s”, which is neither a web address nor an aid nor a node",
                     target != NULL ? target : "a very long address");
}

static void
enter_image (Builder *self,
             const MD_SPAN_IMG_DETAIL *detail)
{
  push_span (self, MD_SPAN_IMG, NULL);
  if (self->image_depth++ > 0)
    {
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line_of_text (self, detail->src.text), "nested-image", "Describe the picture in plain words", "There is an image inside the words that describe an image");
      return;
    }

  self->image = rail_block_new (RAIL_BLOCK_IMAGE, line_of_text (self, detail->src.text), self->lists->len);
  if (detail->src.size <= LINK_MAX_BYTES)
    self->image->target = dup_attribute (&detail->src);
  g_string_truncate (self->alt, 0);
}

static void
leave_image (Builder *self)
{
  g_autofree char *target = NULL;

  take_span (self, MD_SPAN_IMG);
  if (--self->image_depth > 0)
    return;

  target = rail_media_path_check (self->image->target != NULL ? self->image->target : "", self->file, self->image->line, self->problems);
  if (target == NULL)
    {
      g_clear_pointer (&self->image, rail_block_free);
      return;
    }

  g_free (self->image->target);
  self->image->target = g_steal_pointer (&target);
  trim_end (self->alt, 0);
  self->image->text = g_strdup (self->alt->str);
  g_ptr_array_add (self->blocks, g_steal_pointer (&self->image));
}

static int
enter_span_cb (MD_SPANTYPE type,
               void *detail,
               void *user_data)
{
  Builder *self = user_data;

  if (type == MD_SPAN_IMG)
    enter_image (self, detail);
  else if (self->image_depth > 0)
    push_span (self, type, NULL);
  else if (type == MD_SPAN_A)
    enter_link (self, detail);
  else if (type == MD_SPAN_STRONG)
    begin_span (self, type, RAIL_SPAN_STRONG);
  else if (type == MD_SPAN_EM)
    begin_span (self, type, RAIL_SPAN_EMPHASIS);
  else if (type == MD_SPAN_CODE)
    begin_span (self, MD_SPAN_CODE, RAIL_SPAN_CODE);
  else
    push_span (self, type, NULL);

  return 0;
}

static int
leave_span_cb (MD_SPANTYPE type,
               void *detail,
               void *user_data)
{
  Builder *self = user_data;

  if (type == MD_SPAN_IMG)
    leave_image (self);
  else
    end_span (self, type);

  return 0;
}

static void
report_html (Builder *self,
             const char *text)
{
  guint line = line_of_text (self, text);

  if (line == self->html_line || (self->in_html && self->html_line != 0))
    return;

  self->html_line = line;
  rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line, "raw-html", "Write it in Markdown, or put it in `backticks`", "There is raw HTML here");
}

static int
text_cb (MD_TEXTTYPE type,
         const MD_CHAR *text,
         MD_SIZE size,
         void *user_data)
{
  Builder *self = user_data;
  GString *target = self->image_depth > 0 ? self->alt : self->text;
  gsize offset = 0;

  if (self->image_depth == 0)
    ensure_open (self);
  if (rail_source_lines_find (self->lines, text, &offset))
    {
      self->position = offset;
      self->end = offset + size;
    }
  if (self->image_depth == 0 && self->text->len == 0)
    self->starts_escaped = offset > 0 && self->data[offset - 1] == '\\';
  if (self->open != NULL && self->open->line == 0)
    self->open->line = line_at (self, self->position);
  self->fresh_item = FALSE;
  self->after_mark = FALSE;

  if (type == MD_TEXT_HTML)
    report_html (self, text);

  if (type == MD_TEXT_ENTITY)
    {
      rail_entity_append (target, text, size);
    }
  else if (type == MD_TEXT_BR)
    {
      g_string_append_c (target, '\n');
    }
  else if (type == MD_TEXT_SOFTBR || (type == MD_TEXT_NORMAL && size > 0 && text[0] == ' '))
    {
      /* Where an image stood in the text, a space is left on either side of it: one is enough. */
      if (target->len > 0 && !g_ascii_isspace (target->str[target->len - 1]))
        g_string_append_c (target, ' ');
      if (type == MD_TEXT_NORMAL)
        g_string_append_len (target, text + 1, (gssize) size - 1);
    }
  else
    {
      g_string_append_len (target, text, (gssize) size);
    }

  return 0;
}

GPtrArray *
rail_markdown_parse (const char *data,
                     gsize length,
                     const char *file,
                     guint first_line,
                     GPtrArray *problems)
{
  const MD_PARSER parser = {
    .flags = MD_FLAG_TASKLISTS,
    .enter_block = enter_block_cb,
    .leave_block = leave_block_cb,
    .enter_span = enter_span_cb,
    .leave_span = leave_span_cb,
    .text = text_cb,
  };
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_block_free);
  g_autoptr (RailSourceLines) lines = rail_source_lines_new (data, length, first_line);
  g_autoptr (GArray) lists = g_array_new (FALSE, FALSE, sizeof (List));
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (OpenSpan));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) alt = g_string_new (NULL);
  Builder builder = {
    .data = data,
    .file = file,
    .problems = problems,
    .lines = lines,
    .blocks = blocks,
    .lists = lists,
    .text = text,
    .spans = spans,
    .alt = alt,
  };

  if (md_parse (data, (MD_SIZE) length, &parser, &builder) != 0)
    {
      g_clear_pointer (&builder.image, rail_block_free);
      return NULL;
    }

  return g_steal_pointer (&blocks);
}
