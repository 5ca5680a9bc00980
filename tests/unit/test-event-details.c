#include "config.h"

#include "context/event-details.h"
#include "unit/calendar-fixture.h"

static const char *const me[] = { "me@example.org", "me@work.example.org", NULL };

static RailOccurrence *
read_event_with_problems (const char *lines,
                          const char *const *my_addresses,
                          guint n_problems)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autofree char *text = g_strconcat ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261001T090000Z\r\n",
                                       lines,
                                       "END:VEVENT\r\nEND:VCALENDAR\r\n",
                                       NULL);
  RailCalendarReading reading = { .file = "work.ics", .my_addresses = my_addresses, .zone = zone };

  occurrences = rail_recurrence_expand (&reading, text, strlen (text), 0, G_MAXINT64, problems);
  g_assert_cmpuint (problems->len, ==, n_problems);
  g_assert_cmpuint (occurrences->len, ==, 1);
  return rail_occurrence_ref (g_ptr_array_index (occurrences, 0));
}

static RailOccurrence *
read_event (const char *lines,
            const char *const *my_addresses)
{
  return read_event_with_problems (lines, my_addresses, 0);
}

static void
test_texts (void)
{
  g_autoptr (RailOccurrence) occurrence = read_event ("SUMMARY;LANGUAGE=en:One\\, two\\; three \\\\ four\\nfive\r\n"
                                                      "DESCRIPTION:First\\nsecond\\Nthird\r\n"
                                                      "LOCATION:  Room 4 \r\n"
                                                      "CATEGORIES:People,Review\\, yearly\r\nCATEGORIES: HR ,,\r\n",
                                                      NULL);
  static const char *const categories[] = { "People", "Review, yearly", "HR", NULL };

  g_assert_cmpstr (occurrence->title, ==, "One, two; three \\ four five");
  g_assert_cmpstr (occurrence->description, ==, "First\nsecond\nthird");
  g_assert_cmpstr (occurrence->location, ==, "Room 4");
  g_assert_true (g_strv_equal ((const char *const *) occurrence->categories, categories));
}

static void
test_nothing_but_a_start (void)
{
  g_autoptr (RailOccurrence) occurrence = read_event ("", me);

  g_assert_cmpstr (occurrence->title, ==, "");
  g_assert_cmpstr (occurrence->description, ==, "");
  g_assert_cmpstr (occurrence->organizer, ==, "");
  g_assert_null (occurrence->categories[0]);
  g_assert_cmpint (occurrence->organizer_role, ==, RAIL_ORGANIZER_UNKNOWN);
  g_assert_cmpint (occurrence->response, ==, RAIL_RESPONSE_NONE);
  g_assert_cmpuint (occurrence->attendees, ==, 1);
  g_assert_false (occurrence->recurring || occurrence->cancelled || occurrence->tentative || occurrence->all_day);
}

static void
test_folded (void)
{
  /* A fold may stand anywhere, in a name and inside a character too, and begin with a tab. */
  g_autoptr (RailOccurrence) occurrence = read_event ("SUM\r\n MARY:Gr\303\r\n \274\303\237e\r\n\t aus K\303\266ln\r\n", NULL);

  g_assert_cmpstr (occurrence->title, ==, "Grüße aus Köln");
}

static void
test_control_characters (void)
{
  g_autoptr (RailOccurrence) occurrence = read_event ("SUMMARY:Red \033[31malert\a\r\nDESCRIPTION:One\ttab\b\r\n"
                                                      "ORGANIZER;CN=\"Mal\033[2Jlory\":mailto:m@example.org\r\n",
                                                      NULL);

  g_assert_cmpstr (occurrence->title, ==, "Red [31malert");
  g_assert_cmpstr (occurrence->description, ==, "One\ttab");
  g_assert_cmpstr (occurrence->organizer, ==, "Mal[2Jlory <m@example.org>");
}

static void
test_invalid_bytes (void)
{
  g_autoptr (RailOccurrence) occurrence = read_event_with_problems ("SUMMARY:Caf\351 \r\nDESCRIPTION:\377\376\r\n", NULL, 1);

  g_assert_cmpstr (occurrence->title, ==, "Caf\357\277\275");
  g_assert_cmpstr (occurrence->description, ==, "\357\277\275\357\277\275");
}

