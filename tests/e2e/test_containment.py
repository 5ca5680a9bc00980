#!/usr/bin/env python3
"""A thousand people of real meetings: calendar file, agent, its answer to the windows, redactor, request. None of them is on the wire, whatever the coding.

usage: test_containment.py BUILD TEST-CONTAINMENT    (inside with-desktop)
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

A_MEETING = 40


def attendee(number, name):
    """As one calendar or another writes it."""
    first, last = name.split()
    address = f"mailto:p{number}@example.org"
    return (
        f"ATTENDEE;CN={name}:{address}",
        f'ATTENDEE;CN="{last}, {first}";PARTSTAT=DECLINED:{address}',
        f"ATTENDEE;CN=\"'{name}'\";ROLE=OPT-PARTICIPANT:{address}",
        f"ATTENDEE:mailto:{first}.{last}@example.org".lower(),
        f'ATTENDEE;CN="{first}.{last}@example.org":{address}',
        f"ATTENDEE;CN={first}\r\n  {last} (Sales):{address}",
    )[number % 6]


class Containment:
    def __init__(self, build, program):
        self.program = program
        self.names = desk.run(program, "--print-canaries").splitlines()
        self.programs = desk.Programs(build)
        self.programs.set("keep-warm", "false")
        self.programs.set("desktop-calendars", "false")
        calendar = pathlib.Path(tempfile.mkdtemp(prefix="handrail-containment-")) / "work.ics"
        desk.write_calendar(calendar, *self.meetings())
        self.programs.set("calendar-files", f"['{calendar}']")
        self.programs.start_agent()

    def meetings(self):
        for first in range(0, len(self.names), A_MEETING):
            people = [attendee(number, self.names[number]) for number in range(first, first + A_MEETING)]
            hours = first // A_MEETING - 10
            yield desk.event(f"meeting-{first}", "Planning", time.time() + hours * 3600, attendees=0, extra="\r\n".join(people))

    def nothing_leaves(self):
        done = subprocess.run([self.program, "--with-agent"], capture_output=True, text=True, check=False)
        assert done.returncode == 0 and "\nok 1 " in "\n" + done.stdout, done.stdout + done.stderr

    def nothing_on_disk(self):
        """Files of the calendar are read anew at each start: nothing of them is kept."""
        for home in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            for path in pathlib.Path(os.environ[home]).rglob("*") if home in os.environ else ():
                if path.is_file():
                    data = path.read_bytes()
                    told = [name for name in self.names if name.encode() in data]
                    assert not told, f"{path.name} holds {len(told)} names"

    def end(self):
        self.programs.stop_agent()


def main():
    tap = taps.Tap()
    containment = tap.step("an agent with a thousand people in its calendar", lambda: Containment(*sys.argv[1:3]))
    if containment is None:
        return tap.finish()
    tap.step("none of a thousand attendees is in a request", containment.nothing_leaves)
    tap.step("none of them is on the disk", containment.nothing_on_disk)
    tap.step("the agent is still there", containment.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
