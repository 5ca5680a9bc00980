#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/problem.h"
#include "library/aid-parser.h"
#include "library/pack.h"
#include "testlib/scratch-folder.h"

#define MANIFEST "format: 1\nid: org.example.scratch\ntitle: Scratch\nversion: 7\nlanguage: en\nlicence: CC0-1.0\nowner: somebody\n"
#define AID "---\ntitle: A title\nkind: note\ntask: Do it\nowner: somebody\nreviewed: 2026-10-01\n---\nWords.\n"
#define AID_WITH_IMAGE "---\ntitle: A title\nkind: note\ntask: Do it\nowner: somebody\nreviewed: 2026-10-01\n---\nWords ![x](media/x.png)\n"

static void
assert_problem (GPtrArray *problems,
                guint index,
                const char *rule,
                const char *file_end,
                guint line)
{
  const RailProblem *problem = NULL;

  g_assert_cmpuint (index, <, problems->len);
  problem = g_ptr_array_index (problems, index);
  g_assert_cmpstr (problem->rule, ==, rule);
  g_assert_true (g_str_has_suffix (problem->file, file_end));
  g_assert_cmpuint (problem->line, ==, line);
}

static void
test_loads_every_kind (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", "packs", "good", NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = rail_pack_load (folder, problems);
  const RailContact *contact = NULL;
  guint kinds = 0;

  g_assert_nonnull (pack);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpstr (pack->folder, ==, folder);
  g_assert_cmpstr (pack->id, ==, "org.example.fixtures");
  g_assert_cmpstr (pack->title, ==, "Fixture pack");
  g_assert_cmpuint (pack->version, ==, 3);
  g_assert_cmpstr (pack->language, ==, "en");
  g_assert_cmpstr (pack->licence, ==, "CC0-1.0");
  g_assert_cmpstr (pack->owner, ==, "people-team@example.org");
  g_assert_cmpstr (pack->audience[0], ==, "managers");
  g_assert_cmpuint (pack->aids->len, ==, 7);

  for (guint i = 0; i < pack->aids->len; i++)
    {
      const RailAid *aid = g_ptr_array_index (pack->aids, i);

      kinds |= 1u << aid->kind;
      g_assert_cmpuint (aid->blocks->len, >, 0);
      g_assert_true (rail_pack_get_aid (pack, aid->id) == aid);
    }
  g_assert_cmpuint (kinds, ==, 0x7f);
  g_assert_null (rail_pack_get_aid (pack, "absent"));

  contact = rail_pack_get_contact (pack, "hr");
  g_assert_cmpstr (contact->name, ==, "People team");
  g_assert_cmpstr (contact->email, ==, "people@example.org");
  g_assert_cmpstr (contact->note, ==, "Weekdays from 9 to 17");
  g_assert_cmpstr (rail_pack_get_contact (pack, "legal")->email, ==, "");
  g_assert_null (rail_pack_get_contact (pack, "absent"));
}

