/*
 * A pack folder: pack.yaml, aids/<id>.md, media/. Loading reads every aid, adds what is wrong to the problems and keeps the rest:
 * one bad aid never takes the others down. Problems name files below the folder as it was given.
 */

#pragma once

#include "library/aid.h"

#define RAIL_PACK_MAX_AIDS 20000

typedef struct
{
  char *key;
  char *name;
  char *email; /* "" if none */
  char *note;  /* "" if none */
} RailContact;

typedef struct _RailPack RailPack;

struct _RailPack
{
  gatomicrefcount ref_count;
  char *folder;
  char *id;
  char *title;
  guint64 version;
  char *language;
  char *licence;
  char *owner;
  char **audience;     /* never NULL */
  GPtrArray *contacts; /* RailContact; never NULL */
  GPtrArray *aids;     /* RailAid sorted by id; never NULL */
  char *digest;        /* SHA-256 in hex over pack.yaml and the aids read: equal digests, equal content */
};

/* Only pack.yaml: @aids stays empty. NULL with an error among @problems; transfer full. */
RailPack *rail_pack_open (const char *folder,
                          GPtrArray *problems);

/* pack.yaml and every aid with its body; transfer full. */
RailPack *rail_pack_load (const char *folder,
                          GPtrArray *problems);

/* One aid with its body; NULL with RAIL_ERROR_NOT_FOUND or the first error of the file; transfer full. */
RailAid *rail_pack_load_aid (const RailPack *self,
                             const char *aid,
                             GError **error);

RailPack *rail_pack_ref (RailPack *self);
void rail_pack_unref (RailPack *self);

/* Borrowed; NULL if there is none of that key or id. */
const RailContact *rail_pack_get_contact (const RailPack *self,
                                          const char *key);
RailAid *rail_pack_get_aid (const RailPack *self,
                            const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPack, rail_pack_unref)
