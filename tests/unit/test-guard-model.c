#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "coach/guard-model.h"

#define N_FEATURES 4
#define N_CLASSES 3
#define HEAD 12
#define NAMES (HEAD + 8)
#define NUMBERS (NAMES + 16 * N_CLASSES)
#define HASHES (NUMBERS + 8 * N_CLASSES)
#define WEIGHTS (HASHES + 4 * N_FEATURES)
#define LENGTH (WEIGHTS + N_CLASSES * N_FEATURES)

static void
put (GByteArray *data,
     gsize at,
     const void *bytes,
     gsize length)
{
  memcpy (data->data + at, bytes, length);
}

static guint32
hash_of (const char *feature)
{
  guint32 hash = 2166136261u;

  for (const char *p = feature; *p != '\0'; p++)
    hash = (hash ^ (guint8) *p) * 16777619u;
  hash ^= hash >> 16;
  hash *= 0x85ebca6bu;

  return hash ^ hash >> 13;
}

static int
compare_hashes (gconstpointer a,
                gconstpointer b)
{
  guint32 one = *(const guint32 *) a;
  guint32 other = *(const guint32 *) b;

  return (one > other) - (one < other);
}

/* "ok", "violence" and "pay"; four features, without weight: the biases alone decide. */
static GByteArray *
make_model (float violence,
            float pay)
{
  static const guint8 head[] = { 'R', 'A', 'I', 'L', 'G', 'U', 'A', 'R', 'D', 0, 0, 4, N_CLASSES, 0, 0, 0, N_FEATURES, 0, 0, 0 };
  const float numbers[] = { 1, 1, 1, 0, violence, pay };
  guint32 hashes[N_FEATURES] = { hash_of ("enwsome"), hash_of ("enwwords"), hash_of ("enbsome words"), hash_of ("dewfrist") };
  GByteArray *data = g_byte_array_new ();

  g_byte_array_set_size (data, LENGTH);
  memset (data->data, 0, LENGTH);
  put (data, 0, head, sizeof head);
  put (data, NAMES, "ok", 2);
  put (data, NAMES + 16, "violence", 8);
  put (data, NAMES + 32, "pay", 3);
  put (data, NUMBERS, numbers, sizeof numbers);
  qsort (hashes, N_FEATURES, sizeof hashes[0], compare_hashes);
  for (gsize i = 0; i < N_FEATURES; i++)
    hashes[i] = GUINT32_TO_LE (hashes[i]);
  put (data, HASHES, hashes, sizeof hashes);

  return data;
}

static RailGuardModel *
load (const guint8 *data,
      gsize length,
      GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  guint8 digest[32];
  gsize digest_length = sizeof digest;

  g_checksum_update (checksum, data, (gssize) length);
  g_checksum_get_digest (checksum, digest, &digest_length);
  g_byte_array_append (sealed, data, (guint) length);
  g_byte_array_append (sealed, digest, sizeof digest);
  bytes = g_bytes_new (sealed->data, sealed->len);

  return rail_guard_model_new (bytes, error);
}

static void
assert_refused (GByteArray *data,
                gsize length,
                int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailGuardModel) model = load (data->data, length, &error);

  g_assert_null (model);
  g_assert_error (error, RAIL_ERROR, code);
}

static void
test_odds (void)
{
  g_autoptr (GByteArray) data = make_model (2, 1);
  g_autoptr (RailGuardModel) model = load (data->data, data->len, NULL);
  g_autoptr (RailGuardText) text = rail_guard_text_new ("some words", 10);
  double total = 1 + exp (2) + exp (1);
  RailGuardOdds odds;

  g_assert_nonnull (model);
  rail_guard_model_read (model, text, 0, 2, RAIL_GUARD_EN, &odds);
  g_assert_cmpfloat_with_epsilon (odds.ok, 1 / total, 1e-9);
  g_assert_cmpfloat_with_epsilon (odds.stop, exp (2) / total, 1e-9);
  g_assert_cmpfloat_with_epsilon (odds.caution, exp (1) / total, 1e-9);
  g_assert_cmpint (odds.stop_category, ==, RAIL_GUARD_VIOLENCE);
  g_assert_cmpint (odds.caution_category, ==, RAIL_GUARD_PAY);
}

