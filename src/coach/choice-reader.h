/*
 * Which of a question's choices somebody's words name. Careful: "I have no idea" is not "no", and "yes" or "no" are never guessed where the
 * aid gives other labels. Called by the guided coach.
 */

#pragma once

#include "library/coach-script.h"

/*
 * @choices: RailCoachChoice. The index of the one that @words are (folded, or its number from 1), or that alone stands in them: a label of several
 * words, or of one long word, anywhere; a short word only as the first thing said ("No, nobody was"). -1 if none is.
 */
int rail_choice_reader_read (GPtrArray *choices,
                             const char *words);

/* The first that @words share a word with, in its label or in the heading it leads to; everyday words do not count. -1 if none. */
int rail_choice_reader_guess (GPtrArray *choices,
                              const RailCoachScript *script,
                              const char *words);
