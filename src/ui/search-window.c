#include "config.h"

#define G_LOG_DOMAIN "handrail-search-window"

#include "ui/search-window.h"

#include <glib/gi18n.h>

#include "journal/gap-list.h"
#include "search/search-text.h"
#include "ui/block-label.h"
#include "ui/card-surface-x11.h"
#include "ui/centred-place.h"
#include "ui/search-keys.h"
#include "ui/search-list.h"
#include "ui/search-preview.h"
#include "ui/search-starters.h"

/* Nobody reads on behind this many; whoever has not found it types another letter. */
#define MAX_RESULTS 30

/* While titles alone answer, the whole is asked for again. */
#define ASK_AGAIN_MS 1000

/* A window manager takes the focus away for a moment when somebody switches windows and thinks better of it. */
#define LEAVE_MS 200

#define WIDTH 720
#define HEIGHT 480

/* What is to be done with the first result of words whose answer is on its way. */
typedef enum
{
  NOTHING,
  OPEN,
  COPY,
} Deferred;

struct _RailSearchWindow
{
  AdwWindow parent_instance;

  GtkApplication *application;
  RailLibrary *library;
  RailSearcher *searcher;
  RailJournal *journal;
  RailSearchStarters *starters;
  RailSearchKeys *keys;

  char *asked;      /* the words of the answer that is shown or on its way; "" for the starters */
  char *missing;    /* the words noted as missing last; NULL for none */
  gboolean waiting; /* for the answer to them */
  gboolean moved;   /* the user has chosen a line by hand */
  gboolean reading; /* the user is at the preview */
  Deferred deferred;
  GCancellable *cancellable; /* of the question under way */
  guint again_id;
  guint leave_id;
  gulong painted_id;
  GdkRectangle work_area;

  GtkWidget *toasts;
  GtkWidget *entry;
  GtkWidget *list;
  GtkWidget *preview;
  GtkWidget *status;
};

G_DEFINE_FINAL_TYPE (RailSearchWindow, rail_search_window, ADW_TYPE_WINDOW)

static void ask (RailSearchWindow *self);

static void
say (RailSearchWindow *self,
     const char *words)
{
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), adw_toast_new (words));
}

/* ---- what is chosen ---- */

/*
 * The keyboard stays in the entry, so what is chosen is told as the entry's description: that is what screen readers say of the place where
 * the keyboard is.
 */
static void
tell_choice (RailSearchWindow *self)
{
  const RailSearchChoice *choice = rail_search_list_get_selected (RAIL_SEARCH_LIST (self->list));
  GtkWidget *row = rail_search_list_get_selected_row (RAIL_SEARCH_LIST (self->list));
  g_autofree char *spoken = NULL;
  g_autofree char *description = NULL;

  if (choice == NULL)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
      return;
    }

  spoken = rail_search_choice_dup_spoken (choice);
  /* Translators: for screen readers: the chosen line, then where it stands: “Pushback on a decision, Phrases, …; 1 of 7”. */
  description = g_strdup_printf (_ ("%s; %d of %u"),
                                 spoken,
                                 rail_search_list_get_position (RAIL_SEARCH_LIST (self->list)) + 1,
                                 rail_search_list_get_length (RAIL_SEARCH_LIST (self->list)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT, row, -1);
}

static void
selected_cb (RailSearchWindow *self)
{
  const RailSearchChoice *choice = rail_search_list_get_selected (RAIL_SEARCH_LIST (self->list));

  tell_choice (self);
  gtk_widget_set_visible (self->preview, choice != NULL && choice->aid != NULL);
  rail_search_preview_show (RAIL_SEARCH_PREVIEW (self->preview),
                            self->library,
                            choice != NULL ? choice->pack : NULL,
                            choice != NULL ? choice->aid : NULL);
}

/* ---- showing ---- */

