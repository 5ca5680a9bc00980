#!/usr/bin/env python3
"""A long life in short: titles that change as fast as the X server takes them, and a calendar that is replaced two hundred times. The agent does not
grow, does not miss the last word, and writes none of it down.

usage: test_soak.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

DEEP = "HANDRAIL_DEEP" in os.environ
TITLES = 200_000 if DEEP else 40_000
WARM_UP = TITLES // 10
ROUNDS = 10
CALENDARS = 200
EVENTS = 2000
MAY_GROW_KIB = 1024

# Stands in every title of a window or a meeting, and nowhere else.
CANARY = "Kolkrabe"

EVERY_WINDOW = -1
FIREFOX, CALC, ZOOM = range(3)

PACK = """format: 1
id: org.example.soak
title: Soak
version: 1
language: en
licence: CC0-1.0
owner: desk@example.org
"""

AID = """---
title: Aid {id}
kind: note
task: Go on
owner: desk@example.org
reviewed: {today}
review-every: 180d
triggers:
  - {{id: it, show: badge, cooldown: 0s, max-per-day: 1000, when: {when}}}
---
Go on.
"""

AIDS = {
    "rook": "{window: {app: zoom, title: the last word is rook, dwell: 0s}}",
    "knight": "{window: {app: zoom, title: the last word is knight, dwell: 0s}}",
    "stays": "{window: {app: zoom, title: sprint planning, dwell: 2s}}",
    "in-front": "{window: {app: libreoffice-calc, title: quarterly figures, dwell: 2s}}",
    "meeting": "{calendar: {title: kick-off, during: true}}",
}


class Storm:
    """title-storm, told what to do a line at a time."""

    def __init__(self, build):
        self.process = subprocess.Popen([build / "tests/fakes/title-storm", CANARY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def wait(self):
        """Milliseconds that it took."""
        return int(self.process.stdout.readline())

    def do(self, line):
        self.tell(line)
        return self.wait()

    def show(self, window, title):
        return self.do(f"show {window} {title} {CANARY}")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Soak:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-soak."))
        packs = desk.data_home() / "handrail/packs"
        shutil.copytree(pathlib.Path(__file__).resolve().parents[2] / "assets/packs", packs)
        (packs / "soak/aids").mkdir(parents=True)
        (packs / "soak/pack.yaml").write_text(PACK, encoding="utf-8")
        today = time.strftime("%Y-%m-%d", time.gmtime())
        for name, when in AIDS.items():
            (packs / f"soak/aids/{name}.md").write_text(AID.format(id=name, when=when, today=today), encoding="utf-8")

        self.log = self.folder / "agent.log"
        self.calendar = self.folder / "work.ics"
        self.storm = Storm(pathlib.Path(build))
        self.programs = desk.Programs(build)
        self.programs.set("keep-warm", "false")
        self.programs.set("desktop-calendars", "false")
        self.programs.set("calendar-files", f"['{self.calendar}']")
        with open(self.log, "wb") as log:
            self.programs.agent = subprocess.Popen([self.programs.agent_program], stdout=log, stderr=log,
                                                   env={**os.environ, "G_MESSAGES_DEBUG": "all"})
        desk.wait_for("the agent's bus name", lambda: desk.owner_pid(desk.AGENT_ID) == self.programs.agent.pid)
        self.last_words = 0

    @staticmethod
    def count(aid):
        rows = desk.journal("SELECT count(*) FROM showings WHERE pack = 'org.example.soak' AND aid = ?", aid)
        return rows[0][0] if rows else 0

    def rss(self):
        for line in pathlib.Path(f"/proc/{self.programs.agent.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise AssertionError("the agent is gone")

    def say_last_word(self):
        """What stands at the end of a storm is what counts: its aid comes. Two take turns: of a short storm the agent may see nothing but its end."""
        aid = ("rook", "knight")[self.last_words % 2]
        before = self.count(aid)
        self.last_words += 1
        self.storm.show(ZOOM, f"The last word is {aid}, number {self.last_words}")
        desk.wait_for("the aid for the last title", lambda: self.count(aid) == before + 1)

    def rage(self, count):
        self.storm.do(f"storm {count} 0 {EVERY_WINDOW} -")
        self.say_last_word()

    def warm_up(self):
        """After a tenth of it everything that is made once has been made."""
        for _ in range(ROUNDS):
            self.rage(WARM_UP // ROUNDS)
        return self.rss()

    def stays_for_its_dwell(self):
        """Titles that all match, one after the other: the window stays, and so its dwell runs on. Then the storm goes on without it."""
        self.storm.show(ZOOM, "Inbox")
        self.storm.tell(f"storm 3000 1000 {ZOOM} Sprint planning")
        self.storm.wait()
        self.storm.do(f"storm 500 0 {EVERY_WINDOW} -")
        desk.wait_for("the aid of the window that stayed", lambda: self.count("stays") == 1)

    def stays_while_others_rage(self):
        """One title in front, and another window changes behind it."""
        self.storm.show(CALC, "Quarterly figures")
        self.storm.tell(f"storm 3000 1000 {FIREFOX} -")
        self.storm.wait()
        self.storm.do(f"storm 500 0 {EVERY_WINDOW} -")
        desk.wait_for("the aid of the window in front", lambda: self.count("in-front") == 1)

    def go_on(self, before):
        for _ in range(ROUNDS):
            self.rage((TITLES - WARM_UP) // ROUNDS)
        self.compare(before)

    def compare(self, before):
        after = self.rss()
        print(f"# RSS {before} KiB, then {after} KiB", flush=True)
        assert after <= before + MAY_GROW_KIB, f"it grew from {before} KiB to {after} KiB"

    def replace_calendars(self):
        """Each file has a meeting of its own that is running: its aid says that the file was read."""
        now = time.time()
        events = [desk.event(f"event-{n}-ROUND", f"Stand-up {CANARY} {n} ROUND", now - 7 * 86400 + n * 600,
                             extra="RRULE:FREQ=WEEKLY;COUNT=4" if n % 10 == 0 else f"LOCATION:Room {n}") for n in range(EVENTS - 1)]
        events.append(desk.event("kick-off-ROUND", f"Kick-off {CANARY} ROUND", now - 60, minutes=240))
        before = None
        for number in range(CALENDARS):
            desk.write_calendar(self.calendar, *(event.replace("ROUND", str(number)) for event in events))
            desk.wait_for(f"the meeting of calendar {number}", lambda n=number: self.count("meeting") == n + 1)
            if number == CALENDARS // 10:
                before = self.rss()
        self.compare(before)

    def nothing_is_written_down(self):
        """Neither the journal, settings and caches nor a log with everything in it."""
        self.programs.stop_agent()
        assert self.programs.agent.returncode == 0, f"the agent ended with {self.programs.agent.returncode}"
        places = [self.log]
        for home in {os.environ["HOME"], os.environ["XDG_RUNTIME_DIR"]}:
            places += [path for path in pathlib.Path(home).rglob("*") if path.is_file()]
        told = [path.name for path in places if CANARY.encode() in path.read_bytes()]
        assert not told, f"a title stands in {', '.join(told)}"
        assert desk.data_home() / "handrail/journal.db" in places and self.log.stat().st_size > 0, "nothing was looked through"
        self.storm.close()


def main():
    tap = taps.Tap()
    soak = tap.step("a desk with both starter packs", lambda: Soak(sys.argv[1]))
    if soak is None:
        return tap.finish()
    before = tap.step(f"{WARM_UP} titles, and the last one wins each time", soak.warm_up)
    tap.step("a window that stays is not lost among its own titles", soak.stays_for_its_dwell)
    tap.step("a window in front is not lost behind another's titles", soak.stays_while_others_rage)
    tap.step(f"after {TITLES} titles the agent is no larger", lambda: soak.go_on(before))
    tap.step(f"after {CALENDARS} calendars of {EVENTS} events it is no larger", soak.replace_calendars)
    tap.step("no title was written down", soak.nothing_is_written_down)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
