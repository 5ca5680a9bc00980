#include "config.h"

#include "context/event-glance.h"

#include <string.h>

#include "context/civil-time.h"
#include "context/rule-reach.h"

/* A hostile file may name a new time zone in every event. */
#define MAX_ZONES 1000

/* Far below where calendar-event.c cuts, which counts the bytes after each invalid one has become three. */
#define UID_MAX_BYTES 300

#define SPAN_MAX_BYTES 63

#define HASH_SEED ((guint32) 2166136261u)
#define HASH_PRIME ((guint32) 16777619u)

typedef enum
{
  LINE_OTHER,
  LINE_UID,
  LINE_WHOLE, /* its value was read already, so it must not go on */
} LineKind;

typedef struct
{
  gboolean is_set;
  gboolean is_read;
  RailCivilTime time;
  GString *parameters; /* as they are written */
} Edge;

struct _RailEventGlance
{
  gint64 from;
  gint64 to;
  GHashTable *zones;   /* parameters of times that were seen, as they are written */
  GString *parameters; /* those of the line at hand */

  /* Of the event at hand. */
  gboolean odd;
  gboolean varied; /* more than one rule, dates, or in the place of another */
  GString *rule;   /* the one that there is, or "" */
  gboolean has_news;
  gboolean lacks_colon; /* the line so far; a parameter may be folded before the value begins */
  LineKind kind;        /* of the line so far */
  Edge start;
  Edge end;
  gint64 length; /* of DURATION, in seconds */
  gboolean has_uid;
  gboolean odd_uid;
  gsize uid_bytes;   /* as they are written */
  gsize uid_counted; /* those of them that the key is made of */
  guint32 key;
};

RailEventGlance *
rail_event_glance_new (gint64 from,
                       gint64 to)
{
  RailEventGlance *self = g_new0 (RailEventGlance, 1);

  self->from = from;
  self->to = to;
  self->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->parameters = g_string_new (NULL);
  self->rule = g_string_new (NULL);
  self->start.parameters = g_string_new (NULL);
  self->end.parameters = g_string_new (NULL);
  return self;
}

void
rail_event_glance_free (RailEventGlance *self)
{
  g_hash_table_unref (self->zones);
  g_string_free (self->parameters, TRUE);
  g_string_free (self->rule, TRUE);
  g_string_free (self->start.parameters, TRUE);
  g_string_free (self->end.parameters, TRUE);
  g_free (self);
}

void
rail_event_glance_begin (RailEventGlance *self)
{
  self->odd = FALSE;
  self->varied = FALSE;
  g_string_truncate (self->rule, 0);
  self->has_news = FALSE;
  self->lacks_colon = FALSE;
  self->kind = LINE_WHOLE;
  self->start.is_set = self->start.is_read = FALSE;
  self->end.is_set = self->end.is_read = FALSE;
  self->length = 0;
  self->has_uid = FALSE;
  self->odd_uid = FALSE;
  self->uid_bytes = 0;
  self->uid_counted = 0;
  self->key = HASH_SEED;
}

/* ASCII letters and digits only: folding, escapes, spaces and bytes that are no UTF-8 leave the key as it is. */
static guint32
hash (guint32 key,
      const char *text,
      gsize length,
      gsize *counted)
{
  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isalnum (text[i]))
        {
          key = (key ^ (guchar) text[i]) * HASH_PRIME;
          (*counted)++;
        }
    }
  return key;
}

guint32
rail_event_glance_hash_uid (const char *uid,
                            gsize length)
{
  gsize counted = 0;

  return hash (HASH_SEED, uid, length, &counted);
}

static void
add_to_uid (RailEventGlance *self,
            const char *text,
            gsize length)
{
  self->key = hash (self->key, text, length, &self->uid_counted);
  self->uid_bytes += length;
  if (memchr (text, '\\', length) != NULL || self->uid_bytes > UID_MAX_BYTES)
    self->odd_uid = TRUE;
}

/* Whether the line's name is @name, in any case. @line ends the name with ':' or ';'. */
static gboolean
is_named (const char *line,
          gsize length,
          const char *name)
{
  gsize name_length = strlen (name);

  return length > name_length && (line[name_length] == ':' || line[name_length] == ';') && g_ascii_strncasecmp (line, name, name_length) == 0;
}

/* Only where @time is a local one: otherwise nobody asks for its zone, and the next to name it is the first. */
static void
note_zone (RailEventGlance *self,
           const RailCivilTime *time)
{
  if (time->is_date || time->is_utc || self->parameters->len == 0 || g_hash_table_contains (self->zones, self->parameters->str))
    return;

  if (g_hash_table_size (self->zones) < MAX_ZONES)
    {
      g_hash_table_add (self->zones, g_strdup (self->parameters->str));
      self->has_news = TRUE;
    }
  else
    {
      self->odd = TRUE;
    }
}

