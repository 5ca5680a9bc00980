#include "config.h"

#include "ui-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/duration.h"
#include "fakes/fake-agent.h"
#include "journal/aid-uses.h"
#include "journal/gap-list.h"
#include "search/search-index.h"
#include "ui/search-list.h"
#include "ui/search-preview.h"
#include "ui/search-row.h"
#include "ui/search-window.h"

typedef struct
{
  UiFixture *fixture;
  FakeAgent *agent;
  RailAgentClient *client;
  RailSearcher *searcher;
  RailSearchWindow *window;
  char *index_path;
  const char *words; /* waited for */
  char *activated;   /* the last action of the application and its target */
} Desk;

/* In the program these are the application's. */
static const GActionEntry actions[] = {
  { .name = "open-aid", .activate = ui_fixture_note_activation_cb, .parameter_type = "(ss)" },
  { .name = "open-aid-for-meeting", .activate = ui_fixture_note_activation_cb, .parameter_type = "(ssss)" },
};

static void
write_index (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailSearchIndex) index = rail_search_index_open (desk->index_path, &error);
  gboolean changed;

  g_assert_no_error (error);
  g_assert_true (rail_search_index_refresh (index, rail_library_get_packs (desk->fixture->library), NULL, &changed, &error));
  g_assert_no_error (error);
}

static void
make_window (Desk *desk,
             RailJournal *journal)
{
  desk->searcher = rail_searcher_new (desk->index_path, desk->fixture->library);
  desk->window = g_object_ref_sink (rail_search_window_new (desk->fixture->application, desk->client, desk->fixture->library, desk->searcher, journal));
}

static Desk *
desk_new_without_window (void)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->fixture = ui_fixture_new ();
  desk->index_path = g_build_filename (desk->fixture->folder, "library.db", NULL);
  desk->agent = fake_agent_new ();
  desk->client = rail_agent_client_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (desk->fixture->application), actions, G_N_ELEMENTS (actions), &desk->activated);

  return desk;
}

static Desk *
desk_new (void)
{
  Desk *desk = desk_new_without_window ();

  write_index (desk);
  make_window (desk, desk->fixture->journal);

  return desk;
}

