#define G_LOG_DOMAIN "handrail-search-shortcut"

#include "config.h"

#include "agent/search-shortcut.h"

#include <glib/gi18n-lib.h>

#include "base/accelerator.h"
#include "base/problem.h"
#include "platform/global-shortcut-x11.h"
#include "platform/provider-state.h"
#include "shortcut-skeleton.h"

/* Flatpak puts it into every sandbox. */
#define FLATPAK_INFO "/.flatpak-info"

/* How long the keyboard is held at most for windows that run already, and for some that have to be started. */
#define WARM_LIMIT_SECONDS 4
#define COLD_LIMIT_SECONDS 10

struct _RailSearchShortcut
{
  GObject parent_instance;

  RailPolicy *policy;
  RailDelivery *delivery;
  RailUiProcess *ui;
  RailDBusShortcut1 *skeleton;

  RailGlobalShortcutX11 *key; /* NULL where no program can take one */
  char *elsewhere;            /* then: what to do instead */
  char *setting;              /* that was read last; NULL before the first time */
  char *refusal;              /* why it was not even tried; NULL if it was */

  guint limit_id;
  GDBusMethodInvocation *asking; /* the window that waits for its keys */
  gboolean escaped;              /* told to the next window that asks */
  gboolean searches;             /* the window that was opened last is the search */
  gboolean failed;               /* the last one did not come in time */
  guint serial;                  /* of activation tokens */
};

G_DEFINE_FINAL_TYPE (RailSearchShortcut, rail_search_shortcut, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tell (RailSearchShortcut *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
set_failed (RailSearchShortcut *self,
            gboolean failed)
{
  if (self->failed == failed)
    return;

  self->failed = failed;
  tell (self);
}

/* ---- the keys' way to the window ---- */

static void
answer (RailSearchShortcut *self,
        GDBusMethodInvocation *invocation,
        GArray *keys,
        guint32 pressed)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(uu)"));

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      const RailTypedKey *key = &g_array_index (keys, RailTypedKey, i);

      g_variant_builder_add (&builder, "(uu)", key->keycode, key->state);
    }

  rail_dbus_shortcut1_complete_take_keys (self->skeleton, invocation, self->escaped, pressed, g_variant_builder_end (&builder));
  self->escaped = FALSE;
}

/* Whoever waits learns that there is nothing to wait for. */
static void
dismiss (RailSearchShortcut *self)
{
  if (self->asking != NULL)
    answer (self, g_steal_pointer (&self->asking), NULL, 0);
}

static void
give_up (RailSearchShortcut *self)
{
  g_clear_handle_id (&self->limit_id, g_source_remove);
  self->escaped = FALSE;
  if (self->key == NULL || !rail_global_shortcut_x11_is_holding (self->key))
    return;

  rail_global_shortcut_x11_drop (self->key);
  dismiss (self);
  g_message ("The windows did not come; the keyboard is free again");
  set_failed (self, TRUE);
}

static gboolean
limit_cb (gpointer user_data)
{
  RailSearchShortcut *self = user_data;

  self->limit_id = 0;
  give_up (self);

  return G_SOURCE_REMOVE;
}

static void
arrived_cb (RailSearchShortcut *self)
{
  guint32 pressed = 0;
  g_autoptr (GArray) keys = rail_global_shortcut_x11_take (self->key, &pressed);

  g_clear_handle_id (&self->limit_id, g_source_remove);
  self->escaped = keys == NULL;
  answer (self, g_steal_pointer (&self->asking), keys, pressed);
  set_failed (self, FALSE);
}

/* The limit stays armed: a window that comes after it was meant by somebody else. */
static void
escaped_cb (RailSearchShortcut *self)
{
  self->escaped = TRUE;
  dismiss (self);
}

static gboolean
authorize_cb (GDBusInterfaceSkeleton *skeleton,
              GDBusMethodInvocation *invocation,
              gpointer user_data)
{
  RailSearchShortcut *self = user_data;

  return rail_ui_process_authorize (self->ui, invocation);
}

