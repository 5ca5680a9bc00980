#include "config.h"

#include "rules/required-literals.h"

#include <string.h>

#include "base/fold-table.h"
#include "rules/regex-reader.h"

/* Bounds on what is worked out: more alternatives would be tried one by one in the index, and longer literals find no better. */
#define MAX_EXACT 16
#define MAX_LITERAL_BYTES 64
#define MAX_ALTERNATIVES 48
#define MAX_DEPTH 64

/*
 * What is known of a part of the expression: either every text it can match (exact; sets stays empty), or sets of literals of which each
 * text it matches contains one each.
 */
typedef struct
{
  GPtrArray *exact; /* char *; NULL = not known */
  GPtrArray *sets;  /* GPtrArray of char * */
} Part;

typedef struct
{
  RailRegexReader reader;
  RailRegexToken token; /* the one that ended what was read last */
} Parser;

/* A sequence as far as it is read: what it ends with is one of @tails, and they are all there is of it as long as it is exact. */
typedef struct
{
  GPtrArray *tails;
  GPtrArray *sets;
  gboolean exact;
} Sequence;

static Part *read_alternatives (Parser *parser,
                                guint depth);

static GPtrArray *
new_texts (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static GPtrArray *
new_sets (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
}

static void
free_part (Part *self)
{
  g_clear_pointer (&self->exact, g_ptr_array_unref);
  g_ptr_array_unref (self->sets);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Part, free_part)

/* As in a folded text: every run of spaces is one, none at the ends. */
static char *
squeeze (const char *text)
{
  GString *squeezed = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at != ' ' || (squeezed->len > 0 && squeezed->str[squeezed->len - 1] != ' '))
        g_string_append_c (squeezed, *at);
    }
  if (squeezed->len > 0 && squeezed->str[squeezed->len - 1] == ' ')
    g_string_truncate (squeezed, squeezed->len - 1);

  return g_string_free (squeezed, FALSE);
}

/* @texts as a set of literals, NULL when one of them is nothing: then it asks for nothing. */
static GPtrArray *
make_set (GPtrArray *texts)
{
  g_autoptr (GPtrArray) set = new_texts ();

  for (guint i = 0; i < texts->len; i++)
    {
      g_ptr_array_add (set, squeeze (g_ptr_array_index (texts, i)));
      if (*(const char *) g_ptr_array_index (set, i) == '\0')
        return NULL;
    }

  return g_steal_pointer (&set);
}

/* What is known stands; what comes next no longer follows it directly. */
static void
break_off (Sequence *self)
{
  GPtrArray *set = make_set (self->tails);

  if (set != NULL)
    g_ptr_array_add (self->sets, set);
  g_ptr_array_set_size (self->tails, 0);
  g_ptr_array_add (self->tails, g_strdup (""));
  self->exact = FALSE;
}

static gsize
get_longest (GPtrArray *texts)
{
  gsize longest = 0;

  for (guint i = 0; i < texts->len; i++)
    longest = MAX (longest, strlen (g_ptr_array_index (texts, i)));

  return longest;
}

/* Each tail goes on with each of @texts, or also ends here if @may_lack. */
static void
append_texts (Sequence *self,
              GPtrArray *texts,
              gboolean may_lack)
{
  guint n = self->tails->len * (texts->len + (may_lack ? 1 : 0));
  g_autoptr (GPtrArray) longer = NULL;

  if (n > MAX_EXACT || get_longest (self->tails) + get_longest (texts) > MAX_LITERAL_BYTES)
    {
      break_off (self);
      /* Still next to what follows. */
      if (may_lack || texts->len > MAX_EXACT)
        return;
    }

  longer = new_texts ();
  for (guint i = 0; i < self->tails->len; i++)
    {
      for (guint j = 0; j < texts->len; j++)
        g_ptr_array_add (longer, g_strconcat (g_ptr_array_index (self->tails, i), g_ptr_array_index (texts, j), NULL));
      if (may_lack)
        g_ptr_array_add (longer, g_strdup (g_ptr_array_index (self->tails, i)));
    }
  g_ptr_array_unref (self->tails);
  self->tails = g_steal_pointer (&longer);
}

static void
append_exact (Sequence *self,
              GPtrArray *texts,
              const RailRegexToken *token)
{
  if (!token->may_repeat)
    {
      append_texts (self, texts, token->may_lack);
    }
  else if (token->may_lack)
    {
      break_off (self);
    }
  else
    {
      /* The first one follows what stands before, the last one is followed by what comes. */
      append_texts (self, texts, FALSE);
      break_off (self);
      append_texts (self, texts, FALSE);
    }
}

/*
 * Whether all that PCRE2 takes for @character in either case folds to the same one character (a test asks it about every character there is).
 * What expands, like ß, does not; nor do the Cherokee letters, whose small forms GLib leaves as they are.
 */
static gboolean
folds_alike (gunichar character,
             guint32 fold)
{
  gunichar upper = g_unichar_toupper (character);
  gunichar lower = g_unichar_tolower (character);
  const gunichar cases[] = { upper, lower, g_unichar_totitle (character), g_unichar_toupper (lower), g_unichar_tolower (upper) };

  if (fold & RAIL_FOLD_EXPANDS)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (((rail_fold_table_look_up (cases[i]) ^ fold) & (RAIL_FOLD_EXPANDS | RAIL_FOLD_CHARACTER)) != 0)
        return FALSE;
    }

  return TRUE;
}

static void
append_character (Sequence *self,
                  const RailRegexToken *token)
{
  guint32 fold = rail_fold_table_look_up (token->character);
  g_autoptr (GPtrArray) texts = NULL;
  char text[7] = "";

  if (!folds_alike (token->character, fold))
    {
      break_off (self);
      return;
    }

  texts = new_texts ();
  g_unichar_to_utf8 (fold & RAIL_FOLD_CHARACTER, text);
  g_ptr_array_add (texts, g_strdup (text));
  append_exact (self, texts, token);
}

