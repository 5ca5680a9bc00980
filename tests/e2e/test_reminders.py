#!/usr/bin/env python3
"""From a talk with the guided coach to a step that is done, by keyboard alone: into the own list, a reminder after the meeting, its notification on a real
server (dunst), and back into Today. And what a reminder waits for: a shared screen, do not disturb, an agent that is not there.

usage: test_reminders.py BUILD    (inside with-desktop; GTK_A11Y=atspi)
"""

import contextlib
import os
import pathlib
import sqlite3
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import reader  # noqa: E402
import tap as taps  # noqa: E402

SERVER_ID = "org.freedesktop.Notifications"
COACH = "Coach"
TODAY = "Today"
FIRST = "Ask for twenty minutes today"
SECOND = "Write down the first sentence"
MEETING = "Review with Priya"

# With a timeout of 0 nothing goes by itself. The menu of a notification's buttons is a program of the user's choice; what this user
# chooses stands in a file.
DUNSTRC = """[global]
    idle_threshold = 0
    dmenu = {menu}
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
"""

PACK = """format: 1
id: org.example.leading
title: Leading
version: 1
language: en
licence: CC0-1.0
owner: desk@example.org
"""

AID = f"""---
title: Prepare a hard conversation
kind: coach
task: Prepare a conversation that is hard to have
owner: desk@example.org
reviewed: {{today}}
review-every: 180d
---
## Opener

One question, and you know where to begin.

## Questions

- What did you see yourself?

## Next step

- [ ] {FIRST}
- [ ] {SECOND}
"""


def press(*keys):
    desk.run("xdotool", "key", *keys)


def steps():
    """Text, reminder and end of all that are kept."""
    return desk.journal("SELECT text, remind_at, done_at FROM next_steps ORDER BY id")


def change(sql, *parameters):
    with contextlib.closing(sqlite3.connect(desk.data_home() / "handrail/journal.db", timeout=desk.LIMIT)) as database, database:
        database.execute(sql, parameters)


def wait_active(name):
    return desk.wait_for(f"the focus of {name}", lambda: desk.find_window(name) and int(desk.active_window(), 16) == int(desk.find_window(name)))


def wait_found(what, window, role, name, state=None, limit=desk.LIMIT):
    return desk.wait_for(what, lambda: reader.look(lambda: reader.find(window, role, name, state)), limit)


