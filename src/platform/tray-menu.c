#include "config.h"

#include "platform/tray-menu.h"

#define MENU_ID 0

struct _RailTrayMenu
{
  GPtrArray *items; /* RailTrayItem */
  int next_id;
  guint revision;
};

static RailTrayItem *
find (RailTrayMenu *self,
      int id)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      RailTrayItem *item = g_ptr_array_index (self->items, i);

      if (item->id == id)
        return item;
    }

  return NULL;
}

static gboolean
is_separator (const RailTrayItem *item)
{
  return item->label == NULL;
}

static const char *
get_label (const RailTrayItem *item,
           gboolean trusted)
{
  return trusted ? item->label : item->public_label;
}

/* RailTrayItem in order, borrowed: what this reader sees, with separators only between two items. */
static GPtrArray *
list_visible (RailTrayMenu *self,
              gboolean trusted)
{
  GPtrArray *visible = g_ptr_array_new ();
  RailTrayItem *separator = NULL;

  for (guint i = 0; i < self->items->len; i++)
    {
      RailTrayItem *item = g_ptr_array_index (self->items, i);

      if (is_separator (item))
        {
          if (separator == NULL && visible->len > 0)
            separator = item;
        }
      else if (get_label (item, trusted) != NULL)
        {
          if (separator != NULL)
            g_ptr_array_add (visible, g_steal_pointer (&separator));
          g_ptr_array_add (visible, item);
        }
    }

  return visible;
}

/* Underscores mark the letter to press; ours are only letters of a title. */
static char *
escape_label (const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
add_property (GVariantBuilder *properties,
              const char *const *names,
              const char *name,
              GVariant *value)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (value);

  if (names == NULL || names[0] == NULL || g_strv_contains (names, name))
    g_variant_builder_add (properties, "{sv}", name, sunk);
}

/* @item NULL: the menu itself. */
static GVariant *
build_item (const RailTrayItem *item,
            const char *const *names,
            gboolean trusted)
{
  g_auto (GVariantBuilder) properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (item == NULL)
    {
      add_property (&properties, names, "children-display", g_variant_new_string ("submenu"));
    }
  else if (is_separator (item))
    {
      add_property (&properties, names, "type", g_variant_new_string ("separator"));
    }
  else
    {
      add_property (&properties, names, "label", g_variant_new_take_string (escape_label (get_label (item, trusted))));
      add_property (&properties, names, "enabled", g_variant_new_boolean (item->enabled));
    }

  return g_variant_builder_end (&properties);
}

static GVariant *
build_childless (const RailTrayItem *item,
                 const char *const *names,
                 gboolean trusted)
{
  return g_variant_new ("(i@a{sv}@av)",
                        item->id,
                        build_item (item, names, trusted),
                        g_variant_new_array (G_VARIANT_TYPE_VARIANT, NULL, 0));
}

/* Whether this reader has it, with the item or NULL for the menu itself. */
static gboolean
look_up (RailTrayMenu *self,
         int id,
         gboolean trusted,
         RailTrayItem **item)
{
  *item = find (self, id);

  if (*item == NULL)
    return id == MENU_ID;

  return is_separator (*item) || get_label (*item, trusted) != NULL;
}

static gboolean
is_same (const RailTrayItem *a,
         const RailTrayItem *b)
{
  return a->id == b->id &&
         a->enabled == b->enabled &&
         g_strcmp0 (a->label, b->label) == 0 &&
         g_strcmp0 (a->public_label, b->public_label) == 0;
}

static gboolean
are_same (GPtrArray *a,
          GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      if (!is_same (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
        return FALSE;
    }

  return TRUE;
}

static void
give_ids (RailTrayMenu *self,
          GPtrArray *items)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->items->len; i++)
    {
      RailTrayItem *item = g_ptr_array_index (self->items, i);

      g_hash_table_insert (known, item->key, item);
    }

  for (guint i = 0; i < items->len; i++)
    {
      RailTrayItem *item = g_ptr_array_index (items, i);
      const RailTrayItem *before = g_hash_table_lookup (known, item->key);

      item->id = before != NULL ? before->id : self->next_id++;
      /* A key that comes twice does not make two items of one id. */
      g_hash_table_remove (known, item->key);
    }
}

RailTrayItem *
rail_tray_item_new (const char *key,
                    const char *label)
{
  return rail_tray_item_new_private (key, label, label);
}

