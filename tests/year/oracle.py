"""What must come in a year, found by walking through it minute by minute.

It knows the rules of firing as people read them, not how the engine works: no timers, no next moments, no priming, only "is it so in this
minute, and was it so in the last one the agent was awake for".
"""

import bisect
import dataclasses
import datetime as dt
import functools
import zoneinfo

import year as years

UTC = years.UTC
MINUTE = years.MINUTE


@dataclasses.dataclass
class Step:
    """One minute in which the agent is awake."""

    at: dt.datetime
    zone: str
    window: str | None
    fresh: bool  # the first after the start or a suspend: what is so already comes as no surprise


def walk(year):
    steps = []
    zone, window, fresh = year.zone, None, True
    for line, following in zip(year.lines, year.lines[1:] + [None]):
        zone = line.zone or zone
        window = line.window if line.has_window else window
        fresh = fresh or line.resumed
        if not line.running:
            continue
        end = following.at if following else line.at + MINUTE
        at = line.at
        while at < end:
            steps.append(Step(at, zone, window, fresh))
            fresh = False
            at += MINUTE
    return steps


@dataclasses.dataclass(frozen=True)
class Meeting:
    uid: str
    original: dt.datetime  # without zone: which of the series it is
    title: str
    start: dt.datetime  # without zone
    minutes: int
    zone: str | None
    all_day: bool
    attendees: int

    def span(self, zone):
        return span_of(self.start, self.minutes, self.zone or zone, self.all_day)


@functools.lru_cache(maxsize=None)
def span_of(start, minutes, zone, all_day):
    begin = years.moment_of(start, zone)
    if all_day:
        return begin, years.moment_of(start + dt.timedelta(minutes=minutes), zone)
    return begin, begin + dt.timedelta(minutes=minutes)


def meetings_of(events):
    for event in events:
        for original in years.starts_of(event):
            if original not in event.cancelled:
                yield Meeting(event.uid, original, event.title, event.moved.get(original, original), event.minutes,
                              event.zone, event.all_day, event.attendees)


def has_word(text, word):
    """A plain pattern begins where no letter or digit stands before it."""
    text = (text or "").lower()
    place = text.find(word)
    while place >= 0:
        if place == 0 or not text[place - 1].isalnum():
            return True
        place = text.find(word, place + 1)
    return False


def selects(leaf, meeting):
    low, high = leaf.get("attendees", (0, 10 ** 6))
    return ("title" not in leaf or has_word(meeting.title, leaf["title"])) and low <= meeting.attendees <= high and \
        meeting.all_day == bool(leaf.get("all-day"))


def in_phase(leaf, meeting, step):
    start, end = meeting.span(step.zone)
    if "before" in leaf:
        return start - MINUTE * leaf["before"] <= step.at < start
    if "after" in leaf:
        return end <= step.at < end + MINUTE * leaf["after"]
    return start <= step.at < end


@functools.lru_cache(maxsize=None)
def first_minute(wall, zone):
    """The first minute in which the clocks of @zone show @wall or, where they leave it out, something later."""
    place = zoneinfo.ZoneInfo(zone)
    at = wall.replace(tzinfo=UTC) - dt.timedelta(hours=16)
    while at.astimezone(place).replace(tzinfo=None) < wall - dt.timedelta(hours=4):
        at += dt.timedelta(hours=1)
    while at.astimezone(place).replace(tzinfo=None) < wall:
        at += MINUTE
    return at


@functools.lru_cache(maxsize=None)
def stretch(day, between, zone):
    wall = dt.datetime.combine(day, dt.time())
    low, high = between
    return (first_minute(wall + MINUTE * low, zone), first_minute(wall + MINUTE * (high if high > low else high + 1440), zone))


def is_day(leaf, day):
    if "days" in leaf and day.weekday() not in leaf["days"]:
        return False
    if "nth" in leaf:
        weekday, number = leaf["nth"]
        in_month = [day.replace(day=1) + dt.timedelta(days=offset) for offset in range(31)]
        those = [other for other in in_month if other.month == day.month and other.weekday() == weekday]
        return those[number if number < 0 else number - 1] == day
    return True


