#!/usr/bin/env python3
"""One day at a desk, with the real programs, a real window manager and a real terminal.

Proves what a person would see: the card is mapped and painted, the focus stays where it was, what is typed lands where it was meant, and
what was ticked is still ticked after everything was restarted.
"""

import os
import pathlib
import random
import string
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

PACK = """format: 1
id: org.example.desk
title: Desk
version: 1
language: en
licence: CC0-1.0
owner: desk@example.org
contacts: {}
"""

AID = """---
title: {title}
kind: checklist
task: {title}
owner: desk@example.org
reviewed: 2026-10-01
review-every: 180d
triggers:
  - {{id: {trigger}, when: {when}}}
---
- [ ] Say the purpose in one sentence
- [ ] Ask for their view before giving yours
- [ ] Agree the next step and the date
"""


def write_pack(folder):
    pack = folder / "handrail/packs/desk"
    (pack / "aids").mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    (pack / "aids/review.md").write_text(
        AID.format(title="Open a review", trigger="window", when="{window: {app: zoom, title: performance review, dwell: 0s}}"),
        encoding="utf-8")
    (pack / "aids/meeting.md").write_text(
        AID.format(title="Before the one-to-one", trigger="soon", when="{calendar: {title: one-to-one, before: 5m}}"),
        encoding="utf-8")
    (pack / "aids/broken.md").write_text("---\ntitle: Broken\n", encoding="utf-8")


