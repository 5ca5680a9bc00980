#!/usr/bin/env python3
"""When nobody should be disturbed: real notification servers, a real screen saver, a fake logind. What is seen is other programs' windows,
the journal, and how many nudges wait.

usage: test_presence.py BUILD FAKE-LOGIND    (inside with-desktop)
"""

import glob
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

PACK = """format: 1
id: org.example.presence
title: Presence
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
reviewed: {today}
review-every: 180d
triggers:
  - {{id: window, cooldown: 0s, max-per-day: 100, when: {{window: {{title: performance review, dwell: 0s}}}}}}
  - {{id: meeting, show: notification, when: {{calendar: {{title: quarterly, before: 10m}}}}}}
---
Say the purpose in one sentence.
"""

def count_waiting():
    answer = desk.run("gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", desk.AGENT_PATH,
                      "--method", "org.freedesktop.DBus.Properties.Get", desk.APP_ID + ".Agent1", "Waiting")
    return int(answer.split()[1].rstrip(">,)"))


def count_showings(trigger=None):
    """Of all triggers, or of one."""
    return sum(trigger in (None, row[0]) for row in desk.journal("SELECT trigger FROM showings"))


def start(*words):
    """Somebody else's program, whose warnings are its own."""
    environment = {key: value for key, value in os.environ.items() if key != "G_DEBUG"} | {"NO_AT_BRIDGE": "1"}
    return subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Server:
    """A notification server of one kind, while it is wanted."""

    def __init__(self, *words):
        self.process = start(*words)
        desk.wait_for(f"{words[0]} to own its name", lambda: desk.owner_pid("org.freedesktop.Notifications") == self.process.pid)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        desk.wait_for("the name to be free", lambda: not desk.owner_pid("org.freedesktop.Notifications"))


