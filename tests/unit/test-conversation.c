/* A conversation without a model: what the guard sends elsewhere, what the aids answer, and how a person is prepared for. */

#include "config.h"

#include "coach/conversation.h"
#include "testlib/coach-world.h"

#define LIMIT_SECONDS 60
#include "testlib/wait-until.h"

#define LATE "title: Feedback about lateness\nkind: note\nkeywords: [late, feedback]\n"
#define STOPS "I want to fire him tomorrow, how do I tell him?"
#define CAREFUL "One of my people is on sick leave with burnout, how do I give feedback?"

typedef struct
{
  CoachWorld *world;
  RailConversation *conversation;
  guint n_changes;
} Fixture;

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  fixture->world = coach_world_new ();
  coach_world_add_aid (fixture->world, "lateness", LATE "deeper: {title: A course on feedback, url: \"https://learn.example.org/feedback\"}\n", "Name the day and the minute somebody was late.\n\nAsk what would help before you give feedback.\n");
  coach_world_add_aid (fixture->world, "burnout", "title: After a burnout\nkind: note\nkeywords: [burnout, sick leave]\n", "Ask about the work, not about the illness.\n");
  coach_world_open (fixture->world);
  fixture->conversation = rail_conversation_new (&fixture->world->parts, NULL);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->conversation);
  coach_world_free (fixture->world);
}

/* Borrowed: the answer, once it is whole. */
static RailMessage *
say (Fixture *fixture,
     const char *words)
{
  rail_conversation_say (fixture->conversation, words);
  wait_until (rail_conversation_is_idle (fixture->conversation));

  return coach_world_last (fixture->conversation);
}

static void
assert_text (RailMessage *message,
             const char *part)
{
  g_autofree char *text = rail_message_dup_text (message);

  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in “%s”", part, text);
}

/* ---- without a model ---- */

static void
test_passages (Fixture *fixture,
               gconstpointer data)
{
  RailMessage *message = say (fixture, "How do I give feedback to somebody who is often late?");
  const RailPassage *passage = NULL;

  g_assert_cmpint (message->kind, ==, RAIL_MESSAGE_COACH);
  g_assert_cmpint (message->state, ==, RAIL_MESSAGE_WHOLE);
  g_assert_false (message->from_model);
  g_assert_cmpuint (message->passages->len, >=, 1);
  passage = g_ptr_array_index (message->passages, 0);
  g_assert_cmpstr (passage->aid, ==, "lateness");
  g_assert_nonnull (message->notice);
  g_assert_null (message->contact_name);
  g_assert_false (rail_message_lacks_source (message));
  g_assert_cmpuint (rail_conversation_get_sent (fixture->conversation)->len, ==, 0);
}

static void
test_nothing_fits (Fixture *fixture,
                   gconstpointer data)
{
  RailMessage *message = say (fixture, "How do I prepare the quarterly planning workshop?");

  g_assert_cmpuint (message->passages->len, ==, 0);
  assert_text (message, "No reviewed aid");
}

static void
test_blank (Fixture *fixture,
            gconstpointer data)
{
  rail_conversation_say (fixture->conversation, " \n ");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conversation)), ==, 0);
}

static void
test_caution (Fixture *fixture,
              gconstpointer data)
{
  RailMessage *message = say (fixture, CAREFUL);

  g_assert_cmpint (message->guard->verdict, ==, RAIL_GUARD_CAUTION);
  g_assert_cmpstr (message->contact_name, ==, "Hanna Reif");
  g_assert_cmpstr (message->contact_email, ==, "hr@example.org");
  g_assert_cmpuint (message->passages->len, >=, 1);
}

static void
test_refuse (Fixture *fixture,
             gconstpointer data)
{
  RailMessage *message = say (fixture, "Best recipe for pasta carbonara");

  g_assert_cmpint (message->kind, ==, RAIL_MESSAGE_NOTICE);
  assert_text (message, "outside");
  g_assert_true (message->notice != NULL || message->deeper_url != NULL);
  g_assert_cmpuint (message->passages->len, ==, 0);
}

static void
test_way_on (Fixture *fixture,
             gconstpointer data)
{
  RailMessage *message = say (fixture, "Teach me feedback from scratch");

  g_assert_cmpint (message->kind, ==, RAIL_MESSAGE_NOTICE);
  g_assert_cmpuint (message->sentences->len, ==, 1);
  g_assert_cmpstr (message->deeper_url, ==, "https://learn.example.org/feedback");
}

/* ---- to a person ---- */

static void
test_stop (Fixture *fixture,
           gconstpointer data)
{
  RailMessage *message = say (fixture, STOPS);

  g_assert_cmpint (message->kind, ==, RAIL_MESSAGE_PERSON);
  g_assert_cmpint (message->guard->verdict, ==, RAIL_GUARD_STOP);
  g_assert_cmpstr (message->contact_name, ==, "Hanna Reif");
  g_assert_cmpstr (message->contact_note, ==, "Bring the dates.");
  g_assert_nonnull (strstr (message->draft, STOPS));
  g_assert_cmpuint (message->turn->choices->len, ==, 1);
  g_assert_cmpuint (message->passages->len, ==, 0);
}

