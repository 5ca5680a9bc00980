#include "config.h"

#include "ui-fixture.h"

#include <signal.h>
#include <sys/resource.h>

#include <gdk/x11/gdkx.h>

#include "base/duration.h"
#include "ui/card-window.h"
#include "ui/checklist-row.h"

typedef struct
{
  UiFixture *fixture;
  GtkWindow *other; /* what the user works in */
  RailCardWindow *card;
  GString *signals;
} Desk;

static void
closed_cb (Desk *desk,
           const char *id,
           const char *reason)
{
  g_string_append_printf (desk->signals, "closed %s %s\n", id, reason);
}

static void
snoozed_cb (Desk *desk,
            const char *id,
            gint64 until)
{
  g_string_append_printf (desk->signals, "snoozed %s\n", id);
}

static void
collapsed_cb (Desk *desk,
              const char *id)
{
  g_string_append_printf (desk->signals, "collapsed %s\n", id);
}

static void
painted_cb (Desk *desk,
            const char *id,
            gint64 painted_at)
{
  g_string_append_printf (desk->signals, "painted %s\n", id);
}

static gboolean
is_painted (gpointer desk)
{
  return strstr (((Desk *) desk)->signals->str, "painted") != NULL;
}

static Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->fixture = ui_fixture_new ();
  desk->signals = g_string_new (NULL);
  desk->other = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (desk->other, 300, 200);
  gtk_window_present (desk->other);
  ui_fixture_wait ("the other window's focus", ui_fixture_is_active, desk->other);

  desk->card = rail_card_window_new (desk->fixture->application, desk->fixture->library, desk->fixture->journal);
  g_signal_connect_swapped (desk->card, "closed", G_CALLBACK (closed_cb), desk);
  g_signal_connect_swapped (desk->card, "snoozed", G_CALLBACK (snoozed_cb), desk);
  g_signal_connect_swapped (desk->card, "collapsed", G_CALLBACK (collapsed_cb), desk);
  g_signal_connect_swapped (desk->card, "painted", G_CALLBACK (painted_cb), desk);
  /* No pointer rests where the card will be. */
  ui_fixture_xdotool ("mousemove", "5", "5", NULL);

  return desk;
}

static void
desk_free (Desk *desk)
{
  if (gtk_widget_get_visible (GTK_WIDGET (desk->card)))
    rail_card_window_withdraw (desk->card);
  ui_fixture_destroy (GTK_WINDOW (desk->card));
  ui_fixture_destroy (desk->other);
  ui_fixture_free (desk->fixture);
  g_string_free (desk->signals, TRUE);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static void
push (Desk *desk,
      const char *aid,
      const char *extra)
{
  g_autoptr (RailNudgeInfo) nudge = ui_fixture_make_nudge ("n1", aid, extra);

  g_string_truncate (desk->signals, 0);
  rail_card_window_push (desk->card, nudge);
  ui_fixture_wait ("the first frame", is_painted, desk);
  g_string_truncate (desk->signals, 0);
}

static void
focus (Desk *desk)
{
  rail_card_window_focus (desk->card);
  ui_fixture_wait ("the card's focus", ui_fixture_is_active, desk->card);
}

/* The guard against stray clicks is over when the card's own clock says so. */
static gboolean
is_past (gpointer moment)
{
  return g_get_monotonic_time () >= *(gint64 *) moment;
}

static void
outwait_click_guard (void)
{
  gint64 moment = g_get_monotonic_time () + 450 * G_TIME_SPAN_MILLISECOND;

  ui_fixture_wait ("the click guard's end", is_past, &moment);
}

static GtkWidget *
find_check (Desk *desk)
{
  return ui_fixture_find (GTK_WIDGET (desk->card), GTK_TYPE_CHECK_BUTTON, NULL);
}

static gboolean
has_atom (Desk *desk,
          const char *property,
          const char *value)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (desk->card));
  Display *display = gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface));
  Atom wanted = XInternAtom (display, value, False), type;
  gulong count = 0, rest;
  guchar *data = NULL;
  gboolean found = FALSE;
  int format;

  XGetWindowProperty (display, gdk_x11_surface_get_xid (surface), XInternAtom (display, property, False), 0, 64, False, AnyPropertyType, &type, &format, &count, &rest, &data);
  for (gulong i = 0; i < count; i++)
    found |= ((Atom *) data)[i] == wanted;
  XFree (data);

  return found;
}

static gboolean
is_above (gpointer desk)
{
  return has_atom (desk, "_NET_WM_STATE", "_NET_WM_STATE_ABOVE");
}

