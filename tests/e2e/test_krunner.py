#!/usr/bin/env python3
"""An aid found and opened by KRunner's own library, which reads the plug-in's description as it is installed.

usage: test_krunner.py BUILD    (inside with-desktop)
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import shell as shells  # noqa: E402
import tap as taps  # noqa: E402

SEARCH_ID = desk.APP_ID + ".Search"

AIDS = {
    "feed": ({"title": "Quagga feeding round", "kind": "checklist", "task": "Feed them in the right order", "reviewed": "2026-10-01", "review-every": "90d"},
             "- [ ] Hay first"),
    "old": ({"title": "Night shift with quaggas", "task": "Hand over at night", "reviewed": "2020-01-01", "review-every": "90d"}, "Close the gate."),
}

# KRunner's library without its window: says what it shows, whenever that changes, one line of JSON each time.
LAUNCHER = """
import QtQuick 2.0
import org.kde.runnermodel 2.0
Item {
  RunnerModel {
    query: %(query)s
    onCountChanged: tell()
    onRunningChanged: tell()
    function tell() {
      var matches = [];
      for (var row = 0; row < count; row++) {
        var roles = [];
        for (var role = Qt.UserRole; role < Qt.UserRole + 14; role++)
          roles.push(String(data(index(row, 0), role)));
        matches.push(roles);
      }
      console.log("SHOWS " + JSON.stringify({running: running, matches: matches}));
      if (%(run)s && count > 0 && !running)
        run(0);
    }
  }
}
"""


class Launcher:
    """One query typed into KRunner."""

    def __init__(self, folder, query, run=False):
        self.log = folder / f"krunner-{query}.log"
        scene = folder / f"krunner-{query}.qml"
        scene.write_text(LAUNCHER % {"query": json.dumps(query), "run": json.dumps(run)}, encoding="utf-8")
        environment = dict(os.environ, XDG_DATA_DIRS=f"{folder}/share:/usr/local/share:/usr/share", XDG_CURRENT_DESKTOP="KDE", QT_QPA_PLATFORM="offscreen")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(["qmlscene", str(scene)], env=environment, stdout=log, stderr=log)

    def states(self):
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [json.loads(line.split("SHOWS ", 1)[1]) for line in lines if "SHOWS {" in line]

    def matches(self):
        """What it shows at last, as lists of texts; None while it has not finished."""
        states = self.states()
        return states[-1]["matches"] if states and not states[-1]["running"] else None

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=desk.LIMIT)


class Runner:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-krunner."))
        shells.install_share(build, self.folder / "share")
        desk.write_pack("krunner", AIDS)
        self.programs = desk.Programs(build)
        service = desk.data_home() / f"dbus-1/services/{SEARCH_ID}.service"
        service.write_text(f"[D-BUS Service]\nName={SEARCH_ID}\nExec={self.programs.agent_program} --answer-searches\n", encoding="utf-8")
        desk.reload_bus()
        self.programs.set("keep-warm", "false")

    def ask(self, query, wanted):
        launcher = Launcher(self.folder, query)
        try:
            return desk.wait_for(f"KRunner's answer to “{query}”", lambda: (launcher.matches() or None) if wanted else launcher.states() and launcher.matches() == [])
        finally:
            launcher.close()

    def finds(self):
        matches = self.ask("quagga", True)
        told = [set(match) for match in matches]
        assert any({"Quagga feeding round", "Feed them in the right order"} <= texts for texts in told), matches
        assert any({"Night shift with quaggas", "Review overdue · Hand over at night"} <= texts for texts in told), matches
        assert {"Quagga feeding round"} <= told[0], f"the better one is not the first: {matches}"
        assert not desk.owner_pid(desk.AGENT_ID) and not desk.owner_pid(desk.APP_ID), "a search has started more than who answers it"

    def runs(self):
        launcher = Launcher(self.folder, "quagga feeding", run=True)
        try:
            desk.wait_for("the card", lambda: desk.find_window(desk.CARD))
        finally:
            launcher.close()

    def switched_off(self):
        self.programs.set("desktop-search", "false")
        self.ask("quaggas", False)

    def end(self):
        self.programs.stop_ui()


def main():
    tap = taps.Tap()
    runner = tap.step("a pack and KRunner's plug-in are there", lambda: Runner(sys.argv[1]))
    if runner is None:
        return tap.finish()
    tap.step("KRunner shows the aids, with task and mark", runner.finds)
    tap.step("a click opens the card", runner.runs)
    tap.step("switched off, nothing is found", runner.switched_off)
    tap.step("everything ends", runner.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
