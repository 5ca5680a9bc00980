#!/usr/bin/env python3
"""Prints the match benchmark's table: match.py BUILD [RULES...]."""
import os
import subprocess
import sys
import tempfile

SIZES = [10, 100, 1000, 2000, 10000]
HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def measure(build, folder, n_rules):
    figures = {}
    for line in run(f"{build}/tests/bench/match", folder, str(n_rules)).splitlines():
        name, *values = line.split()
        figures[name] = [float(value) for value in values]
    figures["python"] = [float(run(sys.executable, f"{HERE}/match-python.py", folder, str(n_rules)))]
    return figures


def main():
    build = sys.argv[1]
    sizes = [int(size) for size in sys.argv[2:]] or SIZES
    rows = {}
    print("rule match, ns per title (medians of batches, CPU time; 4,000 titles of 60-120 bytes; hits equal those of the peers)")
    print(f"{'rules':>6} {'hits':>5} {'Handrail':>9} {'Hyperscan':>10} {'x':>5} {'GLib loop':>10} {'x':>6} {'PCRE2 JIT':>10} {'x':>6} {'Python re':>10} {'x':>6}")
    with tempfile.TemporaryDirectory() as folder:
        run(sys.executable, f"{HERE}/match-data.py", folder)
        for size in sizes:
            figures = rows[size] = measure(build, folder, size)
            ours, hyperscan = figures["hyperscan"][:2]
            print(f"{size:6} {figures['handrail'][2]:5.2f} {ours:9.0f} {hyperscan:10.0f} {ours / hyperscan:5.2f}", end="")
            for peer in ("glib", "pcre2"):
                print(f" {figures[peer][1]:10.0f} {figures[peer][1] / figures[peer][0]:6.0f}", end="")
            print(f" {figures['python'][0]:10.0f} {figures['python'][0] / ours:6.0f}", flush=True)

    print("\nrule build: from the patterns' sources; size: the compiled set after all titles, and Hyperscan's database")
    print(f"{'rules':>6} {'ms':>8} {'Hyperscan':>10} {'1/x':>6} {'KiB':>8} {'Hyperscan':>10} {'1/x':>6} {'loosely':>8}")
    for size, figures in rows.items():
        (built, kib, _), hyperscan = figures["handrail"], figures["hyperscan"]
        print(f"{size:6} {built:8.2f} {hyperscan[2]:10.0f} {hyperscan[2] / built:6.0f} {kib:8.0f} {hyperscan[3]:10.0f} {hyperscan[3] / kib:6.1f} {size - hyperscan[5]:8.0f}")
    print("Hyperscan: CASELESS|UTF8|SINGLEMATCH; loosely: what it cannot do (look around, refer back) is only prefiltered there, and not confirmed.")


main()
