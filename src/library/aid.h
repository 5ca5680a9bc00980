/*
 * A job aid as parsed: front matter and body blocks. Immutable after parsing, reference counted. The card draws the
 * blocks; nothing in it is markup that a toolkit would interpret.
 */

#pragma once

#include <glib.h>

#include "rules/rule.h"

typedef enum
{
  RAIL_AID_CHECKLIST,
  RAIL_AID_DECISION,
  RAIL_AID_PHRASES,
  RAIL_AID_WALKTHROUGH,
  RAIL_AID_VIDEO,
  RAIL_AID_NOTE,
  RAIL_AID_COACH,
} RailAidKind;

/* The five moments of need (Gottfredson and Mosher). */
typedef enum
{
  RAIL_MOMENT_NEW,
  RAIL_MOMENT_MORE,
  RAIL_MOMENT_APPLY,
  RAIL_MOMENT_SOLVE,
  RAIL_MOMENT_CHANGE,
} RailMoment;

typedef enum
{
  RAIL_SPAN_STRONG,
  RAIL_SPAN_EMPHASIS,
  RAIL_SPAN_CODE,
  RAIL_SPAN_LINK, /* @target is a URL, "#node" or another aid's id */
} RailSpanStyle;

typedef struct
{
  RailSpanStyle style;
  gsize start, length; /* bytes of the block's text, on character boundaries */
  char *target;        /* RAIL_SPAN_LINK only */
} RailSpan;

void rail_span_free (RailSpan *self);

typedef enum
{
  RAIL_BLOCK_HEADING, /* @level 1..6 */
  RAIL_BLOCK_ITEM,    /* a checklist item; @key identifies it across edits that leave its words alone */
  RAIL_BLOCK_STEP,    /* an item of a numbered list; @number */
  RAIL_BLOCK_BULLET,  /* an item of a plain list */
  RAIL_BLOCK_QUOTE,   /* words to say, copyable: one block a quote, an empty line between its paragraphs */
  RAIL_BLOCK_PARAGRAPH,
  RAIL_BLOCK_IMAGE, /* @text is the alternative text, @target the file inside the pack; also video posters */
} RailBlockKind;

typedef struct
{
  RailBlockKind kind;
  guint line;       /* in the aid's file */
  guint level;      /* headings: 1..6; others: how many lists the block stands in, 0 = none. A quote under an item has the item's level */
  guint number;     /* steps: 1.. */
  char *text;       /* plain text; soft line breaks are spaces, hard ones line ends */
  GPtrArray *spans; /* RailSpan in order of start; never NULL */
  char *key;        /* items: 12 hex digits of SHA-256 over the folded text and its ordinal among equal ones */
  char *node;       /* level 2 headings of a decision, any heading of a coach aid: the id links point at; else NULL */
  char *target;     /* images; else NULL */
} RailBlock;

RailBlock *rail_block_new (RailBlockKind kind,
                           guint line,
                           guint level);
void rail_block_free (RailBlock *self);

/* Keeps the first @length bytes of the text, without white space at their end, and what its spans say of them. */
void rail_block_cut (RailBlock *self,
                     gsize length);

/* Where the front matter says it: lines of the file, for lint; 0 = it does not. */
typedef struct
{
  guint title;
  guint task;
  guint reviewed;
  guint stakes;
  guint contact;
  guint related;
} RailAidLines;

typedef struct _RailAid RailAid;

struct _RailAid
{
  gatomicrefcount ref_count;
  char *pack;
  char *id;
  char *title;
  RailAidKind kind;
  char *task;
  RailMoment moment;
  char *owner;
  GDate reviewed;
  guint review_every; /* days, 1..180 */
  gboolean high_stakes;
  char *contact;      /* key into the pack's contacts, or NULL */
  char *deeper_title; /* or NULL */
  char *deeper_url;
  char **keywords; /* never NULL, as the lists below */
  char **audience;
  char **related;
  int priority;        /* 0..100, default 50 */
  GPtrArray *triggers; /* RailTrigger; never NULL */
  GPtrArray *blocks;   /* RailBlock; never NULL */
  guint words;         /* of the body */
  RailAidLines lines;
};

/* Empty but for its name and the defaults of the format; the parser fills it. */
RailAid *rail_aid_new (const char *pack,
                       const char *id);
RailAid *rail_aid_ref (RailAid *self);
void rail_aid_unref (RailAid *self);

/* Whether @text can be the id of an aid, a contact or a node: 1 to 64 of a-z, 0-9 and "-". */
gboolean rail_aid_is_id (const char *text);

/* "checklist", ... and back; FALSE for a word that is none. */
const char *rail_aid_kind_to_string (RailAidKind kind);
gboolean rail_aid_kind_from_string (const char *text,
                                    RailAidKind *kind);

/* At 238 words a minute (Brysbaert 2019, silent reading of English non-fiction), rounded up to 5 s. */
guint rail_aid_get_reading_seconds (const RailAid *self);

/* Days past the review date on the local day of @now; 0 or less: in date. */
int rail_aid_get_days_overdue (const RailAid *self,
                               gint64 now,
                               GTimeZone *zone);

/* The same for who knows only the dates of an aid. */
int rail_review_get_days_overdue (const GDate *reviewed,
                                  guint review_every,
                                  gint64 now,
                                  GTimeZone *zone);

/* Drops the blocks: the agent only needs front matter. */
RailAid *rail_aid_copy_without_body (const RailAid *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailAid, rail_aid_unref)
