#include "config.h"

#include "agent/agent-tray.h"

#include <glib/gi18n-lib.h>

#include "agent/nudge-report.h"
#include "base/duration.h"
#include "base/iso-time.h"
#include "platform/tray-icon.h"
#include "rules/explanation.h"

/* What a menu can show and still be one; the rest is in the Today window. */
#define MAX_WAITING 5
#define MAX_MEETINGS 5
#define MAX_TITLE_LENGTH 48

#define NUDGE_PREFIX "nudge:"
#define MEETING_PREFIX "meeting:"

struct _RailAgentTray
{
  GObject parent_instance;

  RailTrayIcon *icon;
  RailDelivery *delivery;
  RailLibrary *library;
  RailJournal *journal;
  RailPolicy *policy;
  RailUiProcess *ui;
  RailContextTracker *tracker;
  RailAgentHealth *health; /* borrowed */
};

G_DEFINE_FINAL_TYPE (RailAgentTray, rail_agent_tray, G_TYPE_OBJECT)

enum
{
  SIGNAL_QUIT_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- texts ---- */

/* One line, not longer than a menu should be: titles come from anywhere. */
static char *
shorten (const char *title)
{
  g_autofree char *line = g_strdelimit (g_strdup (title), "\t\r\n", ' ');
  g_autofree char *start = NULL;

  g_strstrip (line);
  if (g_utf8_strlen (line, -1) <= MAX_TITLE_LENGTH)
    return g_steal_pointer (&line);

  start = g_utf8_substring (line, 0, MAX_TITLE_LENGTH - 1);

  return g_strconcat (g_strchomp (start), "…", NULL);
}

static char *
format_clock (gint64 moment,
              GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (moment / RAIL_SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  return g_date_time_format (local, _ ("%H:%M"));
}

static char *
describe_waiting (guint count)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u aid is waiting", "%u aids are waiting", count), count);
}

/* Numbers alone, which the bus tells everybody anyway. */
static char *
describe_day (guint shown,
              guint allowed,
              guint waiting)
{
  g_autofree char *count = NULL;

  if (allowed == 0)
    count = g_strdup (_ ("Interruptions are switched off"));
  else
    count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u interruption today", "%u of %u interruptions today", allowed), shown, allowed);
  if (waiting == 0)
    return g_steal_pointer (&count);

  /* Translators: “3 of 12 interruptions today”, and how many aids are waiting. */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, %u waiting", "%s, %u waiting", waiting), count, waiting);
}

static gint64
find_tomorrow (gint64 now,
               GTimeZone *zone)
{
  /* Half a day past midnight is tomorrow even where a clock change makes the day 25 hours long. */
  return rail_iso_time_day_start (rail_iso_time_day_start (now, zone) + 36 * RAIL_HOUR, zone);
}

static char *
describe_resume (gint64 until,
                 const RailContext *context)
{
  g_autofree char *clock = NULL;

  if (until == G_MAXINT64)
    return g_strdup (_ ("Resume"));
  if (until >= find_tomorrow (context->now, context->zone))
    return g_strdup (_ ("Resume (paused until tomorrow)"));

  clock = format_clock (until, context->zone);

  /* Translators: %s is a time of day. */
  return g_strdup_printf (_ ("Resume (paused until %s)"), clock);
}

/* In general words, as the rest of this line: who looks over a shoulder learns no name. NULL where nothing holds it: it was put off by hand. */
static const char *
describe_hold (RailNudge *nudge)
{
  static const struct
  {
    RailGateReason reason;
    const char *words;
  } holds[] = {
    { RAIL_GATE_PAUSED, N_ ("while paused") },
    { RAIL_GATE_LOCKED, N_ ("came while locked") },
    { RAIL_GATE_QUIET_HOURS, N_ ("quiet hours") },
    { RAIL_GATE_SHARING, N_ ("the screen is shared") },
    { RAIL_GATE_DO_NOT_DISTURB, N_ ("do not disturb") },
    { RAIL_GATE_FULLSCREEN, N_ ("full screen") },
    { RAIL_GATE_BUDGET_HOUR, N_ ("enough for this hour") },
    { RAIL_GATE_BUDGET_DAY, N_ ("enough for today") },
    { RAIL_GATE_AWAY, N_ ("came while away") },
    { RAIL_GATE_ANOTHER_CARD, N_ ("one at a time") },
  };
  const char *reason = rail_nudge_get_gate_reason (nudge);

  for (gsize i = 0; i < G_N_ELEMENTS (holds); i++)
    {
      if (g_str_equal (reason, rail_gate_reason_to_string (holds[i].reason)))
        return _ (holds[i].words);
    }

  return NULL;
}

static char *
describe_nudge (RailAgentTray *self,
                RailNudge *nudge,
                RailContext *context)
{
  RailTrigger *trigger = rail_nudge_get_trigger (nudge);
  RailAid *aid = rail_library_get_aid (self->library, trigger->pack, trigger->aid);
  const char *hold = describe_hold (nudge);
  g_autofree char *name = NULL;

  if (rail_nudge_get_neutral (nudge))
    name = rail_explanation_summarize (trigger, context, rail_nudge_get_occurrence (nudge), TRUE);
  else
    name = shorten (aid != NULL ? aid->title : trigger->aid);

  if (hold != NULL)
    /* Translators: the title of a job aid, and why it waits, such as “one at a time”. */
    return g_strdup_printf (_ ("Waiting: %s · %s"), name, hold);

  /* Translators: %s is the title of a job aid. */
  return g_strdup_printf (_ ("Waiting: %s"), name);
}

static guint
count_aids (RailAgentTray *self,
            RailContext *context,
            RailOccurrence *occurrence,
            GPtrArray *triggers)
{
  const RailReporter reporter = {
    .delivery = self->delivery,
    .journal = self->journal,
    .library = self->library,
    .context = context,
  };
  g_autoptr (GVariant) report = g_variant_ref_sink (rail_reporter_describe_occurrence (&reporter, occurrence, triggers));
  g_autoptr (GVariant) aids = g_variant_lookup_value (report, "aids", G_VARIANT_TYPE ("aa{sv}"));

  return (guint) g_variant_n_children (aids);
}

static char *
describe_meeting (RailAgentTray *self,
                  RailContext *context,
                  RailOccurrence *occurrence,
                  GPtrArray *triggers)
{
  guint aids = count_aids (self, context, occurrence, triggers);
  g_autofree char *clock = format_clock (occurrence->start, context->zone);
  g_autofree char *title = shorten (occurrence->title[0] != '\0' ? occurrence->title : _ ("Untitled"));

  if (aids == 0)
    /* Translators: the start of a meeting and its title. */
    return g_strdup_printf (_ ("%s  %s"), clock, title);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s  %s · %u aid", "%s  %s · %u aids", aids), clock, title, aids);
}

/* ---- the menu ---- */

static guint
count_waiting (RailAgentTray *self)
{
  GListModel *nudges = rail_delivery_get_nudges (self->delivery);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (nudges); i++)
    {
      g_autoptr (RailNudge) nudge = g_list_model_get_item (nudges, i);

      count += rail_nudge_get_state (nudge) == RAIL_NUDGE_WAITING;
    }

