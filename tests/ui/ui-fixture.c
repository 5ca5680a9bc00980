#include "config.h"

#include "ui-fixture.h"

#include <gdk/x11/gdkx.h>

#include "base/problem.h"
#include "ui/renderer.h"

#define LIMIT_SECONDS 20

static const char pack_file[] =
    "format: 1\n"
    "id: " PACK "\n"
    "title: Managers\n"
    "version: 1\n"
    "language: en\n"
    "licence: CC0-1.0\n"
    "owner: people-team@example.org\n"
    "contacts:\n"
    "  hr: {name: \"Jo Weber, HR\", email: jo.weber@example.org, note: \"Bring the dates and what was said. Jo answers within the hour.\"}\n";

/* Each aid: id, days since its review, front matter besides the dates, body. */
static const struct
{
  const char *id;
  int reviewed_days_ago;
  const char *front;
  const char *body;
} aids[] = {
  {
      "open-review",
      21,
      "title: Open a performance review\nkind: checklist\ntask: Open a performance review in the first two minutes\nowner: people-team@example.org\n"
      "deeper: {title: \"Course: feedback that lands\", url: \"https://learn.example.org/feedback\"}\n",
      "- [ ] Close mail, silence chat\n"
      "- [ ] Say the purpose in one sentence\n"
      "  > “Today I’d like us to look at what went well and agree one thing to grow.”\n"
      "- [ ] Ask for their view before giving yours\n"
      "- [ ] Agree the next step and the date\n",
  },
  {
      "pushback",
      5,
      "title: Pushback on a decision\nkind: phrases\ntask: Stay with the decision when somebody pushes back\nowner: people-team@example.org\n",
      "## They ask for the reason again\n\n"
      "> “I hear that {what they lose} matters to you. The decision stands because {reason}.”\n\n"
      "## They go quiet\n\n"
      "> “Take a moment. What would make this workable by {date}?”\n\n"
      "## Avoid\n\n"
      "- “That’s just how it is”: it ends the talk and starts the corridor.\n"
      "- *Always* and *never*: they start a debate about exceptions.\n",
  },
  {
      "one-to-one",
      1,
      "title: Prepare a one-to-one\nkind: note\ntask: Prepare a one-to-one in a minute\nowner: people-team@example.org\n",
      "Read last time’s notes first. **One** question of theirs comes before any of yours.\n\n"
      "- What they finished since then\n"
      "- What is stuck, and on whom\n\n"
      "The [guide to one-to-ones](https://learn.example.org/one-to-one) has more; see also [pushback](pushback).\n",
  },
  {
      "refund",
      5,
      "title: Refund or not?\nkind: decision\ntask: Decide on a refund\nowner: care@example.org\n",
      "## Did the customer buy within the last 30 days?\n\n"
      "- [Yes](#refund)\n- [No](#manager)\n\n"
      "## Refund\n\nRefund the full price and say when it arrives.\n\n"
      "## Manager\n\nAsk the shift manager before you promise anything.\n",
  },
  {
      "travel",
      40,
      "title: Book a trip\nkind: walkthrough\ntask: Book a trip in the travel tool\nowner: travel@example.org\n",
      "1. Choose **New trip**.\n2. Type the city, then pick it from the list.\n3. Choose **Ask for approval**. The tool shows who approves.\n",
  },
  {
      "dismissal",
      10,
      "title: Before a dismissal\nkind: checklist\ntask: Get help before a dismissal\nowner: people-team@example.org\nstakes: high\ncontact: hr\n",
      "- [ ] Write down what happened, with dates\n"
      "- [ ] Call HR before you say anything about it\n"
      "- [ ] Promise nothing, not even a date\n",
  },
  {
      "overdue",
      120,
      "title: Approve an expense\nkind: checklist\ntask: Approve an expense\nowner: finance@example.org\n",
      "- [ ] Compare amount and receipt\n- [ ] Check the cost centre\n",
  },
  {
      "reading",
      1,
      "title: A page to read\nkind: walkthrough\ntask: Read a whole page\nowner: travel@example.org\n",
      "1. Look at the preview.\n2. Tick only the character between the fields, such as a comma or a semicolon.\n3. Click the heading of a column with numbers.\n"
      "4. Set the type of the column to text, so that its zeros stay.\n5. Click each column of dates.\n6. Set the type of the column to the order in the file.\n"
      "7. Compare the first row with the last.\n8. Compare the last row with the first.\n9. Close without saving when zeros are gone, then open the file again.\n\n"
      "Formatting cannot bring them back, and neither can anybody else. That is why the preview is the place to look, before anything has happened.\n\n"
      "Formatting cannot bring them back, and neither can anybody else. That is why the preview is the place to look, before anything has happened.\n",
  },
  {
      "long",
      1,
      "title: \"Rechtsschutzversicherungsgesellschaften and the other words that are longer than any card is wide, in a title of three lines\"\n"
      "kind: checklist\ntask: Read a very long list\nowner: a-team-with-a-very-long-address-indeed@department.of.long.names.example.org\n",
      "## Before you go in\n\n"
      "- [ ] Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft\n"
      "  > \"https://example.org/a/very/long/path/that/does/not/break/anywhere/at/all/and/goes/on\"\n"
      "- [ ] Second item of a list that has to scroll because it is taller than the screen allows\n"
      "- [ ] Third item of a list that has to scroll because it is taller than the screen allows\n"
      "- [ ] Fourth item of a list that has to scroll because it is taller than the screen allows\n\n"
      "## When you are in\n\n"
      "- [ ] Fifth item of a list that has to scroll because it is taller than the screen allows\n"
      "- [ ] Sixth item of a list that has to scroll because it is taller than the screen allows\n"
      "- [ ] Seventh item of a list that has to scroll because it is taller than the screen allows\n"
      "- [ ] Eighth item of a list that has to scroll because it is taller than the screen allows\n"
      "- [ ] Ninth item of a list that has to scroll because it is taller than the screen allows\n",
  },
};

