#include "config.h"

#include "ui/coach-text.h"

#include <string.h>

#define MARK_SCALE 0.8

/* Of a list's dot, which is always one of ours: aids and models write "- ". */
#define DOT "•"

typedef struct
{
  GString *text;
  PangoAttrList *attributes;
} Writer;

static void
insert (Writer *self,
        PangoAttribute *attribute,
        gsize start)
{
  attribute->start_index = start;
  attribute->end_index = self->text->len;
  pango_attr_list_insert (self->attributes, attribute);
}

/* "[12]": its length, 0 for anything else. */
static gsize
measure_mark (const char *at)
{
  gsize digits;

  if (at[0] != '[')
    return 0;

  digits = strspn (at + 1, "0123456789");

  return digits > 0 && at[digits + 1] == ']' ? digits + 2 : 0;
}

static gboolean
is_list_item (const char *line)
{
  gsize digits = strspn (line, "0123456789");

  return g_str_has_prefix (line, "- ") || (digits > 0 && g_str_has_prefix (line + digits, ". "));
}

static gboolean
is_at_line_start (const Writer *self)
{
  return self->text->len == 0 || self->text->str[self->text->len - 1] == '\n';
}

static void
write_sentence (Writer *self,
                const char *sentence)
{
  gssize bold_start = -1;
  const char *at = sentence;

  while (*at != '\0')
    {
      gsize mark = measure_mark (at);
      const char *next = g_utf8_next_char (at);

      if (g_str_has_prefix (at, "**"))
        {
          if (bold_start >= 0)
            insert (self, pango_attr_weight_new (PANGO_WEIGHT_BOLD), (gsize) bold_start);
          bold_start = bold_start >= 0 ? -1 : (gssize) self->text->len;
          next = at + 2;
        }
      else if (mark > 0)
        {
          gsize start = self->text->len;

          g_string_append_len (self->text, at, (gssize) mark);
          insert (self, pango_attr_scale_new (MARK_SCALE), start);
          insert (self, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD), start);
          next = at + mark;
        }
      else if (is_at_line_start (self) && g_str_has_prefix (at, "- "))
        {
          g_string_append (self->text, DOT " ");
          next = at + 2;
        }
      else
        {
          g_string_append_len (self->text, at, next - at);
        }
      at = next;
    }
  /* A pair that a stop or a limit left open. */
  if (bold_start >= 0)
    insert (self, pango_attr_weight_new (PANGO_WEIGHT_BOLD), (gsize) bold_start);
}

static void
separate (Writer *self,
          const char *next)
{
  if (self->text->len == 0 || g_ascii_isspace (self->text->str[self->text->len - 1]) || g_ascii_isspace (*next))
    return;

  g_string_append_c (self->text, is_list_item (next) ? '\n' : ' ');
}

RailCoachText *
rail_coach_text_new (RailMessage *message)
{
  RailCoachText *self = g_new0 (RailCoachText, 1);
  Writer writer = { g_string_new (NULL), pango_attr_list_new () };
  gboolean marks = message->from_model && !rail_message_lacks_source (message);

  for (guint i = 0; i < message->sentences->len; i++)
    {
      const RailCitedSentence *sentence = g_ptr_array_index (message->sentences, i);
      gsize start;

      separate (&writer, sentence->text);
      start = writer.text->len;
      /* What people type is theirs, stars and all. */
      if (message->kind == RAIL_MESSAGE_USER)
        g_string_append (writer.text, sentence->text);
      else
        write_sentence (&writer, sentence->text);
      if (marks && !sentence->supported)
        {
          insert (&writer, pango_attr_underline_new (PANGO_UNDERLINE_LOW), start);
          self->has_unsupported = TRUE;
        }
    }

  self->text = g_strchomp (g_string_free (writer.text, FALSE));
  self->attributes = writer.attributes;

  return self;
}

void
rail_coach_text_free (RailCoachText *self)
{
  g_free (self->text);
  pango_attr_list_unref (self->attributes);
  g_free (self);
}
