/*
 * What left this computer, as people see it.
 */

#include "config.h"

#include "ui-fixture.h"

#include "base/duration.h"
#include "fakes/fake-settings.h"
#include "journal/egress-ledger.h"
#include "ui/ledger-window.h"

#define BODY "{\"messages\":[{\"content\":\"How do I open a review with [name 1]?\"}]}"

typedef struct
{
  UiFixture *fixture;
  RailPolicy *policy;
  GtkWindow *window;
} Desk;

static Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);

  fake_settings_clear ();
  desk->fixture = ui_fixture_new ();
  desk->policy = rail_policy_new ();
  return desk;
}

static void
desk_free (Desk *desk)
{
  if (desk->window != NULL)
    ui_fixture_destroy (desk->window);
  g_object_unref (desk->policy);
  ui_fixture_free (desk->fixture);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static void
show (Desk *desk)
{
  desk->window = rail_ledger_window_new (desk->fixture->application, desk->policy, desk->fixture->journal);
  gtk_window_present (desk->window);
  ui_fixture_wait ("the window's focus", ui_fixture_is_active, desk->window);
}

static gint64
at (int day,
    int hour,
    int minute)
{
  g_autoptr (GDateTime) moment = g_date_time_new_local (2026, 10, day, hour, minute, 0);

  return g_date_time_to_unix (moment) * RAIL_SECOND;
}

static void
record_in (RailJournal *journal,
           gint64 when,
           const char *purpose,
           const char *origin,
           RailHttpOutcome outcome,
           guint status,
           const char *sha256)
{
  const RailHttpRecord record = {
    .when = when,
    .purpose = purpose,
    .method = sha256 != NULL ? "POST" : "GET",
    .origin = origin,
    .body_sha256 = sha256,
    .bytes_sent = outcome == RAIL_HTTP_REFUSED ? 0 : 1536,
    .bytes_received = outcome == RAIL_HTTP_ANSWERED ? 20480 : 0,
    .status = status,
    .outcome = outcome,
  };

  rail_egress_ledger_record (journal, &record);
}

static void
fill (Desk *desk)
{
  RailJournal *journal = desk->fixture->journal;
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, BODY, -1);

  record_in (journal, at (5, 9, 0), "calendar", "https://calendar.example.org", RAIL_HTTP_ANSWERED, 304, NULL);
  record_in (journal, at (5, 14, 5), "coach", "http://127.0.0.1:8080", RAIL_HTTP_FAILED, 0, sha256);
  record_in (journal, at (6, 8, 30), "calendar", "https://calendar.example.org", RAIL_HTTP_REFUSED, 0, NULL);
  record_in (journal, at (6, 9, 15), "coach", "https://models.example.org", RAIL_HTTP_ANSWERED, 200, sha256);
  record_in (journal, at (6, 9, 16), "coach", "https://a-server-with-a-rather-long-name.department.models.example.org:8443", RAIL_HTTP_CANCELLED, 200, sha256);
}

/* The first line, opened. */
static void
open_first (Desk *desk)
{
  g_signal_emit_by_name (ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_LIST_VIEW, NULL), "activate", 0);
}

static void
picture (Desk *desk,
         const char *suffix)
{
  g_autofree char *name = g_strdup_printf ("ledger-%s", suffix);

  fill (desk);
  show (desk);
  ui_fixture_wait_for_words (desk->window, "Coach · models.example.org");
  open_first (desk);
  ui_fixture_wait_for_words (desk->window, "SHA-256 of what was sent: ");
  ui_fixture_picture (desk->window, name);
}

static void
test_light (void)
{
  g_autoptr (Desk) desk = desk_new ();

  picture (desk, "light");
}

static void
test_dark (void)
{
  g_autoptr (Desk) desk = desk_new ();

  ui_fixture_set_dark (TRUE);
  picture (desk, "dark");
}

static void
test_large (void)
{
  g_autoptr (Desk) desk = desk_new ();

  ui_fixture_set_text_scale (2);
  picture (desk, "200-percent");
}

static void
test_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new ();

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  picture (desk, "rtl");
}

