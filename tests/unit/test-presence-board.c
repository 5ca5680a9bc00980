#include "config.h"

#include "platform/presence-board.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_words (void)
{
  g_autoptr (RailPresenceBoard) board = rail_presence_board_new ();
  guint changes = 0;

  g_signal_connect_swapped (board, "changed", G_CALLBACK (count_cb), &changes);
  g_assert_cmpint (rail_presence_board_get (board, RAIL_PRESENCE_LOCKED), ==, RAIL_PRESENCE_UNKNOWN);

  /* Silence is not "no", and does not outweigh it. */
  rail_presence_board_tell (board, "quiet", RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_LIMITED, "quiet");
  g_assert_cmpint (rail_presence_board_get (board, RAIL_PRESENCE_LOCKED), ==, RAIL_PRESENCE_UNKNOWN);
  g_assert_cmpuint (changes, ==, 0);
  rail_presence_board_tell (board, "saver", RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_NO, RAIL_PROVIDER_OK, "saver");
  g_assert_cmpint (rail_presence_board_get (board, RAIL_PRESENCE_LOCKED), ==, RAIL_PRESENCE_NO);

  /* One "yes" is enough, until the last one is taken back. */
  rail_presence_board_tell (board, "session", RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_YES, RAIL_PROVIDER_LIMITED, "session");
  g_assert_cmpint (rail_presence_board_get (board, RAIL_PRESENCE_LOCKED), ==, RAIL_PRESENCE_YES);
  rail_presence_board_tell (board, "saver", RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_YES, RAIL_PROVIDER_OK, "saver");
  rail_presence_board_tell (board, "session", RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_OFF, NULL);
  g_assert_cmpint (rail_presence_board_get (board, RAIL_PRESENCE_LOCKED), ==, RAIL_PRESENCE_YES);
  rail_presence_board_tell (board, "saver", RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_OFF, NULL);
  g_assert_cmpint (rail_presence_board_get (board, RAIL_PRESENCE_LOCKED), ==, RAIL_PRESENCE_UNKNOWN);
  g_assert_cmpuint (changes, ==, 3);

  g_assert_cmpint (rail_presence_board_get (board, RAIL_PRESENCE_SHARING), ==, RAIL_PRESENCE_UNKNOWN);
}

static void
test_health (void)
{
  g_autoptr (RailPresenceBoard) board = rail_presence_board_new ();
  g_autofree char *nobody = NULL;
  g_autofree char *limited = NULL;
  g_autofree char *well = NULL;

  g_assert_cmpint (rail_presence_board_get_health (board, RAIL_PRESENCE_DO_NOT_DISTURB, &nobody), ==, RAIL_PROVIDER_LIMITED);
  g_assert_cmpstr (nobody, ==, "It is not known whether do not disturb is on. This desktop does not tell.");

  rail_presence_board_tell (board, "a", RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_LIMITED, "A keeps it to itself.");
  g_assert_cmpint (rail_presence_board_get_health (board, RAIL_PRESENCE_DO_NOT_DISTURB, &limited), ==, RAIL_PROVIDER_LIMITED);
  g_assert_cmpstr (limited, ==, "It is not known whether do not disturb is on. A keeps it to itself.");

  rail_presence_board_tell (board, "b", RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_YES, RAIL_PROVIDER_OK, "B tells.");
  g_assert_cmpint (rail_presence_board_get_health (board, RAIL_PRESENCE_DO_NOT_DISTURB, &well), ==, RAIL_PROVIDER_OK);
  g_assert_cmpstr (well, ==, "Do not disturb is on. B tells.");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/presence-board/words/add-up-to-one-value", test_words);
  g_test_add_func ("/presence-board/health/says-what-is-known-and-from-where", test_health);

  return g_test_run ();
}