static void
show_starters (RailSearchWindow *self)
{
  rail_search_list_show (RAIL_SEARCH_LIST (self->list),
                         rail_search_starters_dup_choices (self->starters, g_get_real_time ()),
                         NULL,
                         self->moved);
  gtk_label_set_label (GTK_LABEL (self->status), "");
}

static void
starters_changed_cb (RailSearchWindow *self)
{
  if (self->asked[0] == '\0')
    show_starters (self);
}

static void
show_missing (RailSearchWindow *self)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_search_choice_free);

  g_ptr_array_add (choices, rail_search_choice_new_for_missing (self->asked, g_strcmp0 (self->missing, self->asked) == 0));
  rail_search_list_show (RAIL_SEARCH_LIST (self->list), choices, NULL, FALSE);
}

static char *
dup_heading (const RailSearchResult *result)
{
  /* Translators: above results for another word than was typed, which no aid has: there was probably a slip of the keys in it. */
  if (result->unknown != NULL)
    return g_strdup_printf (_ ("Nothing has “%s”; showing “%s”"), result->unknown, result->replaced);
  /* Translators: the same where some aids do have the word that was typed. */
  if (result->corrected != NULL)
    return g_strdup_printf (_ ("Showing Results for “%s”"), result->corrected);

  return g_strdup (_ ("Best Matches"));
}

static void
show_hits (RailSearchWindow *self,
           const RailSearchResult *result)
{
  const char *understood = result->corrected != NULL ? result->corrected : self->asked;
  g_autoptr (GPtrArray) words = rail_search_text_split_query (understood);
  GPtrArray *choices = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_search_choice_free);
  g_autofree char *heading = dup_heading (result);
  gint64 now = g_get_real_time ();

  for (guint i = 0; i < result->hits->len; i++)
    {
      RailSearchHit *hit = g_ptr_array_index (result->hits, i);
      /* Translators: above results that hold a word spelt nearly like the one typed, below those that hold it as it was typed. */
      const char *section = result->corrected == NULL && hit->match == RAIL_SEARCH_BY_TYPO ? _ ("Similar Words") : heading;

      g_ptr_array_add (choices, rail_search_choice_new_for_hit (hit, section, now));
    }
  rail_search_list_show (RAIL_SEARCH_LIST (self->list), choices, words, self->moved);
}

static void
show_status (RailSearchWindow *self,
             const RailSearchResult *result)
{
  guint count = result->hits->len;
  g_autofree char *found = count > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u result", "%u results", count), count) : g_strdup (_ ("No results"));
  g_autofree char *words = result->partial ? g_strdup_printf (_ ("%s in titles; the texts are still being read"), found) : g_strdup (found);

  gtk_label_set_label (GTK_LABEL (self->status), words);
}

/* ---- using what is chosen ---- */

static void
note_missing (RailSearchWindow *self)
{
  if (self->journal == NULL)
    {
      say (self, _ ("This cannot be noted: Handrail’s journal could not be opened"));
      return;
    }

  if (g_strcmp0 (self->missing, self->asked) == 0)
    {
      rail_gap_list_remove (self->journal, self->missing);
      g_clear_pointer (&self->missing, g_free);
    }
  else
    {
      rail_gap_list_add (self->journal, self->asked, g_get_real_time ());
      g_free (self->missing);
      self->missing = g_strdup (self->asked);
    }
  show_missing (self);
}

static void
open_choice (RailSearchWindow *self,
             const RailSearchChoice *choice)
{
  GActionGroup *actions = G_ACTION_GROUP (self->application);

  if (choice->aid == NULL)
    {
      note_missing (self);
      return;
    }

  if (rail_library_is_loaded (self->library) && rail_library_get_aid (self->library, choice->pack, choice->aid) == NULL)
    {
      say (self, _ ("This aid is no longer in your library"));
      ask (self);
      return;
    }

  if (choice->occurrence_key[0] != '\0')
    g_action_group_activate_action (actions, "open-aid-for-meeting", g_variant_new ("(ssss)", choice->pack, choice->aid, choice->occurrence_key, choice->series_key));
  else
    g_action_group_activate_action (actions, "open-aid", g_variant_new ("(ss)", choice->pack, choice->aid));
  gtk_window_close (GTK_WINDOW (self));
}

