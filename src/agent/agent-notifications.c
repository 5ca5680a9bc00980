#include "config.h"

#include "agent/agent-notifications.h"

#include <glib/gi18n-lib.h>

#include "agent/nudge-report.h"
#include "base/duration.h"
#include "platform/notifier.h"
#include "rules/explanation.h"

#define SNOOZE (5 * RAIL_MINUTE)

struct _RailAgentNotifications
{
  GObject parent_instance;

  RailDelivery *delivery;
  RailLibrary *library;
  RailUiProcess *ui;
  RailNotifier *notifier;
  GHashTable *notices; /* nudge id -> Notice */
  gboolean watched;    /* others may be looking at the screen */
};

G_DEFINE_FINAL_TYPE (RailAgentNotifications, rail_agent_notifications, G_TYPE_OBJECT)

enum
{
  SIGNAL_ACTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What the notifier was last given for a nudge. */
typedef struct
{
  char *title;
  char *body;
  gboolean neutral;
} Notice;

static void
notice_free (Notice *notice)
{
  g_free (notice->title);
  g_free (notice->body);
  g_free (notice);
}

/* ---- what it says ---- */

static char *
describe_neutrally (RailNudge *nudge)
{
  RailOccurrence *occurrence = rail_nudge_get_occurrence (nudge);
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) start = NULL;
  g_autofree char *clock = NULL;

  if (occurrence == NULL || occurrence->all_day)
    return g_strdup (_ ("Something for this moment"));

  utc = g_date_time_new_from_unix_utc (occurrence->start / RAIL_SECOND);
  start = g_date_time_to_timezone (utc, rail_nudge_get_context (nudge)->zone);
  clock = g_date_time_format (start, "%H:%M");
  /* Translators: the time at which a meeting starts, such as 15:00. */
  return g_strdup_printf (_ ("Something for your %s"), clock);
}

/* From the snapshot the nudge came with, so that the same nudge always reads the same and is not announced anew each minute. */
static Notice *
compose (RailAgentNotifications *self,
         RailNudge *nudge,
         gboolean neutral)
{
  RailTrigger *trigger = rail_nudge_get_trigger (nudge);
  RailAid *aid = rail_library_get_aid (self->library, trigger->pack, trigger->aid);
  g_autofree char *others = rail_reporter_describe_others (nudge);
  g_autofree char *reason = NULL;
  Notice *notice = g_new0 (Notice, 1);

  notice->neutral = neutral || aid == NULL;
  if (notice->neutral)
    {
      notice->title = describe_neutrally (nudge);
      notice->body = g_strjoin ("\n", _ ("Details when you open it."), others, NULL);
      return notice;
    }

  notice->title = g_strdup (aid->title);
  reason = rail_explanation_summarize (trigger, rail_nudge_get_context (nudge), rail_nudge_get_occurrence (nudge), FALSE);
  notice->body = g_strjoin ("\n", reason, others, NULL);
  return notice;
}

static gboolean
says_the_same (const Notice *a,
               const Notice *b)
{
  return a->neutral == b->neutral && g_str_equal (a->title, b->title) && g_str_equal (a->body, b->body);
}

/* ---- from delivery to the screen ---- */

static void
show (RailAgentNotifications *self,
      RailNudge *nudge)
{
  const char *id = rail_nudge_get_id (nudge);
  Notice *shown = g_hash_table_lookup (self->notices, id);
  gboolean neutral = self->watched || rail_nudge_get_neutral (nudge) || (shown != NULL && shown->neutral);
  Notice *notice = compose (self, nudge, neutral);
  /* A meeting's aid matters until the meeting is over, and is withdrawn then; a window's moment has passed once it was seen. */
  const RailNotice words = {
    .title = notice->title,
    .body = notice->body,
    .quiet = notice->neutral,
    .transient = rail_nudge_get_occurrence (nudge) == NULL,
  };

  if (shown != NULL && says_the_same (shown, notice))
    {
      notice_free (notice);
      return;
    }

  g_hash_table_replace (self->notices, g_strdup (id), notice);
  rail_notifier_show (self->notifier, id, &words);
}

static void
follow_nudge (RailAgentNotifications *self,
              RailNudge *nudge)
{
  const char *id = rail_nudge_get_id (nudge);

  if (rail_nudge_get_state (nudge) == RAIL_NUDGE_NOTIFIED)
    show (self, nudge);
  else if (g_hash_table_remove (self->notices, id))
    rail_notifier_withdraw (self->notifier, id);
}

static void
nudge_changed_cb (RailAgentNotifications *self,
                  RailNudge *nudge)
{
  follow_nudge (self, nudge);
}

static void
nudges_listed_cb (RailAgentNotifications *self,
                  guint position,
                  guint removed,
                  guint added,
                  GListModel *nudges)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (RailNudge) nudge = g_list_model_get_item (nudges, i);

      g_signal_connect_object (nudge, "changed", G_CALLBACK (nudge_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (nudge, "closed", G_CALLBACK (nudge_changed_cb), self, G_CONNECT_SWAPPED);
      follow_nudge (self, nudge);
    }
}

/* ---- from the screen to delivery ---- */