class Presence:
    def __init__(self, build, fake_logind):
        # The agent's system bus is the one with the fake on it.
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-presence."))
        self.logind = subprocess.Popen([fake_logind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.logind.stdout.readline() == "ready\n"

        pack = desk.data_home() / "handrail/packs/presence"
        (pack / "aids").mkdir(parents=True)
        (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
        (pack / "aids/review.md").write_text(AID.format(today=time.strftime("%Y-%m-%d", time.gmtime())), encoding="utf-8")
        self.calendar = self.folder / "work.ics"
        desk.write_calendar(self.calendar)

        self.dunst = Server("dunst", "-conf", "/dev/null")
        self.transcript = self.folder / "transcript"
        self.programs = desk.Programs(build, "--transcript", str(self.transcript))
        self.programs.set("interruptions-per-hour", "60")
        self.programs.set("interruptions-per-day", "200")
        self.programs.set("calendar-files", f"['{self.calendar}']")
        self.call = desk.Terminal("Inbox", "zoom", self.folder)
        self.programs.start_agent()
        self.programs.wait_warm()
        self.call.focus()
        self.steps = 0

    def tell(self, word):
        self.logind.stdin.write(word + "\n")
        self.logind.stdin.flush()

    def hear(self, act, changes=1):
        """Does something and waits until it has reached the agent, which is as slow as any other program on a busy machine."""
        def count():
            return self.transcript.read_text(encoding="utf-8").count("presence changed")

        before = count()
        act()
        desk.wait_for("the agent to hear of it", lambda: count() >= before + changes)

    @staticmethod
    def count_closed():
        return len(desk.journal("SELECT * FROM closings"))

    def come(self, what, probe):
        """Leaves a matching title and comes back to it. A busy agent may see the two changes as one, which is none: then once more."""
        def leave_and_return():
            self.steps += 1
            self.call.retitle(f"Inbox {self.steps}")
            self.call.retitle(f"Performance review {self.steps}")
            return probe()

        return desk.wait_for(what, leave_and_return)

    def come_held(self):
        self.come("the nudge behind the badge", lambda: count_waiting() == 1)

    def come_as_card(self):
        self.come("the card", lambda: desk.find_window(desk.CARD))

    def press_escape(self):
        card = desk.wait_for("the card", lambda: desk.find_window(desk.CARD))
        self.programs.activate("focus-card")
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(card))
        desk.run("xdotool", "key", "Escape")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))
        self.call.focus()

    def leave(self):
        self.call.retitle(f"Inbox {self.steps}")
        desk.wait_for("nothing to wait", lambda: count_waiting() == 0)

    def hold_and_release(self, hold, release):
        """Held while it is on; comes when it ends; does not come when its window has gone meanwhile."""
        shown = count_showings()
        self.hear(hold)
        self.come_held()
        assert not desk.find_window(desk.CARD), "a card came although nobody wants to be disturbed"
        release()
        self.press_escape()
        self.leave()

        self.hear(hold)
        self.come_held()
        self.leave()
        self.hear(release)
        # A card that does come shows that the one before it would have.
        self.come_as_card()
        self.press_escape()
        self.leave()
        desk.wait_for("two showings", lambda: count_showings() == shown + 2)

    def dunst_paused(self):
        self.hold_and_release(lambda: desk.run("dunstctl", "set-paused", "true"), lambda: desk.run("dunstctl", "set-paused", "false"))

    def serve(self, *words):
        """A new server; the agent knows how to ask it."""
        servers = []
        self.hear(lambda: servers.append(Server(*words)))
        return servers[0]

    def set_xfce(self, value):
        desk.run("xfconf-query", "-c", "xfce4-notifyd", "-p", "/do-not-disturb", "-n", "-t", "bool", "-s", value)

    def xfce_do_not_disturb(self):
        """Another server takes over while the agent runs."""
        self.hear(self.dunst.stop)
        server = self.serve(glob.glob("/usr/lib/*/xfce4/notifyd/xfce4-notifyd")[0])
        self.hold_and_release(lambda: self.set_xfce("true"), lambda: self.set_xfce("false"))
        self.hear(server.stop)
        self.dunst = self.serve("dunst", "-conf", "/dev/null")

    def sharing_toolbar(self):
        """A window like Zoom's toolbar appears: an open card goes behind the badge, and none comes until it is gone."""
        self.come_as_card()
        toolbar = desk.Terminal("as_toolbar", "zoom", self.folder)
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))
        assert count_waiting() == 1
        closed = self.count_closed()
        self.call.focus()
        self.come("the next nudge in its place", lambda: self.count_closed() > closed)
        assert not desk.find_window(desk.CARD), "a card came onto a shared screen"
        toolbar.close()
        self.press_escape()
        self.leave()

    def covered_screen(self):
        """mate-screensaver covers the screen for real: the open card goes, what comes behind it is a badge, and so it stays."""
        desk.run("gsettings", "set", "org.mate.screensaver", "lock-enabled", "false")
        saver = start("mate-screensaver", "--no-daemon")
        desk.wait_for("the screen saver", lambda: desk.owner_pid("org.mate.ScreenSaver"))
        self.come_as_card()
        desk.run("mate-screensaver-command", "--activate")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))
        shown = count_showings()
        closed = self.count_closed()
        self.come("the next nudge in its place", lambda: self.count_closed() > closed)
        self.hear(lambda: desk.run("mate-screensaver-command", "--deactivate"))
        desk.wait_for("the badge's showing", lambda: count_showings() > shown)
        assert desk.journal("SELECT shown FROM showings ORDER BY id DESC LIMIT 1") == [("badge",)]
        assert not desk.find_window(desk.CARD), "a card came after unlocking"
        saver.terminate()
        saver.wait()

    def locked_session(self):
        """The session manager's word is enough, without any screen saver."""
        self.come_as_card()
        self.tell("lock")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))
        self.hear(lambda: self.tell("unlock"))
        self.call.retitle("Inbox after the lock")

    def sleep(self):
        """Three reminders' moments fell into a sleep: one notification says so, the others wait; a second waking brings nothing."""
        shown = count_showings("meeting")
        displayed = int(desk.run("dunstctl", "count", "displayed"))
        waiting = count_waiting()
        self.tell("sleep")
        self.programs.agent.send_signal(signal.SIGSTOP)
        now = time.time()
        desk.write_calendar(self.calendar, *(desk.event(f"quarterly-{n}", f"Quarterly {n}", now + 60 * n, attendees=1) for n in (3, 4, 5)))
        self.tell("wake")
        self.programs.agent.send_signal(signal.SIGCONT)
        desk.wait_for("the reminders behind the badge", lambda: count_waiting() == waiting + 2)
        desk.wait_for("one notification", lambda: int(desk.run("dunstctl", "count", "displayed")) == displayed + 1)
        desk.run("dunstctl", "close-all")
        history = desk.run("gdbus", "call", "--session", "--dest", "org.freedesktop.Notifications", "--object-path", "/org/freedesktop/Notifications",
                           "--method", "org.dunstproject.cmd0.NotificationListHistory")
        assert "2 more came while you were away" in history, history

        self.tell("sleep")
        self.tell("wake")
        self.come_as_card()
        assert count_showings("meeting") == shown + 3, f"{count_showings('meeting') - shown} reminders for three meetings"

    def end(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        self.dunst.stop()
        self.call.close()
        self.logind.stdin.close()
        self.logind.wait()


def main():
    tap = taps.Tap()
    presence = tap.step("a desk, a notification server and a session manager are there", lambda: Presence(sys.argv[1], sys.argv[2]))
    if presence is None:
        return tap.finish()
    tap.step("while dunst is paused a card waits, and comes if it still matters", presence.dunst_paused)
    tap.step("the next server, Xfce's, is asked in its own way", presence.xfce_do_not_disturb)
    tap.step("a program that shares the screen sends the card behind the badge", presence.sharing_toolbar)
    tap.step("a covered screen shows nothing, and leaves a badge", presence.covered_screen)
    tap.step("a locked session shows nothing", presence.locked_session)
    tap.step("after a sleep one reminder speaks for all, and each comes once", presence.sleep)
    tap.step("everything ends when told to", presence.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
