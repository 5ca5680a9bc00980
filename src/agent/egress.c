#include "config.h"

#include "agent/egress.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "journal/egress-ledger.h"

struct _RailAgentEgress
{
  RailPolicy *policy;
  RailJournal *journal; /* NULL once closed */
  RailHttpClient *client;
};

static gboolean
may_send_cb (gpointer owner,
             const char *origin,
             const char *purpose,
             GError **error)
{
  RailAgentEgress *self = owner;

  if (self->journal == NULL)
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_REFUSED, _ ("Handrail is about to end"));
      return FALSE;
    }
  if (rail_policy_get_network (self->policy))
    return TRUE;

  g_set_error_literal (error,
                       RAIL_ERROR,
                       RAIL_ERROR_REFUSED,
                       rail_policy_is_locked (self->policy, "network") ? _ ("Your organisation does not allow Handrail to use the network")
                                                                       : _ ("Network access is switched off in the preferences"));
  return FALSE;
}

static void
finished_cb (gpointer owner,
             const RailHttpRecord *record)
{
  RailAgentEgress *self = owner;

  if (self->journal != NULL)
    rail_egress_ledger_record (self->journal, record);
}

RailAgentEgress *
rail_agent_egress_new (RailPolicy *policy,
                       RailJournal *journal)
{
  static const RailHttpObserver observer = { may_send_cb, finished_cb };
  RailAgentEgress *self = g_new0 (RailAgentEgress, 1);

  self->policy = g_object_ref (policy);
  self->journal = g_object_ref (journal);
  self->client = rail_http_client_new (&observer, self);
  return self;
}

void
rail_agent_egress_free (RailAgentEgress *self)
{
  rail_http_client_unref (self->client);
  g_object_unref (self->policy);
  g_clear_object (&self->journal);
  g_free (self);
}

RailHttpClient *
rail_agent_egress_get_client (RailAgentEgress *self)
{
  return self->client;
}

void
rail_agent_egress_close (RailAgentEgress *self)
{
  g_clear_object (&self->journal);
}
