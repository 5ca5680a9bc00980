#!/usr/bin/env python3
"""Plays one morning on a virtual desktop with the installed programs and the starter packs, and keeps pictures of it.

usage: demo.py PREFIX FOLDER    (inside with-desktop; XDG_DATA_DIRS names PREFIX/share first)
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import panel as panels  # noqa: E402
import test_tray  # noqa: E402

# The look of a notification is its server's; these are two that people have.
DUNSTRC = """[global]
    width = 400
    origin = top-right
    offset = 24x56
    font = Cantarell 11
    format = "<b>%s</b>\\n%b"
    markup = full
    frame_width = 1
    frame_color = "{frame}"
    padding = 14
    horizontal_padding = 16
    corner_radius = 10
    idle_threshold = 0
    show_indicators = no
    max_icon_size = 48
    icon_path = {icons}
[urgency_low]
    background = "{background}"
    foreground = "{foreground}"
    timeout = 0
[urgency_normal]
    background = "{background}"
    foreground = "{foreground}"
    timeout = 0
"""
LIGHT = {"frame": "#c8c7c5", "background": "#fafafa", "foreground": "#241f31"}
DARK = {"frame": "#5e5c64", "background": "#303030", "foreground": "#ffffff"}


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

# Where cards stand, with some of the desktop around them: x, y, width, height.
CORNER = (480, 200, 800, 600)


def is_still():
    """Whether the screen stands still: nothing fades in any more."""
    return desk.run("sh", "-c", "import -window root rgb:- | md5sum") == desk.run("sh", "-c", "import -window root rgb:- | md5sum")


def keep(folder, name, x, y, width, height):
    """A part of the screen, as a picture that people are shown."""
    desk.wait_for("a picture that stands still", is_still)
    desk.run("import", "-window", "root", "-crop", f"{width}x{height}+{x}+{y}", "+repage", "-strip", "-define", "png:compression-level=9",
             str(folder / name))


def keep_window(folder, name, window, margin=24):
    x, y, width, height = desk.geometry(window)
    keep(folder, name, max(x - margin, 0), max(y - margin, 0), width + 2 * margin, height + 2 * margin)


def set_dark(programs, dark):
    programs.stop_ui()
    desk.run("gsettings", "set", "org.gnome.desktop.interface", "color-scheme", "prefer-dark" if dark else "default", check=False)


def show_preferences(programs, folder, suffix):
    programs.activate("show-preferences")
    window = desk.wait_for("the preferences", lambda: desk.find_window("Preferences"))
    desk.wait_for("their pixels", lambda: desk.colours(window) > 20)
    keep_window(folder, f"preferences{suffix}.png", window, margin=0)


def start_server(folder, look):
    settings = folder / "dunstrc"
    icons = pathlib.Path(__file__).resolve().parent.parent.parent / "data/icons"
    settings.write_text(DUNSTRC.format(icons=icons, **look), encoding="utf-8")
    server = subprocess.Popen(["dunst", "-conf", str(settings)], env={**os.environ, "G_DEBUG": ""}, stderr=subprocess.DEVNULL)
    desk.wait_for("the notification server", lambda: desk.owner_pid("org.freedesktop.Notifications") == server.pid)
    settings.unlink()
    return server


def show_notification(folder, suffix, look, write_meeting):
    """A meeting is due and this desktop shows no cards."""
    server = start_server(folder, look)
    write_meeting()
    window = desk.wait_for("the notification", lambda: desk.find_window("Dunst"))
    desk.wait_for("its pixels", lambda: desk.colours(window) > 20)
    keep_window(folder, f"notification{suffix}.png", window)
    server.terminate()
    server.wait(timeout=desk.LIMIT)


def show_menu(folder, suffix, dark):
    """What the notification server took with it waits behind the badge."""
    panel = panels.Panel(dark=dark)
    middle = str(panels.PANEL_HEIGHT // 2)
    place = (0, 0, panels.PANEL_HEIGHT, panels.PANEL_HEIGHT)
    desk.wait_for("the icon's pixels", lambda: len(set(zip(*[iter(panels.photograph(*place))] * 3))) > 3)
    desk.run("xdotool", "mousemove", middle, middle, "click", "3")
    menu = desk.wait_for("the icon's menu", lambda: (test_tray.menus() or [None])[0])
    x, y, width, height = desk.geometry(menu)
    keep(folder, f"tray-menu{suffix}.png", 0, 0, x + width + 40, y + height + 24)
    desk.run("xdotool", "key", "Escape")
    desk.wait_for("the menu to go", lambda: not test_tray.menus())
    panel.stop()


def start_agent_without_display(programs):
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    programs.agent = subprocess.Popen([str(programs.agent_program)], env=environment)
    desk.wait_for("the agent's bus name", lambda: desk.owner_pid(desk.AGENT_ID) == programs.agent.pid)


def show_without_cards(programs, folder, calendar, now):
    """A desktop that shows no cards: notifications and the tray's menu, light and dark."""
    events = [desk.event("supplier", "Supplier call: new terms", now + 3 * 3600, attendees=4), desk.event("one-to-one", "1:1 Sam", now + 5 * 3600)]
    start_agent_without_display(programs)
    for suffix, look, title in (("", LIGHT, "Performance review: Tomasz"), ("-dark", DARK, "1:1 Ada")):
        def write_meeting(title=title):
            events.insert(0, desk.event(title, title, time.time() + 240))
            desk.write_calendar(calendar, *events)
        show_notification(folder, suffix, look, write_meeting)
    for suffix, dark in (("", False), ("-dark", True)):
        show_menu(folder, suffix, dark)


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
    keep(folder, "card.png", *CORNER)
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
    show_preferences(programs, folder, "")
    set_dark(programs, True)
    programs.activate("open-aid", "<('io.github.handrail.managers', 'open-review')>")
    card_is_up()
    keep(folder, "card-dark.png", *CORNER)
    close_card(programs)
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

    show_preferences(programs, folder, "-dark")
    set_dark(programs, False)
    programs.stop_agent()
    show_without_cards(programs, folder, calendar, now)

    programs.stop_agent()
    programs.stop_ui()
    print(transcript.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
