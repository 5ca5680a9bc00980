#!/usr/bin/env python3
"""How late the agent's main loop is while titles storm, calendars change and packs are read again. Beside it, in the same run: the same agent while
nothing happens, and pings of the same process, which its main loop has no part in.

usage: storm.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402

SECONDS = int(os.environ.get("HANDRAIL_BENCH_STORM", "10"))
ROUNDS = int(os.environ.get("HANDRAIL_BENCH_ROUNDS", "5"))
AIDS = 1000
OCCURRENCES = 5000
MANY_OCCURRENCES = 20_000
MANY_TRIGGERS = 10

# How long a change of a file may take to settle and be worked off.
WORKED_OFF = 3

WORDS = """agenda analysis answer approach archive audit balance board budget campaign change chapter client coffee contract costs country course
customer data deadline decision design draft estimate exchange export feedback figures forecast friday goal group growth handover hiring idea
invoice issue journal kickoff launch lesson letter list market measure meeting method milestone monday network notes offer office onboarding
order outline partner people phase pilot plan policy portfolio preview price process product project quality quarter question""".split()

PACK = """format: 1
id: org.example.bench
title: Bench
version: {version}
language: en
licence: CC0-1.0
owner: bench@example.org
"""

AID = """---
title: Aid {number}
kind: note
task: Do number {number}
owner: bench@example.org
reviewed: {today}
triggers:
{triggers}
---
Go on.
"""


class Bench:
    def __init__(self, build):
        build = pathlib.Path(build)
        self.random = random.Random(20261122)
        self.version = 0
        self.pack = desk.data_home() / "handrail/packs/bench"
        self.calendar = pathlib.Path(tempfile.mkdtemp(prefix="handrail-storm.")) / "work.ics"
        self.write_pack(2)
        self.write_calendar(OCCURRENCES)
        self.programs = desk.Programs(build)
        self.programs.set("keep-warm", "false")
        self.programs.set("desktop-calendars", "false")
        self.programs.set("calendar-files", f"['{self.calendar}']")
        self.programs.start_agent()
        self.storm = self.start(build / "tests/fakes/title-storm", "bench")
        self.probe = self.start(build / "tests/bench/loop-probe", desk.AGENT_ID, desk.AGENT_PATH, desk.APP_ID + ".Agent1", "Waiting")
        self.probe.stdout.readline()
        self.tell(self.storm, "show 0 Inbox")
        time.sleep(WORKED_OFF)

    @staticmethod
    def start(*words):
        return subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    @staticmethod
    def tell(process, line):
        process.stdin.write(line + "\n")
        process.stdin.flush()
        return process.stdout.readline()

    def trigger(self, number):
        one, two = self.random.sample(WORDS, 2)
        pattern = (f"{one} {two}", f"*{one}*{two}*", f"/{one}.*(?:{two}|{two}s)$/", f"{one}")[number % 4]
        when = ("{window: {app: firefox, title: \"%s\"}}" if number % 8 else "{calendar: {title: \"%s\", before: 5m}}") % pattern
        return f"  - {{id: t{number}, show: badge, when: {when}}}"

    def write_pack(self, triggers):
        """Rewrites all aids, then the manifest: one reload."""
        self.version += 1
        (self.pack / "aids").mkdir(parents=True, exist_ok=True)
        for number in range(AIDS):
            text = AID.format(number=number, today=time.strftime("%Y-%m-%d", time.gmtime()), triggers="\n".join(self.trigger(n) for n in range(triggers)))
            (self.pack / f"aids/aid-{number}.md").write_text(text, encoding="utf-8")
        (self.pack / "pack.yaml").write_text(PACK.format(version=self.version), encoding="utf-8")

    def write_calendar(self, count):
        """From a week ago to a week ahead, so that all are held."""
        now = time.time()
        step = 14 * 86400 / count
        desk.write_calendar(self.calendar, *(desk.event(f"{n}", " ".join(self.random.sample(WORDS, 3)), now - 7 * 86400 + n * step) for n in range(count)))

    def touch_aid(self):
        self.version += 1
        path = self.pack / "aids/aid-0.md"
        path.write_text(path.read_text(encoding="utf-8") + f"Once more {self.version}.\n", encoding="utf-8")

    def measure(self, name, action):
        self.probe.stdin.write("begin\n")
        self.probe.stdin.flush()
        action()
        get = [int(word) for word in self.tell(self.probe, "end").split()]
        ping = [int(word) for word in self.probe.stdout.readline().split()]
        print(f"  {name:44s} {get[1] / 1000:8.2f} {get[2] / 1000:8.2f} {get[3] / 1000:8.2f} {100 * get[4] / get[0]:8.2f} %"
              f" {ping[1] / 1000:8.2f} {ping[2] / 1000:8.2f} {ping[3] / 1000:8.2f}", flush=True)

    def repeat(self, action):
        def run():
            for _ in range(ROUNDS):
                action()
                time.sleep(WORKED_OFF)
        return run

    def end(self):
        for process in (self.storm, self.probe):
            process.stdin.close()
            process.wait()
        self.programs.stop_agent()


def main():
    bench = Bench(sys.argv[1])
    print(f"{'main loop of the agent, round trips (ms)':46s} {'p50':>8s} {'p99':>8s} {'max':>8s} {'> 16 ms':>10s} {'ping p50':>8s} {'p99':>8s} {'max':>8s}")
    print(f"  with {AIDS} aids, {2 * AIDS} triggers and {OCCURRENCES} occurrences", flush=True)
    bench.measure("idle", lambda: time.sleep(SECONDS))
    bench.measure("1,000 titles a second", lambda: bench.tell(bench.storm, f"storm {1000 * SECONDS} 1000 -1 -"))
    bench.measure("100,000 titles as fast as the server takes", lambda: bench.tell(bench.storm, "storm 100000 0 -1 -"))
    bench.measure(f"a calendar of {OCCURRENCES} replaced", bench.repeat(lambda: bench.write_calendar(OCCURRENCES)))
    bench.measure(f"a calendar of {MANY_OCCURRENCES} replaced", bench.repeat(lambda: bench.write_calendar(MANY_OCCURRENCES)))
    bench.write_calendar(OCCURRENCES)
    time.sleep(WORKED_OFF)
    bench.measure("one aid of 1,000 changed", bench.repeat(bench.touch_aid))
    bench.write_pack(MANY_TRIGGERS)
    time.sleep(2 * WORKED_OFF)
    bench.measure(f"the same with {MANY_TRIGGERS * AIDS} triggers", bench.repeat(bench.touch_aid))
    bench.measure(f"1,000 titles a second, {MANY_TRIGGERS * AIDS} triggers", lambda: bench.tell(bench.storm, f"storm {1000 * SECONDS} 1000 -1 -"))
    bench.end()


if __name__ == "__main__":
    os.umask(0o077)
    main()
