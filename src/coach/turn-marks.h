/*
 * Words by which a text could pretend to be more than it is: the tokens of chat templates ("<|im_start|>", "[INST]"), a role at the start of a line ("System:"),
 * a source's number there, or the words that part sources from question. Aids, titles, questions and earlier answers go through here on their way into a prompt.
 */

#pragma once

#include <glib.h>

/* @text is valid UTF-8. Transfer full. What is defused stays so: doing it again changes nothing. */
char *rail_turn_marks_defuse (const char *text);
