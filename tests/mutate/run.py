#!/usr/bin/env python3
"""Switches off one named defence after the other, in a copy, and sees whether a test notices. TAP on standard output.

usage: run.py [--check] SOURCE [NAME-PART...]

--check only looks whether every defence is where defences.py says it is. A copy that no longer builds counts as not noticed: then the
compiler was the test, and it will not be there next time.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "testlib")]
import tap as taps  # noqa: E402
from defences import DEFENCES  # noqa: E402

words = sys.argv[1:]
# What meson exits with when the tests could not be built.
BUILD_FAILED = 125

checking = "--check" in words
words = [word for word in words if word != "--check"]
source = pathlib.Path(words[0]).resolve()
wanted = [defence for defence in DEFENCES if not words[1:] or any(part in defence[0] for part in words[1:])]


def is_in_place(root, path, text):
    count = (root / path).read_text(encoding="utf-8").count(text)
    assert count == 1, f"{path} holds {text!r} {count} times, not once: mend tests/mutate/defences.py"


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, timeout=3600)


def must(*command):
    done = run(*command)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


class Copy:
    """The source as it is in the working tree, in a folder and with a build of its own."""

    def __init__(self, folder):
        self.root = folder / "source"
        self.build = folder / "build"
        listed = subprocess.run(["git", "-C", source, "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True, check=True).stdout
        for path in filter(None, listed.decode().split("\0")):
            if (source / path).is_file():
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source / path, self.root / path)

    def test(self, names):
        """Builds what these tests need and runs them; says whether they passed."""
        done = run("meson", "test", "-C", self.build, *names)
        assert done.returncode != BUILD_FAILED, done.stdout[-4000:] + done.stderr[-4000:]
        return done.returncode == 0

    def switch_off(self, path, text, other, tests):
        file = self.root / path
        before = file.read_text(encoding="utf-8")
        is_in_place(self.root, path, text)
        try:
            file.write_text(before.replace(text, other), encoding="utf-8")
            assert not self.test(tests), f"{', '.join(tests)} passed without it"
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
    # Tests are built with what they name as theirs; the schema is everybody's.
    tap.step("with nothing switched off the tests pass", lambda: must("meson", "setup", copy.build, copy.root) or
             must("ninja", "-C", copy.build, "data/gschemas.compiled") or
             must("meson", "test", "-C", copy.build, *everything))
    for title, *defence in wanted:
        tap.step(f"without “{title}” a test fails", lambda: copy.switch_off(*defence))
sys.exit(tap.finish())
