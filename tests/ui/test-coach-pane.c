#include "config.h"

#include "ui-fixture.h"

#include <string.h>

#include "fakes/fake-agent.h"
#include "fakes/fault-server.h"
#include "ui/coach-message-row.h"
#include "ui/coach-pane.h"
#include "ui/fold.h"
#include "ui/next-step-row.h"
#include "ui/source-chip.h"

#define COACH_AID                                                                               \
  "---\ntitle: Prepare a hard conversation\nkind: coach\n"                                      \
  "task: Prepare a conversation that is hard to have\nowner: people-team@example.org\n"         \
  "reviewed: %s\nreview-every: 90d\nkeywords: [feedback, conversation]\n---\n"                  \
  "## Opener\n\nThree questions, and you have your first sentence.\n\n"                         \
  "## Questions\n\n- Has it happened [for the first time](#first) or [again](#again)?\n"        \
  "- What did you see or hear yourself?\n\n"                                                    \
  "### The first time {#first}\n\nThen it is a word in passing, the same day.\n\n"              \
  "### Again {#again}\n\nThen the earlier agreement is where to begin.\n\n"                     \
  "## Next step\n\n- [ ] Ask for twenty minutes today\n- [ ] Write down the first sentence\n\n" \
  "## Guardrails\n\n- Nobody is judged behind their back\n- Pay is for another day\n"

/* A model's answer as it comes over the wire. */
#define STREAM_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
#define STREAM_PIECE(text) "data: {\"choices\":[{\"delta\":{\"content\":\"" text "\"},\"finish_reason\":null}]}\n\n"
#define STREAM_END "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"

#define LONG_TITLE "A title with <b>marks</b> & more that needs more room than any chip has"

typedef struct
{
  UiFixture *fixture;
  FakeAgent *agent;
  RailPolicy *policy;
  RailAgentClient *client;
  RailCoachKit *kit;
  RailNextStepList *next_steps;
  GtkWindow *window;
  char *activated; /* the last action of the application and its target */
} Desk;

/* In the program this is the application's. */
static const GActionEntry actions[] = {
  { .name = "open-passage", .activate = ui_fixture_note_activation_cb, .parameter_type = "(ssu)" },
};

static void
write_coach_aid (UiFixture *fixture)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *text = g_strdup_printf (COACH_AID, date);

  scratch_folder_write (fixture->folder, "handrail/packs/managers/aids/hard-conversation.md", text);
  rail_library_load (fixture->library);
  g_assert_cmpuint (rail_library_get_problems (fixture->library)->len, ==, 0);
}

static Desk *
desk_new (void)
{
  static const char *const people[] = { "Priya Raman", NULL };
  Desk *desk = g_new0 (Desk, 1);

  desk->fixture = ui_fixture_new ();
  write_coach_aid (desk->fixture);
  desk->agent = fake_agent_new ();
  fake_agent_set_people (desk->agent, people);
  desk->policy = rail_policy_new ();
  rail_policy_reset (desk->policy, "coach-consent");
  rail_policy_reset (desk->policy, "network");
  rail_policy_reset (desk->policy, "coach-mode");
  rail_policy_reset (desk->policy, "coach-endpoints");
  desk->client = rail_agent_client_new ();
  desk->kit = rail_coach_kit_new (desk->fixture->library, desk->policy, desk->fixture->journal, desk->client);
  desk->next_steps = rail_next_step_list_new (desk->client);
  rail_next_step_list_set_journal (desk->next_steps, desk->fixture->journal);
  g_action_map_add_action_entries (G_ACTION_MAP (desk->fixture->application), actions, G_N_ELEMENTS (actions), &desk->activated);

  return desk;
}

static void
desk_free (Desk *desk)
{
  if (desk->window != NULL)
    ui_fixture_destroy (desk->window);
  rail_coach_kit_close (desk->kit);
  g_object_unref (desk->kit);
  rail_next_step_list_set_journal (desk->next_steps, NULL);
  g_object_unref (desk->next_steps);
  g_object_unref (desk->client);
  g_object_unref (desk->policy);
  fake_agent_free (desk->agent);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_action_map_remove_action (G_ACTION_MAP (desk->fixture->application), actions[i].name);
  ui_fixture_free (desk->fixture);
  g_free (desk->activated);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* ---- looking ---- */

static gboolean
has_activated (gpointer data)
{
  return ((Desk *) data)->activated != NULL;
}

/* ---- doing ---- */

static void
open_pane (Desk *desk,
           const char *aid,
           const char *words)
{
  desk->window = rail_coach_pane_new (desk->fixture->application, desk->kit, desk->fixture->library, desk->policy, desk->next_steps);
  rail_coach_pane_talk (RAIL_COACH_PANE (desk->window), *aid != '\0' ? PACK : "", aid, words);
  ui_fixture_wait ("the focus", ui_fixture_is_active, desk->window);
}

/* Who has been told once. */
static void
open_known_pane (Desk *desk,
                 const char *aid,
                 const char *words)
{
  rail_policy_set_coach_consent (desk->policy, "", TRUE);
  open_pane (desk, aid, words);
}

static void
press (const char *key)
{
  ui_fixture_xdotool ("key", key, NULL);
}

static void
type_words (const char *words)
{
  ui_fixture_xdotool ("type", words, NULL);
}

static GtkWidget *
find_row (Desk *desk,
          guint index)
{
  GtkWidget *list = ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_LIST_BOX, NULL);

  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) index));
}