static void
test_push_keeps_focus (void)
{
  g_autoptr (Desk) desk = desk_new ();

  push (desk, "open-review", NULL);
  ui_fixture_wait ("the card to be above", is_above, desk);
  g_assert_true (has_atom (desk, "_NET_WM_WINDOW_TYPE", "_NET_WM_WINDOW_TYPE_NOTIFICATION"));
  g_assert_true (has_atom (desk, "_NET_WM_STATE", "_NET_WM_STATE_SKIP_TASKBAR"));
  g_assert_true (gtk_window_is_active (desk->other));
  g_assert_false (gtk_window_is_active (GTK_WINDOW (desk->card)));
}

static void
give_focus_away (Desk *desk)
{
  gtk_window_present_with_time (desk->other, gdk_x11_get_server_time (gtk_native_get_surface (GTK_NATIVE (desk->other))));
  ui_fixture_wait ("the other window's focus", ui_fixture_is_active, desk->other);
}

static void
test_push_after_use_keeps_focus (void)
{
  g_autoptr (Desk) desk = desk_new ();

  push (desk, "open-review", NULL);
  focus (desk);
  ui_fixture_xdotool ("key", "Escape", NULL);
  ui_fixture_wait ("the card to go", ui_fixture_is_hidden, desk->card);
  give_focus_away (desk);

  push (desk, "open-review", NULL);
  ui_fixture_wait ("the card to be above", is_above, desk);
  g_assert_true (gtk_window_is_active (desk->other));
}

typedef struct
{
  Desk *desk;
  int x, right, bottom;
} Corner;

static gboolean
is_in_corner (gpointer data)
{
  Corner *corner = data;
  GdkRectangle place = ui_fixture_get_place (GTK_WINDOW (corner->desk->card));

  return (corner->x == -1 || place.x == corner->x) &&
         (corner->right == -1 || place.x + place.width == corner->right) &&
         place.y + place.height == corner->bottom;
}

static void
test_corner (void)
{
  g_autoptr (Desk) desk = desk_new ();
  Corner corner = { desk, -1, 1280 - 16, 800 - 16 };
  GtkWidget *why;

  push (desk, "open-review", NULL);
  ui_fixture_wait ("the bottom right corner", is_in_corner, &corner);

  /* It grows upwards. */
  why = ui_fixture_find (GTK_WIDGET (desk->card), GTK_TYPE_TOGGLE_BUTTON, NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (why), TRUE);
  ui_fixture_picture (GTK_WINDOW (desk->card), "card-grown");
  ui_fixture_wait ("the same corner", is_in_corner, &corner);
}

static void
test_corner_right_to_left (void)
{
  g_autoptr (Desk) desk = NULL;
  Corner corner = { NULL, 16, -1, 800 - 16 };

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  desk = desk_new ();
  corner.desk = desk;
  push (desk, "open-review", NULL);
  ui_fixture_wait ("the bottom left corner", is_in_corner, &corner);
}

static gboolean
is_ticked (gpointer desk)
{
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (find_check (desk)));
}

static void
test_click_guard (void)
{
  g_autoptr (Desk) desk = desk_new ();

  push (desk, "open-review", NULL);
  ui_fixture_click (find_check (desk));
  outwait_click_guard ();
  g_assert_false (is_ticked (desk));

  ui_fixture_click (find_check (desk));
  ui_fixture_wait ("the tick", is_ticked, desk);
}

static void
test_click_gives_focus (void)
{
  g_autoptr (Desk) desk = desk_new ();

  push (desk, "open-review", NULL);
  outwait_click_guard ();
  ui_fixture_click (ui_fixture_find (GTK_WIDGET (desk->card), GTK_TYPE_LABEL, "Say the purpose in one sentence"));
  ui_fixture_wait ("the card's focus", ui_fixture_is_active, desk->card);
}

static gboolean
is_settled (gpointer desk)
{
  GtkWidget *row = gtk_widget_get_ancestor (find_check (desk), RAIL_TYPE_CHECKLIST_ROW);

  return !gtk_widget_has_css_class (row, "pending");
}

static guint
count_ticks (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailChecklistRun) run = rail_journal_load_run (desk->fixture->journal, PACK, "open-review", "o1", g_get_real_time (), &error);

  g_assert_no_error (error);

  return run != NULL ? g_hash_table_size (run->ticked) : 0;
}

