#include "config.h"

#include "rules/leaf-parser.h"

#include <string.h>

#include "base/duration.h"
#include "base/problem.h"
#include "context/occurrence.h"

#define DEFAULT_DWELL (2 * RAIL_SECOND)
#define MAX_PHASE_SPAN (7 * RAIL_DAY)
#define MAX_ATTENDEES 100000

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };

static void
refuse (const RailYaml *node,
        const char *file,
        const char *wanted,
        GPtrArray *problems)
{
  rail_problems_add (problems,
                     RAIL_SEVERITY_ERROR,
                     file,
                     node->line,
                     "bad-value",
                     wanted,
                     "“%s: %s” cannot be read",
                     node->key != NULL ? node->key : "",
                     node->kind == RAIL_YAML_SCALAR ? node->scalar : "...");
}

static void
note (GPtrArray *canonical,
      const char *key,
      const char *format,
      ...) G_GNUC_PRINTF (3, 4);

static void
note (GPtrArray *canonical,
      const char *key,
      const char *format,
      ...)
{
  g_autofree char *value = NULL;
  va_list args;

  va_start (args, format);
  value = g_strdup_vprintf (format, args);
  va_end (args);

  g_ptr_array_add (canonical, g_strconcat (key, "=", value, NULL));
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
note_patterns (GPtrArray *canonical,
               const char *key,
               GPtrArray *patterns)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < patterns->len; i++)
    g_ptr_array_add (sources, (char *) rail_pattern_get_source (g_ptr_array_index (patterns, i)));
  g_ptr_array_sort (sources, compare_strings);

  for (guint i = 0; i < sources->len; i++)
    {
      const char *source = g_ptr_array_index (sources, i);

      if (i == 0 || !g_str_equal (source, g_ptr_array_index (sources, i - 1)))
        g_string_append_printf (text, "%" G_GSIZE_FORMAT ":%s", strlen (source), source);
    }
  note (canonical, key, "%s", text->str);
}

/* NULL when @key is not there, or nothing under it is a pattern. */
static GPtrArray *
read_patterns (const RailYaml *mapping,
               const char *key,
               const char *file,
               GPtrArray *canonical,
               GPtrArray *problems)
{
  const RailYaml *node = rail_yaml_get (mapping, key);
  g_autoptr (GPtrArray) patterns = NULL;
  g_auto (GStrv) sources = NULL;

  if (node == NULL)
    return NULL;

  sources = rail_yaml_dup_strings (node, file, problems);
  if (sources == NULL)
    return NULL;
  if (sources[0] == NULL)
    {
      refuse (node, file, "Write one pattern, or a list of them of which any may match", problems);
      return NULL;
    }

  patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pattern_unref);
  for (gsize i = 0; sources[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      RailPattern *pattern = rail_pattern_new (sources[i], &error);

      if (pattern != NULL)
        g_ptr_array_add (patterns, pattern);
      else
        rail_problems_add (problems,
                           RAIL_SEVERITY_ERROR,
                           file,
                           node->kind == RAIL_YAML_SEQUENCE ? ((RailYaml *) g_ptr_array_index (node->children, i))->line : node->line,
                           "bad-pattern",
                           NULL,
                           "“%s”: %s",
                           key,
                           error->message);
    }
  if (patterns->len == 0)
    return NULL;

  note_patterns (canonical, key, patterns);
  return g_steal_pointer (&patterns);
}

static RailTristate
read_tristate (const RailYaml *mapping,
               const char *key,
               const char *file,
               GPtrArray *canonical,
               GPtrArray *problems)
{
  const RailYaml *node = rail_yaml_get (mapping, key);
  gboolean value;

  if (node == NULL || !rail_yaml_get_boolean (node, file, &value, problems))
    return RAIL_TRISTATE_ANY;

  note (canonical, key, "%s", value ? "true" : "false");
  return value ? RAIL_TRISTATE_YES : RAIL_TRISTATE_NO;
}

/* "a..b", "a..", "..b" or "a" (both ends); an open end is "". FALSE when neither end is there. */
static gboolean
split_range (const char *text,
             char **low,
             char **high)
{
  const char *dots = strstr (text, "..");

  *low = g_strstrip (dots != NULL ? g_strndup (text, (gsize) (dots - text)) : g_strdup (text));
  *high = g_strstrip (g_strdup (dots != NULL ? dots + 2 : text));

  return (*low)[0] != '\0' || (*high)[0] != '\0';
}

