#!/usr/bin/env python3
"""A desktop that cannot show cards: the agent has no display, and a real notification server (dunst) has one.

Proves what a person would see: the notification is mapped and painted, opening it brings the card with the focus, snoozing and dismissing
are remembered, and nothing that others may see names an aid or a meeting.

usage: test_notification.py BUILD    (inside with-desktop)
"""

import ast
import os
import pathlib
import re
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

SERVER_ID = "org.freedesktop.Notifications"
ICONS = pathlib.Path(__file__).resolve().parent.parent.parent / "data/icons"
NOTICE = "Dunst"
NEUTRAL = "Details when you open it."

# With a timeout of 0 nothing goes by itself while the test looks at it. The menu of a notification's buttons is a program of the user's
# choice; this user always snoozes.
DUNSTRC = """[global]
    width = 420
    origin = top-right
    offset = 20x20
    font = DejaVu Sans 11
    format = "<b>%s</b>\\n%b"
    markup = full
    frame_width = 2
    padding = 14
    horizontal_padding = 14
    corner_radius = 8
    idle_threshold = 0
    history_length = 50
    max_icon_size = 48
    icon_path = {icons}
    dmenu = {menu}
[urgency_low]
    background = "#303030"
    foreground = "#ffffff"
    timeout = {timeout}
[urgency_normal]
    background = "#203a5c"
    foreground = "#ffffff"
    timeout = {timeout}
"""

PACK = """format: 1
id: org.example.notices
title: Notices
version: 1
language: en
licence: CC0-1.0
owner: desk@example.org
"""

AID = """---
title: Before <{word}> & co
kind: checklist
task: Be ready for {word}
owner: desk@example.org
reviewed: 2026-10-01
review-every: 180d
triggers:
  - {{id: soon, when: {{calendar: {{title: {word}, before: 5m}}}}}}
---
- [ ] Say the purpose in one sentence
"""

WORDS = ("opened", "snoozed", "dismissed", "expired", "restarted", "watched", "secret", "unserved", "served")