static void
test_tick_is_kept (void)
{
  g_autoptr (Desk) desk = desk_new ();

  push (desk, "open-review", NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (desk)), TRUE);
  g_assert_false (is_settled (desk));
  ui_fixture_wait ("the commit", is_settled, desk);
  g_assert_cmpuint (count_ticks (desk), ==, 1);

  /* The next card for the same meeting begins where this one ended. */
  rail_card_window_withdraw (desk->card);
  push (desk, "open-review", NULL);
  g_assert_true (is_ticked (desk));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (desk)), FALSE);
  ui_fixture_wait ("the commit", is_settled, desk);
  g_assert_cmpuint (count_ticks (desk), ==, 0);
}

/* Files may no longer grow: to the journal that is a full disk. */
static void
forbid_growing_files (struct rlimit *before)
{
  struct rlimit none;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, before), ==, 0);
  none = (struct rlimit){ 0, before->rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
}

static void
test_refused_tick (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *texts = NULL;
  struct rlimit before;

  push (desk, "open-review", NULL);
  forbid_growing_files (&before);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (desk)), TRUE);
  ui_fixture_wait ("the refusal", is_settled, desk);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_false (is_ticked (desk));
  texts = ui_fixture_dup_texts (GTK_WIDGET (desk->card));
  g_assert_nonnull (strstr (texts, "Not saved: "));
  gtk_widget_add_css_class (GTK_WIDGET (desk->card), "composited");
  ui_fixture_picture (GTK_WINDOW (desk->card), "card-refused-tick");

  /* Once there is room again, the same tick goes through and the complaint is gone. */
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (desk)), TRUE);
  ui_fixture_wait ("the commit", is_settled, desk);
  g_assert_true (is_ticked (desk));
  g_clear_pointer (&texts, g_free);
  texts = ui_fixture_dup_texts (GTK_WIDGET (desk->card));
  g_assert_null (strstr (texts, "Not saved: "));
}

static void
test_keyboard (void)
{
  g_autoptr (Desk) desk = desk_new ();

  push (desk, "open-review", NULL);
  focus (desk);
  ui_fixture_xdotool ("key", "space", NULL);
  ui_fixture_wait ("the tick", is_ticked, desk);
  ui_fixture_picture (GTK_WINDOW (desk->card), "card-keyboard");

  ui_fixture_xdotool ("key", "Escape", NULL);
  ui_fixture_wait ("the card to go", ui_fixture_is_hidden, desk->card);
  g_assert_cmpstr (desk->signals->str, ==, "closed n1 dismissed\n");
}

static void
test_control_w (void)
{
  g_autoptr (Desk) desk = desk_new ();

  push (desk, "open-review", NULL);
  focus (desk);
  ui_fixture_xdotool ("key", "ctrl+w", NULL);
  ui_fixture_wait ("the card to go", ui_fixture_is_hidden, desk->card);
  g_assert_cmpstr (desk->signals->str, ==, "closed n1 dismissed\n");
}

static gboolean
says_copied (gpointer desk)
{
  return ui_fixture_find (GTK_WIDGET (((Desk *) desk)->card), GTK_TYPE_LABEL, "Copied") != NULL;
}

static void
test_copy (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  push (desk, "pushback", NULL);
  focus (desk);
  ui_fixture_xdotool ("key", "ctrl+c", NULL);
  ui_fixture_wait ("“Copied”", says_copied, desk);
  first = ui_fixture_dup_clipboard (GTK_WIDGET (desk->card));
  g_assert_cmpstr (first, ==, "I hear that {what they lose} matters to you. The decision stands because {reason}.");

  /* Tab goes to the next phrase, which is then the one that is copied. */
  ui_fixture_xdotool ("key", "Tab", "key", "ctrl+c", NULL);
  do
    {
      g_clear_pointer (&second, g_free);
      second = ui_fixture_dup_clipboard (GTK_WIDGET (desk->card));
    }
  while (g_str_equal (first, second));
  g_assert_cmpstr (second, ==, "Take a moment. What would make this workable by {date}?");
}

static void
test_done (void)
{
  g_autoptr (Desk) desk = desk_new ();

  push (desk, "open-review", NULL);
  outwait_click_guard ();
  ui_fixture_click (ui_fixture_find (GTK_WIDGET (desk->card), GTK_TYPE_BUTTON, "_Done"));
  ui_fixture_wait ("the card to go", ui_fixture_is_hidden, desk->card);
  g_assert_cmpstr (desk->signals->str, ==, "closed n1 done\n");
}

