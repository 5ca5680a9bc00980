#!/usr/bin/env python3
"""A day with the installed Flatpak: every program runs in its sandbox, the terminal and the window manager do not.

Proves that the sandbox lets through what the product needs (the title over X, the card, the two names on the bus, the data below
~/.var/app) and nothing of what it does not.
"""

import configparser
import contextlib
import json
import os
import pathlib
import shlex
import signal
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import panel as panels  # noqa: E402
import tap as taps  # noqa: E402

# A pack of the user's own, where the sandbox looks for it.
PACK = """format: 1
id: org.example.notices
title: Notices
version: 1
language: en
licence: CC0-1.0
owner: desk@example.org
"""

AID = """---
title: Before the budget talk
kind: note
task: Be ready for the budget talk
owner: desk@example.org
reviewed: 2026-10-01
review-every: 180d
triggers:
  - {id: notice, show: notification, when: {window: {app: zoom, title: budget talk, dwell: 0s}}}
---
Say the purpose in one sentence.
"""

DUNSTRC = """[global]
    idle_threshold = 0
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
"""

EXPORTS = (
    f"applications/{desk.APP_ID}.desktop",
    f"dbus-1/services/{desk.APP_ID}.service",
    f"dbus-1/services/{desk.AGENT_ID}.service",
    f"icons/hicolor/scalable/apps/{desk.APP_ID}.svg",
    f"icons/hicolor/symbolic/apps/{desk.APP_ID}-symbolic.svg",
)


PORTAL_ID = "org.freedesktop.portal.Desktop"


def call_bus(method, *words):
    return desk.run("gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus",
                    "--method", f"org.freedesktop.DBus.{method}", *words)


def in_sandbox(*words, **options):
    """Runs a program with the app's permissions."""
    return desk.run("flatpak", "run", "--user", f"--command={words[0]}", desk.APP_ID, *words[1:], **options)


def sandboxed(program):
    """The pids of a program that see the world as this app's sandbox shows it."""
    pids = []
    for entry in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and (entry / "comm").read_text(encoding="utf-8").strip() == program[:15]:
                info = (entry / "root/.flatpak-info").read_text(encoding="utf-8")
                if f"name={desk.APP_ID}\n" in info and os.environ["FLATPAK_USER_DIR"] in info:
                    pids.append(int(entry.name))
    return pids


def picture():
    return subprocess.run(["import", "-window", "root", "ppm:-"], check=True, capture_output=True).stdout


