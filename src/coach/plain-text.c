#include "config.h"

#include "coach/plain-text.h"

/* A tag, target or escape that is longer was none: what follows is text again, what was dropped stays dropped. */
#define MAX_DROPPED 4096

#define FENCE 3

typedef enum
{
  TEXT,
  LESS,        /* behind "<", which is held back */
  TAG,         /* until ">" */
  QUOTED,      /* an attribute's value */
  TARGET,      /* until the ")" of a link */
  ADDRESS,     /* the host behind "://" */
  ADDRESS_END, /* the rest of it */
  ESCAPE,      /* behind ESC */
  CONTROL,     /* until the final byte of a control sequence */
  STRING,      /* until the end of a control string */
  STRING_END,  /* behind ESC in one */
  LINE,        /* until the line ends */
} State;

struct _RailPlainText
{
  State state;
  gunichar previous[2]; /* the last two characters that came through, the newest first */
  gunichar last_dropped;
  gunichar quote;
  guint n_dropped;
  guint depth; /* of brackets in a target */
  guint n_ticks;
  gboolean line_is_empty;
};

RailPlainText *
rail_plain_text_new (void)
{
  RailPlainText *self = g_new0 (RailPlainText, 1);

  self->line_is_empty = TRUE;

  return self;
}

void
rail_plain_text_free (RailPlainText *self)
{
  g_free (self);
}

static gboolean
is_ignorable (gunichar character)
{
  return character == 0x034f || character == 0x115f || character == 0x1160 || character == 0x17b4 || character == 0x17b5 || character == 0x2065 ||
         character == 0x2800 || character == 0x3164 || character == 0xffa0 || (character >= 0x180b && character <= 0x180f) ||
         (character >= 0xfe00 && character <= 0xfe0f) || (character >= 0xfff0 && character <= 0xfffc) || (character >= 0xe0000 && character <= 0xe0fff);
}

gunichar
rail_plain_text_map (gunichar character)
{
  GUnicodeType type;

  if (character == '\n' || character == 0x85 || character == 0x2028 || character == 0x2029)
    return '\n';
  if (character == '\t' || character == '\r' || character == '\v' || character == '\f')
    return ' ';

  type = g_unichar_type (character);
  if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_SURROGATE || type == G_UNICODE_PRIVATE_USE || is_ignorable (character))
    return 0;

  return character;
}

static void
put (RailPlainText *self,
     gunichar character,
     GString *text)
{
  g_string_append_unichar (text, character);
  self->previous[1] = self->previous[0];
  self->previous[0] = character;
  if (character == '\n')
    self->line_is_empty = TRUE;
  else if (character != ' ')
    self->line_is_empty = FALSE;
}

static void
drop (RailPlainText *self,
      State state)
{
  if (state != self->state)
    self->n_dropped = 0;
  self->state = state;
}

static gboolean
begins_tag (gunichar character)
{
  return character < 0x80 && (g_ascii_isalpha ((char) character) || character == '/' || character == '!' || character == '?');
}

static gboolean
ends_address (gunichar character)
{
  return g_unichar_isspace (character) || character == '<' || character == '>' || character == '"' || character == ')' || character == ']' ||
         character == '}' || character == '*' || character == '`' || character == 0x201d || character == 0xbb;
}

static void
read_text (RailPlainText *self,
           gunichar character,
           GString *text)
{
  guint n_ticks = self->n_ticks;

  self->n_ticks = 0;
  if (character == '`')
    {
      self->n_ticks = n_ticks + 1;
      if (self->n_ticks == FENCE && self->line_is_empty)
        drop (self, LINE);
    }
  else if (character == '<')
    {
      drop (self, LESS);
    }
  else if (character == '(' && self->previous[0] == ']')
    {
      put (self, RAIL_PLAIN_TEXT_LINK, text);
      self->depth = 1;
      drop (self, TARGET);
    }
  else
    {
      gboolean is_address = character == '/' && self->previous[0] == '/' && self->previous[1] == ':';

      put (self, character, text);
      if (is_address)
        drop (self, ADDRESS);
    }
}

static void
read_target (RailPlainText *self,
             gunichar character,
             GString *text)
{
  if (character == '(')
    self->depth++;
  else if (character == ')')
    self->depth--;

  if (character == '\n')
    put (self, '\n', text);
  if (self->depth == 0 || character == '\n')
    drop (self, TEXT);
}