  return count;
}

/* Where the list is longer than a menu: a line that leads to the window that has all of it. */
static void
add_more (GPtrArray *items,
          const char *key,
          guint count)
{
  g_autofree char *label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more…", "%u more…", count), count);

  g_ptr_array_add (items, rail_tray_item_new_private (key, label, NULL));
}

static void
add_waiting (RailAgentTray *self,
             GPtrArray *items,
             RailContext *context)
{
  GListModel *nudges = rail_delivery_get_nudges (self->delivery);
  guint count = count_waiting (self);
  g_autofree char *public_label = describe_waiting (count);
  guint added = 0;

  for (guint i = 0; added < MAX_WAITING && i < g_list_model_get_n_items (nudges); i++)
    {
      g_autoptr (RailNudge) nudge = g_list_model_get_item (nudges, i);
      g_autofree char *key = NULL;
      g_autofree char *label = NULL;

      if (rail_nudge_get_state (nudge) != RAIL_NUDGE_WAITING)
        continue;

      key = g_strconcat (NUDGE_PREFIX, rail_nudge_get_id (nudge), NULL);
      label = describe_nudge (self, nudge, context);
      g_ptr_array_add (items, rail_tray_item_new_private (key, label, added == 0 ? public_label : NULL));
      added++;
    }

  if (count > added)
    add_more (items, "more-waiting", count - added);
}

static gboolean
is_meant (const RailOccurrence *occurrence)
{
  return !occurrence->all_day &&
         !occurrence->cancelled &&
         occurrence->response != RAIL_RESPONSE_DECLINED;
}

