#!/usr/bin/env python3
"""Large calendar files beside libical's own parse and icalcomponent_foreach_recurrence: time, peak heap, and whether both find the same.

usage: calendar.py BUILD [EVENTS...]
"""

import datetime
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

ROUNDS = int(os.environ.get("HANDRAIL_BENCH_ROUNDS", "5"))
NOW = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.timezone.utc)
WINDOW = datetime.timedelta(days=35)

WORDS = """agenda analysis answer approach archive audit balance board budget campaign change chapter client coffee contract costs country
course customer data deadline decision design draft estimate exchange export feedback figures forecast friday goal group growth handover
hiring idea invoice issue journal kickoff launch lesson letter list market measure meeting method milestone monday network notes offer
office onboarding order outline partner people phase pilot plan policy portfolio preview price process product project quality quarter
question release report request research result retrospective review risk roadmap sales schedule season security service session sprint
staff standup status strategy summary supplier survey target task team test training travel trend update vendor version vision visit
week workshop""".split()

ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE"""

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


class Writer:
    """Five years of a busy calendar: one event in five recurs, and most series have ended."""

    def __init__(self, events):
        self.random = random.Random(20261122)
        self.lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN", *ZONE.split("\n")]
        self.overridden = set()
        for number in range(events):
            self.add(number)
        self.lines.append("END:VCALENDAR")

    def phrase(self, words):
        return " ".join(self.random.choice(WORDS) for _ in range(words))

    def add_texts(self):
        self.lines.append(f"SUMMARY:{self.phrase(5)}")
        self.lines.append("DESCRIPTION:" + "\r\n ".join(self.phrase(9) for _ in range(4)))
        self.lines.append(f"LOCATION:Room {self.random.randint(1, 300)}")
        self.lines.append("ORGANIZER;CN=Ada:mailto:ada@example.org")
        for _ in range(self.random.randint(0, 6)):
            name = self.random.choice(WORDS)
            self.lines.append(f"ATTENDEE;CN={name};PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:{name}@example.org")

    def end_of_series(self, start):
        """As much of a rule as says when it ends; None for a quarter of them, which do not."""
        if self.random.random() < 0.25:
            return ""
        if self.random.random() < 0.4:
            return f";COUNT={self.random.randint(5, 60)}"
        until = start + datetime.timedelta(days=self.random.randint(30, 500))
        return f";UNTIL={until:%Y%m%dT%H%M%SZ}"

    def choose_rule(self, start):
        day = DAYS[start.weekday()]
        end = self.end_of_series(start)
        kind = self.random.random()
        if kind < 0.45:
            return f"FREQ=WEEKLY;BYDAY={day}{end}"
        if kind < 0.65:
            return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}{end}"
        if kind < 0.7:
            return f"FREQ=DAILY{end or ';COUNT=90'}"
        if kind < 0.85:
            return f"FREQ=MONTHLY;BYDAY={(start.day - 1) // 7 + 1}{day}{end}"
        return f"FREQ=YEARLY{end}"

    def add(self, number):
        pick = self.random
        recurs = pick.random() < 0.2
        has_zone = pick.random() < 0.6
        parameter, suffix = (";TZID=Europe/Berlin", "") if has_zone else ("", "Z")
        start = NOW - datetime.timedelta(days=pick.randint(0, 1800)) if recurs else NOW + datetime.timedelta(days=pick.randint(-1700, 90))
        # Working hours, so that no start falls into a clock change, of which the two think differently.
        start = start.replace(hour=pick.randint(8, 17), minute=pick.choice([0, 15, 30, 45]))
        end = start + datetime.timedelta(minutes=45)
        self.lines += ["BEGIN:VEVENT", f"UID:{number:06d}-{pick.getrandbits(64):016x}@example.org", "DTSTAMP:20261101T000000Z"]
        uid = self.lines[-2].partition(":")[2]
        self.lines.append(f"DTSTART{parameter}:{start:%Y%m%dT%H%M%S}{suffix}")
        self.lines.append(f"DTEND{parameter}:{end:%Y%m%dT%H%M%S}{suffix}")
        weekly = False
        if recurs:
            rule = self.choose_rule(start)
            weekly = rule.startswith("FREQ=WEEKLY;BYDAY")
            self.lines.append(f"RRULE:{rule}")
            for _ in range(pick.randint(0, 2) if weekly else 0):
                excluded = start + datetime.timedelta(days=7 * pick.randint(1, 200))
                self.lines.append(f"EXDATE{parameter}:{excluded:%Y%m%dT%H%M%S}{suffix}")
        self.add_texts()
        self.lines.append("END:VEVENT")
        if weekly and pick.random() < 0.1:
            self.add_override(uid, start, parameter, suffix)

    def add_override(self, uid, start, parameter, suffix):
        """The instance of this week is an hour later. libical does not put it in the place of the other one."""
        weeks = (NOW + datetime.timedelta(days=7) - start).days // 7
        instance = start + datetime.timedelta(days=7 * weeks)
        moved = instance + datetime.timedelta(hours=1)
        self.lines += ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261102T000000Z", "SEQUENCE:1"]
        self.lines.append(f"RECURRENCE-ID{parameter}:{instance:%Y%m%dT%H%M%S}{suffix}")
        self.lines.append(f"DTSTART{parameter}:{moved:%Y%m%dT%H%M%S}{suffix}")
        self.lines.append(f"DTEND{parameter}:{moved + datetime.timedelta(minutes=45):%Y%m%dT%H%M%S}{suffix}")
        self.add_texts()
        self.lines.append("END:VEVENT")
        # All in November and December, so Berlin is an hour ahead.
        moment = instance.timestamp() - (0 if suffix else 3600)
        self.overridden.add(f"{uid} {int(moment)}")

    def write(self, path):
        path.write_text("\r\n".join(self.lines) + "\r\n", encoding="utf-8", newline="")


class Side:
    def __init__(self, program, side, path):
        command = [program, side, path, str(int(NOW.timestamp())), str(int((NOW + WINDOW).timestamp()))]
        runs = []
        for _ in range(ROUNDS):
            output = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
            first, _, rest = output.partition("\n")
            runs.append([float(word) for word in first.split()])
            self.found = set(rest.splitlines())
            self.count = int(runs[-1][3])
        self.milliseconds = statistics.median(run[0] for run in runs)
        self.heap = max(run[1] for run in runs) / 2**20
        self.query = statistics.median(run[2] for run in runs)


def compare(writer, ours, theirs):
    """What differs beyond the instances that an override replaced: nothing may."""
    replaced = theirs.found - ours.found
    return sorted(ours.found - theirs.found) + sorted(replaced - writer.overridden), len(replaced)


def main():
    build = pathlib.Path(sys.argv[1])
    sizes = [int(word) for word in sys.argv[2:]] or [1000, 10000, 50000]
    program = build / "tests/bench/calendar"
    failed = False
    print("calendar, cold: parse and expand 35 days            processor, ms            peak heap, MiB        one day of it")
    print(" events    MiB  occurrences   replaced   handrail   libical  ratio   handrail  libical  ratio      us")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = pathlib.Path(folder) / f"{size}.ics"
            writer = Writer(size)
            writer.write(path)
            ours = Side(program, "handrail", path)
            theirs = Side(program, "libical", path)
            differences, replaced = compare(writer, ours, theirs)
            print(
                f"{size:7d} {path.stat().st_size / 2**20:6.1f} {ours.count:12d} {replaced:10d} "
                f"{ours.milliseconds:10.1f} {theirs.milliseconds:9.1f} {ours.milliseconds / theirs.milliseconds:6.2f} "
                f"{ours.heap:10.1f} {theirs.heap:8.1f} {ours.heap / theirs.heap:6.3f} {ours.query:7.2f}"
            )
            if differences:
                failed = True
                print(f"the two differ in {len(differences)} occurrences, such as {differences[:3]}")
    print("floors at 50000 events: time <= 0.50, heap <= 0.050, query <= 10 us")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