/* Each weight of the class alike: longer sentences weigh the same. */
static void
test_weighing (void)
{
  g_autoptr (GByteArray) data = make_model (0, 0);
  g_autoptr (RailGuardModel) model = NULL;
  g_autoptr (RailGuardText) text = rail_guard_text_new ("some words", 10);
  double weights[2] = { 0 };

  for (gsize i = 0; i < N_FEATURES; i++)
    data->data[WEIGHTS + i * N_CLASSES + 1] = 5;
  model = load (data->data, data->len, NULL);
  rail_guard_model_weigh (model, text, 0, 2, RAIL_GUARD_EN, RAIL_GUARD_VIOLENCE, RAIL_GUARD_STOP, weights);
  g_assert_cmpfloat (weights[0], >, 0);
  g_assert_cmpfloat (weights[1], >, 0);
  rail_guard_model_weigh (model, text, 0, 2, RAIL_GUARD_EN, RAIL_GUARD_PAY, RAIL_GUARD_CAUTION, weights);
  g_assert_cmpfloat (weights[0], ==, 0);
}

/* A feature that the model has not counts among the words, not for anything; the same word in another language is another one. */
static void
test_unknown (void)
{
  static const struct
  {
    const char *text;
    RailGuardLanguage language;
    double stop;
  } cases[] = {
    { "frist", RAIL_GUARD_DE, 5 / M_SQRT2 },
    { "frist", RAIL_GUARD_EN, 0 },
    { "lunch", RAIL_GUARD_DE, 0 },
    { "frist lunch", RAIL_GUARD_DE, 5 / sqrt (5) },
  };
  g_autoptr (GByteArray) data = make_model (0, 0);
  g_autoptr (RailGuardModel) model = NULL;

  for (gsize i = 0; i < N_FEATURES; i++)
    data->data[WEIGHTS + i * N_CLASSES + 1] = 5;
  model = load (data->data, data->len, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailGuardText) text = rail_guard_text_new (cases[i].text, strlen (cases[i].text));
      RailGuardOdds odds;

      rail_guard_model_read (model, text, 0, text->words->len, cases[i].language, &odds);
      g_assert_cmpfloat_with_epsilon (odds.stop, exp (cases[i].stop) / (exp (cases[i].stop) + 2), 1e-9);
    }
}

static void
test_damaged (void)
{
  g_autoptr (GByteArray) data = make_model (0, 0);

  for (gsize i = 0; i < data->len; i += 97)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = g_bytes_new (data->data, data->len);
      g_autoptr (RailGuardModel) model = rail_guard_model_new (bytes, &error);

      g_assert_null (model);
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED);
    }
}

/* The checksum is right, what it covers is not. */
static void
test_cut (void)
{
  g_autoptr (GByteArray) data = make_model (0, 0);

  for (gsize length = 0; length < data->len; length += length < WEIGHTS ? 1 : 3)
    assert_refused (data, length, RAIL_ERROR_INVALID);
  g_byte_array_append (data, (const guint8 *) "x", 1);
  assert_refused (data, data->len, RAIL_ERROR_INVALID);
}

static void
test_lies (void)
{
  static const struct
  {
    gsize at;
    guint8 byte;
    int code;
  } lies[] = {
    { 0, 'X', RAIL_ERROR_INVALID },
    { 11, 5, RAIL_ERROR_NEWER },
    { HEAD, 1, RAIL_ERROR_INVALID },
    { HEAD, 33, RAIL_ERROR_INVALID },
    { HEAD + 3, 255, RAIL_ERROR_INVALID },
    { HEAD + 4, 3, RAIL_ERROR_INVALID },
    { HEAD + 4, 5, RAIL_ERROR_INVALID },
    { HEAD + 4, 40, RAIL_ERROR_INVALID },
    { HEAD + 7, 1, RAIL_ERROR_INVALID },
    { HASHES + 3, 255, RAIL_ERROR_INVALID },
    { NAMES, 'x', RAIL_ERROR_INVALID },
    { NAMES + 17, 'x', RAIL_ERROR_INVALID },
  };
  const float not_a_number = NAN;
  const float too_large = 1e9f;
  g_autoptr (GByteArray) numbers = make_model (0, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (GByteArray) data = make_model (0, 0);

      data->data[lies[i].at] = lies[i].byte;
      assert_refused (data, data->len, lies[i].code);
    }

  put (numbers, NUMBERS, &not_a_number, sizeof not_a_number);
  assert_refused (numbers, numbers->len, RAIL_ERROR_INVALID);
  put (numbers, NUMBERS, &too_large, sizeof too_large);
  assert_refused (numbers, numbers->len, RAIL_ERROR_INVALID);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guard-model/odds-add-up-and-name-their-categories", test_odds);
  g_test_add_func ("/guard-model/tells-which-words-weighed", test_weighing);
  g_test_add_func ("/guard-model/what-it-does-not-know-is-no-evidence", test_unknown);
  g_test_add_func ("/guard-model/nothing-is-believed-without-its-checksum", test_damaged);
  g_test_add_func ("/guard-model/a-file-of-the-wrong-length-is-refused", test_cut);
  g_test_add_func ("/guard-model/a-file-that-lies-is-refused", test_lies);

  return g_test_run ();
}
