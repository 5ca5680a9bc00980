#include "config.h"

#include "ui/ledger-entry.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/duration.h"

struct _RailLedgerEntry
{
  GObject parent_instance;

  char *day;
  char *heading;
  char *title;
  char *facts;
  char *details;
  char *sha256;
  gboolean good;
  gboolean first;
  gboolean expanded;
};

G_DEFINE_FINAL_TYPE (RailLedgerEntry, rail_ledger_entry, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_EXPANDED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

/* ---- words ---- */

static const char *
name_purpose (const char *purpose)
{
  if (g_str_equal (purpose, "calendar"))
    return _ ("Calendar");
  if (g_str_equal (purpose, "coach"))
    return _ ("Coach");
  if (g_str_equal (purpose, "sync"))
    return _ ("Packs");

  return purpose;
}

static const char *
name_outcome (const char *outcome)
{
  if (g_str_equal (outcome, "answered"))
    return _ ("Answered");
  if (g_str_equal (outcome, "cancelled"))
    return _ ("Given up");
  if (g_str_equal (outcome, "refused"))
    return _ ("Not sent");

  return _ ("Failed");
}

/* Who reads "https://" before every line reads less of the rest; what is not encrypted keeps its scheme. */
static const char *
get_place (const char *origin)
{
  return g_str_has_prefix (origin, "https://") ? origin + strlen ("https://") : origin;
}

static char *
describe_bytes (guint64 sent,
                guint64 received)
{
  g_autofree char *out = g_format_size (sent);
  g_autofree char *in = g_format_size (received);

  return g_strdup_printf (_ ("%s sent, %s received"), out, in);
}

static char *
describe_details (const RailEgress *request)
{
  g_autoptr (GString) details = g_string_new (NULL);

  g_string_append_printf (details, _ ("Request: %s to %s"), request->method, request->origin);
  g_string_append_c (details, '\n');
  if (request->status != 0)
    g_string_append_printf (details, _ ("Status of the answer: %u"), request->status);
  else
    g_string_append (details, _ ("No answer began."));
  g_string_append_c (details, '\n');
  if (*request->body_sha256 != '\0')
    g_string_append_printf (details, _ ("SHA-256 of what was sent: %s"), request->body_sha256);
  else
    g_string_append (details, _ ("Nothing was sent but the request itself."));

  return g_string_free (g_steal_pointer (&details), FALSE);
}

/* ---- the object ---- */

static void
rail_ledger_entry_get_property (GObject *object,
                                guint id,
                                GValue *value,
                                GParamSpec *pspec)
{
  if (id == PROP_EXPANDED)
    g_value_set_boolean (value, RAIL_LEDGER_ENTRY (object)->expanded);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rail_ledger_entry_set_property (GObject *object,
                                guint id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  if (id == PROP_EXPANDED)
    rail_ledger_entry_set_expanded (RAIL_LEDGER_ENTRY (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rail_ledger_entry_finalize (GObject *object)
{
  RailLedgerEntry *self = RAIL_LEDGER_ENTRY (object);

  g_free (self->day);
  g_free (self->heading);
  g_free (self->title);
  g_free (self->facts);
  g_free (self->details);
  g_free (self->sha256);

  G_OBJECT_CLASS (rail_ledger_entry_parent_class)->finalize (object);
}

static void
rail_ledger_entry_class_init (RailLedgerEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rail_ledger_entry_get_property;
  object_class->set_property = rail_ledger_entry_set_property;
  object_class->finalize = rail_ledger_entry_finalize;

  properties[PROP_EXPANDED] = g_param_spec_boolean ("expanded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
rail_ledger_entry_init (RailLedgerEntry *self)
{
}

static char *
make_title (const char *purpose,
            const char *origin)
{
  return g_strdup_printf ("%s · %s", name_purpose (purpose), get_place (origin));
}

static char *
name_day (GDateTime *day)
{
  /* Translators: a day as a heading, such as “Monday, 5 October 2026”. */
  return g_date_time_format (day, _ ("%A, %-d %B %Y"));
}

RailLedgerEntry *
rail_ledger_entry_new (const RailEgress *request,
                       GTimeZone *zone)
{
  RailLedgerEntry *self = g_object_new (RAIL_TYPE_LEDGER_ENTRY, NULL);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (request->when / RAIL_SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autofree char *clock = g_date_time_format (local, "%H:%M");
  g_autofree char *outcome = request->status != 0 ? g_strdup_printf ("%s (%u)", name_outcome (request->outcome), request->status) : g_strdup (name_outcome (request->outcome));
  g_autofree char *bytes = describe_bytes (request->bytes_sent, request->bytes_received);

  self->day = g_date_time_format (local, "%F");
  self->heading = name_day (local);
  self->title = make_title (request->purpose, request->origin);
  self->facts = g_strdup_printf ("%s · %s · %s", clock, outcome, bytes);
  self->details = describe_details (request);
  self->sha256 = g_strdup (request->body_sha256);
  self->good = g_str_equal (request->outcome, "answered");

  return self;
}

RailLedgerEntry *
rail_ledger_entry_new_for_day (const RailEgressDay *day)
{
  RailLedgerEntry *self = g_object_new (RAIL_TYPE_LEDGER_ENTRY, NULL);
  g_autofree char *moment = g_strconcat (day->day, "T12:00:00Z", NULL);
  g_autoptr (GDateTime) noon = g_date_time_new_from_iso8601 (moment, NULL);
  g_autofree char *bytes = describe_bytes (day->bytes_sent, day->bytes_received);
  g_autofree char *count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" G_GUINT64_FORMAT " request", "%" G_GUINT64_FORMAT " requests", (gulong) day->requests), day->requests);

  self->day = g_strdup (day->day);
  self->heading = noon != NULL ? name_day (noon) : g_strdup (day->day);
  self->title = make_title (day->purpose, day->origin);
  self->facts = g_strdup_printf ("%s · %s · %s", count, name_outcome (day->outcome), bytes);
  self->details = g_strdup (_ ("After a month only the sums of a day are kept."));
  self->sha256 = g_strdup ("");
  self->good = g_str_equal (day->outcome, "answered");

  return self;
}

const char *
rail_ledger_entry_get_day (RailLedgerEntry *self)
{
  return self->day;
}

const char *
rail_ledger_entry_get_heading (RailLedgerEntry *self)
{
  return self->first ? self->heading : NULL;
}

void
rail_ledger_entry_set_first_of_day (RailLedgerEntry *self)
{
  self->first = TRUE;
}

const char *
rail_ledger_entry_get_title (RailLedgerEntry *self)
{
  return self->title;
}

const char *
rail_ledger_entry_get_facts (RailLedgerEntry *self)
{
  return self->facts;
}

const char *
rail_ledger_entry_get_details (RailLedgerEntry *self)
{
  return self->details;
}

const char *
rail_ledger_entry_get_sha256 (RailLedgerEntry *self)
{
  return self->sha256;
}

gboolean
rail_ledger_entry_is_good (RailLedgerEntry *self)
{
  return self->good;
}

gboolean
rail_ledger_entry_is_expanded (RailLedgerEntry *self)
{
  return self->expanded;
}

void
rail_ledger_entry_set_expanded (RailLedgerEntry *self,
                                gboolean expanded)
{
  if (self->expanded == expanded)
    return;

  self->expanded = expanded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPANDED]);
}