class Day:
    def __init__(self, work):
        self.work = pathlib.Path(work)
        self.home = pathlib.Path(os.environ["HOME"])
        self.data = self.home / ".var/app" / desk.APP_ID / "data"
        self.call = desk.Terminal("Inbox", "zoom")
        self.call.wake_keyboard()
        self.card = ""
        self.focused = ""
        self.panel = None
        self.dunst = None
        self.portal = None

    def desktop_is_there(self):
        """A tray, a notification server and GNOME's portals, all the real ones, and a pack of the user's own."""
        self.panel = panels.Panel()
        self.portal = subprocess.Popen(["/usr/libexec/xdg-desktop-portal"], env={**os.environ, "G_DEBUG": "", "XDG_CURRENT_DESKTOP": "GNOME"},
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        desk.wait_for("the portal", lambda: desk.owner_pid(PORTAL_ID) == self.portal.pid)
        settings = self.work / "dunstrc"
        settings.write_text(DUNSTRC, encoding="utf-8")
        self.dunst = subprocess.Popen(["dunst", "-config", str(settings)], env={**os.environ, "G_DEBUG": ""})
        desk.wait_for("the notification server", lambda: desk.owner_pid("org.freedesktop.Notifications") == self.dunst.pid)
        aids = self.data / "handrail/packs/notices/aids"
        aids.mkdir(parents=True)
        (aids.parent / "pack.yaml").write_text(PACK, encoding="utf-8")
        (aids / "budget.md").write_text(AID, encoding="utf-8")

    def icon_opens_today(self):
        """The only icon in the tray is ours: something is drawn where it stands, and a click on it brings Today."""
        place = (0, 0, panels.PANEL_HEIGHT, panels.PANEL_HEIGHT)
        desk.wait_for("the icon's pixels", lambda: len(set(zip(*[iter(panels.photograph(*place))] * 3))) > 3)
        middle = str(panels.PANEL_HEIGHT // 2)
        desk.run("xdotool", "mousemove", middle, middle, "click", "1")
        today = desk.wait_for("the Today window", lambda: desk.find_window(desk.TODAY))
        desk.wait_for("its pixels", lambda: desk.colours(today) > 20)
        desk.wait_for("its focus", lambda: int(desk.active_window(), 16) == int(today))
        desk.run("xdotool", "key", "alt+F4")
        desk.wait_for("Today to go", lambda: not desk.find_window(desk.TODAY))

    def notification_comes(self):
        self.call.focus()
        self.call.retitle("Budget talk - Zoom")
        desk.wait_for("the notification", lambda: desk.run("dunstctl", "count", "displayed") == "1")
        window = desk.wait_for("its window", lambda: desk.find_window("Dunst"))
        desk.wait_for("its pixels", lambda: desk.colours(window) > 5)
        desk.run("dunstctl", "action", "0")
        card = desk.wait_for("the card it opens", lambda: desk.find_window(desk.CARD))
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(card))
        desk.screenshot(self.work / "notification.png")
        desk.run("xdotool", "key", "Escape")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))

    def end(self):
        self.stop()
        self.panel.stop()
        self.dunst.terminate()
        self.dunst.wait(timeout=desk.LIMIT)
        self.call.close()

    def expect_exports(self):
        share = pathlib.Path(os.environ["FLATPAK_USER_DIR"]) / "exports/share"
        missing = [path for path in EXPORTS if not (share / path).exists()]
        # flatpak-builder 1.2 renames it to the suffix of old, later ones leave it.
        if not list((share / "metainfo").glob(f"{desk.APP_ID}.*.xml")):
            missing.append("metainfo")
        if missing:
            raise AssertionError(f"not exported: {', '.join(missing)}")
        for name, program in ((desk.APP_ID, "handrail"), (desk.AGENT_ID, "handrail-agent")):
            service = configparser.ConfigParser(interpolation=None)
            service.optionxform = str
            service.read(share / f"dbus-1/services/{name}.service", encoding="utf-8")
            section = service["D-BUS Service"]
            command = [word.split("=", 1)[1] for word in shlex.split(section["Exec"]) if word.startswith("--command=")]
            if command != [f"/app/bin/{program}"]:
                raise AssertionError(f"the bus would start {section['Exec']}")
            if "SystemdService" in section:
                raise AssertionError(f"the bus would wait for a unit {section['SystemdService']} that Flatpak does not export")

    def start_agent(self):
        """As a session does: somebody asks the bus for the name."""
        call_bus("StartServiceByName", desk.AGENT_ID, "0")
        desk.wait_for("the agent in its sandbox", lambda: desk.owner_pid(desk.AGENT_ID) and sandboxed("handrail-agent"))

    # ---- start at login ----

    def login_command(self):
        """What a session of this user would run, by the entry that the desktop wrote; "" for nothing."""
        entry = configparser.ConfigParser(interpolation=None)
        entry.optionxform = str
        entry.read(self.home / f".config/autostart/{desk.APP_ID}.desktop", encoding="utf-8")
        return entry.get("Desktop Entry", "Exec", fallback="")

    def set_autostart(self, value):
        in_sandbox("gsettings", "set", desk.APP_ID, "autostart", value)

    def autostart(self):
        return in_sandbox("gsettings", "get", desk.APP_ID, "autostart")

    def starts_at_login(self):
        """Nobody asked for it: it is the default."""
        command = desk.wait_for("the entry for the login", self.login_command)
        if "--command=handrail-agent" not in command or not command.endswith(f"{desk.APP_ID} --supervised"):
            raise AssertionError(f"the session would run {command}")

    def switch_takes_entry_away(self):
        self.set_autostart("false")
        desk.wait_for("the entry to go", lambda: not self.login_command())
        self.set_autostart("true")
        desk.wait_for("the entry to be back", self.login_command)

    def desktop_refuses(self):
        """The user has forbidden it in the desktop's settings: the switch goes back to what is so."""
        self.set_autostart("false")
        desk.wait_for("the entry to go", lambda: not self.login_command())
        desk.run("flatpak", "permission-set", "background", "background", desk.APP_ID, "no")
        self.set_autostart("true")
        desk.wait_for("the switch to go back", lambda: self.autostart() == "false")
        if self.login_command():
            raise AssertionError("the desktop refused and the entry is there")
        desk.run("flatpak", "permission-set", "background", "background", desk.APP_ID, "yes")

    def portal_hangs(self):
        """A portal that takes calls and answers none: what was wished for stays, and is asked for again by the next agent."""
        self.portal.send_signal(signal.SIGSTOP)
        self.set_autostart("true")
        self.stop()
        self.start_agent()
        self.wait_warm()
        if self.login_command():
            raise AssertionError("who wrote the entry?")
        self.portal.send_signal(signal.SIGCONT)
        desk.wait_for("the entry", self.login_command)

    def portal_ends(self):
        """Nobody to ask: the setting is left as it was wished."""
        self.portal.terminate()
        self.portal.wait(timeout=desk.LIMIT)
        desk.wait_for("the portal to go", lambda: not desk.owner_pid(PORTAL_ID))
        self.set_autostart("false")
        self.stop()
        self.start_agent()
        self.wait_warm()
        if self.autostart() != "false":
            raise AssertionError("the setting was changed")
        (self.home / f".config/autostart/{desk.APP_ID}.desktop").unlink()

    def wait_warm(self):
        desk.wait_for("the windows in their sandbox", lambda: desk.owner_pid(desk.APP_ID) and sandboxed("handrail"))

    def card_for_window(self):
        self.call.focus()
        self.focused = desk.active_window()
        self.call.retitle("Performance review Q4 - Zoom")
        self.card = desk.wait_for("the card's window", lambda: desk.find_window(desk.CARD))
        desk.wait_for("the card's pixels", lambda: desk.colours(self.card) > 20)
        if desk.active_window() != self.focused:
            raise AssertionError(f"the active window was {self.focused} and is {desk.active_window()}")

    def activate(self, action):
        desk.run("gdbus", "call", "--session", "--dest", desk.APP_ID, "--object-path", desk.UI_PATH,
                 "--method", "org.freedesktop.Application.ActivateAction", action, "[]", "{}")

    def journal(self, query):
        path = self.data / "handrail/journal.db"
        if not path.exists():
            return []
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return database.execute(query).fetchall()

    def ticked(self):
        return self.journal("SELECT runs.aid, items.item FROM items JOIN runs ON runs.id = items.run WHERE items.ticked")

    def tick_by_keyboard(self):
        self.activate("focus-card")
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(self.card))
        desk.run("xdotool", "key", "space")
        desk.wait_for("the tick in the sandbox's journal", lambda: len(self.ticked()) == 1)
        desk.wait_for("a picture that stands still", lambda: picture() == picture())
        desk.screenshot(self.work / "card.png")

    def stop(self):
        """Ends both sandboxes from outside, as a logout does."""
        desk.run("flatpak", "kill", desk.APP_ID)
        for name in (desk.AGENT_ID, desk.APP_ID):
            desk.wait_for(f"{name} to go", lambda name=name: not desk.owner_pid(name))

    def tick_outlives_a_restart(self):
        before = self.ticked()
        self.stop()
        self.start_agent()
        self.wait_warm()
        if len(before) != 1 or self.ticked() != before:
            raise AssertionError(f"the tick was {before} and is {self.ticked()}")

    def control_tool_sees_it(self):
        aid = self.ticked()[0][0]
        if aid not in in_sandbox("handrailctl", "journal", "export"):
            raise AssertionError(f"handrailctl in the sandbox does not tell of {aid}")

    def stays_inside(self):
        """Nothing of ours in the host's home, no file of the host's in the sandbox, and nothing sent."""
        ours = [str(path) for path in self.home.rglob("*handrail*") if ".var" not in path.parts]
        if ours:
            raise AssertionError(f"left in the home folder: {', '.join(ours)}")

        secret = self.home / "secret.txt"
        secret.write_text("secret", encoding="utf-8")
        seen = subprocess.run(["flatpak", "run", "--user", "--command=cat", desk.APP_ID, str(secret)], check=False, capture_output=True, text=True)
        if seen.returncode == 0 or "No such file" not in seen.stderr:
            raise AssertionError(f"the sandbox and the home folder: {seen.stdout}{seen.stderr}")

        # The sandbox lets the network in, for subscriptions: where nobody subscribed to anything, nothing has left.
        sent = json.loads(in_sandbox("handrailctl", "journal", "export"))
        if sent["egress"] or sent["egress_days"]:
            raise AssertionError(f"something was sent: {sent['egress']}{sent['egress_days']}")


