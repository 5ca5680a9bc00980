#include "config.h"

#include "library/front-matter.h"

#include <string.h>

#include "base/duration.h"
#include "base/problem.h"
#include "library/web-link.h"
#include "rules/rule-parser.h"

#define REVIEW_MAX_DAYS 180
#define PRIORITY_MAX 100

static const char *const known_keys[] = {
  "title",
  "kind",
  "task",
  "moment",
  "owner",
  "reviewed",
  "review-every",
  "stakes",
  "contact",
  "deeper",
  "keywords",
  "audience",
  "priority",
  "related",
  "triggers",
  NULL,
};

static const char *const moments[] = {
  [RAIL_MOMENT_NEW] = "new",
  [RAIL_MOMENT_MORE] = "more",
  [RAIL_MOMENT_APPLY] = "apply",
  [RAIL_MOMENT_SOLVE] = "solve",
  [RAIL_MOMENT_CHANGE] = "change",
};

typedef struct
{
  RailAid *aid;
  const RailYaml *root;
  const char *file;
  GPtrArray *problems;
} Reader;

static void
add_bad_value (const Reader *self,
               const RailYaml *node,
               const char *mend,
               const char *what)
{
  rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, node->line, "bad-value", mend, "“%s” %s", node->key, what);
}

static const RailYaml *
require (const Reader *self,
         const char *key,
         const char *mend)
{
  const RailYaml *node = rail_yaml_get (self->root, key);

  if (node == NULL)
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, self->root->line, "missing-key", mend, "The key “%s” is missing", key);

  return node;
}

/* One line of words: what YAML folded over several lines, or stretched by hand, becomes one space. */
static char *
dup_line (const Reader *self,
          const RailYaml *node)
{
  g_autofree char *text = rail_yaml_dup_string (node, self->file, self->problems);
  g_autoptr (GString) line = g_string_new (NULL);

  if (text == NULL)
    return NULL;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!g_unichar_isspace (g_utf8_get_char (p)))
        g_string_append_unichar (line, g_utf8_get_char (p));
      else if (line->len > 0 && line->str[line->len - 1] != ' ')
        g_string_append_c (line, ' ');
    }
  if (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);

  if (line->len == 0)
    {
      add_bad_value (self, node, "Write a value, or leave it out", "holds only white space");
      return NULL;
    }

  return g_string_free (g_steal_pointer (&line), FALSE);
}

static char *
require_line (const Reader *self,
              const char *key,
              const char *mend,
              guint *line)
{
  const RailYaml *node = require (self, key, mend);

  if (node == NULL)
    return NULL;

  *line = node->key_line;
  return dup_line (self, node);
}

static gboolean
read_kind (const Reader *self)
{
  const char *words = "Write one of: checklist, decision, phrases, walkthrough, video, note, coach";
  const RailYaml *node = require (self, "kind", words);
  g_autofree char *text = NULL;

  if (node == NULL)
    return FALSE;
  text = dup_line (self, node);
  if (text == NULL)
    return FALSE;
  if (rail_aid_kind_from_string (text, &self->aid->kind))
    return TRUE;

  add_bad_value (self, node, words, "is not a kind of aid");
  return FALSE;
}

static void
read_moment (const Reader *self)
{
  const RailYaml *node = rail_yaml_get (self->root, "moment");
  g_autofree char *text = node != NULL ? dup_line (self, node) : NULL;

  if (text == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      if (!g_str_equal (moments[i], text))
        continue;
      self->aid->moment = (RailMoment) i;
      return;
    }

  add_bad_value (self, node, "Write one of: new, more, apply, solve, change", "is not a moment of need");
}

/* Exactly YYYY-MM-DD: GLib's own date parser guesses by locale. */
static gboolean
parse_date (const char *text,
            GDate *date)
{
  guint digits[8];
  guint n = 0;
  guint year = 0;
  guint month = 0;
  guint day = 0;

  if (strlen (text) != strlen ("2026-10-01") || text[4] != '-' || text[7] != '-')
    return FALSE;
  for (guint i = 0; text[i] != '\0'; i++)
    {
      if (i == 4 || i == 7)
        continue;
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      digits[n++] = (guint) g_ascii_digit_value (text[i]);
    }

  year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
  month = digits[4] * 10 + digits[5];
  day = digits[6] * 10 + digits[7];
  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;

  g_date_set_dmy (date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

static gboolean
read_reviewed (const Reader *self)
{
  const RailYaml *node = require (self, "reviewed", "Write the day somebody last checked this aid, such as “reviewed: 2026-10-01”");
  g_autofree char *text = NULL;

  if (node == NULL)
    return FALSE;
  self->aid->lines.reviewed = node->key_line;
  text = dup_line (self, node);
  if (text == NULL)
    return FALSE;
  if (parse_date (text, &self->aid->reviewed))
    return TRUE;

  add_bad_value (self, node, "Write it as 2026-10-01", "is not a day of the calendar");
  return FALSE;
}

static void
read_review_every (const Reader *self)
{
  const RailYaml *node = rail_yaml_get (self->root, "review-every");
  gint64 span = 0;

  if (node == NULL || !rail_yaml_get_span (node, self->file, &span, self->problems))
    return;

  if (span > REVIEW_MAX_DAYS * RAIL_DAY)
    {
      self->aid->review_every = REVIEW_MAX_DAYS;
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, node->line, "review-every", "Write at most 180d", "“review-every” is longer than half a year");
    }
  else if (span < RAIL_DAY || span % RAIL_DAY != 0)
    {
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, node->line, "review-every", "Write days, such as 90d", "“review-every” is not a number of whole days");
    }
  else
    {
      self->aid->review_every = (guint) (span / RAIL_DAY);
    }
}

