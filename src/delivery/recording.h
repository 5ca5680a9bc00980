/*
 * What delivery was fed over some time, as a file somebody made on purpose: to find out why nothing came, or to try rules on a day that was.
 * Newline-delimited JSON; handrail-recording(5) is its description, and the two change together. It holds window and meeting titles, so
 * nothing writes it unasked. One line is a moment and what is different from then on.
 */

#pragma once

#include "context/occurrence.h"
#include "context/window.h"
#include "delivery/gate.h"
#include "delivery/nudge.h"

#define RAIL_RECORDING_VERSION 1
#define RAIL_RECORDING_MAX_BYTES (64 * 1024 * 1024)
#define RAIL_RECORDING_MAX_LINE (4 * 1024 * 1024)

/* What somebody did to the open nudge of a trigger. */
typedef enum
{
  RAIL_RECORDED_NOTHING,
  RAIL_RECORDED_CLOSED,
  RAIL_RECORDED_SNOOZED,
  RAIL_RECORDED_COLLAPSED,
  RAIL_RECORDED_OPENED,
} RailRecordedAct;

typedef struct
{
  gint64 at; /* moment */
  guint line;

  GTimeZone *zone;        /* NULL: as before */
  gboolean has_window;    /* else as before */
  RailWindow *window;     /* NULL: no active window */
  GPtrArray *occurrences; /* RailOccurrence, sorted: all of them; NULL: as before */
  gboolean has_presence;
  RailPresence presence;
  gboolean has_limits;
  RailLimits limits;
  gboolean suspended; /* nothing runs until the next line */
  gboolean resumed;

  RailRecordedAct act;
  char *trigger; /* "pack/aid/trigger", NULL without an act */
  RailCloseReason reason;
  gint64 until; /* of a snooze */
} RailRecord;

void rail_record_free (RailRecord *self);

typedef struct
{
  GTimeZone *zone;    /* at its beginning; NULL: not said */
  gboolean has_acts;  /* what people did is in it; else nobody touched anything */
  GPtrArray *records; /* RailRecord in file order: the clock may have been set back in between */
} RailRecording;

/*
 * A line that cannot be read adds a problem with its number and is left out. NULL with @error when @data is no recording at all, or
 * too large. @file is named in problems.
 */
RailRecording *rail_recording_parse (const char *data,
                                     gsize length,
                                     const char *file,
                                     GPtrArray *problems,
                                     GError **error);

/* The same for a file on disk. Blocks. */
RailRecording *rail_recording_load (const char *file,
                                    GPtrArray *problems,
                                    GError **error);

void rail_recording_free (RailRecording *self);

/* The words of the file for presence states, acts and who organises, in the order of their enums; NULL-terminated. */
extern const char *const rail_recording_presence_words[];
extern const char *const rail_recording_act_words[];
extern const char *const rail_recording_role_words[];

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRecord, rail_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRecording, rail_recording_free)
