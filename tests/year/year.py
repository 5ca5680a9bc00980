"""One invented year of somebody's life at a desk: a pack, a calendar file and a recording, all from one seed.

Everything lies on whole minutes, so that oracle.py can walk through the year minute by minute.
"""

import dataclasses
import datetime as dt
import json
import random
import zoneinfo

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "America/Sao_Paulo"]
UTC = dt.timezone.utc
MINUTE = dt.timedelta(minutes=1)


@dataclasses.dataclass
class Event:
    uid: str
    title: str
    start: dt.datetime  # without zone
    minutes: int
    zone: str | None  # None: floating
    all_day: bool = False
    rule: str | None = None
    attendees: int = 1
    excluded: list = dataclasses.field(default_factory=list)  # starts
    moved: dict = dataclasses.field(default_factory=dict)  # original start -> new start
    cancelled: set = dataclasses.field(default_factory=set)  # original starts


@dataclasses.dataclass
class Line:
    """From @at on; @running: whether the agent is awake until the next line."""

    at: dt.datetime
    window: str | None = None
    has_window: bool = False
    zone: str | None = None
    running: bool = True
    resumed: bool = False


@dataclasses.dataclass
class Year:
    first: dt.datetime
    last: dt.datetime
    zone: str
    events: list
    lines: list


# What the triggers of the pack ask for; oracle.py reads the same list. "span" is in minutes.
TRIGGERS = {
    "soon": {"calendar": {"title": "review", "before": 5}},
    "early": {"calendar": {"title": "review", "before": 60}},
    "eve": {"calendar": {"title": "board", "before": 1440}},
    "on": {"calendar": {"title": "standup", "during": True}},
    "wrap-up": {"calendar": {"title": "one-to-one", "after": 10}},
    "crowd": {"calendar": {"attendees": (3, 9), "before": 15}},
    "birthday": {"calendar": {"title": "birthday", "all-day": True, "during": True}},
    "in-the-call": {"all": [{"window": "zoom"}, {"calendar": {"title": "review", "during": True}}]},
    "not-in-the-call": {"all": [{"calendar": {"title": "standup", "during": True}}, {"not": {"window": "zoom"}}]},
    "morning-review": {"all": [{"time": {"between": (480, 720)}}, {"calendar": {"title": "review", "before": 30}}]},
    "ledger": {"window": "ledger"},
    "ledger-alone": {"all": [{"window": "ledger"}, {"not": {"calendar": {"during": True}}}]},
    "ledger-friday": {"all": [{"window": "ledger"}, {"time": {"days": [4], "between": (780, 1020)}}]},
    "night": {"all": [{"window": "ledger"}, {"time": {"days": [0, 1, 2, 3, 4], "between": (1320, 360)}}]},
    "wake-up": {"time": {"between": (135, 200)}},
    "last-friday": {"time": {"days": [4], "nth": (4, -1), "between": (540, 600)}},
    "either": {"any": [{"window": "zoom"}, {"time": {"days": [2], "between": (600, 630)}}]},
}

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


def condition_yaml(condition):
    """The condition as an author writes it, in flow style."""
    (kind, value), = condition.items()
    if kind in ("all", "any"):
        return f"{{{kind}: [{', '.join(map(condition_yaml, value))}]}}"
    if kind == "not":
        return f"{{not: {condition_yaml(value)}}}"
    if kind == "window":
        return f"{{window: {{title: {value}, dwell: 0s}}}}"
    if kind == "time":
        parts = []
        if "days" in value:
            parts.append(f"days: [{', '.join(DAYS[day] for day in value['days'])}]")
        if "between" in value:
            parts.append(f"between: \"{clock(value['between'][0])}..{clock(value['between'][1])}\"")
        if "nth" in value:
            parts.append(f"nth: {{day: {DAYS[value['nth'][0]]}, n: {value['nth'][1]}}}")
        return f"{{time: {{{', '.join(parts)}}}}}"
    parts = []
    if "title" in value:
        parts.append(f"title: {value['title']}")
    if "attendees" in value:
        parts.append(f"attendees: {value['attendees'][0]}..{value['attendees'][1]}")
    if value.get("all-day"):
        parts.append("all-day: true")
    for phase in ("before", "after"):
        if phase in value:
            parts.append(f"{phase}: {value[phase]}m")
    if value.get("during"):
        parts.append("during: true")
    return f"{{calendar: {{{', '.join(parts)}}}}}"