static void
desk_free (Desk *desk)
{
  GtkWindow *window = GTK_WINDOW (desk->window);

  g_clear_object (&desk->window);
  ui_fixture_destroy (window);
  g_object_unref (desk->searcher);
  g_object_unref (desk->client);
  fake_agent_free (desk->agent);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_action_map_remove_action (G_ACTION_MAP (desk->fixture->application), actions[i].name);
  ui_fixture_free (desk->fixture);
  g_free (desk->index_path);
  g_free (desk->activated);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* ---- looking ---- */

static void
show (Desk *desk,
      const char *words)
{
  rail_search_window_search (desk->window, words);
  ui_fixture_wait ("the focus", ui_fixture_is_active, desk->window);
}

static RailSearchList *
get_list (Desk *desk)
{
  return RAIL_SEARCH_LIST (ui_fixture_find (GTK_WIDGET (desk->window), RAIL_TYPE_SEARCH_LIST, NULL));
}

static gboolean
is_chosen (gpointer data)
{
  Desk *desk = data;
  const RailSearchChoice *choice = rail_search_list_get_selected (get_list (desk));

  return choice != NULL && g_str_equal (choice->title, desk->words);
}

static void
wait_for_choice (Desk *desk,
                 const char *title)
{
  desk->words = title;
  ui_fixture_wait (title, is_chosen, desk);
}

static gboolean
has_activated (gpointer data)
{
  Desk *desk = data;

  return g_strcmp0 (desk->activated, desk->words) == 0;
}

static void
wait_for_action (Desk *desk,
                 const char *action)
{
  desk->words = action;
  ui_fixture_wait (action, has_activated, desk);
}

static const char *
get_words (Desk *desk)
{
  return gtk_editable_get_text (rail_search_window_get_entry (desk->window));
}

static gboolean
preview_says (gpointer data)
{
  Desk *desk = data;
  /* None while nothing is chosen. */
  GtkWidget *preview = ui_fixture_find (GTK_WIDGET (desk->window), RAIL_TYPE_SEARCH_PREVIEW, NULL);
  g_autofree char *texts = preview != NULL ? ui_fixture_dup_texts (preview) : g_strdup ("");

  return strstr (texts, desk->words) != NULL;
}

static void
wait_for_preview (Desk *desk,
                  const char *words)
{
  desk->words = words;
  ui_fixture_wait (words, preview_says, desk);
}

/* ---- a day ---- */

static void
set_day (Desk *desk)
{
  gint64 now = g_get_real_time ();
  g_autofree char *agenda = g_strdup_printf ("[{'title': <'Over already'>, 'start': <int64 %" G_GINT64_FORMAT ">, 'end': <int64 %" G_GINT64_FORMAT ">,"
                                             "  'aids': <[{'pack': <'" PACK "'>, 'aid': <'travel'>}]>},"
                                             " {'title': <'Review: Priya'>, 'start': <int64 %" G_GINT64_FORMAT ">, 'end': <int64 %" G_GINT64_FORMAT ">,"
                                             "  'occurrence-key': <'o1'>, 'series-key': <'s1'>,"
                                             "  'aids': <[{'pack': <'" PACK "'>, 'aid': <'open-review'>}, {'pack': <'" PACK "'>, 'aid': <'pushback'>}]>},"
                                             " {'title': <'1:1 <b>Sam</b> & Kim'>, 'start': <int64 %" G_GINT64_FORMAT ">, 'end': <int64 %" G_GINT64_FORMAT ">,"
                                             "  'occurrence-key': <'o2'>, 'series-key': <'s2'>,"
                                             "  'aids': <[{'pack': <'" PACK "'>, 'aid': <'one-to-one'>}, {'pack': <'" PACK "'>, 'aid': <'gone'>}]>}]",
                                             now - 2 * RAIL_HOUR,
                                             now - RAIL_HOUR,
                                             now + 5 * RAIL_MINUTE,
                                             now + RAIL_HOUR,
                                             now + 2 * RAIL_HOUR,
                                             now + 3 * RAIL_HOUR);

  fake_agent_set_agenda (desk->agent, agenda);
  fake_agent_set_fitting (desk->agent, "[{'pack': <'" PACK "'>, 'aid': <'open-review'>, 'summary': <'“Review: Priya” starts in 5 minutes'>}]");
  rail_aid_uses_note (desk->fixture->journal, PACK, "overdue", now - 3 * RAIL_DAY);
  rail_aid_uses_note (desk->fixture->journal, PACK, "refund", now - RAIL_DAY);
  rail_aid_uses_note (desk->fixture->journal, PACK, "pushback", now);
  rail_aid_uses_note (desk->fixture->journal, PACK, "gone", now);
}

static void
show_day (Desk *desk)
{
  set_day (desk);
  show (desk, "");
  ui_fixture_wait_for_words (desk->window, "“Review: Priya” starts in 5 minutes");
  ui_fixture_wait_for_words (desk->window, "1:1 <b>Sam</b> & Kim");
  ui_fixture_wait_for_words (desk->window, "Refund or not?");
  wait_for_preview (desk, "Close mail, silence chat");
}

static void
test_starters (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show_day (desk);

  g_assert_true (ui_fixture_says (desk->window, "Fits Right Now"));
  g_assert_true (ui_fixture_says (desk->window, "Today’s Meetings"));
  g_assert_true (ui_fixture_says (desk->window, "Used Last"));
  g_assert_true (ui_fixture_says (desk->window, "Review overdue since"));
  /* What fits, the other aid of that meeting, the one-to-one, then the two that do not stand there yet. */
  g_assert_cmpuint (rail_search_list_get_length (get_list (desk)), ==, 5);
  g_assert_false (ui_fixture_says (desk->window, "Book a trip"));
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-empty-light");

  ui_fixture_xdotool ("key", "Return", NULL);
  wait_for_action (desk, "open-aid-for-meeting ('" PACK "', 'open-review', 'o1', 's1')");
  ui_fixture_wait ("the window to go", ui_fixture_is_hidden, desk->window);
}

static void
test_nothing_known (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk, "");
  ui_fixture_wait_for_words (desk->window, "Type a few letters of what you need");
  ui_fixture_xdotool ("key", "Return", "Down", "End", NULL);
  g_assert_null (desk->activated);
}

