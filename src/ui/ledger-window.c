#include "config.h"

#include "ui/ledger-window.h"

#include <glib/gi18n.h>

#include "journal/egress-ledger.h"
#include "ui/ledger-entry.h"
#include "ui/ledger-row.h"
#include "ui/policy-row.h"

struct _RailLedgerWindow
{
  AdwWindow parent_instance;

  RailJournal *journal; /* NULL if it could not be opened */
  GFileMonitor *monitor;
  GListStore *entries; /* RailLedgerEntry */
  GObject *owner;      /* weak; of what follows */
  GPtrArray *sent;     /* borrowed; NULL without an owner */

  GtkWidget *toasts;
  GtkWidget *filter;
  GtkWidget *pause;
  GtkWidget *stack;
  GtkWidget *empty;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (RailLedgerWindow, rail_ledger_window, ADW_TYPE_WINDOW)

/* In the order of the choices in ledger-window.ui. */
static const char *const purposes[] = { NULL, "calendar", "coach", "sync" };

/* ---- what was sent ---- */

/* Borrowed; NULL where it is not known, or not any more. */
static GBytes *
find_body (RailLedgerWindow *self,
           const char *sha256)
{
  for (guint i = 0; self->sent != NULL && *sha256 != '\0' && i < self->sent->len; i++)
    {
      g_autofree char *other = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, g_ptr_array_index (self->sent, i));

      if (g_str_equal (other, sha256))
        return g_ptr_array_index (self->sent, i);
    }
  return NULL;
}

/* ---- the list ---- */

static gboolean
is_wanted (RailLedgerWindow *self,
           const char *purpose)
{
  const char *wanted = purposes[MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->filter)), G_N_ELEMENTS (purposes) - 1)];

  return wanted == NULL || g_str_equal (wanted, purpose);
}

/* The newest first, with a heading where a day begins. */
static GPtrArray *
make_entries (RailLedgerWindow *self,
              GPtrArray *days,
              GPtrArray *requests)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const char *day = "";

  for (guint i = requests->len; i > 0; i--)
    {
      const RailEgress *request = g_ptr_array_index (requests, i - 1);

      if (is_wanted (self, request->purpose))
        g_ptr_array_add (entries, rail_ledger_entry_new (request, zone));
    }
  for (guint i = days->len; i > 0; i--)
    {
      const RailEgressDay *sum = g_ptr_array_index (days, i - 1);

      if (is_wanted (self, sum->purpose))
        g_ptr_array_add (entries, rail_ledger_entry_new_for_day (sum));
    }

  for (guint i = 0; i < entries->len; i++)
    {
      RailLedgerEntry *entry = g_ptr_array_index (entries, i);

      if (!g_str_equal (rail_ledger_entry_get_day (entry), day))
        rail_ledger_entry_set_first_of_day (entry);
      day = rail_ledger_entry_get_day (entry);
    }
  return entries;
}

static gboolean
is_same (RailLedgerEntry *one,
         RailLedgerEntry *other)
{
  return g_str_equal (rail_ledger_entry_get_day (one), rail_ledger_entry_get_day (other)) && g_str_equal (rail_ledger_entry_get_title (one), rail_ledger_entry_get_title (other)) &&
         g_str_equal (rail_ledger_entry_get_facts (one), rail_ledger_entry_get_facts (other)) && g_str_equal (rail_ledger_entry_get_sha256 (one), rail_ledger_entry_get_sha256 (other));
}

/* Lines are only ever added at the top, so what stood there before stays as it is: opened, and under the pointer. */
static void
replace_entries (RailLedgerWindow *self,
                 GPtrArray *entries)
{
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self->entries));
  guint n_same = 0;

  while (n_same < n_before && n_same < entries->len)
    {
      g_autoptr (RailLedgerEntry) before = g_list_model_get_item (G_LIST_MODEL (self->entries), n_before - 1 - n_same);
      RailLedgerEntry *after = g_ptr_array_index (entries, entries->len - 1 - n_same);

      if (!is_same (before, after) || (rail_ledger_entry_get_heading (before) == NULL) != (rail_ledger_entry_get_heading (after) == NULL))
        break;
      n_same++;
    }

  if (n_before != n_same || entries->len != n_same)
    g_list_store_splice (self->entries, 0, n_before - n_same, entries->pdata, entries->len - n_same);
}

static void
say_empty (RailLedgerWindow *self,
           const char *title,
           const char *words)
{
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty), words);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "empty");
}

static void
say_failure (RailLedgerWindow *self,
             const char *message)
{
  g_autofree char *words = g_markup_escape_text (message, -1);

  say_empty (self, _ ("The List Cannot Be Read"), words);
}

static void
reload (RailLedgerWindow *self)
{
  g_autoptr (GPtrArray) days = NULL;
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  if (self->journal == NULL)
    {
      say_empty (self, _ ("The List Cannot Be Kept"), _ ("The journal could not be opened. Without it the windows send nothing."));
      return;
    }

  days = rail_egress_ledger_load_days (self->journal, &error);
  requests = days != NULL ? rail_egress_ledger_load (self->journal, 0, &error) : NULL;
  if (requests == NULL)
    {
      say_failure (self, error->message);
      return;
    }

  entries = make_entries (self, days, requests);
  replace_entries (self, entries);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ledger.delete", days->len + requests->len > 0);
  if (entries->len > 0)
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "list");
  else if (days->len + requests->len > 0)
    say_empty (self, _ ("Nothing of This Kind"), _ ("Choose “Everything” above to see what else was sent."));
  else
    say_empty (self, _ ("Nothing Has Left"), _ ("Whatever Handrail sends will be listed here: when, where to, what for and how much. Also what failed."));
}

