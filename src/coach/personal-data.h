/*
 * What names people by its form: e-mail addresses, IBANs, card and telephone numbers. The first three are found by rule and checksum; telephone numbers
 * by how they are written in the countries of the six languages, and by what stands before them ("Tel.", "Auftrag").
 */

#pragma once

#include "coach/letter-row.h"
#include "coach/redactor.h"

typedef struct
{
  RailRedactedClass class;
  guint first; /* letters of the row, half-open */
  guint end;
} RailFinding;

/* Appends those that share no letter with each other, nor with one that is @taken (a byte for each letter), which they become. */
void rail_personal_data_find (GArray *row,
                              guint8 *taken,
                              GArray *findings);

/* For the units that find: adds one if it is free. */
gboolean rail_finding_add (GArray *findings,
                           guint8 *taken,
                           RailRedactedClass class,
                           guint first,
                           guint end);
