/*
 * An http or https address somebody typed, set or was redirected to, taken apart and put together again in one canonical form. Whoever
 * decides by host or origin and whoever connects read the same text: nothing is left that two parsers could read differently.
 * What stands behind the host is a secret for calendars, so people and logs only ever see the host or the origin.
 * Sources: RFC 3986, RFC 6454 section 4.
 */

#pragma once

#include <glib.h>

#define RAIL_WEB_ADDRESS_MAX_BYTES 8192

typedef struct _RailWebAddress RailWebAddress;

/*
 * Reads "https://...", "http://..." and "webcal://..." (which becomes https). Plain http is for this machine only: RAIL_ERROR_INVALID
 * otherwise, as for every other scheme and for what is no address. No message repeats more than the host.
 */
RailWebAddress *rail_web_address_parse (const char *text,
                                        GError **error);

/* The address a "Location" header means; relative ones too. The secrets of @self stay with its origin. */
RailWebAddress *rail_web_address_follow (const RailWebAddress *self,
                                         const char *location,
                                         GError **error);

RailWebAddress *rail_web_address_copy (const RailWebAddress *self);
void rail_web_address_free (RailWebAddress *self);

/* All of it without user and password: what goes on the wire. */
const char *rail_web_address_get_url (const RailWebAddress *self);

/* All of it: what settings keep, and what identifies a subscription. */
const char *rail_web_address_get_text (const RailWebAddress *self);

/* "https://example.org" or "http://localhost:8080". */
const char *rail_web_address_get_origin (const RailWebAddress *self);

/* For people: "example.org", "localhost:8080". */
const char *rail_web_address_get_host (const RailWebAddress *self);

/* Decoded; NULL where the address has none. */
const char *rail_web_address_get_user (const RailWebAddress *self);
const char *rail_web_address_get_password (const RailWebAddress *self);

gboolean rail_web_address_is_encrypted (const RailWebAddress *self);

/* Whether it names this very machine. */
gboolean rail_web_address_is_loopback (const RailWebAddress *self);

gboolean rail_web_address_same_origin (const RailWebAddress *self,
                                       const RailWebAddress *other);

/* 32 hex digits that stand for the text where it must not be told: on the bus, in a list of calendars. Transfer full. */
char *rail_web_address_dup_digest (const RailWebAddress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailWebAddress, rail_web_address_free)
