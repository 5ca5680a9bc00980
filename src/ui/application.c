#include "config.h"

#define G_LOG_DOMAIN "handrail-application"

#include "ui/application.h"

#include "journal/aid-uses.h"
#include "library/library.h"
#include "policy/policy.h"
#include "search/search-index.h"
#include "search/searcher.h"
#include "ui/about-window.h"
#include "ui/agent-client.h"
#include "ui/card-presenter.h"
#include "ui/card-window.h"
#include "ui/coach-pane.h"
#include "ui/ledger-window.h"
#include "ui/portal-guard.h"
#include "ui/preferences-window.h"
#include "ui/search-option.h"
#include "ui/search-window.h"
#include "ui/show-here-window.h"
#include "ui/today-window.h"
#include "ui/typed-keys.h"

/* How long a program that is not kept warm stays after its last window, in milliseconds. */
#define LINGER_MS (60 * 1000)

struct _RailApplication
{
  AdwApplication parent_instance;

  RailPolicy *policy;
  RailLibrary *library;
  RailAgentClient *client;
  RailNextStepList *next_steps;
  RailJournal *journal; /* NULL if it could not be opened, and until complete(), as the next four */
  RailCardWindow *card;
  RailCardPresenter *presenter;
  RailCoachKit *coach_kit;
  RailSearchWindow *search;
  RailTypedKeys *search_keys; /* as the next one: what was typed before the window had the keyboard */
  RailTypedKeys *card_keys;
  guint complete_id;
  GtkWindow *today; /* weak, as the next four */
  GtkWindow *coach;
  GtkWindow *ledger;
  GtkWindow *preferences;
  GtkWindow *show_here;
  GtkWindow *shortcuts;
  gboolean searches; /* started by --search: the first activation asks for no other window */
  gboolean held;
  RailPortalGuard *portal_guard; /* NULL where the desktop's portal answered */
  gboolean outdated;             /* it started without the desktop's portal, and the next one would not */
};

G_DEFINE_FINAL_TYPE (RailApplication, rail_application, ADW_TYPE_APPLICATION)

static RailJournal *
open_journal (void)
{
  g_autofree char *path = rail_journal_dup_default_path ();
  g_autoptr (GError) error = NULL;
  RailJournal *journal = rail_journal_open (path, NULL, &error);

  if (journal == NULL)
    g_message ("Ticks cannot be kept: %s", error->message);

  return journal;
}

static void
show_today (RailApplication *self)
{
  if (self->today == NULL)
    g_set_weak_pointer (&self->today, rail_today_window_new (GTK_APPLICATION (self), self->client, self->library, self->policy, self->next_steps));

  gtk_window_present (self->today);
}

static RailSearchWindow *
make_search (RailApplication *self)
{
  g_autofree char *path = rail_search_index_dup_default_path ();
  g_autoptr (RailSearcher) searcher = rail_searcher_new (path, self->library);

  return g_object_ref_sink (rail_search_window_new (GTK_APPLICATION (self), self->client, self->library, searcher, self->journal));
}

/*
 * What only a card needs takes a tenth of the start, and whoever opens Handrail waits for the day's first frame: it is made once that is
 * painted, or as soon as somebody asks for a card.
 */
static void
complete (RailApplication *self)
{
  g_clear_handle_id (&self->complete_id, g_source_remove);
  if (self->presenter != NULL)
    return;

  self->journal = open_journal ();
  rail_next_step_list_set_journal (self->next_steps, self->journal);
  self->card = g_object_ref_sink (rail_card_window_new (GTK_APPLICATION (self), self->library, self->journal));
  self->presenter = rail_card_presenter_new (self->client, self->library, self->card);
  g_signal_connect_object (self->presenter, "nudge-gone", G_CALLBACK (show_today), self, G_CONNECT_SWAPPED);
  self->coach_kit = rail_coach_kit_new (self->library, self->policy, self->journal, self->client);
  self->search = make_search (self);
  self->search_keys = rail_typed_keys_new (GTK_WINDOW (self->search), rail_search_window_get_entry (self->search));
  self->card_keys = rail_typed_keys_new (GTK_WINDOW (self->card), NULL);
}

