#include "config.h"

#include "coach/guided.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "coach/choice-reader.h"
#include "library/coach-script.h"

/* Nobody types as much; somebody pastes it. */
#define MAX_REPLY_BYTES 4096

/* Replies that say what the conversation is about just now. */
#define TOPIC_REPLIES 2

/* A list of questions that is being asked. */
typedef struct
{
  GPtrArray *questions; /* RailCoachQuestion, borrowed */
  guint next;
  const char *way_on; /* where it leads once all are asked, or NULL */
} Frame;

struct _RailGuided
{
  RailAid *aid;
  RailCoachScript *script;
  GPtrArray *replies; /* char *: all else follows from them */

  GArray *starts; /* guint: with how many replies each question so far was first asked */
  GArray *frames; /* Frame; empty = over */
  GString *say;
  const char *heading;          /* of the node chosen last, or NULL */
  const RailCoachNode *outcome; /* the last one with steps of its own, or NULL */
  gboolean asked_again;
};

void
rail_guided_turn_free (RailGuidedTurn *self)
{
  g_free (self->pack);
  g_free (self->aid);
  g_free (self->say);
  g_free (self->question);
  g_ptr_array_unref (self->choices);
  g_free (self->next_step);
  g_ptr_array_unref (self->more_steps);
  g_free (self);
}

static void
choice_free (gpointer data)
{
  RailGuidedChoice *self = data;

  g_free (self->node);
  g_free (self->label);
  g_free (self);
}

static Frame *
get_frame (RailGuided *self)
{
  return self->frames->len > 0 ? &g_array_index (self->frames, Frame, self->frames->len - 1) : NULL;
}

/* NULL once it is over. */
static const RailCoachQuestion *
get_question (RailGuided *self)
{
  const Frame *frame = get_frame (self);

  return frame != NULL ? g_ptr_array_index (frame->questions, frame->next) : NULL;
}

static void
begin_list (RailGuided *self,
            GPtrArray *questions,
            const char *way_on)
{
  const Frame frame = { .questions = questions, .way_on = way_on };

  g_array_append_val (self->frames, frame);
}

static void
end (RailGuided *self)
{
  g_array_set_size (self->frames, 0);
}

/* A node that leads round to itself without a question in between is said once. */
static void
enter (RailGuided *self,
       const char *target,
       GHashTable *visited)
{
  RailCoachNode *node = rail_coach_script_find (self->script, target);

  if (rail_coach_script_is_end (self->script, target))
    {
      end (self);
      return;
    }
  if (node == NULL || !g_hash_table_add (visited, node))
    return;

  if (node->say[0] != '\0' && self->say->len > 0)
    g_string_append (self->say, "\n\n");
  g_string_append (self->say, node->say);
  self->heading = node->heading;
  if (node->steps->len > 0)
    self->outcome = node;
  begin_list (self, node->questions, node->way_on);
}

/* Leaves the lists that have nothing more to ask. */
static void
settle (RailGuided *self,
        GHashTable *visited)
{
  const Frame *frame;

  while ((frame = get_frame (self)) != NULL && frame->next >= frame->questions->len)
    {
      const char *way_on = frame->way_on;

      g_array_set_size (self->frames, self->frames->len - 1);
      if (way_on != NULL)
        enter (self, way_on, visited);
    }
}

static void
begin (RailGuided *self)
{
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);
  guint none = 0;

  end (self);
  g_array_set_size (self->starts, 0);
  g_array_append_val (self->starts, none);
  g_string_assign (self->say, self->script->opener);
  self->heading = NULL;
  self->outcome = NULL;
  self->asked_again = FALSE;
  begin_list (self, self->script->questions, NULL);
  settle (self, visited);
}

/* The index of the choice, or -1. @n_replies: how many there are with this one. */
static int
choose (RailGuided *self,
        const RailCoachQuestion *question,
        guint n_replies)
{
  const char *reply = g_ptr_array_index (self->replies, n_replies - 1);
  int choice = rail_choice_reader_read (question->choices, reply);
  g_autofree char *both = NULL;

  if (choice >= 0 || !self->asked_again)
    return choice;

  both = g_strconcat (g_ptr_array_index (self->replies, n_replies - 2), "\n", reply, NULL);
  return rail_choice_reader_guess (question->choices, self->script, both);
}

/* What the reply with which there are @n_replies leads to; something was asked. */
static void
apply (RailGuided *self,
       guint n_replies)
{
  Frame *frame = &g_array_index (self->frames, Frame, self->frames->len - 1);
  const RailCoachQuestion *question = g_ptr_array_index (frame->questions, frame->next);
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);
  int choice = -1;

  if (question->choices->len > 0)
    choice = choose (self, question, n_replies);

  g_string_truncate (self->say, 0);
  if (question->choices->len > 0 && choice < 0 && !self->asked_again && n_replies < RAIL_GUIDED_MAX_REPLIES)
    {
      self->asked_again = TRUE;
      g_string_assign (self->say, _ ("I’ll remember that. Which of these is closest?"));
      return;
    }

  self->asked_again = FALSE;
  self->heading = NULL;
  g_array_append_val (self->starts, n_replies);
  frame->next++;
  if (choice >= 0)
    enter (self, ((RailCoachChoice *) g_ptr_array_index (question->choices, (guint) choice))->target, visited);
  settle (self, visited);
  if (n_replies >= RAIL_GUIDED_MAX_REPLIES)
    end (self);
}