void
rail_leaf_parse_window (RailWindowCondition *self,
                        const RailYaml *node,
                        const char *file,
                        GPtrArray *canonical,
                        GPtrArray *problems)
{
  static const char *const keys[] = { "app", "title", "url", "fullscreen", "dwell", NULL };
  const RailYaml *dwell = rail_yaml_get (node, "dwell");

  rail_yaml_refuse_unknown_keys (node, file, keys, problems);

  self->app = read_patterns (node, "app", file, canonical, problems);
  self->title = read_patterns (node, "title", file, canonical, problems);
  self->url = read_patterns (node, "url", file, canonical, problems);
  self->fullscreen = read_tristate (node, "fullscreen", file, canonical, problems);

  /* Nothing needs no unit. */
  self->dwell = dwell != NULL && dwell->kind == RAIL_YAML_SCALAR && g_str_equal (dwell->scalar, "0") ? 0 : DEFAULT_DWELL;
  if (dwell != NULL && (self->dwell == 0 || rail_yaml_get_span (dwell, file, &self->dwell, problems)))
    note (canonical, "dwell", "%" G_GINT64_FORMAT, self->dwell);

  if (rail_yaml_get (node, "app") == NULL && rail_yaml_get (node, "title") == NULL &&
      rail_yaml_get (node, "url") == NULL && rail_yaml_get (node, "fullscreen") == NULL)
    rail_problems_add (problems,
                       RAIL_SEVERITY_ERROR,
                       file,
                       node->line,
                       "bad-condition",
                       "Say which window: app, title, url or fullscreen",
                       "This window condition would hold for every window");
}

static void
read_organizer (RailCalendarCondition *self,
                const RailYaml *node,
                const char *file,
                GPtrArray *canonical,
                GPtrArray *problems)
{
  const RailYaml *organizer = rail_yaml_get (node, "organizer");
  gboolean is_scalar;

  if (organizer == NULL)
    return;

  is_scalar = organizer->kind == RAIL_YAML_SCALAR;
  if (is_scalar && (g_str_equal (organizer->scalar, "me") || g_str_equal (organizer->scalar, "other")))
    {
      self->organized_by = g_str_equal (organizer->scalar, "me") ? RAIL_ORGANIZED_BY_ME : RAIL_ORGANIZED_BY_OTHER;
      note (canonical, "organizer", "%s", organizer->scalar);
      return;
    }

  self->organized_by = RAIL_ORGANIZED_BY_PATTERN;
  self->organizer = read_patterns (node, "organizer", file, canonical, problems);
  for (guint i = 0; self->organizer != NULL && i < self->organizer->len; i++)
    {
      const char *source = rail_pattern_get_source (g_ptr_array_index (self->organizer, i));

      if (g_str_equal (source, "me") || g_str_equal (source, "other"))
        refuse (organizer, file, "Write me or other alone, or a list of patterns over name and address", problems);
    }
}

static gboolean
parse_count (const char *text,
             guint *count)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_ATTENDEES, &value, NULL))
    return FALSE;

  *count = (guint) value;
  return TRUE;
}

static void
read_attendees (RailCalendarCondition *self,
                const RailYaml *node,
                const char *file,
                GPtrArray *canonical,
                GPtrArray *problems)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (node == NULL)
    return;

  self->has_attendees = TRUE;
  self->attendees_min = 0;
  self->attendees_max = G_MAXUINT;
  if (node->kind != RAIL_YAML_SCALAR ||
      !split_range (node->scalar, &low, &high) ||
      (low[0] != '\0' && !parse_count (low, &self->attendees_min)) ||
      (high[0] != '\0' && !parse_count (high, &self->attendees_max)) ||
      self->attendees_min > self->attendees_max)
    {
      refuse (node, file, "Write a number or a range, both ends included: 2, 2..3, 3.. or ..4", problems);
      return;
    }

  note (canonical, "attendees", "%u..%u", self->attendees_min, self->attendees_max);
}

static void
read_duration (RailCalendarCondition *self,
               const RailYaml *node,
               const char *file,
               GPtrArray *canonical,
               GPtrArray *problems)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (node == NULL)
    return;

  self->has_duration = TRUE;
  self->duration_min = 0;
  self->duration_max = G_MAXINT64;
  if (node->kind != RAIL_YAML_SCALAR ||
      !split_range (node->scalar, &low, &high) ||
      (low[0] != '\0' && !rail_duration_parse (low, &self->duration_min, NULL)) ||
      (high[0] != '\0' && !rail_duration_parse (high, &self->duration_max, NULL)) ||
      self->duration_min > self->duration_max)
    {
      refuse (node, file, "Write a span or a range of spans, both ends included: 30m, 15m..60m, 1h.. or ..15m", problems);
      return;
    }

  note (canonical, "duration", "%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, self->duration_min, self->duration_max);
}