/* ---- results ---- */

static void
test_results (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk, "");
  ui_fixture_xdotool ("type", "pus", NULL);
  wait_for_choice (desk, "Pushback on a decision");
  wait_for_preview (desk, "They ask for the reason again");

  g_assert_true (ui_fixture_says (desk->window, "Best Matches"));
  g_assert_true (ui_fixture_says (desk->window, "Managers"));
  g_assert_cmpstr (get_words (desk), ==, "pus");
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-results-light");
  ui_fixture_set_dark (TRUE);
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-results-dark");

  ui_fixture_xdotool ("key", "Return", NULL);
  wait_for_action (desk, "open-aid ('" PACK "', 'pushback')");
  ui_fixture_wait ("the window to go", ui_fixture_is_hidden, desk->window);
  /* It must not keep the program, nor what was typed. */
  g_assert_null (gtk_window_get_application (GTK_WINDOW (desk->window)));
  g_assert_cmpstr (get_words (desk), ==, "");
}

static void
test_click (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *label;

  show (desk, "pus");
  ui_fixture_wait_for_words (desk->window, "found in its text");
  label = ui_fixture_find (GTK_WIDGET (get_list (desk)), GTK_TYPE_LABEL, "Prepare a one-to-one");
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-results-two");
  ui_fixture_click (label);
  wait_for_action (desk, "open-aid ('" PACK "', 'one-to-one')");
  ui_fixture_wait ("the window to go", ui_fixture_is_hidden, desk->window);
}

/* An answer to what was typed before must not take the place of the newer one's. */
static void
test_overtaken (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkEditable *entry = rail_search_window_get_entry (desk->window);
  const char *const typed[] = { "p", "pu", "pus", "t", "tr", "dism", "trip" };

  show (desk, "");
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    gtk_editable_set_text (entry, typed[i]);
  ui_fixture_wait_for_words (desk->window, "Best Matches");
  g_assert_true (ui_fixture_says (desk->window, "Book a trip"));
  g_assert_false (ui_fixture_says (desk->window, "Before a dismissal"));
}

/* Nothing was painted between the letters and Enter: it means these letters, not what stood there before. */
static void
test_burst (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show_day (desk);
  gtk_editable_set_text (rail_search_window_get_entry (desk->window), "pus");
  g_signal_emit_by_name (rail_search_window_get_entry (desk->window), "activate");
  wait_for_action (desk, "open-aid ('" PACK "', 'pushback')");
}

static void
test_marks (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *label;
  PangoAttrIterator *iterator;
  int start, end;

  show (desk, "deci");
  wait_for_choice (desk, "Pushback on a decision");
  label = ui_fixture_find (rail_search_list_get_selected_row (get_list (desk)), GTK_TYPE_LABEL, "Pushback on a decision");

  iterator = pango_attr_list_get_iterator (gtk_label_get_attributes (GTK_LABEL (label)));
  g_assert_true (pango_attr_iterator_next (iterator));
  pango_attr_iterator_range (iterator, &start, &end);
  g_assert_nonnull (pango_attr_iterator_get (iterator, PANGO_ATTR_WEIGHT));
  g_assert_cmpint (start, ==, strlen ("Pushback on a "));
  g_assert_cmpint (end, ==, strlen ("Pushback on a deci"));
  pango_attr_iterator_destroy (iterator);
}