/* ---- deleting ---- */

static void
deleted_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (RailLedgerWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rail_egress_ledger_delete_finish (RAIL_JOURNAL (source), result, &error) && self->toasts != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), adw_toast_new (_ ("The list could not be deleted")));
  if (self->journal != NULL)
    reload (self);
}

static void
confirmed_cb (RailLedgerWindow *self,
              const char *response)
{
  if (g_str_equal (response, "delete") && self->journal != NULL)
    rail_egress_ledger_delete_async (self->journal, deleted_cb, g_object_ref (self));
}

static void
delete_cb (GtkWidget *widget,
           const char *name,
           GVariant *parameter)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (widget), _ ("Delete the List?"), _ ("All of it goes, also what the choice above hides. Requests from now on are listed again."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (confirmed_cb), widget, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- rows ---- */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem *item)
{
  gtk_list_item_set_child (item, rail_ledger_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem *item,
         RailLedgerWindow *self)
{
  RailLedgerEntry *entry = gtk_list_item_get_item (item);

  rail_ledger_row_set_entry (RAIL_LEDGER_ROW (gtk_list_item_get_child (item)), entry, find_body (self, rail_ledger_entry_get_sha256 (entry)));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem *item)
{
  rail_ledger_row_set_entry (RAIL_LEDGER_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
activated_cb (RailLedgerWindow *self,
              guint position)
{
  g_autoptr (RailLedgerEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), position);

  rail_ledger_entry_set_expanded (entry, !rail_ledger_entry_is_expanded (entry));
}

static GtkListItemFactory *
make_factory (RailLedgerWindow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  return factory;
}

/* ---- the window ---- */

static void
activity_cb (RailLedgerWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)))
    reload (self);
}

/* Rows are bound anew, with what is known of them now. */
static void
bind_anew (RailLedgerWindow *self)
{
  g_list_store_remove_all (self->entries);
  reload (self);
}

static void
owner_gone_cb (gpointer user_data,
               GObject *owner)
{
  RailLedgerWindow *self = user_data;

  self->owner = NULL;
  self->sent = NULL;
  bind_anew (self);
}

static void
let_go (RailLedgerWindow *self)
{
  if (self->owner != NULL)
    g_object_weak_unref (self->owner, owner_gone_cb, self);
  self->owner = NULL;
  self->sent = NULL;
}

static void
rail_ledger_window_dispose (GObject *object)
{
  RailLedgerWindow *self = RAIL_LEDGER_WINDOW (object);

  let_go (self);
  g_clear_object (&self->monitor);
  gtk_widget_dispose_template (GTK_WIDGET (object), RAIL_TYPE_LEDGER_WINDOW);
  g_clear_object (&self->entries);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (rail_ledger_window_parent_class)->dispose (object);
}

static void
rail_ledger_window_class_init (RailLedgerWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_ledger_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/ledger-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RailLedgerWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RailLedgerWindow, filter);
  gtk_widget_class_bind_template_child (widget_class, RailLedgerWindow, pause);
  gtk_widget_class_bind_template_child (widget_class, RailLedgerWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, RailLedgerWindow, empty);
  gtk_widget_class_bind_template_child (widget_class, RailLedgerWindow, list);

  gtk_widget_class_install_action (widget_class, "ledger.delete", NULL, delete_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
rail_ledger_window_init (RailLedgerWindow *self)
{
  g_autoptr (GtkListItemFactory) factory = NULL;
  g_autoptr (GtkSelectionModel) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->entries = g_list_store_new (RAIL_TYPE_LEDGER_ENTRY);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->entries))));
  factory = make_factory (self);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), selection);

  g_signal_connect_object (self->list, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "notify::selected", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (activity_cb), NULL);
}

static gboolean
is_paused (RailPolicy *policy)
{
  return !rail_policy_get_network (policy);
}

static gboolean
set_paused (RailPolicy *policy,
            gboolean paused)
{
  return rail_policy_set_network (policy, !paused);
}

/* Every program that writes the journal writes its log first (write-ahead logging), so that this file tells of them all. */
static void
watch (RailLedgerWindow *self)
{
  g_autofree char *log = g_strconcat (rail_journal_get_path (self->journal), "-wal", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (log);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
}

GtkWindow *
rail_ledger_window_new (GtkApplication *application,
                        RailPolicy *policy,
                        RailJournal *journal)
{
  RailLedgerWindow *self = g_object_new (RAIL_TYPE_LEDGER_WINDOW, "application", application, NULL);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->pause),
                             rail_policy_row_new_switch (policy,
                                                         "network",
                                                         _ ("Pause All Network"),
                                                         _ ("Nothing leaves this computer until you switch it off again."),
                                                         is_paused,
                                                         set_paused));
  if (journal != NULL)
    {
      self->journal = g_object_ref (journal);
      watch (self);
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ledger.delete", FALSE);
  reload (self);

  return GTK_WINDOW (self);
}

void
rail_ledger_window_set_bodies (RailLedgerWindow *self,
                               GPtrArray *bodies,
                               GObject *owner)
{
  let_go (self);
  self->owner = owner;
  self->sent = bodies;
  g_object_weak_ref (owner, owner_gone_cb, self);
  bind_anew (self);
}
