#include "config.h"

#include "ctl/coach-citing.h"

#include "base/error.h"

/* What the numbers that stand in the answer point at. */
static gboolean
cites (RailMessage *message,
       const char *aid)
{
  for (guint i = 0; i < message->sentences->len; i++)
    {
      const RailCitedSentence *sentence = g_ptr_array_index (message->sentences, i);

      for (guint j = 0; j < sentence->numbers->len; j++)
        {
          guint number = g_array_index (sentence->numbers, guint, j);
          const RailPassage *passage = number >= 1 && number <= message->passages->len ? g_ptr_array_index (message->passages, number - 1) : NULL;

          if (passage != NULL && (g_str_equal (aid, "-") || g_str_equal (aid, passage->aid)))
            return TRUE;
        }
    }

  return FALSE;
}

gboolean
rail_coach_citing_test (const RailCoachParts *parts,
                        const char *question,
                        const char *aid,
                        RailCiting *citing,
                        RailGuardVerdict *verdict,
                        GError **error)
{
  g_autoptr (RailConversation) conversation = rail_conversation_new (parts, NULL);
  g_autoptr (RailMessage) message = NULL;

  rail_conversation_say (conversation, question);
  while (!rail_conversation_is_idle (conversation))
    g_main_context_iteration (NULL, TRUE);

  message = g_list_model_get_item (G_LIST_MODEL (conversation), g_list_model_get_n_items (G_LIST_MODEL (conversation)) - 1);
  *verdict = message->guard->verdict;
  if (message->kind != RAIL_MESSAGE_COACH)
    *citing = RAIL_CITING_STOPPED;
  else if (message->from_model)
    *citing = cites (message, aid) ? RAIL_CITING_HELD : RAIL_CITING_UNCITED;
  else
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "No model answered: %s", message->notice != NULL ? message->notice : "nobody says why");
      return FALSE;
    }

  return TRUE;
}