static void
test_preparation (Fixture *fixture,
                  gconstpointer data)
{
  RailMessage *message = say (fixture, STOPS);
  const RailGuidedChoice *offer = g_ptr_array_index (message->turn->choices, 0);

  message = say (fixture, offer->label);
  g_assert_cmpint (message->kind, ==, RAIL_MESSAGE_PERSON);
  g_assert_cmpuint (message->turn->step, ==, 1);
  g_assert_cmpuint (message->turn->choices->len, ==, 0);
  /* The answers are about what stopped it: they go into the draft, and the guard does not begin anew with each. */
  message = say (fixture, "He was fired up and I said we may have to dismiss him");
  g_assert_cmpuint (message->turn->step, ==, 2);
  message = say (fixture, "His team heard it");
  message = say (fixture, "Advice by Friday");
  g_assert_null (message->turn);
  g_assert_cmpstr (message->contact_name, ==, "Hanna Reif");
  g_assert_nonnull (strstr (message->draft, "dismiss him"));
  g_assert_nonnull (strstr (message->draft, "His team heard it"));
  g_assert_nonnull (strstr (message->draft, "Advice by Friday"));

  /* After that questions are questions again. */
  message = say (fixture, "How do I give feedback to somebody who is often late?");
  g_assert_cmpint (message->kind, ==, RAIL_MESSAGE_COACH);
}

static void
test_offer_ignored (Fixture *fixture,
                    gconstpointer data)
{
  say (fixture, STOPS);
  g_assert_cmpint (say (fixture, "How do I give feedback to somebody who is often late?")->kind, ==, RAIL_MESSAGE_COACH);
}

static void
test_worse (Fixture *fixture,
            gconstpointer data)
{
  RailMessage *message = say (fixture, STOPS);
  const RailGuidedChoice *offer = g_ptr_array_index (message->turn->choices, 0);

  say (fixture, offer->label);
  message = say (fixture, "She told me she wants to kill herself");
  g_assert_cmpint (message->guard->category, ==, RAIL_GUARD_SELF_HARM);
  g_assert_cmpstr (message->contact_name, ==, "Sam Feld");
  /* Nobody sits down to prepare now. */
  g_assert_null (message->turn);
}

/* ---- the list ---- */

static void
count_cb (GListModel *model,
          guint position,
          guint removed,
          guint added,
          gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_changes++;
}

static void
test_retry (Fixture *fixture,
            gconstpointer data)
{
  guint n_messages;

  say (fixture, "How do I give feedback to somebody who is often late?");
  n_messages = g_list_model_get_n_items (G_LIST_MODEL (fixture->conversation));
  g_assert_cmpuint (n_messages, ==, 2);
  g_signal_connect (fixture->conversation, "items-changed", G_CALLBACK (count_cb), fixture);
  rail_conversation_retry (fixture->conversation);
  wait_until (rail_conversation_is_idle (fixture->conversation));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conversation)), ==, n_messages);
  g_assert_cmpuint (coach_world_last (fixture->conversation)->passages->len, >=, 1);
  g_assert_cmpuint (fixture->n_changes, ==, 2);

  /* What went to a person is not asked again. */
  say (fixture, STOPS);
  n_messages = g_list_model_get_n_items (G_LIST_MODEL (fixture->conversation));
  rail_conversation_retry (fixture->conversation);
  g_assert_true (rail_conversation_is_idle (fixture->conversation));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conversation)), ==, n_messages);
}

static void
stop_cb (GListModel *model,
         guint position,
         guint removed,
         guint added,
         gpointer user_data)
{
  rail_conversation_stop (RAIL_CONVERSATION (model));
}

/* Whoever hears of the message may stop it at once, and ask again. */
static void
test_stopped_at_once (Fixture *fixture,
                      gconstpointer data)
{
  gulong id = g_signal_connect (fixture->conversation, "items-changed", G_CALLBACK (stop_cb), NULL);

  rail_conversation_say (fixture->conversation, "How do I give feedback to somebody who is often late?");
  g_assert_true (rail_conversation_is_idle (fixture->conversation));
  g_assert_cmpint (coach_world_last (fixture->conversation)->state, ==, RAIL_MESSAGE_STOPPED);
  g_signal_handler_disconnect (fixture->conversation, id);
  g_assert_cmpint (say (fixture, "How do I give feedback to somebody who is often late?")->state, ==, RAIL_MESSAGE_WHOLE);
}

static void
test_let_go_while_it_looks (Fixture *fixture,
                            gconstpointer data)
{
  RailConversation *conversation = rail_conversation_new (&fixture->world->parts, NULL);

  rail_conversation_say (conversation, "How do I give feedback to somebody who is often late?");
  g_assert_false (rail_conversation_is_idle (conversation));
  g_assert_finalize_object (conversation);
  /* Its search ends, and finds nobody. */
  g_assert_cmpuint (say (fixture, "How do I give feedback to somebody who is often late?")->passages->len, >=, 1);
}

static void
test_no_preview (Fixture *fixture,
                 gconstpointer data)
{
  g_autofree char *origin = NULL;

  g_assert_null (rail_conversation_dup_preview (fixture->conversation, "How do I give feedback?", &origin));
  g_assert_null (origin);
  g_assert_true (rail_conversation_is_guided (fixture->conversation));
}

#define ADD(path, function) g_test_add ("/conversation/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("without-a-model/aids-answer", test_passages);
  ADD ("without-a-model/says-when-nothing-fits", test_nothing_fits);
  ADD ("without-a-model/blank-words-are-nothing", test_blank);
  ADD ("without-a-model/caution-pins-the-contact", test_caution);
  ADD ("without-a-model/refuses-and-says-where-to-go", test_refuse);
  ADD ("without-a-model/learning-goes-elsewhere", test_way_on);
  ADD ("person/stops-and-offers-a-draft", test_stop);
  ADD ("person/prepares-for-the-conversation", test_preparation);
  ADD ("person/an-offer-may-be-ignored", test_offer_ignored);
  ADD ("person/worse-news-change-the-person", test_worse);
  ADD ("list/asks-again", test_retry);
  ADD ("list/stops-at-once", test_stopped_at_once);
  ADD ("list/ends-with-its-pane", test_let_go_while_it_looks);
  ADD ("preview/nothing-leaves-without-a-model", test_no_preview);

  return g_test_run ();
}
