/*
 * Keeps the windows' process ready before anybody needs it, so that a card is there within a frame: some seconds into a session, and again whenever it has
 * gone. For the agent.
 */

#pragma once

#include "agent/ui-process.h"
#include "delivery/delivery.h"
#include "policy/policy.h"

#define RAIL_TYPE_UI_WARMTH (rail_ui_warmth_get_type ())
G_DECLARE_FINAL_TYPE (RailUiWarmth, rail_ui_warmth, RAIL, UI_WARMTH, GObject)

RailUiWarmth *rail_ui_warmth_new (RailUiProcess *ui,
                                  RailPolicy *policy,
                                  RailDelivery *delivery);

/* @watches_windows: whether cards may come at any moment. Elsewhere the process is only started again while a card is up. */
void rail_ui_warmth_start (RailUiWarmth *self,
                           gboolean watches_windows);