static void
test_opens_without_aids (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", "packs", "good", NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = rail_pack_open (folder, problems);

  g_assert_nonnull (pack);
  g_assert_cmpuint (pack->aids->len, ==, 0);
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_one_bad_aid_leaves_the_others (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", "packs", "half-broken", NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = rail_pack_load (folder, problems);

  g_assert_nonnull (pack);
  g_assert_cmpuint (pack->aids->len, ==, 2);
  g_assert_nonnull (rail_pack_get_aid (pack, "fine"));
  g_assert_nonnull (rail_pack_get_aid (pack, "flawed"));
  g_assert_cmpuint (problems->len, ==, 5);
  assert_problem (problems, 0, "aid-id", "aids/Bad Name.md", 0);
  assert_problem (problems, 1, "missing-media", "aids/flawed.md", 10);
  assert_problem (problems, 2, "missing-key", "aids/no-owner.md", 2);
  assert_problem (problems, 3, "stray-file", "aids/notes.txt", 0);
  assert_problem (problems, 4, "open-front-matter", "aids/open-ended.md", 1);
}

static void
test_broken_manifests_are_refused (void)
{
  const struct
  {
    const char *text;
    const char *rule;
    guint line;
  } cases[] = {
    { "", "missing-key", 1 },
    { "- a\n", "bad-value", 1 },
    { "format: 2\nid: a\ntitle: x\nversion: 1\nlanguage: en\nlicence: x\nowner: x\n", "pack-format", 1 },
    { "format: 1\nid: A.B\ntitle: x\nversion: 1\nlanguage: en\nlicence: x\nowner: x\n", "bad-value", 2 },
    { "format: 1\nid: a..b\ntitle: x\nversion: 1\nlanguage: en\nlicence: x\nowner: x\n", "bad-value", 2 },
    { "format: 1\nid: ../b\ntitle: x\nversion: 1\nlanguage: en\nlicence: x\nowner: x\n", "bad-value", 2 },
    { "format: 1\nid: a\nversion: 1\nlanguage: en\nlicence: x\nowner: x\n", "missing-key", 1 },
    { "format: 1\nid: a\ntitle: x\nversion: 1.2\nlanguage: en\nlicence: x\nowner: x\n", "bad-value", 4 },
    { "format: 1\nid: a\ntitle: x\nversion: 0\nlanguage: en\nlicence: x\nowner: x\n", "bad-value", 4 },
    { "format: 1\nid: a\nid: b\n", "duplicate-key", 3 },
    { "format: [1\n", "yaml-syntax", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      ScratchFolder *folder = scratch_folder_new ();
      g_autoptr (RailPack) pack = NULL;

      g_test_message ("%s", cases[i].text);
      scratch_folder_write (folder, "pack.yaml", cases[i].text);
      pack = rail_pack_open (folder, problems);
      g_assert_null (pack);
      assert_problem (problems, 0, cases[i].rule, "pack.yaml", cases[i].line);
      scratch_folder_free (folder);
    }
}

static void
test_flawed_manifests_are_used (void)
{
  const struct
  {
    const char *keys;
    const char *rule;
    guint line;
  } cases[] = {
    { "licence: x\nowner: x\nlanguage: klingon!\n", "bad-value", 7 },
    { "licence: x\nowner: x\nlanguage: en\nlicense: y\n", "unknown-key", 8 },
    { "licence: x\nowner: x\nlanguage: en\ncontacts: hr\n", "bad-value", 8 },
    { "licence: x\nowner: x\nlanguage: en\ncontacts: {HR: {name: x}}\n", "bad-value", 8 },
    { "licence: x\nowner: x\nlanguage: en\ncontacts: {hr: {email: a@example.org}}\n", "missing-key", 8 },
    { "licence: x\nowner: x\nlanguage: en\ncontacts: {hr: {name: x, email: \"a@example.org?bcc=b@example.org\"}}\n", "bad-value", 8 },
    { "licence: x\nowner: x\nlanguage: en\ncontacts: {hr: {name: x, phone: y}}\n", "unknown-key", 8 },
    { "licence: x\nlanguage: en\n", "missing-key", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      ScratchFolder *folder = scratch_folder_new ();
      g_autofree char *text = g_strconcat ("format: 1\nid: a\ntitle: x\nversion: 1\n", cases[i].keys, NULL);
      g_autoptr (RailPack) pack = NULL;

      g_test_message ("%s", cases[i].keys);
      scratch_folder_write (folder, "pack.yaml", text);
      pack = rail_pack_open (folder, problems);
      g_assert_nonnull (pack);
      g_assert_cmpuint (problems->len, ==, 1);
      assert_problem (problems, 0, cases[i].rule, "pack.yaml", cases[i].line);
      if (rail_pack_get_contact (pack, "hr") != NULL)
        g_assert_cmpstr (rail_pack_get_contact (pack, "hr")->email, ==, "");
      scratch_folder_free (folder);
    }
}

static void
test_folders_that_are_no_packs (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autofree char *absent = g_build_filename (folder, "absent", NULL);

  g_assert_null (rail_pack_load (folder, problems));
  assert_problem (problems, 0, "no-pack", "pack.yaml", 0);
  g_assert_null (rail_pack_load (absent, problems));
  assert_problem (problems, 1, "no-pack", "absent", 0);

  scratch_folder_free (folder);
}

static void
test_a_pack_without_aids_says_so (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = NULL;

  scratch_folder_write (folder, "pack.yaml", MANIFEST);
  pack = rail_pack_load (folder, problems);
  g_assert_nonnull (pack);
  g_assert_cmpuint (problems->len, ==, 1);
  assert_problem (problems, 0, "no-aids", "aids", 0);
  g_assert_false (rail_problems_have_error (problems));

  scratch_folder_free (folder);
}

static void
test_links_out_of_the_pack_are_refused (void)
{
  ScratchFolder *outside = scratch_folder_new ();
  ScratchFolder *folder = scratch_folder_new ();
  g_autofree char *secret_aid = scratch_folder_write_bytes (outside, "secret.md", AID, -1);
  g_autofree char *secret_image = scratch_folder_write_bytes (outside, "secret.png", "x", 1);
  g_autofree char *aid_link = g_build_filename (folder, "aids", "leak.md", NULL);
  g_autofree char *image_link = g_build_filename (folder, "media", "x.png", NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = NULL;
  g_autoptr (RailAid) aid = NULL;
  g_autoptr (GError) error = NULL;

  scratch_folder_write (folder, "pack.yaml", MANIFEST);
  scratch_folder_write (folder, "aids/fine.md", AID_WITH_IMAGE);
  scratch_folder_write (folder, "media/real.png", "x");
  g_assert_cmpint (symlink (secret_aid, aid_link), ==, 0);
  g_assert_cmpint (symlink (secret_image, image_link), ==, 0);

  pack = rail_pack_load (folder, problems);
  g_assert_cmpuint (pack->aids->len, ==, 1);
  g_assert_cmpuint (problems->len, ==, 2);
  assert_problem (problems, 0, "outside-pack", "aids/fine.md", 8);
  assert_problem (problems, 1, "outside-pack", "aids/leak.md", 0);

  aid = rail_pack_load_aid (pack, "fine", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (aid->blocks->len, ==, 1);
  g_assert_null (rail_pack_load_aid (pack, "leak", &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);

  scratch_folder_free (folder);
  scratch_folder_free (outside);
}

static void
test_links_inside_the_pack_are_followed (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  g_autofree char *link = g_build_filename (folder, "media", "x.png", NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = NULL;

  scratch_folder_write (folder, "pack.yaml", MANIFEST);
  scratch_folder_write (folder, "aids/fine.md", AID_WITH_IMAGE);
  scratch_folder_write (folder, "media/real.png", "x");
  g_assert_cmpint (symlink ("real.png", link), ==, 0);

  pack = rail_pack_load (folder, problems);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (pack->aids->len, ==, 1);

  scratch_folder_free (folder);
}

static void
test_what_is_no_file_does_not_hold_it_up (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  g_autofree char *pipe_path = g_build_filename (folder, "aids", "pipe.md", NULL);
  g_autofree char *folder_path = g_build_filename (folder, "aids", "sub.md", NULL);
  g_autofree char *filler = g_strnfill (RAIL_AID_MAX_BYTES + 1, 'x');
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = NULL;

  scratch_folder_write (folder, "pack.yaml", MANIFEST);
  scratch_folder_write (folder, "aids/large.md", filler);
  scratch_folder_write (folder, "aids/.hidden.md", "x");
  scratch_folder_write (folder, "aids/backup.md~", "x");
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (folder_path, 0700), ==, 0);

  pack = rail_pack_load (folder, problems);
  g_assert_nonnull (pack);
  g_assert_cmpuint (pack->aids->len, ==, 0);
  g_assert_cmpuint (problems->len, ==, 3);
  /* Of a file too large no more was read than shows that it is. */
  assert_problem (problems, 0, "too-large", "aids/large.md", 0);
  g_assert_cmpstr (((RailProblem *) g_ptr_array_index (problems, 0))->message, ==, "The file cannot be used: it is larger than 64 KiB");
  assert_problem (problems, 1, "outside-pack", "aids/pipe.md", 0);
  assert_problem (problems, 2, "outside-pack", "aids/sub.md", 0);

  scratch_folder_free (folder);
}

static void
test_one_aid_at_a_time (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  const char *const absent[] = { "absent", "../fine", "", "fine.md", "/etc/passwd" };
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = NULL;
  g_autoptr (RailAid) aid = NULL;
  g_autoptr (GError) error = NULL;

  scratch_folder_write (folder, "pack.yaml", MANIFEST);
  scratch_folder_write (folder, "aids/fine.md", AID);
  scratch_folder_write (folder, "aids/broken.md", "Words\n");
  pack = rail_pack_open (folder, problems);

  aid = rail_pack_load_aid (pack, "fine", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (aid->pack, ==, "org.example.scratch");
  g_assert_cmpuint (aid->blocks->len, ==, 1);

  g_assert_null (rail_pack_load_aid (pack, "broken", &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "aids/broken.md:1"));
  g_clear_error (&error);

  for (gsize i = 0; i < G_N_ELEMENTS (absent); i++)
    {
      g_assert_null (rail_pack_load_aid (pack, absent[i], &error));
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }

  scratch_folder_free (folder);
}

static void
test_aids_are_sorted_by_id (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  const char *const ids[] = { "a", "a-b", "a-b-c", "b", "b1" };
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = NULL;

  scratch_folder_write (folder, "pack.yaml", MANIFEST);
  for (gsize i = G_N_ELEMENTS (ids); i > 0; i--)
    {
      g_autofree char *name = g_strdup_printf ("aids/%s.md", ids[i - 1]);

      scratch_folder_write (folder, name, AID);
    }

  pack = rail_pack_load (folder, problems);
  g_assert_cmpuint (pack->aids->len, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < pack->aids->len; i++)
    {
      g_assert_cmpstr (((const RailAid *) g_ptr_array_index (pack->aids, i))->id, ==, ids[i]);
      g_assert_nonnull (rail_pack_get_aid (pack, ids[i]));
    }

  scratch_folder_free (folder);
}

static void
test_aids_beyond_the_limit_are_left_out (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  g_autofree char *aids = g_build_filename (folder, "aids", NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) pack = NULL;

  scratch_folder_write (folder, "pack.yaml", MANIFEST);
  g_assert_cmpint (g_mkdir (aids, 0700), ==, 0);
  for (guint i = 0; i <= RAIL_PACK_MAX_AIDS; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/a-%u.md", aids, i);
      int fd = g_creat (path, 0600);

      g_assert_true (g_close (fd, NULL));
    }

  pack = rail_pack_load (folder, problems);
  g_assert_nonnull (pack);
  assert_problem (problems, 0, "too-many-aids", "aids", 0);
  g_assert_cmpuint (problems->len, ==, 1 + RAIL_PACK_MAX_AIDS);

  scratch_folder_free (folder);
}

static void
test_digests_follow_the_content (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailPack) first = NULL;
  g_autoptr (RailPack) same = NULL;
  g_autoptr (RailPack) edited = NULL;

  scratch_folder_write (folder, "pack.yaml", MANIFEST);
  scratch_folder_write (folder, "aids/fine.md", AID);
  first = rail_pack_load (folder, problems);
  same = rail_pack_load (folder, problems);
  scratch_folder_write (folder, "aids/fine.md", AID "\nMore words.\n");
  edited = rail_pack_load (folder, problems);

  g_assert_cmpstr (first->digest, ==, same->digest);
  g_assert_cmpstr (first->digest, !=, edited->digest);

  scratch_folder_free (folder);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pack/load/every-kind", test_loads_every_kind);
  g_test_add_func ("/pack/load/opens-without-aids", test_opens_without_aids);
  g_test_add_func ("/pack/load/one-bad-aid-leaves-the-others", test_one_bad_aid_leaves_the_others);
  g_test_add_func ("/pack/load/aids-are-sorted-by-id", test_aids_are_sorted_by_id);
  g_test_add_func ("/pack/load/aids-beyond-the-limit-are-left-out", test_aids_beyond_the_limit_are_left_out);
  g_test_add_func ("/pack/load/one-aid-at-a-time", test_one_aid_at_a_time);
  g_test_add_func ("/pack/load/digests-follow-the-content", test_digests_follow_the_content);
  g_test_add_func ("/pack/manifest/broken-ones-are-refused", test_broken_manifests_are_refused);
  g_test_add_func ("/pack/manifest/flawed-ones-are-used", test_flawed_manifests_are_used);
  g_test_add_func ("/pack/folder/that-is-no-pack", test_folders_that_are_no_packs);
  g_test_add_func ("/pack/folder/without-aids-says-so", test_a_pack_without_aids_says_so);
  g_test_add_func ("/pack/links/out-of-the-pack-are-refused", test_links_out_of_the_pack_are_refused);
  g_test_add_func ("/pack/links/inside-the-pack-are-followed", test_links_inside_the_pack_are_followed);
  g_test_add_func ("/pack/files/what-is-none-does-not-hold-it-up", test_what_is_no_file_does_not_hold_it_up);

  return g_test_run ();
}
