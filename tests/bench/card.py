#!/usr/bin/env python3
"""Title change to painted card, warm and cold, beside a 1 Hz poller; what the agent costs while nothing happens, beside Evolution's
alarms; and the start of the windows beside an empty window.

usage: card.py BUILD    (inside with-desktop)
"""

import math
import os
import pathlib
import random
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402

ROUNDS = int(os.environ.get("HANDRAIL_BENCH_ROUNDS", "40"))
COLD_ROUNDS = int(os.environ.get("HANDRAIL_BENCH_COLD_ROUNDS", "12"))
IDLE_SECONDS = int(os.environ.get("HANDRAIL_BENCH_IDLE", "60"))

# The same work on this desktop: a resident program that waits for meetings. Its factories and their memory are not counted.
PEER = "evolution-alarm-notify"
PEER_PROGRAM = "/usr/libexec/evolution-data-server/evolution-alarm-notify"

PACK = """format: 1
id: org.example.bench
title: Bench
version: 1
language: en
licence: CC0-1.0
owner: bench@example.org
"""

AID = """---
title: Open a performance review
kind: checklist
task: Open a performance review
owner: bench@example.org
reviewed: {today}
triggers:
  - {{id: bench, cooldown: 0s, max-per-day: 100, when: {{window: {{app: zoom, title: performance review, dwell: 0s}}}}}}
---
- [ ] Close mail and silence the chat
- [ ] Say the purpose in one sentence
  > Today I would like us to look at what went well and agree one thing to grow.
- [ ] Ask for their view before giving yours
- [ ] Agree the next step and the date
"""


def write_pack():
    pack = desk.data_home() / "handrail/packs/bench"
    (pack / "aids").mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    (pack / "aids/review.md").write_text(AID.format(today=time.strftime("%Y-%m-%d")), encoding="utf-8")


def switches(pid):
    """Context switches of every thread, by thread."""
    counts = {}
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status", encoding="ascii") as status:
            counts[thread] = sum(int(line.split()[1]) for line in status if "ctxt_switches" in line)
    return counts


def memory(pid):
    """RSS and private dirty in MiB."""
    values = {}
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
        for line in rollup:
            words = line.split()
            if len(words) == 3 and words[2] == "kB":
                values[words[0].rstrip(":")] = int(words[1]) / 1024
    return values["Rss"], values["Private_Dirty"]


class Probe:
    """card-latency, which changes a window's title and watches for the card."""

    def __init__(self, build):
        self.process = subprocess.Popen([str(build / "tests/bench/card-latency")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        self.window = desk.wait_for("the probe's window", lambda: desk.find_window("probe"))
        self.take_focus()

    def take_focus(self):
        desk.run("xdotool", "windowactivate", "--sync", self.window)

    def measure(self):
        """Milliseconds until the card was mapped, until it was painted, and until the poller noticed the title."""
        # The poller must not be caught in step with us.
        time.sleep(random.random())
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return [int(value) / 1000 for value in self.process.stdout.readline().split()]

    def put_away(self, programs):
        programs.activate("focus-card")
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(desk.find_window(desk.CARD) or 0))
        desk.run("xdotool", "key", "Escape")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))
        self.take_focus()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def print_times(title, rows):
    print(f"{title:44s} {'median':>9s} {'p95':>9s} {'max':>9s}")
    for name, values in rows:
        ordered = sorted(values)
        print(f"  {name:42s} {statistics.median(ordered):9.1f} {ordered[math.ceil(len(ordered) * 0.95) - 1]:9.1f} {ordered[-1]:9.1f}")


def print_ratio(name, values, peers):
    print(f"  {name:42s} {statistics.median(values) / statistics.median(peers):9.3f}")


def print_cards(title, rounds):
    mapped, painted, noticed = zip(*rounds)
    print_times(title, (("card mapped", mapped), ("card painted", painted), ("1 Hz poller notices the title", noticed)))
    print_ratio("ratio to the poller, medians", painted, noticed)