static const char why_text[] =
    "@a(ussb) [(0, 'All of these', '', true),"
    " (1, 'A meeting whose title has “performance review”', '“Performance review: Priya”', true),"
    " (1, 'Two or three people', '2 people', true),"
    " (1, 'It starts within 5 minutes', 'It starts at 15:00', true)]";

/* ---- making ---- */

static void
write_aid (UiFixture *self,
           guint index)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) reviewed = g_date_time_add_days (now, -aids[index].reviewed_days_ago);
  g_autofree char *date = g_date_time_format (reviewed, "%Y-%m-%d");
  g_autofree char *name = g_strdup_printf ("handrail/packs/managers/aids/%s.md", aids[index].id);
  g_autofree char *text = g_strdup_printf ("---\n%sreviewed: %s\nreview-every: 90d\n---\n%s", aids[index].front, date, aids[index].body);

  scratch_folder_write (self->folder, name, text);
}

static void
load_library (UiFixture *self)
{
  g_autofree char *folder = g_build_filename (self->folder, "handrail", "packs", NULL);
  const char *const folders[] = { folder, NULL };
  GPtrArray *problems;

  scratch_folder_write (self->folder, "handrail/packs/managers/pack.yaml", pack_file);
  for (guint i = 0; i < G_N_ELEMENTS (aids); i++)
    write_aid (self, i);

  self->library = rail_library_new (folders);
  rail_library_load (self->library);
  problems = rail_library_get_problems (self->library);
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *problem = rail_problem_to_string (g_ptr_array_index (problems, i));

      g_test_message ("%s", problem);
    }
  g_assert_cmpuint (problems->len, ==, 0);
}

void
ui_fixture_init (int *argc,
                 char ***argv)
{
  GApplication *application;
  g_autoptr (GError) error = NULL;

  rail_renderer_choose ();
  gtk_init ();
  g_test_init (argc, argv, NULL);

  application = g_object_new (ADW_TYPE_APPLICATION,
                              "application-id",
                              "io.github.handrail.Test",
                              "flags",
                              G_APPLICATION_NON_UNIQUE,
                              "resource-base-path",
                              "/io/github/handrail/Handrail",
                              NULL);
  g_application_set_default (application);
  /* What the desktop would set; without a settings daemon GTK falls back to "Sans". */
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11", NULL);
  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
}

