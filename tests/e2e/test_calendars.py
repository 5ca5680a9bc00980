#!/usr/bin/env python3
"""Meetings in the desktop's own calendars, changed by other programs: the nudge follows.

With the real calendar service and a real calendar server. Each story is told twice, for a calendar on this machine and for one on the server.
"""

import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import calendars  # noqa: E402
import desk  # noqa: E402
import tap as taps  # noqa: E402

ME = "me@example.org"

PACK = """format: 1
id: org.example.meetings
title: Meetings
version: 1
language: en
licence: CC0-1.0
owner: desk@example.org
contacts: {}
"""

AID = """---
title: Before {name}
kind: checklist
task: {name}
owner: desk@example.org
reviewed: 2026-10-01
review-every: 180d
triggers:
  - {{id: soon, when: {{calendar: {{title: {name}, before: 5m}}}}}}
---
- [ ] Say the purpose in one sentence
"""

# Time enough to change an event before it is due, on a busy machine.
AHEAD = 15


def write_pack(folder, names):
    pack = folder / "handrail/packs/meetings"
    (pack / "aids").mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    for name in names:
        (pack / f"aids/{name}.md").write_text(AID.format(name=name), encoding="utf-8")


class Story:
    """Of one calendar; @prefix tells its meetings from the other's."""

    def __init__(self, world, prefix, calendar):
        self.world = world
        self.prefix = prefix
        self.calendar = calendar
        self.due = 0

    def event(self, name, start, extra=""):
        return desk.event(f"{self.prefix}-{name}", f"{self.prefix}{name}", start, extra=extra)

    def shown(self, name):
        return len(desk.journal("SELECT aid FROM showings WHERE aid = ?", f"{self.prefix}{name}"))

    def expect_card(self, name):
        desk.wait_for(f"the card for {name}", lambda: self.shown(name) == 1)
        card = desk.wait_for("the card's window", lambda: desk.find_window(desk.CARD))
        desk.wait_for("the card's pixels", lambda: desk.colours(card) > 20)

    def card_is_active(self):
        """As long as no window was ever active there is none to name."""
        active, card = desk.active_window(), desk.find_window(desk.CARD)
        return active.startswith("0x") and card and int(active, 16) == int(card)

    def card_is_gone(self):
        """On a busy machine a window has the focus before it listens: the key is pressed as long as there is a card to take it."""
        if self.card_is_active():
            desk.run("xdotool", "key", "Escape")
        return not desk.find_window(desk.CARD)

    def dismiss(self):
        self.world.programs.activate("focus-card")
        desk.wait_for("the card's focus", self.card_is_active)
        desk.wait_for("the card to go", self.card_is_gone)

    def created(self):
        self.calendar.create(f"{self.prefix}-created", self.event("created", time.time() + 280))
        self.expect_card("created")
        self.dismiss()

    def moved(self):
        """Known as far away, which the control proves; then moved to be near."""
        self.calendar.create(f"{self.prefix}-moved", self.event("moved", time.time() + 3600))
        self.calendar.create(f"{self.prefix}-first", self.event("first", time.time() + 280))
        self.expect_card("first")
        if self.shown("moved"):
            raise AssertionError("the card came an hour early")
        self.dismiss()
        self.calendar.change(f"{self.prefix}-moved", self.event("moved", time.time() + 280))
        self.expect_card("moved")
        self.dismiss()

    def called_off(self):
        """Three meetings about to be due, all of them read; then each is called off in its own way, and only the control's card comes."""
        self.due = time.time() + 300 + AHEAD
        for name in ("cancelled", "declined", "deleted"):
            self.calendar.create(f"{self.prefix}-{name}", self.event(name, self.due))
        self.calendar.create(f"{self.prefix}-second", self.event("second", time.time() + 280))
        self.expect_card("second")
        self.dismiss()

        self.calendar.change(f"{self.prefix}-cancelled", self.event("cancelled", self.due, "STATUS:CANCELLED"))
        self.calendar.change(f"{self.prefix}-declined", self.event("declined", self.due, f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ME}"))
        self.calendar.remove(f"{self.prefix}-deleted")
        if time.time() > self.due - 300:
            raise AssertionError("the machine was too slow: the meetings were due before they were called off")
        self.calendar.create(f"{self.prefix}-third", self.event("third", self.due + 2))
        self.expect_card("third")
        came = [name for name in ("cancelled", "declined", "deleted") if self.shown(name)]
        if came:
            raise AssertionError(f"a card came for the meeting that was {' and '.join(came)}")
        self.dismiss()


class World:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-calendars."))
        write_pack(desk.data_home(), [prefix + name for prefix in ("here", "there") for name in
                                      ("created", "first", "moved", "cancelled", "declined", "deleted", "second", "third", "after")])
        self.service = calendars.Service(build)
        self.server = calendars.Server(self.folder)
        self.service.add_account("account", "Account", ME)
        self.here = Story(self, "here", calendars.LocalCalendar(self.service, "here", "Here", parent="account"))
        self.there = Story(self, "there", calendars.ServerCalendar(self.service, "there", "There", self.server, ME))
        self.programs = desk.Programs(build)
        self.programs.set("interruptions-per-hour", "60")
        self.programs.set("interruptions-per-day", "200")

    def start(self):
        self.programs.start_agent()
        self.programs.wait_warm()

    def service_dies(self):
        """What was known stays; when the service is back, it is heard again."""
        self.service.kill()
        self.here.calendar.create("here-after", self.here.event("after", time.time() + 280))
        self.here.expect_card("after")
        self.here.dismiss()

    def end(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        self.stop_others()

    def stop_others(self):
        self.service.end()
        self.server.stop()


def main():
    tap = taps.Tap()
    world = tap.step("a calendar service, a calendar server and an account are there", lambda: World(sys.argv[1]))
    if world is None:
        return tap.finish()
    tap.step("the agent starts", world.start)
    for place, story in (("on this machine", world.here), ("on the server", world.there)):
        tap.step(f"a meeting created {place} brings its card", story.created)
        tap.step(f"a meeting moved {place} brings its card at the new time", story.moved)
        tap.step(f"meetings cancelled, declined and deleted {place} bring none", story.called_off)
    tap.step("the calendar service dies and returns: a new meeting brings its card", world.service_dies)
    tap.step("everything ends when told to", world.end)
    if tap.failures:
        world.stop_others()
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
