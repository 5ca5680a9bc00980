#include "config.h"

#include "ui/preferences-coach.h"

#include <glib/gi18n.h>

#include "ui/coach-packs-group.h"
#include "ui/endpoints-group.h"
#include "ui/policy-row.h"
#include "ui/text-list-group.h"

static const RailTextListSource words = {
  .key = "redacted-words",
  .dup = rail_policy_dup_redacted_words,
  .set = rail_policy_set_redacted_words,
};

static gboolean
asks_model (RailPolicy *policy)
{
  return rail_policy_get_coach_mode (policy) == RAIL_COACH_MODE_MODEL;
}

static gboolean
set_asks_model (RailPolicy *policy,
                gboolean asks)
{
  return rail_policy_set_coach_mode (policy, asks ? RAIL_COACH_MODE_MODEL : RAIL_COACH_MODE_GUIDED);
}

/* ---- what was agreed to ---- */

static void
show_consent (GtkWidget *row,
              RailPolicy *policy)
{
  gtk_widget_set_visible (row, rail_policy_is_set (policy, "coach-consent") && !rail_policy_is_locked (policy, "coach-consent"));
}

static void
ask_again_cb (GtkWidget *button,
              RailPolicy *policy)
{
  rail_policy_reset (policy, "coach-consent");
}

static GtkWidget *
make_consent (RailPolicy *policy)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Ask Again"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("You Have Been Told What Is Sent"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("To be told and asked once more before the next question leaves."));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_signal_connect_object (button, "clicked", G_CALLBACK (ask_again_cb), policy, 0);
  g_signal_connect_object (policy, "changed", G_CALLBACK (show_consent), row, G_CONNECT_SWAPPED);
  show_consent (row, policy);

  return row;
}

static GtkWidget *
make_mode (RailPolicy *policy)
{
  GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", _ ("How It Answers"), NULL);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             rail_policy_row_new_switch (policy,
                                                         "coach-mode",
                                                         _ ("Ask a Model"),
                                                         _ ("Without one the coach answers with its own questions and reviewed passages, and nothing leaves this computer."),
                                                         asks_model,
                                                         set_asks_model));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_consent (policy));

  return group;
}

GtkWidget *
rail_preferences_coach_new (RailPolicy *policy,
                            RailLibrary *library,
                            RailHttpClient *http)
{
  GtkWidget *page = g_object_new (ADW_TYPE_PREFERENCES_PAGE, "name", "coach", "title", _ ("Coach"), "icon-name", "rail-coach-symbolic", NULL);

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (make_mode (policy)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (rail_endpoints_group_new (policy, http)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (rail_coach_packs_group_new (policy, library)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (rail_text_list_group_new (policy,
                                                                             &words,
                                                                             _ ("Words Never to Send"),
                                                                             _ ("Replaced by placeholders in every question before it leaves, as are e-mail addresses, numbers of phones, cards and accounts, and names from your calendar. It helps, and is no guarantee."),
                                                                             _ ("Add a name or word"))));

  return page;
}
