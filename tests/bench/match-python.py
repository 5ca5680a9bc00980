#!/usr/bin/env python3
"""Python's re as ActivityWatch uses it for its categories: each rule is searched in each text of the event, here the application and the title.

match-python.py DIR N: prints ns per title and the number of hits among plain ASCII titles.
"""
import re
import statistics
import sys
import time

folder, n_rules = sys.argv[1], int(sys.argv[2])
with open(f"{folder}/titles.txt", encoding="utf-8") as lines:
    titles = [line.rstrip("\n") for line in lines]
with open(f"{folder}/rules.txt", encoding="utf-8") as lines:
    rules = [re.compile(line.rstrip("\n").split("\t")[3], re.IGNORECASE) for line, _ in zip(lines, range(n_rules))]

spent = []
end = time.monotonic() + 4
for title in titles:
    values = ["org.mozilla.firefox", title]
    start = time.perf_counter_ns()
    hits = [rule for rule in rules if any(rule.search(value) for value in values)]
    spent.append(time.perf_counter_ns() - start)
    if time.monotonic() > end and len(spent) >= 30:
        break
print(round(statistics.median(spent)))