UiFixture *
ui_fixture_new (void)
{
  UiFixture *self = g_new0 (UiFixture, 1);
  g_autoptr (GError) error = NULL;

  self->application = GTK_APPLICATION (g_application_get_default ());
  self->folder = scratch_folder_new ();
  load_library (self);
  self->journal_path = g_build_filename (self->folder, "handrail", "journal.db", NULL);
  self->journal = rail_journal_open (self->journal_path, NULL, &error);
  g_assert_no_error (error);

  return self;
}

void
ui_fixture_free (UiFixture *self)
{
  ui_fixture_set_dark (FALSE);
  ui_fixture_set_text_scale (1);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);

  rail_journal_close (self->journal);
  g_object_unref (self->journal);
  g_object_unref (self->library);
  scratch_folder_free (self->folder);
  g_free (self->journal_path);
  g_free (self);
}

char *
ui_fixture_make_nudge_text (const char *id,
                            const char *aid,
                            const char *state,
                            const char *extra)
{
  return g_strdup_printf ("{%s%s'id': <'%s'>, 'pack': <'" PACK "'>, 'aid': <'%s'>, 'trigger': <'t1'>, 'state': <'%s'>,"
                          " 'summary': <'“Review: Priya” starts in 5 minutes'>, 'neutral-summary': <'Something for your 15:00'>,"
                          " 'why': <%s>, 'gate': <'Shown because nothing else needs you: 1 of 4 this hour.'>,"
                          " 'gates': <[('paused', false, 'Not paused'), ('sharing', false, 'Whether the screen is shared is not known'),"
                          " ('budget-hour', true, '4 of at most 4 interruptions in the last hour')]>,"
                          " 'occurrence-key': <'o1'>, 'series-key': <'s1'>, 'anchor': <(100, 100, 400, 300)>}",
                          extra != NULL ? extra : "",
                          extra != NULL ? ", " : "",
                          id,
                          aid,
                          state,
                          why_text);
}

RailNudgeInfo *
ui_fixture_make_nudge (const char *id,
                       const char *aid,
                       const char *extra)
{
  g_autofree char *text = ui_fixture_make_nudge_text (id, aid, "card", extra);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) dictionary = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);

  return rail_nudge_info_new (dictionary);
}

/* ---- waiting and doing ---- */