static void
test_typo (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk, "dicision");
  ui_fixture_wait_for_words (desk->window, "Nothing has “dicision”; showing “decision”");
  wait_for_choice (desk, "Pushback on a decision");
  wait_for_preview (desk, "They ask for the reason again");
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-typo");
}

static void
test_similar_words (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk, "pushback decision traevl");
  wait_for_choice (desk, "Pushback on a decision");
  ui_fixture_wait_for_words (desk->window, "Best Matches");
  ui_fixture_wait_for_words (desk->window, "Similar Words");
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-similar-words");
}

static void
test_partial (void)
{
  g_autoptr (Desk) desk = desk_new_without_window ();

  make_window (desk, desk->fixture->journal);
  show (desk, "dismiss");
  wait_for_choice (desk, "Before a dismissal");
  ui_fixture_wait_for_words (desk->window, "in titles; the texts are still being read");

  /* Another program has written it meanwhile. */
  write_index (desk);
  ui_fixture_wait_until_not (desk->window, "in titles");
  g_assert_true (ui_fixture_says (desk->window, "Before a dismissal"));
}

static void
test_high_stakes (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *texts = NULL;

  show (desk, "dismissal");
  wait_for_preview (desk, "Promise nothing, not even a date");
  texts = ui_fixture_dup_texts (ui_fixture_find (GTK_WIDGET (desk->window), RAIL_TYPE_SEARCH_PREVIEW, NULL));
  g_assert_true (strstr (texts, "Jo Weber, HR") < strstr (texts, "Write down what happened"));
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-high-stakes");
}

/* ---- keys ---- */

static void
test_keys (void)
{
  g_autoptr (Desk) desk = desk_new ();
  int last;

  show_day (desk);
  last = rail_search_list_get_length (get_list (desk)) - 1;

  ui_fixture_xdotool ("key", "Down", NULL);
  wait_for_choice (desk, "Pushback on a decision");
  ui_fixture_xdotool ("key", "End", NULL);
  wait_for_choice (desk, "Approve an expense");
  ui_fixture_xdotool ("key", "Down", NULL);
  g_assert_cmpint (rail_search_list_get_position (get_list (desk)), ==, last);
  ui_fixture_xdotool ("key", "Home", NULL);
  wait_for_choice (desk, "Open a performance review");
  ui_fixture_xdotool ("key", "Next", NULL);
  g_assert_cmpint (rail_search_list_get_position (get_list (desk)), >, 1);
  ui_fixture_xdotool ("key", "Prior", "Up", NULL);
  wait_for_choice (desk, "Open a performance review");
  ui_fixture_xdotool ("key", "Down", "Down", "Up", NULL);
  wait_for_choice (desk, "Pushback on a decision");

  ui_fixture_xdotool ("key", "Return", NULL);
  wait_for_action (desk, "open-aid-for-meeting ('" PACK "', 'pushback', 'o1', 's1')");
}

static gboolean
has_words (gpointer data)
{
  Desk *desk = data;

  return g_str_equal (get_words (desk), desk->words);
}

static void
wait_for_typed (Desk *desk,
                const char *words)
{
  desk->words = words;
  ui_fixture_wait (words, has_words, desk);
}

/* Home belongs to the words first; letters typed while a line has the focus are words. */
static void
test_entry_keeps_its_keys (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk, "");
  ui_fixture_xdotool ("type", "ook", NULL);
  wait_for_typed (desk, "ook");
  ui_fixture_xdotool ("key", "Home", "b", NULL);
  wait_for_typed (desk, "book");
  ui_fixture_xdotool ("key", "End", "BackSpace", NULL);
  wait_for_typed (desk, "boo");
  wait_for_choice (desk, "Book a trip");

  ui_fixture_xdotool ("key", "Tab", NULL);
  ui_fixture_xdotool ("type", "k", NULL);
  wait_for_typed (desk, "book");
}

