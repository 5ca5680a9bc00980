#include "config.h"

#include "ui-fixture.h"

#include "ui/card-window.h"

/* A minute-long meeting that has not begun: gives the snooze menu its entries. */
static RailCardWindow *
push (UiFixture *fixture,
      const char *aid,
      const char *extra)
{
  RailCardWindow *window = rail_card_window_new (fixture->application, fixture->library, fixture->journal);
  g_autoptr (RailNudgeInfo) nudge = ui_fixture_make_nudge ("n1", aid, extra);

  rail_card_window_push (window, nudge);
  /* There is no compositor here, but most people have one. */
  gtk_widget_add_css_class (GTK_WIDGET (window), "composited");

  return window;
}

static void
finish (RailCardWindow *window)
{
  rail_card_window_withdraw (window);
  ui_fixture_destroy (GTK_WINDOW (window));
}

static void
tick (RailCardWindow *window)
{
  GtkWidget *check = ui_fixture_find (GTK_WIDGET (window), GTK_TYPE_CHECK_BUTTON, NULL);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
}

static void
assert_says (RailCardWindow *window,
             const char *words)
{
  g_autofree char *texts = ui_fixture_dup_texts (GTK_WIDGET (window));

  if (strstr (texts, words) == NULL)
    g_error ("“%s” is not among:\n%s", words, texts);
}

static void
leave_open_last_time (UiFixture *fixture)
{
  RailCardWindow *window = push (fixture, "open-review", "'occurrence-key': <'o0'>");

  tick (window);
  finish (window);
}

static void
test_checklist (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window;

  leave_open_last_time (fixture);
  window = push (fixture, "open-review", NULL);
  tick (window);
  assert_says (window, "Open a performance review");
  assert_says (window, "“Review: Priya” starts in 5 minutes");
  assert_says (window, "Reviewed 3 weeks ago by people-team@example.org");
  assert_says (window, "Course: feedback that lands");
  ui_fixture_set_dark (FALSE);
  ui_fixture_picture (GTK_WINDOW (window), "card-checklist-light");
  ui_fixture_set_dark (TRUE);
  ui_fixture_picture (GTK_WINDOW (window), "card-checklist-dark");

  finish (window);
}

static void
test_large_text (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window;
  GtkWidget *title;

  ui_fixture_set_text_scale (2);
  window = push (fixture, "open-review", NULL);
  ui_fixture_picture (GTK_WINDOW (window), "card-checklist-200-percent");

  title = ui_fixture_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "Open a performance review");
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (title))));
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (window)), <=, 800 * 0.7 + 40);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), >, 500);

  finish (window);
}

static void
test_right_to_left (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  window = push (fixture, "open-review", NULL);
  ui_fixture_picture (GTK_WINDOW (window), "card-checklist-rtl");

  finish (window);
}

static void
test_long_words (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window = push (fixture, "long", NULL);

  ui_fixture_picture (GTK_WINDOW (window), "card-long");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <, 440);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (window)), <=, 800 * 0.7 + 40);

  finish (window);
}

static void
test_why (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window = push (fixture, "open-review", NULL);
  GtkWidget *why = ui_fixture_find (GTK_WIDGET (window), GTK_TYPE_TOGGLE_BUTTON, NULL);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (why), TRUE);
  assert_says (window, "It starts within 5 minutes");
  assert_says (window, "Shown because nothing else needs you: 1 of 4 this hour.");
  ui_fixture_picture (GTK_WINDOW (window), "card-why-light");
  gtk_expander_set_expanded (GTK_EXPANDER (ui_fixture_find (GTK_WIDGET (window), GTK_TYPE_EXPANDER, NULL)), TRUE);
  assert_says (window, "4 of at most 4 interruptions in the last hour");
  ui_fixture_picture (GTK_WINDOW (window), "card-why-gates");
  ui_fixture_set_dark (TRUE);
  ui_fixture_picture (GTK_WINDOW (window), "card-why-dark");

  finish (window);
}

static void
test_phrases (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window = push (fixture, "pushback", NULL);

  assert_says (window, "They go quiet");
  ui_fixture_picture (GTK_WINDOW (window), "card-phrases-light");
  ui_fixture_set_dark (TRUE);
  ui_fixture_picture (GTK_WINDOW (window), "card-phrases-dark");

  finish (window);
}

