/*
 * What is set up for the coach: models, their keys in a real keyring, a try at a server, and what never leaves.
 */

#include "config.h"

#include "ui-fixture.h"

#include "base/error.h"
#include "coach/endpoint.h"
#include "egress/egress-door.h"
#include "fakes/fake-agent.h"
#include "fakes/fake-settings.h"
#include "fakes/fault-server.h"
#include "journal/egress-ledger.h"
#include "platform/secret-store.h"
#include "ui/coach-keys.h"
#include "ui/endpoint-dialog.h"
#include "ui/endpoints-group.h"
#include "ui/preferences-window.h"

#define PATH(name) "/io/github/handrail/Handrail/" name
#define SECRET "canary-9c2e-key"

#define STREAM                                                 \
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" \
  "data: {\"choices\":[{\"delta\":{\"content\":\"ready\"},\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"

typedef struct
{
  UiFixture *fixture;
  FakeAgent *agent;
  RailPolicy *policy;
  RailAgentClient *client;
  RailEgressDoor *door;
  GtkWindow *window;
  GtkWindow *dialog; /* weak */
} Desk;

static Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);

  fake_settings_clear ();
  desk->fixture = ui_fixture_new ();
  desk->agent = fake_agent_new ();
  desk->policy = rail_policy_new ();
  desk->client = rail_agent_client_new ();
  desk->door = rail_egress_door_new (desk->policy, desk->fixture->journal);

  return desk;
}

static void
desk_free (Desk *desk)
{
  g_clear_weak_pointer (&desk->dialog);
  if (desk->window != NULL)
    ui_fixture_destroy (desk->window);
  g_object_unref (desk->client);
  rail_egress_door_free (desk->door);
  g_object_unref (desk->policy);
  fake_agent_free (desk->agent);
  ui_fixture_free (desk->fixture);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* ---- looking and doing ---- */

static void
show (Desk *desk)
{
  desk->window = rail_preferences_window_new (desk->fixture->application, desk->client, desk->fixture->library, desk->policy, rail_egress_door_get_client (desk->door));
  gtk_window_present (desk->window);
  ui_fixture_wait ("the window's focus", ui_fixture_is_active, desk->window);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (desk->window), "coach");
}

static GtkWidget *
get_page (Desk *desk)
{
  return GTK_WIDGET (adw_preferences_window_get_visible_page (ADW_PREFERENCES_WINDOW (desk->window)));
}

static gboolean
find_dialog (gpointer data)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (RAIL_IS_ENDPOINT_DIALOG (window) && gtk_window_is_active (window))
        {
          *(GtkWindow **) data = window;
          return TRUE;
        }
    }
  return FALSE;
}

static void
take_dialog (Desk *desk)
{
  GtkWindow *dialog = NULL;

  ui_fixture_wait ("the dialog", find_dialog, &dialog);
  g_set_weak_pointer (&desk->dialog, dialog);
}

static void
edit (Desk *desk,
      guint index)
{
  GtkWidget *group = gtk_widget_get_ancestor (ui_fixture_find (get_page (desk), GTK_TYPE_LABEL, "Models"), RAIL_TYPE_ENDPOINTS_GROUP);

  gtk_widget_activate_action (group, "endpoints.edit", "u", index);
  take_dialog (desk);
}

static void
add (Desk *desk)
{
  gtk_widget_activate (ui_fixture_find (get_page (desk), GTK_TYPE_BUTTON, "_Add…"));
  take_dialog (desk);
}

static GtkWidget *
find_entry (Desk *desk,
            const char *title)
{
  GtkWidget *label = ui_fixture_find (GTK_WIDGET (desk->dialog), GTK_TYPE_LABEL, title);

  g_assert_nonnull (label);
  return gtk_widget_get_ancestor (label, ADW_TYPE_ENTRY_ROW);
}

static void
type (Desk *desk,
      const char *title,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find_entry (desk, title)), text);
}

#define ADDRESS_TITLE "Address (https://models.example.org/v1)"
#define MODEL_TITLE "Model, as the server calls it"
#define KEY_TITLE "Key, if the server wants one"