static void
test_newest_first (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *texts = NULL;
  const char *first, *second, *day;

  fill (desk);
  show (desk);
  ui_fixture_wait_for_words (desk->window, "Tuesday, 6 October 2026");
  texts = ui_fixture_dup_texts (GTK_WIDGET (desk->window));
  first = strstr (texts, "09:16 · Given up (200) · 1.5 kB sent, 0 bytes received");
  second = strstr (texts, "08:30 · Not sent · 0 bytes sent, 0 bytes received");
  day = strstr (texts, "Monday, 5 October 2026");
  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_nonnull (day);
  g_assert_true (first < second && second < day);
  /* Not encrypted, so that it says so. */
  g_assert_nonnull (strstr (day, "Coach · http://127.0.0.1:8080"));
  g_assert_nonnull (strstr (day, "14:05 · Failed · "));
  g_assert_nonnull (strstr (day, "09:00 · Answered (304) · "));
}

static void
test_keeps_up (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (RailJournal) other = NULL;

  show (desk);
  ui_fixture_wait_for_words (desk->window, "Nothing Has Left");
  ui_fixture_picture (desk->window, "ledger-empty");

  /* As the agent does, in a program of its own. */
  other = rail_journal_open (desk->fixture->journal_path, NULL, NULL);
  record_in (other, at (6, 9, 15), "calendar", "https://calendar.example.org", RAIL_HTTP_ANSWERED, 200, NULL);
  ui_fixture_wait_for_words (desk->window, "Calendar · calendar.example.org");

  /* What is open stays open. */
  open_first (desk);
  ui_fixture_wait_for_words (desk->window, "Nothing was sent but the request itself.");
  record_in (other, at (6, 9, 20), "coach", "https://models.example.org", RAIL_HTTP_ANSWERED, 200, NULL);
  ui_fixture_wait_for_words (desk->window, "Coach · models.example.org");
  rail_journal_close (other);
}

static void
test_filtered (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkDropDown *filter;

  fill (desk);
  show (desk);
  filter = GTK_DROP_DOWN (ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_DROP_DOWN, NULL));
  ui_fixture_wait_for_words (desk->window, "Calendar · calendar.example.org");
  gtk_drop_down_set_selected (filter, 2);
  ui_fixture_wait_until_not (desk->window, "Calendar · calendar.example.org");
  ui_fixture_wait_for_words (desk->window, "Coach · models.example.org");
  ui_fixture_wait_for_words (desk->window, "Tuesday, 6 October 2026");
  gtk_drop_down_set_selected (filter, 3);
  ui_fixture_wait_for_words (desk->window, "Nothing of This Kind");
  gtk_drop_down_set_selected (filter, 0);
  ui_fixture_wait_for_words (desk->window, "Calendar · calendar.example.org");
}

static gboolean
is_dialog_active (gpointer data)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_window_is_active (window))
        {
          *(GtkWindow **) data = window;
          return TRUE;
        }
    }
  return FALSE;
}

static void
test_deleted (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (GPtrArray) days = NULL;
  g_auto (GStrv) mutes = NULL;
  GtkWindow *dialog = NULL;

  fill (desk);
  rail_journal_set_muted (desk->fixture->journal, PACK "/travel/3fa1b2c4", TRUE, at (5, 9, 0));
  rail_journal_roll_up (desk->fixture->journal, at (5, 9, 0) + 31 * RAIL_DAY);
  show (desk);
  ui_fixture_wait_for_words (desk->window, "Monday, 5 October 2026");
  ui_fixture_wait_for_words (desk->window, "1 request · Failed");
  ui_fixture_picture (desk->window, "ledger-sums");

  gtk_widget_activate_action (GTK_WIDGET (desk->window), "ledger.delete", NULL);
  ui_fixture_wait ("the question", is_dialog_active, &dialog);
  ui_fixture_picture (dialog, "ledger-delete");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_window_close (dialog);
  ui_fixture_wait ("the window's focus", ui_fixture_is_active, desk->window);
  requests = rail_egress_ledger_load (desk->fixture->journal, 0, NULL);
  g_assert_cmpuint (requests->len, >, 0);

  gtk_widget_activate_action (GTK_WIDGET (desk->window), "ledger.delete", NULL);
  ui_fixture_wait ("the question", is_dialog_active, &dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "delete");
  gtk_window_close (dialog);
  ui_fixture_wait_for_words (desk->window, "Nothing Has Left");
  g_ptr_array_unref (requests);
  requests = rail_egress_ledger_load (desk->fixture->journal, 0, NULL);
  days = rail_egress_ledger_load_days (desk->fixture->journal, NULL);
  g_assert_cmpuint (requests->len, ==, 0);
  g_assert_cmpuint (days->len, ==, 0);
  mutes = rail_journal_load_mutes (desk->fixture->journal, NULL);
  g_assert_cmpuint (g_strv_length (mutes), ==, 1);
}

