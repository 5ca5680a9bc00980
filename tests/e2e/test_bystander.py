#!/usr/bin/env python3
"""What a program that just happens to be on the session bus gets from the agent: nothing that is text, by any method that there is.

usage: test_bystander.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

FOR_ANYONE = {"Pause", "Warm"}
SEARCH_ID = desk.APP_ID + ".Search"
NO_TEXT = set("bynqiuxtd")

# Something of each type that a method takes.
VALUES = {"s": "'x'", "x": "0", "u": "0", "b": "false", "as": "@as []", "a{sv}": "@a{sv} {}"}


# What a stranger must never hear of: words in the title of the window in front and of the meeting at hand.
WINDOW_WORD = "Quokkapelt"
MEETING_WORD = "Vizcachaplan"


class Bystander:
    def __init__(self, build):
        self.interfaces = []
        for path in sorted((pathlib.Path(__file__).resolve().parents[2] / "data/dbus").glob(f"{desk.APP_ID}.*.xml")):
            self.interfaces += xml.parse(path).getroot().findall("interface")
        assert len(self.interfaces) >= 2, "the agent's interfaces are not where they were"
        self.programs = desk.Programs(build)
        self.programs.set("keep-warm", "false")
        self.programs.set("desktop-calendars", "false")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-bystander-"))
        calendar = self.folder / "work.ics"
        desk.write_calendar(calendar, desk.event("canary", f"{MEETING_WORD} one-to-one", time.time() + 180))
        self.programs.set("calendar-files", f"['{calendar}']")
        shutil.copytree(pathlib.Path(__file__).resolve().parents[2] / "assets/packs/managers", desk.data_home() / "handrail/packs/managers")
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

    @staticmethod
    def search(interface, method, *words):
        done = subprocess.run(["gdbus", "call", "--session", "--dest", SEARCH_ID, "--object-path", "/io/github/handrail/Handrail/Search",
                               "--method", f"{interface}.{method}", *words], capture_output=True, text=True, check=True)
        return done.stdout

    def answers(self, word):
        found = self.search("org.gnome.Shell.SearchProvider2", "GetInitialResultSet", f"['{word}']")
        ids = re.findall(r"'([^']+/[^']+)'", found)
        metas = self.search("org.gnome.Shell.SearchProvider2", "GetResultMetas", str(ids)) if ids else ""
        return found + metas + self.search("org.kde.krunner1", "Match", word)

    def searches(self):
        before = self.answers("feedback")
        assert "feedback" in before.lower(), f"the desktop's search finds no aid: {before}"
        window = desk.Terminal(f"{WINDOW_WORD} performance review", "zoom", self.folder)
        try:
            window.focus()
            for word in (WINDOW_WORD, MEETING_WORD):
                said = self.answers(word)
                assert word not in said and "/" not in re.sub(r"/io/github", "", said), f"a stranger hears: {said}"
            assert self.answers("feedback") == before, "what is in front changes what strangers find"
        finally:
            window.close()

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
    tap.step("what is in front and on the calendar changes nothing of what a search tells strangers", bystander.searches)
    tap.step("the agent is still there", bystander.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
