"""An iCalendar expander on python3-dateutil: the first of the two that the calendar corpus is compared with.

It shares nothing with Handrail's own: dateutil walks the rules, zoneinfo knows the zones, and the reading of lines, zones and
exceptions below was written from RFC 5545 alone. It is slow, keeps everything in memory and trusts its input.
"""

import datetime as dt
import re
import zoneinfo

from dateutil import rrule

UTC = dt.timezone.utc
DAY = dt.timedelta(days=1)
IANA = zoneinfo.available_timezones()


class Skip(Exception):
    """The event cannot be read and is left out."""


# Lines and values

def unfold(data):
    data = data.removeprefix(b"\xef\xbb\xbf")
    data = re.sub(rb"\r\n|\r|\n", b"\n", data)
    return re.sub(rb"\n[ \t]", b"", data).decode("utf-8", "replace").split("\n")


def split_line(line):
    """NAME;P=V;P="V":VALUE -> (NAME, {P: V}, VALUE); None where there is no colon."""
    found = re.match(r'([^;:]+)((?:;[^=;:]+=(?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*)*):(.*)$', line, re.S)
    if not found:
        return None
    parameters = {}
    for part in re.findall(r';([^=;:]+)=((?:"[^"]*"|[^";:])*)', found[2]):
        parameters.setdefault(part[0].upper(), part[1].replace('"', ""))
    return found[1].upper(), parameters, found[3].strip()


class Component:
    def __init__(self, name):
        self.name = name
        self.lines = []
        self.children = []

    def all(self, name):
        return [(parameters, value) for key, parameters, value in self.lines if key == name]

    def first(self, name):
        return next(iter(self.all(name)), None)


def parse(data):
    top = Component("")
    stack = [top]
    for line in unfold(data):
        parts = split_line(line)
        if parts is None:
            continue
        name, _, value = parts
        if name == "BEGIN":
            child = Component(value.upper())
            stack[-1].children.append(child)
            stack.append(child)
        elif name == "END":
            if len(stack) > 1 and stack[-1].name == value.upper():
                stack.pop()
        else:
            stack[-1].lines.append(parts)
    return top


def walk(component, name):
    for child in component.children:
        if child.name == name:
            yield child
        else:
            yield from walk(child, name)


def unescape(text):
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def read_duration(text):
    found = re.fullmatch(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text.strip().upper())
    if not found or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    if found[1] == "-":
        return None
    return dt.timedelta(days=weeks * 7 + days), dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


# Zones

class FileZone(dt.tzinfo):
    """A VTIMEZONE: sections 3.6.5 (what it says) and 3.3.5 (how a local time is read)."""

    def __init__(self, component):
        self.changes = []
        for part in component.children:
            start, before, after = part.first("DTSTART"), part.first("TZOFFSETFROM"), part.first("TZOFFSETTO")
            if not (start and before and after):
                continue
            before, after = self.offset(before[1]), self.offset(after[1])
            first = read_plain(start[1])[0]
            onsets = {first}
            for parameters, value in part.all("RDATE"):
                onsets |= {read_plain(one.split("/")[0])[0] for one in value.split(",")}
            rule = part.first("RRULE")
            if rule:
                # Nothing that is asked for lies before 1950, and Outlook's zones begin in 1601.
                onsets |= set(rule_times(rule[1], max(first, first.replace(year=max(first.year, 1950))), dt.datetime(2060, 1, 1), dt.timezone(before)))
            self.changes += [(onset - before, before, after) for onset in onsets]
        self.changes.sort(key=lambda change: change[0])
        if not self.changes:
            raise Skip

    @staticmethod
    def offset(text):
        sign = -1 if text[0] == "-" else 1
        digits = text[1:].ljust(6, "0")
        return sign * dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:6]))

    def at(self, moment):
        offset = self.changes[0][1]
        for change, _, after in self.changes:
            if change <= moment:
                offset = after
        return offset

    def utcoffset(self, when):
        local = when.replace(tzinfo=None)
        candidates = [self.changes[0][1]] + [after for _, _, after in self.changes]
        good = [local - offset for offset in candidates if self.at(local - offset) == offset]
        if good:
            return local - min(good)
        return self.at(local - dt.timedelta(hours=14))

    def dst(self, when):
        return None

    def tzname(self, when):
        return "file"

    def fromutc(self, when):
        return (when + self.at(when.replace(tzinfo=None))).replace(tzinfo=self)