/* ---- the first use ---- */

static void
test_first_use (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_pane (desk, "hard-conversation", "");
  ui_fixture_wait_for_words (desk->window, "No AI: reviewed aids ask you one question at a time");
  g_assert_true (ui_fixture_says (desk->window, "Nothing is sent anywhere"));
  g_assert_true (ui_fixture_says (desk->window, "The conversation is gone when you close it"));
  g_assert_false (ui_fixture_says (desk->window, "Three questions"));
  g_assert_cmpint (rail_policy_get_coach_consent (desk->policy, ""), ==, RAIL_CONSENT_UNASKED);
  ui_fixture_picture (desk->window, "coach-consent-guided");

  press ("Return");
  ui_fixture_wait_for_words (desk->window, "Three questions, and you have your first sentence.");
  g_assert_cmpint (rail_policy_get_coach_consent (desk->policy, ""), ==, RAIL_CONSENT_GIVEN);
  ui_fixture_destroy (desk->window);

  /* Once is enough. */
  open_pane (desk, "hard-conversation", "");
  ui_fixture_wait_for_words (desk->window, "Three questions, and you have your first sentence.");
}

/* ---- guided ---- */

static void
test_guided (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "hard-conversation", "");
  ui_fixture_wait_for_words (desk->window, "Has it happened for the first time or again?");
  g_assert_true (ui_fixture_says (desk->window, "Guided, without AI, on this computer. Nothing is kept after you close this."));
  ui_fixture_picture (desk->window, "coach-guided-start");

  press ("2");
  ui_fixture_wait_for_words (desk->window, "Then the earlier agreement is where to begin.");
  ui_fixture_wait_for_words (desk->window, "What did you see or hear yourself?");
  g_assert_true (gtk_widget_get_visible (find_row (desk, 1)));
  g_assert_cmpint (RAIL_MESSAGE_USER, ==, rail_coach_message_row_get_message (RAIL_COACH_MESSAGE_ROW (find_row (desk, 1)))->kind);
  /* What was asked before is not to be answered any more. */
  g_assert_null (rail_coach_message_row_get_choice (RAIL_COACH_MESSAGE_ROW (find_row (desk, 0)), 1));
  ui_fixture_picture (desk->window, "coach-guided-reply");

  type_words ("The report was late");
  press ("Return");
  ui_fixture_wait_for_words (desk->window, "Your next steps\nAsk for twenty minutes today");
  g_assert_true (ui_fixture_says (desk->window, "Write down the first sentence"));
  ui_fixture_picture (desk->window, "coach-guided-end");
}

static gboolean
row_has_focus (gpointer row)
{
  return gtk_widget_has_focus (row);
}

static GPtrArray *
load_steps (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *steps = rail_next_steps_load (desk->fixture->journal, &error);

  g_assert_no_error (error);
  return steps;
}

static void
go_to_the_end (Desk *desk)
{
  open_known_pane (desk, "hard-conversation", "");
  ui_fixture_wait_for_words (desk->window, "Has it happened for the first time or again?");
  press ("2");
  ui_fixture_wait_for_words (desk->window, "What did you see or hear yourself?");
  type_words ("The report was late");
  press ("Return");
  ui_fixture_wait_for_words (desk->window, "Your next steps");
}

