#!/usr/bin/env python3
"""“Show This Here…” by keyboard, with the real programs: what somebody asks for in front of a window comes up at the next such window, after
a restart too, and no longer once it was removed.

usage: test_show_here.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

PACK = """format: 1
id: org.example.here
title: Here
version: 1
language: en
licence: CC0-1.0
owner: desk@example.org
"""

AID = """---
title: {title}
kind: note
task: {title}
owner: desk@example.org
reviewed: {today}
review-every: 180d
{triggers}
---
Say the purpose in one sentence.
"""

SHOW_HERE = "Show This Here"
PREFERENCES = "Preferences"


def get_waiting():
    answer = desk.run("gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", desk.AGENT_PATH,
                      "--method", "org.freedesktop.DBus.Properties.Get", desk.APP_ID + ".Agent1", "Waiting")
    return int(answer.split()[1].rstrip(">,)"))


def own_triggers():
    return desk.journal("SELECT aid, condition FROM own_triggers ORDER BY id")


def showings(aid):
    return desk.journal("SELECT count(*) FROM showings WHERE aid = ?", aid)[0][0]


def wait_active(name):
    """The window of this name, once it has the focus and something stands in it."""
    def probe():
        window = desk.find_window(name)
        return window if window and int(desk.active_window(), 16) == int(window) else ""

    window = desk.wait_for(f"the focus of {name}", probe)
    desk.wait_for(f"the pixels of {name}", lambda: desk.colours(window) > 20)
    return window


def count_surfaces():
    """What is on the screen, menus included: they stand beside the windows' frames."""
    return len(desk.run("xdotool", "search", "--onlyvisible", "--maxdepth", "1", "--name", ".*", check=False).split())


def press(*keys):
    for key in keys:
        desk.run("xdotool", "key", key)


def close(name):
    """By its key. Only while it has the focus, and again if a busy machine lost it."""
    def probe():
        window = desk.find_window(name)
        if window and int(desk.active_window(), 16) == int(window):
            press("Escape" if name == SHOW_HERE else "ctrl+w")
        return not window

    desk.wait_for(f"{name} to close", probe)