def measure_warm_cards(probe, programs):
    rounds = []
    for _ in range(ROUNDS + 1):
        rounds.append(probe.measure())
        probe.put_away(programs)

    # The first card of a session is not the warm case.
    print_cards("title change to card, warm (ms)", rounds[1:])


def quit_windows(programs):
    """The agent starts windows that end within ten seconds again more and more slowly, so these live longer."""
    time.sleep(10)
    programs.activate("quit")
    desk.wait_for("the windows to go", lambda: not desk.owner_pid(desk.APP_ID))


def measure_cold_cards(probe, programs):
    """The agent runs and the windows do not: the card starts them."""
    rounds = []
    for _ in range(COLD_ROUNDS):
        rounds.append(probe.measure())
        probe.put_away(programs)
        quit_windows(programs)

    print_cards("\ntitle change to card, windows not running (ms)", rounds)


def measure_cold_start(build, programs):
    """From the start of a program to the first frame of its window; its files are in the page cache for both."""
    first_frame = str(build / "tests/bench/first-frame")
    words = {"handrail": [desk.TODAY, str(programs.ui_program)], "empty": ["Empty", str(build / "tests/bench/empty-window")]}
    times = {name: [] for name in words}

    for number in range(COLD_ROUNDS + 1):
        for name in words:
            painted = int(desk.run(first_frame, *words[name]).split()[1]) / 1000
            desk.wait_for("the windows to go", lambda: not desk.owner_pid(desk.APP_ID))
            if number > 0:
                times[name].append(painted)

    print_times("\nstart of the program to first frame (ms)",
                (("handrail, the day", times["handrail"]), ("an empty AdwApplicationWindow", times["empty"])))
    print_ratio("ratio to the empty window, medians", times["handrail"], times["empty"])


def start_peer():
    """Returns once it has opened what calendars there are and has been still for a while."""
    peer = subprocess.Popen([PEER_PROGRAM])
    desk.wait_for("the peer's calendars", lambda: desk.owner_pid("org.gnome.evolution.dataserver.Calendar8"))
    seen = [None]

    def is_still():
        before, seen[0] = seen[0], switches(peer.pid)
        time.sleep(5)
        return before == seen[0]

    desk.wait_for("the peer to settle", is_still, limit=120)
    return peer


def measure_idle(programs):
    peer = start_peer()
    pids = {"handrail-agent": programs.agent.pid, "handrail (warm, hidden)": desk.owner_pid(desk.APP_ID), PEER: peer.pid}
    before = {name: switches(pid) for name, pid in pids.items()}
    time.sleep(IDLE_SECONDS)
    print(f"\n{'idle for ' + str(IDLE_SECONDS) + ' s':44s} {'RSS MiB':>9s} {'dirty MiB':>9s} {'switches':>9s}")
    sizes = {}
    for name, pid in pids.items():
        after = switches(pid)
        moved = sum(after[thread] - before[name].get(thread, 0) for thread in after)
        sizes[name] = memory(pid)
        print(f"  {name:42s} {sizes[name][0]:9.1f} {sizes[name][1]:9.1f} {moved:9d}")
    ratios = [mine / other for mine, other in zip(sizes["handrail-agent"], sizes[PEER])]
    print(f"  {'ratio of the agent to ' + PEER:42s} {ratios[0]:9.3f} {ratios[1]:9.3f}")
    peer.terminate()
    peer.wait()


def main():
    build = pathlib.Path(sys.argv[1])
    write_pack()
    desk.run("xsetroot", "-solid", "#336699")
    programs = desk.Programs(build)
    programs.set("interruptions-per-hour", "60")
    programs.set("interruptions-per-day", "200")
    programs.start_agent()
    programs.wait_warm()
    probe = Probe(build)
    measure_warm_cards(probe, programs)
    measure_idle(programs)

    programs.set("keep-warm", "false")
    quit_windows(programs)
    measure_cold_cards(probe, programs)
    probe.close()
    measure_cold_start(build, programs)
    programs.stop_agent()


if __name__ == "__main__":
    main()