static gboolean
complete_cb (gpointer user_data)
{
  RailApplication *self = user_data;

  self->complete_id = 0;
  complete (self);

  return G_SOURCE_REMOVE;
}

/* ---- actions ---- */

/* Whatever the user asks for by name counts; what comes by itself does not. */
static void
note_use (RailApplication *self,
          const char *pack,
          const char *aid)
{
  gboolean known = !rail_library_is_loaded (self->library) || rail_library_get_aid (self->library, pack, aid) != NULL;

  if (self->journal != NULL && known)
    rail_aid_uses_note (self->journal, pack, aid, g_get_real_time ());
}

static void
open_aid_cb (GSimpleAction *action,
             GVariant *parameter,
             gpointer user_data)
{
  RailApplication *self = user_data;
  const char *pack, *aid;

  g_variant_get (parameter, "(&s&s)", &pack, &aid);
  complete (self);
  note_use (self, pack, aid);
  rail_card_presenter_open_aid (self->presenter, pack, aid, "", "");
}

static void
open_aid_for_meeting_cb (GSimpleAction *action,
                         GVariant *parameter,
                         gpointer user_data)
{
  RailApplication *self = user_data;
  const char *pack, *aid, *occurrence_key, *series_key;

  g_variant_get (parameter, "(&s&s&s&s)", &pack, &aid, &occurrence_key, &series_key);
  complete (self);
  note_use (self, pack, aid);
  rail_card_presenter_open_aid (self->presenter, pack, aid, occurrence_key, series_key);
}

/* A source of the coach: it stays open beside the card. */
static void
open_passage_cb (GSimpleAction *action,
                 GVariant *parameter,
                 gpointer user_data)
{
  RailApplication *self = user_data;
  const char *pack, *aid;
  guint32 line;

  g_variant_get (parameter, "(&s&su)", &pack, &aid, &line);
  complete (self);
  note_use (self, pack, aid);
  rail_card_presenter_open_aid (self->presenter, pack, aid, "", "");
  rail_card_window_show_line (self->card, line);
}

static void
talk (RailApplication *self,
      const char *pack,
      const char *aid,
      const char *words)
{
  complete (self);
  if (self->coach == NULL)
    g_set_weak_pointer (&self->coach, rail_coach_pane_new (GTK_APPLICATION (self), self->coach_kit, self->library, self->policy, self->next_steps));

  rail_coach_pane_talk (RAIL_COACH_PANE (self->coach), pack, aid, words);
}

static void
coach_cb (GSimpleAction *action,
          GVariant *parameter,
          gpointer user_data)
{
  const char *pack, *aid;

  g_variant_get (parameter, "(&s&s)", &pack, &aid);
  talk (user_data, pack, aid, "");
}

static void
coach_ask_cb (GSimpleAction *action,
              GVariant *parameter,
              gpointer user_data)
{
  talk (user_data, "", "", g_variant_get_string (parameter, NULL));
}

static void
show_nudge_cb (GSimpleAction *action,
               GVariant *parameter,
               gpointer user_data)
{
  RailApplication *self = user_data;

  complete (self);
  rail_card_presenter_open_nudge (self->presenter, g_variant_get_string (parameter, NULL));
}

static void
search (RailApplication *self,
        const char *words)
{
  complete (self);
  rail_search_window_search (self->search, words);
  rail_typed_keys_fetch (self->search_keys, g_application_get_dbus_connection (G_APPLICATION (self)));
}

static void
search_cb (GSimpleAction *action,
           GVariant *parameter,
           gpointer user_data)
{
  search (user_data, g_variant_get_string (parameter, NULL));
}

/* Launchers' actions have no words. */
static void
start_search_cb (GSimpleAction *action,
                 GVariant *parameter,
                 gpointer user_data)
{
  search (user_data, "");
}

