#include "config.h"

#include "ui/search-choice.h"

#include <glib/gi18n.h>

#include "ui/aid-icon.h"
#include "ui/review-text.h"

static RailSearchChoice *
new_choice (const char *section,
            const char *title,
            const char *icon)
{
  RailSearchChoice *self = g_new0 (RailSearchChoice, 1);

  self->section = g_strdup (section);
  self->occurrence_key = g_strdup ("");
  self->series_key = g_strdup ("");
  self->title = g_strdup (title);
  self->icon = icon;

  return self;
}

static char *
dup_overdue (const GDate *reviewed,
             guint review_every,
             gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  return rail_review_overdue_text_dup (reviewed, review_every, now, zone);
}

/* How it was found, where the title does not show it; NULL where it does. */
static char *
dup_way (const RailSearchHit *hit)
{
  if (hit->keyword != NULL)
    /* Translators: how a result was found: by a keyword its author gave it. */
    return g_strdup_printf (_ ("keyword “%s”"), hit->keyword);
  if (hit->match == RAIL_SEARCH_BY_BODY)
    /* Translators: how a result was found: the words stand inside it. */
    return g_strdup (_ ("found in its text"));

  return NULL;
}

static char *
join_facts (RailAidKind kind,
            guint reading_seconds,
            const char *pack_title,
            const char *way)
{
  g_autofree char *length = rail_reading_time_dup (reading_seconds);
  const char *facts[] = { rail_aid_icon_get_label (kind), length, pack_title, way, NULL };

  if (pack_title == NULL)
    {
      facts[2] = way;
      facts[3] = NULL;
    }

  return g_strjoinv (" · ", (char **) facts);
}

RailSearchChoice *
rail_search_choice_new_for_hit (const RailSearchHit *hit,
                                const char *section,
                                gint64 now)
{
  RailSearchChoice *self = new_choice (section, hit->title, rail_aid_icon_get_name (hit->kind));
  g_autofree char *way = dup_way (hit);

  self->pack = g_strdup (hit->pack);
  self->aid = g_strdup (hit->aid);
  self->facts = join_facts (hit->kind, hit->reading_seconds, hit->pack_title, way);
  self->overdue = dup_overdue (&hit->reviewed, hit->review_every, now);

  return self;
}

RailSearchChoice *
rail_search_choice_new_for_aid (const RailAid *aid,
                                const char *pack_title,
                                const char *section,
                                const char *reason,
                                gint64 now)
{
  RailSearchChoice *self = new_choice (section, aid->title, rail_aid_icon_get_name (aid->kind));

  self->pack = g_strdup (aid->pack);
  self->aid = g_strdup (aid->id);
  self->facts = reason != NULL ? g_strdup (reason) : join_facts (aid->kind, rail_aid_get_reading_seconds (aid), pack_title, NULL);
  self->overdue = dup_overdue (&aid->reviewed, aid->review_every, now);

  return self;
}

RailSearchChoice *
rail_search_choice_new_for_missing (const char *words,
                                    gboolean noted)
{
  /* Translators: above the one line of a search that found nothing. */
  g_autofree char *section = g_strdup_printf (_ ("Nothing found for “%s”"), words);
  RailSearchChoice *self = new_choice (section,
                                       noted ? _ ("Noted as missing") : _ ("Tell the owner this is missing"),
                                       noted ? "object-select-symbolic" : "document-edit-symbolic");

  self->facts = g_strdup (noted ? _ ("Only on this computer. Enter takes it back.")
                                : _ ("Keeps the words on this computer. Nothing is sent."));

  return self;
}

void
rail_search_choice_free (RailSearchChoice *self)
{
  g_free (self->section);
  g_free (self->pack);
  g_free (self->aid);
  g_free (self->occurrence_key);
  g_free (self->series_key);
  g_free (self->title);
  g_free (self->facts);
  g_free (self->overdue);
  g_free (self);
}

gboolean
rail_search_choice_equal (const RailSearchChoice *one,
                          const RailSearchChoice *other)
{
  return g_strcmp0 (one->pack, other->pack) == 0 && g_strcmp0 (one->aid, other->aid) == 0 &&
         g_str_equal (one->occurrence_key, other->occurrence_key);
}

char *
rail_search_choice_dup_spoken (const RailSearchChoice *self)
{
  /* The dots between the facts are for the eye. */
  g_auto (GStrv) facts = g_strsplit (self->facts, " · ", -1);
  g_autofree char *spoken_facts = g_strjoinv (", ", facts);
  const char *parts[] = { self->title, spoken_facts, self->overdue, NULL };

  return g_strjoinv (", ", (char **) parts);
}