/* As painted, not as the scrollbar says. */
static gboolean
is_at_the_end (gpointer window)
{
  GtkWidget *step = ui_fixture_find (window, RAIL_TYPE_NEXT_STEP_ROW, NULL);
  GtkWidget *message = gtk_widget_get_ancestor (step, RAIL_TYPE_COACH_MESSAGE_ROW);
  GtkWidget *scroller = gtk_widget_get_ancestor (step, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (message, scroller, &bounds) && bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (scroller);
}

/* What comes is scrolled to, also when it grows a moment later. */
static void
settle (Desk *desk)
{
  ui_fixture_picture (desk->window, "coach-steps-settling");
  ui_fixture_wait ("the end to be in sight", is_at_the_end, desk->window);
}

static GtkWidget *
find_step (Desk *desk,
           guint index)
{
  GtkWidget *row = ui_fixture_find (GTK_WIDGET (desk->window), RAIL_TYPE_NEXT_STEP_ROW, NULL);

  g_assert_nonnull (row);
  for (; index > 0; index--)
    row = gtk_widget_get_next_sibling (row);

  return row;
}

/* The button whose label is @label: a label, for it wraps. */
static void
press_button (GtkWidget *step,
              const char *label)
{
  GtkWidget *words = ui_fixture_find (step, GTK_TYPE_LABEL, label);

  g_assert_nonnull (words);
  gtk_widget_activate (gtk_widget_get_ancestor (words, GTK_TYPE_BUTTON));
}

/* From the row in the pane to the row in the journal and back, by the buttons a screen reader finds by the step's words. */
static void
test_keep (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (GPtrArray) steps = NULL;
  g_autofree char *calls = NULL;
  gint64 end = (g_get_real_time () / G_TIME_SPAN_MINUTE + 5) * G_TIME_SPAN_MINUTE;
  const RailNextStep *step;

  fake_agent_set_reminder (desk->agent, "meeting", end, "Review: <b>Priya</b> & co");
  go_to_the_end (desk);
  ui_fixture_wait_for_words (desk->window, "Remind Me After the Meeting");
  g_assert_true (ui_fixture_says (find_step (desk, 0), ", after “Review: <b>Priya</b> & co”."));
  settle (desk);
  ui_fixture_picture (desk->window, "coach-steps-offered");

  press_button (find_step (desk, 1), "Add to My List");
  ui_fixture_wait_for_words (find_step (desk, 1), "In your list, under Today.");
  press_button (find_step (desk, 0), "Remind Me After the Meeting");
  ui_fixture_wait_for_words (find_step (desk, 0), "after “Review: <b>Priya</b> & co”.");
  ui_fixture_wait_for_words (find_step (desk, 0), "Don’t Remind Me");
  g_assert_true (ui_fixture_says (desk->window, "Only what is in your list is kept after you close this."));
  settle (desk);
  ui_fixture_picture (desk->window, "coach-steps-kept");

  steps = load_steps (desk);
  g_assert_cmpuint (steps->len, ==, 2);
  step = g_ptr_array_index (steps, 0);
  g_assert_cmpstr (step->text, ==, "Write down the first sentence");
  g_assert_cmpstr (step->pack, ==, PACK);
  g_assert_cmpstr (step->aid, ==, "hard-conversation");
  g_assert_cmpint (step->remind_at, ==, 0);
  step = g_ptr_array_index (steps, 1);
  g_assert_cmpstr (step->text, ==, "Ask for twenty minutes today");
  g_assert_cmpint (step->remind_at, ==, end);
  calls = fake_agent_take_calls (desk->agent);
  g_assert_nonnull (strstr (calls, "Reread\nReread\n"));
}

static void
test_take_back (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (GPtrArray) steps = NULL;

  go_to_the_end (desk);
  ui_fixture_wait_for_words (desk->window, "Remind Me in an Hour");
  press_button (find_step (desk, 0), "Remind Me in an Hour");
  ui_fixture_wait_for_words (find_step (desk, 0), "Don’t Remind Me");
  press_button (find_step (desk, 0), "Don’t Remind Me");
  ui_fixture_wait_for_words (find_step (desk, 0), "Remind Me in an Hour");
  steps = load_steps (desk);
  g_assert_cmpint (((const RailNextStep *) g_ptr_array_index (steps, 0))->remind_at, ==, 0);
  g_clear_pointer (&steps, g_ptr_array_unref);

  press_button (find_step (desk, 0), "Remove");
  ui_fixture_wait_for_words (find_step (desk, 0), "Add to My List");
  steps = load_steps (desk);
  g_assert_cmpuint (steps->len, ==, 0);
}

/* Whoever waits too long is not promised what cannot be. */
static void
test_moment_gone (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (GPtrArray) steps = NULL;

  fake_agent_set_reminder (desk->agent, "meeting", g_get_real_time () - 1, "Review");
  go_to_the_end (desk);
  ui_fixture_wait_for_words (desk->window, "Remind Me After the Meeting");
  fake_agent_set_reminder (desk->agent, "hour", g_get_real_time () + G_TIME_SPAN_HOUR, "");
  press_button (find_step (desk, 0), "Remind Me After the Meeting");
  ui_fixture_wait_for_words (desk->window, "That moment has passed; see the next one.");
  ui_fixture_wait_for_words (desk->window, "Remind Me in an Hour");
  steps = load_steps (desk);
  g_assert_cmpuint (steps->len, ==, 0);
}

static void
kept_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  g_assert_true (rail_next_step_list_finish (RAIL_NEXT_STEP_LIST (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer value)
{
  return *(gboolean *) value;
}

static void
test_full (void)
{
  g_autoptr (Desk) desk = desk_new ();

  for (guint i = 0; i < RAIL_NEXT_STEPS_MAX; i++)
    {
      g_autofree char *text = g_strdup_printf ("Step %u", i);
      gboolean kept = FALSE;

      rail_next_step_list_keep_async (desk->next_steps, text, PACK, "pushback", FALSE, kept_cb, &kept);
      ui_fixture_wait ("the step to be kept", is_true, &kept);
    }
  go_to_the_end (desk);
  press_button (find_step (desk, 0), "Add to My List");
  ui_fixture_wait_for_words (find_step (desk, 0), "Your list is full: 200 next steps are open. Tick or delete some in Today.");
}

static void
test_steps_large (void)
{
  g_autoptr (Desk) desk = desk_new ();

  ui_fixture_set_text_scale (2);
  fake_agent_set_reminder (desk->agent, "meeting", g_get_real_time () + 5 * G_TIME_SPAN_MINUTE, "Quarterly review with Priya and the team");
  go_to_the_end (desk);
  ui_fixture_wait_for_words (desk->window, "Remind Me After the Meeting");
  settle (desk);
  ui_fixture_picture (desk->window, "coach-steps-200-percent");
}

static void
test_steps_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new ();

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  ui_fixture_set_dark (TRUE);
  fake_agent_set_reminder (desk->agent, "meeting", g_get_real_time () + 5 * G_TIME_SPAN_MINUTE, "Review");
  go_to_the_end (desk);
  ui_fixture_wait_for_words (desk->window, "Remind Me After the Meeting");
  press_button (find_step (desk, 0), "Remind Me After the Meeting");
  ui_fixture_wait_for_words (find_step (desk, 0), "Don’t Remind Me");
  settle (desk);
  ui_fixture_picture (desk->window, "coach-steps-rtl-dark");
}

/* Quietly: one line, until somebody wants to know; a question that no coach aid answers has none. */
static void
test_guardrails (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *line;

  open_known_pane (desk, "hard-conversation", "");
  ui_fixture_wait_for_words (desk->window, "What holds throughout");
  g_assert_false (ui_fixture_says (desk->window, "Pay is for another day"));
  line = ui_fixture_find (ui_fixture_find (GTK_WIDGET (desk->window), RAIL_TYPE_FOLD, NULL), GTK_TYPE_TOGGLE_BUTTON, NULL);
  for (guint i = 0; i < 8 && !gtk_widget_has_focus (line); i++)
    gtk_widget_child_focus (GTK_WIDGET (desk->window), GTK_DIR_TAB_BACKWARD);
  ui_fixture_wait ("the line with the keyboard", row_has_focus, line);
  press ("space");
  ui_fixture_wait_for_words (desk->window, "• Nobody is judged behind their back\n• Pay is for another day");
  ui_fixture_picture (desk->window, "coach-guardrails");

  rail_coach_pane_talk (RAIL_COACH_PANE (desk->window), PACK, "open-review", "");
  g_assert_false (ui_fixture_says (desk->window, "What holds throughout"));
}

/* A digit that begins a sentence is not a choice. */
static void
test_digit_in_sentence (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "hard-conversation", "");
  ui_fixture_wait_for_words (desk->window, "Has it happened for the first time or again?");
  type_words ("about 2 weeks");
  press ("Return");
  ui_fixture_wait_for_words (desk->window, "about 2 weeks");
}

static void
test_stop (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "", "I want to fire him tomorrow");
  ui_fixture_wait_for_words (desk->window, "This one belongs with a person");
  ui_fixture_wait_for_words (desk->window, "Jo Weber, HR");
  g_assert_true (ui_fixture_says (desk->window, "Talk to a person before you act"));
  g_assert_true (ui_fixture_says (desk->window, "In my own words:\n\nI want to fire him tomorrow"));
  g_assert_true (ui_fixture_says (desk->window, "Write an E-Mail…"));
  ui_fixture_picture (desk->window, "coach-stop");

  ui_fixture_set_dark (TRUE);
  ui_fixture_picture (desk->window, "coach-stop-dark");
}