def fixed(name):
    found = re.fullmatch(r"(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d\d))?", name)
    if not found:
        return None
    offset = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return dt.timezone(-offset if found[1] == "-" else offset)


class Zones:
    def __init__(self, top, user, windows):
        self.user = user
        self.windows = windows
        self.found = {}
        for component in walk(top, "VTIMEZONE"):
            tzid = component.first("TZID")
            if not tzid or tzid[1] in self.found:
                continue
            try:
                self.found[tzid[1]] = FileZone(component)
            except (Skip, ValueError, KeyError):
                location = component.first("X-LIC-LOCATION")
                if location and location[1] in IANA:
                    self.found[tzid[1]] = zoneinfo.ZoneInfo(location[1])

    def get(self, tzid):
        if tzid.upper() in ("UTC", "Z") or tzid == "tzone://Microsoft/Utc":
            return UTC
        if tzid in IANA:
            return zoneinfo.ZoneInfo(tzid)
        if tzid in self.found:
            return self.found[tzid]
        name = re.sub(r" \d$", "", tzid)
        if name in self.windows:
            return zoneinfo.ZoneInfo(self.windows[name])
        parts = tzid.split("/")
        if tzid.startswith("/"):
            for index in range(1, len(parts)):
                if "/".join(parts[index:]) in IANA:
                    return zoneinfo.ZoneInfo("/".join(parts[index:]))
        return fixed(tzid) or self.user


# Times

def read_plain(text):
    """(naive datetime, is a date, is UTC)"""
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:[Tt](\d\d)(\d\d)(\d\d)([Zz]?))?", text.strip())
    if not found:
        raise Skip
    year, month, day, hour, minute, second = (int(number or 0) for number in found.groups()[:6])
    try:
        return dt.datetime(year, month, day, hour, minute, min(second, 59)), found[4] is None, bool(found[7])
    except ValueError:
        raise Skip from None


class When:
    """A time as written: @civil on the clock of @zone; zone None is floating."""

    def __init__(self, text, parameters, zones):
        self.civil, self.is_date, is_utc = read_plain(text)
        if parameters.get("VALUE", "").upper() == "DATE" and not self.is_date:
            self.civil, self.is_date, is_utc = self.civil.replace(hour=0, minute=0, second=0), True, False
        self.zone = None
        if is_utc:
            self.zone = UTC
        elif not self.is_date and parameters.get("TZID"):
            self.zone = zones.get(parameters["TZID"])

    def moment(self, default):
        return instant(self.civil, self.zone or default)

    def day(self, default):
        """The date that was meant where a date is wanted: midnight of @default in UTC is a day of @default."""
        if self.zone is UTC:
            local = self.moment(default).astimezone(default).replace(tzinfo=None)
            if local.time() == dt.time():
                return local.date()
        return self.civil.date()


def instant(civil, zone):
    return civil.replace(tzinfo=zone, fold=0).astimezone(UTC)


# Rules

def rule_times(text, start, last, zone, start_is_date=False):
    """The naive times a rule names, from @start to @last; the start only if the rule names it."""
    parts = dict(part.strip().upper().split("=", 1) for part in text.split(";") if part.strip())
    until = parts.pop("UNTIL", None)
    parts.pop("RSCALE", None)
    if parts.pop("SKIP", "OMIT") != "OMIT":
        raise NotImplementedError("SKIP")
    if start_is_date:
        for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            parts.pop(name, None)
    count = int(parts.pop("COUNT")) if "COUNT" in parts else None
    rule = rrule.rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start).replace(until=last)
    # A rule that names nothing would be followed to the last year there is.
    rrule.datetime.MAXYEAR = last.year + 1
    number = 0
    for civil in rule:
        # The start counts as the first occurrence, also where the rule does not name it (section 3.3.10).
        if number == 0 and civil != start and count is not None:
            number = 1
        number += 1
        if civil > last or (count is not None and number > count):
            return
        if until is not None:
            end, end_is_date, end_is_utc = read_plain(until)
            if start_is_date:
                shim = When(until, {}, None)
                if civil.date() > shim.day(zone):
                    return
            elif end_is_date:
                if civil.date() > end.date():
                    return
            elif end_is_utc:
                if instant(civil, zone) > end.replace(tzinfo=UTC):
                    if civil > end + 2 * DAY:
                        return
                    continue
            elif civil > end:
                return
        yield civil


