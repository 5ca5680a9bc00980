/*
 * The items of a tray menu, without a bus: who sees which label, ids that stay with their item, and a revision that moves when something
 * differs. dbus-menu serves it; ids, labels and properties are as com.canonical.dbusmenu has them.
 */

#pragma once

#include <glib.h>

/* One line of the menu. Plain data; RailTrayMenu gives it its id. */
typedef struct
{
  int id;
  char *key;          /* what a click on it means, and its identity from one filling to the next */
  char *label;        /* as people read it; NULL for a separator */
  char *public_label; /* what strangers on the bus read instead; NULL: not there for them */
  gboolean enabled;
} RailTrayItem;

/* The same text for all. */
RailTrayItem *rail_tray_item_new (const char *key,
                                  const char *label);
/* A text that is the user's own business. */
RailTrayItem *rail_tray_item_new_private (const char *key,
                                          const char *label,
                                          const char *public_label);
/* It shows only between two items: leading, trailing and doubled ones are dropped when served. */
RailTrayItem *rail_tray_item_new_separator (const char *key);
void rail_tray_item_free (RailTrayItem *self);

typedef struct _RailTrayMenu RailTrayMenu;

RailTrayMenu *rail_tray_menu_new (void);
void rail_tray_menu_free (RailTrayMenu *self);

/*
 * Takes the array of RailTrayItem. An item whose key was there before keeps its id; ids of items that are gone are never used again.
 * TRUE if anything differs: then the revision has moved.
 */
gboolean rail_tray_menu_replace (RailTrayMenu *self,
                                 GPtrArray *items);

guint rail_tray_menu_get_revision (RailTrayMenu *self);
/* For what will differ, but has not been filled in yet. */
void rail_tray_menu_advance_revision (RailTrayMenu *self);

/* Item 0, the menu itself, is always there. */
gboolean rail_tray_menu_has (RailTrayMenu *self,
                             int id,
                             gboolean trusted);

/* The key of an item that can be clicked; NULL for anything else. Borrowed until the next replacement. */
const char *rail_tray_menu_get_key (RailTrayMenu *self,
                                    int id);

/* (ia{sv}av); @names NULL or empty: all properties; @depth 0: without children. NULL if there is no such item. Floating. */
GVariant *rail_tray_menu_build_layout (RailTrayMenu *self,
                                       int id,
                                       int depth,
                                       const char *const *names,
                                       gboolean trusted);

/* a(ia{sv}) of those of @ids that exist, or of all for none. Floating. */
GVariant *rail_tray_menu_build_properties (RailTrayMenu *self,
                                           const int *ids,
                                           gsize n_ids,
                                           const char *const *names,
                                           gboolean trusted);

/* One property; NULL if item or property is not there. Floating. */
GVariant *rail_tray_menu_build_property (RailTrayMenu *self,
                                         int id,
                                         const char *name,
                                         gboolean trusted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailTrayItem, rail_tray_item_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailTrayMenu, rail_tray_menu_free)