RailGuided *
rail_guided_new (RailAid *aid)
{
  RailGuided *self = g_new0 (RailGuided, 1);

  self->aid = rail_aid_ref (aid);
  self->script = rail_coach_script_new (aid);
  self->replies = g_ptr_array_new_with_free_func (g_free);
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  self->frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  self->say = g_string_new (NULL);
  begin (self);

  return self;
}

void
rail_guided_free (RailGuided *self)
{
  rail_aid_unref (self->aid);
  rail_coach_script_free (self->script);
  g_ptr_array_unref (self->replies);
  g_array_unref (self->starts);
  g_array_unref (self->frames);
  g_string_free (self->say, TRUE);
  g_free (self);
}

/* ---- turns ---- */

static void
add_choices (RailGuided *self,
             const RailCoachQuestion *question,
             GPtrArray *choices)
{
  for (guint i = 0; i < question->choices->len; i++)
    {
      const RailCoachChoice *choice = g_ptr_array_index (question->choices, i);
      RailGuidedChoice *copy = g_new0 (RailGuidedChoice, 1);

      copy->node = g_strdup (rail_coach_script_is_end (self->script, choice->target) ? "" : choice->target);
      copy->label = g_strdup (choice->label);
      g_ptr_array_add (choices, copy);
    }
}

static guint
count_left (RailGuided *self)
{
  guint left = 0;

  for (guint i = 0; i < self->frames->len; i++)
    {
      const Frame *frame = &g_array_index (self->frames, Frame, i);

      left += frame->questions->len - MIN (frame->next, frame->questions->len);
    }

  return left;
}

static void
fill_end (RailGuided *self,
          RailGuidedTurn *turn)
{
  GPtrArray *steps = self->outcome != NULL ? self->outcome->steps : self->script->steps;

  if (steps->len > 0)
    turn->next_step = g_strdup (g_ptr_array_index (steps, 0));
  for (guint i = 1; i < steps->len; i++)
    g_ptr_array_add (turn->more_steps, g_strdup (g_ptr_array_index (steps, i)));
  turn->line = self->outcome != NULL ? self->outcome->steps_line : self->script->steps_line;
}

RailGuidedTurn *
rail_guided_dup_turn (RailGuided *self)
{
  RailGuidedTurn *turn = g_new0 (RailGuidedTurn, 1);
  const RailCoachQuestion *question = get_question (self);
  guint answered = self->starts->len - 1;

  turn->pack = g_strdup (self->aid->pack);
  turn->aid = g_strdup (self->aid->id);
  turn->say = g_strdup (self->say->str);
  turn->question = g_strdup (question != NULL ? question->text : "");
  turn->choices = g_ptr_array_new_with_free_func (choice_free);
  turn->more_steps = g_ptr_array_new_with_free_func (g_free);
  turn->steps = MAX (answered + count_left (self), 1);
  turn->step = MIN (answered + 1, turn->steps);
  if (question == NULL)
    {
      fill_end (self, turn);
      return turn;
    }

  turn->line = question->line;
  add_choices (self, question, turn->choices);
  return turn;
}

/* ---- replies ---- */

/* Valid, of bounded length, without white space at its ends. */
static char *
dup_reply (const char *words)
{
  gsize length = strnlen (words, MAX_REPLY_BYTES + 1);
  g_autofree char *cut = length > MAX_REPLY_BYTES ? g_strndup (words, MAX_REPLY_BYTES) : NULL;

  return g_strstrip (g_utf8_make_valid (cut != NULL ? cut : words, -1));
}

void
rail_guided_reply (RailGuided *self,
                   const char *words)
{
  g_autofree char *reply = dup_reply (words);

  if (reply[0] == '\0' || rail_guided_is_over (self))
    return;

  g_ptr_array_add (self->replies, g_steal_pointer (&reply));
  apply (self, self->replies->len);
}

gboolean
rail_guided_back (RailGuided *self)
{
  guint kept;

  if (self->starts->len < 2)
    return FALSE;

  kept = g_array_index (self->starts, guint, self->starts->len - 2);
  g_ptr_array_set_size (self->replies, (int) kept);
  begin (self);
  for (guint i = 1; i <= kept; i++)
    apply (self, i);

  return TRUE;
}

gboolean
rail_guided_is_over (RailGuided *self)
{
  return self->frames->len == 0;
}

char *
rail_guided_dup_topic (RailGuided *self)
{
  GString *topic = g_string_new (NULL);
  guint n = self->replies->len;

  for (guint i = n; i > 0 && i + TOPIC_REPLIES > n; i--)
    g_string_append_printf (topic, "%s\n", (const char *) g_ptr_array_index (self->replies, i - 1));
  if (self->heading != NULL)
    g_string_append_printf (topic, "%s\n", self->heading);
  for (guint i = 0; self->aid->keywords[i] != NULL; i++)
    g_string_append_printf (topic, "%s%s", i > 0 ? ", " : "", self->aid->keywords[i]);

  return g_string_free (topic, FALSE);
}

GPtrArray *
rail_guided_get_guardrails (RailGuided *self)
{
  return self->script->guardrails;
}