static void
test_limits (void)
{
  g_autoptr (GString) lines = g_string_new ("SUMMARY:x");
  g_autoptr (RailOccurrence) occurrence = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append (lines, "ü");
  g_string_append (lines, "\r\nDESCRIPTION:x");
  for (guint i = 0; i < 20000; i++)
    g_string_append (lines, "ü");
  g_string_append (lines, "\r\nLOCATION:");
  for (guint i = 0; i < 20000; i++)
    g_string_append_c (lines, '\377');
  g_string_append (lines, "\r\n");

  occurrence = read_event_with_problems (lines->str, NULL, 1);
  /* Cut between characters: the x moves all of them to odd places. */
  g_assert_cmpuint (strlen (occurrence->title), ==, 1023);
  g_assert_cmpuint (strlen (occurrence->description), ==, 16383);
  g_assert_cmpuint (strlen (occurrence->location), ==, 1023);
  g_assert_true (g_utf8_validate (occurrence->title, -1, NULL));
  g_assert_true (g_utf8_validate (occurrence->description, -1, NULL));
}

/* A million invitations are no meeting; the event stays, and so many of its people count. */
static void
test_crowds (void)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (RailOccurrence) occurrence = NULL;

  for (guint i = 0; i < 11000; i++)
    g_string_append_printf (lines, "ATTENDEE:mailto:p%u@example.org\r\n", i);

  occurrence = read_event (lines->str, NULL);
  g_assert_cmpuint (occurrence->attendees, ==, 10000);
}

static void
test_people_who_count (void)
{
  static const struct
  {
    const char *lines;
    guint attendees;
  } cases[] = {
    { "ORGANIZER:mailto:boss@example.org\r\n", 1 },
    { "ATTENDEE:mailto:a@example.org\r\n", 1 },
    { "ORGANIZER:mailto:boss@example.org\r\nATTENDEE:mailto:a@example.org\r\n", 2 },
    /* The organizer is one person, listed or not, whatever the case of the address. */
    { "ORGANIZER:mailto:boss@example.org\r\nATTENDEE:MAILTO:Boss@Example.org\r\nATTENDEE:mailto:a@example.org\r\n", 2 },
    { "ATTENDEE:mailto:a@example.org\r\nATTENDEE:mailto:a@example.org\r\n", 1 },
    { "ATTENDEE;PARTSTAT=DECLINED:mailto:a@example.org\r\nATTENDEE:mailto:b@example.org\r\nATTENDEE:mailto:c@example.org\r\n", 2 },
    { "ATTENDEE;CUTYPE=ROOM:mailto:room@example.org\r\nATTENDEE;CUTYPE=resource:mailto:beamer@example.org\r\n"
      "ATTENDEE;CUTYPE=GROUP:mailto:team@example.org\r\nATTENDEE;CUTYPE=INDIVIDUAL:mailto:a@example.org\r\n",
      2 },
    { "ORGANIZER:mailto:boss@example.org\r\nATTENDEE;PARTSTAT=DECLINED:mailto:boss@example.org\r\nATTENDEE:mailto:a@example.org\r\n", 1 },
    { "ATTENDEE;CN=\"Room: 4; second floor, left\";CUTYPE=ROOM:mailto:room@example.org\r\nATTENDEE:mailto:a@example.org\r\n", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailOccurrence) occurrence = read_event (cases[i].lines, NULL);

      g_test_message ("%s", cases[i].lines);
      g_assert_cmpuint (occurrence->attendees, ==, cases[i].attendees);
      g_assert_cmpint (occurrence->response, ==, RAIL_RESPONSE_NONE);
      g_assert_cmpint (occurrence->organizer_role, ==, RAIL_ORGANIZER_UNKNOWN);
    }
}