static void
read_stakes (const Reader *self)
{
  const RailYaml *node = rail_yaml_get (self->root, "stakes");
  g_autofree char *text = node != NULL ? dup_line (self, node) : NULL;

  if (text == NULL)
    return;

  self->aid->lines.stakes = node->key_line;
  /* A word we do not know may have meant "high": the careful reading costs a row on the card, the other one a lawsuit. */
  self->aid->high_stakes = !g_str_equal (text, "normal");
  if (self->aid->high_stakes && !g_str_equal (text, "high"))
    add_bad_value (self, node, "Write normal or high", "is neither normal nor high, and is taken for high");
}

static void
read_contact (const Reader *self)
{
  const RailYaml *node = rail_yaml_get (self->root, "contact");
  g_autofree char *text = node != NULL ? dup_line (self, node) : NULL;

  if (text == NULL)
    return;

  self->aid->lines.contact = node->key_line;
  if (rail_aid_is_id (text))
    self->aid->contact = g_steal_pointer (&text);
  else
    add_bad_value (self, node, "Write a key of “contacts” in pack.yaml, such as hr", "is not the key of a contact");
}

static void
read_deeper (const Reader *self)
{
  static const char *const known[] = { "title", "url", NULL };
  const RailYaml *node = rail_yaml_get (self->root, "deeper");
  const RailYaml *title = NULL;
  const RailYaml *url = NULL;
  g_autofree char *title_text = NULL;
  g_autofree char *url_text = NULL;

  if (node == NULL)
    return;

  rail_yaml_refuse_unknown_keys (node, self->file, known, self->problems);
  title = rail_yaml_get (node, "title");
  url = rail_yaml_get (node, "url");
  if (title == NULL || url == NULL)
    {
      add_bad_value (self, node, "Write {title: \"...\", url: \"https://...\"}", "needs a title and a url");
      return;
    }

  title_text = dup_line (self, title);
  url_text = dup_line (self, url);
  if (title_text == NULL || url_text == NULL)
    return;
  if (!rail_web_link_is_valid (url_text))
    {
      add_bad_value (self, url, "Write a full address that begins with https://", "is not a web address");
      return;
    }

  self->aid->deeper_title = g_steal_pointer (&title_text);
  self->aid->deeper_url = g_steal_pointer (&url_text);
}

static void
read_list (const Reader *self,
           const char *key,
           char ***list)
{
  const RailYaml *node = rail_yaml_get (self->root, key);
  char **words = node != NULL ? rail_yaml_dup_strings (node, self->file, self->problems) : NULL;

  if (words == NULL)
    return;

  g_strfreev (*list);
  *list = words;
}

static void
read_related (const Reader *self)
{
  const RailYaml *node = rail_yaml_get (self->root, "related");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (node == NULL)
    return;

  self->aid->lines.related = node->key_line;
  read_list (self, "related", &self->aid->related);
  for (gsize i = 0; self->aid->related[i] != NULL; i++)
    {
      if (rail_aid_is_id (self->aid->related[i]))
        g_strv_builder_add (builder, self->aid->related[i]);
      else
        add_bad_value (self, node, "Write ids as the files are named, without “.md”", "holds something that is not the id of an aid");
    }

  g_strfreev (self->aid->related);
  self->aid->related = g_strv_builder_end (builder);
}

static void
read_priority (const Reader *self)
{
  const RailYaml *node = rail_yaml_get (self->root, "priority");
  gint64 value = 0;

  if (node != NULL && rail_yaml_get_integer (node, self->file, 0, PRIORITY_MAX, &value, self->problems))
    self->aid->priority = (int) value;
}

/* After the priority, which triggers inherit. */
static void
read_triggers (const Reader *self)
{
  const RailYaml *node = rail_yaml_get (self->root, "triggers");
  RailRuleSource source = {
    .file = self->file,
    .pack = self->aid->pack,
    .aid = self->aid->id,
    .default_priority = self->aid->priority,
  };

  if (node == NULL)
    return;
  if (node->kind != RAIL_YAML_SEQUENCE)
    {
      add_bad_value (self, node, "Begin each trigger with “- when:”", "is not a list");
      return;
    }

  g_ptr_array_unref (self->aid->triggers);
  self->aid->triggers = rail_rule_parse_list (node, &source, self->problems);
}

gboolean
rail_front_matter_read (RailAid *aid,
                        const RailYaml *root,
                        const char *file,
                        GPtrArray *problems)
{
  const Reader self = { .aid = aid, .root = root, .file = file, .problems = problems };
  guint owner_line = 0;
  gboolean has_kind = FALSE;
  gboolean has_reviewed = FALSE;

  if (root->kind != RAIL_YAML_MAPPING)
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, root->line, "no-front-matter", "Write “title: ...” and the other keys, one a line", "The front matter holds no keys");
      return FALSE;
    }

  rail_yaml_refuse_unknown_keys (root, file, known_keys, problems);

  aid->title = require_line (&self, "title", "Write the moment in the reader's words, such as “title: Open a performance review”", &aid->lines.title);
  aid->task = require_line (&self, "task", "Write the one task this aid serves", &aid->lines.task);
  aid->owner = require_line (&self, "owner", "Write who answers for this aid, such as “owner: people-team@example.org”", &owner_line);
  has_kind = read_kind (&self);
  has_reviewed = read_reviewed (&self);
  read_moment (&self);
  read_review_every (&self);
  read_stakes (&self);
  read_contact (&self);
  read_deeper (&self);
  read_list (&self, "keywords", &aid->keywords);
  read_list (&self, "audience", &aid->audience);
  read_related (&self);
  read_priority (&self);
  read_triggers (&self);

  return aid->title != NULL && aid->task != NULL && aid->owner != NULL && has_kind && has_reviewed;
}
