/*
 * A first look at an event while its lines pass by: whether it can matter to a window of time at all. Most events of a calendar are over,
 * and reading each of them in full is most of what a calendar costs. An event is passed over only when it is plain (one start, at most one
 * rule, and that one of those rule-reach.h understands), lies outside, and calendar-event.h would find nothing to complain about; whatever this unit does not understand
 * counts. Fed by calendar-parts.c with the lines of the file as they stand there, folded.
 */

#pragma once

#include <glib.h>

typedef struct _RailEventGlance RailEventGlance;

typedef struct
{
  gboolean matters;  /* it may have an occurrence in the window, or a problem */
  gboolean has_key;  /* FALSE: the UID is missing, or written in a way that only a full reading understands */
  guint32 key;       /* the same for every event of one UID, as rail_event_glance_hash_uid() */
  gboolean has_news; /* it is the first to name a time zone in this way: whoever looks zones up in order begins here */
} RailEventImpression;

/* Civil times before @from and after @to lie outside, in seconds; the distance between two time zones is in them. */
RailEventGlance *rail_event_glance_new (gint64 from,
                                        gint64 to);

void rail_event_glance_free (RailEventGlance *self);

void rail_event_glance_begin (RailEventGlance *self);

/* One line of the file after BEGIN:VEVENT, without its line break; @depth components are open inside the event. */
void rail_event_glance_add_line (RailEventGlance *self,
                                 const char *text,
                                 gsize length,
                                 guint depth);

void rail_event_glance_end (RailEventGlance *self,
                            RailEventImpression *impression);

guint32 rail_event_glance_hash_uid (const char *uid,
                                    gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailEventGlance, rail_event_glance_free)
