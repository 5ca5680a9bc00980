#define G_LOG_DOMAIN "handrail-policy"

#include "config.h"

#include "policy/policy.h"

#include <string.h>

#include "rail-policy-resources.h"

#define SCHEMA_RESOURCE "/io/github/handrail/Handrail/policy/" RAIL_APP_ID ".gschema.xml"

struct _RailPolicy
{
  GObject parent_instance;

  GSettingsSchema *schema; /* NULL where it is not installed */
  GSettings *settings;     /* NULL likewise */
  GHashTable *defaults;    /* key -> GVariant, of the schema built in */
};

G_DEFINE_FINAL_TYPE (RailPolicy, rail_policy, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- the schema's own defaults ---- */

typedef struct
{
  GHashTable *defaults;
  char *key;
  char *type;
  GString *text; /* non-NULL inside <default> */
} DefaultsParser;

static void
start_element_cb (GMarkupParseContext *context,
                  const char *element,
                  const char **names,
                  const char **values,
                  gpointer user_data,
                  GError **error)
{
  DefaultsParser *parser = user_data;

  if (g_str_equal (element, "key"))
    {
      g_clear_pointer (&parser->key, g_free);
      g_clear_pointer (&parser->type, g_free);
      g_markup_collect_attributes (element, names, values, error, G_MARKUP_COLLECT_STRDUP, "name", &parser->key, G_MARKUP_COLLECT_STRDUP, "type", &parser->type, G_MARKUP_COLLECT_INVALID);
    }
  else if (g_str_equal (element, "default"))
    {
      parser->text = g_string_new (NULL);
    }
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  DefaultsParser *parser = user_data;

  if (parser->text != NULL)
    g_string_append_len (parser->text, text, (gssize) length);
}

static void
end_element_cb (GMarkupParseContext *context,
                const char *element,
                gpointer user_data,
                GError **error)
{
  DefaultsParser *parser = user_data;
  g_autofree char *text = NULL;
  GVariant *value;

  if (!g_str_equal (element, "default"))
    return;

  text = g_string_free (g_steal_pointer (&parser->text), FALSE);
  value = g_variant_parse (G_VARIANT_TYPE (parser->type), text, NULL, NULL, error);
  if (value != NULL)
    g_hash_table_insert (parser->defaults, g_strdup (parser->key), value);
}

static GHashTable *
parse_defaults (void)
{
  static const GMarkupParser callbacks = { .start_element = start_element_cb, .end_element = end_element_cb, .text = text_cb };
  DefaultsParser parser = { 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&callbacks, 0, &parser, NULL);
  g_autoptr (GBytes) schema = g_resource_lookup_data (rail_policy_get_resource (), SCHEMA_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gboolean parsed;
  const char *text;
  gsize length;

  parser.defaults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  text = g_bytes_get_data (schema, &length);
  parsed = g_markup_parse_context_parse (context, text, (gssize) length, NULL);

  /* It is our own file, checked by the build. */
  g_assert (parsed);

  g_free (parser.key);
  g_free (parser.type);
  return parser.defaults;
}

/* ---- reading and writing ---- */

/* A key of another type, or none, means that another version's schema is installed; GSettings would abort on it. */
static gboolean
has_key (RailPolicy *self,
         const char *key)
{
  g_autoptr (GSettingsSchemaKey) schema_key = NULL;
  GVariant *built_in = g_hash_table_lookup (self->defaults, key);

  g_assert (built_in != NULL);

  if (self->settings == NULL || !g_settings_schema_has_key (self->schema, key))
    return FALSE;

  schema_key = g_settings_schema_get_key (self->schema, key);
  return g_variant_type_equal (g_settings_schema_key_get_value_type (schema_key), g_variant_get_type (built_in));
}

static GVariant *
get (RailPolicy *self,
     const char *key)
{
  if (has_key (self, key))
    return g_settings_get_value (self->settings, key);

  return g_variant_ref (g_hash_table_lookup (self->defaults, key));
}

static char **
dup_list (RailPolicy *self,
          const char *key)
{
  g_autoptr (GVariant) value = get (self, key);

  return g_variant_dup_strv (value, NULL);
}

static gboolean
set (RailPolicy *self,
     const char *key,
     GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);

  return !rail_policy_is_locked (self, key) && g_settings_set_value (self->settings, key, owned);
}

static guint
get_number (RailPolicy *self,
            const char *key)
{
  g_autoptr (GVariant) value = get (self, key);

  return g_variant_get_uint32 (value);
}

static gboolean
get_boolean (RailPolicy *self,
             const char *key)
{
  g_autoptr (GVariant) value = get (self, key);

  return g_variant_get_boolean (value);
}

/* ---- the object ---- */

static void
settings_changed_cb (RailPolicy *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
rail_policy_finalize (GObject *object)
{
  RailPolicy *self = RAIL_POLICY (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->schema, g_settings_schema_unref);
  g_clear_pointer (&self->defaults, g_hash_table_unref);

  G_OBJECT_CLASS (rail_policy_parent_class)->finalize (object);
}

static void
rail_policy_class_init (RailPolicyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_policy_finalize;

  signals[CHANGED] = g_signal_new ("changed", RAIL_TYPE_POLICY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_policy_init (RailPolicy *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();

  self->defaults = parse_defaults ();

  if (source != NULL)
    self->schema = g_settings_schema_source_lookup (source, RAIL_APP_ID, TRUE);
  if (self->schema == NULL)
    return;

  self->settings = g_settings_new_full (self->schema, NULL, NULL);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "writable-changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
}

RailPolicy *
rail_policy_new (void)
{
  return g_object_new (RAIL_TYPE_POLICY, NULL);
}

gboolean
rail_policy_is_installed (RailPolicy *self)
{
  return self->settings != NULL;
}

gboolean
rail_policy_is_locked (RailPolicy *self,
                       const char *key)
{
  return !has_key (self, key) || !g_settings_is_writable (self->settings, key);
}

gboolean
rail_policy_is_set (RailPolicy *self,
                    const char *key)
{
  g_autoptr (GVariant) value = has_key (self, key) ? g_settings_get_user_value (self->settings, key) : NULL;

  return value != NULL;
}

void
rail_policy_reset (RailPolicy *self,
                   const char *key)
{
  if (!rail_policy_is_locked (self, key))
    g_settings_reset (self->settings, key);
}

char **
rail_policy_dup_calendar_files (RailPolicy *self)
{
  return dup_list (self, "calendar-files");
}

gboolean
rail_policy_set_calendar_files (RailPolicy *self,
                                const char *const *files)
{
  return set (self, "calendar-files", g_variant_new_strv (files, -1));
}

char **
rail_policy_dup_calendar_subscriptions (RailPolicy *self)
{
  return dup_list (self, "calendar-subscriptions");
}

gboolean
rail_policy_set_calendar_subscriptions (RailPolicy *self,
                                        const char *const *addresses)
{
  return set (self, "calendar-subscriptions", g_variant_new_strv (addresses, -1));
}

char **
rail_policy_dup_my_addresses (RailPolicy *self)
{
  g_auto (GStrv) raw = dup_list (self, "my-addresses");
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();

  for (guint i = 0; raw[i] != NULL; i++)
    {
      g_autofree char *lower = g_utf8_strdown (raw[i], -1);
      const char *address = g_strstrip (lower);

      if (g_str_has_prefix (address, "mailto:"))
        address += strlen ("mailto:");
      if (address[0] != '\0')
        g_strv_builder_add (addresses, address);
    }

  return g_strv_builder_end (addresses);
}

gboolean
rail_policy_set_my_addresses (RailPolicy *self,
                              const char *const *addresses)
{
  return set (self, "my-addresses", g_variant_new_strv (addresses, -1));
}

char **
rail_policy_dup_excluded_apps (RailPolicy *self)
{
  return dup_list (self, "excluded-apps");
}

gboolean
rail_policy_set_excluded_apps (RailPolicy *self,
                               const char *const *apps)
{
  return set (self, "excluded-apps", g_variant_new_strv (apps, -1));
}

char **
rail_policy_dup_private_titles (RailPolicy *self)
{
  return dup_list (self, "private-titles");
}

gboolean
rail_policy_set_private_titles (RailPolicy *self,
                                const char *const *titles)
{
  return set (self, "private-titles", g_variant_new_strv (titles, -1));
}

guint
rail_policy_get_interruptions_per_hour (RailPolicy *self)
{
  return get_number (self, "interruptions-per-hour");
}

gboolean
rail_policy_set_interruptions_per_hour (RailPolicy *self,
                                        guint count)
{
  return set (self, "interruptions-per-hour", g_variant_new_uint32 (MIN (count, RAIL_POLICY_MAX_PER_HOUR)));
}

guint
rail_policy_get_interruptions_per_day (RailPolicy *self)
{
  return get_number (self, "interruptions-per-day");
}

gboolean
rail_policy_set_interruptions_per_day (RailPolicy *self,
                                       guint count)
{
  return set (self, "interruptions-per-day", g_variant_new_uint32 (MIN (count, RAIL_POLICY_MAX_PER_DAY)));
}

gboolean
rail_policy_get_quiet_hours (RailPolicy *self)
{
  return get_boolean (self, "quiet-hours");
}

gboolean
rail_policy_set_quiet_hours (RailPolicy *self,
                             gboolean quiet)
{
  return set (self, "quiet-hours", g_variant_new_boolean (quiet));
}

guint
rail_policy_get_quiet_from (RailPolicy *self)
{
  return get_number (self, "quiet-from");
}

gboolean
rail_policy_set_quiet_from (RailPolicy *self,
                            guint minute)
{
  return set (self, "quiet-from", g_variant_new_uint32 (MIN (minute, RAIL_POLICY_MAX_MINUTE)));
}

guint
rail_policy_get_quiet_to (RailPolicy *self)
{
  return get_number (self, "quiet-to");
}

gboolean
rail_policy_set_quiet_to (RailPolicy *self,
                          guint minute)
{
  return set (self, "quiet-to", g_variant_new_uint32 (MIN (minute, RAIL_POLICY_MAX_MINUTE)));
}

gint64
rail_policy_get_paused_until (RailPolicy *self)
{
  g_autoptr (GVariant) value = get (self, "paused-until");

  return MAX (g_variant_get_int64 (value), 0);
}

gboolean
rail_policy_set_paused_until (RailPolicy *self,
                              gint64 moment)
{
  return set (self, "paused-until", g_variant_new_int64 (moment));
}

gboolean
rail_policy_get_desktop_calendars (RailPolicy *self)
{
  return get_boolean (self, "desktop-calendars");
}

gboolean
rail_policy_set_desktop_calendars (RailPolicy *self,
                                   gboolean use)
{
  return set (self, "desktop-calendars", g_variant_new_boolean (use));
}

gboolean
rail_policy_get_keep_warm (RailPolicy *self)
{
  return get_boolean (self, "keep-warm");
}

gboolean
rail_policy_set_keep_warm (RailPolicy *self,
                           gboolean warm)
{
  return set (self, "keep-warm", g_variant_new_boolean (warm));
}

gboolean
rail_policy_get_network (RailPolicy *self)
{
  return get_boolean (self, "network");
}

gboolean
rail_policy_set_network (RailPolicy *self,
                         gboolean allowed)
{
  return set (self, "network", g_variant_new_boolean (allowed));
}

RailConsent
rail_policy_get_coach_consent (RailPolicy *self,
                               const char *origin)
{
  g_autoptr (GVariant) answers = get (self, "coach-consent");
  gboolean given;

  if (!g_variant_lookup (answers, origin, "b", &given))
    return RAIL_CONSENT_UNASKED;

  return given ? RAIL_CONSENT_GIVEN : RAIL_CONSENT_REFUSED;
}

gboolean
rail_policy_set_coach_consent (RailPolicy *self,
                               const char *origin,
                               gboolean given)
{
  g_autoptr (GVariant) answers = get (self, "coach-consent");
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other;
  gboolean answer;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sb}"));
  g_variant_iter_init (&iter, answers);
  while (g_variant_iter_next (&iter, "{&sb}", &other, &answer))
    {
      if (!g_str_equal (other, origin))
        g_variant_builder_add (&builder, "{sb}", other, answer);
    }
  g_variant_builder_add (&builder, "{sb}", origin, given);

  return set (self, "coach-consent", g_variant_builder_end (&builder));
}

gboolean
rail_policy_get_desktop_search (RailPolicy *self)
{
  return get_boolean (self, "desktop-search");
}

gboolean
rail_policy_set_desktop_search (RailPolicy *self,
                                gboolean answer)
{
  return set (self, "desktop-search", g_variant_new_boolean (answer));
}

char *
rail_policy_dup_search_shortcut (RailPolicy *self)
{
  g_autoptr (GVariant) value = get (self, "search-shortcut");

  return g_variant_dup_string (value, NULL);
}

gboolean
rail_policy_set_search_shortcut (RailPolicy *self,
                                 const char *shortcut)
{
  return set (self, "search-shortcut", g_variant_new_string (shortcut));
}

gboolean
rail_policy_get_autostart (RailPolicy *self)
{
  return get_boolean (self, "autostart");
}

gboolean
rail_policy_set_autostart (RailPolicy *self,
                           gboolean start)
{
  return set (self, "autostart", g_variant_new_boolean (start));
}

RailCoachMode
rail_policy_get_coach_mode (RailPolicy *self)
{
  g_autoptr (GVariant) value = get (self, "coach-mode");

  return g_str_equal (g_variant_get_string (value, NULL), "model") ? RAIL_COACH_MODE_MODEL : RAIL_COACH_MODE_GUIDED;
}

gboolean
rail_policy_set_coach_mode (RailPolicy *self,
                            RailCoachMode mode)
{
  return set (self, "coach-mode", g_variant_new_string (mode == RAIL_COACH_MODE_MODEL ? "model" : "guided"));
}

RailModelSetting *
rail_model_setting_new (const char *name,
                        const char *address,
                        const char *model)
{
  RailModelSetting *self = g_new0 (RailModelSetting, 1);

  self->name = g_strdup (name);
  self->address = g_strdup (address);
  self->model = g_strdup (model);

  return self;
}

gboolean
rail_model_setting_equal (const RailModelSetting *self,
                          const RailModelSetting *other)
{
  return g_str_equal (self->name, other->name) && g_str_equal (self->address, other->address) && g_str_equal (self->model, other->model);
}

void
rail_model_setting_free (RailModelSetting *self)
{
  g_free (self->name);
  g_free (self->address);
  g_free (self->model);
  g_free (self);
}

GPtrArray *
rail_policy_dup_coach_endpoints (RailPolicy *self)
{
  g_autoptr (GVariant) value = get (self, "coach-endpoints");
  GPtrArray *settings = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_model_setting_free);
  const char *name, *address, *model;
  GVariantIter iter;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s&s)", &name, &address, &model))
    g_ptr_array_add (settings, rail_model_setting_new (name, address, model));

  return settings;
}

gboolean
rail_policy_set_coach_endpoints (RailPolicy *self,
                                 GPtrArray *settings)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sss)"));

  for (guint i = 0; i < settings->len; i++)
    {
      const RailModelSetting *setting = g_ptr_array_index (settings, i);

      g_variant_builder_add (&builder, "(sss)", setting->name, setting->address, setting->model);
    }

  return set (self, "coach-endpoints", g_variant_builder_end (&builder));
}