static void
add_meetings (RailAgentTray *self,
              GPtrArray *items,
              RailContext *context)
{
  g_autoptr (GPtrArray) triggers = rail_library_dup_triggers (self->library);
  g_autoptr (GPtrArray) ahead = rail_context_find_occurrences (context, context->now, find_tomorrow (context->now, context->zone));
  guint count = 0;

  for (guint i = 0; i < ahead->len; i++)
    {
      RailOccurrence *occurrence = g_ptr_array_index (ahead, i);
      g_autofree char *identity = NULL;
      g_autofree char *key = NULL;
      g_autofree char *label = NULL;

      if (!is_meant (occurrence) || ++count > MAX_MEETINGS)
        continue;

      identity = rail_occurrence_dup_identity (occurrence);
      key = g_strconcat (MEETING_PREFIX, identity, NULL);
      label = describe_meeting (self, context, occurrence, triggers);
      g_ptr_array_add (items, rail_tray_item_new_private (key, label, NULL));
    }

  if (count > MAX_MEETINGS)
    add_more (items, "more-meetings", count - MAX_MEETINGS);
}

static void
add_day (RailAgentTray *self,
         GPtrArray *items,
         RailContext *context)
{
  guint shown = rail_delivery_count_shown_today (self->delivery, context->now, context->zone);
  guint per_hour = rail_policy_get_interruptions_per_hour (self->policy);
  guint per_day = rail_policy_get_interruptions_per_day (self->policy);
  g_autofree char *label = describe_day (shown, per_hour == 0 ? 0 : per_day, count_waiting (self));

  g_ptr_array_add (items, rail_tray_item_new ("day", label));
}

static void
add_pause_item (RailAgentTray *self,
                GPtrArray *items,
                const char *key,
                const char *label)
{
  RailTrayItem *item = rail_tray_item_new (key, label);

  item->enabled = !rail_policy_is_locked (self->policy, "paused-until");
  g_ptr_array_add (items, item);
}

static void
add_pause (RailAgentTray *self,
           GPtrArray *items,
           RailContext *context)
{
  gint64 until = rail_policy_get_paused_until (self->policy);

  if (until > context->now)
    {
      g_autofree char *label = describe_resume (until, context);

      add_pause_item (self, items, "resume", label);
      return;
    }

  add_pause_item (self, items, "pause-hour", _ ("Pause for an hour"));
  add_pause_item (self, items, "pause-tomorrow", _ ("Pause until tomorrow"));
}

static void
add_problems (RailAgentTray *self,
              GPtrArray *items)
{
  g_autoptr (GPtrArray) problems = rail_agent_health_dup_problems (self->health);
  g_autofree char *label = g_strdup_printf (_ ("Problems (%u)"), problems->len);

  if (problems->len > 0)
    g_ptr_array_add (items, rail_tray_item_new ("problems", label));
}

static void
filling_cb (RailAgentTray *self,
            GPtrArray *items)
{
  g_autoptr (RailContext) context = rail_context_tracker_dup_context (self->tracker);

  add_waiting (self, items, context);
  g_ptr_array_add (items, rail_tray_item_new_separator ("separator-waiting"));
  add_meetings (self, items, context);
  g_ptr_array_add (items, rail_tray_item_new_separator ("separator-today"));
  g_ptr_array_add (items, rail_tray_item_new ("search", _ ("Search…")));
  g_ptr_array_add (items, rail_tray_item_new ("coach", _ ("Talk it through…")));
  g_ptr_array_add (items, rail_tray_item_new ("today", _ ("Today")));
  add_day (self, items, context);
  add_pause (self, items, context);
  add_problems (self, items);
  g_ptr_array_add (items, rail_tray_item_new_separator ("separator-program"));
  g_ptr_array_add (items, rail_tray_item_new ("preferences", _ ("Preferences")));
  g_ptr_array_add (items, rail_tray_item_new ("quit", _ ("Quit")));
}

/* ---- clicks ---- */

static void
activate_action (RailAgentTray *self,
                 const char *action,
                 GVariant *parameter)
{
  g_autofree char *token = rail_tray_icon_take_activation_token (self->icon);

  rail_ui_process_activate_action (self->ui, action, parameter, token);
}

static void
show_today_cb (RailAgentTray *self)
{
  activate_action (self, "show-today", NULL);
}

static void
pause_until (RailAgentTray *self,
             gint64 moment)
{
  if (!rail_policy_set_paused_until (self->policy, moment))
    g_message ("Pausing is switched off by the administrator");
}