static void
read_tag (RailPlainText *self,
          gunichar character)
{
  if (character == '>')
    drop (self, TEXT);
  else if ((character == '"' || character == '\'') && self->last_dropped == '=')
    {
      self->quote = character;
      self->state = QUOTED;
    }
}

/* A full stop behind an address is the sentence's. */
static void
read_address (RailPlainText *self,
              gunichar character,
              GString *text)
{
  gboolean is_over = ends_address (character);

  if (is_over)
    {
      if (self->state == ADDRESS_END && self->last_dropped < 0x80 && (self->last_dropped == '.' || self->last_dropped == '!' || self->last_dropped == ','))
        put (self, self->last_dropped, text);
      drop (self, TEXT);
      read_text (self, character, text);
    }
  else if (self->state == ADDRESS && (g_unichar_isalnum (character) || character == '.' || character == '-'))
    put (self, character, text);
  else if (self->state == ADDRESS && character == ',')
    {
      drop (self, TEXT);
      put (self, character, text);
    }
  else
    drop (self, ADDRESS_END);
}

/* What follows ESC: "[" a control sequence, "]", "P", "X", "^" or "_" a control string; anything else is one character long. */
static void
read_escape (RailPlainText *self,
             gunichar character)
{
  if (character == '[')
    drop (self, CONTROL);
  else if (character == ']' || character == 'P' || character == 'X' || character == '^' || character == '_')
    drop (self, STRING);
  else if (character < 0x20 || character > 0x2f)
    drop (self, TEXT);
}

/* Whether @character steers the terminal, or is part of what does. */
static gboolean
read_control (RailPlainText *self,
              gunichar character)
{
  switch (self->state)
    {
    case ESCAPE:
      read_escape (self, character);
      return TRUE;
    case CONTROL:
      if (character >= 0x40)
        drop (self, TEXT);
      return TRUE;
    case STRING:
      if (character == 0x1b)
        drop (self, STRING_END);
      else if (character == 0x07 || character == 0x9c)
        drop (self, TEXT);
      return TRUE;
    case STRING_END:
      drop (self, character == '\\' ? TEXT : STRING);
      return TRUE;
    case TEXT:
    case LESS:
    case TAG:
    case QUOTED:
    case TARGET:
    case ADDRESS:
    case ADDRESS_END:
    case LINE:
    default:
      break;
    }

  if (character == 0x1b)
    drop (self, ESCAPE);
  else if (character == 0x9b)
    drop (self, CONTROL);
  else if (character == 0x90 || character == 0x98 || character == 0x9d || character == 0x9e || character == 0x9f)
    drop (self, STRING);
  else
    return FALSE;

  return TRUE;
}

static void
read_visible (RailPlainText *self,
              gunichar character,
              GString *text)
{
  switch (self->state)
    {
    case LESS:
      if (begins_tag (character))
        {
          drop (self, TAG);
          break;
        }
      put (self, '<', text);
      self->state = TEXT;
      read_text (self, character, text);
      break;
    case TAG:
      read_tag (self, character);
      break;
    case QUOTED:
      if (character == self->quote)
        self->state = TAG;
      break;
    case TARGET:
      read_target (self, character, text);
      break;
    case ADDRESS:
    case ADDRESS_END:
      read_address (self, character, text);
      break;
    case LINE:
      if (character == '\n')
        drop (self, TEXT);
      break;
    case TEXT:
    case ESCAPE:
    case CONTROL:
    case STRING:
    case STRING_END:
    default:
      read_text (self, character, text);
      break;
    }
}

void
rail_plain_text_read (RailPlainText *self,
                      gunichar character,
                      GString *text)
{
  gunichar visible;

  if (self->state != TEXT && ++self->n_dropped > MAX_DROPPED)
    drop (self, TEXT);

  if (!read_control (self, character))
    {
      visible = rail_plain_text_map (character);
      if (visible != 0)
        read_visible (self, visible, text);
    }
  self->last_dropped = character;
}

void
rail_plain_text_finish (RailPlainText *self,
                        GString *text)
{
  if (self->state == LESS)
    put (self, '<', text);
  if (self->state == ADDRESS_END && self->last_dropped == '.')
    put (self, '.', text);
  self->state = TEXT;
}
