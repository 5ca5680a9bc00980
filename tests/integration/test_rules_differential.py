#!/usr/bin/env python3
"""Invented recurrence rules: handrailctl agenda beside python3-dateutil.

usage: test_rules_differential.py BUILD SOURCE [SEED [COUNT]]

A seed makes the same rules everywhere. A thousand of them go into one calendar, an event each, so that takes seconds;
HANDRAIL_DEEP=1 runs 40,000 with a seed of the day. A rule that is told apart is printed with both answers.

Where dateutil is known to be wrong it is helped, or not asked:
* the first week of a WEEKLY rule with BYSETPOS begins at the start there and at WKST in RFC 5545 section 3.3.10 (libical issue 795);
* BYWEEKNO without BYDAY names every day of the week there, and the start's weekday where missing parts come from the start;
* weeks 52, 53, -1 and -2 are miscounted in some years (dateutil pull request 1537).
"""

import collections
import datetime as dt
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

source = pathlib.Path(sys.argv[2])
sys.path.insert(0, str(source / "tests/testlib"))
sys.path.insert(0, str(source / "tests/calendar-oracle"))
import expand_dateutil  # noqa: E402
import tap as taps  # noqa: E402

ctl = pathlib.Path(sys.argv[1]) / "src/ctl/handrailctl"
deep = bool(os.environ.get("HANDRAIL_DEEP"))
seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(dt.date.today().strftime("%Y%m%d")) if deep else 5545
total = int(sys.argv[4]) if len(sys.argv) > 4 else 40000 if deep else 1000

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
END = dt.datetime(2034, 1, 1)

# How far rules finer than a day are followed: dateutil looks at every step.
REACH = {"HOURLY": dt.timedelta(days=300), "MINUTELY": dt.timedelta(days=20), "SECONDLY": dt.timedelta(hours=8)}


# Times of one rule that are compared.
MOST = 8


def some(chance, source_of, least=1, most=4):
    values = list(source_of)
    return chance.sample(values, min(len(values), chance.randint(least, most)))


