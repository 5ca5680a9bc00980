#include "config.h"

#include "agent/nudge-report.h"

#include <glib/gi18n-lib.h>

#include "base/duration.h"
#include "context/people-list.h"
#include "delivery/gate-account.h"
#include "rules/calendar-condition.h"
#include "rules/explanation.h"

#define PEOPLE_REACH (RAIL_PEOPLE_LIST_REACH_DAYS * RAIL_DAY)

static void
add_why (GVariantBuilder *why,
         const RailExplanation *explanation,
         guint depth)
{
  g_variant_builder_add (why,
                         "(ussb)",
                         depth,
                         explanation->text,
                         explanation->seen != NULL ? explanation->seen : "",
                         explanation->holds);
  for (guint i = 0; i < explanation->children->len; i++)
    add_why (why, g_ptr_array_index (explanation->children, i), depth + 1);
}

static GVariant *
describe_why (RailNudge *nudge)
{
  g_auto (GVariantBuilder) why = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ussb)"));
  g_autoptr (RailExplanation) explanation = NULL;

  explanation = rail_explanation_new (rail_nudge_get_trigger (nudge),
                                      rail_nudge_get_context (nudge),
                                      rail_nudge_get_occurrence (nudge));
  add_why (&why, explanation, 0);

  return g_variant_builder_end (&why);
}

static void
add_string (GVariantDict *dict,
            const char *key,
            const char *value)
{
  g_variant_dict_insert_value (dict, key, g_variant_new_string (value));
}

/* The occurrence's and its series' keys, "" where there is none: a meeting that does not recur is its own series. */
static void
add_keys (GVariantDict *dict,
          RailJournal *journal,
          RailOccurrence *occurrence)
{
  g_autofree char *identity = NULL;
  g_autofree char *occurrence_key = NULL;
  g_autofree char *series_key = NULL;

  if (occurrence != NULL)
    {
      identity = rail_occurrence_dup_identity (occurrence);
      occurrence_key = rail_journal_dup_key (journal, identity);
      series_key = rail_journal_dup_key (journal, occurrence->uid);
    }

  add_string (dict, "occurrence-key", occurrence_key != NULL ? occurrence_key : "");
  add_string (dict, "series-key", series_key != NULL ? series_key : "");
}

static const char *
state_to_string (RailNudgeState state)
{
  switch (state)
    {
    case RAIL_NUDGE_CARD:
      return "card";
    case RAIL_NUDGE_NOTIFIED:
      return "notified";
    case RAIL_NUDGE_WAITING:
      return "waiting";
    case RAIL_NUDGE_CLOSED:
    default:
      g_return_val_if_reached ("waiting");
    }
}

/* The summary speaks of the window it came for and of the time it is now. */
static RailContext *
dup_summary_context (const RailReporter *self,
                     RailNudge *nudge)
{
  return rail_context_new_indexed (self->context->now,
                                   self->context->zone,
                                   rail_nudge_get_context (nudge)->window,
                                   self->context->index);
}

char *
rail_reporter_describe_others (RailNudge *nudge)
{
  guint others = rail_nudge_get_others (nudge);

  if (others == 0)
    return NULL;

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u more came while you were away",
                                       "%u more came while you were away",
                                       others),
                          others);
}

/* One line: why it came, and what it speaks for. */
static char *
summarize (RailNudge *nudge,
           RailContext *context,
           gboolean neutral)
{
  g_autofree char *reason = rail_explanation_summarize (rail_nudge_get_trigger (nudge), context, rail_nudge_get_occurrence (nudge), neutral);
  g_autofree char *others = rail_reporter_describe_others (nudge);

  return g_strjoin (" · ", reason, others, NULL);
}

static GVariant *
describe_gates (GPtrArray *account)
{
  GVariantBuilder gates;

  g_variant_builder_init (&gates, G_VARIANT_TYPE ("a(sbs)"));
  for (guint i = 0; account != NULL && i < account->len; i++)
    {
      const RailGateAnswer *answer = g_ptr_array_index (account, i);

      g_variant_builder_add (&gates, "(sbs)", rail_gate_reason_to_string (answer->reason), answer->against, answer->text);
    }

  return g_variant_builder_end (&gates);
}

