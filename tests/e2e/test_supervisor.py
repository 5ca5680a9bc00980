#!/usr/bin/env python3
"""What starts the agent again, where no service manager starts again what has crashed: three times in ten minutes, then it says so and ends.

usage: test_supervisor.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

RESTARTS = 3


class Guard:
    def __init__(self, build):
        self.log = pathlib.Path(tempfile.mkdtemp(prefix="handrail-guard.")) / "log"
        self.programs = desk.Programs(build)
        self.programs.set("keep-warm", "false")
        self.programs.set("desktop-calendars", "false")
        with open(self.log, "wb") as log:
            self.guard = subprocess.Popen([self.programs.agent_program, "--supervised"], stderr=log)
        self.agent = 0
        self.wait_for_another()

    def wait_for_another(self):
        before = self.agent
        self.agent = desk.wait_for("the agent", lambda: (pid := desk.owner_pid(desk.AGENT_ID)) not in (0, before) and pid)
        assert self.agent != self.guard.pid, "there is no guard"

    def crash(self):
        os.kill(self.agent, signal.SIGSEGV)

    def restarts(self):
        for _ in range(RESTARTS):
            self.crash()
            self.wait_for_another()

    def gives_up(self):
        self.crash()
        status = self.guard.wait(timeout=desk.LIMIT)
        assert status != 0, "a guard that gives up has not succeeded"
        assert not desk.owner_pid(desk.AGENT_ID), "there is an agent without its guard"
        assert "left alone" in self.log.read_text(encoding="utf-8"), "it did not say so"


def main():
    # Crashes on purpose leave no cores behind.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    tap = taps.Tap()
    guard = tap.step("an agent with its guard", lambda: Guard(sys.argv[1]))
    if guard is None:
        return tap.finish()
    tap.step(f"after a crash there is another agent, {RESTARTS} times", guard.restarts)
    tap.step("the next crash is the last", guard.gives_up)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
