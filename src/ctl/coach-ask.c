#include "config.h"

#include "base/problem.h"
#include "coach/prompt.h"
#include "ctl/coach-models.h"
#include "ctl/coach-session.h"
#include "ctl/coach-verb.h"

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_coach_verb_ask = {
  "coach ask",
  "[--pack DIR]... [--guard FILE] [--endpoint URL --model NAME [--key-file FILE] | --guided] [--json] TEXT...",
  "Ask the coach: reviewed passages, or a model’s answer with its sources",
  run,
};

typedef struct
{
  RailConversation *conversation;
  RailMessage *message; /* the answer; NULL before it begins */
  guint n_printed;      /* of its sentences */
  gboolean json;
} Ask;

/* ---- what people read ---- */

/* Aids are other people's text, and this may be a terminal. */
static void
print_plain (const char *before,
             const char *text,
             const char *after)
{
  g_autofree char *plain = rail_prompt_strip (text);

  g_print ("%s%s%s", before, plain, after);
}

static void
print_sentences (Ask *self)
{
  for (; self->n_printed < self->message->sentences->len; self->n_printed++)
    {
      const RailCitedSentence *sentence = g_ptr_array_index (self->message->sentences, self->n_printed);

      g_autofree char *text = g_strchomp (g_strdup (sentence->text));

      print_plain ("", text, sentence->supported ? "\n" : " (no source)\n");
    }
}

static void
print_contact (const RailMessage *message)
{
  if (message->contact_name == NULL)
    return;

  print_plain ("\nA person to turn to: ", message->contact_name, "");
  if (message->contact_email != NULL)
    print_plain (" <", message->contact_email, ">");
  g_print ("\n");
  if (message->contact_note != NULL)
    print_plain ("  ", message->contact_note, "\n");
}

static void
print_turn (const RailGuidedTurn *turn)
{
  if (*turn->say != '\0')
    print_plain ("", turn->say, "\n");
  if (*turn->question != '\0')
    print_plain ("", turn->question, "\n");
  for (guint i = 0; i < turn->choices->len; i++)
    {
      const RailGuidedChoice *choice = g_ptr_array_index (turn->choices, i);

      print_plain ("  - ", choice->label, "\n");
    }
}

/* A model's answer has been read already: its sources are named. Else they are the answer. */
static void
print_sources (const RailMessage *message)
{
  for (guint i = 0; i < message->passages->len; i++)
    {
      const RailPassage *passage = g_ptr_array_index (message->passages, i);
      g_autofree char *mark = g_strdup_printf ("\n[%u] ", passage->number);

      print_plain (mark, passage->title, "");
      g_print (" (%s/%s:%u)\n", passage->pack, passage->aid, passage->line);
      if (!message->from_model)
        print_plain ("", passage->text, "\n");
    }
}

static void
print_rest (Ask *self)
{
  RailMessage *message = self->message;

  print_sentences (self);
  if (rail_message_lacks_source (message))
    g_print ("\nNo approved source: nothing of this is backed by a reviewed aid.\n");
  print_sources (message);
  /* The questions of a preparation cannot be answered here. */
  if (message->turn != NULL && message->kind == RAIL_MESSAGE_COACH)
    print_turn (message->turn);
  print_contact (message);
  if (message->draft != NULL)
    print_plain ("\nWhat you could send, in your own words:\n\n", message->draft, "");
  if (message->deeper_url != NULL)
    {
      print_plain ("\nGo on here: ", message->deeper_title != NULL ? message->deeper_title : "", "");
      print_plain (" ", message->deeper_url, "\n");
    }
  if (message->notice != NULL)
    g_printerr ("handrailctl coach ask: %s\n", message->notice);
}

/* ---- what programs read ---- */

static const char *
get_mode (const RailMessage *message)
{
  if (message->kind == RAIL_MESSAGE_PERSON)
    return "person";
  if (message->kind == RAIL_MESSAGE_NOTICE)
    return "refused";

  return message->from_model ? "model" : "guided";
}