static void
test_other_kinds (void)
{
  static const char *const ids[] = { "one-to-one", "refund", "travel" };
  g_autoptr (UiFixture) fixture = ui_fixture_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      RailCardWindow *window = push (fixture, ids[i], NULL);
      g_autofree char *name = g_strdup_printf ("card-%s", ids[i]);

      ui_fixture_picture (GTK_WINDOW (window), name);
      finish (window);
    }
}

static void
test_high_stakes (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window = push (fixture, "dismissal", NULL);
  g_autofree char *texts = ui_fixture_dup_texts (GTK_WIDGET (window));

  assert_says (window, "jo.weber@example.org");
  g_assert_true (strstr (texts, "Jo Weber, HR") < strstr (texts, "Write down what happened"));
  ui_fixture_picture (GTK_WINDOW (window), "card-high-stakes-light");
  ui_fixture_set_dark (TRUE);
  ui_fixture_picture (GTK_WINDOW (window), "card-high-stakes-dark");

  finish (window);
}

static void
test_overdue (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window = push (fixture, "overdue", NULL);

  assert_says (window, "Review overdue since");
  ui_fixture_picture (GTK_WINDOW (window), "card-overdue");

  finish (window);
}

static void
test_missing (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window = push (fixture, "gone", NULL);

  assert_says (window, "This aid is no longer in your library.");
  ui_fixture_picture (GTK_WINDOW (window), "card-missing");

  finish (window);
}

static void
test_neutral (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window = push (fixture, "open-review", "'neutral': <true>");
  g_autofree char *texts = ui_fixture_dup_texts (GTK_WIDGET (window));

  g_assert_nonnull (strstr (texts, "Something for your 15:00"));
  g_assert_null (strstr (texts, "Priya"));
  g_assert_null (strstr (texts, "performance"));
  ui_fixture_picture (GTK_WINDOW (window), "card-neutral");

  gtk_widget_activate_action (ui_fixture_find (GTK_WIDGET (window), RAIL_TYPE_AID_CARD, NULL), "card.show", NULL);
  assert_says (window, "Open a performance review");
  assert_says (window, "“Review: Priya” starts in 5 minutes");

  finish (window);
}

static void
test_user_opened (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window = rail_card_window_new (fixture->application, fixture->library, fixture->journal);

  rail_card_window_present_aid (window, PACK, "open-review", "", "");
  gtk_widget_add_css_class (GTK_WIDGET (window), "composited");
  assert_says (window, "Open a performance review in the first two minutes");
  g_assert_null (rail_card_window_get_nudge (window));
  ui_fixture_picture (GTK_WINDOW (window), "card-opened-by-user");

  finish (window);
}

static void
test_mute_offer (void)
{
  g_autoptr (UiFixture) fixture = ui_fixture_new ();
  RailCardWindow *window = push (fixture, "open-review", "'offer-mute': <true>");

  assert_says (window, "You put this away three times. Don’t show it again?");
  ui_fixture_picture (GTK_WINDOW (window), "card-mute-offer-light");
  ui_fixture_set_dark (TRUE);
  ui_fixture_picture (GTK_WINDOW (window), "card-mute-offer-dark");
  ui_fixture_set_text_scale (2);
  ui_fixture_picture (GTK_WINDOW (window), "card-mute-offer-200-percent");

  finish (window);
}

int
main (int argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/card/checklist/shows-what-there-is-to-do", test_checklist);
  g_test_add_func ("/card/large-text/grows-and-cuts-nothing-off", test_large_text);
  g_test_add_func ("/card/right-to-left/mirrors", test_right_to_left);
  g_test_add_func ("/card/long-words/break-and-long-lists-scroll", test_long_words);
  g_test_add_func ("/card/why/opens-in-place", test_why);
  g_test_add_func ("/card/phrases/are-grouped-by-situation", test_phrases);
  g_test_add_func ("/card/other-kinds/read-as-plain-text", test_other_kinds);
  g_test_add_func ("/card/high-stakes/begins-with-the-person-to-ask", test_high_stakes);
  g_test_add_func ("/card/overdue/says-since-when", test_overdue);
  g_test_add_func ("/card/mute-offer/is-one-calm-line", test_mute_offer);
  g_test_add_func ("/card/missing-aid/says-so", test_missing);
  g_test_add_func ("/card/neutral/names-nothing-until-opened", test_neutral);
  g_test_add_func ("/card/opened-by-the-user/needs-no-nudge", test_user_opened);

  return g_test_run ();
}