class Desk:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-notification."))
        aids = desk.data_home() / "handrail/packs/notices/aids"
        aids.mkdir(parents=True)
        (aids.parent / "pack.yaml").write_text(PACK, encoding="utf-8")
        for word in WORDS:
            (aids / f"{word}.md").write_text(AID.format(word=word), encoding="utf-8")
        self.calendar = self.folder / "work.ics"
        self.events = []
        desk.write_calendar(self.calendar)
        self.menu = self.folder / "menu"
        self.menu.write_text("#!/bin/sh\ngrep -m 1 Snooze\n", encoding="utf-8")
        self.menu.chmod(0o755)
        # Only the server that the test starts may serve.
        desk.write_service(SERVER_ID, "/bin/false")
        self.programs = desk.Programs(build)
        self.programs.set("calendar-files", f"['{self.calendar}']")
        self.programs.set("interruptions-per-hour", "20")
        # Everything that the server is told, in the words of the bus.
        self.heard = self.folder / "heard"
        self.ear = desk.subprocess.Popen(["dbus-monitor", "--session", f"interface='{SERVER_ID}',member='Notify'"],
                                         stdout=open(self.heard, "wb"))
        desk.wait_for("the ear on the bus", self.heard.read_bytes)
        self.server = None
        self.start_server()

    # ---- the notification server ----

    def start_server(self, timeout=0):
        path = self.folder / "dunstrc"
        path.write_text(DUNSTRC.format(timeout=timeout, menu=self.menu, icons=ICONS), encoding="utf-8")
        # Its warnings are its own.
        environment = {key: value for key, value in os.environ.items() if key != "G_DEBUG"}
        self.server = desk.subprocess.Popen(["dunst", "-conf", str(path)], env=environment, stderr=open(self.folder / "server-log", "ab"))
        desk.wait_for("the notification server", lambda: desk.owner_pid(SERVER_ID) == self.server.pid)

    def stop_server(self):
        self.server.terminate()
        self.server.wait(timeout=desk.LIMIT)
        desk.wait_for("the server's name to be free", lambda: not desk.owner_pid(SERVER_ID))

    def restart_server(self, timeout=0):
        self.stop_server()
        self.start_server(timeout)

    def count(self, which):
        return int(desk.run("dunstctl", "count", which))

    def history(self):
        """What the server was told, newest first: summary and body of each notification that is over."""
        # Not by dunstctl: it would ask systemd's busctl for this one, which a machine need not have.
        text = desk.run("gdbus", "call", "--session", "--dest", SERVER_ID, "--object-path", "/org/freedesktop/Notifications",
                        "--method", "org.dunstproject.cmd0.NotificationListHistory")
        found = re.findall(r"""'(summary|body)': <('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")>""", text)
        values = {key: [ast.literal_eval(value) for name, value in found if name == key] for key in ("summary", "body")}
        return list(zip(values["summary"], values["body"]))

    # ---- the agent ----

    def start_agent(self):
        environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
        self.programs.agent = desk.subprocess.Popen([str(self.programs.agent_program)], env=environment)
        desk.wait_for("the agent's bus name", lambda: desk.owner_pid(desk.AGENT_ID) == self.programs.agent.pid)

    def due(self, word, start=240, attendees=0):
        """A meeting turns up in the calendar; it begins in four minutes, and nobody else is invited."""
        self.events.append(desk.event(word, f"Meeting {word} with Sam", int(time.time()) + start, attendees=attendees))
        desk.write_calendar(self.calendar, *self.events)

    def expect_notice(self):
        desk.wait_for("one notification on the server", lambda: self.count("displayed") == 1)
        window = desk.wait_for("the notification's window", lambda: desk.find_window(NOTICE))
        desk.wait_for("the notification's pixels", lambda: desk.colours(window) > 20)

    def expect_no_notice(self):
        desk.wait_for("the notification to go", lambda: self.count("displayed") == 0 and not desk.find_window(NOTICE))

    def closings(self, word):
        return [row[0] for row in desk.journal("SELECT reason FROM closings WHERE aid = ?", word)]

    def showings(self, word):
        return desk.journal("SELECT count(*) FROM showings WHERE aid = ? AND shown = 'notification'", word)[0][0]

    # ---- the story ----

    def due_meeting_is_notified(self):
        self.start_agent()
        self.due("opened")
        self.expect_notice()
        if "G_TEST_BUILDDIR" in os.environ:
            desk.screenshot(os.environ["G_TEST_BUILDDIR"] + "/notification.png")
        if desk.find_window(desk.CARD):
            raise AssertionError("a card came as well")

    def opening_brings_the_card(self):
        desk.run("dunstctl", "action", "0")
        card = desk.wait_for("the card's window", lambda: desk.find_window(desk.CARD))
        desk.wait_for("the card's pixels", lambda: desk.colours(card) > 20)
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(card))
        self.expect_no_notice()

    def put_card_away(self):
        desk.run("xdotool", "key", "Escape")
        desk.wait_for("the closing in the journal", lambda: self.closings("opened") == ["dismissed"])
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))

    def texts_are_plain(self):
        """Markup in a title is shown as it was written."""
        summary, body = desk.wait_for("the notification in the server's history", self.history)[0]
        assert summary == "Before <opened> & co", summary
        assert "Meeting opened with Sam" in body, body

    def snooze(self):
        self.due("snoozed")
        self.expect_notice()
        desk.run("dunstctl", "context")
        desk.wait_for("the snooze in the journal", lambda: self.closings("snoozed") == ["snoozed"])
        self.expect_no_notice()

    def dismiss(self):
        self.due("dismissed")
        self.expect_notice()
        desk.run("dunstctl", "close")
        desk.wait_for("the closing in the journal", lambda: self.closings("dismissed") == ["dismissed"])
        self.expect_no_notice()

    def agent_remembers(self):
        """What was shown once does not come again with a new agent."""
        self.programs.stop_agent()
        self.start_agent()
        self.due("expired")
        self.expect_notice()
        for word in ("opened", "dismissed"):
            assert self.showings(word) == 1, f"{word} came {self.showings(word)} times"

    def waiting(self):
        answer = desk.run("gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", desk.AGENT_PATH, "--method",
                          "org.freedesktop.DBus.Properties.Get", desk.AGENT_ID + "1", "Waiting")
        return int(answer.split("uint32 ")[1].split(">")[0])

    def server_ends(self):
        """What it showed is gone with it and waits behind the badge; the next server shows what comes next."""
        before = self.waiting()
        self.restart_server(timeout=1)
        desk.wait_for("the notification behind the badge", lambda: self.waiting() == before + 1)
        assert not self.closings("expired"), self.closings("expired")

    def expire(self):
        before = self.waiting()
        self.due("restarted")
        desk.wait_for("the notification to have been there", lambda: self.history() and "restarted" in self.history()[0][1])
        desk.wait_for("the notification behind the badge", lambda: self.waiting() == before + 1)
        assert not self.closings("restarted"), self.closings("restarted")

    def said_since(self, mark):
        return self.heard.read_text(encoding="utf-8", errors="replace")[mark:]

    def turns_neutral(self):
        """A meeting with other people begins while a notification names one."""
        self.restart_server()
        self.due("watched")
        self.expect_notice()
        mark = len(self.said_since(0))
        self.due("board", start=-600, attendees=3)
        desk.wait_for("its neutral text", lambda: NEUTRAL in self.said_since(mark))
        self.expect_neutral("watched", mark)

    def neutral_is_neutral(self):
        """In that meeting the next one comes without any name."""
        mark = len(self.said_since(0))
        self.due("secret")
        self.expect_notice()
        self.expect_neutral("secret", mark)

    def expect_neutral(self, word, mark):
        """One notification, which says nothing; closing it makes it history, where the server shows its texts."""
        self.expect_notice()
        desk.run("dunstctl", "close-all")
        desk.wait_for("the closing in the journal", lambda: self.closings(word) == ["dismissed"])
        summary, body = self.history()[0]
        assert summary.startswith("Something for your ") and body == NEUTRAL, (summary, body)
        said = self.said_since(mark)
        assert NEUTRAL in said, "nothing was heard at all: the test proves nothing"
        for name in (word, "Sam", "Meeting"):
            assert name not in said, f"the server was told “{name}”"

    def nobody_serves(self):
        self.stop_server()
        before = self.waiting()
        self.due("unserved")
        desk.wait_for("the nudge behind the badge", lambda: self.waiting() == before + 1)

    def next_server_serves(self):
        self.start_server()
        self.due("served")
        self.expect_notice()

    def quitting_takes_it_down(self):
        self.programs.stop_agent()
        self.expect_no_notice()

    def end(self):
        self.programs.stop_ui()
        self.stop_server()
        self.ear.terminate()
        self.ear.wait()


def main():
    tap = taps.Tap()
    story = tap.step("a notification server, a calendar and a pack are there", lambda: Desk(sys.argv[1]))
    if story is None:
        return tap.finish()
    tap.step("without a display of its own the agent notifies of a meeting that is due", story.due_meeting_is_notified)
    tap.step("opening it brings the card, with the focus", story.opening_brings_the_card)
    tap.step("Escape dismisses the card", story.put_card_away)
    tap.step("titles are shown as written, markup and all", story.texts_are_plain)
    tap.step("snoozing closes it as snoozed", story.snooze)
    tap.step("dismissing closes it as dismissed", story.dismiss)
    tap.step("a new agent brings nothing a second time", story.agent_remembers)
    tap.step("what a server showed that ended waits behind the badge", story.server_ends)
    tap.step("what went by unseen waits behind the badge", story.expire)
    tap.step("a notification turns neutral when a meeting with others begins", story.turns_neutral)
    tap.step("in a meeting with others no name reaches the server", story.neutral_is_neutral)
    tap.step("without a server it waits behind the badge", story.nobody_serves)
    tap.step("the next server serves again", story.next_server_serves)
    tap.step("quitting takes it down", story.quitting_takes_it_down)
    tap.step("everything ends when told to", story.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