static void
test_copy (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *phrase = NULL;
  g_autofree char *word = NULL;

  show (desk, "pus");
  wait_for_choice (desk, "Pushback on a decision");
  ui_fixture_xdotool ("key", "ctrl+c", NULL);
  ui_fixture_wait_for_words (desk->window, "Phrase copied");
  phrase = ui_fixture_dup_clipboard (GTK_WIDGET (desk->window));
  g_assert_cmpstr (phrase, ==, "I hear that {what they lose} matters to you. The decision stands because {reason}.");

  /* With something selected, the key is the entry's. */
  ui_fixture_xdotool ("key", "ctrl+a", "ctrl+c", NULL);
  word = ui_fixture_dup_clipboard (GTK_WIDGET (desk->window));
  g_assert_cmpstr (word, ==, "pus");
}

static void
test_nothing_to_copy (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk, "expense");
  wait_for_choice (desk, "Approve an expense");
  ui_fixture_xdotool ("key", "ctrl+c", NULL);
  ui_fixture_wait_for_words (desk->window, "There is no phrase to copy in it");
}

static void
test_escape (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk, "pus");
  ui_fixture_xdotool ("key", "Escape", NULL);
  ui_fixture_wait ("the window to go", ui_fixture_is_hidden, desk->window);

  show (desk, "");
  g_assert_cmpstr (get_words (desk), ==, "");
  show (desk, "trip");
  g_assert_cmpstr (get_words (desk), ==, "trip");
  /* Asked for once more, it leaves what is being typed. */
  show (desk, "");
  g_assert_cmpstr (get_words (desk), ==, "trip");
}

/* ---- what is missing ---- */

static void
assert_gaps (Desk *desk,
             const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) gaps = rail_gap_list_load (desk->fixture->journal, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (gaps->len > 0 ? ((const RailGap *) g_ptr_array_index (gaps, 0))->words : "", ==, expected);
}

static void
test_missing (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk, "parental leave");
  ui_fixture_wait_for_words (desk->window, "Nothing found for “parental leave”");
  wait_for_choice (desk, "Tell the owner this is missing");
  ui_fixture_wait_for_words (desk->window, "Keeps the words on this computer. Nothing is sent.");
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-no-result");
  assert_gaps (desk, "");

  ui_fixture_xdotool ("key", "Return", NULL);
  wait_for_choice (desk, "Noted as missing");
  assert_gaps (desk, "parental leave");
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-noted");

  ui_fixture_xdotool ("key", "Return", NULL);
  wait_for_choice (desk, "Tell the owner this is missing");
  assert_gaps (desk, "");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (desk->window)));
}

/* Enter in the same breath as the letters was meant for a result, and there is none. */
static void
test_missing_is_never_noted_in_haste (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk, "");
  gtk_editable_set_text (rail_search_window_get_entry (desk->window), "parental leave");
  g_signal_emit_by_name (rail_search_window_get_entry (desk->window), "activate");
  wait_for_choice (desk, "Tell the owner this is missing");
  assert_gaps (desk, "");
}

static void
test_missing_without_journal (void)
{
  g_autoptr (Desk) desk = desk_new_without_window ();

  write_index (desk);
  make_window (desk, NULL);
  show (desk, "parental leave");
  wait_for_choice (desk, "Tell the owner this is missing");
  ui_fixture_xdotool ("key", "Return", NULL);
  ui_fixture_wait_for_words (desk->window, "This cannot be noted");
  wait_for_choice (desk, "Tell the owner this is missing");
}

/* ---- what may go wrong ---- */

