/* Which of two copies of a meeting counts. */

#include "config.h"

#include "platform/calendar-merge.h"

#define FAKE_TYPE_CALENDAR (fake_calendar_get_type ())
G_DECLARE_FINAL_TYPE (FakeCalendar, fake_calendar, FAKE, CALENDAR, GObject)

struct _FakeCalendar
{
  GObject parent_instance;

  GPtrArray *occurrences;
  RailProviderState state;
};

static GPtrArray *
get_occurrences (RailCalendarSource *source)
{
  return FAKE_CALENDAR (source)->occurrences;
}

static void
get_status (RailCalendarSource *source,
            RailCalendarStatus *status)
{
  *status = (RailCalendarStatus){ .id = "", .name = "", .detail = "", .state = FAKE_CALENDAR (source)->state };
}

static void
implement_source (RailCalendarSourceInterface *iface)
{
  iface->get_occurrences = get_occurrences;
  iface->get_status = get_status;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeCalendar, fake_calendar, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (RAIL_TYPE_CALENDAR_SOURCE, implement_source))

static void
fake_calendar_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_CALENDAR (object)->occurrences);
  G_OBJECT_CLASS (fake_calendar_parent_class)->finalize (object);
}

static void
fake_calendar_class_init (FakeCalendarClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_calendar_finalize;
}

static void
fake_calendar_init (FakeCalendar *self)
{
  self->occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
}

static RailOccurrence *
add (FakeCalendar *calendar,
     const char *uid,
     const char *title,
     gint64 start)
{
  RailOccurrence *occurrence = rail_occurrence_new ();

  g_free (occurrence->uid);
  occurrence->uid = g_strdup (uid);
  g_free (occurrence->title);
  occurrence->title = g_strdup (title);
  occurrence->start = occurrence->end = start;
  g_ptr_array_add (calendar->occurrences, occurrence);
  return occurrence;
}

typedef struct
{
  FakeCalendar *a, *b;
  RailOccurrence *left, *right; /* one meeting, in both */
} Pair;

static Pair *
pair_new (void)
{
  Pair *pair = g_new0 (Pair, 1);

  pair->a = g_object_new (FAKE_TYPE_CALENDAR, NULL);
  pair->b = g_object_new (FAKE_TYPE_CALENDAR, NULL);
  pair->left = add (pair->a, "one", "left", 5);
  pair->right = add (pair->b, "one", "right", 5);
  return pair;
}

static void
pair_free (Pair *self)
{
  g_object_unref (self->a);
  g_object_unref (self->b);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pair, pair_free)

/* The titles, in whichever order the calendars are listed; "?" where the order matters. */
static char *
merge (Pair *pair)
{
  g_autofree char *first = NULL;
  char *second = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) sources = g_ptr_array_new ();
      g_autoptr (GPtrArray) merged = NULL;
      g_autoptr (GString) titles = g_string_new (NULL);

      g_ptr_array_add (sources, i == 0 ? pair->a : pair->b);
      g_ptr_array_add (sources, i == 0 ? pair->b : pair->a);
      merged = rail_calendar_merge (sources);
      for (guint j = 0; j < merged->len; j++)
        g_string_append_printf (titles, "%s%s", j > 0 ? " " : "", ((RailOccurrence *) g_ptr_array_index (merged, j))->title);
      if (i == 0)
        first = g_strdup (titles->str);
      else
        second = g_strdup (titles->str);
    }

  if (g_str_equal (first, second))
    return second;
  g_free (second);
  return g_strdup ("?");
}

static void
expect (Pair *pair,
        const char *wanted)
{
  g_autofree char *titles = merge (pair);

  g_assert_cmpstr (titles, ==, wanted);
}

static void
test_equal (void)
{
  g_autoptr (Pair) pair = pair_new ();

  /* Nothing tells them apart: the first that is listed. */
  expect (pair, "?");
}

static void
test_sorted (void)
{
  g_autoptr (Pair) pair = pair_new ();

  pair->left->cancelled = TRUE;
  add (pair->a, "two", "later", 9);
  add (pair->b, "three", "earlier", 1);
  expect (pair, "earlier left later");
}

static void
test_rules (void)
{
  g_autoptr (Pair) pair = pair_new ();

  /* From the last rule to the first: each outdoes those before it. */
  pair->left->attendees = 2;
  pair->right->attendees = 3;
  expect (pair, "right");
  pair->left->organizer_role = RAIL_ORGANIZER_OTHER;
  expect (pair, "left");
  pair->left->response = RAIL_RESPONSE_ACCEPTED;
  pair->right->response = RAIL_RESPONSE_DECLINED;
  expect (pair, "right");
  pair->right->response = RAIL_RESPONSE_NONE;
  expect (pair, "left");
  pair->right->cancelled = TRUE;
  expect (pair, "right");
  pair->b->state = RAIL_PROVIDER_FAILED;
  expect (pair, "left");
}

static void
test_instances (void)
{
  g_autoptr (Pair) pair = pair_new ();

  pair->left->recurrence_id = g_strdup ("20261005T090000Z");
  pair->right->recurrence_id = g_strdup ("20261012T090000Z");
  pair->right->start = pair->right->end = 6;
  expect (pair, "left right");
}

/* A calendar that hides who comes is believed in everything else. */
static void
test_people (void)
{
  g_autoptr (Pair) pair = pair_new ();
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  g_autoptr (GPtrArray) merged = NULL;

  pair->left->response = RAIL_RESPONSE_ACCEPTED;
  rail_occurrence_set_people (pair->right, "Ada\nZoe");
  expect (pair, "left");

  g_ptr_array_add (sources, pair->a);
  g_ptr_array_add (sources, pair->b);
  merged = rail_calendar_merge (sources);
  g_assert_cmpstr (((RailOccurrence *) g_ptr_array_index (merged, 0))->people, ==, "Ada\nZoe");
  g_assert_cmpint (((RailOccurrence *) g_ptr_array_index (merged, 0))->response, ==, RAIL_RESPONSE_ACCEPTED);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calendar-merge/nothing-tells-them-apart/first-listed", test_equal);
  g_test_add_func ("/calendar-merge/is-sorted", test_sorted);
  g_test_add_func ("/calendar-merge/rules/each-outdoes-the-next", test_rules);
  g_test_add_func ("/calendar-merge/instances-of-a-series-are-different-meetings", test_instances);
  g_test_add_func ("/calendar-merge/people-of-whichever-copy-names-them", test_people);

  return g_test_run ();
}