def invent(chance):
    """(start, rule, whole day): parts as RFC 5545 section 3.3.10 allows them together."""
    freq = chance.choices(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"], [30, 30, 20, 15, 4, 2, 1])[0]
    fine = freq in ("HOURLY", "MINUTELY", "SECONDLY")
    whole_day = not fine and chance.random() < 0.3
    start = dt.datetime(chance.randint(2019, 2024), chance.randint(1, 12), chance.randint(1, 28)) + dt.timedelta(days=chance.randint(0, 3))
    if not whole_day:
        start += dt.timedelta(seconds=chance.choice([0, 9 * 3600, 86340, chance.randint(0, 86399)]))
    parts = {"FREQ": freq}
    if chance.random() < 0.4:
        parts["INTERVAL"] = chance.choice([2, 2, 3, 4, 5, 7, 13])
    if chance.random() < 0.3:
        parts["WKST"] = chance.choice(DAYS)
    if chance.random() < 0.35:
        parts["BYMONTH"] = some(chance, range(1, 13))
    if freq == "YEARLY" and chance.random() < 0.12:
        parts["BYWEEKNO"] = some(chance, [*range(3, 51), *range(-50, -3)], most=3)
        parts["BYDAY"] = some(chance, DAYS)
    elif freq in ("YEARLY",) and chance.random() < 0.15:
        parts["BYYEARDAY"] = some(chance, [*range(1, 367), *range(-366, 0)])
    if freq != "WEEKLY" and chance.random() < 0.35:
        parts["BYMONTHDAY"] = some(chance, [*range(1, 32), *range(-31, 0)])
    if "BYDAY" not in parts and chance.random() < 0.45:
        parts["BYDAY"] = some(chance, DAYS)
        if (freq == "MONTHLY" or (freq == "YEARLY" and "BYWEEKNO" not in parts)) and chance.random() < 0.5:
            reach = 5 if freq == "MONTHLY" or "BYMONTH" in parts else 53
            parts["BYDAY"] = [f"{chance.choice([-1, 1]) * chance.randint(1, reach)}{day}" for day in parts["BYDAY"]]
    if not whole_day:
        for name, limit, likely in (("BYHOUR", 24, 0.12), ("BYMINUTE", 60, 0.08), ("BYSECOND", 60, 0.04)):
            if chance.random() < likely:
                parts[name] = some(chance, range(limit), most=3)
    if any(name.startswith("BY") for name in parts) and chance.random() < 0.2:
        parts["BYSETPOS"] = some(chance, [1, 2, 3, 5, -1, -2, -3], most=2)
    if chance.random() < 0.5:
        parts["COUNT"] = chance.randint(1, 12)
    text = ";".join(f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}" for name, value in parts.items())
    return start, text, whole_day


def ask_dateutil(start, rule, whole_day):
    """The start and the times the rule names, at most MOST, before the end."""
    end = get_end(start, rule)
    parts = dict(part.split("=") for part in rule.split(";"))
    found = [start]
    began = start
    if parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts:
        # From the first day of the start's week, with the weekday that the rule takes from the start.
        began = start - dt.timedelta(days=(start.weekday() - DAYS.index(parts.get("WKST", "MO"))) % 7)
        parts.setdefault("BYDAY", DAYS[start.weekday()])
    count = int(parts.pop("COUNT", 0)) if began != start else 0
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    times = expand_dateutil.rule_times(text, began, end, dt.timezone.utc, whole_day)
    if began != start:
        # rule_times counts from where it began; here the start is the first.
        times = (civil for civil in times if civil >= start)
        if count:
            rest = (civil for civil in times if civil > start)
            times = itertools.islice(rest, count - 1)
    try:
        for civil in times:
            if civil != start and civil < end:
                found.append(civil)
            if len(found) >= MOST:
                break
    except ValueError as error:
        # Hours or minutes that the interval never meets.
        assert "empty set" in str(error), rule
    return found


def get_end(start, rule):
    return start + REACH.get(rule.split(";")[0].removeprefix("FREQ="), END - start)


def write_calendar(rules, path):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number, (start, rule, whole_day) in enumerate(rules):
        value = f";VALUE=DATE:{start:%Y%m%d}" if whole_day else f":{start:%Y%m%dT%H%M%S}Z"
        lines += ["BEGIN:VEVENT", f"UID:{number}", f"DTSTART{value}", f"RRULE:{rule}", "END:VEVENT"]
    path.write_text("\r\n".join([*lines, "END:VCALENDAR", ""]), encoding="utf-8")


def ask_handrail(rules, numbers, end, folder):
    """{number: times}, all before @end."""
    path = pathlib.Path(folder) / "rules.ics"
    write_calendar([rules[number] for number in numbers], path)
    done = subprocess.run([str(ctl), "agenda", "--json", "--calendar", str(path), "--from", "2019-01-01T00:00:00Z", "--to", f"{end:%Y-%m-%dT%H:%M:%SZ}"],
                          env={**os.environ, "TZ": "UTC"}, capture_output=True, text=True, check=False, timeout=300)
    found = collections.defaultdict(list)
    for one in json.loads(done.stdout)["results"]:
        found[numbers[int(one["uid"])]].append(dt.datetime.fromisoformat(one["start"]).replace(tzinfo=None))
    # A rule by the second that names nothing is followed for a while, and then said to be endless: that is no difference.
    said = [line for line in done.stderr.splitlines() if ": error: " in line or ": warning: " in line]
    return found, [line for line in said if not ("=SECONDLY" in line and "[calendar-limit]" in line)]


def compare(rules, folder):
    wanted = [ask_dateutil(*one) for one in rules]
    groups = collections.defaultdict(list)
    for number, ((start, rule, _), times) in enumerate(zip(rules, wanted)):
        # Up to the last wanted time, or the end, so that no endless rule fills the answer; by quarters, so that few processes do.
        end = times[-1] + dt.timedelta(seconds=1) if len(times) == MOST else get_end(start, rule)
        if get_end(start, rule) == END and end != END:
            end = min(END, dt.datetime(end.year + 1, 1, 1)) if end - start > dt.timedelta(days=400) else dt.datetime(end.year + end.month // 12, end.month % 12 + 1, 1)
        groups[end].append(number)
    different, problems = [], []
    for end, numbers in groups.items():
        found, said = ask_handrail(rules, numbers, end, folder)
        problems += said
        for number in numbers:
            mine, times = sorted(found[number]), wanted[number]
            if mine[: len(times)] != times or (len(times) < MOST and len(mine) != len(times)):
                different.append((rules[number], times, mine[:MOST]))
    return different, problems


def check(seed_of, count):
    chance = random.Random(seed_of)
    rules = [invent(chance) for _ in range(count)]
    with tempfile.TemporaryDirectory(prefix="handrail-rules.") as folder:
        different, problems = compare(rules, folder)
    for (start, rule, _), times, mine in different:
        print(f"# {start:%Y%m%dT%H%M%S} {rule}")
        print(f"#   dateutil {' '.join(f'{one:%Y%m%dT%H%M%S}' for one in times)}")
        print(f"#   handrail {' '.join(f'{one:%Y%m%dT%H%M%S}' for one in mine)}")
    assert not different, f"{len(different)} of {count} rules differ"
    assert not problems, problems[0]


def main():
    tap = taps.Tap(story=False)
    for number, count in enumerate([1000] * (total // 1000) or [total]):
        tap.step(f"{count} rules of seed {seed + number}", lambda number=number, count=count: check(seed + number, count))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
