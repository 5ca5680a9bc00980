#include "config.h"

#include "ui-fixture.h"

#include <string.h>

#include "fakes/fake-agent.h"
#include "fakes/fault-server.h"
#include "ui/coach-message-row.h"
#include "ui/coach-pane.h"
#include "ui/source-chip.h"

#define COACH_AID                                                                        \
  "---\ntitle: Prepare a hard conversation\nkind: coach\n"                               \
  "task: Prepare a conversation that is hard to have\nowner: people-team@example.org\n"  \
  "reviewed: %s\nreview-every: 90d\nkeywords: [feedback, conversation]\n---\n"           \
  "## Opener\n\nThree questions, and you have your first sentence.\n\n"                  \
  "## Questions\n\n- Has it happened [for the first time](#first) or [again](#again)?\n" \
  "- What did you see or hear yourself?\n\n"                                             \
  "### The first time {#first}\n\nThen it is a word in passing, the same day.\n\n"       \
  "### Again {#again}\n\nThen the earlier agreement is where to begin.\n\n"              \
  "## Next step\n\n- [ ] Ask for twenty minutes today\n- [ ] Write down the first sentence\n"

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
  GtkWindow *window;
  const char *words; /* waited for */
  char *activated;   /* the last action of the application and its target */
} Desk;

static void
activated_cb (GSimpleAction *action,
              GVariant *target,
              gpointer user_data)
{
  Desk *desk = user_data;
  g_autofree char *text = g_variant_print (target, FALSE);

  g_free (desk->activated);
  desk->activated = g_strdup_printf ("%s %s", g_action_get_name (G_ACTION (action)), text);
}

/* In the program this is the application's. */
static const GActionEntry actions[] = {
  { .name = "open-passage", .activate = activated_cb, .parameter_type = "(ssu)" },
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
  g_action_map_add_action_entries (G_ACTION_MAP (desk->fixture->application), actions, G_N_ELEMENTS (actions), desk);

  return desk;
}

static void
desk_free (Desk *desk)
{
  if (desk->window != NULL)
    ui_fixture_destroy (desk->window);
  rail_coach_kit_close (desk->kit);
  g_object_unref (desk->kit);
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
says (gpointer data)
{
  Desk *desk = data;
  g_autofree char *texts = ui_fixture_dup_texts (GTK_WIDGET (desk->window));

  return strstr (texts, desk->words) != NULL;
}

static gboolean
says_now (Desk *desk,
          const char *words)
{
  desk->words = words;

  return says (desk);
}

static void
wait_for_words (Desk *desk,
                const char *words)
{
  desk->words = words;
  ui_fixture_wait (words, says, desk);
}

static gboolean
is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

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
  desk->window = rail_coach_pane_new (desk->fixture->application, desk->kit, desk->fixture->library, desk->policy);
  rail_coach_pane_talk (RAIL_COACH_PANE (desk->window), *aid != '\0' ? PACK : "", aid, words);
  ui_fixture_wait ("the focus", is_active, desk->window);
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
  wait_for_words (desk, "No AI: reviewed aids ask you one question at a time");
  g_assert_true (says_now (desk, "Nothing is sent anywhere"));
  g_assert_true (says_now (desk, "The conversation is gone when you close it"));
  g_assert_false (says_now (desk, "Three questions"));
  g_assert_cmpint (rail_policy_get_coach_consent (desk->policy, ""), ==, RAIL_CONSENT_UNASKED);
  ui_fixture_picture (desk->window, "coach-consent-guided");

  press ("Return");
  wait_for_words (desk, "Three questions, and you have your first sentence.");
  g_assert_cmpint (rail_policy_get_coach_consent (desk->policy, ""), ==, RAIL_CONSENT_GIVEN);
  ui_fixture_destroy (desk->window);

  /* Once is enough. */
  open_pane (desk, "hard-conversation", "");
  wait_for_words (desk, "Three questions, and you have your first sentence.");
}

/* ---- guided ---- */

static void
test_guided (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "hard-conversation", "");
  wait_for_words (desk, "Has it happened for the first time or again?");
  g_assert_true (says_now (desk, "Guided, without AI, on this computer. Nothing is kept after you close this."));
  ui_fixture_picture (desk->window, "coach-guided-start");

  press ("2");
  wait_for_words (desk, "Then the earlier agreement is where to begin.");
  wait_for_words (desk, "What did you see or hear yourself?");
  g_assert_true (gtk_widget_get_visible (find_row (desk, 1)));
  g_assert_cmpint (RAIL_MESSAGE_USER, ==, rail_coach_message_row_get_message (RAIL_COACH_MESSAGE_ROW (find_row (desk, 1)))->kind);
  /* What was asked before is not to be answered any more. */
  g_assert_null (rail_coach_message_row_get_choice (RAIL_COACH_MESSAGE_ROW (find_row (desk, 0)), 1));
  ui_fixture_picture (desk->window, "coach-guided-reply");

  type_words ("The report was late");
  press ("Return");
  wait_for_words (desk, "Next step: Ask for twenty minutes today");
  g_assert_true (says_now (desk, "Write down the first sentence"));
  ui_fixture_picture (desk->window, "coach-guided-end");
}

