/* GLib asks for this before it lets anybody see the class of a backend. */
#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "fakes/fake-settings.h"

#include <gio/gsettingsbackend.h>

#define NAME "handrail-fake"

typedef struct
{
  GSettingsBackend parent_instance;
} FakeSettings;

typedef struct
{
  GSettingsBackendClass parent_class;
} FakeSettingsClass;

/* One process, one backend: GLib keeps a single instance of it for good. */
static GSettingsBackend *backend;
static GHashTable *values; /* path -> GVariant */
static GHashTable *locks;  /* path -> itself */

static GType fake_settings_get_type (void);

G_DEFINE_TYPE (FakeSettings, fake_settings, G_TYPE_SETTINGS_BACKEND)

static GVariant *
fake_settings_read (GSettingsBackend *self,
                    const char *key,
                    const GVariantType *type,
                    gboolean wants_default)
{
  GVariant *value = wants_default ? NULL : g_hash_table_lookup (values, key);

  return value != NULL && g_variant_is_of_type (value, type) ? g_variant_ref (value) : NULL;
}

static gboolean
fake_settings_get_writable (GSettingsBackend *self,
                            const char *key)
{
  return !g_hash_table_contains (locks, key);
}

static gboolean
fake_settings_write (GSettingsBackend *self,
                     const char *key,
                     GVariant *value,
                     gpointer tag)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);

  if (!fake_settings_get_writable (self, key))
    return FALSE;

  g_hash_table_insert (values, g_strdup (key), g_steal_pointer (&owned));
  g_settings_backend_changed (self, key, tag);

  return TRUE;
}

static void
fake_settings_reset (GSettingsBackend *self,
                     const char *key,
                     gpointer tag)
{
  if (g_hash_table_remove (values, key))
    g_settings_backend_changed (self, key, tag);
}

static gboolean
write_one_cb (gpointer key,
              gpointer value,
              gpointer user_data)
{
  if (value != NULL)
    g_hash_table_insert (values, g_strdup (key), g_variant_ref (value));
  else
    g_hash_table_remove (values, key);

  return FALSE;
}

static gboolean
fake_settings_write_tree (GSettingsBackend *self,
                          GTree *tree,
                          gpointer tag)
{
  g_tree_foreach (tree, write_one_cb, NULL);
  g_settings_backend_changed_tree (self, tree, tag);

  return TRUE;
}

static void
fake_settings_class_init (FakeSettingsClass *klass)
{
  GSettingsBackendClass *backend_class = G_SETTINGS_BACKEND_CLASS (klass);

  backend_class->read = fake_settings_read;
  backend_class->get_writable = fake_settings_get_writable;
  backend_class->write = fake_settings_write;
  backend_class->write_tree = fake_settings_write_tree;
  backend_class->reset = fake_settings_reset;
}

static void
fake_settings_init (FakeSettings *self)
{
}

void
fake_settings_install (void)
{
  values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  locks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_io_extension_point_register (G_SETTINGS_BACKEND_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_SETTINGS_BACKEND_EXTENSION_POINT_NAME, fake_settings_get_type (), NAME, G_MAXINT);
  g_setenv ("GSETTINGS_BACKEND", NAME, TRUE);
  backend = g_settings_backend_get_default ();
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (backend), ==, "FakeSettings");
}

void
fake_settings_set_locked (const char *key,
                          gboolean locked)
{
  if (locked)
    g_hash_table_add (locks, g_strdup (key));
  else
    g_hash_table_remove (locks, key);

  g_settings_backend_writable_changed (backend, key);
}

void
fake_settings_clear (void)
{
  g_hash_table_remove_all (values);
  g_hash_table_remove_all (locks);
}
