#!/usr/bin/env python3
"""Plays one morning on a virtual desktop with the installed programs and the starter packs, and keeps pictures of it.

usage: demo.py PREFIX FOLDER    (inside with-desktop; XDG_DATA_DIRS names PREFIX/share first)
"""

import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402


class InstalledPrograms(desk.Programs):
    def __init__(self, prefix, *agent_words):
        super().__init__(prefix, *agent_words)
        self.agent_program = self.build / "bin/handrail-agent"
        self.ui_program = self.build / "bin/handrail"
        self.ctl_program = self.build / "bin/handrailctl"
        desk.write_service(desk.APP_ID, self.ui_program)
        desk.reload_bus()


def card_is_up():
    card = desk.wait_for("the card", lambda: desk.find_window(desk.CARD))
    desk.wait_for("the card's pixels", lambda: desk.colours(card) > 20)
    return card


def close_card(programs):
    programs.activate("focus-card")
    desk.wait_for("the card's focus", lambda: desk.find_window(desk.CARD) and
                  int(desk.active_window(), 16) == int(desk.find_window(desk.CARD)))
    desk.run("xdotool", "key", "Escape")
    desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))


def main():
    prefix, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    transcript = folder / "transcript.txt"
    calendar = pathlib.Path.home() / "Calendars/work.ics"
    calendar.parent.mkdir(parents=True)

    desk.run("xsetroot", "-solid", "#5b7a99")
    programs = InstalledPrograms(prefix, "--transcript", str(transcript))
    now = time.time()
    desk.write_calendar(calendar,
                        desk.event("supplier", "Supplier call: new terms", now + 3 * 3600, attendees=4),
                        desk.event("one-to-one", "1:1 Sam", now + 5 * 3600))
    programs.set("calendar-files", f"['{calendar}']")
    work = desk.Terminal("Quarterly figures", "editor")
    programs.start_agent()
    programs.wait_warm()
    work.focus()

    # A meeting is put into the calendar five minutes before it starts.
    desk.write_calendar(calendar,
                        desk.event("review", "Performance review: Priya", time.time() + 299),
                        desk.event("supplier", "Supplier call: new terms", now + 3 * 3600, attendees=4),
                        desk.event("one-to-one", "1:1 Sam", now + 5 * 3600))
    card_is_up()
    desk.screenshot(folder / "1-card-before-meeting.png")

    # Two items are ticked by keyboard.
    programs.activate("focus-card")
    desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(desk.find_window(desk.CARD)))
    for ticked in (1, 2):
        desk.run("xdotool", "key", "space")
        desk.wait_for("the tick", lambda n=ticked: desk.journal("SELECT count(*) FROM items WHERE ticked")[0][0] == n)
        desk.run("xdotool", "key", "Tab")
    desk.screenshot(folder / "2-ticked.png")
    close_card(programs)

    # Another window comes to the front, and its title calls for another aid.
    call = desk.Terminal("Zoom", "zoom")
    call.focus()
    call.retitle("Performance review Q4 - Zoom")
    card_is_up()
    desk.screenshot(folder / "3-card-for-window.png")
    close_card(programs)

    # The evening: the same, dark.
    programs.stop_ui()
    desk.run("gsettings", "set", "org.gnome.desktop.interface", "color-scheme", "prefer-dark", check=False)
    programs.activate("open-aid", "<('io.github.handrail.managers', 'handle-pushback')>")
    card_is_up()
    desk.screenshot(folder / "4-dark.png")
    close_card(programs)
    work.close()
    call.close()
    programs.activate("show-today")
    today = desk.wait_for("the Today window", lambda: desk.find_window(desk.TODAY))
    desk.wait_for("its pixels", lambda: desk.colours(today) > 20)
    desk.screenshot(folder / "5-today.png")

    programs.stop_agent()
    programs.stop_ui()
    print(transcript.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
