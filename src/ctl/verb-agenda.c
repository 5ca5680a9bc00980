#include "config.h"

#include "ctl/calendar-words.h"
#include "ctl/verb.h"
#include "ctl/web-calendar.h"

#include "base/iso-time.h"
#include "base/problem.h"
#include "base/web-address.h"
#include "context/recurrence.h"

static char *
format_local (gint64 moment,
              GTimeZone *zone,
              const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (moment / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? g_date_time_format (local, format) : g_strdup ("");
}

/* "2026-10-01 15:00–15:30", with a date at the end where it is another day; whole days as dates, the last one included. */
static char *
format_span (const RailOccurrence *occurrence,
             GTimeZone *zone)
{
  gint64 last = occurrence->all_day ? MAX (occurrence->start, occurrence->end - 1) : occurrence->end;
  g_autofree char *first_day = format_local (occurrence->start, zone, "%Y-%m-%d");
  g_autofree char *last_day = format_local (last, zone, "%Y-%m-%d");
  g_autofree char *start_time = format_local (occurrence->start, zone, "%H:%M");
  g_autofree char *end_time = format_local (occurrence->end, zone, "%H:%M");
  gboolean one_day = g_str_equal (first_day, last_day);

  if (occurrence->all_day)
    return one_day ? g_strdup_printf ("%s all day", first_day) : g_strdup_printf ("%s–%s all day", first_day, last_day);
  if (occurrence->start == occurrence->end)
    return g_strdup_printf ("%s %s", first_day, start_time);
  if (one_day)
    return g_strdup_printf ("%s %s–%s", first_day, start_time, end_time);

  return g_strdup_printf ("%s %s–%s %s", first_day, start_time, last_day, end_time);
}

static void
print_table (GPtrArray *occurrences,
             GTimeZone *zone)
{
  for (guint i = 0; i < occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);
      g_autofree char *span = format_span (occurrence, zone);
      const char *status = rail_verb_get_status (occurrence);

      g_print ("%s  %s  (%s)%s%s\n    %s%s%s\n",
               span,
               *occurrence->title != '\0' ? occurrence->title : "Untitled",
               occurrence->calendar,
               g_str_equal (status, "confirmed") ? "" : "  ",
               g_str_equal (status, "confirmed") ? "" : status,
               occurrence->uid,
               occurrence->recurrence_id != NULL ? "  " : "",
               occurrence->recurrence_id != NULL ? occurrence->recurrence_id : "");
    }
}

static void
print_json (GPtrArray *occurrences,
            GTimeZone *zone)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  for (guint i = 0; i < occurrences->len; i++)
    rail_verb_build_occurrence (builder, g_ptr_array_index (occurrences, i), zone);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  rail_verb_print_json (json_builder_get_root (builder));
}

static RailExit
run_agenda (int argc,
            char **argv)
{
  g_auto (GStrv) calendars = NULL;
  g_auto (GStrv) addresses = NULL;
  g_auto (GStrv) my_addresses = NULL;
  g_autofree char *from_text = NULL;
  g_autofree char *to_text = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (GError) error = NULL;
  gboolean json = FALSE;
  gboolean all_read;
  gint64 from, to;
  RailExit exit_code;
  const GOptionEntry entries[] = {
    { "calendar", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &calendars, "A calendar, a file or an address; may be given several times", "FILE.ics|URL" },
    { "from", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &from_text, "The first moment", "TIME" },
    { "to", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &to_text, "The moment after the last", "TIME" },
    { "me", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &addresses, "An e-mail address of mine; may be given several times", "ADDRESS" },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_verb_agenda, entries, &argc, &argv, &exit_code))
    return exit_code;
  if (argc > 1)
    return rail_verb_fail (&rail_verb_agenda, RAIL_EXIT_USAGE, "“%s” is one word too many", argv[1]);
  if (calendars == NULL || from_text == NULL || to_text == NULL)
    return rail_verb_fail (&rail_verb_agenda, RAIL_EXIT_USAGE, "--calendar, --from and --to are needed");

  for (gsize i = 0; calendars[i] != NULL; i++)
    {
      g_autoptr (RailWebAddress) address = NULL;

      if (!rail_web_calendar_is_address (calendars[i]))
        continue;
      address = rail_web_address_parse (calendars[i], &error);
      if (address == NULL)
        return rail_verb_fail (&rail_verb_agenda, RAIL_EXIT_USAGE, "%s", error->message);
    }

  if (!rail_verb_parse_moment (from_text, &from, &error) || !rail_verb_parse_moment (to_text, &to, &error))
    return rail_verb_fail (&rail_verb_agenda, RAIL_EXIT_USAGE, "%s", error->message);
  if (from >= to)
    return rail_verb_fail (&rail_verb_agenda, RAIL_EXIT_USAGE, "--to must be later than --from");

  my_addresses = rail_verb_fold_addresses ((const char *const *) addresses);
  all_read = rail_verb_read_calendars (&rail_verb_agenda, (const char *const *) calendars, (const char *const *) my_addresses, from, to, zone, occurrences);
  if (json)
    print_json (occurrences, zone);
  else
    print_table (occurrences, zone);

  if (!all_read)
    return RAIL_EXIT_FAILED;
  return occurrences->len > 0 ? RAIL_EXIT_FINE : RAIL_EXIT_FINDINGS;
}

const RailVerb rail_verb_agenda = {
  "agenda",
  "--calendar FILE.ics|URL... --from TIME --to TIME [--me ADDRESS]... [--json]",
  "Show what a calendar holds between two moments",
  run_agenda,
};
