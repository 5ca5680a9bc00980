#include "config.h"

#include "library/aid.h"

#include <string.h>

#include "base/duration.h"

#define ID_MAX_LENGTH 64

/* Brysbaert 2019: silent reading of English non-fiction. */
#define WORDS_PER_MINUTE 238

#define DEFAULT_REVIEW_DAYS 90
#define DEFAULT_PRIORITY 50

static const char *const kinds[] = {
  [RAIL_AID_CHECKLIST] = "checklist",
  [RAIL_AID_DECISION] = "decision",
  [RAIL_AID_PHRASES] = "phrases",
  [RAIL_AID_WALKTHROUGH] = "walkthrough",
  [RAIL_AID_VIDEO] = "video",
  [RAIL_AID_NOTE] = "note",
  [RAIL_AID_COACH] = "coach",
};

void
rail_span_free (RailSpan *self)
{
  g_free (self->target);
  g_free (self);
}

RailBlock *
rail_block_new (RailBlockKind kind,
                guint line,
                guint level)
{
  RailBlock *self = g_new0 (RailBlock, 1);

  self->kind = kind;
  self->line = line;
  self->level = level;
  self->spans = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_span_free);

  return self;
}

void
rail_block_free (RailBlock *self)
{
  g_free (self->text);
  g_ptr_array_unref (self->spans);
  g_free (self->key);
  g_free (self->node);
  g_free (self->target);
  g_free (self);
}

void
rail_block_cut (RailBlock *self,
                gsize length)
{
  while (length > 0 && g_ascii_isspace (self->text[length - 1]))
    length--;
  self->text[length] = '\0';

  for (guint i = self->spans->len; i > 0; i--)
    {
      RailSpan *span = g_ptr_array_index (self->spans, i - 1);

      if (span->start >= length)
        g_ptr_array_remove_index (self->spans, i - 1);
      else
        span->length = MIN (span->length, length - span->start);
    }
}

RailAid *
rail_aid_new (const char *pack,
              const char *id)
{
  RailAid *self = g_new0 (RailAid, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->pack = g_strdup (pack);
  self->id = g_strdup (id);
  self->moment = RAIL_MOMENT_APPLY;
  g_date_clear (&self->reviewed, 1);
  self->review_every = DEFAULT_REVIEW_DAYS;
  self->priority = DEFAULT_PRIORITY;
  self->keywords = g_new0 (char *, 1);
  self->audience = g_new0 (char *, 1);
  self->related = g_new0 (char *, 1);
  self->triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_block_free);

  return self;
}

RailAid *
rail_aid_ref (RailAid *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_aid_unref (RailAid *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->pack);
  g_free (self->id);
  g_free (self->title);
  g_free (self->task);
  g_free (self->owner);
  g_free (self->contact);
  g_free (self->deeper_title);
  g_free (self->deeper_url);
  g_strfreev (self->keywords);
  g_strfreev (self->audience);
  g_strfreev (self->related);
  g_ptr_array_unref (self->triggers);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

gboolean
rail_aid_is_id (const char *text)
{
  gsize length = strlen (text);

  return length >= 1 && length <= ID_MAX_LENGTH && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

const char *
rail_aid_kind_to_string (RailAidKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), "");

  return kinds[kind];
}

gboolean
rail_aid_kind_from_string (const char *text,
                           RailAidKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (!g_str_equal (kinds[i], text))
        continue;
      *kind = (RailAidKind) i;
      return TRUE;
    }

  return FALSE;
}

guint
rail_aid_get_reading_seconds (const RailAid *self)
{
  guint per_step = 5 * WORDS_PER_MINUTE;

  return (self->words * 60 + per_step - 1) / per_step * 5;
}

int
rail_aid_get_days_overdue (const RailAid *self,
                           gint64 now,
                           GTimeZone *zone)
{
  return rail_review_get_days_overdue (&self->reviewed, self->review_every, now, zone);
}

int
rail_review_get_days_overdue (const GDate *reviewed,
                              guint review_every,
                              gint64 now,
                              GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / RAIL_SECOND);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  GDate today;

  g_return_val_if_fail (local != NULL && g_date_valid (reviewed), 0);

  g_date_clear (&today, 1);
  g_date_set_dmy (&today,
                  (GDateDay) g_date_time_get_day_of_month (local),
                  (GDateMonth) g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));

  return g_date_days_between (reviewed, &today) - (int) review_every;
}

RailAid *
rail_aid_copy_without_body (const RailAid *self)
{
  RailAid *copy = rail_aid_new (self->pack, self->id);

  copy->title = g_strdup (self->title);
  copy->kind = self->kind;
  copy->task = g_strdup (self->task);
  copy->moment = self->moment;
  copy->owner = g_strdup (self->owner);
  copy->reviewed = self->reviewed;
  copy->review_every = self->review_every;
  copy->high_stakes = self->high_stakes;
  copy->contact = g_strdup (self->contact);
  copy->deeper_title = g_strdup (self->deeper_title);
  copy->deeper_url = g_strdup (self->deeper_url);
  copy->priority = self->priority;
  copy->words = self->words;
  copy->lines = self->lines;

  g_strfreev (copy->keywords);
  copy->keywords = g_strdupv (self->keywords);
  g_strfreev (copy->audience);
  copy->audience = g_strdupv (self->audience);
  g_strfreev (copy->related);
  copy->related = g_strdupv (self->related);

  /* Triggers are immutable: both aids hold the same ones. */
  g_ptr_array_unref (copy->triggers);
  copy->triggers = g_ptr_array_ref (self->triggers);

  return copy;
}
