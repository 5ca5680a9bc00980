#include "config.h"

#include "ctl/verb.h"

#include "base/iso-time.h"
#include "base/problem.h"
#include "context/recurrence.h"

static const char *
get_status (const RailOccurrence *occurrence)
{
  if (occurrence->cancelled)
    return "cancelled";

  return occurrence->tentative ? "tentative" : "confirmed";
}

static gboolean
is_subscription (const char *calendar)
{
  static const char *const schemes[] = { "http", "https", "webcal", "webcals", NULL };
  const char *scheme = g_uri_peek_scheme (calendar);

  return scheme != NULL && g_strv_contains (schemes, scheme);
}

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
      const char *status = get_status (occurrence);

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
build_occurrence (JsonBuilder *builder,
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
  json_builder_add_string_value (builder, get_status (occurrence));
  json_builder_set_member_name (builder, "all_day");
  json_builder_add_boolean_value (builder, occurrence->all_day);
  json_builder_set_member_name (builder, "calendar");
  json_builder_add_string_value (builder, occurrence->calendar);
  json_builder_end_object (builder);
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
    build_occurrence (builder, g_ptr_array_index (occurrences, i), zone);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  rail_verb_print_json (json_builder_get_root (builder));
}

/* What can be read of the calendars; FALSE when one of them cannot be read at all, which has been printed then. */
static gboolean
read_calendars (const char *const *calendars,
                const char *const *my_addresses,
                GTimeZone *zone,
                gint64 from,
                gint64 to,
                GPtrArray *occurrences)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  gboolean all_read = TRUE;

  for (gsize i = 0; calendars[i] != NULL; i++)
    {
      RailCalendarReading reading = { .file = calendars[i], .my_addresses = my_addresses, .zone = zone };
      g_autoptr (GError) error = NULL;
      GPtrArray *found = rail_recurrence_expand_file (&reading, from, to, problems, &error);

      if (found != NULL)
        g_ptr_array_extend_and_steal (occurrences, found);
      else
        rail_verb_fail (&rail_verb_agenda, RAIL_EXIT_FAILED, "%s", error->message);
      all_read = all_read && found != NULL;
    }

  rail_verb_print_problems (problems, stderr);
  g_ptr_array_sort (occurrences, rail_occurrence_compare);
  return all_read;
}

static char **
fold_addresses (const char *const *addresses)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; addresses != NULL && addresses[i] != NULL; i++)
    {
      g_autofree char *folded = g_utf8_strdown (addresses[i], -1);

      g_strv_builder_add (builder, folded);
    }
  return addresses != NULL ? g_strv_builder_end (builder) : NULL;
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
    { "calendar", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &calendars, "A calendar; may be given several times", "FILE.ics" },
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
      if (is_subscription (calendars[i]))
        return rail_verb_fail (&rail_verb_agenda, RAIL_EXIT_USAGE, "“%s” is an address: this version reads calendar files, not subscriptions", calendars[i]);
    }

  if (!rail_verb_parse_moment (from_text, &from, &error) || !rail_verb_parse_moment (to_text, &to, &error))
    return rail_verb_fail (&rail_verb_agenda, RAIL_EXIT_USAGE, "%s", error->message);
  if (from >= to)
    return rail_verb_fail (&rail_verb_agenda, RAIL_EXIT_USAGE, "--to must be later than --from");

  my_addresses = fold_addresses ((const char *const *) addresses);
  all_read = read_calendars ((const char *const *) calendars, (const char *const *) my_addresses, zone, from, to, occurrences);
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
  "--calendar FILE.ics... --from TIME --to TIME [--me ADDRESS]... [--json]",
  "Show what a calendar holds between two moments",
  run_agenda,
};
