#!/usr/bin/env python3
"""Asks other calendar programs what the cases of tests/fixtures/calendars/corpus mean, and writes the answers into its index.

usage: record.py [--packages FOLDER] [--take VOICE] [CASE...]

A case is one small .ics file and its entry in index.json, written by hand: where it was met (source), what it is about, the window
(from, to), the zone of whoever asks, and problems: true where Handrail is to name one. This script adds

    expected   the occurrences, one line each: start/end uid @recurrence-id all-day status | title
    agree      which expanders say exactly this: "dateutil" (expand_dateutil.py), "ical.js" (expand_icaljs.mjs), and "rrule-temporal",
               which is ical.js with another program walking the rules

A case that has no expected yet gets the answer that two expanders agree on. Where fewer than two agree, it is named, and somebody
decides with the RFC: writes the reason into `decision` and the answer into `expected` (--take VOICE copies it from one of
them). What is there already is never changed, only `agree`. Needs node, npm and python3-dateutil; the packages go into a folder
that is removed again, unless --packages names one.
"""

import argparse
import datetime as dt
import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here))
import expand_dateutil  # noqa: E402

corpus = here.parent / "fixtures/calendars/corpus"
packages = ["ical.js@2.2.1", "rrule-temporal@2.2.8", "@js-temporal/polyfill@0.5.1", "windows-iana@5.1.0"]


def describe(one):
    stamp = lambda when: when if isinstance(when, str) else when.strftime("%Y%m%dT%H%M%SZ")  # noqa: E731
    words = [f"{stamp(one['start'])}/{stamp(one['end'])}", one["uid"]]
    if one["id"]:
        words.append(f"@{one['id']}")
    if one["all_day"]:
        words.append("all-day")
    if one["status"] != "confirmed":
        words.append(one["status"])
    return f"{' '.join(words)} | {one['title']}"


def read_moment(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def ask_dateutil(case, windows):
    data = (corpus / f"{case['name']}.ics").read_bytes()
    try:
        results = expand_dateutil.expand(data, case["zone"], read_moment(case["from"]), read_moment(case["to"]), windows)
    except Exception as error:  # pylint: disable=broad-except
        return f"{type(error).__name__}: {error}"
    return sorted(map(describe, results))


def ask_node(cases, windows, rules, folder):
    asked = {"windows": windows, "rules": rules,
             "cases": [{"file": str(corpus / f"{case['name']}.ics"), "zone": case["zone"], "from": case["from"], "to": case["to"]} for case in cases]}
    done = subprocess.run(["node", str(here / "expand_icaljs.mjs"), str(folder)], input=json.dumps(asked), capture_output=True, text=True, check=True)
    return [answer["error"] if isinstance(answer, dict) else sorted(map(describe, answer)) for answer in json.loads(done.stdout)]


def read_windows(folder):
    """What CLDR makes of Windows' names; the index keeps those that a case uses, for whoever has no node."""
    script = 'const { WINDOWS_TO_IANA_MAP: map } = require("windows-iana"); process.stdout.write(JSON.stringify(Object.fromEntries(' \
             'map.filter((one) => one.territory === "001").map((one) => [one.windowsName, one.iana[0]]))));'
    found = json.loads(subprocess.run(["node", "-e", script], cwd=folder, capture_output=True, text=True, check=True).stdout)
    used = b"".join(path.read_bytes() for path in corpus.glob("*.ics")).decode("utf-8", "replace")
    return {name: zone for name, zone in sorted(found.items()) if f"={name}" in used}


def install(folder):
    (folder / "package.json").write_text("{}\n", encoding="utf-8")
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *packages], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=pathlib.Path)
    parser.add_argument("--take", choices=("dateutil", "ical.js", "rrule-temporal"))
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="calendar-oracle.") as temporary:
        folder = options.packages or pathlib.Path(temporary)
        if not (folder / "node_modules/ical.js").exists():
            install(folder)
        return record(options, folder.resolve())


def record(options, folder):
    path = corpus / "index.json"
    index = json.loads(path.read_text(encoding="utf-8"))
    chosen = [case for case in index["cases"] if not options.cases or case["name"] in options.cases]
    windows = read_windows(folder)
    voices = {"dateutil": [ask_dateutil(case, windows) for case in chosen],
              "ical.js": ask_node(chosen, windows, None, folder),
              "rrule-temporal": ask_node(chosen, windows, "rrule-temporal", folder)}
    if not options.cases:
        index["windows"] = windows
    undecided = 0
    for number, case in enumerate(chosen):
        answers = {voice: answers[number] for voice, answers in voices.items()}
        if options.take:
            case["expected"] = answers[options.take]
        elif "expected" not in case and answers["dateutil"] in (answers["ical.js"], answers["rrule-temporal"]):
            # The other two read files with the same eyes, so that they alone are one voice.
            case["expected"] = answers["dateutil"]
        case["agree"] = [voice for voice, answer in answers.items() if answer == case.get("expected")]
        if len(case["agree"]) < 2 and "decision" not in case:
            undecided += 1
            print(f"{case['name']}: {case['about']} <{case['source']}>")
            for voice, answer in answers.items():
                print(f"  {voice}: {answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)[:1500]}")
    path.write_text(json.dumps(index, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(chosen)} cases, {undecided} undecided")
    return int(undecided > 0)


if __name__ == "__main__":
    sys.exit(main())
