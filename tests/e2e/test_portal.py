#!/usr/bin/env python3
"""A desktop portal that takes every call and answers none: the real one, stopped. Neither the agent nor the windows wait for it.

usage: test_portal.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

PORTAL_ID = "org.freedesktop.portal.Desktop"
PORTAL = "/usr/libexec/xdg-desktop-portal"

HELPERS = ("org.freedesktop.portal.Documents", "org.freedesktop.impl.portal.desktop.gnome", "org.freedesktop.impl.portal.desktop.gtk",
           "org.freedesktop.secrets")

# The toolkit alone would wait 25 s for the first of several answers.
SOON = 15.0

PACK = """format: 1
id: org.example.portal
title: Portal
version: 1
language: en
licence: CC0-1.0
owner: desk@example.org
"""

AID = """---
title: Open a review
kind: note
task: Open a review
owner: desk@example.org
reviewed: 2026-10-01
review-every: 180d
triggers:
  - {id: it, cooldown: 0s, max-per-day: 100, when: {window: {title: performance review, dwell: 0s}}}
---
Say the purpose in one sentence.
"""


class Desk:
    def __init__(self, build):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-portal."))
        aids = desk.data_home() / "handrail/packs/portal/aids"
        aids.mkdir(parents=True)
        (aids.parent / "pack.yaml").write_text(PACK, encoding="utf-8")
        (aids / "review.md").write_text(AID, encoding="utf-8")
        # It is stopped anyway: it needs neither its back-ends nor a file system that stays mounted when the desktop is taken down.
        for name in HELPERS:
            desk.write_service(name, "/bin/false")
        self.programs = desk.Programs(build)
        self.call = desk.Terminal("Inbox", "zoom", folder)
        self.portal = subprocess.Popen([PORTAL], env={**os.environ, "G_DEBUG": ""}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        desk.wait_for("the portal", lambda: desk.owner_pid(PORTAL_ID) == self.portal.pid)
        desk.wait_for("the portal's answer", self.portal_answers)
        self.portal.send_signal(signal.SIGSTOP)

    def portal_answers(self):
        return "uint32" in desk.run("gdbus", "call", "--session", "--dest", PORTAL_ID, "--object-path", "/org/freedesktop/portal/desktop",
                                    "--method", "org.freedesktop.DBus.Properties.Get", "org.freedesktop.portal.MemoryMonitor", "version", check=False)

    def expect_today(self):
        self.programs.activate("show-today")
        window = desk.wait_for("the Today window", lambda: desk.find_window(desk.TODAY), SOON)
        desk.wait_for("its pixels", lambda: desk.colours(window) > 20, SOON)

    def agent_starts(self):
        self.programs.start_agent()
        if "uint32 0" not in desk.run("gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", desk.AGENT_PATH, "--timeout", "2",
                                      "--method", "org.freedesktop.DBus.Properties.Get", desk.AGENT_ID + "1", "Waiting"):
            raise AssertionError("the agent says that something waits")

    def windows_start(self):
        desk.wait_for("the warm windows", lambda: desk.owner_pid(desk.APP_ID), SOON)
        self.expect_today()

    def card_comes(self):
        self.call.bring_card("1")
        self.programs.activate("focus-card")
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(desk.find_window(desk.CARD) or 0))
        desk.run("xdotool", "key", "Escape")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))

    def preferences_open(self):
        self.programs.activate("show-preferences")
        window = desk.wait_for("the preferences", lambda: desk.find_window("Preferences"), SOON)
        desk.wait_for("their pixels", lambda: desk.colours(window) > 20, SOON)

    def portal_is_back(self):
        """Windows that are open stay as they are."""
        before = desk.owner_pid(desk.APP_ID)
        self.portal.send_signal(signal.SIGCONT)
        desk.wait_for("the portal's answer", self.portal_answers)
        if desk.owner_pid(desk.APP_ID) != before or not desk.find_window(desk.TODAY):
            raise AssertionError("the windows went while somebody was using them")

    def restarted_windows(self):
        """Hidden ones are started anew, and ask it for its colours."""
        self.portal.send_signal(signal.SIGSTOP)
        self.programs.stop_ui()
        old = desk.wait_for("the warm windows", lambda: desk.owner_pid(desk.APP_ID), SOON)
        # Answered once they have given the portal up; it opens nothing.
        self.programs.activate("close-search")
        self.portal.send_signal(signal.SIGCONT)
        desk.wait_for("other warm windows", lambda: desk.owner_pid(desk.APP_ID) not in (0, old))
        self.expect_today()

    def end(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        self.portal.kill()
        self.portal.wait()
        self.call.close()


def main():
    tap = taps.Tap()
    story = tap.step("a portal that answers nothing, a terminal and a pack are there", lambda: Desk(sys.argv[1]))
    if story is None:
        return tap.finish()
    tap.step("the agent starts and answers", story.agent_starts)
    tap.step("the windows start, and Today opens", story.windows_start)
    tap.step("a card comes and goes", story.card_comes)
    tap.step("the preferences open", story.preferences_open)
    tap.step("when the portal answers again, open windows stay", story.portal_is_back)
    tap.step("hidden ones are started anew", story.restarted_windows)
    tap.step("everything ends when told to", story.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
