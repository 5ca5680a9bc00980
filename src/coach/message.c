#include "config.h"

#include "coach/message.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (RailMessage, rail_message, G_TYPE_OBJECT)

static void
rail_message_finalize (GObject *object)
{
  RailMessage *self = RAIL_MESSAGE (object);

  g_ptr_array_unref (self->sentences);
  g_ptr_array_unref (self->passages);
  g_clear_pointer (&self->turn, rail_guided_turn_free);
  g_clear_pointer (&self->guard, rail_guard_result_free);
  g_free (self->contact_name);
  g_free (self->contact_email);
  g_free (self->contact_note);
  g_free (self->deeper_title);
  g_free (self->deeper_url);
  g_free (self->draft);
  g_free (self->notice);

  G_OBJECT_CLASS (rail_message_parent_class)->finalize (object);
}

static void
rail_message_class_init (RailMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_message_finalize;

  g_signal_new ("changed", RAIL_TYPE_MESSAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_message_init (RailMessage *self)
{
  self->state = RAIL_MESSAGE_WHOLE;
  self->sentences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_cited_sentence_free);
  self->passages = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_passage_unref);
}

RailMessage *
rail_message_new (RailMessageKind kind,
                  const char *text)
{
  RailMessage *self = g_object_new (RAIL_TYPE_MESSAGE, NULL);

  self->kind = kind;
  rail_message_add_text (self, text);

  return self;
}

void
rail_message_add_text (RailMessage *self,
                       const char *text)
{
  RailCitedSentence *sentence = NULL;

  if (text == NULL || *text == '\0')
    return;

  sentence = g_new0 (RailCitedSentence, 1);
  sentence->text = g_strdup (text);
  sentence->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  sentence->supported = TRUE;
  g_ptr_array_add (self->sentences, sentence);
}

static void
set_text (char **place,
          const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

void
rail_message_set_notice (RailMessage *self,
                         const char *notice)
{
  set_text (&self->notice, notice);
}

void
rail_message_set_contact (RailMessage *self,
                          const char *name,
                          const char *email,
                          const char *note)
{
  set_text (&self->contact_name, name);
  set_text (&self->contact_email, email);
  set_text (&self->contact_note, note);
}

void
rail_message_set_deeper (RailMessage *self,
                         const char *title,
                         const char *url)
{
  set_text (&self->deeper_title, title);
  set_text (&self->deeper_url, url);
}

void
rail_message_set_passages (RailMessage *self,
                           GPtrArray *passages,
                           guint n_passages)
{
  g_ptr_array_set_size (self->passages, 0);
  for (guint i = 0; i < n_passages; i++)
    g_ptr_array_add (self->passages, rail_passage_ref (g_ptr_array_index (passages, i)));
}

/* Items of a list begin a line of their own, whether the line's end came with the sentence before or not at all. */
static gboolean
begins_line (const char *text)
{
  const char *after = text;

  while (g_ascii_isdigit (*after))
    after++;

  return g_str_has_prefix (text, "- ") || (after > text && g_str_has_prefix (after, ". "));
}

char *
rail_message_dup_text (RailMessage *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->sentences->len; i++)
    {
      const RailCitedSentence *sentence = g_ptr_array_index (self->sentences, i);

      if (text->len > 0 && strchr (" \n", text->str[text->len - 1]) == NULL && sentence->text[0] != '\n')
        g_string_append_c (text, begins_line (sentence->text) ? '\n' : ' ');
      g_string_append (text, sentence->text);
    }

  return g_string_free (text, FALSE);
}

gboolean
rail_message_lacks_source (RailMessage *self)
{
  if (!self->from_model || self->sentences->len == 0)
    return FALSE;

  for (guint i = 0; i < self->sentences->len; i++)
    {
      const RailCitedSentence *sentence = g_ptr_array_index (self->sentences, i);

      if (sentence->numbers->len > 0)
        return FALSE;
    }

  return TRUE;
}
