#include "config.h"

#include "delivery/offer-list.h"

struct _RailOfferList
{
  GListStore *nudges;
  GPtrArray *offers; /* RailOffer, in the order of @nudges */
};

static void
free_offer (gpointer data)
{
  RailOffer *offer = data;

  g_object_unref (offer->nudge);
  g_clear_pointer (&offer->account, g_ptr_array_unref);
  g_free (offer);
}

RailOfferList *
rail_offer_list_new (void)
{
  RailOfferList *self = g_new0 (RailOfferList, 1);

  self->nudges = g_list_store_new (RAIL_TYPE_NUDGE);
  self->offers = g_ptr_array_new_with_free_func (free_offer);

  return self;
}

void
rail_offer_list_free (RailOfferList *self)
{
  g_object_unref (self->nudges);
  g_ptr_array_unref (self->offers);
  g_free (self);
}

GListModel *
rail_offer_list_get_nudges (RailOfferList *self)
{
  return G_LIST_MODEL (self->nudges);
}

guint
rail_offer_list_get_length (RailOfferList *self)
{
  return self->offers->len;
}

RailOffer *
rail_offer_list_get (RailOfferList *self,
                     guint index)
{
  return g_ptr_array_index (self->offers, index);
}

RailOffer *
rail_offer_list_add (RailOfferList *self,
                     RailNudge *nudge)
{
  RailOffer *offer = g_new0 (RailOffer, 1);
  int priority = rail_nudge_get_trigger (nudge)->priority;
  guint index = 0;

  while (index < self->offers->len &&
         rail_nudge_get_trigger (rail_offer_list_get (self, index)->nudge)->priority > priority)
    index++;

  offer->nudge = g_object_ref (nudge);
  g_ptr_array_insert (self->offers, (int) index, offer);
  g_list_store_insert (self->nudges, index, nudge);

  return offer;
}

void
rail_offer_list_remove (RailOfferList *self,
                        RailNudge *nudge)
{
  guint index;

  if (!g_list_store_find (self->nudges, nudge, &index))
    return;

  g_list_store_remove (self->nudges, index);
  g_ptr_array_remove_index (self->offers, index);
}

RailOffer *
rail_offer_list_find (RailOfferList *self,
                      RailNudge *nudge)
{
  for (guint i = 0; i < self->offers->len; i++)
    {
      RailOffer *offer = rail_offer_list_get (self, i);

      if (offer->nudge == nudge)
        return offer;
    }

  return NULL;
}

RailOffer *
rail_offer_list_find_aid (RailOfferList *self,
                          RailTrigger *trigger,
                          RailOccurrence *occurrence)
{
  for (guint i = 0; i < self->offers->len; i++)
    {
      RailOffer *offer = rail_offer_list_get (self, i);
      RailTrigger *other = rail_nudge_get_trigger (offer->nudge);

      if (g_str_equal (trigger->aid, other->aid) &&
          g_str_equal (trigger->pack, other->pack) &&
          rail_occurrence_is_same (occurrence, rail_nudge_get_occurrence (offer->nudge)))
        return offer;
    }

  return NULL;
}

RailOffer *
rail_offer_list_find_card (RailOfferList *self)
{
  for (guint i = 0; i < self->offers->len; i++)
    {
      RailOffer *offer = rail_offer_list_get (self, i);

      if (rail_nudge_get_state (offer->nudge) == RAIL_NUDGE_CARD)
        return offer;
    }

  return NULL;
}
