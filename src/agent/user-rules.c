#include "config.h"

#include "agent/user-rules.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/problem.h"

/* More than anybody makes by hand; what is beyond it is left alone in the journal. */
#define MAX_TRIGGERS 500

struct _RailUserRules
{
  RailJournal *journal;
  RailLibrary *library;
  GPtrArray *triggers;   /* RailTrigger */
  GPtrArray *unreadable; /* RailOwnTrigger */
};

RailUserRules *
rail_user_rules_new (RailJournal *journal,
                     RailLibrary *library)
{
  RailUserRules *self = g_new0 (RailUserRules, 1);

  self->journal = journal;
  self->library = library;
  self->triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);
  self->unreadable = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_own_trigger_free);

  return self;
}

void
rail_user_rules_free (RailUserRules *self)
{
  g_ptr_array_unref (self->triggers);
  g_ptr_array_unref (self->unreadable);
  g_free (self);
}

static RailOwnTrigger *
copy (const RailOwnTrigger *own)
{
  RailOwnTrigger *self = g_new0 (RailOwnTrigger, 1);

  self->pack = g_strdup (own->pack);
  self->aid = g_strdup (own->aid);
  self->trigger = g_strdup (own->trigger);
  self->when = g_strdup (own->when);

  return self;
}

gboolean
rail_user_rules_load (RailUserRules *self,
                      GError **error)
{
  g_autoptr (GPtrArray) kept = rail_own_triggers_load (self->journal, error);

  if (kept == NULL)
    return FALSE;

  for (guint i = 0; i < MIN (kept->len, MAX_TRIGGERS); i++)
    {
      const RailOwnTrigger *own = g_ptr_array_index (kept, i);
      RailTrigger *trigger = rail_trigger_parse_when (own->when, own->pack, own->aid, NULL);

      if (trigger == NULL)
        {
          g_ptr_array_add (self->unreadable, copy (own));
          continue;
        }
      /* Its id is what it was given when it was made: mutes hang on it. */
      g_free (trigger->id);
      trigger->id = g_strdup (own->trigger);
      g_ptr_array_add (self->triggers, trigger);
    }

  return TRUE;
}

void
rail_user_rules_append (RailUserRules *self,
                        GPtrArray *triggers)
{
  for (guint i = 0; i < self->triggers->len; i++)
    {
      RailTrigger *trigger = g_ptr_array_index (self->triggers, i);

      if (rail_library_get_aid (self->library, trigger->pack, trigger->aid) != NULL)
        g_ptr_array_add (triggers, rail_trigger_ref (trigger));
    }
}

GPtrArray *
rail_user_rules_get_triggers (RailUserRules *self)
{
  return self->triggers;
}

GPtrArray *
rail_user_rules_get_unreadable (RailUserRules *self)
{
  return self->unreadable;
}

void
rail_user_rules_add_problems (RailUserRules *self,
                              GPtrArray *problems)
{
  for (guint i = 0; i < self->unreadable->len; i++)
    {
      const RailOwnTrigger *own = g_ptr_array_index (self->unreadable, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (RailTrigger) trigger = rail_trigger_parse_when (own->when, own->pack, own->aid, &error);

      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         _ ("Your own triggers"),
                         0,
                         "own-trigger",
                         _ ("Remove it in the preferences and make it anew."),
                         _ ("The trigger for %s/%s cannot be read: %s"),
                         own->pack,
                         own->aid,
                         error->message);
    }
}

static gboolean
remove_unreadable (RailUserRules *self,
                   const char *pack,
                   const char *aid,
                   const char *id)
{
  for (guint i = 0; i < self->unreadable->len; i++)
    {
      const RailOwnTrigger *own = g_ptr_array_index (self->unreadable, i);

      if (g_str_equal (own->pack, pack) && g_str_equal (own->aid, aid) && g_str_equal (own->trigger, id))
        {
          g_ptr_array_remove_index (self->unreadable, i);
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
find (RailUserRules *self,
      const char *pack,
      const char *aid,
      const char *id,
      guint *index)
{
  for (guint i = 0; i < self->triggers->len; i++)
    {
      const RailTrigger *trigger = g_ptr_array_index (self->triggers, i);

      if (g_str_equal (trigger->pack, pack) && g_str_equal (trigger->aid, aid) && g_str_equal (trigger->id, id))
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

RailTrigger *
rail_user_rules_add (RailUserRules *self,
                     const RailTriggerDraft *draft,
                     const char *pack,
                     const char *aid,
                     gint64 now,
                     GError **error)
{
  g_autofree char *when = rail_trigger_draft_dup_when (draft);
  g_autoptr (RailTrigger) trigger = NULL;
  guint index;

  if (!rail_library_is_loaded (self->library))
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_BUSY, _ ("Your packs are still being read; try again in a moment"));
      return NULL;
    }
  if (rail_library_get_aid (self->library, pack, aid) == NULL)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, _ ("There is no aid %s/%s"), pack, aid);
      return NULL;
    }
  if (self->triggers->len >= MAX_TRIGGERS)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, _ ("There are %d triggers of your own already; remove some first"), MAX_TRIGGERS);
      return NULL;
    }
  trigger = rail_trigger_parse_when (when, pack, aid, error);
  if (trigger == NULL)
    return NULL;

  if (!find (self, pack, aid, trigger->id, &index))
    {
      RailOwnTrigger own = { .pack = trigger->pack, .aid = trigger->aid, .trigger = trigger->id, .when = when };

      rail_own_triggers_add (self->journal, &own, now);
      index = self->triggers->len;
      g_ptr_array_add (self->triggers, g_steal_pointer (&trigger));
    }

  return g_ptr_array_index (self->triggers, index);
}

gboolean
rail_user_rules_remove (RailUserRules *self,
                        const char *pack,
                        const char *aid,
                        const char *trigger)
{
  guint index;

  if (find (self, pack, aid, trigger, &index))
    g_ptr_array_remove_index (self->triggers, index);
  else if (!remove_unreadable (self, pack, aid, trigger))
    return FALSE;

  rail_own_triggers_remove (self->journal, pack, aid, trigger);
  return TRUE;
}
