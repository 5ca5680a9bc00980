#include "config.h"

#include "rules/rule.h"

static void
clear_window (RailWindowCondition *window)
{
  g_clear_pointer (&window->app, g_ptr_array_unref);
  g_clear_pointer (&window->title, g_ptr_array_unref);
  g_clear_pointer (&window->url, g_ptr_array_unref);
}

static void
clear_calendar (RailCalendarCondition *calendar)
{
  g_clear_pointer (&calendar->title, g_ptr_array_unref);
  g_clear_pointer (&calendar->description, g_ptr_array_unref);
  g_clear_pointer (&calendar->calendar, g_ptr_array_unref);
  g_clear_pointer (&calendar->location, g_ptr_array_unref);
  g_clear_pointer (&calendar->category, g_ptr_array_unref);
  g_clear_pointer (&calendar->organizer, g_ptr_array_unref);
}

void
rail_condition_free (RailCondition *self)
{
  if (self->kind == RAIL_CONDITION_WINDOW)
    clear_window (&self->window);
  else if (self->kind == RAIL_CONDITION_CALENDAR)
    clear_calendar (&self->calendar);

  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

RailTrigger *
rail_trigger_ref (RailTrigger *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_trigger_unref (RailTrigger *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->pack);
  g_free (self->aid);
  g_free (self->digest);
  g_clear_pointer (&self->when, rail_condition_free);
  g_free (self);
}

char *
rail_trigger_dup_path (const RailTrigger *self)
{
  return g_strconcat (self->pack, "/", self->aid, "/", self->id, NULL);
}
