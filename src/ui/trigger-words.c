#include "config.h"

#include "ui/trigger-words.h"

#include <glib/gi18n.h>

/* What stands where the words of a meeting's title are still to be typed. */
#define NO_WORDS "…"

/* More of a day's meetings than these are only counted. */
#define MOST_NAMED 5

static char *
dup_window (const RailTriggerDraft *draft,
            gboolean promise)
{
  gboolean has_app = draft->app[0] != '\0', has_title = draft->title[0] != '\0';

  if (has_app && has_title)
    return g_strdup_printf (promise ? _ ("Will show when a window of %s that says “%s” is in front") : _ ("When a window of %s that says “%s” is in front"), draft->app, draft->title);
  if (has_app)
    return g_strdup_printf (promise ? _ ("Will show when any window of %s is in front") : _ ("When any window of %s is in front"), draft->app);
  if (has_title)
    return g_strdup_printf (promise ? _ ("Will show when a window that says “%s” is in front") : _ ("When a window that says “%s” is in front"), draft->title);

  return g_strdup (promise ? _ ("Will show when any window is in front") : _ ("When any window is in front"));
}

static char *
dup_meeting (const RailTriggerDraft *draft,
             gboolean promise)
{
  const char *title = draft->title[0] != '\0' ? draft->title : NO_WORDS;
  guint minutes = draft->minutes;

  switch (draft->kind)
    {
    case RAIL_DRAFT_BEFORE:
      if (promise)
        return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Will show %u minute before meetings called “%s”", "Will show %u minutes before meetings called “%s”", minutes), minutes, title);
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u minute before meetings called “%s”", "%u minutes before meetings called “%s”", minutes), minutes, title);
    case RAIL_DRAFT_AFTER:
      if (promise)
        return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Will show up to %u minute after meetings called “%s”", "Will show up to %u minutes after meetings called “%s”", minutes), minutes, title);
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Up to %u minute after meetings called “%s”", "Up to %u minutes after meetings called “%s”", minutes), minutes, title);
    case RAIL_DRAFT_DURING:
    case RAIL_DRAFT_WINDOW:
    default:
      return g_strdup_printf (promise ? _ ("Will show during meetings called “%s”") : _ ("During meetings called “%s”"), title);
    }
}

static char *
phrase (const RailTriggerDraft *draft,
        gboolean promise)
{
  return draft->kind == RAIL_DRAFT_WINDOW ? dup_window (draft, promise) : dup_meeting (draft, promise);
}

char *
rail_trigger_words_dup (const RailTriggerDraft *draft)
{
  return phrase (draft, FALSE);
}

char *
rail_trigger_words_dup_promise (const RailTriggerDraft *draft)
{
  return phrase (draft, TRUE);
}

/* "10:00 1:1 Priya, 14:00 Review, and 2 more" */
static char *
dup_meetings (GVariant *meetings)
{
  gsize count = g_variant_n_children (meetings), named = MIN (count, MOST_NAMED);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < named; i++)
    {
      g_autoptr (GVariant) meeting = g_variant_get_child_value (meetings, i);
      g_autoptr (GDateTime) time = NULL;
      g_autofree char *clock = NULL;
      const char *title = "";
      gint64 start = 0;

      g_variant_lookup (meeting, "title", "&s", &title);
      g_variant_lookup (meeting, "start", "x", &start);
      time = g_date_time_new_from_unix_local (start / G_USEC_PER_SEC);
      /* Translators: a time of day in the form of g_date_time_format(), such as “15:00”. */
      clock = time != NULL ? g_date_time_format (time, _ ("%H:%M")) : g_strdup ("");
      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", clock, title);
    }
  if (count > named)
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, ", and %u more", ", and %u more", count - named), (guint) (count - named));

  return g_string_free (text, FALSE);
}

char *
rail_trigger_words_dup_preview (RailDraftKind kind,
                                gboolean holds,
                                GVariant *meetings)
{
  guint count = g_variant_n_children (meetings);
  const char *now = holds ? _ ("Matches now.") : NULL;
  g_autofree char *names = NULL;
  g_autofree char *day = NULL;

  if (kind == RAIL_DRAFT_WINDOW)
    return g_strdup (holds ? now : _ ("Does not match what is in front now."));

  names = dup_meetings (meetings);
  if (count == 0)
    day = g_strdup (_ ("Nothing today would have matched."));
  else
    day = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Would have come for %u meeting today: %s", "Would have come for %u meetings today: %s", count), count, names);

  return holds ? g_strdup_printf ("%s %s", now, day) : g_steal_pointer (&day);
}

RailTriggerDraft *
rail_trigger_words_read (GVariant *dictionary)
{
  const char *word = "", *app = "", *title = "";
  guint32 minutes = 0;
  RailDraftKind kind;

  g_variant_lookup (dictionary, "kind", "&s", &word);
  g_variant_lookup (dictionary, "app", "&s", &app);
  g_variant_lookup (dictionary, "title", "&s", &title);
  g_variant_lookup (dictionary, "minutes", "u", &minutes);

  return rail_draft_kind_from_string (word, &kind) ? rail_trigger_draft_new (kind, app, title, minutes) : NULL;
}

GVariant *
rail_trigger_words_write (const RailTriggerDraft *draft)
{
  GVariantDict dictionary;

  g_variant_dict_init (&dictionary, NULL);
  g_variant_dict_insert (&dictionary, "kind", "s", rail_draft_kind_to_string (draft->kind));
  g_variant_dict_insert (&dictionary, "app", "s", draft->app);
  g_variant_dict_insert (&dictionary, "title", "s", draft->title);
  g_variant_dict_insert (&dictionary, "minutes", "u", draft->minutes);

  return g_variant_dict_end (&dictionary);
}