static const RailBlock *
find_phrase (const RailAid *aid)
{
  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      if (block->kind == RAIL_BLOCK_QUOTE)
        return block;
    }

  return NULL;
}

static void
copy_phrase (RailSearchWindow *self,
             const RailSearchChoice *choice)
{
  RailPack *pack = choice->pack != NULL ? rail_library_get_pack (self->library, choice->pack) : NULL;
  g_autoptr (RailAid) aid = pack != NULL ? rail_pack_load_aid (pack, choice->aid, NULL) : NULL;
  const RailBlock *phrase = aid != NULL ? find_phrase (aid) : NULL;
  g_autofree char *words = phrase != NULL ? rail_block_label_dup_plain (phrase) : NULL;

  if (words == NULL)
    {
      say (self, _ ("There is no phrase to copy in it"));
      return;
    }

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), words);
  say (self, _ ("Phrase copied"));
}

/* Letters and Enter in one burst mean the result of all these letters, which may not be there yet. */
static void
use_choice (RailSearchWindow *self,
            Deferred use)
{
  const RailSearchChoice *choice = rail_search_list_get_selected (RAIL_SEARCH_LIST (self->list));

  if (self->waiting && !self->moved)
    {
      self->deferred = use;
      return;
    }

  self->deferred = NOTHING;
  if (choice == NULL)
    return;
  if (use == OPEN)
    open_choice (self, choice);
  else if (use == COPY)
    copy_phrase (self, choice);
}

/* The words go to the coach as they stand, whatever was found for them. */
static void
talked_cb (RailSearchWindow *self)
{
  g_autofree char *words = g_strdup (self->asked);

  g_action_group_activate_action (G_ACTION_GROUP (self->application), "coach-ask", g_variant_new_string (words));
  gtk_window_close (GTK_WINDOW (self));
}

static void
open_cb (RailSearchWindow *self)
{
  use_choice (self, OPEN);
}

static void
moved_cb (RailSearchWindow *self)
{
  self->moved = TRUE;
}

/* A line that was clicked is meant as it stands there, whatever is on its way. */
static void
activated_cb (RailSearchWindow *self)
{
  self->moved = TRUE;
  use_choice (self, OPEN);
}

/* ---- asking ---- */

static gboolean
ask_again_cb (gpointer user_data)
{
  RailSearchWindow *self = user_data;

  self->again_id = 0;
  ask (self);

  return G_SOURCE_REMOVE;
}

static void
show_result (RailSearchWindow *self,
             const RailSearchResult *result)
{
  self->waiting = FALSE;
  if (result->hits->len > 0)
    show_hits (self, result);
  else
    show_missing (self);
  show_status (self, result);
  if (result->partial)
    self->again_id = g_timeout_add (ASK_AGAIN_MS, ask_again_cb, self);

  /* Never to note as missing what nobody has read was missing. */
  if (result->hits->len > 0 || self->deferred != OPEN)
    use_choice (self, self->deferred);
  self->deferred = NOTHING;
}

/* A newer question cancels the one before, so that no old answer is ever shown; until the new one comes, what is there stays. */
static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (RailSearchWindow) self = user_data;
  g_autoptr (RailSearchResult) found = rail_searcher_search_finish (RAIL_SEARCHER (source), result, NULL);

  if (found != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    show_result (self, found);
}

static void
stop_asking (RailSearchWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->again_id, g_source_remove);
  self->waiting = FALSE;
  self->deferred = NOTHING;
}

