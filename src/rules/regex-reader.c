#include "config.h"

#include "rules/regex-reader.h"

#include <string.h>

void
rail_regex_reader_init (RailRegexReader *self,
                        const char *expression)
{
  *self = (RailRegexReader){ .at = expression };
}

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Passes over what consists of @set and @closing behind it; FALSE if that does not stand there. */
static gboolean
skip_to (RailRegexReader *self,
         const char *set,
         char closing)
{
  self->at += strspn (self->at, set);
  if (*self->at != closing)
    return FALSE;

  self->at++;
  return TRUE;
}

/*
 * Reads {n}, {n,} and {n,m}; FALSE for a brace that stands for itself. From PCRE2 10.43 on {,m} is a quantifier as well, and spaces may
 * stand in it: as that depends on the library it is unknown.
 */
static gboolean
read_braces (RailRegexReader *self,
             guint *min,
             guint *max,
             gboolean *unknown)
{
  gsize inner = strspn (self->at + 1, DIGITS ", \t");
  char *after = NULL;

  if (self->at[1 + inner] != '}' || inner == 0)
    return FALSE;

  *unknown = TRUE;
  if (!g_ascii_isdigit (self->at[1]))
    return TRUE;
  *min = *max = (guint) g_ascii_strtoull (self->at + 1, &after, 10);
  if (*after == ',')
    {
      *max = g_ascii_isdigit (after[1]) ? (guint) g_ascii_strtoull (after + 1, &after, 10) : G_MAXUINT;
      after += *max == G_MAXUINT;
    }
  *unknown = *after != '}';
  self->at = after + 1;

  return TRUE;
}

/* Every quantifier that follows: "a{2}{0}" is allowed, and is nothing. */
static void
read_quantifiers (RailRegexReader *self,
                  RailRegexToken *token)
{
  for (;;)
    {
      guint min = 1;
      guint max = 1;
      gboolean unknown = FALSE;

      if (*self->at == '*' || *self->at == '+' || *self->at == '?')
        {
          min = *self->at == '+';
          max = *self->at == '?' ? 1 : G_MAXUINT;
          self->at++;
        }
      else if (*self->at != '{' || !read_braces (self, &min, &max, &unknown))
        {
          return;
        }
      if (unknown)
        {
          token->kind = RAIL_REGEX_UNKNOWN;
          return;
        }

      /* Lazy or possessive: the same texts or fewer. */
      if (*self->at == '?' || *self->at == '+')
        self->at++;

      token->may_lack |= min == 0;
      token->may_repeat |= max > 1;
    }
}

/* At the "[": passes over a class. A "[" inside is only taken for the beginning of [:name:]. */
static RailRegexTokenKind
skip_class (RailRegexReader *self)
{
  self->at++;
  if (*self->at == '^')
    self->at++;
  /* A "]" in the first place stands for itself. */
  if (*self->at == ']')
    self->at++;

  while (*self->at != ']')
    {
      switch (*self->at)
        {
        case '\0':
          return RAIL_REGEX_UNKNOWN;
        case '[':
          if (self->at[1] != ':')
            return RAIL_REGEX_UNKNOWN;
          self->at += 2;
          if (!skip_to (self, "^" LETTERS, ':') || *self->at != ']')
            return RAIL_REGEX_UNKNOWN;
          self->at++;
          break;
        case '\\':
          /* Quoting changes what ends the class; \c takes any character along. */
          if (self->at[1] == '\0' || strchr ("QEc", self->at[1]) != NULL)
            return RAIL_REGEX_UNKNOWN;
          self->at += 2;
          break;
        default:
          self->at++;
          break;
        }
    }
  self->at++;

  return RAIL_REGEX_OPAQUE;
}

