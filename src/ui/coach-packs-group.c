#include "config.h"

#include "ui/coach-packs-group.h"

#include <glib/gi18n.h>

#include "base/problem.h"
#include "coach/guard-policy.h"

struct _RailCoachPacksGroup
{
  AdwPreferencesGroup parent_instance;

  RailPolicy *policy;
  RailLibrary *library;
  RailGuardRules *organisation; /* NULL without */
  GPtrArray *rows;              /* PackRow */
};

G_DEFINE_FINAL_TYPE (RailCoachPacksGroup, rail_coach_packs_group, ADW_TYPE_PREFERENCES_GROUP)

typedef struct
{
  RailCoachPacksGroup *group;
  char *pack;
  char *digest;
  char *subjects;
  GtkWidget *row; /* borrowed from the group, as the switch */
  GtkWidget *control;
  gulong control_id;
} PackRow;

static void
pack_row_free (gpointer data)
{
  PackRow *self = data;

  g_free (self->pack);
  g_free (self->digest);
  g_free (self->subjects);
  g_free (self);
}

/* ---- what a row says ---- */

/* "what managers do, travel expenses": the ids are the author's words. */
static char *
dup_subjects (const RailGuardRules *rules)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < rules->domains->len; i++)
    {
      const RailGuardDomain *domain = g_ptr_array_index (rules->domains, i);
      gboolean is_managing = domain->patterns->len == 0;

      g_ptr_array_add (words, is_managing ? g_strdup (_ ("what managers do")) : g_strdelimit (g_strdup (domain->id), "-", ' '));
    }
  g_ptr_array_add (words, NULL);

  return g_strjoinv (", ", (char **) words->pdata);
}

static gboolean
is_decided (RailCoachPacksGroup *self)
{
  return self->organisation != NULL && (self->organisation->closed != NULL || self->organisation->domains->len > 0);
}

static void
refresh_row (PackRow *row)
{
  RailCoachPacksGroup *self = row->group;
  g_autofree char *confirmed = rail_policy_dup_coach_pack (self->policy, row->pack);
  gboolean locked = rail_policy_is_locked (self->policy, "coach-packs") || is_decided (self);
  gboolean any = g_strcmp0 (confirmed, RAIL_GUARD_RULES_ANY_DOMAINS) == 0;
  gboolean active = any || g_strcmp0 (confirmed, row->digest) == 0;
  g_autofree char *about = g_strdup_printf (_ ("About: %s"), row->subjects);
  g_autofree char *changed = g_strdup_printf (_ ("It now names other subjects than you agreed to. About: %s"), row->subjects);
  g_autofree char *fixed = g_strdup_printf (_ ("About: %s. Set by your organisation"), row->subjects);

  g_signal_handler_block (row->control, row->control_id);
  gtk_switch_set_active (GTK_SWITCH (row->control), active && !is_decided (self));
  g_signal_handler_unblock (row->control, row->control_id);
  gtk_widget_set_sensitive (row->control, !locked);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), locked ? fixed : confirmed != NULL && !active ? changed
                                                                                                        : about);
}

static void
switched_cb (PackRow *row)
{
  gboolean use = gtk_switch_get_active (GTK_SWITCH (row->control));

  rail_policy_set_coach_pack (row->group->policy, row->pack, use ? row->digest : NULL);
}

static void
add_row (RailCoachPacksGroup *self,
         const RailPack *pack,
         const RailGuardRules *rules)
{
  PackRow *row = g_new0 (PackRow, 1);
  g_autofree char *label = g_strdup_printf (_ ("Use “%s” for coaching"), pack->title);

  row->group = self;
  row->pack = g_strdup (pack->id);
  row->digest = g_strdup (rules->domains_digest);
  row->subjects = dup_subjects (rules);
  row->row = adw_action_row_new ();
  row->control = gtk_switch_new ();

  /* Titles come from outside: never markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), pack->title);
  gtk_widget_set_valign (row->control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->control), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  row->control_id = g_signal_connect_swapped (row->control, "notify::active", G_CALLBACK (switched_cb), row);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), row->control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row->row), row->control);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row->row);
  g_ptr_array_add (self->rows, row);
  refresh_row (row);
}

/* ---- all of them ---- */

static void
describe (RailCoachPacksGroup *self)
{
  g_autofree char *escaped = NULL;
  const char *text = _ ("The coach talks about the subjects of the packs that you switch on, and about nothing else; with none of them about what managers do. It counts from the next conversation on.");

  if (self->organisation != NULL && self->organisation->closed != NULL)
    text = escaped = g_markup_escape_text (self->organisation->closed, -1);
  else if (is_decided (self))
    text = _ ("Your organisation has said what the coach may be asked about.");

  g_object_set (self, "description", text, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0 || is_decided (self));
}

static void
load_organisation (RailCoachPacksGroup *self)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autofree char *file = rail_policy_dup_coach_guard_file (self->policy);

  g_clear_pointer (&self->organisation, rail_guard_rules_unref);
  self->organisation = rail_guard_policy_load (file, problems);
}

static void
policy_changed_cb (RailCoachPacksGroup *self)
{
  load_organisation (self);
  for (guint i = 0; i < self->rows->len; i++)
    refresh_row (g_ptr_array_index (self->rows, i));
  describe (self);
}

static void
library_changed_cb (RailCoachPacksGroup *self)
{
  GPtrArray *packs = rail_library_get_packs (self->library);
  g_autoptr (GPtrArray) problems = rail_problems_new ();

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), ((PackRow *) g_ptr_array_index (self->rows, i))->row);
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < packs->len; i++)
    {
      const RailPack *pack = g_ptr_array_index (packs, i);
      g_autoptr (RailGuardRules) rules = rail_guard_rules_load (pack, problems);

      if (rules != NULL && rules->domains->len > 0)
        add_row (self, pack, rules);
    }
  describe (self);
}

static void
rail_coach_packs_group_dispose (GObject *object)
{
  RailCoachPacksGroup *self = RAIL_COACH_PACKS_GROUP (object);

  g_clear_object (&self->policy);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (rail_coach_packs_group_parent_class)->dispose (object);
}

static void
rail_coach_packs_group_finalize (GObject *object)
{
  RailCoachPacksGroup *self = RAIL_COACH_PACKS_GROUP (object);

  g_clear_pointer (&self->organisation, rail_guard_rules_unref);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (rail_coach_packs_group_parent_class)->finalize (object);
}

static void
rail_coach_packs_group_class_init (RailCoachPacksGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_coach_packs_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_coach_packs_group_finalize;
}

static void
rail_coach_packs_group_init (RailCoachPacksGroup *self)
{
  self->rows = g_ptr_array_new_with_free_func (pack_row_free);
}

GtkWidget *
rail_coach_packs_group_new (RailPolicy *policy,
                            RailLibrary *library)
{
  RailCoachPacksGroup *self = g_object_new (RAIL_TYPE_COACH_PACKS_GROUP, "title", _ ("What It May Be Asked About"), NULL);

  self->policy = g_object_ref (policy);
  self->library = g_object_ref (library);
  load_organisation (self);
  g_signal_connect_object (policy, "changed", G_CALLBACK (policy_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  library_changed_cb (self);

  return GTK_WIDGET (self);
}