/* The value of a line that stands on this line of the file as a whole; FALSE, and the event is odd, where that is not certain. */
static gboolean
split (RailEventGlance *self,
       const char *line,
       gsize length,
       gsize name_length,
       const char **value,
       gsize *value_length)
{
  const char *parameters = line + name_length;
  const char *end = line + length;
  const char *colon = parameters;
  gboolean quoted = FALSE;

  for (; colon < end && (quoted || *colon != ':'); colon++)
    {
      if (*colon == '"')
        quoted = !quoted;
    }
  if (colon == end)
    {
      self->odd = TRUE;
      return FALSE;
    }

  *value = colon + 1;
  *value_length = (gsize) (end - *value);
  while (*value_length > 0 && g_ascii_isspace (**value))
    {
      (*value)++;
      (*value_length)--;
    }
  while (*value_length > 0 && g_ascii_isspace ((*value)[*value_length - 1]))
    (*value_length)--;

  g_string_truncate (self->parameters, 0);
  g_string_append_len (self->parameters, parameters, colon - parameters);
  return TRUE;
}

/* Of a list of dates or periods. */
static gsize
get_first_length (const char *value,
                  gsize length)
{
  gsize first = 0;

  while (first < length && value[first] != ',' && value[first] != '/')
    first++;
  return first;
}

/* Such an event is read anyway; only the zones it names are of interest. */
static void
read_varied (RailEventGlance *self,
             const char *line,
             gsize length,
             gsize name_length)
{
  const char *value;
  gsize value_length;
  RailCivilTime time;

  self->varied = TRUE;
  if (split (self, line, length, name_length, &value, &value_length) &&
      rail_civil_time_parse (value, get_first_length (value, value_length), &time))
    note_zone (self, &time);
}

/* What is excluded reaches nowhere, so that it need only be readable. */
static void
read_excluded (RailEventGlance *self,
               const char *line,
               gsize length)
{
  const char *value;
  gsize value_length;
  RailCivilTime time;

  self->kind = LINE_WHOLE;
  if (!split (self, line, length, strlen ("EXDATE"), &value, &value_length))
    return;

  while (TRUE)
    {
      const char *comma = memchr (value, ',', value_length);
      gsize first = comma != NULL ? (gsize) (comma - value) : value_length;

      if (rail_civil_time_parse (value, first, &time))
        note_zone (self, &time);
      else
        self->odd = TRUE;
      if (comma == NULL || self->odd)
        return;
      value += first + 1;
      value_length -= first + 1;
    }
}

static void
read_rule (RailEventGlance *self,
           const char *line,
           gsize length)
{
  const char *value;
  gsize value_length;

  if (self->rule->len > 0)
    self->varied = TRUE;
  self->kind = LINE_WHOLE;
  if (split (self, line, length, strlen ("RRULE"), &value, &value_length) && memchr (value, '\0', value_length) == NULL)
    g_string_append_len (self->rule, value, (gssize) value_length);
  /* None that can be read must not pass for none at all. */
  self->varied = self->varied || self->rule->len == 0;
}

static void
read_edge (RailEventGlance *self,
           Edge *edge,
           const char *line,
           gsize length,
           gsize name_length)
{
  const char *value;
  gsize value_length;

  /* Of several the first that can be read counts. */
  if (edge->is_read || !split (self, line, length, name_length, &value, &value_length) ||
      !rail_civil_time_parse (value, value_length, &edge->time))
    {
      edge->is_set = TRUE;
      self->odd = TRUE;
      return;
    }

  note_zone (self, &edge->time);
  self->odd = self->odd || edge->is_set;
  edge->is_set = TRUE;
  edge->is_read = TRUE;
  g_string_assign (edge->parameters, self->parameters->str);
  self->kind = LINE_WHOLE;
}

static void
read_duration (RailEventGlance *self,
               const char *line,
               gsize length)
{
  char text[SPAN_MAX_BYTES + 1];
  const char *value;
  gsize value_length;
  RailCivilSpan span = { -1, -1 };

  if (split (self, line, length, strlen ("DURATION"), &value, &value_length) && value_length <= SPAN_MAX_BYTES)
    {
      memcpy (text, value, value_length);
      text[value_length] = '\0';
      self->odd = self->odd || !rail_civil_span_parse (text, &span);
    }

  self->odd = self->odd || span.days < 0 || span.seconds < 0;
  self->length = MAX (self->length, span.days * RAIL_CIVIL_DAY + span.seconds);
  self->kind = LINE_WHOLE;
}

