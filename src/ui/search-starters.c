#include "config.h"

#define G_LOG_DOMAIN "handrail-search-starters"

#include "ui/search-starters.h"

#include <glib/gi18n.h>

#include "journal/aid-uses.h"
#include "ui/dictionary.h"
#include "ui/search-choice.h"

/* Of each section: what is offered before a letter is typed is read at a glance. */
#define MAX_FITTING 4
#define MAX_MEETINGS 5
#define MAX_RECENT 6

/* A search compares with more of them than are listed. */
#define MAX_USES 200

struct _RailSearchStarters
{
  GObject parent_instance;

  RailAgentClient *client;
  RailLibrary *library;
  RailJournal *journal;
  GCancellable *cancellable;

  GVariant *fits;   /* answers of the agent, aa{sv}; NULL before the first */
  GVariant *agenda; /* likewise */
  GPtrArray *uses;  /* RailAidUse; NULL before they were read */
  GHashTable *recent;
  GHashTable *fitting;
};

G_DEFINE_FINAL_TYPE (RailSearchStarters, rail_search_starters, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- asking ---- */

/* Takes @answer; FALSE for what is known already. */
static gboolean
take (GVariant **known,
      GVariant *answer)
{
  gboolean differs = *known == NULL || !g_variant_equal (*known, answer);

  g_clear_pointer (known, g_variant_unref);
  *known = answer;

  return differs;
}

static void
list_fitting (RailSearchStarters *self)
{
  g_clear_pointer (&self->fitting, g_hash_table_unref);
  self->fitting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < g_variant_n_children (self->fits); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (self->fits, i);
      const char *pack = "", *aid = "";

      g_variant_lookup (entry, "pack", "&s", &pack);
      g_variant_lookup (entry, "aid", "&s", &aid);
      g_hash_table_add (self->fitting, g_strdup_printf ("%s/%s", pack, aid));
    }
}

/*
 * Questions do not keep their asker: the journal is closed behind the window, and nobody may look into it afterwards. A cancelled one fails, and
 * then there is nobody to be told.
 */
static void
fits_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  RailSearchStarters *self = user_data;
  GVariant *fits;

  if (!rail_dbus_agent1_call_list_fitting_finish (RAIL_DBUS_AGENT1 (source), &fits, result, NULL) || !take (&self->fits, fits))
    return;

  list_fitting (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
agenda_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  RailSearchStarters *self = user_data;
  GVariant *agenda;

  if (rail_dbus_agent1_call_get_agenda_finish (RAIL_DBUS_AGENT1 (source), &agenda, result, NULL) && take (&self->agenda, agenda))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
read_uses (RailSearchStarters *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) uses = self->journal != NULL ? rail_aid_uses_load (self->journal, MAX_USES, &error) : NULL;

  if (error != NULL)
    g_message ("What was used last cannot be read: %s", error->message);
  if (uses == NULL)
    return;

  g_clear_pointer (&self->uses, g_ptr_array_unref);
  g_clear_pointer (&self->recent, g_hash_table_unref);
  self->recent = rail_aid_uses_to_table (uses);
  self->uses = g_steal_pointer (&uses);
}

/* ---- choices ---- */

/* NULL for what is no longer in the library. */
static RailSearchChoice *
make_choice (RailSearchStarters *self,
             const char *pack_id,
             const char *aid_id,
             const char *section,
             const char *reason,
             gint64 now)
{
  RailPack *pack = rail_library_get_pack (self->library, pack_id);
  RailAid *aid = rail_library_get_aid (self->library, pack_id, aid_id);

  return aid != NULL ? rail_search_choice_new_for_aid (aid, pack->title, section, reason, now) : NULL;
}

static void
add (GPtrArray *choices,
     RailSearchChoice *choice)
{
  if (choice != NULL)
    g_ptr_array_add (choices, choice);
}

static void
add_fitting (RailSearchStarters *self,
             GPtrArray *choices,
             gint64 now)
{
  for (gsize i = 0; self->fits != NULL && i < g_variant_n_children (self->fits) && choices->len < MAX_FITTING; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (self->fits, i);

      add (choices, make_choice (self, rail_dictionary_get_text (entry, "pack"), rail_dictionary_get_text (entry, "aid"), _ ("Fits Right Now"), rail_dictionary_get_text (entry, "summary"), now));
    }
}

/* The one that fits right now is opened for the meeting it belongs to: its ticks are kept with it. */
static gboolean
adopt_meeting (GPtrArray *choices,
               guint n_fitting,
               RailSearchChoice *meeting)
{
  for (guint i = 0; i < n_fitting; i++)
    {
      RailSearchChoice *choice = g_ptr_array_index (choices, i);

      if (choice->occurrence_key[0] == '\0' && g_str_equal (choice->pack, meeting->pack) && g_str_equal (choice->aid, meeting->aid))
        {
          g_free (choice->occurrence_key);
          g_free (choice->series_key);
          choice->occurrence_key = g_strdup (meeting->occurrence_key);
          choice->series_key = g_strdup (meeting->series_key);
          return TRUE;
        }
    }

  return FALSE;
}