GVariant *
rail_reporter_describe_nudge (const RailReporter *self,
                              RailNudge *nudge)
{
  RailTrigger *trigger = rail_nudge_get_trigger (nudge);
  RailOccurrence *occurrence = rail_nudge_get_occurrence (nudge);
  g_autoptr (RailContext) context = dup_summary_context (self, nudge);
  g_autofree char *summary = summarize (nudge, context, FALSE);
  g_autofree char *neutral_summary = summarize (nudge, context, TRUE);
  g_autofree char *gate = rail_delivery_describe (self->delivery, nudge);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_string (&dict, "id", rail_nudge_get_id (nudge));
  add_string (&dict, "pack", trigger->pack);
  add_string (&dict, "aid", trigger->aid);
  add_string (&dict, "trigger", trigger->id);
  add_string (&dict, "state", state_to_string (rail_nudge_get_state (nudge)));
  add_string (&dict, "summary", summary);
  add_string (&dict, "neutral-summary", neutral_summary);
  add_string (&dict, "gate", gate);
  g_variant_dict_insert_value (&dict, "neutral", g_variant_new_boolean (rail_nudge_get_neutral (nudge)));
  g_variant_dict_insert_value (&dict, "offer-mute", g_variant_new_boolean (rail_delivery_offers_mute (self->delivery, nudge)));
  g_variant_dict_insert_value (&dict, "why", describe_why (nudge));
  g_variant_dict_insert_value (&dict, "gates", describe_gates (rail_delivery_get_account (self->delivery, nudge)));
  g_variant_dict_insert_value (&dict, "occurrence-start", g_variant_new_int64 (occurrence != NULL ? occurrence->start : 0));
  g_variant_dict_insert_value (&dict, "occurrence-end", g_variant_new_int64 (occurrence != NULL ? occurrence->end : 0));
  g_variant_dict_insert_value (&dict, "collapse-at", g_variant_new_int64 (rail_nudge_get_collapse_at (nudge, self->context->now)));
  g_variant_dict_insert_value (&dict, "anchor", g_variant_new ("(iiii)", self->x, self->y, self->width, self->height));
  add_keys (&dict, self->journal, occurrence);

  return g_variant_dict_end (&dict);
}

/* Whether this meeting will set the trigger off at some moment, window and clock permitting. */
static gboolean
may_come_for (const RailCondition *condition,
              const RailOccurrenceTexts *texts)
{
  switch (condition->kind)
    {
    case RAIL_CONDITION_ALL:
      for (guint i = 0; i < condition->children->len; i++)
        {
          if (!may_come_for (g_ptr_array_index (condition->children, i), texts))
            return FALSE;
        }
      return TRUE;
    case RAIL_CONDITION_ANY:
      for (guint i = 0; i < condition->children->len; i++)
        {
          if (may_come_for (g_ptr_array_index (condition->children, i), texts))
            return TRUE;
        }
      return FALSE;
    case RAIL_CONDITION_CALENDAR:
      return rail_calendar_condition_selects (&condition->calendar, texts);
    case RAIL_CONDITION_NOT:
    case RAIL_CONDITION_WINDOW:
    case RAIL_CONDITION_TIME:
    default:
      return TRUE;
    }
}

GVariant *
rail_reporter_describe_occurrence (const RailReporter *self,
                                   RailOccurrence *occurrence,
                                   GPtrArray *triggers)
{
  g_auto (GVariantBuilder) aids = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (RailOccurrenceTexts) texts = rail_occurrence_texts_new (occurrence);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GVariantDict dict;

  for (guint i = 0; i < triggers->len; i++)
    {
      RailTrigger *trigger = g_ptr_array_index (triggers, i);

      if (trigger->is_bound && may_come_for (trigger->when, texts) &&
          g_hash_table_add (seen, g_strconcat (trigger->pack, "/", trigger->aid, NULL)))
        {
          GVariantDict aid;

          g_variant_dict_init (&aid, NULL);
          add_string (&aid, "pack", trigger->pack);
          add_string (&aid, "aid", trigger->aid);
          g_variant_builder_add_value (&aids, g_variant_dict_end (&aid));
        }
    }

  g_variant_dict_init (&dict, NULL);
  add_string (&dict, "title", occurrence->title);
  add_string (&dict, "calendar", occurrence->calendar);
  g_variant_dict_insert_value (&dict, "start", g_variant_new_int64 (occurrence->start));
  g_variant_dict_insert_value (&dict, "end", g_variant_new_int64 (occurrence->end));
  g_variant_dict_insert_value (&dict, "all-day", g_variant_new_boolean (occurrence->all_day));
  g_variant_dict_insert_value (&dict, "cancelled", g_variant_new_boolean (occurrence->cancelled));
  g_variant_dict_insert_value (&dict, "attendees", g_variant_new_uint32 (occurrence->attendees));
  g_variant_dict_insert_value (&dict, "aids", g_variant_builder_end (&aids));
  add_keys (&dict, self->journal, occurrence);

  return g_variant_dict_end (&dict);
}

char **
rail_reporter_dup_people (RailContext *context)
{
  g_autoptr (GPtrArray) occurrences = rail_context_find_occurrences (context, context->now - PEOPLE_REACH, context->now + PEOPLE_REACH);
  g_autoptr (RailPeopleList) people = rail_people_list_new ();

  rail_people_list_add_occurrences (people, occurrences, context->now);

  return rail_people_list_dup_names (people);
}

GVariant *
rail_reporter_describe_fitting (const RailReporter *self,
                                const RailFiring *firing)
{
  g_autofree char *summary = rail_explanation_summarize (firing->trigger, self->context, firing->occurrence, FALSE);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_string (&dict, "pack", firing->trigger->pack);
  add_string (&dict, "aid", firing->trigger->aid);
  add_string (&dict, "summary", summary);

  return g_variant_dict_end (&dict);
}