static void
test_paused (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *pause;

  show (desk);
  pause = ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_SWITCH, NULL);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (pause)));
  gtk_switch_set_active (GTK_SWITCH (pause), TRUE);
  g_assert_false (rail_policy_get_network (desk->policy));
  rail_policy_set_network (desk->policy, TRUE);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (pause)));

  fake_settings_set_locked ("/io/github/handrail/Handrail/network", TRUE);
  ui_fixture_wait_for_words (desk->window, "Set by your organisation");
  g_assert_false (gtk_widget_is_sensitive (pause));
}

/* Exactly as long as its conversation. */
static void
test_bodies (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  GObject *conversation = g_object_new (G_TYPE_OBJECT, NULL);

  g_ptr_array_add (sent, g_bytes_new_static (BODY, strlen (BODY)));
  fill (desk);
  show (desk);
  ui_fixture_wait_for_words (desk->window, "Coach · models.example.org");
  open_first (desk);
  ui_fixture_wait_for_words (desk->window, "SHA-256 of what was sent: ");
  g_assert_false (ui_fixture_says (desk->window, "How do I open a review"));

  rail_ledger_window_set_bodies (RAIL_LEDGER_WINDOW (desk->window), sent, conversation);
  ui_fixture_wait_for_words (desk->window, "Coach · models.example.org");
  open_first (desk);
  ui_fixture_wait_for_words (desk->window, "How do I open a review with [name 1]?");
  ui_fixture_picture (desk->window, "ledger-body");
  g_object_unref (conversation);
  ui_fixture_wait_until_not (desk->window, "How do I open a review");
  ui_fixture_wait_for_words (desk->window, "Coach · models.example.org");
  open_first (desk);
  ui_fixture_wait_for_words (desk->window, "SHA-256 of what was sent: ");
  g_assert_false (ui_fixture_says (desk->window, "How do I open a review"));
}

static void
test_no_journal (void)
{
  g_autoptr (Desk) desk = desk_new ();

  desk->window = rail_ledger_window_new (desk->fixture->application, desk->policy, NULL);
  gtk_window_present (desk->window);
  ui_fixture_wait ("the window's focus", ui_fixture_is_active, desk->window);
  ui_fixture_wait_for_words (desk->window, "The List Cannot Be Kept");
}

int
main (int argc,
      char *argv[])
{
  fake_settings_install ();
  ui_fixture_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add_func ("/ledger-window/looks/light", test_light);
  g_test_add_func ("/ledger-window/looks/dark", test_dark);
  g_test_add_func ("/ledger-window/looks/200-percent", test_large);
  g_test_add_func ("/ledger-window/looks/right-to-left", test_right_to_left);
  g_test_add_func ("/ledger-window/list/has-the-newest-first-by-day-failed-ones-too", test_newest_first);
  g_test_add_func ("/ledger-window/list/keeps-up-with-other-programs", test_keeps_up);
  g_test_add_func ("/ledger-window/list/can-be-filtered", test_filtered);
  g_test_add_func ("/ledger-window/list/is-deleted-after-a-question-with-its-sums", test_deleted);
  g_test_add_func ("/ledger-window/network/is-paused-and-follows", test_paused);
  g_test_add_func ("/ledger-window/bodies/live-as-long-as-their-conversation", test_bodies);
  g_test_add_func ("/ledger-window/journal/is-missing-and-that-is-said", test_no_journal);

  return g_test_run ();
}