def main():
    tap = taps.Tap()
    day = tap.step("a terminal outside the sandbox is there", lambda: Day(sys.argv[1]))
    if day is None:
        return tap.finish()
    tap.step("desktop entry, icons, metainfo and both bus services are exported", day.expect_exports)
    tap.step("a panel with a tray, a notification server and a pack of the user's own are there", day.desktop_is_there)
    tap.step("the bus starts the agent in its sandbox", day.start_agent)
    tap.step("the agent warms the windows in theirs", day.wait_warm)
    tap.step("the desktop's portal wrote the entry that starts the agent at login", day.starts_at_login)
    tap.step("the switch takes the entry away and brings it back", day.switch_takes_entry_away)
    tap.step("where the desktop refuses, the switch goes back", day.desktop_refuses)
    tap.step("a portal that hangs holds up neither agent nor windows, and gets its question when it is back", day.portal_hangs)
    tap.step("without a portal both start, and the setting stays as it is", day.portal_ends)
    tap.step("the tray shows the icon, and a click on it brings Today", day.icon_opens_today)
    tap.step("a title calls for a notification; its action brings the card with the focus", day.notification_comes)
    tap.step("a title matches: the shipped pack's card is mapped and painted, the focus stays", day.card_for_window)
    tap.step("the keyboard ticks an item and the sandbox's journal has it", day.tick_by_keyboard)
    tap.step("after a restart of both the tick is still there", day.tick_outlives_a_restart)
    tap.step("handrailctl reads the same journal", day.control_tool_sees_it)
    tap.step("the sandbox sees no home folder, sends nothing, and leaves nothing outside", day.stays_inside)
    tap.step("everything ends when told to", day.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