RailTrayItem *
rail_tray_item_new_private (const char *key,
                            const char *label,
                            const char *public_label)
{
  RailTrayItem *self = g_new0 (RailTrayItem, 1);

  self->key = g_strdup (key);
  self->label = g_strdup (label);
  self->public_label = g_strdup (public_label);
  self->enabled = TRUE;

  return self;
}

RailTrayItem *
rail_tray_item_new_separator (const char *key)
{
  return rail_tray_item_new_private (key, NULL, NULL);
}

void
rail_tray_item_free (RailTrayItem *self)
{
  g_free (self->key);
  g_free (self->label);
  g_free (self->public_label);
  g_free (self);
}

RailTrayMenu *
rail_tray_menu_new (void)
{
  RailTrayMenu *self = g_new0 (RailTrayMenu, 1);

  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_tray_item_free);
  self->next_id = MENU_ID + 1;
  self->revision = 1;

  return self;
}

void
rail_tray_menu_free (RailTrayMenu *self)
{
  g_ptr_array_unref (self->items);
  g_free (self);
}

gboolean
rail_tray_menu_replace (RailTrayMenu *self,
                        GPtrArray *items)
{
  gboolean differs;

  give_ids (self, items);
  differs = !are_same (self->items, items);
  if (differs)
    self->revision++;
  g_ptr_array_unref (self->items);
  self->items = items;

  return differs;
}

guint
rail_tray_menu_get_revision (RailTrayMenu *self)
{
  return self->revision;
}

void
rail_tray_menu_advance_revision (RailTrayMenu *self)
{
  self->revision++;
}

gboolean
rail_tray_menu_has (RailTrayMenu *self,
                    int id,
                    gboolean trusted)
{
  RailTrayItem *item;

  return look_up (self, id, trusted, &item);
}

const char *
rail_tray_menu_get_key (RailTrayMenu *self,
                        int id)
{
  RailTrayItem *item = find (self, id);

  return item != NULL && !is_separator (item) && item->enabled ? item->key : NULL;
}

GVariant *
rail_tray_menu_build_layout (RailTrayMenu *self,
                             int id,
                             int depth,
                             const char *const *names,
                             gboolean trusted)
{
  g_auto (GVariantBuilder) children = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));
  g_autoptr (GPtrArray) visible = NULL;
  RailTrayItem *item;

  if (!look_up (self, id, trusted, &item))
    return NULL;

  if (item != NULL)
    return build_childless (item, names, trusted);

  visible = list_visible (self, trusted);
  for (guint i = 0; depth != 0 && i < visible->len; i++)
    g_variant_builder_add (&children, "v", build_childless (g_ptr_array_index (visible, i), names, trusted));

  return g_variant_new ("(i@a{sv}@av)", MENU_ID, build_item (NULL, names, trusted), g_variant_builder_end (&children));
}

GVariant *
rail_tray_menu_build_properties (RailTrayMenu *self,
                                 const int *ids,
                                 gsize n_ids,
                                 const char *const *names,
                                 gboolean trusted)
{
  g_auto (GVariantBuilder) list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ia{sv})"));
  g_autoptr (GPtrArray) visible = list_visible (self, trusted);
  RailTrayItem *item;

  if (n_ids == 0)
    {
      g_variant_builder_add (&list, "(i@a{sv})", MENU_ID, build_item (NULL, names, trusted));
      for (guint i = 0; i < visible->len; i++)
        {
          item = g_ptr_array_index (visible, i);
          g_variant_builder_add (&list, "(i@a{sv})", item->id, build_item (item, names, trusted));
        }
    }

  for (gsize i = 0; i < n_ids; i++)
    {
      if (look_up (self, ids[i], trusted, &item))
        g_variant_builder_add (&list, "(i@a{sv})", ids[i], build_item (item, names, trusted));
    }

  return g_variant_builder_end (&list);
}

GVariant *
rail_tray_menu_build_property (RailTrayMenu *self,
                               int id,
                               const char *name,
                               gboolean trusted)
{
  const char *names[] = { name, NULL };
  g_autoptr (GVariant) properties = NULL;
  RailTrayItem *item;

  if (!look_up (self, id, trusted, &item))
    return NULL;

  properties = g_variant_ref_sink (build_item (item, names, trusted));

  return g_variant_lookup_value (properties, name, NULL);
}