static void
test_my_part (void)
{
  static const struct
  {
    const char *lines;
    RailOrganizer role;
    RailResponse response;
  } cases[] = {
    { "ATTENDEE:mailto:me@example.org\r\n", RAIL_ORGANIZER_UNKNOWN, RAIL_RESPONSE_NEEDS_ACTION },
    { "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:Me@Example.org\r\n", RAIL_ORGANIZER_UNKNOWN, RAIL_RESPONSE_ACCEPTED },
    { "ATTENDEE;PARTSTAT=\"DECLINED\":mailto:me@work.example.org\r\n", RAIL_ORGANIZER_UNKNOWN, RAIL_RESPONSE_DECLINED },
    { "ATTENDEE;PARTSTAT=tentative:mailto:me@example.org\r\n", RAIL_ORGANIZER_UNKNOWN, RAIL_RESPONSE_TENTATIVE },
    { "ATTENDEE;PARTSTAT=DELEGATED:mailto:me@example.org\r\n", RAIL_ORGANIZER_UNKNOWN, RAIL_RESPONSE_DELEGATED },
    { "ATTENDEE;PARTSTAT=X-MAYBE:mailto:me@example.org\r\n", RAIL_ORGANIZER_UNKNOWN, RAIL_RESPONSE_NEEDS_ACTION },
    { "ORGANIZER:mailto:me@example.org\r\n", RAIL_ORGANIZER_ME, RAIL_RESPONSE_ACCEPTED },
    { "ORGANIZER:mailto:me@example.org\r\nATTENDEE:mailto:me@example.org\r\n", RAIL_ORGANIZER_ME, RAIL_RESPONSE_ACCEPTED },
    { "ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org\r\nORGANIZER:mailto:me@example.org\r\n", RAIL_ORGANIZER_ME, RAIL_RESPONSE_DECLINED },
    { "ORGANIZER:mailto:boss@example.org\r\n", RAIL_ORGANIZER_OTHER, RAIL_RESPONSE_NONE },
    { "ORGANIZER;EMAIL=me@example.org:/principal/7/\r\n", RAIL_ORGANIZER_ME, RAIL_RESPONSE_ACCEPTED },
    /* Invited twice: the address that has answered. */
    { "ATTENDEE:mailto:me@example.org\r\nATTENDEE;PARTSTAT=DECLINED:mailto:me@work.example.org\r\n", RAIL_ORGANIZER_UNKNOWN, RAIL_RESPONSE_DECLINED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailOccurrence) occurrence = read_event (cases[i].lines, me);

      g_test_message ("%s", cases[i].lines);
      g_assert_cmpint (occurrence->organizer_role, ==, cases[i].role);
      g_assert_cmpint (occurrence->response, ==, cases[i].response);
    }
}

static void
test_organizer (void)
{
  g_autoptr (RailOccurrence) named = read_event ("ORGANIZER;CN=\"The ^'Boss^', really\":mailto:Boss@Example.org\r\n", NULL);
  g_autoptr (RailOccurrence) unnamed = read_event ("ORGANIZER:mailto:boss@example.org\r\n", NULL);

  g_assert_cmpstr (named->organizer, ==, "The \"Boss\", really <boss@example.org>");
  g_assert_cmpstr (unnamed->organizer, ==, "boss@example.org");
}

static void
test_people (void)
{
  static const struct
  {
    const char *lines;
    const char *people;
  } cases[] = {
    { "", "" },
    { "ORGANIZER;CN=Grete Hönig:mailto:g@example.org\r\nATTENDEE;CN=Zoe Ahn:mailto:zoe@example.org\r\n", "Grete Hönig\nZoe Ahn" },
    { "ATTENDEE;CN=\"Rossi, Maria\":mailto:x7@example.org\r\n", "Maria Rossi" },
    { "ATTENDEE;CN=\"'Maria Rossi'\":mailto:x7@example.org\r\n", "Maria Rossi" },
    { "ATTENDEE;CN=^'Maria Rossi^':mailto:x7@example.org\r\n", "Maria Rossi" },
    { "ATTENDEE;CN=Maria Rossi <maria@example.org>:mailto:x7@example.org\r\n", "Maria Rossi" },
    /* Who has no name has at least an address, which may also stand where the name should. */
    { "ATTENDEE:mailto:maria.rossi2+work@example.org\r\n", "Maria Rossi" },
    { "ATTENDEE;CN=Maria_Rossi@example.org:mailto:x7@example.org\r\n", "Maria Rossi" },
    { "ATTENDEE;CN=\"mailto:anna-lena.koch@example.org\":mailto:x7@example.org\r\n", "Anna Lena Koch" },
    { "ATTENDEE;EMAIL=maria@example.org:/principal/7/\r\n", "Maria" },
    { "ATTENDEE:mailto:ölaf@example.org\r\n", "Ölaf" },
    /* Nobody in particular. */
    { "ATTENDEE:mailto:hr@example.org\r\nATTENDEE:mailto:team@example.org\r\nATTENDEE:mailto:c_188f2@group.example.org\r\nATTENDEE:/principal/7/\r\n", "" },
    { "ATTENDEE;CN=Room 4;CUTYPE=ROOM:mailto:room@example.org\r\nATTENDEE;CN=Beamer;CUTYPE=RESOURCE:mailto:b@example.org\r\n", "" },
    { "ATTENDEE;CN=Leadership;CUTYPE=GROUP:mailto:leadership@example.org\r\n", "" },
    /* Each once, who declined too, and never me. */
    { "ORGANIZER;CN=Zoe Ahn:mailto:zoe@example.org\r\nATTENDEE;CN=zoe ahn;PARTSTAT=DECLINED:mailto:zoe@example.org\r\n", "Zoe Ahn" },
    { "ATTENDEE;CN=Zoe Ahn;PARTSTAT=DECLINED:mailto:zoe@example.org\r\nATTENDEE;CN=Myself:mailto:ME@example.org\r\n", "Zoe Ahn" },
    { "ORGANIZER;CN=Myself:mailto:me@work.example.org\r\n", "" },
    /* A name is one line of text. */
    { "ATTENDEE;CN=Mal^nlory \033[2J\tX:mailto:x7@example.org\r\n", "Mal lory [2J X" },
    { "ATTENDEE;CN=\"  ,  \":mailto:x7@example.org\r\n", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailOccurrence) occurrence = read_event (cases[i].lines, me);

      g_test_message ("%s", cases[i].lines);
      g_assert_cmpstr (occurrence->people, ==, cases[i].people);
    }
}

