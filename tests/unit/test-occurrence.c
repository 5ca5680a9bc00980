#include "config.h"

#include "context/occurrence.h"

static RailOccurrence *
make (const char *uid,
      const char *recurrence_id,
      gint64 start,
      gint64 end)
{
  RailOccurrence *self = rail_occurrence_new ();

  g_free (self->uid);
  self->uid = g_strdup (uid);
  self->recurrence_id = g_strdup (recurrence_id);
  self->start = start;
  self->end = end;

  return self;
}

static void
test_new (void)
{
  g_autoptr (RailOccurrence) occurrence = rail_occurrence_new ();

  g_assert_cmpstr (occurrence->title, ==, "");
  g_assert_cmpstr (occurrence->organizer, ==, "");
  g_assert_null (occurrence->recurrence_id);
  g_assert_nonnull (occurrence->categories);
  g_assert_cmpuint (occurrence->attendees, ==, 1);
  g_assert_cmpint (occurrence->response, ==, RAIL_RESPONSE_NONE);
}

/* An instance outlives the occurrence it was made from, and an instance of an instance its maker. */
static void
test_instance (void)
{
  RailOccurrence *first = make ("a", "20261001", 1, 2);
  RailOccurrence *second;
  g_autoptr (RailOccurrence) third = NULL;

  first->attendees = 5;
  first->recurring = TRUE;
  second = rail_occurrence_new_instance (first);
  third = rail_occurrence_new_instance (second);
  g_assert_true (third->uid == first->uid);
  rail_occurrence_unref (first);
  rail_occurrence_unref (second);

  g_assert_cmpstr (third->uid, ==, "a");
  g_assert_cmpuint (third->attendees, ==, 5);
  g_assert_null (third->recurrence_id);
  g_assert_false (third->recurring);
  g_assert_cmpint (third->start, ==, 0);
  g_assert_cmpint (third->end, ==, 0);
}

static void
test_order (void)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);

  g_ptr_array_add (sorted, make ("a", NULL, 1, 2));
  g_ptr_array_add (sorted, make ("b", NULL, 1, 2));
  g_ptr_array_add (sorted, make ("b", "20261001", 1, 2));
  g_ptr_array_add (sorted, make ("a", NULL, 1, 3));
  g_ptr_array_add (sorted, make ("a", NULL, 2, 2));

  for (guint i = 0; i < sorted->len; i++)
    {
      for (guint j = 0; j < sorted->len; j++)
        {
          int order = rail_occurrence_compare (&sorted->pdata[i], &sorted->pdata[j]);

          g_assert_cmpint (order < 0, ==, i < j);
          g_assert_cmpint (order > 0, ==, i > j);
        }
    }
}

static void
test_identity (void)
{
  g_autoptr (RailOccurrence) single = make ("u", NULL, 1, 2);
  g_autoptr (RailOccurrence) moved = make ("u", NULL, 5, 6);
  g_autoptr (RailOccurrence) recurring = make ("u", "20261001T100000Z", 1, 2);
  g_autofree char *one = rail_occurrence_dup_identity (single);
  g_autofree char *two = rail_occurrence_dup_identity (moved);
  g_autofree char *three = rail_occurrence_dup_identity (recurring);

  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, !=, three);
}

/* Instances share the people of their series, and another calendar may know more of them. */
static void
test_people (void)
{
  RailOccurrence *first = make ("a", NULL, 1, 2);
  g_autoptr (RailOccurrence) second = NULL;
  g_autoptr (RailOccurrence) fuller = NULL;
  g_autoptr (RailOccurrence) other = make ("b", NULL, 1, 2);

  rail_occurrence_set_people (first, "Ada\nZoe");
  rail_occurrence_set_people (other, "Ada\nZoe");
  second = rail_occurrence_new_instance (first);
  second->recurrence_id = g_strdup ("20261001");
  second->start = second->end = 7;
  second->all_day = second->recurring = TRUE;
  g_assert_true (first->people == second->people);
  g_assert_true (first->people == other->people);

  fuller = rail_occurrence_new_with_people (second, "Ada\nBob\nZoe");
  rail_occurrence_unref (first);
  g_assert_cmpstr (fuller->people, ==, "Ada\nBob\nZoe");
  g_assert_cmpstr (second->people, ==, "Ada\nZoe");
  g_assert_true (rail_occurrence_is_same (fuller, second));
  g_assert_true (fuller->all_day && fuller->recurring && fuller->start == 7 && fuller->end == 7);
  g_assert_cmpstr (fuller->uid, ==, "a");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/occurrence/a-new-one-has-empty-texts", test_new);
  g_test_add_func ("/occurrence/instances-share-their-texts", test_instance);
  g_test_add_func ("/occurrence/orders-by-start-end-and-identity", test_order);
  g_test_add_func ("/occurrence/keeps-its-identity-when-it-moves", test_identity);
  g_test_add_func ("/occurrence/people-are-shared", test_people);

  return g_test_run ();
}
