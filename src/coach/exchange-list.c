#include "config.h"

#include "coach/exchange-list.h"

/* Enough to understand "and if she says no?"; more only costs the sources their room. */
#define MAX_TURNS 8

struct _RailExchangeList
{
  GArray *turns;    /* RailTurn: the user's and the coach's in turn */
  GPtrArray *texts; /* of @turns, in the same order */
};

RailExchangeList *
rail_exchange_list_new (void)
{
  RailExchangeList *self = g_new0 (RailExchangeList, 1);

  self->turns = g_array_new (FALSE, FALSE, sizeof (RailTurn));
  self->texts = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
rail_exchange_list_free (RailExchangeList *self)
{
  g_array_unref (self->turns);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

static void
add (RailExchangeList *self,
     RailTurnRole role,
     const char *text)
{
  const RailTurn turn = { .role = role, .text = g_strdup (text) };

  g_array_append_val (self->turns, turn);
  g_ptr_array_add (self->texts, (char *) turn.text);
}

void
rail_exchange_list_add (RailExchangeList *self,
                        const char *question,
                        const char *answer)
{
  if (self->turns->len == MAX_TURNS)
    {
      g_array_remove_range (self->turns, 0, 2);
      g_ptr_array_remove_range (self->texts, 0, 2);
    }
  add (self, RAIL_TURN_USER, question);
  add (self, RAIL_TURN_COACH, answer);
}

void
rail_exchange_list_drop_last (RailExchangeList *self)
{
  if (self->turns->len == 0)
    return;

  g_array_set_size (self->turns, self->turns->len - 2);
  g_ptr_array_set_size (self->texts, (int) self->texts->len - 2);
}

const RailTurn *
rail_exchange_list_get_turns (RailExchangeList *self)
{
  return (const RailTurn *) self->turns->data;
}

guint
rail_exchange_list_get_n_turns (RailExchangeList *self)
{
  return self->turns->len;
}
