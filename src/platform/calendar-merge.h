/*
 * The occurrences of several calendars as one list. The same meeting in two calendars is one. Of its copies that one counts which says
 * more, by the first of these that tells them apart: it comes from a calendar that is current, rather than as last known; it is
 * cancelled (nobody takes that back); it knows my answer; the answer is that I declined; it knows who organises; it lists more people.
 * Else the calendar that is listed first. Its people are those of the copy with the longest list of them. Called by agent/calendars.
 */

#pragma once

#include "platform/calendar-source.h"

/* @sources: RailCalendarSource. RailOccurrence, sorted; transfer full, never changes afterwards. */
GPtrArray *rail_calendar_merge (GPtrArray *sources);