static void
append_part (Sequence *self,
             Part *part,
             const RailRegexToken *close)
{
  if (part->exact != NULL)
    {
      append_exact (self, part->exact, close);
      return;
    }

  break_off (self);
  for (guint i = 0; !close->may_lack && i < part->sets->len; i++)
    g_ptr_array_add (self->sets, g_ptr_array_ref (g_ptr_array_index (part->sets, i)));
}

/* FALSE when the parenthesis is not closed, or what is inside not understood. */
static gboolean
read_group (Parser *parser,
            Sequence *sequence,
            gboolean looks,
            guint depth)
{
  g_autoptr (Part) part = depth < MAX_DEPTH ? read_alternatives (parser, depth + 1) : NULL;

  if (part == NULL || parser->token.kind != RAIL_REGEX_CLOSE)
    return FALSE;

  if (looks)
    break_off (sequence);
  else
    append_part (sequence, part, &parser->token);

  return TRUE;
}

/* Up to a bar, a closing parenthesis or the end; NULL when it is not understood. */
static Part *
read_sequence (Parser *parser,
               guint depth)
{
  g_autoptr (GPtrArray) sets = new_sets ();
  Sequence sequence = { .tails = new_texts (), .sets = sets, .exact = TRUE };
  gboolean understood = TRUE;
  Part *part = NULL;

  g_ptr_array_add (sequence.tails, g_strdup (""));
  while (understood)
    {
      RailRegexToken *token = &parser->token;

      rail_regex_reader_next (&parser->reader, token);
      if (token->kind == RAIL_REGEX_CLOSE || token->kind == RAIL_REGEX_ALTERNATIVE || token->kind == RAIL_REGEX_END)
        break;

      if (token->kind == RAIL_REGEX_CHARACTER)
        append_character (&sequence, token);
      else if (token->kind == RAIL_REGEX_OPAQUE)
        break_off (&sequence);
      else
        understood = token->kind != RAIL_REGEX_UNKNOWN && read_group (parser, &sequence, token->kind == RAIL_REGEX_OPEN_LOOK, depth);
    }

  if (understood)
    {
      if (!sequence.exact)
        break_off (&sequence);
      part = g_new0 (Part, 1);
      part->exact = sequence.exact ? g_ptr_array_ref (sequence.tails) : NULL;
      part->sets = g_steal_pointer (&sets);
    }
  g_ptr_array_unref (sequence.tails);

  return part;
}

static gsize
get_shortest (GPtrArray *texts)
{
  gsize shortest = G_MAXSIZE;

  for (guint i = 0; i < texts->len; i++)
    shortest = MIN (shortest, strlen (g_ptr_array_index (texts, i)));

  return shortest;
}

/* The most telling set of an alternative: the one whose shortest literal is longest. NULL if there is none; transfer full. */
static GPtrArray *
choose_set (const Part *part)
{
  GPtrArray *best = NULL;

  if (part->exact != NULL)
    return make_set (part->exact);

  for (guint i = 0; i < part->sets->len; i++)
    {
      GPtrArray *set = g_ptr_array_index (part->sets, i);

      if (best == NULL || get_shortest (set) > get_shortest (best))
        best = set;
    }

  return best != NULL ? g_ptr_array_ref (best) : NULL;
}

static void
append_copies (GPtrArray *texts,
               GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    g_ptr_array_add (texts, g_strdup (g_ptr_array_index (more, i)));
}

/* Any of @parts: exact if all are, else one set that holds a set of each. */
static Part *
unite (GPtrArray *parts)
{
  g_autoptr (GPtrArray) exact = new_texts ();
  g_autoptr (GPtrArray) alternatives = new_texts ();
  gboolean all_exact = TRUE;
  gboolean all_known = TRUE;
  Part *united = g_new0 (Part, 1);

  united->sets = new_sets ();
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = g_ptr_array_index (parts, i);
      g_autoptr (GPtrArray) set = choose_set (part);

      all_exact &= part->exact != NULL;
      all_known &= set != NULL;
      if (part->exact != NULL)
        append_copies (exact, part->exact);
      if (set != NULL)
        append_copies (alternatives, set);
    }

  if (all_exact && exact->len <= MAX_EXACT)
    united->exact = g_steal_pointer (&exact);
  else if (all_known && alternatives->len <= MAX_ALTERNATIVES)
    g_ptr_array_add (united->sets, g_steal_pointer (&alternatives));

  return united;
}

/* Up to a closing parenthesis or the end, which parser->token is then; NULL when it is not understood. */
static Part *
read_alternatives (Parser *parser,
                   guint depth)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) free_part);

  do
    {
      Part *part = read_sequence (parser, depth);

      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  while (parser->token.kind == RAIL_REGEX_ALTERNATIVE);

  return parts->len == 1 ? g_ptr_array_steal_index (parts, 0) : unite (parts);
}

GPtrArray *
rail_required_literals_find (const char *expression)
{
  Parser parser = { 0 };
  g_autoptr (Part) part = NULL;
  g_autoptr (GPtrArray) set = NULL;

  rail_regex_reader_init (&parser.reader, expression);
  part = read_alternatives (&parser, 0);
  if (part == NULL || parser.token.kind != RAIL_REGEX_END)
    return new_sets ();

  if (part->exact == NULL)
    return g_ptr_array_ref (part->sets);

  set = make_set (part->exact);
  if (set != NULL)
    g_ptr_array_add (part->sets, g_steal_pointer (&set));

  return g_ptr_array_ref (part->sets);
}
