#include "config.h"

#include "library/lint.h"

#include "base/problem.h"
#include "base/text-fold.h"
#include "library/aid-body.h"
#include "library/coach-lint.h"
#include "library/decision-lint.h"

/* Past two minutes nobody reads it in the moment; past nine steps people start to skip (see the rules for authors). */
#define MAX_SECONDS 120
#define MAX_STEPS 9
#define MAX_STEP_WORDS 20

typedef struct
{
  const RailPack *pack;
  const RailAid *aid;
  const char *file;
  gint64 now;
  GTimeZone *zone;
  GPtrArray *problems;
} Linter;

static char *
format_date (const GDate *date)
{
  return g_strdup_printf ("%04u-%02u-%02u", (guint) g_date_get_year (date), (guint) g_date_get_month (date), (guint) g_date_get_day (date));
}

static void
check_review (const Linter *self)
{
  const RailAid *aid = self->aid;
  int overdue = rail_aid_get_days_overdue (aid, self->now, self->zone);
  g_autofree char *reviewed = format_date (&aid->reviewed);

  /* Before the review itself: overdue counts from the day it falls due. */
  if (overdue + (int) aid->review_every < 0)
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, aid->lines.reviewed, "review-in-future", "Write the day the review took place", "The review of %s has not happened yet", reviewed);
  else if (overdue > 0)
    rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, aid->lines.reviewed, "review-overdue", "Check the aid with its owner and write the new date", "The review is overdue by %d days (last on %s, due every %u days)", overdue, reviewed, aid->review_every);
}

static void
check_contact (const Linter *self)
{
  const RailAid *aid = self->aid;

  if (aid->contact == NULL && aid->high_stakes)
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, aid->lines.stakes, "no-contact", "Write “contact: ” and a key of “contacts” in pack.yaml", "The stakes are high and nobody is named to turn to");
  if (aid->contact != NULL && rail_pack_get_contact (self->pack, aid->contact) == NULL)
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, aid->lines.contact, "unknown-contact", "Add it to “contacts” in pack.yaml, or correct the key", "There is no contact “%s” in the pack", aid->contact);
}

/* An aid that is there but cannot be read has a report of its own. */
static gboolean
has_aid (const Linter *self,
         const char *id)
{
  g_autofree char *name = g_strconcat (id, ".md", NULL);
  g_autofree char *path = g_build_filename (self->pack->folder, "aids", name, NULL);

  return rail_pack_get_aid (self->pack, id) != NULL || g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
check_mention (const Linter *self,
               const char *id,
               guint line)
{
  if (!has_aid (self, id))
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line, "unknown-aid", "Write the name of a file in aids/, without “.md”", "There is no aid “%s” in the pack", id);
}

static void
check_mentions (const Linter *self)
{
  for (gsize i = 0; self->aid->related[i] != NULL; i++)
    check_mention (self, self->aid->related[i], self->aid->lines.related);

  for (guint i = 0; i < self->aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (self->aid->blocks, i);

      for (guint j = 0; j < block->spans->len; j++)
        {
          const RailSpan *span = g_ptr_array_index (block->spans, j);

          if (span->style == RAIL_SPAN_LINK && rail_aid_is_id (span->target))
            check_mention (self, span->target, block->line);
        }
    }
}

static gboolean
says_and (const char *text)
{
  g_autofree char *folded = rail_text_fold (text);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  return g_strv_contains ((const char *const *) words, "and");
}

static void
check_task (const Linter *self)
{
  const RailAid *aid = self->aid;

  if (says_and (aid->task))
    rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, aid->lines.task, "two-tasks", "Write two aids, one for each", "The task has an “and” in it");
  if (aid->triggers->len == 0 && aid->keywords[0] == NULL)
    rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, aid->lines.title, "not-findable", "Write “triggers:” or “keywords:”", "The aid has neither a trigger nor a keyword");
}

static void
check_triggers (const Linter *self)
{
  for (guint i = 0; i < self->aid->triggers->len; i++)
    {
      const RailTrigger *trigger = g_ptr_array_index (self->aid->triggers, i);

      /* With a calendar leaf it is the meeting that keeps the trigger from firing again. */
      if (trigger->has_window && !trigger->has_calendar && trigger->cooldown == 0)
        rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, trigger->line, "no-cooldown", "Remove “cooldown: 0s” (the default is 4h), or write at least 30m", "The aid comes up every time the window does");
    }
}

static void
check_length (const Linter *self)
{
  const RailAid *aid = self->aid;
  guint seconds = rail_aid_get_reading_seconds (aid);
  guint steps = 0;

  if (seconds > MAX_SECONDS)
    rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, aid->lines.title, "too-long", "Cut it, or move the background behind “deeper”", "The aid takes %u s to read; more than %d s is no help in the moment", seconds, MAX_SECONDS);

  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);
      guint words = 0;

      if (block->kind != RAIL_BLOCK_STEP && block->kind != RAIL_BLOCK_ITEM)
        continue;

      words = rail_aid_body_count_words (block->text);
      if (words > MAX_STEP_WORDS)
        rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, block->line, "long-step", "Keep the act; put words to say into a quote below it", "The step has %u words; more than %d are not taken in at a glance", words, MAX_STEP_WORDS);
      if (++steps == MAX_STEPS + 1)
        rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, block->line, "too-many-steps", "Drop what nobody would skip, or write two aids", "The aid has more than %d steps", MAX_STEPS);
    }
}

static void
check_images (const Linter *self)
{
  for (guint i = 0; i < self->aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (self->aid->blocks, i);

      if (block->kind == RAIL_BLOCK_IMAGE && block->text[0] == '\0')
        rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->file, block->line, "no-alt-text", "Write what it shows between the brackets, ![...]", "The image “%s” says nothing to people who do not see it", block->target);
    }
}

static void
check_kind (const Linter *self)
{
  const RailAid *aid = self->aid;

  if (aid->kind == RAIL_AID_DECISION)
    rail_decision_lint (aid, self->file, self->problems);
  if (aid->kind == RAIL_AID_COACH)
    rail_coach_lint (aid, self->file, self->problems);
  if (aid->kind == RAIL_AID_VIDEO && !rail_aid_body_has_section (aid, "transcript"))
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, aid->lines.title, "no-transcript", "Write “## Transcript” and below it what is said", "The video has no transcript");
}

void
rail_lint_pack (const RailPack *pack,
                gint64 now,
                GTimeZone *zone,
                GPtrArray *problems)
{
  for (guint i = 0; i < pack->aids->len; i++)
    {
      const RailAid *aid = g_ptr_array_index (pack->aids, i);
      g_autofree char *name = g_strconcat (aid->id, ".md", NULL);
      g_autofree char *file = g_build_filename (pack->folder, "aids", name, NULL);
      const Linter self = { .pack = pack, .aid = aid, .file = file, .now = now, .zone = zone, .problems = problems };

      check_review (&self);
      check_task (&self);
      check_contact (&self);
      check_mentions (&self);
      check_triggers (&self);
      check_length (&self);
      check_images (&self);
      check_kind (&self);
    }
}
