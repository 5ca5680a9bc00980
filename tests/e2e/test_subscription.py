#!/usr/bin/env python3
"""A calendar on the web, from its address in the settings to the ledger: what leaves, what is kept, and what is forgotten."""

import http.server
import os
import pathlib
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

SECRET = "private-5e1f"
TITLE = "Reading of the ledger"


class Server(http.server.ThreadingHTTPServer):
    """Serves one calendar, and remembers what it was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.statuses = []
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self.address = f"{self.origin}/{SECRET}/calendar.ics"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        start = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + 3600))
        text = f"BEGIN:VCALENDAR\r\nX-WR-CALNAME:Web\r\nBEGIN:VEVENT\r\nUID:w\r\nDTSTART:{start}\r\nSUMMARY:{TITLE}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()
        self.server.statuses.append(200)
        self.send_response(200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *words):
        pass


def holds(folder, text):
    """The files below the folder that contain the text."""
    return [path.name for path in pathlib.Path(folder).rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


class Story:
    def __init__(self, build):
        self.server = Server()
        self.cache = pathlib.Path(os.environ["XDG_CACHE_HOME"]) / "handrail"
        self.programs = desk.Programs(build)
        self.programs.set("desktop-calendars", "false")
        self.programs.set("calendar-subscriptions", f"['{self.server.address}']")
        self.programs.start_agent()

    def agenda(self):
        day = 86400
        words = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + offset)) for offset in (-day, day)]
        return subprocess.run([str(self.programs.ctl_program), "agenda", "--calendar", self.server.address, "--from", words[0], "--to", words[1]],
                              check=False, capture_output=True, text=True)

    def is_read(self):
        desk.wait_for("the ledger's row", lambda: desk.journal("SELECT * FROM egress"))
        desk.wait_for("the events in the cache", lambda: holds(self.cache, TITLE))
        assert self.server.statuses == [200], self.server.statuses
        assert desk.journal("SELECT purpose, method, origin, outcome, status FROM egress") == [("calendar", "GET", self.server.origin, "answered", 200)]

    def keeps_the_secret(self):
        assert not holds(desk.data_home(), SECRET) and not holds(self.cache, SECRET), "the address is on disk outside of the settings"

    def reads_for_ctl(self):
        done = self.agenda()
        assert done.returncode == 0 and TITLE in done.stdout and not done.stderr, done
        assert len(desk.journal("SELECT * FROM egress")) == len(self.server.statuses) == 2

    def sends_nothing(self):
        self.programs.set("network", "false")
        done = self.agenda()
        assert done.returncode == 3 and "nothing was sent" in done.stderr and SECRET not in done.stderr, done
        assert len(self.server.statuses) == 2
        assert desk.journal("SELECT outcome, bytes_sent FROM egress ORDER BY id DESC LIMIT 1") == [("refused", 0)]

    def forgets(self):
        self.programs.set("calendar-subscriptions", "[]")
        desk.wait_for("the events to go", lambda: not holds(self.cache, TITLE))

    def end(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        self.server.shutdown()
        assert self.programs.agent.returncode == 0


def main():
    tap = taps.Tap()
    story = tap.step("an agent with a subscription is there", lambda: Story(sys.argv[1]))
    if story is None:
        return tap.finish()
    tap.step("it is read once, and the ledger is the server's own log", story.is_read)
    tap.step("the address is in the settings and nowhere else", story.keeps_the_secret)
    tap.step("handrailctl reads it by the same door", story.reads_for_ctl)
    tap.step("switched off, nothing leaves, and that is noted", story.sends_nothing)
    tap.step("removed, its events are gone from the disk", story.forgets)
    tap.step("it ends", story.end)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
