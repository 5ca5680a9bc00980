"""Every named defence, how to switch it off, and the test that must notice.

A defence is (name, file, text, what it becomes, tests). The text stands in the file exactly once; run.py --check says where it no longer does.
"""

GATE = "src/delivery/gate.c"
DELIVERY = "src/delivery/delivery.c"
OFFER_LIFE = "src/delivery/offer-life.c"
MEMORY = "src/delivery/memory.c"
YAML = "src/base/yaml-tree.c"
HTTP = "src/base/http-client.c"
TRANSFER = "src/base/http-transfer.c"
ADDRESS = "src/base/web-address.c"

DEFENCES = [
    # ---- restraint: each question of the gate ----
    ("gate: paused", GATE, "limits->paused_until > now)\n    *verdict", "FALSE)\n    *verdict", ["gate"]),
    ("gate: muted", GATE, "else if (history->muted)", "else if (FALSE)", ["gate"]),
    ("gate: review overdue", GATE, "candidate->days_overdue > RAIL_GATE_MAX_DAYS_OVERDUE", "FALSE", ["gate"]),
    ("gate: excluded window", GATE, "presence->window_excluded && candidate->trigger->has_window", "FALSE", ["gate"]),
    ("gate: locked", GATE, "presence->locked == RAIL_PRESENCE_YES", "FALSE", ["gate"]),
    ("gate: quiet hours", GATE, "limits->quiet_until > now && !candidate->asked_for", "FALSE", ["gate"]),
    ("gate: sharing", GATE, "else if (presence->sharing == RAIL_PRESENCE_YES)", "else if (FALSE)", ["gate"]),
    ("gate: do not disturb", GATE, "presence->do_not_disturb == RAIL_PRESENCE_YES", "FALSE", ["gate"]),
    ("gate: fullscreen holds window triggers", GATE, "presence->fullscreen == RAIL_PRESENCE_YES && !candidate->trigger->is_bound", "FALSE",
     ["gate"]),
    ("gate: already shown for this meeting", GATE, "candidate->has_occurrence && candidate->occurrence_start <= history->occurrence_start", "FALSE",
     ["gate"]),
    ("gate: cool-down", GATE, "trigger->cooldown > 0 && history->last_shown > 0", "FALSE && history->last_shown > 0", ["gate"]),
    ("gate: so often a day", GATE, "trigger->max_per_day > 0 && history->shown_today >= trigger->max_per_day", "FALSE", ["gate"]),
    ("gate: hourly budget", GATE, "history->total_last_hour >= limits->per_hour", "FALSE", ["gate"]),
    ("gate: daily budget", GATE, "history->total_today >= limits->per_day", "FALSE", ["gate"]),
    ("gate: after unlocking a badge", GATE, "if (candidate->was_locked)\n    return", "if (FALSE)\n    return", ["gate"]),
    ("gate: one card at a time", GATE, "else if (history->card_open)", "else if (FALSE)", ["gate"]),
    ("gate: neutral where others may watch", GATE, "verdict.neutral = may_be_watched (presence)", "verdict.neutral = FALSE", ["gate"]),

    # ---- privacy: what is not looked at, who is told ----
    ("filter: excluded applications", "src/context/title-filter.c", "if (hides_app (self, window->app_ids[i]))", "if (FALSE && hides_app (self, window->app_ids[i]))",
     ["title-filter"]),
    ("filter: private titles", "src/context/title-filter.c", "(has_title && hides_title (self, window->title))",
     "(has_title && FALSE && hides_title (self, window->title))", ["title-filter"]),
    ("filter: a window that says nothing is hidden", "src/context/title-filter.c", "return (!has_app && !has_title) ||", "return", ["title-filter"]),
    ("filter: too long to see its mark is hidden", "src/context/title-filter.c", "if (strlen (title) > RAIL_TEXT_MAX_BYTES - 4)", "if (FALSE)",
     ["title-filter"]),
    ("journal: deleted rows are overwritten", "src/base/database.c", "PRAGMA secure_delete = ON", "PRAGMA secure_delete = OFF", ["database"]),
    ("journal: every commit reaches the disk", "src/base/database.c", "PRAGMA synchronous = FULL", "PRAGMA synchronous = OFF", ["database"]),
    ("journal: nobody else's to read", "src/base/database.c", "O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600", "O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644",
     ["database"]),
    ("recording: nobody else's to read", "src/delivery/recorder.c", "fchmod (fd, 0600) < 0", "FALSE", ["recording"]),

    # ---- input from outside ----
    ("json: depth", "src/base/json-reader.c", "if (!is_shallow (data, length))", "if (FALSE && !is_shallow (data, length))", ["recording"]),
    ("json: unknown keys", "src/base/json-reader.c", "if (!g_hash_table_contains (self->read, name))", "if (FALSE)", ["recording"]),
    ("media: stays inside the pack", "src/library/media-path.c", 'g_str_equal (parts[i], "..")', "FALSE", ["aid-parser"]),

    # ---- firing ----
    ("engine: what is so at the start is silent", "src/rules/rule-engine.c", "gboolean silent = self->primed || state->is_new;", "gboolean silent = FALSE;",
     ["rule-engine"]),
    ("engine: a meeting fires once", "src/rules/rule-engine.c", "(pair->fired && pair->occurrence->start <= pair->fired_start)", "FALSE", ["rule-engine"]),
    ("year: a suspend is slept through", "src/delivery/replay.c", "self->suspended = record->suspended;", "self->suspended = FALSE;", ["year"]),

    # ---- who may ask on the bus ----
    ("bus: texts are for Handrail's windows only", "src/agent/ui-process.c", "if (rail_ui_process_is (self, g_dbus_method_invocation_get_sender (invocation)))",
     "if (TRUE)", ["bystander"]),
    ("bus: only what tells nothing is for anyone", "src/agent/agent-service.c", 'return g_str_equal (method, "Pause") ||', "return TRUE ||", ["bystander"]),
    ("bus: one's own triggers are nobody else's", "src/agent/trigger-service.c", "return rail_ui_process_authorize (self->ui, invocation);", "return TRUE;",
     ["bystander"]),
    ("tray: others read only what says nothing", "src/platform/tray-menu.c", "return trusted ? item->label : item->public_label;", "return item->label;",
     ["tray-menu"]),

    # ---- packs ----
    ("yaml: size", YAML, "if (length > RAIL_YAML_MAX_BYTES)", "if (FALSE)", ["yaml-tree"]),
    ("yaml: depth", YAML, "if (depth <= RAIL_YAML_MAX_DEPTH)", "if (TRUE)", ["yaml-tree"]),
    ("yaml: anchors", YAML, "if (anchor != NULL)", "if (FALSE)", ["yaml-tree"]),
    ("yaml: aliases", YAML, "if (event->type == YAML_ALIAS_EVENT)", "if (FALSE)", ["yaml-tree"]),
    ("yaml: tags", YAML, "if (tag != NULL)", "if (FALSE)", ["yaml-tree"]),
    ("yaml: duplicate keys", YAML, "if (first_line == 0)", "if (TRUE)", ["yaml-tree"]),
    ("yaml: unknown keys", YAML, "if (g_strv_contains (known, child->key))", "if (TRUE)", ["yaml-tree"]),
    ("yaml: a second document", YAML, "if (event.type != YAML_STREAM_END_EVENT)", "if (FALSE)", ["yaml-tree"]),
    ("yaml: invalid UTF-8", YAML, "if (!g_utf8_validate_len (data, length, &end) && *end != '\\0')", "if (!g_utf8_validate_len (data, length, &end) && FALSE)",
     ["yaml-tree"]),
    ("pack: how many aids", "src/library/pack.c", "if (names->len == RAIL_PACK_MAX_AIDS)", "if (FALSE)", ["pack"]),
    ("pack: size of an aid", "src/library/pack.c", "name, RAIL_AID_MAX_BYTES, &length", "name, 100 * RAIL_AID_MAX_BYTES, &length", ["pack"]),
    ("pack: how many packs", "src/library/pack-folder.c", "if (paths->len == RAIL_PACK_FOLDER_MAX_PACKS)", "if (FALSE)", ["library"]),
    ("markdown: depth", "src/library/markdown.c", "++self->depth > RAIL_MARKDOWN_MAX_DEPTH)", "++self->depth > 100000)", ["aid-parser"]),
    ("media: nothing from elsewhere", "src/library/media-path.c", "if (is_remote (target))", "if (FALSE && is_remote (target))", ["aid-parser"]),
    ("media: known formats", "src/library/media-path.c", "if (!has_known_suffix (path))", "if (FALSE && !has_known_suffix (path))", ["aid-parser"]),

    # ---- patterns ----
    ("pattern: size", "src/rules/pattern.c", "if (length > RAIL_PATTERN_MAX_BYTES)", "if (FALSE)", ["pattern"]),
    ("regex: match limit", "src/rules/regex.c", "pcre2_set_match_limit (self->limits, MATCH_LIMIT);", "", ["pattern"]),
    ("regex: switched off at its limit", "src/rules/regex.c", "self->disabled = result < 0 && result != PCRE2_ERROR_NOMATCH;", "self->disabled = FALSE;",
     ["pattern"]),
    ("text: cut before anything looks at it", "src/base/text-fold.c", "gsize length = strnlen (raw, RAIL_TEXT_MAX_BYTES + 1);\n  const", "gsize length = strlen (raw);\n  return g_strndup (raw, length);\n  const",
     ["text-fold"]),

    # ---- calendars from files and servers ----
    ("calendar: size", "src/context/calendar-parts.c", "if (rail_calendar_text_get_length (text) > RAIL_CALENDAR_MAX_BYTES)", "if (FALSE)", ["calendar-damage"]),
    ("calendar: size of a file", "src/context/calendar-text.c", "if (self->opened.st_size > RAIL_CALENDAR_MAX_BYTES)", "if (FALSE)", ["calendar-damage"]),
    ("calendar: rules are followed for so many steps", "src/context/recurrence-rule.c", "#define MAX_STEPS ((gint64) 200000)",
     "#define MAX_STEPS ((gint64) 2000000)", ["calendar-damage"]),
    ("calendar: size of an event", "src/context/calendar-parts.c", "if (range.length > RAIL_CALENDAR_PART_MAX_BYTES)", "if (FALSE)", ["calendar-damage"]),
    ("calendar: how many occurrences", "src/context/expansion.c", "g_ptr_array_set_size (self->occurrences, RAIL_RECURRENCE_MAX_OCCURRENCES);", "",
     ["recurrence", "calendar-damage"]),
    ("calendar: how many problems", "src/context/calendar-problems.c", "g_ptr_array_set_size (self->list, MAX_PROBLEMS);", "", ["calendar-damage"]),
    ("calendar: a web page is none", "src/context/calendar-head.c", "if (g_ascii_strncasecmp (begin, FIRST_LINE, known) != 0 ||",
     "if (FALSE ||", ["calendar-head"]),
    ("event: size of its texts", "src/context/event-details.c", "line, RAIL_EVENT_TITLE_MAX_BYTES, TRUE", "line, G_MAXINT, TRUE", ["event-details"]),
    ("event: how many people", "src/context/event-details.c", ">= MAX_ATTENDEES)", ">= G_MAXUINT)", ["event-details"]),
    ("event: declined and cancelled never match", "src/rules/calendar-condition.c", "occurrence->response != RAIL_RESPONSE_DECLINED &&", "", ["rule-engine"]),
    ("cache: how many occurrences", "src/context/occurrence-cache.c", "if (calendar->occurrences->len > RAIL_OCCURRENCE_CACHE_MAX_OCCURRENCES)", "if (FALSE)",
     ["occurrence-cache"]),
    ("cache: size of its texts", "src/context/occurrence-cache.c", "return length <= MAX_FIELD_BYTES;", "return TRUE;", ["occurrence-cache"]),
    ("cache: how many calendars", "src/context/occurrence-cache.c", "return others < RAIL_OCCURRENCE_CACHE_MAX_CALENDARS ? TRUE :", "return TRUE ? TRUE :",
     ["occurrence-cache"]),
    ("cache: no address stands in it", "src/context/occurrence-cache.c", "return g_compute_checksum_for_string (G_CHECKSUM_SHA256, calendar_id, -1);",
     "return g_strdup (calendar_id);", ["occurrence-cache"]),
    ("cache: what is forgotten is wiped", "src/context/occurrence-cache.c", "return rail_database_commit (self->database, error) && wipe (self, error);",
     "return rail_database_commit (self->database, error);", ["occurrence-cache"]),

    # ---- the desktop's calendars ----
    ("desktop calendar: size of an event", "src/platform/calendar-objects.c", "+ line.value_length > RAIL_CALENDAR_OBJECT_MAX_BYTES)",
     "+ line.value_length > G_MAXINT)", ["calendar-objects"]),
    ("desktop calendar: how many events", "src/platform/calendar-objects.c", "g_hash_table_size (self->texts) < RAIL_CALENDAR_OBJECTS_MAX &&", "",
     ["calendar-objects"]),
    ("desktop calendar: size of all", "src/platform/calendar-objects.c", "&& self->bytes + kept->len <= RAIL_CALENDAR_OBJECTS_MAX_BYTES)", ")",
     ["calendar-objects"]),
    ("desktop calendar: size of a name", "src/platform/calendar-objects.c", "return strlen (key) <= MAX_KEY_BYTES ? g_steal_pointer (&key) : NULL;",
     "return g_steal_pointer (&key);", ["calendar-objects"]),
    ("desktop calendar: how many zones", "src/platform/calendar-objects.c", "self->zones->len < RAIL_CALENDAR_OBJECTS_MAX_ZONES &&", "", ["calendar-objects"]),
    ("desktop calendar: how many calendars", "src/platform/eds-registry.c", "MIN (sources->len, MAX_CALENDARS)", "sources->len", ["eds-registry"]),
    ("desktop calendar: how many sources", "src/platform/eds-source.c", "g_hash_table_size (entries) < MAX_SOURCES && ", "", ["eds-registry"]),
    ("desktop calendar: how much may wait", "src/platform/eds-view.c", "if (self->waiting_bytes > MAX_WAITING_BYTES)", "if (FALSE)", ["eds-registry"]),

    # ---- what leaves this computer ----
    ("http: asked for before it leaves", HTTP, "if (!self->observer->may_send (", "if (FALSE && !self->observer->may_send (", ["http-client"]),
    ("http: never on to where nothing is encrypted", HTTP, "if (rail_web_address_is_encrypted (errand->address) && !rail_web_address_is_encrypted (next))",
     "if (FALSE)", ["http-client"]),
    ("http: redirects end", HTTP, "errand->redirects >= errand->request->max_redirects)", "errand->redirects >= 10 * errand->request->max_redirects)",
     ["http-client"]),
    ("http: redirects are requests of their own", TRANSFER, "CURLOPT_FOLLOWLOCATION, 0L", "CURLOPT_FOLLOWLOCATION, 1L", ["http-client"]),
    ("http: size of an answer as it comes", TRANSFER, "if (self->body_bytes > self->request->max_bytes)", "if (FALSE)", ["http-client"]),
    ("http: size of an answer still packed", TRANSFER, "if (self->bytes_received <= self->request->max_bytes + MAX_HEAD_BYTES)", "if (TRUE)", ["http-client"]),
    ("http: what was told one origin is not told another", TRANSFER,
     "gboolean own = rail_web_address_same_origin (self->request->address, self->address);", "gboolean own = TRUE;", ["http-client"]),
    ("http: validators stay with their origin", TRANSFER,
     "if (own && self->request->etag != NULL)", "if (self->request->etag != NULL)", ["http-client"]),
    ("http: dates stay with their origin", TRANSFER,
     "if (own && self->request->last_modified != NULL)", "if (self->request->last_modified != NULL)", ["http-client"]),
    ("http: headers stay with their origin", TRANSFER, "for (gsize i = 0; own && self->request->headers != NULL",
     "for (gsize i = 0; self->request->headers != NULL", ["http-client"]),
    ("http: size of its headers", TRANSFER, "if (self->head_bytes <= MAX_HEAD_BYTES)", "if (TRUE)", ["http-client"]),
    ("address: passwords for their own origin", ADDRESS, "if (rail_web_address_same_origin (self, next))", "if (TRUE)", ["web-address"]),
    ("address: nobody else's passwords", ADDRESS, "  g_clear_pointer (&next->password, g_free);\n  if (", "  if (", ["web-address"]),
    ("address: unencrypted only to this computer", ADDRESS, 'if (g_str_equal (scheme, "http") && !is_loopback (host))', "if (FALSE)", ["web-address"]),
    ("address: size", ADDRESS, "strlen (text) <= RAIL_WEB_ADDRESS_MAX_BYTES &&", "", ["web-address"]),
    ("address: no line ends and blanks", ADDRESS, "&& !has_forbidden_character (text))", ")", ["web-address"]),
    ("ledger: origins, never addresses", HTTP, ".origin = rail_web_address_get_origin (errand->address),", ".origin = rail_web_address_get_url (errand->address),",
     ["http-client"]),

    # ---- the journal ----
    ("journal: meetings by keyed hash", "src/journal/journal.c", "g_compute_hmac_for_string (G_CHECKSUM_SHA256, self->seat_key, SEAT_KEY_BYTES, identity, -1)",
     "g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1)", ["journal"]),
    ("journal: minutes", "src/journal/journal.c", "return moment - beyond - (beyond < 0 ? RAIL_MINUTE : 0);", "return moment;", ["journal"]),
    ("journal: showings become counts", "src/journal/journal-history.c", '"DELETE FROM showings WHERE " OLD_SHOWINGS,', '"DELETE FROM showings WHERE 0",', ["journal"]),
    ("journal: requests become counts", "src/journal/journal-history.c", '"DELETE FROM egress WHERE " OLD_EGRESS,', '"DELETE FROM egress WHERE 0",', ["journal"]),

    # ---- what is shown, and to whom ----
    ("presence: silence is not “no”", "src/platform/presence-board.c", "return best != NULL ? best->value : RAIL_PRESENCE_UNKNOWN;",
     "return best != NULL ? best->value : RAIL_PRESENCE_NO;", ["presence-board"]),
    ("presence: one “yes” is enough", "src/platform/presence-board.c", "return (int) word->value * 4 + healths[word->health];", "return healths[word->health];",
     ["presence-board"]),
    ("delivery: nothing stays open on a locked screen", DELIVERY, "if (is_locked && state != RAIL_NUDGE_WAITING)", "if (FALSE)", ["delivery"]),
    ("delivery: a card goes when sharing begins", DELIVERY, "else if (begins_to_share && state == RAIL_NUDGE_CARD)", "else if (FALSE)", ["delivery"]),
    ("delivery: a cancelled meeting's aid goes", OFFER_LIFE, "if (current != NULL && (current->cancelled ||", "if (current != NULL && (FALSE ||", ["delivery"]),
    ("delivery: what is gone from the calendar goes", OFFER_LIFE, "if (current == NULL || current->start > occurrence->start)",
     "if (current == NULL)\n    return FALSE;\n  if (current->start > occurrence->start)", ["delivery"]),
    ("delivery: a window's aid ends", OFFER_LIFE, "return rail_nudge_get_state (self->nudge) != RAIL_NUDGE_CARD &&", "return FALSE &&", ["delivery"]),
    ("delivery: mutes outlive the agent", MEMORY, "g_hash_table_add (self->mutes, g_strdup (mutes[i]));", ";", ["delivery"]),
    ("delivery: so do showings", MEMORY, "rail_budget_add (self->budget, g_ptr_array_index (showings, i));", ";", ["delivery"]),
    ("delivery: one summary after a sleep", DELIVERY, ".was_away = meanwhile && rail_sleep_summary_has_lead (self->sleep, NULL) };", "};", ["delivery"]),
    ("policy: what is locked is not set", "src/policy/policy.c", "return !has_key (self, key) || !g_settings_is_writable (self->settings, key);",
     "return !has_key (self, key);", ["policy"]),
    ("notification: neutral where others may watch", "src/agent/agent-notifications.c", "notice->neutral = neutral || aid == NULL;", "notice->neutral = aid == NULL;",
     ["notification"]),
    ("storm: not every title is read", "src/platform/window-watcher-x11.c", "if (self->reads_in_row < STORM_BURST)", "if (TRUE)", ["window-watcher-x11"]),
    ("storm: the last title is read", "src/platform/window-watcher-x11.c", "self->storm_id = 0;\n  read_title (self);", "self->storm_id = 0;", ["window-watcher-x11"]),
    ("guard: a crash loop ends", "src/agent/supervisor.c", "if (*n_crashes >= MAX_CRASHES && now () - oldest < CRASH_WINDOW_SECONDS)", "if (false)", ["guard"]),
]
