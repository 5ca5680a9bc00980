/*
 * A calendar service that says whatever a test wants it to say, true or not: it owns the service's names on a private bus and answers calls
 * by method name. By default it has one calendar, "work", without events.
 */

#pragma once

#include <gio/gio.h>

#define FAKE_SOURCES "org.gnome.evolution.dataserver.Sources5"
#define FAKE_CALENDARS "org.gnome.evolution.dataserver.Calendar8"

typedef struct _FakeCalendarService FakeCalendarService;

/* On the bus at @address; owns both names when it returns. */
FakeCalendarService *fake_calendar_service_new (const char *address);

/* Lets go of the names, as a crash would. */
void fake_calendar_service_free (FakeCalendarService *self);

/* Calls of @method (of whatever interface) get @body, which may be of any type; floating. NULL: no answer at all. */
void fake_calendar_service_answer (FakeCalendarService *self,
                                   const char *method,
                                   GVariant *body);

/* Calls of @method get this error. */
void fake_calendar_service_refuse (FakeCalendarService *self,
                                   const char *method,
                                   const char *error_name,
                                   const char *message);

/* Describes its sources by key files: pairs of uid and text, NULL-terminated. */
void fake_calendar_service_set_sources (FakeCalendarService *self,
                                        const char *uid,
                                        ...) G_GNUC_NULL_TERMINATED;

/* The answer to the view's Start is followed by these texts. */
void fake_calendar_service_set_events (FakeCalendarService *self,
                                       const char *const *texts);

/* A signal from the view; @body floating. */
void fake_calendar_service_emit (FakeCalendarService *self,
                                 const char *signal,
                                 GVariant *body);

/* The calendar counts a change, whether the view tells of it or not. */
void fake_calendar_service_revise (FakeCalendarService *self,
                                   const char *revision);

/* A signal from the list of sources. */
void fake_calendar_service_emit_sources_changed (FakeCalendarService *self);

guint fake_calendar_service_count_calls (FakeCalendarService *self,
                                         const char *method);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeCalendarService, fake_calendar_service_free)
