#!/usr/bin/env python3
"""What can be wrong with somebody's computer, one thing at a time: Handrail says so, loses nothing and goes on.

usage: test_trouble.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

PACK = """format: 1
id: org.example.trouble
title: Trouble
version: 1
language: en
licence: CC0-1.0
owner: desk@example.org
"""

GOOD = """---
title: Open a review
kind: note
task: Open a review
owner: desk@example.org
reviewed: 2026-10-01
review-every: 180d
triggers:
  - {id: window, cooldown: 0s, max-per-day: 100, when: {window: {title: performance review, dwell: 0s}}}
---
Say the purpose in one sentence.
"""


class Trouble:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-trouble."))
        self.aids = desk.data_home() / "handrail/packs/trouble/aids"
        self.aids.mkdir(parents=True)
        (self.aids.parent / "pack.yaml").write_text(PACK, encoding="utf-8")
        self.journal = desk.data_home() / "handrail/journal.db"
        self.programs = desk.Programs(build)
        self.call = desk.Terminal("Inbox", "zoom", self.folder)

    def no_bus(self):
        environment = {key: value for key, value in os.environ.items() if key != "DBUS_SESSION_BUS_ADDRESS"}
        environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={self.folder}/nobody"
        done = subprocess.run([str(self.programs.agent_program)], env=environment, capture_output=True, text=True,
                              timeout=desk.LIMIT, check=False)
        assert done.returncode == 1 and "session bus" in done.stderr, done

    def no_display(self):
        environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
        with open(self.folder / "said", "w+", encoding="utf-8") as said:
            agent = subprocess.Popen([str(self.programs.agent_program)], env=environment, stderr=said)
            desk.wait_for("the agent", lambda: desk.owner_pid(desk.AGENT_ID) == agent.pid)
            desk.wait_for("its word on it", lambda: "X server" in (self.folder / "said").read_text(encoding="utf-8"))
            assert agent.poll() is None, "the agent ended without a display"
            agent.terminate()
            assert agent.wait(timeout=desk.LIMIT) == 0

    def dismiss(self):
        self.programs.activate("focus-card")
        card = desk.find_window(desk.CARD)
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(card))
        desk.run("xdotool", "key", "Escape")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))

    def broken_aid_is_mended(self):
        """The author saves a broken aid, then mends it: no restart, the card comes."""
        (self.aids / "review.md").write_text(GOOD.replace("kind: note", "kind: nonsense"), encoding="utf-8")
        self.programs.start_agent()
        self.programs.wait_warm()
        self.call.focus()
        self.call.retitle("Performance review while broken")
        part = self.aids / "review.md.part"
        part.write_text(GOOD, encoding="utf-8")
        part.rename(self.aids / "review.md")
        # Its window matches already, and what is so when a rule arrives is no news: the next change is.
        self.call.bring_card("mended")
        self.dismiss()

    def killed_ui(self):
        self.programs.stop_ui(desk.signal.SIGKILL)
        self.call.bring_card("after a crash of the windows")
        self.dismiss()

    def damaged_journal(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        for path in self.journal.parent.glob("journal.db-*"):
            path.unlink()
        self.journal.write_bytes(b"This is no database." * 500)
        self.programs.start_agent()
        self.programs.wait_warm()
        aside = list(self.journal.parent.glob("journal.db.damaged-*"))
        assert len(aside) == 1 and aside[0].read_bytes().startswith(b"This is no database."), aside
        self.call.bring_card("after damage")
        self.dismiss()
        desk.wait_for("the new journal", lambda: desk.journal("SELECT count(*) FROM closings")[0][0] > 0)

    def newer_journal(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        with sqlite3.connect(self.journal) as database:
            database.execute("PRAGMA user_version = 999")
        database.close()
        before = desk.journal("SELECT count(*) FROM closings")
        self.programs.start_agent()
        self.programs.wait_warm()
        self.call.bring_card("with a journal of the future")
        self.dismiss()
        self.programs.stop_agent()
        self.programs.stop_ui()
        assert desk.journal("PRAGMA user_version") == [(999,)] and desk.journal("SELECT count(*) FROM closings") == before
        assert not list(pathlib.Path(os.environ["XDG_RUNTIME_DIR"]).glob("handrail-journal-*")), "a throw-away journal was left"

    def end(self):
        self.call.close()


def main():
    tap = taps.Tap()
    trouble = tap.step("a desk", lambda: Trouble(sys.argv[1]))
    if trouble is None:
        return tap.finish()
    tap.step("without a bus the agent says what it lacks", trouble.no_bus)
    tap.step("without a display it says so and stays for the calendar", trouble.no_display)
    tap.step("a broken aid that is mended comes without a restart", trouble.broken_aid_is_mended)
    tap.step("windows killed while hidden are back for the next card", trouble.killed_ui)
    tap.step("a damaged journal is set aside and a new one begun", trouble.damaged_journal)
    tap.step("a journal from a newer version is left alone", trouble.newer_journal)
    tap.step("everything ends when told to", trouble.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
