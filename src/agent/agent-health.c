#include "config.h"

#include "agent/agent-health.h"

#include <glib/gi18n-lib.h>

#include "platform/provider-state.h"
#include "rules/rule-health.h"

struct _RailAgentHealth
{
  RailLibrary *library;
  RailCalendars *calendars;
  RailAgentNotifications *notifications;
  RailSurroundings *surroundings;
  RailAgentAutostart *autostart;
  RailUserRules *user_rules;
  RailSearchShortcut *shortcut;
  RailWindowWatcherX11 *watcher; /* NULL without an X server */
  char *watcher_error;
  RailLibraryIndex *index; /* NULL until set */
  GPtrArray *own_problems; /* RailProblem */
};

RailAgentHealth *
rail_agent_health_new (RailLibrary *library,
                       RailCalendars *calendars,
                       RailAgentNotifications *notifications,
                       RailSurroundings *surroundings,
                       RailAgentAutostart *autostart,
                       RailUserRules *user_rules,
                       RailSearchShortcut *shortcut)
{
  RailAgentHealth *self = g_new0 (RailAgentHealth, 1);

  self->library = library;
  self->calendars = calendars;
  self->notifications = notifications;
  self->surroundings = surroundings;
  self->autostart = autostart;
  self->user_rules = user_rules;
  self->shortcut = shortcut;
  self->own_problems = rail_problems_new ();

  return self;
}

void
rail_agent_health_free (RailAgentHealth *self)
{
  g_free (self->watcher_error);
  g_ptr_array_unref (self->own_problems);
  g_free (self);
}

void
rail_agent_health_set_watcher (RailAgentHealth *self,
                               RailWindowWatcherX11 *watcher,
                               const char *error)
{
  self->watcher = watcher;
  g_free (self->watcher_error);
  self->watcher_error = g_strdup (error);
}

void
rail_agent_health_set_index (RailAgentHealth *self,
                             RailLibraryIndex *index)
{
  self->index = index;
}

GPtrArray *
rail_agent_health_get_own_problems (RailAgentHealth *self)
{
  return self->own_problems;
}

GPtrArray *
rail_agent_health_dup_problems (RailAgentHealth *self)
{
  g_autoptr (GPtrArray) triggers = rail_library_dup_triggers (self->library);
  GPtrArray *problems = rail_problems_new ();

  rail_problems_append (problems, self->own_problems);
  rail_rule_health_add_problems (triggers, problems);
  rail_problems_append (problems, rail_library_get_problems (self->library));
  rail_calendars_add_problems (self->calendars, problems);
  if (self->index != NULL)
    rail_library_index_add_problems (self->index, problems);
  rail_user_rules_add_problems (self->user_rules, problems);
  rail_search_shortcut_add_problems (self->shortcut, problems);

  return problems;
}

static void
add_windows (RailAgentHealth *self,
             GVariantBuilder *providers)
{
  const char *detail = self->watcher_error;
  RailProviderState state = RAIL_PROVIDER_FAILED;

  if (self->watcher != NULL)
    state = rail_window_watcher_x11_get_state (self->watcher, &detail);

  rail_provider_state_add (providers, _ ("Windows"), state, detail);
}

static void
add_notifications (RailAgentHealth *self,
                   GVariantBuilder *providers)
{
  const char *detail = NULL;
  RailProviderState state = rail_agent_notifications_get_state (self->notifications, &detail);

  rail_provider_state_add (providers, _ ("Notifications"), state, detail);
}

void
rail_agent_health_build_providers (RailAgentHealth *self,
                                   GVariantBuilder *providers)
{
  add_windows (self, providers);
  rail_calendars_build_providers (self->calendars, providers);
  add_notifications (self, providers);
  rail_surroundings_build_providers (self->surroundings, providers);
  rail_agent_autostart_build_provider (self->autostart, providers);
  rail_search_shortcut_build_provider (self->shortcut, providers);
}
