/*
 * What no coach should answer on the spot: learning something from scratch, and doing something for the first time (the design, section 3: an
 * aid is for who can do it in principle). Such a question is sent on: to the aid's `deeper`, else to a person, saying why. In the six languages
 * of the guard; asked by the conversation after the guard and before anything is looked up.
 */

#pragma once

#include "library/library.h"

typedef enum
{
  RAIL_WAY_ON_NONE,
  RAIL_WAY_ON_LEARNING,   /* "teach me to negotiate from scratch" */
  RAIL_WAY_ON_FIRST_TIME, /* "I have never led an appraisal before" */
} RailWayOnNeed;

typedef struct
{
  RailWayOnNeed need;
  char *reason;       /* one sentence for people: why, and where to instead */
  char *deeper_title; /* a course or text, or NULL */
  char *deeper_url;
  char *contact_name; /* a person, or NULL */
  char *contact_email;
  char *contact_note;
  char *owner; /* who answers for the aid or its pack: an address or a name; NULL where nothing fits */
} RailWayOn;

/* Any text; only its beginning counts, as far as the guard would read it. */
RailWayOnNeed rail_way_on_recognise (const char *words);

/* What is to be learnt, to look it up: @words without those that ask to be taught. Transfer full. */
char *rail_way_on_dup_topic (const char *words);

/*
 * @pack and @aid: what the question is about, the aid at hand or the one found for it; NULL if none. @found: the latter. Its `deeper` and its owner can
 * be named then, its contact cannot: who helps with a contract is not who teaches managing projects. Transfer full.
 */
RailWayOn *rail_way_on_new (RailWayOnNeed need,
                            RailLibrary *library,
                            const char *pack,
                            const char *aid,
                            gboolean found);
void rail_way_on_free (RailWayOn *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailWayOn, rail_way_on_free)
