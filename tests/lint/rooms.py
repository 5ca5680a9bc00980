#!/usr/bin/env python3
"""Holds the order of the rooms, and a few habits that no compiler checks. TAP on standard output."""

import pathlib
import re
import sys

src = pathlib.Path(sys.argv[1]) / "src"

# Each room, and the rooms whose headers it may include besides its own. src/README.md draws the same picture.
ROOMS = {
    "base": [],
    "policy": ["base"],
    "journal": ["base"],
    "egress": ["base", "policy", "journal"],
    "context": ["base"],
    "rules": ["base", "context"],
    "library": ["base", "context", "rules"],
    "search": ["base", "library"],
    "coach": ["base", "journal", "library", "search"],
    "delivery": ["base", "journal", "context", "rules", "library"],
    "platform": ["base", "context"],
    "agent": ["base", "policy", "journal", "egress", "context", "rules", "library", "search", "delivery", "platform"],
    "ui": ["base", "policy", "journal", "egress", "context", "rules", "library", "search", "coach", "platform"],
    "ctl": ["base", "policy", "journal", "egress", "context", "rules", "library", "search", "coach", "delivery", "platform"],
}

count = 0
failures = 0


def report(name, complaints):
    global count, failures
    count += 1
    failures += bool(complaints)
    print(f"{'not ok' if complaints else 'ok'} {count} {name}")
    for complaint in complaints:
        print(f"# {complaint}")


def lines():
    for path in sorted(src.rglob("*.[ch]")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield path.relative_to(src), number, line


wrong_way, toolkit, jumps, homes = [], [], [], []
for path, number, line in lines():
    where = f"src/{path}:{number}"
    room = path.parts[0]
    include = re.match(r'#include "([a-z0-9-]+)/', line)
    if room not in ROOMS:
        wrong_way.append(f"{where}: there is no room {room} in the order")
    elif include and include[1] != room and include[1] not in ROOMS[room]:
        wrong_way.append(f"{where}: {room} must not look into {include[1]}")
    if room != "ui" and re.match(r"#include <(gtk|gdk|gsk|adwaita|pango)", line):
        toolkit.append(f"{where}: only ui sees the toolkit")
    if re.search(r"\bgoto\b", re.sub(r'"(\\.|[^"\\])*"', "", line.split("//")[0])) and not line.lstrip().startswith(("*", "/*")):
        jumps.append(f"{where}: goto")
    if re.search(r"\brail_\w+_get_default *\(", line):
        jumps.append(f"{where}: a singleton")
    if re.search(r"(/home/|/root/|/tmp/)\w", line):
        homes.append(f"{where}: a path of somebody's own machine")
    if re.search(r"\b(TODO|FIXME|XXX)\b", line):
        homes.append(f"{where}: something left undone")

print("1..6")
report("rooms include only rooms above them", wrong_way)
report("core, platform, agent and ctl never see the toolkit", toolkit)
report("no goto, no singleton", jumps)
report("nothing left undone, no private paths", homes)
report("every header guards itself with #pragma once",
       [f"src/{p.relative_to(src)}" for p in sorted(src.rglob("*.h")) if "#pragma once" not in p.read_text(encoding="utf-8")])
headings = (src / "README.md").read_text(encoding="utf-8")
report("src/README.md names every room", [room for room in ROOMS if f"`{room}`" not in headings])
sys.exit(failures > 0)
