/*
 * An iCalendar expander on ical.js: the second of the two that the calendar corpus is compared with. ical.js reads the files,
 * walks the rules and puts exceptions in their place; Temporal knows the zones that a file only names. ical.js walks rules as
 * libical does, which is what Handrail uses too: with {rules: "rrule-temporal"} another program walks them.
 *
 * Reads {cases: [{file, zone, from, to}], windows: {name: zone}, rules} from standard input, writes a list of occurrences, or
 * {error}, for every case.
 */

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const load = createRequire(pathToFileURL(process.argv[2] + "/").href);
const ICAL = (await import(pathToFileURL(process.argv[2] + "/node_modules/ical.js/dist/ical.js").href)).default;
const { Temporal } = load("@js-temporal/polyfill");
const { RRuleTemporal } = load("rrule-temporal");

ICAL.design.strict = false;

const { cases, windows, rules } = JSON.parse(readFileSync(0, "utf8"));
const known = new Set(Intl.supportedValuesOf("timeZone"));

function isZone(name) {
  if (known.has(name)) return true;
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name) || /\d/.test(name.replace("Etc/", "").replace("CST6", "").replace("EST5", ""))) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/* A zone of the platform's: "compatible" is what RFC 5545 section 3.3.5 asks for. */
class NamedZone extends ICAL.Timezone {
  constructor(name) {
    super(new ICAL.Component(["vtimezone", [["tzid", {}, "text", name]], []]));
    this.name = name;
  }

  utcOffset(time) {
    const plain = new Temporal.PlainDateTime(time.year, time.month, time.day, time.hour, time.minute, time.second);
    const moment = plain.toZonedDateTime(this.name, { disambiguation: "compatible" }).epochMilliseconds;
    return (Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second) - moment) / 1000;
  }
}

/* What ical.js asks of an iterator: next(), last, completed. The rule is walked in UTC: its times are those of a clock. */
class TemporalIterator {
  constructor(rule, start) {
    const text = rule.toString().split(";").filter((part) => !/^(UNTIL|RSCALE)=/.test(part)).join(";");
    const plain = start.toString().replace(/[-:Z]/g, "");
    const walker = new RRuleTemporal({ rruleString: `DTSTART:${start.isDate ? `${plain}T000000` : plain}Z\nRRULE:${text}`, maxIterations: 500000 });
    this.until = rule.until;
    this.start = start;
    this.buffer = walker.all((found) => found.epochMilliseconds < horizon);
    this.index = 0;
    this.completed = false;
    this.last = start.clone();
    // COUNT has the start as its first, named by the rule or not.
    if (rule.count && this.buffer.length === rule.count && this.buffer[0].epochMilliseconds !== this.read(start)) this.buffer.pop();
  }

  read(time) {
    return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  }

  next() {
    const found = this.buffer[this.index++];
    const time = found === undefined ? null : this.start.clone();
    if (time) {
      time.resetTo(found.year, found.month, found.day, found.hour, found.minute, found.second, this.start.zone);
      time.isDate = this.start.isDate;
    }
    if (time === null || (this.until && time.compare(this.until) > 0)) {
      this.completed = true;
      return null;
    }
    this.last = time;
    return time;
  }
}

if (rules === "rrule-temporal")
  ICAL.Recur.prototype.iterator = function (start) {
    return new TemporalIterator(this, start);
  };

/* Nothing after this is asked for. */
let horizon = 0;

const zones = new Map();

function getNamed(name) {
  if (!zones.has(name)) zones.set(name, new NamedZone(name));
  return zones.get(name);
}

function getFixed(name) {
  const found = /^(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d\d))?$/.exec(name);
  return found ? getNamed(`${found[1]}${found[2].padStart(2, "0")}:${found[3] ?? "00"}`) : null;
}

function resolve(tzid, fromFile) {
  if (/^(utc|z)$/i.test(tzid) || tzid === "tzone://Microsoft/Utc") return ICAL.Timezone.utcTimezone;
  if (isZone(tzid)) return getNamed(tzid);
  if (fromFile.has(tzid)) return fromFile.get(tzid);
  const plain = tzid.replace(/ \d$/, "");
  if (windows[plain]) return getNamed(windows[plain]);
  for (let at = tzid.startsWith("/") ? 0 : -1; at >= 0; at = tzid.indexOf("/", at + 1))
    if (isZone(tzid.slice(at + 1))) return getNamed(tzid.slice(at + 1));
  return getFixed(tzid);
}

/* Epoch milliseconds of an ICAL.Time, floating and whole days read in @user. */
function moment(time, user) {
  if (time.isDate || time.zone === ICAL.Timezone.localTimezone) {
    const local = getNamed(user);
    return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second) - local.utcOffset(time) * 1000;
  }
  return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second) - time.zone.utcOffset(time) * 1000;
}

function stamp(milliseconds) {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, "");
}

function identity(time, user) {
  const plain = time.toString().replace(/[-:Z]/g, "");
  return time.isDate ? plain.slice(0, 8) : time.zone === ICAL.Timezone.localTimezone ? plain : stamp(moment(time, user));
}

function status(event) {
  const text = (event.component.getFirstPropertyValue("status") ?? "").toUpperCase();
  return { CANCELLED: "cancelled", TENTATIVE: "tentative" }[text] ?? "confirmed";
}

