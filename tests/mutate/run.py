#!/usr/bin/env python3
"""Switches off one named defence after the other, in a copy, and sees whether a test notices. TAP on standard output.

usage: run.py [--check] SOURCE [NAME-PART...]

--check only looks whether every defence is where defences.py says it is. What counts as noticed is a test that ran and said no: a copy that
no longer builds was noticed by the compiler, which will not be there next time, and a test that hangs names nothing.
"""

import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "testlib")]
import tap as taps  # noqa: E402
from defences import DEFENCES  # noqa: E402

# For the tests of one defence together. The longest of them take a minute on two busy cores.
LIMIT_SECONDS = 240
# meson's words for a test that said no, or that a broken program ended. "TIMEOUT" is not among them.
FAILED = {"FAIL", "ERROR"}
# meson ends its tests, which are in sessions of their own, when it is asked to end.
ENDING_SECONDS = 20

words = sys.argv[1:]
checking = "--check" in words
words = [word for word in words if word != "--check"]
source = pathlib.Path(words[0]).resolve()
wanted = [defence for defence in DEFENCES if not words[1:] or any(part in defence[0] for part in words[1:])]


def is_in_place(root, path, text):
    count = (root / path).read_text(encoding="utf-8").count(text)
    assert count == 1, f"{path} holds {text!r} {count} times, not once: mend tests/mutate/defences.py"


def must(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, timeout=3600)
    assert done.returncode == 0, f"{command[0]} failed, so nothing was tried:\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


def finish(command, limit):
    """Waits for the end of a command, or brings it about; says whether it came in time."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(limit)
            return True
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        return False


class Copy:
    """The source as it is in the working tree, in a folder and with a build of its own."""

    def __init__(self, folder):
        self.root = folder / "source"
        self.build = folder.resolve() / "build"
        self.needs = {}
        listed = subprocess.run(["git", "-C", source, "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True, check=True).stdout
        for path in filter(None, listed.decode().split("\0")):
            if (source / path).is_file():
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source / path, self.root / path)

    def set_up(self):
        """Configures the build, and learns which files each test runs."""
        must("meson", "setup", self.build, self.root)
        must("ninja", "-C", self.build, "data/gschemas.compiled")
        # ninja knows what it makes by its path below the build.
        targets = json.loads(must("meson", "introspect", "--targets", self.build))
        files = {target["id"]: [pathlib.Path(path).relative_to(self.build) for path in target["filename"]] for target in targets}
        # A unit's tests without and with real parts may have one name: meson runs both.
        for test in json.loads(must("meson", "introspect", "--tests", self.build)):
            self.needs.setdefault(test["name"], []).append([file for target in test["depends"] for file in files[target]])

    def test(self, names, limit):
        """Builds what these tests run, then runs them; gives each one's result in meson's words."""
        unknown = [name for name in names if name not in self.needs]
        assert not unknown, f"there is no test {', '.join(unknown)}"
        must("ninja", "-C", self.build, *sorted({file for name in names for needed in self.needs[name] for file in needed}))
        log = self.build / "meson-logs" / "testlog.json"
        log.unlink(missing_ok=True)
        in_time = finish(["meson", "test", "-C", str(self.build), "--no-rebuild", *names], limit)
        assert in_time, f"{', '.join(names)} did not end within {limit} seconds"
        # A line a test.
        results = {test["name"]: test["result"] for test in map(json.loads, log.read_text(encoding="utf-8").splitlines())}
        assert len(results) == sum(len(self.needs[name]) for name in names), f"of {', '.join(names)} ran only {', '.join(results) or 'none'}"
        return results

    def try_all(self, names):
        results = self.test(names, LIMIT_SECONDS * len(names))
        bad = sorted(name for name, result in results.items() if result != "OK")
        assert not bad, f"{', '.join(bad)} fails as it is"

    def switch_off(self, path, text, other, tests):
        file = self.root / path
        before = file.read_text(encoding="utf-8")
        is_in_place(self.root, path, text)
        try:
            file.write_text(before.replace(text, other), encoding="utf-8")
            results = self.test(tests, LIMIT_SECONDS)
            assert FAILED & set(results.values()), f"nobody noticed: {', '.join(map(' '.join, results.items()))}"
        finally:
            file.write_text(before, encoding="utf-8")


tap = taps.Tap(story=False)
if checking:
    for name, path, text, _, _ in wanted:
        tap.step(f"{name} is in place", lambda: is_in_place(source, path, text))
    sys.exit(tap.finish())

with tempfile.TemporaryDirectory(prefix="handrail-mutate.") as name:
    copy = Copy(pathlib.Path(name))
    everything = sorted({test for defence in wanted for test in defence[4]})
    tap.step("the copy is set up", copy.set_up)
    tap.step("with nothing switched off the tests pass", lambda: copy.try_all(everything))
    for title, *defence in wanted:
        tap.step(f"without “{title}” a test fails", lambda: copy.switch_off(*defence))
sys.exit(tap.finish())
