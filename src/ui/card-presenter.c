#include "config.h"

#include "ui/card-presenter.h"

struct _RailCardPresenter
{
  GObject parent_instance;

  RailAgentClient *client;
  RailLibrary *library;
  RailCardWindow *window;
  char **wanted_aid;      /* pack, aid and the keys of its meeting: asked for before the library was loaded; NULL: none */
  char *wanted;           /* the nudge the user asked for and the agent has not made a card yet */
  gboolean asked;         /* the agent for it */
  GHashTable *let_go;     /* ids that left the screen here and the agent may still list as card */
  guint shown_generation; /* of the agent that offered what is shown */
};

G_DEFINE_FINAL_TYPE (RailCardPresenter, rail_card_presenter, G_TYPE_OBJECT)

enum
{
  NUDGE_GONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static RailNudgeInfo *
find (RailCardPresenter *self,
      const char *id)
{
  GPtrArray *nudges = rail_agent_client_get_nudges (self->client);

  for (guint i = 0; i < nudges->len; i++)
    {
      RailNudgeInfo *nudge = g_ptr_array_index (nudges, i);

      if (g_str_equal (nudge->id, id))
        return nudge;
    }

  return NULL;
}

static RailNudgeInfo *
find_card (RailCardPresenter *self)
{
  GPtrArray *nudges = rail_agent_client_get_nudges (self->client);

  for (guint i = 0; i < nudges->len; i++)
    {
      RailNudgeInfo *nudge = g_ptr_array_index (nudges, i);

      if (nudge->state == RAIL_NUDGE_INFO_CARD && !g_hash_table_contains (self->let_go, nudge->id))
        return nudge;
    }

  return NULL;
}

/* A list that was on its way when the user closed a card still names it. It is forgotten once the agent has caught up. */
static gboolean
has_caught_up (gpointer key,
               gpointer value,
               gpointer user_data)
{
  RailNudgeInfo *nudge = find (user_data, key);

  return nudge == NULL || nudge->state != RAIL_NUDGE_INFO_CARD;
}

static void
show (RailCardPresenter *self,
      RailNudgeInfo *nudge)
{
  gboolean wanted = g_strcmp0 (self->wanted, nudge->id) == 0;

  if (wanted)
    g_clear_pointer (&self->wanted, g_free);
  else if (!rail_card_window_can_push (self->window))
    return;

  self->shown_generation = rail_agent_client_get_generation (self->client);
  if (wanted)
    rail_card_window_present_nudge (self->window, nudge);
  else
    rail_card_window_push (self->window, nudge);
}

/* A card whose agent went away stays with its reader; a new agent may offer the same again, and then it is the same card. */
static gboolean
adopt (RailCardPresenter *self,
       RailNudgeInfo *shown,
       RailNudgeInfo *nudge)
{
  guint generation = rail_agent_client_get_generation (self->client);

  if (self->shown_generation == generation || !rail_nudge_info_is_same_offer (shown, nudge))
    return FALSE;

  self->shown_generation = generation;
  rail_card_window_update_nudge (self->window, nudge);

  return TRUE;
}

static void
nudges_changed_cb (RailCardPresenter *self)
{
  RailNudgeInfo *shown = rail_card_window_get_nudge (self->window);
  gboolean reading_own = shown == NULL && gtk_widget_get_visible (GTK_WIDGET (self->window));
  gboolean orphaned = shown != NULL && self->shown_generation != rail_agent_client_get_generation (self->client);
  RailNudgeInfo *nudge;

  if (!rail_library_is_loaded (self->library))
    return;

  g_hash_table_foreach_remove (self->let_go, has_caught_up, self);
  nudge = find_card (self);

  if (nudge == NULL)
    {
      if (shown != NULL && !orphaned)
        rail_card_window_withdraw (self->window);
    }
  else if (shown != NULL && g_str_equal (shown->id, nudge->id))
    {
      rail_card_window_update_nudge (self->window, nudge);
    }
  else if (shown != NULL && adopt (self, shown, nudge))
    {
      return;
    }
  else if (reading_own && g_strcmp0 (self->wanted, nudge->id) != 0)
    {
      /* What the user opened is not taken away; one card at a time. */
      rail_agent_client_collapse_nudge (self->client, nudge->id);
    }
  else
    {
      show (self, nudge);
    }
}

/* The first time only: what is read again concerns nothing that is on screen. */
static void
library_loaded_cb (RailCardPresenter *self)
{
  g_auto (GStrv) aid = g_steal_pointer (&self->wanted_aid);

  g_signal_handlers_disconnect_by_func (self->library, library_loaded_cb, self);
  if (aid != NULL)
    rail_card_presenter_open_aid (self, aid[0], aid[1], aid[2], aid[3]);
  nudges_changed_cb (self);
}

static void
closed_cb (RailCardPresenter *self,
           const char *id,
           const char *reason)
{
  g_hash_table_add (self->let_go, g_strdup (id));
  rail_agent_client_close_nudge (self->client, id, reason);
}

static void
snoozed_cb (RailCardPresenter *self,
            const char *id,
            gint64 until)
{
  g_hash_table_add (self->let_go, g_strdup (id));
  rail_agent_client_snooze_nudge (self->client, id, until);
}

static void
collapsed_cb (RailCardPresenter *self,
              const char *id)
{
  g_hash_table_add (self->let_go, g_strdup (id));
  rail_agent_client_collapse_nudge (self->client, id);
}

static void
painted_cb (RailCardPresenter *self,
            const char *id,
            gint64 painted_at)
{
  rail_agent_client_report_painted (self->client, id, painted_at);
}

static void
opened_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailCardPresenter) self = user_data;
  g_autoptr (GError) error = NULL;

  if (rail_agent_client_open_nudge_finish (RAIL_AGENT_CLIENT (source), result, &error))
    {
      /* It may have been a card all along, then nothing changes over there. */
      rail_agent_client_refresh (self->client);
      return;
    }

  g_clear_pointer (&self->wanted, g_free);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[NUDGE_GONE], 0);
}