static void
test_caution (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "", "She has been on sick leave for weeks, how do I talk to her about her burnout?");
  ui_fixture_wait_for_words (desk->window, "If you get stuck");
  g_assert_true (ui_fixture_says (desk->window, "Jo Weber, HR"));
  g_assert_false (ui_fixture_says (desk->window, "This one belongs with a person"));
  ui_fixture_picture (desk->window, "coach-caution");
}

static void
test_sources (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *chip;

  open_known_pane (desk, "", "How do I open a performance review?");
  ui_fixture_wait_for_words (desk->window, "Open a performance review");
  chip = ui_fixture_find (GTK_WIDGET (desk->window), RAIL_TYPE_SOURCE_CHIP, NULL);
  g_assert_nonnull (chip);
  ui_fixture_picture (desk->window, "coach-open-question");
  ui_fixture_click (chip);
  ui_fixture_wait ("the aid to be asked for", has_activated, desk);
  g_assert_true (g_str_has_prefix (desk->activated, "open-passage ('" PACK "', 'open-review', "));
}

/* ---- with a model ---- */

static void
use_model (Desk *desk,
           FaultServer *server)
{
  g_autofree char *address = fault_server_dup_address (server, "/scripted");
  g_autoptr (GPtrArray) settings = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_model_setting_free);

  g_ptr_array_add (settings, rail_model_setting_new ("Our own model", address, "small"));
  rail_policy_set_coach_endpoints (desk->policy, settings);
  rail_policy_set_coach_mode (desk->policy, RAIL_COACH_MODE_MODEL);
}

