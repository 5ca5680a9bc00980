#!/usr/bin/env python3
"""Plays invented years through the real engine, gate and calendar reader and compares with a walk minute by minute.

usage: test_year.py BUILD [SEED...]
"""

import collections
import datetime as dt
import json
import os
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "testlib")]
import oracle  # noqa: E402
import tap as taps  # noqa: E402
import year as years  # noqa: E402

LATE = dt.timedelta(seconds=60)

build = pathlib.Path(sys.argv[1])
deep = "HANDRAIL_DEEP" in os.environ
# Seeds that once found something stay; then some to go on with.
FOUND = []
seeds = [(int(seed), 365) for seed in sys.argv[2:]] or \
    [(seed, 365) for seed in FOUND] + ([(seed, 365) for seed in range(1, 21)] if deep else [(1, 365), (2, 60), (3, 60), (4, 60)])


def play(folder, year):
    years.write_pack(folder / "pack")
    years.write_calendar(folder / "year.ics", year.events)
    years.write_recording(folder / "year.ndjson", year)
    done = subprocess.run([str(build / "src/ctl/handrailctl"), "why", "--pack", str(folder / "pack"), "--calendar", str(folder / "year.ics"),
                           "--replay", str(folder / "year.ndjson"), "--json"], capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr}"
    return json.loads(done.stdout)["results"]


def came(results):
    """Everything that was shown, as the oracle writes it."""
    for result in results:
        if result["event"] in ("card", "notification", "badge", "hold"):
            meeting = result["occurrence"]
            at = dt.datetime.fromisoformat(result["at"]).astimezone(years.UTC)
            yield (result["trigger"].split("/")[1], meeting and meeting["uid"],
                   meeting and dt.datetime.fromisoformat(meeting["start"]).astimezone(years.UTC), at)


def compare(expected, seen):
    """Pairs what is the same but for at most LATE; returns (missed, too much)."""
    waiting = collections.defaultdict(list)
    for *what, at in sorted(seen, key=lambda item: item[3]):
        waiting[tuple(what)].append(at)
    missed = []
    for *what, at in sorted(expected, key=lambda item: item[3]):
        times = waiting[tuple(what)]
        place = next((number for number, time in enumerate(times) if at <= time <= at + LATE), None)
        if place is None:
            missed.append((*what, at))
        else:
            del times[place]
    return missed, [(*what, at) for what, times in waiting.items() for at in times]


def describe(item):
    name, uid, start, at = item
    return f"{at:%F %H:%M:%S} {name}" + (f" for {uid} at {start:%F %H:%M}" if uid else "")


def check(seed, days):
    with tempfile.TemporaryDirectory(prefix="handrail-year.") as name:
        year = years.invent(seed, days)
        expected = list(oracle.Oracle(year).expect())
        missed, extra = compare(expected, list(came(play(pathlib.Path(name), year))))
    print(f"# {len(expected)} expected, {len(missed)} missed, {len(extra)} too much", flush=True)
    complaints = [f"missed {describe(item)}" for item in missed[:20]] + [f"too much {describe(item)}" for item in extra[:20]]
    assert expected and not complaints, "\n".join(complaints)


tap = taps.Tap(story=False)
for seed, days in seeds:
    tap.step(f"seed {seed}: in {days} days nothing is missed and nothing comes twice", lambda: check(seed, days))
sys.exit(tap.finish())