static gboolean
is_closed (gpointer dialog)
{
  return *(GtkWindow **) dialog == NULL;
}

static void
save (Desk *desk)
{
  gtk_widget_activate_action (GTK_WIDGET (desk->dialog), "endpoint.save", NULL);
}

static void
save_and_wait (Desk *desk)
{
  save (desk);
  ui_fixture_wait ("the dialog to close", is_closed, &desk->dialog);
}

static void
set_models (Desk *desk,
            const char *first,
            const char *second)
{
  g_autoptr (GPtrArray) settings = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_model_setting_free);

  g_ptr_array_add (settings, rail_model_setting_new ("Our own model", first, "qwen2.5-7b"));
  if (second != NULL)
    g_ptr_array_add (settings, rail_model_setting_new ("R&D <team>", second, ""));
  g_assert_true (rail_policy_set_coach_endpoints (desk->policy, settings));
}

static void
assert_models (Desk *desk,
               const char *expected)
{
  g_autoptr (GPtrArray) settings = rail_policy_dup_coach_endpoints (desk->policy);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < settings->len; i++)
    {
      const RailModelSetting *setting = g_ptr_array_index (settings, i);

      g_string_append_printf (text, "%s|%s|%s\n", setting->name, setting->address, setting->model);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* ---- a keyring ---- */

static gboolean
owns_secrets (gpointer data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner", g_variant_new ("(s)", "org.freedesktop.secrets"), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean owned = FALSE;

  g_variant_get (reply, "(b)", &owned);
  return owned == GPOINTER_TO_INT (data);
}

static GSubprocess *
start_keyring (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GSubprocess *keyring;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", desk->fixture->folder, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  keyring = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets", "--control-directory", desk->fixture->folder, NULL);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (keyring), "open sesame", 11, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (keyring), NULL, NULL));
  ui_fixture_wait ("the keyring", owns_secrets, GINT_TO_POINTER (TRUE));

  return keyring;
}

static void
stop_keyring (GSubprocess *keyring)
{
  g_subprocess_force_exit (keyring);
  g_subprocess_wait (keyring, NULL, NULL);
  g_object_unref (keyring);
  ui_fixture_wait ("the keyring to go", owns_secrets, GINT_TO_POINTER (FALSE));
}

static gboolean
has_no_key (gpointer origin)
{
  g_autofree char *key = rail_secret_store_load (origin, NULL, NULL);

  return key == NULL;
}

/* ---- tests ---- */

static void
picture (Desk *desk,
         const char *suffix)
{
  static const char *const words[] = { "Project Heron", "R&D <merger>", NULL };
  g_autofree char *page = g_strdup_printf ("coach-preferences-%s", suffix);
  g_autofree char *dialog = g_strdup_printf ("coach-endpoint-%s", suffix);
  g_autofree char *empty = g_strdup_printf ("coach-endpoint-wrong-%s", suffix);

  set_models (desk, "https://models.example.org/v1", "http://models.example.net/v1");
  rail_policy_set_coach_mode (desk->policy, RAIL_COACH_MODE_MODEL);
  rail_policy_set_redacted_words (desk->policy, words);
  rail_policy_set_coach_consent (desk->policy, "https://models.example.org", TRUE);
  show (desk);
  ui_fixture_picture (desk->window, page);
  edit (desk, 0);
  ui_fixture_picture (desk->dialog, dialog);
  type (desk, ADDRESS_TITLE, "http://models.example.org/v1");
  ui_fixture_picture (desk->dialog, empty);
  gtk_window_close (desk->dialog);
}

static void
test_light (void)
{
  g_autoptr (Desk) desk = desk_new ();

  picture (desk, "light");
}

static void
test_dark (void)
{
  g_autoptr (Desk) desk = desk_new ();

  ui_fixture_set_dark (TRUE);
  picture (desk, "dark");
}

static void
test_large (void)
{
  g_autoptr (Desk) desk = desk_new ();

  ui_fixture_set_text_scale (2);
  picture (desk, "200-percent");
}