static void
test_vanished (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *path = g_build_filename (desk->fixture->folder, "handrail/packs/managers/aids/pushback.md", NULL);

  show (desk, "pus");
  wait_for_choice (desk, "Pushback on a decision");
  g_assert_cmpint (g_remove (path), ==, 0);
  rail_library_load (desk->fixture->library);
  wait_for_choice (desk, "Pushback on a decision");

  ui_fixture_xdotool ("key", "Return", NULL);
  ui_fixture_wait_for_words (desk->window, "This aid is no longer in your library");
  g_assert_null (desk->activated);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (desk->window)));
}

static void
test_pasted_megabytes (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *megabytes = g_strnfill (4 * 1024 * 1024, 'x');
  GdkClipboard *clipboard;

  show (desk, "");
  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (desk->window));
  gdk_clipboard_set_text (clipboard, megabytes);
  ui_fixture_xdotool ("key", "ctrl+v", NULL);
  wait_for_choice (desk, "Tell the owner this is missing");
  g_assert_cmpuint (strlen (get_words (desk)), <=, 400);
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-megabytes");

  gtk_editable_set_text (rail_search_window_get_entry (desk->window), "pus");
  wait_for_choice (desk, "Pushback on a decision");
}

static void
write_odd_aid (Desk *desk,
               const char *id,
               const char *title)
{
  g_autofree char *name = g_strdup_printf ("handrail/packs/managers/aids/%s.md", id);
  g_autofree char *text = g_strdup_printf ("---\ntitle: \"%s\"\nkind: note\ntask: Read it\nowner: a@example.org\nreviewed: 2026-01-01\nreview-every: 180d\n---\nRead it.\n", title);

  scratch_folder_write (desk->fixture->folder, name, text);
}

/* Three hundred letters, marks upon marks, letters of both directions, and what looks like markup. */
static void
test_odd_titles (void)
{
  g_autoptr (Desk) desk = desk_new_without_window ();
  g_autoptr (GString) title = g_string_new ("Zebra ");
  g_autoptr (GString) marks = g_string_new ("Zebra Z");

  while (title->len < 300)
    g_string_append (title, "Rechtsschutzversicherungsgesellschaften ");
  for (guint i = 0; i < 40; i++)
    g_string_append (marks, "\xcc\x81\xcc\xa7");
  write_odd_aid (desk, "odd-long", title->str);
  write_odd_aid (desk, "odd-marks", marks->str);
  write_odd_aid (desk, "odd-rtl", "Zebra مراجعة الأداء & <b>zebra</b>");
  rail_library_load (desk->fixture->library);
  write_index (desk);
  make_window (desk, desk->fixture->journal);

  show (desk, "zebra");
  ui_fixture_wait_for_words (desk->window, "3 results");
  ui_fixture_wait_for_words (desk->window, "<b>zebra</b>");
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-odd-titles");
}

/* ---- leaving ---- */

static void
test_left_behind (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWindow *other = GTK_WINDOW (gtk_window_new ());

  gtk_window_present (other);
  show (desk, "pus");
  wait_for_choice (desk, "Pushback on a decision");
  gtk_window_present (other);
  ui_fixture_wait ("the window to go", ui_fixture_is_hidden, desk->window);

  /* Who has chosen a line is reading. */
  show (desk, "");
  gtk_editable_set_text (rail_search_window_get_entry (desk->window), "re");
  ui_fixture_wait_for_words (desk->window, "Best Matches");
  ui_fixture_xdotool ("key", "Down", NULL);
  gtk_window_present (other);
  ui_fixture_wait ("the other window's focus", ui_fixture_is_active, other);
  for (gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 2; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (desk->window)));

  ui_fixture_destroy (other);
}

static void
test_centred (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GdkRectangle place;

  show (desk, "");
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-nothing");
  place = ui_fixture_get_place (GTK_WINDOW (desk->window));
  g_assert_cmpint (ABS (place.x + place.width / 2 - 640), <=, 2);
  g_assert_cmpint (ABS (place.y + place.height / 2 - 400), <=, 2);
}

/* ---- other eyes ---- */

