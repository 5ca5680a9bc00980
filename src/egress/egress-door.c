#include "config.h"

#include "egress/egress-door.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "journal/egress-ledger.h"

struct _RailEgressDoor
{
  RailPolicy *policy;
  RailJournal *journal; /* NULL where there is none, and once closed */
  RailHttpClient *client;
  gboolean closed;
};

static gboolean
may_send_cb (gpointer owner,
             const char *origin,
             const char *purpose,
             GError **error)
{
  RailEgressDoor *self = owner;

  if (self->closed)
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_REFUSED, _ ("Handrail is about to end"));
      return FALSE;
    }
  if (rail_policy_get_network (self->policy))
    return TRUE;

  g_set_error_literal (error,
                       RAIL_ERROR,
                       RAIL_ERROR_REFUSED,
                       rail_policy_is_locked (self->policy, "network") ? _ ("Your organisation does not allow Handrail to use the network: nothing was sent")
                                                                       : _ ("Network access is switched off in the preferences: nothing was sent"));
  return FALSE;
}

static void
finished_cb (gpointer owner,
             const RailHttpRecord *record)
{
  RailEgressDoor *self = owner;

  if (self->journal != NULL)
    rail_egress_ledger_record (self->journal, record);
}

RailEgressDoor *
rail_egress_door_new (RailPolicy *policy,
                      RailJournal *journal)
{
  static const RailHttpObserver observer = { may_send_cb, finished_cb };
  RailEgressDoor *self = g_new0 (RailEgressDoor, 1);

  self->policy = g_object_ref (policy);
  self->journal = journal != NULL ? g_object_ref (journal) : NULL;
  self->client = rail_http_client_new (&observer, self);

  return self;
}

void
rail_egress_door_free (RailEgressDoor *self)
{
  rail_http_client_unref (self->client);
  g_object_unref (self->policy);
  g_clear_object (&self->journal);
  g_free (self);
}

RailHttpClient *
rail_egress_door_get_client (RailEgressDoor *self)
{
  return self->client;
}

void
rail_egress_door_close (RailEgressDoor *self)
{
  self->closed = TRUE;
  g_clear_object (&self->journal);
}
