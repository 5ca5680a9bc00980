/* An answer on its way, without a conversation around it: how it ends, and that nothing comes of one that was closed. */

#include "config.h"

#include <string.h>

#include "coach/pending-answer.h"
#include "testlib/coach-world.h"

#define LIMIT_SECONDS 60
#include "testlib/wait-until.h"

#define QUESTION "How do I give feedback to somebody who is often late?"

typedef struct
{
  CoachWorld *world;
  RailRedactor *redactor;
  RailExchangeList *exchanges;
  GPtrArray *sent;
  GObject *owner;
  guint n_ended;
} Fixture;

/* Where the callback finds the fixture: it only gets the owner. */
#define FIXTURE "fixture"

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  fixture->world = coach_world_new ();
  coach_world_add_aid (fixture->world, "lateness", "title: Feedback about lateness\nkind: note\nkeywords: [late, feedback]\n", "Name the day and the minute somebody was late before you give feedback.\n");
  coach_world_add_aid (fixture->world, "late-talk", "title: Prepare feedback about being late\nkind: coach\nkeywords: [late, feedback]\nrelated: [lateness]\n", "## Opener\n\nThree questions.\n\n## Questions\n\n- What happened?\n\n## Next step\n\n- [ ] Write down the first sentence\n");
  coach_world_open (fixture->world);
  fixture->redactor = rail_redactor_new (NULL, NULL);
  fixture->exchanges = rail_exchange_list_new ();
  fixture->sent = g_ptr_array_new ();
  fixture->owner = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_set_data (fixture->owner, FIXTURE, fixture);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->owner);
  g_ptr_array_unref (fixture->sent);
  rail_exchange_list_free (fixture->exchanges);
  rail_redactor_free (fixture->redactor);
  coach_world_free (fixture->world);
}

static void
ended_cb (RailPendingAnswer *answer,
          gpointer owner)
{
  Fixture *fixture = g_object_get_data (owner, FIXTURE);

  g_assert_cmpint (rail_pending_answer_get_message (answer)->state, ==, RAIL_MESSAGE_WHOLE);
  fixture->n_ended++;
}

static RailPendingAnswer *
begin (Fixture *fixture,
       gboolean may_guide)
{
  const RailPendingAnswerRequest request = {
    .parts = &fixture->world->parts,
    .redactor = fixture->redactor,
    .exchanges = fixture->exchanges,
    .sent = fixture->sent,
    .guard = fixture->world->guard,
    .words = QUESTION,
    .may_guide = may_guide,
    .owner = fixture->owner,
    .ended = ended_cb,
  };

  return rail_pending_answer_new (&request,
                                  RAIL_MESSAGE_COACH,
                                  rail_guard_check (fixture->world->guard, QUESTION, strlen (QUESTION), NULL, RAIL_GUARD_QUESTION, NULL));
}

static void
test_aids (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (RailPendingAnswer) answer = begin (fixture, FALSE);
  RailMessage *message = rail_pending_answer_get_message (answer);

  g_assert_cmpint (message->state, ==, RAIL_MESSAGE_COMING);
  rail_pending_answer_look_up (answer, FALSE);
  g_assert_cmpuint (fixture->n_ended, ==, 0);
  wait_until (fixture->n_ended > 0);

  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpuint (message->passages->len, >=, 1);
  g_assert_nonnull (message->notice);
  g_assert_null (message->turn);
  g_assert_null (rail_pending_answer_steal_guided (answer));
  /* No model has heard of it, so that none is told of it again. */
  g_assert_false (rail_pending_answer_is_remembered (answer));
  g_assert_cmpuint (rail_exchange_list_get_n_turns (fixture->exchanges), ==, 0);
  g_assert_cmpuint (fixture->sent->len, ==, 0);
}

static void
test_takes_over (Fixture *fixture,
                 gconstpointer data)
{
  g_autoptr (RailPendingAnswer) answer = begin (fixture, TRUE);
  g_autoptr (RailGuided) guided = NULL;

  rail_pending_answer_look_up (answer, FALSE);
  wait_until (fixture->n_ended > 0);

  g_assert_nonnull (rail_pending_answer_get_message (answer)->turn);
  guided = rail_pending_answer_steal_guided (answer);
  g_assert_nonnull (guided);
  g_assert_false (rail_guided_is_over (guided));
}

static void
test_closed (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (RailPendingAnswer) closed = begin (fixture, TRUE);
  g_autoptr (RailPendingAnswer) answer = NULL;

  rail_pending_answer_look_up (closed, FALSE);
  rail_pending_answer_close (closed);

  /* The next one is looked up behind it: what was still to come of the first has come by then. */
  answer = begin (fixture, FALSE);
  rail_pending_answer_look_up (answer, FALSE);
  wait_until (rail_pending_answer_get_message (answer)->state == RAIL_MESSAGE_WHOLE);

  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpint (rail_pending_answer_get_message (closed)->state, ==, RAIL_MESSAGE_COMING);
  g_assert_cmpuint (rail_pending_answer_get_message (closed)->passages->len, ==, 0);
  g_assert_null (rail_pending_answer_steal_guided (closed));
}

#define ADD(path, function) g_test_add ("/pending-answer/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("aids-answer-and-it-ends-once", test_aids);
  ADD ("a-coach-aid-may-take-over", test_takes_over);
  ADD ("nothing-comes-of-a-closed-one", test_closed);

  return g_test_run ();
}