static void
ask (RailSearchWindow *self)
{
  stop_asking (self);
  if (self->asked[0] == '\0')
    {
      show_starters (self);
      return;
    }

  self->waiting = TRUE;
  self->cancellable = g_cancellable_new ();
  rail_searcher_search_async (self->searcher,
                              rail_search_request_new (self->asked,
                                                       MAX_RESULTS,
                                                       g_get_real_time (),
                                                       rail_search_starters_get_recent (self->starters),
                                                       rail_search_starters_get_fitting (self->starters)),
                              self->cancellable,
                              answered_cb,
                              g_object_ref (self));
}

static void
words_changed_cb (RailSearchWindow *self)
{
  g_autofree char *words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  g_strstrip (words);
  if (g_str_equal (words, self->asked))
    return;

  g_free (self->asked);
  self->asked = g_steal_pointer (&words);
  self->moved = FALSE;
  self->reading = FALSE;
  ask (self);
}

static void
library_changed_cb (RailSearchWindow *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)) || self->asked[0] == '\0')
    ask (self);
}

/* ---- keys ---- */

static void
stepped_cb (RailSearchWindow *self,
            int step)
{
  self->moved = TRUE;
  rail_search_list_move (RAIL_SEARCH_LIST (self->list), (RailSearchListStep) step);
}

static void
copied_cb (RailSearchWindow *self)
{
  use_choice (self, COPY);
}