static void
test_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new ();

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  picture (desk, "rtl");
}

static void
test_added (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk);
  g_assert_true (ui_fixture_says (get_page (desk), "None is set up"));
  add (desk);
  save (desk);
  assert_models (desk, "");

  /* While it is typed; and what is wrong cannot be saved. */
  type (desk, ADDRESS_TITLE, "http://models.example.org/v1");
  g_assert_true (ui_fixture_says (GTK_WIDGET (desk->dialog), "without encryption"));
  g_assert_true (gtk_widget_has_css_class (find_entry (desk, ADDRESS_TITLE), "error"));
  save (desk);
  assert_models (desk, "");
  type (desk, ADDRESS_TITLE, "models.example.org");
  g_assert_true (ui_fixture_says (GTK_WIDGET (desk->dialog), "should look like"));

  type (desk, ADDRESS_TITLE, " https://models.example.org/v1 ");
  g_assert_false (gtk_widget_has_css_class (find_entry (desk, ADDRESS_TITLE), "error"));
  g_assert_true (ui_fixture_says (GTK_WIDGET (desk->dialog), "sent to models.example.org only"));
  type (desk, "Name", "Ours");
  type (desk, MODEL_TITLE, "qwen");
  save_and_wait (desk);
  assert_models (desk, "Ours|https://models.example.org/v1|qwen\n");
  g_assert_true (ui_fixture_says (get_page (desk), "https://models.example.org · qwen"));
}

static void
test_ordered (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *group;

  set_models (desk, "https://one.example.org/v1", "https://two.example.org/v1");
  show (desk);
  g_assert_true (ui_fixture_says (get_page (desk), "R&D <team>"));
  group = gtk_widget_get_ancestor (ui_fixture_find (get_page (desk), GTK_TYPE_LABEL, "Models"), RAIL_TYPE_ENDPOINTS_GROUP);
  gtk_widget_activate_action (group, "endpoints.raise", "u", 1);
  assert_models (desk, "R&D <team>|https://two.example.org/v1|\nOur own model|https://one.example.org/v1|qwen2.5-7b\n");

  edit (desk, 1);
  type (desk, MODEL_TITLE, "smaller");
  save_and_wait (desk);
  assert_models (desk, "R&D <team>|https://two.example.org/v1|\nOur own model|https://one.example.org/v1|smaller\n");
  gtk_widget_activate_action (group, "endpoints.remove", "u", 0);
  assert_models (desk, "Our own model|https://one.example.org/v1|smaller\n");
}

/* Where it cannot be kept nothing is saved, and the key is asked for again. */
static void
test_no_keyring (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk);
  add (desk);
  type (desk, ADDRESS_TITLE, "https://models.example.org/v1");
  type (desk, KEY_TITLE, SECRET);
  save (desk);
  ui_fixture_wait_for_words (GTK_WIDGET (desk->dialog), "There is no keyring");
  ui_fixture_picture (desk->dialog, "coach-endpoint-no-keyring");
  assert_models (desk, "");

  /* Without one it can be saved all the same. */
  type (desk, KEY_TITLE, "");
  save_and_wait (desk);
  assert_models (desk, "https://models.example.org|https://models.example.org/v1|\n");
}

static void
test_key (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GSubprocess *keyring = start_keyring (desk);
  g_autofree char *key = NULL;
  GtkWidget *group;

  show (desk);
  add (desk);
  type (desk, ADDRESS_TITLE, "https://models.example.org/v1");
  type (desk, KEY_TITLE, "  " SECRET "  ");
  save_and_wait (desk);
  key = rail_secret_store_load ("https://models.example.org", NULL, NULL);
  g_assert_cmpstr (key, ==, SECRET);

  /* Known, and not shown. */
  edit (desk, 0);
  ui_fixture_wait_for_words (GTK_WIDGET (desk->dialog), "A key is in the keyring");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_entry (desk, KEY_TITLE))), ==, "");
  ui_fixture_picture (desk->dialog, "coach-endpoint-kept");
  save_and_wait (desk);
  g_assert_false (has_no_key ((gpointer) "https://models.example.org"));

  group = gtk_widget_get_ancestor (ui_fixture_find (get_page (desk), GTK_TYPE_LABEL, "Models"), RAIL_TYPE_ENDPOINTS_GROUP);
  gtk_widget_activate_action (group, "endpoints.remove", "u", 0);
  ui_fixture_wait ("the key to go", has_no_key, (gpointer) "https://models.example.org");
  stop_keyring (keyring);
}