# Events

class Event:
    def __init__(self, component, zones):
        start = component.first("DTSTART")
        if start is None:
            raise Skip
        self.component = component
        self.zones = zones
        self.start = When(start[1], start[0], zones)
        self.zone = self.start.zone or zones.user
        self.uid = (component.first("UID") or ({}, ""))[1]
        self.title = unescape((component.first("SUMMARY") or ({}, ""))[1]).strip()
        self.status = {"CANCELLED": "cancelled", "TENTATIVE": "tentative"}.get((component.first("STATUS") or ({}, ""))[1].upper(), "confirmed")
        self.sequence = int((component.first("SEQUENCE") or ({}, "0"))[1] or 0)
        self.revised = max([value for name in ("DTSTAMP", "LAST-MODIFIED") for _, value in component.all(name)] + [""])
        replaced = component.first("RECURRENCE-ID")
        self.replaces = When(replaced[1], replaced[0], zones) if replaced else None
        self.later = bool(replaced) and replaced[0].get("RANGE", "").upper() == "THISANDFUTURE"
        self.span = self.read_span()

    def read_span(self):
        """(nominal days, exact rest)"""
        end = self.component.first("DTEND")
        duration = self.component.first("DURATION")
        days, rest = dt.timedelta(), dt.timedelta()
        when = None
        if end:
            try:
                when = When(end[1], end[0], self.zones)
            except Skip:
                pass
        if when is not None and when.is_date == self.start.is_date:
            if when.is_date:
                days = when.civil - self.start.civil
            else:
                rest = when.moment(self.zone) - self.start.moment(self.zone)
        elif duration and read_duration(duration[1]):
            days, rest = read_duration(duration[1])
        if days < dt.timedelta() or rest < dt.timedelta():
            days = rest = dt.timedelta()
        if self.start.is_date:
            days = max(DAY, days + dt.timedelta(days=-(-rest // DAY)))
            rest = dt.timedelta()
        return days, rest

    def recurs(self):
        return any(self.component.all(name) for name in ("RRULE", "RDATE", "EXRULE"))

    def identity(self, civil):
        """What the instance at @civil is called: its original start."""
        if self.start.is_date:
            return civil.strftime("%Y%m%d")
        if self.start.zone is None:
            return civil.strftime("%Y%m%dT%H%M%S")
        return instant(civil, self.zone).strftime("%Y%m%dT%H%M%SZ")

    def ends(self, civil, span):
        start = instant(civil, self.zone)
        return max(start, instant(civil + span[0], self.zone) + span[1])

    def instances(self, last):
        """{civil start: span}"""
        found = {self.start.civil: self.span}
        excluded_days, excluded = set(), set()
        for _, rule in self.component.all("EXRULE"):
            excluded |= set(rule_times(rule, self.start.civil, last, self.zone, self.start.is_date))
        for parameters, value in self.component.all("EXDATE"):
            for one in filter(None, (part.strip() for part in value.split(","))):
                try:
                    when = When(one, parameters, self.zones)
                except Skip:
                    continue
                if self.start.is_date:
                    excluded_days.add(when.day(self.zone))
                elif when.is_date:
                    excluded_days.add(when.civil.date())
                else:
                    excluded.add(when.moment(self.zone).astimezone(self.zone).replace(tzinfo=None, fold=0))
        for _, rule in self.component.all("RRULE"):
            for civil in rule_times(rule, self.start.civil, last, self.zone, self.start.is_date):
                found.setdefault(civil, self.span)
        for parameters, value in self.component.all("RDATE"):
            for one in filter(None, (part.strip() for part in value.split(","))):
                try:
                    self.add_date(one, parameters, found)
                except Skip:
                    continue
        moments = set()
        for civil, span in sorted(found.items()):
            moment = instant(civil, self.zone)
            if civil.date() in excluded_days or civil in excluded or moment in {instant(one, self.zone) for one in excluded} or moment in moments:
                continue
            moments.add(moment)
            yield civil, span

    def add_date(self, text, parameters, found):
        begin, _, length = text.partition("/")
        when = When(begin, parameters, self.zones)
        span = self.span
        if length:
            span = read_duration(length)
            if span is None:
                span = dt.timedelta(), When(length, parameters, self.zones).moment(self.zone) - when.moment(self.zone)
            if span[1] < dt.timedelta():
                raise Skip
        civil = when.civil
        if self.start.is_date:
            civil = civil.replace(hour=0, minute=0, second=0)
            span = max(DAY, span[0] + dt.timedelta(days=-(-span[1] // DAY))), dt.timedelta()
        elif when.is_date:
            civil = dt.datetime.combine(civil.date(), self.start.civil.time())
        else:
            civil = when.moment(self.zone).astimezone(self.zone).replace(tzinfo=None, fold=0)
        if length or civil not in found:
            found[civil] = span


def newest(events):
    """Without what a later revision supersedes."""
    kept = []
    for event in sorted(events, key=lambda event: (event.sequence, event.revised)):
        kept = [other for other in kept if not supersedes(event, other)] + [event]
    return kept


def supersedes(event, other):
    if event.uid != other.uid or (event.replaces is None) != (other.replaces is None):
        return False
    if event.replaces is not None:
        return event.replaces.moment(event.zone) == other.replaces.moment(other.zone)
    return (event.sequence, event.revised) != (other.sequence, other.revised) or event.start.civil == other.start.civil


def expand(data, zone, begin, end, windows):
    """Dictionaries with start, end, uid, id, title, status, all_day: what touches [begin, end), aware datetimes."""
    user = zoneinfo.ZoneInfo(zone)
    top = parse(data)
    zones = Zones(top, user, windows)
    events = []
    for component in walk(top, "VEVENT"):
        try:
            events.append(Event(component, zones))
        except Skip:
            continue
    results = []

    def add(event, civil, span, identity):
        start, stop = instant(civil, event.zone), event.ends(civil, span)
        if start < end and (stop > begin or (start == stop == begin)):
            results.append({"start": start, "end": stop, "uid": event.uid, "id": identity, "title": event.title,
                            "status": event.status, "all_day": event.start.is_date})

    last = (end + 40 * DAY).replace(tzinfo=None)
    for uid in {event.uid for event in events}:
        group = newest([event for event in events if event.uid == uid])
        masters = [event for event in group if event.replaces is None]
        replacements = sorted((event for event in group if event.replaces is not None), key=lambda event: event.replaces.moment(event.zone))
        for index, master in enumerate(masters):
            mine = replacements if index + 1 == len(masters) else []
            if not master.recurs() and not mine:
                add(master, master.start.civil, master.span, None)
                continue
            expand_series(master, mine, last, add)
        for event in replacements:
            identity = event.replaces.civil.strftime("%Y%m%d") if event.replaces.is_date else None
            if identity is None and event.replaces.zone is None and event.start.zone is None:
                identity = event.replaces.civil.strftime("%Y%m%dT%H%M%S")
            add(event, event.start.civil, event.span, identity or event.replaces.moment(event.zone).strftime("%Y%m%dT%H%M%SZ"))
    return sorted(results, key=lambda one: (one["start"], one["end"], one["uid"], one["id"] or ""))


def expand_series(master, replacements, last, add):
    gone_days = {event.replaces.day(master.zone) for event in replacements if event.replaces.is_date or master.start.is_date}
    gone = {event.replaces.moment(event.zone) for event in replacements if not event.replaces.is_date and not master.start.is_date}
    for civil, span in master.instances(last):
        moment = instant(civil, master.zone)
        if moment in gone or civil.date() in gone_days:
            continue
        reaching = [event for event in replacements if event.later and event.replaces.moment(event.zone) <= moment]
        if not reaching:
            add(master, civil, span, master.identity(civil))
            continue
        # Section 3.2.13: the instances after the one named move by as much as it moved.
        later = reaching[-1]
        if later.replaces.is_date or master.start.is_date:
            shifted = civil + (later.start.civil - later.replaces.civil)
        else:
            named = later.replaces.moment(later.zone).astimezone(later.zone).replace(tzinfo=None)
            shifted = moment.astimezone(later.zone).replace(tzinfo=None, fold=0) + (later.start.civil - named)
        if later.start.is_date:
            shifted = shifted.replace(hour=0, minute=0, second=0)
        add(later, shifted, later.span, master.identity(civil))