/* An event may have been on its way while the nudge closed or became the card elsewhere: then it is too late. */
static RailNudge *
find_notified (RailAgentNotifications *self,
               const char *id)
{
  RailNudge *nudge = rail_delivery_get_nudge (self->delivery, id);

  return nudge != NULL && rail_nudge_get_state (nudge) == RAIL_NUDGE_NOTIFIED ? nudge : NULL;
}

/* The nudge is behind the badge before its card is asked for: should the windows not start, it is not lost. */
static void
opened_cb (RailAgentNotifications *self,
           const char *id,
           const char *activation_token)
{
  RailNudge *nudge = find_notified (self, id);

  if (nudge == NULL)
    return;

  rail_delivery_collapse (self->delivery, nudge);
  rail_ui_process_activate_action (self->ui, "show-nudge", g_variant_new_string (id), activation_token);
}

/* A meeting that starts sooner is not slept through. */
static void
snoozed_cb (RailAgentNotifications *self,
            const char *id)
{
  RailNudge *nudge = find_notified (self, id);
  RailOccurrence *occurrence;
  gint64 now = g_get_real_time ();
  gint64 until = now + SNOOZE;

  if (nudge == NULL)
    return;

  occurrence = rail_nudge_get_occurrence (nudge);
  if (occurrence != NULL && occurrence->start > now)
    until = MIN (until, occurrence->start);
  rail_delivery_snooze (self->delivery, nudge, until, now);
  g_signal_emit (self, signals[SIGNAL_ACTED], 0);
}

static void
dismissed_cb (RailAgentNotifications *self,
              const char *id)
{
  RailNudge *nudge = find_notified (self, id);

  if (nudge == NULL)
    return;

  rail_delivery_close (self->delivery, nudge, RAIL_NUDGE_CLOSED_DISMISSED, g_get_real_time ());
  g_signal_emit (self, signals[SIGNAL_ACTED], 0);
}

static void
gone_cb (RailAgentNotifications *self,
         const char *id)
{
  RailNudge *nudge = find_notified (self, id);

  g_hash_table_remove (self->notices, id);
  if (nudge != NULL)
    rail_delivery_collapse (self->delivery, nudge);
}

static void
rail_agent_notifications_finalize (GObject *object)
{
  RailAgentNotifications *self = RAIL_AGENT_NOTIFICATIONS (object);

  g_clear_object (&self->notifier);
  g_clear_object (&self->delivery);
  g_clear_object (&self->library);
  g_clear_object (&self->ui);
  g_clear_pointer (&self->notices, g_hash_table_unref);

  G_OBJECT_CLASS (rail_agent_notifications_parent_class)->finalize (object);
}

static void
rail_agent_notifications_class_init (RailAgentNotificationsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_agent_notifications_finalize;

  signals[SIGNAL_ACTED] = g_signal_new ("acted", RAIL_TYPE_AGENT_NOTIFICATIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_agent_notifications_init (RailAgentNotifications *self)
{
  self->notices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) notice_free);
}

RailAgentNotifications *
rail_agent_notifications_new (RailNotifier *notifier,
                              RailDelivery *delivery,
                              RailLibrary *library,
                              RailUiProcess *ui)
{
  RailAgentNotifications *self = g_object_new (RAIL_TYPE_AGENT_NOTIFICATIONS, NULL);
  GListModel *nudges = rail_delivery_get_nudges (delivery);

  self->delivery = g_object_ref (delivery);
  self->library = g_object_ref (library);
  self->ui = g_object_ref (ui);
  self->notifier = g_object_ref (notifier);

  g_signal_connect_object (self->notifier, "opened", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifier, "snoozed", G_CALLBACK (snoozed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifier, "dismissed", G_CALLBACK (dismissed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifier, "gone", G_CALLBACK (gone_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (nudges, "items-changed", G_CALLBACK (nudges_listed_cb), self, G_CONNECT_SWAPPED);
  nudges_listed_cb (self, 0, 0, g_list_model_get_n_items (nudges), nudges);

  return self;
}

/* A desktop that does not tell whether it shares its screen is taken to share it in every meeting and with every fullscreen window. */
static gboolean
may_be_watched (RailContext *context,
                const RailPresence *presence)
{
  return presence->locked == RAIL_PRESENCE_YES ||
         presence->sharing == RAIL_PRESENCE_YES ||
         presence->fullscreen == RAIL_PRESENCE_YES ||
         (context->window != NULL && context->window->fullscreen) ||
         (presence->sharing == RAIL_PRESENCE_UNKNOWN && rail_context_meets_people (context));
}

void
rail_agent_notifications_follow (RailAgentNotifications *self,
                                 RailContext *context,
                                 const RailPresence *presence)
{
  GListModel *nudges = rail_delivery_get_nudges (self->delivery);
  gboolean was_watched = self->watched;

  self->watched = may_be_watched (context, presence);
  if (was_watched || !self->watched)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (nudges); i++)
    {
      g_autoptr (RailNudge) nudge = g_list_model_get_item (nudges, i);

      follow_nudge (self, nudge);
    }
}

RailProviderState
rail_agent_notifications_get_state (RailAgentNotifications *self,
                                    const char **detail)
{
  return rail_notifier_get_state (self->notifier, detail);
}
