#include "config.h"

#include "ui-fixture.h"

#include "ui/row-layout.h"

#define SPACING 10
#define WIDTH 160
#define MARK_WIDTH 20
#define MARK_HEIGHT 200

typedef struct
{
  GtkWidget *row;
  GtkWidget *mark;
  GtkWidget *words;
} Row;

static void
clear_row (Row *row)
{
  g_object_unref (row->row);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, clear_row)

static Row
make_row (int mark_height)
{
  Row row = {
    .row = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0)),
    .mark = gtk_label_new (NULL),
    .words = gtk_label_new ("Words that do not stand in one line and so need a few of them"),
  };

  gtk_widget_set_layout_manager (row.row, rail_row_layout_new (SPACING));
  gtk_widget_set_size_request (row.mark, MARK_WIDTH, mark_height);
  gtk_widget_set_hexpand (row.words, TRUE);
  gtk_label_set_wrap (GTK_LABEL (row.words), TRUE);
  gtk_box_append (GTK_BOX (row.row), row.mark);
  gtk_box_append (GTK_BOX (row.row), row.words);

  return row;
}

static int
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size)
{
  int natural;

  gtk_widget_measure (widget, orientation, for_size, NULL, &natural, NULL, NULL);

  return natural;
}

static graphene_rect_t
allocate (Row *row,
          GtkWidget *child)
{
  graphene_rect_t bounds;

  gtk_widget_size_allocate (row->row, &(GtkAllocation){ 0, 0, WIDTH, measure (row->row, GTK_ORIENTATION_VERTICAL, WIDTH) }, -1);
  g_assert_true (gtk_widget_compute_bounds (child, row->row, &bounds));

  return bounds;
}

static void
test_height (void)
{
  g_auto (Row) row = make_row (1);
  int words = measure (row.words, GTK_ORIENTATION_VERTICAL, WIDTH - MARK_WIDTH - SPACING);

  g_assert_cmpint (words, >, 2 * measure (row.words, GTK_ORIENTATION_VERTICAL, -1));
  g_assert_cmpint (measure (row.row, GTK_ORIENTATION_VERTICAL, WIDTH), ==, words);
  g_assert_cmpint (measure (row.row, GTK_ORIENTATION_HORIZONTAL, -1), ==, MARK_WIDTH + SPACING + measure (row.words, GTK_ORIENTATION_HORIZONTAL, -1));
}

static void
test_centre (void)
{
  g_auto (Row) row = make_row (MARK_HEIGHT);
  graphene_rect_t words = allocate (&row, row.words);

  g_assert_cmpfloat (words.origin.x, ==, MARK_WIDTH + SPACING);
  g_assert_cmpfloat (words.size.width, ==, WIDTH - MARK_WIDTH - SPACING);
  g_assert_cmpfloat (words.size.height, <, MARK_HEIGHT);
  g_assert_cmpfloat (ABS (words.origin.y + words.size.height / 2 - MARK_HEIGHT / 2), <=, 1);
}

static void
test_right_to_left (void)
{
  g_auto (Row) row = make_row (1);

  gtk_widget_set_direction (row.row, GTK_TEXT_DIR_RTL);

  g_assert_cmpfloat (allocate (&row, row.mark).origin.x, ==, WIDTH - MARK_WIDTH);
  g_assert_cmpfloat (allocate (&row, row.words).origin.x, ==, 0);
}

static void
test_hidden (void)
{
  g_auto (Row) row = make_row (MARK_HEIGHT);

  gtk_widget_set_visible (row.mark, FALSE);

  g_assert_cmpint (measure (row.row, GTK_ORIENTATION_VERTICAL, WIDTH), ==, measure (row.words, GTK_ORIENTATION_VERTICAL, WIDTH));
  g_assert_cmpfloat (allocate (&row, row.words).size.width, ==, WIDTH);
}

int
main (int argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/row-layout/is-as-high-as-the-words-in-what-is-left", test_height);
  g_test_add_func ("/row-layout/centres-the-words-beside-a-higher-mark", test_centre);
  g_test_add_func ("/row-layout/mirrors-for-right-to-left", test_right_to_left);
  g_test_add_func ("/row-layout/gives-hidden-children-no-room", test_hidden);

  return g_test_run ();
}
