#include "config.h"

#include "coach/hand-off.h"

#include <glib/gi18n-lib.h>

#define N_QUESTIONS 3

struct _RailHandOff
{
  char *words;
  RailGuardCategory category;
  gboolean begun;
  guint n_answers;
  char *answers[N_QUESTIONS];
};

/* ---- whom ---- */

/* Whom to look for where nobody is named: the keys are those of coach/guard-category.c. */
static const char *
describe (const char *key)
{
  static const struct
  {
    const char *key;
    const char *words;
  } roles[] = {
    { "emergency", N_ ("The emergency services") },
    { "hr", N_ ("Your HR department") },
    { "legal", N_ ("Your legal department") },
    { "safety", N_ ("Whoever is in charge of safety where you work") },
    { "security", N_ ("Your security staff, or the police") },
    { "compliance", N_ ("Whoever is in charge of compliance where you work") },
    { "health", N_ ("Your occupational health service") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      if (g_strcmp0 (roles[i].key, key) == 0)
        return _ (roles[i].words);
    }

  return _ ("Your own manager");
}

static char *
dup_unless_empty (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

RailHandOffContact *
rail_hand_off_contact_find (RailLibrary *library,
                            const RailGuardResult *result)
{
  const RailPack *pack = result->contact_pack != NULL ? rail_library_get_pack (library, result->contact_pack) : NULL;
  const RailContact *named = pack != NULL && result->contact != NULL ? rail_pack_get_contact (pack, result->contact) : NULL;
  const RailContact *contact = result->person != NULL ? result->person : named;
  RailHandOffContact *self = g_new0 (RailHandOffContact, 1);

  self->name = g_strdup (contact != NULL ? contact->name : describe (result->contact));
  self->email = contact != NULL ? dup_unless_empty (contact->email) : NULL;
  self->note = contact != NULL ? dup_unless_empty (contact->note) : NULL;

  return self;
}

void
rail_hand_off_contact_free (RailHandOffContact *self)
{
  g_free (self->name);
  g_free (self->email);
  g_free (self->note);
  g_free (self);
}

/* ---- what to say to them ---- */

RailHandOff *
rail_hand_off_new (RailGuardCategory category,
                   const char *words)
{
  RailHandOff *self = g_new0 (RailHandOff, 1);

  self->words = g_strdup (words);
  self->category = category;

  return self;
}

void
rail_hand_off_free (RailHandOff *self)
{
  g_free (self->words);
  for (guint i = 0; i < N_QUESTIONS; i++)
    g_free (self->answers[i]);
  g_free (self);
}

/* Where somebody is in danger nobody sits down to prepare. */
static gboolean
is_urgent (const RailHandOff *self)
{
  return self->category == RAIL_GUARD_SELF_HARM || self->category == RAIL_GUARD_VIOLENCE;
}

RailGuardCategory
rail_hand_off_get_category (const RailHandOff *self)
{
  return self->category;
}

static const char *
get_offer (void)
{
  return _ ("Prepare for that conversation");
}

static const char *
get_question (guint number)
{
  static const char *const questions[N_QUESTIONS] = {
    N_ ("What happened? Only what you saw or heard yourself, with the dates you know."),
    N_ ("Who is affected, and what have you already said or promised?"),
    N_ ("What do you need from the person you will speak to, and by when?"),
  };

  return _ (questions[number]);
}

static const char *
get_heading (guint number)
{
  static const char *const headings[N_QUESTIONS] = {
    N_ ("What happened:"),
    N_ ("Who is affected, and what I have said so far:"),
    N_ ("What I need:"),
  };

  return _ (headings[number]);
}

static void
choice_free (gpointer data)
{
  RailGuidedChoice *choice = data;

  g_free (choice->node);
  g_free (choice->label);
  g_free (choice);
}

RailGuidedTurn *
rail_hand_off_dup_turn (const RailHandOff *self)
{
  RailGuidedTurn *turn = NULL;

  if (self->n_answers == N_QUESTIONS || is_urgent (self))
    return NULL;

  turn = g_new0 (RailGuidedTurn, 1);
  turn->say = g_strdup ("");
  turn->steps = N_QUESTIONS;
  turn->step = self->n_answers + 1;
  turn->choices = g_ptr_array_new_with_free_func (choice_free);
  turn->more_steps = g_ptr_array_new_with_free_func (g_free);
  if (self->begun)
    {
      turn->question = g_strdup (get_question (self->n_answers));
    }
  else
    {
      RailGuidedChoice *choice = g_new0 (RailGuidedChoice, 1);

      choice->node = g_strdup ("prepare");
      choice->label = g_strdup (get_offer ());
      g_ptr_array_add (turn->choices, choice);
      turn->question = g_strdup (_ ("Shall we prepare for that conversation? What you write for it stays on this computer."));
    }

  return turn;
}

gboolean
rail_hand_off_takes (const RailHandOff *self,
                     const char *words)
{
  if (is_urgent (self) || self->n_answers == N_QUESTIONS)
    return FALSE;

  return self->begun || g_str_equal (words, get_offer ());
}

gboolean
rail_hand_off_reply (RailHandOff *self,
                     const char *words)
{
  if (!rail_hand_off_takes (self, words))
    return FALSE;

  if (self->begun)
    self->answers[self->n_answers++] = g_strdup (words);
  self->begun = TRUE;

  return TRUE;
}

char *
rail_hand_off_dup_draft (const RailHandOff *self)
{
  GString *draft = g_string_new (NULL);

  g_string_append_printf (draft, "%s\n\n%s\n\n%s\n", _ ("Hello,"), _ ("I would like to speak with you soon about something I should not decide alone. In my own words:"), self->words);
  for (guint i = 0; i < self->n_answers; i++)
    g_string_append_printf (draft, "\n%s\n%s\n", get_heading (i), self->answers[i]);
  g_string_append_printf (draft, "\n%s\n", _ ("When can we talk?"));

  return g_string_free (draft, FALSE);
}
