#include "config.h"

#include "coach/abbreviation.h"

#define MAX_BYTES 12

/* In small letters, without the full stop. */
static const char *const abbreviations[] = {
  "abb",
  "abs",
  "approx",
  "bsp",
  "bspw",
  "bzgl",
  "bzw",
  "ca",
  "capt",
  "cf",
  "cfr",
  "dept",
  "dipl",
  "dott",
  "dr",
  "dra",
  "drs",
  "dto",
  "ej",
  "esq",
  "evtl",
  "exc",
  "exca",
  "exma",
  "exmo",
  "fr",
  "frl",
  "ggf",
  "gov",
  "hr",
  "hrn",
  "ing",
  "inkl",
  "insb",
  "jun",
  "messrs",
  "mgr",
  "mlle",
  "mlles",
  "mme",
  "mmes",
  "mr",
  "mrs",
  "ms",
  "mt",
  "nr",
  "núm",
  "p.ej",
  "pp",
  "prof",
  "profa",
  "pág",
  "págs",
  "resp",
  "rev",
  "sen",
  "sig",
  "sigg",
  "sr",
  "sra",
  "sras",
  "sres",
  "srs",
  "srta",
  "st",
  "str",
  "ud",
  "uds",
  "vd",
  "vgl",
  "vs",
  "zzgl",
};

gboolean
rail_abbreviation_is_one (const char *word,
                          gsize length)
{
  g_autofree char *folded = NULL;

  if (length > MAX_BYTES)
    return FALSE;

  folded = g_utf8_strdown (word, (gssize) length);
  for (guint i = 0; i < G_N_ELEMENTS (abbreviations); i++)
    {
      if (g_str_equal (folded, abbreviations[i]))
        return TRUE;
    }

  return FALSE;
}
