#define G_LOG_DOMAIN "handrail-agent"

#include "config.h"

#include "agent/agent-journal.h"

#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/problem.h"

struct _RailAgentJournal
{
  RailJournal *journal;
  char *throw_away; /* the file used while the real journal cannot be opened, or NULL */
};

static RailJournal *
open_throw_away (RailAgentJournal *self,
                 GError **error)
{
  self->throw_away = g_strdup_printf ("%s/handrail-journal-%d.db", g_get_user_runtime_dir (), (int) getpid ());

  return rail_journal_open (self->throw_away, NULL, error);
}

RailAgentJournal *
rail_agent_journal_open (GPtrArray *problems,
                         GError **error)
{
  RailAgentJournal *self = g_new0 (RailAgentJournal, 1);
  g_autofree char *path = rail_journal_dup_default_path ();
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) open_error = NULL;

  self->journal = rail_journal_open (path, &set_aside, &open_error);
  if (self->journal == NULL)
    {
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         path,
                         0,
                         "journal-open",
                         _ ("The file is left as it is; nothing of this session is remembered."),
                         "%s",
                         open_error->message);
      self->journal = open_throw_away (self, error);
    }
  else if (set_aside != NULL)
    {
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         path,
                         0,
                         "journal-damaged",
                         NULL,
                         _ ("The journal was damaged; it was kept as %s and a new one begun"),
                         set_aside);
    }

  if (self->journal == NULL)
    {
      rail_agent_journal_close (self);
      return NULL;
    }
  return self;
}

void
rail_agent_journal_close (RailAgentJournal *self)
{
  if (self->journal != NULL)
    rail_journal_close (self->journal);
  g_clear_object (&self->journal);
  if (self->throw_away != NULL)
    g_unlink (self->throw_away);
  g_free (self->throw_away);
  g_free (self);
}

RailJournal *
rail_agent_journal_get (RailAgentJournal *self)
{
  return self->journal;
}

void
rail_agent_journal_report_failure (GPtrArray *problems,
                                   const GError *error)
{
  g_autofree char *path = rail_journal_dup_default_path ();

  g_warning ("The journal cannot be written: %s", error->message);
  g_ptr_array_set_size (problems, 0);
  rail_problems_add (problems,
                     RAIL_SEVERITY_ERROR,
                     path,
                     0,
                     "journal-write",
                     _ ("Free some disk space; what is shown meanwhile is not remembered."),
                     "%s",
                     error->message);
}
