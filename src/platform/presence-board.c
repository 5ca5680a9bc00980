#include "config.h"

#include "platform/presence-board.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  char *source;
  RailPresenceState value;
  RailProviderState health;
  char *detail;
} Word;

struct _RailPresenceBoard
{
  GObject parent_instance;

  GPtrArray *words[RAIL_N_PRESENCE_FACTS]; /* Word */
  guint n_expected;
};

G_DEFINE_FINAL_TYPE (RailPresenceBoard, rail_presence_board, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_HEALTH_CHANGED,
  SIGNAL_SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
word_free (gpointer data)
{
  Word *word = data;

  g_free (word->source);
  g_free (word->detail);
  g_free (word);
}

static gboolean
find (RailPresenceBoard *self,
      RailPresenceFact fact,
      const char *source,
      guint *index)
{
  for (guint i = 0; i < self->words[fact]->len; i++)
    {
      const Word *word = g_ptr_array_index (self->words[fact], i);

      if (g_str_equal (word->source, source))
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

/* Whose word counts for more: who says yes, then who can say no, then who at least knows what is missing. */
static int
weigh (const Word *word)
{
  static const int healths[] = {
    [RAIL_PROVIDER_OK] = 3,
    [RAIL_PROVIDER_LIMITED] = 2,
    [RAIL_PROVIDER_FAILED] = 1,
    [RAIL_PROVIDER_OFF] = 0,
  };

  return (int) word->value * 4 + healths[word->health];
}

static const Word *
find_best (RailPresenceBoard *self,
           RailPresenceFact fact)
{
  const Word *best = NULL;

  for (guint i = 0; i < self->words[fact]->len; i++)
    {
      const Word *word = g_ptr_array_index (self->words[fact], i);

      if (best == NULL || weigh (word) > weigh (best))
        best = word;
    }

  return best;
}

static const char *
describe (RailPresenceFact fact,
          RailPresenceState value)
{
  static const char *const sentences[RAIL_N_PRESENCE_FACTS][3] = {
    [RAIL_PRESENCE_LOCKED] = {
        N_ ("It is not known whether the screen is locked."),
        N_ ("The screen is not locked."),
        N_ ("The screen is locked."),
    },
    [RAIL_PRESENCE_DO_NOT_DISTURB] = {
        N_ ("It is not known whether do not disturb is on."),
        N_ ("Do not disturb is off."),
        N_ ("Do not disturb is on."),
    },
    [RAIL_PRESENCE_SHARING] = {
        N_ ("It is not known whether the screen is being shared."),
        N_ ("The screen is not being shared."),
        N_ ("The screen is being shared."),
    },
    [RAIL_PRESENCE_IDLE] = {
        N_ ("It is not known whether somebody is here."),
        N_ ("Somebody is here."),
        N_ ("Nobody has been here for some minutes."),
    },
  };

  return _ (sentences[fact][value]);
}

static void
rail_presence_board_finalize (GObject *object)
{
  RailPresenceBoard *self = RAIL_PRESENCE_BOARD (object);

  for (guint i = 0; i < RAIL_N_PRESENCE_FACTS; i++)
    g_ptr_array_unref (self->words[i]);

  G_OBJECT_CLASS (rail_presence_board_parent_class)->finalize (object);
}

static void
rail_presence_board_class_init (RailPresenceBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_presence_board_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_PRESENCE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_HEALTH_CHANGED] = g_signal_new ("health-changed", RAIL_TYPE_PRESENCE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", RAIL_TYPE_PRESENCE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_presence_board_init (RailPresenceBoard *self)
{
  for (guint i = 0; i < RAIL_N_PRESENCE_FACTS; i++)
    self->words[i] = g_ptr_array_new_with_free_func (word_free);
}

RailPresenceBoard *
rail_presence_board_new (void)
{
  return g_object_new (RAIL_TYPE_PRESENCE_BOARD, NULL);
}

void
rail_presence_board_expect (RailPresenceBoard *self)
{
  g_return_if_fail (RAIL_IS_PRESENCE_BOARD (self));

  self->n_expected++;
}

void
rail_presence_board_expected_came (RailPresenceBoard *self)
{
  g_return_if_fail (RAIL_IS_PRESENCE_BOARD (self));
  g_return_if_fail (self->n_expected > 0);

  self->n_expected--;
  if (self->n_expected == 0)
    g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

gboolean
rail_presence_board_is_settled (RailPresenceBoard *self)
{
  g_return_val_if_fail (RAIL_IS_PRESENCE_BOARD (self), TRUE);

  return self->n_expected == 0;
}

void
rail_presence_board_tell (RailPresenceBoard *self,
                          const char *source,
                          RailPresenceFact fact,
                          RailPresenceState value,
                          RailProviderState health,
                          const char *detail)
{
  RailPresenceState before;
  guint index;

  g_return_if_fail (RAIL_IS_PRESENCE_BOARD (self));
  g_return_if_fail (fact < RAIL_N_PRESENCE_FACTS);

  before = rail_presence_board_get (self, fact);
  if (find (self, fact, source, &index))
    g_ptr_array_remove_index (self->words[fact], index);
  else if (health == RAIL_PROVIDER_OFF)
    return;

  if (health != RAIL_PROVIDER_OFF)
    {
      Word *word = g_new0 (Word, 1);

      word->source = g_strdup (source);
      word->value = value;
      word->health = health;
      word->detail = g_strdup (detail);
      g_ptr_array_add (self->words[fact], word);
    }

  g_signal_emit (self, signals[rail_presence_board_get (self, fact) != before ? SIGNAL_CHANGED : SIGNAL_HEALTH_CHANGED], 0);
}

RailPresenceState
rail_presence_board_get (RailPresenceBoard *self,
                         RailPresenceFact fact)
{
  const Word *best;

  g_return_val_if_fail (RAIL_IS_PRESENCE_BOARD (self), RAIL_PRESENCE_UNKNOWN);
  g_return_val_if_fail (fact < RAIL_N_PRESENCE_FACTS, RAIL_PRESENCE_UNKNOWN);

  best = find_best (self, fact);
  return best != NULL ? best->value : RAIL_PRESENCE_UNKNOWN;
}

RailProviderState
rail_presence_board_get_health (RailPresenceBoard *self,
                                RailPresenceFact fact,
                                char **sentences)
{
  const Word *best;

  g_return_val_if_fail (RAIL_IS_PRESENCE_BOARD (self), RAIL_PROVIDER_FAILED);
  g_return_val_if_fail (fact < RAIL_N_PRESENCE_FACTS, RAIL_PROVIDER_FAILED);

  best = find_best (self, fact);
  if (sentences != NULL)
    *sentences = g_strjoin (" ",
                            describe (fact, best != NULL ? best->value : RAIL_PRESENCE_UNKNOWN),
                            best != NULL ? best->detail : _ ("This desktop does not tell."),
                            NULL);

  return best != NULL ? best->health : RAIL_PROVIDER_LIMITED;
}
