#!/usr/bin/env python3
"""The tray as a person has it: the icon's pixels in a real Xfce panel, and clicks on the icon and on lines of its menu.

usage: test_tray.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import panel as panels  # noqa: E402
import tap as taps  # noqa: E402

PACK = """format: 1
id: org.example.tray
title: Tray
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
reviewed: 2026-10-01
review-every: 180d
triggers:
  - {{id: it, cooldown: 0s, max-per-day: 100, when: {when}}}
---
Say the purpose in one sentence.
"""


def menus():
    """X ids of open menus: viewable windows that the window manager does not manage, other than panel and tooltips."""
    listed = desk.run("xdotool", "search", "--onlyvisible", "--class", "[Ww]rapper|[Xx]fce4-panel", check=False).split()
    return [window for window in listed if "_NET_WM_WINDOW_TYPE_POPUP_MENU" in desk.run("xprop", "-id", window, "_NET_WM_WINDOW_TYPE", check=False)]


class Tray:
    def __init__(self, build):
        self.reader = str(pathlib.Path(build) / "tests/e2e/menu-reader")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-tray."))
        pack = desk.data_home() / "handrail/packs/tray"
        (pack / "aids").mkdir(parents=True)
        (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
        (pack / "aids/review.md").write_text(
            AID.format(title="Open a review", when="{window: {title: budget talk, dwell: 0s}}"), encoding="utf-8")
        (pack / "aids/goals.md").write_text(
            AID.format(title="Agree the goals", when="{window: {title: budget talk, dwell: 0s}}"), encoding="utf-8")
        (pack / "aids/meeting.md").write_text(
            AID.format(title="Before the catch-up", when="{calendar: {title: catch-up, before: 1m}}"), encoding="utf-8")
        self.calendar = self.folder / "work.ics"
        # The day in which the test runs has at least one minute left of it: a meeting that lasts past midnight has begun today.
        desk.write_calendar(self.calendar, desk.event("one", "Catch-up with Sam_W", time.time() - 120, minutes=60))
        self.programs = desk.Programs(build)
        self.programs.set("calendar-files", f"['{self.calendar}']")
        self.call = desk.Terminal("Inbox", "zoom", self.folder)
        self.call.wake_keyboard()
        self.panel = None
        self.icon = None

    # ---- what a person does ----

    def open_menu(self):
        """A right click on the icon; the answer is the menu's window."""
        desk.run("xdotool", "mousemove", *map(str, self.icon), "click", "3")
        return desk.wait_for("the icon's menu", lambda: (menus() or [None])[0])

    def choose(self, steps):
        """Opens the menu and takes a line by the keyboard: so many steps down, or up from the end."""
        self.open_menu()
        for _ in range(abs(steps)):
            desk.run("xdotool", "key", "Down" if steps > 0 else "Up")
        desk.run("xdotool", "key", "Return")
        desk.wait_for("the menu to go", lambda: not menus())

    def point(self, row, rows):
        """Opens the menu and clicks a line with the mouse: the separators are too thin to matter."""
        x, y, width, height = desk.geometry(self.open_menu())
        desk.run("xdotool", "mousemove", "--sync", str(x + width // 2), str(y + height * (2 * row - 1) // (2 * rows)), "click", "1")
        desk.wait_for("the menu to go", lambda: not menus())

    def expect_today(self):
        window = desk.wait_for("the Today window", lambda: desk.find_window(desk.TODAY))
        desk.wait_for("its focus", lambda: int(desk.active_window(), 16) == int(window))
        desk.wait_for("its pixels", lambda: desk.colours(window) > 20)
        desk.run("xdotool", "key", "alt+F4")
        desk.wait_for("Today to go", lambda: not desk.find_window(desk.TODAY))

    def paused_until(self):
        return int(desk.run("gsettings", "get", desk.APP_ID, "paused-until").split()[-1])

    # ---- the story ----

    def without_tray(self):
        """No panel: the agent runs, and the window that has everything opens."""
        self.programs.start_agent()
        self.programs.wait_warm()
        self.programs.activate("show-today")
        self.expect_today()

    def panel_comes(self):
        self.panel = panels.Panel()
        self.icon = self.panel.expect("the icon's blue in the panel", panels.TILE)

    def left_click(self):
        desk.run("xdotool", "mousemove", *map(str, self.icon), "click", "1")
        self.expect_today()

    def today_from_menu(self):
        """Meeting, Search, Talk it through, Today, the day’s count, two pauses, Preferences, Quit: the fourth of nine."""
        self.point(4, 9)
        self.expect_today()

    def meeting_from_menu(self):
        self.choose(1)
        self.expect_today()

    def lines(self):
        """The menu's labels, as a tray reads them."""
        return desk.run(self.reader).splitlines()

    def expect_line(self, line):
        if line not in self.lines():
            raise AssertionError(f"“{line}” is not in the menu: {self.lines()}")

    def nothing_interrupted(self):
        self.expect_line("0 of 12 interruptions today")
        self.programs.set("interruptions-per-day", "0")
        desk.wait_for("another line", lambda: "Interruptions are switched off" in self.lines())
        self.programs.set("interruptions-per-day", "12")
        desk.wait_for("the line of before", lambda: "0 of 12 interruptions today" in self.lines())

    def says_what_waits_and_why(self):
        self.expect_line("1 of 12 interruptions today, 1 waiting")
        title = {"review": "Agree the goals", "goals": "Open a review"}[next(iter(self.shown()))]
        self.expect_line(f"Waiting: {title} · one at a time")

    def pause(self):
        before = time.time()
        self.choose(6)
        desk.wait_for("the pause", lambda: 0 <= self.paused_until() / 1e6 - before - 3600 < 60)
        self.panel.expect("the grey of a pause", panels.GREY)

    def resume(self):
        self.choose(6)
        desk.wait_for("the end of the pause", lambda: self.paused_until() == 0)
        self.panel.expect("the icon's blue again", panels.TILE)

    def one_waits(self):
        """Two aids for one window: one is shown, the other waits behind the badge."""
        self.call.focus()
        self.call.retitle("Budget talk Q4")
        desk.wait_for("a card", lambda: desk.find_window(desk.CARD))
        self.panel.expect("the badge", panels.BADGE)
        if len(self.shown()) != 1:
            raise AssertionError(f"shown are {self.shown()}, not one")

    def shown(self):
        return {aid for (aid,) in desk.journal("SELECT aid FROM showings")}

    def open_waiting(self):
        self.choose(1)
        desk.wait_for("the aid that waited", lambda: self.shown() == {"goals", "review"})

    def stranger_reads_no_title(self):
        """Somebody on the bus who is no tray asks the menu, item by item and as a whole."""
        agent = ("gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", "/StatusNotifierItem/Menu", "--method")
        said = desk.run(*agent, "com.canonical.dbusmenu.GetLayout", "0", "int32 -1", "[]")
        said += desk.run(*agent, "com.canonical.dbusmenu.GetGroupProperties", "[]", "[]")
        said += desk.run(*agent[:6], "/StatusNotifierItem", "--method", "org.freedesktop.DBus.Properties.GetAll", "org.kde.StatusNotifierItem")
        if "Pause for an hour" not in said or "1 aid is waiting" not in said or "1 of 12 interruptions today, 1 waiting" not in said:
            raise AssertionError(f"the menu said nothing at all: the test proves nothing: {said}")
        for secret in ("Sam", "catch-up", "review", "goals", "budget"):
            if secret.lower() in said.lower():
                raise AssertionError(f"a stranger read “{secret}”")

    def panel_again(self):
        """The panel is restarted, and looks different: the icon comes back."""
        self.panel.stop()
        self.panel = panels.Panel(dark=True)
        self.panel.expect("the badge in the new panel", panels.BADGE)
        self.icon = self.panel.expect("the icon in the new panel", panels.TILE)

    def photograph_menu(self):
        self.open_menu()
        desk.screenshot(pathlib.Path(os.environ.get("G_TEST_BUILDDIR", self.folder)) / "tray-menu.png")
        desk.run("xdotool", "key", "Escape")
        desk.wait_for("the menu to go", lambda: not menus())

    def quit(self):
        agent, windows = self.programs.agent, desk.owner_pid(desk.APP_ID)
        if not windows:
            raise AssertionError("the windows do not run: the test proves nothing")
        self.choose(-1)
        if agent.wait(timeout=desk.LIMIT) != 0:
            raise AssertionError(f"the agent ended with {agent.returncode}")
        desk.wait_for("the windows to go", lambda: not desk.owner_pid(desk.APP_ID))
        desk.wait_for("the icon to go", lambda: not self.panel.find(panels.TILE))

    def starts_again(self):
        self.programs.start_agent()
        self.icon = self.panel.expect("the icon", panels.TILE)

    def end(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        self.panel.stop()
        self.call.close()


def main():
    tap = taps.Tap()
    tray = tap.step("a terminal, a calendar and a pack are there", lambda: Tray(sys.argv[1]))
    if tray is None:
        return tap.finish()
    tap.step("without a tray the agent works and Today opens", tray.without_tray)
    tap.step("a panel comes and shows the icon", tray.panel_comes)
    tap.step("a left click opens Today", tray.left_click)
    tap.step("so does a click on Today in its menu", tray.today_from_menu)
    tap.step("so does the line of a meeting", tray.meeting_from_menu)
    tap.step("the menu tells how many interruptions there were", tray.nothing_interrupted)
    tap.step("the menu pauses, and the icon says so", tray.pause)
    tap.step("the same line resumes", tray.resume)
    tap.step("something waits: the icon has a badge", tray.one_waits)
    tap.step("the menu tells what waits, and why", tray.says_what_waits_and_why)
    tap.step("a stranger on the bus reads no title", tray.stranger_reads_no_title)
    tap.step("another panel takes the icon up again", tray.panel_again)
    tap.step("the menu is photographed", tray.photograph_menu)
    tap.step("its first line opens what waits", tray.open_waiting)
    tap.step("Quit ends the agent and its windows", tray.quit)
    tap.step("both may be started again", tray.starts_again)
    tap.step("everything ends when told to", tray.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