static void
read_responses (RailCalendarCondition *self,
                const RailYaml *node,
                const char *file,
                GPtrArray *canonical,
                GPtrArray *problems)
{
  static const RailResponse known[] = {
    RAIL_RESPONSE_NEEDS_ACTION,
    RAIL_RESPONSE_ACCEPTED,
    RAIL_RESPONSE_TENTATIVE,
    RAIL_RESPONSE_DELEGATED,
  };
  g_auto (GStrv) names = node != NULL ? rail_yaml_dup_strings (node, file, problems) : NULL;

  if (names == NULL)
    return;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      guint bit = 0;

      for (gsize j = 0; j < G_N_ELEMENTS (known); j++)
        {
          if (g_str_equal (names[i], rail_response_to_string (known[j])))
            bit = 1u << known[j];
        }
      if (bit == 0)
        {
          refuse (node, file, "Write needs-action, accepted, tentative or delegated; declined meetings never match", problems);
          return;
        }
      self->responses |= bit;
    }

  if (self->responses == 0)
    refuse (node, file, "Write needs-action, accepted, tentative or delegated, or a list of them", problems);
  note (canonical, "response", "%u", self->responses);
}

static void
read_phase_span (RailCalendarCondition *self,
                 const RailYaml *node,
                 const char *file,
                 GPtrArray *canonical,
                 GPtrArray *problems)
{
  if (!rail_yaml_get_span (node, file, &self->span, problems))
    return;

  if (self->span <= 0 || self->span > MAX_PHASE_SPAN)
    refuse (node, file, "Write a span longer than nothing and at most 7d, such as 5m", problems);
  note (canonical, node->key, "%" G_GINT64_FORMAT, self->span);
}

static void
read_phase (RailCalendarCondition *self,
            const RailYaml *node,
            const char *file,
            GPtrArray *canonical,
            GPtrArray *problems)
{
  const RailYaml *before = rail_yaml_get (node, "before");
  const RailYaml *during = rail_yaml_get (node, "during");
  const RailYaml *after = rail_yaml_get (node, "after");
  gboolean value = FALSE;

  if ((before != NULL) + (during != NULL) + (after != NULL) != 1)
    {
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         file,
                         node->line,
                         "calendar-phase",
                         "Write exactly one of before: 5m, during: true and after: 10m",
                         before == NULL && during == NULL && after == NULL
                             ? "This calendar condition does not say when"
                             : "This calendar condition names more than one time");
      return;
    }

  if (before != NULL)
    {
      self->phase = RAIL_PHASE_BEFORE;
      read_phase_span (self, before, file, canonical, problems);
    }
  else if (after != NULL)
    {
      self->phase = RAIL_PHASE_AFTER;
      read_phase_span (self, after, file, canonical, problems);
    }
  else if (rail_yaml_get_boolean (during, file, &value, problems))
    {
      self->phase = RAIL_PHASE_DURING;
      if (!value)
        refuse (during, file, "Write during: true, or put the calendar condition below not:", problems);
      note (canonical, "during", "true");
    }
}

void
rail_leaf_parse_calendar (RailCalendarCondition *self,
                          const RailYaml *node,
                          const char *file,
                          GPtrArray *canonical,
                          GPtrArray *problems)
{
  static const char *const keys[] = {
    "title", "description", "calendar", "location", "category", "organizer", "attendees", "response", "recurring", "all-day", "duration", "before", "during", "after", NULL
  };

  rail_yaml_refuse_unknown_keys (node, file, keys, problems);

  self->title = read_patterns (node, "title", file, canonical, problems);
  self->description = read_patterns (node, "description", file, canonical, problems);
  self->calendar = read_patterns (node, "calendar", file, canonical, problems);
  self->location = read_patterns (node, "location", file, canonical, problems);
  self->category = read_patterns (node, "category", file, canonical, problems);
  read_organizer (self, node, file, canonical, problems);
  read_attendees (self, rail_yaml_get (node, "attendees"), file, canonical, problems);
  read_responses (self, rail_yaml_get (node, "response"), file, canonical, problems);
  self->recurring = read_tristate (node, "recurring", file, canonical, problems);
  self->all_day = read_tristate (node, "all-day", file, canonical, problems);
  read_duration (self, rail_yaml_get (node, "duration"), file, canonical, problems);
  read_phase (self, node, file, canonical, problems);
}