static void
test_tried (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (FaultServer) server = fault_server_start ();
  g_autofree char *address = fault_server_dup_address (server, "/scripted");
  g_autofree char *head = NULL;
  g_autofree char *body = NULL;
  g_autoptr (GPtrArray) requests = NULL;
  const RailEgress *request;

  fault_server_script (server, STREAM, -1, FAULT_CLOSE, NULL);
  show (desk);
  add (desk);
  type (desk, ADDRESS_TITLE, address);
  type (desk, MODEL_TITLE, "tiny");
  type (desk, KEY_TITLE, SECRET);
  g_assert_true (ui_fixture_says (GTK_WIDGET (desk->dialog), "Please answer with the word ready."));
  gtk_widget_activate_action (GTK_WIDGET (desk->dialog), "endpoint.test", NULL);
  ui_fixture_wait_for_words (GTK_WIDGET (desk->dialog), "has answered ");
  ui_fixture_picture (desk->dialog, "coach-endpoint-answered");

  g_assert_cmpuint (fault_server_get_n_requests (server), ==, 1);
  head = fault_server_dup_request (server);
  body = fault_server_dup_body (server);
  g_assert_nonnull (strstr (head, "Authorization: Bearer " SECRET));
  g_assert_cmpstr (body, ==, "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"Please answer with the word ready.\"}],\"max_tokens\":16,\"stream\":true}");

  /* What is wrong, and the ledger has it all. */
  fault_server_script (server, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", -1, FAULT_CLOSE, NULL);
  gtk_widget_activate_action (GTK_WIDGET (desk->dialog), "endpoint.test", NULL);
  ui_fixture_wait_for_words (GTK_WIDGET (desk->dialog), "does not accept the key (401)");
  ui_fixture_picture (desk->dialog, "coach-endpoint-refused");
  rail_policy_set_network (desk->policy, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (desk->dialog), "endpoint.test", NULL);
  ui_fixture_wait_for_words (GTK_WIDGET (desk->dialog), "switched off");
  g_assert_cmpuint (fault_server_get_n_requests (server), ==, 2);

  requests = rail_egress_ledger_load (desk->fixture->journal, 0, NULL);
  g_assert_cmpuint (requests->len, ==, 3);
  request = g_ptr_array_index (requests, 2);
  g_assert_cmpstr (request->outcome, ==, "refused");
  assert_models (desk, "");
  rail_policy_set_network (desk->policy, TRUE);
  gtk_window_close (desk->dialog);
}

static void
test_locked (void)
{
  g_autoptr (Desk) desk = desk_new ();

  set_models (desk, "https://one.example.org/v1", "https://two.example.org/v1");
  fake_settings_set_locked (PATH ("coach-endpoints"), TRUE);
  fake_settings_set_locked (PATH ("coach-mode"), TRUE);
  fake_settings_set_locked (PATH ("redacted-words"), TRUE);
  show (desk);
  g_assert_null (ui_fixture_find (get_page (desk), GTK_TYPE_BUTTON, "_Add…"));
  ui_fixture_picture (desk->window, "coach-preferences-locked");

  /* The place is the organisation's, the key everybody's own. */
  edit (desk, 0);
  g_assert_true (ui_fixture_says (GTK_WIDGET (desk->dialog), "Set by your organisation"));
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (find_entry (desk, ADDRESS_TITLE))));
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (find_entry (desk, KEY_TITLE))));
  save_and_wait (desk);
  assert_models (desk, "Our own model|https://one.example.org/v1|qwen2.5-7b\nR&D <team>|https://two.example.org/v1|\n");
}