static void
pause_until_tomorrow (RailAgentTray *self)
{
  g_autoptr (RailContext) context = rail_context_tracker_dup_context (self->tracker);

  pause_until (self, find_tomorrow (context->now, context->zone));
}

/* Windows that do not run are not started to be ended. */
static void
quit (RailAgentTray *self)
{
  if (rail_ui_process_is_running (self->ui))
    activate_action (self, "quit", NULL);
  g_signal_emit (self, signals[SIGNAL_QUIT_REQUESTED], 0);
}

static void
clicked_cb (RailAgentTray *self,
            const char *key)
{
  if (g_str_has_prefix (key, NUDGE_PREFIX))
    activate_action (self, "show-nudge", g_variant_new_string (key + strlen (NUDGE_PREFIX)));
  else if (g_str_equal (key, "pause-hour"))
    pause_until (self, g_get_real_time () + RAIL_HOUR);
  else if (g_str_equal (key, "pause-tomorrow"))
    pause_until_tomorrow (self);
  else if (g_str_equal (key, "resume"))
    pause_until (self, 0);
  else if (g_str_equal (key, "search"))
    activate_action (self, "search", g_variant_new_string (""));
  else if (g_str_equal (key, "coach"))
    activate_action (self, "coach", g_variant_new ("(ss)", "", ""));
  else if (g_str_equal (key, "preferences"))
    activate_action (self, "show-preferences", NULL);
  else if (g_str_equal (key, "quit"))
    quit (self);
  else
    show_today_cb (self);
}

static void
rail_agent_tray_finalize (GObject *object)
{
  RailAgentTray *self = RAIL_AGENT_TRAY (object);

  g_clear_object (&self->icon);
  g_clear_object (&self->delivery);
  g_clear_object (&self->library);
  g_clear_object (&self->journal);
  g_clear_object (&self->policy);
  g_clear_object (&self->ui);
  g_clear_object (&self->tracker);

  G_OBJECT_CLASS (rail_agent_tray_parent_class)->finalize (object);
}

static void
rail_agent_tray_class_init (RailAgentTrayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_agent_tray_finalize;

  signals[SIGNAL_QUIT_REQUESTED] = g_signal_new ("quit-requested", RAIL_TYPE_AGENT_TRAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_agent_tray_init (RailAgentTray *self)
{
}

RailAgentTray *
rail_agent_tray_new (GDBusConnection *connection,
                     RailDelivery *delivery,
                     RailLibrary *library,
                     RailJournal *journal,
                     RailPolicy *policy,
                     RailUiProcess *ui,
                     RailContextTracker *tracker,
                     RailAgentHealth *health,
                     GError **error)
{
  g_autoptr (RailTrayIcon) icon = rail_tray_icon_new (connection, error);
  RailAgentTray *self;

  if (icon == NULL)
    return NULL;

  self = g_object_new (RAIL_TYPE_AGENT_TRAY, NULL);
  self->icon = g_steal_pointer (&icon);
  self->delivery = g_object_ref (delivery);
  self->library = g_object_ref (library);
  self->journal = g_object_ref (journal);
  self->policy = g_object_ref (policy);
  self->ui = g_object_ref (ui);
  self->tracker = g_object_ref (tracker);
  self->health = health;

  g_signal_connect_object (self->icon, "activated", G_CALLBACK (show_today_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rail_tray_icon_get_menu (self->icon), "filling", G_CALLBACK (filling_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rail_tray_icon_get_menu (self->icon), "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (delivery, "nudges-changed", G_CALLBACK (rail_agent_tray_tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "changed", G_CALLBACK (rail_agent_tray_tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (policy, "changed", G_CALLBACK (rail_agent_tray_tell), self, G_CONNECT_SWAPPED);

  return self;
}

void
rail_agent_tray_update (RailAgentTray *self,
                        gint64 now)
{
  guint waiting = count_waiting (self);
  g_autofree char *text = NULL;

  /* Who paused wants to see that, and no badge. */
  if (rail_policy_get_paused_until (self->policy) > now)
    {
      rail_tray_icon_set_state (self->icon, RAIL_TRAY_PAUSED, _ ("Paused"));
      return;
    }

  if (waiting > 0)
    text = describe_waiting (waiting);
  rail_tray_icon_set_state (self->icon, waiting > 0 ? RAIL_TRAY_WAITING : RAIL_TRAY_IDLE, text != NULL ? text : "");
}

void
rail_agent_tray_tell (RailAgentTray *self)
{
  rail_dbus_menu_invalidate (rail_tray_icon_get_menu (self->icon));
}