static void
read_uid (RailEventGlance *self,
          const char *line,
          gsize length)
{
  const char *colon = memchr (line, ':', length);

  self->odd_uid = self->odd_uid || self->has_uid || colon == NULL || line[strlen ("UID")] != ':';
  self->has_uid = TRUE;
  self->kind = LINE_UID;
  if (colon != NULL)
    add_to_uid (self, colon + 1, (gsize) (line + length - colon - 1));
}

static void
add_property (RailEventGlance *self,
              const char *line,
              gsize length)
{
  switch (g_ascii_toupper (*line))
    {
    case 'D':
      if (is_named (line, length, "DTSTART"))
        read_edge (self, &self->start, line, length, strlen ("DTSTART"));
      else if (is_named (line, length, "DTEND"))
        read_edge (self, &self->end, line, length, strlen ("DTEND"));
      else if (is_named (line, length, "DURATION"))
        read_duration (self, line, length);
      break;
    case 'U':
      if (is_named (line, length, "UID"))
        read_uid (self, line, length);
      break;
    case 'R':
      if (is_named (line, length, "RRULE"))
        read_rule (self, line, length);
      else if (is_named (line, length, "RDATE"))
        read_varied (self, line, length, strlen ("RDATE"));
      else if (is_named (line, length, "RECURRENCE-ID"))
        read_varied (self, line, length, strlen ("RECURRENCE-ID"));
      break;
    case 'E':
      if (is_named (line, length, "EXRULE"))
        self->varied = TRUE;
      else if (is_named (line, length, "EXDATE"))
        read_excluded (self, line, length);
      break;
    default:
      break;
    }
}

/* What is not BEGIN:NAME or END:NAME opens and closes nothing for calendar-parts.c, yet may do so for a reader of content lines. */
static void
read_bracket (RailEventGlance *self,
              const char *line,
              guint depth)
{
  gboolean begins = g_ascii_toupper (*line) == 'B';

  self->odd = self->odd || line[begins ? strlen ("BEGIN") : strlen ("END")] != ':' || (!begins && depth == 0);
  self->kind = LINE_WHOLE;
}

static void
add_continuation (RailEventGlance *self,
                  const char *text,
                  gsize length)
{
  self->lacks_colon = self->lacks_colon && memchr (text, ':', length) == NULL;
  if (self->kind == LINE_WHOLE)
    self->odd = TRUE;
  else if (self->kind == LINE_UID)
    add_to_uid (self, text, length);
}

void
rail_event_glance_add_line (RailEventGlance *self,
                            const char *text,
                            gsize length,
                            guint depth)
{
  while (length > 0 && text[length - 1] == '\r')
    length--;

  if (length > 0 && (*text == ' ' || *text == '\t'))
    {
      add_continuation (self, text, length);
      return;
    }

  /* Of a line without a colon only a problem can be made, and a name that is folded in its middle is not understood here. */
  if (self->lacks_colon || length == 0 || (memchr (text, ':', length) == NULL && memchr (text, ';', length) == NULL))
    self->odd = TRUE;
  self->lacks_colon = depth == 0 && memchr (text, ':', length) == NULL;
  self->kind = LINE_OTHER;

  if (is_named (text, length, "BEGIN") || is_named (text, length, "END"))
    read_bracket (self, text, depth);
  else if (depth == 0 && length > 0)
    add_property (self, text, length);
}

/* The clocks jump in the small hours, where an end written after its start may lie before it. */
static gboolean
ends_after_start (const RailEventGlance *self)
{
  gint64 second = self->start.time.seconds - rail_civil_day_of (self->start.time.seconds) * RAIL_CIVIL_DAY;

  if (!self->end.is_set)
    return TRUE;

  return g_string_equal (self->end.parameters, self->start.parameters) && self->end.time.is_date == self->start.time.is_date && self->end.time.is_utc == self->start.time.is_utc &&
         self->end.time.seconds >= self->start.time.seconds &&
         (self->start.time.is_date || self->start.time.is_utc || second >= 4 * 3600);
}

static gboolean
lies_outside (const RailEventGlance *self)
{
  gint64 start = self->start.time.seconds;
  gint64 length = MAX (self->length, self->end.is_set ? self->end.time.seconds - start : 0);
  gint64 last = start;

  if (self->rule->len > 0 && !rail_rule_reach (self->rule->str, &self->start.time, &last))
    return FALSE;

  /* A day lasts at least a day. */
  return last + length + RAIL_CIVIL_DAY < self->from || start - RAIL_CIVIL_DAY > self->to;
}

void
rail_event_glance_end (RailEventGlance *self,
                       RailEventImpression *impression)
{
  gboolean plain = !self->odd && !self->varied && !self->lacks_colon && self->start.is_set && ends_after_start (self);

  impression->has_key = self->has_uid && !self->odd && !self->odd_uid && self->uid_counted > 0;
  impression->key = self->key;
  impression->has_news = self->has_news;
  impression->matters = !plain || !impression->has_key || !lies_outside (self);
}
