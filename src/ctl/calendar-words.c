#include "config.h"

#include "ctl/calendar-words.h"

#include "base/iso-time.h"
#include "base/problem.h"
#include "context/recurrence.h"
#include "ctl/web-calendar.h"

gboolean
rail_verb_read_calendars (const RailVerb *verb,
                          const char *const *files,
                          const char *const *my_addresses,
                          gint64 from,
                          gint64 to,
                          GTimeZone *zone,
                          GPtrArray *occurrences)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  gboolean all_read = TRUE;

  for (gsize i = 0; files != NULL && files[i] != NULL; i++)
    {
      const RailCalendarReading reading = { .file = files[i], .my_addresses = my_addresses, .zone = zone };
      g_autoptr (GError) error = NULL;
      GPtrArray *found;

      if (rail_web_calendar_is_address (files[i]))
        found = rail_web_calendar_read (files[i], &reading, from, to, problems, &error);
      else
        found = rail_recurrence_expand_file (&reading, from, to, problems, &error);

      if (found != NULL)
        g_ptr_array_extend_and_steal (occurrences, found);
      else
        rail_verb_fail (verb, RAIL_EXIT_FAILED, "%s", error->message);
      all_read = all_read && found != NULL;
    }

  rail_verb_print_problems (problems, stderr);
  g_ptr_array_sort (occurrences, rail_occurrence_compare);
  return all_read;
}

char **
rail_verb_fold_addresses (const char *const *addresses)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; addresses != NULL && addresses[i] != NULL; i++)
    {
      g_autofree char *folded = g_utf8_strdown (addresses[i], -1);

      g_strv_builder_add (builder, folded);
    }
  return addresses != NULL ? g_strv_builder_end (builder) : NULL;
}

const char *
rail_verb_get_status (const RailOccurrence *occurrence)
{
  if (occurrence->cancelled)
    return "cancelled";

  return occurrence->tentative ? "tentative" : "confirmed";
}

void
rail_verb_build_occurrence (JsonBuilder *builder,
                            const RailOccurrence *occurrence,
                            GTimeZone *zone)
{
  g_autofree char *start = rail_iso_time_format (occurrence->start, zone);
  g_autofree char *end = rail_iso_time_format (occurrence->end, zone);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "uid");
  json_builder_add_string_value (builder, occurrence->uid);
  json_builder_set_member_name (builder, "recurrence_id");
  if (occurrence->recurrence_id != NULL)
    json_builder_add_string_value (builder, occurrence->recurrence_id);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "start");
  json_builder_add_string_value (builder, start);
  json_builder_set_member_name (builder, "end");
  json_builder_add_string_value (builder, end);
  json_builder_set_member_name (builder, "title");
  json_builder_add_string_value (builder, occurrence->title);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, rail_verb_get_status (occurrence));
  json_builder_set_member_name (builder, "all_day");
  json_builder_add_boolean_value (builder, occurrence->all_day);
  json_builder_set_member_name (builder, "calendar");
  json_builder_add_string_value (builder, occurrence->calendar);
  json_builder_end_object (builder);
}