static void
agree (Desk *desk)
{
  ui_fixture_wait_for_words (desk->window, "You are about to talk with an AI");
  press ("Return");
}

/* Nothing is asked of it before somebody has said yes; then a cited answer comes, and the next conversation does not ask again. */
static void
test_model (void)
{
  g_autoptr (FaultServer) server = fault_server_start ();
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *body = NULL;

  use_model (desk, server);
  fault_server_script (server, STREAM_HEAD STREAM_PIECE ("Say the purpose in one sentence. [1] ") STREAM_PIECE ("Elephants are large animals. ") STREAM_END, -1, FAULT_CLOSE, NULL);
  open_pane (desk, "", "How do I open a performance review with Priya Raman?");
  ui_fixture_wait_for_words (desk->window, "You are about to talk with an AI");
  g_assert_true (ui_fixture_says (desk->window, "AI can be wrong"));
  g_assert_true (ui_fixture_says (desk->window, "Your words go to this computer"));
  g_assert_cmpuint (fault_server_get_n_requests (server), ==, 0);
  ui_fixture_picture (desk->window, "coach-consent-ai");

  press ("Return");
  ui_fixture_wait_for_words (desk->window, "AI: Our own model at this computer. It can be wrong.");
  ui_fixture_wait_for_words (desk->window, "Say the purpose in one sentence. [1] Elephants are large animals.");
  ui_fixture_wait_for_words (desk->window, "Underlined: no approved source");
  g_assert_cmpuint (fault_server_get_n_requests (server), ==, 1);
  body = fault_server_dup_body (server);
  g_assert_null (strstr (body, "Priya"));
  g_assert_nonnull (ui_fixture_find (GTK_WIDGET (desk->window), RAIL_TYPE_SOURCE_CHIP, NULL));
  ui_fixture_picture (desk->window, "coach-model");
}

static void
test_declined (void)
{
  g_autoptr (FaultServer) server = fault_server_start ();
  g_autoptr (Desk) desk = desk_new ();

  use_model (desk, server);
  open_pane (desk, "", "How do I open a performance review?");
  ui_fixture_wait_for_words (desk->window, "You are about to talk with an AI");
  gtk_widget_activate (ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_BUTTON, "Continue _Without AI"));
  ui_fixture_wait_for_words (desk->window, "Guided, without AI, on this computer.");
  ui_fixture_wait_for_words (desk->window, "This is what the reviewed aids say.");
  g_assert_cmpuint (fault_server_get_n_requests (server), ==, 0);
}

/* Who agreed to one server has not agreed to another. */
static void
test_another_origin (void)
{
  g_autoptr (FaultServer) server = fault_server_start ();
  g_autoptr (Desk) desk = desk_new ();

  rail_policy_set_coach_consent (desk->policy, "", TRUE);
  rail_policy_set_coach_consent (desk->policy, "http://127.0.0.1:9", TRUE);
  use_model (desk, server);
  open_pane (desk, "", "How do I open a performance review?");
  ui_fixture_wait_for_words (desk->window, "You are about to talk with an AI");
  g_assert_cmpuint (fault_server_get_n_requests (server), ==, 0);
}

static void
test_network_off (void)
{
  g_autoptr (FaultServer) server = fault_server_start ();
  g_autoptr (Desk) desk = desk_new ();

  use_model (desk, server);
  rail_policy_set_network (desk->policy, FALSE);
  open_pane (desk, "", "How do I open a performance review?");
  agree (desk);
  ui_fixture_wait_for_words (desk->window, "Network access is switched off: reviewed aids answer, without AI.");
  ui_fixture_wait_for_words (desk->window, "This is what the reviewed aids say.");
  g_assert_cmpuint (fault_server_get_n_requests (server), ==, 0);
  ui_fixture_picture (desk->window, "coach-offline");
}

static gboolean
is_left_alone (gpointer data)
{
  FaultServer *server = data;
  gboolean alone;

  g_mutex_lock (&server->mutex);
  alone = server->running == 0;
  g_mutex_unlock (&server->mutex);

  return alone;
}