static gboolean
late_cb (gpointer user_data)
{
  g_error ("waited %d s for %s", LIMIT_SECONDS, (const char *) user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
look_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
ui_fixture_wait (const char *what,
                 UiCondition condition,
                 gpointer data)
{
  guint late_id = g_timeout_add_seconds (LIMIT_SECONDS, late_cb, (gpointer) what);
  /* Not every condition wakes the main loop by itself. */
  guint look_id = g_timeout_add (5, look_cb, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (look_id);
  g_source_remove (late_id);
}

gboolean
ui_fixture_is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

gboolean
ui_fixture_is_hidden (gpointer window)
{
  return !gtk_widget_get_visible (window);
}

gboolean
ui_fixture_is_set (gpointer pointer)
{
  return *(gpointer *) pointer != NULL;
}

gboolean
ui_fixture_is_null (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

static void
ended_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  gboolean *ended = user_data;
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *ended = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

void
ui_fixture_xdotool (const char *first,
                    ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ended = FALSE;
  va_list args;

  g_ptr_array_add (words, (gpointer) "xdotool");
  va_start (args, first);
  for (const char *word = first; word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (args);
  g_ptr_array_add (words, NULL);

  process = g_subprocess_newv ((const char *const *) words->pdata, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, ended_cb, &ended);
  ui_fixture_wait ("xdotool", is_true, &ended);
}

void
ui_fixture_destroy (GtkWindow *window)
{
  GtkWindow *alive = NULL;

  g_set_weak_pointer (&alive, window);
  gtk_window_destroy (window);
  ui_fixture_wait ("a window to be gone", ui_fixture_is_null, &alive);
}

GdkRectangle
ui_fixture_get_place (GtkWindow *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  GdkDisplay *display = gdk_surface_get_display (surface);
  GdkRectangle place = { 0, 0, gdk_surface_get_width (surface), gdk_surface_get_height (surface) };
  Window child;

  XTranslateCoordinates (gdk_x11_display_get_xdisplay (display), gdk_x11_surface_get_xid (surface), gdk_x11_display_get_xrootwindow (display), 0, 0, &place.x, &place.y, &child);

  return place;
}

void
ui_fixture_click (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkRectangle place = ui_fixture_get_place (GTK_WINDOW (native));
  graphene_rect_t bounds;
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (native), &bounds));
  x = g_strdup_printf ("%d", (int) (place.x + bounds.origin.x + bounds.size.width / 2));
  y = g_strdup_printf ("%d", (int) (place.y + bounds.origin.y + bounds.size.height / 2));
  ui_fixture_xdotool ("mousemove", x, y, "click", "1", NULL);
}

/* ---- looking ---- */

static const char *
get_label (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));

  return NULL;
}

GtkWidget *
ui_fixture_find (GtkWidget *root,
                 GType type,
                 const char *label)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (label == NULL || g_strcmp0 (get_label (root), label) == 0))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_fixture_find (child, type, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
append_texts (GtkWidget *widget,
              GString *texts)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (texts, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    append_texts (child, texts);
}

char *
ui_fixture_dup_texts (GtkWidget *root)
{
  GString *texts = g_string_new (NULL);

  append_texts (root, texts);

  return g_string_free (texts, FALSE);
}

typedef struct
{
  GtkWidget *root;
  const char *words;
} Saying;

static gboolean
says (gpointer data)
{
  const Saying *saying = data;

  return ui_fixture_says (saying->root, saying->words);
}

static gboolean
says_not (gpointer data)
{
  return !says (data);
}

gboolean
ui_fixture_says (gpointer root,
                 const char *words)
{
  g_autofree char *texts = ui_fixture_dup_texts (root);

  return strstr (texts, words) != NULL;
}

void
ui_fixture_wait_for_words (gpointer root,
                           const char *words)
{
  Saying saying = { root, words };

  ui_fixture_wait (words, says, &saying);
}

void
ui_fixture_wait_until_not (gpointer root,
                           const char *words)
{
  Saying saying = { root, words };

  ui_fixture_wait ("words to go", says_not, &saying);
}

static void
clipboard_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

char *
ui_fixture_dup_clipboard (GtkWidget *widget)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, clipboard_cb, &text);
  ui_fixture_wait ("the clipboard", ui_fixture_is_set, &text);

  return text;
}

void
ui_fixture_note_activation_cb (GSimpleAction *action,
                               GVariant *parameter,
                               gpointer text)
{
  g_autofree char *printed = g_variant_print (parameter, FALSE);

  g_free (*(char **) text);
  *(char **) text = g_strdup_printf ("%s %s", g_action_get_name (G_ACTION (action)), printed);
}

void
ui_fixture_set_dark (gboolean dark)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
}

void
ui_fixture_set_text_scale (double scale)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (96 * 1024 * scale), NULL);
}

static void
painted_cb (GdkFrameClock *clock,
            gboolean *painted)
{
  *painted = TRUE;
}

/* Two frames: the first lays out what has just changed, the second draws it where it came to stand. */
static void
wait_for_frames (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);

  for (guint i = 0; i < 2; i++)
    {
      gboolean painted = FALSE;
      gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);

      gtk_widget_queue_draw (widget);
      ui_fixture_wait ("a frame", is_true, &painted);
      g_signal_handler_disconnect (clock, id);
    }
}

void
ui_fixture_picture (GtkWindow *window,
                    const char *name)
{
  GtkWidget *widget = GTK_WIDGET (window);
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autofree char *file = g_strdup_printf ("%s.png", name);
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "ui", file, NULL);
  GtkSnapshot *snapshot;
  int width, height;

  wait_for_frames (widget);
  width = gtk_widget_get_width (widget);
  height = gtk_widget_get_height (widget);
  snapshot = gtk_snapshot_new ();
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0.44, 0.55, 0.69, 1 }, &GRAPHENE_RECT_INIT (0, 0, width, height));
  paintable = gtk_widget_paintable_new (widget);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  g_assert_true (gdk_texture_save_to_png (texture, path));
}