static void
close_search_cb (GSimpleAction *action,
                 GVariant *parameter,
                 gpointer user_data)
{
  RailApplication *self = user_data;

  complete (self);
  gtk_window_close (GTK_WINDOW (self->search));
}

static void
show_today_cb (GSimpleAction *action,
               GVariant *parameter,
               gpointer user_data)
{
  show_today (user_data);
}

static void
show_preferences_cb (GSimpleAction *action,
                     GVariant *parameter,
                     gpointer user_data)
{
  RailApplication *self = user_data;

  complete (self);
  if (self->preferences == NULL)
    g_set_weak_pointer (&self->preferences,
                        rail_preferences_window_new (GTK_APPLICATION (self), self->client, self->library, self->policy, rail_coach_kit_get_client (self->coach_kit)));

  gtk_window_present (self->preferences);
}

static void
show_ledger_cb (GSimpleAction *action,
                GVariant *parameter,
                gpointer user_data)
{
  RailApplication *self = user_data;

  RailConversation *conversation;

  complete (self);
  if (self->ledger == NULL)
    g_set_weak_pointer (&self->ledger, rail_ledger_window_new (GTK_APPLICATION (self), self->policy, self->journal));

  conversation = self->coach != NULL ? rail_coach_pane_get_conversation (RAIL_COACH_PANE (self->coach)) : NULL;
  if (conversation != NULL)
    rail_ledger_window_set_bodies (RAIL_LEDGER_WINDOW (self->ledger), rail_conversation_get_sent (conversation), G_OBJECT (conversation));
  gtk_window_present (self->ledger);
}

/* One at a time: who asks for another aid has left the first. */
static void
show_here_cb (GSimpleAction *action,
              GVariant *parameter,
              gpointer user_data)
{
  RailApplication *self = user_data;
  const char *pack, *aid;

  g_variant_get (parameter, "(&s&s)", &pack, &aid);
  if (self->show_here != NULL)
    gtk_window_destroy (self->show_here);

  g_set_weak_pointer (&self->show_here, rail_show_here_window_new (GTK_APPLICATION (self), self->client, self->library, pack, aid));
  /* Where the day is, it belongs above it; a card is above everything by itself. */
  if (self->today != NULL && gtk_window_is_active (self->today))
    gtk_window_set_transient_for (self->show_here, self->today);
  gtk_window_present (self->show_here);
}

