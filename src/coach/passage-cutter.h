/*
 * Cuts an aid into passages: one for each section, under its heading, none longer than fits a screen. Of a coach aid only what it says, not what it
 * asks. Called by retrieval.
 */

#pragma once

#include "coach/passage.h"
#include "library/aid.h"

/* Of one passage's text: some 200 words. */
#define RAIL_PASSAGE_MAX_BYTES 1200

/* RailPassage in the order of the aid, numbered 0. Transfer full. */
GPtrArray *rail_passage_cut (const RailAid *aid);