def is_time(leaf, step):
    today = local_day(step.at, step.zone)
    for day in (today - dt.timedelta(days=1), today, today + dt.timedelta(days=1)):
        if is_day(leaf, day):
            start, end = stretch(day, leaf["between"], step.zone)
            if start <= step.at < end:
                return True
    return False


@functools.lru_cache(maxsize=None)
def local_day(at, zone):
    return at.astimezone(zoneinfo.ZoneInfo(zone)).date()


class Oracle:
    def __init__(self, year):
        self.steps = walk(year)
        self.meetings = list(meetings_of(year.events))
        self.reach = {}
        self.places = {}  # minute -> numbers of the steps at it: a clock set back makes several
        for number, step in enumerate(self.steps):
            self.places.setdefault(step.at, []).append(number)
        self.minutes = sorted(self.places)
        # For "no such meeting": (leaf, number of the step) pairs in which some meeting satisfies the leaf.
        self.any = {}

    def steps_near(self, meeting, margin):
        """The numbers of all steps in which a phase of @meeting might be open, in any zone."""
        spans = [meeting.span(zone) for zone in years.ZONES]
        low = min(start for start, _ in spans) - margin
        high = max(end for _, end in spans) + margin
        numbers = []
        for minute in self.minutes[bisect.bisect_left(self.minutes, low):bisect.bisect_left(self.minutes, high)]:
            numbers += self.places[minute]
        return sorted(numbers)

    def any_meeting(self, leaf, number):
        key = str(leaf)
        if key not in self.any:
            found = set()
            for meeting in self.meetings:
                if selects(leaf, meeting):
                    found.update(place for place in self.steps_near(meeting, dt.timedelta(days=2))
                                 if in_phase(leaf, meeting, self.steps[place]))
            self.any[key] = found
        return number in self.any[key]

    def holds(self, condition, number, meeting, inverted=False):
        step = self.steps[number]
        (kind, value), = condition.items()
        if kind == "all":
            return all(self.holds(child, number, meeting, inverted) for child in value)
        if kind == "any":
            return any(self.holds(child, number, meeting, inverted) for child in value)
        if kind == "not":
            return not self.holds(value, number, meeting, True)
        if kind == "window":
            return has_word(step.window, value)
        if kind == "time":
            return is_time(value, step)
        if inverted or meeting is None:
            return self.any_meeting(value, number)
        return selects(value, meeting) and in_phase(value, meeting, step)

    def calendar_leaves(self, condition):
        (kind, value), = condition.items()
        if kind == "calendar":
            return [value]
        return [leaf for child in value for leaf in self.calendar_leaves(child)] if kind in ("all", "any") else []

    def fire_unbound(self, condition):
        held = False
        for number, step in enumerate(self.steps):
            holds = self.holds(condition, number, None)
            if holds and not held and not step.fresh:
                yield step.at, None
            held = holds

    def fire_bound(self, condition, meeting):
        told = None  # the start it came for: when it turns true again, only a later one is news
        held, before = False, None
        for number in self.steps_near(meeting, dt.timedelta(days=2)):
            step = self.steps[number]
            holds = self.holds(condition, number, meeting)
            was = held and before == number - 1 and not step.fresh
            start = meeting.span(step.zone)[0]
            if holds and not was and (told is None or start > told):
                yield step.at, start
                told = start
            held, before = holds, number

    def expect(self):
        """(trigger, uid or None, start or None, minute) of everything that must come."""
        for name, condition in years.TRIGGERS.items():
            leaves = self.calendar_leaves(condition)
            if not leaves:
                for at, _ in self.fire_unbound(condition):
                    yield name, None, None, at
                continue
            for meeting in self.meetings:
                if all(selects(leaf, meeting) for leaf in leaves):
                    for at, start in self.fire_bound(condition, meeting):
                        yield name, meeting.uid, start, at