static GMenuModel *
open_snooze_menu (Desk *desk)
{
  GtkWidget *snooze = ui_fixture_find (GTK_WIDGET (desk->card), GTK_TYPE_MENU_BUTTON, NULL);
  Corner corner = { desk, -1, 1280 - 16, 800 - 16 };

  /* A menu asks for the monitor it opens on, and nobody can click before the click guard ends. */
  outwait_click_guard ();
  ui_fixture_wait ("the bottom right corner", is_in_corner, &corner);
  gtk_menu_button_popup (GTK_MENU_BUTTON (snooze));

  return gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (snooze));
}

static void
test_snooze (void)
{
  g_autoptr (Desk) desk = desk_new ();
  gint64 now = g_get_real_time ();
  g_autofree char *meeting = g_strdup_printf ("'occurrence-start': <int64 %" G_GINT64_FORMAT ">, 'occurrence-end': <int64 %" G_GINT64_FORMAT ">", now + 5 * RAIL_MINUTE, now + RAIL_HOUR);
  g_autofree char *begun = g_strdup_printf ("'occurrence-start': <int64 %" G_GINT64_FORMAT ">, 'occurrence-end': <int64 %" G_GINT64_FORMAT ">", now - 5 * RAIL_MINUTE, now + RAIL_HOUR);

  /* A meeting that has begun cannot be waited for, and without a meeting there is only the clock. */
  push (desk, "open-review", meeting);
  g_assert_cmpint (g_menu_model_get_n_items (open_snooze_menu (desk)), ==, 4);
  rail_card_window_withdraw (desk->card);
  push (desk, "open-review", begun);
  g_assert_cmpint (g_menu_model_get_n_items (open_snooze_menu (desk)), ==, 3);
  rail_card_window_withdraw (desk->card);
  push (desk, "open-review", NULL);
  g_assert_cmpint (g_menu_model_get_n_items (open_snooze_menu (desk)), ==, 2);

  gtk_widget_activate_action (find_check (desk), "card.snooze", "x", now + 5 * RAIL_MINUTE);
  g_assert_true (ui_fixture_is_hidden (desk->card));
  g_assert_cmpstr (desk->signals->str, ==, "snoozed n1\n");
}

static void
test_collapse (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *soon = g_strdup_printf ("'collapse-at': <int64 %" G_GINT64_FORMAT ">", g_get_real_time () + G_USEC_PER_SEC);

  push (desk, "open-review", soon);
  ui_fixture_wait ("the card to go", ui_fixture_is_hidden, desk->card);
  g_assert_cmpstr (desk->signals->str, ==, "collapsed n1\n");
}

static void
test_no_collapse_in_use (void)
{
  g_autoptr (Desk) desk = desk_new ();
  gint64 at = g_get_real_time () + G_USEC_PER_SEC;
  gint64 later = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;
  g_autofree char *soon = g_strdup_printf ("'collapse-at': <int64 %" G_GINT64_FORMAT ">", at);

  push (desk, "open-review", soon);
  focus (desk);
  ui_fixture_wait ("the moment to pass", is_past, &later);
  g_assert_false (ui_fixture_is_hidden (desk->card));
  g_assert_cmpstr (desk->signals->str, ==, "");
}

static void
test_user_opened (void)
{
  g_autoptr (Desk) desk = desk_new ();

  rail_card_window_present_aid (desk->card, PACK, "open-review", "", "");
  ui_fixture_wait ("the card's focus", ui_fixture_is_active, desk->card);
  ui_fixture_xdotool ("key", "Escape", NULL);
  ui_fixture_wait ("the card to go", ui_fixture_is_hidden, desk->card);
  g_assert_cmpstr (desk->signals->str, ==, "");
}

static double
get_scrolled (Desk *desk)
{
  GtkWidget *scroller = ui_fixture_find (GTK_WIDGET (desk->card), GTK_TYPE_SCROLLED_WINDOW, NULL);

  return gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
}

static gboolean
has_scrolled (gpointer desk)
{
  return get_scrolled (desk) > 0;
}

static void
test_scrolling (void)
{
  g_autoptr (Desk) desk = desk_new ();

  rail_card_window_present_aid (desk->card, PACK, "long", "", "");
  ui_fixture_wait ("the card's focus", ui_fixture_is_active, desk->card);
  ui_fixture_picture (GTK_WINDOW (desk->card), "card-reading");
  rail_card_window_present_aid (desk->card, PACK, "reading", "", "");
  give_focus_away (desk);
  focus (desk);
  ui_fixture_picture (GTK_WINDOW (desk->card), "card-reading");
  g_assert_cmpfloat (get_scrolled (desk), ==, 0);

  ui_fixture_xdotool ("key", "Page_Down", NULL);
  ui_fixture_wait ("the page to move", has_scrolled, desk);
}

