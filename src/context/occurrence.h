/*
 * One occurrence of a calendar event: what rules match against and what a meeting's aid hangs on. Immutable,
 * reference counted. Source of the fields: RFC 5545 section 3.8.
 */

#pragma once

#include <glib.h>

typedef enum
{
  RAIL_RESPONSE_NONE,         /* I am not listed, or no address of mine is known */
  RAIL_RESPONSE_NEEDS_ACTION, /* also when listed without PARTSTAT */
  RAIL_RESPONSE_ACCEPTED,     /* also when I organise and no PARTSTAT says otherwise */
  RAIL_RESPONSE_TENTATIVE,
  RAIL_RESPONSE_DECLINED,
  RAIL_RESPONSE_DELEGATED,
} RailResponse;

typedef enum
{
  RAIL_ORGANIZER_UNKNOWN, /* no ORGANIZER, or no address of mine is known */
  RAIL_ORGANIZER_ME,
  RAIL_ORGANIZER_OTHER,
} RailOrganizer;

typedef struct _RailOccurrence RailOccurrence;

struct _RailOccurrence
{
  gatomicrefcount ref_count;
  RailOccurrence *series; /* NULL, or the one that owns the texts of this one (all but the recurrence id) */
  char *calendar;         /* the calendar's display name */
  char *uid;
  char *recurrence_id; /* the original start as RFC 5545 writes it ("20261001T120000Z", "20261001"); NULL if not recurring */
  char *title;         /* "" when missing, as the texts below */
  char *description;
  char *location;
  char **categories;  /* never NULL */
  char *organizer;    /* name and address of the organizer as one text, "" if none */
  GRefString *people; /* names of organizer and attendees but me, one a line, as they are kept back by the coach; "" if none */
  RailOrganizer organizer_role;
  RailResponse response;
  guint attendees; /* individuals including organizer and me, not rooms or resources, not declined; at least 1 */
  gboolean all_day;
  gboolean recurring;
  gboolean cancelled; /* STATUS:CANCELLED */
  gboolean tentative; /* STATUS:TENTATIVE */
  gint64 start;       /* moments in microseconds; an all-day event spans local midnights */
  gint64 end;         /* >= start */
};

/* A zeroed occurrence with one reference and empty texts: for the one parser that fills it before anyone else sees it. */
RailOccurrence *rail_occurrence_new (void);

/*
 * Another instance of the event @of stands for, for the same parser: everything but the recurrence id and the times is as there. The texts are
 * shared, so @of must not be filled any further.
 */
RailOccurrence *rail_occurrence_new_instance (RailOccurrence *of);

RailOccurrence *rail_occurrence_ref (RailOccurrence *self);
void rail_occurrence_unref (RailOccurrence *self);

/* For the same parser, before there are instances. */
void rail_occurrence_set_people (RailOccurrence *self,
                                 const char *people);

/* The same occurrence with the people that another calendar knows of. */
RailOccurrence *rail_occurrence_new_with_people (RailOccurrence *of,
                                                 const char *people);

/* Orders by start, then end, then uid, then recurrence id: a GCompareFunc over RailOccurrence pointers' pointers. */
int rail_occurrence_compare (gconstpointer a,
                             gconstpointer b);

/* Whether both are the same meeting, in whichever calendars and at whichever times; either may be NULL, which is only the same as NULL. */
gboolean rail_occurrence_is_same (const RailOccurrence *a,
                                  const RailOccurrence *b);

/* "uid\nrecurrence-id": the same meeting in two calendars has the same identity; transfer full. */
char *rail_occurrence_dup_identity (const RailOccurrence *self);

/* "needs-action", "accepted", ... as authors write it; NULL for RAIL_RESPONSE_NONE. */
const char *rail_response_to_string (RailResponse response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailOccurrence, rail_occurrence_unref)