static void
test_stop_answer (void)
{
  g_autoptr (FaultServer) server = fault_server_start ();
  g_autoptr (Desk) desk = desk_new ();

  use_model (desk, server);
  fault_server_script (server, STREAM_HEAD STREAM_PIECE ("Say the purpose in one sentence. [1] ") STREAM_PIECE ("And then "), -1, FAULT_HANG, NULL);
  open_pane (desk, "", "How do I open a performance review?");
  agree (desk);
  ui_fixture_wait_for_words (desk->window, "Say the purpose in one sentence. [1]");
  g_assert_true (ui_fixture_says (desk->window, "The answer is coming…"));
  ui_fixture_picture (desk->window, "coach-coming");
  gtk_widget_activate (ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_BUTTON, "S_top"));
  ui_fixture_wait_for_words (desk->window, "Ask Again");
  g_assert_false (ui_fixture_says (desk->window, "And then"));
  ui_fixture_wait ("the connection to be let go", is_left_alone, server);
}

static void
test_preview (void)
{
  g_autoptr (FaultServer) server = fault_server_start ();
  g_autoptr (Desk) desk = desk_new ();

  use_model (desk, server);
  open_pane (desk, "", "");
  agree (desk);
  ui_fixture_wait_for_words (desk->window, "Your words stand here as they would leave");
  type_words ("Priya Raman is late again");
  ui_fixture_wait_for_words (desk->window, "is late again”");
  g_assert_false (ui_fixture_says (desk->window, "Priya Raman"));
  g_assert_cmpuint (fault_server_get_n_requests (server), ==, 0);
  ui_fixture_picture (desk->window, "coach-preview");
}

/* ---- keys ---- */

static void
test_keys (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *copied = NULL;

  open_known_pane (desk, "hard-conversation", "");
  ui_fixture_wait_for_words (desk->window, "Has it happened for the first time or again?");
  press ("1");
  ui_fixture_wait_for_words (desk->window, "Then it is a word in passing");
  press ("Up");
  ui_fixture_wait ("the last message", row_has_focus, find_row (desk, 2));
  press ("Up");
  ui_fixture_wait ("the one before", row_has_focus, find_row (desk, 1));
  press ("Up");
  ui_fixture_wait ("the first", row_has_focus, find_row (desk, 0));
  press ("ctrl+c");
  ui_fixture_wait_for_words (desk->window, "Copied");
  copied = ui_fixture_dup_clipboard (GTK_WIDGET (desk->window));
  g_assert_nonnull (strstr (copied, "Three questions, and you have your first sentence."));
  g_assert_nonnull (strstr (copied, "Has it happened for the first time or again?"));
}

static void
test_escape (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWindow *alive = NULL;

  open_known_pane (desk, "hard-conversation", "");
  ui_fixture_wait_for_words (desk->window, "Three questions");
  g_set_weak_pointer (&alive, desk->window);
  desk->window = NULL;
  press ("Escape");
  ui_fixture_wait ("the pane to be gone", ui_fixture_is_null, &alive);
}

/* ---- place and looks ---- */

static gboolean
is_at_side (gpointer data)
{
  GtkWindow *window = data;
  GdkRectangle place = ui_fixture_get_place (window), screen;
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (window))), 0);

  gdk_monitor_get_geometry (monitor, &screen);

  return place.x + place.width == screen.width && place.y == 0 && place.width == 420 && place.height == screen.height;
}

static void
test_place (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "hard-conversation", "");
  ui_fixture_wait ("the side of the screen", is_at_side, desk->window);
}

static void
test_large_text (void)
{
  g_autoptr (Desk) desk = desk_new ();

  ui_fixture_set_text_scale (2);
  open_known_pane (desk, "hard-conversation", "");
  ui_fixture_wait_for_words (desk->window, "Has it happened for the first time or again?");
  ui_fixture_picture (desk->window, "coach-200-percent");
}

static void
test_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new ();

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  open_known_pane (desk, "hard-conversation", "");
  ui_fixture_wait_for_words (desk->window, "Has it happened for the first time or again?");
  press ("1");
  ui_fixture_wait_for_words (desk->window, "Then it is a word in passing");
  ui_fixture_picture (desk->window, "coach-rtl");
}

static void
test_missing_aid (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "nowhere", "");
  ui_fixture_wait_for_words (desk->window, "This aid is no longer in your library");
  ui_fixture_picture (desk->window, "coach-trouble");
}

/* ---- a message in its bubble ---- */

typedef struct
{
  RailMessage *message;
  GtkWidget *row;
  GtkWindow *window;
} Bubble;

