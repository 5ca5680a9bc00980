#include "config.h"

#include "context/person-name.h"

#include <string.h>

/* A word that is all there is of a name must not be one that everybody uses: "hr" would be taken out of every question. */
#define MIN_ONLY_WORD 3
#define MAX_WORDS 4

/* Boxes of no person in particular. */
static gboolean
is_role (const char *box)
{
  static const char *const roles[] = { "abuse", "admin", "all", "billing", "booking", "calendar", "contact", "events", "everyone", "ftp", "hello", "help", "hostmaster", "info", "invite", "invitations", "kontakt", "mail", "mailer-daemon", "marketing", "meetings", "news", "no-reply", "no_reply", "noc", "noreply", "notifications", "office", "people", "postmaster", "reception", "resource", "room", "sales", "security", "service", "staff", "support", "team", "unknownorganizer", "webmaster", "www", NULL };

  return g_strv_contains (roles, box);
}

/* Without quotation marks and white space around it, and without an address in brackets behind it. */
static char *
dup_trimmed (const char *name)
{
  static const gunichar marks[] = { '"', '\'', '`', 0x2018, 0x2019, 0x201a, 0x201c, 0x201d, 0x201e, 0x00ab, 0x00bb };
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  const char *start = valid;
  const char *end = valid + strcspn (valid, "<");
  gboolean more = TRUE;

  while (more && start < end)
    {
      const char *last = g_utf8_prev_char (end);
      gunichar first_character = g_utf8_get_char (start);
      gunichar last_character = g_utf8_get_char (last);
      gboolean first_goes = g_unichar_isspace (first_character);
      gboolean last_goes = g_unichar_isspace (last_character);

      for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
        {
          first_goes = first_goes || first_character == marks[i];
          last_goes = last_goes || last_character == marks[i];
        }
      if (last_goes)
        end = last;
      else if (first_goes)
        start = g_utf8_next_char (start);
      more = first_goes || last_goes;
    }

  return g_strndup (start, (gsize) (end - start));
}

/* "Schmidt, Anna" is "Anna Schmidt"; with more commas nobody knows what is what. */
static char *
dup_turned (const char *name)
{
  const char *comma = strchr (name, ',');
  g_autofree char *last = NULL;
  g_autofree char *first = NULL;

  if (comma == NULL || strchr (comma + 1, ',') != NULL)
    return g_strdup (name);

  last = g_strstrip (g_strndup (name, (gsize) (comma - name)));
  first = g_strstrip (g_strdup (comma + 1));

  return *last != '\0' && *first != '\0' ? g_strconcat (first, " ", last, NULL) : g_strconcat (first, last, NULL);
}

/* One line without control characters, at most so many bytes, cut between characters. Takes @name; NULL when nothing with a letter is left. */
static char *
finish (char *name)
{
  g_autofree char *owned = name;
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean has_letter = FALSE;

  for (const char *at = owned; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_isspace (character))
        character = ' ';
      if (g_unichar_iscntrl (character) || (character == ' ' && (line->len == 0 || line->str[line->len - 1] == ' ')))
        continue;
      if (line->len + (gsize) g_unichar_to_utf8 (character, NULL) > RAIL_PERSON_NAME_MAX_BYTES)
        break;
      has_letter = has_letter || g_unichar_isalpha (character);
      g_string_append_unichar (line, character);
    }

  return has_letter ? g_strchomp (g_string_free (g_steal_pointer (&line), FALSE)) : NULL;
}

/* The letters of @part, the first of them large; NULL where digits stand before the end: then it is a number of somebody or something. */
static char *
dup_word (const char *part)
{
  g_autofree char *letters = g_strdup (part);
  g_autoptr (GString) word = g_string_new (NULL);

  for (gsize length = strlen (letters); length > 0 && g_ascii_isdigit (letters[length - 1]); length--)
    letters[length - 1] = '\0';
  if (*letters == '\0' || strpbrk (letters, "0123456789=/") != NULL)
    return NULL;

  g_string_append_unichar (word, g_unichar_totitle (g_utf8_get_char (letters)));
  g_string_append (word, g_utf8_next_char (letters));

  return g_string_free (g_steal_pointer (&word), FALSE);
}

/* "anna.schmidt2+work@example.org" is "Anna Schmidt". */
static char *
dup_from_address (const char *address)
{
  g_autofree char *box = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = NULL;
  const char *at = strrchr (address, '@');

  if (at == NULL)
    return NULL;
  box = g_strndup (address, MIN ((gsize) (at - address), strcspn (address, "+")));
  if (is_role (box))
    return NULL;

  parts = g_strsplit_set (box, "._-", -1);
  for (guint i = 0; parts[i] != NULL && words->len < MAX_WORDS; i++)
    {
      char *word = dup_word (parts[i]);

      if (word != NULL)
        g_ptr_array_add (words, word);
    }
  if (words->len == 0 || (words->len == 1 && g_utf8_strlen (words->pdata[0], -1) < MIN_ONLY_WORD))
    return NULL;

  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

char *
rail_person_name_read (const char *name,
                       const char *address)
{
  g_autofree char *trimmed = dup_trimmed (name != NULL ? name : "");
  const char *written = g_ascii_strncasecmp (trimmed, "mailto:", strlen ("mailto:")) == 0 ? trimmed + strlen ("mailto:") : trimmed;
  g_autofree char *valid = g_utf8_make_valid (address, -1);
  char *found = NULL;

  /* Many calendars write the address again where the name should be. */
  if (strchr (written, '@') != NULL)
    found = dup_from_address (written);
  else if (*written != '\0')
    found = dup_turned (written);
  if (found == NULL)
    found = dup_from_address (valid);

  return found != NULL ? finish (found) : NULL;
}