class Story:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-reminders."))
        pack = desk.data_home() / "handrail/packs/leading"
        (pack / "aids").mkdir(parents=True)
        (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
        (pack / "aids/talk.md").write_text(AID.format(today=time.strftime("%Y-%m-%d", time.gmtime())), encoding="utf-8")
        self.calendar = self.folder / "work.ics"
        desk.write_calendar(self.calendar)
        self.choice = self.folder / "choice"
        menu = self.folder / "menu"
        menu.write_text(f'#!/bin/sh\ngrep -m 1 "$(cat {self.choice})"\n', encoding="utf-8")
        menu.chmod(0o755)
        (self.folder / "dunstrc").write_text(DUNSTRC.format(menu=menu), encoding="utf-8")
        desk.write_service(SERVER_ID, "/bin/false")
        self.programs = desk.Programs(build)
        self.programs.set("calendar-files", f"['{self.calendar}']")
        self.heard = self.folder / "heard"
        self.ear = desk.subprocess.Popen(["dbus-monitor", "--session", f"interface='{SERVER_ID}',member='Notify'", f"interface='{desk.AGENT_ID}1',member='AgendaChanged'"],
                                         stdout=open(self.heard, "wb"))
        desk.wait_for("the ear on the bus", self.heard.read_bytes)
        environment = {key: value for key, value in os.environ.items() if key != "G_DEBUG"}
        self.server = desk.subprocess.Popen(["dunst", "-conf", str(self.folder / "dunstrc")], env=environment, stderr=open(self.folder / "server-log", "ab"))
        desk.wait_for("the notification server", lambda: desk.owner_pid(SERVER_ID) == self.server.pid)
        self.inbox = desk.Terminal("Inbox", "xterm", self.folder)
        self.programs.start_agent()
        self.programs.wait_warm()
        self.inbox.wake_keyboard()
        self.end_of_meeting = 0

    # ---- the notification ----

    def count(self, which="displayed"):
        return int(desk.run("dunstctl", "count", which))

    def said(self, since=0):
        return self.heard.read_text(encoding="utf-8", errors="replace")[since:]

    def choose(self, label):
        self.choice.write_text(label, encoding="utf-8")
        desk.run("dunstctl", "context")

    # ---- the talk ----

    def talk(self):
        self.inbox.focus()
        self.programs.activate("coach", "<('org.example.leading','talk')>")
        wait_active(COACH)
        wait_found("the button that begins, with the keyboard", COACH, "push button", None, "focused")
        press("Return")
        wait_found("the question", COACH, "list item", "Coach: One question, and you know where to begin.\nWhat did you see yourself?")
        wait_found("the entry with the keyboard", COACH, "text", None, "focused")
        desk.run("xdotool", "type", "The report was late")
        press("Return")
        wait_found("the first step", COACH, "push button", f"Add to My List: {FIRST}")

    def go_to(self, name):
        """By Shift+Tab from wherever the keyboard is: never more than once round."""
        for _ in range(20):
            focused = desk.wait_for("something with the keyboard", lambda: reader.look(self.find_focused))
            if focused == name:
                return
            press("shift+Tab")
            desk.wait_for("the keyboard to move on", lambda: reader.look(self.find_focused) not in (None, focused))
        raise AssertionError(f"the keyboard does not reach “{name}”")

    @staticmethod
    def find_focused():
        for role in ("push button", "toggle button", "text", "list item"):
            node = reader.find(COACH, role, None, "focused")
            if node:
                return node.get_name() or role
        return None

    def add(self):
        self.go_to(f"Add to My List: {SECOND}")
        press("space")
        desk.wait_for("the step in the journal", lambda: steps() == [(SECOND, None, None)])
        wait_found("the way back", COACH, "push button", f"Remove: {SECOND}", "focused")

    def remind(self):
        """A meeting runs that will soon be over."""
        self.end_of_meeting = int(time.time()) + 75
        desk.write_calendar(self.calendar, desk.event("review", MEETING, self.end_of_meeting - 30 * 60))
        wait_found("the offer", COACH, "push button", f"Remind Me After the Meeting: {FIRST}")
        self.go_to(f"Remind Me After the Meeting: {FIRST}")
        press("space")
        desk.wait_for("the reminder in the journal", lambda: steps()[1:] == [(FIRST, self.end_of_meeting * 1000000, None)])
        assert self.count() == 0 and FIRST not in self.said(), "it was told of before its time"
        press("Escape")
        desk.wait_for("the pane to go", lambda: not desk.find_window(COACH))

    def stands_in_today(self):
        self.programs.activate("show-today")
        wait_active(TODAY)
        wait_found("the other step, open", TODAY, "check box", SECOND)
        found = wait_found("the step, open", TODAY, "check box", FIRST)
        if "G_TEST_BUILDDIR" in os.environ:
            desk.screenshot(os.environ["G_TEST_BUILDDIR"] + "/reminders-today.png")
        assert found.get_description().startswith("Reminds you ") and MEETING in found.get_description(), found.get_description()

    def comes_when_the_meeting_is_over(self):
        desk.wait_for("the notification", lambda: self.count() == 1, 150)
        assert time.time() >= self.end_of_meeting, "the meeting is not over"
        if "G_TEST_BUILDDIR" in os.environ:
            desk.screenshot(os.environ["G_TEST_BUILDDIR"] + "/reminders-notification.png")
        assert FIRST in self.said() and SECOND not in self.said()

    def done_from_the_notification(self):
        self.choose("Done")
        desk.wait_for("the end in the journal", lambda: steps()[1][1] is None and steps()[1][2] is not None)
        desk.wait_for("the notification to go", lambda: self.count() == 0)
        wait_found("the step, ticked", TODAY, "check box", FIRST, "checked")

    # ---- what it waits for ----

    def due(self, *texts):
        """As if their moment had come while no agent ran; then one starts."""
        self.programs.stop_agent()
        for text in texts:
            change("UPDATE next_steps SET done_at = NULL, remind_at = ? WHERE text = ?", int(time.time() - 3600) * 1000000, text)
        self.programs.start_agent()

    def overdue_come_as_one(self):
        mark = len(self.said())
        self.due(FIRST, SECOND)
        desk.wait_for("the notification", lambda: self.count() == 1)
        said = self.said(mark)
        assert said.count("member=Notify") == 1 and FIRST in said and SECOND in said and "All Done" in said, said

    def later(self):
        self.choose("Later")
        desk.wait_for("both put off for an hour", lambda: all(3000 < row[1] / 1000000 - time.time() < 3700 for row in steps() if row[1]) and all(row[1] for row in steps()))
        desk.wait_for("the notification to go", lambda: self.count() == 0)

    def held(self, begin, end):
        begin()
        mark = len(self.said())
        self.due(FIRST)
        # With its rules the agent looks at everything once, reminders too, and tells.
        desk.wait_for("the agent to have looked", lambda: "AgendaChanged" in self.said(mark))
        assert FIRST not in self.said(mark) and self.count() == 0 and self.count("waiting") == 0, "it came all the same"
        assert steps()[1][1], "it was taken for told"
        end()
        desk.wait_for("the notification", lambda: self.count() == 1)
        assert FIRST in self.said(mark)

    def shared_screen(self):
        toolbars = []
        self.held(lambda: toolbars.append(desk.Terminal("as_toolbar", "zoom", self.folder)), lambda: toolbars[0].close())

    def dismissed(self):
        desk.run("dunstctl", "close")
        desk.wait_for("the reminder to be over", lambda: steps()[1] == (FIRST, None, None))

    def do_not_disturb(self):
        self.held(lambda: desk.run("dunstctl", "set-paused", "true"), lambda: desk.run("dunstctl", "set-paused", "false"))
        self.choose("Done")
        desk.wait_for("the end in the journal", lambda: steps()[1][2] is not None)

    def nothing_kept_of_the_meeting(self):
        for path in desk.data_home().rglob("*"):
            if path.is_file() and path.name.startswith("journal.db"):
                assert MEETING.encode() not in path.read_bytes(), f"{path.name} holds the meeting's title"

    def forgotten(self):
        self.programs.ctl("journal", "delete", "--yes")
        assert steps() == [], steps()

    def end(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        self.inbox.close()
        self.server.terminate()
        self.server.wait()
        self.ear.terminate()
        self.ear.wait()


def main():
    tap = taps.Tap()
    story = tap.step("a desk with a pack, a calendar and a notification server", lambda: Story(sys.argv[1]))
    if story is None:
        return tap.finish()
    tap.step("a talk by keyboard ends in its steps", story.talk)
    tap.step("one is taken into the own list", story.add)
    tap.step("one is to come up when the meeting is over", story.remind)
    tap.step("both stand in Today", story.stands_in_today)
    tap.step("the reminder comes when the meeting is over", story.comes_when_the_meeting_is_over)
    tap.step("done in the notification is done in Today", story.done_from_the_notification)
    tap.step("what came due without an agent comes once, as one", story.overdue_come_as_one)
    tap.step("later puts all of it off", story.later)
    tap.step("a shared screen holds it", story.shared_screen)
    tap.step("dismissed is over, and the step stays open", story.dismissed)
    tap.step("do not disturb holds it", story.do_not_disturb)
    tap.step("the meeting's title is kept nowhere", story.nothing_kept_of_the_meeting)
    tap.step("deleting the history forgets the steps", story.forgotten)
    tap.step("everything ends when told to", story.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