/* Behind \g or \k: a reference in braces, angle brackets, quotation marks, or a bare number. */
static RailRegexTokenKind
skip_reference (RailRegexReader *self)
{
  static const char *const pairs[] = { "{}", "<>", "''" };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (*self->at == pairs[i][0])
        {
          self->at++;
          return skip_to (self, DIGITS LETTERS "_+-", pairs[i][1]) ? RAIL_REGEX_OPAQUE : RAIL_REGEX_UNKNOWN;
        }
    }

  self->at += strspn (self->at, "+-");
  self->at += strspn (self->at, DIGITS);

  return RAIL_REGEX_OPAQUE;
}

/* What may follow in braces after \p, \x, \o or \N. */
static RailRegexTokenKind
skip_braces (RailRegexReader *self)
{
  const char *closing = strchr (self->at, '}');

  if (closing == NULL)
    return RAIL_REGEX_UNKNOWN;
  self->at = closing + 1;

  return RAIL_REGEX_OPAQUE;
}

/* Behind a backslash and @escape, which is a letter or digit. Taking too much along is no mistake: then less is required. */
static RailRegexTokenKind
skip_escape (RailRegexReader *self,
             char escape)
{
  if (g_ascii_isdigit (escape))
    {
      self->at += strspn (self->at, DIGITS);
      return RAIL_REGEX_OPAQUE;
    }

  switch (escape)
    {
    case 'A':
    case 'B':
    case 'D':
    case 'G':
    case 'H':
    case 'K':
    case 'R':
    case 'S':
    case 'V':
    case 'W':
    case 'X':
    case 'Z':
    case 'a':
    case 'b':
    case 'd':
    case 'e':
    case 'f':
    case 'h':
    case 'n':
    case 'r':
    case 's':
    case 't':
    case 'v':
    case 'w':
    case 'z':
      return RAIL_REGEX_OPAQUE;
    case 'p':
    case 'P':
      if (*self->at == '{')
        return skip_braces (self);
      self->at += g_ascii_isalpha (*self->at) ? 1 : 0;
      return RAIL_REGEX_OPAQUE;
    case 'x':
      if (*self->at == '{')
        return skip_braces (self);
      self->at += strspn (self->at, DIGITS "abcdefABCDEF");
      return RAIL_REGEX_OPAQUE;
    case 'o':
    case 'N':
      return *self->at == '{' ? skip_braces (self) : RAIL_REGEX_OPAQUE;
    case 'g':
    case 'k':
      return skip_reference (self);
    default:
      /* \C is refused, \c takes any character along, the rest is none of PCRE2's or of a later one. */
      return RAIL_REGEX_UNKNOWN;
    }
}

static void
read_escape (RailRegexReader *self,
             RailRegexToken *token)
{
  gunichar character = g_utf8_get_char (++self->at);

  if (character == 0)
    {
      token->kind = RAIL_REGEX_UNKNOWN;
      return;
    }

  self->at = g_utf8_next_char (self->at);
  if (character >= 0x80 || !g_ascii_isalnum ((char) character))
    {
      token->kind = RAIL_REGEX_CHARACTER;
      token->character = character;
      return;
    }

  token->kind = skip_escape (self, (char) character);
}

