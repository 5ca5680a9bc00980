#!/usr/bin/env python3
"""What the resident program takes into its memory before it does anything. TAP on standard output.

usage: test_light.py BUILD
"""

import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import tap as taps  # noqa: E402

build = pathlib.Path(sys.argv[1]).resolve()

# libcurl and what it brings along is loaded with the first request; windows are another program's.
HEAVY = ("libcurl", "libssl", "libcrypto", "libgnutls", "libgtk-4", "libadwaita-1")


def libraries_of(program):
    """Names of all libraries that the loader takes in with the program, those of libraries too."""
    done = subprocess.run(["ldd", str(build / program)], capture_output=True, text=True, check=True, timeout=60,
                          env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
    return set(re.findall(r"^\s*(lib[^ ]+?)\.so", done.stdout, re.MULTILINE))


def heavy_ones(program):
    libraries = libraries_of(program)
    assert "libglib-2.0" in libraries, f"{program} has no GLib, so this list is none: {sorted(libraries)}"
    return sorted(name for name in libraries if name.startswith(HEAVY))


def agent_is_light():
    heavy = heavy_ones("src/agent/handrail-agent")
    assert not heavy, f"the agent takes in {heavy} at its start"


def command_line_is_light():
    heavy = heavy_ones("src/ctl/handrailctl")
    assert not heavy, f"handrailctl takes in {heavy} at its start"


def windows_are_elsewhere():
    assert {"libgtk-4", "libadwaita-1"} <= set(heavy_ones("src/ui/handrail")), "the windows' program has no GTK: is this the right one?"


def main():
    tap = taps.Tap(story=False)
    tap.step("the agent starts without TLS libraries and without GTK", agent_is_light)
    tap.step("so does the command line", command_line_is_light)
    tap.step("and the windows' program has GTK", windows_are_elsewhere)
    return tap.finish()


sys.exit(main())
