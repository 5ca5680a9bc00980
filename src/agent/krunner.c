#include "config.h"

#include "agent/krunner.h"

#include "krunner-skeleton.h"
#include "search/search-request.h"
#include "search/search-text.h"

/* KRunner keeps to it by itself where it reads the plug-in's description; one or two letters would list half a pack among the programs. */
#define MIN_LETTERS 3

/* The words of Plasma's QueryMatch::Type that do what they are called: 50 and 70 change what a click does. */
#define TYPE_EXACT 100
#define TYPE_POSSIBLE 30
#define TYPE_COMPLETION 10

/* So far apart are two neighbours at least, so that KRunner keeps the order. */
#define RELEVANCE_STEP 0.01

struct _RailKrunner
{
  GObject parent_instance;

  RailDBusKrunner1 *skeleton;
  RailDesktopSearch *search;
  RailUiProcess *ui;
};

G_DEFINE_FINAL_TYPE (RailKrunner, rail_krunner, G_TYPE_OBJECT)

typedef struct
{
  GDBusMethodInvocation *invocation;
  char *folded; /* what was typed */
} Question;

static int
get_type (const RailSearchHit *hit,
          const char *folded)
{
  g_autofree char *title = rail_search_text_fold (hit->title);

  if (g_str_equal (title, folded))
    return TYPE_EXACT;

  return hit->match <= RAIL_SEARCH_BY_KEYWORD ? TYPE_POSSIBLE : TYPE_COMPLETION;
}

/* How sure a hit is by itself; programs of that name stand at 1. */
static double
get_relevance (const RailSearchHit *hit)
{
  switch (hit->match)
    {
    case RAIL_SEARCH_BY_TITLE:
      return 0.9;
    case RAIL_SEARCH_BY_KEYWORD:
      return 0.8;
    case RAIL_SEARCH_BY_BODY:
      return 0.6;
    case RAIL_SEARCH_BY_TYPO:
    default:
      return 0.5;
    }
}

static GVariant *
build_properties (const RailSearchHit *hit)
{
  g_autofree char *description = rail_desktop_search_describe (hit);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "subtext", "s", description);
  g_variant_dict_insert (&dict, "category", "s", "Handrail");
  g_variant_dict_insert_value (&dict, "actions", g_variant_new_strv (NULL, 0));

  return g_variant_dict_end (&dict);
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autofree char *folded = question->folded;
  g_autoptr (GPtrArray) hits = rail_desktop_search_ask_finish (RAIL_DESKTOP_SEARCH (source), result);
  g_auto (GVariantBuilder) matches = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sssida{sv})"));
  double relevance = 1.0;

  for (guint i = 0; i < hits->len; i++)
    {
      const RailSearchHit *hit = g_ptr_array_index (hits, i);
      g_autofree char *path = rail_search_hit_dup_path ((RailSearchHit *) hit);

      relevance = MIN (relevance - RELEVANCE_STEP, get_relevance (hit));
      g_variant_builder_add (&matches,
                             "(sssid@a{sv})",
                             path,
                             hit->title,
                             rail_desktop_search_get_icon_name (hit->kind),
                             get_type (hit, folded),
                             relevance,
                             build_properties (hit));
    }

  g_dbus_method_invocation_return_value (question->invocation, g_variant_new ("(a(sssida{sv}))", &matches));
}

static gboolean
match_cb (RailDBusKrunner1 *skeleton,
          GDBusMethodInvocation *invocation,
          const char *words,
          gpointer user_data)
{
  RailKrunner *self = user_data;
  g_autofree char *cut = g_strndup (words, RAIL_SEARCH_MAX_WORDS_BYTES);
  g_autofree char *folded = rail_search_text_fold (cut);
  Question *question;

  if (g_utf8_strlen (folded, -1) < MIN_LETTERS)
    {
      rail_dbus_krunner1_complete_match (skeleton, invocation, g_variant_new_array (G_VARIANT_TYPE ("(sssida{sv})"), NULL, 0));
      return TRUE;
    }

  question = g_new0 (Question, 1);
  question->invocation = invocation;
  question->folded = g_steal_pointer (&folded);
  rail_desktop_search_ask_async (self->search, g_dbus_method_invocation_get_sender (invocation), cut, found_cb, question);
  return TRUE;
}

static gboolean
actions_cb (RailDBusKrunner1 *skeleton,
            GDBusMethodInvocation *invocation,
            gpointer user_data)
{
  rail_dbus_krunner1_complete_actions (skeleton, invocation, g_variant_new_array (G_VARIANT_TYPE ("(sss)"), NULL, 0));
  return TRUE;
}

static gboolean
run_cb (RailDBusKrunner1 *skeleton,
        GDBusMethodInvocation *invocation,
        const char *path,
        const char *action,
        gpointer user_data)
{
  RailKrunner *self = user_data;
  GVariant *target = rail_desktop_search_build_target (path);

  if (target == NULL)
    {
      g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "An aid is called “pack/aid”");
      return TRUE;
    }

  rail_ui_process_activate_action (self->ui, "open-aid", target, NULL);
  rail_dbus_krunner1_complete_run (skeleton, invocation);
  return TRUE;
}

/* Nothing is kept for a session of KRunner's. */
static gboolean
teardown_cb (RailDBusKrunner1 *skeleton,
             GDBusMethodInvocation *invocation,
             gpointer user_data)
{
  rail_dbus_krunner1_complete_teardown (skeleton, invocation);
  return TRUE;
}

static void
rail_krunner_finalize (GObject *object)
{
  RailKrunner *self = RAIL_KRUNNER (object);

  g_clear_object (&self->skeleton);
  g_clear_object (&self->search);
  g_clear_object (&self->ui);

  G_OBJECT_CLASS (rail_krunner_parent_class)->finalize (object);
}

static void
rail_krunner_class_init (RailKrunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_krunner_finalize;
}

static void
rail_krunner_init (RailKrunner *self)
{
  self->skeleton = rail_dbus_krunner1_skeleton_new ();
  g_signal_connect_object (self->skeleton, "handle-match", G_CALLBACK (match_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-actions", G_CALLBACK (actions_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-run", G_CALLBACK (run_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-teardown", G_CALLBACK (teardown_cb), self, 0);
}

RailKrunner *
rail_krunner_new (RailDesktopSearch *search,
                  RailUiProcess *ui)
{
  RailKrunner *self = g_object_new (RAIL_TYPE_KRUNNER, NULL);

  self->search = g_object_ref (search);
  self->ui = g_object_ref (ui);

  return self;
}

GDBusInterfaceSkeleton *
rail_krunner_get_skeleton (RailKrunner *self)
{
  return G_DBUS_INTERFACE_SKELETON (self->skeleton);
}
