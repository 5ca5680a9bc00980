#!/usr/bin/env python3
"""handrailctl as scripts see it: words in, lines and exit codes out. No display, no bus.

usage: test_ctl.py BUILD SOURCE
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import tap as taps  # noqa: E402

build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-ctl."))
managers = source / "assets/packs/managers"

environment = {key: value for key, value in os.environ.items()
               if key not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
environment["XDG_DATA_HOME"] = str(folder / "data")

CALENDAR = "\r\n".join([
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Handrail//Test//EN",
    "BEGIN:VEVENT", "UID:review", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=Europe/Berlin:20261001T150000",
    "DTEND;TZID=Europe/Berlin:20261001T153000", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20261008T150000",
    "SUMMARY:Performance review: Priya", "ATTENDEE:mailto:priya@example.org", "ATTENDEE:mailto:me@example.org", "END:VEVENT",
    "END:VCALENDAR", ""])


def ctl(*words, code=0, text=None):
    done = subprocess.run([str(build / "src/ctl/handrailctl"), *map(str, words)], env=environment, input=text,
                          capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code, f"exit {done.returncode}, not {code}: {done.stdout}{done.stderr}"
    return done


def write(name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def same(seen, wanted):
    assert seen == wanted, f"{seen!r} is not {wanted!r}"


def usage():
    assert "usage:" in ctl(code=2).stderr
    assert "nonsense" in ctl("nonsense", code=2).stderr
    assert "--pack" in ctl("why", code=2).stderr
    for verb in ("lint", "why", "match", "agenda", "journal"):
        assert verb in ctl("--help").stdout
        assert verb in ctl(verb, "--help").stdout
        ctl(verb, "--no-such-option", code=2)


def lint_clean():
    for pack in sorted((source / "assets/packs").iterdir()):
        same(ctl("lint", "--at", "2026-11-22", pack).stdout, "")
    same(json.loads(ctl("lint", "--json", "--at", "2026-11-22", managers).stdout), {"results": []})


def lint_findings():
    write("bad/pack.yaml", "format: 1\nid: org.example.bad\ntitle: Bad\nversion: 1\nlanguage: en\nlicence: CC0-1.0\nowner: o@example.org\n")
    write("bad/aids/typo.md", "---\ntitel: A\nkind: note\ntask: T\nowner: o@example.org\nreviewed: 2026-10-01\n---\nText.\n")
    write("bad/aids/fine.md", "---\ntitle: Fine\nkind: note\ntask: Keep going\nowner: o@example.org\nreviewed: 2026-10-01\nkeywords: [x]\n---\nText.\n")
    results = json.loads(ctl("lint", "--json", "--at", "2026-11-22", folder / "bad", code=1).stdout)["results"]
    typo = [finding for finding in results if finding["rule"] == "unknown-key"]
    assert len(typo) == 1 and typo[0]["line"] == 2 and typo[0]["file"].endswith("aids/typo.md"), results
    assert "title" in typo[0]["mend"], typo
    assert not [finding for finding in results if "fine" in finding["file"]], results
    ctl("lint", folder / "nowhere", code=3)


def lint_review_dates():
    """The date decides: the same pack is in date today and overdue in a year."""
    ctl("lint", "--at", "2026-11-22", managers)
    assert "overdue" in ctl("lint", "--at", "2027-11-22", managers, code=1).stdout
    assert "future" in ctl("lint", "--at", "2026-01-01", managers, code=1).stdout


def why_window():
    out = ctl("why", "--pack", managers, "--app", "zoom", "--title", "Performance review Q4", "--at", "2026-11-22T10:00:00Z").stdout
    first = out.split("\n\n")[0]
    for part in ("Open a performance review", "open-review/in-the-call", "zoom", "Performance review Q4", "card"):
        assert part in first, first


def why_meeting():
    calendar = write("review.ics", CALENDAR)
    out = json.loads(ctl("why", "--json", "--pack", managers, "--calendar", calendar, "--at", "2026-10-01T14:56:00+02:00").stdout)["results"]
    matched = [result for result in out if result["matched"]]
    assert ("open-review", "before-the-review") in [(result["aid"], result["trigger"]) for result in matched], matched
    same(matched[0]["verdict"]["kind"], "card")
    # Six minutes before is a minute too early.
    ctl("why", "--pack", managers, "--calendar", calendar, "--at", "2026-10-01T14:54:00+02:00", code=1)


def why_gates():
    results = json.loads(ctl("why", "--pack", managers, "--app", "zoom", "--title", "Performance review Q4", "--json").stdout)["results"]
    gates = {gate["gate"]: gate for gate in results[0]["verdict"]["gates"]}
    same(gates["budget-hour"], {"gate": "budget-hour", "against": False, "text": "0 of at most 4 interruptions in the last hour"})
    assert "cool-down" in gates and "already-shown" not in gates and not any(gate["against"] for gate in gates.values()), gates
    assert "✓ 0 of at most 12 interruptions today" in ctl("why", "--pack", managers, "--app", "zoom", "--title", "Performance review Q4").stdout


def why_replay():
    recording = write("day.ndjson", "\n".join(json.dumps(line) for line in [
        {"recording": 1, "zone": "Europe/Berlin"},
        {"at": "2026-10-01T14:00:00", "window": {"apps": ["zoom"], "title": "Performance review Q4"}},
        {"at": "2026-10-01T14:50:00", "presence": {"do_not_disturb": "yes"}},
        {"at": "2026-10-01T14:58:00", "presence": {"do_not_disturb": "no"}},
        {"at": "2026-10-01T16:00:00"}]))
    words = ["why", "--pack", managers, "--calendar", write("day.ics", CALENDAR), "--replay", recording]
    results = json.loads(ctl(*words, "--json").stdout)["results"]
    seen = [(result["at"][11:16], result["trigger"].split("/", 1)[1], result["event"], result["reason"]) for result in results]
    before = "open-review/before-the-review"
    assert ("14:55", before, "hold", "do-not-disturb") in seen and ("14:58", before, "card", "show") in seen, seen
    assert "14:58:00+02:00  card " in ctl(*words).stdout
    assert "--replay has its own windows" in ctl(*words, "--title", "x", code=2).stderr
    recording.write_text(recording.read_text() + "\n{\"at\": 7}\n")
    assert "day.ndjson:6: error: “at” must be a text" in ctl(*words, code=3).stderr
    recording.write_text("nothing of the kind")
    assert "not JSON" in ctl(*words, code=3).stderr


def match_titles():
    titles = write("titles", "zoom\tPerformance review Q4\nfirefox\tWeather\nzoom\tAnnual review\n")
    lines = ctl("match", "--rules", managers, "--titles", titles).stdout.splitlines()
    same([("in-the-call" in line) for line in lines], [True, False, True])
    same(ctl("match", "--rules", managers, "--titles", "-", text="zoom\tperformance REVIEW\n").stdout.split("/")[-1].strip(), "in-the-call")
    ctl("match", "--rules", managers, "--titles", "-", text="x\ty\n", code=1)


def agenda():
    calendar = write("agenda.ics", CALENDAR)
    words = ("agenda", "--calendar", calendar, "--from", "2026-10-01", "--to", "2026-11-01")
    results = json.loads(ctl(*words, "--json").stdout)["results"]
    same([result["start"] for result in results], ["2026-10-01T13:00:00+00:00", "2026-10-15T13:00:00+00:00"])
    same(results[0]["uid"], "review")
    assert "Performance review: Priya" in ctl(*words).stdout
    ctl("agenda", "--calendar", calendar, "--from", "2025-01-01", "--to", "2025-02-01", code=1)
    ctl("agenda", "--calendar", folder / "missing.ics", "--from", "2026-10-01", "--to", "2026-11-01", code=3)
    ctl("agenda", "--calendar", calendar, "--from", "yesterday", "--to", "2026-11-01", code=2)


def agenda_broken():
    broken = write("broken.ics", CALENDAR.replace("DTSTART;TZID=Europe/Berlin:20261001T150000", "DTSTART:yesterday")
                   .replace("END:VCALENDAR", "BEGIN:VEVENT\r\nUID:ok\r\nDTSTART:20261002T100000Z\r\nSUMMARY:Fine\r\nEND:VEVENT\r\nEND:VCALENDAR"))
    done = ctl("agenda", "--calendar", broken, "--from", "2026-10-01", "--to", "2026-11-01")
    assert "Fine" in done.stdout and "broken.ics:" in done.stderr, done
    page = write("page.ics", "<!DOCTYPE html><html><body>Sign in</body></html>")
    assert "page.ics" in ctl("agenda", "--calendar", page, "--from", "2026-10-01", "--to", "2026-11-01", code=3).stderr


def journal():
    tables = json.loads(ctl("journal", "export", "--json").stdout)
    same(tables["runs"], [])
    assert not (folder / "data/handrail/journal.db").exists(), "export created a journal"
    assert "--yes" in ctl("journal", "delete", code=2).stderr
    ctl("journal", "delete", "--yes")


def main():
    tap = taps.Tap(story=False)
    tap.step("wrong words are answered with usage and exit 2", usage)
    tap.step("lint passes the starter packs", lint_clean)
    tap.step("lint names file, line and mend, and goes on", lint_findings)
    tap.step("lint judges review dates as of --at", lint_review_dates)
    tap.step("why names the aid, its conditions and the verdict", why_window)
    tap.step("why binds triggers to meetings to the minute", why_meeting)
    tap.step("why gives each gate's numbers", why_gates)
    tap.step("why plays a recording on its own clock", why_replay)
    tap.step("match answers title by title", match_titles)
    tap.step("agenda expands what a calendar holds", agenda)
    tap.step("agenda names what is broken and shows the rest", agenda_broken)
    tap.step("journal exports and deletes, and creates nothing", journal)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
