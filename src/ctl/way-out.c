#include "config.h"

#include "ctl/way-out.h"

struct _RailWayOut
{
  RailJournal *journal; /* NULL where there is none */
  RailEgressDoor *door;
};

RailWayOut *
rail_way_out_open (GError **error)
{
  g_autofree char *path = rail_journal_dup_default_path ();
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_autoptr (RailJournal) journal = NULL;
  RailWayOut *self = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      journal = rail_journal_open (path, NULL, error);
      if (journal == NULL)
        {
          g_prefix_error (error, "Nothing was sent, for it could not be recorded: ");
          return NULL;
        }
    }

  self = g_new0 (RailWayOut, 1);
  self->door = rail_egress_door_new (policy, journal);
  self->journal = g_steal_pointer (&journal);

  return self;
}

void
rail_way_out_close (RailWayOut *self)
{
  rail_egress_door_close (self->door);
  rail_egress_door_free (self->door);
  if (self->journal != NULL)
    rail_journal_close (self->journal);
  g_clear_object (&self->journal);
  g_free (self);
}

RailHttpClient *
rail_way_out_get_client (RailWayOut *self)
{
  return rail_egress_door_get_client (self->door);
}