/* Behind "(?": what kind of group it is. */
static RailRegexTokenKind
read_group_kind (RailRegexReader *self)
{
  const char *at = self->at;

  if (*at == ':' || *at == '>' || *at == '|')
    {
      self->at++;
      return RAIL_REGEX_OPEN;
    }
  if (*at == '=' || *at == '!')
    {
      self->at++;
      return RAIL_REGEX_OPEN_LOOK;
    }
  if (*at == '<' && (at[1] == '=' || at[1] == '!'))
    {
      self->at += 2;
      return RAIL_REGEX_OPEN_LOOK;
    }

  /* (?<name>...), (?P<name>...), (?'name'...) */
  at += *at == 'P' && at[1] == '<';
  if (*at == '<' || *at == '\'')
    {
      self->at = at + 1;
      return skip_to (self, DIGITS LETTERS "_", *at == '<' ? '>' : '\'') ? RAIL_REGEX_OPEN : RAIL_REGEX_UNKNOWN;
    }

  /* References and recursion: (?P=name), (?P>name), (?&name), (?R), (?1), (?-1), (?+1). */
  if ((*at == 'P' && (at[1] == '=' || at[1] == '>')) || *at == '&' || *at == 'R' || g_ascii_isdigit (*at) ||
      ((*at == '-' || *at == '+') && g_ascii_isdigit (at[1])))
    {
      self->at = at + (*at == 'P' ? 2 : 1);
      return skip_to (self, DIGITS LETTERS "_", ')') ? RAIL_REGEX_OPAQUE : RAIL_REGEX_UNKNOWN;
    }

  /*
   * Options. None of these makes anything match that is not there in either case; x, which makes white space and # mean nothing, is not
   * among them, and neither are conditions, callouts, comments (a quantifier behind one is for what stands before it) and what is yet to come.
   */
  self->at += strspn (at, "imsnJU-");
  if (self->at > at && *self->at == ':')
    {
      self->at++;
      return RAIL_REGEX_OPEN;
    }
  if (self->at > at && *self->at == ')')
    {
      self->at++;
      return RAIL_REGEX_OPAQUE;
    }

  return RAIL_REGEX_UNKNOWN;
}

static void
read_open (RailRegexReader *self,
           RailRegexToken *token)
{
  self->at++;
  if (*self->at == '*')
    {
      /* A verb: (*ACCEPT) makes all that follows unnecessary. */
      token->kind = RAIL_REGEX_UNKNOWN;
    }
  else if (*self->at == '?')
    {
      self->at++;
      token->kind = read_group_kind (self);
    }
  else
    {
      token->kind = RAIL_REGEX_OPEN;
    }
}

static void
read_quoted (RailRegexReader *self,
             RailRegexToken *token)
{
  token->kind = RAIL_REGEX_CHARACTER;
  token->character = g_utf8_get_char (self->at);
  self->at = g_utf8_next_char (self->at);
  if (g_str_has_prefix (self->at, "\\E"))
    {
      self->at += 2;
      self->quoted = FALSE;
      read_quantifiers (self, token);
    }
}

void
rail_regex_reader_next (RailRegexReader *self,
                        RailRegexToken *token)
{
  *token = (RailRegexToken){ .kind = RAIL_REGEX_OPAQUE };

  if (!self->quoted && g_str_has_prefix (self->at, "\\Q"))
    {
      self->at += 2;
      self->quoted = TRUE;
      /* Of nothing: a quantifier behind it would be for what stands before it. */
      if (g_str_has_prefix (self->at, "\\E"))
        {
          token->kind = RAIL_REGEX_UNKNOWN;
          return;
        }
    }
  if (*self->at == '\0')
    {
      token->kind = RAIL_REGEX_END;
      return;
    }
  if (self->quoted)
    {
      read_quoted (self, token);
      return;
    }

  switch (*self->at)
    {
    case '|':
      token->kind = RAIL_REGEX_ALTERNATIVE;
      self->at++;
      return;
    case '(':
      read_open (self, token);
      if (token->kind != RAIL_REGEX_OPAQUE)
        return;
      break;
    case ')':
      token->kind = RAIL_REGEX_CLOSE;
      self->at++;
      break;
    case '[':
      token->kind = skip_class (self);
      break;
    case '\\':
      read_escape (self, token);
      break;
    case '.':
    case '^':
    case '$':
      self->at++;
      break;
    case '*':
    case '+':
    case '?':
      /* Nothing to repeat: PCRE2 would have refused it, so something was not understood. */
      token->kind = RAIL_REGEX_UNKNOWN;
      return;
    default:
      token->kind = RAIL_REGEX_CHARACTER;
      token->character = g_utf8_get_char (self->at);
      self->at = g_utf8_next_char (self->at);
      break;
    }

  if (token->kind != RAIL_REGEX_UNKNOWN)
    read_quantifiers (self, token);
}
