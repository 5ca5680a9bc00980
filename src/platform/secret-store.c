#include "config.h"

#include "platform/secret-store.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "base/error.h"

static const SecretSchema schema = {
  .name = RAIL_APP_ID ".Endpoint",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "origin", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

/*
 * libsecret keeps its session with a keyring for good, also with one that has been started anew since and knows nothing of it (NoSession; seen with
 * libsecret 0.20.5 and GNOME Keyring 42.1). Keys are asked for so rarely that each time has a session of its own.
 */
static GHashTable *
prepare (const char *origin)
{
  secret_service_disconnect ();

  return secret_attributes_build (&schema, "origin", origin, NULL);
}

/* ---- errors for people ---- */

static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND) || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_EXEC_FAILED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_CHILD_EXITED) || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_FAILED);
}

static GError *
make_locked (void)
{
  return g_error_new_literal (RAIL_ERROR, RAIL_ERROR_REFUSED, _ ("The keyring is locked, so the key cannot be read or kept: unlock it and try again"));
}

/* Takes @error; what the keyring says itself never holds a key. */
static GError *
explain (GError *error)
{
  g_autoptr (GError) said = error;

  if (g_error_matches (said, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&said);
  if (g_error_matches (said, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return make_locked ();
  /* No bus is an error of I/O; what the keyring raises and we do not know is one too. */
  if (is_missing (said) || (said->domain == G_IO_ERROR && said->code != G_IO_ERROR_DBUS_ERROR && said->code != G_IO_ERROR_TIMED_OUT))
    return g_error_new_literal (RAIL_ERROR,
                                RAIL_ERROR_UNREACHABLE,
                                _ ("There is no keyring to keep keys in: start GNOME Keyring, KWallet or KeePassXC, then enter the key again"));

  g_dbus_error_strip_remote_error (said);
  return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, _ ("The keyring does not work (%s): log out and in again, then enter the key again"), said->message);
}

/* ---- one is there ---- */

/* The first of what was found, or NULL; takes @found. */
static SecretRetrievable *
take_first (GList *found)
{
  SecretRetrievable *first = found != NULL ? g_object_ref (found->data) : NULL;

  g_list_free_full (found, g_object_unref);
  return first;
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, explain (error));
  else
    g_task_return_boolean (task, found != NULL);
  g_list_free_full (found, g_object_unref);
}

void
rail_secret_store_find_async (const char *origin,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GHashTable) attributes = prepare (origin);

  g_task_set_source_tag (task, rail_secret_store_find_async);
  secret_password_searchv (&schema, attributes, SECRET_SEARCH_NONE, cancellable, found_cb, task);
}

gboolean
rail_secret_store_find_finish (GAsyncResult *result,
                               GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- read it ---- */

/* Found, but without its secret: somebody was asked to unlock it, and did not. Takes @value; NULL with @error. */
static char *
read_value (SecretValue *value,
            GError **error)
{
  const char *text = value != NULL ? secret_value_get_text (value) : NULL;
  char *key = g_strdup (text);

  g_clear_pointer (&value, secret_value_unref);
  if (key == NULL)
    g_propagate_error (error, make_locked ());
  return key;
}

static void
retrieved_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SecretValue *value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  char *key = NULL;

  if (error != NULL)
    error = explain (error);
  else
    key = read_value (value, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, key, g_free);
}

static void
searched_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretRetrievable) first = take_first (secret_password_search_finish (result, &error));

  if (error != NULL)
    g_task_return_error (task, explain (error));
  else if (first == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    secret_retrievable_retrieve_secret (first, g_task_get_cancellable (task), retrieved_cb, g_object_ref (task));
}

void
rail_secret_store_load_async (const char *origin,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GHashTable) attributes = prepare (origin);

  g_task_set_source_tag (task, rail_secret_store_load_async);
  secret_password_searchv (&schema, attributes, SECRET_SEARCH_UNLOCK, cancellable, searched_cb, task);
}

char *
rail_secret_store_load_finish (GAsyncResult *result,
                               GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
arrived_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Not by libsecret's own synchronous calls: what they subscribe to on the bus is let go of in a context that never runs again, and leaks. */
char *
rail_secret_store_load (const char *origin,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;
  char *key;

  g_main_context_push_thread_default (context);
  rail_secret_store_load_async (origin, cancellable, arrived_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  key = rail_secret_store_load_finish (result, error);

  g_clear_object (&result);
  secret_service_disconnect ();
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);

  return key;
}

/* ---- keep it ---- */

static void
stored_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error != NULL ? explain (error) : make_locked ());
}

void
rail_secret_store_save_async (const char *origin,
                              const char *key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GHashTable) attributes = prepare (origin);
  /* Translators: how the key of a server is called in the desktop’s keyring. */
  g_autofree char *label = g_strdup_printf (_ ("Handrail: key for %s"), origin);

  g_task_set_source_tag (task, rail_secret_store_save_async);
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, key, cancellable, stored_cb, task);
}

gboolean
rail_secret_store_save_finish (GAsyncResult *result,
                               GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- forget it ---- */

static void
cleared_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, explain (error));
  else
    g_task_return_boolean (task, TRUE);
}

void
rail_secret_store_forget_async (const char *origin,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GHashTable) attributes = prepare (origin);

  g_task_set_source_tag (task, rail_secret_store_forget_async);
  secret_password_clearv (&schema, attributes, cancellable, cleared_cb, task);
}

gboolean
rail_secret_store_forget_finish (GAsyncResult *result,
                                 GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
