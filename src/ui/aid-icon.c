#include "config.h"

#include "ui/aid-icon.h"

#include <glib/gi18n.h>

static const struct
{
  const char *icon;
  const char *label;
} kinds[] = {
  [RAIL_AID_CHECKLIST] = { "rail-checklist-symbolic", N_ ("Checklist") },
  [RAIL_AID_DECISION] = { "rail-decision-symbolic", N_ ("Decision") },
  [RAIL_AID_PHRASES] = { "rail-phrases-symbolic", N_ ("Phrases") },
  [RAIL_AID_WALKTHROUGH] = { "rail-walkthrough-symbolic", N_ ("Walkthrough") },
  [RAIL_AID_VIDEO] = { "rail-video-symbolic", N_ ("Video") },
  [RAIL_AID_NOTE] = { "rail-note-symbolic", N_ ("Note") },
  [RAIL_AID_COACH] = { "rail-coach-symbolic", N_ ("Coach") },
};

const char *
rail_aid_icon_get_name (RailAidKind kind)
{
  return kinds[kind].icon;
}

const char *
rail_aid_icon_get_label (RailAidKind kind)
{
  return _ (kinds[kind].label);
}