/* The program may have been started by this very request, before the bus has answered. */
static void
ask_for_wanted (RailCardPresenter *self)
{
  if (self->wanted == NULL || self->asked || rail_agent_client_get_proxy (self->client) == NULL)
    return;

  self->asked = TRUE;
  rail_agent_client_open_nudge_async (self->client, self->wanted, opened_cb, g_object_ref (self));
}

static void
rail_card_presenter_finalize (GObject *object)
{
  RailCardPresenter *self = RAIL_CARD_PRESENTER (object);

  g_clear_object (&self->client);
  g_clear_object (&self->library);
  g_clear_object (&self->window);
  g_clear_pointer (&self->wanted_aid, g_strfreev);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->let_go, g_hash_table_unref);

  G_OBJECT_CLASS (rail_card_presenter_parent_class)->finalize (object);
}

static void
rail_card_presenter_class_init (RailCardPresenterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_card_presenter_finalize;

  signals[NUDGE_GONE] = g_signal_new ("nudge-gone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_card_presenter_init (RailCardPresenter *self)
{
  self->let_go = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

RailCardPresenter *
rail_card_presenter_new (RailAgentClient *client,
                         RailLibrary *library,
                         RailCardWindow *window)
{
  RailCardPresenter *self = g_object_new (RAIL_TYPE_CARD_PRESENTER, NULL);

  self->client = g_object_ref (client);
  self->library = g_object_ref (library);
  self->window = g_object_ref (window);

  g_signal_connect_object (client, "nudges-changed", G_CALLBACK (nudges_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "agent-changed", G_CALLBACK (ask_for_wanted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "snoozed", G_CALLBACK (snoozed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "collapsed", G_CALLBACK (collapsed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "painted", G_CALLBACK (painted_cb), self, G_CONNECT_SWAPPED);
  if (!rail_library_is_loaded (library))
    g_signal_connect_object (library, "changed", G_CALLBACK (library_loaded_cb), self, G_CONNECT_SWAPPED);
  /* The client may have been told before there was anybody to show it. */
  nudges_changed_cb (self);

  return self;
}

void
rail_card_presenter_open_nudge (RailCardPresenter *self,
                                const char *id)
{
  RailNudgeInfo *shown = rail_card_window_get_nudge (self->window);

  if (shown != NULL && g_str_equal (shown->id, id))
    {
      rail_card_window_focus (self->window);
      return;
    }

  g_hash_table_remove (self->let_go, id);
  g_free (self->wanted);
  self->wanted = g_strdup (id);
  self->asked = FALSE;
  ask_for_wanted (self);
}

void
rail_card_presenter_open_aid (RailCardPresenter *self,
                              const char *pack,
                              const char *aid,
                              const char *occurrence_key,
                              const char *series_key)
{
  RailNudgeInfo *shown = rail_card_window_get_nudge (self->window);
  g_autofree char *id = shown != NULL ? g_strdup (shown->id) : NULL;

  if (!rail_library_is_loaded (self->library))
    {
      const char *const wanted[] = { pack, aid, occurrence_key, series_key, NULL };

      g_strfreev (self->wanted_aid);
      self->wanted_aid = g_strdupv ((char **) wanted);
      return;
    }

  rail_card_window_present_aid (self->window, pack, aid, occurrence_key, series_key);
  if (id != NULL)
    collapsed_cb (self, id);
}