static void
add_sentence (RailMessage *message,
              const char *text,
              guint number)
{
  RailCitedSentence *sentence = g_new0 (RailCitedSentence, 1);

  sentence->text = g_strdup (text);
  sentence->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  if (number > 0)
    g_array_append_val (sentence->numbers, number);
  sentence->supported = number > 0;
  g_ptr_array_add (message->sentences, sentence);
  g_signal_emit_by_name (message, "changed");
}

static Bubble *
bubble_new (RailMessageKind kind)
{
  Bubble *self = g_new0 (Bubble, 1);
  GtkWidget *list = gtk_list_box_new ();

  self->message = rail_message_new (kind, NULL);
  self->message->state = RAIL_MESSAGE_COMING;
  self->message->from_model = kind == RAIL_MESSAGE_COACH;
  g_ptr_array_add (self->message->passages, rail_passage_new (1, PACK, "open-review", "Open a performance review", "", "Say the purpose.", 9));
  g_ptr_array_add (self->message->passages, rail_passage_new (2, PACK, "pushback", LONG_TITLE, "They go quiet", "Take a moment.", 12));
  self->row = rail_coach_message_row_new (self->message, NULL);
  gtk_list_box_append (GTK_LIST_BOX (list), self->row);
  gtk_widget_add_css_class (list, "coach-messages");
  self->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (self->window, 420, 300);
  gtk_window_set_child (self->window, list);
  gtk_window_present (self->window);

  return self;
}

static void
bubble_free (Bubble *self)
{
  g_object_unref (self->message);
  ui_fixture_destroy (self->window);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bubble, bubble_free)

static char *
dup_bubble (Bubble *self)
{
  return ui_fixture_dup_texts (self->row);
}

static GtkWidget *
find_words (Bubble *self,
            const char *words)
{
  GtkWidget *label = ui_fixture_find (self->row, GTK_TYPE_LABEL, words);

  g_assert_nonnull (label);

  return label;
}

static guint
count_attributes (GtkWidget *label,
                  PangoAttrType type)
{
  PangoAttrList *attributes = gtk_label_get_attributes (GTK_LABEL (label));
  GSList *all = attributes != NULL ? pango_attr_list_get_attributes (attributes) : NULL;
  guint count = 0;

  for (GSList *at = all; at != NULL; at = at->next)
    count += ((PangoAttribute *) at->data)->klass->type == type;
  g_slist_free_full (all, (GDestroyNotify) pango_attribute_destroy);

  return count;
}

/* Before anything is painted: whoever reads sees it with the next frame. */
static void
test_sentence_by_sentence (void)
{
  g_autoptr (Bubble) bubble = bubble_new (RAIL_MESSAGE_COACH);

  add_sentence (bubble->message, "Say the **purpose** first. [1]", 1);
  g_assert_cmpuint (count_attributes (find_words (bubble, "Say the purpose first. [1]"), PANGO_ATTR_WEIGHT), ==, 2);
  add_sentence (bubble->message, "- Then wait.", 0);
  add_sentence (bubble->message, "It calms people.", 0);
  g_assert_cmpuint (count_attributes (find_words (bubble, "Say the purpose first. [1]\n• Then wait. It calms people."), PANGO_ATTR_UNDERLINE), ==, 2);
}

static void
test_model_answer (void)
{
  g_autoptr (Bubble) bubble = bubble_new (RAIL_MESSAGE_COACH);
  g_autofree char *texts = NULL;

  add_sentence (bubble->message, "Say the purpose in one sentence. [1]", 1);
  add_sentence (bubble->message, "If they go quiet, take a moment. [2]", 2);
  add_sentence (bubble->message, "People like coffee.", 0);
  bubble->message->state = RAIL_MESSAGE_WHOLE;
  g_signal_emit_by_name (bubble->message, "changed");
  rail_coach_message_row_set_current (RAIL_COACH_MESSAGE_ROW (bubble->row), TRUE);

  texts = dup_bubble (bubble);
  g_assert_nonnull (strstr (texts, LONG_TITLE));
  g_assert_nonnull (strstr (texts, "Underlined: no approved source"));
  g_assert_nonnull (strstr (texts, "Ask Again"));
  ui_fixture_picture (bubble->window, "coach-answer");
}

static void
test_no_source (void)
{
  g_autoptr (Bubble) bubble = bubble_new (RAIL_MESSAGE_COACH);
  g_autofree char *texts = NULL;

  add_sentence (bubble->message, "People like coffee.", 0);
  bubble->message->state = RAIL_MESSAGE_WHOLE;
  g_signal_emit_by_name (bubble->message, "changed");

  texts = dup_bubble (bubble);
  g_assert_nonnull (strstr (texts, "No approved source"));
  g_assert_null (ui_fixture_find (bubble->row, RAIL_TYPE_SOURCE_CHIP, NULL));
  g_assert_cmpuint (count_attributes (find_words (bubble, "People like coffee."), PANGO_ATTR_UNDERLINE), ==, 0);
}