static gboolean
take_keys_cb (RailDBusShortcut1 *skeleton,
              GDBusMethodInvocation *invocation,
              guint32 window,
              gpointer user_data)
{
  RailSearchShortcut *self = user_data;

  dismiss (self);
  if (self->key == NULL || !rail_global_shortcut_x11_is_holding (self->key))
    {
      answer (self, invocation, NULL, 0);
      return TRUE;
    }

  self->asking = invocation;
  rail_global_shortcut_x11_expect (self->key, window);
  return TRUE;
}

/* ---- the key ---- */

static void
open_window (RailSearchShortcut *self,
             const char *action,
             GVariant *parameter,
             guint time)
{
  /* The form of a startup notification's id: window managers give the focus to a window whose user was active as late as this. */
  g_autofree char *token = g_strdup_printf ("handrail-shortcut-%u_TIME%u", ++self->serial, time);

  rail_ui_process_activate_action (self->ui, action, parameter, token);
}

/*
 * With a card up that does not have the keyboard, the shortcut gives it the keyboard; pressed there, or in any other of our windows, it opens the
 * search; pressed in the search, it closes it.
 */
static void
pressed_cb (RailSearchShortcut *self,
            guint time,
            RailFocus focus)
{
  g_clear_handle_id (&self->limit_id, g_source_remove);
  self->escaped = FALSE;

  if (focus == RAIL_FOCUS_AWAITED && self->searches)
    {
      rail_global_shortcut_x11_drop (self->key);
      open_window (self, "close-search", NULL, time);
      return;
    }

  self->searches = focus != RAIL_FOCUS_ELSEWHERE || rail_delivery_get_card (self->delivery) == NULL;
  if (rail_global_shortcut_x11_is_holding (self->key))
    self->limit_id = g_timeout_add_seconds (rail_ui_process_is_running (self->ui) ? WARM_LIMIT_SECONDS : COLD_LIMIT_SECONDS, limit_cb, self);
  if (self->searches)
    open_window (self, "search", g_variant_new_string (""), time);
  else
    open_window (self, "focus-card", NULL, time);
}

static void
follow (RailSearchShortcut *self)
{
  g_autofree char *setting = rail_policy_dup_search_shortcut (self->policy);
  RailAccelerator accelerator = { 0 };
  g_autoptr (GError) error = NULL;
  const char *detail;

  if (self->key == NULL)
    return;
  /* One that another program had may be free now: any change of a setting is an occasion to try again. */
  if (g_strcmp0 (self->setting, setting) == 0 && rail_global_shortcut_x11_get_state (self->key, &detail) != RAIL_PROVIDER_FAILED)
    return;

  g_free (self->setting);
  self->setting = g_steal_pointer (&setting);
  g_clear_pointer (&self->refusal, g_free);
  if (!rail_accelerator_parse (self->setting, &accelerator, &error) || !rail_accelerator_check (&accelerator, &error))
    {
      self->refusal = g_strdup (error->message);
      accelerator.keysym = 0;
    }
  self->failed = FALSE;
  rail_global_shortcut_x11_set (self->key, &accelerator);
  tell (self);
}

static gboolean
is_wayland (void)
{
  return g_strcmp0 (g_getenv ("XDG_SESSION_TYPE"), "wayland") == 0 || g_getenv ("WAYLAND_DISPLAY") != NULL;
}

/* A key that an X11 program takes on a Wayland desktop works in X11 windows only: worse than none, because it seems to work. */
static void
try_to_have_key (RailSearchShortcut *self)
{
  const char *command = g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS) ? "flatpak run " RAIL_APP_ID " --search" : "handrail --search";

  if (!is_wayland ())
    self->key = rail_global_shortcut_x11_new (NULL, RAIL_APP_ID, NULL);
  if (self->key == NULL)
    self->elsewhere = g_strdup_printf (_ ("This desktop gives keys only by its own settings: add a shortcut there for the command “%s”."), command);
}

/* ---- the object ---- */

static void
rail_search_shortcut_dispose (GObject *object)
{
  RailSearchShortcut *self = RAIL_SEARCH_SHORTCUT (object);

  g_clear_handle_id (&self->limit_id, g_source_remove);
  g_clear_object (&self->asking);
  g_clear_object (&self->key);

  G_OBJECT_CLASS (rail_search_shortcut_parent_class)->dispose (object);
}

