/*
 * One file of guard rules: the built-in floor's (data/guard/<language>.yaml), an organisation's, or guard.yaml of a pack.
 *
 *     format: 1
 *     lists: {person: [him, her]}
 *     escalations:
 *       - {category: termination, level: stop, contact: hr, phrases: ["fire <person>"], unless: ["fire .. up"]}
 *     look-alikes: ["fire alarm"]
 *     domains: [managing, {id: expenses, phrases: ["travel expenses"]}]
 *     contacts: {termination: hr, default: hr}
 *     people: {hr: {name: "People Desk", email: people@example.org, note: "Bring the dates."}}
 *
 * Strict: what is wrong is an error with file, line and mend. Look-alikes weaken the guard, so only the floor and policy may have them; people
 * are the organisation's, as a pack has its own in pack.yaml.
 */

#pragma once

#include "coach/guard-category.h"
#include "coach/guard-pattern.h"
#include "library/pack.h"

#define RAIL_GUARD_RULES_FILE "guard.yaml"
#define RAIL_GUARD_RULES_MAX_PHRASES 4000

/* The domain that is known without phrases: what managers do. The model says what is not part of it. */
#define RAIL_GUARD_DOMAIN_MANAGING "managing"

typedef enum
{
  RAIL_GUARD_QUESTION = 1 << 0,
  RAIL_GUARD_ANSWER = 1 << 1,
} RailGuardSide;

typedef enum
{
  RAIL_GUARD_RULES_PACK,    /* adds escalations, domains and contacts */
  RAIL_GUARD_RULES_TRUSTED, /* the floor, or the organisation: may also have look-alikes */
} RailGuardRulesKind;

typedef struct
{
  RailGuardCategory category;
  RailGuardVerdict level; /* stop or caution */
  RailGuardSide sides;
  char *contact;       /* NULL = the category's */
  GPtrArray *patterns; /* RailGuardPattern */
  GPtrArray *unless;   /* RailGuardPattern: where one of these overlaps a hit there is none */
} RailGuardEscalation;

typedef struct
{
  char *id;
  GPtrArray *patterns; /* RailGuardPattern; empty for the built-in one */
} RailGuardDomain;

typedef struct
{
  gatomicrefcount ref_count;
  GPtrArray *escalations;                  /* RailGuardEscalation */
  GPtrArray *look_alikes;                  /* RailGuardPattern */
  GPtrArray *domains;                      /* RailGuardDomain */
  char *contacts[RAIL_GUARD_N_CATEGORIES]; /* keys; that of RAIL_GUARD_NONE is the default */
  GPtrArray *people;                       /* RailContact, of the organisation */
  char *domains_digest;                    /* equal digests, equal domains: what somebody has confirmed; NULL without any */
  const char *closed;                      /* why nothing may pass but a stop; static. NULL = the rules hold */
} RailGuardRules;

/* Without a single rule; transfer full. */
RailGuardRules *rail_guard_rules_new (void);

/* NULL where the file as a whole cannot be read; else all that could be, and errors among @problems for the rest. Transfer full. */
RailGuardRules *rail_guard_rules_parse (const char *data,
                                        gsize length,
                                        const char *file,
                                        RailGuardRulesKind kind,
                                        GPtrArray *problems);

/* guard.yaml of a pack, whose contacts it may name; NULL without problems where there is none. Transfer full. */
RailGuardRules *rail_guard_rules_load (const RailPack *pack,
                                       GPtrArray *problems);

/* Whether @confirmed, as it was kept, stands for the domains of these rules: their digest, or "*" for whatever they are; NULL for nothing. */
#define RAIL_GUARD_RULES_ANY_DOMAINS "*"
gboolean rail_guard_rules_is_confirmed (const RailGuardRules *self,
                                        const char *confirmed);

/* The organisation's own for a key of a contact; borrowed, NULL if there is none. */
const RailContact *rail_guard_rules_get_person (const RailGuardRules *self,
                                                const char *key);

RailGuardRules *rail_guard_rules_ref (RailGuardRules *self);
void rail_guard_rules_unref (RailGuardRules *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuardRules, rail_guard_rules_unref)
