/*
 * What calendars were last known to hold, on disk: a subscription or a calendar service that cannot be reached when the session starts
 * still has its events, and shows how old they are. Called by the calendar back-ends in platform/, in a worker thread or not:
 * each thread opens the cache for itself. Everything here can be had again, so a file that is damaged, older or newer is thrown away; it
 * holds what people meet about, so what is forgotten is gone from the file too.
 */

#pragma once

#include <glib.h>

#include "context/occurrence.h"
#include "context/people-list.h"

/* Of one calendar; a larger one is RAIL_ERROR_TOO_LARGE and what was known of it stays as it is. */
#define RAIL_OCCURRENCE_CACHE_MAX_OCCURRENCES 20000
#define RAIL_OCCURRENCE_CACHE_MAX_TEXT_BYTES (64 * 1024 * 1024)
#define RAIL_OCCURRENCE_CACHE_MAX_CALENDARS 200

/* The agent's: in the user's cache folder. */
#define RAIL_OCCURRENCE_CACHE_OF_DESKTOP "desktop-calendars.db"
#define RAIL_OCCURRENCE_CACHE_OF_SUBSCRIPTIONS "subscriptions.db"

typedef struct _RailOccurrenceCache RailOccurrenceCache;

typedef struct
{
  char *name;             /* what people call it, "" when not known */
  char *etag;             /* the validators of a conditional GET, as the server wrote them; NULL when it gave none */
  char *last_modified;    /* they stand for [from, to) only: ask without them when the window has moved on */
  gint64 read_at;         /* when the occurrences were last known to be current */
  gint64 from;            /* the window they were read for; microseconds, as all moments here */
  gint64 to;              /* (the user's zone at that time decided where days began) */
  GPtrArray *occurrences; /* RailOccurrence, sorted; never NULL */
} RailCachedCalendar;

/* Transfer full. */
char *rail_occurrence_cache_dup_default_path (const char *name);

void rail_cached_calendar_free (RailCachedCalendar *self);

/*
 * Opens or creates the file at @path (in the user's cache folder). One that is damaged or written by an older or newer Handrail is deleted and made
 * anew, which is logged. NULL with @error where that fails too: no disk space, no permission.
 */
RailOccurrenceCache *rail_occurrence_cache_open (const char *path,
                                                 GError **error);

void rail_occurrence_cache_close (RailOccurrenceCache *self);

/*
 * Puts @calendar in the place of what was known of @calendar_id: any text that stays the same from run to run, such as an address.
 * Only a digest of it is written, as a private address opens the calendar to whoever reads it.
 */
gboolean rail_occurrence_cache_store (RailOccurrenceCache *self,
                                      const char *calendar_id,
                                      const RailCachedCalendar *calendar,
                                      GError **error);

/* The calendar was reached at @read_at and is still as it was stored (HTTP 304). RAIL_ERROR_NOT_FOUND when nothing is stored. */
gboolean rail_occurrence_cache_confirm (RailOccurrenceCache *self,
                                        const char *calendar_id,
                                        gint64 read_at,
                                        GError **error);

/* What was stored last; NULL with @error, RAIL_ERROR_NOT_FOUND when that is nothing. Transfer full. */
RailCachedCalendar *rail_occurrence_cache_load (RailOccurrenceCache *self,
                                                const char *calendar_id,
                                                GError **error);

/* Adds the people of all that touches [from, to), in whichever calendar, to @people. */
gboolean rail_occurrence_cache_add_people (RailOccurrenceCache *self,
                                           gint64 from,
                                           gint64 to,
                                           RailPeopleList *people,
                                           GError **error);

/* After this none of the calendar's texts is in the file or its log. Fine when nothing was stored. */
gboolean rail_occurrence_cache_forget (RailOccurrenceCache *self,
                                       const char *calendar_id,
                                       GError **error);

/* The same for every calendar but those in @calendar_ids, NULL-terminated: for the start, after calendars were removed elsewhere. */
gboolean rail_occurrence_cache_forget_all_but (RailOccurrenceCache *self,
                                               const char *const *calendar_ids,
                                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCachedCalendar, rail_cached_calendar_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailOccurrenceCache, rail_occurrence_cache_close)