class Day:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-day."))
        write_pack(desk.data_home())
        self.calendar = self.folder / "work.ics"
        desk.write_calendar(self.calendar)
        self.programs = desk.Programs(build, "--transcript", str(self.folder / "transcript.txt"))
        self.programs.set("calendar-files", f"['{self.calendar}']")
        self.call = desk.Terminal("Inbox", "zoom", self.folder)
        self.bystander = None
        self.heard = self.folder / "heard"
        self.text = ""
        self.card = ""
        self.focused = ""

    def start(self):
        """With somebody else on the bus who listens to all that is said to everybody."""
        if self.bystander is None:
            self.bystander = desk.subprocess.Popen(
                ["gdbus", "monitor", "--session", "--dest", desk.AGENT_ID], stdout=open(self.heard, "wb"))
        self.programs.start_agent()
        self.programs.wait_warm()

    def focus_terminal(self):
        self.call.focus()
        self.focused = desk.active_window()

    def expect_card(self):
        self.card = desk.wait_for("the card's window", lambda: desk.find_window(desk.CARD))
        desk.wait_for("the card's pixels", lambda: desk.colours(self.card) > 20)

    def expect_no_card(self):
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))

    def card_for_window_while_typing(self):
        """The card pops up in the middle of 200 typed characters."""
        letters = random.Random(20261001)
        self.text = "".join(letters.choice(string.ascii_lowercase) for _ in range(200))
        typing = desk.subprocess.Popen(["xdotool", "type", "--delay", "25", self.text])
        self.call.retitle("Performance review Q4 - Zoom")
        self.expect_card()
        if typing.poll() is not None:
            raise AssertionError("the typing ended before the card came: the test proves nothing")
        typing.wait()

    def focus_unchanged(self):
        if desk.active_window() != self.focused:
            raise AssertionError(f"the active window was {self.focused} and is {desk.active_window()}")

    def all_typed(self):
        desk.run("xdotool", "key", "Return")
        desk.wait_for("200 characters in the terminal", lambda: self.call.typed() == self.text + "\n")

    def tick_by_keyboard(self):
        self.programs.activate("focus-card")
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(self.card))
        desk.run("xdotool", "key", "space")
        desk.wait_for("the tick in the journal", lambda: self.ticks("review") == 1)

    def ticks(self, aid):
        return desk.journal(
            "SELECT count(*) FROM items JOIN runs ON runs.id = items.run WHERE runs.aid = ? AND items.ticked", aid)[0][0]

    def restart(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        self.start()

    def tick_is_still_there(self):
        if self.ticks("review") != 1:
            raise AssertionError("the tick is gone after a restart")

    def dismiss(self):
        desk.run("xdotool", "key", "Escape")
        self.expect_no_card()
        desk.wait_for("the closing in the journal",
                      lambda: desk.journal("SELECT reason FROM closings WHERE aid = 'review'") == [("dismissed",)])

    def card_for_meeting(self):
        """An event turns up in the calendar that begins in three minutes."""
        desk.write_calendar(self.calendar, desk.event("one", "One-to-one with Sam", time.time() + 180))
        self.expect_card()

    def meeting_comes_once(self):
        """The same meeting, touched again by its calendar program, does not come twice."""
        desk.run("xdotool", "key", "Escape", check=False)
        self.programs.activate("focus-card")
        desk.run("xdotool", "key", "Escape")
        self.expect_no_card()
        shown = desk.journal("SELECT count(*) FROM showings WHERE aid = 'meeting'")
        desk.write_calendar(self.calendar, desk.event("one", "One-to-one with Sam", time.time() + 179))
        self.restart()
        if desk.find_window(desk.CARD) or desk.journal("SELECT count(*) FROM showings WHERE aid = 'meeting'") != shown:
            raise AssertionError("the meeting's card came a second time")

    def no_titles_on_disk(self):
        """Titles are matched in memory: no file of Handrail's holds one."""
        for path in desk.data_home().rglob("*"):
            if path.is_file() and path.suffix in (".db", ".db-wal", ".db-shm", ".txt"):
                data = path.read_bytes()
                for secret in (b"Performance review Q4", b"One-to-one with Sam", b"Sam"):
                    if secret in data:
                        raise AssertionError(f"{path.name} holds a title")
        if "Q4" in (self.folder / "transcript.txt").read_text(encoding="utf-8"):
            raise AssertionError("the transcript holds a title")

    def bystander_learns_nothing(self):
        call = ("gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", desk.AGENT_PATH, "--method")
        interface = desk.AGENT_ID + "1"
        for method, words in (("ListNudges", ()), ("ListFitting", ()), ("GetAgenda", ("0",)), ("ListPeople", ()), ("ListProblems", ()),
                              ("ListProviders", ()), ("ListMutes", ()), ("CloseNudge", ("x", "done")), ("Quit", ())):
            answer = desk.subprocess.run([*call, f"{interface}.{method}", *words], capture_output=True, text=True, check=False)
            if "AccessDenied" not in answer.stderr:
                raise AssertionError(f"a stranger may call {method}: {answer.stdout}{answer.stderr}")
        properties = desk.run(*call, "org.freedesktop.DBus.Properties.GetAll", interface)
        heard = self.heard.read_text(encoding="utf-8") + properties
        if "NudgesChanged" not in heard or "PausedUntil" not in properties:
            raise AssertionError("the bystander heard nothing at all: the test proves nothing")
        for secret in ("review", "Zoom", "Sam", "one-to-one", "Open a", "Before the"):
            if secret.lower() in heard.lower():
                raise AssertionError(f"a bystander heard “{secret}”")

    def second_agent_hands_over(self):
        second = desk.subprocess.run([str(self.programs.agent_program)], timeout=desk.LIMIT, check=False)
        if second.returncode != 0 or self.programs.agent.poll() is not None:
            raise AssertionError("the second agent did not hand over")
        desk.wait_for("the Today window", lambda: desk.find_window(desk.TODAY))

    def end(self):
        """Quit, as in Today's menu: both programs end, cleanly and for good."""
        self.programs.activate("quit-handrail")
        if self.programs.agent.wait(timeout=desk.LIMIT) != 0:
            raise AssertionError("the agent did not end cleanly")
        desk.wait_for("both names to be free", lambda: not desk.owner_pid(desk.AGENT_ID) and not desk.owner_pid(desk.APP_ID))
        self.call.close()
        self.bystander.terminate()
        self.bystander.wait()


def main():
    tap = taps.Tap()
    day = tap.step("a terminal, a calendar and a pack with one broken aid are there", lambda: Day(sys.argv[1]))
    if day is None:
        return tap.finish()
    tap.step("the agent starts and warms the windows", day.start)
    tap.step("the terminal has the focus", day.focus_terminal)
    tap.step("its title matches while somebody types: the card is mapped and painted", day.card_for_window_while_typing)
    tap.step("the active window is the same as before", day.focus_unchanged)
    tap.step("all 200 characters are in the terminal", day.all_typed)
    tap.step("the keyboard ticks an item and the journal has it", day.tick_by_keyboard)
    tap.step("Escape dismisses it and the journal says so", day.dismiss)
    tap.step("after a restart the tick is still there", lambda: (day.restart(), day.tick_is_still_there()))
    tap.step("a calendar event that is due brings its card", day.card_for_meeting)
    tap.step("a meeting comes once, restarts included", day.meeting_comes_once)
    tap.step("no window or meeting title is on disk", day.no_titles_on_disk)
    tap.step("a bystander on the bus learns nothing", day.bystander_learns_nothing)
    tap.step("a second agent hands over and exits", day.second_agent_hands_over)
    tap.step("everything ends when told to", day.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