def write_pack(folder):
    (folder / "aids").mkdir(parents=True)
    (folder / "pack.yaml").write_text("format: 1\nid: year\ntitle: A year\nversion: 1\nlanguage: en\n"
                                      "licence: CC0-1.0\nowner: nobody@example.org\n")
    for name, condition in TRIGGERS.items():
        (folder / "aids" / f"{name}.md").write_text(
            f"---\ntitle: {name}\nkind: note\ntask: Know that it fired\nowner: nobody@example.org\nreviewed: 2099-01-01\n"
            f"triggers:\n  - id: it\n    when: {condition_yaml(condition)}\n    show: notification\n    cooldown: 0s\n    max-per-day: 0\n"
            "---\nSomething.\n")


def stamp(moment, zone):
    return f";TZID={zone}:{moment:%Y%m%dT%H%M%S}" if zone else f":{moment:%Y%m%dT%H%M%S}"


def component(event, start, original=None, cancelled=False):
    lines = ["BEGIN:VEVENT", f"UID:{event.uid}", f"SUMMARY:{event.title}", "DTSTAMP:20250101T000000Z"]
    if event.all_day:
        lines += [f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{start + dt.timedelta(minutes=event.minutes):%Y%m%d}"]
    else:
        lines += ["DTSTART" + stamp(start, event.zone), f"DURATION:PT{event.minutes}M"]
    lines += [f"ATTENDEE:mailto:person{number}@example.org" for number in range(event.attendees if event.attendees > 1 else 0)]
    if original is not None:
        lines.append(f"RECURRENCE-ID;VALUE=DATE:{original:%Y%m%d}" if event.all_day else "RECURRENCE-ID" + stamp(original, event.zone))
    elif event.rule:
        lines.append("RRULE:" + event.rule)
        lines += [f"EXDATE;VALUE=DATE:{excluded:%Y%m%d}" if event.all_day else "EXDATE" + stamp(excluded, event.zone)
                  for excluded in event.excluded]
    if cancelled:
        lines.append("STATUS:CANCELLED")
    return lines + ["END:VEVENT"]


def write_calendar(path, events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Handrail//A year//EN"]
    for event in events:
        lines += component(event, event.start)
        for original, start in event.moved.items():
            lines += component(event, start, original)
        for original in event.cancelled:
            lines += component(event, original, original, cancelled=True)
    path.write_text("\r\n".join([*lines, "END:VCALENDAR", ""]), newline="")


def write_recording(path, year):
    lines = [{"recording": 1, "zone": year.zone}]
    for number, line in enumerate(year.lines):
        entry = {"at": line.at.isoformat()}
        if number == 0:
            # Restraint has tests of its own; here every firing must be seen.
            entry["limits"] = {"per_hour": 60000, "per_day": 60000}
        if line.has_window:
            entry["window"] = None if line.window is None else {"apps": ["app"], "title": line.window}
        if line.zone:
            entry["zone"] = line.zone
        if not line.running:
            entry["suspended"] = True
        if line.resumed:
            entry["resumed"] = True
        lines.append(entry)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def starts_of(event):
    """The starts of a series by an expander that is not ours, without zone."""
    from dateutil import rrule

    if not event.rule:
        return [event.start]
    return [start for start in rrule.rrulestr("RRULE:" + event.rule, dtstart=event.start) if start not in event.excluded]


def invent_events(chance, first, days):
    events = []

    def add(title, **known):
        day = first.replace(tzinfo=None) + dt.timedelta(days=chance.randrange(days))
        event = Event(uid=f"{len(events)}@example.org", title=title, minutes=chance.choice([15, 30, 45, 60, 90]),
                      start=day.replace(hour=chance.choice([1, 2, 3, 8, 9, 10, 13, 16, 23]), minute=chance.randrange(0, 60, 5)),
                      zone=chance.choice([*ZONES, None, "UTC"]), attendees=chance.choice([1, 2, 3, 6, 12]))
        for name, value in known.items():
            setattr(event, name, value)
        events.append(event)
        return event

    for _ in range(days // 6):
        add(chance.choice(["Performance review", "Board meeting", "One-to-one with Kim", "Lunch", "Preview of the film"]))
    for title, rule in [("Standup", "FREQ=DAILY"), ("Standup", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"), ("One-to-one", "FREQ=WEEKLY;INTERVAL=2"),
                        ("Quarterly review", "FREQ=MONTHLY;BYDAY=-1FR"), ("Review", "FREQ=MONTHLY;BYMONTHDAY=31"),
                        ("Board", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"), ("Review", "FREQ=DAILY;INTERVAL=3")]:
        event = add(title, rule=rule)
        event.rule += ";UNTIL=" + (event.start + dt.timedelta(days=days)).strftime("%Y%m%dT000000Z" if event.zone else "%Y%m%dT000000")
        if event.zone:
            # An UNTIL in UTC is compared as a moment; a COUNT asks the same of both sides and hides nothing.
            event.rule = event.rule.rsplit(";", 1)[0] + f";COUNT={chance.randrange(5, 120)}"
        # RFC 5545 section 3.8.5.3 leaves open what a DTSTART outside its own rule means.
        event.start = starts_of(event)[0]
        starts = starts_of(event)
        for start in chance.sample(starts[1:], min(len(starts) - 1, 6)):
            fate = chance.randrange(3)
            if fate == 0:
                event.excluded.append(start)
            elif fate == 1:
                event.moved[start] = start + dt.timedelta(minutes=chance.choice([-120, -30, 25, 60, 1500]))
            else:
                event.cancelled.add(start)
    for _ in range(max(2, days // 40)):
        event = add("Birthday", all_day=True, zone=None)
        event.start = event.start.replace(hour=0, minute=0)
        event.minutes = 1440 * chance.choice([1, 1, 2])
    return events


def invent_lines(chance, first, last):
    """Windows come and go; the computer sleeps, mostly at night; clocks jump; people travel."""
    lines = [Line(first, None, True)]
    now = first
    while True:
        now += MINUTE * chance.choice([1, 2, 3, 7, 20, 45, 90, 240, 700])
        if now >= last:
            break
        fate = chance.random()
        if fate < 0.08:
            lines.append(Line(now, running=False))
            now += MINUTE * chance.choice([1, 4, 30, 300, 600, 2900, 7000])
            lines.append(Line(min(now, last), resumed=True))
        elif fate < 0.11:
            # A clock that is set: nothing runs in between, and nobody slept.
            lines.append(Line(now, running=False))
            now += MINUTE * chance.choice([-180, -40, -3, 5, 50, 400])
            lines.append(Line(min(now, last)))
        elif fate < 0.13:
            lines.append(Line(now, zone=chance.choice(ZONES)))
        else:
            lines.append(Line(now, chance.choice(["zoom call", "The ledger", "Ledger, page 2", "mail", None]), True))
        now = min(now, last)
    lines.append(Line(last))
    return lines


def invent(seed, days):
    chance = random.Random(seed)
    first = dt.datetime(2026, 1, 1, 12, tzinfo=UTC) + dt.timedelta(days=chance.randrange(0, 300))
    last = first + dt.timedelta(days=days)
    return Year(first, last, chance.choice(ZONES), invent_events(chance, first, days), invent_lines(chance, first, last))


def moment_of(start, zone):
    """RFC 5545 section 3.3.5: a time the clocks leave out is read with the offset before, one that comes twice is the first."""
    return start.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=0).astimezone(UTC)