/* Of a crowd so many names as are worth it; all count. */
static void
test_many_people (void)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GString) long_lines = g_string_new (NULL);
  g_autofree char *long_name = g_strnfill (300, 'x');
  g_autoptr (RailOccurrence) occurrence = NULL;
  g_autoptr (RailOccurrence) wordy = NULL;
  g_auto (GStrv) people = NULL;
  g_auto (GStrv) long_people = NULL;

  for (guint i = 0; i < 500; i++)
    {
      g_string_append_printf (lines, "ATTENDEE;CN=Ann %c%c:mailto:p%u@example.org\r\n", 'a' + i / 26, 'a' + i % 26, i);
      g_string_append_printf (long_lines, "ATTENDEE;CN=%u%s:mailto:p%u@example.org\r\n", i, long_name, i);
    }
  occurrence = read_event (lines->str, NULL);
  wordy = read_event (long_lines->str, NULL);

  people = g_strsplit (occurrence->people, "\n", -1);
  long_people = g_strsplit (wordy->people, "\n", -1);
  g_assert_cmpuint (occurrence->attendees, ==, 500);
  g_assert_cmpuint (g_strv_length (people), ==, RAIL_EVENT_MAX_PEOPLE);
  g_assert_cmpuint (strlen (long_people[0]), ==, 128);
  g_assert_cmpuint (strlen (wordy->people), <=, RAIL_EVENT_PEOPLE_MAX_BYTES);
  g_assert_cmpuint (g_strv_length (long_people), >, 10);
}

static void
test_status (void)
{
  g_autoptr (RailOccurrence) cancelled = read_event ("STATUS:CANCELLED\r\n", NULL);
  g_autoptr (RailOccurrence) tentative = read_event ("status:tentative\r\n", NULL);
  g_autoptr (RailOccurrence) confirmed = read_event ("STATUS:CONFIRMED\r\n", NULL);

  g_assert_true (cancelled->cancelled && !cancelled->tentative);
  g_assert_true (tentative->tentative && !tentative->cancelled);
  g_assert_false (confirmed->tentative || confirmed->cancelled);
}

static void
test_alarms_are_not_the_event (void)
{
  g_autoptr (RailOccurrence) occurrence = read_event ("SUMMARY:The event\r\nBEGIN:VALARM\r\nSUMMARY:The alarm\r\nDESCRIPTION:Ring\r\n"
                                                      "ATTENDEE:mailto:a@example.org\r\nATTENDEE:mailto:b@example.org\r\nDURATION:PT5M\r\nEND:VALARM\r\n",
                                                      NULL);

  g_assert_cmpstr (occurrence->title, ==, "The event");
  g_assert_cmpstr (occurrence->description, ==, "");
  g_assert_cmpuint (occurrence->attendees, ==, 1);
  g_assert_cmpint (occurrence->start, ==, occurrence->end);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/event-details/texts-are-unescaped", test_texts);
  g_test_add_func ("/event-details/an-event-with-nothing-but-a-start", test_nothing_but_a_start);
  g_test_add_func ("/event-details/folded-lines-are-joined", test_folded);
  g_test_add_func ("/event-details/invalid-bytes-are-replaced", test_invalid_bytes);
  g_test_add_func ("/event-details/control-characters-are-dropped", test_control_characters);
  g_test_add_func ("/event-details/long-texts-are-cut-between-characters", test_limits);
  g_test_add_func ("/event-details/who-counts-as-attending", test_people_who_count);
  g_test_add_func ("/event-details/crowds-are-counted-so-far", test_crowds);
  g_test_add_func ("/event-details/my-own-part-in-it", test_my_part);
  g_test_add_func ("/event-details/the-organizer-as-a-text", test_organizer);
  g_test_add_func ("/event-details/who-takes-part-by-name", test_people);
  g_test_add_func ("/event-details/the-names-of-a-crowd", test_many_people);
  g_test_add_func ("/event-details/status", test_status);
  g_test_add_func ("/event-details/an-alarm-is-not-the-event", test_alarms_are_not_the_event);

  return g_test_run ();
}
