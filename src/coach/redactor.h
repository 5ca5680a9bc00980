/*
 * Takes out of a question what names people before it leaves, and puts it back into the answer on this computer. One redactor lives as long as
 * one conversation: the same name is the same placeholder throughout. Never sold as a guarantee: the preview shows what would leave.
 * Sources: ISO 13616 (IBAN, mod 97-10 of ISO/IEC 7064), ISO/IEC 7812-1 (card numbers, Luhn), RFC 5322 (addresses, in their everyday form),
 * ITU-T E.123 (how telephone numbers are written).
 */

#pragma once

#include <glib.h>

typedef enum
{
  RAIL_REDACTED_EMAIL,
  RAIL_REDACTED_PHONE,
  RAIL_REDACTED_IBAN,
  RAIL_REDACTED_CARD,
  RAIL_REDACTED_NAME, /* of the day's meetings: full names, and their parts where they are no everyday words */
  RAIL_REDACTED_WORD, /* of the user's own list */
} RailRedactedClass;

typedef struct
{
  RailRedactedClass class;
  char *placeholder; /* "[NAME_1]" */
  char *original;
  gsize start; /* bytes of the text as it was given */
  gsize length;
} RailRedacted;

typedef struct
{
  char *text;       /* with the placeholders */
  GPtrArray *taken; /* RailRedacted in order of start; never NULL */
} RailRedaction;

void rail_redaction_free (RailRedaction *self);

/* @text, which this was made of, without what was taken out: names are no words of an aid. Transfer full. */
char *rail_redaction_dup_rest (const RailRedaction *self,
                               const char *text);

typedef struct _RailRedactor RailRedactor;

RailRedactor *rail_redactor_new (const char *const *names,
                                 const char *const *words);
void rail_redactor_free (RailRedactor *self);

/* More names may come to be known while the conversation goes on. */
void rail_redactor_add_names (RailRedactor *self,
                              const char *const *names);

/* Any text; a placeholder that stands in it already is taken for a word. Transfer full. */
RailRedaction *rail_redactor_apply (RailRedactor *self,
                                    const char *text);

/* Every placeholder this redactor gave out becomes its original again, in the spelling models like to give them too ("[Name 1]", "NAME_1"). Transfer full. */
char *rail_redactor_restore (RailRedactor *self,
                             const char *text);

/* Whether the end of @text may be the beginning of a placeholder: a stream waits for the rest. */
gboolean rail_redactor_is_open (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRedactor, rail_redactor_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRedaction, rail_redaction_free)