static gboolean
parse_weekday (const char *text,
               int *day)
{
  for (int i = 0; weekdays[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (text, weekdays[i]) == 0)
        {
          *day = i;
          return TRUE;
        }
    }

  return FALSE;
}

static void
read_days (RailTimeCondition *self,
           const RailYaml *node,
           const char *file,
           GPtrArray *canonical,
           GPtrArray *problems)
{
  g_auto (GStrv) names = NULL;

  self->days = 0x7f;
  if (node == NULL)
    return;
  names = rail_yaml_dup_strings (node, file, problems);
  if (names == NULL)
    return;

  self->days = 0;
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *low = NULL;
      g_autofree char *high = NULL;
      int from, to;

      if (!split_range (names[i], &low, &high) || !parse_weekday (low, &from) || !parse_weekday (high, &to))
        {
          self->days = 0;
          break;
        }

      /* "sat..mon" runs over the end of the week. */
      for (int day = from;; day = (day + 1) % 7)
        {
          self->days |= 1u << day;
          if (day == to)
            break;
        }
    }

  if (self->days == 0)
    refuse (node, file, "Write days and ranges of days: mon, [mon..fri], [tue, thu]", problems);
  note (canonical, "days", "%u", self->days);
}

/* "09:00" in minutes since midnight; "24:00" only where @midnight allows it. */
static gboolean
parse_clock (const char *text,
             gboolean midnight,
             int *minutes)
{
  if (strlen (text) != 5 || text[2] != ':' ||
      !g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[3]) || !g_ascii_isdigit (text[4]))
    return FALSE;

  *minutes = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';

  return text[3] < '6' && *minutes < 24 * 60 + (midnight ? 1 : 0);
}

static void
read_between (RailTimeCondition *self,
              const RailYaml *node,
              const char *file,
              GPtrArray *canonical,
              GPtrArray *problems)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (node == NULL)
    return;

  self->has_between = TRUE;
  if (node->kind != RAIL_YAML_SCALAR ||
      !split_range (node->scalar, &low, &high) ||
      !parse_clock (low, FALSE, &self->from) ||
      !parse_clock (high, TRUE, &self->to) ||
      self->from == self->to)
    {
      refuse (node, file, "Write two times of day, \"09:00..17:00\" or over midnight \"22:00..06:00\", in quotes", problems);
      return;
    }

  note (canonical, "between", "%d..%d", self->from, self->to);
}

static void
read_nth (RailTimeCondition *self,
          const RailYaml *node,
          const char *file,
          GPtrArray *canonical,
          GPtrArray *problems)
{
  static const char *const keys[] = { "day", "n", NULL };
  const RailYaml *day;
  const RailYaml *n;
  gint64 number = 0;

  if (node == NULL)
    return;

  self->has_nth = TRUE;
  day = node->kind == RAIL_YAML_MAPPING ? rail_yaml_get (node, "day") : NULL;
  n = node->kind == RAIL_YAML_MAPPING ? rail_yaml_get (node, "n") : NULL;
  if (day == NULL || n == NULL || day->kind != RAIL_YAML_SCALAR || !parse_weekday (day->scalar, &self->nth_day))
    {
      refuse (node, file, "Write nth: {day: fri, n: 1} for the first Friday of the month, n: -1 for the last", problems);
      return;
    }

  rail_yaml_refuse_unknown_keys (node, file, keys, problems);
  if (!rail_yaml_get_integer (n, file, -5, 5, &number, problems))
    return;
  if (number == 0)
    refuse (n, file, "Count from 1 at the month's start or from -1 at its end", problems);

  self->nth_n = (int) number;
  note (canonical, "nth", "%d,%d", self->nth_day, self->nth_n);
}

void
rail_leaf_parse_time (RailTimeCondition *self,
                      const RailYaml *node,
                      const char *file,
                      GPtrArray *canonical,
                      GPtrArray *problems)
{
  static const char *const keys[] = { "days", "between", "nth", NULL };

  rail_yaml_refuse_unknown_keys (node, file, keys, problems);

  read_days (self, rail_yaml_get (node, "days"), file, canonical, problems);
  read_between (self, rail_yaml_get (node, "between"), file, canonical, problems);
  read_nth (self, rail_yaml_get (node, "nth"), file, canonical, problems);

  if (node->children->len == 0)
    rail_problems_add (problems,
                       RAIL_SEVERITY_ERROR,
                       file,
                       node->line,
                       "bad-condition",
                       "Say when: days, between or nth",
                       "This time condition would hold at any time");
}
