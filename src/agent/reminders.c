#define G_LOG_DOMAIN "handrail-reminders"

#include "config.h"

#include "agent/reminders.h"

#include <glib/gi18n-lib.h>

#include "base/duration.h"
#include "delivery/reminder-gate.h"
#include "journal/next-steps.h"

/* Of the notification; nudges' ids are other words. */
#define KEY "next-steps"

#define LATER RAIL_HOUR

/* A server that could not show it is not asked again before, whatever happens meanwhile. */
#define PATIENCE (5 * RAIL_MINUTE)

/* More lines than that no server shows. */
#define MAX_LINES 4

struct _RailReminders
{
  GObject parent_instance;

  RailNotifier *notifier;
  RailDelivery *delivery;
  RailJournal *journal;
  RailUiProcess *ui;

  GPtrArray *steps; /* RailNextStep that remind of themselves; NULL: to be read */
  GArray *shown;    /* gint64: ids of those on screen */
  gboolean neutral; /* what is on screen names none of them */
  gint64 next;
  gint64 patient_until;
};

G_DEFINE_FINAL_TYPE (RailReminders, rail_reminders, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_WANTS_UPDATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- what there is ---- */

static GPtrArray *
load (RailReminders *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = rail_next_steps_load (self->journal, &error);
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_next_step_free);

  if (all == NULL)
    g_warning ("Next steps cannot be read: %s", error->message);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const RailNextStep *step = g_ptr_array_index (all, i);

      if (step->remind_at != 0 && step->done == 0)
        g_ptr_array_add (steps, rail_next_step_copy (step));
    }

  return steps;
}

static gboolean
is_shown (RailReminders *self,
          gint64 id)
{
  for (guint i = 0; i < self->shown->len; i++)
    {
      if (g_array_index (self->shown, gint64, i) == id)
        return TRUE;
    }

  return FALSE;
}

/* Borrowed from the steps. */
static GPtrArray *
find_due (RailReminders *self,
          gint64 now,
          gboolean only_shown)
{
  GPtrArray *due = g_ptr_array_new ();

  for (guint i = 0; i < self->steps->len; i++)
    {
      RailNextStep *step = g_ptr_array_index (self->steps, i);

      if (step->remind_at <= now && (!only_shown || is_shown (self, step->id)))
        g_ptr_array_add (due, step);
    }

  return due;
}

static gint64
find_next (RailReminders *self,
           gint64 now)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->steps->len; i++)
    {
      const RailNextStep *step = g_ptr_array_index (self->steps, i);

      if (step->remind_at > now)
        next = MIN (next, step->remind_at);
    }

  return next;
}

/* ---- the notification ---- */

static char *
list (GPtrArray *due)
{
  guint n_lines = due->len > MAX_LINES ? MAX_LINES - 1 : due->len;
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    {
      const RailNextStep *step = g_ptr_array_index (due, i);

      g_string_append_printf (lines, "%s%s%s", i > 0 ? "\n" : "", due->len > 1 ? "• " : "", step->text);
    }
  if (n_lines < due->len)
    {
      g_string_append_c (lines, '\n');
      g_string_append_printf (lines, g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", due->len - n_lines), due->len - n_lines);
    }

  return g_string_free (lines, FALSE);
}

static gboolean
is_on_screen (RailReminders *self,
              GPtrArray *due)
{
  if (self->shown->len != due->len)
    return FALSE;

  for (guint i = 0; i < due->len; i++)
    {
      if (!is_shown (self, ((const RailNextStep *) g_ptr_array_index (due, i))->id))
        return FALSE;
    }

  return TRUE;
}

static void
take_down (RailReminders *self)
{
  if (self->shown->len > 0)
    rail_notifier_withdraw (self->notifier, KEY);
  g_array_set_size (self->shown, 0);
  self->neutral = FALSE;
}

static void
show (RailReminders *self,
      GPtrArray *due,
      gboolean neutral)
{
  g_autofree char *steps = list (due);
  g_autofree char *title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Your next step", "Your %u next steps", due->len), due->len);
  RailNotice notice = {
    .title = neutral ? _ ("A reminder you asked for") : title,
    .body = neutral ? _ ("Details when you open it.") : steps,
    .quiet = neutral,
    .done = due->len == 1 ? _ ("Done") : _ ("All Done"),
    .snooze = _ ("Later"),
  };

  if (is_on_screen (self, due) && self->neutral == neutral)
    return;

  g_array_set_size (self->shown, 0);
  for (guint i = 0; i < due->len; i++)
    g_array_append_val (self->shown, ((const RailNextStep *) g_ptr_array_index (due, i))->id);
  self->neutral = neutral;
  rail_notifier_show (self->notifier, KEY, &notice);
}

/* ---- from the screen to the journal ---- */

static void
written_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (RailReminders) self = user_data;
  g_autoptr (GError) error = NULL;

  /* Without room to write it is at least not said over and over again. */
  if (!rail_next_steps_finish (RAIL_JOURNAL (source), result, &error))
    {
      g_warning ("What came of a reminder cannot be written: %s", error->message);
      return;
    }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  rail_reminders_reread (self);
}

