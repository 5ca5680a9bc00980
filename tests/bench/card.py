#!/usr/bin/env python3
"""Title change to painted card, warm, beside a 1 Hz poller; and what the agent costs while nothing happens.

usage: card.py BUILD    (inside with-desktop)
"""

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
IDLE_SECONDS = int(os.environ.get("HANDRAIL_BENCH_IDLE", "60"))

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


def measure_cards(build, programs):
    probe = subprocess.Popen([str(build / "tests/bench/card-latency")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    probe.stdout.readline()
    window = desk.wait_for("the probe's window", lambda: desk.find_window("probe"))
    desk.run("xdotool", "windowactivate", "--sync", window)

    rounds = []
    for _ in range(ROUNDS + 1):
        # The poller must not be caught in step with us.
        time.sleep(random.random())
        probe.stdin.write("\n")
        probe.stdin.flush()
        rounds.append([int(value) / 1000 for value in probe.stdout.readline().split()])
        programs.activate("focus-card")
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(desk.find_window(desk.CARD) or 0))
        desk.run("xdotool", "key", "Escape")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))
        desk.run("xdotool", "windowactivate", "--sync", window)
    probe.stdin.close()
    probe.wait()

    # The first card of a session is not the warm case.
    mapped, painted, noticed = zip(*rounds[1:])
    print(f"{'title change to card, warm (ms)':44s} {'median':>9s} {'p95':>9s} {'max':>9s}")
    for name, values in (("card mapped", mapped), ("card painted", painted), ("1 Hz poller notices the title", noticed)):
        ordered = sorted(values)
        print(f"  {name:42s} {statistics.median(ordered):9.1f} {ordered[int(len(ordered) * 0.95) - 1]:9.1f} {ordered[-1]:9.1f}")
    print(f"  ratio to the poller, medians {statistics.median(painted) / statistics.median(noticed):24.3f}")


def measure_idle(programs):
    pids = {"handrail-agent": programs.agent.pid, "handrail (warm, hidden)": desk.owner_pid(desk.APP_ID)}
    # Let the threads that just worked end first.
    time.sleep(5)
    before = {name: switches(pid) for name, pid in pids.items()}
    time.sleep(IDLE_SECONDS)
    print(f"\n{'idle for ' + str(IDLE_SECONDS) + ' s':44s} {'RSS MiB':>9s} {'dirty MiB':>9s} {'switches':>9s}")
    for name, pid in pids.items():
        after = switches(pid)
        moved = sum(after[thread] - before[name].get(thread, 0) for thread in after)
        rss, dirty = memory(pid)
        print(f"  {name:42s} {rss:9.1f} {dirty:9.1f} {moved:9d}")


def main():
    build = pathlib.Path(sys.argv[1])
    write_pack()
    desk.run("xsetroot", "-solid", "#336699")
    programs = desk.Programs(build)
    programs.set("interruptions-per-hour", "60")
    programs.set("interruptions-per-day", "200")
    programs.start_agent()
    programs.wait_warm()
    measure_cards(build, programs)
    measure_idle(programs)
    programs.stop_agent()
    programs.stop_ui()


if __name__ == "__main__":
    main()