static char *
dup_meeting_words (GVariant *occurrence)
{
  const char *title = rail_dictionary_get_text (occurrence, "title");
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *clock = NULL;
  gboolean all_day = FALSE;
  gint64 start = 0;

  g_variant_lookup (occurrence, "all-day", "b", &all_day);
  g_variant_lookup (occurrence, "start", "x", &start);
  time = g_date_time_new_from_unix_local (start / G_USEC_PER_SEC);
  /* Translators: a time of day in the form of g_date_time_format(), such as “15:00”. */
  clock = all_day ? g_strdup (_ ("All day")) : g_date_time_format (time, _ ("%H:%M"));

  return g_strdup_printf ("%s · %s", clock, *title != '\0' ? title : _ ("Untitled"));
}

static void
add_meeting (RailSearchStarters *self,
             GPtrArray *choices,
             guint n_fitting,
             GVariant *occurrence,
             gint64 now)
{
  g_autoptr (GVariant) aids = g_variant_lookup_value (occurrence, "aids", G_VARIANT_TYPE ("aa{sv}"));
  g_autofree char *words = dup_meeting_words (occurrence);

  for (gsize i = 0; aids != NULL && i < g_variant_n_children (aids) && choices->len < n_fitting + MAX_MEETINGS; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (aids, i);
      g_autoptr (RailSearchChoice) choice = make_choice (self, rail_dictionary_get_text (entry, "pack"), rail_dictionary_get_text (entry, "aid"), _ ("Today’s Meetings"), words, now);

      if (choice == NULL)
        continue;
      g_free (choice->occurrence_key);
      g_free (choice->series_key);
      choice->occurrence_key = g_strdup (rail_dictionary_get_text (occurrence, "occurrence-key"));
      choice->series_key = g_strdup (rail_dictionary_get_text (occurrence, "series-key"));
      if (!adopt_meeting (choices, n_fitting, choice))
        g_ptr_array_add (choices, g_steal_pointer (&choice));
    }
}

static void
add_meetings (RailSearchStarters *self,
              GPtrArray *choices,
              gint64 now)
{
  guint n_fitting = choices->len;

  for (gsize i = 0; self->agenda != NULL && i < g_variant_n_children (self->agenda); i++)
    {
      g_autoptr (GVariant) occurrence = g_variant_get_child_value (self->agenda, i);
      gboolean cancelled = FALSE;
      gint64 end = 0;

      g_variant_lookup (occurrence, "cancelled", "b", &cancelled);
      g_variant_lookup (occurrence, "end", "x", &end);
      if (!cancelled && end > now)
        add_meeting (self, choices, n_fitting, occurrence, now);
    }
}

static gboolean
stands_there (GPtrArray *choices,
              const RailAidUse *use)
{
  for (guint i = 0; i < choices->len; i++)
    {
      const RailSearchChoice *choice = g_ptr_array_index (choices, i);

      if (g_str_equal (choice->pack, use->pack) && g_str_equal (choice->aid, use->aid))
        return TRUE;
    }

  return FALSE;
}

static void
add_recent (RailSearchStarters *self,
            GPtrArray *choices,
            gint64 now)
{
  guint before = choices->len;

  for (guint i = 0; self->uses != NULL && i < self->uses->len && choices->len < before + MAX_RECENT; i++)
    {
      const RailAidUse *use = g_ptr_array_index (self->uses, i);

      if (!stands_there (choices, use))
        add (choices, make_choice (self, use->pack, use->aid, _ ("Used Last"), NULL, now));
    }
}

/* ---- the object ---- */

static void
rail_search_starters_dispose (GObject *object)
{
  RailSearchStarters *self = RAIL_SEARCH_STARTERS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->library);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (rail_search_starters_parent_class)->dispose (object);
}

static void
rail_search_starters_finalize (GObject *object)
{
  RailSearchStarters *self = RAIL_SEARCH_STARTERS (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->fits, g_variant_unref);
  g_clear_pointer (&self->agenda, g_variant_unref);
  g_clear_pointer (&self->uses, g_ptr_array_unref);
  g_clear_pointer (&self->recent, g_hash_table_unref);
  g_clear_pointer (&self->fitting, g_hash_table_unref);

  G_OBJECT_CLASS (rail_search_starters_parent_class)->finalize (object);
}

static void
rail_search_starters_class_init (RailSearchStartersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_search_starters_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_search_starters_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_search_starters_init (RailSearchStarters *self)
{
  self->cancellable = g_cancellable_new ();
}

RailSearchStarters *
rail_search_starters_new (RailAgentClient *client,
                          RailLibrary *library,
                          RailJournal *journal)
{
  RailSearchStarters *self = g_object_new (RAIL_TYPE_SEARCH_STARTERS, NULL);

  self->client = g_object_ref (client);
  self->library = g_object_ref (library);
  self->journal = journal != NULL ? g_object_ref (journal) : NULL;

  return self;
}

void
rail_search_starters_refresh (RailSearchStarters *self)
{
  if (rail_agent_client_is_reachable (self->client))
    {
      RailDBusAgent1 *proxy = rail_agent_client_get_proxy (self->client);

      rail_dbus_agent1_call_list_fitting (proxy, self->cancellable, fits_cb, self);
      rail_dbus_agent1_call_get_agenda (proxy, 0, self->cancellable, agenda_cb, self);
    }

  read_uses (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

GPtrArray *
rail_search_starters_dup_choices (RailSearchStarters *self,
                                  gint64 now)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_search_choice_free);

  add_fitting (self, choices, now);
  add_meetings (self, choices, now);
  add_recent (self, choices, now);

  return choices;
}

GHashTable *
rail_search_starters_get_recent (RailSearchStarters *self)
{
  return self->recent;
}

GHashTable *
rail_search_starters_get_fitting (RailSearchStarters *self)
{
  return self->fitting;
}
