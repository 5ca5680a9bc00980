#include "config.h"

#include "platform/eds-source.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "platform/eds-service.h"

#define SOURCE_INTERFACE RAIL_EDS_PREFIX ".Source"

#define MAX_SOURCES 2000
#define MAX_DATA_BYTES (256 * 1024)
#define MAX_NAME_CHARACTERS 100
#define MAX_DEPTH 10

/* A source of any kind, while the calendars among them are being found. */
typedef struct
{
  char *uid;
  GKeyFile *keys;
  char *status;
} Entry;

static void
entry_free (Entry *self)
{
  g_free (self->uid);
  g_key_file_unref (self->keys);
  g_free (self->status);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entry, entry_free)

/* NULL for what is none, such as a text that is no key file. */
static Entry *
read_entry (GVariant *interfaces)
{
  g_autoptr (GVariant) source = g_variant_lookup_value (interfaces, SOURCE_INTERFACE, G_VARIANT_TYPE_VARDICT);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  Entry *entry = NULL;
  const char *uid = NULL;
  const char *data = NULL;
  const char *status = NULL;

  if (source == NULL || !g_variant_lookup (source, "UID", "&s", &uid) || !g_variant_lookup (source, "Data", "&s", &data))
    return NULL;
  if (*uid == '\0' || strlen (uid) > MAX_DATA_BYTES || strlen (data) > MAX_DATA_BYTES || !g_key_file_load_from_data (keys, data, strlen (data), G_KEY_FILE_NONE, NULL))
    return NULL;
  if (!g_variant_lookup (source, "ConnectionStatus", "&s", &status))
    status = "";

  entry = g_new0 (Entry, 1);
  entry->uid = g_strdup (uid);
  entry->keys = g_steal_pointer (&keys);
  entry->status = g_strdup (status);
  return entry;
}

static GHashTable *
read_entries (GVariant *reply)
{
  GHashTable *entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) entry_free);
  g_autoptr (GVariantIter) objects = NULL;
  GVariant *interfaces = NULL;

  g_variant_get (reply, "(a{oa{sa{sv}}})", &objects);
  while (g_hash_table_size (entries) < MAX_SOURCES && g_variant_iter_next (objects, "{o@a{sa{sv}}}", NULL, &interfaces))
    {
      Entry *entry = read_entry (interfaces);

      if (entry != NULL)
        g_hash_table_replace (entries, entry->uid, entry);
      g_variant_unref (interfaces);
    }

  return entries;
}

/* What the service takes for granted when a key is missing. */
static gboolean
get_boolean (const Entry *entry,
             const char *group,
             const char *key,
             gboolean missing)
{
  g_autoptr (GError) error = NULL;
  gboolean value = g_key_file_get_boolean (entry->keys, group, key, &error);

  return error == NULL ? value : missing;
}

static const Entry *
get_parent (GHashTable *entries,
            const Entry *entry)
{
  g_autofree char *uid = g_key_file_get_string (entry->keys, "Data Source", "Parent", NULL);

  return uid != NULL ? g_hash_table_lookup (entries, uid) : NULL;
}

static void
add_address (GHashTable *addresses,
             const Entry *entry,
             const char *group,
             const char *key)
{
  g_autofree char *text = g_key_file_get_string (entry->keys, group, key, NULL);
  char *address = text != NULL ? rail_eds_service_dup_address (text) : NULL;

  if (address != NULL)
    g_hash_table_add (addresses, address);
}

/* An account of GNOME Online Accounts is a collection: its identity is the address, and the mail account in it may know more. */
static void
add_collection (GHashTable *addresses,
                GHashTable *entries,
                const Entry *collection)
{
  GHashTableIter iter;
  gpointer other;

  add_address (addresses, collection, "Collection", "Identity");
  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    {
      if (g_key_file_has_group (((Entry *) other)->keys, "Mail Identity") && get_parent (entries, other) == collection)
        add_address (addresses, other, "Mail Identity", "Address");
    }
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
find_addresses (GHashTable *entries,
                const Entry *calendar)
{
  g_autoptr (GHashTable) addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const Entry *entry = calendar;
  g_autoptr (GPtrArray) sorted = NULL;
  GHashTableIter iter;
  gpointer address;

  for (guint depth = 0; entry != NULL && depth < MAX_DEPTH; depth++)
    {
      add_address (addresses, entry, "WebDAV Backend", "EmailAddress");
      add_address (addresses, entry, "Authentication", "User");
      if (g_key_file_has_group (entry->keys, "Collection"))
        add_collection (addresses, entries, entry);
      entry = get_parent (entries, entry);
    }

  sorted = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, addresses);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    {
      g_ptr_array_add (sorted, address);
      g_hash_table_iter_steal (&iter);
    }
  g_ptr_array_sort (sorted, compare_texts);
  g_ptr_array_add (sorted, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&sorted), FALSE);
}

