/*
 * What happened, kept in journal.db: checklist runs and their ticks, how nudges were shown and closed, mutes, and what left this computer
 * (egress-ledger.h). It never holds a window
 * title, a meeting's title or a name: rows speak in pack, aid and trigger ids, minutes, and an occurrence key that is an HMAC under
 * this seat's own key. Reads happen on the calling thread; every write goes to one ordered writer thread that commits with
 * synchronous=FULL before it answers. A read sees every write given to the same object before it: it waits for those still under way.
 * All three programs may have it open at once. Use one object from one thread.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_TYPE_JOURNAL (rail_journal_get_type ())
G_DECLARE_FINAL_TYPE (RailJournal, rail_journal, RAIL, JOURNAL, GObject)

/* $XDG_DATA_HOME/handrail/journal.db; transfer full. */
char *rail_journal_dup_default_path (void);

/*
 * Opens or creates. A damaged file is moved to "<path>.damaged-<yyyymmddThhmmss>" (its "-wal" and "-shm" likewise) and a fresh one begins:
 * *set_aside (optional) then receives the new name of the old file, for the problem list. RAIL_ERROR_NEWER and _FULL leave the file alone.
 * Signal "write-failed" (GError *), on the main context of the thread that opened it: a write nobody waits for is lost.
 */
RailJournal *rail_journal_open (const char *path,
                                char **set_aside,
                                GError **error);

/* Where it is, for who wants to hear of changes by other programs. Borrowed. */
const char *rail_journal_get_path (RailJournal *self);

/*
 * Waits for the writes under way, then closes; later calls are programming errors. Answers and signals still arrive while the main context
 * runs. The caller keeps its reference.
 */
void rail_journal_close (RailJournal *self);

/*
 * HMAC-SHA256(seat key, identity) as 32 hex digits; @identity from rail_occurrence_dup_identity(). A meeting series' key takes the UID alone.
 * Transfer full.
 */
char *rail_journal_dup_key (RailJournal *self,
                            const char *identity);

/* ---- what was shown ---- */

/* Reads as text in the file: "card", "notification", "badge". */
typedef enum
{
  RAIL_SHOWN_CARD,
  RAIL_SHOWN_NOTIFICATION,
  RAIL_SHOWN_BADGE,
} RailShown;

typedef struct
{
  char *pack, *aid, *trigger;
  char *occurrence_key;    /* "" if bound to none */
  gint64 occurrence_start; /* exact: a later start lets the trigger fire again */
  RailShown shown;
  gint64 when; /* kept to the minute: reads back as the minute's beginning */
} RailShowing;

void rail_showing_free (RailShowing *self);

/* The caller does not wait; a failure reaches the "write-failed" signal (GError *). */
void rail_journal_record_showing (RailJournal *self,
                                  const RailShowing *showing);

/* Showings in or after the minute of @since, oldest first; RailShowing, transfer full. NULL with @error. */
GPtrArray *rail_journal_load_showings (RailJournal *self,
                                       gint64 since,
                                       GError **error);

/* ---- how it was closed ---- */

/* @reason is a word of RailCloseReason (delivery/nudge.h), such as "done". Kept to the minute. */
void rail_journal_record_closing (RailJournal *self,
                                  const char *pack,
                                  const char *aid,
                                  const char *trigger,
                                  const char *occurrence_key,
                                  const char *reason,
                                  gint64 when);

/* ---- mutes: a trigger the user does not want to hear again ---- */

void rail_journal_set_muted (RailJournal *self,
                             const char *trigger_path,
                             gboolean muted,
                             gint64 when);

/* Trigger paths, sorted; NULL with @error. Transfer full. */
char **rail_journal_load_mutes (RailJournal *self,
                                GError **error);

/* How many of the last closings of this trigger, newest first, were "dismissed" in a row; 0 when that cannot be read. */
guint rail_journal_count_dismissals (RailJournal *self,
                                     const char *pack,
                                     const char *aid,
                                     const char *trigger);

/* ---- checklist runs ---- */

typedef struct
{
  gint64 id;
  gint64 started;
  GHashTable *ticked; /* item key -> item key: the set of ticked items */
} RailChecklistRun;

void rail_checklist_run_free (RailChecklistRun *self);

/*
 * The run of this aid for this occurrence (or, with @occurrence_key "", for the local day of @now); NULL without error if none has begun.
 * A run begins with its first tick.
 */
RailChecklistRun *rail_journal_load_run (RailJournal *self,
                                         const char *pack,
                                         const char *aid,
                                         const char *occurrence_key,
                                         gint64 now,
                                         GError **error);

/*
 * Sets one item's tick; answers after the commit. @series_key ("" if none) lets the next meeting of the series find what stayed open;
 * @items are all item keys of the aid as shown, so that "left open" can be told from "did not exist then".
 */
void rail_journal_tick_async (RailJournal *self,
                              const char *pack,
                              const char *aid,
                              const char *occurrence_key,
                              const char *series_key,
                              const char *const *items,
                              const char *item,
                              gboolean ticked,
                              gint64 now,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean rail_journal_tick_finish (RailJournal *self,
                                   GAsyncResult *result,
                                   GError **error);

/*
 * Item keys that stayed open in the latest earlier run of this aid in this series (with @series_key "" : of this aid), before the run
 * of @occurrence_key; empty if none. Transfer full; NULL with @error.
 */
char **rail_journal_load_left_open (RailJournal *self,
                                    const char *pack,
                                    const char *aid,
                                    const char *occurrence_key,
                                    const char *series_key,
                                    gint64 now,
                                    GError **error);

/*
 * Showings, closings and requests older than 30 days become counts a day; older runs, uses and gaps keep their day only; steps done by then go. A showing stays as it
 * is while its occurrence starts later than that, for "already shown" hangs on it. The agent calls it once a day; a failure reaches "write-failed".
 */
void rail_journal_roll_up (RailJournal *self,
                           gint64 now);

/* ---- for people: everything there is, and its end ---- */

/* One JSON object with every table's rows but the seat key, times as ISO 8601 in UTC; transfer full. */
char *rail_journal_export (RailJournal *self,
                           GError **error);

/*
 * The same for a file nobody here has open, which is read and nothing else: not created (a missing one exports as empty tables), not
 * migrated, not set aside.
 */
char *rail_journal_export_file (const char *path,
                                GError **error);

/*
 * Deletes what happened (runs, showings, closings, requests, their counts, uses of aids, the gap list, next steps); mutes stay. Synchronous; VACUUMs, so that nothing is left in the file, and
 * deletes the files kept beside it from before a migration or set aside as damaged, for they hold the same history.
 */
gboolean rail_journal_delete_history (RailJournal *self,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailShowing, rail_showing_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailChecklistRun, rail_checklist_run_free)
