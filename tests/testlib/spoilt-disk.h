/*
 * A disk that does harm at the nth write: SQLite's own file system with something in between, for databases of this program. What was there
 * before is untouched, and spoilt_disk_end() takes it away again.
 */

#pragma once

#include <glib.h>

typedef enum
{
  SPOILT_DISK_SOUND,      /* only counts */
  SPOILT_DISK_PAGE,       /* somebody overwrites a page of the file */
  SPOILT_DISK_LOG,        /* and one of the write-ahead log */
  SPOILT_DISK_TRUNCATE,   /* the file ends in the middle */
  SPOILT_DISK_REMOVE,     /* the file is gone */
  SPOILT_DISK_REPLACE,    /* another file stands in its place */
  SPOILT_DISK_IO,         /* this write fails */
  SPOILT_DISK_FULL,       /* this write and all that come fail, until spoilt_disk_mend() */
  SPOILT_DISK_EVERY_PAGE, /* with this write and all that come a page is overwritten, until then */
} SpoiltDiskHarm;

/* Databases opened from here on. */
void spoilt_disk_begin (void);
void spoilt_disk_end (void);

/* @at: 1 is the next write into @path or its log. @seed: which page, and what is written there. @replacement: what REPLACE copies. */
void spoilt_disk_plan (SpoiltDiskHarm harm,
                       const char *path,
                       guint at,
                       guint32 seed,
                       const char *replacement);
void spoilt_disk_mend (void);

/* Since the plan. */
guint spoilt_disk_count_writes (void);
gboolean spoilt_disk_has_struck (void);
