#include "config.h"

#include "agent/shell-search.h"

#include <string.h>

#include "search/search-request.h"
#include "shell-search-skeleton.h"

/* Nobody shows more at once than were found. */
#define MAX_METAS RAIL_DESKTOP_SEARCH_MAX_HITS

struct _RailShellSearch
{
  GObject parent_instance;

  RailDBusSearchProvider2 *skeleton;
  RailDesktopSearch *search;
  RailUiProcess *ui;
};

G_DEFINE_FINAL_TYPE (RailShellSearch, rail_shell_search, G_TYPE_OBJECT)

/* As they were typed; however many there are, no more than a search looks at. */
static char *
join (const char *const *terms)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (gsize i = 0; terms[i] != NULL && words->len < RAIL_SEARCH_MAX_WORDS_BYTES; i++)
    {
      if (i > 0)
        g_string_append_c (words, ' ');
      g_string_append_len (words, terms[i], (gssize) strnlen (terms[i], RAIL_SEARCH_MAX_WORDS_BYTES));
    }

  /* A character that was cut in two cannot travel over the bus. */
  return g_utf8_make_valid (words->str, -1);
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  g_autoptr (GPtrArray) hits = rail_desktop_search_ask_finish (RAIL_DESKTOP_SEARCH (source), result);
  g_auto (GVariantBuilder) paths = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < hits->len; i++)
    g_variant_builder_add_value (&paths, g_variant_new_take_string (rail_search_hit_dup_path (g_ptr_array_index (hits, i))));

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", &paths));
}

static void
ask (RailShellSearch *self,
     GDBusMethodInvocation *invocation,
     const char *const *terms)
{
  g_autofree char *words = join (terms);

  rail_desktop_search_ask_async (self->search, g_dbus_method_invocation_get_sender (invocation), words, found_cb, invocation);
}

static gboolean
get_initial_result_set_cb (RailDBusSearchProvider2 *skeleton,
                           GDBusMethodInvocation *invocation,
                           const char *const *terms,
                           gpointer user_data)
{
  ask (user_data, invocation, terms);
  return TRUE;
}

static gboolean
get_subsearch_result_set_cb (RailDBusSearchProvider2 *skeleton,
                             GDBusMethodInvocation *invocation,
                             const char *const *previous,
                             const char *const *terms,
                             gpointer user_data)
{
  ask (user_data, invocation, terms);
  return TRUE;
}

static GVariant *
build_meta (const RailSearchHit *hit,
            const char *path)
{
  const char *icons[] = { rail_desktop_search_get_icon_name (hit->kind), RAIL_APP_ID };
  g_autoptr (GIcon) icon = g_themed_icon_new_from_names ((char **) icons, G_N_ELEMENTS (icons));
  g_autoptr (GVariant) serialized = g_icon_serialize (icon);
  g_autofree char *description = rail_desktop_search_describe (hit);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "id", "s", path);
  g_variant_dict_insert (&dict, "name", "s", hit->title);
  g_variant_dict_insert (&dict, "description", "s", description);
  g_variant_dict_insert_value (&dict, "icon", serialized);

  return g_variant_dict_end (&dict);
}

static gboolean
get_result_metas_cb (RailDBusSearchProvider2 *skeleton,
                     GDBusMethodInvocation *invocation,
                     const char *const *paths,
                     gpointer user_data)
{
  RailShellSearch *self = user_data;
  g_auto (GVariantBuilder) metas = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; paths[i] != NULL && i < MAX_METAS; i++)
    {
      g_autoptr (RailSearchHit) hit = rail_desktop_search_find (self->search, paths[i]);

      if (hit != NULL)
        g_variant_builder_add_value (&metas, build_meta (hit, paths[i]));
    }

  rail_dbus_search_provider2_complete_get_result_metas (skeleton, invocation, g_variant_builder_end (&metas));
  return TRUE;
}

/* How X11's startup notification tells of a moment: an id that ends in it. NULL for none. */
static char *
dup_token (guint timestamp)
{
  return timestamp != 0 ? g_strdup_printf (RAIL_APP_ID "_TIME%u", timestamp) : NULL;
}

static gboolean
activate_result_cb (RailDBusSearchProvider2 *skeleton,
                    GDBusMethodInvocation *invocation,
                    const char *path,
                    const char *const *terms,
                    guint timestamp,
                    gpointer user_data)
{
  RailShellSearch *self = user_data;
  g_autofree char *token = dup_token (timestamp);
  GVariant *target = rail_desktop_search_build_target (path);

  if (target == NULL)
    {
      g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "An aid is called “pack/aid”");
      return TRUE;
    }

  rail_ui_process_activate_action (self->ui, "open-aid", target, token);
  rail_dbus_search_provider2_complete_activate_result (skeleton, invocation);
  return TRUE;
}

static gboolean
launch_search_cb (RailDBusSearchProvider2 *skeleton,
                  GDBusMethodInvocation *invocation,
                  const char *const *terms,
                  guint timestamp,
                  gpointer user_data)
{
  RailShellSearch *self = user_data;
  g_autofree char *token = dup_token (timestamp);

  rail_ui_process_activate_action (self->ui, "search", g_variant_new_take_string (join (terms)), token);
  rail_dbus_search_provider2_complete_launch_search (skeleton, invocation);
  return TRUE;
}

static void
rail_shell_search_finalize (GObject *object)
{
  RailShellSearch *self = RAIL_SHELL_SEARCH (object);

  g_clear_object (&self->skeleton);
  g_clear_object (&self->search);
  g_clear_object (&self->ui);

  G_OBJECT_CLASS (rail_shell_search_parent_class)->finalize (object);
}

static void
rail_shell_search_class_init (RailShellSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_shell_search_finalize;
}

static void
rail_shell_search_init (RailShellSearch *self)
{
  self->skeleton = rail_dbus_search_provider2_skeleton_new ();
  g_signal_connect_object (self->skeleton, "handle-get-initial-result-set", G_CALLBACK (get_initial_result_set_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-get-subsearch-result-set", G_CALLBACK (get_subsearch_result_set_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-get-result-metas", G_CALLBACK (get_result_metas_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-activate-result", G_CALLBACK (activate_result_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-launch-search", G_CALLBACK (launch_search_cb), self, 0);
}

RailShellSearch *
rail_shell_search_new (RailDesktopSearch *search,
                       RailUiProcess *ui)
{
  RailShellSearch *self = g_object_new (RAIL_TYPE_SHELL_SEARCH, NULL);

  self->search = g_object_ref (search);
  self->ui = g_object_ref (ui);

  return self;
}

GDBusInterfaceSkeleton *
rail_shell_search_get_skeleton (RailShellSearch *self)
{
  return G_DBUS_INTERFACE_SKELETON (self->skeleton);
}
