#include "config.h"

#include "context/occurrence.h"

/*
 * GLib finds an interned text that another thread is about to let go of, and takes it although nobody holds it any more. Calendars are read in threads: so
 * neither may happen while the other does.
 */
static GMutex interning;

static GRefString *
intern (const char *people)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&interning);

  return g_ref_string_new_intern (people);
}

static void
release (GRefString *people)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&interning);

  g_ref_string_release (people);
}

RailOccurrence *
rail_occurrence_new (void)
{
  RailOccurrence *self = g_new0 (RailOccurrence, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->calendar = g_strdup ("");
  self->uid = g_strdup ("");
  self->title = g_strdup ("");
  self->description = g_strdup ("");
  self->location = g_strdup ("");
  self->categories = g_new0 (char *, 1);
  self->organizer = g_strdup ("");
  self->people = intern ("");
  self->attendees = 1;

  return self;
}

RailOccurrence *
rail_occurrence_new_instance (RailOccurrence *of)
{
  RailOccurrence *series = of->series != NULL ? of->series : of;
  RailOccurrence *self = g_memdup2 (series, sizeof *series);

  g_atomic_ref_count_init (&self->ref_count);
  self->series = rail_occurrence_ref (series);
  self->people = g_ref_string_acquire (series->people);
  self->recurrence_id = NULL;
  self->recurring = FALSE;
  self->start = 0;
  self->end = 0;

  return self;
}

RailOccurrence *
rail_occurrence_ref (RailOccurrence *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
free_texts (RailOccurrence *self)
{
  g_free (self->calendar);
  g_free (self->uid);
  g_free (self->title);
  g_free (self->description);
  g_free (self->location);
  g_strfreev (self->categories);
  g_free (self->organizer);
}

void
rail_occurrence_unref (RailOccurrence *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->recurrence_id);
  release (self->people);
  if (self->series != NULL)
    rail_occurrence_unref (self->series);
  else
    free_texts (self);
  g_free (self);
}

/* Interned: the instances of a series that were moved are texts of their own, and the same people meet in many a series. */
void
rail_occurrence_set_people (RailOccurrence *self,
                            const char *people)
{
  GRefString *interned = intern (people);

  if (self->people != NULL)
    release (self->people);
  self->people = interned;
}

RailOccurrence *
rail_occurrence_new_with_people (RailOccurrence *of,
                                 const char *people)
{
  RailOccurrence *self = g_memdup2 (of, sizeof *of);

  g_atomic_ref_count_init (&self->ref_count);
  self->series = rail_occurrence_ref (of->series != NULL ? of->series : of);
  self->recurrence_id = g_strdup (of->recurrence_id);
  self->people = intern (people);

  return self;
}

int
rail_occurrence_compare (gconstpointer a,
                         gconstpointer b)
{
  const RailOccurrence *left = *(const RailOccurrence *const *) a;
  const RailOccurrence *right = *(const RailOccurrence *const *) b;
  int order;

  if (left->start != right->start)
    return left->start < right->start ? -1 : 1;
  if (left->end != right->end)
    return left->end < right->end ? -1 : 1;

  order = g_strcmp0 (left->uid, right->uid);
  return order != 0 ? order : g_strcmp0 (left->recurrence_id, right->recurrence_id);
}

gboolean
rail_occurrence_is_same (const RailOccurrence *a,
                         const RailOccurrence *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return g_str_equal (a->uid, b->uid) && g_strcmp0 (a->recurrence_id, b->recurrence_id) == 0;
}

char *
rail_occurrence_dup_identity (const RailOccurrence *self)
{
  return g_strconcat (self->uid, "\n", self->recurrence_id != NULL ? self->recurrence_id : "", NULL);
}

const char *
rail_response_to_string (RailResponse response)
{
  switch (response)
    {
    case RAIL_RESPONSE_NEEDS_ACTION:
      return "needs-action";
    case RAIL_RESPONSE_ACCEPTED:
      return "accepted";
    case RAIL_RESPONSE_TENTATIVE:
      return "tentative";
    case RAIL_RESPONSE_DECLINED:
      return "declined";
    case RAIL_RESPONSE_DELEGATED:
      return "delegated";
    case RAIL_RESPONSE_NONE:
    default:
      return NULL;
    }
}