static GtkWidget *
find_row (Desk *desk,
          const char *words)
{
  return gtk_widget_get_ancestor (ui_fixture_find (GTK_WIDGET (desk->card), GTK_TYPE_LABEL, words), RAIL_TYPE_CHECKLIST_ROW);
}

static gboolean
has_focus_within (gpointer row)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (row));

  return focus != NULL && gtk_widget_is_ancestor (focus, row);
}

static void
test_arrow_keys (void)
{
  g_autoptr (Desk) desk = desk_new ();

  push (desk, "open-review", NULL);
  focus (desk);
  ui_fixture_wait ("the first item", has_focus_within, find_row (desk, "Close mail, silence chat"));
  ui_fixture_xdotool ("key", "Down", NULL);
  ui_fixture_wait ("the second item", has_focus_within, find_row (desk, "Say the purpose in one sentence"));
  /* Past the phrase that stands between, which Tab stops at. */
  ui_fixture_xdotool ("key", "Down", NULL);
  ui_fixture_wait ("the third item", has_focus_within, find_row (desk, "Ask for their view before giving yours"));
  ui_fixture_xdotool ("key", "KP_Up", "Up", NULL);
  ui_fixture_wait ("the first item again", has_focus_within, find_row (desk, "Close mail, silence chat"));
  ui_fixture_xdotool ("key", "space", NULL);
  ui_fixture_wait ("the tick", is_ticked, desk);
}

static gboolean
is_closed (gpointer desk)
{
  return strstr (((Desk *) desk)->signals->str, "closed") != NULL;
}

static void
test_mute_offer (void)
{
  g_autoptr (Desk) desk = desk_new ();

  push (desk, "open-review", NULL);
  g_assert_null (ui_fixture_find (GTK_WIDGET (desk->card), GTK_TYPE_BUTTON, "_Mute"));
  rail_card_window_withdraw (desk->card);

  /* What must not be shown is not spoken of either. */
  push (desk, "open-review", "'offer-mute': <true>, 'neutral': <true>");
  g_assert_null (ui_fixture_find (GTK_WIDGET (desk->card), GTK_TYPE_BUTTON, "_Mute"));
  rail_card_window_withdraw (desk->card);

  push (desk, "open-review", "'offer-mute': <true>");
  outwait_click_guard ();
  ui_fixture_click (ui_fixture_find (GTK_WIDGET (desk->card), GTK_TYPE_BUTTON, "_Mute"));
  ui_fixture_wait ("the card to close", is_closed, desk);
  g_assert_cmpstr (desk->signals->str, ==, "closed n1 not-helpful\n");
}

int
main (int argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/card/push/does-not-take-the-focus", test_push_keeps_focus);
  g_test_add_func ("/card/push/does-not-take-the-focus-after-it-had-it", test_push_after_use_keeps_focus);
  g_test_add_func ("/card/push/stands-in-the-corner-and-grows-upwards", test_corner);
  g_test_add_func ("/card/push/stands-in-the-other-corner-from-right-to-left", test_corner_right_to_left);
  g_test_add_func ("/card/click/is-ignored-in-the-first-moment", test_click_guard);
  g_test_add_func ("/card/click/gives-the-focus", test_click_gives_focus);
  g_test_add_func ("/card/tick/is-pending-until-kept", test_tick_is_kept);
  g_test_add_func ("/card/tick/goes-back-when-refused-and-says-why", test_refused_tick);
  g_test_add_func ("/card/keyboard/ticks-and-dismisses", test_keyboard);
  g_test_add_func ("/card/keyboard/scrolls-from-the-top", test_scrolling);
  g_test_add_func ("/card/keyboard/closes", test_control_w);
  g_test_add_func ("/card/keyboard/copies-the-phrase-at-hand", test_copy);
  g_test_add_func ("/card/done/says-done", test_done);
  g_test_add_func ("/card/snooze/offers-what-applies", test_snooze);
  g_test_add_func ("/card/unused/collapses", test_collapse);
  g_test_add_func ("/card/in-use/does-not-collapse", test_no_collapse_in_use);
  g_test_add_func ("/card/opened-by-the-user/has-the-focus", test_user_opened);

  g_test_add_func ("/card/arrow-keys/move-among-the-items", test_arrow_keys);
  g_test_add_func ("/card/mute-offer/mutes-on-a-click", test_mute_offer);

  return g_test_run ();
}