char *
rail_policy_dup_coach_guard_file (RailPolicy *self)
{
  g_autoptr (GVariant) value = get (self, "coach-guard-file");

  return g_variant_dup_string (value, NULL);
}

char *
rail_policy_dup_coach_pack (RailPolicy *self,
                            const char *pack)
{
  g_autoptr (GVariant) packs = get (self, "coach-packs");
  char *domains = NULL;

  return g_variant_lookup (packs, pack, "s", &domains) ? domains : NULL;
}

gboolean
rail_policy_set_coach_pack (RailPolicy *self,
                            const char *pack,
                            const char *domains)
{
  g_autoptr (GVariant) packs = get (self, "coach-packs");
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  GVariantIter iter;
  const char *other, *others;

  g_variant_iter_init (&iter, packs);
  while (g_variant_iter_next (&iter, "{&s&s}", &other, &others))
    {
      if (!g_str_equal (other, pack))
        g_variant_builder_add (&builder, "{ss}", other, others);
    }
  if (domains != NULL)
    g_variant_builder_add (&builder, "{ss}", pack, domains);

  return set (self, "coach-packs", g_variant_builder_end (&builder));
}

char **
rail_policy_dup_redacted_words (RailPolicy *self)
{
  return dup_list (self, "redacted-words");
}

gboolean
rail_policy_set_redacted_words (RailPolicy *self,
                                const char *const *words)
{
  return set (self, "redacted-words", g_variant_new_strv (words, -1));
}