static void
add_keys (RailSearchWindow *self)
{
  self->keys = rail_search_keys_new (GTK_WIDGET (self), self->entry);
  g_signal_connect_object (self->keys, "stepped", G_CALLBACK (stepped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keys, "talked", G_CALLBACK (talked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keys, "copied", G_CALLBACK (copied_cb), self, G_CONNECT_SWAPPED);
}

/* ---- leaving ---- */

static gboolean
leave_cb (gpointer user_data)
{
  RailSearchWindow *self = user_data;

  self->leave_id = 0;
  if (!self->reading && !self->moved)
    gtk_window_close (GTK_WINDOW (self));

  return G_SOURCE_REMOVE;
}

/* Who turns to another window is done with it, unless something is being read here beside the other work. */
static void
active_changed_cb (RailSearchWindow *self)
{
  g_clear_handle_id (&self->leave_id, g_source_remove);
  if (!gtk_window_is_active (GTK_WINDOW (self)) && gtk_widget_get_visible (GTK_WIDGET (self)))
    self->leave_id = g_timeout_add (LEAVE_MS, leave_cb, self);
}

static void
reading_cb (RailSearchWindow *self)
{
  self->reading = TRUE;
}

static gboolean
scrolled_cb (RailSearchWindow *self)
{
  self->reading = TRUE;

  return GDK_EVENT_PROPAGATE;
}

static void
watch_reading (RailSearchWindow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (reading_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->preview, GTK_EVENT_CONTROLLER (click));
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_object (scroll, "scroll", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->preview, scroll);
  g_signal_connect_object (focus, "enter", G_CALLBACK (reading_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->preview, focus);
}

/* ---- place ---- */

/* Once, when the window manager has chosen a place of its own; from here on it is the user's to move. */
static void
painted_cb (RailSearchWindow *self)
{
  g_signal_handler_disconnect (gtk_widget_get_frame_clock (GTK_WIDGET (self)), self->painted_id);
  self->painted_id = 0;
  rail_centred_place_move (GTK_WINDOW (self), &self->work_area);
  rail_card_surface_raise (GTK_WINDOW (self), FALSE);
  /* What was known has been shown; what is new since comes behind it. */
  rail_search_starters_refresh (self->starters);
}

static void
watch_first_frame (RailSearchWindow *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (self->painted_id == 0)
    self->painted_id = g_signal_connect_object (clock, "after-paint", G_CALLBACK (painted_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/* ---- the window ---- */

static void
rail_search_window_hide (GtkWidget *widget)
{
  RailSearchWindow *self = RAIL_SEARCH_WINDOW (widget);

  GTK_WIDGET_CLASS (rail_search_window_parent_class)->hide (widget);
  g_clear_handle_id (&self->leave_id, g_source_remove);
  /* A window that the application knows keeps it running; the hidden one must not. */
  gtk_window_set_application (GTK_WINDOW (widget), NULL);
  /* Ready for the next time, and the words of this one are nobody's. */
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  g_clear_pointer (&self->missing, g_free);
}

static void
rail_search_window_dispose (GObject *object)
{
  RailSearchWindow *self = RAIL_SEARCH_WINDOW (object);

  stop_asking (self);
  g_clear_handle_id (&self->leave_id, g_source_remove);
  g_clear_object (&self->application);
  g_clear_object (&self->library);
  g_clear_object (&self->searcher);
  g_clear_object (&self->journal);
  g_clear_object (&self->starters);
  g_clear_object (&self->keys);

  G_OBJECT_CLASS (rail_search_window_parent_class)->dispose (object);
}

static void
rail_search_window_finalize (GObject *object)
{
  RailSearchWindow *self = RAIL_SEARCH_WINDOW (object);

  g_free (self->asked);
  g_free (self->missing);

  G_OBJECT_CLASS (rail_search_window_parent_class)->finalize (object);
}

static void
rail_search_window_class_init (RailSearchWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_search_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_search_window_finalize;
  widget_class->hide = rail_search_window_hide;

  g_type_ensure (RAIL_TYPE_SEARCH_LIST);
  g_type_ensure (RAIL_TYPE_SEARCH_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/search-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RailSearchWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RailSearchWindow, entry);
  gtk_widget_class_bind_template_child (widget_class, RailSearchWindow, list);
  gtk_widget_class_bind_template_child (widget_class, RailSearchWindow, preview);
  gtk_widget_class_bind_template_child (widget_class, RailSearchWindow, status);
  gtk_widget_class_bind_template_callback (widget_class, active_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, words_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, moved_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
rail_search_window_init (RailSearchWindow *self)
{
  self->asked = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  add_keys (self);
  watch_reading (self);
}

RailSearchWindow *
rail_search_window_new (GtkApplication *application,
                        RailAgentClient *client,
                        RailLibrary *library,
                        RailSearcher *searcher,
                        RailJournal *journal)
{
  RailSearchWindow *self = g_object_new (RAIL_TYPE_SEARCH_WINDOW, NULL);

  self->application = g_object_ref (application);
  self->library = g_object_ref (library);
  self->searcher = g_object_ref (searcher);
  self->journal = journal != NULL ? g_object_ref (journal) : NULL;
  self->starters = rail_search_starters_new (client, library, journal);
  g_signal_connect_object (self->starters, "changed", G_CALLBACK (starters_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "agent-changed", G_CALLBACK (rail_search_starters_refresh), self->starters, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  rail_search_starters_refresh (self->starters);
  gtk_widget_realize (GTK_WIDGET (self));
  /* What styles and letters cost the first time is paid before anybody waits for them. */
  gtk_widget_get_preferred_size (GTK_WIDGET (self), NULL, NULL);

  return self;
}

void
rail_search_window_search (RailSearchWindow *self,
                           const char *words)
{
  gboolean shown = gtk_widget_get_visible (GTK_WIDGET (self));

  if (!shown || *words != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->entry), words);
  if (!shown)
    {
      self->moved = FALSE;
      self->reading = FALSE;
      rail_centred_place_choose_size (GTK_WINDOW (self), WIDTH, HEIGHT, &self->work_area);
      rail_card_surface_prepare (GTK_WINDOW (self), FALSE);
      watch_first_frame (self);
    }

  gtk_window_set_application (GTK_WINDOW (self), self->application);
  gtk_window_present_with_time (GTK_WINDOW (self), shown ? rail_card_surface_get_time (GTK_WINDOW (self)) : GDK_CURRENT_TIME);
  gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

GtkEditable *
rail_search_window_get_entry (RailSearchWindow *self)
{
  return GTK_EDITABLE (self->entry);
}
