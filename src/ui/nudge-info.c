#include "config.h"

#include "ui/nudge-info.h"

static void
free_why_line (gpointer data)
{
  RailWhyLine *line = data;

  g_free (line->wanted);
  g_free (line->seen);
  g_free (line);
}

static void
clear (gpointer data)
{
  RailNudgeInfo *self = data;

  g_free (self->id);
  g_free (self->pack);
  g_free (self->aid);
  g_free (self->trigger);
  g_free (self->summary);
  g_free (self->neutral_summary);
  g_ptr_array_unref (self->why);
  g_free (self->gate);
  g_ptr_array_unref (self->gates);
  g_free (self->occurrence_key);
  g_free (self->series_key);
}

static char *
dup_text (GVariant *dictionary,
          const char *key)
{
  const char *text = "";

  g_variant_lookup (dictionary, key, "&s", &text);

  return g_strdup (text);
}

static RailNudgeInfoState
read_state (GVariant *dictionary)
{
  const char *state = "";

  g_variant_lookup (dictionary, "state", "&s", &state);
  if (g_str_equal (state, "card"))
    return RAIL_NUDGE_INFO_CARD;
  if (g_str_equal (state, "notified"))
    return RAIL_NUDGE_INFO_NOTIFIED;

  return RAIL_NUDGE_INFO_WAITING;
}

static GPtrArray *
read_why (GVariant *dictionary)
{
  GPtrArray *why = g_ptr_array_new_with_free_func (free_why_line);
  g_autoptr (GVariant) lines = g_variant_lookup_value (dictionary, "why", G_VARIANT_TYPE ("a(ussb)"));
  GVariantIter iter;
  RailWhyLine line;

  if (lines == NULL)
    return why;

  g_variant_iter_init (&iter, lines);
  while (g_variant_iter_next (&iter, "(ussb)", &line.depth, &line.wanted, &line.seen, &line.held))
    g_ptr_array_add (why, g_memdup2 (&line, sizeof line));

  return why;
}

static void
free_gate_line (gpointer data)
{
  RailGateLine *line = data;

  g_free (line->text);
  g_free (line);
}

static GPtrArray *
read_gates (GVariant *dictionary)
{
  GPtrArray *gates = g_ptr_array_new_with_free_func (free_gate_line);
  g_autoptr (GVariant) lines = g_variant_lookup_value (dictionary, "gates", G_VARIANT_TYPE ("a(sbs)"));
  GVariantIter iter;
  RailGateLine line;

  if (lines == NULL)
    return gates;

  g_variant_iter_init (&iter, lines);
  while (g_variant_iter_next (&iter, "(sbs)", NULL, &line.against, &line.text))
    g_ptr_array_add (gates, g_memdup2 (&line, sizeof line));

  return gates;
}

RailNudgeInfo *
rail_nudge_info_new (GVariant *dictionary)
{
  g_autoptr (RailNudgeInfo) self = NULL;

  g_return_val_if_fail (g_variant_is_of_type (dictionary, G_VARIANT_TYPE_VARDICT), NULL);

  self = g_rc_box_new0 (RailNudgeInfo);
  self->id = dup_text (dictionary, "id");
  self->pack = dup_text (dictionary, "pack");
  self->aid = dup_text (dictionary, "aid");
  self->trigger = dup_text (dictionary, "trigger");
  self->state = read_state (dictionary);
  self->summary = dup_text (dictionary, "summary");
  self->neutral_summary = dup_text (dictionary, "neutral-summary");
  self->why = read_why (dictionary);
  self->gate = dup_text (dictionary, "gate");
  self->gates = read_gates (dictionary);
  self->occurrence_key = dup_text (dictionary, "occurrence-key");
  self->series_key = dup_text (dictionary, "series-key");
  g_variant_lookup (dictionary, "neutral", "b", &self->neutral);
  g_variant_lookup (dictionary, "offer-mute", "b", &self->offer_mute);
  g_variant_lookup (dictionary, "occurrence-start", "x", &self->occurrence_start);
  g_variant_lookup (dictionary, "occurrence-end", "x", &self->occurrence_end);
  g_variant_lookup (dictionary, "collapse-at", "x", &self->collapse_at);
  g_variant_lookup (dictionary, "anchor", "(iiii)", &self->anchor.x, &self->anchor.y, &self->anchor.width, &self->anchor.height);

  if (*self->id == '\0')
    return NULL;

  return g_steal_pointer (&self);
}

RailNudgeInfo *
rail_nudge_info_ref (RailNudgeInfo *self)
{
  return g_rc_box_acquire (self);
}

void
rail_nudge_info_unref (RailNudgeInfo *self)
{
  g_rc_box_release_full (self, clear);
}

gboolean
rail_nudge_info_is_same_offer (const RailNudgeInfo *self,
                               const RailNudgeInfo *other)
{
  return g_str_equal (self->pack, other->pack) &&
         g_str_equal (self->aid, other->aid) &&
         g_str_equal (self->occurrence_key, other->occurrence_key) &&
         self->occurrence_start == other->occurrence_start;
}