static void
test_large_text (void)
{
  g_autoptr (Desk) desk = desk_new ();

  ui_fixture_set_text_scale (2);
  show_day (desk);
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-empty-200-percent");
  gtk_editable_set_text (rail_search_window_get_entry (desk->window), "re");
  ui_fixture_wait_for_words (desk->window, "Best Matches");
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-results-200-percent");
}

static void
test_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new_without_window ();

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  write_index (desk);
  make_window (desk, desk->fixture->journal);
  show_day (desk);
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-right-to-left");
}

static void
test_dark (void)
{
  g_autoptr (Desk) desk = desk_new ();

  ui_fixture_set_dark (TRUE);
  show_day (desk);
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-empty-dark");
}

static gboolean
is_folded (gpointer data)
{
  Desk *desk = data;

  return !gtk_widget_get_child_visible (ui_fixture_find (GTK_WIDGET (desk->window), RAIL_TYPE_SEARCH_PREVIEW, NULL));
}

static void
test_narrow (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show_day (desk);
  gtk_window_set_default_size (GTK_WINDOW (desk->window), 380, 520);
  ui_fixture_wait ("the preview to give way", is_folded, desk);
  ui_fixture_picture (GTK_WINDOW (desk->window), "search-narrow");
}

int
main (int argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/search-window/empty/what-fits-the-day-and-what-was-used", test_starters);
  g_test_add_func ("/search-window/empty/nothing-known-yet", test_nothing_known);
  g_test_add_func ("/search-window/results/three-letters-and-enter", test_results);
  g_test_add_func ("/search-window/results/a-click-opens-what-was-clicked", test_click);
  g_test_add_func ("/search-window/results/an-overtaken-question-is-never-answered", test_overtaken);
  g_test_add_func ("/search-window/results/letters-and-enter-in-one-breath", test_burst);
  g_test_add_func ("/search-window/results/what-was-found-is-marked", test_marks);
  g_test_add_func ("/search-window/results/a-slip-of-the-keys-is-said", test_typo);
  g_test_add_func ("/search-window/results/what-is-only-spelt-alike-stands-below", test_similar_words);
  g_test_add_func ("/search-window/results/titles-answer-while-texts-are-read", test_partial);
  g_test_add_func ("/search-window/preview/the-contact-first", test_high_stakes);
  g_test_add_func ("/search-window/keys/move-through-the-list", test_keys);
  g_test_add_func ("/search-window/keys/the-entry-keeps-its-own", test_entry_keeps_its_keys);
  g_test_add_func ("/search-window/keys/copy-the-first-phrase", test_copy);
  g_test_add_func ("/search-window/keys/nothing-to-copy-is-said", test_nothing_to_copy);
  g_test_add_func ("/search-window/keys/escape-closes-at-once", test_escape);
  g_test_add_func ("/search-window/missing/noted-here-and-taken-back", test_missing);
  g_test_add_func ("/search-window/missing/never-noted-in-haste", test_missing_is_never_noted_in_haste);
  g_test_add_func ("/search-window/missing/no-journal-is-said", test_missing_without_journal);
  g_test_add_func ("/search-window/bad-input/an-aid-that-vanished", test_vanished);
  g_test_add_func ("/search-window/bad-input/pasted-megabytes", test_pasted_megabytes);
  g_test_add_func ("/search-window/bad-input/odd-titles", test_odd_titles);
  g_test_add_func ("/search-window/leaving/closes-unless-something-is-read", test_left_behind);
  g_test_add_func ("/search-window/place/the-middle-of-the-screen", test_centred);
  g_test_add_func ("/search-window/looks/200-percent", test_large_text);
  g_test_add_func ("/search-window/looks/right-to-left", test_right_to_left);
  g_test_add_func ("/search-window/looks/dark", test_dark);
  g_test_add_func ("/search-window/looks/narrow", test_narrow);

  return g_test_run ();
}