static gboolean
is_unasked (gpointer policy)
{
  return rail_policy_get_coach_consent (policy, "https://models.example.org") == RAIL_CONSENT_UNASKED;
}

/* Asked again, before the next question. */
static void
test_consent (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk);
  g_assert_false (ui_fixture_says (get_page (desk), "You Have Been Told"));
  rail_policy_set_coach_consent (desk->policy, "https://models.example.org", TRUE);
  g_assert_true (ui_fixture_says (get_page (desk), "You Have Been Told"));
  gtk_widget_activate (ui_fixture_find (get_page (desk), GTK_TYPE_BUTTON, "_Ask Again"));
  ui_fixture_wait ("the answer to be forgotten", is_unasked, desk->policy);
  g_assert_false (ui_fixture_says (get_page (desk), "You Have Been Told"));
}

static void
count_cb (gpointer user_data)
{
  ++*(guint *) user_data;
}

static gboolean
has_arrived (gpointer keys)
{
  return !rail_coach_keys_is_waiting (keys);
}

/* What a conversation asks with. */
static void
test_fetched (void)
{
  g_autoptr (Desk) desk = desk_new ();
  guint n_told = 0;
  g_autoptr (RailCoachKeys) keys = rail_coach_keys_new (count_cb, &n_told);
  g_autoptr (GPtrArray) endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_endpoint_free);
  GSubprocess *keyring = start_keyring (desk);
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;

  show (desk);
  add (desk);
  type (desk, ADDRESS_TITLE, "https://models.example.org/v1");
  type (desk, KEY_TITLE, SECRET);
  save_and_wait (desk);

  g_ptr_array_add (endpoints, rail_endpoint_new ("Ours", "https://models.example.org/v1", ""));
  rail_coach_keys_fetch (keys, endpoints);
  g_assert_null (rail_coach_keys_dup (keys, "https://models.example.org", &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_BUSY);
  ui_fixture_wait ("the key", has_arrived, keys);
  key = rail_coach_keys_dup (keys, "https://models.example.org", NULL);
  g_assert_cmpstr (key, ==, SECRET);
  g_assert_cmpuint (n_told, ==, 1);
  /* Another's place gets no key. */
  g_assert_null (rail_coach_keys_dup (keys, "https://models.example.net", NULL));

  /* Without a keyring there is none, which is no error: the server says whether it wants one. */
  stop_keyring (keyring);
  rail_coach_keys_fetch (keys, endpoints);
  ui_fixture_wait ("the answer", has_arrived, keys);
  g_assert_null (rail_coach_keys_dup (keys, "https://models.example.org", NULL));
}

int
main (int argc,
      char *argv[])
{
  fake_settings_install ();
  ui_fixture_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add_func ("/coach-preferences/looks/light", test_light);
  g_test_add_func ("/coach-preferences/looks/dark", test_dark);
  g_test_add_func ("/coach-preferences/looks/200-percent", test_large);
  g_test_add_func ("/coach-preferences/looks/right-to-left", test_right_to_left);
  g_test_add_func ("/coach-preferences/models/are-checked-while-typed-and-added", test_added);
  g_test_add_func ("/coach-preferences/models/are-ordered-changed-and-removed", test_ordered);
  g_test_add_func ("/coach-preferences/key/without-a-keyring-is-kept-nowhere", test_no_keyring);
  g_test_add_func ("/coach-preferences/key/lives-in-the-keyring-as-long-as-its-model", test_key);
  g_test_add_func ("/coach-preferences/key/is-fetched-for-its-own-server-only", test_fetched);
  g_test_add_func ("/coach-preferences/test/says-what-is-sent-and-what-is-wrong", test_tried);
  g_test_add_func ("/coach-preferences/locked/leaves-the-key-to-its-owner", test_locked);
  g_test_add_func ("/coach-preferences/consent/can-be-taken-back", test_consent);

  return g_test_run ();
}
