#include "config.h"

#include "ctl/known-people.h"

#include "base/duration.h"
#include "base/problem.h"
#include "context/occurrence-cache.h"
#include "context/recurrence.h"

#define REACH (RAIL_PEOPLE_LIST_REACH_DAYS * RAIL_DAY)

static void
warn (GPtrArray *problems,
      const char *file,
      const GError *error)
{
  rail_problems_add (problems, RAIL_SEVERITY_WARNING, file, 0, "people-unknown", "make the calendar readable, or leave names out", "Names of its people may not be recognised: %s", error->message);
}

static void
add_from_file (RailPeopleList *people,
               const char *file,
               const char *const *my_addresses,
               gint64 now,
               GPtrArray *problems)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GPtrArray) unheard = rail_problems_new ();
  g_autoptr (GError) error = NULL;
  const RailCalendarReading reading = { .file = file, .my_addresses = my_addresses, .zone = zone, .now = now };
  g_autoptr (GPtrArray) occurrences = rail_recurrence_expand_file (&reading, now - REACH, now + REACH, unheard, &error);

  if (occurrences != NULL)
    rail_people_list_add_occurrences (people, occurrences, now);
  else
    warn (problems, file, error);
}

static void
add_from_cache (RailPeopleList *people,
                const char *name,
                gint64 now,
                GPtrArray *problems)
{
  g_autofree char *path = rail_occurrence_cache_dup_default_path (name);
  g_autoptr (RailOccurrenceCache) cache = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;

  cache = rail_occurrence_cache_open (path, &error);
  if (cache == NULL || !rail_occurrence_cache_add_people (cache, now - REACH, now + REACH, people, &error))
    warn (problems, path, error);
}

char **
rail_known_people_dup (RailPolicy *policy,
                       GPtrArray *problems)
{
  g_autoptr (RailPeopleList) people = rail_people_list_new ();
  g_auto (GStrv) files = rail_policy_dup_calendar_files (policy);
  g_auto (GStrv) my_addresses = rail_policy_dup_my_addresses (policy);
  gint64 now = g_get_real_time ();

  for (guint i = 0; files[i] != NULL; i++)
    add_from_file (people, files[i], (const char *const *) my_addresses, now, problems);
  add_from_cache (people, RAIL_OCCURRENCE_CACHE_OF_DESKTOP, now, problems);
  add_from_cache (people, RAIL_OCCURRENCE_CACHE_OF_SUBSCRIPTIONS, now, problems);

  return rail_people_list_dup_names (people);
}
