/*
 * One of the coach's models, to be set up or changed: where it is, what it is called, its key, and a try. The address is looked at while it is typed; the
 * key goes to the keyring and nowhere else. Opened by the preferences, which keep the rest.
 */

#pragma once

#include <adwaita.h>

#include "base/http-client.h"
#include "policy/policy.h"

#define RAIL_TYPE_ENDPOINT_DIALOG (rail_endpoint_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RailEndpointDialog, rail_endpoint_dialog, RAIL, ENDPOINT_DIALOG, AdwWindow)

/*
 * @setting: NULL for a new one. @locked: all but the key is the organisation's. @client: NULL where nothing may be tried out, since it could not be noted; it lives
 * as long as the program. Signal "saved" (before, NULL for a
 * new one, and setting: const RailModelSetting *), once the key is in the keyring.
 */
GtkWindow *rail_endpoint_dialog_new (GtkWindow *parent,
                                     const RailModelSetting *setting,
                                     gboolean locked,
                                     RailHttpClient *client);
