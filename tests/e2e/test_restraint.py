#!/usr/bin/env python3
"""When Handrail keeps back: quiet hours hold a card until they end, and a card put away three times offers to stay away.

usage: test_restraint.py BUILD    (inside with-desktop)
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
id: org.example.restraint
title: Restraint
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
---
Say the purpose in one sentence.
"""


def count_waiting():
    answer = desk.run("gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", "/io/github/handrail/Handrail/Agent",
                      "--method", "org.freedesktop.DBus.Properties.Get", desk.APP_ID + ".Agent1", "Waiting")
    return int(answer.split()[1].rstrip(">,)"))


class Restraint:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-restraint."))
        pack = desk.data_home() / "handrail/packs/restraint"
        (pack / "aids").mkdir(parents=True)
        (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
        (pack / "aids/review.md").write_text(AID.format(today=time.strftime("%Y-%m-%d", time.gmtime())), encoding="utf-8")
        self.programs = desk.Programs(build)
        self.programs.set("interruptions-per-hour", "60")
        self.call = desk.Terminal("Inbox", "zoom", self.folder)
        self.programs.start_agent()
        self.programs.wait_warm()

    def focus_card(self):
        desk.wait_for("the card", lambda: desk.find_window(desk.CARD))
        self.programs.activate("focus-card")
        card = desk.find_window(desk.CARD)
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(card))

    def press(self, key):
        desk.run("xdotool", "key", key)
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))

    def quiet_hours(self):
        """An hour around now: the card waits. Switched off: it comes, for its window is still there."""
        minute = int(time.time()) // 60
        self.programs.set("quiet-from", str((minute - 60) % 1440))
        self.programs.set("quiet-to", str((minute + 60) % 1440))
        self.programs.set("quiet-hours", "true")
        self.call.focus()
        self.call.retitle("Performance review in quiet hours")
        desk.wait_for("the nudge behind the badge", lambda: count_waiting() == 1)
        assert not desk.find_window(desk.CARD), "a card came in quiet hours"
        assert not desk.journal("SELECT * FROM showings"), "what waits counts as shown"

        self.programs.set("quiet-hours", "false")
        self.focus_card()
        self.press("Escape")

    def mute_offer(self):
        """The first was put away above. The key of the offer mutes, once it is there, and what is muted stays away."""
        for step in ("second", "third"):
            self.call.bring_card(f"the {step} time")
            self.focus_card()
            self.press("Escape")
        self.call.bring_card("the fourth time")
        self.focus_card()
        self.press("alt+m")
        desk.wait_for("the mute", lambda: desk.journal("SELECT trigger_path FROM mutes") == [("org.example.restraint/review/window",)])
        reasons = [row[0] for row in desk.journal("SELECT reason FROM closings ORDER BY id")]
        assert reasons == ["dismissed"] * 3 + ["not-helpful"], reasons

    def end(self):
        self.call.close()
        self.programs.stop_agent()
        self.programs.stop_ui()


def main():
    tap = taps.Tap()
    restraint = tap.step("a desk", lambda: Restraint(sys.argv[1]))
    if restraint is None:
        return tap.finish()
    tap.step("quiet hours hold a card until they end", restraint.quiet_hours)
    tap.step("a card put away three times offers to stay away", restraint.mute_offer)
    tap.step("everything ends when told to", restraint.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
