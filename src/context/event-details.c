#include "config.h"

#include "context/event-details.h"

#include <string.h>

#include "context/content-line.h"
#include "context/person-name.h"

#define MAX_ATTENDEES 10000
#define MAX_CATEGORIES 100
#define PERSON_MAX_BYTES 512

typedef struct
{
  RailOccurrence *occurrence;
  const char *const *my_addresses;
  GPtrArray *categories;
  GHashTable *counted; /* addresses of the people who come */
  GHashTable *left;    /* addresses that do not count: declined, rooms, resources */
  GHashTable *named;   /* names in lower case: each stands once among the people */
  GString *people;
  char *organizer;   /* address, or NULL */
  gboolean answered; /* a PARTSTAT of mine is written */
} Reading;

/* Lower case, without "mailto:"; EMAIL helps where the value is a server's own path. Transfer full. */
static char *
dup_address (const RailContentLine *line)
{
  g_autofree char *value = rail_content_line_dup_value (line);
  g_autofree char *email = rail_content_line_dup_parameter (line, "EMAIL");
  const char *address = value;

  if (g_ascii_strncasecmp (value, "mailto:", strlen ("mailto:")) == 0)
    address = value + strlen ("mailto:");
  else if (email != NULL && *email != '\0')
    address = email;

  return g_utf8_strdown (address, -1);
}

static gboolean
is_me (const Reading *self,
       const char *address)
{
  return self->my_addresses != NULL && g_strv_contains (self->my_addresses, address);
}

static gboolean
equals (const char *text,
        const char *word)
{
  return text != NULL && g_ascii_strcasecmp (text, word) == 0;
}

/* RFC 5545 section 3.2.12: a value we do not know means NEEDS-ACTION. */
static RailResponse
read_response (const char *partstat)
{
  if (equals (partstat, "ACCEPTED"))
    return RAIL_RESPONSE_ACCEPTED;
  if (equals (partstat, "TENTATIVE"))
    return RAIL_RESPONSE_TENTATIVE;
  if (equals (partstat, "DECLINED"))
    return RAIL_RESPONSE_DECLINED;
  if (equals (partstat, "DELEGATED"))
    return RAIL_RESPONSE_DELEGATED;

  return RAIL_RESPONSE_NEEDS_ACTION;
}

/* Who declined is talked about as well; a group's name is everyday words. */
static gboolean
is_somebody (const char *kind)
{
  return !equals (kind, "ROOM") && !equals (kind, "RESOURCE") && !equals (kind, "GROUP");
}

static void
add_person (Reading *self,
            const char *name,
            const char *address)
{
  g_autofree char *person = is_me (self, address) ? NULL : rail_person_name_read (name, address);

  if (person == NULL || g_hash_table_size (self->named) >= RAIL_EVENT_MAX_PEOPLE ||
      self->people->len + 1 + strlen (person) > RAIL_EVENT_PEOPLE_MAX_BYTES || !g_hash_table_add (self->named, g_utf8_strdown (person, -1)))
    return;

  if (self->people->len > 0)
    g_string_append_c (self->people, '\n');
  g_string_append (self->people, person);
}

static void
read_attendee (Reading *self,
               const RailContentLine *line)
{
  g_autofree char *address = dup_address (line);
  g_autofree char *partstat = rail_content_line_dup_parameter (line, "PARTSTAT");
  g_autofree char *kind = rail_content_line_dup_parameter (line, "CUTYPE");
  g_autofree char *name = rail_content_line_dup_parameter (line, "CN");
  gboolean comes = !equals (partstat, "DECLINED") && !equals (kind, "ROOM") && !equals (kind, "RESOURCE");

  if (g_hash_table_size (self->counted) + g_hash_table_size (self->left) >= MAX_ATTENDEES)
    return;

  if (is_somebody (kind))
    add_person (self, name, address);

  /* Two addresses of mine may be invited: the answer that is written counts. */
  if (is_me (self, address) && !self->answered)
    {
      self->occurrence->response = read_response (partstat);
      self->answered = partstat != NULL;
    }
  g_hash_table_add (comes ? self->counted : self->left, g_steal_pointer (&address));
}