static gboolean
is_enabled (GHashTable *entries,
            const Entry *calendar)
{
  const Entry *entry = calendar;

  for (guint depth = 0; entry != NULL && depth < MAX_DEPTH; depth++)
    {
      if (!get_boolean (entry, "Data Source", "Enabled", TRUE) ||
          (g_key_file_has_group (entry->keys, "Collection") && !get_boolean (entry, "Collection", "CalendarEnabled", TRUE)))
        return FALSE;
      entry = get_parent (entries, entry);
    }
  return TRUE;
}

/* Birthdays and the weather are no meetings, and reading them would start the address book's service too. */
static gboolean
holds_meetings (const Entry *entry)
{
  g_autofree char *backend = g_key_file_get_string (entry->keys, "Calendar", "BackendName", NULL);

  return backend != NULL && *backend != '\0' && !g_str_equal (backend, "contacts") && !g_str_equal (backend, "weather");
}

static char *
dup_name (const Entry *entry)
{
  g_autofree char *name = g_key_file_get_locale_string (entry->keys, "Data Source", "DisplayName", NULL, NULL);
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);

  g_strdelimit (valid, "\r\n\t", ' ');
  g_strstrip (valid);
  if (*valid == '\0')
    return g_strdup (_ ("Calendar without a name"));
  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_NAME_CHARACTERS));
}

static const char *
get_trouble (const char *status)
{
  if (g_str_equal (status, "awaiting-credentials"))
    return _ ("The account asks for its password: open your calendar program");
  if (g_str_equal (status, "ssl-failed"))
    return _ ("The account’s server cannot be trusted: open your calendar program");
  return NULL;
}

static RailEdsSource *
make_source (GHashTable *entries,
             const Entry *entry)
{
  RailEdsSource *self = g_new0 (RailEdsSource, 1);

  self->uid = g_strdup (entry->uid);
  self->name = dup_name (entry);
  self->addresses = find_addresses (entries, entry);
  self->trouble = g_strdup (get_trouble (entry->status));
  if (!is_enabled (entries, entry))
    self->off_reason = g_strdup (_ ("Switched off in the desktop’s accounts"));
  else if (!get_boolean (entry, "Calendar", "Selected", TRUE))
    self->off_reason = g_strdup (_ ("Hidden in your calendar program"));
  return self;
}

static int
compare_sources (gconstpointer a,
                 gconstpointer b)
{
  const RailEdsSource *left = *(const RailEdsSource *const *) a;
  const RailEdsSource *right = *(const RailEdsSource *const *) b;
  int order = g_utf8_collate (left->name, right->name);

  return order != 0 ? order : strcmp (left->uid, right->uid);
}

GPtrArray *
rail_eds_source_read_all (GVariant *reply)
{
  g_autoptr (GHashTable) entries = read_entries (reply);
  GPtrArray *sources = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_eds_source_free);
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    {
      if (holds_meetings (entry))
        g_ptr_array_add (sources, make_source (entries, entry));
    }
  g_ptr_array_sort (sources, compare_sources);

  return sources;
}

RailEdsSource *
rail_eds_source_copy (const RailEdsSource *self)
{
  RailEdsSource *copy = g_new0 (RailEdsSource, 1);

  copy->uid = g_strdup (self->uid);
  copy->name = g_strdup (self->name);
  copy->addresses = g_strdupv (self->addresses);
  copy->off_reason = g_strdup (self->off_reason);
  copy->trouble = g_strdup (self->trouble);
  return copy;
}

void
rail_eds_source_free (RailEdsSource *self)
{
  g_free (self->uid);
  g_free (self->name);
  g_strfreev (self->addresses);
  g_free (self->off_reason);
  g_free (self->trouble);
  g_free (self);
}

gboolean
rail_eds_source_equal (const RailEdsSource *a,
                       const RailEdsSource *b)
{
  return g_str_equal (a->uid, b->uid) && g_str_equal (a->name, b->name) && g_strcmp0 (a->off_reason, b->off_reason) == 0 &&
         g_strv_equal ((const char *const *) a->addresses, (const char *const *) b->addresses);
}