/* In a window of its own, so that it serves the card too. */
static void
shortcuts_cb (GSimpleAction *action,
              GVariant *parameter,
              gpointer user_data)
{
  RailApplication *self = user_data;

  if (self->shortcuts == NULL)
    {
      g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/handrail/Handrail/shortcuts-window.ui");

      g_set_weak_pointer (&self->shortcuts, GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts")));
      gtk_window_set_application (self->shortcuts, GTK_APPLICATION (self));
    }

  gtk_window_present (self->shortcuts);
}

static void
about_cb (GSimpleAction *action,
          GVariant *parameter,
          gpointer user_data)
{
  RailApplication *self = user_data;
  GtkWindow *about = rail_about_window_new (self->today);

  gtk_window_set_application (about, GTK_APPLICATION (self));
  gtk_window_present (about);
}

static void
focus_card_cb (GSimpleAction *action,
               GVariant *parameter,
               gpointer user_data)
{
  RailApplication *self = user_data;

  complete (self);
  rail_card_window_focus (self->card);
  /* A card that has just gone leaves the search to whoever asked for something. */
  if (gtk_widget_get_visible (GTK_WIDGET (self->card)))
    rail_typed_keys_fetch (self->card_keys, g_application_get_dbus_connection (G_APPLICATION (self)));
  else
    search (self, "");
}

static void
quit_cb (GSimpleAction *action,
         GVariant *parameter,
         gpointer user_data)
{
  g_application_quit (user_data);
}

/* Both programs, until the next session; GApplication sends what is under way before it ends. */
static void
quit_handrail_cb (GSimpleAction *action,
                  GVariant *parameter,
                  gpointer user_data)
{
  RailApplication *self = user_data;

  rail_agent_client_quit_agent (self->client);
  g_application_quit (user_data);
}

static const GActionEntry actions[] = {
  { .name = "open-aid", .activate = open_aid_cb, .parameter_type = "(ss)" },
  { .name = "open-aid-for-meeting", .activate = open_aid_for_meeting_cb, .parameter_type = "(ssss)" },
  { .name = "open-passage", .activate = open_passage_cb, .parameter_type = "(ssu)" },
  { .name = "coach", .activate = coach_cb, .parameter_type = "(ss)" },
  { .name = "coach-ask", .activate = coach_ask_cb, .parameter_type = "s" },
  { .name = "show-nudge", .activate = show_nudge_cb, .parameter_type = "s" },
  { .name = "search", .activate = search_cb, .parameter_type = "s" },
  { .name = "start-search", .activate = start_search_cb },
  { .name = "close-search", .activate = close_search_cb },
  { .name = "show-today", .activate = show_today_cb },
  { .name = "show-here", .activate = show_here_cb, .parameter_type = "(ss)" },
  { .name = "show-preferences", .activate = show_preferences_cb },
  { .name = "show-ledger", .activate = show_ledger_cb },
  { .name = "shortcuts", .activate = shortcuts_cb },
  { .name = "about", .activate = about_cb },
  { .name = "focus-card", .activate = focus_card_cb },
  { .name = "quit", .activate = quit_cb },
  { .name = "quit-handrail", .activate = quit_handrail_cb },
};

static void
set_accelerators (GtkApplication *application)
{
  gtk_application_set_accels_for_action (application, "app.show-preferences", (const char *const[]){ "<Control>comma", NULL });
  gtk_application_set_accels_for_action (application, "app.search('')", (const char *const[]){ "<Control>f", NULL });
  gtk_application_set_accels_for_action (application, "app.shortcuts", (const char *const[]){ "<Control>question", NULL });
}

/* ---- parts ---- */

static void
keep_warm (RailApplication *self)
{
  gboolean wanted = (g_application_get_flags (G_APPLICATION (self)) & G_APPLICATION_IS_SERVICE) != 0 && rail_policy_get_keep_warm (self->policy) && !self->outdated;

  if (wanted && !self->held)
    g_application_hold (G_APPLICATION (self));
  else if (!wanted && self->held)
    g_application_release (G_APPLICATION (self));
  self->held = wanted;
}

static gboolean
shows_window (RailApplication *self)
{
  for (GList *window = gtk_application_get_windows (GTK_APPLICATION (self)); window != NULL; window = window->next)
    {
      if (gtk_widget_get_visible (window->data))
        return TRUE;
    }

  return FALSE;
}

/* The toolkit asks for the desktop's colours only once. Who is to be kept warm ends and is started anew, by the agent; never under somebody's hands. */
static void
portal_back_cb (gpointer user_data)
{
  RailApplication *self = user_data;

  self->outdated = TRUE;
  if (shows_window (self))
    keep_warm (self);
  else
    g_application_quit (G_APPLICATION (self));
}

static RailLibrary *
open_library (void)
{
  g_auto (GStrv) folders = rail_library_dup_default_folders ();
  RailLibrary *library = rail_library_new ((const char *const *) folders);

  rail_library_watch (library);

  return library;
}

/* ---- the application ---- */

static void
rail_application_startup (GApplication *application)
{
  RailApplication *self = RAIL_APPLICATION (application);

  self->portal_guard = rail_portal_guard_new ();
  /* The icon theme is not asked for before: GTK and libadwaita add folders to it here, and what was read until then would be read again. */
  G_APPLICATION_CLASS (rail_application_parent_class)->startup (application);

  g_application_set_inactivity_timeout (application, LINGER_MS);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  set_accelerators (GTK_APPLICATION (self));

  self->policy = rail_policy_new ();
  self->library = open_library ();
  self->client = rail_agent_client_new ();
  self->next_steps = rail_next_step_list_new (self->client);
  /* Lower than the priority of painting. */
  self->complete_id = g_idle_add (complete_cb, self);

  g_signal_connect_object (self->policy, "changed", G_CALLBACK (keep_warm), self, G_CONNECT_SWAPPED);
  keep_warm (self);
  if (self->portal_guard != NULL)
    rail_portal_guard_wait (self->portal_guard, portal_back_cb, self);
}

static void
rail_application_activate (GApplication *application)
{
  RailApplication *self = RAIL_APPLICATION (application);

  if (self->searches)
    self->searches = FALSE;
  else if (self->card != NULL && gtk_widget_get_visible (GTK_WIDGET (self->card)))
    rail_card_window_focus (self->card);
  else
    show_today (self);
}

static int
rail_application_handle_local_options (GApplication *application,
                                       GVariantDict *options)
{
  return rail_search_option_handle (application, options, &RAIL_APPLICATION (application)->searches);
}

static void
rail_application_shutdown (GApplication *application)
{
  RailApplication *self = RAIL_APPLICATION (application);

  g_clear_handle_id (&self->complete_id, g_source_remove);
  if (self->today != NULL)
    gtk_window_destroy (self->today);
  if (self->preferences != NULL)
    gtk_window_destroy (self->preferences);
  if (self->show_here != NULL)
    gtk_window_destroy (self->show_here);
  if (self->shortcuts != NULL)
    gtk_window_destroy (self->shortcuts);
  if (self->coach != NULL)
    gtk_window_destroy (self->coach);
  if (self->ledger != NULL)
    gtk_window_destroy (self->ledger);
  g_clear_object (&self->search_keys);
  g_clear_object (&self->card_keys);
  g_clear_object (&self->presenter);
  if (self->next_steps != NULL)
    rail_next_step_list_set_journal (self->next_steps, NULL);
  g_clear_object (&self->next_steps);
  g_clear_object (&self->client);
  if (self->card != NULL)
    gtk_window_destroy (GTK_WINDOW (self->card));
  g_clear_object (&self->card);
  if (self->search != NULL)
    gtk_window_destroy (GTK_WINDOW (self->search));
  g_clear_object (&self->search);
  if (self->coach_kit != NULL)
    rail_coach_kit_close (self->coach_kit);
  g_clear_object (&self->coach_kit);
  g_clear_object (&self->library);
  /* The ticks under way are on the disk before the program ends. */
  if (self->journal != NULL)
    rail_journal_close (self->journal);
  g_clear_object (&self->journal);
  g_clear_object (&self->policy);

  G_APPLICATION_CLASS (rail_application_parent_class)->shutdown (application);
}

static void
rail_application_dispose (GObject *object)
{
  RailApplication *self = RAIL_APPLICATION (object);

  g_clear_pointer (&self->portal_guard, rail_portal_guard_free);
  g_clear_weak_pointer (&self->today);
  g_clear_weak_pointer (&self->preferences);
  g_clear_weak_pointer (&self->show_here);
  g_clear_weak_pointer (&self->shortcuts);
  g_clear_weak_pointer (&self->coach);
  g_clear_weak_pointer (&self->ledger);

  G_OBJECT_CLASS (rail_application_parent_class)->dispose (object);
}

static void
rail_application_class_init (RailApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_application_dispose;
  application_class->startup = rail_application_startup;
  application_class->activate = rail_application_activate;
  application_class->handle_local_options = rail_application_handle_local_options;
  application_class->shutdown = rail_application_shutdown;
}

static void
rail_application_init (RailApplication *self)
{
  rail_search_option_add (G_APPLICATION (self));
}

GApplication *
rail_application_new (void)
{
  return g_object_new (RAIL_TYPE_APPLICATION,
                       "application-id",
                       RAIL_APP_ID,
                       "resource-base-path",
                       "/io/github/handrail/Handrail",
                       NULL);
}