/* A digit that begins a sentence is not a choice. */
static void
test_digit_in_sentence (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "hard-conversation", "");
  wait_for_words (desk, "Has it happened for the first time or again?");
  type_words ("about 2 weeks");
  press ("Return");
  wait_for_words (desk, "about 2 weeks");
}

static void
test_stop (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "", "I want to fire him tomorrow");
  wait_for_words (desk, "This one belongs with a person");
  wait_for_words (desk, "Jo Weber, HR");
  g_assert_true (says_now (desk, "Talk to a person before you act"));
  g_assert_true (says_now (desk, "In my own words:\n\nI want to fire him tomorrow"));
  g_assert_true (says_now (desk, "Write an E-Mail…"));
  ui_fixture_picture (desk->window, "coach-stop");

  ui_fixture_set_dark (TRUE);
  ui_fixture_picture (desk->window, "coach-stop-dark");
}

static void
test_caution (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "", "She has been on sick leave for weeks, how do I talk to her about her burnout?");
  wait_for_words (desk, "If you get stuck");
  g_assert_true (says_now (desk, "Jo Weber, HR"));
  g_assert_false (says_now (desk, "This one belongs with a person"));
  ui_fixture_picture (desk->window, "coach-caution");
}

static void
test_sources (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *chip;

  open_known_pane (desk, "", "How do I open a performance review?");
  wait_for_words (desk, "Open a performance review");
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
  wait_for_words (desk, "You are about to talk with an AI");
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
  wait_for_words (desk, "You are about to talk with an AI");
  g_assert_true (says_now (desk, "AI can be wrong"));
  g_assert_true (says_now (desk, "Your words go to this computer"));
  g_assert_cmpuint (fault_server_get_n_requests (server), ==, 0);
  ui_fixture_picture (desk->window, "coach-consent-ai");

  press ("Return");
  wait_for_words (desk, "AI: Our own model at this computer. It can be wrong.");
  wait_for_words (desk, "Say the purpose in one sentence. [1] Elephants are large animals.");
  wait_for_words (desk, "Underlined: no approved source");
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
  wait_for_words (desk, "You are about to talk with an AI");
  gtk_widget_activate (ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_BUTTON, "Continue _Without AI"));
  wait_for_words (desk, "Guided, without AI, on this computer.");
  wait_for_words (desk, "This is what the reviewed aids say.");
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
  wait_for_words (desk, "You are about to talk with an AI");
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
  wait_for_words (desk, "Network access is switched off: reviewed aids answer, without AI.");
  wait_for_words (desk, "This is what the reviewed aids say.");
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
  wait_for_words (desk, "Say the purpose in one sentence. [1]");
  g_assert_true (says_now (desk, "The answer is coming…"));
  ui_fixture_picture (desk->window, "coach-coming");
  gtk_widget_activate (ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_BUTTON, "S_top"));
  wait_for_words (desk, "Ask Again");
  g_assert_false (says_now (desk, "And then"));
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
  wait_for_words (desk, "Your words stand here as they would leave");
  type_words ("Priya Raman is late again");
  wait_for_words (desk, "is late again”");
  g_assert_false (says_now (desk, "Priya Raman"));
  g_assert_cmpuint (fault_server_get_n_requests (server), ==, 0);
  ui_fixture_picture (desk->window, "coach-preview");
}

/* ---- keys ---- */

static gboolean
row_has_focus (gpointer row)
{
  return gtk_widget_has_focus (row);
}

static void
copied_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_set (gpointer text)
{
  return *(char **) text != NULL;
}

static void
test_keys (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *copied = NULL;

  open_known_pane (desk, "hard-conversation", "");
  wait_for_words (desk, "Has it happened for the first time or again?");
  press ("1");
  wait_for_words (desk, "Then it is a word in passing");
  press ("Up");
  ui_fixture_wait ("the last message", row_has_focus, find_row (desk, 2));
  press ("Up");
  ui_fixture_wait ("the one before", row_has_focus, find_row (desk, 1));
  press ("Up");
  ui_fixture_wait ("the first", row_has_focus, find_row (desk, 0));
  press ("ctrl+c");
  wait_for_words (desk, "Copied");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (desk->window)), NULL, copied_cb, &copied);
  ui_fixture_wait ("the clipboard", is_set, &copied);
  g_assert_nonnull (strstr (copied, "Three questions, and you have your first sentence."));
  g_assert_nonnull (strstr (copied, "Has it happened for the first time or again?"));
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
test_escape (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWindow *alive = NULL;

  open_known_pane (desk, "hard-conversation", "");
  wait_for_words (desk, "Three questions");
  g_set_weak_pointer (&alive, desk->window);
  desk->window = NULL;
  press ("Escape");
  ui_fixture_wait ("the pane to be gone", is_null, &alive);
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
  wait_for_words (desk, "Has it happened for the first time or again?");
  ui_fixture_picture (desk->window, "coach-200-percent");
}

static void
test_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new ();

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  open_known_pane (desk, "hard-conversation", "");
  wait_for_words (desk, "Has it happened for the first time or again?");
  press ("1");
  wait_for_words (desk, "Then it is a word in passing");
  ui_fixture_picture (desk->window, "coach-rtl");
}

static void
test_missing_aid (void)
{
  g_autoptr (Desk) desk = desk_new ();

  open_known_pane (desk, "nowhere", "");
  wait_for_words (desk, "This aid is no longer in your library");
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
  self->row = rail_coach_message_row_new (self->message);
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