static void
forget (RailReminders *self,
        gint64 id)
{
  for (guint i = 0; self->steps != NULL && i < self->steps->len; i++)
    {
      if (((const RailNextStep *) g_ptr_array_index (self->steps, i))->id == id)
        g_ptr_array_remove_index (self->steps, i--);
    }
}

/* What was on screen is over for as long as the journal needs to say so too. */
static void
settle (RailReminders *self,
        gboolean done,
        gint64 remind_at)
{
  gint64 now = g_get_real_time ();

  for (guint i = 0; i < self->shown->len; i++)
    {
      gint64 id = g_array_index (self->shown, gint64, i);

      forget (self, id);
      if (done)
        rail_next_steps_set_done_async (self->journal, id, TRUE, now, written_cb, g_object_ref (self));
      else
        rail_next_steps_set_reminder_async (self->journal, id, remind_at, written_cb, g_object_ref (self));
    }
  take_down (self);
}

static gboolean
concerns (RailReminders *self,
          const char *key)
{
  return g_str_equal (key, KEY) && self->shown->len > 0;
}

static void
opened_cb (RailReminders *self,
           const char *key,
           const char *activation_token)
{
  if (!concerns (self, key))
    return;

  settle (self, FALSE, 0);
  rail_ui_process_activate_action (self->ui, "show-today", NULL, activation_token);
}

static void
done_cb (RailReminders *self,
         const char *key)
{
  if (concerns (self, key))
    settle (self, TRUE, 0);
}

static void
snoozed_cb (RailReminders *self,
            const char *key)
{
  if (concerns (self, key))
    settle (self, FALSE, g_get_real_time () + LATER);
}

static void
dismissed_cb (RailReminders *self,
              const char *key)
{
  if (concerns (self, key))
    settle (self, FALSE, 0);
}

/* One that went by is over, as on any desktop, and its step stands in Today. One that no server could show is still to come. */
static void
gone_cb (RailReminders *self,
         const char *key)
{
  if (!concerns (self, key))
    return;

  if (rail_notifier_get_state (self->notifier, NULL) != RAIL_PROVIDER_FAILED)
    {
      settle (self, FALSE, 0);
      return;
    }

  self->patient_until = g_get_real_time () + PATIENCE;
  take_down (self);
}

/* ---- the object ---- */

static void
rail_reminders_finalize (GObject *object)
{
  RailReminders *self = RAIL_REMINDERS (object);

  g_clear_object (&self->notifier);
  g_clear_object (&self->delivery);
  g_clear_object (&self->journal);
  g_clear_object (&self->ui);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_array_unref (self->shown);

  G_OBJECT_CLASS (rail_reminders_parent_class)->finalize (object);
}

static void
rail_reminders_class_init (RailRemindersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_reminders_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_REMINDERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_WANTS_UPDATE] = g_signal_new ("wants-update", RAIL_TYPE_REMINDERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_reminders_init (RailReminders *self)
{
  self->shown = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->next = G_MAXINT64;
}

RailReminders *
rail_reminders_new (RailNotifier *notifier,
                    RailDelivery *delivery,
                    RailJournal *journal,
                    RailUiProcess *ui)
{
  RailReminders *self = g_object_new (RAIL_TYPE_REMINDERS, NULL);

  self->notifier = g_object_ref (notifier);
  self->delivery = g_object_ref (delivery);
  self->journal = g_object_ref (journal);
  self->ui = g_object_ref (ui);
  g_signal_connect_object (notifier, "opened", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "snoozed", G_CALLBACK (snoozed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "dismissed", G_CALLBACK (dismissed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "gone", G_CALLBACK (gone_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
rail_reminders_reread (RailReminders *self)
{
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_signal_emit (self, signals[SIGNAL_WANTS_UPDATE], 0);
}

/* While it has to wait nothing new comes. What is on screen already stays there, but not on a locked screen, and not by name on a shared one. */
static void
hold (RailReminders *self,
      const RailVerdict *verdict,
      gint64 now)
{
  g_autoptr (GPtrArray) due = find_due (self, now, TRUE);

  if (verdict->until > now)
    self->next = MIN (self->next, verdict->until);
  if (due->len == 0 || verdict->reason == RAIL_GATE_LOCKED)
    take_down (self);
  else
    show (self, due, self->neutral || verdict->reason == RAIL_GATE_SHARING);
}

void
rail_reminders_update (RailReminders *self,
                       const RailContext *context)
{
  g_autoptr (GPtrArray) due = NULL;
  RailVerdict verdict;

  if (self->steps == NULL)
    self->steps = load (self);
  self->next = find_next (self, context->now);
  due = find_due (self, context->now, FALSE);
  if (due->len == 0)
    {
      take_down (self);
      return;
    }

  verdict = rail_reminder_gate_decide (rail_delivery_get_presence (self->delivery), rail_delivery_get_limits (self->delivery), context->now);
  if (verdict.kind == RAIL_VERDICT_HOLD)
    hold (self, &verdict, context->now);
  else if (context->now >= self->patient_until)
    /* Names that have left the screen do not come back to it. */
    show (self, due, verdict.neutral || self->neutral);
}

gint64
rail_reminders_get_next_moment (RailReminders *self)
{
  return self->next;
}