static void
build_sentences (JsonBuilder *builder,
                 const RailMessage *message)
{
  json_builder_set_member_name (builder, "sentences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < message->sentences->len; i++)
    {
      const RailCitedSentence *sentence = g_ptr_array_index (message->sentences, i);

      g_autofree char *text = g_strchomp (g_strdup (sentence->text));

      json_builder_begin_object (builder);
      rail_verb_build_text (builder, "text", text);
      json_builder_set_member_name (builder, "sources");
      json_builder_begin_array (builder);
      for (guint j = 0; j < sentence->numbers->len; j++)
        json_builder_add_int_value (builder, g_array_index (sentence->numbers, guint, j));
      json_builder_end_array (builder);
      json_builder_set_member_name (builder, "supported");
      json_builder_add_boolean_value (builder, sentence->supported);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
build_sources (JsonBuilder *builder,
               const RailMessage *message)
{
  json_builder_set_member_name (builder, "sources");
  json_builder_begin_array (builder);
  for (guint i = 0; i < message->passages->len; i++)
    {
      const RailPassage *passage = g_ptr_array_index (message->passages, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "number");
      json_builder_add_int_value (builder, passage->number);
      rail_verb_build_text (builder, "pack", passage->pack);
      rail_verb_build_text (builder, "aid", passage->aid);
      rail_verb_build_text (builder, "title", passage->title);
      rail_verb_build_text (builder, "heading", passage->heading);
      rail_verb_build_text (builder, "text", passage->text);
      json_builder_set_member_name (builder, "line");
      json_builder_add_int_value (builder, passage->line);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (RailMessage *message)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *text = rail_message_dup_text (message);

  json_builder_begin_object (builder);
  rail_verb_build_text (builder, "mode", get_mode (message));
  rail_verb_build_text (builder, "verdict", rail_guard_verdict_get_name (message->guard->verdict));
  rail_verb_build_text (builder, "category", rail_guard_category_get_name (message->guard->category));
  rail_verb_build_text (builder, "contact", message->guard->contact);
  rail_verb_build_text (builder, "name", message->contact_name);
  rail_verb_build_text (builder, "email", message->contact_email);
  rail_verb_build_text (builder, "answer", text);
  build_sentences (builder, message);
  build_sources (builder, message);
  rail_verb_build_text (builder, "say", message->turn != NULL ? message->turn->say : NULL);
  rail_verb_build_text (builder, "question", message->turn != NULL ? message->turn->question : NULL);
  rail_verb_build_text (builder, "draft", message->draft);
  rail_verb_build_text (builder, "deeper", message->deeper_url);
  rail_verb_build_text (builder, "notice", message->notice);
  json_builder_end_object (builder);
  rail_verb_print_json (json_builder_get_root (builder));
}

/* ---- one question ---- */

static void
changed_cb (RailMessage *message,
            gpointer user_data)
{
  Ask *self = user_data;

  /* Until it is whole, an answer that came to nothing may still give way to passages; its sentences do not. */
  if (!self->json && message->from_model)
    print_sentences (self);
}

static void
items_changed_cb (GListModel *model,
                  guint position,
                  guint removed,
                  guint added,
                  gpointer user_data)
{
  Ask *self = user_data;
  g_autoptr (RailMessage) message = g_list_model_get_item (model, position);

  if (message->kind == RAIL_MESSAGE_USER)
    return;

  self->message = message;
  g_signal_connect (message, "changed", G_CALLBACK (changed_cb), self);
}

static RailExit
ask (const RailCoachParts *parts,
     const char *words,
     gboolean json)
{
  g_autoptr (RailConversation) conversation = rail_conversation_new (parts, NULL);
  Ask self = { .conversation = conversation, .json = json };

  g_signal_connect (conversation, "items-changed", G_CALLBACK (items_changed_cb), &self);
  rail_conversation_say (conversation, words);
  while (!rail_conversation_is_idle (conversation))
    g_main_context_iteration (NULL, TRUE);

  if (json)
    print_json (self.message);
  else
    print_rest (&self);

  /* Without a passage nothing was found; a model's answer without a source is a finding too. */
  return self.message->guard->verdict == RAIL_GUARD_OK && self.message->passages->len > 0 && !rail_message_lacks_source (self.message) ? RAIL_EXIT_FINE
                                                                                                                                       : RAIL_EXIT_FINDINGS;
}

static RailExit
run (int argc,
     char **argv)
{
  g_auto (GStrv) packs = NULL;
  g_autofree char *rules = NULL;
  g_auto (RailCoachModelWords) models = { 0 };
  g_autofree char *words = NULL;
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RailWayOut) way_out = NULL;
  g_autoptr (RailCoachSession) session = NULL;
  gboolean json = FALSE;
  RailExit exit_code;
  const GOptionEntry entries[] = {
    { "pack", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &packs, "Use this pack, or folder of packs, instead of your library; may repeat", "DIR" },
    { "guard", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &rules, "The organisation’s rules, instead of those of the settings", "FILE" },
    { "endpoint", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &models.endpoint, "Ask the model behind this chat API; its key is in HANDRAIL_COACH_KEY or --key-file", "URL" },
    { "model", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &models.model, "The model’s name there", "NAME" },
    { "key-file", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &models.key_file, "A file with the key in it", "FILE" },
    { "guided", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &models.guided, "Ask no model, whatever the preferences say", NULL },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print a JSON object", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_coach_verb_ask, entries, &argc, &argv, &exit_code))
    return exit_code;

  words = g_strjoinv (" ", argv + 1);
  if (*g_strstrip (words) == '\0')
    return rail_verb_fail (&rail_coach_verb_ask, RAIL_EXIT_USAGE, "What is to be asked?");
  if (rail_coach_model_words_find_slip (&models) != NULL)
    return rail_verb_fail (&rail_coach_verb_ask, RAIL_EXIT_USAGE, "%s", rail_coach_model_words_find_slip (&models));

  session = rail_coach_session_new ((const char *const *) packs, rules, problems, &error);
  if (session != NULL)
    rail_coach_models_add (session, &models, &way_out, problems, &error);
  rail_verb_print_problems (problems, stderr);
  if (error != NULL)
    return rail_verb_fail (&rail_coach_verb_ask, RAIL_EXIT_FAILED, "%s", error->message);

  return ask (rail_coach_session_get_parts (session), words, json);
}