static void
read_organizer (Reading *self,
                const RailContentLine *line)
{
  g_autofree char *name = rail_content_line_dup_parameter (line, "CN");
  g_autofree char *address = dup_address (line);
  g_autofree char *both = NULL;
  g_autofree char *valid = NULL;

  if (self->organizer != NULL)
    return;

  add_person (self, name, address);
  if (name != NULL && *name != '\0')
    both = g_strdup_printf ("%s <%s>", name, address);
  else
    both = g_strdup (address);

  valid = g_utf8_substring (both, 0, MIN (g_utf8_strlen (both, -1), PERSON_MAX_BYTES / 4));
  g_free (self->occurrence->organizer);
  self->occurrence->organizer = g_strdelimit (g_steal_pointer (&valid), "\n\r\t", ' ');
  self->organizer = g_steal_pointer (&address);
}

static void
replace_text (char **text,
              const RailContentLine *line,
              gsize max_bytes,
              gboolean one_line)
{
  g_free (*text);
  *text = rail_content_line_dup_text (line, max_bytes);
  if (one_line)
    g_strdelimit (*text, "\n\r\t", ' ');
}

static void
read_line (Reading *self,
           const RailContentLine *line)
{
  RailOccurrence *occurrence = self->occurrence;

  if (rail_content_line_has_name (line, "SUMMARY"))
    replace_text (&occurrence->title, line, RAIL_EVENT_TITLE_MAX_BYTES, TRUE);
  else if (rail_content_line_has_name (line, "DESCRIPTION"))
    replace_text (&occurrence->description, line, RAIL_EVENT_DESCRIPTION_MAX_BYTES, FALSE);
  else if (rail_content_line_has_name (line, "LOCATION"))
    replace_text (&occurrence->location, line, RAIL_EVENT_LOCATION_MAX_BYTES, TRUE);
  else if (rail_content_line_has_name (line, "CATEGORIES"))
    rail_content_line_append_texts (line, PERSON_MAX_BYTES, MAX_CATEGORIES, self->categories);
  else if (rail_content_line_has_name (line, "ATTENDEE"))
    read_attendee (self, line);
  else if (rail_content_line_has_name (line, "ORGANIZER"))
    read_organizer (self, line);
  else if (rail_content_line_has_name (line, "STATUS"))
    {
      occurrence->cancelled = rail_content_line_has_value (line, "CANCELLED");
      occurrence->tentative = rail_content_line_has_value (line, "TENTATIVE");
    }
}

/* Everybody is known only at the end: the organizer may be listed among the attendees too, or have declined there. */
static void
finish_people (Reading *self)
{
  RailOccurrence *occurrence = self->occurrence;

  if (self->organizer != NULL)
    {
      if (!g_hash_table_contains (self->left, self->organizer))
        g_hash_table_add (self->counted, g_strdup (self->organizer));
      if (self->my_addresses != NULL)
        occurrence->organizer_role = is_me (self, self->organizer) ? RAIL_ORGANIZER_ME : RAIL_ORGANIZER_OTHER;
      if (occurrence->organizer_role == RAIL_ORGANIZER_ME && !self->answered)
        occurrence->response = RAIL_RESPONSE_ACCEPTED;
    }

  occurrence->attendees = MAX (1, g_hash_table_size (self->counted));
  rail_occurrence_set_people (occurrence, self->people->str);
}

RailOccurrence *
rail_event_details_read (const RailCalendarPart *part,
                         const char *const *my_addresses)
{
  g_autoptr (RailContentReader) reader = rail_content_reader_new (part->data, part->length, part->line);
  g_autoptr (RailOccurrence) occurrence = rail_occurrence_new ();
  g_autoptr (GPtrArray) categories = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) counted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) people = g_string_new (NULL);
  g_autofree char *organizer = NULL;
  Reading reading = { occurrence, my_addresses, categories, counted, left, named, people, NULL, FALSE };
  RailContentLine line;
  guint depth = 0;

  while (rail_content_reader_next (reader, &line))
    {
      if (rail_content_line_has_name (&line, "BEGIN"))
        depth++;
      else if (rail_content_line_has_name (&line, "END"))
        depth--;
      else if (depth == 1 && line.value != NULL)
        read_line (&reading, &line);
    }

  organizer = reading.organizer;
  finish_people (&reading);

  g_ptr_array_add (categories, NULL);
  g_strfreev (occurrence->categories);
  occurrence->categories = (char **) g_ptr_array_free (g_steal_pointer (&categories), FALSE);
  return g_steal_pointer (&occurrence);
}

gsize
rail_event_details_measure (const RailOccurrence *details)
{
  gsize size = sizeof *details + strlen (details->calendar) + strlen (details->uid) + strlen (details->title) +
               strlen (details->description) + strlen (details->location) + strlen (details->organizer) + strlen (details->people);

  for (guint i = 0; details->categories[i] != NULL; i++)
    size += strlen (details->categories[i]) + sizeof (char *);
  return size;
}