class Here:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-here."))
        self.write_pack()
        calendar = self.folder / "work.ics"
        # On now, with nobody else: it lists the aid, whose own moment is over.
        desk.write_calendar(calendar, desk.event("one", "Reading hour", time.time() - 600, 60, 0))
        self.programs = desk.Programs(build)
        self.programs.set("calendar-files", f"['{calendar}']")
        self.programs.set("interruptions-per-hour", "60")
        self.heard = self.folder / "heard"
        self.bystander = desk.subprocess.Popen(["gdbus", "monitor", "--session", "--dest", desk.AGENT_ID], stdout=open(self.heard, "wb"))
        self.inbox = desk.Terminal("Inbox", "xterm", self.folder)
        self.figures = desk.Terminal("Quarterly figures - Desk", "ledger", self.folder)
        self.programs.start_agent()
        self.programs.wait_warm()
        self.inbox.wake_keyboard()

    def write_pack(self):
        pack = desk.data_home() / "handrail/packs/here"
        today = time.strftime("%Y-%m-%d", time.gmtime())
        aids = {
            "review": ("Open a review", "triggers:\n  - {id: soon, when: {calendar: {title: reading, before: 1m}}}"),
            "ledger": ("Close the ledger", "keywords: [ledger]"),
            "control": ("Control", "triggers:\n  - {id: control, when: {window: {title: sales, dwell: 2s}}}"),
        }
        (pack / "aids").mkdir(parents=True)
        (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
        for name, (title, triggers) in aids.items():
            (pack / f"aids/{name}.md").write_text(AID.format(title=title, today=today, triggers=triggers), encoding="utf-8")

    def ask_from_today(self):
        """From the window that is in front: to Today, to the aid of the meeting, to its menu."""
        self.figures.focus()
        self.programs.activate("show-today")
        wait_active(desk.TODAY)
        # From one stop to the next until the aid is reached, which alone has a menu. While the day is being read its list is made anew, and
        # the menu goes with it: then once more.
        before = count_surfaces()

        def probe():
            if desk.find_window(SHOW_HERE):
                return True
            press(*(("Return",) if count_surfaces() > before else ("Tab", "shift+F10")))
            return False

        desk.wait_for("the window that asks", probe)
        wait_active(SHOW_HERE)

    def keep(self, count):
        """Enter, as soon as there is something to keep. The proposal is that of the window behind, although ours has the focus."""
        def probe():
            if len(own_triggers()) == count:
                return True
            window = desk.find_window(SHOW_HERE)
            if window and int(desk.active_window(), 16) == int(window):
                press("Return")
            return False

        desk.wait_for("the trigger in the journal", probe)

    def keep_first(self):
        self.keep(1)
        assert own_triggers() == [("review", "{window: {app: 'ledger', title: 'Quarterly figures'}}")], own_triggers()
        if desk.find_window(SHOW_HERE):
            close(SHOW_HERE)

    def close_today(self):
        self.programs.activate("show-today")
        wait_active(desk.TODAY)
        close(desk.TODAY)

    def silent_until_left(self):
        """The window in front when it was asked for has been seen: nothing comes for it."""
        assert not desk.find_window(desk.CARD) and showings("review") == 0, "it came for the window that was in front already"

    def survives_restart(self):
        before = own_triggers()
        self.inbox.focus()
        self.programs.stop_agent()
        self.programs.start_agent()
        assert own_triggers() == before, own_triggers()

    def comes_at_next_window(self):
        self.inbox.focus()
        another = desk.Terminal("Quarterly figures, again - Desk", "ledger", self.folder)
        another.focus()
        desk.wait_for("the card", lambda: desk.find_window(desk.CARD))
        assert showings("review") == 1, showings("review")
        self.programs.activate("focus-card")
        card = desk.find_window(desk.CARD)
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(card))
        press("Escape")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))
        another.close()

    def keep_second(self):
        sales = desk.Terminal("Sales of May - Desk", "ledger", self.folder)
        sales.retitle("Weekly totals - Desk")
        sales.focus()
        self.programs.activate("show-here", "<('org.example.here', 'ledger')>")
        wait_active(SHOW_HERE)
        self.keep(2)
        assert own_triggers()[1] == ("ledger", "{window: {app: 'ledger', title: 'Weekly totals'}}"), own_triggers()
        if desk.find_window(SHOW_HERE):
            close(SHOW_HERE)
        sales.close()

    def remove_in_preferences(self):
        self.programs.activate("show-preferences")
        wait_active(PREFERENCES)
        # Backwards to the last page; then the search, the first row, the second and its button.
        press("shift+Tab", "space", "Tab", "Tab", "Down", "Tab", "space")
        desk.wait_for("the trigger to leave the journal", lambda: [row[0] for row in own_triggers()] == ["review"])
        close(PREFERENCES)

    def stays_away(self):
        """A window that both had matched: the one of the pack comes, and nothing waits behind it."""
        self.inbox.focus()
        both = desk.Terminal("Weekly totals", "ledger", self.folder)
        both.retitle("Weekly totals, sales")
        both.focus()
        desk.wait_for("the control's card", lambda: desk.find_window(desk.CARD) and showings("control") == 1)
        assert get_waiting() == 0, "the removed one waits behind the card"
        assert showings("ledger") == 0, "the removed one came"
        both.close()

    def bystander_learns_nothing(self):
        call = ("gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", desk.AGENT_PATH, "--method")
        draft = "{'kind': <'window'>, 'app': <''>, 'title': <'x'>, 'minutes': <uint32 0>}"
        before = own_triggers()
        for method, words in (("Propose", ()), ("Preview", (draft,)), ("Add", ("org.example.here", "ledger", draft)),
                              ("Remove", ("org.example.here", "review", "own-1")), ("List", ())):
            answer = desk.subprocess.run([*call, f"{desk.APP_ID}.Triggers1.{method}", *words], capture_output=True, text=True, check=False)
            assert "AccessDenied" in answer.stderr, f"a stranger may call {method}: {answer.stdout}{answer.stderr}"
        assert own_triggers() == before, own_triggers()

        heard = self.heard.read_text(encoding="utf-8")
        changes = [line for line in heard.splitlines() if ".Triggers1." in line]
        assert len(changes) >= 3 and all(line.endswith("Triggers1.Changed ()") for line in changes), changes
        for secret in ("quarterly", "weekly", "ledger", "review", "reading"):
            assert secret not in heard.lower(), f"a bystander heard “{secret}”"

    def end(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        for terminal in (self.inbox, self.figures):
            terminal.close()
        self.bystander.terminate()
        self.bystander.wait()


def main():
    tap = taps.Tap()
    here = tap.step("a desk with a meeting that is on", lambda: Here(sys.argv[1]))
    if here is None:
        return tap.finish()
    tap.step("Today leads to the window that asks, by keyboard", here.ask_from_today)
    tap.step("Enter keeps what fits the window behind", here.keep_first)
    tap.step("Today closes", here.close_today)
    tap.step("what is in front already stays silent", here.silent_until_left)
    tap.step("it is kept across a restart of the agent", here.survives_restart)
    tap.step("the next such window brings the card", here.comes_at_next_window)
    tap.step("a second one is kept", here.keep_second)
    tap.step("the preferences remove it, by keyboard", here.remove_in_preferences)
    tap.step("what was removed stays away", here.stays_away)
    tap.step("a bystander on the bus learns nothing", here.bystander_learns_nothing)
    tap.step("everything ends when told to", here.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