/* Whatever a model writes stands there as letters. */
static void
test_no_markup (void)
{
  static const char hostile[] = "<b>Bold</b> <a href=\"https://evil.example\">here</a> &amp; **half";
  g_autoptr (Bubble) bubble = bubble_new (RAIL_MESSAGE_COACH);
  GtkWidget *label;

  add_sentence (bubble->message, hostile, 0);
  label = find_words (bubble, "<b>Bold</b> <a href=\"https://evil.example\">here</a> &amp; half");
  g_assert_false (gtk_label_get_use_markup (GTK_LABEL (label)));
  g_assert_null (gtk_label_get_current_uri (GTK_LABEL (label)));
}

static void
test_error (void)
{
  g_autoptr (Bubble) bubble = bubble_new (RAIL_MESSAGE_COACH);
  g_autofree char *texts = NULL;

  add_sentence (bubble->message, "Say the purpose in one sentence. [1]", 1);
  bubble->message->state = RAIL_MESSAGE_CUT;
  bubble->message->notice = g_strdup ("models.example.org did not finish its answer: ask again in a minute");
  g_signal_emit_by_name (bubble->message, "changed");
  rail_coach_message_row_set_current (RAIL_COACH_MESSAGE_ROW (bubble->row), TRUE);

  texts = dup_bubble (bubble);
  g_assert_nonnull (strstr (texts, "ask again in a minute"));
  ui_fixture_picture (bubble->window, "coach-error");
}

/* What people type is not a model's: stars and dashes stay. */
static void
test_own_words (void)
{
  g_autoptr (Bubble) bubble = bubble_new (RAIL_MESSAGE_USER);

  add_sentence (bubble->message, "- is **this** <i>right</i>?", 1);
  find_words (bubble, "- is **this** <i>right</i>?");
}

int
main (int argc,
      char **argv)
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/coach-pane/first-use/explains-and-asks-once", test_first_use);
  g_test_add_func ("/coach-pane/guided/from-opener-to-next-step", test_guided);
  g_test_add_func ("/coach-pane/next-step/kept-with-a-reminder-after-the-meeting", test_keep);
  g_test_add_func ("/coach-pane/next-step/taken-back-where-it-was-kept", test_take_back);
  g_test_add_func ("/coach-pane/next-step/moment-that-has-passed-is-not-promised", test_moment_gone);
  g_test_add_func ("/coach-pane/next-step/full-list-says-what-to-do", test_full);
  g_test_add_func ("/coach-pane/next-step/large-text", test_steps_large);
  g_test_add_func ("/coach-pane/next-step/right-to-left-and-dark", test_steps_right_to_left);
  g_test_add_func ("/coach-pane/guided/says-quietly-what-holds-throughout", test_guardrails);
  g_test_add_func ("/coach-pane/guided/digit-in-a-sentence-is-no-choice", test_digit_in_sentence);
  g_test_add_func ("/coach-pane/stop/hands-over-to-a-person", test_stop);
  g_test_add_func ("/coach-pane/caution/keeps-the-contact-in-sight", test_caution);
  g_test_add_func ("/coach-pane/source/opens-the-aid-at-the-passage", test_sources);
  g_test_add_func ("/coach-pane/model/asks-before-any-request-and-cites", test_model);
  g_test_add_func ("/coach-pane/model/declined-nothing-is-sent", test_declined);
  g_test_add_func ("/coach-pane/model/another-server-asks-again", test_another_origin);
  g_test_add_func ("/coach-pane/model/network-switched-off-is-seen", test_network_off);
  g_test_add_func ("/coach-pane/model/answer-can-be-stopped", test_stop_answer);
  g_test_add_func ("/coach-pane/model/shows-what-would-leave", test_preview);
  g_test_add_func ("/coach-pane/keys/arrows-and-copy", test_keys);
  g_test_add_func ("/coach-pane/keys/escape-ends-the-conversation", test_escape);
  g_test_add_func ("/coach-pane/place/at-the-side-as-high-as-the-screen", test_place);
  g_test_add_func ("/coach-pane/looks/large-text", test_large_text);
  g_test_add_func ("/coach-pane/looks/right-to-left", test_right_to_left);
  g_test_add_func ("/coach-pane/aid-that-is-gone", test_missing_aid);
  g_test_add_func ("/coach-message/appears-sentence-by-sentence", test_sentence_by_sentence);
  g_test_add_func ("/coach-message/answer-with-sources", test_model_answer);
  g_test_add_func ("/coach-message/answer-without-a-source-says-so", test_no_source);
  g_test_add_func ("/coach-message/nothing-is-markup", test_no_markup);
  g_test_add_func ("/coach-message/cut-answer-says-why", test_error);
  g_test_add_func ("/coach-message/own-words-stay-as-typed", test_own_words);

  return g_test_run ();
}