static void
rail_search_shortcut_finalize (GObject *object)
{
  RailSearchShortcut *self = RAIL_SEARCH_SHORTCUT (object);

  g_clear_object (&self->skeleton);
  g_clear_object (&self->policy);
  g_clear_object (&self->delivery);
  g_clear_object (&self->ui);
  g_free (self->elsewhere);
  g_free (self->setting);
  g_free (self->refusal);

  G_OBJECT_CLASS (rail_search_shortcut_parent_class)->finalize (object);
}

static void
rail_search_shortcut_class_init (RailSearchShortcutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_search_shortcut_dispose;
  object_class->finalize = rail_search_shortcut_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_SEARCH_SHORTCUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_search_shortcut_init (RailSearchShortcut *self)
{
  self->skeleton = rail_dbus_shortcut1_skeleton_new ();
  g_signal_connect_object (self->skeleton, "g-authorize-method", G_CALLBACK (authorize_cb), self, 0);
  g_signal_connect_object (self->skeleton, "handle-take-keys", G_CALLBACK (take_keys_cb), self, 0);
}

RailSearchShortcut *
rail_search_shortcut_new (RailPolicy *policy,
                          RailDelivery *delivery,
                          RailUiProcess *ui)
{
  RailSearchShortcut *self = g_object_new (RAIL_TYPE_SEARCH_SHORTCUT, NULL);

  self->policy = g_object_ref (policy);
  self->delivery = g_object_ref (delivery);
  self->ui = g_object_ref (ui);

  return self;
}

gboolean
rail_search_shortcut_export (RailSearchShortcut *self,
                             GDBusConnection *connection,
                             const char *path,
                             GError **error)
{
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection, path, error);
}

void
rail_search_shortcut_unexport (RailSearchShortcut *self)
{
  if (g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)) != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
}

void
rail_search_shortcut_start (RailSearchShortcut *self)
{
  try_to_have_key (self);
  if (self->key != NULL)
    {
      g_signal_connect_object (self->key, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->key, "arrived", G_CALLBACK (arrived_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->key, "escaped", G_CALLBACK (escaped_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->key, "state-changed", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->ui, "vanished", G_CALLBACK (give_up), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->ui, "start-failed", G_CALLBACK (give_up), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->policy, "changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  follow (self);
}

/* ---- for people ---- */

static RailProviderState
get_state (RailSearchShortcut *self,
           const char **detail)
{
  if (self->key == NULL)
    {
      *detail = self->elsewhere;
      return RAIL_PROVIDER_OFF;
    }
  if (self->refusal != NULL)
    {
      *detail = self->refusal;
      return RAIL_PROVIDER_FAILED;
    }
  if (self->failed)
    {
      *detail = _ ("Search did not open in time, and what was typed meanwhile was thrown away. Press the shortcut again.");
      return RAIL_PROVIDER_LIMITED;
    }

  return rail_global_shortcut_x11_get_state (self->key, detail);
}

void
rail_search_shortcut_build_provider (RailSearchShortcut *self,
                                     GVariantBuilder *providers)
{
  const char *detail = NULL;
  RailProviderState state = get_state (self, &detail);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "kind", "s", "search-shortcut");
  g_variant_dict_insert (&dict, "name", "s", _ ("Search shortcut"));
  g_variant_dict_insert (&dict, "state", "s", rail_provider_state_to_string (state));
  g_variant_dict_insert (&dict, "detail", "s", detail != NULL ? detail : "");
  g_variant_builder_add_value (providers, g_variant_dict_end (&dict));
}

void
rail_search_shortcut_add_problems (RailSearchShortcut *self,
                                   GPtrArray *problems)
{
  const char *detail = NULL;
  RailProviderState state = get_state (self, &detail);

  if (state == RAIL_PROVIDER_FAILED || state == RAIL_PROVIDER_LIMITED)
    rail_problems_add (problems, RAIL_SEVERITY_WARNING, _ ("Search shortcut"), 0, "search-shortcut", _ ("Choose another one in the preferences, under General."), "%s", detail);
}
