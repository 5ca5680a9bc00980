#!/usr/bin/env python3
"""The calendar corpus through handrailctl agenda: what other people's calendar programs stumbled over, read as the index says.

usage: test_calendar_corpus.py BUILD SOURCE [CASE...]

Each case is a subtest and a process of its own, because a process has one time zone; they run on all cores.
tests/calendar-oracle/record.py says what the fields of the index mean and where the expected occurrences come from.
"""

import concurrent.futures
import datetime as dt
import json
import os
import pathlib
import subprocess
import sys

tests = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(tests / "testlib"))
sys.path.insert(0, str(tests / "calendar-oracle"))
import record  # noqa: E402
import tap as taps  # noqa: E402

build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
corpus = source / "tests/fixtures/calendars/corpus"


def agenda(case):
    return subprocess.run([str(build / "src/ctl/handrailctl"), "agenda", "--json", "--calendar", str(corpus / f"{case['name']}.ics"),
                           "--from", case["from"], "--to", case["to"]],
                          env={**os.environ, "TZ": case["zone"]}, capture_output=True, text=True, check=False, timeout=60)


def describe(one):
    def stamp(text):
        return dt.datetime.fromisoformat(text).astimezone(dt.timezone.utc).strftime("%Y%m%dT%H%M%SZ")

    # An event without a UID is known by its text, which is nobody else's business.
    words = [f"{stamp(one['start'])}/{stamp(one['end'])}", "" if one["uid"].startswith("without-uid-") else one["uid"]]
    if one["recurrence_id"]:
        words.append(f"@{one['recurrence_id']}")
    if one["all_day"]:
        words.append("all-day")
    if one["status"] != "confirmed":
        words.append(one["status"])
    return f"{' '.join(words)} | {one['title']}"


def check(case, done):
    found = sorted(map(describe, json.loads(done.stdout)["results"]))
    wanted = sorted(case["expected"])
    missing = [line for line in wanted if line not in found]
    surplus = [line for line in found if line not in wanted]
    assert found == wanted, "\n".join([f"{case['about']} <{case['source']}>", *(f"- {line}" for line in missing), *(f"+ {line}" for line in surplus), done.stderr])
    assert done.returncode == (0 if wanted else 1), f"exit {done.returncode}: {done.stderr}"
    assert bool(done.stderr) == case.get("problems", False), f"problems: {done.stderr or 'none'}"


def check_files(cases):
    files = {path.stem for path in corpus.glob("*.ics")}
    alone = files ^ {case["name"] for case in cases}
    assert not alone, f"only a file or only an entry: {sorted(alone)}"
    loose = [case["name"] for case in cases if len(case["agree"]) < 2 and "decision" not in case]
    assert not loose, f"fewer than two agree and nobody decided: {loose}"


def check_agreement(index):
    for case in index["cases"]:
        agrees = record.ask_dateutil(case, index["windows"]) == sorted(case["expected"])
        assert agrees == ("dateutil" in case["agree"]), case["name"]


def main():
    index = json.loads((corpus / "index.json").read_text(encoding="utf-8"))
    cases = [case for case in index["cases"] if not sys.argv[3:] or case["name"] in sys.argv[3:]]
    assert cases, "no such case"
    tap = taps.Tap(story=False)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for case, done in zip(cases, pool.map(agenda, cases)):
            tap.step(case["name"], lambda case=case, done=done: check(case, done))
    if not sys.argv[3:]:
        tap.step("every file has its entry", lambda: check_files(cases))
        tap.step("python3-dateutil agrees where the index says so", lambda: check_agreement(index))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
