#!/usr/bin/env python3
"""What a program that just happens to be on the session bus gets from the agent: nothing that is text, by any method that there is.

usage: test_bystander.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

FOR_ANYONE = {"Pause", "Warm"}
NO_TEXT = set("bynqiuxtd")

# Something of each type that a method takes.
VALUES = {"s": "'x'", "x": "0", "u": "0", "b": "false", "as": "@as []", "a{sv}": "@a{sv} {}"}


class Bystander:
    def __init__(self, build):
        self.interfaces = []
        for path in sorted((pathlib.Path(__file__).resolve().parents[2] / "data/dbus").glob(f"{desk.APP_ID}.*.xml")):
            self.interfaces += xml.parse(path).getroot().findall("interface")
        assert len(self.interfaces) >= 2, "the agent's interfaces are not where they were"
        self.programs = desk.Programs(build)
        self.programs.set("keep-warm", "false")
        self.programs.set("desktop-calendars", "false")
        self.programs.start_agent()

    @staticmethod
    def call(interface, method):
        words = [VALUES[arg.get("type")] for arg in method.findall("arg") if arg.get("direction", "in") == "in"]
        return subprocess.run(["gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", desk.AGENT_PATH,
                               "--method", f"{interface.get('name')}.{method.get('name')}", *words],
                              capture_output=True, text=True, check=False)

    def methods(self):
        told = []
        for interface in self.interfaces:
            for method in interface.findall("method"):
                name = f"{interface.get('name')}.{method.get('name')}"
                if method.get("name") not in FOR_ANYONE and "AccessDenied" not in self.call(interface, method).stderr:
                    told.append(name)
        assert not told, f"a stranger may call {', '.join(told)}"

    def signals_and_properties(self):
        talking = [signal.get("name") for interface in self.interfaces for signal in interface.findall("signal") if signal.findall("arg")]
        talking += [entry.get("name") for interface in self.interfaces for entry in interface.findall("property") if entry.get("type") not in NO_TEXT]
        assert not talking, f"all on the bus can read {', '.join(talking)}"

    def end(self):
        assert desk.owner_pid(desk.AGENT_ID) == self.programs.agent.pid, "a stranger has ended the agent"
        self.programs.stop_agent()


def main():
    tap = taps.Tap()
    bystander = tap.step("an agent", lambda: Bystander(sys.argv[1]))
    if bystander is None:
        return tap.finish()
    tap.step("no method with or for texts answers a stranger", bystander.methods)
    tap.step("no signal and no property carries text", bystander.signals_and_properties)
    tap.step("the agent is still there", bystander.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