function collect(item, start, end, id, one, results) {
  const from = moment(start, one.zone);
  const to = end === null || Number.isNaN(end.year) ? from : Math.max(from, moment(end, one.zone));
  const begin = Date.parse(one.from), stop = Date.parse(one.to);
  if (from < stop && (to > begin || (from === to && from === begin)))
    results.push({ start: stamp(from), end: stamp(to), uid: item.uid ?? "", id, title: (item.summary ?? "").trim(), status: status(item), all_day: start.isDate });
}

/* An RDATE may bring its own length; ical.js reads such values but walks only over times. */
function takePeriods(event) {
  const periods = new Map();
  for (const property of event.component.getAllProperties("rdate")) {
    const values = property.getValues();
    if (!values.some((value) => value instanceof ICAL.Period)) continue;
    for (const value of values) if (value instanceof ICAL.Period) periods.set(value.start.toUnixTime(), value);
    property.resetType("date-time");
    property.setValues(values.map((value) => (value instanceof ICAL.Period ? value.start : value)));
  }
  return periods;
}

/* The start belongs to the series even where no rule names it (RFC 5545 section 3.8.5.3), which ical.js leaves to its caller. */
function addStart(event, one, results, seen) {
  const start = event.startDate;
  const excluded = event.component.getAllProperties("exdate").flatMap((property) => property.getValues());
  const gone = (date) => (date.isDate || start.isDate ? date.compareDateOnlyTz(start, start.zone) === 0 : date.compare(start) === 0);
  if (excluded.some(gone)) return;
  const details = event.getOccurrenceDetails(start);
  seen.add(identity(start, one.zone));
  if (details.item === event) collect(event, details.startDate, details.endDate, identity(start, one.zone), one, results);
}

function expandMaster(event, one, results) {
  const periods = takePeriods(event);
  const iterator = event.iterator();
  const seen = new Set();
  addStart(event, one, results, seen);
  for (let next = iterator.next(), steps = 0; next; next = iterator.next()) {
    if (moment(next, one.zone) > horizon) break;
    if (++steps > 200000) throw new Error("endless");
    const details = event.getOccurrenceDetails(next);
    const id = identity(details.recurrenceId, one.zone);
    if (seen.has(id)) continue;
    seen.add(id);
    const own = periods.get(next.toUnixTime());
    const end = own && details.item === event ? own.getEnd() : details.endDate;
    if (!(details.item !== event && details.item.isRecurrenceException() && details.item.recurrenceId.toString() === next.toString()))
      collect(details.item, details.startDate, end, id, one, results);
  }
}

function expand(one) {
  const results = [];
  horizon = Date.parse(one.to) + 40 * 86400000;
  const text = readFileSync(one.file, "utf8").replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  ICAL.TimezoneService.reset();
  const roots = [ICAL.parse(text)].flat();
  const parsed = Array.isArray(roots[0]) ? roots : [roots];
  const calendars = parsed.map((root) => new ICAL.Component(root));
  const fromFile = new Map();
  for (const calendar of calendars)
    for (const zone of calendar.getAllSubcomponents("vtimezone")) {
      const tzid = zone.getFirstPropertyValue("tzid");
      if (tzid && zone.getAllSubcomponents().length > 0 && !fromFile.has(tzid)) fromFile.set(tzid, new ICAL.Timezone(zone));
    }
  for (const tzid of new Set([...text.replace(/\n[ \t]/g, "").matchAll(/TZID=(?:"([^"]*)"|([^":;]*))/gi)].map((found) => found[1] ?? found[2]))) {
    const zone = tzid ? resolve(tzid, fromFile) : null;
    if (zone && !ICAL.TimezoneService.has(tzid)) ICAL.TimezoneService.register(zone, tzid);
  }
  const groups = new Map();
  for (const calendar of calendars)
    for (const component of calendar.getAllSubcomponents("vevent")) {
      if (!component.hasProperty("dtstart")) continue;
      const event = new ICAL.Event(component, { strictExceptions: true, exceptions: [] });
      const uid = event.uid ?? "";
      if (!groups.has(uid)) groups.set(uid, { masters: [], exceptions: [] });
      groups.get(uid)[event.isRecurrenceException() ? "exceptions" : "masters"].push(event);
    }
  for (const { masters, exceptions } of groups.values()) {
    const newest = (events) => events.reduce((best, event) => ((event.sequence ?? 0) >= (best.sequence ?? 0) ? event : best));
    const same = new Map();
    for (const event of exceptions) {
      const id = identity(event.recurrenceId, one.zone);
      same.set(id, same.has(id) ? newest([same.get(id), event]) : event);
    }
    const master = masters.length > 0 ? newest(masters) : null;
    for (const event of same.values()) {
      if (master) master.relateException(event);
      collect(event, event.startDate, event.endDate, identity(event.recurrenceId, one.zone), one, results);
    }
    if (master && (master.isRecurring() || same.size > 0)) expandMaster(master, one, results);
    else if (master) collect(master, master.startDate, master.endDate, null, one, results);
  }
  return results;
}

process.stdout.write(JSON.stringify(cases.map((one) => {
  try {
    return expand(one);
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
})));
