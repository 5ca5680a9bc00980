#include "config.h"

#include "search/search-hit.h"

G_DEFINE_FINAL_TYPE (RailSearchHit, rail_search_hit, G_TYPE_OBJECT)

static void
rail_search_hit_finalize (GObject *object)
{
  RailSearchHit *self = RAIL_SEARCH_HIT (object);

  g_free (self->pack);
  g_free (self->aid);
  g_free (self->title);
  g_free (self->task);
  g_free (self->pack_title);
  g_free (self->keyword);

  G_OBJECT_CLASS (rail_search_hit_parent_class)->finalize (object);
}

static void
rail_search_hit_class_init (RailSearchHitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_search_hit_finalize;
}

static void
rail_search_hit_init (RailSearchHit *self)
{
  g_date_clear (&self->reviewed, 1);
}

RailSearchHit *
rail_search_hit_new (const char *pack,
                     const char *aid)
{
  RailSearchHit *self = g_object_new (RAIL_TYPE_SEARCH_HIT, NULL);

  self->pack = g_strdup (pack);
  self->aid = g_strdup (aid);

  return self;
}

char *
rail_search_hit_dup_path (const RailSearchHit *self)
{
  return g_strconcat (self->pack, "/", self->aid, NULL);
}

int
rail_search_hit_get_days_overdue (const RailSearchHit *self,
                                  gint64 now,
                                  GTimeZone *zone)
{
  return rail_review_get_days_overdue (&self->reviewed, self->review_every, now, zone);
}
